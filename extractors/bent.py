"""Pages of ours that curl: how far their lines are bent up or down is told by the rulings that the layout has there."""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import PAPER
from extractors.straighten import Picture

_BANDS = 17
"""Strips from the top to the bottom, beside one another, of half an inch of a letter page."""
_FARTHEST = 0.26
"""Inches by which a line may be bent."""
_TELLING = 0.5
"""Likeness of a strip's rulings to the layout's, from which it tells where they lie."""
_FLAT = 0.02
"""Inches up to which a page is as good as flat."""
_FEWEST = 6
"""Strips that must tell, for the page between them to be known."""


def bend(ink: Picture, outlines: Picture, inch: float) -> NDArray[np.float32] | None:
    """By how many dots each column's lines lie too low on a page laid over its layout; None where it is flat.

    `outlines` is the mask of the layout's rulings and bars, `ink` that of the page's ink, of the same size.
    """
    wide = ink.shape[1]
    edges = np.linspace(0, wide, _BANDS + 1).astype(int)
    middles, lows = [], []
    for left, right in pairwise(edges):
        found = _lower(_rows(ink[:, left:right]), _rows(outlines[:, left:right]), round(_FARTHEST * inch))
        if found is not None:
            middles.append((left + right) / 2)
            lows.append(found)
    if len(lows) < _FEWEST or max(map(abs, lows)) <= _FLAT * inch:
        return None
    smooth = np.convolve(np.pad(lows, 1, "edge"), (0.25, 0.5, 0.25), "valid")
    return np.interp(np.arange(wide), middles, smooth).astype(np.float32)


def _rows(mask: Picture) -> NDArray[np.float64]:
    """How much of each row of a strip is drawn across, those of print much less than rulings."""
    share = np.asarray(mask.mean(axis=1), np.float64) / 255
    return np.asarray(cv2.GaussianBlur(np.where(share > 0.6, share, 0.0)[:, None], (1, 9), 1.5)[:, 0], np.float64)


def _lower(seen: NDArray[np.float64], wanted: NDArray[np.float64], farthest: int) -> float | None:
    """By how many dots the rows seen lie lower than those wanted; None where they are not alike anywhere."""
    norm = float(np.linalg.norm(seen) * np.linalg.norm(wanted))
    if not norm:
        return None
    steps = range(-farthest, farthest + 1)
    alike = [float(np.dot(np.roll(seen, -step), wanted)) / norm for step in steps]
    best = int(np.argmax(alike))
    return float(steps[best]) if alike[best] >= _TELLING else None


def flattened(page: Picture, lows: NDArray[np.float32], outside: int = PAPER) -> Picture:
    """The page with each column moved up by so many dots."""
    high, wide = page.shape
    across = np.broadcast_to(np.arange(wide, dtype=np.float32), (high, wide))
    down = np.arange(high, dtype=np.float32)[:, None] + lows[None]
    flat = cv2.remap(page, np.ascontiguousarray(across), down, cv2.INTER_LINEAR, borderValue=(outside,))
    return np.asarray(flat, dtype=np.uint8)
