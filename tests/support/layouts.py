"""Forms as strangers lay them out: a form with values, drawn in one of many seeded styles, and the truth beside it."""

import io
import random
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from forms.fieldtypes import Month
from forms.form import Cell, Column, Field, Form, Table

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 54.0
KINDS = ("inline", "aligned", "above", "caption", "boxed", "grid", "blanks", "pairs", "cells", "leaders")
FONTS = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Courier", "Courier-Bold"))
BOILERPLATE = (
    "Please print in ink. Sections that are left empty delay the review of this form.",
    "I declare that the statements made on this form are true to the best of my knowledge and belief.",
    "Return this form to the program office. Keep one copy with the records of the case.",
)
HEADINGS = ("Section {n}. General information", "PART {n}", "{n}. Details", "Section {n}")
HINTS = {"date": " (mm/dd/yyyy)", "month": " (mm/yyyy)", "money": " ($)", "phone": " (with area code)"}
DATES = ("%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%d-%b-%Y")


@dataclass(frozen=True)
class Hand:
    """A typeface like handwriting that reportlab knows, and how much larger than print it is written."""

    face: str
    scale: float


@dataclass
class Style:
    """The choices of one designer."""

    seed: int
    kind: str
    rng: random.Random
    regular: str
    bold: str
    size: float
    label_size: float
    bold_labels: bool
    capitals: bool
    colon: bool
    columns: int
    dates: str
    boxes_before: bool
    choice_squares: bool
    headings: bool
    boilerplate: bool
    variant: bool
    total_row: bool
    repeat_header: bool
    table_rules: str
    """`grid`, `rows`, `columns` or `none`."""
    signature_block: bool
    """Whether signatures and their dates stand at the end, each over a line with its caption."""
    frame: bool
    aside: str
    """What follows each label: an asterisk, a hint at the format, nothing."""
    hand: Hand | None = None
    """What values are written in; None where they are printed."""

    @classmethod
    def of(cls, seed: int, kind: str | None = None) -> "Style":
        """The style of that number."""
        rng, more = random.Random(seed), random.Random(seed * 31 + 7)
        kind = kind or KINDS[seed % len(KINDS)]
        regular, bold = rng.choice(FONTS)
        size = rng.choice((9.0, 10.0, 11.0))
        small = kind in ("above", "caption", "boxed") and rng.random() < 0.7
        return cls(
            seed,
            kind,
            rng,
            regular,
            bold,
            size,
            size - 2.5 if small else size,
            bold_labels=rng.random() < 0.5,
            capitals=rng.random() < 0.3,
            colon=kind in ("inline", "blanks", "cells", "leaders") or (kind == "aligned" and rng.random() < 0.6),
            columns={"inline": 1, "aligned": 1, "grid": 1, "blanks": 2, "pairs": 2, "leaders": 2}.get(kind)
            or rng.choice((2, 2, 3)),
            dates=rng.choice(DATES),
            boxes_before=rng.random() < 0.8,
            choice_squares=rng.random() < 0.6,
            headings=rng.random() < 0.5,
            boilerplate=rng.random() < 0.7,
            variant=rng.random() < 0.6,
            total_row=rng.random() < 0.3,
            repeat_header=rng.random() < 0.5,
            table_rules=more.choice(("grid", "grid", "rows", "columns", "none")),
            signature_block=more.random() < 0.4,
            frame=more.random() < 0.2,
            aside=more.choice(("", "", "", "*", "hint")),
        )


@dataclass
class Drawn:
    """A drawn form: its file and what stands in it, typed as the reader should give it."""

    pdf: bytes
    fields: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    pages: int
    style: Style


