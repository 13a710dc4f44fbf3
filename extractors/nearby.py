"""Print beside or under a label whose place seems empty: a picture that lost a ruling must not make a value a blank."""

from collections.abc import Set

from extractors.labels import Spot
from extractors.pieces import Piece
from extractors.places import Places
from extractors.rects import Token

_FAR = 16.0
"""Line heights behind a label within which print is taken for its value."""
_PARTED = 3.5
"""Line heights between two words from which on they are not one value."""
_LOW, _OVER = 1.5, 1.4
"""Line heights under a label, and over it, within which print makes a blank doubtful."""
_STRANGE = 1.2
"""The same of what looks like a label that the form has not."""


def print_beside(places: Places, spot: Spot, claimed: Set[int]) -> list[Token]:
    """The words on the label's line, up to the next label, that are no other label's value."""
    lines = (spot.first_line, spot.last_line)
    after = [other.rect.x0 for other in places.spots if other is not spot and _follows(other, spot)]
    limit = min([spot.rect.x1 + _FAR * spot.size, *after])
    row = sorted(
        (
            token
            for piece in _free(places, claimed)
            for token in piece.tokens
            if spot.rect.x1 - 0.6 * spot.size <= token.x0 < limit and any(token.beside(line) for line in lines)
        ),
        key=lambda token: token.x0,
    )
    for at in range(1, len(row)):
        if row[at].x0 - row[at - 1].x1 > _PARTED * row[at].height:
            return row[:at]
    return row


def print_close(places: Places, spot: Spot, claimed: Set[int]) -> bool:
    """Whether words that are no label's value stand close under the label or right over it."""
    rect, size = spot.rect, spot.size
    column = [o.rect for o in places.spots if o is not spot and o.rect.x0 < rect.x1 and o.rect.x1 > rect.x0]
    # A box's edges are no limit here: they may be stray lines.
    foot = min((other.y0 for other in column if other.cy > rect.y1), default=places.sheet.height)
    head = max((other.y1 for other in column if other.cy < rect.y0), default=0.0)
    return any(
        piece.x0 < rect.x1
        and piece.x1 > rect.x0
        and (
            (-0.3 * size <= piece.y0 - rect.y1 <= _LOW * size and piece.y0 < foot)
            or (-0.3 * size <= rect.y0 - piece.y1 <= _OVER * size and piece.y1 > head)
        )
        for piece in _free(places, claimed)
    )


def print_over(places: Places, spot: Spot, claimed: Set[int]) -> list[Token]:
    """The words on the line that the label is the caption of, that are no other label's value."""
    line = places.captions.line_over(spot)
    if line is None:
        return []
    after = [other.rect.x0 for other in places.spots if other is not spot and _follows(other, spot)]
    limit = min([line.x1, *after])
    return sorted(
        (
            token
            for piece in _free(places, claimed)
            for token in piece.tokens
            if -0.5 * spot.size <= line.cy - token.y1 <= spot.size and spot.rect.x0 - spot.size <= token.x0 < limit
        ),
        key=lambda token: token.x0,
    )


def shape_close(places: Places, spot: Spot, checks: Set[int]) -> bool:
    """Whether a box without a caption stands beside or under the label: letters on a line may look like one.

    `checks` are the boxes that are some label's, by identity.
    """
    rect, size = spot.rect, spot.size
    after = [other.rect.x0 for other in places.spots if other is not spot and _follows(other, spot)]
    limit = min([places.limits.right(spot), *after])
    return any(
        id(square) not in checks
        and not any(p.captioned and p.rect.beside(square) and 0 <= p.x0 - square.x0 < 4 * size for p in places.pieces)
        and (
            (square.beside(spot.last_line) and rect.x1 - 0.6 * size <= square.x0 < limit)
            or (rect.x0 - size <= square.x0 < rect.x1 and -0.3 * size <= square.y0 - rect.y1 <= _LOW * size)
        )
        for square in places.sheet.squares
    )


def strange_under(places: Places, spot: Spot) -> bool:
    """Whether a label that the form has not seems to stand where the value would: the value may begin like one."""
    return any(
        not other.names
        and 0 <= other.rect.y0 - spot.rect.y1 < _STRANGE * spot.size
        and other.rect.shares_column(spot.rect)
        for other in places.spots
    )


def _follows(other: Spot, spot: Spot) -> bool:
    """Whether the other label stands behind the label on its line."""
    return other.rect.x0 >= spot.rect.x1 - 1 and (
        other.first_line.beside(spot.first_line) or other.first_line.beside(spot.last_line)
    )


def _free(places: Places, claimed: Set[int]) -> list[Piece]:
    return [piece for piece in places.pieces if not piece.captioned and not claimed & {id(t) for t in piece.tokens}]
