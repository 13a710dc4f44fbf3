"""How the parts of a section are set: bars, rows of boxed fields, table rows, boxes for the agency's own use."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forms.form import Cell, Field, Form, Section, Table
from forms.geometry import Block, Item, Panel, Points, Print, Role, Slot, SlotKind, fractions
from forms.typeset import Face, widest_word, width, wrap

LEFT, RIGHT = 42.0, 570.0
"""The edges of everything but the corner marks."""
FULL = RIGHT - LEFT

LABEL, LABEL_LEADING = 7.0, 8.2
CAPTION, CAPTION_LEADING = 8.5, 10.0
NOTE, NOTE_LEADING = 6.5, 7.6
PAD = 3.0
LINE_HEIGHT = 12.5
"""A line of a multi-line value."""
BUTTON = 10.0
"""The side of a checkbox and the width of a radio button."""
MOST_BUTTONS = 6
"""A longer list of choices is a combo box."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How much room things get, in points of height."""

    value: float
    """A value on one line."""
    signing: float
    row: float
    office: float
    gap: float
    """Above a section's bar."""


ROOMY = Spacing(value=18.0, signing=25.0, row=19.0, office=30.0, gap=6.0)
CLOSE = Spacing(value=16.5, signing=21.0, row=18.5, office=24.0, gap=4.0)
"""For a form that would otherwise run over by a little."""

_NARROWEST = {
    "text": 96.0, "name": 130.0, "date": 84.0, "month": 70.0, "time": 72.0, "phone": 100.0, "email": 150.0,
    "state": 44.0, "zip": 72.0, "ein": 84.0, "money": 84.0, "hours": 60.0, "number": 54.0, "integer": 54.0,
    "checkbox": 110.0, "signature": 170.0, "choice": 150.0,
}  # fmt: skip
_NARROWEST_COLUMN = {
    "text": 76.0, "name": 96.0, "date": 60.0, "month": 50.0, "time": 54.0, "phone": 80.0, "email": 110.0,
    "state": 30.0, "zip": 62.0, "ein": 66.0, "money": 62.0, "hours": 40.0, "number": 40.0, "integer": 36.0,
    "checkbox": 34.0, "signature": 90.0, "choice": 104.0,
}  # fmt: skip
RIGHT_ALIGNED = frozenset({"money", "hours", "number", "integer"})
"""Types whose columns are read by their last digit."""


def section_blocks(form: Form, section: Section, spacing: Spacing) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """The blocks of a section, each with those that are printed again above it where a page begins with it."""
    title = bar(section.section, spacing)
    again: tuple[Block, ...] = (bar(f"{section.section} (continued)", spacing),)
    yield title, ()
    if section.note:
        yield note_block(section.note), ()
    for row in section.rows:
        for block in row_blocks(form, row, spacing):
            yield block, again
    if section.table:
        table = form.tables[section.table]
        widths = column_widths(table)
        if legend := _legend(table.columns.values()):
            yield note_block(legend), ()
        header = header_block(table, widths)
        yield header, ()
        for number in range(table.rows):
            yield table_row(table, number, widths, spacing.row), (*again, header)
    if section.office_use:
        yield office_block(section.office_use, spacing.office), ()


def _text(
    text: str, x: float, top: float, limit: float, size: float, leading: float, role: Role = "paragraph",
    face: Face = "regular", path: str = "",
) -> Print:  # fmt: skip
    """Text wrapped into the limit, its first line beginning at the top."""
    lines = tuple(wrap(text, size, limit, face))
    return Print(x, top + 0.8 * size + (leading - size) / 2, lines, size, role, face, "black", leading, path)


def bar(title: str, spacing: Spacing = ROOMY) -> Block:
    """A section's bar with its title."""
    size = 9.5
    lines = wrap(title, size, FULL - 12, "bold")
    height = 4.5 + 11.5 * len(lines)
    heading = Print(LEFT + 6, spacing.gap + 10.6, tuple(lines), size, "heading", "bold", "white", 11.5)
    panel = Panel((LEFT - 0.25, spacing.gap, RIGHT + 0.25, spacing.gap + height), "bar", 0)
    return Block(spacing.gap + height, (heading,), (panel,), keeps=True)


