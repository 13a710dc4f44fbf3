"""Numbers that stand before labels, as in `(2)`, `15a.` or a bare `3`, and are no part of them nor anybody's value."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from extractors.lines import Run
from extractors.rects import Token

_POINTED = re.compile(
    r"\((?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})\)|Q?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})[.):]|\d{1,2}[a-z]|\d{1,2}(?:\.\d{1,2})+\.?",
    re.I,
)
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}")
_BARE = re.compile(r"\d{1,2}")
_SEVERAL = 3
"""Labels of a page that bare numbers must precede, so that these are no values."""
_NEAR = 3.0
"""Line heights between a number and its label at most."""


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
    return abs(first.x0 - number.x0) < 1.0 and -0.3 <= (first.y0 - number.y1) / first.height <= 0.6


def give_numbers(spots: Sequence[Numbered], runs: Iterable[Run]) -> None:
    """Notes at each label the number that stands before it; bare ones where several labels have one."""
    firsts = {id(run.tokens[1]): run.tokens[0] for run in runs if numbers(run)}
    alone = [run.tokens[0] for run in runs if len(run.tokens) == 1]
    alone = [token for token in alone if pointed(token) or _BARE.fullmatch(token.text)]
    found: list[tuple[Numbered, Token]] = []
    for spot in spots:
        first = spot.tokens[0]
        beside = [t for t in alone if _leads(t, first)]
        number = firsts.get(id(first)) or max(beside, key=lambda t: t.x1, default=None)
        if number is not None:
            found.append((spot, number))
    bare = {token.text for _, token in found if not pointed(token)}
    told = len(bare) >= _SEVERAL or {"1", "2"} <= bare
    parts = Counter(token.text.partition(".")[0] for _, token in found if _DECIMAL.fullmatch(token.text))
    for spot, number in found:
        # A decimal before a label numbers it where another does so in the same part; else it may be a value.
        decimal = _DECIMAL.fullmatch(number.text) is not None
        if parts[number.text.partition(".")[0]] > 1 if decimal else told or pointed(number):
            spot.take_number(number)
