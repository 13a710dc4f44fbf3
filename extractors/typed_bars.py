"""Bars between columns that were typed as strokes, line under line, told from a stroke between words."""

from collections.abc import Sequence

from extractors.rects import Rect, Token

_STROKES = frozenset("|¦│")
_ALIGNED = 0.3
"""Line heights by which strokes of one bar may stand off from each other."""
_LEAST = 3
"""Lines under each other that make a bar."""


def without_typed_bars(tokens: Sequence[Token]) -> tuple[list[Token], list[Rect]]:
    """The words without strokes that stand under each other on three lines and more, and these as bars."""
    columns: list[list[Token]] = []
    for token in sorted((t for t in tokens if t.text in _STROKES), key=lambda t: t.cx):
        if columns and token.cx - columns[-1][-1].cx <= _ALIGNED * token.height:
            columns[-1].append(token)
        else:
            columns.append([token])
    strokes = [stroke for column in columns if len(column) >= _LEAST for stroke in column]
    taken = {id(stroke) for stroke in strokes}
    bars = [Rect(stroke.cx, stroke.y0, stroke.cx, stroke.y1) for stroke in strokes]
    return [token for token in tokens if id(token) not in taken], bars
