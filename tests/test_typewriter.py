"""Strokes between columns and rows of dashes that were typed, as a picture shows them."""

import io

import numpy as np
import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from extractors.foreign import read_document
from extractors.ink import ink_of
from extractors.picture import read_picture
from extractors.straighten import Picture
from extractors.typewriter import strokes
from forms.catalog import load_catalog
from tests.support import degrade

LOG = load_catalog().form("ia-parent-partner/contact-log")
ROWS = [("Date", "Kind of contact", "Minutes"), ("10/05/2026", "Home visit", "45"), ("10/12/2026", "Call", "120")]


def _typed(lines: list[str], *, face: str = "Courier", size: float = 10) -> Picture:
    data = io.BytesIO()
    pen = Canvas(data, pagesize=letter)
    pen.setFont("Helvetica-Bold", 14)
    pen.drawString(54, 740, "Parent Partner Contact Log")
    pen.setFont(face, size)
    for number, line in enumerate(lines):
        pen.drawString(54, 690 - 1.3 * size * number, line)
    pen.save()
    return degrade.printed(data.getvalue())[0]


def _table(between: str, rule: str) -> list[str]:
    lines = [between.join(cell.ljust(width) for cell, width in zip(row, (12, 20, 8), strict=True)) for row in ROWS]
    return [lines[0], rule * 48, *lines[1:], rule * 48]


@pytest.mark.parametrize("fax", [None, False, True])
@pytest.mark.parametrize(("between", "rule"), [(" | ", "-"), ("   ", "="), ("   ", "-")])
def test_a_typed_table_is_read_from_a_picture(between: str, rule: str, fax: bool | None) -> None:
    typed = _typed(_table(between, rule))
    page = degrade.scan(typed, 5, dpi=200) if fax is None else degrade.fax(typed, 5, coarse=fax)
    read = read_picture(page, file="log.tif", number=1, dpi=200 if fax is None else 204)
    rows = read_document(LOG, [read])[1]["contacts"]
    assert [(row["kind"].value, row["minutes"].value) for row in rows] == [("Home visit", 45), ("Call", 120)]
    assert [row["date"].text for row in rows] == ["10/05/2026", "10/12/2026"]


def test_letters_under_each_other_are_no_strokes() -> None:
    said = ["I know whom to call", "I have people to count on", "I keep my appointments", "l l l", "1 1 1"]
    for face in ("Helvetica", "Times-Roman", "Courier"):
        ink = ink_of(degrade.grey(_typed(said, face=face)))
        assert strokes(ink, 300.0) == []


@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "Courier"])
def test_brackets_under_each_other_are_no_strokes(face: str) -> None:
    ink = ink_of(
        degrade.grey(_typed(["[ ] Home visit", "[ ] Call", "( ) Letter", "( ) Fax", "[X] Other"] * 2, face=face))
    )
    assert strokes(ink, 300.0) == []


def test_strokes_of_fewer_lines_than_a_table_has_are_print() -> None:
    ink = ink_of(degrade.grey(_typed(["Home | Office", "Phone | Fax"])))
    assert strokes(np.asarray(ink), 300.0) == []
