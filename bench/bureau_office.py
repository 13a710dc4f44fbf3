"""Offices' papers out of office software: spreadsheets, and documents with tables, columns and frames, as PDF."""

import base64
import io
import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pypdf
import xlsxwriter
from PIL import Image, ImageDraw

from bench.bureau import Block, Grid, Item, Paper

CALC = Path("/usr/lib/libreoffice/program/libsclo.so")
PACKAGES = "libreoffice-calc-nogui"
_SECONDS = 120
_FOOT = 40
"""Letters of a page's foot at most."""


def on_machine() -> bool:
    """Whether the spreadsheet program is there that prints the sheets."""
    return CALC.exists()


def printed(sources: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """The PDFs of office files, each given by its suffix and content, printed in one start of LibreOffice."""
    if not sources:
        return []
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as folder:
        work = Path(folder)
        files = []
        for number, (suffix, data) in enumerate(sources):
            files.append(work / f"{number:04d}.{suffix}")
            files[-1].write_bytes(data)
        subprocess.run(
            [
                "soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", str(work), *map(str, files),
            ],
            check=True, capture_output=True, timeout=_SECONDS + 5 * len(files),
        )  # fmt: skip
        return [_without_empty_end(file.with_suffix(".pdf").read_bytes()) for file in files]


def _without_empty_end(pdf: bytes) -> bytes:
    """The PDF without last pages that show nothing, such as that of the paragraph which has to follow a table."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    kept = len(reader.pages)
    while kept > 1 and len(reader.pages[kept - 1].extract_text().strip()) < _FOOT and not reader.pages[kept - 1].images:
        kept -= 1
    writer = pypdf.PdfWriter()
    writer.append(reader, pages=(0, kept))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _scribble(dice: random.Random) -> bytes:
    image = Image.new("RGB", (360, 80), "white")
    pen = ImageDraw.Draw(image)
    at = [(10 + 30 * n, 40 + dice.randint(-28, 28)) for n in range(dice.randint(7, 11))]
    pen.line(at, fill=(20, 20, 90), width=4, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


class _Sheet:
    """A paper as a worksheet: labels in one cell, values in the next or under them."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.dice = paper, paper.dice
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.sheet = self.book.add_worksheet(self.dice.choice(("Sheet1", "Invoice", "Form", "Nov 26")))
        self.face = {
            "font_name": self.dice.choice(("Liberation Sans", "DejaVu Sans", "Liberation Serif")),
            "font_size": 10,
        }
        self.border = self.dice.choice((0, 1, 1, 4))
        self.beside = self.dice.random() < 0.6
        self.shade = self.dice.choice(({}, {"bg_color": "#D9E1F2"}, {"bg_color": "#EEEEEE"}))
        self.row = 0
        widths = [len(block.grid.heads) for block in paper.blocks if block.grid]
        self.columns = max([6, *widths])
        self.look: dict[str, Any] = {}

    def format(self, **more: Any) -> Any:
        return self.book.add_format({**self.face, "valign": "top", **more})

    def finish(self) -> bytes:
        """The workbook's bytes."""
        self.sheet.set_paper(1)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        if self.dice.random() < 0.25:
            self.sheet.hide_gridlines(0)
        if self.dice.random() < 0.1:
            self.sheet.print_row_col_headers()
        if self.dice.random() < 0.5:
            self.sheet.set_footer("&L&A&RPage &P of &N")
        if self.dice.random() < 0.2:
            self.sheet.set_landscape()
        self.book.close()
        return self.buffer.getvalue()

    def across(self, text: str, look: Any, height: float | None = None) -> None:
        """A cell over the sheet's whole width."""
        self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, text, look)
        if height:
            self.sheet.set_row(self.row, height)
        self.row += 1

    def make(self) -> bytes:
        paper = self.paper
        self.sheet.set_column(0, self.columns - 1, 100 / self.columns)
        if self.dice.random() < 0.6:
            for at, line in enumerate(paper.letterhead):
                self.sheet.write(self.row, 0, line, self.format(bold=at == 0))
                self.row += 1
            self.sheet.write(self.row, 0, f"To: {paper.agency}", self.format())
            self.row += 2
        else:
            self.across(paper.agency, self.format(align="center"))
        self.across(paper.title, self.format(bold=True, font_size=14, align=self.dice.choice(("left", "center"))), 24)
        self.row += 1
        for block in paper.blocks:
            if not block.grid or block.rows:
                if self.dice.random() < 0.6:
                    self.across(
                        block.heading.upper() if paper.loud else block.heading, self.format(bold=True, **self.shade)
                    )
                self.fields(block)
            if block.grid:
                self.grid(block.grid)
            self.row += 1
        return self.finish()

    def fields(self, block: Block) -> None:
        half = self.columns // 2
        left = True
        pairs = [(item, item is row[-1]) for row in block.rows for item in row]
        for item, last_of_row in pairs:
            wide = item.long or len(item.text) > 30 or len(item.label) > 28 or item.cell.type == "checkbox"
            if wide and not left:
                self.row += 1 if self.beside else 2
                left = True
            at = 0 if left else half
            last = self.columns - 1 if wide else at + half - 1
            if self.beside:
                self.pair(item, at, last)
            else:
                self.stack(item, at, last)
            # What belongs together, such as a signature and its date, stays in one row.
            if (
                wide
                or not left
                or (last_of_row and any(one.cell.type == "signature" for row in block.rows for one in row))
            ):
                self.row += 1 if self.beside else 2
                left = True
            else:
                left = False
        if not left:
            self.row += 1 if self.beside else 2

    def value(self, item: Item) -> str:
        if item.cell.type == "checkbox":
            return {"glyph": "☒" if item.value else "☐", "brackets": "[X]" if item.value else "[ ]"}.get(
                self.paper.marks, "Yes" if item.value else "No"
            )
        return item.text

    def spot(self, row: int, first: int, last: int, text: str, look: Any) -> None:
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", look)
        self.sheet.write_string(row, first, text, look) if text else self.sheet.write_blank(row, first, None, look)

    def pair(self, item: Item, at: int, last: int) -> None:
        text = self.value(item)
        cut = at + (1 if last - at < 3 and len(item.label) < 20 else 2)
        cut = min(cut, last)
        if item.cell.type == "checkbox":
            cut = last
        colon = ":" if self.dice.random() < 0.5 and not item.label.endswith(":") else ""
        self.spot(
            self.row, at, cut - 1, item.label + colon, self.format(border=self.border, text_wrap=True, **self.shade)
        )
        self.spot(self.row, cut, last, text, self.format(border=self.border, text_wrap=True))
        room = (last - cut + 1) * 100 / self.columns
        labelled = (cut - at) * 100 / self.columns
        lines = max(1, int(len(text) / room * 1.25) + 1, int(len(item.label) / labelled * 1.25) + 1)
        if item.cell.type == "signature":
            lines = 2
            if item.value:
                self.ink(self.row, cut)
        if lines > 1:
            self.sheet.set_row(self.row, max(lines * 13.5, getattr(self, "_tall", {}).get(self.row, 0)))
            self._tall = {self.row: lines * 13.5}

    def stack(self, item: Item, at: int, last: int) -> None:
        text = self.value(item)
        self.spot(self.row, at, last, item.label, self.format(border=self.border, font_size=8, **self.shade))
        self.spot(self.row + 1, at, last, text, self.format(border=self.border, text_wrap=True))
        room = (last - at + 1) * 100 / self.columns
        lines = max(1, int(len(text) / room * 1.25) + 1)
        if item.cell.type == "signature":
            lines = 2
            if item.value:
                self.ink(self.row + 1, at)
        if lines > 1:
            self.sheet.set_row(self.row + 1, lines * 13.5)

    def ink(self, row: int, column: int) -> None:
        picture = io.BytesIO(_scribble(self.dice))
        self.sheet.insert_image(
            row,
            column,
            "ink.png",
            {"image_data": picture, "x_scale": 0.28, "y_scale": 0.28, "x_offset": 4, "y_offset": 2},
        )

    def grid(self, grid: Grid) -> None:
        if grid.title and self.dice.random() < 0.5:
            self.across(grid.title, self.format(bold=True))
        border = self.dice.choice((0, 1, 1, 7))
        for at, head in enumerate(grid.heads):
            self.sheet.write(self.row, at, head, self.format(bold=True, border=border, text_wrap=True, **self.shade))
        self.sheet.set_row(self.row, 28)
        self.row += 1
        numeric = ("money", "hours", "integer", "number")
        for row in grid.rows:
            longest = max(len(cell) for cell in row)
            for at, (cell, kind) in enumerate(zip(row, grid.kinds, strict=True)):
                self.sheet.write_string(
                    self.row,
                    at,
                    cell,
                    self.format(border=border, text_wrap=True, align="right" if kind in numeric else "left"),
                )
            if longest > 85 / self.columns:
                self.sheet.set_row(self.row, 13.5 * (int(longest / (100 / self.columns) * 1.3) + 1))
            self.row += 1
        for _ in range(self.dice.choice((0, 0, 3, 6)) if border else 0):
            for at in range(len(grid.heads)):
                self.sheet.write_blank(self.row, at, None, self.format(border=border))
            self.row += 1
        if grid.sums:
            first = next(at for at, cell in enumerate(grid.sums) if not cell)
            for at, cell in enumerate(grid.sums):
                text = "TOTAL" if at == first else cell
                self.sheet.write_string(
                    self.row, at, text, self.format(bold=True, top=1, align="right" if cell else "left")
                )
            self.row += 1


