"""What a page shows: a short hash, the same whatever file it comes in; and whether two pictures show one page.

A page that is scanned or saved a second time is in no byte the same. Some of its words are, by which it is found
(`sketches`); whether it is the page or another copy of the form, filled in otherwise, its picture tells (`same_page`).
"""

import hashlib
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.page import Page
from extractors.straighten import Picture, grey


def words_print(page: Page) -> str:
    """Of a page with a text layer: its words and where about they stand; empty where there are none."""
    if not page.words:
        return ""
    told = [(word.text, round(word.box[0], 2), round(word.box[1], 2)) for word in page.words]
    filled = [(widget.name, str(widget.value)) for widget in page.widgets]
    return hashlib.sha256(repr((told, filled)).encode()).hexdigest()


def picture_print(pixels: Picture) -> str:
    """Of a picture: its points, which another file around the same picture leaves as they are.

    Anything coarser is the same for two copies of a form that are filled in otherwise.
    """
    return hashlib.sha256(repr(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()


SKETCHES = 3
_FEWEST_WORDS = 4
"""A page of fewer words is not looked for: too many say the same."""


def sketches(words: Iterable[str]) -> list[str]:
    """Short hashes of which two pages share the more, the more words they share; none of a page of few words.

    Each is the least of the words' hashes, of another kind of hash each.
    """
    different = sorted({word.casefold() for word in words})
    if len(different) < _FEWEST_WORDS:
        return []
    return [
        min(hashlib.sha256(f"{kind} {word}".encode()).hexdigest()[:16] for word in different)
        for kind in range(SKETCHES)
    ]


COMPARED_WIDTH = 800
"""Pixels across in which pages are compared: a digit is six or more of them wide."""
_EDGE = 30
"""Pixels at the edges that are left out: shadows and holes of the scanner's."""
_WINDOW = (9, 13)
"""About a digit, within which ink must lie alike."""
_INK = 0.006
"""Variance of the darkness within a window from which it holds print."""
_OTHER = 0.22
"""Share of a window's print that may lie otherwise: a second scan comes to a tenth, another digit to two fifths."""
_STEPS = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)

_Ink = NDArray[np.float32]


def same_page(one: Picture, other: Picture) -> bool:
    """Whether two upright pictures show the same page, every letter and mark of it."""
    here, there = _ink(one), _ink(other)
    laid = _laid_on(here, cv2.resize(there, here.shape[::-1], interpolation=cv2.INTER_AREA))
    return laid is not None and _most_different(here, laid) < _OTHER


def _ink(pixels: Picture) -> _Ink:
    """How much darker than the paper around it each point is, 0 to 1."""
    plain = grey(pixels)
    size = (COMPARED_WIDTH, max(1, round(plain.shape[0] * COMPARED_WIDTH / plain.shape[1])))
    plain = cv2.resize(plain, size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(plain, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = np.maximum(cv2.resize(cv2.medianBlur(small, 31), size), 1)
    return np.asarray(np.clip(1 - plain.astype(np.float32) / paper, 0, 1), dtype=np.float32)


def _laid_on(here: _Ink, there: _Ink) -> _Ink | None:
    """The second picture moved, turned and stretched onto the first; None where they have nothing alike."""
    half = [
        cv2.GaussianBlur(cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), (0, 0), 2)
        for ink in (here, there)
    ]
    (right, down), _ = cv2.phaseCorrelate(half[1], half[0])
    start = np.array([[1, 0, -right], [0, 1, -down]], np.float32)
    try:
        _, found = cv2.findTransformECC(half[0], half[1], start, cv2.MOTION_AFFINE, _STEPS, None, 1)
    except cv2.error:
        return None
    found[:, 2] *= 2
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(there, found, here.shape[::-1], flags=how), dtype=np.float32)


def _most_different(one: _Ink, other: _Ink) -> float:
    """The share of the print that lies otherwise in that window in which it is largest."""

    def mean(values: _Ink) -> _Ink:
        return np.asarray(cv2.boxFilter(values, -1, _WINDOW), dtype=np.float32)

    one, other = (cv2.GaussianBlur(ink, (0, 0), 1.0) for ink in (one, other))
    of_one, of_other = mean(one * one) - mean(one) ** 2, mean(other * other) - mean(other) ** 2
    shared = mean(one * other) - mean(one) * mean(other)
    most = np.maximum(of_one, of_other)
    apart = np.where(most > _INK, (of_one + of_other - 2 * shared) / np.maximum(most, _INK), 0)
    return float(apart[_EDGE:-_EDGE, _EDGE:-_EDGE].max(initial=0))
