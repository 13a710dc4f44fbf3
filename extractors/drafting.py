"""A first declaration of a form from an agency's own blank, for a person to finish."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from extractors.draft_labels import ButtonGroup, group_buttons, label_places
from extractors.draft_places import Opening, as_box, find_openings, signing_room
from extractors.draft_tables import TableDraft, find_tables
from extractors.draft_types import guess_type, name_of, said_optional, shortened, takes_paragraphs
from extractors.draft_widgets import BlankField, read_blank_fields
from extractors.files import FileKind, PdfFile, file_kind, open_pdf
from extractors.lines import Print, Run
from extractors.page import Page
from extractors.pdf import read_page, render
from extractors.picture import read_picture
from extractors.rects import around
from extractors.sheet import holds, middle
from extractors.typed_lines import without_typed_lines
from forms.agency_blank import BlankPage, Place
from forms.errors import PaperError

_NARROW_STATE = 130.0
"""Points: a place for a state is no wider."""
_LONGEST_LABEL = 12
"""Words of a label; with more it is cut, as nobody else prints it so."""
_EDITION = re.compile(
    r"\b(?:rev(?:ised|ision)?|edition|ed|version|effective|updated)\b[.:]?\s*\(?((?:[A-Z][a-z]+ )?[\d/.\-]{4,10})", re.I
)
_NUMBER = re.compile(
    r"\b(?:form\s*(?:no\.?|number|#)?\s*:?\s*)([A-Z]{0,6}[- ]?\d[\w.-]*)|\b([A-Z]{2,6}-\d{2,6}[A-Z]?)\b"
)
_OFFICE = re.compile(r"\b(?:agency|office|official|department|staff|internal|state)\s+use\b", re.I)
_OFFICE_HIGH = 90.0
"""Points below such words that the agency's own boxes reach."""
_SMALL_FIELDS = frozenset({"date", "date_signed", "name", "print_name", "printed_name", "title", "phone", "address"})
"""Names that mean little without what they stand beside."""


@dataclass(eq=False)
class CellDraft:
    """A field or column as it would be declared."""

    name: str
    type: str
    labels: list[str]
    choices: dict[str, list[str]] = field(default_factory=dict)
    lines: int = 1
    note: str = ""
    optional: bool = False
    doubts: list[str] = field(default_factory=list)


@dataclass(eq=False)
class FieldDraft(CellDraft):
    """A field with its places: the choice, where it is one of several squares, and the place."""

    places: list[tuple[str | None, Opening]] = field(default_factory=list)

    @property
    def first(self) -> Opening:
        """The first of its places."""
        return self.places[0][1]


@dataclass(eq=False)
class TableColumns:
    """A table as it would be declared."""

    name: str
    title: str
    columns: list[CellDraft]
    rows: int
    doubts: list[str] = field(default_factory=list)


@dataclass(eq=False)
class FormDraft:
    """A form as it would be declared, with the geometry of its blank."""

    title: str
    number: str | None
    edition: str | None
    fields: list[FieldDraft] = field(default_factory=list)
    tables: list[TableColumns] = field(default_factory=list)
    pages: list[BlankPage] = field(default_factory=list)

    @property
    def doubts(self) -> int:
        """How many guesses a person should look at, apart from section and edition."""
        columns = [len(column.doubts) for table in self.tables for column in table.columns]
        return (
            sum(columns) + sum(len(each.doubts) for each in self.fields) + sum(len(each.doubts) for each in self.tables)
        )

    @property
    def summary(self) -> str:
        """What was found, in a line."""
        tables = f", {len(self.tables)} tables" if len(self.tables) > 1 else ", 1 table" if self.tables else ""
        return f"{len(self.fields)} fields{tables}, {self.doubts} to check"


