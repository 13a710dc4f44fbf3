"""The house style of letters: page, fonts, headings, tables, letterhead and footer of a Word document."""

from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Length, Pt, RGBColor

FONT = "Liberation Sans"
INK = RGBColor(0x1B, 0x36, 0x5D)
GREY = RGBColor(0x55, 0x5B, 0x66)
RULE = "B8C1CE"
SHADE = "E9EEF5"
_CELL_MARGIN = "85"
"""In twentieths of a point."""
_SIGNED = 0.677
"""Share of the text's width that a line to sign takes, its caption included; the date takes the rest."""


def new_word() -> Word:
    """An empty letter-size document with the house's styles and no content."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(0.75), Inches(0.8)
    section.footer_distance = Inches(0.45)
    _fonts(word)
    _style(word, "Normal", size=10.25, after=6, spacing=1.08)
    _style(word, "Heading 1", size=13, bold=True, color=INK, before=10, after=8, keep=True)
    _style(word, "Heading 2", size=11, bold=True, color=INK, before=8, after=3, keep=True)
    _style(word, "List Bullet", size=10.25, after=3, spacing=1.08)
    _style(word, "Letterhead", size=14, bold=True, color=INK, after=1, new=True)
    _style(word, "Letterhead line", size=9, color=GREY, after=0, new=True)
    _style(word, "Address", size=10.25, after=0, new=True)
    _style(word, "Cell", size=9.5, after=1, before=1, new=True)
    _style(word, "Small print", size=9, color=GREY, after=4, new=True)
    _style(word, "Gap", size=5, after=0, new=True)
    _style(word, "Sign line", size=9.5, before=16, after=2, new=True)
    _style(word, "Display", size=22, bold=True, color=INK, before=6, after=6, new=True)
    return word


def make_certificate(word: Word) -> None:
    """Turns the document into a landscape page in a double frame, its lines centred."""
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Inches(1.4)
    section.top_margin = section.bottom_margin = Inches(0.8)
    _frame(section._sectPr)
    for name, size, after in (
        ("Letterhead", 15, 2), ("Letterhead line", 10, 0), ("Heading 1", 28, 14), ("Heading 2", 11, 4),
        ("Normal", 13, 10), ("Display", 36, 16), ("Small print", 9, 2), ("Sign line", 11, 14),
    ):  # fmt: skip
        style = word.styles[name]
        style.font.size, style.paragraph_format.space_after = Pt(size), Pt(after)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.styles["Sign line"].paragraph_format.space_before = Pt(80)
    word.styles["Display"].paragraph_format.space_before = Pt(14)


def _frame(section: Any) -> None:
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_edge(side, 18, "1B365D", space=24, line="thinThickSmallGap"))
    _insert(section, borders, ("w:lnNumType", "w:pgNumType", "w:cols", "w:docGrid"))


def _text_width(part: Any) -> Length:
    """The width between the margins of the page that the paragraph or table stands on."""
    section = part.part.document.sections[0]
    return Length(section.page_width - section.left_margin - section.right_margin)


def _fonts(word: Word) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        defaults.remove(child)
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    defaults.append(fonts)
    defaults.append(language)


def _style(
    word: Word,
    name: str,
    *,
    size: float,
    bold: bool = False,
    color: RGBColor | None = None,
    before: float = 0,
    after: float = 0,
    spacing: float = 1.0,
    keep: bool = False,
    new: bool = False,
) -> None:
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if new else word.styles[name]
    properties = style.element.get_or_add_rPr()
    for child in properties.findall(qn("w:rFonts")):
        # Word's own headings name a theme font, which would win over the default.
        properties.remove(child)
    style.font.name = FONT
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    if color is not None:
        style.font.color.rgb = color
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), spacing
    form.keep_with_next = keep
    form.widow_control = True


def rule_below(paragraph: Any) -> None:
    """Draws a line under the paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(_edge("bottom", 8, "1B365D", space=6))
    _insert(paragraph._p.get_or_add_pPr(), borders, ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"))


def _insert(parent: Any, child: Any, later: tuple[str, ...]) -> None:
    """Puts the child before the elements that Word's schema wants after it; Word refuses them in another order."""
    following = [element for element in parent if element.tag in {qn(name) for name in later}]
    if following:
        following[0].addprevious(child)
    else:
        parent.append(child)


def _edge(side: str, size: int, color: str, space: int = 0, line: str = "single") -> Any:
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", line), ("sz", size), ("space", space), ("color", color)):
        edge.set(qn(f"w:{key}"), str(value))
    return edge


def style_table(table: Any, widths: list[float], heading: bool) -> None:
    """Fixed column widths as shares of the text's width, thin rules, and a heading row that repeats on each page."""
    table.autofit = False
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_edge(side, 4, RULE))
    _insert(properties, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
    _flush(properties)
    _look(properties, heading)
    total, width = sum(widths), _text_width(table)
    for grid, share in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        grid.set(qn("w:w"), str(int(width.twips * share / total)))
    for row in table.rows:
        for cell, share in zip(row.cells, widths, strict=True):
            cell.width = int(width * share / total)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    if heading:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in table.rows[0].cells:
            shade(cell)


def _flush(properties: Any) -> None:
    """Lets the table begin where the text does: Word counts the indent from the first cell's text."""
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), _CELL_MARGIN)
    indent.set(qn("w:type"), "dxa")
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), _CELL_MARGIN)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _insert(properties, indent, ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
    _insert(properties, margins, ("w:tblLook",))


def _look(properties: Any, heading: bool) -> None:
    """Tells screen readers whether the first row or the first column heads the table."""
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    look = OxmlElement("w:tblLook")
    for key, value in (("firstRow", heading), ("firstColumn", not heading), ("noHBand", True), ("noVBand", True)):
        look.set(qn(f"w:{key}"), "1" if value else "0")
    properties.append(look)


def shade(cell: Any) -> None:
    """Gives the cell the house's light ground."""
    fill = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        fill.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


def sign_line(paragraph: Any, caption: str, dated: bool) -> None:
    """A line to sign on, and one to date, drawn by tab leaders so that screen readers pass over them."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Length(int(_text_width(paragraph) * _SIGNED)), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
    paragraph.add_run(f"{caption} ")
    paragraph.add_run("\t")
    if dated:
        stops.add_tab_stop(_text_width(paragraph), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        paragraph.add_run("  Date ")
        paragraph.add_run("\t")


def footer(word: Word, text: str) -> None:
    """The footer of every page: what the document is, and page x of y."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.style = word.styles["Small print"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(_text_width(word.paragraphs[0]), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text)
    paragraph.add_run("\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    for kind, content in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run("1" if kind == "text" else "")
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.text = content
            run._r.append(instruction)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
