"""Pictures of pages: upright, level, evenly lit, and read; strangers' papers as much as ours."""

import io
from functools import cache

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors import picture, straighten
from extractors.page import Page
from extractors.picture import read_picture
from extractors.straighten import Picture
from forms.catalog import load_catalog
from generators.fill import fill_form
from tests.support import degrade, fillings


@cache
def _printed() -> Picture:
    catalog = load_catalog()
    form = catalog.form("ia-parent-partner/referral-face-sheet")
    return degrade.printed(fill_form(form, catalog.program(form.program), fillings.ordinary(form)))[0]


def _read(picture: Picture, dpi: float | None) -> Page:
    return read_picture(picture, file="paper.pdf", number=3, dpi=dpi)


def _text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def _says_what_it_says(page: Page) -> bool:
    text = _text(page)
    wanted = ("REFERRAL", "a.rivera@example.org", "860-555-0142", "09/03/2026", "O'Neill")
    return all(part in text.replace("’", "'") for part in wanted)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_page_is_read_whichever_way_up_it_lies(degrees: int) -> None:
    page = _read(degrade.rotated(degrade.scan(_printed(), 1, dpi=200), degrees), 200)
    assert page.turned == -degrees % 360
    assert page.width < page.height
    assert _says_what_it_says(page)


@pytest.mark.parametrize("degrees", [180, 90])
def test_sparse_page_is_turned_upright(degrees: int) -> None:
    sheet = np.full((2200, 1700, 3), 255, np.uint8)
    sheet[300:420, 200:1500] = _printed()[380:500, 200:1500]
    page = _read(degrade.rotated(sheet, degrees), 200)
    assert page.turned == -degrees % 360
    assert page.words
    assert all(word.box[3] < 0.3 for word in page.words)


@pytest.mark.parametrize("skew", [-6.0, -1.3, 0.0, 3.0])
def test_page_is_levelled(skew: float) -> None:
    scanned = degrade.scan(_printed(), 2, dpi=200, skew=-skew)
    ink = np.asarray((scanned < 165) * np.uint8(255), dtype=np.uint8)
    found = straighten.skew(straighten.reduced(ink))
    assert found == pytest.approx(skew, abs=0.15)
    assert _says_what_it_says(_read(scanned, 200))


def test_a_scan_needs_no_light_evened_to_find_its_code_and_a_photo_does() -> None:
    assert straighten.is_bright(straighten.grey(degrade.scan(_printed(), 2, dpi=200)))
    assert not straighten.is_bright(straighten.grey(degrade.photo(_printed(), 4)))


def test_fax_is_read() -> None:
    page = _read(degrade.fax(_printed(), 3), 204)
    assert page.scanned
    assert _says_what_it_says(page)


def test_photo_is_cut_out_and_read() -> None:
    picture = degrade.photo(_printed(), 4)
    corners = straighten.find_sheet(picture)
    assert corners is not None
    page = _read(picture, None)
    assert _says_what_it_says(page)
    assert page.width / page.height == pytest.approx(8.5 / 11, rel=0.01)


def test_scan_that_fills_the_picture_is_not_cut() -> None:
    assert straighten.find_sheet(degrade.scan(_printed(), 5)) is None


def test_words_lie_where_they_are_printed() -> None:
    page = _read(degrade.scan(_printed(), 6, skew=1.0), 300)
    flat = _read(degrade.grey(_printed()), 300)
    places = {word.text: word.box for word in flat.words}
    shared = [(word.box, places[word.text]) for word in page.words if word.text in places and "@" in word.text]
    assert shared
    for box, other in shared:
        assert np.allclose(box, other, atol=0.01)


def test_sources_and_confidences() -> None:
    page = _read(degrade.scan(_printed(), 7, dpi=200), 200)
    assert {word.source for word in page.words} == {"ocr"}
    assert all(0 < word.confidence <= 1 for word in page.words)
    assert np.mean([word.confidence > 0.9 for word in page.words]) > 0.9
    assert (page.file, page.number) == ("paper.pdf", 3)


def test_marks_and_rulings_of_the_page_are_found() -> None:
    page = _read(degrade.scan(_printed(), 8, dpi=200), 200)
    assert sum(mark.checked is True for mark in page.marks) >= 5
    assert {ruling.horizontal for ruling in page.rulings} == {True, False}


