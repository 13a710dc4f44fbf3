"""Squares that could be letters are check boxes where no word is read in their place."""

import io

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.checks import all_marks
from extractors.ink import ink_of
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


@pytest.mark.parametrize("gap", [3, 12])
def test_a_box_whose_corner_a_stem_below_all_but_touches_is_a_box_and_large_letters_are_none(gap: int) -> None:
    page = np.full((500, 1000), 245, np.uint8)
    for x, y in ((100, 100), (500, 100), (500, 300)):
        cv2.rectangle(page, (x, y), (x + 28, y + 28), 0, 2)
    cv2.line(page, (107, 107), (121, 121), 0, 2)
    cv2.line(page, (121, 107), (107, 121), 0, 2)
    cv2.line(page, (128, 130 + gap), (128, 150 + gap), 0, 3)
    for number, letter in enumerate("bdpqh"):
        cv2.putText(page, letter, (100 + 60 * number, 400), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 0, 3, cv2.LINE_AA)
    cv2.rectangle(page, (800, 100), (828, 128), 0, 2)
    cv2.line(page, (828, 60), (828, 260), 0, 2)
    found = all_marks(ink_of(page), 200.0)
    boxes = [*found.sure, *found.faint]
    assert sorted((round(b.area.x0, -1), round(b.area.y0, -1), b.checked) for b in boxes) == [
        (100, 100, True), (500, 100, False), (500, 300, False),
    ]  # fmt: skip
