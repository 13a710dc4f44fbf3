"""Print that may be a value: runs without their labels, and what a label may have of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.lines import Print, Run
from extractors.numbering import pointed
from extractors.rects import Token
from extractors.typed import parses
from forms.form import Field

STRICT = frozenset(
    {"date", "month", "time", "phone", "email", "state", "zip", "ein", "money", "hours", "number", "integer", "choice"}
)
"""Types of which print can be told to be a value or none."""
LEADING = 0.4
"""Space between two lines of one text, in line heights, at most, where columns do not tell when a line is full."""


class Piece(Run):
    """A run, or the part of one that is no label."""

    def __init__(self, tokens: list[Token], *, captioned: bool) -> None:
        super().__init__(tokens)
        self.captioned = captioned
        """Whether a check box stands directly before it."""

    @property
    def figures(self) -> bool:
        """Whether half of its letters and figures are figures."""
        return 0 < sum(map(str.isalnum, self.text)) <= 2 * sum(map(str.isdigit, self.text))


@dataclass(slots=True)
class Candidate:
    """Print that may be a label's value."""

    mode: str
    pieces: list[Piece]
    certainty: float = 1.0
    guessed: bool = False
    """Whether it does not stand where labels of the page have their values."""

    @property
    def tokens(self) -> list[Token]:
        """Its words, in reading order."""
        return [token for piece in self.pieces for token in piece.tokens]

    @property
    def text(self) -> str:
        """Its words as one text."""
        return " ".join(piece.text for piece in self.pieces)


def reads(cell: Field, pieces: Sequence[Run]) -> bool:
    """Whether the print is a value of the field's type."""
    return parses(" ".join(piece.text for piece in pieces), cell)


def without_labels(sheet: Print, run: Run, taken: set[int]) -> Iterator[Piece]:
    """The parts of a run that are no labels."""
    part: list[Token] = []
    for token in [*run.tokens, None]:
        if token is not None and id(token) not in taken:
            part.append(token)
        elif part:
            # The first of two numbers before a label, as in `2. a. Name`; amid a line `70.63` is a value.
            if token is not None and part == run.tokens[:1] and pointed(part[0]):
                pass
            elif any(t.plain or len(t.text) > 1 for t in part):
                yield _piece(sheet, part)
            part = []


def _piece(sheet: Print, tokens: list[Token]) -> Piece:
    first = tokens[0]
    near, far = -0.3 * first.height, 1.6 * first.height
    captioned = any(near <= first.x0 - s.x1 <= far and s.y0 - 3 <= first.cy <= s.y1 + 3 for s in sheet.squares)
    return Piece(tokens, captioned=captioned)
