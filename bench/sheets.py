"""Papers as they come: our own blank filled and signed, a stranger's layout, a letter, a paper known by its heading."""

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.people import People, Row
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Slot
from forms.layout import lay_out
from forms.program import Program
from generators.fill import fill_form
from tests.support import layouts

_FONT_FOLDER = Path("/usr/share/fonts/truetype")
_FACES = (
    ("liberation/LiberationSansNarrow-Regular.ttf", "liberation/LiberationSansNarrow-Bold.ttf"),
    ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf"),
    ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf"),
)
"""Faces beside the three that every PDF reader has, where the machine has them."""


@dataclass(slots=True)
class Sheets:
    """One paper's pages and what stands on them, typed."""

    form: Form
    data: bytes
    """A PDF, or a Word document where `word` says so."""
    fields: Row
    tables: dict[str, list[Row]]
    kind: str | None = None
    free: bool = False
    """A letter in prose: its body is no field that could be told word for word."""
    word: bool = False


def own(form: Form, program: Program, seed: int, *, flatten: bool) -> Sheets:
    """Our own edition filled; on a flattened one the signatures are written by hand."""
    fields, tables = People(seed, form.program).fill(form)
    values: dict[str, Any] = {**fields, **tables}
    if not flatten:
        return Sheets(form, fill_form(form, program, values), fields, tables)
    unsigned = {name: _unsigned(value, form, name) for name, value in values.items()}
    printed = fill_form(form, program, unsigned, flatten=True)
    slots = [slot for slot in lay_out(form, program).slots if slot.kind == "signature" and at(values, slot.path)]
    return Sheets(form, signed(printed, slots, seed), fields, tables)


def _unsigned(value: Any, form: Form, name: str) -> Any:
    if name in form.tables:
        signed = [key for key, column in form.tables[name].columns.items() if column.type == "signature"]
        return [{key: False if key in signed else cell for key, cell in row.items()} for row in value]
    return False if form.fields[name].type == "signature" else value


def at(values: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as `lines[3].amount`; None for a row that is not filled."""
    if "[" not in path:
        return values[path]
    table, _, rest = path.partition("[")
    number, _, column = rest.partition("].")
    rows = values[table]
    return rows[int(number)][column] if int(number) < len(rows) else None


def signed(printed: bytes, slots: list[Slot], seed: int) -> bytes:
    """The printed form with a signature in each of the slots."""
    dice = random.Random(seed)

    def sign(canvas: Canvas, slot: Slot) -> None:
        x0, y0, x1, y1 = slot.points
        scrawl(canvas, dice, x0 + 4, PAGE_HEIGHT - y1 + 3, min(120.0, x1 - x0 - 8), y1 - y0 - 4)

    return drawn_over(printed, slots, sign)


def drawn_over(printed: bytes, slots: list[Slot], draw: Callable[[Canvas, Slot], None]) -> bytes:
    """The printed form with something drawn in each of the slots."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(printed)))
    for number in sorted({slot.page for slot in slots}):
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT))
        for slot in slots:
            if slot.page == number:
                draw(canvas, slot)
        canvas.save()
        writer.pages[number - 1].merge_page(pypdf.PdfReader(buffer).pages[0])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def scrawl(canvas: Canvas, dice: random.Random, x: float, y: float, width: float, height: float) -> None:
    """A signature: loops of uneven height from the left to the right."""
    path = canvas.beginPath()
    path.moveTo(x, y)
    loops = dice.randint(5, 9)
    for number in range(loops):
        left, right = x + width * number / loops, x + width * (number + 1) / loops
        path.curveTo(left, y + height * dice.uniform(0.4, 1.0), right, y + height * dice.random(), right, y)
    canvas.setLineWidth(dice.uniform(0.8, 1.5))
    canvas.setStrokeColorRGB(0.1, 0.1, dice.choice((0.1, 0.5)))
    canvas.drawPath(path)


