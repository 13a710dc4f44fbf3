"""Lines that a typewriter draws, on a picture: strokes between columns, rows of dashes over and under a table."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from extractors.ink import Area, block, pieces, pixels
from extractors.straighten import Picture

_WIDE, _HIGH = 0.03, (0.08, 0.26)
"""Inches across a stroke at most, and down at least and at most."""
_THIN = 0.3
"""Its width as a share of its height at most."""
_WHITE = 0.03
"""Inches of white on either side of it."""
_BROKEN = 0.025
"""Inches between the parts of a stroke that a fax broke."""
_ALIGNED, _APART = 0.02, 0.8
"""Inches by which strokes of one bar stand off from each other, and down from one to the next at most."""
_LEAST = 3
"""Strokes under each other that make a bar."""
_EVEN, _BENT = 1.6, 0.05
"""How many times as wide a stroke is in one row as in others, and by how much of its height it is bent, at most."""
_NEAR = 1.5
"""Inches to either side within which letters tell how high print is."""
_TALLER, _HANGS = 1.12, 0.06
"""A stroke is so many times as high as print, and hangs below it by such a share: an `I` does neither."""
_LOW, _LONG = 0.075, 0.6
"""Inches down and across of a row of dashes."""
_DASH, _FLAT = 0.03, 1.3
"""Inches down of a dash at most; its width as a share of its height, where two above each other have run together."""
_MOSTLY = 0.8


def strokes(ink: Picture, inch: float) -> list[Area]:
    """The strokes that stand under each other on three lines and more, with white beside them, higher than print."""
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, block(1, pixels(_BROKEN, inch)))
    found = pieces(np.asarray(whole, dtype=np.uint8))
    wide, high = found.wide, found.high
    thin = (wide <= _WIDE * inch) & (wide <= _THIN * high) & (high >= _HIGH[0] * inch) & (high <= _HIGH[1] * inch)
    beside = pixels(_WHITE, inch)
    whole = np.asarray(whole, dtype=np.uint8)
    alone = [area for area in found.areas(thin) if _stands_alone(ink, area, beside) and _straight(area.of(whole))]
    if len(alone) < _LEAST:
        return []
    letters = found.boxes[~thin & (high >= 0.5 * _HIGH[0] * inch) & (high <= _HIGH[1] * inch)]
    return [area for bar in _bars(alone, inch) if _above_print(bar, letters, inch) for area in bar]


def _stands_alone(ink: Picture, area: Area, beside: int) -> bool:
    around = area.grown(beside)
    return not around.of(ink)[:, : area.x0 - around.x0].any() and not around.of(ink)[:, area.x1 - around.x0 :].any()


def _straight(stroke: Picture) -> bool:
    """Whether the ink goes straight down and is as wide all along, as neither side of a bracket is."""
    rows = [np.flatnonzero(row) for row in stroke]
    widths = [len(row) for row in rows if len(row)]
    if len(widths) < len(rows) or max(widths) > _EVEN * float(np.median(widths)) + 1:
        return False
    part = max(1, len(rows) // 5)
    middle = (len(rows) - part) // 2
    top, amid, foot = (
        float(np.mean(np.concatenate(rows[start : start + part]))) for start in (0, middle, len(rows) - part)
    )
    return abs(amid - (top + foot) / 2) <= max(1.0, _BENT * len(rows))


def _bars(alone: Sequence[Area], inch: float) -> Iterator[list[Area]]:
    """The strokes that stand under each other, on so many lines."""
    columns: list[list[Area]] = []
    for stroke in sorted(alone, key=lambda area: (area.y0, area.x0)):
        over = next((c for c in columns if _goes_on(c[-1], stroke, inch)), None)
        if over is None:
            columns.append([stroke])
        else:
            over.append(stroke)
    return (column for column in columns if len(column) >= _LEAST)


def _goes_on(upper: Area, lower: Area, inch: float) -> bool:
    near = abs(upper.x0 + upper.x1 - lower.x0 - lower.x1) <= 2 * _ALIGNED * inch
    return near and upper.y1 - 0.2 * upper.height <= lower.y0 <= upper.y1 + _APART * inch


def _above_print(bar: Sequence[Area], letters: np.ndarray[tuple[int, int], np.dtype[np.intp]], inch: float) -> bool:
    """Whether most of the bar's strokes are higher than the print beside them and hang below its foot."""
    told: list[bool] = []
    left, top, right, bottom = letters.T
    for area in bar:
        near = (right > area.x0 - _NEAR * inch) & (left < area.x1 + _NEAR * inch)
        near &= np.minimum(bottom, area.y1) - np.maximum(top, area.y0) > 0.5 * (bottom - top)
        if near.any():
            higher = area.height >= _TALLER * float(np.percentile((bottom - top)[near], 70))
            told.append(higher and area.y1 - float(np.median(bottom[near])) >= _HANGS * area.height)
    return bool(told) and 2 * sum(told) > len(told)


def is_rule(area: Area, ink: Picture, inch: float) -> bool:
    """Whether the line of print is a row of dashes or of double ones."""
    if area.height > _LOW * inch or area.width < _LONG * inch:
        return False
    found = pieces(area.of(ink))
    wide, high = found.wide, found.high
    flat = (high <= _DASH * inch) | (wide >= _FLAT * high)
    return len(wide) > 0 and float(np.mean(flat)) >= _MOSTLY
