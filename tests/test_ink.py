"""Rulings, print and scribbles told apart on drawn pages."""

import cv2
import numpy as np

from extractors import ink
from extractors.drawn_combs import drawn_combs, in_blanks
from extractors.frayed import mended
from extractors.ink import Area
from extractors.straighten import Picture

INCH = 200.0


def _page(height: int = 400, width: int = 900) -> Picture:
    return np.full((height, width), 245, np.uint8)


def _line(page: Picture, start: tuple[int, int], end: tuple[int, int], thick: int = 2) -> None:
    cv2.line(page, start, end, 0, thick)


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


def test_a_dash_with_wide_spaces_is_no_speck() -> None:
    page = _page()
    cv2.putText(page, "a", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2, cv2.LINE_AA)
    page[92:95, 100:114] = 0
    dark = ink.ink_of(page)
    assert np.array_equal(ink.ink_of(ink.without_specks(page, dark, INCH)), dark)


def test_a_dash_between_a_typewriters_wide_spaces_joins_what_stands_beside_it() -> None:
    page = _page()
    for word, x in (("lives", 60), ("will", 220)):
        cv2.putText(page, word, (x, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    will, lives = sorted(ink.print_and_scribbles(ink.ink_of(page), [], INCH)[0], reverse=True)
    space = round(0.14 * INCH)
    page[91:94, lives.x1 + space : will.x0 - space] = 0
    joined, _ = ink.print_and_scribbles(ink.ink_of(page), [], INCH)
    assert [(line.x0, line.x1) for line in joined] == [(lives.x0, will.x1)]


def test_scraps_of_rulings_are_no_letters() -> None:
    page = _page()
    cv2.putText(page, "Invoice", (60, 100), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 2, cv2.LINE_AA)
    page[60:110, 48:50] = 0
    (line,), _ = ink.print_and_scribbles(ink.ink_of(page), [], INCH)
    assert line.x0 > 55
    assert line.height < 40


def test_bars_of_combs_are_told_from_stems_of_letters() -> None:
    page = _page()
    cv2.putText(page, "HILL Hill", (60, 80), cv2.FONT_HERSHEY_DUPLEX, 1.6, 0, 3, cv2.LINE_AA)
    for left in (100, 190):
        for cell in range(2):
            x = left + 36 * cell
            cv2.rectangle(page, (x, 200), (x + 36, 242), 0, 2)
            cv2.putText(page, str(cell), (x + 10, 232), cv2.FONT_HERSHEY_DUPLEX, 0.8, 0, 1, cv2.LINE_AA)
    bars, blanks, mask = drawn_combs(ink.ink_of(page), INCH)
    assert [round(bar.x0 / 5) * 5 for bar in sorted(bars)] == [100, 135, 170, 190, 225, 260]
    assert len(blanks) == 1, "both parts are one blank"
    clean = ink.ink_of(ink.without(page, mask, INCH))
    assert clean[:120].any(), "the print stays"
    lines, _ = ink.print_and_scribbles(clean, [], INCH)
    low = [line for line in in_blanks(lines, blanks) if line.y0 > 150]
    assert [line.width > 120 for line in low] == [True], "the figures are read together"


def test_letters_that_a_fax_broke_up_stay_and_dirt_goes() -> None:
    page = _page()
    for x in (100, 109, 118, 130):
        page[100:106, x : x + 3] = 0
    page[300:306, 500:503] = 0
    page[200, ::40] = 0
    left = ink.ink_of(ink.without_specks(page, ink.ink_of(page), INCH))
    assert (left[100:106] > 0).sum() == 4 * 18
    assert not left[150:].any()


def test_a_ruling_that_a_fax_frayed_is_one_line_and_its_dashes_are_no_print() -> None:
    page = _page()
    for start in range(60, 800, 140):
        _line(page, (start, 300), (start + 100, 300))
        for dash in range(start + 108, start + 138, 8):
            page[299 + dash % 3, dash : dash + 2] = 0
    dark = ink.ink_of(page)
    found, mask = ink.rulings(dark, INCH)
    [whole] = mended(dark, found, mask, INCH)
    assert len(found) == 6
    assert (whole.x0, whole.x1) == (59, 894)
    clean = ink.without(page, mask, INCH)
    assert not ink.ink_of(clean)[290:310].any()


def test_lines_of_two_blanks_stay_two_though_a_label_stands_between_them() -> None:
    page = _page()
    _line(page, (50, 300), (350, 300))
    _line(page, (500, 300), (850, 300))
    cv2.putText(page, "Date, page", (360, 302), cv2.FONT_HERSHEY_DUPLEX, 0.7, 0, 1, cv2.LINE_AA)
    dark = ink.ink_of(page)
    found, mask = ink.rulings(dark, INCH)
    assert len(mended(dark, found, mask, INCH)) == len(found) == 2
