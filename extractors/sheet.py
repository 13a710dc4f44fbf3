"""Where things stand on a PDF page: from the page's own coordinates to those of the page as shown upright."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from forms.evidence import Box

Point = tuple[float, float]
N = TypeVar("N", float, NDArray[np.float64])
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def moved(point: Point, by: Matrix) -> Point:
    """The point after a PDF transformation."""
    x, y = point
    a, b, c, d, e, f = by
    return a * x + c * y + e, b * x + d * y + f


def chained(first: Matrix, then: Matrix) -> Matrix:
    """The transformation that does one after the other."""
    a, b = moved((first[0], first[1]), (*then[:4], 0, 0))
    c, d = moved((first[2], first[3]), (*then[:4], 0, 0))
    e, f = moved((first[4], first[5]), then)
    return a, b, c, d, e, f


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible part of a page in its own coordinates (points, origin bottom left), and its turn clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def width(self) -> float:
        """Points, as shown upright."""
        return self.top - self.bottom if self.turn % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Points, as shown upright."""
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def upright(self, point: Point) -> Point:
        """The point in points from the top left corner of the page as shown upright."""
        return self.all_upright(*point)

    def all_upright(self, x: N, y: N) -> tuple[N, N]:
        """Like `upright`, of one number each or of many."""
        across, down = x - self.left, self.top - y
        wide, high = self.right - self.left, self.top - self.bottom
        if self.turn == 90:
            return high - down, across
        if self.turn == 180:
            return wide - across, high - down
        if self.turn == 270:
            return down, wide - across
        return across, down

    def all_moved(self, points: Iterable[Point], by: Matrix) -> list[Point]:
        """The points after a PDF transformation, as `upright` gives each."""
        if self.turn:
            return [self.upright(moved(point, by)) for point in points]
        a, b, c, d, e, f = by
        left, top = self.left, self.top
        # Nearly all pages stand upright, and their lines have points by the thousand.
        return [(a * x + c * y + e - left, top - (b * x + d * y + f)) for x, y in points]

    def box(self, points: Iterable[Point]) -> Box:
        """The upright box around points of the page, in points."""
        return around([self.upright(point) for point in points])

    def fraction(self, box: Box) -> Box:
        """An upright box in points as fractions of the page."""
        x0, y0, x1, y1 = box
        return x0 / self.width, y0 / self.height, x1 / self.width, y1 / self.height

    def points(self, box: Box) -> Box:
        """A box in fractions of the upright page in points."""
        x0, y0, x1, y1 = box
        return x0 * self.width, y0 * self.height, x1 * self.width, y1 * self.height


def around(points: Iterable[Point]) -> Box:
    """The box around the points; raises ValueError without any."""
    xs, ys = zip(*points, strict=True)
    # A letter and a straight line have two points, and pages have thousands of them.
    if len(xs) == 2:
        (x0, x1), (y0, y1) = xs, ys
        return (x0 if x0 < x1 else x1, y0 if y0 < y1 else y1, x1 if x0 < x1 else x0, y1 if y0 < y1 else y0)
    return min(xs), min(ys), max(xs), max(ys)


def joined(one: Box, other: Box) -> Box:
    """The box around two boxes."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def middle(box: Box) -> Point:
    """The box's centre."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def holds(box: Box, point: Point, slack: float = 0.0) -> bool:
    """Whether the point lies in the box, widened by `slack` on every side."""
    x0, y0, x1, y1 = box
    return x0 - slack <= point[0] <= x1 + slack and y0 - slack <= point[1] <= y1 + slack


def area(box: Box) -> float:
    """The box's area, 0 for one that is inside out."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    ax0, ay0, ax1, ay1 = one
    bx0, by0, bx1, by1 = other
    # Most boxes of a page share nothing, and pages compare them by the ten thousand.
    if ax1 <= bx0 or bx1 <= ax0 or ay1 <= by0 or by1 <= ay0:
        return 0.0
    return area((max(ax0, bx0), max(ay0, by0), min(ax1, bx1), min(ay1, by1)))
