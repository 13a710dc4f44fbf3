"""Where a picture does not show the paper: under glare, under lines from dirt on a scanner's glass, beyond its edge.

What stands there cannot be told, so that no value is taken for blank or for whole in such a place. Pictures are grey;
`inch` is the number of dots to the inch, sizes are in inches.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import Area, block, pixels
from extractors.straighten import Picture, reduced

HIDDEN, CROSSED = 255, 128
"""Of a veil, a mask as large as the page: where the paper cannot be seen, and where a line from dirt was taken away."""

_BURNT = 250
"""As light as a picture can show, but for a step or two."""
_EXPOSED = 235
"""The grey of most of a page, from which on paper itself is as light as that."""
_GLARE = 5
"""Least width of glare on a reduced picture; the lustre of a fold is narrower."""
_LINE, _BESIDE = 0.02, 5
"""A line from dirt is no wider; dots beside it with which it is compared."""
_DARKER, _ROWS = 20, 4
"""Steps by which it is darker than what stands on both sides, in rows of which every so many are looked at."""
_SEEN_THROUGH = 70
"""Steps by which a line is darker than paper, up to which print under it is darker still."""
_LONG, _END = 0.5, 0.02
"""Share of the page's height along which it runs at least, to the page's end, of which this much is looked at."""
_RIM = 0.02
"""Share of the page's width along its sides in which such a line is the sheet's edge."""
_TILE = 0.5, 0.12
"""Across and down: the pieces in which hidden paper is told."""


def glare(page: Picture) -> Picture | None:
    """The veil of a page cut out of a photograph, where a light has burnt it out; None where none has."""
    small = reduced(page)
    if float(np.median(small)) >= _EXPOSED:
        return None
    burnt = cv2.threshold(small, _BURNT - 1, HIDDEN, cv2.THRESH_BINARY)[1]
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, block(_GLARE, _GLARE))
    if not burnt.any():
        return None
    # Print in the middle of the glare is dark still; it grows pale towards its edge, and then is hidden.
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_CLOSE, block(2 * _GLARE + 1, 2 * _GLARE + 1))
    return np.asarray(cv2.resize(burnt, page.shape[::-1], interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def without_lines(page: Picture, inch: float) -> tuple[Picture, Picture | None]:
    """A scan without the lines that dirt on the glass draws from end to end, and their veil, if there are any."""
    columns = _lines(page)
    widest = pixels(_LINE, inch) + 2
    runs = [run for run in _runs(columns) if run[-1] - run[0] < widest]
    if not runs:
        return page, None
    page, veil = page.copy(), np.zeros(page.shape, np.uint8)
    for run in runs:
        deep = _depths(page, run)
        if deep.max() < _SEEN_THROUGH:
            # Print is seen through a pale line, which is taken from what stands there.
            page[:, run] = np.minimum(page[:, run] + deep, 255)
            continue
        left, right = max(0, int(run[0]) - 2), min(page.shape[1] - 1, int(run[-1]) + 2)
        # What crosses the line goes on on its other side.
        share = np.linspace(0, 1, right - left + 1)[None]
        page[:, left : right + 1] = page[:, left, None] * (1 - share) + page[:, right, None] * share
        veil[:, left : right + 1] = CROSSED
    return page, veil if veil.any() else None


def _depths(page: Picture, run: NDArray[np.intp]) -> NDArray[np.int16]:
    """By how much each column of a line is darker than the paper beside it."""
    rows = page[::_ROWS].astype(np.int16)
    beside = np.minimum(rows[:, run[0] - _BESIDE], rows[:, run[-1] + _BESIDE])
    return np.asarray(np.maximum(np.median(beside[:, None] - rows[:, run], axis=0), 0), np.int16)


def _lines(page: Picture) -> NDArray[np.intp]:
    """The columns that are darker than those on both sides for half of the page at least, and at one of its ends."""
    rows = page[::_ROWS].astype(np.int16)
    wide = rows.shape[1]
    beside = np.minimum(np.roll(rows, _BESIDE, 1), np.roll(rows, -_BESIDE, 1))
    dark = beside - rows > _DARKER
    end = max(4, round(_END * len(rows)))
    at_end = (dark[:end].mean(axis=0) > _LONG) | (dark[-end:].mean(axis=0) > _LONG)
    found = at_end & (dark.mean(axis=0) > _LONG)
    rim = max(_BESIDE, round(_RIM * wide))
    found[:rim] = found[-rim:] = False
    return np.flatnonzero(found)


def _runs(columns: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The columns in runs of such as lie beside one another, or nearly."""
    return np.split(columns, np.flatnonzero(np.diff(columns) > 2) + 1) if len(columns) else []


def hidden(veil: Picture, area: Area) -> bool:
    """Whether the paper cannot be seen in a part of the area."""
    return bool((area.of(veil) == HIDDEN).any())


def crossed(veil: Picture, area: Area) -> Iterator[Area]:
    """The parts of a line of print through which a line from dirt went, a letter wide."""
    columns = np.flatnonzero((area.of(veil) == CROSSED).any(axis=0))
    for run in _runs(columns):
        middle = area.x0 + int(run[len(run) // 2])
        half = max(2, area.height // 2)
        yield Area(middle - half, area.y0, middle + half, area.y1).within(area)


def tiles(veil: Picture, inch: float) -> Iterator[Area]:
    """Hidden paper in pieces of a line's height."""
    wide, high = pixels(_TILE[0], inch), pixels(_TILE[1], inch)
    for y in range(0, veil.shape[0], high):
        for x in range(0, veil.shape[1], wide):
            tile = Area(x, y, min(x + wide, veil.shape[1]), min(y + high, veil.shape[0]))
            if (tile.of(veil) == HIDDEN).mean() > 0.5:
                yield tile
