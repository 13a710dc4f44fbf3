"""Letters as pdfium gives them: those of a ligature share one place, and a letter drawn twice is one."""

import numpy as np
import pytest

from extractors.lettering import _NO_FACE as PLAIN
from extractors.lettering import Print, RawLetters, garbled, upright_letters, words
from extractors.lettering import _Face as Face
from extractors.sheet import Sheet, moved


def spelled(*placed: tuple[str, float, float]) -> list[str]:
    face = Face(10.0, 0, PLAIN.style)
    boxes = np.array([[x0, 108.0, x1, 100.0] for _, x0, x1 in placed])
    origins = np.array([[x0, 100.0] for _, x0, _ in placed])
    letters = RawLetters([text for text, _, _ in placed], [face] * len(placed), origins, boxes, 0)
    sheet = Sheet(0, 0, 612, 792, 0)
    return [word.text for word in words(upright_letters(letters, sheet, 0, 0))]


def typed(text: str) -> list[tuple[str, float, float]]:
    return [(letter, 10.0 + 5 * place, 14.5 + 5 * place) for place, letter in enumerate(text)]


@pytest.mark.parametrize("sign", ["fi", "ff", "ffi", "tt"])
def test_letters_of_a_ligature_are_parted(sign: str) -> None:
    right = 10.0 + 2.8 * len(sign)
    placed = [(letter, 10.0, right) for letter in sign]
    assert spelled(("o", 4.0, 9.5), *placed, ("x", right + 0.5, right + 5)) == [f"o{sign}x"]


def test_a_letter_drawn_twice_is_one() -> None:
    assert spelled(("o", 4.0, 9.5), ("t", 10.0, 13.0), ("t", 10.0, 13.0), ("o", 13.5, 19.0)) == ["oto"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_points_of_a_path_are_moved_and_turned_as_a_point_is(turn: int) -> None:
    sheet, matrix = Sheet(10, 20, 612, 792, turn), (0.5, 0.25, -0.25, 2.0, 7.0, -3.0)
    points = [(0.0, 0.0), (100.3, 40.7), (-5.5, 612.0)]
    assert sheet.all_moved(points, matrix) == [sheet.upright(moved(point, matrix)) for point in points]


def test_print_ends_before_the_leader_or_the_line_that_it_is_typed_on() -> None:
    assert spelled(*typed("Noor____")) == ["Noor", "____"]
    assert spelled(*typed("City:....Essex")) == ["City:", "....", "Essex"]
    assert spelled(*typed("........:")) == ["........", ":"]
    assert spelled(*typed("__/__/____")) == ["__/__/____"]


def test_a_table_that_says_pm_again_and_again_is_not_garbled() -> None:
    words = ["Parent", "coaching", "session", "at", "home", *(["6:15", "PM", "AM"] * 40)]
    printed = [Print(word, (0, 0, 1, 1), bold=False) for word in words * 3]
    raw = RawLetters(["a"] * 200, [PLAIN] * 200, np.zeros((200, 2)), np.zeros((200, 4)), 0)
    assert not garbled(raw, printed)
    assert garbled(raw, [Print(f"{word}qxvjk", (0, 0, 1, 1), bold=False) for word in "abcdefghijklmnopqrstuvwxyz"])


def test_letters_that_touch_are_a_word_though_the_file_ends_lines_between_them() -> None:
    ended = [typed for letter in typed("Noor") for typed in (letter, ("", 0.0, 0.0))]
    assert spelled(*[(text, 0.9 * x0, 0.9 * x1 + (0.45 if text else 0)) for text, x0, x1 in ended]) == ["Noor"]