def read_blank(path: Path) -> FormDraft:
    """The form that an agency's own blank asks to be declared; raises PaperError where it cannot be read."""
    name = path.name
    if file_kind(path) is not FileKind.PDF:
        raise PaperError(f"{name} is no PDF. Save or print the blank as a PDF and draft from that.")
    with open_pdf(path, name) as file:
        pages = [_blank_page(file, index) for index in range(file.pages)]
    draft = _heading(pages[0][0])
    names: set[str] = set()
    for number, (page, fields) in enumerate(pages, start=1):
        sheet = Print(page)
        openings = find_openings(sheet, number, fields)
        found, tables = _declared(sheet, openings, bool(fields), names)
        puts = _puts(found, tables)
        draft.fields += found
        draft.tables += [table for table, _ in tables]
        draft.pages.append(_geometry(page, sheet, puts))
    if not draft.fields and not draft.tables:
        raise PaperError(f"No place for a value was found in {name}. Is it the blank form, as a PDF with its lines?")
    return draft


def _blank_page(file: PdfFile, index: int) -> tuple[Page, list[BlankField]]:
    """The page with its fillable fields; a scanned blank is read from its picture."""
    seen = read_page(file.document, index, file=file.name)
    fields = [] if file.reader is None else read_blank_fields(file.reader, index, seen.sheet)
    page = seen.page
    if not seen.trusted:
        pixels, dpi = render(file, index)
        page = read_picture(pixels, file=file.name, number=index + 1, dpi=dpi)
    # What a field shows before it is filled, such as “Choose one”, is no print of the blank.
    page.words = [word for word in page.words if not any(holds(each.box, middle(word.box)) for each in fields)]
    return without_typed_lines(page), fields


def _heading(page: Page) -> FormDraft:
    """Title, number and edition as the first page prints them."""
    sheet = Print(page)
    text = " ".join(run.text for run in sheet.runs)
    top = [run for run in sheet.runs if run.y0 < 0.3 * page.height and len(run.plain) > 3]
    title = "Form"
    if top:
        largest = max(top, key=lambda run: (round(run.size), -run.y0))
        lines = [run for run in top if abs(run.size - largest.size) < 1 and abs(run.y0 - largest.y0) < 3.2 * run.size]
        title = " ".join(run.text for run in lines)
    number, edition = _NUMBER.search(text), _EDITION.search(text)
    return FormDraft(title, (number[1] or number[2]) if number else None, edition[1].strip() if edition else None)


# Fields


def _declared(
    sheet: Print, openings: list[Opening], fillable: bool, names: set[str]
) -> tuple[list[FieldDraft], list[tuple[TableColumns, TableDraft]]]:
    tables = find_tables(sheet, openings)
    groups, used = group_buttons(sheet, openings)
    used |= _caption_runs(sheet, tables)
    written = [opening for opening in openings if not opening.button]
    used |= {id(run) for run in sheet.runs if any(opening.label.startswith(run.text) for opening in written)}
    label_places(sheet, written, used)
    fields = [made for group in groups for made in _from_buttons(group)]
    fields += [_from_opening(opening, sheet) for opening in written if _wanted(opening, fillable)]
    fields.sort(key=lambda each: (round(each.first.rect.cy / 6), each.first.rect.x0))
    _name_fields(fields, sheet, names)
    return fields, [(_columns(table, names), table) for table in tables]


def _wanted(opening: Opening, fillable: bool) -> bool:
    """Whether a place is a field: it has a label; on a fillable blank what is merely drawn is a line to sign on."""
    if not opening.label:
        return False
    return not fillable or opening.widget is not None or guess_type(shortened(opening.label)).type == "signature"


def _caption_runs(sheet: Print, tables: Sequence[TableDraft]) -> set[int]:
    said = [" ".join((*table.captions, *table.row_labels)) for table in tables]
    found: set[int] = set()
    for table, text in zip(tables, said, strict=True):
        whole = around(opening.frame for row in table.rows for opening in row)
        near = [run for run in sheet.runs if whole.y0 - 50 < run.y0 < whole.y1]
        found |= {id(run) for run in near if run.text in text}
    return found


