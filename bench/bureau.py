"""What offices put on their papers: labels as they word them, values as they write them, tables with their sums."""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bench.people import ORGANISATIONS, STREETS, TOWNS, People, Row
from forms.form import Cell, Form
from forms.program import Program

_DATES = (
    "{0:%m/%d/%Y}", "{0.month}/{0.day}/{0.year}", "{0:%B} {0.day}, {0.year}", "{0:%d-%b-%Y}", "{0:%Y-%m-%d}",
    "{0:%B} {0.day}{1} {0.year}", "{0:%B} {0.day}{1}, {0.year}", "{0:%a} {0:%m/%d/%Y}", "{0:%b} {0.day}, {0.year}",
    "{0.day} {0:%B} {0.year}", "{0:%m-%d-%Y}", "{0:%m.%d.%Y}",
)  # fmt: skip
_MONTHS = ("{0:%B} {0.year}", "{0:%m}/{0.year}", "{0:%b} {0.year}", "{0:%Y-%m}", "{0:%b}-{0.year}")
_TIMES = ("{0} {1}M", "{0}{2}", "{0} {2}.m.", "{3:%H:%M}", "{0} {2}m")
_PHONES = ("({0}){1}-{2}", "({0}) {1}-{2}", "{0}.{1}.{2}", "{0}-{1}-{2}", "{0} {1} {2}", "1-{0}-{1}-{2}")
_MONEYS = ("${0:,.2f}", "USD {0:,.2f}", "{0:,.2f}", "$ {0:,.2f}", "${0:.2f}", "${1}")
_HINTS = {
    "date": ("(mm/dd/yyyy)", "(month/day/year)"), "phone": ("(with area code)", "[incl. area code]"),
    "name": ("(please print)", "(first and last)"), "money": ("(in US dollars)", "[USD]"), "zip": ("(5 digits)",),
    "hours": ("(in quarters of an hour)",), "text": ("(please print clearly)",), "ein": ("(9 digits)",),
}  # fmt: skip
_SPANISH = {
    "name": "Nombre", "date": "Fecha", "phone": "Teléfono", "address": "Dirección", "signature": "Firma",
    "city": "Ciudad",
    "state": "Estado", "zip": "Código postal", "reason": "Motivo", "email": "Correo electrónico", "agency": "Agencia",
    "amount": "Cantidad", "hours": "Horas", "county": "Condado", "provider": "Proveedor", "language": "Idioma",
    "number": "Número", "child": "Niño/a", "parent": "Padre o madre", "progress": "Progreso", "need": "Necesidad",
}  # fmt: skip
_SECTIONS = (
    "Identifying Information", "Program Information", "Details", "Service Information", "Background",
    "Additional Information",
    "To Be Completed by the Agency", "Case Data", "Particulars",
)  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDINGS = {
    "Child's name": "Child (full name)", "Name of child": "Full name of the child",
    "Agency": "Name of agency providing service",
    "Date of birth": "D.O.B.", "Phone": "Tel. no.", "Telephone number": "Daytime telephone",
    "Invoice number": "Invoice #",
    "Agreement number": "Agreement #", "Email": "Electronic mail",
    "Address": "Mailing address (street, city, state, ZIP)",
    "Period from": "Reporting period begins", "Period to": "Reporting period ends", "Parent name": "Parent's full name",
    "Provider": "Name of provider", "Total hours": "Total no. of hours", "Total amount": "Amount due",
    "County": "County of residence",
    "Date completed": "Completed on", "Hire date": "Hired on", "Contact person": "Person to contact",
    "Start date": "Begins on",
    "End date": "Ends on", "Case number": "Case #", "Effective date": "Effective as of", "Fiscal year": "FY",
}  # fmt: skip
"""Wordings that the catalogue does not list, as an office might choose them."""


@dataclass(slots=True)
class Item:
    """A field as it stands on a paper: its label and its value, both as printed."""

    name: str
    label: str
    text: str
    cell: Cell
    value: Any
    long: bool

    @property
    def options(self) -> list[tuple[str, bool]]:
        """Captions of a choice, and which is taken."""
        return [(captions[0], name == self.value) for name, captions in (self.cell.options or {}).items()]


