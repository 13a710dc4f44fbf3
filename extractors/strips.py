"""Columns of a table without rulings: groups of words parted by strips that no word touches, given to the captions.

A caption may stand at the left of its column and the numbers at the right, so nearness alone does not tell: what the
words of a group say must suit the column's type.
"""

import itertools
import re
from collections.abc import Sequence, Set
from functools import cache

from extractors.rects import Rect, Token, around
from extractors.typed import parses
from forms.form import Cell

_UNLIKE_COUNT = 4.0
_COUNT = re.compile(r"[(#]?\d{1,3}[.):]?")
_YES_NO = re.compile(r"y(?:es)?\W+no?", re.I)
"""What stands beside two boxes, one for each answer."""
_SAMPLE = 7
"""Rows whose words are tried against a column's type."""
_EMPTY = 4.0
"""Cost of a column without words, in line heights."""
_MISREAD = 12.0
"""Cost of a column whose words are no values of its type."""


def column_bounds(
    captions: Sequence[Rect],
    cells: Sequence[Cell | None],
    rows: Sequence[Sequence[Token]],
    counting: Set[int] = frozenset(),
) -> list[tuple[float, float]]:
    """Left and right end of each caption's column, given the words of the table line by line.

    `counting` are the places of the columns that only number the rows.
    """
    tokens = [token for row in rows for token in row]
    if not tokens:
        return _between([(c.x0, c.x1) for c in captions])
    groups = _groups(tokens)
    size = tokens[0].height
    spans = _shared_out(captions, cells, rows, groups, size, counting)
    extents = []
    for caption, (start, end) in zip(captions, spans, strict=True):
        own = [groups[n] for n in range(start, end)]
        extents.append((min(g.x0 for g in own), max(g.x1 for g in own)) if own else (caption.x0, caption.x1))
    return _between(extents)


def _between(extents: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Bounds halfway between neighbours, open at both ends of the table."""
    cuts = [(left[1] + right[0]) / 2 for left, right in itertools.pairwise(extents)]
    lefts = [min(e[0] for e in extents) - 4, *cuts]
    rights = [*cuts, max(e[1] for e in extents) + 4]
    return list(zip(lefts, rights, strict=True))


def _groups(tokens: Sequence[Token]) -> list[Rect]:
    """The words' columns of print, from left to right."""
    groups: list[list[Token]] = []
    edge = float("-inf")
    for token in sorted(tokens, key=lambda t: t.x0):
        if token.x0 - edge > 0.2 * token.height:
            groups.append([])
        groups[-1].append(token)
        edge = max(edge, token.x1)
    return [around(group) for group in groups]


def _shared_out(
    captions: Sequence[Rect],
    cells: Sequence[Cell | None],
    rows: Sequence[Sequence[Token]],
    groups: Sequence[Rect],
    size: float,
    counting: Set[int],
) -> list[tuple[int, int]]:
    """For each caption the range of groups that it heads: the cheapest way to give every group away in order."""

    @cache
    def cost(column: int, start: int, end: int) -> float:
        if start == end:
            return _EMPTY
        caption = captions[column]
        own = groups[start:end]
        far = min(max(0.0, g.x0 - caption.x1, caption.x0 - g.x1) for g in own)
        far += sum(right.x0 - left.x1 for left, right in itertools.pairwise(own))
        if far > 3 * _MISREAD * size:
            return far / size
        misread = _miscounted if column in counting else _misread
        return far / size + _MISREAD * misread(cells[column], own[0].x0, own[-1].x1)

    def _miscounted(_: Cell | None, left: float, right: float) -> float:
        """How far the words are from numbering rows, which nothing else does in such a column."""
        said = [t.text for row in rows for t in row if left - 1 <= t.cx <= right + 1]
        return _UNLIKE_COUNT * sum(_COUNT.fullmatch(text) is None for text in said) / max(len(said), 1)

    def _misread(cell: Cell | None, left: float, right: float) -> float:
        """Share of lines that are no value of the column, alone or with a line beside; any counts a third."""
        if cell is None or cell.type in ("text", "name", "signature", "choice"):
            return 0.0
        texts = [" ".join(t.text for t in row if left - 1 <= t.cx <= right + 1) for row in rows]
        said = [text for text in texts if text][: _SAMPLE + 1]
        # A narrow column may break a date at its hyphen.
        pairs = [(f"{one} {two}", f"{one}{two}") for one, two in itertools.pairwise(said)]
        whole = [any(parses(text, cell) for text in pair) for pair in pairs]
        wrong = 0
        for n, text in enumerate(said[:_SAMPLE]):
            joined = (n < len(whole) and whole[n]) or (n > 0 and whole[n - 1])
            wrong += not (joined or parses(text, cell) or (cell.type == "checkbox" and _YES_NO.fullmatch(text)))
        return max(wrong / len(said), 0.34) if wrong else 0.0

    @cache
    def best(column: int, start: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if column == len(captions):
            return (0.0 if start == len(groups) else 1e6, ())
        options = []
        for end in range(start, len(groups) + 1):
            rest, spans = best(column + 1, end)
            options.append((cost(column, start, end) + rest, ((start, end), *spans)))
        return min(options, key=lambda option: option[0])

    return list(best(0, 0)[1])
