"""Pages that are drawn rather than written: plans, maps, charts."""

import pytest

from extractors import drawing
from extractors.sheet import joined
from forms.evidence import Box


def _lines(number: int) -> list[Box]:
    """Lines as a map has them, half of them level, none of which are the sides of one square."""
    level = [(7.0 * n % 600, n / 2, 7.0 * n % 600 + 9, n / 2) for n in range(number // 2)]
    return level + [(n / 3, 5.0 * n % 700, n / 3, 5.0 * n % 700 + 30) for n in range(number // 2)]


def test_box_of_four_lines_is_found_among_those_of_a_map(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def counted(one: Box, other: Box) -> Box:
        nonlocal compared
        compared += 1
        return joined(one, other)

    monkeypatch.setattr("extractors.drawing.joined", counted)
    box = [
        (650.0, 50.2, 660.0, 50.2),
        (650.0, 60.2, 660.0, 60.2),
        (650.0, 50.2, 650.0, 60.2),
        (660.0, 50.2, 660.0, 60.2),
    ]
    bits = drawing._Bits(strokes=[*_lines(3000), *box])
    assert drawing._four_strokes(bits) == [(650.0, 50.2, 660.0, 60.2)]
    assert not set(box) & set(bits.strokes)
    assert compared < 20 * 1500, "each line is held against those that begin where it begins, not against all"
