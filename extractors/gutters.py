"""Columns in which a page is set, as a newspaper is: where the labels of one begin beside those of another."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.labels import Spot
from extractors.lines import Run
from extractors.rects import Rect

_APART = 1.5
"""Line heights between the lines of one text at most."""
_SIGNED = 3.0
"""Line heights below the last print in which a column's last signature may stand."""


def gutters(
    spots: Sequence[Spot], runs: Sequence[Run], drawn: Sequence[Rect], rows: Sequence[Rect], slack: float
) -> Iterator[Rect]:
    """The left edge of each column of labels, and how far it reaches down the page with nothing across it.

    `drawn` is the page's rulings and signatures, `rows` what is one row, as rings and rows of boxes; `slack` is by
    how many points the labels of one column may stray.
    """
    for column in _columns(spots, slack):
        left = min(spot.rect.x0 for spot in column)
        beside = [spot for spot in spots if spot.rect.x1 < left]
        things = [*(run.rect for run in runs), *rows]
        across = [thing for thing in things if thing.x0 < left - slack and thing.x1 > left + slack]
        for part in _uncrossed(column, across):
            top, foot = part[0].rect.y0 - part[0].size, _foot(part[-1], left, runs, drawn, across, slack)
            if len(part) > 1 and sum(top <= spot.rect.cy <= foot for spot in beside) > 1:
                yield Rect(left - slack, top, left + slack, foot)


def _columns(spots: Sequence[Spot], slack: float) -> list[list[Spot]]:
    """Labels that begin at one place, from the top of the page."""
    columns: list[list[Spot]] = []
    for spot in sorted(spots, key=lambda spot: spot.rect.x0):
        if columns and spot.rect.x0 - columns[-1][0].rect.x0 <= slack:
            columns[-1].append(spot)
        else:
            columns.append([spot])
    return [sorted(column, key=lambda spot: spot.rect.y0) for column in columns if len(column) > 1]


def _uncrossed(column: Sequence[Spot], across: Sequence[Rect]) -> list[list[Spot]]:
    """The column in parts between which print, or a ring around an answer, runs across its left edge."""
    parts = [[column[0]]]
    for upper, lower in pairwise(column):
        if any(upper.rect.y0 < run.cy < lower.rect.y1 for run in across):
            parts.append([])
        parts[-1].append(lower)
    return parts


def _foot(
    last: Spot, left: float, runs: Sequence[Run], drawn: Sequence[Rect], across: Sequence[Rect], slack: float
) -> float:
    """How far down the column before may go on by itself: to what runs across, or stands here below its text."""
    over = [run.y0 for run in runs if run.x0 < left - slack and run.x1 > left and run.y0 > last.rect.cy]
    end = min([*over, *(one.y0 for one in across if one.y0 > last.rect.cy)], default=float("inf"))
    text = last.rect.y1
    for run in sorted(runs, key=lambda run: run.y0):
        if run.x0 >= left - slack and run.y0 < end and text < run.y1 and run.y0 - text < _APART * last.size:
            text = run.y1
    signed = text + _SIGNED * last.size
    below = [run.y0 for run in runs if run.y0 >= text and run.x1 > left]
    return min([end, *below, *(one.y0 for one in drawn if one.y0 >= signed and one.x1 > left)])
