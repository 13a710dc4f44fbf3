"""Check boxes and radio circles: found on pages drawn, scanned and faxed, told from letters, and judged."""

import io
import random
from functools import cache

import cv2
import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors import checks
from extractors.ink import Area, ink_of
from extractors.picture import straightened
from extractors.straighten import Picture
from tests.support import degrade

INCH = 200.0
BOX = Area(100, 100, 130, 130)


def _page(height: int = 400, width: int = 900) -> Picture:
    return np.full((height, width), 245, np.uint8)


def _line(page: Picture, start: tuple[int, int], end: tuple[int, int], thick: int = 2) -> None:
    cv2.line(page, start, end, 0, thick)


def _boxed() -> Picture:
    page = _page()
    cv2.rectangle(page, BOX[:2], (BOX.x1 - 1, BOX.y1 - 1), 0, 2)
    return page


def _cross(page: Picture) -> None:
    _line(page, (106, 106), (123, 123))
    _line(page, (123, 106), (106, 123))


def _tick(page: Picture) -> None:
    # Out of the box, as a hand draws it.
    _line(page, (106, 114), (113, 124), 3)
    _line(page, (113, 124), (136, 92), 3)


def _fill(page: Picture) -> None:
    cv2.rectangle(page, (106, 106), (123, 123), 0, -1)


def _nothing(page: Picture) -> None:
    pass


def _stray(page: Picture) -> None:
    _line(page, (20, 115), (400, 115), 1)


def _dot(page: Picture) -> None:
    cv2.circle(page, (112, 117), 1, 0, -1)


def _slash_through(page: Picture) -> None:
    _line(page, (70, 160), (160, 70))


@pytest.mark.parametrize(
    ("draw", "checked"),
    [
        (_cross, True), (_tick, True), (_fill, True),
        (_nothing, False), (_stray, False), (_dot, False),
        (_slash_through, None),
    ],
)  # fmt: skip
def test_check_box_is_judged_by_the_ink_in_it(draw, checked) -> None:  # type: ignore[no-untyped-def]
    page = _boxed()
    draw(page)
    found = checks.judge(ink_of(page), BOX, INCH)
    assert found.checked is checked
    assert (found.confidence < 0.9) == (checked is None)


@pytest.mark.parametrize("draw", [_cross, _tick, _fill, _nothing])
def test_check_box_is_found_marked_or_not(draw) -> None:  # type: ignore[no-untyped-def]
    page = _boxed()
    draw(page)
    (found,) = checks.marks(ink_of(page), INCH)
    assert BOX.grown(3).holds(found.area.x0, found.area.y0)
    assert abs(found.area.width - BOX.width) <= 5


@pytest.mark.parametrize(("filled", "checked"), [(False, False), (True, True)])
def test_radio_circle_is_found(filled: bool, checked: bool) -> None:
    page = _page()
    cv2.circle(page, (200, 200), 14, 0, 2)
    if filled:
        cv2.circle(page, (200, 200), 7, 0, -1)
    (found,) = checks.marks(ink_of(page), INCH)
    assert found.checked is checked


@pytest.mark.parametrize("word", ["MOON", "HOOD", "OCTOBER 1080", "none of our DOORS"])
def test_letters_are_no_marks(word: str) -> None:
    page = _page()
    for row, (scale, thick) in enumerate([(0.8, 2), (1.0, 3), (1.3, 3)]):
        cv2.putText(page, word, (40, 80 + 90 * row), cv2.FONT_HERSHEY_DUPLEX, scale, 0, thick, cv2.LINE_AA)
    assert checks.marks(ink_of(page), INCH) == []


@pytest.mark.parametrize("letter", "bdpq")
def test_bowl_and_stem_are_no_box_with_a_tick(letter: str) -> None:
    page = _page()
    x0, stem = (100, 100) if letter in "bp" else (100, 120)
    cv2.rectangle(page, (x0, 100), (x0 + 20, 120), 0, 2)
    _line(page, (stem, 84 if letter in "bd" else 100), (stem, 120 if letter in "bd" else 136))
    assert checks.marks(ink_of(page), INCH) == []


CAPTIONS = ("Parent", "Other", "Does not drive", "On file", "Bob", "Home visit", "DOOR CODE", "enclosed")
Marks = list[tuple[tuple[float, float], bool]]
"""The middle of each box as a fraction of the page, and whether it is checked."""


@cache
def _sheet(side: float, stroke: float, *, round_: bool, ruled: bool) -> tuple[bytes, Marks]:
    """A page of captions, each with a box before it, some crossed beyond their frame or filled, and titles in bold."""
    dice, marks, buffer = random.Random(round(side * 10)), [], io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    for row in range(14):
        y = 720 - 44 * row
        canvas.setFont("Times-Bold" if row % 2 else "Helvetica-Bold", 14)
        canvas.drawString(60, y + 20, "REQUEST FOR HOOD AND DOORBELL Bedded Doe 0088")
        for column in range(3):
            x, checked = 66.0 + 160 * column, dice.random() < 0.5
            canvas.setLineWidth(stroke)
            if ruled:
                canvas.rect(x - 5, y - 6, 158, 22)
            if round_:
                canvas.circle(x + side / 2, y + side / 2, side / 2)
            else:
                canvas.rect(x, y, side, side)
            if checked and round_:
                canvas.circle(x + side / 2, y + side / 2, 0.27 * side, fill=1)
            elif checked:
                over = dice.uniform(-0.15, 0.25) * side
                canvas.setLineWidth(1.2)
                canvas.line(x - over, y - over, x + side + over, y + side + over)
                canvas.line(x - over, y + side + over, x + side + over, y - over)
            canvas.setFont("Helvetica", 10)
            canvas.drawString(x + side + 3.5, y + side / 2 - 3.5, dice.choice(CAPTIONS))
            marks.append((((x + side / 2) / 612, 1 - (y + side / 2) / 792), checked))
    canvas.save()
    return buffer.getvalue(), marks


