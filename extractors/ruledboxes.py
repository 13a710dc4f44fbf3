"""The ruled boxes of a page: of a label with its value, or of a label alone, whose value stands in the next one."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from extractors.labels import Spot
from extractors.lines import Print
from extractors.pieces import STRICT, Candidate, Piece, reads
from extractors.rects import Rect, in_order
from forms.form import Field

FRAME = 0.45
"""Share of the page's height from which a box is a frame around the page, and counts for nothing."""

_LOW, _LOW_SCANNED = 2.0, 2.6
"""Height of a box, in heights of its label, up to which it has no room for a value; pictures box words tightly."""


class RuledBoxes:
    """The boxes in which labels and print of a page stand."""

    def __init__(
        self, sheet: Print, spots: Sequence[Spot], fields: Mapping[int, Field], pieces: Sequence[Piece]
    ) -> None:
        """`fields` are those that spots are assigned to, by the spot's identity."""
        self.sheet, self.spots, self.fields, self.pieces = sheet, spots, fields, pieces
        self.around: dict[int, Rect | None] = {}
        """The box in which each label stands, alone or with others, by the label's identity."""
        self._spots_in: dict[tuple[float, float, float, float], list[Spot]] = {}
        for spot in spots:
            box = sheet.box_at(spot.rect.cx, spot.rect.cy)
            if box is not None and box.height > FRAME * sheet.height:
                box = None
            self.around[id(spot)] = box
            if box is not None:
                self._spots_in.setdefault(_key(box), []).append(spot)

    def own(self, spot: Spot) -> Rect | None:
        """The box that the label has for itself."""
        box = self.around[id(spot)]
        return box if box is not None and len(self._spots_in[_key(box)]) == 1 else None

    @cached_property
    def hold_values(self) -> bool:
        """Whether boxes hold a label with its value, not a label alone with the value in the next box."""
        alone = [spot for spot in self.spots if id(spot) in self.fields and self.own(spot) is not None]
        text = [s for s in alone if self.fields[id(s)].type not in ("checkbox", "signature")]
        if not text:
            return True
        with_value = sum(bool(self.pieces_in(self.around[id(s)])) for s in text)
        beside = sum(self.next_box(s) is not None for s in text)
        return with_value > 0 and with_value * 2 >= beside

    def pieces_in(self, box: Rect | None) -> list[Piece]:
        """The print in a ruled box."""
        return [] if box is None else [p for p in self.pieces if box.holds(p.rect.cx, p.rect.cy)]

    def next_box(self, spot: Spot) -> Candidate | None:
        """What the next box holds."""
        box = self.around[id(spot)]
        other = self.neighbour(box, spot) if box is not None else None
        if other is None:
            return None
        pieces = in_order(self.pieces_in(other))
        return Candidate("box", pieces) if pieces else None

    def neighbour(self, box: Rect, spot: Spot) -> Rect | None:
        """The box to the right, where no label stands in it; else the one below, where no label claims it.

        The one below comes first where most labels have their values there, as in sheets whose empty cells are ruled.
        """
        # A label with its value in its own box has none in the box below.
        under = None if self.pieces_in(box) else self._box_under(box)
        if self._values_under:
            return under or self._box_behind(box, spot)
        return self._box_behind(box, spot) or under

    @cached_property
    def _values_under(self) -> bool:
        """Whether more boxes of labels have print in the box below alone than in the one behind."""
        pairs = [(box, spot) for spot in self.spots if id(spot) in self.fields and (box := self.own(spot)) is not None]
        neighbours = [(self._box_behind(box, spot), self._box_under(box)) for box, spot in pairs]
        behind = sum(bool(self.pieces_in(right)) for right, _ in neighbours)
        under = sum(not self.pieces_in(right) and bool(self.pieces_in(below)) for right, below in neighbours)
        return under > behind

    def _box_behind(self, box: Rect, spot: Spot) -> Rect | None:
        right = self.sheet.box_at(box.x1 + 4, spot.rect.cy)
        return right if right is not None and _key(right) not in self._spots_in else None

    def _box_under(self, box: Rect) -> Rect | None:
        below = self.sheet.box_at(box.x0 + 4, box.y1 + 4)
        if below is None or _key(below) in self._spots_in:
            return None
        before = self.sheet.box_at(below.x0 - 4, below.cy)
        return below if before is None or _key(before) not in self._spots_in else None

    def headed(self, spot: Spot) -> Candidate | None:
        """What stands in the box behind or below a box of labels alone, on a page whose boxes hold labels and values.

        A text is told there only below, where the label heads a column beside one of dates or amounts.
        """
        box, cell = self.around[id(spot)], self.fields[id(spot)]
        if box is None or any(p.rect.shares_column(spot.rect) for p in self.pieces_in(box)):
            return None
        if cell.type in STRICT and cell.type != "choice":
            return next((c for c in self._boxes_near(spot, box) if reads(cell, c.pieces)), None)
        if cell.type in STRICT or cell.type in ("checkbox", "signature"):
            return None
        if under := self._under_head(spot, box):
            return under
        beside = [s for s in self.spots if s is not spot and id(s) in self.fields and self._beside_box(s, box)]
        heads = any(self.fields[id(s)].type in STRICT and self.headed(s) is not None for s in beside)
        return next(iter(self._boxes_near(spot, box, under=True)), None) if heads else None

    def _under_head(self, spot: Spot, box: Rect) -> Candidate | None:
        """What stands in the box right below one that is as wide and too low for more than its label."""
        low = _LOW_SCANNED if self.sheet.scanned else _LOW
        if box.height > low * spot.rect.height or spot.colon:
            return None
        below = self.sheet.box_at(spot.rect.x0 + 2, box.y1 + 4)
        if below is None or abs(below.x0 - box.x0) > 2 or abs(below.x1 - box.x1) > 2 or _key(below) in self._spots_in:
            return None
        pieces = in_order(self.pieces_in(below))
        return Candidate("box", pieces) if pieces else None

    def _boxes_near(self, spot: Spot, box: Rect, *, under: bool = False) -> Iterator[Candidate]:
        below, behind = self.sheet.box_at(spot.rect.x0 + 2, box.y1 + 4), self.sheet.box_at(box.x1 + 4, spot.rect.cy)
        for other in (below,) if under else (below, behind) if self._values_under else (behind, below):
            if other is not None and _key(other) not in self._spots_in and (pieces := in_order(self.pieces_in(other))):
                yield Candidate("box", pieces)

    def _beside_box(self, spot: Spot, box: Rect) -> bool:
        """Whether the label stands in the same box, or in one of the same row."""
        other = self.around[id(spot)]
        return other is not None and abs(other.y0 - box.y0) < 2 and abs(other.y1 - box.y1) < 2


def _key(box: Rect) -> tuple[float, float, float, float]:
    return (round(box.x0), round(box.y0), round(box.x1), round(box.y1))
