"""The letters over a sheet's columns and the numbers before its rows, which a print may show and which say nothing."""

from collections.abc import Sequence

from extractors.rects import Token

_FEWEST = 4
"""Letters over columns, and numbers before rows, at least."""
_MARGIN = 0.15
"""Share of the page's width, from the left, within which the numbers stand."""
_COLUMN = 6.0
"""Points by which the middles of the numbers may differ."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def without_sheet_marks(tokens: Sequence[Token], width: float) -> list[Token]:
    """The words without the marks of a sheet's columns and rows, where the page shows both in their order."""
    letters = _column_letters(tokens)
    if not letters:
        return list(tokens)
    numbers = _row_numbers([t for t in tokens if t.cx < _MARGIN * width and t.cy > letters[0].cy])
    if not numbers or numbers[0].cx > letters[0].cx:
        return list(tokens)
    gone = {id(token) for token in (*letters, *numbers)}
    return [token for token in tokens if id(token) not in gone]


def _column_letters(tokens: Sequence[Token]) -> list[Token]:
    """A line of nothing but A, B, C and so on, from the left to the right."""
    for first in (token for token in tokens if token.text == "A"):
        line = sorted((token for token in tokens if token.beside(first)), key=lambda token: token.x0)
        if len(line) >= _FEWEST and "".join(token.text for token in line) == _LETTERS[: len(line)]:
            return line
    return []


def _row_numbers(tokens: Sequence[Token]) -> list[Token]:
    """Numbers that count up by one down the page, in one column."""
    found: list[Token] = []
    for token in sorted((token for token in tokens if token.text.isdigit()), key=lambda token: token.cy):
        if not found or (abs(token.cx - found[0].cx) < _COLUMN and int(token.text) == int(found[-1].text) + 1):
            found.append(token)
    return found if len(found) >= _FEWEST else []
