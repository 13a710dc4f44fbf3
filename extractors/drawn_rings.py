"""Rings that a person drew around printed answers on a picture: found, and taken away from the print that they touch.

`ink` and `inch` are as in `extractors/ink.py`; sizes are in inches.
"""

import cv2
import numpy as np

from extractors.ink import Area, block, pixels, whitened
from extractors.straighten import Picture

_WIDE, _HIGH = (0.17, 3.5), (0.14, 0.6)
"""Widths and heights of rings; smaller ones are radio buttons and letters: a `C` that touches a `P` is round, too."""
_LONG = 1.15
"""A ring around a word is so much wider than high, at least."""
_FULL = 0.70, 0.89
"""Share of its frame that a ring encloses: a diamond less, a box more."""
_ROUND = 0.93
"""Share of its convex hull that a ring encloses: letters that touch have notches."""
_SPECK = 0.06
"""How large a speck that touches a check box is at most."""
_THICK = 0.035
"""How thick the line is at most."""
_EMPTY, _CROWDED = 0.04, 0.5
"""Share of what a ring encloses that is print, at least and at most."""


def rings(ink: Picture, inch: float) -> tuple[list[Area], Picture]:
    """The rings on the page, and the mask of their lines."""
    mask = np.zeros_like(ink)
    found: list[Area] = []
    # A fax breaks a thin line.
    whole = cv2.dilate(ink, block(3, 3))
    contours, tree = cv2.findContours(whole, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return found, mask
    outlines = zip(contours, tree[0], strict=True)
    alone = {at for at, (contour, (*_, outer)) in enumerate(outlines) if outer < 0 and _is_round(contour, inch)}
    for contour, (*_, outer) in zip(contours, tree[0], strict=True):
        # Rings of two lines that touch have one outline, but each encloses its own white.
        if outer in alone or not _is_round(contour, inch):
            continue
        x, y, wide, high = cv2.boundingRect(contour)
        rim = 0 if outer < 0 else pixels(_THICK, inch) + 2
        area = Area(max(0, x - rim), max(0, y - rim), x + wide + rim, y + high + rim)
        inside = np.zeros(area.of(ink).shape, np.uint8)
        cv2.drawContours(inside, [contour], -1, 255, -1, offset=(-area.x0, -area.y0))
        if outer >= 0:
            inside = _with_rim(inside, area.of(ink), rim)
        if _is_box(inside, inch):
            continue
        line = _line(inside, area.of(ink), inch)
        if line is not None:
            area.of(mask)[:] |= line
            found.append(area)
    return found, mask


def _is_box(inside: Picture, inch: float) -> bool:
    """Whether what is enclosed is a rectangle or a square but for a speck that touches it, as at a ticked check box."""
    side = pixels(_SPECK, inch)
    x, y, wide, high = cv2.boundingRect(cv2.morphologyEx(inside, cv2.MORPH_OPEN, block(side, side)))
    if not wide or not high:
        return False
    return wide < _LONG * high or float((inside[y : y + high, x : x + wide] > 0).mean()) > _FULL[1]


def _is_round(contour: Picture, inch: float) -> bool:
    """Whether the outline is of a ring's size and shape."""
    _, _, wide, high = cv2.boundingRect(contour)
    fits = _WIDE[0] * inch <= wide <= _WIDE[1] * inch and _HIGH[0] * inch <= high <= _HIGH[1] * inch
    if not fits or wide < _LONG * high:
        return False
    enclosed = cv2.contourArea(contour)
    full = _FULL[0] <= enclosed / (wide * high) <= _FULL[1]
    return full and enclosed >= _ROUND * cv2.contourArea(cv2.convexHull(contour))


def _with_rim(inside: Picture, ink: Picture, most: int) -> Picture:
    """The white within a ring with the line around it, as thick as it is drawn along most of the way."""
    away = cv2.distanceTransform(np.asarray(255 - inside, dtype=np.uint8), cv2.DIST_L2, 3)
    shares = [float((ink[(away > at) & (away <= at + 1)] > 0).mean()) for at in range(1, most)]
    thick = next((at for at, share in enumerate(shares, start=1) if share < 0.35 and at > 1), 1)
    return np.asarray(np.where(away <= thick, 255, 0), dtype=np.uint8)


def _line(inside: Picture, ink: Picture, inch: float) -> Picture | None:
    """The mask of a ring's line by what it encloses; None where it is no thin line, or nothing stands in it."""
    depth = cv2.distanceTransform(cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)[
        1:-1, 1:-1
    ]
    most = pixels(_THICK, inch) + 2
    # Thickness by where, from the edge inwards, most of the dots at a depth are white.
    shares = [float((ink[(depth > at) & (depth <= at + 1)] > 0).mean()) for at in range(most)]
    thick = next((at for at, share in enumerate(shares) if share < 0.35 and at > 1), None)
    if thick is None or max(shares[: thick + 1]) < 0.6:
        return None
    kept = depth > thick + 1
    if not kept.any() or not _EMPTY <= float((ink[kept] > 0).mean()) <= _CROWDED:
        return None
    return np.asarray(np.where((depth > 0) & (depth <= thick + 0.5), 255, 0), dtype=np.uint8)


def without_rings(page: Picture, mask: Picture) -> Picture:
    """The page with the rings' lines painted like paper."""
    return whitened(page, np.asarray(cv2.dilate(mask, block(3, 3)), dtype=np.uint8))