def _from_buttons(group: ButtonGroup) -> Iterator[FieldDraft]:
    doubts = [*group.doubts, *(doubt for opening, _ in group.buttons for doubt in opening.doubts)]
    if group.one_of:
        choices: dict[str, list[str]] = {}
        places: list[tuple[str | None, Opening]] = []
        for opening, caption in group.buttons:
            name = _unique(_choice_name(caption, opening.widget.on if opening.widget else None), set(choices))
            choices[name] = [shortened(caption) or caption]
            places.append((name, opening))
        widget = group.buttons[0][0].widget
        label = shortened(group.label) or (widget.tooltip if widget else "")
        if not label:
            label = " or ".join(printed[0] for printed in list(choices.values())[:3])
            doubts.append("what does the blank ask here?")
        yield FieldDraft("", "choice", [label], choices, doubts=doubts, places=places)
        return
    for opening, caption in group.buttons:
        label = shortened(caption)
        if not label and not group.label:
            continue
        alone = len(group.buttons) == 1 and group.label
        if alone and (not label or fuzz.ratio(label.lower(), "yes") > 90):
            label = shortened(group.label)
        own = group.doubts if opening is group.buttons[0][0] else []
        yield FieldDraft(
            "", "checkbox", [label or shortened(group.label)], doubts=[*own, *opening.doubts], places=[(None, opening)]
        )


def _choice_name(caption: str, held: str | None) -> str:
    """The choice's name: what the field holds for it where that is a name, otherwise its caption's words."""
    if held and re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", held):
        return held
    return name_of(shortened(caption)).replace("_", "-").removeprefix("field-")


def _from_opening(opening: Opening, sheet: Print) -> FieldDraft:
    label = " ".join(shortened(opening.label).split()[:_LONGEST_LABEL]) or opening.label
    labels = [label]
    widget = opening.widget
    doubts = list(opening.doubts)
    if widget and widget.tooltip:
        said = shortened(widget.tooltip)
        if said.lower() != label.lower() and len(said.split()) <= 6:
            labels.append(said)
    kind, doubt = _type(opening, opening.label)
    choices = _options(widget) if kind == "choice" and widget else {}
    if doubt:
        doubts.append(doubt)
    if kind == "signature":
        opening.rect = signing_room(opening, sheet)
    lines = opening.lines if kind == "text" else 1
    if lines > 1 and opening.source == "cell" and not takes_paragraphs(label) and opening.rect.height < 40:
        lines = 1
    office = _for_office(opening, sheet)
    if office:
        doubts.append("it is for the agency's own use: leave it out, with its place?")
    optional = office or said_optional(opening.label)
    return FieldDraft("", kind, labels, choices, lines, opening.note, optional, doubts, [(None, opening)])


def _for_office(opening: Opening, sheet: Print) -> bool:
    """Whether the place stands under words such as “For agency use only”."""
    return any(_OFFICE.search(run.text) and 0 <= opening.frame.y1 - run.y0 < _OFFICE_HIGH for run in sheet.runs)


def _options(widget: BlankField) -> dict[str, list[str]]:
    choices: dict[str, list[str]] = {}
    for held, shown in widget.options:
        name = _unique(_choice_name(shown, held), set(choices))
        choices[name] = [shown] if name == held else list(dict.fromkeys((shown, held)))
    return choices


def _type(opening: Opening, printed: str, *, table: bool = False) -> tuple[str, str | None]:
    widget = opening.widget
    if widget and widget.kind == "signature":
        return "signature", None
    if widget and widget.kind == "combo" and widget.options:
        return "choice", None
    if widget and widget.format:
        guess = guess_type(printed, table=table)
        # Money, hours and counts are all numbers to a fillable form.
        if widget.format == "number" and guess.type in ("money", "hours", "integer", "number"):
            return guess.type, guess.doubt
        return widget.format, None
    if opening.lines > 1 and (not table):
        return "text", None
    guess = guess_type(printed, table=table)
    if opening.signed and guess.type == "name" and guess.doubt:
        return "signature", "a signature, or `name` for a printed name"
    if guess.type == "state" and opening.rect.width > _NARROW_STATE:
        return "text", "`state` holds two letters"
    return guess.type, guess.doubt


# Names


def _unique(name: str, taken: set[str]) -> str:
    made, number = name, 2
    while made in taken:
        made, number = f"{name}-{number}" if "-" in name else f"{name}_{number}", number + 1
    return made


