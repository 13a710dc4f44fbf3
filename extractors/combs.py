"""Combs: rows of narrow cells that take one letter each, read as the word or number that they spell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.rects import Rect, Token, around, plain

_NARROW, _WIDE = 5.0, 26.0
"""Points between two bars of a comb."""
_HIGH = 30.0
_EVEN = 1.2
"""Points by which the cells of a comb may differ."""
_APART = 20.0
"""Points between the parts of one blank at most."""
_FEWEST = 3
"""Bars of a comb."""
_JOINED = 0.6
"""Share of a cell that a ruling runs along, where it is the cell's edge."""


@dataclass(frozen=True, slots=True)
class Comb:
    """A row of cells, and the bars between and around them."""

    rect: Rect
    bars: tuple[Rect, ...]

    def edged_by(self, rule: Rect) -> bool:
        """Whether the ruling is the comb's upper or lower edge."""
        long = abs(rule.x0 - self.rect.x0) < 2 and abs(rule.x1 - self.rect.x1) < 2
        return long and min(abs(rule.cy - self.rect.y0), abs(rule.cy - self.rect.y1)) < 2


def combs(bars: Sequence[Rect], tokens: Sequence[Token] = (), rules: Sequence[Rect] = ()) -> list[Comb]:
    """The rows of evenly spaced short bars; two cells with more than a letter in each are boxes, as of a date."""
    rows: list[list[Rect]] = []
    short = [bar for bar in bars if bar.height <= _HIGH]
    for bar in sorted(short, key=lambda b: b.cx):
        level = [row for row in rows if abs(row[-1].y0 - bar.y0) < 1.5 and abs(row[-1].y1 - bar.y1) < 1.5]
        if level and _follows(level[-1], bar):
            level[-1].append(bar)
        else:
            rows.append([bar])
    rows = [_without_strange_ends(row, rules) for row in rows if len(row) >= _FEWEST]
    found = [Comb(around(row), tuple(row)) for row in rows if len(row) >= _FEWEST]
    return [comb for comb in found if len(comb.bars) > _FEWEST or not _overfull(comb, tokens)]


def _without_strange_ends(row: list[Rect], rules: Sequence[Rect]) -> list[Rect]:
    """The bars without a first or last one that no ruling joins to the others: the side of the box beside the comb."""
    joined = [_joins(pair, rules) for pair in pairwise(row)]
    if joined.count(False) in (1, 2) and all(joined[1:-1]) and any(joined):
        return row[not joined[0] : len(row) - (not joined[-1])]
    return row


def _joins(cell: tuple[Rect, Rect], rules: Sequence[Rect]) -> bool:
    """Whether a ruling runs over or under most of the cell between two bars."""
    left, right = cell
    wanted = _JOINED * (right.cx - left.cx)
    return any(
        min(rule.x1, right.cx) - max(rule.x0, left.cx) > wanted
        and min(abs(rule.cy - left.y0), abs(rule.cy - left.y1)) < 2
        for rule in rules
    )


def _overfull(comb: Comb, tokens: Sequence[Token]) -> bool:
    """Whether a word in it has more letters than the cells that it reaches over."""
    return any(comb.rect.holds(t.cx, t.cy, 1.0) and len(t.plain) > _most(comb, t) for t in tokens)


def _follows(row: Sequence[Rect], bar: Rect) -> bool:
    pitch = bar.cx - row[-1].cx
    before = row[-1].cx - row[-2].cx if len(row) > 1 else pitch
    return _NARROW <= pitch <= _WIDE and abs(pitch - before) <= _EVEN


def blanks(found: Sequence[Comb]) -> list[Rect]:
    """What combs stand for: those that stand beside each other are parts of one blank."""
    parts: list[Rect] = []
    for rect in sorted((comb.rect for comb in found), key=lambda r: r.x0):
        before = [p for p in parts if abs(p.y1 - rect.y1) < 2 and 0 <= rect.x0 - p.x1 <= _APART]
        if before:
            parts.remove(before[-1])
            rect = around([before[-1], rect])
        parts.append(rect)
    return parts


def spelled(tokens: Sequence[Token], found: Sequence[Comb]) -> list[Token]:
    """The words, with what stands in the cells of a comb put together, a blank cell parting words."""
    result: list[Token] = []
    taken: set[int] = set()
    for comb in found:
        inside = [t for t in tokens if comb.rect.holds(t.cx, t.cy, 1.0)]
        if not inside or any(len(t.plain) > _most(comb, t) for t in inside):
            continue
        taken.update(map(id, inside))
        result += map(_joined, _together(comb, sorted(inside, key=lambda t: t.x0)))
    return [token for token in tokens if id(token) not in taken] + result


def _most(comb: Comb, token: Token) -> int:
    """Letters that the word may have: one for each cell that it reaches over."""
    return sum(token.x0 < right.cx and token.x1 > left.cx for left, right in pairwise(comb.bars))


def _together(comb: Comb, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    pitch = comb.rect.width / (len(comb.bars) - 1)
    word: list[Token] = []
    for token in tokens:
        if word and token.cx - word[-1].cx > (len(word[-1].text) + len(token.text)) / 2 * pitch + 0.6 * pitch:
            yield word
            word = []
        word.append(token)
    yield word


def _joined(tokens: Sequence[Token]) -> Token:
    text = "".join(token.text for token in tokens)
    whole = around(tokens)
    confidence = min(token.confidence for token in tokens)
    return replace(
        tokens[0],
        x0=whole.x0,
        y0=whole.y0,
        x1=whole.x1,
        y1=whole.y1,
        text=text,
        plain=plain(text),
        confidence=confidence,
    )
