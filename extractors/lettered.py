"""Letters and numbers of a table's columns: before or behind a caption, as in `(A) Date`, or in a row of their own."""

import itertools
import re
from collections.abc import Iterator, Sequence

from extractors.rects import Token, clumps, in_lines, plain

_COLUMN = r"col(?:umns?|s)?\b[.:]?\s*"
_SIGN = r"(?:[a-z]|\d{1,2})"
_BEFORE = re.compile(rf"(?:{_COLUMN}[(\[]?{_SIGN}[)\].:-]*\s+|[(\[]?{_SIGN}[)\].:](?!\d)\s*|\d{{1,2}}\s+)(?=\w)", re.I)
_BEHIND = re.compile(rf"(?<=\w)\s*[(\[](?:{_COLUMN})?{_SIGN}[)\]]", re.I)
_ALONE = re.compile(rf"(?:{_COLUMN})?[(\[]?(\w{{1,2}})[)\].:]?", re.I)
"""A letter or number in a cell of its own; a picture may have misread it."""
_BRACKETED = re.compile(r"[(\[].{1,2}[)\]]?|.{1,2}[)\]]")
_ALPHABETS = ("123456789", "abcdefghijklmnopqrstuvwxyz")
_MOSTLY = 0.6
"""Share of a picture's letters that must stand in their order; the others are misread."""
_FEWEST = 4
"""Bare numbers in their order that are no row, where the table has more columns than that."""


def unlettered(tokens: Sequence[Token]) -> Iterator[str]:
    """What a caption says, in plain letters, without the letter or number of its column before or behind it."""
    text = " ".join(token.text for token in tokens)
    for found in (_BEFORE.match(text), _BEHIND.search(text)):
        rest = text[: found.start()] + text[found.end() :] if found else ""
        if found and (found.start() == 0 or found.end() == len(text)) and (said := plain(rest)):
            yield said


def without_letters(tokens: Sequence[Token], columns: int) -> list[Token]:
    """The words without a first line that only letters or numbers the columns, as in `(a) (b)` or `Col. 1 Col. 2`."""
    lines = list(itertools.dropwhile(lambda line: not any(t.plain for t in line), in_lines(tokens)))
    if not lines:
        return []
    if not _letters(lines[0], columns) or (len(lines) > 1 and _counts_on(lines[0], lines[1])):
        return list(tokens)
    return [token for line in lines[1:] for token in line]


def _letters(line: Sequence[Token], columns: int) -> bool:
    """Whether the line is the letters or numbers of columns in their order."""
    cells = [" ".join(token.text for token in cell) for cell in clumps(line)]
    found = [_ALONE.fullmatch(cell) for cell in cells]
    if len(cells) < 2 or not all(found):
        return False
    signs = [match[1].lower() for match in found if match]
    bracketed = all(_BRACKETED.fullmatch(cell) for cell in cells)
    named = all(len(cell) > len(sign) + 2 for cell, sign in zip(cells, signs, strict=True))
    alphabet = _ALPHABETS[not signs[0].isdigit()]
    # The first letter may stand over a column that only numbers the rows.
    begins = alphabet.find(signs[0]) if (bracketed or named) and len(signs[0]) == 1 else 0
    least = 2 if bracketed or named or signs[0] == "a" or len(signs) == columns else _FEWEST
    if len(signs) >= least and begins >= 0 and signs == list(alphabet[begins : begins + len(signs)]):
        return True
    if line[0].source != "ocr" or abs(len(signs) - columns) > 1 or len(signs) < least:
        return False
    return bracketed or named or _mostly(signs)


def _mostly(signs: Sequence[str]) -> bool:
    """Whether most of the signs are those that number so many columns, each in its place."""
    right = max(sum(map(str.__eq__, signs, alphabet)) for alphabet in _ALPHABETS)
    return right > 1 and right >= _MOSTLY * len(signs)


def _counts_on(first: Sequence[Token], second: Sequence[Token]) -> bool:
    """Whether the lines begin with numbers that follow each other, as numbered rows do."""
    one, two = first[0].text.strip("().:"), second[0].text.strip("().:")
    return one.isdigit() and two.isdigit() and int(two) == int(one) + 1 and len(clumps(second)) > 1
