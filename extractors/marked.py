"""Check boxes: which square belongs to which caption, and what a row of squares says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from extractors.labels import Spot
from extractors.lines import Print, Square
from extractors.rects import Rect, Token, around, in_order, plain
from forms.evidence import Value
from forms.form import Cell

_REACH = 3.2
"""Line heights between a caption and its square, at most."""
_BESIDE = 0.6
"""Line heights above or below a label in which its square may stand; nearer ones come first."""
_CAPTION = 84.0
_TELLING = 6
"""Letters from which a caption is known within other print."""
_CELL = 4.0
"""Widths of a square that a ruled cell with it and its caption is wide, at least."""
_FILLING = 0.8
"""Height of what fills a box, as a share of the box's, at most."""
_YES = frozenset({"yes", "y", "true"})
_NO = frozenset({"no", "n", "false"})


@dataclass(frozen=True, slots=True)
class _Item:
    """A square or a word, in reading order."""

    square: Square | None
    token: Token | None


def squares_of(sheet: Print, spots: Mapping[str, Spot], boxes: Mapping[str, Rect | None]) -> dict[str, Square]:
    """The square of each check box by its label: in its ruled box, else beside it on the side that the page prints."""
    given: dict[str, Square] = {}
    pairs: list[tuple[float, str, str, Square]] = []
    for name, spot in spots.items():
        box = boxes.get(name)
        if box is not None:
            inside = [s for s in sheet.squares if box.holds(s.cx, s.cy)]
            if len(inside) == 1:
                pairs.append((0.0, "box", name, inside[0]))
                continue
        for square in sheet.squares:
            if (side := _side(square, spot)) and (box is None or box.holds(square.cx, square.cy)):
                pairs.append((side[1], side[0], name, square))
    # Every side's share of the nearest squares tells on which side this page prints them.
    nearest: dict[str, float] = {"before": 0.0, "after": 0.0, "box": 0.0}
    for name in spots:
        own = [(distance, side) for distance, side, owner, _ in pairs if owner == name]
        if own:
            nearest[min(own)[1]] += 1
    prefer = "before" if nearest["before"] >= nearest["after"] else "after"
    used: set[int] = set()
    for _distance, _side_name, name, square in sorted(pairs, key=lambda p: (p[1] not in (prefer, "box"), p[0])):
        if name not in given and id(square) not in used:
            given[name] = square
            used.add(id(square))
    for name, spot in spots.items():
        lone = _lone_on_line(sheet, spot) or _lone_below(sheet, spot)
        if name not in given and lone is not None and id(lone) not in used:
            given[name] = lone
            used.add(id(lone))
    return given


def _lone_on_line(sheet: Print, spot: Spot) -> Square | None:
    """The square in a column of its own far behind the label, with no other print or square on the line between."""
    line, own = spot.first_line, {id(token) for token in spot.tokens}
    behind = [s for s in sheet.squares if s.beside(line) and s.x0 > line.x1]
    if len(behind) != 1 or any(t.beside(line) and t.x0 > line.x0 and id(t) not in own for t in sheet.tokens):
        return None
    return behind[0]


def _lone_below(sheet: Print, spot: Spot) -> Square | None:
    """The square right below the label's beginning, with no print on its line that it could belong to."""
    size = spot.size
    below = [
        s for s in sheet.squares if -0.3 <= (s.y0 - spot.rect.y1) / size <= 1.2 and abs(s.x0 - spot.rect.x0) < size
    ]
    if len(below) != 1 or any(t.beside(below[0]) and 0 < t.x0 - below[0].x1 < 12 * size for t in sheet.tokens):
        return None
    return below[0]


def _side(square: Square, spot: Spot) -> tuple[str, float] | None:
    """On which side of the label the square stands, and how far off, in line heights."""
    first, last, size = spot.first_line, spot.last_line, spot.size
    whole = spot.rect
    if (low := _off(square, whole, size)) is not None:
        before = (first.x0 - square.x1) / size
        if -0.3 <= before <= _REACH:
            return "before", max(before, 0.0) + low
    if (low := _off(square, last, size)) is not None:
        after = (square.x0 - last.x1) / size
        if -0.3 <= after <= (12 * _REACH if spot.colon else _REACH):
            return "after", max(after, 0.0) + low
    return None


def _off(square: Square, lines: Rect, size: float) -> float | None:
    """How far the square stands above or below the lines, in line heights that weigh threefold; None if too far."""
    off = max(lines.y0 - square.cy, square.cy - lines.y1, 0.0) / size
    return 3 * off if off <= _BESIDE else None


def checkbox_value(sheet: Print, square: Square, certainty: float = 1.0) -> Value:
    """Whether the square is checked."""
    value = Value(
        bool(square.checked),
        square.confidence * certainty,
        "mark",
        page=sheet.page.number,
        box=sheet.fractions(square),
    )
    if square.checked is None:
        return value.doubted("the box could be checked or not", 0.5)
    return value


