"""Photographs of curled paper: lines that bend are made straight, lines that do not are left alone."""

import io

import cv2
import numpy as np
import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from extractors.straighten import Picture
from extractors.uncurled import bend, straight
from tests.support import degrade

INCH = 200.0


def printed() -> Picture:
    """A form with boxes, rulings and a few lines of print, as a picture of letter size."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, letter)
    for number in range(12):
        y = 720 - 44 * number
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, y, "Name of the parent applicant")
        canvas.drawString(330, y, "Date of the visit to the home, and who was met there")
        canvas.rect(56, y - 20, 220, 34)
        canvas.rect(326, y - 20, 230, 34)
        canvas.drawString(60, y - 14, "Bartholomew Featherstonehaugh")
    canvas.save()
    [page] = degrade.printed(buffer.getvalue())
    size = (round(8.5 * INCH), round(11 * INCH))
    page = page if page.ndim == 2 else np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def curled(page: Picture, deep: float) -> Picture:
    """The page in one bow, by so many inches, deeper at the foot than at the head."""
    high, wide = page.shape
    bow = np.sin(np.linspace(0, np.pi, wide)) * deep * INCH
    lows = (np.linspace(0.6, 1.0, high)[:, None] * bow[None]).astype(np.float32)
    return straight(page, -lows)


def level(page: Picture) -> float:
    """How sharply the rows of print and rulings are set off from the white between them."""
    rows = (page < 128).sum(axis=1).astype(float)
    return float(np.square(np.diff(rows)).sum())


@pytest.mark.parametrize("deep", [0.06, -0.1, 0.15])
def test_a_page_in_a_bow_is_made_straight(deep: float) -> None:
    page = printed()
    bent = curled(page, deep)
    lows = bend(bent, INCH)
    assert lows is not None
    assert level(bent) < 0.1 * level(page) < 0.2 * level(straight(bent, lows))


def test_a_straight_page_and_an_empty_one_are_left_as_they_are() -> None:
    page = printed()
    assert bend(page, INCH) is None
    assert bend(np.full_like(page, 245), INCH) is None
