"""How far the lines of a page's ink are drawn, how straight they are, and how much white stands beside them.

Boxes are rows of left, top, right, bottom in pixels, the last two exclusive; many are measured at once.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import Area, block
from extractors.straighten import Picture

Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]
Flags = NDArray[np.bool_]

_CROSSING = 0.25
"""Share of a column of ink that a stroke covers which reaches out of a box."""
_SWAYS = 14
"""Of so many pixels in a box's width one may be how far its side sways; a letter beside a small box stands as near."""
_RULED = 0.85
"""Share of a column, nearly twice as high as the box, that a ruling beside it darkens."""
_ON = 0.85
"""Share of a stretch beyond a corner that a side going straight on darkens, at least."""
_STEM = 0.7
"""Share of a column, twice as long as a box, of which a letter's stem beyond the box's corner darkens less."""
_FAR = 9.0


class Strokes:
    """How far lines of the page are drawn: sums of ink along rows and columns, a pixel's slack across them."""

    def __init__(self, ink: Picture) -> None:
        self.ink = ink
        self._near = cv2.blur(ink, (3, 3)) > 0.3 * 255
        self.height, self.width = ink.shape
        # What lies above and to the left of each dot: the sums of single rows and columns are differences of these,
        # and take fifteen times as long to add up one by one.
        self._above = cv2.integral(cv2.min(cv2.dilate(ink, block(1, 3)), 1))
        self._before = cv2.integral(cv2.min(cv2.dilate(ink, block(3, 1)), 1))

    def across(self, y: Numbers, x0: Numbers, x1: Numbers) -> Shares:
        """The share of the row that is drawn between two columns."""
        y, x0, x1 = np.clip(y, 0, self.height - 1), np.clip(x0, 0, self.width), np.clip(x1, 0, self.width)
        drawn = self._above[y + 1, x1] - self._above[y, x1] - self._above[y + 1, x0] + self._above[y, x0]
        return np.asarray(drawn / np.maximum(x1 - x0, 1), np.float64)

    def down(self, x: Numbers, y0: Numbers, y1: Numbers) -> Shares:
        """The share of the column that is drawn between two rows."""
        x, y0, y1 = np.clip(x, 0, self.width - 1), np.clip(y0, 0, self.height), np.clip(y1, 0, self.height)
        drawn = self._before[y1, x + 1] - self._before[y1, x] - self._before[y0, x + 1] + self._before[y0, x]
        return np.asarray(drawn / np.maximum(y1 - y0, 1), np.float64)

    def sides(self, boxes: Numbers) -> Shares:
        """How much of each side is drawn: top, bottom, left, right, of boxes given as rows of x0, y0, x1, y1."""
        x0, y0, x1, y1 = boxes.T
        return np.stack(
            [self.across(y0, x0, x1), self.across(y1 - 1, x0, x1), self.down(x0, y0, y1), self.down(x1 - 1, y0, y1)]
        )

    def ragged(self, boxes: Numbers) -> Shares:
        """How far each side's outer edge strays from one line, in pixels, on average: a round letter's does."""
        return np.array([[_ragged(edge) for edge in self._edges(*map(int, box))] for box in boxes]).T.reshape(4, -1)

    def thickest(self, boxes: Numbers) -> Shares:
        """How thick the thickest of each box's sides is drawn, as a share of its length."""
        thick = [max(map(_thickness, self._edges(*map(int, box)))) for box in boxes]
        return np.asarray(np.array(thick, np.float64) / np.maximum(1, boxes[:, 2] - boxes[:, 0]), np.float64)

    def _edges(self, x0: int, y0: int, x1: int, y1: int) -> Iterator[Picture]:
        """A box's sides without their ends, each a row of columns that begin three pixels outside of it."""
        deep = 4 + round(0.2 * (x1 - x0))
        whole = np.zeros((y1 - y0 + 6, x1 - x0 + 6), np.uint8)
        part = self.ink[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3]
        whole[max(0, 3 - y0) :, max(0, 3 - x0) :][: part.shape[0], : part.shape[1]] = part
        yield whole[:deep, 5:-5]
        yield whole[::-1][:deep, 5:-5]
        yield whole.T[:deep, 5:-5]
        yield whole.T[::-1][:deep, 5:-5]

    def corners(self, boxes: Numbers) -> Numbers:
        """How many of the four corners are drawn; those of a letter are rounded, or not there."""
        x0, y0, x1, y1 = boxes.T
        pairs = ((x0, y0), (x1 - 1, y0), (x0, y1 - 1), (x1 - 1, y1 - 1))
        near = [self._near[np.clip(y, 0, self.height - 1), np.clip(x, 0, self.width - 1)] for x, y in pairs]
        return np.asarray(np.sum(near, axis=0), np.int64)

    def apart(self, boxes: Numbers) -> Shares:
        """The white on the left and on the right of boxes, in their sides, up to one: letters of a word stand close."""
        found = []
        for x0, y0, x1, y1 in boxes.tolist():
            wide = x1 - x0
            top = max(0, y0 - 2 * wide // 5)
            tall, rows = self.ink[top : y1 + 2 * wide // 5], slice(y0 - top, y1 - top)
            left = tall[:, max(0, x0 - 2 - wide) : max(0, x0 - 2)][:, ::-1]
            found.append([_white(strip, rows, wide) for strip in (left, tall[:, x1 + 2 : x1 + 2 + wide])])
        return np.array(found, np.float64).reshape(-1, 2).T

    def leaks(self, boxes: Numbers, *, mended: float = 0.0) -> Shares:
        """The share of each box's inside that is white and runs out between its sides, as an open letter's does.

        Gaps of `mended` times the box's side are closed before.
        """
        return np.array([self._leak(Area(*map(int, box)), mended) for box in boxes], np.float64)

    def _leak(self, box: Area, mended: float) -> float:
        ink = box.grown(2).of(self.ink)
        gap = 1 + round(mended * box.width)
        white = (cv2.morphologyEx(ink, cv2.MORPH_CLOSE, block(gap, gap)) == 0).astype(np.uint8)
        # A rim of paper all around, from which the white is flooded.
        white = cv2.copyMakeBorder(white, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
        cv2.floodFill(white, None, (0, 0), 2)
        rim = 3 + max(2, round(0.2 * box.width))
        inside = white[rim:-rim, rim:-rim]
        return float((inside == 2).mean()) if inside.size else 0.0

    def runs_on(self, boxes: Numbers, above: Flags | bool = False, below: Flags | bool = False) -> Flags:
        """Whether a side goes straight on beyond the corners, as in a letter or a table; one ruling may touch a box.

        `above` and `below` tell which boxes have another there that touches them; no ruling touches these.
        """
        x0, y0, x1, y1 = boxes.T
        reach = np.maximum(3, (x1 - x0) // 3)
        rows = self._rows_on(boxes, reach)
        up = [self.down(x, y0 - 1 - reach, y0 - 1) > _ON for x in (x0, x1 - 1)]
        down = [self.down(x, y1 + 1, y1 + 1 + reach) > _ON for x in (x0, x1 - 1)]
        columns = ((up[0] | up[1]) & ~np.asarray(above)) | ((down[0] | down[1]) & ~np.asarray(below))
        ruled = (rows[0] | rows[1]) & (np.asarray(above) | np.asarray(below))
        return np.asarray((rows[0] & rows[1]) | ruled | columns)

    def _rows_on(self, boxes: Numbers, reach: Numbers) -> tuple[Flags, Flags]:
        """Whether the top goes straight on beyond a corner, and whether the bottom does."""
        x0, y0, x1, y1 = boxes.T
        top, bottom = (
            (self.across(y, x0 - 1 - reach, x0 - 1) > _ON) | (self.across(y, x1 + 1, x1 + 1 + reach) > _ON)
            for y in (y0, y1 - 1)
        )
        return np.asarray(top), np.asarray(bottom)

    def stemmed(self, boxes: Numbers) -> Flags:
        """Whether one side alone goes on beyond a corner, behind a dot of white, no further than a letter's stem."""
        x0, y0, x1, y1 = boxes.T
        side = x1 - x0
        reach = np.maximum(3, side // 3)
        rows = self._rows_on(boxes, reach)
        on, stem = [], []
        for x in (x0, x1 - 1):
            for near, far, joint in (
                ((y0 - 1 - reach, y0 - 1), (y0 - 1 - 2 * side, y0 - 1), (y0 - 3, y0 + 1)),
                ((y1 + 1, y1 + 1 + reach), (y1 + 1, y1 + 1 + 2 * side), (y1 - 1, y1 + 3)),
            ):
                on.append(self.down(x, *near) > _ON)
                stem.append((self.down(x, *far) < _STEM) & (self.down(x, *joint) < 1))
        short = np.all(~np.array(on) | np.array(stem), axis=0)
        return np.asarray((np.sum(on, axis=0) == 1) & short & ~(rows[0] | rows[1]))


def _ragged(edge: Picture) -> float:
    """How far the ink of each column begins from where it begins in most of them, in pixels, on average."""
    inked = edge > 0
    begins = inked.argmax(axis=0)[inked.any(axis=0)]
    return float(np.abs(begins - np.median(begins)).mean()) if len(begins) else _FAR


def _thickness(edge: Picture) -> float:
    """For how many pixels the ink goes on from where it begins, in most of the columns."""
    inked = edge[:, (edge > 0).any(axis=0)] > 0
    if not inked.size:
        return 0.0
    begun = np.logical_or.accumulate(inked, axis=0)
    return float(np.median(np.logical_and.accumulate(inked | ~begun, axis=0).sum(axis=0) - (~begun).sum(axis=0)))


def _white(strip: Picture, rows: slice, wide: int) -> float:
    """How far from its first column the strip is white but for a stroke that crosses it, as a share of `wide`."""
    if not strip[rows].size:
        return 1.0
    inked = strip > 0
    beside = inked[rows].mean(axis=0)
    # What runs on beyond the box, above and below, is a ruling.
    ragged = cv2.dilate(inked.astype(np.uint8), block(3, 1))
    ruling = cv2.dilate((ragged.mean(axis=0) >= _RULED).astype(np.uint8), block(1, 3))[:, 0]
    dark = (beside > _CROSSING) & (ruling == 0)
    # Dots of the box's own side, where a bad copy made it sway, stand right outside of it.
    sway = 0 if dark[: wide // _SWAYS].all() else wide // _SWAYS
    found = np.flatnonzero(dark[sway:])
    return float(found[0] + sway) / wide if len(found) else 1.0
