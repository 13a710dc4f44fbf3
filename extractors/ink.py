"""Tells the ink of a straightened page apart: ruling lines, check boxes, lines of print, scribbles.

`ink` is a mask, 255 where the page is dark; boxes are in its pixels: left, top, right, bottom, the last two exclusive.
`inch` is the number of pixels to the inch; all sizes below are in inches.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.straighten import Picture

PAPER, _DARK = 245, 165
"""The grey of paper on an evenly lit page; what is darker than the other is ink."""

_ACROSS, _DOWN = 0.40, 0.26
"""Shortest horizontal and vertical rulings; the stem of a letter in a title stays below."""
_THICK = 0.06
"""A ruling is no thicker than this."""
_SMALLEST_MARK, _LARGEST_MARK = 0.07, 0.30
_LETTER_SIZED = 0.14
"""A smaller mark could be a letter of a word, and what goes beyond it the stem of a d."""
_SPECK = 0.012
"""Dirt and the dots of a fax are smaller than this both ways."""
_DOT = 0.01
"""Dirt is at most a square of this size; so is the full stop of the smallest print."""
_FULL_STOP = 0.026
"""The full stop of a title covers a square of this size."""
_TALLEST_LETTER, _WIDEST_LETTER = 0.50, 0.60
_GAP = 0.11
"""Letters further apart than this belong to different lines of print."""
_SCRIBBLE_WIDE, _SCRIBBLE_HIGH = 0.35, 0.07


class Area(NamedTuple):
    """A box in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.y1 - self.y0

    def grown(self, by: int) -> "Area":
        """The box with `by` pixels more on each side, none of them left of or above the page."""
        return Area(max(0, self.x0 - by), max(0, self.y0 - by), self.x1 + by, self.y1 + by)

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in the box."""
        return self.x0 <= x < self.x1 and self.y0 <= y < self.y1

    def moved(self, right: int, down: int) -> "Area":
        """The box further to the right and further down."""
        return Area(self.x0 + right, self.y0 + down, self.x1 + right, self.y1 + down)

    def overlaps(self, other: "Area") -> bool:
        """Whether the boxes have a pixel in common."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def united(self, other: "Area") -> "Area":
        """The box that holds both."""
        return Area(*map(min, self[:2], other[:2]), *map(max, self[2:], other[2:]))

    def within(self, other: "Area") -> "Area":
        """What the boxes have in common."""
        return Area(*map(max, self[:2], other[:2]), *map(min, self[2:], other[2:]))

    def of(self, picture: Picture) -> Picture:
        """The part of the picture that the box covers."""
        return picture[max(0, self.y0) : max(0, self.y1), max(0, self.x0) : max(0, self.x1)]


@dataclass(frozen=True, slots=True)
class Check:
    """A check box or radio circle; `checked` is None where the ink in it could be either."""

    area: Area
    checked: bool | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The connected pieces of ink: of each dot, row by row, its place and its piece; of each piece, its box and dots.

    Counted on the dots alone, of which paper has few, this takes a third of the time of OpenCV's own statistics.
    """

    dots: NDArray[np.intp]
    of: NDArray[np.int32]
    boxes: NDArray[np.intp]
    """Left, top, right and bottom, the last two exclusive, a row each."""
    sizes: NDArray[np.intp]

    @property
    def wide(self) -> NDArray[np.intp]:
        """Pixels across."""
        return np.asarray(self.boxes[:, 2] - self.boxes[:, 0], dtype=np.intp)

    @property
    def high(self) -> NDArray[np.intp]:
        """Pixels down."""
        return np.asarray(self.boxes[:, 3] - self.boxes[:, 1], dtype=np.intp)

    def areas(self, chosen: NDArray[np.bool_]) -> list[Area]:
        """The boxes of the chosen pieces."""
        return [Area(*map(int, box)) for box in self.boxes[chosen]]

    def inside(self, area: Area) -> NDArray[np.bool_]:
        """Which pieces lie wholly in the area."""
        x0, y0, x1, y1 = area
        left, top, right, bottom = self.boxes.T
        return np.asarray((left >= x0) & (top >= y0) & (right <= x1) & (bottom <= y1), dtype=np.bool_)

    def mask(self, shape: tuple[int, ...], chosen: NDArray[np.bool_]) -> Picture:
        """The ink of the chosen pieces on a page of that shape."""
        mask = np.zeros(shape, np.uint8)
        mask.ravel()[self.dots[chosen[self.of]]] = 255
        return mask


def pieces(ink: Picture) -> Pieces:
    """The connected pieces of the ink, corner to corner too."""
    count, labels = cv2.connectedComponents(ink, connectivity=8)
    dots = np.flatnonzero(ink != 0)
    of = labels.ravel()[dots] - 1
    rows, columns = np.divmod(dots, ink.shape[1])
    boxes = np.zeros((count - 1, 4), np.intp)
    boxes[:, 0] = ink.shape[1]
    np.minimum.at(boxes[:, 0], of, columns)
    np.maximum.at(boxes[:, 2], of, columns + 1)
    # The dots come from the top, and of several assignments the last one stays.
    boxes[of[::-1], 1] = rows[::-1]
    boxes[of, 3] = rows + 1
    return Pieces(dots, of, boxes, np.bincount(of, minlength=count - 1))


def ink_of(page: Picture) -> Picture:
    """The mask of the ink on an evenly lit page."""
    return np.asarray(cv2.threshold(page, _DARK - 1, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def whitened(page: Picture, mask: Picture) -> Picture:
    """The page with what the mask covers painted like paper."""
    return np.asarray(cv2.max(page, cv2.bitwise_and(mask, PAPER)), dtype=np.uint8)


def _block(width: int, height: int) -> Picture:
    """A kernel of so many pixels across and down."""
    return np.ones((height, width), np.uint8)


def areas(mask: Picture) -> list[Area]:
    """The boxes of the mask's pieces, from the top."""
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    boxes = [cv2.boundingRect(outline) for outline, (*_, outer) in zip(contours, tree[0], strict=True) if outer < 0]
    return [Area(x, y, x + width, y + height) for x, y, width, height in reversed(boxes)]