FIRST = ("Imani", "Zoé", "Declan", "Saoirse", "Noor", "Kofi", "Beatriz", "Anders", "Mai", "Gideon")
LAST = ("Lindqvist", "O'Malley", "Van Buren", "Castellanos", "Sorensen", "Quiñones", "Achterberg", "De la Cruz")
TOWNS = ("Meriden", "Ames", "Cranston", "Flint", "New London")
WORDS = (
    "The family asked for help with the morning routine before school.",
    "Met at the kitchen table and practised the picture chart.",
    "Two visits were moved because of a sick child.",
    "Parent named three goals for the spring and chose one to begin with.",
    "Transport to the clinic was arranged with a neighbor.",
)


def invented(cell: Cell, rng: random.Random, multiline: bool = False) -> Any:
    """A value of the cell's type."""
    kind = cell.type
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(700))
    if kind == "choice":
        return rng.choice(list(cell.options or {}))
    if kind in ("checkbox", "signature"):
        return rng.random() < 0.6
    made: dict[str, Callable[[], Any]] = {
        "name": lambda: f"{rng.choice(FIRST)} {rng.choice(LAST)}",
        "date": lambda: day,
        "month": lambda: Month.of(day),
        "time": lambda: time(rng.randrange(8, 19), rng.choice((0, 8, 15, 30, 52))),
        "phone": lambda: f"860-555-01{rng.randrange(100):02d}",
        "email": lambda: f"{rng.choice(FIRST).lower().replace('é', 'e')}.{rng.randrange(99)}@example.org",
        "state": lambda: rng.choice(("CT", "IA", "MI", "RI")),
        "zip": lambda: f"0{rng.randrange(6000, 6999)}",
        "ein": lambda: f"0{rng.randrange(1, 9)}-{rng.randrange(10**6, 10**7)}",
        "money": lambda: Decimal(rng.randrange(100, 900000)) / 100,
        "hours": lambda: Decimal(rng.randrange(1, 160)) / 4,
        "number": lambda: Decimal(rng.randrange(1, 30)),
        "integer": lambda: rng.randrange(0, 9),
    }
    if kind in made:
        return made[kind]()
    if multiline:
        return " ".join(rng.sample(WORDS, rng.randrange(1, 4)))
    if "address" in cell.name:
        return f"{rng.randrange(10, 990)} Cedar Swamp Road, {rng.choice(TOWNS)}, CT 06450"
    if "number" in cell.name or cell.name.endswith("_id"):
        return f"{rng.choice(('PP', 'GL', 'K'))}-{rng.randrange(10**4, 10**6)}"
    return rng.choice(
        ("Home visit", "School meeting", "Harborlight Family Services", "Social Work", "Quinnipiac House LLC")
    )


def invented_values(form: Form, seed: int) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Values for every field, some of them blank, and rows for every table."""
    rng = random.Random(seed * 7919 + 1)
    fields = {}
    for name, cell in form.fields.items():
        value = invented(cell, rng, cell.multiline)
        blank = rng.random() < (0.3 if not cell.required else 0.06)
        fields[name] = None if blank and cell.type not in ("checkbox", "signature") else value
    tables = {}
    for name, table in form.tables.items():
        tables[name] = [
            {key: invented(column, rng) for key, column in table.columns.items()} for _ in range(rng.randrange(2, 9))
        ]
    return fields, tables


def printed(cell: Cell, value: Any, style: Style) -> str:
    """The value as this designer's clerk types it."""
    if value is None:
        return ""
    if cell.type == "date":
        return str(value.strftime(style.dates)).replace(" 0", " ")
    if cell.type == "month":
        return value.first.strftime("%B %Y") if style.seed % 2 else f"{value.month:02d}/{value.year}"
    if cell.type == "time":
        return (
            f"{value:%H:%M}"
            if style.seed % 3 == 0
            else f"{value.hour % 12 or 12}:{value.minute:02d} {'PM' if value.hour > 11 else 'AM'}"
        )
    if cell.type == "money":
        return ("$" if style.seed % 2 else "") + f"{value:,.2f}"
    if cell.type == "phone":
        return f"({value[:3]}) {value[4:]}" if style.seed % 2 else str(value)
    if cell.type == "choice":
        return (cell.options or {})[value][0]
    if cell.type == "checkbox":
        return "X" if value else ""
    return str(value)


