"""Which print is which label's value on a page: beside the label, below it, above it, or in its ruled box."""

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property

from extractors.asides import is_aside, is_furniture, is_misread_aside
from extractors.fieldboxes import fields_of
from extractors.gutters import gutters
from extractors.labels import Spot
from extractors.lines import Print, Run
from extractors.pieces import LEADING, STRICT, Candidate, Piece, reads, without_labels
from extractors.rects import Rect, around, in_order
from extractors.ruledboxes import FRAME, RuledBoxes
from extractors.sections import ACROSS, is_heading, of_heading, over_section_line
from extractors.strangelabels import strange_labels
from extractors.typed import parses
from forms.form import Field

_CLOSE_ON_PICTURES = 0.62
"""Space between lines of one text, in line heights, at most: a typewriter's letters fill less of their lines."""
_SINGLE, _DOUBLE = 0.75, 1.3
"""The same, at most, where the lines are set close and where they are set two lines apart."""
_SMALL = 0.96
"""Share of the labels' size below which print is small print."""
_SMALL_PRINT = 0.85
"""Share of the labels' usual size below which print is no value."""
_WORDS_APART = 1.5
"""Line heights between two words of one text at most, as a picture shows them."""
_SEVERAL = 3
"""Labels of a page that do alike, from which it is how the page is made."""
_HEADROOM = 1.2
"""Line heights of white over the first line of a column at least."""
_TELLING = [Field(type=kind, labels=(kind,)) for kind in ("date", "phone", "email", "time")]
"""Fields of types whose values are told wherever they stand."""
MODES = ("inline", "below", "above")


