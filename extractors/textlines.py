"""Whether lines of print are one text: their face and size, the white between them, and whether each runs full."""

from collections.abc import Sequence
from functools import cached_property

from extractors.labels import Spot
from extractors.limits import Limits
from extractors.lines import Print
from extractors.pieces import Piece
from extractors.rects import Rect
from extractors.typed import parses
from forms.form import Field

_SINGLE, DOUBLE = 0.75, 1.3
"""Space between lines of one text, in line heights, at most: set close, and two lines apart."""
_SMALL_PRINT = 0.85
"""Share of the labels' usual size below which print is no value."""
_LONG, _SMALLER = 12, 0.72
"""Letters from which a picture tells the size of print more exactly, and the share of another line's size then."""
_TELLS_BOLD = 8
"""Letters above which a picture tells bold print."""
_BLANK = 0.6
"""Share of the page's width below which a line is one to write on."""
_FEW_WORDS = 6
"""Words of such a value at most."""
_TELLING = [Field(type=kind, labels=(kind,)) for kind in ("date", "phone", "email", "time")]
"""Fields of types whose values are told wherever they stand."""


class TextLines:
    """The lines of a page's print besides its labels, as lines of texts."""

    def __init__(self, sheet: Print, spots: Sequence[Spot], pieces: Sequence[Piece], limits: Limits) -> None:
        self.sheet, self.spots, self.pieces, self.limits = sheet, spots, pieces, limits

    def alike(self, one: Piece, other: Piece) -> bool:
        """Whether both are printed in one face and size; a picture does not tell sizes exactly."""
        slack = 0.35 if self.sheet.scanned else 0.12
        alike = one.bold == other.bold and one.face == other.face
        return alike and abs(one.em - other.em) <= slack * other.em

    def may_be_alike(self, one: Piece, other: Piece) -> bool:
        """Whether a picture shows both in one size, of which one is too short to tell how bold it is."""
        short = min(len(one.plain), len(other.plain)) <= _TELLS_BOLD
        return self.sheet.scanned and short and abs(one.em - other.em) <= 0.35 * other.em

    def much_smaller(self, one: Piece, other: Piece) -> bool:
        """Whether a picture shows the one in print too small for the same text, as labels are, over lines that tell."""
        return self.sheet.scanned and min(len(one.plain), len(other.plain)) >= _LONG and one.em < _SMALLER * other.em

    def ends_text(self, line: Piece, following: Piece, limit: float) -> bool:
        """Whether the white between two lines parts two texts: as much as two lines set apart have only if full."""
        leading = line.leading(following)
        return leading > DOUBLE or (leading > _SINGLE and not self.runs_full(line, following, limit))

    def leaves_blank(self, line: Piece, following: Piece) -> bool:
        """Whether the one stands on a blank to write on, and the other, below it, on none."""
        return self.on_rule(line) and not self.on_rule(following)

    def on_rule(self, line: Piece) -> bool:
        """Whether the print stands on a line to write on."""
        return any(
            abs(rule.cy - line.y1) < 0.5 * line.size
            and rule.x0 < line.x0 + line.size
            and line.rect.cx < rule.x1
            and rule.width < _BLANK * self.sheet.width
            for rule in self.sheet.rules
        )

    def short_of(self, line: Piece, following: Piece, limit: float) -> bool:
        """Whether the next line's first word would have found room before the limit and the page's margin."""
        return line.x1 + line.space + following.tokens[0].width < min(limit, self._margin) - 1.3 * line.size

    def runs_full(self, line: Piece, following: Piece, limit: float) -> bool:
        """Whether the next line's first word would not have found room on the line."""
        end = line.x1 + line.space + following.tokens[0].width
        # Print keeps clear of the next column, and ends raggedly at the margin.
        if end > min(limit - 1.3 * line.size, self._margin - 0.5 * line.size):
            return True
        if any(end > self._column_end(g) - 0.5 * line.size for g in self.limits.gutters if _left_of(line, g)):
            return True
        blanks = (
            rule.x1
            for rule in self.sheet.rules
            if abs(rule.cy - line.y1) < 0.5 * line.size and rule.x0 < line.x1 < rule.x1 + 2
        )
        return any(line.x1 < edge and end > edge - 1.3 * line.size for edge in (*self.limits.edges, *blanks))

    def _column_end(self, gutter: Rect) -> float:
        """Where the longest lines before the gutter end."""
        return max(piece.x1 for piece in self.pieces if _left_of(piece, gutter))

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
        sizes = sorted(spot.run.em if self.sheet.scanned else spot.size for spot in self.spots)
        least = _SMALL_PRINT * sizes[len(sizes) // 2] if sizes else 0.0
        values = [p for p in self.pieces if not p.captioned and p.em >= least and self._by_label(p)]
        beside = [p for p in values if any(s.last_line.beside(p.rect) and s.rect.x1 <= p.x0 + 1 for s in self.spots)]
        if 2 * len(beside) >= len(self.spots):
            # Above labels that have their values beside them stand headings.
            values = beside
        # What stands over a label with none before it may be a heading.
        led = [p for p in values if any(self._leads(s, p) for s in self.spots)]
        values = _telling(led) or _telling(values) or led or values
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


def _telling(pieces: Sequence[Piece]) -> list[Piece]:
    """Dates and the like, which are surely values, though not at the end of a sentence."""
    short = [p for p in pieces if len(p.tokens) <= _FEW_WORDS]
    return [p for p in short if any(parses(p.text, cell, surely=True) for cell in _TELLING)]


def _left_of(piece: Piece, gutter: Rect) -> bool:
    return piece.x1 < gutter.x0 and gutter.y0 <= piece.rect.cy <= gutter.y1