def label_of(cell: Cell, style: Style) -> str:
    """The label as this designer prints it."""
    label = style.rng.choice(cell.labels) if style.variant else cell.labels[0]
    label = label.upper() if style.capitals else label
    if cell.type == "checkbox":
        return label
    if style.aside == "*" and cell.required:
        label += " *"
    if style.aside == "hint" and cell.type in HINTS:
        label += HINTS[cell.type]
    return label + ":" if style.colon else label


@dataclass
class _Pen:
    """A canvas with a place on it, counted from the top."""

    style: Style
    title: str
    agency: str
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    y: float = MARGIN
    pages: int = 1

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT))
        self.shaky = random.Random(self.style.seed * 17 + 5)

    def text(self, x: float, y: float, words: str, *, bold: bool = False, size: float | None = None) -> float:
        size = size or self.style.size
        font = self.style.bold if bold else self.style.regular
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, HEIGHT - y - size, words)
        return x + self.width(words, bold=bold, size=size)

    def wrapped(self, words: str, width: float, *, bold: bool = False, size: float | None = None) -> list[str]:
        return list(
            simpleSplit(words, self.style.bold if bold else self.style.regular, size or self.style.size, width)
        ) or [""]

    def width(self, words: str, *, bold: bool = False, size: float | None = None) -> float:
        font = self.style.bold if bold else self.style.regular
        return float(stringWidth(words, font, size or self.style.size))

    def value(self, x: float, y: float, words: str) -> None:
        """Words of a value: printed, or written a little askew and off the line where the style has a hand."""
        hand = self.style.hand
        if hand is None:
            self.text(x, y, words)
            return
        written(self.canvas, hand, self.shaky, x, HEIGHT - y - self.style.size, words, self.style.size)

    def value_lines(self, words: str, width: float) -> list[str]:
        """The words of a value in lines of that width."""
        hand = self.style.hand
        if hand is None:
            return self.wrapped(words, width)
        return list(simpleSplit(plain_letters(words), hand.face, hand.scale * self.style.size, width)) or [""]

    def value_width(self, words: str) -> float:
        """The width of a value's words."""
        hand = self.style.hand
        return self.width(words) if hand is None else float(stringWidth(words, hand.face, hand.scale * self.style.size))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.7)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0)

    def square(self, x: float, y: float, checked: bool) -> None:
        side = 8.0
        self.box(x, y, x + side, y + side)
        if checked:
            self.line(x + 1, y + 1, x + side - 1, y + side - 1)
            self.line(x + 1, y + side - 1, x + side - 1, y + 1)

    def signature(self, x: float, y: float) -> None:
        """A scrawl that ends on the line at `y`."""
        path = self.canvas.beginPath()
        path.moveTo(x, HEIGHT - y)
        for step in range(7):
            left = x + step * 13
            path.curveTo(left + 4, HEIGHT - y + 14, left + 8, HEIGHT - y - 6, left + 13, HEIGHT - y + 5 * (step % 3))
        self.canvas.setLineWidth(1.1)
        self.canvas.drawPath(path)

    def room(self, height: float) -> bool:
        """Makes room, on a new page if need be; says whether it is a new page."""
        if self.y + height <= HEIGHT - MARGIN:
            return False
        self.footer()
        self.canvas.showPage()
        self.pages += 1
        self.y = MARGIN
        return True

    def footer(self) -> None:
        if self.style.frame:
            self.box(MARGIN - 14, MARGIN - 14, WIDTH - MARGIN + 14, HEIGHT - 44)
        self.text(WIDTH / 2 - 20, HEIGHT - 36, f"Page {self.pages}", size=7.5)

    def finish(self) -> bytes:
        self.footer()
        self.canvas.save()
        return self.buffer.getvalue()


