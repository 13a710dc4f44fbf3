"""Papers as offices wear them: what can still be read is read, and what cannot be seen is never passed as blank."""

from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bench import sheets, wear
from extractors.page import Page
from extractors.picture import read_picture
from forms.catalog import load_catalog
from tests.support import degrade

DPI = 200


@cache
def sheet(seed: int = 1) -> degrade.Picture:
    """A stranger's confidentiality agreement of a few lines, in colour."""
    form = load_catalog().form("ct-pss/hipaa-agreement")
    return degrade.printed(sheets.foreign(form, "Connecticut Department of Developmental Services", seed).data)[0]


def read(page: degrade.Picture, seed: int = 2) -> Page:
    return read_picture(degrade.scan(page, seed, dpi=DPI), file="p.pdf", number=1, dpi=DPI)


def words(page: Page) -> str:
    return " ".join(word.text for word in page.words).lower()


def printed_words() -> str:
    return words(read(sheet())).replace(".", "")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_print_that_has_run_fat_is_no_bar_no_ruling_and_no_drawing(seed: int) -> None:
    fat = cv2.erode(sheet(seed), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    wanted = set(words(read(sheet(seed))).split())
    assert len(wanted & set(words(read(np.asarray(fat, np.uint8))).split())) > 0.8 * len(wanted)


def test_print_in_pale_grey_is_read() -> None:
    pale = np.asarray(255 - (255 - sheet().astype(np.float32)) * 0.36, np.uint8)
    assert words(read(pale)).replace(".", "") == printed_words()


def test_dirt_does_not_decide_which_way_up_a_page_is() -> None:
    paper = Image.new("RGB", (2550, 3300), "white")
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(40)
    for row in range(3):
        pen.text(
            (220, 400 + 120 * row), "the applicant has completed all of the classes that the program asks for", 0, font
        )
    page = read(wear.speckle(np.asarray(paper, np.uint8), np.random.default_rng(1)))
    assert page.turned == 0
    assert "the applicant has completed all" in words(page)
