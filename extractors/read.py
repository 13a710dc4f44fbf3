"""From a path to a packet: every file opened, every page read, pages joined to documents."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from PIL import Image
from pypdfium2 import PdfiumError

from extractors import acroform, foreign, look, own_blank, own_print, recognise, registered, registration, word
from extractors.confidence import weigh
from extractors.continuation import find_continuation, read_continuation
from extractors.corners import Corners
from extractors.files import (
    FileKind,
    PdfFile,
    Picture,
    bears_ink,
    file_kind,
    frame_count,
    open_pdf,
    open_picture,
    packet_files,
    packet_name,
    plainly_blank,
    read_frame,
    shows_shapes,
)
from extractors.overfiles import joined
from extractors.own_edition import OwnPage, own_documents
from extractors.page import Page, Widget
from extractors.pdf import PdfPage, has_unseen_image, read_page, render
from extractors.picture import read_picture
from extractors.prints import picture_print, words_print
from extractors.quality import page_quality
from extractors.rivals import add_rivals
from extractors.straighten import grey
from forms.agency_layout import agency_layout
from forms.catalog import Catalog
from forms.errors import FormwrightError, PaperError
from forms.evidence import REVIEW_BELOW, Source, Value
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH
from forms.layout import FormLayout, PageCode, lay_out
from forms.packet import Document, Packet, Problem

_LOG = logging.getLogger(__name__)

Progress = Callable[[str], None]
"""Told the name of each file when it has been read."""
AtPage = Callable[[int, int], None]
"""Told the number of the page that is begun and how many there are; one more than these for what follows the last."""
FILE_SECONDS, PAGE_SECONDS = 300.0, 15.0
"""A file may take the one, and the other for each of its pages; a page of print by OCR takes two to four."""
_LEAST_SIDE, _LARGEST_SIDE = 36.0, 14_400.0
"""Points; a page smaller or larger is none, but one whose size was lost. The larger is the most that a PDF allows."""
_KEPT = 400
"""Pages of a file that are kept to be put together anew; of a longer one nobody sorts the pages by hand."""
_TOGETHER = 60
"""Pages in a row of other layouts that are recognised together; of a longer file its documents are told as it goes."""


_NOTHING = "Nothing shows on any page of this packet. Turn the papers over and scan them again."


@dataclass(frozen=True, slots=True)
class Sight:
    """How a page is to be shown so that the boxes of its values lie on it: as it stands, made straight, or laid out."""

    frame: Literal["page", "straight", "laid"]
    width: float
    height: float
    """In points, as shown upright."""
    turned: int = 0
    code: PageCode | None = None
    """The page of ours that it was laid over."""
    print: str = ""
    """What the page shows, as a hash: the same in whatever file it comes."""
    quality: tuple[str, ...] = ()
    """What is wrong with a picture, a sentence each with its remedy."""
    corners: Corners | None = None
    """By which the sheet was cut out of the picture as it came, whether a person gave them or they were found."""


@dataclass(slots=True)
class FileReading:
    """What one file gave; it can be sent from one process to another."""

    file: str
    own: list[OwnPage] = field(default_factory=list)
    """Pages of our own edition; their documents can go on in the next file."""
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sights: dict[int, Sight] = field(default_factory=dict)
    """How each page is shown, by its number, where it was asked to be kept."""
    pages: list[Page] = field(default_factory=list)
    """What stands on the pages, where it was asked to be kept, and on a file's only page, where that is a picture:
    documents can then be put together anew."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Pages of a file that are not to be read, and why, as a sentence."""

    pages: range
    why: str


def read_packet(
    path: Path,
    catalog: Catalog,
    program: str | None = None,
    *,
    review_below: float = REVIEW_BELOW,
    progress: Progress | None = None,
) -> Packet:
    """The papers of a file or folder, recognised and read; raises FormwrightError where there is nothing to read."""
    readings = []
    for name, file in packet_files(path):
        readings.append(read_file(file, name, catalog, program))
        if progress:
            progress(name)
    packet = as_packet(packet_name(path), readings, catalog)
    weigh(packet, catalog, review_below)
    return packet


