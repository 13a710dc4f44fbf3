"""A blank of an invented agency, drawn in its own layout: fillable, flat, or filled in by hand or by a program."""

import io
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

HEIGHT = 792.0
ROWS = 5
COLUMNS = (("Date of visit", 90.0), ("Place", 200.0), ("Hours", 70.0), ("Mileage cost", 110.0))
CELLS = (
    (("Parent or guardian name", "parent", 280.0), ("Case No.", "case", 190.0)),
    (("Street address", "street", 280.0), ("ZIP code", "zip", 190.0)),
)
LINES = (("Telephone:", "phone", 128.0, 260.0), ("E-mail:", "email", 312.0, 530.0))
LANGUAGES = (("English", "en"), ("Spanish", "es"), ("Another", "other"))
BOXES = (("An interpreter is needed", "interpreter"), ("The child lives with the parent", "home"))


class _Pen:
    """Draws from the top left corner; `values` are written where they belong, `fillable` puts fields there instead."""

    def __init__(self, values: Mapping[str, Any], fillable: bool) -> None:
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=(612, HEIGHT), invariant=1)
        self.values = values
        self.fillable = fillable

    def text(self, x: float, y: float, words: str, size: float = 9.0, face: str = "Times-Roman") -> None:
        self.canvas.setFont(face, size)
        self.canvas.drawString(x, HEIGHT - y, words)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x: float, y: float, width: float, height: float) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.rect(x, HEIGHT - y - height, width, height)

    def write(self, name: str, tooltip: str, x: float, y: float, width: float, height: float) -> None:
        """What is written in the place, or a field over it."""
        if self.fillable:
            self.canvas.acroForm.textfield(
                name=name, tooltip=tooltip, x=x, y=HEIGHT - y - height, width=width, height=height, borderWidth=0,
                fontName="Helvetica", fontSize=10, fillColor=white, textColor=black, forceBorder=False,
            )  # fmt: skip
        elif name in self.values:
            self.text(x + 2, y + height - 4, str(self.values[name]), 10, "Helvetica")

    def square(self, x: float, y: float, ticked: bool) -> None:
        self.box(x, y, 9, 9)
        if ticked:
            self.line(x + 1.5, y + 1.5, x + 7.5, y + 7.5)
            self.line(x + 1.5, y + 7.5, x + 7.5, y + 1.5)


def draw(values: Mapping[str, Any] | None = None, *, fillable: bool = False) -> bytes:
    """The blank as a PDF, with what is written on it."""
    pen = _Pen(values or {}, fillable)
    pen.text(71, 60, "Harbor County Kinship Desk", 10, "Times-Bold")
    pen.text(71, 84, "REQUEST FOR KINSHIP VISIT SUPPORT", 15, "Times-Bold")
    pen.text(71, 100, "Return this page within ten days of the last visit. Form HK-118 (Rev. 03/2025)", 8)
    y = 112.0
    for row in CELLS:
        x = 71.0
        for label, name, width in row:
            pen.box(x, y, width, 30)
            pen.text(x + 3, y + 9, label, 7.5)
            pen.write(name, label, x + 3, y + 12, width - 6, 16)
            x += width
        y += 30
    for label, name, start, end in LINES:
        pen.text({"phone": 71.0, "email": 275.0}[name], 194, label)
        pen.line(start, 196, end, 196)
        pen.write(name, "", start, 181, end - start, 14)
    _marks(pen)
    _table(pen)
    _signing(pen)
    pen.canvas.save()
    return pen.stream.getvalue()


def _marks(pen: _Pen) -> None:
    pen.text(71, 222, "Language spoken at home (check one):")
    x = 240.0
    for caption, state in LANGUAGES:
        if pen.fillable:
            pen.canvas.acroForm.radio(
                name="language", value=state, x=x, y=HEIGHT - 223, size=10, buttonStyle="check", selected=False,
                borderWidth=0.5, shape="square",
            )  # fmt: skip
        else:
            pen.square(x, 214, pen.values.get("language") == state)
        pen.text(x + 14, 222, caption)
        x += 80
    for at, (caption, name) in enumerate(BOXES):
        y = 238.0 + 18 * at
        if pen.fillable:
            pen.canvas.acroForm.checkbox(
                name=name, x=71, y=HEIGHT - y - 9, size=10, buttonStyle="cross", borderWidth=0.5
            )
        else:
            pen.square(71, y, bool(pen.values.get(name)))
        pen.text(86, y + 8, caption)


def _table(pen: _Pen) -> None:
    top = 300.0
    pen.text(71, top - 8, "Visits", 10, "Times-Bold")
    for row in range(ROWS + 1):
        x = 71.0
        for at, (caption, width) in enumerate(COLUMNS):
            y = top + 20 * row
            pen.box(x, y, width, 20)
            if row:
                pen.write(f"visit{row}.{at}", "", x + 1, y + 2, width - 2, 16)
            else:
                pen.text(x + 3, y + 13, caption, 8.5, "Times-Bold")
            x += width


def _signing(pen: _Pen) -> None:
    pen.text(71, 448, "Why is support asked for?")
    for at in range(3):
        pen.line(71, 468 + 18 * at, 541, 468 + 18 * at)
    if pen.fillable:
        pen.canvas.acroForm.textfield(
            name="why", x=71, y=HEIGHT - 506, width=470, height=54, borderWidth=0, fieldFlags="multiline",
            fontName="Helvetica", fontSize=10, forceBorder=False, fillColor=white,
        )  # fmt: skip
    for at, line in enumerate(pen.values.get("why", ())):
        pen.text(73, 465 + 18 * at, line, 10, "Helvetica")
    pen.line(71, 560, 330, 560)
    pen.text(71, 570, "Signature of parent or guardian", 7.5)
    pen.line(370, 560, 541, 560)
    pen.text(370, 570, "Date", 7.5)
    pen.write("signed", "Date", 372, 545, 160, 14)
    if pen.values.get("signature"):
        _sign(pen.canvas, 90, HEIGHT - 556)


def _sign(canvas: Canvas, x: float, y: float) -> None:
    """A name in a quick hand."""
    path = canvas.beginPath()
    path.moveTo(x, y)
    for at in range(6):
        left = x + 15 * at
        path.curveTo(left + 3, y + 15, left + 9, y - 3, left + 15, y + 4 * (at % 3))
    canvas.setLineWidth(1.2)
    canvas.drawPath(path)


def filled(blank: bytes, values: Mapping[str, str], *, flatten: bool = False) -> bytes:
    """The fillable blank with its fields filled by a stranger's program; states of buttons begin with a stroke."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank)))
    writer.update_page_form_field_values(None, dict(values), auto_regenerate=False, flatten=flatten)
    if flatten:
        writer.remove_annotations(subtypes="/Widget")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
