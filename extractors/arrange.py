"""Documents put together by a person, read from what was kept of their pages, without reading a file again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.overfiles import by_labels, elsewhere
from extractors.own_edition import OwnPage, own_documents
from extractors.page import Page
from extractors.read import FileReading
from forms.catalog import Catalog
from forms.evidence import Value
from forms.packet import Document, Packet, Place, Problem, Row


@dataclass(frozen=True, slots=True)
class Arranged:
    """A document as a person wants it: its form, None for a paper that is none, and its pages in order."""

    form: str | None
    kind: str | None
    pages: tuple[Place, ...]
    settled: bool = False
    """Whether a person said so of a paper that was not recognised."""
    anew: bool = False
    """Whether a page of it was read anew since: what was not recognised then, or wrongly, may be now."""
    recognised: bool = False
    """Whether the form is what the reader took the pages for, and nobody's word."""


def arranged(packet: Packet, readings: Sequence[FileReading], wanted: Sequence[Arranged], catalog: Catalog) -> None:
    """Puts the documents that are wanted in the place of the packet's.

    Pages that nobody placed stay as papers; files that came after the order was made are as they were recognised.
    """
    kept = _Kept(readings)
    known = {(document.form, document.places): document for document in packet.documents}
    unknown = {place for document in packet.documents if document.form is None for place in document.places}
    problems = [problem for reading in readings for problem in reading.problems]
    made: list[Document] = []
    for asked in wanted:
        want, sure = _named(asked, packet.documents)
        document, missing = _made(want, kept, catalog)
        document = known.get((want.form, want.pages)) or document
        document.kind = want.kind if want.kind is not None else document.kind
        document.confidence = sure
        # What was a form before is none by a person's word; what was none may only have been moved along with others.
        document.settled = want.settled or (want.form is None and unknown.isdisjoint(want.pages))
        made.append(document)
        problems += missing
    made += _left(packet, wanted)
    later, missing = _later(readings, wanted, catalog)
    packet.documents, packet.problems = [*made, *later], [*problems, *missing]
    for number, document in enumerate(packet.documents, start=1):
        document.id = f"d{number}"


def _named(want: Arranged, recognised: Sequence[Document]) -> tuple[Arranged, float]:
    """The document as it is wanted and how surely it is that: of one that nobody named, as it is recognised."""
    if want.settled or (want.form is not None and not want.recognised):
        return want, 1.0
    found = [document for document in recognised if not set(want.pages).isdisjoint(document.places)]
    if want.anew and len({(document.form, document.kind) for document in found}) == 1:
        want = replace(want, form=found[0].form, kind=found[0].kind)
    if want.form is None:
        return want, 1.0
    return want, min((document.confidence for document in found if document.form == want.form), default=1.0)


class _Kept:
    """What was read of each page."""

    def __init__(self, readings: Sequence[FileReading]) -> None:
        self.own = {(page.file, page.number): page for reading in readings for page in reading.own}
        self.pages = {(page.file, page.number): page for reading in readings for page in reading.pages}

    def ours(self, want: Arranged) -> list[OwnPage]:
        """The pages of our own edition that are of the form, in the order of the document."""
        pages = [self.own[place] for place in want.pages if place in self.own]
        return [page for page in pages if page.code.form == want.form]

    def others(self, want: Arranged) -> list[Page]:
        """The pages that must be read by their labels, as far as their words were kept."""
        ours = {(page.file, page.number) for page in self.ours(want)}
        return [self.pages[place] for place in want.pages if place in self.pages and place not in ours]


def _left(packet: Packet, wanted: Sequence[Arranged]) -> Iterator[Document]:
    """Papers of the pages that nobody placed, of the files that were there when the order was made."""
    placed = {place for want in wanted for place in want.pages}
    files = {file for file, _ in placed}
    for document in packet.documents:
        left = [place for place in document.places if place not in placed and place[0] in files]
        for file in dict.fromkeys(file for file, _ in left):
            yield Document("", None, file, [page for name, page in left if name == file], 0.0)


def _later(
    readings: Sequence[FileReading], wanted: Sequence[Arranged], catalog: Catalog
) -> tuple[list[Document], list[Problem]]:
    """The documents of files that no one has put in order yet."""
    files = {file for want in wanted for file, _ in want.pages}
    new = [reading for reading in readings if reading.file not in files]
    own, problems = own_documents([page for reading in new for page in reading.own], catalog)
    return [*own, *(document for reading in new for document in reading.documents)], problems


def _made(want: Arranged, kept: _Kept, catalog: Catalog) -> tuple[Document, list[Problem]]:
    """The document, and what is missing of it."""
    file = want.pages[0][0]
    document = Document("", want.form, file, [page for name, page in want.pages if name == file], 1.0, want.kind)
    document.elsewhere = [place for place in want.pages if place[0] != file]
    if want.form is None:
        return document, []
    ours, others = kept.ours(want), kept.others(want)
    problems: list[Problem] = []
    if ours:
        joined, problems = own_documents(ours, catalog)
        _take_own(document, joined)
    if others or not ours:
        _add(document, *by_labels(want.form, others, file, catalog))
    return document, problems


def _take_own(document: Document, joined: Sequence[Document]) -> None:
    """Gives the document what its pages of ours say; where they are of several copies, the first one's fields."""
    first = joined[0]
    document.edition, document.present_edition = first.edition, first.present_edition
    for copy in joined:
        same = copy.file == document.file
        _add(
            document,
            {name: value if same else elsewhere(value) for name, value in copy.fields.items()},
            {
                table: [row if same else {name: elsewhere(value) for name, value in row.items()} for row in rows]
                for table, rows in copy.tables.items()
            },
        )


def _add(document: Document, fields: dict[str, Value], tables: dict[str, list[Row]]) -> None:
    """Adds rows, and fields that the document lacks: what a page says of a field stands, what it left blank may not."""
    for name, value in fields.items():
        if name not in document.fields or (document.fields[name].blank and not value.blank):
            document.fields[name] = value
    for name, rows in tables.items():
        document.tables.setdefault(name, []).extend(rows)
