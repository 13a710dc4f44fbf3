"""Forms as agencies make them in Word: content controls, legacy fields, nested tables, text boxes, split runs."""

import io
import random
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bench.design import EMPTY
from bench.people import People, Row
from bench.sheets import Sheets
from bench.word import scrawled
from forms.form import Cell, Field, Form, Table
from tests.support import layouts

_WAYS = ("controls", "legacy", "nested", "boxes", "leaders", "split")
_FACES = ("Calibri", "Carlito", "Liberation Serif", "DejaVu Sans", "Arial", "Times New Roman", "Liberation Sans Narrow")
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_PROMPT = "Click or tap here to enter text."


def foreign(form: Form, agency: str, seed: int) -> Sheets:
    """The form with values as somebody filled it in Word."""
    fields, tables = People(seed, form.program).fill(form)
    writer = _Writer(form, seed)
    writer.document.add_paragraph(agency)
    writer.document.add_heading(form.title, 1)
    if writer.dice.random() < 0.5:
        writer.document.add_paragraph("Please type or print. Attach additional pages if more space is needed.")
    writer.fields(fields)
    for name, table in form.tables.items():
        writer.table(table, tables[name])
    out = io.BytesIO()
    writer.document.save(out)
    return Sheets(form, out.getvalue(), fields, tables, word=True)


class _Writer:
    """Writes the form in one of several ways."""

    def __init__(self, form: Form, seed: int) -> None:
        self.form = form
        self.dice = random.Random(seed * 11 + 1)
        self.way = self.dice.choice(_WAYS)
        self.style = layouts.Style.of(seed, "aligned")
        self.numbered = self.dice.random() < 0.4
        self.prompts = self.dice.random() < 0.5
        self.row_numbers = self.dice.random() < 0.3
        self.across = self.dice.choice((1, 2)) if self.way in ("controls", "nested") else 1
        self.count = 0
        self.document = docx.Document()
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(self.dice.choice((9, 10, 11)))
        normal.font.name = self.dice.choice(_FACES)
        self.grid: Any = None
        self.place = 0

    def fields(self, fields: Row) -> None:
        """Every field in its order; check boxes as lines of their own."""
        for name, cell in self.form.fields.items():
            self.count += 1
            label = self._label(cell)
            if cell.type == "checkbox":
                self.grid = None
                self._checkbox(self.document.add_paragraph(), label, bool(fields[name]))
            elif self.way in ("controls", "nested", "legacy"):
                self._in_grid(cell, label, fields[name])
            elif self.way == "boxes":
                self._in_box(cell, label, fields[name])
            elif self.way == "leaders":
                self._leader(cell, label, fields[name])
            else:
                self._split(cell, label, fields[name])

    def _label(self, cell: Cell) -> str:
        label = layouts.label_of(cell, self.style).rstrip(":")
        return f"{self.count}. {label}" if self.numbered else label

    def _value(self, cell: Cell, value: Any) -> str:
        if value is not None:
            return layouts.printed(cell, value, self.style)
        return self.dice.choice(EMPTY.get(cell.type, ("",))) if self.prompts else ""

    # --- cells ------------------------------------------------------------------------------------------------

    def _in_grid(self, cell: Field, label: str, value: Any) -> None:
        if self.grid is None:
            self.document.add_paragraph()
            self.grid, self.place = self.document.add_table(rows=0, cols=2 * self.across, style="Table Grid"), 0
        if self.place % self.across == 0:
            self.grid.add_row()
        cells = self.grid.rows[-1].cells
        at = 2 * (self.place % self.across)
        self.place += 1
        cells[at].text = label
        if self.way == "nested":
            inner = cells[at + 1].add_table(1, 1)
            self._fill(inner.rows[0].cells[0].paragraphs[0], cell, value)
        else:
            self._fill(cells[at + 1].paragraphs[0], cell, value)

    def _fill(self, paragraph: Paragraph, cell: Field, value: Any) -> None:
        if cell.type == "signature":
            if value:
                paragraph.add_run().add_picture(scrawled(self.dice), width=Inches(1.3))
        elif self.way == "legacy":
            _form_text(paragraph, self._value(cell, value))
        elif self.way == "controls":
            prompt = value is None and self.prompts
            _control(paragraph, cell, _PROMPT if prompt else layouts.printed(cell, value, self.style), prompt=prompt)
        else:
            paragraph.add_run(self._value(cell, value))

    def _in_box(self, cell: Field, label: str, value: Any) -> None:
        """The label, and the value in a text box beside it."""
        paragraph = self.document.add_paragraph(f"{label}: ")
        if cell.type == "signature" or cell.multiline:
            self._fill(paragraph, cell, value)
        else:
            _text_box(paragraph, layouts.printed(cell, value, self.style))

    def _leader(self, cell: Field, label: str, value: Any) -> None:
        """The label, the value, and an underlined leader to the margin."""
        paragraph = self.document.add_paragraph(f"{label}: ")
        if cell.type == "signature" or cell.multiline:
            self._fill(paragraph, cell, value)
            return
        stop = OxmlElement("w:tab")
        stop.set(qn("w:val"), "right")
        stop.set(qn("w:leader"), "underscore")
        stop.set(qn("w:pos"), "9000")
        tabs = OxmlElement("w:tabs")
        tabs.append(stop)
        paragraph._p.get_or_add_pPr().append(tabs)
        paragraph.add_run(layouts.printed(cell, value, self.style))
        paragraph.add_run("\t")

    def _split(self, cell: Field, label: str, value: Any) -> None:
        """The value in several runs, part of it put in and something else struck out by a reviewer."""
        paragraph = self.document.add_paragraph()
        for part in _parts(f"{label}: ", self.dice):
            paragraph.add_run(part).bold = True
        if cell.type == "signature":
            self._fill(paragraph, cell, value)
            return
        words = layouts.printed(cell, value, self.style)
        parts = _parts(words, self.dice)
        for number, part in enumerate(parts):
            if number == len(parts) - 1 and len(parts) > 1:
                _inserted(paragraph, part)
            else:
                paragraph.add_run(part)
        if words and self.dice.random() < 0.3:
            _deleted(paragraph, " draft")

    # --- check boxes ------------------------------------------------------------------------------------------

    def _checkbox(self, paragraph: Paragraph, label: str, checked: bool) -> None:
        if self.way == "controls":
            _check_control(paragraph, checked)
        elif self.way == "legacy":
            _form_check(paragraph, checked)
        elif self.way == "split":
            paragraph.add_run("[X]" if checked else "[ ]")
        else:
            paragraph.add_run("☒" if checked else "☐")
        paragraph.add_run(f" {label}")

    # --- tables -----------------------------------------------------------------------------------------------

    def table(self, declared: Table, rows: Sequence[Row]) -> None:
        """The table with a dark head in some papers, numbered rows in others."""
        if declared.title:
            self.document.add_paragraph(declared.title).runs[0].bold = True
        first = int(self.row_numbers)
        grid = self.document.add_table(rows=1, cols=first + len(declared.columns), style="Table Grid")
        dark = self.dice.random() < 0.4
        heads = ["#"] * first + [layouts.label_of(c, self.style).rstrip(":") for c in declared.columns.values()]
        for cell, words in zip(grid.rows[0].cells, heads, strict=True):
            _headed(cell, words, dark=dark)
        for number, row in enumerate(rows, start=1):
            cells = grid.add_row().cells
            if first:
                cells[0].text = str(number)
            for cell, (name, column) in zip(cells[first:], declared.columns.items(), strict=True):
                if column.type == "signature":
                    if row[name]:
                        cell.paragraphs[0].add_run().add_picture(scrawled(self.dice), width=Inches(0.6))
                else:
                    cell.text = layouts.printed(column, row[name], self.style)


