"""A name with its address below, as an insured or an agency is printed in one box: the name alone is asked for."""

import re
from collections.abc import Sequence

from extractors.letterwords import any_of, letter_words
from extractors.pieces import Piece
from extractors.rects import Token
from forms.form import Field

_WORDS = letter_words()
_STREET = re.compile(rf"(?:{any_of(_WORDS.boxes)}\s+\d|\d[\w/-]*\s+.*\b{any_of(_WORDS.streets)}\b)", re.I)


def without_address(cell: Field, pieces: Sequence[Piece]) -> list[Token]:
    """The words of the value up to a line below its first that begins like the address of a street or a box."""
    kept = list(pieces)
    asked = (
        cell.multiline or cell.type not in ("name", "text") or any("address" in label.lower() for label in cell.labels)
    )
    if not asked and not any(char.isdigit() for char in kept[0].text):
        lower = [n for n, piece in enumerate(kept) if piece.y0 > kept[0].y0 + 0.5 * kept[0].size]
        end = next((n for n in lower if _STREET.match(kept[n].text)), len(kept))
        kept = kept[:end]
    return [token for piece in kept for token in piece.tokens]