def choice_by_squares(sheet: Print, cell: Cell, squares: Sequence[Square], tokens: Sequence[Token]) -> Value | None:
    """The choice whose square is checked; None where the squares have none of the choices as captions."""
    items = _refilled(_by_box(sheet, squares, tokens) or _in_order(squares, tokens))
    squares = [item.square for item in items if item.square is not None]
    found = max((_captioned(cell, items, after=False), _captioned(cell, items, after=True)), key=len)
    guessed = _left_over(cell, found, squares) if sheet.scanned else {}
    found |= guessed
    printed_captions = captions_printed(cell, tokens)
    options = cell.options or {}
    if not found or (len(found) == 1 and len(options) > 1 and len(squares) > 1):
        return None
    checked = [(name, s) for name, s in found.items() if s.checked]
    unsure = [(name, s) for name, s in found.items() if s.checked is None]
    if not checked and len(unsure) == 1:
        checked = unsure
    page = sheet.page.number
    everything = around(found.values())
    if not checked:
        confidence = min(s.confidence for s in found.values())
        value = Value(None, confidence, "mark", page=page, box=sheet.fractions(everything))
        # A choice is hardly ever left open: on a picture a mark too faint to be seen is likelier.
        doubtful = unsure or sheet.scanned or printed_captions > len(found) or len(found) < len(options)
        return value.doubted("no box could be read as checked", 0.5) if doubtful else value
    printed = " / ".join(options[name][0] for name, _ in checked)
    box = sheet.fractions(around(s for _, s in checked))
    if len(checked) > 1:
        return Value(None, 0.2, "mark", printed, page, box, True, f"more than one box is checked: {printed}")
    name = checked[0][0]
    value = Value(name, min(s.confidence for s in found.values()), "mark", printed, page, box)
    if unsure:
        return value.doubted("a box could be checked or not", 0.6)
    if guessed or len(found) < len(squares) or printed_captions > len(found):
        return value.doubted("not every caption beside the boxes could be read", 0.85)
    return value


def _left_over(cell: Cell, found: Mapping[str, Square], squares: Sequence[Square]) -> dict[str, Square]:
    """The one choice and the one square that are left where all the others have their captions: one was misread."""
    names = [name for name in cell.options or {} if name not in found]
    taken = {id(square) for square in found.values()}
    free = [square for square in squares if id(square) not in taken]
    return {names[0]: free[0]} if found and len(names) == len(free) == 1 else {}


def captions_printed(cell: Cell, tokens: Sequence[Token]) -> int:
    """How many of the choices have their caption printed here; one within a longer one does not count."""
    text = "".join(f" {token.plain}" for token in in_order(tokens)) + " "
    captions = [(plain(caption), name) for name, captions in (cell.options or {}).items() for caption in captions]
    found = set()
    for caption, name in sorted(captions, key=lambda one: -len(one[0])):
        # A short one is a word of its own, and no part of another.
        parted = r"\s?".join(caption)
        pattern = parted if len(caption) >= _TELLING else rf"(?<=\s){parted}(?=\s)"
        if caption and re.search(pattern, text):
            found.add(name)
            text = re.sub(pattern, "|", text)
    return len(found)


def typed_crosses(tokens: Sequence[Token]) -> tuple[list[Square], list[Token]]:
    """The words that are an X, which stand for a checked box where blanks are marked, and the other words."""
    crosses = [token for token in tokens if token.text.strip("_") in ("X", "x")]
    marks = [Square(t.x0, t.y0, t.x1, t.y1, checked=True, confidence=t.confidence) for t in crosses]
    return marks, [token for token in tokens if token not in crosses]


def _in_order(squares: Sequence[Square], tokens: Sequence[Token]) -> list[_Item]:
    """Squares and words line by line, from left to right."""
    things: list[Square | Token] = [*squares, *tokens]
    return [_Item(t, None) if isinstance(t, Square) else _Item(None, t) for t in in_order(things)]


def _by_box(sheet: Print, squares: Sequence[Square], tokens: Sequence[Token]) -> list[_Item]:
    """The same box by box where each square stands in a ruled box of its own, with the words there; else empty."""
    boxes = [sheet.box_at(square.cx, square.cy) for square in squares]
    found: list[_Item] = []
    if len(squares) < 2:
        return found
    for number, (square, box) in enumerate(zip(squares, boxes, strict=True)):
        if box is None or box.width < _CELL * square.width or box in boxes[:number]:
            return []
        found += _in_order([square], [token for token in tokens if box.holds(token.cx, token.cy)])
    return found


def _refilled(items: Sequence[_Item]) -> list[_Item]:
    """The items with each empty box taken for one with its filling, a smaller square that comes next.

    A line's end has parted the two; together they are as sure as the box.
    """
    kept: list[_Item] = []
    for item in items:
        if item.square and kept and (box := kept[-1].square) and _fills(item.square, box):
            kept[-1] = _Item(replace(item.square, confidence=max(box.confidence, item.square.confidence)), None)
        else:
            kept.append(item)
    return kept


def _fills(filling: Square, box: Square) -> bool:
    """Whether the one square may be what was to stand in the other."""
    return filling.checked is True and box.checked is False and filling.y1 - filling.y0 < _FILLING * (box.y1 - box.y0)


def _captioned(cell: Cell, items: Sequence[_Item], *, after: bool) -> dict[str, Square]:
    """The square of each choice, whose caption follows the square, or stands before it (`after`)."""
    sequence = list(reversed(items)) if after else list(items)
    found: dict[str, Square] = {}
    square: Square | None = None
    words: list[str] = []

    def close() -> None:
        if square is not None:
            name = caption_of(cell, list(reversed(words)) if after else words, after=after)
            if name and name not in found:
                found[name] = square

    for item in sequence:
        if item.square is not None:
            close()
            square, words = item.square, []
        elif item.token is not None:
            words.append(item.token.plain)
    close()
    return found


def caption_of(cell: Cell, words: Sequence[str], *, after: bool = False) -> str | None:
    """The choice that the caption names; words beyond the caption, away from the square, are let go."""
    best: tuple[float, int, str] | None = None
    text = "".join(words)
    if not text:
        return None
    for name, captions in (cell.options or {}).items():
        for caption in (*captions, name):
            wanted = plain(caption)
            part = text[-len(wanted) :] if after else text[: len(wanted)]
            score = fuzz.ratio(part, wanted)
            if score >= _CAPTION and (best is None or (score, len(wanted)) > best[:2]):
                best = (score, len(wanted), name)
    return best[2] if best else None
