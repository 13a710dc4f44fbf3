"""Forms as Word documents of strangers: tables of labels and values, lines with a colon, labels above their values."""

import io
import random
from typing import Any

import docx
from docx.shared import Inches, Pt
from PIL import Image, ImageDraw

from bench.people import People, Row
from bench.sheets import Sheets
from forms.form import Cell, Form, Table
from tests.support import layouts

_STYLES = ("table", "lines", "above")


def foreign(form: Form, agency: str, seed: int) -> Sheets:
    """The form with values as somebody typed it in Word."""
    fields, tables = People(seed, form.program).fill(form)
    style = layouts.Style.of(seed, "aligned")
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(style.size)
    document.add_paragraph(agency)
    document.add_heading(form.title, 1)
    _Writer(document, style, seed).fields(form, fields)
    for name, table in form.tables.items():
        if table.title:
            document.add_paragraph(table.title).runs[0].bold = True
        _table(document, table, tables[name], style)
    out = io.BytesIO()
    document.save(out)
    return Sheets(form, out.getvalue(), fields, tables, word=True)


class _Writer:
    """Writes the fields in one of three ways."""

    def __init__(self, document: Any, style: layouts.Style, seed: int) -> None:
        self.document = document
        self.style = style
        self.dice = random.Random(seed)
        self.way = _STYLES[seed % len(_STYLES)]

    def fields(self, form: Form, fields: Row) -> None:
        """Every field in its order; check boxes and signatures as their own lines."""
        grid = None
        for name, cell in form.fields.items():
            label = layouts.label_of(cell, self.style).rstrip(":")
            if cell.type == "checkbox":
                self.document.add_paragraph(f"{'☒' if fields[name] else '☐'} {label}")
                grid = None
            elif self.way == "table":
                grid = grid or self._grid()
                row = grid.add_row().cells
                row[0].text = label
                self._value(row[1].paragraphs[0], cell, fields[name])
            elif self.way == "lines":
                self._value(self.document.add_paragraph(f"{label}: "), cell, fields[name])
            else:
                self.document.add_paragraph().add_run(label).bold = True
                self._value(self.document.add_paragraph(), cell, fields[name])

    def _grid(self) -> Any:
        self.document.add_paragraph()
        return self.document.add_table(rows=0, cols=2, style="Table Grid")

    def _value(self, paragraph: Any, cell: Cell, value: Any) -> None:
        if cell.type != "signature":
            paragraph.add_run(layouts.printed(cell, value, self.style))
        elif value:
            paragraph.add_run().add_picture(scrawled(self.dice), width=Inches(1.4))


def _table(document: Any, table: Table, rows: list[Row], style: layouts.Style) -> None:
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for place, column in zip(grid.rows[0].cells, table.columns.values(), strict=True):
        place.paragraphs[0].add_run(layouts.label_of(column, style).rstrip(":")).bold = True
    for row in rows:
        for place, (name, column) in zip(grid.add_row().cells, table.columns.items(), strict=True):
            place.text = layouts.printed(column, row[name], style)


def scrawled(dice: random.Random) -> io.BytesIO:
    """A signature as a picture."""
    picture = Image.new("RGB", (420, 90), "white")
    points = [(10 + 20 * step, dice.randint(8, 82)) for step in range(20)]
    ImageDraw.Draw(picture).line(points, fill=(20, 20, 90), width=4, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
