"""Offices' papers set by a page-setting library: grids, ledgers, lines, captions, questions, printouts, bills."""

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from bench.bureau import Block, Grid, Item, Paper
from bench.sheets import scrawl

_FONTS = Path("/usr/share/fonts/truetype")
_FACES = (
    ("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Helvetica", "Helvetica-Bold"),
    ("LiberationSans-Regular", "LiberationSans-Bold"), ("LiberationSerif-Regular", "LiberationSerif-Bold"),
    ("DejaVuSans", "DejaVuSans-Bold"),
)  # fmt: skip
_WIDTH = letter[0] - 2 * 50
STYLES = ("grid", "ledger", "lines", "captions", "numbered", "printout", "narrative", "bill")
_SIGNS = (("☒", "☐"), ("☑", "☐"), ("■", "□"))


def _font(name: str) -> str:
    if name not in pdfmetrics.getRegisteredFontNames() and not name.startswith(("Helvetica", "Times", "Courier")):
        folder = "dejavu" if name.startswith("DejaVu") else "liberation"
        pdfmetrics.registerFont(TTFont(name, _FONTS / folder / f"{name}.ttf"))
    return name


class Ink(Flowable):  # type: ignore[misc]
    """A signature of loops."""

    def __init__(self, dice: random.Random, width: float = 120, height: float = 22) -> None:
        super().__init__()
        self.dice, self.width, self.height = dice, width, height

    def draw(self) -> None:
        """Draws it."""
        scrawl(self.canv, self.dice, 2, 3, self.width - 6, self.height - 6)


