"""Which words of a picture are printed bold: their strokes are thicker for their size than those of other print."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log
from statistics import median

import numpy as np
from numpy.typing import NDArray

from extractors.ink import ink_of
from extractors.lettersize import reach
from extractors.page import Word
from extractors.straighten import Picture

_WHITE, _PALE = 235, 200
"""A dot of the one grey is no part of a stroke; where no dot is darker than the other, that is full ink."""
_BLUR = 0.3
"""Dots by which a picture makes strokes seem thicker than they are."""
_BOLD, _LEAST, _MOST = 0.066, 0.056, 0.085
"""Ink to the edge, as a share of the size of the print, from which print is bold; the limit lies between the others
on a page on which the weights part there."""
_NEAR, _STEP = 0.06, 0.02
"""How near a limit print counts against it, and the steps between limits that are tried, as logarithms."""
_SMALL = 22.0
"""Dots of the size of print below which a picture thickens its strokes, the more so the smaller it is."""
_PART, _EDGES = 0.27, 24
"""Difference of two parts of a line in weight, as a logarithm, from which only one is bold; and edges that tell."""
_FEW, _UNSURE = 7, 0.08
"""Letters up to which the weight of print is unsure, and by how much more than others it must weigh, as a logarithm."""

Figures = NDArray[np.float64]


def with_bold(words: Sequence[Word], clean: Picture) -> list[Word]:
    """The words, those marked that are printed bold; `clean` is the page, which shows no rulings any more."""
    parts = [part for line in _lines(words).values() for part in _weighed(words, line, clean)]
    telling = [(weight, letters) for _, weight, letters, edges in parts if edges >= _EDGES]
    if not telling:
        return list(words)
    limit = _limit(np.array(telling, dtype=float))
    bold = {
        at
        for places, weight, letters, _ in parts
        if weight > limit + (_UNSURE if letters <= _FEW else 0.0)
        for at in places
    }
    return [replace(word, bold=True) if at in bold else word for at, word in enumerate(words)]


def _lines(words: Sequence[Word]) -> dict[tuple[float, float], list[int]]:
    """The numbers of the words that were read as one line."""
    lines: dict[tuple[float, float], list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        lines[word.box[1], word.box[3]].append(at)
    return lines


def _weighed(
    words: Sequence[Word], line: Sequence[int], clean: Picture
) -> Iterator[tuple[Sequence[int], float, int, float]]:
    """The parts of a line that are of one weight: their words, the logarithm of the weight, letters and edges."""
    found = np.array([_strokes(words[at], clean) for at in line])
    letters = [sum(map(str.isalnum, words[at].text)) for at in line]
    sizes = found[:, 2] / [sum(reach(words[at].text)) for at in line]
    size = median([s for s, n in zip(sizes, letters, strict=True) if n > 1] or sizes)

    def weight(first: int, last: int) -> float:
        ink, edges, _ = found[first:last].sum(axis=0)
        small = max(1.0, 1 + 2 * (_SMALL - size) / _SMALL)
        return log(max((ink / max(edges, 1.0) - _BLUR) / size / small, 0.01))

    def parts(first: int, last: int) -> Iterator[tuple[int, int]]:
        best, at = 0.0, 0
        for middle in range(first + 1, last):
            fewer = min(found[first:middle, 1].sum(), found[middle:last, 1].sum())
            apart = abs(weight(first, middle) - weight(middle, last))
            if fewer >= _EDGES and apart > _PART and apart * fewer**0.5 > best:
                best, at = apart * fewer**0.5, middle
        if at:
            yield from parts(first, at)
            yield from parts(at, last)
        else:
            yield first, last

    for first, last in parts(0, len(line)):
        yield line[first:last], weight(first, last), sum(letters[first:last]), float(found[first:last, 1].sum())


def _strokes(word: Word, clean: Picture) -> tuple[float, float, float]:
    """The ink of a word in dots, how many of its dots begin a stroke from the left or from above, and its height."""
    high, wide = clean.shape
    x0, y0, x1, y1 = word.box
    left, top, right, foot = round(x0 * wide), round(y0 * high), round(x1 * wide), round(y1 * high)
    crop = clean[top : max(foot, top + 1), left : max(right, left + 1)]
    dark = ink_of(crop) > 0
    rows = np.flatnonzero(dark.any(axis=1))
    if not len(rows):
        return 0.0, 0.0, float(max(1, foot - top))
    # In shades of grey, as a stroke is but a few dots wide.
    grey = np.clip((_WHITE - crop.astype(np.float64)) / (_WHITE - min(int(crop.min()), _PALE)), 0, 1)
    beside = np.count_nonzero(dark[:, 1:] & ~dark[:, :-1]) + np.count_nonzero(dark[:, 0])
    below = np.count_nonzero(dark[1:] & ~dark[:-1]) + np.count_nonzero(dark[0])
    return float(grey.sum()), float(beside + below), float(rows[-1] - rows[0] + 1)


def _limit(parts: Figures) -> float:
    """The weight beyond which print is bold, as a logarithm: where least print of the page lies, near the usual one."""
    weights, shares = parts[:, 0], parts[:, 1] / max(1.0, parts[:, 1].sum())

    def against(limit: float) -> float:
        near = (shares * np.exp(-(((weights - limit) / _NEAR) ** 2) / 2)).sum()
        return float(near + (limit - log(_BOLD)) ** 2)

    return float(min(np.arange(log(_LEAST), log(_MOST), _STEP), key=against))