def plain_letters(words: str) -> str:
    """The words without accents and typographic signs, which hands' typefaces lack."""
    straight = words.translate(str.maketrans("’–øØ", "'-oO"))
    return "".join(letter for letter in unicodedata.normalize("NFKD", straight) if letter.isascii())


def in_plain_letters(
    fields: dict[str, Any], tables: dict[str, list[dict[str, Any]]]
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """The values as a hand writes them, whose typeface lacks some letters."""

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {name: plain_letters(value) if isinstance(value, str) else value for name, value in row.items()}

    return plain(fields), {name: [plain(row) for row in rows] for name, rows in tables.items()}


def written(canvas: Canvas, hand: Hand, shaky: random.Random, x: float, y: float, words: str, size: float) -> None:
    """The words by hand from that point of the baseline on, a little askew and off the line."""
    canvas.saveState()
    canvas.setFillColorRGB(0.08, 0.08, shaky.choice((0.08, 0.45)))
    canvas.translate(x, y + shaky.uniform(-1.0, 1.2))
    canvas.rotate(shaky.uniform(-1.2, 1.2))
    canvas.setFont(hand.face, hand.scale * size)
    canvas.drawString(0, 0, plain_letters(words))
    canvas.restoreState()


def draw(
    form: Form,
    agency: str,
    seed: int,
    *,
    kind: str | None = None,
    values: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]] | None = None,
    fonts: tuple[str, str] | None = None,
    hand: Hand | None = None,
) -> Drawn:
    """The form in the seeded style, with invented values where none are given; `fonts` are known to reportlab.

    `hand` writes the values.
    """
    style = replace(Style.of(seed, kind), hand=hand)
    if fonts:
        style.regular, style.bold = fonts
    fields, tables = values or invented_values(form, seed)
    pen = _Pen(style, form.title, agency)
    _heading(pen, form)
    table_first = bool(seed % 2)
    if table_first:
        _tables(pen, form, tables)
    signed = _signed_cells(form) if style.signature_block else []
    _fields(pen, [cell for cell in form.fields.values() if cell not in signed], fields)
    if not table_first:
        _tables(pen, form, tables)
    _signature_block(pen, signed, fields)
    if style.boilerplate:
        pen.room(20)
        pen.y += 6
        pen.text(MARGIN, pen.y, BOILERPLATE[seed % 3], size=7.5)
    return Drawn(pen.finish(), fields, tables, pen.pages, style)


def _heading(pen: _Pen, form: Form) -> None:
    style = pen.style
    pen.text(MARGIN, pen.y, pen.agency, bold=True, size=10)
    pen.y += 20
    title = form.title.upper() if style.capitals else form.title
    for line in pen.wrapped(title, WIDTH - 2 * MARGIN - 60, bold=True, size=15):
        x = MARGIN if style.seed % 2 else (WIDTH - pen.width(line, bold=True, size=15)) / 2
        pen.text(x, pen.y, line, bold=True, size=15)
        pen.y += 18
    if style.boilerplate:
        pen.text(MARGIN, pen.y + 2, BOILERPLATE[(style.seed + 1) % 3], size=7.5)
        pen.y += 12
    pen.y += 8


def _section(pen: _Pen, number: int) -> None:
    if pen.style.headings:
        pen.room(90)
        pen.y += 4
        pen.text(
            MARGIN, pen.y, HEADINGS[pen.style.seed % len(HEADINGS)].format(n=number), bold=True, size=pen.style.size + 1
        )
        pen.y += pen.style.size + 9


def _signed_cells(form: Form) -> list[Field]:
    """The signatures, and the dates declared directly after them."""
    cells = list(form.fields.values())
    return [
        cell
        for before, cell in zip([None, *cells], cells, strict=False)
        if cell.type == "signature" or (cell.type == "date" and before is not None and before.type == "signature")
    ]


