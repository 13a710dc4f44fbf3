"""Forms as agencies design them: numbered labels, hints, placeholders, typed and circled marks, combs, signature rows.

Harder than tests.support.layouts, where a label and its value are all that stands on the paper.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bench.design import BLACK, GREY, HEIGHT, MARGIN, WHITE, WIDTH, Design, Pen, signs
from bench.design_tables import table
from bench.people import People, Row
from bench.sheets import Sheets, scrawl
from forms.form import Cell, Field, Form
from tests.support.layouts import printed

_INSTRUCTIONS = (
    "Complete every section. Type or print in black ink, and sign at the end. Incomplete forms will be returned.",
    "The information on this form is used to decide about the request; see the notice of privacy practices.",
    "Use one form for each child. Attach additional sheets if more space is needed and number them.",
    "Do not write in shaded areas. Retain a copy for your records and send the original to the address above.",
)
_CERTIFIED = "By signing below I certify that the information above is true and complete to the best of my knowledge."
_SECTIONS = ("SECTION {a} - {t}", "{n}. {t}", "Part {r}: {t}", "{t}")
_TOPICS = ("General Information", "Details", "Services", "Additional Information", "Statements", "Other")


@dataclass(slots=True)
class Block:
    """Something to be drawn at a place: how high it is, and how it is drawn in a width."""

    height: float
    paint: Callable[[float, float, float], None]


def foreign(form: Form, agency: str, seed: int) -> Sheets:
    """The form as an agency designs and a clerk fills it."""
    fields, tables = People(seed, form.program).fill(form)
    pages = _drawn(form, agency, seed, fields, tables, 1).page
    pen = _drawn(form, agency, seed, fields, tables, pages)
    return Sheets(form, pen.finish(), fields, tables)


def _drawn(form: Form, agency: str, seed: int, fields: Row, tables: Mapping[str, list[Row]], pages: int) -> Pen:
    """The form drawn; how many pages it has is known only once it was drawn."""
    design = Design.of(seed)
    printed_labels = Counter(label for cell in form.fields.values() for label in cell.labels)
    design.shared = frozenset(label for label, count in printed_labels.items() if count > 1)
    code = f"{form.program.upper()[:2]}-{1000 + seed % 8999} (Rev. {1 + seed % 12:02d}/{2019 + seed % 7})"
    pen = Pen(design, code, pages)
    _letterhead(pen, form, agency)
    signed = _signed(form) if design.signing != "fields" else []
    listed = [c for c in form.fields.values() if c.type == "checkbox"] if design.yes_no == "columns" else []
    listed = listed if len(listed) > 1 else []
    apart = {cell.name for cell in (*signed, *listed)}
    parts: list[Callable[[], None]] = [
        lambda: _fields(pen, [cell for cell in form.fields.values() if cell.name not in apart], fields),
        lambda: _checklist(pen, listed, fields),
    ]
    grids = [lambda t=t: table(pen, t, tables[t.name]) for t in form.tables.values()]
    for part in [*grids, *parts] if design.dice.random() < 0.3 else [*parts, *grids]:
        part()
    _signatures(pen, signed, fields)
    if design.office:
        _office(pen)
    return pen


def _letterhead(pen: Pen, form: Form, agency: str) -> None:
    design = pen.design
    pen.text(MARGIN, pen.y, agency, bold=True, size=10)
    pen.text(WIDTH - MARGIN - 90, pen.y, pen.code.split(" (")[0], size=7)
    pen.y += 14
    if design.letterhead:
        pen.text(MARGIN, pen.y, "410 Capitol Street, Suite 200  •  860-555-0100  •  www.example.org", size=7.5)
        pen.y += 12
    title = form.title.upper() if design.capitals else form.title
    for line in pen.wrapped(title, WIDTH - 2 * MARGIN - 40, bold=True, size=14):
        pen.text((WIDTH - pen.width(line, bold=True, size=14)) / 2, pen.y + 4, line, bold=True, size=14)
        pen.y += 18
    pen.y += 6
    _instruction(pen)


def _instruction(pen: Pen) -> None:
    design = pen.design
    if not design.instructions:
        return
    for line in pen.wrapped(design.dice.choice(_INSTRUCTIONS), WIDTH - 2 * MARGIN, size=7.5):
        pen.room(12)
        pen.text(MARGIN, pen.y, line, size=7.5)
        pen.y += 9.5
    pen.y += 5


def _section(pen: Pen, number: int) -> None:
    design = pen.design
    if design.heading == "none":
        return
    pen.room(90)
    topic = _TOPICS[(number - 1) % len(_TOPICS)]
    told = {"a": "ABCDEFGH"[number % 8], "n": number, "r": "I" * (1 + number % 3)}
    words = _SECTIONS[number % len(_SECTIONS)].format(**told, t=topic)
    high = design.size + 7
    if design.heading == "bar":
        pen.shade(MARGIN, pen.y, WIDTH - MARGIN, pen.y + high, BLACK)
    pen.text(MARGIN + 4, pen.y + 3, words, bold=True, colour=WHITE if design.heading == "bar" else BLACK)
    if design.heading == "rule":
        pen.line(MARGIN, pen.y + high, WIDTH - MARGIN, pen.y + high, thick=1.2)
    pen.y += high + 4


# --- fields in rows -------------------------------------------------------------------------------------------------


def _fields(pen: Pen, cells: Sequence[Field], fields: Row) -> None:
    """The fields in rows of so many side by side, in sections."""
    design = pen.design
    row: list[Field] = []
    number = 1
    _section(pen, number)
    for count, cell in enumerate(cells, start=1):
        if _wide(cell, design):
            _row(pen, row, fields)
            _row(pen, [cell], fields)
            row = []
        else:
            row.append(cell)
            if len(row) == design.columns:
                _row(pen, row, fields)
                row = []
        if count % 8 == 0 and count < len(cells):
            _row(pen, row, fields)
            row, number = [], number + 1
            _section(pen, number)
            _instruction(pen)
    _row(pen, row, fields)


def _wide(cell: Field, design: Design) -> bool:
    many = cell.type == "choice" and design.choice != "written" and len(cell.options or {}) > 2
    return cell.multiline or many or (cell.type == "checkbox" and len(cell.labels[0]) > 40) or "address" in cell.name


def _row(pen: Pen, cells: Sequence[Field], fields: Row) -> None:
    if not cells:
        return
    design = pen.design
    count = 1 if len(cells) == 1 and _wide(cells[0], design) else design.columns
    width = (WIDTH - 2 * MARGIN) / count
    boxed = design.place in ("corner", "split")
    blocks = [_block(pen, cell, fields[cell.name], width - (0 if boxed else 12)) for cell in cells]
    height = max(block.height for block in blocks)
    pen.room(height + 4)
    for place, (cell, block) in enumerate(zip(cells, blocks, strict=True)):
        x = MARGIN + place * width
        if boxed:
            if design.place == "split" and cell.type != "checkbox":
                pen.shade(x, pen.y, x + 0.38 * width, pen.y + height, GREY)
                pen.line(x + 0.38 * width, pen.y, x + 0.38 * width, pen.y + height)
            pen.box(x, pen.y, x + width, pen.y + height)
        block.paint(x, pen.y, height)
    pen.y += height + (0 if boxed else 5)


def _block(pen: Pen, cell: Field, value: Any, width: float) -> Block:
    design = pen.design
    if cell.type == "checkbox":
        return _checkbox(pen, cell, bool(value), width)
    label = design.label(cell)
    if design.place == "left":
        return _left(pen, cell, label, value, width)
    if design.place == "split":
        return _split(pen, cell, label, value, width)
    if design.place == "below":
        return _below(pen, cell, label, value, width)
    return _above(pen, cell, label, value, width)


def _lines(pen: Pen, x: float, y: float, lines: Sequence[str], size: float) -> None:
    for number, line in enumerate(lines):
        pen.text(x, y + number * (size + 2), line, bold=pen.design.bold_labels, size=size)


def _left(pen: Pen, cell: Field, label: str, value: Any, width: float) -> Block:
    design = pen.design
    start = pen.width(label + " ", bold=design.bold_labels) + 4
    start = start if start < 0.55 * width else 0.42 * width
    lines = pen.wrapped(label, start - 2, bold=design.bold_labels)
    inner = _content(pen, cell, value, width - start)
    aside = design.aside(cell)

    def paint(x: float, y: float, _: float) -> None:
        _lines(pen, x, y + (inner.height - design.size - 3 if cell.type == "signature" else 0), lines, design.size)
        inner.paint(x + start, y, width - start)
        if aside:
            pen.text(x + start, y + inner.height + 2, aside, size=6)

    return Block(max(inner.height, len(lines) * (design.size + 2)) + (9 if aside else 1), paint)


def _split(pen: Pen, cell: Field, label: str, value: Any, width: float) -> Block:
    design = pen.design
    left = 0.38 * width
    lines = pen.wrapped(label, left - 8, bold=design.bold_labels)
    inner = _content(pen, cell, value, width - left - 10)

    def paint(x: float, y: float, _: float) -> None:
        _lines(pen, x + 4, y + 3, lines, design.size)
        inner.paint(x + left + 5, y + 3, width - left - 10)

    return Block(max(inner.height, len(lines) * (design.size + 2)) + 6, paint)


def _above(pen: Pen, cell: Field, label: str, value: Any, width: float) -> Block:
    design = pen.design
    inset = 3.0 if design.place == "corner" else 0.0
    lines = pen.wrapped(label, width - 8, bold=design.bold_labels, size=design.small)
    top = len(lines) * (design.small + 2) + 3
    inner = _content(pen, cell, value, width - 3 * inset - 2)
    aside = design.aside(cell)

    def paint(x: float, y: float, _: float) -> None:
        _lines(pen, x + inset, y + 2, lines, design.small)
        inner.paint(x + inset + (4 if inset else 0), y + top, width - 3 * inset - 2)
        if aside:
            pen.text(x + inset, y + top + inner.height + 1, aside, size=5.5)

    return Block(top + inner.height + (8 if aside else 3), paint)


def _below(pen: Pen, cell: Field, label: str, value: Any, width: float) -> Block:
    design = pen.design
    lines = pen.wrapped(label, width - 4, bold=design.bold_labels, size=design.small)
    inner = _content(pen, cell, value, width)
    aside = design.aside(cell)
    foot = len(lines) * (design.small + 2) + (7 if aside else 0) + 4

    def paint(x: float, y: float, height: float) -> None:
        base = y + height - foot
        inner.paint(x, base - inner.height, width)
        if design.blank != "rule" and cell.type != "signature":
            pen.line(x, base, x + width, base)
        _lines(pen, x, base + 2, lines, design.small)
        if aside:
            pen.text(x, base + foot - 8, aside, size=5.5)

    return Block(inner.height + foot + 2, paint)


def _content(pen: Pen, cell: Field, value: Any, width: float) -> Block:
    """The value alone with its blank."""
    design = pen.design
    if cell.type == "signature":
        return _signature(pen, bool(value), min(width, 190))
    if cell.type == "choice" and design.choice != "written":
        return _choice(pen, cell, value, width)
    comb = _comb(cell, value) if design.comb else None
    if comb and 12.5 * sum(map(len, comb)) + 8 * len(comb) <= width:
        return _comb_block(pen, comb)
    return _typed(pen, design.text(cell, value), width, filled=value is not None, multiline=cell.multiline)


def _typed(pen: Pen, words: str, width: float, *, filled: bool, multiline: bool) -> Block:
    design = pen.design
    size = design.size
    # What does not fit is typed smaller, as a clerk or a form that fits its print does it.
    while size > 5 and max(pen.width(word, size=size) for word in words.split() or [""]) > width - 4:
        size -= 0.5
    lines = pen.wrapped(words, width - 4, size=size)
    typed = design.blank in ("underscores", "dots") and len(lines) == 1 and not multiline
    if typed and (not words or filled):
        sign = "_" if design.blank == "underscores" else "."
        if not filled:
            lines = [sign * int(0.7 * width / pen.width(sign))]
        elif design.blank == "underscores":
            room = int((width - pen.width(words)) / pen.width("_")) - 6
            lines = [f"__{words}{'_' * max(2, min(room, 12))}"]

    def paint(x: float, y: float, w: float) -> None:
        for number, line in enumerate(lines):
            pen.text(x + 2, y + number * (design.size + 3), line, size=size)
            if design.blank == "rule":
                foot = y + number * (design.size + 3) + design.size + 1.5
                pen.line(x, foot, x + w, foot)

    return Block(len(lines) * (design.size + 3) + 1, paint)


def _comb(cell: Cell, value: Any) -> list[str] | None:
    """The parts of a value that is written one sign a cell, blanks where there is none."""
    if cell.type == "date":
        return [f"{value:%m}", f"{value:%d}", f"{value:%Y}"] if value else ["  ", "  ", "    "]
    sizes = {"zip": (5,), "ein": (2, 7), "phone": (3, 3, 4)}.get(cell.type)
    if sizes is None:
        return None
    return str(value).split("-") if value is not None else [" " * size for size in sizes]


def _comb_block(pen: Pen, parts: Sequence[str]) -> Block:
    size, cell = pen.design.size, 12.5
    sign = pen.design.dice.choice(("", "-" if len(parts[0]) == 3 or len(parts) == 2 else "/"))

    def paint(x: float, y: float, _: float) -> None:
        for number, part in enumerate(parts):
            if number and sign:
                pen.text(x - 6, y + 2, sign)
            for char in part:
                pen.box(x, y, x + cell, y + size + 5)
                pen.text(x + (cell - pen.width(char)) / 2, y + 2, char)
                x += cell
            x += 8

    return Block(size + 7, paint)


def _signature(pen: Pen, signed: bool, width: float) -> Block:
    dice = random.Random(pen.design.number_now + 5)

    def paint(x: float, y: float, _: float) -> None:
        if signed:
            scrawl(pen.canvas, dice, x + 6, HEIGHT - y - 20, min(110.0, width - 10), 17)
        pen.line(x, y + 21, x + width, y + 21)

    return Block(23, paint)


# --- marks ----------------------------------------------------------------------------------------------------------


def _mark(pen: Pen, x: float, y: float, checked: bool) -> float:
    """A check box in this designer's way; gives where what follows begins."""
    design = pen.design
    face = signs()
    if design.mark == "sign" and face:
        pen.text(x, y, "☒" if checked else "☐", face=face)
        return x + design.size + 3
    typed = {"[X]": ("[X]", "[ ]"), "(X)": ("(X)", "( )"), "_X_": ("_X_", "___")}.get(design.mark)
    if typed:
        pen.text(x, y, typed[not checked])
        return x + max(pen.width(typed[0]), pen.width(typed[1])) + 4
    side = design.size - 1
    pen.box(x, y + 1, x + side, y + 1 + side)
    if checked:
        pen.line(x + 1, y + 2, x + side - 1, y + side, thick=1)
        pen.line(x + 1, y + side, x + side - 1, y + 2, thick=1)
    return x + side + 4


