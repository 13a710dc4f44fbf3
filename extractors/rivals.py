"""What the reader has that was not believed, kept beside a doubtful value: a person takes it with one key."""

from collections.abc import Sequence
from dataclasses import replace

from extractors.page import Page, Word
from forms.evidence import Value
from forms.fieldtypes import Unreadable
from forms.form import Cell, Form
from forms.packet import Document


def with_rival(value: Value, cell: Cell, told: str) -> Value:
    """The value with that text as a rival, where it states another value of the field's type."""
    if told == value.text or not told.strip():
        return value
    try:
        parsed = cell.kind.parse(told, cell.options)
    except Unreadable:
        return value
    return value if parsed.value == value.value else replace(value, rivals=(*value.rivals, told))


def add_rivals(document: Document, form: Form, pages: Sequence[Page]) -> None:
    """Gives each value read from a picture its rival, by the words that lie in its box."""
    disputed = {page.number: [word for word in page.words if word.rival] for page in pages}
    for path, value in list(document.values()):
        if value.source != "ocr" or not value.text or value.page is None:
            continue
        told = value.text
        for word in disputed.get(value.page, ()):
            if _lies_in(word, value):
                told = told.replace(word.text, word.rival or "", 1)
        document.replace_value(path, with_rival(value, form.cell(path), told))


def _lies_in(word: Word, value: Value) -> bool:
    if value.box is None:
        return False
    x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
    return value.box[0] <= x <= value.box[2] and value.box[1] <= y <= value.box[3]