def _signature_block(pen: _Pen, cells: list[Field], fields: Mapping[str, Any]) -> None:
    """Each signature over its line, its date beside it, captions below."""
    style = pen.style
    pen.y += 14 if cells else 0
    for number, cell in enumerate(cells):
        if cell.type == "date":
            continue
        pen.room(48)
        line = pen.y + 26
        dated = cells[number + 1] if number + 1 < len(cells) and cells[number + 1].type == "date" else None
        pen.line(MARGIN, line, MARGIN + 230, line)
        pen.text(MARGIN, line + 2, label_of(cell, style).rstrip(":"), size=style.size - 1)
        if fields[cell.name]:
            pen.signature(MARGIN + 10, line - 2)
        if dated is not None:
            pen.line(MARGIN + 260, line, MARGIN + 380, line)
            pen.value(MARGIN + 262, line - style.size - 3, printed(dated, fields[dated.name], style))
            pen.text(MARGIN + 260, line + 2, label_of(dated, style).rstrip(":"), size=style.size - 1)
        pen.y = line + style.size + 8


def _fields(pen: _Pen, cells: list[Field], fields: Mapping[str, Any]) -> None:
    style = pen.style
    per_row = style.columns
    row: list[Cell] = []
    number = 1
    _section(pen, number)
    for count, cell in enumerate(cells, start=1):
        if cell.multiline or (cell.type == "choice" and style.choice_squares):
            _row(pen, row, fields)
            row = []
            _row(pen, [cell], fields)
        else:
            row.append(cell)
            if len(row) == per_row:
                _row(pen, row, fields)
                row = []
        if count % 9 == 0 and count < len(cells):
            _row(pen, row, fields)
            row, number = [], number + 1
            _section(pen, number)
    _row(pen, row, fields)


def _row(pen: _Pen, cells: list[Cell], fields: Mapping[str, Any]) -> None:
    """One row of fields side by side."""
    if not cells:
        return
    style = pen.style
    count = (
        style.columns if len(cells) > 1 or style.columns == 1 else (style.columns if not _wide(cells[0], style) else 1)
    )
    width = (WIDTH - 2 * MARGIN) / count
    plans = [_plan(pen, cell, fields[cell.name], width - 10) for cell in cells]
    height = max(plan[0] for plan in plans)
    pen.room(height + 6)
    for place, plan in enumerate(plans):
        x = MARGIN + place * width
        if style.kind in ("boxed", "cells"):
            pen.box(x, pen.y, x + width, pen.y + height)
        plan[1](x, pen.y, width, height)
    pen.y += height + (0 if style.kind in ("boxed", "grid", "pairs", "cells") else 5)


def _wide(cell: Cell, style: Style) -> bool:
    return getattr(cell, "multiline", False) or (cell.type == "choice" and style.choice_squares)


Plan = tuple[float, Callable[[float, float, float, float], None]]


def _plan(pen: _Pen, cell: Cell, value: Any, width: float) -> Plan:
    """How high the field is, and how it is drawn at a place."""
    if cell.type == "checkbox":
        return _checkbox_plan(pen, cell, bool(value), width)
    style = pen.style
    label = label_of(cell, style)
    if style.kind in ("inline", "blanks", "cells"):
        return _inline_plan(pen, cell, label, value, width)
    if style.kind in ("aligned", "grid", "pairs", "leaders"):
        return _aligned_plan(pen, cell, label, value, width)
    if style.kind == "caption":
        return _caption_plan(pen, cell, label, value, width)
    return _above_plan(pen, cell, label, value, width)


def _lines(pen: _Pen, cell: Cell, value: Any, width: float) -> list[str]:
    return pen.value_lines(printed(cell, value, pen.style), width)


def _draw_choice(pen: _Pen, cell: Cell, value: Any, x: float, y: float, right: float) -> None:
    """A row of squares with their captions, wrapping."""
    left, style = x, pen.style
    for name, captions in (cell.options or {}).items():
        need = pen.width(captions[0]) + 12
        if x + need > right and x > left:
            x, y = left, y + style.size + 5
        if style.boxes_before:
            pen.square(x, y + 1, name == value)
            x = pen.text(x + 11, y, captions[0]) + 14
        else:
            x = pen.text(x, y, captions[0]) + 3
            pen.square(x, y + 1, name == value)
            x += 8 + 16