def _checkbox(pen: Pen, cell: Field, value: bool, width: float) -> Block:
    design = pen.design
    label = design.label(cell)
    if design.yes_no in ("circled", "pair"):
        return _yes_no(pen, label, value, width)
    inset = 4.0 if design.place in ("corner", "split") else 0.0
    lines = pen.wrapped(label, width - 34 - inset)

    def paint(x: float, y: float, _: float) -> None:
        start = _mark(pen, x + inset, y + 2, value)
        for number, line in enumerate(lines):
            pen.text(start, y + 2 + number * (design.size + 2), line)

    return Block(len(lines) * (design.size + 2) + 5, paint)


def _yes_no(pen: Pen, label: str, value: bool, width: float) -> Block:
    design = pen.design
    inset = 4.0 if design.place in ("corner", "split") else 0.0
    lines = pen.wrapped(label, width - 90 - inset)

    def paint(x: float, y: float, _: float) -> None:
        for number, line in enumerate(lines):
            pen.text(x + inset, y + 3 + number * (design.size + 2), line)
        at = x + width - 82
        for word in ("Yes", "No"):
            at = _option(pen, at, y + 3, word, (word == "Yes") == value, ring=design.yes_no == "circled") + 8

    return Block(len(lines) * (design.size + 2) + 7, paint)


