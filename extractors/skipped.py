"""Letters that a reader skipped: print that stands whole between two letters of a word, and was read as neither."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from extractors.agreement import Line
from extractors.straighten import Picture

_WIDE = 1.7
"""Steps between two letters of a word, in those usual on the line, from which a third has room between them."""
_CLEAR = 0.6
"""Steps from either letter within which print is the letter's own: a reader places none exactly."""
_INK, _LEAST = 170, 3
"""The darkest grey of a column that holds print, and the columns of the narrowest letter, of a line 48 pixels high."""
_DOUBT = 0.9
"""Confidence of the letters beside it: the other reader is asked, and believed where it has the same."""
_TELLING = 4
"""Steps of a line from which one is known to be usual."""


def doubt_skipped(line: Line, crop: Picture) -> Line:
    """The line of the crop with the letters doubted between which print was not read."""
    wide = crop.shape[1]
    pairs = [(one, two) for word in line.words for one, two in pairwise(word)]
    steps = [(two.place - one.place) * wide for one, two in pairs]
    if len(steps) < _TELLING:
        return line
    usual = float(np.median(steps))
    apart = [pair for pair, step in zip(pairs, steps, strict=True) if step > _WIDE * usual]
    if not apart:
        return line
    dark = np.concatenate(([0], (crop.min(axis=0) < _INK).astype(np.int8), [0]))
    starts, ends = np.flatnonzero(np.diff(dark) == 1), np.flatnonzero(np.diff(dark) == -1)
    middles, letters = (starts + ends) / 2, ends - starts >= _LEAST
    doubted: set[int] = set()
    for one, two in apart:
        x0, x1 = one.place * wide, two.place * wide
        whole = (starts > x0) & (ends < x1) & (middles > x0 + _CLEAR * usual) & (middles < x1 - _CLEAR * usual)
        if (whole & letters).any():
            doubted |= {id(one), id(two)}
    return Line(
        tuple(
            replace(letter, confidence=min(letter.confidence, _DOUBT)) if id(letter) in doubted else letter
            for letter in line.letters
        )
    )
