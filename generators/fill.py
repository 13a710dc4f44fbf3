"""Filled forms: typed values put into the blank, shown whole, and read back before anything is handed out."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from pypdf import PdfReader, PdfWriter

from forms.arrange import RIGHT_ALIGNED
from forms.errors import FormwrightError
from forms.fieldtypes import Unreadable
from forms.form import Cell, Form, Table
from forms.geometry import Slot
from forms.layout import FormLayout, lay_out
from forms.program import Program
from forms.typeset import composed, not_shown, width, wrap
from generators.acroform import CHECKED
from generators.blank import assemble, finish, form_sheets
from generators.continuation import MoreRows, Overflow, continuation
from generators.drawing import CROSS, DOT, MARGIN, Look, Sheet, draw
from generators.readback import compare_fields, compare_print

SIZE, LEAST_SIZE, LEADING = 10.0, 7.0, 1.22
"""Points: how values are set, and how small a long one may become before it is continued; and their leading."""
SEE = ("… see continuation", "… see cont.", "…")
"""How a box says that its text goes on; the widest that it has room for."""
SIGNED = "/s/ signed"
"""What a signature line shows where the data say only that it is signed."""


@dataclass(slots=True)
class _Filling:
    """The values of one form on their way to paper."""

    values: dict[str, str] = field(default_factory=dict)
    """Path and what the field holds: text, the choice's name, the checkbox's on-state."""
    printed: dict[str, str] = field(default_factory=dict)
    """Path and the text as a person reads it."""
    more: list[MoreRows] = field(default_factory=list)


def fill_form(
    form: Form,
    program: Program,
    values: Mapping[str, Any],
    *,
    flatten: bool = False,
    annex: Mapping[str, str] | None = None,
) -> bytes:
    """The form filled with typed values by field, and lists of rows by table; None leaves a field blank.

    What does not fit stands in full on a continuation page, and so does the annex, texts by their heading. `flatten`
    gives the look of a form that was printed to PDF. Raises FormwrightError on a name that is no field, on a value that
    cannot be shown, and where the written file does not read back as it was meant.
    """
    filling = _checked(form, values)
    layout = lay_out(form, program)
    looks: dict[Slot, Look] = {}
    overflows: list[Overflow] = []
    for slot in layout.slots:
        look, whole = _look(slot, filling)
        if look:
            looks[slot] = look
        if not whole:
            overflows.append(Overflow(slot.path, _name(slot), filling.printed[slot.path]))
    overflows.extend(Overflow("", heading, text) for heading, text in (annex or {}).items())
    sheets = [*form_sheets(layout), *continuation(form, overflows, filling.more)]
    written = _flat(layout, sheets, looks) if flatten else _fillable(layout, sheets, filling, looks)
    if not flatten:
        compare_fields(written, layout, filling.values)
    compare_print(written, layout, looks, sheets)
    return written


def _fillable(layout: FormLayout, sheets: list[Sheet], filling: _Filling, looks: Mapping[Slot, Look]) -> bytes:
    typed = {slot.path: look for slot, look in looks.items() if slot.kind in ("text", "combo")}
    # A signature field's value is a digital signature; what merely says that it is signed is print.
    signed = {slot: look for slot, look in looks.items() if slot.kind == "signature"}
    return assemble(layout, _printed(sheets, signed), filling.values, typed)


def _flat(layout: FormLayout, sheets: list[Sheet], looks: Mapping[Slot, Look]) -> bytes:
    drawn = draw(layout.form.title, _printed(sheets, looks), {})
    return finish(PdfWriter(clone_from=PdfReader(io.BytesIO(drawn))), layout.form)


def _printed(sheets: list[Sheet], looks: Mapping[Slot, Look]) -> list[Sheet]:
    """The sheets with the looks printed into their slots for good."""
    return [
        Sheet(
            sheet.items,
            sheet.panels,
            sheet.code,
            tuple((slot.points, look) for slot, look in looks.items() if slot.page == number),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


# What is given


def _checked(form: Form, values: Mapping[str, Any]) -> _Filling:
    filling = _Filling()
    for name, value in values.items():
        if name in form.tables:
            _check_rows(form.tables[name], value, filling)
        elif name in form.fields:
            _check(name, form.fields[name], value, filling)
        else:
            known = ", ".join([*form.fields, *form.tables])
            raise FormwrightError(f"{form.id} has no field {name!r}. It has: {known}.")
    return filling


def _check_rows(table: Table, rows: Any, filling: _Filling) -> None:
    if rows is not None and not (isinstance(rows, list | tuple) and all(isinstance(row, Mapping) for row in rows)):
        raise FormwrightError(f"The table {table.name} takes a list of rows, each with its values by column.")
    beyond: list[dict[str, str]] = []
    for number, row in enumerate(rows or ()):
        if unknown := set(row) - set(table.columns):
            raise FormwrightError(f"The table {table.name} has no column {sorted(unknown)[0]!r}.")
        held = filling if number < table.rows else _Filling()
        for column, value in row.items():
            _check(f"{table.name}[{number}].{column}", table.columns[column], value, held)
        if number >= table.rows:
            start = f"{table.name}[{number}]."
            beyond.append({path.removeprefix(start): text for path, text in held.printed.items()})
    if beyond:
        filling.more.append(MoreRows(table, table.rows + 1, beyond))


def _check(path: str, cell: Cell, value: Any, filling: _Filling) -> None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return
    text = _written(path, cell, value)
    if strange := not_shown(text):
        shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in strange)
        raise FormwrightError(f"{path} holds characters that the form cannot show: {shown}. Write them in other words.")
    if cell.type == "choice":
        filling.values[path] = value
    elif cell.type == "checkbox":
        if value:
            filling.values[path] = CHECKED
    elif cell.type != "signature":
        filling.values[path] = text
    filling.printed[path] = text


def _written(path: str, cell: Cell, value: Any) -> str:
    """The value as it is printed, after making sure that the print says the same; raises FormwrightError."""
    kind = cell.kind
    if cell.type in ("text", "name"):
        if not isinstance(value, str):
            raise FormwrightError(f"{path} must be text, not {value!r}.")
        return value.strip()
    if cell.type == "choice" and not (isinstance(value, str) and value in (cell.options or {})):
        raise FormwrightError(f"{path} must be one of {', '.join(cell.options or {})}, not {value!r}.")
    if cell.type in ("checkbox", "signature"):
        if not isinstance(value, bool):
            raise FormwrightError(f"{path} must be true or false, not {value!r}.")
        return kind.write(value)
    try:
        text = kind.write(value, cell.options)
        said = kind.parse(text, cell.options).value
        same = said == value if isinstance(value, Decimal) else kind.dump(said) == kind.dump(value)
    except (Unreadable, AttributeError, TypeError, ValueError, ArithmeticError):
        same = False
    if not same:
        raise FormwrightError(f"{path} cannot be {value!r}: it takes a value of the type {cell.type}.")
    return text


def _name(slot: Slot) -> str:
    if not slot.row:
        return slot.cell.label
    return f"{slot.cell.label}, row {int(slot.row.partition('[')[2][:-1]) + 1}"


# What is shown


def _look(slot: Slot, filling: _Filling) -> tuple[Look | None, bool]:
    """What the slot shows, None where it stays empty, and whether that is the whole value."""
    if slot.kind == "radio":
        return (DOT if filling.values.get(slot.path) == slot.choice else None), True
    if slot.kind == "checkbox":
        return (CROSS if slot.path in filling.values else None), True
    text = filling.printed.get(slot.path)
    if text is None or (slot.kind == "signature" and text != "Yes"):
        return None, True
    return _set(SIGNED if slot.kind == "signature" else composed(text), slot)


def _set(text: str, slot: Slot) -> tuple[Look, bool]:
    """The text as large as it fits the box; its beginning where it does not fit at all."""
    x0, y0, x1, y1 = slot.points
    wide, high = x1 - x0, y1 - y0
    look = Look(wide, high, right=bool(slot.row) and slot.cell.type in RIGHT_ALIGNED, top=slot.lines > 1)
    size = SIZE
    while size >= LEAST_SIZE:
        lines = wrap(text, size, wide - 2 * MARGIN)
        # A box for one line takes a second only when the print is at its smallest.
        most = _most_lines(high, size) if slot.lines > 1 or size == LEAST_SIZE else 1
        if len(lines) <= most:
            return replace(look, lines=tuple(lines), size=size, leading=LEADING * size), True
        size -= 0.5
    beginning = _beginning(text, wide - 2 * MARGIN, _most_lines(high, LEAST_SIZE))
    return replace(look, lines=tuple(beginning), size=LEAST_SIZE, leading=LEADING * LEAST_SIZE, right=False), False


def _most_lines(high: float, size: float) -> int:
    return max(1, int((high - 1 - 0.95 * size) / (LEADING * size)) + 1)


def _beginning(text: str, room: float, most: int) -> list[str]:
    """As many lines as there is room for, the last one saying where the whole stands."""
    see = next((see for see in SEE if width(see, LEAST_SIZE) <= room), SEE[-1])
    lines = wrap(text, LEAST_SIZE, room)[:most]
    last = lines[-1]
    while last and width(f"{last}{see}", LEAST_SIZE) > room:
        last = last[:-1]
    return [*lines[:-1], f"{last.rstrip()}{see}"]
