"""Texts that run on at the head of the next column, as in a newspaper."""

from collections.abc import Sequence, Set

from extractors.labels import Spot
from extractors.pieces import LEADING, Piece
from extractors.places import Places

_HEADROOM = 1.2
"""Line heights of white over the first line of a column at least."""


def next_column(places: Places, spot: Spot, pieces: Sequence[Piece], claimed: Set[int]) -> list[Piece]:
    """The lines at the heads of the next columns that nobody claims, where a text may run on as in a newspaper.

    They begin where the columns do, at an edge that labels elsewhere on the page have, with white above them.
    """
    more: list[Piece] = []
    right = max(piece.x1 for piece in pieces)
    while head := _column_head(places, spot, pieces[0], right, claimed):
        column = [head]
        while (lower := _line_below(places, column[-1], claimed)) is not None:
            column.append(lower)
        more += column
        right = max(piece.x1 for piece in column)
    return more


def _column_head(places: Places, spot: Spot, like: Piece, right: float, claimed: Set[int]) -> Piece | None:
    heads = [
        p
        for p in places.pieces
        if p.x0 > right + spot.size
        and places.lines.alike(p, like)
        and not p.captioned
        and not any(id(token) in claimed for token in p.tokens)
        and any(abs(other.rect.x0 - p.x0) < 3 for other in places.spots if other is not spot)
        and _heads_column(places, p, spot, right)
    ]
    return min(heads, key=lambda p: p.x0, default=None)


def _heads_column(places: Places, piece: Piece, spot: Spot, right: float) -> bool:
    """Whether the piece stands first in its column, beside a line of the label's column and not below the label."""
    across = [run.rect.cy for run in places.sheet.runs if run.x0 < right and run.x1 > piece.x0 + spot.size]
    if piece.y0 > spot.rect.y0 + 0.6 * spot.size or any(piece.y0 < cy < spot.rect.cy for cy in across):
        return False
    over = [r.y1 for r in places.sheet.runs if r.y1 <= piece.y0 + 1 and r.rect.shares_column(piece.rect)]
    if over and piece.y0 - max(over) < _HEADROOM * piece.size:
        return False
    return any(run.x1 <= right and abs(run.y0 - piece.y0) < 0.6 * spot.size for run in places.sheet.runs)


def _line_below(places: Places, line: Piece, claimed: Set[int]) -> Piece | None:
    return next(
        (
            p
            for p in places.pieces
            if p.y0 > line.y0 + 0.5 * line.size
            and -0.35 <= line.leading(p) <= LEADING
            and abs(p.x0 - line.x0) < 0.5 * line.size
            and places.lines.alike(p, line)
            and not any(id(token) in claimed for token in p.tokens)
        ),
        None,
    )
