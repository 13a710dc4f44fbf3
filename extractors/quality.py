"""Whether a picture of a page can be read well, told in words, so that a poor one is sent again at once."""

from typing import Any

import cv2
import numpy as np

from extractors.corners import Corners, in_pixels
from extractors.straighten import Picture, Points, even_light, find_sheet, grey

_SIDE = 900
"""Pixels of the longer side on which a page is measured: letters are then some six pixels high, whatever took it."""
_SMALL = 1_000
"""Pixels of the longer side below which letters have too few dots: 90 an inch of a letter page."""
_DARK = 75
"""Lightness, 0 to 255, that the lightest third of a legible page has at least."""
_PRINTED = 0.001
"""Share of a page that is dark where it bears print; an emptier one has no edges to measure."""
_BLURRED = 40
"""Steepest step of a page whose letters run into each other; a scan, a fax and a sharp photograph have 150 and more."""
_LETTER = 15
"""Of 400 pixels of the longer side; the ground on which a sheet lies is wider, so that it does not count as dark."""
_RIM = 4
"""Dots along the edge that a whole page leaves empty."""
_LINE = 165
"""What is darker is print."""
_NEAR = 0.02
"""How near to a side of the picture a corner of the sheet is taken to lie beyond it, as a share of the longer side."""
_CUT = 3
"""Letters and rulings that run over one side, from which on the page is taken to go on beyond it."""


def page_quality(pixels: Picture, corners: Corners | None = None) -> tuple[str, ...]:
    """What is wrong with the picture, a sentence each with its remedy; nothing for a good one.

    `corners` are the sheet's, where a person gave them.
    """
    view = grey(pixels)
    if max(view.shape) < _SMALL:
        return ("The picture is too small to be read well. Take it from nearer, or scan it at 300 dpi.",)
    scale = _SIDE / max(view.shape)
    small = np.asarray(cv2.resize(view, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if np.percentile(small, 67) < _DARK:
        return ("The picture is too dark to be read well. Take it again with more light, or scan it lighter.",)
    even = even_light(small, _LETTER)
    told = []
    if (even < 128).mean() > _PRINTED and _steepest(small) < _BLURRED:
        told.append("The picture is blurred. Hold the camera still and take it again.")
    if _most_cut(even, in_pixels(corners, small) if corners else find_sheet(small)) >= _CUT:
        told.append("Print runs over the edge of the picture. Take it again with the whole page in it.")
    return tuple(told)


def _steepest(view: Picture) -> float:
    """The step that two of a thousand dots exceed against their neighbours."""
    return float(np.percentile(np.abs(cv2.Laplacian(view, cv2.CV_16S)), 99.8))


def _most_cut(even: Picture, sheet: Points | None) -> int:
    """The most that runs over one side of the picture, of those to which the sheet reaches."""
    height, width = even.shape
    near = _NEAR * max(height, width)
    rims = (even[:_RIM], even[-_RIM:], even[:, :_RIM].T, even[:, -_RIM:].T)
    if sheet is None:
        reached = [True] * 4
    else:
        x, y = sheet[:, 0], sheet[:, 1]
        reached = [int(side.sum()) >= 2 for side in (y < near, y > height - near, x < near, x > width - near)]
    return max(
        (_runs(np.all(rim < _LINE, axis=0)) for rim, there in zip(rims, reached, strict=True) if there), default=0
    )


def _runs(dark: Any) -> int:
    """Runs of dark dots along a side; a bar or a shadow along it is none."""
    steps = np.flatnonzero(np.diff(np.concatenate(([0], dark.astype(np.int8), [0]))))
    return int((steps[1::2] - steps[::2] <= len(dark) // 8).sum())
