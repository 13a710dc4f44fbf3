"""Rectangles in points, printed words, and things in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from forms.evidence import Source


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points, y downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points from side to side."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        """The middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """The middle down."""
        return (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether the point lies inside, or outside by no more than the slack."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack

    def beside(self, other: "Rect") -> bool:
        """Whether both stand on one line: half of the lower one's height is shared."""
        top, foot, above, below = self.y0, self.y1, other.y0, other.y1
        shared = (foot if foot < below else below) - (top if top > above else above)
        height, like = foot - top, below - above
        return shared >= 0.5 * (height if height < like else like)

    def shares_column(self, other: "Rect", slack: float = 0.0) -> bool:
        """Whether some vertical line crosses both."""
        return min(self.x1, other.x1) - max(self.x0, other.x0) > -slack


class Placed(Protocol):
    """Anything with a place on the page."""

    @property
    def x0(self) -> float: ...  # noqa: D102
    @property
    def y0(self) -> float: ...  # noqa: D102
    @property
    def x1(self) -> float: ...  # noqa: D102
    @property
    def y1(self) -> float: ...  # noqa: D102


P = TypeVar("P", bound=Placed)


def in_lines(things: Iterable[P]) -> list[list[P]]:
    """Things that stand beside each other as lines, from top to bottom, each from left to right."""
    lines: list[list[P]] = []
    for thing in sorted(things, key=lambda t: t.y0 + t.y1):
        for line in lines[-3:]:
            head = line[0]
            shared = min(head.y1, thing.y1) - max(head.y0, thing.y0)
            if shared >= 0.5 * min(head.y1 - head.y0, thing.y1 - thing.y0):
                line.append(thing)
                break
        else:
            lines.append([thing])
    for line in lines:
        line.sort(key=lambda t: t.x0)
    return lines


def in_order(things: Iterable[P]) -> list[P]:
    """Things line by line, from left to right."""
    return [thing for line in in_lines(things) for thing in line]


def in_any(rect: Rect, areas: Iterable[Rect]) -> bool:
    """Whether the middle of the rectangle lies in one of the areas."""
    return any(area.holds(rect.cx, rect.cy) for area in areas)


def around(rects: Iterable[Placed]) -> Rect:
    """The smallest rectangle that holds all of them."""
    lefts, tops, rights, feet = zip(*((r.x0, r.y0, r.x1, r.y1) for r in rects), strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(feet))


@dataclass(frozen=True, slots=True, eq=False)
class Token(Rect):
    """A printed word."""

    text: str
    plain: str
    """Lower-case letters and digits alone, for comparing with labels."""
    bold: bool
    confidence: float
    source: Source
    face: str = ""
    """Name and colour of its typeface; empty where nothing tells."""
    boxed: str = ""
    """The letters of all words of a picture that were boxed together, as high as the highest of them."""


def clumps(line: Sequence[Token]) -> list[list[Token]]:
    """The line's words in groups that stand apart, as in the cells of a table."""
    groups: list[list[Token]] = []
    for token in line:
        if groups and token.x0 - groups[-1][-1].x1 < 0.9 * token.height:
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Lower-case letters and digits alone; an ampersand counts as the word."""
    return "".join(c for c in text.replace("&", "and").lower() if c.isalnum())


_LONG_TEXT = 60
"""Letters from which a text is a passage, which a slip in one word does not make another."""
_SLIP = 0.03
"""Share of a passage's letters that may be doubtful."""


def sureness(tokens: Sequence[Token]) -> float:
    """How surely the words were read: as the weakest of them, but for a few letters of a long passage."""
    weakest = sorted(tokens, key=lambda token: token.confidence)
    room = _SLIP * sum(len(token.text) for token in tokens)
    if room >= _SLIP * _LONG_TEXT:
        while len(weakest[0].text) <= room:
            room -= len(weakest.pop(0).text)
    return weakest[0].confidence
