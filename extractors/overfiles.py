"""Papers of which each page was photographed or scanned into a file of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors import foreign
from extractors.page import Page
from extractors.recognise import goes_on
from extractors.rivals import add_rivals
from forms.catalog import Catalog
from forms.evidence import Value
from forms.packet import Document, Row


def joined(files: Sequence[tuple[Sequence[Document], Sequence[Page]]], catalog: Catalog) -> Iterator[Document]:
    """The documents of the files in their order, a page that goes on with the file before it joined to its document.

    Only pictures of one page are joined, and of these only such as bear what the form has and its pages before lack.
    """
    open_: Document | None = None
    pages: list[Page] = []
    for documents, kept in files:
        alone = _alone(documents, kept)
        if open_ and open_.form and alone and alone.form in (None, open_.form):
            longer = goes_on(pages, kept[0], open_.form, catalog)
        else:
            longer = False
        if open_ and longer:
            pages.append(kept[0])
            open_ = _longer(open_, pages, catalog)
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


def _longer(document: Document, pages: Sequence[Page], catalog: Catalog) -> Document:
    """The document read anew from all of its pages, of which the last is one more than it had."""
    assert document.form is not None
    fields, tables = by_labels(document.form, pages, document.file, catalog)
    last = pages[-1]
    return replace(
        document,
        confidence=min(document.confidence, 0.92),
        fields=fields,
        tables=tables,
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
