"""What was read of a file, as JSON and back, so that it can be put together anew without reading the file again."""

from typing import Any

from pydantic import TypeAdapter

from extractors.own_edition import OwnPage
from extractors.page import Page
from extractors.read import FileReading, Sight
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.evidence import Value
from forms.fieldtypes import Unreadable
from forms.form import Cell, Form
from forms.layout import PageCode
from forms.packet import Document, Problem

FORMAT = 1
"""Raised where what is kept changes its shape: what was kept in another shape is read again."""

_PAGES = TypeAdapter(list[Page])
_SIGHTS = TypeAdapter(dict[int, Sight])
_PROBLEMS = TypeAdapter(list[Problem])
_CODE = TypeAdapter(PageCode)


class OtherFormat(FormwrightError):
    """What is kept was written by another version, and the file must be read again."""


def dump_reading(reading: FileReading, catalog: Catalog) -> dict[str, Any]:
    """The reading as JSON can hold it; values in the report's encoding."""
    return {
        "format": FORMAT,
        "file": reading.file,
        "own": [_dump_own(page, catalog) for page in reading.own],
        "documents": [_dump_document(document, catalog) for document in reading.documents],
        "problems": _PROBLEMS.dump_python(reading.problems, mode="json"),
        "sights": _SIGHTS.dump_python(reading.sights, mode="json"),
        "pages": _PAGES.dump_python(reading.pages, mode="json"),
    }


def load_reading(kept: dict[str, Any], catalog: Catalog) -> FileReading:
    """The reading that was kept; raises OtherFormat."""
    if kept.get("format") != FORMAT:
        raise OtherFormat("What was read of this file was kept by another version. Have it read again.")
    return FileReading(
        file=kept["file"],
        own=[_load_own(page, catalog) for page in kept["own"]],
        documents=[_load_document(document, catalog) for document in kept["documents"]],
        problems=_PROBLEMS.validate_python(kept["problems"]),
        sights=load_sights(kept["sights"]),
        pages=_PAGES.validate_python(kept["pages"]),
    )


def load_sights(kept: dict[str, Any]) -> dict[int, Sight]:
    """How each page is shown."""
    return _SIGHTS.validate_python(kept)


def _form(name: str | None, catalog: Catalog) -> Form | None:
    try:
        return catalog.form(name) if name else None
    except FormwrightError:
        return None


def _dump_own(page: OwnPage, catalog: Catalog) -> dict[str, Any]:
    form = catalog.form(page.code.form)
    return {
        "file": page.file,
        "number": page.number,
        "code": _CODE.dump_python(page.code, mode="json"),
        "values": {path: _dump(value, form.cell(path)) for path, value in page.values.items()},
        "continues": page.continues,
    }


def _load_own(kept: dict[str, Any], catalog: Catalog) -> OwnPage:
    form = catalog.form(kept["code"]["form"])
    values = {path: _load(value, form.cell(path)) for path, value in kept["values"].items()}
    return OwnPage(kept["file"], kept["number"], _CODE.validate_python(kept["code"]), values, kept["continues"])


def _dump_document(document: Document, catalog: Catalog) -> dict[str, Any]:
    form = _form(document.form, catalog)
    told = {
        name: getattr(document, name)
        for name in ("id", "form", "file", "pages", "confidence", "kind", "edition", "present_edition")
    }
    values = {path: _dump(value, form.cell(path)) for path, value in document.values()} if form else {}
    return told | {"values": values, "rows": {name: len(rows) for name, rows in document.tables.items()}}


def _load_document(kept: dict[str, Any], catalog: Catalog) -> Document:
    known = {name: value for name, value in kept.items() if name not in ("values", "rows")}
    document = Document(**known)
    document.tables = {name: [{} for _ in range(count)] for name, count in kept["rows"].items()}
    form = _form(document.form, catalog)
    if form:
        for path, value in kept["values"].items():
            document.replace_value(path, _load(value, form.cell(path)))
    return document


def _dump(value: Value, cell: Cell) -> list[Any]:
    stored = None if value.value is None else cell.kind.dump(value.value)
    told = [stored, value.confidence, value.source, value.text, value.page, value.box, value.review, value.why]
    return [*told, *value.rivals]


def _load(kept: list[Any], cell: Cell) -> Value:
    stored, confidence, source, text, page, box, review, why, *rivals = kept
    try:
        value = None if stored is None else cell.kind.load(stored, cell.options)
    except Unreadable as error:
        # A form whose choices were changed since: the print still stands, for a person to read.
        return Value(None, 0.0, source, text or str(stored), page, tuple(box) if box else None).doubted(str(error))
    return Value(value, confidence, source, text, page, tuple(box) if box else None, review, why, tuple(rivals))
