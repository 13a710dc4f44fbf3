"""Tells the ink of a straightened page apart: ruling lines, lines of print, scribbles.

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

WRITTEN, TRACE, _NOISE, _DEVIATION = 22, 14, 5.0, 1.48
"""Steps of grey from the paper to the lightest writing that is read, and to the lightest trace of any; deviations of
the paper's noise that both are away from it; and a deviation as a multiple of the median one."""

_ACROSS, _DOWN = 0.40, 0.26
"""Shortest horizontal and vertical rulings; the stem of a letter in a title stays below."""
_THICK = 0.06
"""A ruling is no thicker than this."""
_BESIDE, _LETTERS = (0.012, 0.02, 0.03), 0.57
"""At each of these distances from a line across such a share of it bears ink where it is no ruling; over an underline
the feet of letters do so close by, or their bowls further up."""
_SPECK = 0.012
"""Dirt and the dots of a fax are smaller than this both ways."""
_DOT = 0.01
"""Dirt is at most a square of this size; so is the full stop of the smallest print."""
_FULL_STOP = 0.026
"""The full stop of a title covers a square of this size."""
_CLEAN = 0.1
"""Tiny dots away from letters, as a share of those beside letters, up to which the page shows no dirt."""
_PART = 0.017
"""Parts of letters cover a square of this size, more than what a fax adds by itself."""
_DASH = 0.04
"""A dash is at least so wide, and three times as wide as high."""
_TALLEST_LETTER, _WIDEST_LETTER = 0.50, 0.60
_WORD = 0.38, 0.8
"""Share of the ink in the box of a word whose letters have run into one another."""
_STEM = 0.016, 0.16
"""Across and down: what is thinner and higher is no letter."""
_GAP = 0.11
"""Letters further apart than this belong to different lines of print."""
_DASH_GAP = 0.05
"""By so much more a dash may stand apart, which has a space on either side: a typewriter's are wide."""
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


