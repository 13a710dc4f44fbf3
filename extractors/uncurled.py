"""Photographs of paper that curls: how the lines of print and the rulings bend tells how the sheet does."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors import ink as inks
from extractors.straighten import Picture

Figures = NDArray[np.float64]

_DOTS = 100.0
"""Dots to the inch on which the bend is measured."""
_JOINED, _PIECE, _LONGEST_GAP = 0.14, 0.5, 1.4
"""Inches between words of one line, of the shortest piece of a line that tells its slope, and of the longest."""
_HIGH = 0.3
"""Inches of height from which what hangs together is no line of print."""
_ACROSS, _DOWN = 4, 3
"""Terms of the slope across and down the page: a page curls in one bow or two, more at one end than at the other."""
_FEWEST, _SPREAD = 24, 0.5
"""Pieces of lines that tell of a bend at least, and the share of the page's width that they spread over."""
_FLAT, _FARTHEST = 0.015, 0.4
"""Inches by which lines may be bent on a page that is as good as flat, and at most."""
_BETTER, _TELLING = 0.7, 0.03
"""Share of the slopes, squared, that is left at most, where they are one bend and not the print's own unevenness; and
the slope beyond which one tells no more."""
_STEEP = 0.12
"""Slope from which a piece is no line of a page that was levelled."""


def bend(page: Picture, inch: float) -> NDArray[np.float32] | None:
    """By how many dots the print lies too low at each place of a level page, None where it lies straight."""
    scale = min(1.0, _DOTS / inch)
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    pieces = np.array(list(_pieces(inks.ink_of(np.asarray(small, np.uint8)), inch * scale)), np.float64)
    if len(pieces) < _FEWEST or np.ptp(pieces[:, 0]) < _SPREAD * small.shape[1]:
        return None
    high, wide = small.shape
    across, down = 2 * pieces[:, 0] / wide - 1, 2 * pieces[:, 1] / high - 1
    slopes, weights = pieces[:, 2], pieces[:, 3]
    terms = _fit(across, down, slopes, weights)
    left = slopes - _powers(across, down) @ terms
    if _uneven(left, weights) > _BETTER * _uneven(slopes, weights):
        return None
    lows = _lows(terms, page.shape, page.shape[1] / 2)
    most = float(np.abs(lows).max())
    return lows if _FLAT * inch < most < _FARTHEST * inch else None


def straight(page: Picture, lows: NDArray[np.float32], method: int = cv2.INTER_CUBIC, outside: int = 255) -> Picture:
    """The page with all that lies too low moved up by so many dots."""
    high, wide = page.shape
    across = np.broadcast_to(np.arange(wide, dtype=np.float32), (high, wide))
    down = np.arange(high, dtype=np.float32)[:, None] + lows
    flat = cv2.remap(page, np.ascontiguousarray(across), down, method, borderValue=(outside,))
    return np.asarray(flat, dtype=np.uint8)


def _pieces(dark: Picture, inch: float) -> Iterator[tuple[float, float, float, float]]:
    """Pieces of lines: the middle across and down, the slope, and what it weighs."""
    # The sides of boxes would tie line to line.
    sides = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((round(_HIGH * inch), 1), np.uint8))
    dark = np.asarray(cv2.bitwise_and(dark, cv2.bitwise_not(cv2.dilate(sides, np.ones((3, 3), np.uint8)))), np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, round(_JOINED * inch)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for number in range(1, count):
        x, y, wide, high, _ = stats[number]
        if wide < _PIECE * inch or high > max(_HIGH * inch, 0.1 * wide):
            continue
        own = np.where(labels[y : y + high, x : x + wide] == number, dark[y : y + high, x : x + wide] > 0, False)
        for part in np.array_split(np.arange(wide), max(1, round(wide / (_LONGEST_GAP * inch)))):
            piece = own[:, part]
            ink = piece.sum(axis=0).astype(np.float64)
            filled = ink > 0
            if filled.sum() < 0.5 * len(part):
                continue
            middles = (piece * np.arange(high)[:, None]).sum(axis=0)[filled] / ink[filled]
            at = part[filled].astype(np.float64)
            slope, foot = np.polyfit(at, middles, 1)
            rough = float(np.abs(middles - (slope * at + foot)).mean())
            if abs(slope) < _STEEP:
                # A ruling tells its slope closely, letters of many heights less so, long pieces better than short ones.
                weight = len(part) ** 1.5 / (0.7 + rough)
                yield x + float(at.mean()), y + float(middles.mean()), float(slope), weight


def _powers(across: Figures, down: Figures) -> Figures:
    return np.stack([across**i * down**j for i in range(_ACROSS) for j in range(_DOWN)], axis=-1)


def _fit(across: Figures, down: Figures, slopes: Figures, weights: Figures) -> Figures:
    """The terms of the slope that suit most of the pieces; those that lie otherwise count less and less."""
    powers = _powers(across, down)
    usual = weights / weights.mean()
    terms = np.zeros(powers.shape[1])
    apart = np.ones(len(slopes))
    for _ in range(6):
        each = usual * apart
        even = np.eye(powers.shape[1]) * 0.002 * each.sum()
        terms = np.linalg.solve(powers.T @ (powers * each[:, None]) + even, powers.T @ (slopes * each))
        off = np.abs(slopes - powers @ terms)
        apart = 1 / (1 + (off / max(1e-4, 1.5 * float(np.median(off)))) ** 2)
    return terms


def _uneven(slopes: Figures, weights: Figures) -> float:
    """How much the pieces slope."""
    return float((weights * np.minimum(np.abs(slopes), _TELLING) ** 2).sum())


def _lows(terms: Figures, shape: tuple[int, ...], half: float) -> NDArray[np.float32]:
    """The slopes summed up from the page's middle to either side, in dots."""
    high, wide = shape
    across, down = np.linspace(-1, 1, wide), np.linspace(-1, 1, high)
    powers = terms.reshape(_ACROSS, _DOWN)
    by_row = powers @ np.stack([down**j for j in range(_DOWN)])
    by_place = np.stack([across ** (i + 1) / (i + 1) for i in range(_ACROSS)])
    return np.asarray(half * (by_row.T @ by_place), np.float32)