@dataclass(slots=True)
class Grid:
    """A table: heads, printed rows, and the row of its sums."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    kinds: list[str]
    sums: list[str] | None = None


@dataclass(slots=True)
class Block:
    """A part of a paper under a heading: rows of fields, or a table."""

    heading: str
    rows: list[list[Item]] = field(default_factory=list)
    grid: Grid | None = None


@dataclass(slots=True)
class Paper:
    """All that stands on a paper, before anybody lays it out."""

    form: Form
    agency: str
    title: str
    letterhead: tuple[str, str, str]
    blocks: list[Block]
    fields: Row
    tables: dict[str, list[Row]]
    dice: random.Random
    signer: str
    marks: str
    """How boxes are checked: glyph, brackets, yesno or word."""
    loud: bool = False
    """Labels in capitals."""

    def item(self, name: str) -> Item | None:
        """The field of that name, where the paper has it."""
        return next((item for block in self.blocks for row in block.rows for item in row if item.name == name), None)


class Habits:
    """How one office writes dates, amounts, numbers and labels."""

    def __init__(self, dice: random.Random) -> None:
        self.date, self.month, self.time = dice.choice(_DATES), dice.choice(_MONTHS), dice.choice(_TIMES)
        self.phone, self.money = dice.choice(_PHONES), dice.choice(_MONEYS)
        self.upper, self.last_first = dice.random() < 0.2, dice.random() < 0.15
        self.loud_dates = dice.random() < 0.5
        self.unit = dice.random() < 0.15
        self.extension = dice.random() < 0.2
        self.labels = dice.choice(("plain", "plain", "plain", "capitals", "spanish", "hints", "numbers", "letters"))
        self.dice = dice

    def names(self, cell: Cell, value: Any) -> Any:
        """The value as this office files it: names turned, a telephone's extension, a text that points elsewhere."""
        if value is None:
            return None
        if cell.type == "name" and self.last_first and value.count(" ") == 1:
            first, last = value.split()
            value = f"{last}, {first} {self.dice.choice(_LETTERS)}."
        if cell.type == "phone" and self.extension:
            value = f"{value} x{self.dice.randint(2, 399)}"
        return value

    def printed(self, cell: Cell, value: Any) -> str:
        """The value in print; a blank is now and then spelled out where it cannot be taken for a text."""
        if value is None:
            if cell.type in ("date", "money", "phone", "email", "ein") and self.dice.random() < 0.3:
                return self.dice.choice(("N/A", "n/a", "none", "—"))
            return ""
        return self._upper(cell, self._written(cell, value))

    def _upper(self, cell: Cell, text: str) -> str:
        return text.upper() if self.upper and cell.type in ("text", "name") else text

    def _written(self, cell: Cell, value: Any) -> str:
        if cell.type == "date":
            text = self.date.format(value, _ordinal(value.day))
            return text.upper() if self.loud_dates and "-%b-" in self.date else text
        if cell.type == "month":
            return self.month.format(value.first)
        if cell.type == "time":
            clock = f"{value.hour % 12 or 12}:{value.minute:02d}"
            half = "P" if value.hour >= 12 else "A"
            return self.time.format(clock, half, half.lower(), value)
        if cell.type == "phone":
            number, _, extension = value.partition(" x")
            text = self.phone.format(*number.split("-"))
            return f"{text} x{extension}" if extension else text
        if cell.type == "money":
            short = f"{value:,.2f}".removesuffix("0")
            return self.money.format(value, short)
        if cell.type == "hours":
            text = f"{Decimal(value):.2f}"
            return f"{text} hrs" if self.unit else text
        if cell.type == "choice":
            return self.dice.choice(list((cell.options or {})[value]))
        return cell.kind.write(value, cell.options)


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def compose(form: Form, program: Program, seed: int, *, own_words: bool = False) -> Paper:
    """The form filled and worded by an office; `own_words` also takes labels that the catalogue does not list."""
    people = People(seed, form.program)
    dice = random.Random(seed * 31 + 7)
    habits = Habits(dice)
    fields, tables = people.fill(form)
    fields = {name: habits.names(form.fields[name], value) for name, value in fields.items()}
    wordings = _Wordings(form, habits, dice, own_words)
    blocks = []
    for section in form.sections:
        rows = [[_item(form, name.partition("*")[0], fields, habits, wordings) for name in row] for row in section.rows]
        if len(rows) > 1 and not any(item.cell.type == "signature" for row in rows for item in row):
            dice.shuffle(rows)
        heading = section.section if dice.random() < 0.5 else dice.choice(_SECTIONS)
        grid = _grid(form, section.table, tables[section.table], fields, habits, dice) if section.table else None
        blocks.append(Block(heading, rows, grid))
    signed = [block for block in blocks if any(i.cell.type == "signature" for row in block.rows for i in row)]
    others = [block for block in blocks if all(block is not one for one in signed)]
    if dice.random() < 0.3 and not form.tables:
        dice.shuffle(others)
    title = dice.choice((form.title, form.title, *form.titles))
    head = (
        dice.choice(ORGANISATIONS), f"{dice.randint(2, 1900)} {dice.choice(STREETS)}, {dice.choice(TOWNS)}",
        f"Tel. 860-555-01{dice.randint(10, 99)}",
    )  # fmt: skip
    return Paper(
        form, program.agency, title, head, [*others, *signed], fields, tables, dice, people.name(),
        dice.choice(("glyph", "glyph", "brackets", "yesno", "word")), habits.labels == "capitals",
    )  # fmt: skip