def sheet(paper: Paper) -> tuple[str, bytes]:
    """The paper as a workbook."""
    return "xlsx", _Sheet(paper).make()


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="'{face}'"/></office:font-face-decls>
<office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="F"
 fo:font-size="{size}pt"/></style:default-style></office:styles>
<office:automatic-styles>
<style:page-layout style:name="PL"><style:page-layout-properties fo:page-width="8.5in" fo:page-height="11in"
 fo:margin="0.7in"/></style:page-layout>
<style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.04in"/>
</style:style>
<style:style style:name="PC" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>
</style:style>
<style:style style:name="PB" style:family="paragraph"><style:paragraph-properties fo:keep-with-next="always"
 fo:margin-top="0.1in" fo:margin-bottom="0.05in"/><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="PH" style:family="paragraph"><style:paragraph-properties fo:text-align="center"
 fo:margin-top="0.08in" fo:margin-bottom="0.1in"/><style:text-properties fo:font-weight="bold" fo:font-size="15pt"/>
</style:style>
<style:style style:name="PS" style:family="paragraph"><style:text-properties fo:font-size="{small}pt"
 fo:font-variant="small-caps"/></style:style>
<style:style style:name="PT" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.05in">
<style:tab-stops><style:tab-stop style:position="6.9in" style:type="right" style:leader-style="dotted"
 style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.05in">