def as_packet(name: str, readings: list[FileReading], catalog: Catalog) -> Packet:
    """The packet of what its files gave, in their order; `weigh` it when it is whole."""
    packet = Packet(name)
    own, problems = own_documents([page for reading in readings for page in reading.own], catalog)
    order = {reading.file: place for place, reading in enumerate(readings)}
    found = [*own, *joined([(reading.documents, reading.pages) for reading in readings], catalog)]
    packet.documents = sorted(found, key=lambda document: (order[document.file], min(document.pages)))
    for number, document in enumerate(packet.documents, start=1):
        document.id = f"d{number}"
    packet.problems = [*(problem for reading in readings for problem in reading.problems), *problems]
    if readings and not packet.documents and not packet.problems:
        # Blank backs are none's business; a packet of nothing else was laid in the wrong way round.
        packet.problems = [Problem(readings[0].file, _NOTHING)]
    return packet


def read_file(
    path: Path,
    name: str,
    catalog: Catalog,
    program: str | None = None,
    *,
    left_out: Sequence[LeftOut] = (),
    corners: Mapping[int, Corners] = MappingProxyType({}),
    at: AtPage = lambda page, pages: None,
    keep: bool = False,
) -> FileReading:
    """What one file holds; whatever is wrong with it becomes a problem and never an exception.

    `corners` are those that a person gave, by the page's number: of other pages they are looked for.
    """
    reading = FileReading(name)
    try:
        _FileReader(path, reading, catalog, program, left_out, corners, at, keep).read()
    except FormwrightError as error:
        reading.problems.append(Problem(name, str(error), getattr(error, "page", None)))
    except Exception as error:  # one paper that no one foresaw must not sink the packet
        reading.problems.append(Problem(name, _unforeseen(name, error)))
    return reading


def _damaged(name: str, number: int) -> PaperError:
    return PaperError(f"Page {number} of {name} is damaged and cannot be shown. Send or scan it again.", page=number)


def _unforeseen(what: str, error: Exception) -> str:
    _LOG.debug("%s", what, exc_info=error)
    if isinstance(error, MemoryError):
        return f"{what} needs far more memory than a paper does and was not read. Scan the paper at 300 dpi."
    return f"{what} could not be read ({type(error).__name__}). Send it again as a PDF, or scan the paper."


