"""Outgoing documents as they are declared: one YAML file a document, with its data and its text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field as Key
from pydantic import field_validator, model_validator
from rapidfuzz import process

from forms.catalog import Catalog
from forms.errors import DeclarationError, FormwrightError
from forms.form import Cell, Form
from forms.modules import load_module
from forms.program import Program
from forms.report import Report
from forms.yamlfile import Declaration, read_declaration
from generators.datum import Data, Datum, object_schema


class Fact(Declaration):
    """A value beside its label, left out where its condition does not hold."""

    value: str
    when: str | None = None


class EachText(Declaration):
    """A list with one entry for each item of the data."""

    each: str
    """`item in items`, as Jinja's `for` takes it."""
    text: str


class TableColumn(Declaration):
    """A column of a table: its heading, what each row prints, and the cell of the row of totals."""

    head: str
    cell: str
    total: str = ""
    width: float = 1.0
    align: Literal["left", "right", "center"] = "left"


class TableBlock(Declaration):
    """A table with one row for each item of the data; the heading row repeats on every page."""

    each: str
    columns: tuple[TableColumn, ...] = Key(min_length=1)

    blank_rows: int = 0
    """Rows that the table has at least, the empty ones to be filled in by hand."""

    @property
    def totals(self) -> bool:
        """Whether a row of totals closes the table."""
        return any(column.total for column in self.columns)


class CalendarBlock(Declaration):
    """The days of a calendar file, one for each item of the data."""

    each: str
    """`item in items`, as a table takes it."""
    date: str
    """An expression that gives the day, such as `item.due`."""
    summary: str
    details: str = ""
    key: str = ""
    """What the event stays the same by when its day or words change; without one it is known by day and summary."""
    stamp: str = ""
    """An expression that gives the day of writing; without one it is the event's own."""
    repeat: str = ""
    """An expression that gives the event's recurrence rule as a mapping, or none."""


class Block(Declaration):
    """One piece of a document's body; exactly one of its kinds is given."""

    heading: str | None = None
    para: str | None = None
    note: str | None = None
    """Small print."""
    list: tuple[str, ...] | EachText | None = None
    facts: dict[str, Fact] | None = None
    table: TableBlock | None = None
    display: str | None = None
    """Large print, such as the name on a certificate."""
    sign: str | None = None
    """A line to sign and date by hand, with this caption."""
    each: str | None = None
    """`item in items`: `blocks` are repeated for each."""
    blocks: tuple["Block", ...] = ()
    page_break: bool = False
    when: str | None = None
    keep: bool = False
    """Whether the block stays on one page with the one after it."""

    @field_validator("facts", mode="before")
    @classmethod
    def _plain_facts(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {label: {"value": fact} if isinstance(fact, str) else fact for label, fact in value.items()}
        return value

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.heading, self.para, self.note, self.list, self.facts, self.table, self.display, self.sign]
        grouped = bool(self.blocks)
        if sum(kind is not None for kind in kinds) + self.page_break + grouped != 1:
            raise ValueError(
                "a block has exactly one of heading, para, note, list, facts, table, display, sign, blocks, page_break"
            )
        if self.each and not grouped:
            raise ValueError("each repeats blocks, and there are none")
        return self


class Letter(Declaration):
    """The frame of a letter or memo around its body."""

    date: str
    subject: str
    sender: tuple[str, ...] = ()
    """Who writes, line by line, where it is not the program's own office."""
    sender_when: str | None = None
    """The condition under which `sender` writes and not the program's office; without one it always does."""
    to: tuple[str, ...] = ()
    """Whom it goes to where the data names no recipient."""
    dear: str | None = None
    closing: str = "Sincerely,"
    call: bool = True
    """Whether the letter ends by saying whom to call."""


