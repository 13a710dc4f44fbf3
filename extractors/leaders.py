"""Points in a row that lead the eye from a label to its value, which are no print."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import block, ink_of, pieces, whitened
from extractors.straighten import Picture

_DOT = 0.034
"""Inches across and down that a point measures at most."""
_LEVEL = 0.007
"""Inches by which one may stand higher than the one before it."""
_PITCH = 0.13
"""Inches from one to the next at most."""
_EVEN = 0.008, 0.12
"""By how much their steps may differ: inches, and as a share."""
_ROW = 6
"""So many in a row are no dots of an omission."""
_MOST = 6000
"""Dots of a page from which it is dirt that they are."""

Places = NDArray[np.float64]


def without_leaders(page: Picture, inch: float) -> Picture:
    """The page with its rows of points, evenly set, painted like paper."""
    ink = ink_of(page)
    found = pieces(ink)
    dots = np.flatnonzero((found.wide <= _DOT * inch) & (found.high <= _DOT * inch))
    if not _ROW <= len(dots) <= _MOST:
        return page
    boxes = found.boxes[dots]
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    chosen = np.zeros(len(found.sizes), bool)
    for row in _rows(across, down, inch):
        chosen[dots[row]] = True
    if not chosen.any():
        return page
    mask = cv2.dilate(found.mask(ink.shape, chosen), block(3, 3))
    return whitened(page, np.asarray(mask, dtype=np.uint8))


def _rows(across: Places, down: Places, inch: float) -> Iterator[list[int]]:
    """The numbers of the dots, given by their middles, that stand evenly in a row."""
    order = np.argsort(across)
    ranked = across[order]
    level = max(1.0, _LEVEL * inch)
    following: dict[int, int] = {}
    for place, at in enumerate(order):
        last = int(np.searchsorted(ranked, ranked[place] + _PITCH * inch, side="right"))
        level_with = (int(o) for o in order[place + 1 : last] if abs(down[o] - down[at]) <= level)
        nearest = next(level_with, None)
        if nearest is not None:
            following[int(at)] = nearest
    seen: set[int] = set()
    for at in map(int, order):
        row, step = [at], 0.0
        while at not in seen and (after := following.get(row[-1], -1)) >= 0:
            width = float(across[after] - across[row[-1]])
            if len(row) > 1 and abs(width - step) > max(_EVEN[0] * inch, _EVEN[1] * step):
                break
            row.append(after)
            step = width
        if len(row) >= _ROW:
            seen.update(row)
            yield row