class _Setter:
    """Sets one paper in one style."""

    def __init__(self, paper: Paper, style: str) -> None:
        self.paper, self.style, self.dice = paper, style, paper.dice
        face, bold = self.dice.choice(_FACES)
        if style == "printout":
            face, bold = "Courier", "Courier-Bold"
        self.face, self.bold = _font(face), _font(bold)
        self.typed = _font(self.dice.choice((face, face, face, "Courier", "Times-Roman")))
        _font("DejaVuSans")
        self.size = self.dice.choice((8.5, 9, 9.5, 10, 11))
        self.shade = self.dice.choice((colors.Color(0.9, 0.9, 0.9), colors.Color(0.85, 0.9, 0.97), colors.white))
        self.sign = self.dice.choice(_SIGNS)
        self.bar = self.dice.choice(("bar", "bold", "rule", "dark"))
        self.rules = self.dice.choice(("full", "full", "flat", "none", "zebra"))
        self.columns = self.dice.choice((2, 2, 3))

    def para(
        self, text: str, *, font: str = "", size: float = 0.0, align: int = 0, raw: bool = False, **more: Any
    ) -> Paragraph:
        """A paragraph; `raw` where the text has mark-up already."""
        size = size or self.size
        style = ParagraphStyle(
            "p", fontName=font or self.face, fontSize=size, leading=size * 1.2, alignment=align, **more
        )
        return Paragraph(text if raw else escape(text), style)

    def value(self, text: str, **more: Any) -> Paragraph:
        """A value in the letters it is typed in."""
        return self.para(text, font=self.typed, **more)

    def glyph(self, checked: bool) -> str:
        if self.paper.marks == "brackets":
            return "[X]" if checked else "[ ]"
        return f'<font name="DejaVuSans">{self.sign[0] if checked else self.sign[1]}</font>'

    def box(self, item: Item) -> Paragraph:
        """A check box with its caption, or a statement with Yes and No."""
        if self.paper.marks in ("yesno", "word"):
            yes, no = self.glyph(bool(item.value)), self.glyph(not item.value)
            if self.paper.marks == "word":
                return self.para(f"{escape(item.label)}: {'Yes' if item.value else 'No'}", raw=True)
            return self.para(f"{escape(item.label)} &nbsp; {yes} Yes &nbsp; {no} No", raw=True)
        return self.para(f"{self.glyph(bool(item.value))} {escape(item.label)}", raw=True)

    def options(self, item: Item) -> Paragraph:
        """All the choices with their boxes."""
        return self.para(
            " &nbsp; ".join(f"{self.glyph(taken)} {escape(name)}" for name, taken in item.options), raw=True
        )

    def answer(self, item: Item, width: float = 120) -> Flowable:
        """What stands in the field's place."""
        if item.cell.type == "signature":
            if not item.value:
                return Spacer(1, 18)
            return Ink(self.dice, min(width, 130))
        if item.cell.options and self.paper.marks in ("glyph", "brackets") and len(item.options) < 8:
            return self.options(item)
        return self.value(item.text or " ")

    def heading(self, text: str, number: int) -> list[Flowable]:
        """A section's head: a shaded bar, a dark one, bold print, or print over a rule."""
        text = self.dice.choice(
            (text, f"Section {number} – {text}", f"PART {'ABCDEFGHIJ'[number - 1]}: {text}")
        ).upper()
        if self.bar == "bold":
            return [Spacer(1, 8), self.para(text, font=self.bold, size=self.size + 1), Spacer(1, 3)]
        dark = self.bar == "dark"
        cell = self.para(text, font=self.bold, textColor=colors.white if dark else colors.black)
        look: list[Any] = [("LEFTPADDING", (0, 0), (-1, -1), 4), ("TOPPADDING", (0, 0), (-1, -1), 2)]
        if self.bar == "rule":
            look.append(("LINEBELOW", (0, 0), (-1, -1), 1, colors.black))
        else:
            back = colors.Color(0.15, 0.2, 0.35) if dark else colors.Color(0.82, 0.82, 0.82)
            look.append(("BACKGROUND", (0, 0), (-1, -1), back))
        return [Spacer(1, 7), Table([[cell]], colWidths=[_WIDTH], style=look), Spacer(1, 2)]

    def head(self) -> list[Flowable]:
        """Letterhead or the state's head, and the title."""
        paper = self.paper
        top: list[Flowable] = []
        if self.dice.random() < 0.5:
            top += [
                self.para(line, align=TA_CENTER, font=self.bold if at == 0 else "")
                for at, line in enumerate(paper.letterhead)
            ]
            top += [self.para(f"Submitted to: {paper.agency}", align=TA_CENTER, size=self.size - 1)]
        else:
            top.append(self.para(paper.agency.upper(), align=TA_CENTER, font=self.bold))
        title = paper.title.upper() if self.dice.random() < 0.4 else paper.title
        top += [
            Spacer(1, 8),
            self.para(
                title, font=self.bold, size=self.dice.choice((13, 15, 18)), align=self.dice.choice((0, TA_CENTER))
            ),
        ]
        if self.dice.random() < 0.4:
            top += [
                Spacer(1, 3),
                self.para(
                    "Complete all items. Incomplete forms will be returned to the sender without action.",
                    size=self.size - 1.5,
                ),
            ]
        return [*top, Spacer(1, 8)]

    def blocks(self) -> list[Flowable]:
        """All the paper's blocks in its style."""
        place: Callable[[Block], list[Flowable]] = getattr(self, f"as_{self.style}")
        out: list[Flowable] = []
        for number, block in enumerate(self.paper.blocks, start=1):
            if self.style not in ("printout", "bill") or block.grid:
                out += self.heading(block.grid.title or block.heading if block.grid else block.heading, number)
            out += place(block)
            if block.grid:
                out += [self.table(block.grid), Spacer(1, 6)]
        return out

    def as_grid(self, block: Block) -> list[Flowable]:
        """Boxes with the label small in the corner and the value under it."""
        small = self.size - 2
        out: list[Flowable] = []
        for row in _packed(block.rows, self.columns):
            cells: list[Any] = []
            for item in row:
                if item.cell.type == "checkbox":
                    cells.append([self.box(item)])
                else:
                    width = _WIDTH / len(row)
                    cells.append([self.para(item.label.upper(), size=small), self.answer(item, width - 10)])
            look = [
                ("GRID", (0, 0), (-1, -1), 0.6, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ]
            heights = [46] if any(i.long and not i.text for i in row) else None
            out.append(Table([cells], colWidths=[_WIDTH / len(row)] * len(row), rowHeights=heights, style=look))
        return out

    def as_ledger(self, block: Block) -> list[Flowable]:
        """Two columns: shaded labels and their values."""
        rows = []
        for item in _items(block):
            if item.cell.type == "checkbox":
                rows.append([self.para(item.label), self.para(self._tick(item), raw=True)])
            else:
                rows.append([self.para(item.label, font=self.bold), self.answer(item)])
        if not rows:
            return []
        look: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BACKGROUND", (0, 0), (0, -1), self.shade)]
        if self.rules in ("full", "zebra"):
            look.append(("GRID", (0, 0), (-1, -1), 0.5, colors.grey))
        elif self.rules == "flat":
            look.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey))
        return [Table(rows, colWidths=[_WIDTH * 0.36, _WIDTH * 0.64], style=look)]

    def _tick(self, item: Item) -> str:
        if self.paper.marks == "word":
            return "Yes" if item.value else "No"
        if self.paper.marks == "yesno":
            return f"{self.glyph(bool(item.value))} Yes &nbsp; {self.glyph(not item.value)} No"
        return self.glyph(bool(item.value))

    def as_lines(self, block: Block) -> list[Flowable]:
        """Labels with a colon, their values on a line beside them, two in a row."""
        out: list[Flowable] = []
        for row in _packed(block.rows, 2):
            cells: list[Any] = []
            widths: list[float] = []
            look: list[Any] = [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ]
            for item in row:
                whole = _WIDTH / len(row)
                if item.cell.type == "checkbox":
                    cells.append(self.box(item))
                    widths.append(whole)
                    continue
                wide = min(whole * 0.62, pdfmetrics.stringWidth(item.label + ":", self.face, self.size) + 8)
                look.append(("LINEBELOW", (len(cells) + 1, 0), (len(cells) + 1, 0), 0.6, colors.black))
                cells += [self.para(item.label + ":"), self.answer(item, whole - wide)]
                widths += [wide, whole - wide]
            out += [Table([cells], colWidths=widths, style=look), Spacer(1, 2)]
        return out

    def as_captions(self, block: Block) -> list[Flowable]:
        """Values on lines, their labels small beneath."""
        out: list[Flowable] = []
        for row in _packed(block.rows, self.columns):
            above: list[Any] = []
            below: list[Any] = []
            widths: list[float] = []
            look: list[Any] = [
                ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
                ("TOPPADDING", (0, 1), (-1, 1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, 0), 1),
            ]
            for item in row:
                if item.cell.type == "checkbox":
                    above.append(self.box(item))
                    below.append("")
                else:
                    look.append(("LINEBELOW", (len(above), 0), (len(above), 0), 0.6, colors.black))
                    above.append(self.answer(item, _WIDTH / len(row) - 20))
                    below.append(self.para(item.label, size=self.size - 2))
                above.append("")
                below.append("")
                widths += [_WIDTH / len(row) - 12, 12]
            out += [Table([above, below], colWidths=widths, style=look), Spacer(1, 4)]
        return out

    def as_numbered(self, block: Block) -> list[Flowable]:
        """Questions with numbers, the answer under each, sub-letters within a row."""
        out: list[Flowable] = []
        for row in block.rows:
            self.count = getattr(self, "count", 0) + 1
            for at, item in enumerate(row):
                number = (
                    f"{self.count}." if len(row) == 1 else f"{self.count}{'abcdef'[at]}." if at else f"{self.count}. a."
                )
                label = (
                    item.label.partition(". ")[2]
                    if item.label[:1].isdigit() or item.label[1:2].isdigit()
                    else item.label
                )
                if item.cell.type == "checkbox":
                    out += [self.para(f"{number} {escape(label)} &nbsp; {self._tick(item)}", raw=True), Spacer(1, 4)]
                    continue
                out += [
                    self.para(f"{number} {label}", font=self.bold),
                    Table([[self.answer(item)]], colWidths=[_WIDTH - 30]),
                    Spacer(1, 4),
                ]
        return out

    def as_narrative(self, block: Block) -> list[Flowable]:
        """A report: short answers on lines of their own, long ones as paragraphs under their label."""
        out: list[Flowable] = []
        for item in _items(block):
            if item.long:
                out += [Spacer(1, 5), self.para(item.label, font=self.bold), self.value(item.text), Spacer(1, 4)]
            elif item.cell.type == "checkbox":
                out.append(self.box(item))
            elif item.cell.type == "signature":
                out += [Spacer(1, 8), self.answer(item), self.para(item.label)]
            else:
                out.append(
                    self.para(
                        f'<b>{escape(item.label)}:</b> <font name="{self.typed}">{escape(item.text)}</font>'
                        if self.face.startswith(("Helv", "Times", "Cour"))
                        else f"{escape(item.label)}: {escape(item.text)}",
                        raw=True,
                    )
                )
        return out

    def as_printout(self, block: Block) -> list[Flowable]:
        """What an agency's own computer prints: labels filled up with points, one to a line."""
        out: list[Flowable] = []
        wide = max((len(item.label) for item in _items(block)), default=0) + 3
        for item in _items(block):
            if item.long:
                out += [self.para(f"{item.label.upper()}:"), self.para(item.text), Spacer(1, 3)]
            elif item.cell.type == "signature":
                out += [
                    Spacer(1, 6),
                    Table([[self.para(f"{item.label}:"), self.answer(item)]], colWidths=[wide * 6, 150]),
                ]
            else:
                text = ("YES" if item.value else "NO") if item.cell.type == "checkbox" else item.text
                out.append(self.para(f"{escape(item.label.ljust(wide, '.'))}: {escape(text)}", raw=True))
        return [*out, Spacer(1, 6)]

    def as_bill(self, block: Block) -> list[Flowable]:
        """A bill's head: what it is about in a box at the right, whom it is sent to at the left."""
        signed = [item for item in _items(block) if item.cell.type == "signature" or item.name.endswith("_date")]
        totals = [item for item in _items(block) if item.name.startswith("total_")]
        rest = [item for item in _items(block) if item not in signed and item not in totals]
        out: list[Flowable] = []
        if totals:
            look: list[Any] = [
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, colors.black),
                ("LINEBELOW", (0, -1), (-1, -1), 1.2, colors.black),
            ]
            rows = [
                [self.para(item.label, align=TA_RIGHT, font=self.bold), self.value(item.text, align=TA_RIGHT)]
                for item in totals
            ]
            out.append(Table(rows, colWidths=[110, 90], hAlign="RIGHT", style=look))
        facts: list[list[Flowable]] = []
        boxes: list[Flowable] = []
        for item in rest:
            if item.cell.type == "checkbox" or (item.cell.options and self.paper.marks != "word"):
                boxes += (
                    [self.box(item)]
                    if item.cell.type == "checkbox"
                    else [self.para(item.label + ":"), self.answer(item)]
                )
            else:
                facts.append([self.para(item.label), self.value(item.text)])
        if facts:
            bill_to = [
                self.para("BILL TO", font=self.bold),
                self.para(self.paper.agency),
                self.para("Fiscal Office, P.O. Box 1187"),
                self.para("Hartford, CT 06101"),
            ]
            box = Table(
                facts,
                colWidths=[105, 150],
                style=[("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")],
            )
            out.append(
                Table([[bill_to, box]], colWidths=[_WIDTH - 265, 265], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
        out += boxes
        if signed:
            saved, self.style = self.style, "captions"
            out += [Spacer(1, 12), *self.as_captions(Block("", [signed]))]
            self.style = saved
        return out

    def table(self, grid: Grid) -> Flowable:
        """The table with the office's rulings, blank rows, and the row of its sums."""
        numeric = [kind in ("money", "hours", "integer", "number") for kind in grid.kinds]
        rows: list[list[Any]] = [
            [
                self.para(head, font=self.bold, align=TA_RIGHT if num else 0)
                for head, num in zip(grid.heads, numeric, strict=True)
            ]
        ]
        rows += [
            [self.value(cell, align=TA_RIGHT if num else 0) for cell, num in zip(row, numeric, strict=True)]
            for row in grid.rows
        ]
        blank = self.dice.choice((0, 0, 2, 4)) if self.rules in ("full", "flat") else 0
        rows += [[""] * len(grid.heads)] * blank
        if grid.sums:
            word = self.dice.choice(("Total", "TOTALS", "Total this page", "Totals:"))
            first = next((at for at, cell in enumerate(grid.sums) if not cell), 0)
            rows.append(
                [
                    self.value(cell, align=TA_RIGHT if num else 0)
                    if cell
                    else self.para(word, font=self.bold)
                    if at == first
                    else ""
                    for at, (cell, num) in enumerate(zip(grid.sums, numeric, strict=True))
                ]
            )
        look: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
        if self.rules == "full":
            look.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        elif self.rules == "flat":
            look += [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black)]
        elif self.rules == "zebra":
            look.append(("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, colors.Color(0.93, 0.93, 0.93)]))
        if self.rules != "none":
            look.append(("BACKGROUND", (0, 0), (-1, 0), self.shade))
        weights = [
            _weight(kind, [row[at] for row in grid.rows], head)
            for at, (kind, head) in enumerate(zip(grid.kinds, grid.heads, strict=True))
        ]
        return Table(
            rows,
            colWidths=[_WIDTH * one / sum(weights) for one in weights],
            repeatRows=self.dice.choice((0, 1)),
            style=look,
        )


def _weight(kind: str, cells: list[str], head: str) -> float:
    longest = max(len(cell) for cell in [*cells, head])
    return float(min(max(longest, 6), 34)) + (4 if kind in ("date", "money", "time") else 2)


def _items(block: Block) -> list[Item]:
    return [item for row in block.rows for item in row]


def _packed(rows: list[list[Item]], columns: int) -> list[list[Item]]:
    """The fields, so many to a row; long ones, choices and check boxes have a row of their own."""
    out: list[list[Item]] = []
    for row in rows:
        part: list[Item] = []
        for item in row:
            alone = (
                item.long
                or bool(item.cell.options)
                or item.cell.type == "checkbox"
                or len(item.text) > 34
                or len(item.label) > 40
            )
            if alone:
                out += [part] if part else []
                out.append([item])
                part = []
                continue
            part.append(item)
            if len(part) == columns:
                out.append(part)
                part = []
        out += [part] if part else []
    return out


def styles_of(paper: Paper) -> tuple[str, ...]:
    """The styles that an office would set this paper in."""
    if "invoice" in paper.form.form:
        return (*STYLES[:6], "bill", "bill", "bill")
    if any(field.multiline for field in paper.form.fields.values()):
        return (*STYLES[:6], "narrative", "narrative")
    return STYLES[:6]


def draw(paper: Paper, style: str = "") -> bytes:
    """The paper as a PDF."""
    setter = _Setter(paper, style or paper.dice.choice(styles_of(paper)))
    flow = [*setter.head(), *setter.blocks()]
    if setter.style == "bill":
        flow += [
            Spacer(1, 14),
            setter.para(f"Remit to: {paper.letterhead[0]}, {paper.letterhead[1]}"),
            setter.para("Thank you for your business! Net 30 days."),
        ]
    buffer = io.BytesIO()
    foot = paper.dice.choice(
        (
            "",
            "Page %d",
            f"{paper.form.form.upper()[:4]}-{paper.dice.randint(100, 999)} (Rev. 3/25)  Page %d",
            "CONFIDENTIAL",
        )
    )

    def furnish(canvas: Canvas, document: Any) -> None:
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(50, 28, foot % document.page if "%d" in foot else foot)

    document = SimpleDocTemplate(buffer, pagesize=letter, leftMargin=50, rightMargin=50, topMargin=45, bottomMargin=48)
    document.build(flow, onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue()
