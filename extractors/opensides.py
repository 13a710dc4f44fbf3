"""The sides of ruled tables that are drawn without them, or whose side a picture lost: where all of their rows end."""

from collections.abc import Sequence

from extractors.rects import Rect

_ROWS = 3
"""Rulings that end alike beside one bar, from which they are the rows of a table."""
_LEVEL = 3.0
"""Points by which these ends may differ."""
_COLUMN = 20.0
"""Points between a side and the bar beside it, at least."""
_COVERED = 0.5
"""Share of a side along which a bar must run to be that side."""


def open_sides(rules: Sequence[Rect], bars: Sequence[Rect]) -> list[Rect]:
    """A bar for each side of a table where its rows end and none is drawn."""
    found: list[Rect] = []
    for bar in bars:
        rows = [rule for rule in rules if _meets(rule, bar)]
        if len(rows) < _ROWS:
            continue
        top, foot = min(rule.cy for rule in rows), max(rule.cy for rule in rows)
        for ends in ([rule.x0 for rule in rows], [rule.x1 for rule in rows]):
            x = sorted(ends)[len(ends) // 2]
            side = Rect(x, top, x, foot)
            alike = max(ends) - min(ends) <= 2 * _LEVEL and abs(x - bar.cx) >= _COLUMN
            if alike and not any(_runs_along(other, side) for other in (*bars, *found)):
                found.append(side)
    return found


def _meets(rule: Rect, bar: Rect) -> bool:
    """Whether the ruling touches or crosses the bar."""
    return rule.x0 - _LEVEL <= bar.cx <= rule.x1 + _LEVEL and bar.y0 - _LEVEL <= rule.cy <= bar.y1 + _LEVEL


def _runs_along(bar: Rect, side: Rect) -> bool:
    covered = min(bar.y1, side.y1) - max(bar.y0, side.y0)
    return abs(bar.cx - side.cx) < 2 * _LEVEL and covered > _COVERED * side.height