def _taken(pdf: bytes, machine: str) -> tuple[Picture, float]:
    page = degrade.printed(pdf)[0]
    if machine == "fax":
        return degrade.fax(page, 11), 204.0
    return degrade.scan(page, 11, dpi=200), 200.0


@pytest.mark.parametrize("machine", ["scan", "fax"])
@pytest.mark.parametrize(
    ("side", "stroke", "round_", "ruled"),
    [(8, 0.7, False, False), (7, 1.0, False, True), (12, 0.5, False, True), (9, 0.8, True, False)],
)
def test_boxes_of_every_size_are_found_and_judged(
    machine: str, side: float, stroke: float, round_: bool, ruled: bool
) -> None:
    pdf, wanted = _sheet(side, stroke, round_=round_, ruled=ruled)
    sheet = straightened(*_taken(pdf, machine))
    height, width = sheet.page.shape
    found = checks.marks(ink_of(sheet.page), sheet.inch)
    seen = []
    for (x, y), checked in wanted:
        here = [mark for mark in found if mark.area.grown(6).holds(x * width, y * height)]
        seen += [mark.checked for mark in here[:1]]
        assert all(mark.checked in (checked, None) for mark in here), "none is read as its opposite"
    assert len(seen) >= 0.95 * len(wanted)
    assert seen.count(None) <= 1
    assert len(found) - len(seen) <= 5, "hardly one of some nine hundred letters is a box"


@pytest.mark.parametrize("dpi", [200, 300])
def test_serifs_that_nearly_touch_are_no_boxes(dpi: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    y = 760.0
    for size in (8, 10, 12, 14, 17, 20):
        for face in ("Times-Bold", "Times-Roman"):
            canvas.setFont(face, size)
            for text in (
                "START TIME: ACTIVITIES TITLE WHERE HILL",
                "Note in running union minimum",
                "Parenting Session",
            ):
                canvas.drawString(40, y, text)
                y -= 1.2 * size
    canvas.save()
    sheet = straightened(degrade.scan(degrade.printed(buffer.getvalue())[0], 2, dpi=dpi), dpi)
    assert len(checks.marks(ink_of(sheet.page), sheet.inch)) <= 1


def test_a_small_box_alone_on_a_page_is_found_between_ruling_and_caption() -> None:
    page = np.full((400, 900), 255, np.uint8)
    cv2.line(page, (100, 20), (100, 380), 0, 2)
    cv2.rectangle(page, (106, 180), (128, 202), 0, 2)
    cv2.line(page, (106, 180), (128, 202), 0, 2)
    cv2.line(page, (106, 202), (128, 180), 0, 2)
    cv2.putText(page, "Supervisor", (144, 203), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    (found,) = checks.marks(ink_of(page), 200.0)
    assert found.checked
    assert found.area.holds(117, 191)


def _column(count: int, pitch: int, *, checked: int, across: int = 1) -> Picture:
    """Lone boxes, and below them a column of boxes at the pitch, one of them filled."""
    page = _page(700)
    for x in (300, 500):
        cv2.rectangle(page, (x, 100), (x + 29, 129), 0, 2)
    for row in range(count):
        for column in range(across):
            x, y = 100 + 29 * column, 300 + pitch * row
            cv2.rectangle(page, (x, y), (x + 29, y + 29), 0, 2)
            if row == checked:
                cv2.rectangle(page, (x + 6, y + 6), (x + 23, y + 23), 0, -1)
    return page


@pytest.mark.parametrize("pitch", [29, 31, 33])
@pytest.mark.parametrize("count", [2, 4])
def test_boxes_of_answers_set_so_close_that_they_touch_are_found(count: int, pitch: int) -> None:
    found = checks.marks(ink_of(_column(count, pitch, checked=1)), INCH)
    column = [check for check in found if check.area.x0 < 200]
    assert [check.checked for check in column] == [row == 1 for row in range(count)]
    assert len(found) == count + 2


def test_the_cells_of_a_small_table_are_no_boxes() -> None:
    assert len(checks.marks(ink_of(_column(4, 29, checked=9, across=3)), INCH)) == 2


def test_a_box_whose_side_a_bad_fax_made_sway_is_found_beside_its_caption() -> None:
    page = _page()
    _line(page, (88, 20), (88, 380), 3)
    for x in (300, 500):
        cv2.rectangle(page, (x, 100), (x + 28, 128), 0, 2)
    cv2.rectangle(page, (100, 200), (128, 228), 0, 2)
    page[210:220, 120:134] = np.roll(page[210:220, 120:134], 2, axis=1)
    cv2.rectangle(page, (107, 207), (121, 221), 0, -1)
    cv2.putText(page, "Natural", (150, 226), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    found = checks.marks(ink_of(page), INCH)
    assert [check.checked for check in found if check.area.holds(114, 214)] == [True]
    assert len(found) == 3