def _option(pen: Pen, x: float, y: float, words: str, chosen: bool, *, ring: bool) -> float:
    if not ring:
        return pen.text(_mark(pen, x, y, chosen), y, words)
    end = pen.text(x, y, words)
    if chosen:
        pen.ring(x - 4, y - 2, end + 4, y + pen.design.size + 4)
    return end + 6


def _choice(pen: Pen, cell: Cell, value: Any, width: float) -> Block:
    """The choices in a row, wrapping; the chosen one marked or ringed."""
    design = pen.design
    ring = design.choice == "circled"
    extra = 16.0 if ring else 28.0
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for name, captions in (cell.options or {}).items():
        need = pen.width(captions[0]) + extra
        if x + need > width and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((x, name, captions[0]))
        x += need
    pitch = design.size + 7

    def paint(left: float, y: float, _: float) -> None:
        for number, row in enumerate(rows):
            for at, name, words in row:
                _option(pen, left + at + 4, y + 2 + number * pitch, words, name == value, ring=ring)

    return Block(len(rows) * pitch + 2, paint)


def _checklist(pen: Pen, cells: Sequence[Field], fields: Row) -> None:
    """The check boxes as a list with a column for Yes and one for No."""
    if not cells:
        return
    design = pen.design
    columns = (MARGIN, WIDTH - MARGIN - 90, WIDTH - MARGIN - 45, WIDTH - MARGIN)
    pen.room(70)
    pen.y += 6
    rows = [(["Statement"], "Yes", "No")]
    for cell in cells:
        words = pen.wrapped(design.label(cell), columns[1] - columns[0] - 10)
        rows.append((words, "X" if fields[cell.name] else "", "" if fields[cell.name] else "X"))
    for number, (words, yes, no) in enumerate(rows):
        height = len(words) * (design.size + 2) + 6
        pen.room(height)
        for line, part in enumerate(words):
            pen.text(columns[0] + 5, pen.y + 3 + line * (design.size + 2), part, bold=not number)
        for left, text in ((columns[1], yes), (columns[2], no)):
            pen.text(left + 22 - pen.width(text) / 2, pen.y + 3, text, bold=not number)
        for left, right in pairwise(columns):
            pen.box(left, pen.y, right, pen.y + height)
        pen.y += height
    pen.y += 8