def _choice_height(pen: _Pen, cell: Cell, width: float) -> float:
    x, rows = 0.0, 1
    for captions in (cell.options or {}).values():
        need = pen.width(captions[0]) + 27
        if x + need > width and x:
            x, rows = 0.0, rows + 1
        x += need
    return rows * (pen.style.size + 5) + 2


def _content(pen: _Pen, cell: Cell, value: Any, width: float) -> tuple[float, Callable[[float, float, float], None]]:
    """Height and drawing of a value alone."""
    style = pen.style
    pitch = style.size + 2.5
    if cell.type == "signature":

        def sign(x: float, y: float, w: float) -> None:
            if value:
                pen.signature(x + 6, y + 20)
            pen.line(x, y + 22, x + min(w, 170), y + 22)

        return 26.0, sign
    if cell.type == "choice" and style.choice_squares:

        def choose(x: float, y: float, w: float) -> None:
            _draw_choice(pen, cell, value, x, y, x + w)

        return _choice_height(pen, cell, width), choose
    lines = _lines(pen, cell, value, width)

    def paint(x: float, y: float, w: float) -> None:
        for number, line in enumerate(lines):
            pen.value(x, y + number * pitch, line)

    return len(lines) * pitch, paint


def _inline_plan(pen: _Pen, cell: Cell, label: str, value: Any, width: float) -> Plan:
    style = pen.style
    pad = 4.0 if style.kind == "cells" else 0.0
    width -= pad
    start = pen.width(label + " ", bold=style.bold_labels) + 3
    pitch = style.size + 2.5
    if cell.type in ("signature",) or (cell.type == "choice" and style.choice_squares):
        # A label that leaves no room for the line stands above it.
        inset, drop = (start, 0.0) if start < 0.6 * width else (0.0, style.size + 4)
        room = width - inset
        height, paint = _content(pen, cell, value, room)

        def with_drawing(x: float, y: float, w: float, h: float) -> None:
            lower = y + (22 - style.size - 1 if cell.type == "signature" and not drop else 0)
            pen.text(x + pad, lower + pad / 2, label, bold=style.bold_labels)
            paint(x + pad + inset, y + drop + pad / 2, room)

        height += drop + pad
        return height, with_drawing
    # Words run on from the label and wrap to the margin, as in a letter.
    labelled = len(label.split())
    lines: list[list[tuple[float, str, bool]]] = [[]]
    used = 0.0
    for number, word in enumerate([*label.split(), *printed(cell, value, style).split()]):
        answers = number >= labelled
        wide = pen.value_width(word + " ") if answers else pen.width(word + " ", bold=style.bold_labels)
        need = wide + (3 if number == labelled - 1 else 0)
        if used + need > width and lines[-1]:
            lines.append([])
            used = 0.0
        lines[-1].append((used, word, answers))
        used += need

    def paint_lines(x: float, y: float, w: float, h: float) -> None:
        for number, line in enumerate(lines):
            for left, word, answers in line:
                at = (x + pad + left, y + pad / 2 + number * pitch)
                if answers:
                    pen.value(*at, word)
                else:
                    pen.text(*at, word, bold=style.bold_labels)
        if style.kind == "blanks" and start < width:
            pen.line(x + start, y + style.size + 2, x + width, y + style.size + 2)

    return len(lines) * pitch + 3 + pad, paint_lines


