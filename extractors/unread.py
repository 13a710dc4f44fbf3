"""Ink that a reader left unread: lines without words, and parts of a line that none of its letters is."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from extractors import ink as inks
from extractors.agreement import Line
from extractors.ink import Area
from extractors.ocr import MARGIN
from extractors.straighten import Picture

LETTER = 0.06
"""Inches of height from which ink is no dirt."""
_FIGURE_WIDE = 0.035
"""Inches: a figure of small print that lost its thin strokes is as wide; a scrap of a ruling is not."""
_WIDE = 1.0
"""Line heights without a letter, from which more than a space is between the letters beside them."""
_LETTER_WIDE = 0.5
"""Line heights of ink in such a gap, from which it is a letter at least."""


def is_letter(area: Area, inch: float) -> bool:
    """Whether the ink is as large as a letter, or as a narrow figure, and so no dirt."""
    return area.height > LETTER * inch and area.width > _FIGURE_WIDE * inch


def place_on(area: Area, span: Area, place: float) -> float:
    """Where a letter's place lies across the page, for the line in the area, of which the span was cut out and read."""
    start, width = _shown(area, span)
    return start + width * place


def _shown(area: Area, span: Area) -> tuple[int, int]:
    """Where the picture of the line begins across the page, and how wide it is."""
    margin = max(2, round(0.06 * span.height)) + round(MARGIN * span.height)
    return area.x0 - margin, area.width + 2 * margin


def unread_parts(line: Line, area: Area, span: Area, clean: Picture, inch: float) -> Iterator[Area]:
    """The parts of the line of print in the area that hold ink, and in which no letter was read."""
    start, width = _shown(area, span)
    letters = sorted(start + width * letter.place for letter in line.letters if letter.text != " ")
    if not letters:
        if is_letter(area, inch):
            yield area
        return
    half = float(np.median(np.diff(letters))) / 2 if len(letters) > 1 else 0.5 * area.height
    half = min(half, 0.5 * area.height)
    ends = [area.x0 - half, *letters, area.x1 + half]
    for left, right in pairwise(ends):
        # A letter's place is told to half a letter: the edges of those beside the gap are none of its ink.
        x0, x1 = max(area.x0, round(left + 2 * half)), min(area.x1, round(right - 2 * half))
        if right - left - 2 * half < _WIDE * area.height or x1 - x0 < _LETTER_WIDE * area.height:
            continue
        part = Area(x0, area.y0, x1, area.y1)
        ys, xs = np.nonzero(inks.ink_of(part.of(clean)))
        if not len(xs):
            continue
        inked = Area(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1).moved(part.x0, part.y0)
        if inked.height > 0.5 * LETTER * inch and inked.width > _LETTER_WIDE * area.height:
            yield inked
