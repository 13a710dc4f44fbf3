"""Readings that were not believed stay beside a doubtful value, where they are values of its type."""

from dataclasses import replace
from datetime import date

from extractors.kept import _dump, _load
from extractors.page import Page, Word
from extractors.rivals import add_rivals
from forms.catalog import load_catalog
from forms.evidence import Box, Value
from forms.packet import Document
from forms.report import dump_value

FORM = load_catalog().form("ct-ppsp/invoice")
CHILD, DAY = "child_name", "signature_date"
PLACE: Box = (0.1, 0.1, 0.5, 0.12)
BELOW: Box = (0.1, 0.2, 0.5, 0.22)


def _word(text: str, rival: str | None, box: Box) -> Word:
    return Word(text, box, 0.8, "ocr", rival=rival)


def _read(*words: Word) -> dict[str, tuple[str, ...]]:
    page = Page(file="a.pdf", number=1, width=612, height=792)
    page.words = list(words)
    document = Document("d1", FORM.id, "a.pdf", [1], 1.0)
    document.fields = {
        CHILD: Value("Rosa Quinones", 0.8, "ocr", "Rosa Quinones", 1, PLACE),
        DAY: Value(date(2026, 11, 21), 0.8, "ocr", "11/21/2026", 1, BELOW),
    }
    add_rivals(document, FORM, [page])
    return {path: value.rivals for path, value in document.fields.items()}


def test_a_value_has_the_words_that_the_other_reader_has_in_its_box() -> None:
    told = _read(_word("Rosa", None, (0.1, 0.1, 0.2, 0.12)), _word("Quinones", "Quirones", (0.25, 0.1, 0.5, 0.12)))
    assert told == {CHILD: ("Rosa Quirones",), DAY: ()}
    elsewhere = _read(_word("Quinones", "Quirones", (0.25, 0.5, 0.5, 0.52)))
    assert elsewhere == {CHILD: (), DAY: ()}


def test_what_is_no_value_of_the_type_or_the_same_value_is_no_rival() -> None:
    assert _read(_word("11/21/2026", "11/24/2026", BELOW))[DAY] == ("11/24/2026",)
    assert _read(_word("11/21/2026", "1l/Z1/2026", BELOW))[DAY] == ()
    assert _read(_word("11/21/2026", "11-21-2026", BELOW))[DAY] == ()


def test_a_report_tells_the_rivals_of_what_is_for_review_and_they_are_kept() -> None:
    value = Value("Rosa Quinones", 0.8, "ocr", "Rosa Quinones", 1, PLACE, rivals=("Rosa Quirones",))
    cell = FORM.cell(CHILD)
    assert "rivals" not in dump_value(value, cell)
    assert dump_value(replace(value, review=True), cell)["rivals"] == ["Rosa Quirones"]
    assert _load(_dump(value, cell), cell) == value
    assert _load(_dump(value, cell)[:8], cell) == replace(value, rivals=())