def _aligned_plan(pen: _Pen, cell: Cell, label: str, value: Any, width: float) -> Plan:
    style = pen.style
    ruled = style.kind in ("grid", "pairs")
    if ruled:
        width += 10
    left = width * (0.36 if style.kind == "aligned" else 0.4)
    label_lines = pen.wrapped(label, left - 12, bold=style.bold_labels)
    height, paint = _content(pen, cell, value, width - left - 8)
    pitch = style.size + 2.5
    full = max(height, len(label_lines) * pitch) + 5

    def draw_it(x: float, y: float, w: float, h: float) -> None:
        inset = 4.0 if ruled else 0.0
        if ruled:
            pen.box(x, y, x + left, y + h)
            pen.box(x + left, y, x + width, y + h)
        for number, line in enumerate(label_lines):
            indent = left - 12 - pen.width(line, bold=style.bold_labels) if style.kind == "leaders" else inset
            pen.text(x + indent, y + 3 + number * pitch, line, bold=style.bold_labels)
        paint(x + left + inset, y + 3, width - left - 8)

    return full, draw_it


def _above_plan(pen: _Pen, cell: Cell, label: str, value: Any, width: float) -> Plan:
    style = pen.style
    inset = 4.0 if style.kind == "boxed" else 0.0
    label_lines = pen.wrapped(label, width - 8, bold=style.bold_labels, size=style.label_size)
    height, paint = _content(pen, cell, value, width - 8)
    top = len(label_lines) * (style.label_size + 1.5) + 3

    def draw_it(x: float, y: float, w: float, h: float) -> None:
        for number, line in enumerate(label_lines):
            pen.text(
                x + inset,
                y + 2 + number * (style.label_size + 1.5),
                line,
                bold=style.bold_labels,
                size=style.label_size,
            )
        paint(x + inset, y + top, width - 8)
        if style.kind == "above" and style.seed % 3 == 0 and cell.type not in ("signature", "choice"):
            pen.line(x, y + h - 1, x + width, y + h - 1)

    return top + height + (4 if style.kind == "boxed" else 7), draw_it


def _caption_plan(pen: _Pen, cell: Cell, label: str, value: Any, width: float) -> Plan:
    style = pen.style
    height, paint = _content(pen, cell, value, width - 8)
    label_lines = pen.wrapped(label, width - 8, bold=style.bold_labels, size=style.label_size)
    pitch = style.label_size + 1.5

    def draw_it(x: float, y: float, w: float, h: float) -> None:
        base = y + h - len(label_lines) * pitch - 6
        paint(x, base - height, width - 8)
        if cell.type not in ("signature",):
            pen.line(x, base, x + width - 4, base)
        for number, line in enumerate(label_lines):
            pen.text(x, base + 2 + number * pitch, line, bold=style.bold_labels, size=style.label_size)

    return height + len(label_lines) * pitch + 10, draw_it


def _checkbox_plan(pen: _Pen, cell: Cell, value: bool, width: float) -> Plan:
    style = pen.style
    label = label_of(cell, style)
    bold = style.bold_labels and style.kind in ("inline", "aligned")
    lines = pen.wrapped(label, width - 18, bold=bold)
    pitch = style.size + 2.5

    def draw_it(x: float, y: float, w: float, h: float) -> None:
        inset = 4.0 if style.kind in ("boxed", "grid", "pairs", "cells") else 0.0
        if style.kind in ("grid", "pairs"):
            pen.box(x, y, x + width + 10, y + h)
        if style.boxes_before:
            pen.square(x + inset, y + 4, value)
        for number, line in enumerate(lines):
            end = pen.text(x + inset + (12 if style.boxes_before else 0), y + 3 + number * pitch, line, bold=bold)
        if not style.boxes_before:
            pen.square(end + 4, y + 3 + (len(lines) - 1) * pitch, value)

    return len(lines) * pitch + 7, draw_it


# --- tables ---------------------------------------------------------------------------------------------------------


