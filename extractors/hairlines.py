"""Rulings so thin that a scan leaves them pale or broken, and those of cells too low or narrow to be told by length."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from extractors.ink import Area, block, pixels, rulings
from extractors.straighten import Picture

_PALE = 195
"""What is darker than this grey may be part of a hairline."""
_DRAWN = 0.96
"""Share of the way from one ruling to the next that a line between them is drawn at least."""
_NEAREST, _FURTHEST = 0.09, 2.0
"""Inches between two rulings that such a line joins."""
_SHARED = 0.1
"""Inches that two rulings must run beside each other."""
_THICK = 0.03
"""Inches of such a line's thickness at most."""
_CLEAR = 0.35
"""Share of the way that may be dark on the clearer side of the line: letters touch it, a bar of print goes on."""
_LONG, _DOTTED = 0.8, 0.02
"""Inches of a pale line's length at least, and between the dots of a dotted one."""
_RULED = 0.97
"""Share of a pale line that is a ruling already, from which there is nothing to add."""
_KNOWN = 0.6
"""Share of the way that is ruled already, from which a line is no other."""


def with_hairlines(
    page: Picture, ruled: Sequence[Area], mask: Picture, inch: float, *, pale: bool = True
) -> list[Area]:
    """The rulings with the lines that join two of them; the ink of these is added to the mask of the rulings' ink.

    `pale` tells whether long lines are looked for, too, that are pale or dotted.
    """
    ink = (page < _PALE).astype(np.uint8)
    if pale:
        ruled = [*ruled, *_pale_lines(ink, mask, inch)]
    across = [area for area in ruled if area.width >= area.height]
    down = [area for area in ruled if area.width < area.height]
    joined_down = list(_between(ink, across, mask, inch))
    joined_across = [
        _turned(area) for area in _between(ink.T, [_turned(area) for area in (*down, *joined_down)], mask.T, inch)
    ]
    return [*ruled, *joined_down, *joined_across]


def _pale_lines(pale: Picture, mask: Picture, inch: float) -> Iterator[Area]:
    """Long lines that are pale or dotted all along; their ink is added to the mask of the rulings' ink."""
    dots = pixels(_DOTTED, inch) | 1
    closed = cv2.morphologyEx(pale * np.uint8(255), cv2.MORPH_CLOSE, block(dots, 1))
    found, _ = rulings(np.asarray(closed, dtype=np.uint8), inch, (_LONG, _LONG))
    for line in found:
        thin = min(line.width, line.height) <= pixels(_THICK, inch) + 1
        part = line.of(mask)
        known = part.any(axis=0 if line.width > line.height else 1).mean()
        if thin and known < _RULED:
            part[:] |= line.of(pale) * np.uint8(255)
            yield line


def _turned(area: Area) -> Area:
    return Area(area.y0, area.x0, area.y1, area.x1)


def _between(pale: Picture, rulings: Sequence[Area], mask: Picture, inch: float) -> Iterator[Area]:
    """The lines down from one ruling across to the next one below it."""
    ordered = sorted(rulings, key=lambda area: area.y0)
    shared = _SHARED * inch
    for at, upper in enumerate(ordered):
        left = upper.x0
        free = np.ones(upper.width, bool)
        for lower in ordered[at + 1 :]:
            if lower.y0 - upper.y1 > _FURTHEST * inch or not free.any():
                break
            first, last = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
            if last - first < shared or lower.y0 - upper.y1 < 2:
                continue
            if lower.y0 - upper.y1 >= _NEAREST * inch:
                for line in _lines(pale, Area(first, upper.y1, last, lower.y0), mask, inch):
                    if free[min(max(line.x0 - left, 0), len(free) - 1)]:
                        yield Area(line.x0, upper.y1, line.x1, lower.y0)
            free[first - left : last - left] = False


def _lines(pale: Picture, strip: Area, mask: Picture, inch: float) -> Iterator[Area]:
    """The lines that are drawn from top to bottom of the strip; their ink is added to the mask."""
    off = pixels(_THICK, inch)
    around = Area(max(0, strip.x0 - off), strip.y0, min(pale.shape[1], strip.x1 + off), strip.y1)
    dots = around.of(pale) > 0
    # A line that is a little askew or ragged is dark within a dot of the same column all along.
    near = dots.copy()
    near[:, 1:] |= dots[:, :-1]
    near[:, :-1] |= dots[:, 1:]
    share = near.mean(axis=0)
    drawn = share >= _DRAWN
    edges = np.flatnonzero(np.diff(np.concatenate(([False], drawn, [False])).astype(np.int8)))
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if last - first - 2 > off:
            continue
        sides = [dots[:, max(0, first - off) : first].mean(axis=0).min(initial=1.0) if first else 1.0,
                 dots[:, last : last + off].mean(axis=0).min(initial=1.0)]  # fmt: skip
        if min(sides) > _CLEAR:
            continue
        line = Area(around.x0 + int(first), strip.y0, around.x0 + int(last), strip.y1)
        known = line.of(mask).any(axis=1).mean()
        part = line.of(mask)
        if known < _KNOWN:
            yield line
        part[:] |= line.of(pale) * 255
