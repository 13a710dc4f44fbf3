"""Draws sheets of paper from their geometry: text with embedded fonts, rules, the page code, and the look of values."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import segno
from reportlab.pdfgen.canvas import Canvas

from forms.arrange import BUTTON
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Fill, Ink, Item, Panel, Points, Print, Slot
from forms.layout import CODE, MARKS
from forms.typeset import font, width

_INKS: dict[Ink, tuple[float, float, float]] = {
    "black": (0.05, 0.05, 0.08),
    "soft": (0.25, 0.30, 0.38),
    "white": (1.0, 1.0, 1.0),
}
_FILLS: dict[Fill, tuple[float, float, float]] = {
    "bar": (0.10, 0.20, 0.34),
    "tint": (0.93, 0.945, 0.96),
    "mark": (0.0, 0.0, 0.0),
}
_RULE = (0.30, 0.36, 0.44)
MARGIN = 2.0
"""Between the edge of a slot and its text, in points."""
QUIET = 4
"""Light modules around the page code."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a filled slot shows: lines of text, or the mark of a box or button; width and height in points."""

    width: float
    height: float
    lines: tuple[str, ...] = ()
    size: float = 10.0
    leading: float = 12.5
    right: bool = False
    """Whether the text ends at the right edge."""
    top: bool = False
    """Whether the text begins at the top instead of standing in the middle."""
    mark: Literal["cross", "dot"] | None = None


CROSS = Look(BUTTON, BUTTON, mark="cross")
DOT = Look(BUTTON, BUTTON, mark="dot")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: what is printed on it, and the text of its code, if it bears one with the corner marks."""

    items: tuple[Item, ...]
    panels: tuple[Panel, ...]
    code: str | None = None
    values: tuple[tuple[Points, Look], ...] = ()
    """What is printed into the page's slots, for good."""


def read_aloud(items: Sequence[Item]) -> Iterator[Print]:
    """The texts of a page that a screen reader reads; each is one piece of marked content, counted from 0."""
    return (item for item in items if isinstance(item, Print) and item.role != "furniture")


def draw(title: str, sheets: Sequence[Sheet], looks: Mapping[str, Look]) -> bytes:
    """The sheets as PDF; where there are looks, one more page at the end holds each as a form XObject."""
    target = io.BytesIO()
    canvas = Canvas(
        target, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=font("regular"), lang="en-US"
    )
    canvas.setTitle(title)
    for sheet in sheets:
        _draw_sheet(canvas, sheet)
        canvas.showPage()
    if looks:
        for name, look in looks.items():
            canvas.beginForm(name, 0, 0, look.width, look.height)
            _draw_look(canvas, look, 0.0, 0.0)
            canvas.endForm()
            canvas.doForm(name)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _draw_sheet(canvas: Canvas, sheet: Sheet) -> None:
    canvas.addLiteral("/Artifact BMC")
    for panel in sheet.panels:
        _draw_panel(canvas, panel)
    for item in sheet.items:
        if isinstance(item, Slot):
            _draw_slot(canvas, item)
        elif item.role == "furniture":
            _draw_print(canvas, item)
    if sheet.code:
        _draw_code(canvas, sheet.code)
        for mark in MARKS[:3]:
            _draw_panel(canvas, Panel(mark, "mark", 0.0))
        x0, y0, x1, y1 = MARKS[3]
        _draw_panel(canvas, Panel((x0 + 1, y0 + 1, x1 - 1, y1 - 1), "none", 2.0))
    canvas.addLiteral("EMC")
    for number, item in enumerate(read_aloud(sheet.items)):
        canvas.addLiteral(f"/P <</MCID {number}>> BDC")
        _draw_print(canvas, item)
        canvas.addLiteral("EMC")
    for (x0, _, _, y1), look in sheet.values:
        _draw_look(canvas, look, x0, PAGE_HEIGHT - y1)


def _draw_print(canvas: Canvas, text: Print) -> None:
    canvas.setFillColorRGB(*_INKS[text.ink])
    canvas.setFont(font(text.face), text.size)
    last = len(text.lines) - 1
    for number, line in enumerate(text.lines):
        # Whoever reads the text aloud joins the lines as they are.
        spoken = line if number == last else f"{line} "
        canvas.drawString(text.x, PAGE_HEIGHT - text.y - number * text.leading, spoken)


def _draw_panel(canvas: Canvas, panel: Panel) -> None:
    x0, y0, x1, y1 = panel.points
    if panel.fill != "none":
        canvas.setFillColorRGB(*_FILLS[panel.fill])
    canvas.setStrokeColorRGB(*(_RULE if panel.stroke < 1 else (0.0, 0.0, 0.0)))
    canvas.setLineWidth(panel.stroke)
    if x0 == x1 or y0 == y1:
        canvas.line(x0, PAGE_HEIGHT - y0, x1, PAGE_HEIGHT - y1)
        return
    filled, stroked = int(panel.fill != "none"), int(panel.stroke > 0)
    canvas.rect(x0, PAGE_HEIGHT - y1, x1 - x0, y1 - y0, stroke=stroked, fill=filled)


def _draw_slot(canvas: Canvas, slot: Slot) -> None:
    """The square of a checkbox and the ring of a radio button; the other slots lie within ruled boxes."""
    x0, y0, x1, y1 = slot.points
    canvas.setStrokeColorRGB(0.0, 0.0, 0.0)
    canvas.setLineWidth(0.8)
    if slot.kind == "checkbox":
        canvas.rect(x0, PAGE_HEIGHT - y1, x1 - x0, y1 - y0)
    elif slot.kind == "radio":
        canvas.circle((x0 + x1) / 2, PAGE_HEIGHT - (y0 + y1) / 2, (x1 - x0) / 2 - 0.4)


def _draw_code(canvas: Canvas, text: str) -> None:
    """The page code, run by run as rectangles."""
    code = segno.make_qr(text, error="m")
    x0, y0, x1, _ = CODE
    module = (x1 - x0) / (len(code.matrix) + 2 * QUIET)
    canvas.setFillColorRGB(0.0, 0.0, 0.0)
    for row, modules in enumerate(code.matrix):
        bottom = PAGE_HEIGHT - y0 - (QUIET + row + 1) * module
        for start, length in _runs(modules):
            canvas.rect(x0 + (QUIET + start) * module, bottom, length * module, module, stroke=0, fill=1)


def _runs(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Start and length of each run of dark modules."""
    start = None
    for place, dark in enumerate([*modules, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None


def _draw_look(canvas: Any, look: Look, x: float, y: float) -> None:
    """The look with its lower left corner at that place, in the PDF's own direction."""
    canvas.setFillColorRGB(*_INKS["black"])
    if look.mark == "dot":
        canvas.circle(x + look.width / 2, y + look.height / 2, look.width * 0.29, stroke=0, fill=1)
    elif look.mark == "cross":
        canvas.setStrokeColorRGB(*_INKS["black"])
        canvas.setLineWidth(1.5)
        near, far = 2.2, look.width - 2.2
        canvas.line(x + near, y + near, x + far, y + far)
        canvas.line(x + near, y + far, x + far, y + near)
    canvas.setFont(font("regular"), look.size)
    height = look.size + look.leading * (len(look.lines) - 1)
    top = look.height - MARGIN if look.top else (look.height + height) / 2
    for number, line in enumerate(look.lines):
        left = look.width - MARGIN - width(line, look.size) if look.right else MARGIN
        canvas.drawString(x + left, y + top - 0.8 * look.size - number * look.leading, line)
