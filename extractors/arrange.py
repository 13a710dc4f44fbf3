"""Documents put together by a person, read from what was kept of their pages, without reading a file again."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractors import foreign
from extractors.own_edition import own_documents
from extractors.read import FileReading
from forms.catalog import Catalog
from forms.packet import Document, Packet

Place = tuple[str, int]
"""A file's name and a page of it, from 1."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A document as a person wants it: its form, None for a paper that is none, and its pages in order."""

    form: str | None
    kind: str | None
    pages: tuple[Place, ...]


def arranged(packet: Packet, readings: Sequence[FileReading], wanted: Sequence[Arranged], catalog: Catalog) -> None:
    """Puts the documents that are wanted in the place of the packet's; pages that nobody placed stay as papers."""
    known = {(document.form, _places(document)): document for document in packet.documents}
    made = [known.get((want.form, want.pages)) or _made(want, readings, catalog) for want in wanted]
    for want, document in zip(wanted, made, strict=True):
        document.kind = want.kind if want.kind is not None else document.kind
        document.confidence = 1.0
    placed = {place for want in wanted for place in want.pages}
    for document in packet.documents:
        left = [place for place in _places(document) if place not in placed]
        if left:
            made.append(Document("", None, left[0][0], [page for _, page in left], 0.0))
    for number, document in enumerate(made, start=1):
        document.id = f"d{number}"
    packet.documents = made


def _places(document: Document) -> tuple[Place, ...]:
    return tuple((document.file, page) for page in document.pages)


def _made(want: Arranged, readings: Sequence[FileReading], catalog: Catalog) -> Document:
    file = want.pages[0][0]
    document = Document("", want.form, file, [page for name, page in want.pages if name == file], 1.0, want.kind)
    if want.form is None:
        return document
    ours = [
        page
        for reading in readings
        for page in reading.own
        if (page.file, page.number) in want.pages and page.code.form == want.form
    ]
    known = {(page.file, page.number): page for reading in readings for page in reading.pages}
    taken = {(page.file, page.number) for page in ours}
    others = [known[place] for place in want.pages if place in known and place not in taken]
    if ours:
        joined, _ = own_documents(ours, catalog)
        document.fields, document.tables = joined[0].fields, joined[0].tables
        document.edition, document.present_edition = joined[0].edition, joined[0].present_edition
        for more in joined[1:]:
            for name, rows in more.tables.items():
                document.tables.setdefault(name, []).extend(rows)
    if others or not ours:
        fields, tables = foreign.read_document(catalog.form(want.form), others)
        # What a page of ours said of a field stands; what it left blank may stand on the other pages.
        for name, value in fields.items():
            if name not in document.fields or (document.fields[name].blank and not value.blank):
                document.fields[name] = value
        for name, rows in tables.items():
            document.tables.setdefault(name, []).extend(rows)
    return document
