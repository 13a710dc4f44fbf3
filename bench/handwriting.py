"""Papers filled by hand: the labels are printed, the values written in a typeface like handwriting, a little askew."""

import random
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench import sheets
from bench.people import People
from bench.sheets import Sheets
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, Slot
from forms.layout import lay_out
from forms.program import Program
from generators.fill import fill_form
from tests.support import layouts
from tests.support.layouts import Hand

PACKAGES = "fonts-breip fonts-dkg-handwriting fonts-ecolier-court fonts-kristi"
"""The Debian packages that hold the typefaces."""
_FOLDER = Path("/usr/share/fonts/truetype")
_FACES = (
    ("breip/Breip.ttf", 1.0),
    ("fifthhorseman/dkg.ttf", 1.0),
    ("ecolier-court/Ecolier-court.ttf", 1.3),
    ("kristi/Kristi.ttf", 1.5),
)
"""Typefaces of these packages, and how much larger than print each is written to be as large as a hand."""
_SIZE, _LEAST, _LEADING = 11.0, 5.0, 1.15
"""Points: how large a hand writes, how small where room is short; and its leading."""


@cache
def _hands() -> tuple[Hand, ...]:
    """The hands that this machine has."""
    found = []
    for file, scale in _FACES:
        if (_FOLDER / file).exists():
            pdfmetrics.registerFont(TTFont(Path(file).stem, _FOLDER / file))
            found.append(Hand(Path(file).stem, scale))
    return tuple(found)


def on_machine() -> bool:
    """Whether the machine has a typeface like handwriting."""
    return bool(_hands())


def _hand(seed: int) -> Hand:
    return _hands()[seed % len(_hands())]


def foreign(form: Form, program: Program, seed: int) -> Sheets:
    """The form as one of many strangers lays it out, filled by hand."""
    return sheets.foreign(form, program.agency, seed, _hand(seed))


def own(form: Form, program: Program, seed: int) -> Sheets:
    """Our own edition printed blank, filled, ticked and signed by hand."""
    fields, tables = layouts.in_plain_letters(*People(seed, form.program).fill(form))
    tables = {name: rows[: form.tables[name].rows] for name, rows in tables.items()}
    values: dict[str, Any] = {**fields, **tables}
    slots = lay_out(form, program).slots
    marked = {slot.path for slot in slots if slot.kind in ("checkbox", "radio")}
    ticked: dict[str, Any] = {name: value for name, value in fields.items() if name in marked}
    for name, rows in tables.items():
        ticked[name] = [
            {key: value for key, value in row.items() if f"{name}[{number}].{key}" in marked}
            for number, row in enumerate(rows)
        ]
    printed = fill_form(form, program, ticked, flatten=True)
    shaky, hand = random.Random(seed), _hand(seed)

    def write(canvas: Canvas, slot: Slot) -> None:
        text = slot.cell.kind.write(sheets.at(values, slot.path), slot.cell.options)
        _write(canvas, hand, shaky, slot, layouts.plain_letters(text))

    # 0 is an answer, no less than 1.
    said = [slot for slot in slots if not any(sheets.at(values, slot.path) is blank for blank in (None, "", False))]
    printed = sheets.drawn_over(printed, [slot for slot in said if slot.kind in ("text", "combo")], write)
    signatures = [slot for slot in said if slot.kind == "signature"]
    return Sheets(form, sheets.signed(printed, signatures, seed), fields, tables)


def _write(canvas: Canvas, hand: Hand, shaky: random.Random, slot: Slot, text: str) -> None:
    """The text in its slot, smaller where it would not fit."""
    x0, y0, x1, y1 = slot.points
    size = min(_SIZE, (y1 - y0) / _LEADING)
    while True:
        lines = simpleSplit(text, hand.face, hand.scale * size, x1 - x0 - 8)
        if len(lines) * _LEADING * size <= y1 - y0 or size <= _LEAST:
            break
        size -= 0.5
    for number, line in enumerate(lines):
        base = y0 + (y1 - y0 if slot.lines == 1 else _LEADING * size * (number + 1)) - 0.3 * size
        layouts.written(canvas, hand, shaky, x0 + 4, PAGE_HEIGHT - base, line, size)