class Outgoing(Declaration):
    """A document that a program sends out."""

    document: str
    title: str
    says: str
    section: str
    """The section of the policy that asks for the document."""
    kind: Literal["letter", "memo", "form", "sheet", "certificate"]
    goes_with: tuple[Literal["accepted", "returned", "denied"], ...] = ()
    """The decisions on a packet that the document goes out beside; empty: it says nothing of the decision."""
    terminates: bool = False
    """Whether it ends what was granted before: an agreement, a place in a register, a subsidy."""
    data: dict[str, Datum] = {}
    computed: tuple[str, ...] = ()
    """Names of the values that the program's module computes from the data."""
    letter: Letter | None = None
    fills: str | None = None
    """A form of the program that the PDF fills; its fields are data, unless `data` says otherwise."""
    annex: str | None = None
    """Heading of a page after the form that lists the computed `changes`."""
    body: tuple[Block, ...] = ()
    csv: TableBlock | None = None
    """The table that a .csv file of the document holds."""
    calendar: CalendarBlock | None = None
    """The days that an .ics file of the document holds."""
    program: str = ""

    @model_validator(mode="after")
    def _frame(self) -> Self:
        if self.annex and "changes" not in self.computed:
            raise ValueError("an annex lists the computed changes: name them under computed")
        if self.kind in ("letter", "memo") and self.letter is None:
            raise ValueError(f"a {self.kind} needs letter: with date and subject")
        if self.kind == "form" and not self.fills:
            raise ValueError("a form needs fills: with the form's name")
        if not self.fills and not self.body:
            raise ValueError("body is missing")
        if "{%-" in (text := self.model_dump_json()) or "-%}" in text:
            raise ValueError("{%- and -%} would join paragraphs of the Word template: write {% and %}")
        return self

    @property
    def id(self) -> str:
        """Program and document, as the command line takes it: `ct-ppsp/termination-notice`."""
        return f"{self.program}/{self.document}"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The kinds of file that the document is written as."""
        return (".pdf", ".docx", *((".csv",) if self.csv else ()), *((".ics",) if self.calendar else ()))

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the data that the document takes, with a description and an example of each item."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.title,
            "description": self.says,
            **object_schema(self.data),
        }


LETTER_DATA = {
    "recipient_name": Datum(
        name="recipient_name", type="name", required=False, says="person or agency that the letter is addressed to",
        example="Harbor Family Services",
    ),
    "recipient_address": Datum(
        name="recipient_address", type="texts", required=False, says="postal address of the recipient, line by line",
        example=["14 Wharf Road", "New London, CT 06320"],
    ),
    "signatory_name": Datum(
        name="signatory_name", type="name", required=False, says="who signs; left out, the line is filled in by hand",
        example="Imani Okafor",
    ),
    "signatory_title": Datum(
        name="signatory_title", type="text", required=False, says="title of the one who signs",
        example="Program Manager",
    ),
    "copies_to": Datum(
        name="copies_to", type="texts", required=False, says="who gets a copy", example=["Regional Administrator"],
    ),
}  # fmt: skip
"""What every letter and memo takes besides its own data."""


@dataclass(frozen=True, slots=True)
class Following:
    """A document that follows from a checked packet, with the data to write it from and a name for its file."""

    document: str
    data: dict[str, Any]
    """In the JSON form that the document's schema describes."""
    filename: str


Completion = Callable[[Data, Program], Mapping[str, Any]]
Splitting = Callable[[dict[str, Any]], list[dict[str, Any]]]
Follow = Callable[[Report, Program], Iterator[Following]]


class DocumentBook:
    """What a program computes for its documents, and which of them follow from a packet."""

    def __init__(self) -> None:
        self.completions: dict[str, Completion] = {}
        self.splittings: dict[str, Splitting] = {}
        self.follow: list[Follow] = []

    def completes(self, *documents: str) -> Callable[[Completion], Completion]:
        """Registers the computation of the documents' `computed` values, which refuses unlawful data."""

        def register(function: Completion) -> Completion:
            self.completions.update(dict.fromkeys(documents, function))
            return function

        return register

    def splits(self, document: str) -> Callable[[Splitting], Splitting]:
        """Registers the function that makes one set of data into several, each a file of its own."""

        def register(function: Splitting) -> Splitting:
            self.splittings[document] = function
            return function

        return register

    def follows(self, function: Follow) -> Follow:
        """Registers a function that yields the documents that follow from a report."""
        self.follow.append(function)
        return function