class _FileReader:
    """Reads one file page by page into a FileReading."""

    def __init__(
        self,
        path: Path,
        reading: FileReading,
        catalog: Catalog,
        program: str | None,
        left_out: Sequence[LeftOut],
        corners: Mapping[int, Corners],
        at: AtPage,
        keep: bool,
    ) -> None:
        self.path = path
        self.reading = reading
        self.catalog = catalog
        self.program = program
        self.left_out = left_out
        self.corners = corners
        self.at = at
        self.keep = keep
        self.single = False
        """Whether the file is one page, which may go on with the file before it."""
        self.strangers: list[Page] = []
        """Pages that are not of our own edition, since the last one that was."""
        forms = [form for form in catalog.forms() if program in (None, form.program)]
        self.blanks = own_blank.Blanks(layout for form in forms if (layout := agency_layout(form)))

    def read(self) -> None:
        """Reads all pages; raises PaperError where the file as a whole cannot be opened."""
        kind = file_kind(self.path, self.reading.file)
        if kind is FileKind.PDF:
            self._read_pdf(self.path, "text")
        elif kind is FileKind.WORD:
            with word.printed(self.path, self.reading.file) as pdf:
                self._read_pdf(pdf, "docx")
        else:
            self._read_pictures()
        self._read_strangers()

    def _read_pdf(self, path: Path, source: Source) -> None:
        with open_pdf(path, self.reading.file) as file:
            self.reading.problems += [Problem(self.reading.file, note) for note in file.notes]
            self._each_page(file.pages, lambda index: self._read_pdf_page(file, index, source))

    def _read_pictures(self) -> None:
        name = self.reading.file
        with open_picture(self.path, name) as image:
            self._each_page(frame_count(image, name), lambda index: self._read_frame(image, index))

    def _read_frame(self, image: Image.Image, index: int) -> None:
        pixels, dpi = read_frame(image, index, self.reading.file)
        self._take_picture(pixels, index + 1, dpi)

    def _each_page(self, pages: int, read_one: Callable[[int], None]) -> None:
        """Reads the pages one by one, those aside that are left out and those that time does not allow."""
        self.single = pages == 1
        end = time.monotonic() + FILE_SECONDS + PAGE_SECONDS * pages
        for number in range(1, pages + 1):
            self.at(number, pages)
            if time.monotonic() > end:
                unread = f"pages {number} to {pages} of {self.reading.file} were not read"
                why = f"Reading took too long: {unread}. Send them in a file of their own."
                self._leave(LeftOut(range(number, pages + 1), why))
                break
            out = next((left for left in self.left_out if number in left.pages), None)
            if out is None:
                with self._page(number):
                    read_one(number - 1)
            elif number == out.pages.start:
                self._leave(out)
            if len(self.strangers) >= _TOGETHER:
                self._read_strangers(to_be_continued=True)
        self.at(pages + 1, pages)

    def _leave(self, left: LeftOut) -> None:
        """Notes pages that are not read: a problem, and a document without a form, since they were sent."""
        name = self.reading.file
        self.reading.problems.append(Problem(name, left.why, left.pages.start))
        self.reading.documents.append(Document("", None, name, list(left.pages), 0.0))

    def _page(self, number: int) -> "_OnePage":
        return _OnePage(self.reading, number)

    def _read_pdf_page(self, file: PdfFile, index: int, source: Source) -> None:
        try:
            seen = read_page(file.document, index, file=self.reading.file, source=source)
        except PdfiumError:
            raise _damaged(file.name, index + 1) from None
        page = seen.page
        page.widgets = self._widgets(file, index, seen)
        self._sighted(page)
        if seen.empty and not any(widget.value for widget in page.widgets):
            if file.draws_image(index) or (not seen.shapes and file.writes(index)):
                raise _damaged(file.name, index + 1)
            if seen.shapes and shows_shapes(render(file, index)[0]):
                self._add_unread(page.number)
            return
        if min(page.width, page.height) < _LEAST_SIDE or max(page.width, page.height) > _LARGEST_SIDE:
            raise _damaged(file.name, index + 1)
        acroform.print_notes(page)
        if seen.trusted:
            self._keep(page)
        if self._take_own(page):
            return
        if not seen.trusted:
            pixels, dpi = render(file, index)
            if self._take_picture(pixels, index + 1, dpi, page):
                return
            # Print that a person should see, and that no picture of the page shows, is in letters that are not here.
            if has_unseen_image(file.document, index) or (page.words and not seen.scan):
                raise _damaged(file.name, index + 1)
            # What lies on a digital page, however small, is no dirt: a pasted signature, a letter of an unknown script.
            if not seen.scan and shows_shapes(pixels):
                self._add_unread(page.number)
            return
        if found := self.blanks.find(page):
            self._add_blank(page.number, found, own_blank.read_print(page, found))
            return
        acroform.as_print(page)
        self.strangers.append(page)

    def _add_unread(self, number: int) -> None:
        """Keeps a page that shows something, and nothing that can be read, as a paper for a person."""
        self.reading.documents.append(Document("", None, self.reading.file, [number], 0.0))

    def _widgets(self, file: PdfFile, index: int, seen: PdfPage) -> list[Widget]:
        """The page's fillable fields, none where pypdf cannot make them out: what they show is read all the same."""
        if file.reader is None:
            return []
        try:
            return acroform.read_widgets(file.reader, index, seen.sheet, seen.page)
        except Exception:  # pypdf raises whatever a broken form makes it stumble over
            message = f"The form fields on page {index + 1} of {file.name} are broken; the page was read as it looks."
            self.reading.problems.append(Problem(file.name, message, index + 1))
            return []

    def _form(self, name: str) -> Form | None:
        try:
            return self.catalog.form(name)
        except FormwrightError:
            return None

    def _layout(self, code: PageCode) -> FormLayout | None:
        """The layout of our own page, None for a form or an edition that is not known here."""
        form = self._form(code.form)
        if form is None:
            return None
        program = self.catalog.program(form.program)
        return own_print.layout_for(code, lambda: lay_out(form, program))

    def _take_own(self, page: Page) -> bool:
        """Reads a page of our own edition from its fields and its print; False where it is none that is known."""
        code = own_print.find_code(page)
        layout = self._layout(code) if code else None
        page.code = code
        if code is None or layout is None:
            return self._take_continuation(page)
        values = own_print.read_slots(page, layout, code.page)
        if acroform.fits(layout.form, page.widgets):
            values |= acroform.read_values(layout.form, page)
        self._add_own(OwnPage(self.reading.file, page.number, code, values))
        return True

    def _take_continuation(self, page: Page) -> bool:
        """Reads a continuation page of our own edition; False where it is none."""
        found = find_continuation(page)
        form = self._form(found[0]) if found else None
        if found is None or form is None:
            return False
        pages = lay_out(form, self.catalog.program(form.program)).pages
        values = read_continuation(page, form)
        code = PageCode(form.id, found[1], 0, pages)
        self._add_own(OwnPage(self.reading.file, page.number, code, values, continues=True))
        return True

    def _take_picture(self, pixels: Picture, number: int, dpi: float | None, known: Page | None = None) -> bool:
        """Reads a page from its picture, False where it is blank; `known` is what the PDF told of it besides."""
        plain = grey(pixels)
        if plainly_blank(plain) and not (known and any(widget.value for widget in known.widgets)):
            return False
        code = registration.find_code(plain)
        if self._take_own_picture(pixels, number, dpi, code):
            return True
        corners = self.corners.get(number)
        page = read_picture(pixels, file=self.reading.file, number=number, dpi=dpi, corners=corners)
        self._sighted(page, plain)
        self._keep(page)
        if known and page.turned == known.turned:
            page.widgets = known.widgets
            acroform.as_print(page)
        page.code = code or look.stated_code(page, self.catalog, self.program)
        if (
            self._take_continuation(page)
            or (page.code != code and self._take_own_picture(pixels, number, dpi, page.code))
            or self._take_blank_picture(pixels, dpi, page)
        ):
            return True
        seen = page.words or page.inks or page.marks
        if not seen and not bears_ink(plain):
            return False
        # Of a dark or blurred picture its own remedy is told, and the page is kept to be looked at.
        if not seen and not page_quality(plain, corners):
            raise PaperError(f"Page {number} of {self.reading.file} cannot be made out. Scan it at 300 dpi, or darker.")
        self.strangers.append(page)
        return True

    def _take_own_picture(self, pixels: Picture, number: int, dpi: float | None, code: PageCode | None) -> bool:
        """Reads a page of our own edition from its picture; False where it is none, or is too bent to be laid out."""
        layout = self._layout(code) if code else None
        if code is None or layout is None:
            return False
        corners = self.corners.get(number)
        try:
            values = registered.read_registered(pixels, layout, code.page, dpi, corners)
        except PaperError:
            return False
        placed = {path: replace(value, page=number) for path, value in values.items()}
        if self.keep:
            told, quality = picture_print(pixels), page_quality(pixels, corners)
            sight = Sight("laid", PAGE_WIDTH, PAGE_HEIGHT, 0, code, told, quality, corners)
            self.reading.sights[number] = sight
        self._add_own(OwnPage(self.reading.file, number, code, placed))
        return True

    def _sighted(self, page: Page, picture: Picture | None = None) -> None:
        """Notes how the page is to be shown, where somebody is to see it; `picture` is what it was read from."""
        if not self.keep:
            return
        if picture is None:
            sight = Sight("page", page.width, page.height, page.turned, print=words_print(page))
        else:
            told, quality = picture_print(picture), page_quality(picture, self.corners.get(page.number))
            sight = Sight("straight", page.width, page.height, page.turned, None, told, quality, page.corners)
        self.reading.sights[page.number] = sight

    def _keep(self, page: Page) -> None:
        """Keeps what stands on the page, as long as a packet's pages can be put together by a person at all."""
        if (self.keep or (self.single and page.scanned)) and len(self.reading.pages) < _KEPT:
            self.reading.pages.append(page)

    def _take_blank_picture(self, pixels: Picture, dpi: float | None, page: Page) -> bool:
        """Reads a copy of an agency's own blank from its picture; False where it is none, or is too bent."""
        found = self.blanks.find(page)
        if found is None:
            return False
        try:
            values = own_blank.read_scan(pixels, dpi, page, found)
        except PaperError:
            return False
        self._add_blank(page.number, found, {path: replace(value, page=page.number) for path, value in values.items()})
        return True

    def _add_blank(self, number: int, found: own_blank.Found, values: dict[str, Value]) -> None:
        form = found.layout.form
        assert form.own_blank is not None
        code = PageCode(form.id, form.own_blank.edition, found.number, found.layout.pages)
        self._add_own(OwnPage(self.reading.file, number, code, values))

    def _add_own(self, page: OwnPage) -> None:
        self._read_strangers()
        self.reading.own.append(page)

    def _read_strangers(self, *, to_be_continued: bool = False) -> None:
        """Recognises the pages gathered since the last page of our own, and reads their documents.

        Where more pages are to come the last document is kept open for them, unless it is longer than any form.
        """
        pages, self.strangers = self.strangers, []
        if not pages:
            return
        left = {page.number for page in pages}
        found = recognise.split(pages, self.catalog, self.program)
        if to_be_continued and found and len(found[-1].pages) < _TOGETHER // 2:
            self.strangers = sorted(found.pop().pages, key=lambda page: page.number)
            left.difference_update(page.number for page in self.strangers)
        for proposal in found:
            numbers = [page.number for page in proposal.pages]
            left.difference_update(numbers)
            document = Document("", proposal.form, self.reading.file, numbers, proposal.confidence, proposal.kind)
            document.edition, document.present_edition = self._older_edition(proposal)
            self.reading.documents.append(document)
            if proposal.form is not None:
                self._read_stranger(document, proposal.form, proposal)
        # A page on which no one can make out a word is still a page that was sent.
        self.reading.documents += [Document("", None, self.reading.file, [number], 1.0) for number in sorted(left)]

    def _older_edition(self, proposal: recognise.Proposal) -> tuple[str | None, str | None]:
        """The edition of ours that the pages state, and the present one, where the pages are of another."""
        form = self._form(proposal.form) if proposal.form else None
        stated = {page.code.edition for page in proposal.pages if page.code and page.code.form == proposal.form}
        if form is None or len(stated) != 1 or stated == {form.edition}:
            return None, None
        return stated.pop(), form.edition

    def _read_stranger(self, document: Document, form: str, proposal: recognise.Proposal) -> None:
        """Reads the values of a paper; where that fails it stays in the packet, recognised though not read."""
        try:
            declared = self.catalog.form(form)
            document.fields, document.tables = foreign.read_document(declared, proposal.pages, proposal.prints)
            add_rivals(document, declared, proposal.pages)
        except Exception as error:  # whatever it is, the other papers go on
            self.reading.problems.append(Problem(document.file, _unforeseen("This paper", error), document.pages[0]))


class _OnePage:
    """Turns whatever happens on a page into a problem of that page, so that the next page is read."""

    def __init__(self, reading: FileReading, number: int) -> None:
        self.reading = reading
        self.number = number

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        name = self.reading.file
        what = f"Page {self.number} of {name}"
        message = str(error) if isinstance(error, FormwrightError) else _unforeseen(what, error)
        self.reading.problems.append(Problem(name, message, self.number))
        self.reading.documents.append(Document("", None, name, [self.number], 0.0))
        return True
