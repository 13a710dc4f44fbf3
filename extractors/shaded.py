"""Dark bars and shaded cells become paper, with their print dark on it: white print on black is read like any other.

Sizes are in inches; `page` and `inch` are as in `extractors/ink.py`.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import PAPER, Area, areas, block, pixels
from extractors.straighten import Picture

_SHADED = 190
"""The grey of a cell whose shade is as good as print to the readers."""
_WINDOW = 0.25, 0.12
"""Across and down, in which most dots of a bar are dark, its white print included, and few of any other print's."""
_DENSE = 0.58
_THIN = 0.05
"""No bar is thinner than this."""
_NARROWEST, _LOWEST = 0.25, 0.08
"""Insides smaller than this are those of a filled check box, a mark in the corner or a letter."""
_LETTER = 0.2
"""Of a square of this size print covers less than half."""
_RIM = 0.06
"""How far a bar reaches beyond where most dots are dark, at most."""
_ROW = 0.5
"""Of a row that long print covers less than half."""
_ALONG = 1.0
"""Of a row that long the white print of a bar covers less than half, and print on paper does, too."""
_HALF = 0.5 * 255
"""More than this of a mask's mean, and most dots are dark."""
_HEADING = 2.5
"""Longest print of a bar that may nearly reach its edge."""
_SOLID = 0.95
"""Share of a bar's edges that is dark at least; bold print, fat as it may have run, and square codes are ragged."""
_EDGE = 0.008
"""Half of the thickness in which an edge is kept."""
_CONTRAST = 50.0
"""Steps of grey between a bar and its print, at least."""
_MIDDLE = 135
"""Print on a darker grey is white, on a lighter one black."""
_PRINT = 25.0
"""The darkest that print becomes which stood white on a bar."""


def unshaded(page: Picture, inch: float) -> Picture:
    """The evenly lit page with its dark bars and darkly shaded cells as paper; a bar's upper and lower rim stay."""
    dark = np.asarray(cv2.threshold(page, _SHADED - 1, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    share = cv2.blur(dark, (pixels(_WINDOW[0], inch), pixels(_WINDOW[1], inch)))
    dense = np.asarray(cv2.threshold(share, _DENSE * 255, 255, cv2.THRESH_BINARY)[1], dtype=np.uint8)
    cores = [core for core in areas(dense) if core.width >= _NARROWEST * inch and core.height >= _LOWEST * inch]
    light = page
    for core in cores:
        bar = core.grown(pixels(_RIM, inch)).within(Area(0, 0, page.shape[1], page.shape[0]))
        inside = _inside(bar.of(dark), bar.of(dense), inch)
        if _is_solid(bar.of(dark), inside, inch):
            light = page.copy() if light is page else light
            _whiten(light, page, bar, inside, inch)
    return light


def _is_solid(dark: Picture, inside: NDArray[np.bool_], inch: float) -> bool:
    """Whether the edges are dark all along, or the rows right within them, as those of a bar that a fax frayed are."""
    within = cv2.erode(inside.astype(np.uint8), block(1, 2 * pixels(_EDGE, inch) + 1)) > 0
    return any(
        edge.size > 0 and float((edge > 0).mean()) >= _SOLID
        for edge in (dark[_edge(part, inch)] for part in (inside, within))
    )


def _inside(dark: Picture, dense: Picture, inch: float) -> NDArray[np.bool_]:
    """The bar but for a thin rim above and below: where most dots around are dark, and on to its straight edges."""
    rows = cv2.blur(dark, (pixels(_ROW, inch), 1)) > _HALF
    rows = cv2.erode(rows.astype(np.uint8), block(1, 2 * pixels(_EDGE, inch) + 1)) > 0
    columns = cv2.blur(dark, (1, pixels(_WINDOW[1], inch))) > _HALF * 0.8
    rim = 2 * pixels(_RIM, inch) + 1
    # Print close above or below makes its own surroundings dense, but hardly any row of it.
    long = cv2.blur(dark, (pixels(_ALONG, inch), 1)) > _HALF
    near = cv2.dilate(np.where(long, dense, np.uint8(0)), block(rim, rim)) > 0
    found = (long & ((dense > 0) | (rows & columns & near))).astype(np.uint8)
    # A row or two of bold print may be as dark as a bar, but no bar is as thin.
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, block(1, pixels(_THIN, inch) | 1))
    ends = np.flatnonzero(found.any(axis=0))[[0, -1]] if found.any() else (0, -1)
    # Under print that nearly reaches the edge; the bar's ends are blurred.
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, block(pixels(_HEADING, inch), 1))
    # Closing fills all of a row up to the picture's rim.
    found[:, : ends[0]] = found[:, ends[1] + 1 :] = 0
    return np.asarray(cv2.erode(found, block(2 * pixels(_EDGE, inch) + 1, 1)) > 0, dtype=np.bool_)


def _edge(inside: NDArray[np.bool_], inch: float) -> NDArray[np.bool_]:
    """The uppermost and the lowest rows of a bar's inside."""
    inner = cv2.erode(inside.astype(np.uint8), block(1, 2 * pixels(_EDGE, inch) + 1)) > 0
    edge = (inside & ~inner).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(edge, cv2.MORPH_OPEN, block(pixels(_LETTER, inch), 1)) > 0, dtype=np.bool_)


def _whiten(light: Picture, page: Picture, bar: Area, inside: NDArray[np.bool_], inch: float) -> None:
    """Gives a bar, and the rims that are narrower than a ruling, the greys of print on paper."""
    part, rim = bar.of(page), pixels(_RIM, inch)
    # Print covers less than half of any window as wide as a letter, so that the middle grey is the bar's own; beyond
    # the bar its nearest dot stands for it.
    outside = (~inside).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(outside, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    greys = np.zeros(int(nearest.max()) + 1, np.uint8)
    greys[nearest[inside]] = part[inside]
    own = greys[nearest]
    shade = cv2.medianBlur(own, pixels(_LETTER, inch) | 1).astype(np.float32)
    near = cv2.dilate(inside.astype(np.uint8), block(2 * rim + 1, 2 * rim + 1)) > 0
    risen = part - shade
    white = shade < _MIDDLE
    shown = part[inside & white & (risen > _CONTRAST)]
    lightest = float(np.percentile(shown, 90)) if shown.size else PAPER
    ink = np.where(white, risen / np.maximum(lightest - shade, _CONTRAST), -risen / np.maximum(shade, _CONTRAST))
    paper = np.asarray(PAPER - (PAPER - _PRINT) * np.clip(ink, 0, 1), dtype=np.uint8)
    bar.of(light)[inside | (near & ~white)] = paper[inside | (near & ~white)]
    # The ends of a black bar are no stems of letters, its upper and its lower edge are rulings.
    beside = cv2.dilate((inside & white).astype(np.uint8), block(2 * rim + 1, 1)) > 0
    bar.of(light)[beside & ~inside] = PAPER
    bar.of(light)[_edge(inside, inch) & white] = _PRINT