def program_book(program: Program) -> DocumentBook:
    """The book of the program's module, an empty one where it names none."""
    if program.documents is None:
        return DocumentBook()
    book: DocumentBook = load_module(program.documents, program.folder).book
    return book


@cache
def outgoing(catalog: Catalog) -> tuple[Outgoing, ...]:
    """Every outgoing document of every program; raises DeclarationError."""
    return tuple(
        _load(path, program)
        for program in catalog.programs.values()
        for path in sorted((program.folder / "documents").glob("*.yaml"))
    )


def document(name: str, catalog: Catalog) -> Outgoing:
    """The document `program/document`; raises FormwrightError that names the nearest."""
    known = {declared.id: declared for declared in outgoing(catalog)}
    if name in known:
        return known[name]
    nearest = process.extractOne(name, list(known))
    hint = f"Did you mean {nearest[0]}?" if nearest and nearest[1] > 60 else f"There are: {', '.join(known)}."
    raise FormwrightError(f"{name!r} is no document. {hint}")


def _load(path: Path, program: Program) -> Outgoing:
    declared = read_declaration(path, Outgoing)
    if declared.document != path.stem:
        raise DeclarationError(
            path, 1, f"declares {declared.document!r}; the file must be named {declared.document}.yaml"
        )
    data: dict[str, Datum] = {}
    if declared.fills:
        if declared.fills not in program.forms:
            raise DeclarationError(path, None, f"fills {declared.fills!r}, which is no form of {program.id}")
        data.update(_form_data(program.forms[declared.fills]))
    data.update({name: _named(name, datum, program, path) for name, datum in declared.data.items()})
    if declared.letter:
        data = {**data, **{name: datum for name, datum in LETTER_DATA.items() if name not in data}}
    return declared.model_copy(update={"program": program.id, "data": data})


def _named(name: str, datum: Datum, program: Program, path: Path) -> Datum:
    choices = datum.choices
    if isinstance(choices, str):
        if choices not in program.choices:
            raise DeclarationError(path, None, f"{name} chooses from {choices!r}, which {program.id} does not declare")
        choices = program.choices[choices]
    if datum.type == "choice" and not choices:
        raise DeclarationError(path, None, f"{name} is a choice without choices")
    if (datum.type == "rows") != bool(datum.columns):
        raise DeclarationError(path, None, f"{name}: rows have columns, and nothing else has")
    if taken := [key for key in datum.columns if hasattr(dict, key)]:
        # Jinja would find Python's own method of that name, and not the column.
        raise DeclarationError(path, None, f"{name} has a column {taken[0]!r}; give it another name")
    columns = {key: _named(key, column, program, path) for key, column in datum.columns.items()}
    return datum.model_copy(update={"name": name, "choices": choices, "columns": columns})


def _form_data(form: Form) -> Iterator[tuple[str, Datum]]:
    """The form's fields and tables as data; signatures and their dates stay blank for the hand that signs."""
    signed = {name for name, field in form.fields.items() if field.type == "signature"}
    for name, field in form.fields.items():
        if name not in signed and name.removesuffix("_date") not in signed:
            yield name, Datum(
                name=name, type=field.type, says=field.note or field.label, label=field.label, when=field.when,
                required=field.required and field.type != "checkbox", choices=_captions(field),
            )  # fmt: skip
    for name, table in form.tables.items():
        columns = {
            key: Datum(
                name=key, type=column.type, says=column.note or column.label, label=column.label,
                required=column.required, choices=_captions(column),
            )
            for key, column in table.columns.items()
        }  # fmt: skip
        yield (
            name,
            Datum(
                name=name,
                type="rows",
                says=table.title or name,
                label=table.title,
                required=table.required,
                columns=columns,
            ),
        )


def _captions(cell: Cell) -> dict[str, tuple[str, ...]] | None:
    return cell.choices if isinstance(cell.choices, dict) else None