def test_blank_page_has_no_words() -> None:
    page = _read(degrade.blank_sheet(9), 200)
    assert page.words == []
    assert page.marks == []
    assert page.inks == []


def test_page_all_white_or_black_is_blank() -> None:
    for shade in (255, 0):
        assert _read(np.full((1100, 850), shade, np.uint8), 100).words == []


def test_scribble_is_ink_and_no_word() -> None:
    sheet = _printed()[:, :, :].copy()
    sheet[1200:] = 255
    wave = np.array([(600 + x, 1600 + round(30 * np.sin(x / 16))) for x in range(0, 500, 4)], np.int32)
    cv2.polylines(sheet, [wave], False, (60, 30, 120), 4)
    page = _read(degrade.scan(sheet, 10, dpi=200, skew=0.0), 200)
    (ink,) = [ink for ink in page.inks if ink.box[1] > 0.4]
    assert ink.box == pytest.approx((600 / 2550, 1568 / 3300, 1100 / 2550, 1632 / 3300), abs=0.01)
    assert [word for word in page.words if word.box[1] > 0.45] == []


def test_scribble_over_its_label_is_ink_still() -> None:
    sheet = _printed()[:, :, :].copy()
    sheet[1200:] = 255
    wave = np.array([(600 + x, 1600 + round(60 * np.sin(x / 16))) for x in range(0, 400, 4)], np.int32)
    cv2.polylines(sheet, [wave], False, (60, 30, 120), 4)
    cv2.putText(sheet, "Authorized signature", (600, 1672), cv2.FONT_HERSHEY_DUPLEX, 1.2, 0, 3, cv2.LINE_AA)
    cv2.line(sheet, (605, 1600), (605, 1650), (0, 0, 0), 4)
    page = _read(degrade.scan(sheet, 10, dpi=200, skew=0.0), 200)
    assert [ink for ink in page.inks if ink.box[1] > 0.4]


def test_a_table_of_figures_on_its_side_reads_less_well_than_upright() -> None:
    page = np.full((2200, 1700), 255, np.uint8)
    for row in range(30):
        for column in range(6):
            place = (150 + 240 * column, 200 + 60 * row)
            cv2.putText(page, f"{row + 10}.{column}7", place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    upright, lying = (picture.taken_apart(view, 200.0) for view in (page, straighten.turn(page, 90)))
    assert picture._legible(upright, 200.0) > 0.9
    assert picture._legible(lying, 200.0) < 0.7


def test_the_bar_of_a_page_that_only_seemed_to_lie_upright_becomes_paper_once_it_is_turned() -> None:
    page = np.full((2200, 1700), 245, np.uint8)
    cv2.rectangle(page, (150, 300), (1550, 350), 0, -1)
    cv2.putText(page, "Service date      Amount billed", (170, 336), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 245, 2)
    for row in range(12):
        cv2.putText(page, f"0{row % 9 + 1}/1{row % 9}/2026   Home visit", (170, 420 + 60 * row), 0, 0.9, 0, 2)
    sheet = picture.Sheet(straighten.turn(page, 90), 200.0)
    assert picture._upright(sheet) is not None
    assert sheet.turned == 270
    assert (sheet.page[308:342, 900:1540] > 200).all()


def test_letters_that_hang_into_a_ruling_keep_their_feet() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    canvas.setFont("Helvetica", 10)
    canvas.setLineWidth(0.8)
    canvas.drawString(60, 620, "Jaqueline Ypey, Judge")
    canvas.line(58, 618, 300, 618)
    canvas.save()
    page = _read(degrade.scan(degrade.printed(buffer.getvalue())[0], 1, dpi=200), 200)
    assert _text(page) == "Jaqueline Ypey, Judge"


@pytest.mark.parametrize("degrees", [-1.2, 0.9])
def test_rows_of_cells_that_stand_lower_one_than_the_other_are_level_as_their_words_are(degrees: float) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    canvas.setFont("Times-Roman", 10.5)
    for row in range(7):
        y = 720 - 30 * row
        for x, down, words in ((54, 0, "March 12,"), (54, 12, "2026"), (115, 6, "Text message"), (303, 6, "15")):
            canvas.drawString(x, y - down, words)
    canvas.save()
    page = degrade.scan(degrade.printed(buffer.getvalue())[0], 3, dpi=200, skew=degrees)
    fall = straighten.skew(straighten.reduced((page < 128).astype(np.uint8) * 255))
    assert abs(fall + degrees) < 1.0
