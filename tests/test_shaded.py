"""Dark bars and shaded cells of a picture become paper with dark print; nothing else of the page changes."""

import warnings

import cv2
import numpy as np
import pytest

from extractors.ink import ink_of
from extractors.shaded import unshaded
from extractors.straighten import Picture

INCH = 200.0
PAPER = 245


def page() -> Picture:
    return np.full((700, 1400), PAPER, np.uint8)


def write(view: Picture, words: str, x: int, y: int, grey: int) -> None:
    cv2.putText(view, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, grey, 2, cv2.LINE_AA)


@pytest.mark.parametrize("shade", [0, 60, 110])
def test_white_print_on_a_bar_becomes_dark_print_on_paper(shade: int) -> None:
    expected, barred = page(), page()
    cv2.rectangle(barred, (100, 100), (1300, 138), shade, -1)
    write(barred, "Totals and signature", 112, 126, PAPER)
    write(expected, "Totals and signature", 112, 126, 25)
    here = slice(106, 132), slice(104, 1290)
    wanted, found = ink_of(expected)[here] > 0, ink_of(unshaded(barred, INCH))[here] > 0
    assert (wanted & found).sum() > 0.9 * wanted.sum()
    assert (found & ~wanted).sum() < 0.2 * wanted.sum()


@pytest.mark.parametrize("gap", [2, 4, 6])
def test_a_bar_close_above_a_ruling_becomes_paper(gap: int) -> None:
    view = page()
    cv2.rectangle(view, (100, 100), (1300, 151), 53, -1)
    cv2.rectangle(view, (100, 152 + gap), (1300, 154 + gap), 20, -1)
    write(view, "Signatures", 112, 132, PAPER)
    inside = ink_of(unshaded(view, INCH))[110:142, 400:1290]
    assert not inside.any()


def test_dark_print_stays_on_a_shaded_cell_that_touches_a_black_bar() -> None:
    view = page()
    cv2.rectangle(view, (100, 100), (1300, 138), 10, -1)
    cv2.rectangle(view, (100, 139), (400, 320), 160, -1)
    write(view, "Provider name", 112, 230, 20)
    plain = page()
    write(plain, "Provider name", 112, 230, 20)
    here = slice(160, 310), slice(104, 396)
    wanted, found = ink_of(plain)[here] > 0, ink_of(unshaded(view, INCH))[here] > 0
    assert (wanted & found).sum() > 0.9 * wanted.sum()
    assert (found & ~wanted).sum() < 0.2 * wanted.sum()


def test_filled_boxes_rulings_codes_and_bold_print_are_let_alone() -> None:
    view = page()
    cv2.rectangle(view, (100, 100), (128, 128), 0, -1)
    cv2.rectangle(view, (60, 20), (108, 68), 0, -1)
    cv2.line(view, (100, 200), (1300, 200), 0, 10)
    cv2.putText(view, "APPLICATION FORM", (100, 320), cv2.FONT_HERSHEY_DUPLEX, 2.2, 0, 6)
    dice = np.random.default_rng(3)
    code = np.where(dice.random((33, 33)) < 0.5, 0, PAPER).astype(np.uint8)
    view[400:664, 900:1164] = np.kron(code, np.ones((8, 8), np.uint8))
    for line in range(8):
        write(view, "Met at the kitchen table and practised", 100, 400 + 26 * line, 0)
    assert unshaded(view, INCH) is view


def test_a_page_that_is_dark_from_edge_to_edge_is_no_bar() -> None:
    view = np.zeros((700, 1400), np.uint8)
    with warnings.catch_warnings(action="error"):
        assert unshaded(view, INCH) is view


def test_print_close_over_and_under_a_bar_is_no_part_of_it() -> None:
    expected, barred = page(), page()
    for view in (expected, barred):
        write(view, "Placement planning, home study, reunification", 112, 91, 0)
        write(view, "Type of service provided and hours billed", 112, 157, 0)
        cv2.line(view, (100, 98), (1300, 98), 0, 2)
        cv2.line(view, (100, 137), (1300, 137), 0, 2)
    cv2.rectangle(barred, (100, 98), (1300, 137), 0, -1)
    write(barred, "Totals and signature", 112, 126, PAPER)
    write(expected, "Totals and signature", 112, 126, 25)
    here = slice(70, 170), slice(104, 1290)
    wanted, found = ink_of(expected)[here] > 0, ink_of(unshaded(barred, INCH))[here] > 0
    assert (wanted & found).sum() > 0.9 * wanted.sum()
    assert (found & ~wanted).sum() < 0.2 * wanted.sum()


def test_nothing_is_left_of_the_ends_of_a_bar_that_stands_a_little_askew() -> None:
    view = page()
    cv2.fillPoly(view, [np.array([[100, 100], [1298, 106], [1302, 146], [104, 140]])], 0)
    write(view, "Type of service", 112, 128, PAPER)
    write(view, "Amount", 1180, 132, PAPER)
    found = ink_of(unshaded(view, INCH))[112:136]
    assert not found[:, 80:108].any()
    assert not found[:, 1285:1320].any()


def test_a_bar_whose_edges_a_fax_frayed_becomes_paper() -> None:
    view, dice = page(), np.random.default_rng(1)
    cv2.rectangle(view, (100, 100), (1300, 148), 0, -1)
    for edge in (98, 147):
        view[edge : edge + 4, 100:1301] = np.where(
            np.kron(dice.random((1, 401)) < 0.75, np.ones((1, 3))) > 0, 0, PAPER
        )[:, :1201]
    write(view, "Service date   Number of hours", 112, 128, PAPER)
    inside = ink_of(unshaded(view, INCH))[108:140, 700:1290]
    assert not inside.any()