def _tables(pen: _Pen, form: Form, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    for name, table in form.tables.items():
        pen.y += 8
        if table.title and pen.style.headings:
            pen.room(60)
            pen.text(MARGIN, pen.y, table.title, bold=True, size=pen.style.size + 1)
            pen.y += pen.style.size + 8
        _table(pen, table, tables[name])
        pen.y += 12


def _table(pen: _Pen, table: Table, rows: list[dict[str, Any]]) -> None:
    style = pen.style
    columns = list(table.columns.values())
    weights = [_weight(column) for column in columns]
    unit = (WIDTH - 2 * MARGIN) / sum(weights)
    widths = [weight * unit for weight in weights]
    _table_header(pen, columns, widths)
    for row in rows:
        cells = [pen.value_lines(printed(c, row[c.name], style), w - 10) for c, w in zip(columns, widths, strict=True)]
        height = max(len(lines) for lines in cells) * (style.size + 2) + 7
        if pen.room(height) and style.repeat_header:
            _table_header(pen, columns, widths)
        _table_row(pen, columns, widths, cells, height, row)
    if style.total_row and any(c.type == "money" for c in columns):
        cells = [["Total"] if n == 0 else [""] for n, _ in enumerate(columns)]
        money = max(n for n, c in enumerate(columns) if c.type == "money")
        total = sum(row[columns[money].name] for row in rows)
        cells[money] = [f"{total:,.2f}"]
        pen.room(20)
        _table_row(pen, columns, widths, cells, style.size + 9, {})


def _weight(column: Column) -> float:
    by_type = {
        "date": 2.0,
        "text": 3.0,
        "choice": 2.6,
        "name": 2.2,
        "time": 1.6,
        "checkbox": 0.8,
        "money": 1.9,
        "hours": 1.4,
    }
    return by_type.get(column.type, 1.2)


def _table_header(pen: _Pen, columns: list[Column], widths: list[float]) -> None:
    style = pen.style
    labels = [label_of(c, style).rstrip(":") for c in columns]
    cells = [pen.wrapped(label, w - 10, bold=True) for label, w in zip(labels, widths, strict=True)]
    height = max(len(lines) for lines in cells) * (style.size + 2) + 7
    pen.room(height + 40)
    x = MARGIN
    for lines, width in zip(cells, widths, strict=True):
        for number, line in enumerate(lines):
            indent = (
                (width - pen.width(line, bold=True)) / 2 if style.seed % 3 == 0 and style.table_rules == "grid" else 5
            )
            pen.text(x + indent, pen.y + 3 + number * (style.size + 2), line, bold=True)
        _cell_rules(pen, x, width, height)
        x += width
    pen.y += height
    if style.table_rules == "none" and style.seed % 2:
        pen.line(MARGIN, pen.y, x, pen.y)


def _cell_rules(pen: _Pen, x: float, width: float, height: float) -> None:
    """The rulings around a cell, as far as this designer draws them."""
    rules = pen.style.table_rules
    if rules == "grid":
        pen.box(x, pen.y, x + width, pen.y + height)
    elif rules == "rows":
        pen.line(x, pen.y, x + width, pen.y)
        pen.line(x, pen.y + height, x + width, pen.y + height)
    elif rules == "columns":
        pen.line(x, pen.y, x, pen.y + height)
        pen.line(x + width, pen.y, x + width, pen.y + height)


def _table_row(
    pen: _Pen, columns: list[Column], widths: list[float], cells: list[list[str]], height: float, row: Mapping[str, Any]
) -> None:
    style = pen.style
    x = MARGIN
    for column, lines, width in zip(columns, cells, widths, strict=True):
        text_height = len(lines) * (style.size + 2)
        top = pen.y + ((height - text_height) / 2 if style.seed % 4 == 0 else 3)
        if column.type == "checkbox" and style.seed % 2 and row:
            pen.square(x + 6, pen.y + 4, bool(row[column.name]))
        else:
            for number, line in enumerate(lines):
                right = column.type in ("money", "hours") and style.seed % 5 == 0
                left = x + width - 6 - pen.value_width(line) if right else x + 5
                pen.value(left, top + number * (style.size + 2), line)
        _cell_rules(pen, x, width, height)
        x += width
    pen.y += height
