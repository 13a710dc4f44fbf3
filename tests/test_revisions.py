"""Word documents with tracked changes and prompts: what their author means is what is printed."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader

from bench import word_designs
from extractors.revisions import settle
from extractors.word import printed
from forms.catalog import load_catalog

_ADDED = '<w:ins {ns} w:id="1" w:author="A"><w:r><w:t>Sorensen</w:t></w:r></w:ins>'
_GONE = '<w:del {ns} w:id="2" w:author="A"><w:r><w:delText>Smith</w:delText></w:r></w:del>'
_PROMPT = (
    "<w:sdt {ns}><w:sdtPr>{shown}<w:text/></w:sdtPr><w:sdtContent><w:r><w:t>{words}</w:t></w:r></w:sdtContent></w:sdt>"
)
_BOX = (
    '<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="{style}"><v:textbox><w:txbxContent>'
    "<w:p><w:pPr/><w:r><w:t>Harborlight</w:t></w:r></w:p><w:p><w:r><w:t>Center</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)

_AGENCY, _LOST = "Connecticut Department of Children and Families", 3076348035
"""An agency, and the seed of its invoice whose rows are lost where the printer may break none."""


def settled(tmp_path: Path, *parts: str) -> str:
    document = docx.Document()
    paragraph = document.add_paragraph("Noor ")
    for part in parts:
        paragraph._p.append(parse_xml(part.replace("{ns}", nsdecls("w"))))
    document.save(tmp_path / "a.docx")
    settle(tmp_path / "a.docx", tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        return archive.read("word/document.xml").decode()


def test_changes_are_accepted(tmp_path: Path) -> None:
    content = settled(tmp_path, _ADDED, _GONE)
    assert "Sorensen" in content
    assert "Smith" not in content
    assert "w:ins" not in content


def test_a_prompt_is_a_blank_and_what_was_entered_stays(tmp_path: Path) -> None:
    prompt = _PROMPT.replace("{shown}", "<w:showingPlcHdr/>").replace("{words}", "Click here to enter text.")
    content = settled(tmp_path, prompt, _PROMPT.replace("{shown}", "").replace("{words}", "Harborlight"))
    assert "Click here" not in content
    assert "Harborlight" in content


def test_a_text_box_in_a_line_is_part_of_the_line_and_one_that_floats_is_left(tmp_path: Path) -> None:
    content = settled(tmp_path, _BOX.replace("{style}", "width:260pt;height:20pt"))
    assert "w:pict" not in content
    assert docx.Document(str(tmp_path / "b.docx")).paragraphs[0].text == "Noor Harborlight\nCenter"
    assert "w:pict" in settled(tmp_path, _BOX.replace("{style}", "position:absolute;width:260pt;height:20pt"))


def test_broken_content_is_left_for_the_printer_to_refuse(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document><w:del ")
    settle(tmp_path / "a.docx", tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert archive.read("word/document.xml") == b"<w:document><w:del "


@pytest.mark.parametrize("said", ["", '<w:trPr {ns}><w:cantSplit w:val="0"/></w:trPr>'])
def test_a_row_of_a_table_is_not_broken_over_two_pages(said: str, tmp_path: Path) -> None:
    document = docx.Document()
    for _ in range(40):
        document.add_paragraph("A line.")
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        row.cells[0].text, row.cells[1].text = "Parent signature", "\n" * 12 + "Noor Sorensen"
        if said:
            row._tr.insert(0, parse_xml(said.replace("{ns}", nsdecls("w"))))
    document.save(tmp_path / "a.docx")
    with printed(tmp_path / "a.docx", "a.docx") as pdf:
        pages = [page.extract_text() for page in PdfReader(pdf).pages]
    assert len(pages) > 1
    for page in pages:
        assert page.count("Parent signature") == page.count("Noor Sorensen")


def test_rows_that_the_printer_loses_where_none_may_be_broken_are_printed_still(tmp_path: Path) -> None:
    form = load_catalog().form("ct-ppsp/invoice")
    (tmp_path / "a.docx").write_bytes(word_designs.foreign(form, _AGENCY, _LOST).data)
    with printed(tmp_path / "a.docx", "a.docx") as pdf:
        text = " ".join(word for page in PdfReader(pdf).pages for word in page.extract_text().split())
    assert text.count("Placement Planning") > 1
