"""The value of a table's cell: its words, or the check box in it."""

import itertools
from collections.abc import Sequence
from dataclasses import replace

from extractors.asides import is_unit
from extractors.lines import Print
from extractors.marked import choice_by_squares
from extractors.rects import Rect, Token, around, in_lines
from extractors.rings import YES_NO, as_check
from extractors.tablehead import STRICT, text_of
from extractors.typed import parses, typed
from extractors.unanswered import with_ink
from forms.evidence import Value
from forms.form import Cell

_ATTEMPTS = 64
"""Ways of putting broken lines together that are tried."""


def cell_value(sheet: Print, cell: Cell, tokens: Sequence[Token], area: Rect, certainty: float) -> Value:
    """The value of a table's cell: its words, or the check box in it."""
    page = sheet.page.number
    if cell.type == "checkbox":
        squares = [s for s in sheet.squares if area.holds(s.cx, s.cy)]
        if len(squares) == 1:
            return _square_value(sheet, squares[0].checked, squares[0].confidence * certainty, squares[0])
        if len(squares) > 1 and (answer := choice_by_squares(sheet, YES_NO, squares, tokens)) is not None:
            answer = as_check(answer) or answer
            return replace(answer, confidence=min(answer.confidence, certainty))
        if not tokens:
            value = Value(False, certainty, "mark", page=page, box=sheet.fractions(area))
            boxed = any(area.y0 <= square.cy <= area.y1 for square in sheet.squares)
            return value.doubted("no box was found in the cell", 0.7) if sheet.scanned or boxed else value
    return with_ink(
        sheet,
        _words_value(sheet, cell, tokens, area, certainty),
        [] if cell.type == "signature" else [ink for ink in sheet.illegible if area.holds(ink.cx, ink.cy)],
    )


def _words_value(sheet: Print, cell: Cell, tokens: Sequence[Token], area: Rect, certainty: float) -> Value:
    """The value that the words in the cell say."""
    page = sheet.page.number
    text = unbroken(in_lines(tokens), cell, None if cell.options else area.x1)
    empty = is_unit(text) if cell.type in STRICT else not any(char.isalnum() for char in text)
    # A tick has neither letter nor figure.
    if not text or (empty and not (cell.type == "checkbox" and parses(text, cell))):
        return Value(None, certainty, "ocr" if sheet.scanned else "text", page=page, box=sheet.fractions(area))
    confidence = min(min(token.confidence for token in tokens), certainty if certainty < 0.97 else 1.0)
    return typed(
        text, cell, confidence=confidence, source=tokens[0].source, page=page, box=sheet.fractions(around(tokens))
    )


def unbroken(lines: Sequence[Sequence[Token]], cell: Cell, edge: float | None = None) -> str:
    """The lines of a cell as one text; words and numbers that a narrow cell breaks are put together.

    A line may break in the midst of a word where it reaches the cell's right `edge`; any line where that is not known.
    """
    texts = [text_of(line) for line in lines]
    plain = " ".join(texts)
    if not (cell.type in STRICT or cell.options) or not plain or parses(plain, cell, surely=True):
        return plain
    full = [edge is None or line[-1].x1 > edge - 2.0 * line[-1].height for line in lines[:-1]]
    found: dict[object, str] = {}
    ways = itertools.product(*(("", " ") if broken else (" ",) for broken in full))
    for glue in itertools.islice(ways, _ATTEMPTS):
        text = "".join(itertools.chain.from_iterable(zip(texts, (*glue, ""), strict=True)))
        if parses(text, cell, surely=True):
            found.setdefault(cell.kind.parse(text, cell.options).value, text)
    return next(iter(found.values())) if len(found) == 1 else plain


def completed(begun: Value, cell: Cell, before: Sequence[Token], tokens: Sequence[Token]) -> Value:
    """The value of a cell that begins at the foot of a page and ends with the words at the head of the next."""
    confidence = min([begun.confidence if begun.value is not None else 1.0, *(token.confidence for token in tokens)])
    text = unbroken([*in_lines(before), *in_lines(tokens)], cell)
    return typed(text, cell, confidence=confidence, source=tokens[0].source, page=begun.page, box=begun.box)


def _square_value(sheet: Print, checked: bool | None, confidence: float, rect: Rect) -> Value:
    value = Value(bool(checked), confidence, "mark", page=sheet.page.number, box=sheet.fractions(rect))
    return value.doubted("the box could be checked or not", 0.5) if checked is None else value