def _pixels(inches: float, inch: float) -> int:
    return max(1, round(inches * inch))


def rulings(ink: Picture, inch: float) -> tuple[list[Area], Picture]:
    """The straight lines that run across and down the page, and the mask of their ink."""
    mask = np.zeros_like(ink)
    found: list[Area] = []
    thick = _pixels(_THICK, inch)
    for across, shortest in ((True, _ACROSS), (False, _DOWN)):
        length = _pixels(shortest, inch)
        # A line that is a little askew or ragged is dark within a pixel or two of the same row all along.
        slack = max(3, _pixels(0.012, inch) | 1)
        shape, loose, join = (length, 1), (1, slack), (_pixels(0.03, inch), 1)
        ragged = cv2.dilate(ink, _block(*loose) if across else _block(*loose[::-1]))
        if not across:
            # Letters never stand so close above each other that this would join them.
            ragged = cv2.morphologyEx(ragged, cv2.MORPH_CLOSE, _block(1, _pixels(0.02, inch) + 1))
        runs = cv2.morphologyEx(ragged, cv2.MORPH_OPEN, _block(*shape) if across else _block(*shape[::-1]))
        runs = cv2.bitwise_and(runs, ink)
        runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, _block(*join) if across else _block(*join[::-1]))
        lines = np.asarray(runs, dtype=np.uint8)
        for area in areas(lines):
            thickness, reach = (area.height, area.width) if across else (area.width, area.height)
            if thickness <= thick + slack and reach >= 0.8 * length:
                found.append(area)
                area.of(mask)[:] |= area.of(lines)
    return found, mask


def without(page: Picture, mask: Picture, inch: float) -> Picture:
    """The page with the masked ink painted white, and what blurred edges it leaves."""
    side = _pixels(0.012, inch) + 1
    return whitened(page, np.asarray(cv2.dilate(mask, _block(side, side)), dtype=np.uint8))


def without_specks(page: Picture, ink: Picture, inch: float) -> Picture:
    """The page without the dots that a fax or a scanner's glass leaves: tiny ones, and larger ones that stand alone."""
    found = pieces(ink)
    tiny, small = found.sizes < max(2.0, (_DOT * inch) ** 2), found.sizes < (_FULL_STOP * inch) ** 2
    # A full stop, a comma or an accent has a letter close by, though not so close in a typewriter's print.
    reach = _block(2 * _pixels(0.09, inch) + 1, 2 * _pixels(0.06, inch) + 1)
    near = cv2.dilate(found.mask(ink.shape, ~small), reach)
    beside = np.zeros(len(found.sizes), bool)
    beside[found.of[near.ravel()[found.dots] > 0]] = True
    specks = found.mask(ink.shape, tiny | (small & ~beside))
    return whitened(page, np.asarray(cv2.dilate(specks, _block(3, 3)), dtype=np.uint8))


