"""What stands beside a label on its line, and the lines above and below that the text there goes on in."""

from collections.abc import Iterator, Mapping, Sequence

from extractors.labels import Spot
from extractors.limits import Limits
from extractors.lines import Print
from extractors.pieces import LEADING, STRICT, Piece, reads
from extractors.rects import Rect, in_order, plain
from extractors.textlines import DOUBLE, TextLines
from forms.form import Field

_PITCH, _PITCH_SCANNED = 2.2, 2.8
"""Label heights from line to line of running text at most; a picture boxes words tightly, so that they are lower."""

_NEXT = 4.0
"""Label heights between a value and the label behind it in running text at most."""


class Beside:
    """The print beside the labels of a page."""

    def __init__(
        self,
        sheet: Print,
        spots: Sequence[Spot],
        fields: Mapping[int, Field],
        pieces: Sequence[Piece],
        limits: Limits,
        lines: TextLines,
    ) -> None:
        """`fields` are those that spots are assigned to, by the spot's identity."""
        self.sheet, self.spots, self.fields, self.pieces = sheet, spots, fields, pieces
        self.limits, self.lines = limits, lines

    def inline(self, spot: Spot) -> list[Piece]:
        """The label's value where it stands beside it, with the lines that it begins and goes on in; else nothing."""
        limit = self.limits.right(spot)
        # Beside a label of several lines the value begins at the first, unless the label fills its line.
        row = self.row(spot, spot.first_line, spot.first_line.x1, limit)
        if not row:
            row = self.row(spot, spot.last_line, spot.last_line.x1, limit)
        taken = list(together(row))
        if not taken:
            return self._over_line_end(spot)
        more = self._continued(spot, taken, limit) or self._run_over(spot, taken)
        return [*self._begun_above(spot, taken[0], limit), *taken, *more]

    def led(self, spot: Spot) -> bool:
        """Whether print stands behind the label on its line."""
        return bool(self.row(spot, spot.first_line, spot.first_line.x1, self.limits.right(spot)))

    def open(self, spot: Spot, piece: Piece) -> bool:
        """Whether the piece may be the label's at all: not a caption of a check box, not behind a ruling."""
        cell = self.fields.get(id(spot))
        if piece.captioned and (cell is None or cell.type not in ("choice", "checkbox")):
            return False
        box = self.limits.ruled.around[id(spot)]
        return box is None or box.holds(piece.rect.cx, piece.rect.cy, 1.0)

    def row(self, spot: Spot, line: Rect, left: float, limit: float) -> list[Piece]:
        """The print on the line between the two edges that may be the label's, from the left."""
        return sorted(
            (
                p
                for p in self.pieces
                # Boxes of a picture's words can overlap by part of a letter.
                if p.x0 >= left - 0.6 * spot.size and p.x0 < limit and p.rect.beside(line) and self.open(spot, p)
            ),
            key=lambda p: p.x0,
        )

    def _over_line_end(self, spot: Spot) -> list[Piece]:
        """The beginning of the next line, where running text has its label at the full end of a line."""
        start = self._next_line(spot, spot.last_line)
        if start is None or not (spot.colon or (self._runs_on(spot, start) and not self._blank_behind(spot))):
            return []
        if not (spot.colon or self._answers(spot, start)):
            return []
        return list(together(self.row(spot, start.rect, start.x0, self._next_label(start))))

    def _run_over(self, spot: Spot, taken: Sequence[Piece]) -> list[Piece]:
        """The rest of a value that the full end of a line of running text parts, at the beginning of the next line."""
        rest = self.may_run_over(spot, taken)
        return rest if rest and self._answers(spot, rest[0]) else []

    def may_run_over(self, spot: Spot, taken: Sequence[Piece]) -> list[Piece]:
        """The same, where it may be a heading as well."""
        cell = self.fields.get(id(spot))
        if cell is None or not taken or (cell.type in STRICT and reads(cell, taken)):
            return []
        last = taken[-1]
        start = self._next_line(spot, last.rect)
        if start is None or not self.lines.alike(start, last) or self.lines.leaves_blank(last, start):
            return []
        if not self._runs_on(spot, start):
            return []
        return list(together(self.row(spot, start.rect, start.x0, self._next_label(start))))

    def _line_of(self, spot: Spot) -> list[Piece]:
        """What stands behind the label on its last line."""
        return list(together(self.row(spot, spot.last_line, spot.last_line.x1, self.limits.right(spot))))

    def _next_line(self, spot: Spot, line: Rect) -> Piece | None:
        """The print that begins the next line, where what stands last on this one left it no room."""
        size = spot.size
        things = [*(p.rect for p in self.pieces), *(s.rect for s in self.spots if s is not spot)]
        if self.limits.ruled.around[id(spot)] or any(r.x0 > line.x1 and r.beside(line) for r in things):
            return None
        pitch = (_PITCH_SCANNED if self.sheet.scanned else _PITCH) * size
        lower = [r for r in things if 0.5 * size < r.y0 - line.y0 < pitch and r.x1 < spot.rect.x0]
        # Values may be in smaller print than their labels, and begin lower on one line.
        first = next(iter(in_order(lower)), None)
        start = next((p for p in self.pieces if p.rect is first or p.rect == first), None)
        if start is None or line.x1 + 0.2 * size + self._least_width(start) <= self.sheet.right_margin:
            return None
        return start

    def _runs_on(self, spot: Spot, start: Piece) -> bool:
        """Whether labels and values follow each other in lines that run on, one below at the margin."""
        line = spot.last_line
        before = [s.rect for s in self.spots if s is not spot and s.rect.x1 < line.x0 and s.last_line.beside(line)]
        values = [p for p in self.pieces if p.x1 <= line.x0 + 1 and p.rect.beside(line)]
        if not before or not any(p.x0 >= before[0].x0 for p in values):
            return False
        margin = min(r.x0 for r in (*before, *(p.rect for p in values)))
        return start.x0 < margin + 2 * spot.size and self.open(spot, start)

    def _answers(self, spot: Spot, start: Piece) -> bool:
        """Whether the print at a line's beginning fills a blank, or a label follows it, so that it is no heading."""
        return self.lines.on_rule(start) or self._next_label(start) < start.x1 + _NEXT * spot.size

    def _blank_behind(self, spot: Spot) -> bool:
        """Whether a blank begins behind the label on its line, on which nothing stands."""
        line = spot.last_line
        return any(
            rule.x0 > line.x1 - 1 and abs(rule.cy - line.y1) < 0.6 * spot.size and rule.width > spot.size
            for rule in self.sheet.rules
        )

    def _least_width(self, start: Piece) -> float:
        """How wide what the line begins with must be: its first word, or the blank under it, which is not parted."""
        blanks = (
            rule.x1 - rule.x0
            for rule in self.sheet.rules
            if abs(rule.cy - start.y1) < 0.5 * start.size and rule.x0 - 1 <= start.x0 and start.x1 <= rule.x1 + 1
        )
        return max([start.tokens[0].width, *blanks])

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
            if not self.lines.runs_full(upper, above[0] if above else first, limit):
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
                and self.lines.alike(p, line)
                and self.open(spot, p)
                and not p.captioned
            ),
            None,
        )

    def _continued(self, spot: Spot, taken: Sequence[Piece], limit: float) -> list[Piece]:
        """The lines that the value wraps to: hung below its first word, or at the margin after a full line."""
        cell = self.fields.get(id(spot))
        if cell is not None and cell.type in STRICT and cell.type != "choice" and reads(cell, taken):
            return []
        more: list[Piece] = []
        last, first = taken[-1], taken[0]
        floor = self.limits.lower(spot)
        for piece in self.pieces:
            # A wide space after a full stop parts a line in two.
            if more and piece.rect.beside(last.rect) and 0 < piece.x0 - last.x1 < 2.2 * last.size and piece.x1 <= limit:
                more.append(piece)
                last = piece
                continue
            if piece.y0 <= last.y0 + 0.5 * last.size or piece.y0 >= floor or not self.open(spot, piece):
                continue
            if last.leading(piece) > DOUBLE:
                break
            if not self.lines.alike(piece, first):
                continue
            if piece.x0 >= limit or self.labelled(spot, piece):
                continue
            hung = abs(piece.x0 - first.x0) < 0.8 * first.size
            flush = abs(piece.x0 - spot.rect.x0) < 0.8 * spot.size
            if not (hung or flush):
                continue
            if flush and not hung and (self._ends_label(spot, piece) or not self.lines.runs_full(last, piece, limit)):
                continue
            if hung and flush and not self.lines.runs_full(last, piece, limit):
                continue
            if self.lines.ends_text(last, piece, limit) or self.lines.much_smaller(piece, first):
                break
            behind = [s for s in self._labels_behind(last) if s is not spot]
            if any(piece in self._over_line_end(s) or piece in self.may_run_over(s, self._line_of(s)) for s in behind):
                break
            more.append(piece)
            last = piece
        return more

    def _labels_behind(self, piece: Piece) -> list[Spot]:
        return [s for s in self.spots if s.last_line.beside(piece.rect) and s.rect.x0 > piece.x0]

    def labelled(self, owner: Spot, piece: Piece) -> bool:
        """Whether another label stands before the piece on its line, known or not, whose it is then."""
        strange = (
            p
            for p in self.pieces
            if p.x1 <= piece.x0 + 1 and p.rect.beside(piece.rect) and not self._ends_label(owner, p)
        )
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

    def _ends_label(self, spot: Spot, piece: Piece) -> bool:
        """Whether the print right under the label is the last words of a longer wording of it, which a picture lost."""
        cell, rect, size = self.fields.get(id(spot)), spot.rect, spot.size
        if cell is None or abs(piece.x0 - rect.x0) > 0.8 * size or not -0.4 * size <= piece.y0 - rect.y1 <= 0.8 * size:
            return False
        return any(plain(label).endswith(spot_text(spot) + piece.plain) for label in cell.labels)

    def _between(self, spot: Spot, piece: Piece) -> bool:
        return any(
            s is not spot and s.last_line.beside(piece.rect) and spot.rect.x1 <= s.rect.x0 < piece.x0
            for s in self.spots
        ) or any(
            p is not piece and p.rect.beside(piece.rect) and spot.rect.x1 - 1 <= p.x0 < piece.x0 - 1
            for p in self.pieces
        )


def spot_text(spot: Spot) -> str:
    """The letters of the label."""
    return "".join(token.plain for token in spot.tokens)


def together(row: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces of a line up to the first wide gap."""
    end = None
    for piece in row:
        if end is not None and piece.x0 - end > 3.5 * piece.size:
            return
        yield piece
        end = piece.x1
