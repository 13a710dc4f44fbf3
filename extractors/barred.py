"""Columns of a table by the rulings between its rows' cells, where a dark or open header has none of its own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.lines import Print
from extractors.rects import Rect
from extractors.tablehead import Header

_ONE = 4.0
"""Points between pieces of one ruling, across, at most."""
_NEAR = 2.5
"""Heights of the lowest caption between the header and a ruling that begins under it, at most."""
_ALONG = 0.7
"""Share of the longest ruling's way that another of the same table goes."""
_FEWEST = 3
"""Rulings at least: both sides and one between columns."""


def with_barred_columns(sheet: Print, header: Header) -> Header:
    """The header with its columns as the rulings below it part them, a strange one where no caption was read.

    As it was where rulings do not part every column that it names from the others.
    """
    if header.ruled or not sheet.scanned:
        return header
    xs = _rulings(sheet.bars, header)
    if len(xs) < _FEWEST:
        return header
    columns: list[tuple[str | None, Rect]] = []
    captions: list[str] = []
    for left, right in pairwise(xs):
        inside = [n for n, (_, rect) in enumerate(header.columns) if left <= rect.cx < right]
        named = [n for n in inside if header.columns[n][0]]
        if len(named) > 1:
            return header
        columns.append((header.columns[named[0]][0] if named else None, Rect(left, header.top, right, header.bottom)))
        captions.append(" ".join(header.captions[n] for n in inside))
    if sum(name is not None for name, _ in columns) < header.named:
        return header
    return replace(header, columns=columns, captions=captions, barred=True)


def _rulings(bars: Sequence[Rect], header: Header) -> list[float]:
    """Where rulings run down from the header through the rows, from left to right; a fax leaves some in pieces."""
    reach = header.bottom + _NEAR * min(rect.height for _, rect in header.columns)
    lines: list[list[Rect]] = []
    for bar in sorted((bar for bar in bars if bar.y1 > header.bottom), key=lambda bar: bar.cx):
        if lines and bar.cx - lines[-1][-1].cx < _ONE:
            lines[-1].append(bar)
        else:
            lines.append([bar])
    begun = [line for line in lines if min(bar.y0 for bar in line) < reach]
    ways = [_way(line, header.bottom) for line in begun]
    longest = max(ways, default=0.0)
    return [
        sum(bar.cx * bar.height for bar in line) / max(sum(bar.height for bar in line), 1.0)
        for line, way in zip(begun, ways, strict=True)
        if way >= _ALONG * longest
    ]


def _way(line: Sequence[Rect], top: float) -> float:
    """How far the pieces of one ruling go below the header."""
    return sum(bar.y1 - max(bar.y0, top) for bar in line)
