"""Pages of our own edition joined to documents, by what their codes say, over all files of a packet."""

from dataclasses import dataclass, field, replace

from extractors.own_print import as_fields_and_rows
from forms.agency_layout import layout_of
from forms.catalog import Catalog
from forms.evidence import Value
from forms.layout import PageCode
from forms.packet import Document, Problem

SURE = 0.999
_EITHER = 0.6
"""Confidence where a page could belong to either of two copies."""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of our own edition: where it stands, what its code says, its values by their paths."""

    file: str
    number: int
    code: PageCode
    values: dict[str, Value]
    continues: bool = False
    """A continuation page, which its code counts as page 0."""


@dataclass(slots=True)
class _Copy:
    """One copy of a form, as far as its pages were found."""

    pages: list[OwnPage] = field(default_factory=list)
    confidence: float = SURE

    def lacks(self, page: OwnPage) -> bool:
        """Whether the page is one that this copy still lacks."""
        code = self.pages[0].code
        same = (code.form, code.edition, code.pages) == (page.code.form, page.code.edition, page.code.pages)
        return same and all(held.code.page != page.code.page for held in self.pages)


def own_documents(pages: list[OwnPage], catalog: Catalog) -> tuple[list[Document], list[Problem]]:
    """The documents that the pages make up, and a problem for each page that was not sent."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for copy in _copies(pages):
        document, missing = _document(copy, catalog)
        documents.append(document)
        problems.extend(missing)
    return documents, problems


def _copies(pages: list[OwnPage]) -> list[_Copy]:
    copies: list[_Copy] = []
    last: _Copy | None = None
    for page in pages:
        if page.continues and (owner := _continued(copies, page)):
            owner.pages.append(page)
            continue
        open_ = [copy for copy in copies if copy.lacks(page)]
        near = [copy for copy in open_ if copy.pages[-1].file == page.file] or open_
        if last is not None and any(copy is last for copy in open_):
            chosen = last
        elif near:
            chosen = near[0]
        else:
            chosen = _Copy()
            copies.append(chosen)
        if len(near) > 1:
            # Two copies sorted page by page, or a page that was not sent: the codes alone cannot tell.
            for copy in near:
                copy.confidence = _EITHER
        chosen.pages.append(page)
        last = chosen
    return copies


def _continued(copies: list[_Copy], page: OwnPage) -> _Copy | None:
    """The copy of the form that came last before its continuation page."""
    return next((copy for copy in reversed(copies) if copy.pages[0].code.form == page.code.form), None)


def _document(copy: _Copy, catalog: Catalog) -> tuple[Document, list[Problem]]:
    first = copy.pages[0]
    code = first.code
    form = catalog.form(code.form)
    values: dict[str, Value] = {}
    # What stands in full on a continuation page takes the place of its beginning in the form.
    for page in sorted(copy.pages, key=lambda page: page.continues):
        for path, value in page.values.items():
            # A page and box mean the document's own file; what stands in another has its evidence there.
            values[path] = value if page.file == first.file else replace(value, page=None, box=None)
    sent = {page.code.page for page in copy.pages}
    problems = []
    for number in sorted(set(range(1, code.pages + 1)) - sent):
        message = f"Page {number} of {code.pages} of “{form.title}” is missing. Send that page as well."
        problems.append(Problem(first.file, message))
        for slot in layout_of(form, catalog.program(form.program), code.edition).on_page(number):
            if "[" not in slot.path:
                blank = Value(None, _EITHER, "text")
                values[slot.path] = blank.doubted(f"page {number}, which has it, was not sent")
    fields, tables = as_fields_and_rows(form, values)
    document = Document(
        "",
        form.id,
        first.file,
        sorted(page.number for page in copy.pages if page.file == first.file),
        copy.confidence,
        fields=fields,
        tables=tables,
        edition=code.edition,
        elsewhere=[(page.file, page.number) for page in copy.pages if page.file != first.file],
    )
    return document, problems