# --- the end --------------------------------------------------------------------------------------------------------


def _signed(form: Form) -> list[Field]:
    """The signatures, and the dates declared directly after them."""
    cells = list(form.fields.values())
    return [
        cell
        for before, cell in zip([None, *cells], cells, strict=False)
        if cell.type == "signature" or (cell.type == "date" and before is not None and before.type == "signature")
    ]


def _signatures(pen: Pen, cells: Sequence[Field], fields: Row) -> None:
    """The signatures over their lines, captions below: several side by side, or each with its date."""
    if not cells:
        return
    design = pen.design
    pen.room(80)
    pen.y += 6
    for line in pen.wrapped(_CERTIFIED, WIDTH - 2 * MARGIN, size=7.5):
        pen.text(MARGIN, pen.y, line, size=7.5)
        pen.y += 10
    groups: list[list[Field]] = []
    for cell in cells:
        if cell.type == "signature":
            groups.append([])
        groups[-1].append(cell)
    across = min(len(groups), 2 if any(len(group) > 1 for group in groups) else 3) if design.signing == "row" else 1
    for start in range(0, len(groups), across):
        pen.room(56)
        width = (WIDTH - 2 * MARGIN) / across
        for place, group in enumerate(groups[start : start + across]):
            _signature_group(pen, group, fields, MARGIN + place * width, width - 14)
        pen.y += 34 + 2 * design.size