def note_block(note: str) -> Block:
    """An instruction across the page, bound to what follows."""
    text = _text(note, LEFT + 1, 2.5, FULL - 2, 7.8, 9.4, face="italic")
    return Block(5.5 + 9.4 * len(text.lines), (text,), (), keeps=True)


def _legend(cells: Iterable[Cell]) -> str:
    """What may be written into the columns that a screen offers a list for; paper offers none."""
    said = [
        f"{cell.label}: {'; '.join(captions[0] for captions in cell.options.values())}."
        for cell in cells
        if cell.options and len(cell.options) <= 12
    ]
    return " ".join(said)


# Rows of fields


def row_blocks(form: Form, entries: Sequence[str], spacing: Spacing) -> Iterator[Block]:
    """The fields side by side; in several strips where they have no room in one."""
    waiting: list[tuple[Field, float]] = []
    for entry in entries:
        name, weight = Section.weight(entry)
        field = form.fields[name]
        if waiting and sum(narrowest(cell) for cell, _ in [*waiting, (field, weight)]) > FULL:
            yield _strip(waiting, spacing)
            waiting = []
        waiting.append((field, weight))
    if waiting:
        yield _strip(waiting, spacing)


def narrowest(field: Field) -> float:
    """The least width in which the field can be filled in and its label read."""
    if slot_kind(field) == "radio":
        widest = max(_option_width(captions[0]) for captions in _captions(field).values())
        return min(FULL, max(widest, widest_word(field.label, LABEL, "bold")) + 2 * PAD)
    return max(_NARROWEST[field.type], widest_word(field.label, LABEL, "bold") + 2 * PAD)


