"""Squares that could be letters are check boxes where no word is read in their place."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.page import Page
from extractors.picture import read_picture
from tests.support import degrade

QUESTIONS = ("Supervisor identified", "Training is provided", "Paperwork is completed", "Personnel time is funded")


def _faxed(side: float) -> Page:
    """Questions with a pair of boxes each, Yes and No in turn crossed, on a bad fax."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 700, "Door Book of DEEDED HOMES 0808")
    for number, question in enumerate(QUESTIONS):
        y = 640 - 30 * number
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, y, question)
        for at, caption in enumerate(("Yes", "No")):
            x = 300 + 60 * at
            canvas.setLineWidth(0.7)
            canvas.rect(x, y, side, side)
            if at == number % 2:
                canvas.lines([(x + 1, y + 1, x + side - 1, y + side - 1), (x + 1, y + side - 1, x + side - 1, y + 1)])
            canvas.drawString(x + side + 5, y, caption)
    canvas.save()
    return read_picture(degrade.fax(degrade.printed(buffer.getvalue())[0], 5), file="fax.tif", number=1, dpi=204.0)


@pytest.mark.parametrize("side", [6.0, 8.0])
def test_small_boxes_of_a_fax_are_found_and_letters_are_none(side: float) -> None:
    page = _faxed(side)
    rows = [
        sorted((m for m in page.marks if abs(m.box[1] - (152 - side + 30 * n) / 792) < 0.012), key=lambda m: m.box)
        for n in range(4)
    ]
    assert [[mark.checked for mark in row] for row in rows] == [[n % 2 == 0, n % 2 == 1] for n in range(4)]
    assert len(page.marks) == 8
    said = " ".join(word.text for word in page.words)
    assert all(question in said for question in QUESTIONS)