def _signature_group(pen: Pen, cells: Sequence[Field], fields: Row, x: float, width: float) -> None:
    design = pen.design
    base = pen.y + 28
    size = min(design.size, 8.0)
    shares = [0.62, 0.34] if len(cells) > 1 else [0.9]
    for cell, share in zip(cells[:2], shares, strict=True):
        wide = share * width
        pen.line(x, base, x + wide, base)
        if cell.type == "signature" and fields[cell.name]:
            scrawl(pen.canvas, design.dice, x + 6, HEIGHT - base + 1, min(110.0, wide - 12), 18)
        elif cell.type == "date":
            pen.text(x + 3, base - design.size - 2, printed(cell, fields[cell.name], design.clerk))
        _lines(
            pen,
            x,
            base + 2,
            pen.wrapped(design.label(cell).rstrip(":"), wide, size=size, bold=design.bold_labels),
            size,
        )
        x += wide + 0.04 * width


def _office(pen: Pen) -> None:
    """The box that the office fills, which is nobody's value."""
    pen.room(60)
    pen.y += 8
    pen.box(MARGIN, pen.y, WIDTH - MARGIN, pen.y + 40)
    pen.text(MARGIN + 4, pen.y + 3, "FOR OFFICE USE ONLY", bold=True, size=7.5)
    for place, words in enumerate(("Received by", "Log no.", "Entered")):
        x = MARGIN + 4 + place * 170
        pen.text(x, pen.y + 24, f"{words}: ____________", size=8)
    pen.y += 44
