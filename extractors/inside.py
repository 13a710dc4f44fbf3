"""What stands in a box of a page: words, ink, a signature."""

import re

from extractors.lettering import reading_order
from extractors.page import Page, Word
from extractors.sheet import area, holds, middle, overlap
from forms.evidence import Box, Source, Value

INKED = 0.99
_BESIDE = 0.003
"""How far outside the box, as a fraction of the page, the middle of a word may lie."""
_ELECTRONIC = re.compile(r"/\s?s\s?/|(?:digitally|electronically|e-?|docu)\s?-?signed", re.I)
"""How an electronic signature is printed."""


def words_in(page: Page, box: Box) -> list[Word]:
    """The words whose middle lies in the box, in the order of reading."""
    # Twice the middle of a word is compared, and twice the edges: a form asks this of every word for every slot.
    left, top = 2 * (box[0] - _BESIDE), 2 * (box[1] - _BESIDE)
    right, bottom = 2 * (box[2] + _BESIDE), 2 * (box[3] + _BESIDE)
    found = []
    for word in page.words:
        x0, y0, x1, y1 = word.box
        if top <= y0 + y1 <= bottom and left <= x0 + x1 <= right:
            found.append(word)
    return reading_order(found)


def text_in(page: Page, box: Box) -> str:
    """What is printed in the box."""
    return " ".join(word.text for word in words_in(page, box))


def inked(page: Page, box: Box) -> bool:
    """Whether a drawing such as a signature belongs to the box."""
    return any(holds(box, middle(ink.box)) or overlap(box, ink.box) > 0.4 * area(ink.box) for ink in page.inks)


def signature_in(page: Page, box: Box, *, source: Source, sure: float) -> Value:
    """Whether a signature line bears ink or an electronic signature; a name that is merely typed is for review."""
    if inked(page, box):
        return Value(True, INKED, source, page=page.number, box=box)
    text = text_in(page, box)
    return typed_signature(text, page, box) if text else Value(False, sure, source, page=page.number, box=box)


def typed_signature(text: str, page: Page, box: Box) -> Value:
    """A signature line on which something is typed."""
    value = Value(True, 0.97, "text", text, page.number, box)
    return value if electronic(text) else value.doubted("a name is typed where a signature belongs", 0.8)


def electronic(text: str) -> bool:
    """Whether the print is an electronic signature, as `/s/ Noor Levy`, and no name merely typed."""
    return _ELECTRONIC.match(text) is not None
