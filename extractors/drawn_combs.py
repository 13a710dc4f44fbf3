"""The cells of combs on a picture: rows of short bars, evenly apart, on a line; too short to count as rulings."""

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np

from extractors.combs import blanks, combs
from extractors.ink import Area, areas, block, pixels
from extractors.rects import Rect
from extractors.straighten import Picture

_LOW, _HIGH = 0.15, 0.42
"""Inches; the stem of a letter in a cell is lower than the lower of the two."""
_THICK = 0.03
_EDGE = 0.025
"""How far from the bars' feet the line that they stand on lies at most."""
_DRAWN = 0.85
"""Share of the line that must be there."""


def drawn_combs(ink: Picture, inch: float) -> tuple[list[Area], list[Area], Picture]:
    """The bars of the page's combs, the blanks that they make up, and the mask of the combs' ink."""
    mask = np.zeros_like(ink)
    bars = _bars(ink, inch)
    points = 72 / inch
    rects = [Rect(*(side * points for side in bar)) for bar in bars]
    drawn = {id(rect): bar for rect, bar in zip(rects, bars, strict=True)}
    found = []
    for comb in combs(rects):
        cells = [drawn[id(bar)] for bar in comb.bars]
        whole = reduce(Area.united, cells)
        feet = _edge(ink, whole, whole.y1, inch)
        if not feet:
            continue
        found.append(comb)
        for area in (*cells, feet, _edge(ink, whole, whole.y0, inch)):
            if area:
                area.of(mask)[:] |= area.of(ink)
    sides = ((blank.x0, blank.y0, blank.x1, blank.y1) for blank in blanks(found))
    whole_blanks = [Area(*(round(side / points) for side in each)) for each in sides]
    return [drawn[id(bar)] for comb in found for bar in comb.bars], whole_blanks, mask


def _bars(ink: Picture, inch: float) -> list[Area]:
    slack = max(3, pixels(0.012, inch) | 1)
    upright = cv2.morphologyEx(cv2.dilate(ink, block(slack, 1)), cv2.MORPH_OPEN, block(1, pixels(_LOW, inch)))
    found = areas(np.asarray(cv2.bitwise_and(upright, ink), dtype=np.uint8))
    low, high, thick = 0.9 * _LOW * inch, _HIGH * inch, _THICK * inch + slack
    return [area for area in found if low <= area.height <= high and area.width <= thick]


def _edge(ink: Picture, comb: Area, y: int, inch: float) -> Area | None:
    """The line along the comb at the height, None where it is not there."""
    reach = pixels(_EDGE, inch)
    strip = Area(comb.x0, max(0, y - reach), comb.x1, y + reach)
    dark = strip.of(ink) > 0
    rows = dark.mean(axis=1) > 0.3
    if not rows.any() or dark[rows].any(axis=0).mean() < _DRAWN:
        return None
    at = np.flatnonzero(rows)
    return Area(comb.x0, strip.y0 + int(at[0]), comb.x1, strip.y0 + int(at[-1]) + 1)


def in_blanks(lines: Sequence[Area], blanks: Sequence[Area]) -> list[Area]:
    """The lines of print, with what stands in one blank together: cells may part letters further than words."""
    held: dict[Area, list[Area]] = {}
    free: list[Area] = []
    for line in lines:
        inside = next((b for b in blanks if b.holds((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2)), None)
        (free if inside is None else held.setdefault(inside, [])).append(line)
    return [*free, *(reduce(Area.united, parts) for parts in held.values())]


def ends(blanks: Sequence[Area]) -> list[Area]:
    """The bars at which the blanks begin and end."""
    return [side for b in blanks for side in (Area(b.x0, b.y0, b.x0 + 2, b.y1), Area(b.x1 - 2, b.y0, b.x1, b.y1))]