def foreign(form: Form, agency: str, seed: int, hand: layouts.Hand | None = None) -> Sheets:
    """The form as one of many strangers lays it out; a letter in prose every second time where the form is one.

    `hand` writes the values; nobody writes papers without labels by hand.
    """
    people = People(seed, form.program)
    if form.kinds:
        return _headed(form, people, seed)
    fields, tables = people.fill(form)
    if hand is not None:
        fields, tables = layouts.in_plain_letters(fields, tables)
    if form.letter and seed % 2 and hand is None:
        return Sheets(form, _letter(fields, people, seed), fields, tables, free=True)
    drawn = layouts.draw(form, agency, seed, values=(fields, tables), fonts=_fonts(seed), hand=hand)
    return Sheets(form, drawn.pdf, fields, tables)


def _fonts(seed: int) -> tuple[str, str] | None:
    """A face that the machine has, or None for one of those that every reader has."""
    pair = _FACES[seed % len(_FACES)]
    if seed % 7 < 4 or not all((_FONT_FOLDER / name).exists() for name in pair):
        return None
    for name in pair:
        pdfmetrics.registerFont(TTFont(Path(name).stem, _FONT_FOLDER / name))
    return Path(pair[0]).stem, Path(pair[1]).stem


def _headed(form: Form, people: People, seed: int) -> Sheets:
    """A paper without labels that its heading tells."""
    kind = people.dice.choice(list(form.kinds))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT))
    canvas.setFont("Times-Bold", 20)
    heading = people.dice.choice((form.kinds[kind].title, form.kinds[kind].phrases[0]))
    canvas.drawCentredString(PAGE_WIDTH / 2, 690, heading)
    _prose(canvas, [people.name(), *(people.sentences(2, 5) for _ in range(4))], 640)
    canvas.save()
    return Sheets(form, buffer.getvalue(), {}, {}, kind=kind)


def _prose(canvas: Canvas, paragraphs: list[str], y: float, font: str = "Times-Roman", size: float = 11.5) -> float:
    canvas.setFont(font, size)
    for paragraph in paragraphs:
        for line in simpleSplit(paragraph, font, size, PAGE_WIDTH - 150) or [""]:
            canvas.drawString(75, y, line)
            y -= size + 4
        y -= 8
    return y


def _letter(fields: Row, people: People, seed: int) -> bytes:
    """A letter of reference in prose; it says all that a letter can say, so no field stays blank."""
    for name in ("applicant_name", "referee_name"):
        fields[name] = fields[name] or people.name()
    fields["referee_title"] = people.dice.choice(("Clinical Director", "Licensed Social Worker", "Program Manager"))
    fields["referee_is_clinician"] = fields["referee_title"] != "Program Manager"
    fields["for_dds_application"] = True
    fields["phone"] = fields["phone"] or "860-555-0188"
    fields["email"] = fields["email"] or "office@example.org"
    day = fields["letter_date"] = fields["letter_date"] or people.day()
    clinician = " As a licensed clinician I supervised the work." if fields["referee_is_clinician"] else ""
    body = (
        f"I recommend {fields['applicant_name']} without reservation as a qualified provider of Parenting Support "
        f"Services. This letter supports the application to the Department of Developmental Services.{clinician}"
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT))
    y = _prose(
        canvas, [f"{day:%B} {day.day}, {day.year}", "To whom it may concern:", body, people.sentences(2, 4)], 700
    )
    y = _prose(canvas, ["Sincerely,"], y)
    if fields["signature"]:
        scrawl(canvas, random.Random(seed), 78, y - 14, 120, 26)
    closing = [fields["referee_name"], fields["referee_title"], f"Tel. {fields['phone']}", fields["email"]]
    for line in closing:
        y = _prose(canvas, [line], y - 22 if line is closing[0] else y + 8)
    canvas.save()
    return buffer.getvalue()
