"""Pale writing on a page of dark print, as of a pencil or a light pen: made as dark as print, so that it is read, too.

The back of a thin paper shines through as pale, but as in a mirror: what reads better the other way round is not
written on it. Sizes are in inches; `page` and `inch` are as in `extractors/ink.py`.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ink import PAPER, WRITTEN, Pieces, areas, block, ink_of, pale_ink, pieces, pixels, rulings
from extractors.ocr import cut, recogniser
from extractors.straighten import Picture

_BLOCK, _NEAR = 8, 3
"""Dots of a side by which pale ink is looked for, and such squares around print within which its own edge is pale."""
_DARK, _DARKEST = 130, 60
"""Ink that is darker is print; and how dark a pale stroke's darkest dots become."""
_SQUARES, _RUN = 2, 60
"""Such squares across and down of the least writing, and fewer of them than a ruling runs over."""
_LETTER, _TALLEST, _WIDEST = 0.055, 0.5, 2.0
"""Height of a small letter, and height and width of the largest words whose letters have run into one another."""
_NARROW = 0.012
"""Pale pieces narrower than this both ways are noise."""
_FIRST = 0.05
"""Share of a piece's dots that are as dark as it is said to be."""
_EDGE = 5
"""Dots across a ruling's pale edges and itself, where it is a dot thick."""
_WORD = 0.12
"""Letters of a word, dots and dashes with them, stand no further apart."""
_ASKED, _TIE = 12, 0.1
"""The widest lines of pale writing, which are read both ways; and by how much one way is to be the better to tell."""
_LEGIBLE, _SURE = 0.6, 0.85
"""How well writing reads, and a line of it over a back that shines through, at least."""
_FILLED = 0.85
"""More than this of its box covers a smudge or a shade, no letter; a dash is lower than a letter."""


def darkened(page: Picture, inch: float, *, upright: bool) -> Picture:
    """The evenly lit, level page with its pale writing as dark as print; the page itself where there is none.

    A page that is not known to be upright may also stand on its head.
    """
    if not _is_some(page):
        return page
    ink = pale_ink(page, WRITTEN)
    # A letter that touches a ruling is one piece with it, and as dark as it.
    _, ruled = rulings(ink_of(page), inch)
    ink[cv2.dilate(ruled, block(_EDGE, _EDGE)) > 0] = 0
    found = pieces(ink)
    if not len(found.sizes):
        return page
    darkness = _darkness(page, found)
    pale = _letters(found, darkness > _DARK, ink.shape, inch)
    if not pale.any():
        return page
    dark = _with(page, found, darkness, pale)
    written = _written(dark, found.mask(ink.shape, pale), inch, upright=upright)
    if not written.all():
        pale &= np.bincount(found.of, weights=written.ravel()[found.dots], minlength=len(pale)) > 0
        dark = _with(page, found, darkness, pale) if pale.any() else page
    return dark


def _with(page: Picture, found: Pieces, darkness: NDArray[np.float64], pale: NDArray[np.bool_]) -> Picture:
    """The page with the pale pieces as dark as print."""
    gain = np.where(pale, (PAPER - _DARKEST) / np.maximum(PAPER - darkness, 1.0), 0.0).astype(np.float32)
    gains = np.zeros(page.shape, np.float32)
    gains.ravel()[found.dots] = gain[found.of]
    gains = np.maximum(cv2.dilate(gains, block(3, 3)), 1.0)
    return np.asarray(np.clip(PAPER - (PAPER - page.astype(np.float32)) * gains, 0, 255), dtype=np.uint8)


def _written(dark: Picture, pale: Picture, inch: float, *, upright: bool) -> NDArray[np.bool_]:
    """Where the page's pale pieces are written on it, and do not shine through from its back."""
    joined = np.asarray(cv2.morphologyEx(pale, cv2.MORPH_CLOSE, block(pixels(_WORD, inch) | 1, 1)), np.uint8)
    lines = sorted(areas(joined), key=lambda area: -area.width)
    asked = [area for area in lines[:_ASKED] if area.width > area.height >= _LETTER * inch] or lines[:1]
    crops = [cut(dark, area) for area in asked]
    straight, mirrored = _best(crops, upright=upright), _best([crop[:, ::-1] for crop in crops], upright=upright)
    wide = np.array([area.width for area in asked])
    ahead, behind = (float((sure * wide).sum() / wide.sum()) for sure in (straight, mirrored))
    by_hand = ahead > max(behind, _LEGIBLE)
    kept = np.full(dark.shape, by_hand)
    for area, ahead, behind in zip(asked, straight, mirrored, strict=True):
        area.of(kept)[:] = ahead > behind - _TIE if by_hand else ahead > max(behind + _TIE, _SURE)
    return kept


def _best(crops: Sequence[Picture], *, upright: bool) -> NDArray[np.float64]:
    """How well each of the lines reads, the way up in which all of them read best."""
    ways = [crops] if upright else [crops, [crop[::-1, ::-1] for crop in crops]]
    read = [
        np.array([line.confidence for line in recogniser().read([np.ascontiguousarray(crop) for crop in way])])
        for way in ways
    ]
    return max(read, key=lambda sure: float(sure.sum()))


def _is_some(page: Picture) -> bool:
    """Whether ink stands on the page, away from print, that is not as dark as print."""
    darkest = cv2.erode(page, block(_BLOCK, _BLOCK))[_BLOCK // 2 :: _BLOCK, _BLOCK // 2 :: _BLOCK]
    darkest = np.ascontiguousarray(darkest)
    print_ = cv2.dilate((darkest < _DARK).astype(np.uint8), block(_NEAR, _NEAR))
    pale = ((darkest < PAPER - WRITTEN) & (print_ == 0)).astype(np.uint8)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    _, _, wide, high, _ = boxes[1:].T
    # A pale ruling is a square or two thick, and runs on.
    return bool(((wide >= _SQUARES) & (high >= _SQUARES) & (wide < _RUN) & (high < _RUN)).any())


def _darkness(page: Picture, found: Pieces) -> NDArray[np.float64]:
    """How dark the darkest dots of each piece are."""
    greys = page.ravel()[found.dots]
    order = np.lexsort((greys, found.of))
    starts = np.searchsorted(found.of[order], np.arange(len(found.sizes)))
    return greys[order][starts + (_FIRST * found.sizes).astype(np.intp)].astype(np.float64)


def _letters(found: Pieces, pale: NDArray[np.bool_], shape: tuple[int, ...], inch: float) -> NDArray[np.bool_]:
    """The pale pieces that are letters, and the dots and dashes beside them."""
    wide, high = found.wide / inch, found.high / inch
    filled = found.sizes / (found.wide * found.high)
    some = pale & (np.maximum(wide, high) > _NARROW) & (high < _TALLEST) & (wide < _WIDEST)
    letters = some & (high >= _LETTER) & (filled < _FILLED)
    if not letters.any():
        return letters
    # Of a word in small print perhaps one letter alone is as tall.
    _, words = cv2.connectedComponents(cv2.dilate(found.mask(shape, some), block(pixels(_WORD, inch), 1)))
    word = np.zeros(len(some), np.intp)
    word[found.of] = words.ravel()[found.dots]
    return np.asarray(some & np.isin(word, word[letters]), np.bool_)