class Places:
    """The labels and the other print of a page, and how they belong together."""

    def __init__(
        self,
        sheet: Print,
        runs: Sequence[Run],
        spots: Sequence[Spot],
        fields: Mapping[int, Field],
        boxes: Sequence[Rect] = (),
    ) -> None:
        """`boxes` are the fields of a fillable page, those in tables left out."""
        self.sheet = sheet
        self.fields = fields
        """The field of each assigned spot, by the spot's identity."""
        texts = [spot for spot in spots if id(spot) in fields and fields[id(spot)].multiline]
        self.spots = [*spots, *strange_labels(runs, spots, texts)]
        taken = {id(token) for spot in self.spots for token in spot.tokens}
        taken |= {id(spot.number) for spot in self.spots if spot.number is not None}
        smallest = 0.0 if sheet.scanned else _SMALL * min((spot.size for spot in spots if spot.names), default=0.0)
        pieces = [
            piece
            for run in runs
            for piece in without_labels(sheet, run, taken)
            if not is_furniture(piece.text)
            and not is_aside(piece.text, small=piece.size < smallest)
            and not (sheet.scanned and is_misread_aside(piece.text))
        ]
        heads = [p for p in pieces if is_heading(p) or (over_section_line(sheet, p) and not self._answers(p))]
        self.pieces = [p for p in pieces if p not in heads and not any(of_heading(p, head) for head in heads)]
        named = [spot for spot in self.spots if id(spot) in fields and fields[id(spot)].type != "checkbox"]
        self.held = fields_of(boxes, self.spots, named)
        """The field of a fillable page that each label names, by the label's identity."""
        told = {id(box) for box in self.held.values()}
        nobodys = [self.within(box) for box in boxes if id(box) not in told]
        self.pieces += [piece for candidate in nobodys if candidate for piece in candidate.pieces]
        self.body_tokens = [token for piece in self.pieces for token in piece.tokens]
        self.ruled = RuledBoxes(sheet, self.spots, fields, self.pieces)

    def _answers(self, piece: Piece) -> bool:
        """Whether a label stands before the print on its line, or over it in one box, as of a name with an initial."""
        if any(spot.rect.x1 <= piece.x0 + 1 and spot.last_line.beside(piece.rect) for spot in self.spots):
            return True
        box = self.sheet.box_at(piece.rect.cx, piece.rect.cy)
        if box is None or box.height > FRAME * self.sheet.height:
            return False
        return any(box.holds(s.rect.cx, s.rect.cy) and s.rect.y1 <= piece.y0 + 0.5 * piece.size for s in self.spots)

    # --- where a label's value may stand --------------------------------------------------------------------------

    def right_limit(self, spot: Spot) -> float:
        """Where the label's column ends: the next label on its line, its box, or the page."""
        line = spot.first_line
        box = self.ruled.around[id(spot)]
        limit = box.x1 if box is not None else self.sheet.width
        for other in self.spots:
            r = other.rect
            to_the_right = other is not spot and max(line.x0 + 1, spot.last_line.x1 - 1) < r.x0 < limit
            if to_the_right and (other.first_line.beside(line) or other.first_line.beside(spot.last_line)):
                limit = self._left_with_square(other)
        beyond = [g.x0 for g in self._gutters if spot.rect.x1 < g.x0 and g.y0 <= spot.rect.cy <= g.y1]
        return min([limit, *beyond])

    @cached_property
    def _gutters(self) -> list[Rect]:
        """Where columns of labels begin beside others with no print across: no value goes on from one to the other.

        In columns as of a newspaper, labels need not stand on one line.
        """
        sheet = self.sheet
        return list(gutters(self.spots, sheet.runs, [*sheet.rules, *sheet.inks], 3.0 if sheet.scanned else 1.5))

    def _left_with_square(self, spot: Spot) -> float:
        """Where the label begins, its check box included."""
        cell = self.fields.get(id(spot))
        if cell is None or cell.type != "checkbox":
            return spot.rect.x0
        line, reach = spot.first_line, 2.5 * spot.size
        lefts = [s.x0 for s in self.sheet.squares if 0 <= line.x0 - s.x1 <= reach and s.y0 < line.y1 and s.y1 > line.y0]
        return min([line.x0, *lefts])

    def lower_limit(self, spot: Spot) -> float:
        """Where the label's part of the page ends below: the next label that begins under it, its box, or the page."""
        box = self.ruled.around[id(spot)]
        limit = box.y1 if box is not None else self.sheet.height
        left, right = spot.rect.x0 - 1, max(spot.rect.x1, spot.rect.x0 + 3 * spot.size)
        for other in self.spots:
            r = other.rect
            if other is not spot and r.cy > spot.rect.y1 and r.y0 < limit and r.x0 < right and r.x1 > left:
                limit = r.y0
        return limit

    # --- candidates -----------------------------------------------------------------------------------------------

    def candidate(self, spot: Spot, mode: str) -> Candidate | None:
        """The print that stands there, None for nothing."""
        if mode == "inline":
            pieces = self._inline(spot)
        elif mode == "below":
            pieces = self._below(spot)
        else:
            pieces = self._above(spot)
        return Candidate(mode, pieces) if pieces else None

    def within(self, box: Rect) -> Candidate | None:
        """What a field of a fillable page holds."""
        tokens = in_order(t for t in self.sheet.tokens if box.holds(t.cx, t.cy))
        return Candidate("box", [Piece(tokens, captioned=False)]) if tokens else None

    def near(self, spot: Spot) -> list[Piece]:
        """The print beside the label up to the next one, or close above or below with no label between."""
        rect, size, limit = spot.rect, spot.size, self.right_limit(spot)
        floor, reach = self.lower_limit(spot), 1.8 * size
        ceiling = max((s.rect.y1 for s in self.spots if s.rect.y1 <= rect.y0 + 1 and _level(s, spot)), default=0.0)
        left = rect.x0 - 0.8 * size
        return [
            p
            for p in self.pieces
            if self._open(spot, p)
            and left <= p.x0 < limit
            and (rect.x1 - size <= p.x0 or p.x0 < rect.x1 + 2 * size)
            and max(ceiling, rect.y0 - reach) <= p.y1
            and ceiling <= p.rect.cy < floor
            and p.y0 <= rect.y1 + reach
        ]

    def _open(self, spot: Spot, piece: Piece) -> bool:
        """Whether the piece may be the label's at all: not a caption of a check box, not behind a ruling."""
        cell = self.fields.get(id(spot))
        if piece.captioned and (cell is None or cell.type not in ("choice", "checkbox")):
            return False
        box = self.ruled.around[id(spot)]
        return box is None or box.holds(piece.rect.cx, piece.rect.cy, 1.0)

    def _inline(self, spot: Spot) -> list[Piece]:
        limit = self.right_limit(spot)
        # Beside a label of several lines the value begins at the first, unless the label fills its line.
        row = self._row_beside(spot, spot.first_line, spot.first_line.x1, limit)
        if not row:
            row = self._row_beside(spot, spot.last_line, spot.last_line.x1, limit)
        taken = list(_together(row))
        if not taken:
            return self._over_line_end(spot)
        return [*self._begun_above(spot, taken[0], limit), *taken, *self._continued(spot, taken, limit)]

    def _over_line_end(self, spot: Spot) -> list[Piece]:
        """The beginning of the next line, where running text has its label at the full end of a line."""
        line, size = spot.last_line, spot.size
        things = [*(p.rect for p in self.pieces), *(s.rect for s in self.spots if s is not spot)]
        if not spot.colon or self.ruled.around[id(spot)] or any(r.x0 > line.x1 and r.beside(line) for r in things):
            return []
        lower = [r for r in things if 0.5 * size < r.y0 - line.y0 < 2.2 * size and r.x1 < spot.rect.x0]
        first = min(lower, key=lambda r: (round(r.y0), r.x0), default=None)
        start = next((p for p in self.pieces if p.rect is first or p.rect == first), None)
        if start is None or line.x1 + 0.2 * size + start.tokens[0].width <= self.sheet.right_margin:
            return []
        return list(_together(self._row_beside(spot, start.rect, start.x0, self._next_label(start))))

    def _next_label(self, piece: Piece) -> float:
        """Where the next label on the piece's line begins."""
        return min((s.rect.x0 for s in self.spots if s.rect.x0 > piece.x0 and s.rect.beside(piece.rect)), default=1e9)

    def _begun_above(self, spot: Spot, first: Piece, limit: float) -> list[Piece]:
        """The lines above its label's with which a text begins: labels may stand at the middle or the foot of one."""
        cell = self.fields.get(id(spot))
        if cell is None or cell.type in STRICT or first.x0 <= spot.rect.x1:
            return []
        above: list[Piece] = []
        while (upper := self._line_above(spot, above[0] if above else first)) is not None:
            if any(s.last_line.beside(upper.rect) and s.rect.x1 <= upper.x0 + 1 for s in self.spots):
                # All of it is the text of the label before.
                return []
            if not self.runs_full(upper, above[0] if above else first, limit):
                break
            above.insert(0, upper)
        return above

    def _line_above(self, spot: Spot, line: Piece) -> Piece | None:
        return next(
            (
                p
                for p in self.pieces
                if p.y0 < line.y0 - 0.5 * line.size
                and -0.35 <= p.leading(line) <= LEADING
                and abs(p.x0 - line.x0) < 0.5 * line.size
                and self._alike(p, line)
                and self._open(spot, p)
                and not p.captioned
            ),
            None,
        )

    def cut_short(self, pieces: Sequence[Piece]) -> bool:
        """Whether the print goes on, close by, behind a square that was taken for a check box."""
        last = pieces[-1]
        return any(
            p.captioned and p.rect.beside(last.rect) and 0 < p.x0 - last.x1 < 2.2 * last.size
            for p in self.pieces
            if p not in pieces
        )

    def _row_beside(self, spot: Spot, line: Rect, left: float, limit: float) -> list[Piece]:
        return sorted(
            (
                p
                for p in self.pieces
                # Boxes of a picture's words can overlap by part of a letter.
                if p.x0 >= left - 0.6 * spot.size and p.x0 < limit and p.rect.beside(line) and self._open(spot, p)
            ),
            key=lambda p: p.x0,
        )

    def _continued(self, spot: Spot, taken: Sequence[Piece], limit: float) -> list[Piece]:
        """The lines that the value wraps to: hung below its first word, or at the margin after a full line."""
        cell = self.fields.get(id(spot))
        if cell is not None and cell.type in STRICT and cell.type != "choice" and reads(cell, taken):
            return []
        more: list[Piece] = []
        last, first = taken[-1], taken[0]
        floor = self.lower_limit(spot)
        for piece in self.pieces:
            # A wide space after a full stop parts a line in two.
            if more and piece.rect.beside(last.rect) and 0 < piece.x0 - last.x1 < 2.2 * last.size and piece.x1 <= limit:
                more.append(piece)
                last = piece
                continue
            if piece.y0 <= last.y0 + 0.5 * last.size or piece.y0 >= floor or not self._open(spot, piece):
                continue
            if last.leading(piece) > _DOUBLE:
                break
            if not self._alike(piece, first):
                continue
            if piece.x0 >= limit or self._labelled(spot, piece):
                continue
            hung = abs(piece.x0 - first.x0) < 0.8 * first.size
            flush = abs(piece.x0 - spot.rect.x0) < 0.8 * spot.size
            if not (hung or flush):
                continue
            if flush and not hung and not self.runs_full(last, piece, limit):
                continue
            if hung and flush and not self.runs_full(last, piece, limit):
                continue
            if self._ends_text(last, piece, limit):
                break
            if any(piece in self._over_line_end(s) for s in self._labels_behind(last) if s is not spot):
                break
            more.append(piece)
            last = piece
        return more

    def _labels_behind(self, piece: Piece) -> list[Spot]:
        return [s for s in self.spots if s.last_line.beside(piece.rect) and s.rect.x0 > piece.x0]

    def left_over(self, spot: Spot, candidate: Candidate) -> list[Piece]:
        """The print close below the value, above it where its label is a caption, in its face and at its beginning."""
        first, last = candidate.pieces[0], candidate.pieces[-1]
        edges = (first.x0, spot.rect.x0)
        close = _CLOSE_ON_PICTURES if self.sheet.scanned else LEADING
        above = candidate.mode == "above"
        return [
            p
            for p in self.pieces
            if -0.35 <= (p.leading(first) if above else last.leading(p)) <= close
            and (p.y0 < first.y0 - 0.5 * first.size if above else p.y0 > last.y0 + 0.5 * last.size)
            and min(abs(p.x0 - edge) for edge in edges) < 0.8 * first.size
            and self._alike(p, first)
            and self._open(spot, p)
            and not p.captioned
        ]

    def beside(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The print on the value's lines, as close to it as words of one text are."""
        return [
            p
            for p in self.pieces
            if not p.captioned
            and any(
                p.rect.beside(own.rect) and -0.5 <= max(p.x0 - own.x1, own.x0 - p.x1) / own.size <= _WORDS_APART
                for own in pieces
            )
            and p not in pieces
        ]

    def next_column(self, spot: Spot, pieces: Sequence[Piece], claimed: Set[int]) -> list[Piece]:
        """The lines at the heads of the next columns that nobody claims, where a text may run on as in a newspaper.

        They begin where the columns do, at an edge that labels elsewhere on the page have, with white above them.
        """
        more: list[Piece] = []
        right = max(piece.x1 for piece in pieces)
        while head := self._column_head(spot, pieces[0], right, claimed):
            column = [head]
            while (lower := self._line_below(column[-1], claimed)) is not None:
                column.append(lower)
            more += column
            right = max(piece.x1 for piece in column)
        return more

    def _column_head(self, spot: Spot, like: Piece, right: float, claimed: Set[int]) -> Piece | None:
        heads = [
            p
            for p in self.pieces
            if p.x0 > right + spot.size
            and self._alike(p, like)
            and not p.captioned
            and not any(id(token) in claimed for token in p.tokens)
            and any(abs(other.rect.x0 - p.x0) < 3 for other in self.spots if other is not spot)
            and self._heads_column(p, spot, right)
        ]
        return min(heads, key=lambda p: p.x0, default=None)

    def _heads_column(self, piece: Piece, spot: Spot, right: float) -> bool:
        """Whether the piece stands first in its column, beside a line of the label's column and not below the label."""
        across = [run.rect.cy for run in self.sheet.runs if run.x0 < right and run.x1 > piece.x0 + spot.size]
        if piece.y0 > spot.rect.y0 + 0.6 * spot.size or any(piece.y0 < cy < spot.rect.cy for cy in across):
            return False
        over = [r.y1 for r in self.sheet.runs if r.y1 <= piece.y0 + 1 and r.rect.shares_column(piece.rect)]
        if over and piece.y0 - max(over) < _HEADROOM * piece.size:
            return False
        return any(run.x1 <= right and abs(run.y0 - piece.y0) < 0.6 * spot.size for run in self.sheet.runs)

    def _line_below(self, line: Piece, claimed: Set[int]) -> Piece | None:
        return next(
            (
                p
                for p in self.pieces
                if p.y0 > line.y0 + 0.5 * line.size
                and -0.35 <= line.leading(p) <= LEADING
                and abs(p.x0 - line.x0) < 0.5 * line.size
                and self._alike(p, line)
                and not any(id(token) in claimed for token in p.tokens)
            ),
            None,
        )

    def _ends_text(self, line: Piece, following: Piece, limit: float) -> bool:
        """Whether the white between two lines parts two texts: as much as two lines set apart have only if full."""
        leading = line.leading(following)
        return leading > _DOUBLE or (leading > _SINGLE and not self.runs_full(line, following, limit))

    def _alike(self, one: Piece, other: Piece) -> bool:
        """Whether both are printed in one face and size; a picture does not tell sizes exactly."""
        slack = 0.35 if self.sheet.scanned else 0.12
        alike = one.bold == other.bold and one.face == other.face
        return alike and abs(one.em - other.em) <= slack * other.em

    def runs_full(self, line: Piece, following: Piece, limit: float) -> bool:
        """Whether the next line's first word would not have found room on the line."""
        end = line.x1 + line.space + following.tokens[0].width
        # Print keeps clear of the next column, and ends raggedly at the margin.
        if end > min(limit - 1.3 * line.size, self._margin - 0.5 * line.size):
            return True
        if any(end > self._column_end(g) - 0.5 * line.size for g in self._gutters if _left_of(line, g)):
            return True
        blanks = (
            rule.x1
            for rule in self.sheet.rules
            if abs(rule.cy - line.y1) < 0.5 * line.size and rule.x0 < line.x1 < rule.x1 + 2
        )
        return any(line.x1 < edge and end > edge - 1.3 * line.size for edge in (*self._edges, *blanks))

    def _column_end(self, gutter: Rect) -> float:
        """Where the longest lines before the gutter end."""
        return max(piece.x1 for piece in self.pieces if _left_of(piece, gutter))

    @cached_property
    def _edges(self) -> list[float]:
        """Where columns of labels begin."""
        return sorted({spot.rect.x0 for spot in self.spots})

    def _labelled(self, owner: Spot, piece: Piece) -> bool:
        """Whether another label stands before the piece on its line, known or not, whose it is then."""
        strange = (p for p in self.pieces if p.x1 <= piece.x0 + 1 and p.rect.beside(piece.rect))
        if any(p.rect.shares_column(owner.rect) for p in strange):
            return True
        return any(
            s is not owner
            and not s.rect.x1 < owner.rect.x0
            and (s.last_line.beside(piece.rect) or s.first_line.beside(piece.rect))
            and s.rect.x1 <= piece.x0 + 1
            and not self._between(s, piece)
            for s in self.spots
        )

    def _between(self, spot: Spot, piece: Piece) -> bool:
        return any(
            s is not spot and s.last_line.beside(piece.rect) and spot.rect.x1 <= s.rect.x0 < piece.x0
            for s in self.spots
        ) or any(
            p is not piece and p.rect.beside(piece.rect) and spot.rect.x1 - 1 <= p.x0 < piece.x0 - 1
            for p in self.pieces
        )

    def _below(self, spot: Spot) -> list[Piece]:
        size, limit, floor = spot.size, self.right_limit(spot), self.lower_limit(spot)
        cell = self.fields.get(id(spot))
        left = spot.rect.x0 - 0.8 * size
        band = [
            p
            for p in self.pieces
            if p.y0 > spot.rect.cy
            and p.rect.cy < floor
            and left <= p.x0 < limit - 1
            and not p.rect.beside(spot.last_line)
            and self._open(spot, p)
        ]
        taken: list[Piece] = []
        for piece in in_order(band):
            if not taken:
                if self._heads(spot, piece):
                    break
                if piece.y0 - spot.rect.y1 > 1.7 * max(size, piece.size):
                    break
                if piece.x0 > spot.rect.x1 + 2 * size and self.ruled.own(spot) is None:
                    # The second line of what stands beside a label is not below it.
                    break
                taken.append(piece)
                continue
            last = taken[-1]
            if piece.rect.beside(last.rect):
                if piece.x0 - last.x1 < 3.5 * piece.size:
                    taken.append(piece)
                continue
            if self._ends_text(last, piece, limit) or not self._alike(piece, taken[0]) or self._labelled(spot, piece):
                break
            if cell is not None and cell.type in STRICT and reads(cell, taken):
                break
            tight = last.leading(piece) <= LEADING
            if self.ruled.own(spot) is None and not tight and not self.runs_full(last, piece, limit):
                break
            taken.append(piece)
        return taken

    def _heads(self, spot: Spot, piece: Piece) -> bool:
        """Whether the print is a heading beside which the label is plain."""
        return piece.bold and not spot.bold and not self.values_bold

    def _above(self, spot: Spot) -> list[Piece]:
        size, limit = spot.size, self.right_limit(spot)
        rect = spot.rect
        over = self.line_over(spot)
        # The number before a label, and the beginning of its line, may be lost on a picture.
        left = min(rect.x0, over.x0 if over else rect.x0) - (1.6 if self.sheet.scanned else 0.8) * size
        right = min(limit, over.x1 + size if over else limit)
        ceiling = max(
            (
                s.rect.y1
                for s in self.spots
                if s is not spot and s.rect.y1 < rect.y0 + 1 and s.rect.x0 < right and s.rect.x1 > left
            ),
            default=0.0,
        )
        band = [
            p
            for p in self.pieces
            if p.rect.cy < rect.y0
            and p.rect.cy > ceiling
            and left <= p.x0
            and p.rect.cx < right
            and self._open(spot, p)
        ]
        near = [p for p in band if rect.y0 - p.y1 <= 1.7 * max(size, p.size)]
        if not near:
            return []
        over_label = [p for p in near if p.x0 < rect.x1 + 2 * size] if over is None else near
        lowest = max(over_label, key=lambda p: p.y1, default=None)
        if lowest is None or self._heads(spot, lowest):
            return []
        lines = [list(_together(sorted((p for p in band if p.rect.beside(lowest.rect)), key=lambda p: p.x0)))]
        cell = self.fields.get(id(spot))
        # No line of a name ends a sentence: it is the form's own.
        sentenced = cell is not None and cell.type == "name"
        while not (cell is not None and cell.type in STRICT and reads(cell, lines[0])):
            first = lines[0][0]
            upper = [
                p
                for p in band
                if -0.3 <= p.leading(first) <= 0.7
                and p.y0 < first.y0 - 0.5 * first.size
                and self._alike(p, first)
                and abs(p.x0 - first.x0) < 0.8 * first.size
                and not (sentenced and p.text.endswith("."))
                and (p.leading(first) <= LEADING or self.runs_full(p, first, right))
            ]
            if not upper:
                break
            lines.insert(0, upper[:1])
        return [piece for line in lines for piece in line]

    def line_over(self, spot: Spot) -> Rect | None:
        """The ruling that the label is the caption of."""
        reach = self._caption_reach
        return next((rule for rule in self._rules_over(spot) if spot.rect.y0 - rule.cy < reach), None)

    def _rules_over(self, spot: Spot) -> Iterator[Rect]:
        if self.ruled.own(spot) is not None or (spot.colon and self._colons_lead):
            return
        for rule in self.sheet.rules:
            if (
                _close_under(rule, spot)
                and rule not in self.row_rules
                and not self._under_heading(rule)
                and not self._closes_box(rule, spot.rect)
            ):
                yield rule

    @cached_property
    def _colons_lead(self) -> bool:
        """Whether values stand behind more labels with a colon than stand under a line, so that none is a caption."""
        colons = [spot for spot in self.spots if spot.colon and id(spot) in self.fields]
        led = [spot for spot in colons if self._led(spot)]
        under = [s for s in colons if s not in led and any(_close_under(rule, s) for rule in self.sheet.rules)]
        return len(led) >= max(_SEVERAL, len(under))

    @cached_property
    def row_rules(self) -> list[Rect]:
        """The long rulings that part rows of a label and its value, where several do."""
        rules = [rule for rule in self.sheet.rules if rule.width > ACROSS * self.sheet.width]
        if len(rules) < _SEVERAL:
            return []
        values = [(spot, pieces) for spot in self.spots if (pieces := self._inline(spot))]
        rows = [(spot, around([spot.rect, *(piece.rect for piece in pieces)])) for spot, pieces in values]
        parting = [
            rule
            for rule in rules
            if any(_close_under(rule, spot) or -0.3 <= (rule.cy - row.y1) / spot.size <= 1.1 for spot, row in rows)
        ]
        return rules if len(parting) >= _SEVERAL else []

    def _led(self, spot: Spot) -> bool:
        """Whether print stands behind the label on its line."""
        return bool(self._row_beside(spot, spot.first_line, spot.first_line.x1, self.right_limit(spot)))

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

    def _under_heading(self, rule: Rect) -> bool:
        """Whether the ruling underlines a heading, so that what stands below it is no caption."""
        if any(over_section_line(self.sheet, run, rule) for run in self.sheet.runs):
            return True
        return not self.values_bold and any(
            t.bold and 0 <= rule.cy - t.y1 <= t.height and rule.x0 - 1 <= t.x0 <= rule.x0 + 3 * t.height
            for t in self.sheet.tokens
        )

    @cached_property
    def _top(self) -> float:
        """Where the first label stands; the letterhead ends there."""
        return min((spot.rect.y0 for spot in self.spots), default=0.0) - 2

    @cached_property
    def _margin(self) -> float:
        """Where the longest lines end, the letterhead left out."""
        return max((piece.x1 for piece in self.pieces if piece.y0 > self._top), default=self.sheet.width)

    @cached_property
    def values_bold(self) -> bool:
        """Whether most print that may be a value is bold; where it is not, bold print is a heading.

        Captions of check boxes and small print are no values.
        """
        sizes = sorted(spot.size for spot in self.spots)
        least = 0.0 if self.sheet.scanned or not sizes else _SMALL_PRINT * sizes[len(sizes) // 2]
        values = [p for p in self.pieces if not p.captioned and p.size >= least and self._by_label(p)]
        beside = [p for p in values if any(s.last_line.beside(p.rect) and s.rect.x1 <= p.x0 + 1 for s in self.spots)]
        if 2 * len(beside) >= len(self.spots):
            # Above labels that have their values beside them stand headings.
            values = beside
        # What stands over a label with none before it may be a heading.
        values = [p for p in values if any(self._leads(s, p) for s in self.spots)] or values
        # A date or the like is surely a value.
        values = [p for p in values if any(parses(p.text, cell, surely=True) for cell in _TELLING)] or values
        letters = [(len(token.text), token.bold) for piece in values for token in piece.tokens]
        return sum(n for n, bold in letters if bold) * 2 > sum(n for n, _ in letters)

    @staticmethod
    def _leads(spot: Spot, piece: Piece) -> bool:
        """Whether the label stands before the piece on its line, or close above it."""
        if spot.last_line.beside(piece.rect):
            return spot.rect.x1 <= piece.x0 + 1
        return -0.5 < (piece.y0 - spot.rect.y1) / spot.size < 1.7 and spot.rect.shares_column(piece.rect)

    def _by_label(self, piece: Piece) -> bool:
        """Whether a label stands beside the piece or close above or below it."""
        return any(
            s.rect.y0 - piece.y1 < 1.7 * s.size and piece.y0 - s.rect.y1 < 1.7 * s.size and piece.x1 > s.rect.x0
            for s in self.spots
        )

    def inside(self, spot: Spot, box: Rect) -> Candidate | None:
        """What stands in the label's own box besides the label."""
        pieces = in_order(p for p in self.ruled.pieces_in(box) if self._open(spot, p))
        return Candidate("box", pieces) if pieces else None


def _together(row: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of a line up to the first wide gap."""
    end = None
    for piece in row:
        if end is not None and piece.x0 - end > 3.5 * piece.size:
            return
        yield piece
        end = piece.x1


def _level(one: Spot, other: Spot) -> bool:
    """Whether the labels stand in one column."""
    return one.rect.shares_column(other.rect)


def _close_under(rule: Rect, spot: Spot) -> bool:
    """Whether the label stands under the ruling as a caption does."""
    rect, size = spot.rect, spot.size
    close = -0.3 * size <= rect.y0 - rule.cy <= 1.1 * size
    return close and (abs(rect.x0 - rule.x0) < 2 * size or rule.x0 <= rect.cx <= rule.x1)


def _left_of(piece: Piece, gutter: Rect) -> bool:
    return piece.x1 < gutter.x0 and gutter.y0 <= piece.rect.cy <= gutter.y1
