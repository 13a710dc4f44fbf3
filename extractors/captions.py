"""Which rulings of a page are blanks that a label below is the caption of."""

from collections.abc import Iterator
from functools import cached_property

from extractors.beside import Beside
from extractors.labels import Spot
from extractors.rects import Rect, around
from extractors.ruledboxes import FRAME
from extractors.sections import ACROSS, over_section_line

_SEVERAL = 3
"""Labels of a page that do alike, from which it is how the page is made."""
_ROOM = (0.7, 3.5)
"""Line heights between a label and the blank below it, at least and at most."""
_LEVEL_ENDS = 0.3
"""Line heights by which a ruling may be longer or shorter than the words that it underlines."""
_BEHIND = 2.0
"""Line heights between a label and the blank behind it, and between a leader and the value, at most."""
_BAR = 2.2
"""Heights of a heading that its bar is high, at most."""
_ALIKE = 18.0
"""Points by which the ends of rulings that part the rows of one table may differ."""
_UNLINED = frozenset({"checkbox", "choice", "signature"})
"""Types whose labels may have no line of their own."""


class Captions:
    """The labels of a page that stand below the line their value is written on."""

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self.sheet, self.spots, self.fields, self.pieces = beside.sheet, beside.spots, beside.fields, beside.pieces
        self.ruled, self.lines = beside.limits.ruled, beside.lines
        self._headings: dict[Rect, bool] = {}

    def line_over(self, spot: Spot) -> Rect | None:
        """The ruling that the label is the caption of."""
        reach = self._caption_reach
        return next((rule for rule in self._rules_over(spot) if spot.rect.y0 - rule.cy < reach), None)

    def _rules_over(self, spot: Spot) -> Iterator[Rect]:
        if self.ruled.own(spot) is not None or (spot.colon and self._colons_lead) or self._lines_follow:
            return
        if self.blank_behind(spot):
            return
        for rule in self.sheet.rules:
            if (
                _close_under(rule, spot)
                and rule not in self.row_rules
                and not self._under_heading(rule)
                and not self._closes_box(rule, spot.rect)
                and not ((self._underlines(rule) or self._foots_bar(rule)) and self.beside.led(spot))
            ):
                yield rule

    def blank_behind(self, spot: Spot) -> bool:
        """Whether a blank or a leader begins right behind the label and has or ends at the print beside it."""
        line, size = spot.last_line, spot.size
        behind = [
            rule
            for rule in self.sheet.rules
            if -1 <= rule.x0 - line.x1 <= _BEHIND * size and abs(rule.cy - line.y1) < 0.6 * size
        ]
        if not behind:
            return False
        row = self.beside.row(spot, line, line.x1, self.beside.limits.right(spot))
        return bool(row) and any(rule.x1 >= row[0].x0 - _BEHIND * size for rule in behind)

    @cached_property
    def _colons_lead(self) -> bool:
        """Whether values stand behind more labels with a colon than stand under a line, so that none is a caption."""
        colons = [spot for spot in self.spots if spot.colon and id(spot) in self.fields]
        led = [spot for spot in colons if self.beside.led(spot)]
        under = [s for s in colons if s not in led and any(_close_under(rule, s) for rule in self.sheet.rules)]
        return len(led) >= max(_SEVERAL, len(under))

    @cached_property
    def _lines_follow(self) -> bool:
        """Whether values stand on lines under their labels: the first has no line over it, the last one under it."""
        first = last = 0
        for spot in self.spots:
            cell = self.fields.get(id(spot))
            if cell is None or cell.type in _UNLINED or self.ruled.own(spot) is not None or self.blank_behind(spot):
                continue
            over, under = any(_close_under(rule, spot) for rule in self.sheet.rules), self._line_under(spot)
            first += under is not None and not over and self._written_on(under, spot)
            last += over and under is None and not self._box_below(spot)
        return first > last

    def _box_below(self, spot: Spot) -> bool:
        """Whether the label stands right over a ruled box that holds its text."""
        rect = spot.rect
        box = self.sheet.box_at(rect.x0 + spot.size, rect.y1 + 0.7 * spot.size)
        return (
            box is not None
            and -0.3 * spot.size <= box.y0 - rect.y1 <= 0.7 * spot.size
            and box.height < FRAME * self.sheet.height
            and any(box.holds(p.rect.cx, p.rect.cy) for p in self.pieces)
            and not any(box.holds(s.rect.cx, s.rect.cy) for s in self.spots)
        )

    def _line_under(self, spot: Spot) -> Rect | None:
        """The first line below the label with room for a value, and no label between."""
        rect, size = spot.rect, spot.size
        reach = [
            rule
            for rule in self.sheet.rules
            if _ROOM[0] * size <= rule.cy - rect.y1 <= _ROOM[1] * size
            and (abs(rect.x0 - rule.x0) < 2 * size or rule.x0 <= rect.cx <= rule.x1)
        ]
        line = min(reach, key=lambda rule: rule.cy, default=None)
        between = line is not None and any(
            rect.y1 - 1 < other.rect.cy < line.cy and other.rect.shares_column(rect)
            for other in self.spots
            if other is not spot
        )
        return None if between else line

    def _written_on(self, line: Rect, spot: Spot) -> bool:
        """Whether print stands on the line below the label."""
        return any(
            p.rect.cy > spot.rect.y1
            and -0.3 * spot.size <= line.cy - p.y1 <= 0.6 * spot.size
            and p.rect.shares_column(line)
            for p in self.pieces
        )

    @cached_property
    def row_rules(self) -> list[Rect]:
        """The long rulings that part rows of a label and its value, where several do."""
        rules = [rule for rule in self.sheet.rules if rule.width > ACROSS * self.sheet.width]
        if len(rules) < _SEVERAL:
            return []
        values = [(spot, pieces) for spot in self.spots if (pieces := self.beside.inline(spot))]
        rows = [(spot, around([spot.rect, *(piece.rect for piece in pieces)])) for spot, pieces in values]
        parting = [
            rule
            for rule in rules
            if any(_close_under(rule, spot) or -0.3 <= (rule.cy - row.y1) / spot.size <= 1.1 for spot, row in rows)
        ]
        if len(parting) < _SEVERAL:
            return []
        # A line to sign on, shorter than the rows are wide, parts none.
        return [
            rule
            for rule in rules
            if any(abs(rule.x0 - row.x0) < _ALIKE and abs(rule.x1 - row.x1) < _ALIKE for row in parting)
        ]

    def _closes_box(self, rule: Rect, rect: Rect) -> bool:
        """Whether the ruling over the label is the foot of a box, which is no blank to write on."""
        box = self.sheet.box_at(max(rect.x0, rule.x0) + 2, rule.cy - 2)
        return box is not None and box.height < FRAME * self.sheet.height and abs(box.y1 - rule.cy) < 1

    @cached_property
    def _caption_reach(self) -> float:
        """How far below its line a caption stands at most, in points: labels as far off have print far nearer below."""
        reach = float("inf")
        for spot in self.spots:
            rect = spot.rect
            for rule in self._rules_over(spot):
                gap = rect.y0 - rule.cy
                if any(rect.cy < p.y0 < rect.y1 + 0.7 * gap and rect.shares_column(p.rect) for p in self.pieces):
                    reach = min(reach, gap - 1.0)
        return reach

    def _underlines(self, rule: Rect) -> bool:
        """Whether the ruling is as long as the words over it, as under a heading; a blank goes on beyond its words."""
        return any(
            abs(rule.x0 - p.x0) < _LEVEL_ENDS * p.size
            and abs(rule.x1 - p.x1) < _LEVEL_ENDS * p.size
            and -0.3 * p.size <= rule.cy - p.y1 <= 0.6 * p.size
            for p in self.pieces
        )

    def _foots_bar(self, rule: Rect) -> bool:
        """Whether a ruling as long runs close over it, print between, as of a heading's coloured bar on a picture."""
        return any(
            abs(top.x0 - rule.x0) < 4
            and abs(top.x1 - rule.x1) < 4
            and top.cy < p.rect.cy < rule.cy
            and rule.cy - top.cy < _BAR * p.size
            for top in self.sheet.rules
            if top is not rule
            for p in self.pieces
        )

    def _under_heading(self, rule: Rect) -> bool:
        """Whether the ruling underlines a heading, so that what stands below it is no caption."""
        # Asked again for every label that stands close below.
        if rule not in self._headings:
            self._headings[rule] = self._underlines_heading(rule)
        return self._headings[rule]

    def _underlines_heading(self, rule: Rect) -> bool:
        if any(over_section_line(self.sheet, run, rule) for run in self.sheet.runs):
            return True
        return not self.lines.values_bold and any(
            t.bold and 0 <= rule.cy - t.y1 <= t.height and rule.x0 - 1 <= t.x0 <= rule.x0 + 3 * t.height
            for t in self.sheet.tokens
        )


def _close_under(rule: Rect, spot: Spot) -> bool:
    """Whether the label stands under the ruling as a caption does."""
    rect, size = spot.rect, spot.size
    close = -0.3 * size <= rect.y0 - rule.cy <= 1.1 * size
    # A fax may have lost the beginning of the line.
    return close and (abs(rect.x0 - rule.x0) < 2 * size or (rule.x0 < rect.x1 - size and rect.cx <= rule.x1))
