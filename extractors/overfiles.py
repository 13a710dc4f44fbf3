"""Papers of which each page was photographed or scanned into a file of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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


@dataclass(slots=True)
class _Paper:
    """The documents of a file, or one whose pages were photographed one by one."""

    documents: list[Document]
    pages: list[Page]
    """The pictures of the one document; empty for any other."""

    @property
    def form(self) -> str | None:
        return self.documents[0].form if self.pages else None

    @property
    def stray(self) -> bool:
        """Whether it is a picture of nobody knows what."""
        return bool(self.pages) and self.form is None

    def takes(self, page: Page, catalog: Catalog, *, numbered: bool = False, adding: bool = False) -> bool:
        """Joins the page where it goes on with the paper: `numbered` by its number, `adding` values or rows."""
        if self.form is None:
            return False
        read = _read_on(self.form, _PAGES.dump_json([*self.pages, page]), catalog, numbered)
        if read is None or (adding and not _says_more(read, self.documents[0])):
            return False
        self.pages.append(page)
        self.documents = [_longer(self.documents[0], read, page)]
        return True


def joined(files: Sequence[tuple[Sequence[Document], Sequence[Page]]], catalog: Catalog) -> Iterator[Document]:
    """The documents of the files in their order, a page that goes on with the file before it joined to its document.

    Only pictures of one page are joined, and of these only such as bear what the form has and its pages before lack.
    A page that was sent too early joins the document that comes next, and by its number also the one before.
    """
    papers: list[_Paper] = []
    for documents, kept in files:
        alone = _alone(documents, kept)
        last = papers[-1] if papers else None
        if alone and last and alone.form in (None, last.form) and last.takes(kept[0], catalog):
            continue
        papers.append(_Paper([replace(alone)], list(kept)) if alone else _Paper(list(documents), []))
    while _take_stray(papers, catalog):
        continue
    for paper in papers:
        yield from paper.documents


def _take_stray(papers: list[_Paper], catalog: Catalog) -> bool:
    """Joins one picture of which nobody knows what it is to its document; False where none has one."""
    for at, paper in enumerate(papers):
        if not paper.stray:
            continue
        after = next((other for other in papers[at + 1 :] if not other.stray), None)
        before = next((other for other in reversed(papers[:at]) if not other.stray), None)
        page = paper.pages[0]
        if (
            (after and after.takes(page, catalog, numbered=True))
            or (before and before.takes(page, catalog, numbered=True))
            or (after and after.takes(page, catalog, adding=True))
        ):
            papers.remove(paper)
            return True
    return False


def _says_more(read: Document, document: Document) -> bool:
    """Whether the reading has rows of several cells that the document lacks, or a value where it is blank."""
    if any(_told_rows(rows) > _told_rows(document.tables.get(table, ())) for table, rows in read.tables.items()):
        return True
    blank = (name for name, value in document.fields.items() if value.value in (None, False))
    return any(name in read.fields and read.fields[name].value not in (None, False) for name in blank)


def _told_rows(rows: Sequence[Row]) -> int:
    """How many of the rows say something in more than one cell."""
    return sum(sum(value.value not in (None, False) for value in row.values()) > 1 for row in rows)


def _alone(documents: Sequence[Document], kept: Sequence[Page]) -> Document | None:
    """The only document of a file that is one picture of a page, None for any other file."""
    if len(documents) == len(kept) == 1 and kept[0].scanned and documents[0].pages == [kept[0].number]:
        return documents[0]
    return None


@lru_cache(maxsize=64)
def _read_on(form: str, pages: bytes, catalog: Catalog, numbered: bool) -> Document | None:
    """What all of the pages say, None where the last does not go on with those before it, `numbered` by its number.

    A packet is put together anew each time that a person looks at it, and its pages stay the same.
    """
    *before, last = _PAGES.validate_json(pages)
    if not goes_on(before, last, form, catalog, numbered=numbered):
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