def _item(form: Form, name: str, fields: Row, habits: Habits, wordings: "_Wordings") -> Item:
    cell = form.fields[name]
    text = "" if cell.type in ("checkbox", "signature") else habits.printed(cell, fields[name])
    return Item(name, wordings.of(name, cell), text, cell, fields[name], cell.multiline)


class _Wordings:
    """Labels as one office words, numbers and translates them; two fields share one only where all theirs are."""

    def __init__(self, form: Form, habits: Habits, dice: random.Random, own_words: bool) -> None:
        self.form, self.habits, self.dice, self.own = form, habits, dice, own_words
        self.count = 0

    def of(self, name: str, cell: Cell) -> str:
        self.count += 1
        label = self._free(name, cell)
        if self.own and label in _WORDINGS and self.dice.random() < 0.7:
            label = _WORDINGS[label]
        how = self.habits.labels
        if how == "capitals":
            return label.upper()
        if how == "spanish" and cell.type not in ("checkbox", "choice"):
            spanish = next((word for key, word in _SPANISH.items() if key in label.lower()), "")
            return f"{label} / {spanish}" if spanish else label
        if how == "hints" and cell.type in _HINTS and self.dice.random() < 0.5:
            return f"{label} {self.dice.choice(_HINTS[cell.type])}"
        if how == "numbers":
            return f"{self.count}. {label}"
        if how == "letters":
            return f"{_LETTERS[self.count // 9]}{self.count % 9 + 1}. {label}"
        return label

    def _free(self, name: str, cell: Cell) -> str:
        taken = {
            label.lower() for other, field in self.form.fields.items() if other != name for label in field.labels
        } | {label.lower() for table in self.form.tables.values() for c in table.columns.values() for label in c.labels}
        free = [label for label in cell.labels if label.lower() not in taken]
        return self.dice.choice((free[0], *free)) if free else cell.labels[0]


def _grid(form: Form, name: str, rows: list[Row], fields: Row, habits: Habits, dice: random.Random) -> Grid:
    columns = form.tables[name].columns
    heads = [dice.choice(column.labels) for column in columns.values()]
    if len(set(heads)) < len(heads):
        heads = [column.label for column in columns.values()]
    printed = []
    for row in rows:
        cells = []
        for key, column in columns.items():
            if column.type == "checkbox":
                cells.append(dice.choice(("X", "Yes", "✓")) if row[key] else dice.choice(("", "No")))
            else:
                row[key] = habits.names(column, row[key])
                cells.append(habits.printed(column, row[key]))
        printed.append(cells)
    sums = None
    if any(f"total_{key}" in form.fields for key in columns) and dice.random() < 0.6:
        sums = ["" for _ in columns]
        for at, (key, column) in enumerate(columns.items()):
            if f"total_{key}" in form.fields:
                total = sum((row[key] for row in rows), Decimal(0))
                sums[at] = habits.printed(column, total)
    return Grid(form.tables[name].title or "", heads, printed, [column.type for column in columns.values()], sums)


def in_turn(day: date) -> str:
    """A day as a stamp of receipt prints it."""
    return f"{day:%b %d %Y}".upper()
