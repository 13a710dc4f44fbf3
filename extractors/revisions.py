"""Word documents as their author means them: changes accepted, prompts taken for blanks, rows kept whole."""

import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TEXT = "word/document.xml"
_CHANGED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo|showingPlcHdr|txbxContent|tr)[ />]")
_DRAWN = (f"{_W}pict", f"{_W}drawing", "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
# Nothing outside the document is fetched, and no entity is put in that would grow it.
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def settle(source: Path, target: Path, *, whole_rows: bool = True) -> int:
    """Copies the document without what was struck out, and with what was put in as if it had always stood there.

    LibreOffice prints both, lays a text box that stands in a line over the line, and breaks a row at the foot of a
    page, its label on the one and its signature on the next, unless it is told to keep `whole_rows`. A part that is
    not XML is copied as it is, for LibreOffice to refuse. Gives the number of letters and figures of the text.
    """
    letters = 0
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if _PARTS.fullmatch(entry.filename) and _CHANGED.search(content):
                content = _settled(content, whole_rows)
            if entry.filename == _TEXT:
                letters = _letters(content)
            new.writestr(entry.filename, content)
    return letters


def _letters(content: bytes) -> int:
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError:
        return 0
    return sum(letter.isalnum() for text in root.iter(f"{_W}t") for letter in text.text or "")


def _settled(content: bytes, whole_rows: bool) -> bytes:
    try:
        root = etree.fromstring(content, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError:
        return content
    for gone in list(root.iter(f"{_W}del", f"{_W}moveFrom")):
        # The sign that a paragraph's end was struck out holds no text and stays.
        if gone.getparent().tag != f"{_W}rPr":
            gone.getparent().remove(gone)
    for added in list(root.iter(f"{_W}ins", f"{_W}moveTo")):
        _unwrap(added)
    for prompt in root.iter(f"{_W}showingPlcHdr"):
        control = prompt.getparent().getparent()
        for text in control.iter(f"{_W}t"):
            text.text = ""
    for drawn in list(root.iter(*_DRAWN)):
        _say_in_line(drawn)
    for row in root.iter(f"{_W}tr") if whole_rows else ():
        _keep_whole(row)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _keep_whole(row: Any) -> None:
    """Has the row of a table go to the next page where it does not fit; one higher than a page is broken still."""
    settings = row.find(f"{_W}trPr")
    if settings is None:
        settings = etree.Element(f"{_W}trPr")
        exceptions = row.find(f"{_W}tblPrEx")
        row.insert(0 if exceptions is None else row.index(exceptions) + 1, settings)
    for known in settings.findall(f"{_W}cantSplit"):
        settings.remove(known)
    etree.SubElement(settings, f"{_W}cantSplit")


def _say_in_line(drawn: Any) -> None:
    """Puts the words of a text box that stands in a line into that line."""
    box = next(drawn.iter(f"{_W}txbxContent"), None)
    run = drawn.getparent()
    if box is None or run is None or run.tag != f"{_W}r" or _floats(drawn):
        return
    if any(part.tag != f"{_W}p" for part in box):
        return
    place = run
    for number, paragraph in enumerate(list(box)):
        if number:
            broken = etree.Element(f"{_W}r")
            etree.SubElement(broken, f"{_W}br")
            place.addnext(broken)
            place = broken
        for part in [part for part in paragraph if part.tag != f"{_W}pPr"]:
            place.addnext(part)
            place = part
    run.remove(drawn)


def _floats(drawn: Any) -> bool:
    """Whether the drawing has a place of its own on the page, and none in the line."""
    styles = (shape.get("style") or "" for shape in drawn.iter())
    return next(drawn.iter(_ANCHOR), None) is not None or any("position:absolute" in style for style in styles)


def _unwrap(element: Any) -> None:
    """Puts what the element holds in its place."""
    parent = element.getparent()
    place = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(place, child)
    parent.remove(element)
