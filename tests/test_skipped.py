"""Print between two letters that a reader read as neither."""

import numpy as np

from extractors.agreement import Letter, Line
from extractors.skipped import doubt_skipped
from extractors.straighten import Picture

_STEP, _SURE = 20, 0.998
"""Columns from letter to letter."""


def _printed(text: str) -> Picture:
    """A block of ink for each letter, white for a space."""
    crop = np.full((48, _STEP * (len(text) + 1)), 245, np.uint8)
    for number, letter in enumerate(text, start=1):
        if letter != " ":
            crop[8:40, _STEP * number - 6 : _STEP * number + 6] = 0
    return crop


def _read(printed: str, read: str) -> list[float]:
    """The confidence of each letter; `read` has a dot where the reader skipped one."""
    crop = _printed(printed)
    places = [(letter, _STEP * number / crop.shape[1]) for number, letter in enumerate(read, start=1) if letter != "."]
    line = doubt_skipped(Line(tuple(Letter(letter, _SURE, place) for letter, place in places)), crop)
    assert line.text == read.replace(".", "")
    return [letter.confidence for letter in line.letters if letter.text != " "]


def test_letters_beside_unread_print_are_doubted() -> None:
    assert _read("a visit home", "a vi.it home") == [_SURE, _SURE, 0.9, 0.9, *[_SURE] * 5]


def test_what_was_read_whole_is_as_sure_as_it_was() -> None:
    assert set(_read("a visit home", "a visit home")) == {_SURE}


def test_white_within_a_word_is_no_letter() -> None:
    assert set(_read("a vi it home", "a vi.it home")) == {_SURE}
    # What is left of a letter, or a speck, is narrower than any.
    crop = _printed("a vi it home")
    crop[20:30, _STEP * 5 : _STEP * 5 + 2] = 0
    letters = tuple(
        Letter(one, _SURE, _STEP * at / crop.shape[1]) for at, one in enumerate("a vi.it home", 1) if one != "."
    )
    assert doubt_skipped(Line(letters), crop).weakest == _SURE