def marks(ink: Picture, inch: float) -> list[Check]:
    """The check boxes and radio circles of the page, from the top."""
    found = [*_squares(ink, inch), *_circles(ink, inch)]
    kept: list[Area] = []
    for area in found:
        middle = ((area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2)
        if not any(other.holds(*middle) for other in kept):
            kept.append(area)
    return sorted((judge(ink, area, inch) for area in kept), key=lambda check: (check.area.y0, check.area.x0))


def _squares(ink: Picture, inch: float) -> list[Area]:
    side = _pixels(_SMALLEST_MARK, inch)
    # A side that is a little askew or ragged is dark within a pixel of the same row all along.
    thickened = np.asarray(cv2.dilate(ink, _block(3, 3)), dtype=np.uint8)
    across = np.asarray(cv2.morphologyEx(thickened, cv2.MORPH_OPEN, _block(side, 1)), dtype=np.uint8)
    down = np.asarray(cv2.morphologyEx(thickened, cv2.MORPH_OPEN, _block(1, side)), dtype=np.uint8)
    frames = np.asarray(cv2.bitwise_or(across, down), dtype=np.uint8)
    return [
        area
        for whole in areas(frames)
        if max(whole.width, whole.height) < 2 * _LARGEST_MARK * inch
        for area in _sides(whole, across, down)
        if _squarish(area, inch)
        and _framed(area, thickened)
        and (area.width > _LETTER_SIZED * inch or (area == whole and _alone(ink, area)))
    ]


def _sides(whole: Area, across: Picture, down: Picture) -> list[Area]:
    """The square among the strokes of a drawing, without what a tick adds to it; none where there is no square."""
    rows = np.flatnonzero((whole.of(across) > 0).sum(axis=1) >= 0.6 * whole.width)
    columns = np.flatnonzero((whole.of(down) > 0).sum(axis=0) >= 0.6 * whole.height)
    if not len(rows) or not len(columns):
        return []
    x0, y0 = whole.x0, whole.y0
    return [Area(x0 + int(columns[0]), y0 + int(rows[0]), x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1)]


def _squarish(area: Area, inch: float) -> bool:
    smaller, larger = sorted((area.width, area.height))
    return smaller >= _SMALLEST_MARK * inch and larger <= _LARGEST_MARK * inch and larger <= 1.25 * smaller


def _framed(area: Area, ink: Picture) -> bool:
    """Whether each of the four sides is drawn nearly all along, the corners too, and little beyond them."""
    box = area.of(ink)
    edge = max(2, round(0.14 * min(box.shape)))
    sides = (box[:edge].max(0), box[-edge:].max(0), box[:, :edge].max(1), box[:, -edge:].max(1))
    corners = (box[:edge, :edge], box[:edge, -edge:], box[-edge:, :edge], box[-edge:, -edge:])
    # A letter with straight stems, such as O or M, goes on where these end; of a tick a single stroke does.
    x0, y0, x1, y1 = area.grown(2)
    beyond = (ink[y0, x0:x1], ink[min(y1, len(ink)) - 1, x0:x1], ink[y0:y1, x0], ink[y0:y1, min(x1, ink.shape[1]) - 1])
    return (
        all(float(side.mean()) > 0.88 * 255 for side in sides)
        and all(float(corner.mean()) > 0.4 * 255 for corner in corners)
        and all(float(strip.mean()) < 0.35 * 255 for strip in beyond)
    )


def _circles(ink: Picture, inch: float) -> list[Area]:
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return []
    found = []
    for contour, (_, _, child, parent) in zip(contours, tree[0], strict=True):
        if parent >= 0 or child < 0:
            continue
        x, y, width, height = cv2.boundingRect(contour)
        area = Area(x, y, x + width, y + height)
        if not _squarish(area, inch) or max(width, height) > 1.12 * min(width, height):
            continue
        radius = np.hypot(*(contour.reshape(-1, 2) - (x + (width - 1) / 2, y + (height - 1) / 2)).T)
        hole = cv2.contourArea(contours[child])
        if radius.std() < 0.05 * radius.mean() and hole > 0.4 * cv2.contourArea(contour) and _alone(ink, area):
            found.append(area)
    return found


def _alone(ink: Picture, area: Area) -> bool:
    """Whether no letter stands close by, as it does beside an O in a word."""
    near = max(2, area.width // 4)
    beside = (
        ink[area.y0 : area.y1, max(0, area.x0 - near) : area.x0],
        ink[area.y0 : area.y1, area.x1 : area.x1 + near],
    )
    return not any(strip.any() for strip in beside)


def judge(ink: Picture, area: Area, inch: float) -> Check:
    """Whether the box is checked, by the ink inside its frame: a tick, a cross or a fill, but no stray line."""
    rim = max(2, round(0.2 * min(area.width, area.height)))
    inner = Area(area.x0 + rim, area.y0 + rim, area.x1 - rim, area.y1 - rim)
    box = inner.of(ink)
    if min(box.shape) < 3:
        return Check(area, None, 0.5)
    # A round window, so that the ring of a radio button does not reach into its corners.
    window = cv2.ellipse(np.zeros_like(box), _middle(box), (box.shape[1] // 2, box.shape[0] // 2), 0, 0, 360, 255, -1)
    box = np.asarray(cv2.bitwise_and(box, window), dtype=np.uint8)
    share = float((box > 0).sum() / (window > 0).sum())
    if share < 0.03:
        return Check(area, False, 0.99)
    if share > 0.55:
        return Check(area, True, 0.99)
    ys, xs = np.nonzero(box)
    wide, high = np.ptp(xs) + 1, np.ptp(ys) + 1
    spread = min(wide / box.shape[1], high / box.shape[0])
    if share > 0.10 and spread > 0.45:
        slash = _lone_slash(ink, area, inch)
        return Check(area, None, 0.5) if slash else Check(area, True, 0.99 if share > 0.16 else 0.95)
    if spread < 0.25 and max(wide / box.shape[1], high / box.shape[0]) > 0.9:
        # One thin line right through the box, along a side: a fold, or the end of an underline.
        return Check(area, False, 0.9)
    if share < 0.06 and spread < 0.3:
        return Check(area, False, 0.95)
    return Check(area, None, 0.5)


def _middle(box: Picture) -> tuple[int, int]:
    return box.shape[1] // 2, box.shape[0] // 2


def _lone_slash(ink: Picture, area: Area, inch: float) -> bool:
    """Whether the ink is one straight line that comes from far outside and goes on far outside."""
    reach = max(3, round(0.7 * area.width))
    around = area.grown(reach).of(ink)
    lines = cv2.HoughLinesP(around, 1, np.pi / 180, 20, minLineLength=int(area.width * 2.2), maxLineGap=2)
    if lines is None:
        return False
    for x0, y0, x1, y1 in lines.reshape(-1, 4):
        angle = abs(np.degrees(np.arctan2(y1 - y0, x1 - x0))) % 90
        if 15 < angle < 75:
            return True
    return False


def print_and_scribbles(ink: Picture, lines: Iterable[Area], inch: float) -> tuple[list[Area], list[Area]]:
    """Lines of print and drawings on a page without rulings and marks; vertical rulings keep print apart."""
    found = pieces(ink)
    speck = _pixels(_SPECK, inch)
    wide, high = found.wide, found.high
    drawn = (wide > _SCRIBBLE_WIDE * inch) & (high > _SCRIBBLE_HIGH * inch)
    letters = ((wide > speck) | (high > speck)) & (wide < _WIDEST_LETTER * inch) & (high < _TALLEST_LETTER * inch)
    kept = found.mask(ink.shape, letters)
    for line in lines:
        if line.height > line.width:
            line.of(kept)[:] = 0
    joined = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((1, _pixels(_GAP, inch) | 1), np.uint8))
    for line in lines:
        if line.height > line.width:
            line.of(joined)[:] = 0
    print_ = [area for area in areas(np.asarray(joined, dtype=np.uint8)) if area.height >= _pixels(0.03, inch)]
    return _whole_lines(print_), found.areas(drawn)


def _whole_lines(areas: list[Area]) -> list[Area]:
    """The areas, with dots, accents and commas that stand apart joined to the line they belong to."""
    lines: list[Area] = []
    for area in sorted(areas, key=lambda area: -area.height):
        for at, line in enumerate(lines):
            overlap = min(area.y1, line.y1) - max(area.y0, line.y0)
            beside = min(area.x1, line.x1) - max(area.x0, line.x0)
            near = 0.35 * line.height
            if (
                area.height < 0.6 * line.height
                and overlap > -near
                and beside > -near
                and beside > 0.5 * min(area.width, near)
            ):
                joined = Area(
                    min(area.x0, line.x0), min(area.y0, line.y0), max(area.x1, line.x1), max(area.y1, line.y1)
                )
                if joined.height < 1.5 * line.height:
                    lines[at] = joined
                    break
        else:
            lines.append(area)
    return lines
