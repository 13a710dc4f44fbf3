"""Tables whose rows go on beside them, as of a newspaper's columns: the same captions stand again in one header."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from rapidfuzz import fuzz

from extractors.labels import Spot
from extractors.lines import Print
from extractors.rects import plain
from extractors.tablehead import Header

_ALIKE = 84.0
"""Share of like letters, in percent, of captions that say the same."""


def halves(sheet: Print, header: Header, spots: Sequence[Spot]) -> Iterator[tuple[Print, Header, list[Spot]]]:
    """The page, the header and the labels of each part in which the rows stand; one where they stand in one column."""
    wide = _period(header)
    if wide == len(header.columns):
        yield sheet, header, list(spots)
        return
    names = [_name(header, place, wide) for place in range(wide)]
    starts = range(0, len(header.columns), wide)
    edges = [header.columns[start][1].x0 - 4 for start in starts]
    for start, left, right in zip(starts, [0.0, *edges[1:]], [*edges[1:], sheet.width], strict=True):
        rects = [rect for _, rect in header.columns[start : start + wide]]
        part = replace(
            header,
            columns=list(zip(names, rects, strict=True)),
            captions=header.captions[start : start + wide],
        )
        yield _between(sheet, left, right), part, [spot for spot in spots if left <= spot.rect.cx < right]


def _period(header: Header) -> int:
    """The number of captions after which the same ones stand again; that of all where none does."""
    said = [plain(caption) for caption in header.captions]
    for wide in range(2, len(said) // 2 + 1):
        if len(said) % wide == 0 and all(
            fuzz.ratio(text, said[place % wide]) >= _ALIKE for place, text in enumerate(said)
        ):
            return wide
    return len(said)


def _name(header: Header, place: int, wide: int) -> str | None:
    """The column that the captions at this place of each part name."""
    return next((name for name, _ in header.columns[place::wide] if name), None)


def _between(sheet: Print, left: float, right: float) -> Print:
    """The part of the page between two verticals, with the same words."""
    part = copy(sheet)
    part.tokens = [token for token in sheet.tokens if left <= token.cx < right]
    part.squares = [square for square in sheet.squares if left <= square.cx < right]
    for told in ("runs", "right_margin", "illegible"):
        part.__dict__.pop(told, None)
    return part
