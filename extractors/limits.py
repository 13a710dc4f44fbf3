"""How far a label's part of a page reaches: to the next label, the end of its ruled box, or the next column."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from extractors.gutters import gutters
from extractors.labels import Spot
from extractors.lines import Print
from extractors.rects import Rect, around
from extractors.ruledboxes import RuledBoxes
from forms.form import Field


class Limits:
    """Where the values of a page's labels end at the right and below."""

    def __init__(self, sheet: Print, spots: Sequence[Spot], fields: Mapping[int, Field], ruled: RuledBoxes) -> None:
        """`fields` are those that spots are assigned to, by the spot's identity."""
        self.sheet, self.spots, self.fields, self.ruled = sheet, spots, fields, ruled

    def right(self, spot: Spot) -> float:
        """Where the label's column ends: the next label on its line, its box, or the page."""
        line = spot.first_line
        box = self.ruled.around[id(spot)]
        limit = box.x1 if box is not None else self.sheet.width
        for other in self.spots:
            r = other.rect
            to_the_right = other is not spot and max(line.x0 + 1, spot.last_line.x1 - 1) < r.x0 < limit
            if to_the_right and (other.first_line.beside(line) or other.first_line.beside(spot.last_line)):
                limit = self._left_with_square(other)
        beyond = [g.x0 for g in self.gutters if spot.rect.x1 < g.x0 and g.y0 <= spot.rect.cy <= g.y1]
        return min([limit, *beyond])

    def lower(self, spot: Spot) -> float:
        """Where the label's part of the page ends below: the next label that begins under it, its box, or the page."""
        box = self.ruled.around[id(spot)]
        limit = box.y1 if box is not None else self.sheet.height
        left, right = spot.rect.x0 - 1, max(spot.rect.x1, spot.rect.x0 + 3 * spot.size)
        for other in self.spots:
            r = other.rect
            if other is not spot and r.cy > spot.rect.y1 and r.y0 < limit and r.x0 < right and r.x1 > left:
                limit = r.y0
        return limit

    @cached_property
    def gutters(self) -> list[Rect]:
        """Where columns of labels begin beside others with no print across: no value goes on from one to the other.

        In columns as of a newspaper, labels need not stand on one line.
        """
        sheet = self.sheet
        drawn = [*sheet.rules, *sheet.inks]
        across = [*sheet.rings, *self._rows_of_boxes()]
        return list(gutters(self.spots, sheet.runs, drawn, across, 3.0 if sheet.scanned else 1.5))

    def _rows_of_boxes(self) -> Iterator[Rect]:
        """The labels of choices with the check boxes behind them, up to the next label: one row, whatever columns."""
        for spot in self.spots:
            cell = self.fields.get(id(spot))
            if cell is None or cell.type != "choice":
                continue
            line = spot.last_line
            ends = [self._left_with_square(o) for o in self.spots if o.rect.x0 > line.x1 and o.first_line.beside(line)]
            end = min(ends, default=self.sheet.width)
            if boxes := [s for s in self.sheet.squares if line.x1 < s.x1 <= end and s.beside(line)]:
                yield around([line, *boxes])

    @cached_property
    def edges(self) -> list[float]:
        """Where columns of labels begin."""
        return sorted({spot.rect.x0 for spot in self.spots})

    def _left_with_square(self, spot: Spot) -> float:
        """Where the label begins, its check box included."""
        cell = self.fields.get(id(spot))
        if cell is None or cell.type != "checkbox":
            return spot.rect.x0
        line, reach = spot.first_line, 2.5 * spot.size
        lefts = [s.x0 for s in self.sheet.squares if 0 <= line.x0 - s.x1 <= reach and s.y0 < line.y1 and s.y1 > line.y0]
        return min([line.x0, *lefts])
