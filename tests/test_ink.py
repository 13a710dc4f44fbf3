"""Marks, rulings, print and scribbles told apart on drawn pages."""

import cv2
import numpy as np
import pytest

from extractors import ink
from extractors.ink import Area
from extractors.straighten import Picture

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
    found = ink.judge(ink.ink_of(page), BOX, INCH)
    assert found.checked is checked
    assert (found.confidence < 0.9) == (checked is None)


@pytest.mark.parametrize("draw", [_cross, _tick, _fill, _nothing])
def test_check_box_is_found_marked_or_not(draw) -> None:  # type: ignore[no-untyped-def]
    page = _boxed()
    draw(page)
    (found,) = ink.marks(ink.ink_of(page), INCH)
    assert BOX.grown(3).holds(found.area.x0, found.area.y0)
    assert abs(found.area.width - BOX.width) <= 5


@pytest.mark.parametrize(("filled", "checked"), [(False, False), (True, True)])
def test_radio_circle_is_found(filled: bool, checked: bool) -> None:
    page = _page()
    cv2.circle(page, (200, 200), 14, 0, 2)
    if filled:
        cv2.circle(page, (200, 200), 7, 0, -1)
    (found,) = ink.marks(ink.ink_of(page), INCH)
    assert found.checked is checked


@pytest.mark.parametrize("word", ["MOON", "HOOD", "OCTOBER 1080", "none of our DOORS"])
def test_letters_are_no_marks(word: str) -> None:
    page = _page()
    for row, (scale, thick) in enumerate([(0.8, 2), (1.0, 3), (1.3, 3)]):
        cv2.putText(page, word, (40, 80 + 90 * row), cv2.FONT_HERSHEY_DUPLEX, scale, 0, thick, cv2.LINE_AA)
    assert ink.marks(ink.ink_of(page), INCH) == []


@pytest.mark.parametrize("letter", "bdpq")
def test_bowl_and_stem_are_no_box_with_a_tick(letter: str) -> None:
    page = _page()
    x0, stem = (100, 100) if letter in "bp" else (100, 120)
    cv2.rectangle(page, (x0, 100), (x0 + 20, 120), 0, 2)
    _line(page, (stem, 84 if letter in "bd" else 100), (stem, 120 if letter in "bd" else 136))
    assert ink.marks(ink.ink_of(page), INCH) == []


def test_rulings_are_told_from_letters() -> None:
    page = _page()
    _line(page, (50, 300), (850, 303), 3)
    _line(page, (450, 100), (450, 380))
    cv2.putText(page, "Hillside Hall -- till fall", (60, 200), cv2.FONT_HERSHEY_DUPLEX, 0.9, 0, 2, cv2.LINE_AA)
    found, mask = ink.rulings(ink.ink_of(page), INCH)
    assert sorted(area.width > area.height for area in found) == [False, True]
    clean = ink.without(page, mask, INCH)
    assert not ink.ink_of(clean)[290:310, 480:840].any(), "the ruling is gone"
    assert np.array_equal(clean[150:215, 60:440], page[150:215, 60:440]), "the print stays as it was"


def test_scribble_is_no_print() -> None:
    page = _page()
    cv2.putText(page, "Signed by", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    wave = [(60 + x, int(200 + 20 * np.sin(x / 9))) for x in range(0, 200, 3)]
    cv2.polylines(page, [np.array(wave, np.int32)], False, 0, 2)
    lines, scribbles = ink.print_and_scribbles(ink.ink_of(page), [], INCH)
    assert [area.y1 < 150 for area in lines] == [True]
    assert len(scribbles) == 1
    assert scribbles[0].y0 > 150


def test_vertical_rulings_keep_columns_apart() -> None:
    page = _page()
    cv2.putText(page, "Anna", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    cv2.putText(page, "Berg", (135, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    dark = ink.ink_of(page)
    whole, _ = ink.print_and_scribbles(dark, [], INCH)
    parted, _ = ink.print_and_scribbles(dark, [Area(130, 20, 132, 200)], INCH)
    assert (len(whole), len(parted)) == (1, 2)


def test_lone_specks_go_and_full_stops_stay() -> None:
    page = _page()
    cv2.putText(page, "a.b", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2, cv2.LINE_AA)
    dark = ink.ink_of(page)
    page[300:303, 500:503] = 0
    clean = ink.without_specks(page, ink.ink_of(page), INCH)
    assert np.array_equal(ink.ink_of(clean), dark)
