"""Tesseract in the process that reads: the same words as its command, and none where time is up."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from extractors import tesseract
from extractors.straighten import Picture
from forms.typeset import font as font_name


def _sheet(*lines: str) -> Picture:
    font = ImageFont.truetype(pdfmetrics.getFont(font_name("regular")).face.filename, 36)
    page = Image.new("L", (900, 80 * len(lines) + 20), 255)
    for at, line in enumerate(lines):
        ImageDraw.Draw(page).text((20, 80 * at + 20), line, font=font, fill=10)
    return np.asarray(page, dtype=np.uint8)


SHEETS = [
    _sheet("Harborlight Family Services", "17 Elm Street, Hartford"),
    _sheet("$14,862.63   28-Apr-1978", "a.rivera@example.org", "(860) 555-0142"),
    _sheet("María-José O'Neill"),
]


@pytest.mark.parametrize("sheet", SHEETS)
def test_words_are_those_of_the_command(sheet: Picture, tmp_path: Path) -> None:
    Image.fromarray(sheet).save(tmp_path / "sheet.pgm")
    command = ["tesseract", str(tmp_path / "sheet.pgm"), "-", "--psm", "6", "-c", "tessedit_do_invert=0", "tsv"]
    rows = [row.split("\t") for row in subprocess.check_output(command, text=True).splitlines()[1:]]
    expected = [(row[11], int(row[7]), int(row[9])) for row in rows if row[0] == "5" and row[11].strip()]
    assert expected
    assert [tuple(word) for word in tesseract.words(sheet, 60)] == expected


def test_what_was_read_before_changes_nothing() -> None:
    first = [tesseract.words(sheet, 60) for sheet in SHEETS]
    assert [tesseract.words(sheet, 60) for sheet in reversed(SHEETS)] == first[::-1]


def test_empty_picture_has_no_words() -> None:
    assert tesseract.words(np.full((120, 300), 255, np.uint8), 60) == []


def test_too_slow_is_a_failure_and_the_next_picture_is_read() -> None:
    with pytest.raises(tesseract.TesseractError, match="in time"):
        tesseract.words(_sheet(*(f"line {number} of a long page of print" for number in range(40))), 0.001)
    assert [word.text for word in tesseract.words(SHEETS[0], 60)][:3] == ["Harborlight", "Family", "Services"]