def _headed(cell: _Cell, words: str, *, dark: bool) -> None:
    run = cell.paragraphs[0].add_run(words)
    run.bold = True
    if dark:
        run.font.color.rgb = docx.shared.RGBColor(255, 255, 255)
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F2937"/>'))


def _parts(words: str, dice: random.Random) -> list[str]:
    """The words parted anywhere, as Word parts them when somebody corrects a letter."""
    if len(words) < 4:
        return [words]
    cut = dice.randrange(1, len(words) - 1)
    return [words[:cut], words[cut:]]


def _run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{_escaped(words)}</w:t></w:r>'


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _control(paragraph: Paragraph, cell: Cell, words: str, *, prompt: bool) -> None:
    """A content control of the cell's kind: text, date or list."""
    kind = {"date": '<w:date><w:dateFormat w:val="M/d/yyyy"/></w:date>', "choice": "<w:dropDownList/>"}
    shown = "<w:showingPlcHdr/>" if prompt else ""
    xml = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{_escaped(cell.name)}"/>{shown}'
        f"{kind.get(cell.type, '<w:text/>')}</w:sdtPr><w:sdtContent>{_run(words)}</w:sdtContent></w:sdt>"
    )
    paragraph._p.append(parse_xml(xml))


def _check_control(paragraph: Paragraph, checked: bool) -> None:
    xml = (
        f'<w:sdt {nsdecls("w")} {_W14}><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(checked)}"/>'
        f"</w14:checkbox></w:sdtPr><w:sdtContent>{_run('☒' if checked else '☐')}</w:sdtContent></w:sdt>"
    )
    paragraph._p.append(parse_xml(xml))


def _legacy(paragraph: Paragraph, settings: str, instruction: str, words: str) -> None:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{settings}</w:ffData></w:fldChar></w:r>'
    told = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    result = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(words)}' if words is not None else ""
    for run in parse_xml(f"<w:p {nsdecls('w')}>{begin}{told}{result}{end}</w:p>"):
        paragraph._p.append(run)


def _form_text(paragraph: Paragraph, words: str) -> None:
    """A text form field, which shows en spaces where it is empty."""
    _legacy(paragraph, "<w:enabled/><w:textInput/>", "FORMTEXT", words or "\u2002" * 5)


def _form_check(paragraph: Paragraph, checked: bool) -> None:
    settings = f'<w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="{int(checked)}"/></w:checkBox>'
    _legacy(paragraph, settings, "FORMCHECKBOX", "")


def _text_box(paragraph: Paragraph, words: str) -> None:
    """A text box in the line, as Word draws it."""
    xml = (
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>'
        '<v:shape type="#_x0000_t202" style="width:260pt;height:20pt" stroked="t"><v:textbox inset="3pt,1pt,3pt,1pt">'
        f"<w:txbxContent><w:p>{_run(words)}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(xml))


def _inserted(paragraph: Paragraph, words: str) -> None:
    xml = f'<w:ins {nsdecls("w")} w:id="1" w:author="Reviewer">{_run(words)}</w:ins>'
    paragraph._p.append(parse_xml(xml))


def _deleted(paragraph: Paragraph, words: str) -> None:
    run = f'<w:r><w:delText xml:space="preserve">{words}</w:delText></w:r>'
    paragraph._p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="Reviewer">{run}</w:del>'))