def _name_fields(fields: Sequence[FieldDraft], sheet: Print, names: set[str]) -> None:
    """Gives each field a name of its own; a small one, such as `date`, is called by what it stands beside."""
    plain_names = [name_of(each.labels[0]) for each in fields]
    for at, (each, name) in enumerate(zip(fields, plain_names, strict=True)):
        signed = _signature_beside(each, fields[:at])
        if name in _SMALL_FIELDS and signed:
            stem = signed.name.removesuffix("_signature")
            name = f"{stem}_signature_date" if name.startswith("date") else f"{stem}_{name}"
        elif plain_names.count(name) > 1 or name in names:
            heading = _heading_above(each, sheet)
            if heading:
                name = name_of(heading).split("_")[0] + "_" + name
            each.doubts.append("another field has this label: does the name tell them apart?")
        each.name = _unique(name, names)
        names.add(each.name)


def _signature_beside(each: FieldDraft, before: Sequence[FieldDraft]) -> FieldDraft | None:
    """The signature in the same row, or just above."""
    for other in reversed(before[-3:]):
        if other.type == "signature" and abs(other.first.rect.y1 - each.first.rect.y1) < 45:
            return other
    return None


def _heading_above(each: FieldDraft, sheet: Print) -> str | None:
    """The nearest heading over the field: bold print or capitals on a line of its own."""
    over = [run for run in sheet.runs if run.y1 < each.first.rect.y0 and _is_heading(run, each)]
    return max(over, key=lambda run: run.y1).text if over else None


def _is_heading(run: Run, each: FieldDraft) -> bool:
    words = run.text.split()
    loud = run.bold or run.text.isupper()
    return loud and 1 <= len(words) <= 7 and not run.text.endswith(":") and shortened(run.text) not in each.labels


def _columns(table: TableDraft, names: set[str]) -> TableColumns:
    columns: list[CellDraft] = []
    taken: set[str] = set()
    for at, caption in enumerate(table.captions):
        opening = table.rows[0][at]
        label = shortened(caption) or f"Column {at + 1}"
        kind, doubt = ("checkbox", None) if opening.button else _type(opening, caption or label, table=True)
        doubts = [doubt] if doubt else []
        if not caption:
            doubts.append("no print was found over the column")
        choices = _options(opening.widget) if kind == "choice" and opening.widget else {}
        name = _unique(name_of(label), taken)
        taken.add(name)
        columns.append(CellDraft(name, kind, [label], choices, optional=said_optional(label), doubts=doubts))
    title = shortened(table.title)
    name = _unique(name_of(title) if title else "lines", names)
    names.add(name)
    doubts = list(table.doubts)
    if table.row_labels:
        said = ", ".join(label for label in table.row_labels[:3] if label)
        doubts.append(f"the blank names the rows ({said}); they are counted from the top")
    return TableColumns(name, title or "Lines", columns, len(table.rows), doubts)


# Geometry


def _puts(fields: Sequence[FieldDraft], tables: Sequence[tuple[TableColumns, TableDraft]]) -> list[tuple[str, Opening]]:
    """Each place with what is put there."""
    puts = [
        (f"{each.name}={choice}" if choice else each.name, opening)
        for each in fields
        for choice, opening in each.places
    ]
    for table, draft in tables:
        for number, row in enumerate(draft.rows):
            for column, opening in zip(table.columns, row, strict=True):
                puts.append((f"{table.name}[{number}].{column.name}", opening))
    return puts


def _geometry(page: Page, sheet: Print, puts: Sequence[tuple[str, Opening]]) -> BlankPage:
    places = []
    for put, opening in puts:
        widget = opening.widget
        button = widget is not None and widget.kind in ("radio", "checkbox")
        places.append(
            Place(
                put=put,
                box=as_box(sheet, opening.rect),
                widget=widget.name if widget else None,
                on=widget.on if widget and button else None,
            )
        )
    words = tuple(
        (word.text, (round(x0, 4), round(y0, 4), round(x1, 4), round(y1, 4)))
        for word in page.words
        for x0, y0, x1, y1 in [word.box]
        if any(letter.isalnum() or letter in "$#%" for letter in word.text)
    )
    rulings = tuple(as_box(sheet, rect) for rect in (*sheet.rules, *sheet.bars) if max(rect.width, rect.height) > 20)
    return BlankPage(
        paper=(round(page.width, 1), round(page.height, 1)), places=tuple(places), printed=words, rulings=rulings
    )