def shares(weights: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """The total parted by weight, where nobody gets less than his least."""
    if sum(least) >= total:
        return [total * need / sum(least) for need in least]
    fixed: set[int] = set()
    while True:
        free = total - sum(least[i] for i in fixed)
        heavy = sum(weight for i, weight in enumerate(weights) if i not in fixed)
        got = [least[i] if i in fixed else free * weights[i] / heavy for i in range(len(weights))]
        short = {i for i in range(len(weights)) if got[i] < least[i] - 0.01}
        if not short:
            return got
        fixed |= short


def slot_kind(cell: Cell, in_table: bool = False) -> SlotKind:
    """What the cell is on a fillable page."""
    if cell.type == "choice":
        return "combo" if in_table or len(_captions(cell)) > MOST_BUTTONS else "radio"
    if cell.type == "checkbox":
        return "checkbox"
    return "signature" if cell.type == "signature" else "text"


def _captions(cell: Cell) -> dict[str, tuple[str, ...]]:
    return {name: tuple(captions) for name, captions in (cell.options or {}).items()}


def _option_width(caption: str) -> float:
    return min(BUTTON + 4 + width(caption, CAPTION), FULL - 2 * PAD)


@dataclass(frozen=True, slots=True)
class _Place:
    """One field's part of a strip."""

    field: Field
    x0: float
    x1: float
    spacing: Spacing

    @property
    def inner(self) -> float:
        return self.x1 - self.x0 - 2 * PAD

    @property
    def kind(self) -> SlotKind:
        return slot_kind(self.field)

    def slot(self, points: Points, choice: str | None = None) -> Slot:
        return Slot(self.field.name, 0, fractions(points), self.kind, choice, self.field.lines, self.field)

    def label(self) -> list[Print]:
        """Label and note, from the top of the strip."""
        name = self.field.name
        label = _text(self.field.label, self.x0 + PAD, 2.0, self.inner, LABEL, LABEL_LEADING, "label", "bold", name)
        notes = [self.field.note] if self.field.note else []
        if self.kind == "combo" and len(_captions(self.field)) <= 12:
            notes.append(f"One of: {'; '.join(printed[0] for printed in _captions(self.field).values())}.")
        prints, top = [label], 2.0 + LABEL_LEADING * len(label.lines)
        for note in notes:
            below = _text(note, self.x0 + PAD, top, self.inner, NOTE, NOTE_LEADING, face="italic")
            prints.append(below)
            top += NOTE_LEADING * len(below.lines)
        return prints

    @property
    def label_height(self) -> float:
        """What label and note take above the value; a checkbox and a signature bear their label elsewhere."""
        if self.kind in ("checkbox", "signature"):
            return 0.0
        last = self.label()[-1]
        return last.y + last.leading * (len(last.lines) - 1) + 2.6

    @property
    def value_height(self) -> float:
        """What the value takes, and in a checkbox or signature the label too."""
        if self.kind == "radio":
            return sum(height for _, height in _flow(self)) + 1.0
        if self.kind == "checkbox":
            return sum(print_.leading * len(print_.lines) for print_ in self._beside(0.0)) + 7.0
        if self.kind == "signature":
            return self.spacing.signing + 3.0 + sum(print_.leading * len(print_.lines) for print_ in self.label())
        return self.spacing.value if self.field.lines == 1 else LINE_HEIGHT * self.field.lines + 5.0

    def _beside(self, top: float) -> list[Print]:
        """A checkbox's label, right of it."""
        x, limit, name = self.x0 + PAD + BUTTON + 6, self.inner - BUTTON - 6, self.field.name
        label = _text(self.field.label, x, top, limit, CAPTION, CAPTION_LEADING, "label", "regular", name)
        if not self.field.note:
            return [label]
        below = top + CAPTION_LEADING * len(label.lines)
        return [label, _text(self.field.note, x, below, limit, NOTE, NOTE_LEADING, face="italic")]

    def items(self, label_height: float, height: float) -> Iterator[Item]:
        """Labels and slots in a strip of that height whose values begin below its labels."""
        if self.kind == "checkbox":
            top = (height - self.value_height) / 2 + 3.5
            yield from self._beside(top)
            x = self.x0 + PAD + 2
            yield self.slot((x, top, x + BUTTON, top + BUTTON))
        elif self.kind == "signature":
            captions = self.label()
            below = height - 1.0 - sum(print_.leading * len(print_.lines) for print_ in captions)
            for print_ in captions:
                yield print_.moved(0, below - 2.0)
            yield self.slot((self.x0 + PAD, 3.0, self.x1 - PAD, below - 2.0))
        else:
            yield from self.label()
            yield from self._value(label_height, height)

    def _value(self, top: float, height: float) -> Iterator[Item]:
        if self.kind == "radio":
            for options, line_height in _flow(self):
                for choice, x, caption in options:
                    yield self.slot((x, top + 1.0, x + BUTTON, top + 1.0 + BUTTON), choice)
                    yield caption.moved(0, top + 1.0)
                top += line_height
            return
        x0 = self.x0 + PAD
        if self.field.type == "money":
            yield Print(x0, top + 11.5, ("$",), 9.0, "furniture")
            x0 += 7.0
        bottom = height - 1.5 if self.field.multiline else min(height - 1.5, top + 1.3 * self.spacing.value)
        yield self.slot((x0, top + 0.5, self.x1 - PAD, bottom))

    def panels(self, height: float) -> Iterator[Panel]:
        yield Panel((self.x0, 0.0, self.x1, height))
        if self.kind == "signature":
            line = height - 1.0 - sum(print_.leading * len(print_.lines) for print_ in self.label()) - 1.5
            yield Panel((self.x0 + PAD, line, self.x1 - PAD, line), stroke=0.8)


def _flow(place: _Place) -> list[tuple[list[tuple[str, float, Print]], float]]:
    """The buttons of a choice in lines, each button with its caption, and the height of each line."""
    lines: list[tuple[list[tuple[str, float, Print]], float]] = []
    x = place.x0 + PAD + 2
    line: list[tuple[str, float, Print]] = []
    height = 0.0
    for choice, captions in _captions(place.field).items():
        wide = _option_width(captions[0])
        if line and x + wide > place.x1 - PAD:
            lines.append((line, height))
            x, line, height = place.x0 + PAD + 2, [], 0.0
        limit = place.x1 - PAD - x - BUTTON - 4
        caption = _text(
            captions[0], x + BUTTON + 4, 0.0, limit, CAPTION, CAPTION_LEADING, "label", path=place.field.name
        )
        line.append((choice, x, caption))
        height = max(height, CAPTION_LEADING * len(caption.lines) + 3.5)
        x += wide + 14
    return [*lines, (line, height)]


def _strip(fields: Sequence[tuple[Field, float]], spacing: Spacing) -> Block:
    least = [narrowest(field) for field, _ in fields]
    edges = [LEFT]
    for share in shares([weight for _, weight in fields], least, FULL):
        edges.append(edges[-1] + share)
    places = [_Place(field, x0, x1, spacing) for (field, _), (x0, x1) in zip(fields, pairwise(edges), strict=True)]
    label_height = max(place.label_height for place in places)
    height = max(
        place.value_height + (0.0 if place.kind in ("checkbox", "signature") else label_height + 1.5)
        for place in places
    )
    return Block(
        height,
        tuple(item for place in places for item in place.items(label_height, height)),
        tuple(panel for place in places for panel in place.panels(height)),
    )


# Tables


def column_widths(table: Table) -> list[float]:
    """The width of each column in points."""
    columns = table.columns.values()
    least = [max(_NARROWEST_COLUMN[cell.type], widest_word(cell.label, LABEL, "bold") + 2 * PAD) for cell in columns]
    return shares([cell.width for cell in columns], least, FULL)


def header_block(table: Table, widths: Sequence[float]) -> Block:
    """The column headings."""
    prints: list[Print] = []
    panels: list[Panel] = []
    x = LEFT
    for (name, cell), wide in zip(table.columns.items(), widths, strict=True):
        path = f"{table.name}.{name}"
        prints.append(_text(cell.label, x + PAD, 3.0, wide - 2 * PAD, LABEL, LABEL_LEADING, "column", "bold", path))
        if cell.note:
            below = 3.0 + LABEL_LEADING * len(prints[-1].lines)
            prints.append(_text(cell.note, x + PAD, below, wide - 2 * PAD, NOTE, NOTE_LEADING, face="italic"))
        x += wide
    height = max(print_.y + print_.leading * (len(print_.lines) - 1) for print_ in prints) + 4.5
    x = LEFT
    for wide in widths:
        panels.append(Panel((x, 0.0, x + wide, height), "tint"))
        x += wide
    return Block(height, tuple(prints), tuple(panels), keeps=True)


def table_row(table: Table, number: int, widths: Sequence[float], height: float) -> Block:
    """One empty row of that height."""
    slots: list[Slot] = []
    panels: list[Panel] = []
    x = LEFT
    for (name, cell), wide in zip(table.columns.items(), widths, strict=True):
        kind = slot_kind(cell, in_table=True)
        box = (x + 1.5, 1.0, x + wide - 1.5, height - 1.0)
        if kind == "checkbox":
            left, top = x + (wide - BUTTON) / 2, (height - BUTTON) / 2
            box = (left, top, left + BUTTON, top + BUTTON)
        slots.append(Slot(f"{table.name}[{number}].{name}", 0, fractions(box), kind, None, 1, cell))
        panels.append(Panel((x, 0.0, x + wide, height)))
        x += wide
    return Block(height, tuple(slots), tuple(panels))


def office_block(captions: Sequence[str], height: float) -> Block:
    """The boxes that the agency fills in by hand; four to a line."""
    items: list[Item] = [Print(LEFT + PAD, 16.0, ("FOR AGENCY USE ONLY",), LABEL, "paragraph", "bold")]
    panels: list[Panel] = []
    top = 20.0
    for start in range(0, len(captions), 4):
        line = captions[start : start + 4]
        wide = FULL / len(line)
        for place, caption in enumerate(line):
            x = LEFT + place * wide
            items.append(_text(caption, x + PAD, top + 2.0, wide - 2 * PAD, LABEL, LABEL_LEADING))
            panels.append(Panel((x, top, x + wide, top + height), "tint"))
        top += height
    return Block(top, tuple(items), tuple(panels))
