"""Papers of which each page was photographed or scanned into a file of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pydantic import TypeAdapter

from extractors import foreign
from extractors.page import Page
from extractors.recognise import goes_on
from extractors.rivals import add_rivals
from forms.catalog import Catalog
from forms.evidence import Value
from forms.packet import Document, Row

_PAGES = TypeAdapter(list[Page])


def joined(files: Sequence[tuple[Sequence[Document], Sequence[Page]]], catalog: Catalog) -> Iterator[Document]:
    """The documents of the files in their order, a page that goes on with the file before it joined to its document.

    Only pictures of one page are joined, and of these only such as bear what the form has and its pages before lack.
    """
    open_: Document | None = None
    pages: list[Page] = []
    for documents, kept in files:
        alone = _alone(documents, kept)
        if open_ and open_.form and alone and alone.form in (None, open_.form):
            read = _read_on(open_.form, _PAGES.dump_json([*pages, kept[0]]), catalog)
            if read is not None:
                pages.append(kept[0])
                open_ = _longer(open_, read, pages[-1])
                continue
        if open_:
            yield open_
        open_, pages = (replace(alone), list(kept)) if alone else (None, [])
        if alone is None:
            yield from documents
    if open_:
        yield open_


def _alone(documents: Sequence[Document], kept: Sequence[Page]) -> Document | None:
    """The only document of a file that is one picture of a page, None for any other file."""
    if len(documents) == len(kept) == 1 and kept[0].scanned and documents[0].pages == [kept[0].number]:
        return documents[0]
    return None


@lru_cache(maxsize=64)
def _read_on(form: str, pages: bytes, catalog: Catalog) -> Document | None:
    """What all of the pages say, None where the last does not go on with those before it.

    A packet is put together anew each time that a person looks at it, and its pages stay the same.
    """
    *before, last = _PAGES.validate_json(pages)
    if not goes_on(before, last, form, catalog):
        return None
    read = Document("", form, before[0].file, [], 1.0)
    read.fields, read.tables = by_labels(form, [*before, last], read.file, catalog)
    return read


def _longer(document: Document, read: Document, last: Page) -> Document:
    """The document with what was read anew from all of its pages, of which the last is one more than it had."""
    return replace(
        document,
        confidence=min(document.confidence, 0.92),
        fields=dict(read.fields),
        tables={table: [dict(row) for row in rows] for table, rows in read.tables.items()},
        elsewhere=[*document.elsewhere, (last.file, last.number)],
    )


def by_labels(
    form: str, pages: Sequence[Page], file: str, catalog: Catalog
) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    """The values by their labels. Pages of several files can have one number, so they are counted through for it."""
    counted = [replace(page, number=number) for number, page in enumerate(pages)]

    def placed(value: Value) -> Value:
        if value.page is None:
            return value
        page = pages[value.page]
        return replace(value, page=page.number) if page.file == file else elsewhere(value)

    declared = catalog.form(form)
    read = Document("", form, file, [], 1.0)
    read.fields, read.tables = foreign.read_document(declared, counted)
    add_rivals(read, declared, counted)
    return {name: placed(value) for name, value in read.fields.items()}, {
        table: [{name: placed(value) for name, value in row.items()} for row in rows]
        for table, rows in read.tables.items()
    }


def elsewhere(value: Value) -> Value:
    """The value without its place, which would be looked for in the document's own file."""
    return replace(value, page=None, box=None)
