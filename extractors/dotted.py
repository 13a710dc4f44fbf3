"""Dotted and dashed lines that a page draws dot by dot, as browsers do: each is a ruling."""

from collections.abc import Sequence
from itertools import pairwise

from extractors.sheet import around
from forms.evidence import Box

LARGEST_DOT, LONGEST_DASH = 1.6, 6.0
"""Points: how thick a dot or dash is at most, and how long."""
_FEWEST, _SHORTEST = 6, 12.0
"""Dots of a line, and its length in points, at least."""
_GAP = (0.2, 4.5)
"""Points of white between two dots: those of a line drawn by hand touch."""
_UNEVEN = 1.0
"""Points by which the white between the dots of one line may differ."""
_LEVEL = 0.3
"""Points by which the dots of one line may stray."""


def dotted_lines(dots: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """The lines that dots in a row make, across and down the page, and the dots that are part of none."""
    across, rest = _rows([(x0, x1, y0, y1) for x0, y0, x1, y1 in dots])
    down, rest = _rows([(y0, y1, x0, x1) for x0, x1, y0, y1 in rest])
    lines = [(x0, y0, x1, y1) for x0, x1, y0, y1 in across] + [(x0, y0, x1, y1) for y0, y1, x0, x1 in down]
    return lines, [(x0, y0, x1, y1) for y0, y1, x0, x1 in rest]


def _rows(dots: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """Lines and what is left over; a dot is told as its ends along the line, then those across it."""
    lines: list[Box] = []
    rest: list[Box] = []
    chain: list[Box] = []

    def close() -> None:
        if len(chain) >= _FEWEST and chain[-1][1] - chain[0][0] >= _SHORTEST:
            ends = around([(one[at], one[at + 2]) for one in chain for at in (0, 1)])
            lines.append((ends[0], ends[2], ends[1], ends[3]))
        else:
            rest.extend(chain)
        chain.clear()

    for row in _levels(dots):
        for dot in row:
            if chain and not _goes_on(chain, dot):
                close()
            chain.append(dot)
        close()
    return lines, rest


def _levels(dots: Sequence[Box]) -> list[list[Box]]:
    """The dots that stand on one level, each level from its beginning."""
    levels: list[list[Box]] = []
    for dot in sorted(dots, key=lambda dot: dot[2] + dot[3]):
        last = levels[-1][0] if levels else None
        if last is not None and abs(dot[2] + dot[3] - last[2] - last[3]) <= 2 * _LEVEL:
            levels[-1].append(dot)
        else:
            levels.append([dot])
    return [sorted(level) for level in levels]


def _goes_on(chain: Sequence[Box], dot: Box) -> bool:
    gap = dot[0] - chain[-1][1]
    if not _GAP[0] <= gap <= _GAP[1]:
        return False
    return all(abs(gap - (two[0] - one[1])) <= _UNEVEN for one, two in pairwise(chain[-2:]))