def pale_ink(page: Picture, step: int) -> Picture:
    """The mask of all ink on evenly lit paper that is darker than it by so many steps, and than its noise."""
    soft = cv2.blur(page, (3, 3))
    some = soft[::4, ::4]
    paper = float(np.median(some))
    noise = _DEVIATION * float(np.median(np.abs(some.astype(np.float32) - paper)))
    limit = min(paper - max(step, _NOISE * noise), PAPER - step)
    return np.asarray(cv2.threshold(soft, limit, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def whitened(page: Picture, mask: Picture) -> Picture:
    """The page with what the mask covers painted like paper."""
    return np.asarray(cv2.max(page, cv2.bitwise_and(mask, PAPER)), dtype=np.uint8)


def block(width: int, height: int) -> Picture:
    """A kernel of so many pixels across and down."""
    return np.ones((height, width), np.uint8)


def areas(mask: Picture) -> list[Area]:
    """The boxes of the mask's pieces, from the top."""
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    boxes = [cv2.boundingRect(outline) for outline, (*_, outer) in zip(contours, tree[0], strict=True) if outer < 0]
    return [Area(x, y, x + width, y + height) for x, y, width, height in reversed(boxes)]


def pixels(inches: float, inch: float) -> int:
    """Inches in whole pixels, at least one."""
    return max(1, round(inches * inch))


def rulings(ink: Picture, inch: float, least: tuple[float, float] = (_ACROSS, _DOWN)) -> tuple[list[Area], Picture]:
    """The straight lines that run across and down the page, no shorter than `least`, and the mask of their ink."""
    mask = np.zeros_like(ink)
    found: list[Area] = []
    thick = pixels(_THICK, inch)
    for across, shortest in ((True, least[0]), (False, least[1])):
        length = pixels(shortest, inch)
        # A line that is a little askew or ragged is dark within a pixel or two of the same row all along.
        slack = max(3, pixels(0.012, inch) | 1)
        shape, loose, join = (length, 1), (1, slack), (pixels(0.03, inch), 1)
        ragged = cv2.dilate(ink, block(*loose) if across else block(*loose[::-1]))
        if not across:
            # Letters never stand so close above each other that this would join them.
            ragged = cv2.morphologyEx(ragged, cv2.MORPH_CLOSE, block(1, pixels(0.02, inch) + 1))
        runs = cv2.morphologyEx(ragged, cv2.MORPH_OPEN, block(*shape) if across else block(*shape[::-1]))
        runs = cv2.bitwise_and(runs, ink)
        runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, block(*join) if across else block(*join[::-1]))
        lines = np.asarray(runs, dtype=np.uint8)
        for area in areas(lines):
            thickness, reach = (area.height, area.width) if across else (area.width, area.height)
            if (
                thickness <= thick + slack
                and reach >= 0.8 * length
                and not (across and _in_print(ink, lines, area, inch))
            ):
                found.append(area)
                area.of(mask)[:] |= area.of(lines)
    return found, mask


def _in_print(ink: Picture, lines: Picture, area: Area, inch: float) -> bool:
    """Whether a line across is a row of letters that have run into one another: they go on over it or under it."""
    over, under = [], []
    for inches in _BESIDE:
        off = pixels(inches, inch) + 1
        around = area.grown(off)
        line, near = around.of(lines) > 0, around.of(ink) > 0
        columns = np.flatnonzero(line.any(axis=0))
        above = np.maximum(line.argmax(axis=0)[columns] - off, 0)
        below = np.minimum(len(line) - 1 - line[::-1].argmax(axis=0)[columns] + off, len(near) - 1)
        over.append(float(near[above, columns].mean()))
        under.append(float(near[below, columns].mean()))
    return max(min(over), min(under)) > _LETTERS


def without(page: Picture, mask: Picture, inch: float) -> Picture:
    """The page with the masked ink painted white, and what blurred edges it leaves."""
    side = pixels(0.012, inch) + 1
    return whitened(page, np.asarray(cv2.dilate(mask, block(side, side)), dtype=np.uint8))


def without_specks(page: Picture, ink: Picture, inch: float) -> Picture:
    """The page without the dots that a fax or a scanner's glass leaves, tiny ones, and larger ones that stand alone."""
    found = pieces(ink)
    tiny, small = found.sizes < max(2.0, (_DOT * inch) ** 2), found.sizes < (_FULL_STOP * inch) ** 2
    # A full stop, a comma or an accent has a letter close by, though not so close in a typewriter's print; and so has
    # the part of a letter that a coarse fax breaks up, if only a part of another.
    reach = block(2 * pixels(0.09, inch) + 1, 2 * pixels(0.06, inch) + 1)
    parts = np.flatnonzero(found.sizes >= (_PART * inch) ** 2)
    solid = np.zeros(len(found.sizes), bool)
    solid[parts] = True
    count, groups = cv2.connectedComponents(cv2.dilate(found.mask(ink.shape, solid), reach))
    group = np.zeros(len(found.sizes), np.intp)
    group[found.of] = groups.ravel()[found.dots]
    letters = np.bincount(group[parts], minlength=count)
    letters[group[~small]] += 1
    letters[0] = 0
    beside = letters[group] > 1
    if np.count_nonzero(tiny & ~beside) <= _CLEAN * np.count_nonzero(tiny & beside):
        # No dirt anywhere else on the page: these are the full stops of its small print.
        tiny &= ~beside
    gone = tiny | (small & ~beside & ~_dashes(found, inch))
    specks = found.mask(ink.shape, gone)
    return whitened(page, np.asarray(cv2.dilate(specks, block(3, 3)), dtype=np.uint8))


def _dashes(found: Pieces, inch: float) -> NDArray[np.bool_]:
    return np.asarray((found.wide > _DASH * inch) & (found.wide >= 3 * found.high), bool)


def print_and_scribbles(ink: Picture, lines: Iterable[Area], inch: float) -> tuple[list[Area], list[Area]]:
    """Lines of print and drawings on a page without rulings and marks; vertical rulings keep print apart."""
    found = pieces(ink)
    speck = max(1, int(_SPECK * inch))
    wide, high = found.wide, found.high
    drawn = (wide > _SCRIBBLE_WIDE * inch) & (high > _SCRIBBLE_HIGH * inch)
    letters = ((wide > speck) | (high > speck)) & (wide < _WIDEST_LETTER * inch) & (high < _TALLEST_LETTER * inch)
    # Where toner has run fat, all of a word is one piece; a signature of that size is mostly white.
    share = found.sizes / (wide * high)
    letters |= (
        (wide >= _WIDEST_LETTER * inch)
        & (high > _SCRIBBLE_HIGH * inch)
        & (high < _TALLEST_LETTER * inch)
        & (share > _WORD[0])
        & (share < _WORD[1])
    )
    # The stem of a letter so high is thicker; scraps of rulings are not.
    letters &= (wide > _STEM[0] * inch) | (high < _STEM[1] * inch)
    kept = found.mask(ink.shape, letters)
    by = pixels(_DASH_GAP, inch)
    for dash in found.areas(letters & _dashes(found, inch)):
        kept[dash.y0 : dash.y1, max(0, dash.x0 - by) : dash.x1 + by] = 255
    for line in lines:
        if line.height > line.width:
            line.of(kept)[:] = 0
    joined = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones((1, pixels(_GAP, inch) | 1), np.uint8))
    for line in lines:
        if line.height > line.width:
            line.of(joined)[:] = 0
    print_ = [area for area in areas(np.asarray(joined, dtype=np.uint8)) if area.height >= pixels(0.03, inch)]
    return _whole_lines(print_), found.areas(drawn)


def _whole_lines(areas: list[Area]) -> list[Area]:
    """The areas, with dots, accents and commas that stand apart joined to the line they belong to."""
    lines: list[Area] = []
    heights: list[int] = []
    for area in sorted(areas, key=lambda area: -area.height):
        for at, (line, height) in enumerate(zip(lines, heights, strict=True)):
            overlap = min(area.y1, line.y1) - max(area.y0, line.y0)
            beside = min(area.x1, line.x1) - max(area.x0, line.x0)
            near = 0.35 * height
            if (
                area.height < 0.6 * height
                and overlap > -near
                and beside > -near
                and beside > 0.5 * min(area.width, near)
            ):
                # Measured by the line as it was found: what grows with each scrap would take in the page.
                joined = area.united(line)
                if joined.height < 1.5 * height:
                    lines[at] = joined
                    break
        else:
            lines.append(area)
            heights.append(area.height)
    return lines
