"""Reads a written form back, values with one library and print with another, and refuses what is not as meant."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from forms.errors import FormwrightError
from forms.geometry import PAGE_HEIGHT, Print, Slot
from forms.layout import FormLayout
from generators.drawing import Look, Sheet

_DARK = 140
"""Grey level below which a pixel is ink."""


def compare_fields(written: bytes, layout: FormLayout, values: Mapping[str, str]) -> None:
    """Each field holds its value and no other holds any; raises FormwrightError."""
    try:
        fields = PdfReader(io.BytesIO(written), strict=True).get_fields() or {}
    except PyPdfError as error:
        raise FormwrightError(f"{layout.form.id}: the written file cannot be read back: {error}") from error
    for path in {slot.path for slot in layout.slots}:
        if path not in fields:
            raise FormwrightError(f"{layout.form.id}: the written file lacks the field {path}.")
        held = fields[path].get("/V")
        found = _plain_value(held)
        if found != values.get(path, ""):
            raise FormwrightError(
                f"{layout.form.id}: {path} was written as {values.get(path, '')!r} but reads {found!r}."
            )


def _plain_value(held: object) -> str:
    """The text of a field, or the name of its state; a button that is off holds none."""
    if held is None or held == "/Off":
        return ""
    return str(held).removeprefix("/") if isinstance(held, NameObject) else str(held)


def compare_print(written: bytes, layout: FormLayout, looks: Mapping[Slot, Look], sheets: Sequence[Sheet]) -> None:
    """Each slot shows what it should inside its box, and each continuation page its text; raises FormwrightError."""
    document = pdfium.PdfDocument(written)
    document.init_forms()
    try:
        if len(document) != len(sheets):
            raise FormwrightError(f"{layout.form.id}: {len(document)} pages were written, not {len(sheets)}.")
        for number, sheet in enumerate(sheets, start=1):
            for wrong in _wrong_print(document, number, sheet, layout, looks):
                raise FormwrightError(f"{layout.form.id}, page {number}: {wrong}.")
    finally:
        document.close()


def _wrong_print(
    document: pdfium.PdfDocument, number: int, sheet: Sheet, layout: FormLayout, looks: Mapping[Slot, Look]
) -> Iterator[str]:
    page = document[number - 1]
    if document.formenv:
        # Only flattened fields are text of the page; the page must be opened anew to show them.
        page.flatten()
        page.close()
        page = document[number - 1]
    text = page.get_textpage()
    try:
        if number > layout.pages:
            yield from _missing(sheet, _letters(text.get_text_range()))
        yield from _wrong_slots(page, text, layout.on_page(number), looks)
    finally:
        text.close()
        page.close()


def _missing(sheet: Sheet, found: str) -> Iterator[str]:
    for item in sheet.items:
        if isinstance(item, Print) and _letters("".join(item.lines)) not in found:
            yield f"{item.text[:60]!r} does not read back"


def _wrong_slots(
    page: pdfium.PdfPage, text: pdfium.PdfTextPage, slots: Sequence[Slot], looks: Mapping[Slot, Look]
) -> Iterator[str]:
    marks = any(slot.kind in ("radio", "checkbox") for slot in slots)
    picture = page.render(scale=2, grayscale=True).to_numpy() if marks else None
    for slot in slots:
        look = looks.get(slot)
        x0, y0, x1, y1 = slot.points
        if slot.kind in ("radio", "checkbox"):
            assert picture is not None
            middle = picture[int(2 * y0 + 7) : int(2 * y1 - 7), int(2 * x0 + 7) : int(2 * x1 - 7)]
            if bool((middle < _DARK).any()) != (look is not None):
                yield f"the mark of {slot.path} does not show as it should"
            continue
        shown = _letters(text.get_text_bounded(x0, PAGE_HEIGHT - y1, x1, PAGE_HEIGHT - y0))
        if shown != (wanted := _letters("".join(look.lines) if look else "")):
            yield f"{slot.path} should show {wanted!r} but shows {shown!r}"


def _letters(text: str) -> str:
    """The text without what readers of print change: white space, hyphens at line ends, ligatures."""
    return re.sub(r"[\s\-\x02\ufffe\xad]", "", unicodedata.normalize("NFKC", text))
