"""Numbers before labels, as in `(2)`, `15a.`, `B3.` or a bare `3`, which are no part of them nor anybody's value."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from extractors.lines import Run
from extractors.rects import Token, in_order

_POINTED = re.compile(
    r"\((?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})\)|Q?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4}|[a-h]-?\d{1,2})[.):]|\d{1,2}[a-z]|\d{1,2}(?:\.\d{1,2})+\.?",
    re.I,
)
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
_BARE = re.compile(r"\d{1,2}")
_SEVERAL = 3
"""Labels of a page that bare numbers must precede, so that these are no values."""
_NEAR = 3.0
"""Line heights between a number and its label at most."""
_STEP = 2
"""From one number to the next, at most, as not every label is known; values over their captions jump."""
_COLUMN = 40.0
"""Points: numbers that begin within as much of each other stand in one column."""
_LARGER = 1.1
"""Height of print over a label, as a share of the label's, from which it is a value over its caption."""


class Numbered(Protocol):
    """A label with the number before it."""

    tokens: list[Token]

    def take_number(self, number: Token) -> None: ...  # noqa: D102


def pointed(token: Token) -> bool:
    """Whether the word by itself says that it numbers what follows."""
    return _POINTED.fullmatch(token.text) is not None


def numbers(run: Run) -> bool:
    """Whether the run's first word may number the rest."""
    return len(run.tokens) > 1 and (pointed(run.tokens[0]) or _BARE.fullmatch(run.tokens[0].text) is not None)


def _leads(number: Token, first: Token) -> bool:
    """Whether the number stands before the label's first word, or over it where a narrow cell leaves no room."""
    if number.beside(first):
        return 0 <= first.x0 - number.x1 <= _NEAR * first.height
    over = abs(first.x0 - number.x0) < 1.0 and -0.3 <= (first.y0 - number.y1) / first.height <= 0.6
    return over and number.height <= _LARGER * first.height


def _count_up(found: Sequence[Token]) -> bool:
    """Whether most of the numbers go on from the one before, as those of labels do: line by line, or down columns."""
    orders = in_order(found), sorted(found, key=lambda token: (token.x0 // _COLUMN, token.y0))
    steps = [[int(later.text) - int(number.text) for number, later in pairwise(order)] for order in orders]
    return any(2 * sum(0 < step <= _STEP for step in order) >= len(order) for order in steps)


def give_numbers(spots: Sequence[Numbered], runs: Sequence[Run]) -> None:
    """Notes at each label the number that stands before it; bare ones where several labels have one."""
    firsts = {id(run.tokens[1]): run.tokens[0] for run in runs if numbers(run)}
    firsts |= {id(r.tokens[2]): r.tokens[1] for r in runs if len(r.tokens) > 2 and all(map(pointed, r.tokens[:2]))}
    alone = [run.tokens[0] for run in runs if len(run.tokens) == 1]
    alone = [token for token in alone if pointed(token) or _BARE.fullmatch(token.text)]
    found: list[tuple[Numbered, Token]] = []
    for spot in spots:
        first = spot.tokens[0]
        beside = [t for t in alone if _leads(t, first)]
        number = firsts.get(id(first)) or max(beside, key=lambda t: t.x1, default=None)
        if number is not None:
            found.append((spot, number))
    bare = {token.text: token for _, token in found if not pointed(token)}
    told = (len(bare) >= _SEVERAL or {"1", "2"} <= set(bare)) and _count_up(list(bare.values()))
    parts = Counter(token.text.partition(".")[0] for _, token in found if _DECIMAL.fullmatch(token.text))
    for spot, number in found:
        # A decimal before a label numbers it where another does so in the same part; else it may be a value.
        decimal = _DECIMAL.fullmatch(number.text) is not None
        if parts[number.text.partition(".")[0]] > 1 if decimal else told or pointed(number):
            spot.take_number(number)
