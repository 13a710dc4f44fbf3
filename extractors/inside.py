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
    return reading_order(word for word in page.words if holds(box, middle(word.box), _BESIDE))


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
    return value if _ELECTRONIC.match(text) else value.doubted("a name is typed where a signature belongs", 0.8)