<style:tab-stops><style:tab-stop style:position="1.9in"/><style:tab-stop style:position="3.6in"/>
<style:tab-stop style:position="5.3in"/></style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="TB" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="TU" style:family="text"><style:text-properties style:text-underline-style="solid"
 style:text-underline-width="auto"/></style:style>
<style:style style:name="TI" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="{border}"
 fo:padding="0.03in"/></style:style>
<style:style style:name="CH" style:family="table-cell"><style:table-cell-properties fo:border="{border}"
 fo:padding="0.03in" fo:background-color="#dddddd"/></style:style>
<style:style style:name="S2" style:family="section">
<style:section-properties text:dont-balance-text-columns="false"><style:columns fo:column-count="{columns}"
 fo:column-gap="0.3in"/></style:section-properties></style:style>
<style:style style:name="FR" style:family="graphic"><style:graphic-properties style:wrap="none" fo:border="{border}"
 fo:padding="0.04in" style:horizontal-pos="right" style:horizontal-rel="paragraph" style:vertical-pos="top"
 style:vertical-rel="paragraph"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="PL"><style:footer>
<text:p text:style-name="PS">{foot}</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>
"""
LAYOUTS = ("cells", "pairs", "columns", "frame", "tabs", "leaders", "underlined")


class _Document:
    """A paper as a text document in one of the ways that people lay out with a word processor."""

    def __init__(self, paper: Paper, layout: str) -> None:
        self.paper, self.dice, self.layout = paper, paper.dice, layout
        self.size = self.dice.choice((9, 10, 11))
        self.count = 0
        self.styles = ""

    def p(self, style: str, inner: str) -> str:
        return f'<text:p text:style-name="{style}">{inner}</text:p>'

    def table(self, rows: list[list[tuple[str, str]]], widths: Sequence[float], head: bool = False) -> str:
        """Rows of cells, each a style and its paragraphs; widths in inches."""
        self.count += 1
        name = f"T{self.count}"
        self.styles += (
            f'<style:style style:name="{name}" style:family="table"><style:table-properties '
            f'style:width="{sum(widths)}in" table:align="left"/></style:style>'
        )
        columns = ""
        for at, width in enumerate(widths):
            self.styles += (
                f'<style:style style:name="{name}c{at}" style:family="table-column"><style:table-column-properties '
                f'style:column-width="{width}in"/></style:style>'
            )
            columns += f'<table:table-column table:style-name="{name}c{at}"/>'
        body = []
        for row in rows:
            cells = "".join(
                f'<table:table-cell table:style-name="{style}">{inner}</table:table-cell>' for style, inner in row
            )
            body.append(f"<table:table-row>{cells}</table:table-row>")
        if head:
            body[0] = f"<table:table-header-rows>{body[0]}</table:table-header-rows>"
        return f'<table:table table:name="{name}" table:style-name="{name}">{columns}{"".join(body)}</table:table>'

    def mark(self, on: bool) -> str:
        return ("[X]" if on else "[ ]") if self.paper.marks == "brackets" else ("☒" if on else "☐")

    def answer(self, item: Item) -> str:
        """The value's print as XML."""
        if item.cell.type == "signature":
            if not item.value:
                return ""
            data = base64.b64encode(_scribble(self.dice)).decode()
            return (
                '<draw:frame text:anchor-type="as-char" svg:width="1.3in" svg:height="0.29in"><draw:image>'
                f"<office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
            )
        if item.cell.type == "checkbox":
            if self.paper.marks == "word":
                return "Yes" if item.value else "No"
            if self.paper.marks == "yesno":
                return f"{self.mark(bool(item.value))} Yes  {self.mark(not item.value)} No"
            return self.mark(bool(item.value))
        if item.cell.options and self.paper.marks in ("glyph", "brackets"):
            return "   ".join(f"{self.mark(taken)} {escape(name)}" for name, taken in item.options)
        return escape(item.text)

    def box(self, item: Item) -> str:
        if self.paper.marks in ("glyph", "brackets"):
            return f"{self.mark(bool(item.value))} {escape(item.label)}"
        return f"{escape(item.label)}: {self.answer(item)}"

    def fields(self, block: Block) -> str:
        items = [item for row in block.rows for item in row]
        return str(getattr(self, f"as_{self.layout}")(block, items)) if items else ""

    def as_pairs(self, block: Block, items: list[Item]) -> str:
        """A table of two columns."""
        return self.table(
            [[("CH", self.p("P", escape(i.label))), ("C", self.p("P", self.answer(i)))] for i in items], (2.5, 4.5)
        )

    def as_cells(self, block: Block, items: list[Item]) -> str:
        """Rows of boxes, the label in small capitals at the top of each."""
        out = ""
        for row in block.rows:
            wide = [1.0 + (item.long or len(item.text) > 30) for item in row]
            cells = []
            for item in row:
                inner = (
                    self.p("P", self.box(item))
                    if item.cell.type == "checkbox"
                    else self.p("PS", escape(item.label)) + self.p("P", self.answer(item))
                )
                cells.append(("C", inner))
            out += self.table([cells], [7.0 * one / sum(wide) for one in wide])
        return out

    def as_tabs(self, block: Block, items: list[Item]) -> str:
        """Label and value parted by tabs, two of each in a line where they fit."""
        out, pending = "", ""
        for item in items:
            short = (
                len(item.label) < 20
                and len(item.text) < 18
                and not item.cell.options
                and item.cell.type not in ("checkbox", "signature")
            )
            if not short:
                out += self.p("P2", pending) if pending else ""
                pending = ""
                if item.cell.type == "checkbox":
                    out += self.p("P2", self.box(item))
                elif item.long:
                    out += self.p("PB", escape(item.label)) + self.p("P", self.answer(item))
                elif len(item.label) > 22:
                    out += self.p("P2", f"{escape(item.label)}: {self.answer(item)}")
                else:
                    out += self.p("P2", f"{escape(item.label)}:<text:tab/>{self.answer(item)}")
            elif pending:
                out += self.p("P2", f"{pending}<text:tab/>{escape(item.label)}:<text:tab/>{self.answer(item)}")
                pending = ""
            else:
                pending = f"{escape(item.label)}:<text:tab/>{self.answer(item)}"
        return out + (self.p("P2", pending) if pending else "")

    def as_leaders(self, block: Block, items: list[Item]) -> str:
        """The value at the right margin behind points."""
        out = ""
        for item in items:
            if item.long or item.cell.options or len(item.text) + len(item.label) > 70:
                out += self.p("PB", escape(item.label)) + self.p("P", self.answer(item))
            else:
                out += self.p("PT", f"{escape(item.label)}<text:tab/>{self.answer(item)}")
        return out

    def as_underlined(self, block: Block, items: list[Item]) -> str:
        """Sentences of labels and underlined values running on."""
        out = ""
        for row in block.rows:
            parts = []
            for item in row:
                if item.cell.type == "checkbox":
                    parts.append(self.box(item))
                else:
                    space = "\u00a0" * 3
                    answer = self.answer(item)
                    if item.cell.type != "signature" and not item.cell.options:
                        answer = f'<text:span text:style-name="TU">{space}{answer or space * 8}{space}</text:span>'
                    parts.append(f"{escape(item.label)}: {answer}")
            if any(item.long for item in row):
                out += "".join(self.p("P", part) for part in parts)
            else:
                out += self.p("P", "   ".join(parts))
        return out

    def as_columns(self, block: Block, items: list[Item]) -> str:
        """Newspaper columns: bold labels with their values below."""
        inner = ""
        for item in items:
            inner += (
                self.p("P", self.box(item))
                if item.cell.type == "checkbox"
                else self.p("PB", escape(item.label)) + self.p("P", self.answer(item))
            )
        self.count += 1
        return f'<text:section text:style-name="S2" text:name="Sec{self.count}">{inner}</text:section>'

    def as_frame(self, block: Block, items: list[Item]) -> str:
        """Short facts in a frame at the right, the rest in lines at the left."""
        signed = any(item.cell.type == "signature" for item in items)
        short = [
            i
            for i in items
            if not signed
            and not i.long
            and i.cell.type not in ("checkbox", "signature")
            and not i.cell.options
            and len(i.text) < 26
            and len(i.label) < 26
        ][:3]
        rest = [item for item in items if item not in short]
        inner = "".join(
            self.p("P", f'<text:span text:style-name="TB">{escape(i.label)}:</text:span> {self.answer(i)}')
            for i in short
        )
        self.count += 1
        frame = (
            f'<draw:frame draw:style-name="FR" draw:name="Fr{self.count}" text:anchor-type="paragraph" '
            'svg:width="3.6in">'
            f'<draw:text-box fo:min-height="0.3in">{inner}</draw:text-box></draw:frame>'
            if short
            else ""
        )
        out = self.p("P", frame) if frame else ""
        for item in rest:
            if item.cell.type == "checkbox":
                out += self.p("P", self.box(item))
            elif item.long:
                out += self.p("PB", escape(item.label)) + self.p("P", self.answer(item))
            else:
                out += self.p(
                    "P", f'<text:span text:style-name="TB">{escape(item.label)}:</text:span> {self.answer(item)}'
                )
        return out

    def grid(self, grid: Grid) -> str:
        weights = [
            min(max(len(grid.heads[at]), *(len(row[at]) for row in grid.rows), 7), 26) + 3
            for at in range(len(grid.heads))
        ]
        widths = [7.0 * one / sum(weights) for one in weights]
        rows = [
            [("CH", self.p("P", f'<text:span text:style-name="TB">{escape(head)}</text:span>')) for head in grid.heads]
        ]
        rows += [[("C", self.p("P", escape(cell))) for cell in row] for row in grid.rows]
        rows += [[("C", self.p("P", ""))] * len(grid.heads)] * self.dice.choice((0, 0, 2))
        if grid.sums:
            first = next(at for at, cell in enumerate(grid.sums) if not cell)
            rows.append(
                [("C", self.p("P", "Total" if at == first else escape(cell))) for at, cell in enumerate(grid.sums)]
            )
        return self.table(rows, widths, head=self.dice.random() < 0.6)

    def make(self) -> bytes:
        paper = self.paper
        body = ""
        if self.dice.random() < 0.5:
            body += "".join(self.p("PC", escape(line)) for line in paper.letterhead) + self.p(
                "PC", f"for the {escape(paper.agency)}"
            )
        else:
            body += self.p("PC", escape(paper.agency))
        body += self.p("PH", escape(paper.title.upper() if self.dice.random() < 0.4 else paper.title))
        for number, block in enumerate(paper.blocks, start=1):
            heading = block.grid.title or block.heading if block.grid else block.heading
            body += self.p(
                "PB", self.dice.choice((heading, heading.upper(), f"{number}. {heading}")).replace("&", "&amp;")
            )
            body += self.fields(block)
            if block.grid:
                body += self.grid(block.grid)
        border = "0.5pt solid #000000" if self.dice.random() < 0.75 or self.layout == "cells" else "none"
        head = _HEAD.format(
            face=self.dice.choice(("Liberation Serif", "Liberation Sans", "DejaVu Serif", "Liberation Sans Narrow")),
            size=self.size, small=self.size - 2, border=border, columns=self.dice.choice((2, 2, 3)),
            foot=self.dice.choice(("", "Form 7B – revised 2025")),
        )  # fmt: skip
        head = head.replace("</office:automatic-styles>", f"{self.styles}</office:automatic-styles>", 1)
        return f"{head}{body}</office:text></office:body></office:document>".encode()


def document(paper: Paper, layout: str = "") -> tuple[str, bytes]:
    """The paper as a text document."""
    return "fodt", _Document(paper, layout or paper.dice.choice(LAYOUTS)).make()
