"""Rings around answers and boxes typed as letters on a picture: found, taken from the print, told from letters."""

import cv2
import numpy as np
import pytest

from extractors.drawn_rings import rings, without_rings
from extractors.ink import ink_of
from extractors.page import Word
from extractors.straighten import Picture
from extractors.typed_marks import typed_marks

INCH = 200.0


def _page(*words: tuple[str, int, int]) -> Picture:
    page = np.full((400, 1200), 245, np.uint8)
    for text, x, y in words:
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("broken", [False, True])
def test_ring_is_found_and_taken_from_the_print_that_it_touches(broken: bool) -> None:
    plain = _page(("Foster home", 120, 100), ("Own home", 420, 100))
    page = plain.copy()
    cv2.ellipse(page, (202, 92), (100, 27), 2, 0, 360, 0, 3)
    if broken:
        page[60:70, 200:202] = 245
    found, mask = rings(ink_of(page), INCH)
    (ring,) = found
    assert ring.holds(202, 92)
    assert ring.x1 < 400
    left = ink_of(without_rings(page, mask)) > 0
    print_ = ink_of(plain) > 0
    assert (left & print_).sum() > 0.9 * print_.sum()
    assert (left & ~print_).sum() < 0.03 * print_.sum()


def test_rings_of_two_lines_that_touch_are_two() -> None:
    plain = _page(("NO", 600, 100), ("NO", 630, 150), ("YES", 200, 100))
    page = plain.copy()
    for x, y in ((620, 91), (650, 141)):
        cv2.ellipse(page, (x, y), (46, 27), 0, 0, 360, 0, 3, cv2.LINE_AA)
    found, mask = rings(ink_of(page), INCH)
    assert [sum(ring.holds(x, y) for ring in found) for x, y in ((620, 91), (650, 141), (220, 91))] == [1, 1, 0]
    left, print_ = ink_of(without_rings(page, mask)) > 0, ink_of(plain) > 0
    assert (left & print_).sum() > 0.9 * print_.sum()
    assert (left & ~print_).sum() < 0.1 * print_.sum()


def test_letters_boxes_buttons_and_empty_rings_are_no_rings() -> None:
    page = _page(("MOON DOOR", 100, 60), ("Other", 130, 150))
    cv2.putText(page, "OCTOBER", (500, 120), cv2.FONT_HERSHEY_DUPLEX, 2.4, 0, 7, cv2.LINE_AA)
    cv2.rectangle(page, (110, 120), (260, 165), 0, 2)
    cv2.circle(page, (420, 300), 20, 0, 2)
    cv2.circle(page, (420, 300), 9, 0, -1)
    cv2.ellipse(page, (700, 300), (90, 25), 0, 0, 360, 0, 2)
    assert rings(ink_of(page), INCH)[0] == []


def test_capitals_that_touch_are_no_ring() -> None:
    page = _page(("License number:", 60, 100), ("A-6924", 330, 100))
    cv2.ellipse(page, (306, 91), (18, 9), 0, 0, 360, 0, 3)
    cv2.line(page, (305, 84), (305, 98), 0, 3)
    assert rings(ink_of(page), INCH)[0] == []


@pytest.mark.parametrize("touching", [False, True])
def test_a_ticked_box_that_a_speck_touches_is_no_ring(touching: bool) -> None:
    page = _page(("None", 200, 120))
    cv2.rectangle(page, (150, 96), (178, 124), 0, 2)
    cv2.line(page, (156, 110), (163, 119), 0, 3)
    cv2.line(page, (163, 119), (173, 100), 0, 3)
    if touching:
        page[117:124, 180:186] = 0
    assert rings(ink_of(page), INCH)[0] == []


def _words(*texts: tuple[str, float, float], confidence: float = 0.99) -> list[Word]:
    """Words on one line, by where they begin and end across."""
    return [Word(text, (x0, 0.1, x1, 0.112), confidence, "ocr") for text, x0, x1 in texts]


def _marked(words: list[Word]) -> tuple[list[str], list[bool | None]]:
    kept, marks = typed_marks(words, 8.5 / 11)
    marks.sort(key=lambda mark: mark.box)
    return [word.text for word in kept], [mark.checked for mark in marks]


@pytest.mark.parametrize("checked", ["(X)", "[x]", "[X}", "(X1"])
@pytest.mark.parametrize("empty", ["()", "[]", ")", "[ ]"])
def test_typed_boxes_are_boxes(checked: str, empty: str) -> None:
    pair = [(empty[0], 0.3, 0.304), (empty[-1], 0.312, 0.316)] if " " in empty else [(empty, 0.3, 0.316)]
    words = _words((checked, 0.1, 0.116), ("Parent", 0.124, 0.18), *pair, ("Guardian", 0.324, 0.4))
    assert _marked(words) == (["Parent", "Guardian"], [True, False])


def test_letter_that_was_hardly_legible_before_a_caption_is_an_empty_box() -> None:
    words = _words(("(X)", 0.1, 0.116), ("Parent", 0.124, 0.18), ("Guardian", 0.324, 0.4))
    words += _words(("O", 0.3, 0.316), confidence=0.6)
    assert _marked(words) == (["Parent", "Guardian"], [True, False])
    assert _marked(words[1:]) == (["Parent", "Guardian", "O"], [])


def test_brackets_of_print_are_no_boxes() -> None:
    words = _words(("(X)", 0.05, 0.06), ("Phone", 0.1, 0.15), ("()", 0.16, 0.18), ("555-0142", 0.19, 0.26))
    kept, checked = _marked([*words, *_words(("1", 0.3, 0.31), ("Name", 0.32, 0.4))])
    assert kept == ["Phone", "()", "555-0142", "1", "Name"]
    assert checked == [True]


def test_two_capitals_that_touch_are_no_ring() -> None:
    page = np.full((300, 600), 245, np.uint8)
    cv2.ellipse(page, (118, 112), (17, 9), 0, 0, 360, 20, 2)
    page[109:115, 114:119] = 20
    assert rings(ink_of(page), 200.0)[0] == []
