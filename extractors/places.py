"""Which print is which label's value on a page: beside the label, below it, above it, or in its ruled box."""

from collections.abc import Mapping, Sequence

from extractors.asides import is_aside, is_furniture, is_misread_aside
from extractors.beside import Beside, together
from extractors.captions import Captions
from extractors.fieldboxes import fields_of
from extractors.labels import Spot
from extractors.limits import Limits
from extractors.lines import Print, Run
from extractors.pieces import LEADING, STRICT, Candidate, Piece, reads, without_labels
from extractors.rects import Rect, in_order
from extractors.ruledboxes import FRAME, RuledBoxes
from extractors.sections import is_heading, of_heading, over_section_line
from extractors.strangelabels import strange_labels
from extractors.textlines import TextLines
from forms.form import Field

_CLOSE_ON_PICTURES = 0.62
"""Space between lines of one text, in line heights, at most: a typewriter's letters fill less of their lines."""
_SMALL = 0.96
"""Share of the labels' size below which print is small print."""
_FINE, _UNDER = 0.85, 0.9
"""Size of print beside its label's from which it is none that fills a blank, and how far below the label it stands at
most, in heights of the label's print."""
_BEFORE_NEXT = 0.7
"""Line heights before the next label's column within which a picture may show the beginning of that label's value."""
_WORDS_APART = 1.5
"""Line heights between two words of one text at most, as a picture shows them."""
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
            and not (sheet.scanned and is_misread_aside(piece.text, small=_is_fine_print(piece, self.spots)))
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
        self.limits = Limits(sheet, self.spots, fields, self.ruled)
        self.lines = TextLines(sheet, self.spots, self.pieces, self.limits)
        self.beside = Beside(sheet, self.spots, fields, self.pieces, self.limits, self.lines)
        self.captions = Captions(self.beside)

    def _answers(self, piece: Piece) -> bool:
        """Whether a label stands before the print on its line, or over it in one box, as of a name with an initial."""
        if any(spot.rect.x1 <= piece.x0 + 1 and spot.last_line.beside(piece.rect) for spot in self.spots):
            return True
        box = self.sheet.box_at(piece.rect.cx, piece.rect.cy)
        if box is None or box.height > FRAME * self.sheet.height:
            return False
        return any(box.holds(s.rect.cx, s.rect.cy) and s.rect.y1 <= piece.y0 + 0.5 * piece.size for s in self.spots)

    def candidate(self, spot: Spot, mode: str) -> Candidate | None:
        """The print that stands there, None for nothing."""
        if mode == "inline":
            pieces = self.beside.inline(spot)
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
        rect, size, limit = spot.rect, spot.size, self.limits.right(spot)
        floor, reach = self.limits.lower(spot), 1.8 * size
        ceiling = max((s.rect.y1 for s in self.spots if s.rect.y1 <= rect.y0 + 1 and _level(s, spot)), default=0.0)
        left = rect.x0 - 0.8 * size
        return [
            p
            for p in self.pieces
            if self.beside.open(spot, p)
            and left <= p.x0 < limit
            and (rect.x1 - size <= p.x0 or p.x0 < rect.x1 + 2 * size)
            and max(ceiling, rect.y0 - reach) <= p.y1
            and ceiling <= p.rect.cy < floor
            and p.y0 <= rect.y1 + reach
        ]

    def cut_short(self, pieces: Sequence[Piece]) -> bool:
        """Whether the print goes on, close by, behind a square that was taken for a check box."""
        last = pieces[-1]
        return any(
            p.captioned and p.rect.beside(last.rect) and 0 < p.x0 - last.x1 < 2.2 * last.size
            for p in self.pieces
            if p not in pieces
        )

    def left_over(self, spot: Spot, candidate: Candidate) -> list[Piece]:
        """The print close below the value, above it where its label is a caption, in its face and at its beginning."""
        first, last = candidate.pieces[0], candidate.pieces[-1]
        edges = (first.x0, spot.rect.x0)
        close = _CLOSE_ON_PICTURES if self.sheet.scanned else LEADING
        above = candidate.mode == "above"
        parted = self.beside.may_run_over(spot, candidate.pieces) if candidate.mode == "inline" else []
        return parted + [
            p
            for p in self.pieces
            if -0.35 <= (p.leading(first) if above else last.leading(p)) <= close
            and (p.y0 < first.y0 - 0.5 * first.size if above else p.y0 > last.y0 + 0.5 * last.size)
            and min(abs(p.x0 - edge) for edge in edges) < 0.8 * first.size
            and (self.lines.alike(p, first) or self.lines.may_be_alike(p, last))
            and self.beside.open(spot, p)
            and not p.captioned
        ]

    def close_by(self, pieces: Sequence[Piece]) -> list[Piece]:
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

    def _below(self, spot: Spot) -> list[Piece]:
        size, limit, floor = spot.size, self.limits.right(spot), self.limits.lower(spot)
        cell = self.fields.get(id(spot))
        left = spot.rect.x0 - 0.8 * size
        band = [
            p
            for p in self.pieces
            if p.y0 > spot.rect.cy
            and p.rect.cy < floor
            and left <= p.x0 < limit - (_BEFORE_NEXT * size if self.sheet.scanned else 1)
            and not p.rect.beside(spot.last_line)
            and self.beside.open(spot, p)
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
            if self.lines.ends_text(last, piece, limit) or not self.lines.alike(piece, taken[0]):
                break
            if self.lines.much_smaller(piece, taken[0]):
                break
            if self.beside.labelled(spot, piece):
                break
            if piece.x0 < taken[0].x0 - size and (last.text.endswith(".") or cell is None or not cell.multiline):
                # Back at the label's edge, where its value was set in: a heading, or other print.
                break
            if cell is not None and cell.type in STRICT and reads(cell, taken):
                break
            tight = last.leading(piece) <= LEADING
            if self.ruled.own(spot) is None and not tight and not self.lines.runs_full(last, piece, limit):
                break
            taken.append(piece)
        return taken

    def _heads(self, spot: Spot, piece: Piece) -> bool:
        """Whether the print is a heading beside which the label is plain."""
        # Figures and strokes between them seem bold on a picture beside small print; no heading is mostly figures.
        seems = self.sheet.scanned and piece.figures
        return piece.bold and not seems and not spot.bold and not self.lines.values_bold

    def _above(self, spot: Spot) -> list[Piece]:
        size, limit = spot.size, self.limits.right(spot)
        rect = spot.rect
        over = self.captions.line_over(spot)
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
            and self.beside.open(spot, p)
        ]
        near = [p for p in band if rect.y0 - p.y1 <= 1.7 * max(size, p.size)]
        if not near:
            return []
        over_label = [p for p in near if p.x0 < rect.x1 + 2 * size] if over is None else near
        lowest = max(over_label, key=lambda p: p.y1, default=None)
        if lowest is None or self._heads(spot, lowest):
            return []
        lines = [list(together(sorted((p for p in band if p.rect.beside(lowest.rect)), key=lambda p: p.x0)))]
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
                and self.lines.alike(p, first)
                and abs(p.x0 - first.x0) < 0.8 * first.size
                and not (sentenced and p.text.endswith("."))
                and (p.leading(first) <= LEADING or self.lines.runs_full(p, first, right))
            ]
            if not upper:
                break
            lines.insert(0, upper[:1])
        return [piece for line in lines for piece in line]

    def inside(self, spot: Spot, box: Rect) -> Candidate | None:
        """What stands in the label's own box besides the label."""
        pieces = in_order(p for p in self.ruled.pieces_in(box) if self.beside.open(spot, p))
        # What stands over the label heads the box, where the value stands elsewhere in it.
        heads = [p for p in pieces if p.y1 <= spot.rect.y0 + 0.3 * p.size and p.rect.shares_column(spot.rect)]
        pieces = [p for p in pieces if p not in heads] or pieces
        return Candidate("box", pieces) if pieces else None


def _is_fine_print(piece: Piece, spots: Sequence[Spot]) -> bool:
    """Whether the print stands right under a label, in smaller print than the label's."""
    return any(
        -0.2 * spot.size <= piece.y0 - spot.rect.y1 <= _UNDER * spot.size
        and abs(piece.x0 - spot.rect.x0) < 1.5 * spot.size
        and piece.em < _FINE * Run(spot.tokens).em
        for spot in spots
    )


def _level(one: Spot, other: Spot) -> bool:
    """Whether the labels stand in one column."""
    return one.rect.shares_column(other.rect)
