"""Straightens pictures of paper: even light, the sheet cut out of its surroundings, small angles, quarter turns.

Pictures are arrays of rows of pixels, grey (2 axes) or RGB (3 axes), 8 bits a channel, 255 for white.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Points = NDArray[np.float32]
"""Corners, a row each of x and y in pixels: top left, top right, bottom right, bottom left."""

LETTER_INCHES = (8.5, 11.0)
_LARGEST_ANGLE = 12.0
"""Degrees; a sheet that lies more askew than this is taken for a picture, not for a page."""
_SMALL = 640
"""Pixels of the longer side of the reduced picture on which sheet and angle are found."""
_WIDEST = 61
"""1.7 inches of a letter page."""
_BRIGHT = 200
_PAPER, _INK = 245, 50
"""The grey of paper on an evenly lit page, and of print on it."""
_BLOCK, _NEAR = 8, 15
"""Dots of a side by which ink is looked for, and such squares within which print is as dark as its neighbour."""
_PALE, _FIRM = 205, 115
"""What is darker than the one is ink, what is darker than the other is as dark as print should be."""
_LEAST, _FADED = 0.002, 0.3
"""Share of the page that is ink before any is pale, and share of the ink that is dark on a page that is not."""
_RIM_SHARE = 0.2
"""Share of a side that is dark where all of the side is a rim."""
_RIM_SIDE, _RIM_DEEP, _RIM_MOST = 5, 0.055, 0.4
"""Least thickness of a dark rim on a reduced picture, how deep it may be as a share of the page's height, and the share
of the picture that is dark where it is no rim that is dark, but the picture."""
_EVERY, _INKY, _BLACK = 5, 64, 0.3
"""Every so many rows are asked how black that is which is darker than so; so much of a fax's ink is quite black."""
_STEEP = 1.5
"""Degrees from which a page lies steeply, and by which words that say otherwise must differ."""
_DARK, _WORD_GAP, _WORD, _WORDS, _MOST = 100, 11, 24, 6, 0.7
"""How dark the ink of words is, the pixels between letters and of a word, how many tell, and what share of them."""
_STRIP = 8
"""Pixels across that are moved together when the angle is looked for: at three degrees they differ by half a pixel."""


def grey(image: Picture) -> Picture:
    """The picture in shades of grey."""
    if image.ndim == 2:
        return image
    return np.asarray(cv2.cvtColor(image[:, :, :3], cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def has_shades(image: Picture) -> bool:
    """Whether the ink of a grey picture is of many shades, and not all black as that of a fax."""
    rows = image[::_EVERY]
    ink = rows[rows < _INKY]
    return not ink.size or float((ink == 0).mean()) < _BLACK


def even_light(image: Picture, widest: int = _WIDEST) -> Picture:
    """A grey picture in which the paper is white all over, whatever shadow lay on it, and bars are as dark as before.

    A bar is at most `widest` wide one way or the other, in pixels of a picture of 400.
    """
    paper = cv2.resize(_paper(image, widest), (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(image, cv2.max(paper, 40), scale=245), dtype=np.uint8)


def _paper(image: Picture, widest: int) -> Picture:
    """How light the paper is all over a grey picture, without print and bars, on a picture of some 400 pixels."""
    factor = max(1, max(image.shape) // 400)
    small = cv2.resize(image, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
    window = np.ones((widest, widest), np.uint8)
    closed = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, window)
    return np.asarray(cv2.GaussianBlur(closed, (0, 0), 5), dtype=np.uint8)


def firm(page: Picture) -> Picture:
    """The evenly lit page with print as dark as print is, where a poor cartridge or pen has left it in pale grey."""
    darkest = cv2.erode(page, np.ones((_BLOCK, _BLOCK), np.uint8))[_BLOCK // 2 :: _BLOCK, _BLOCK // 2 :: _BLOCK]
    # Specks are smaller than what is left of a word.
    darkest = cv2.medianBlur(np.ascontiguousarray(darkest), 3)
    inked = int((darkest < _PALE).sum())
    if inked < _LEAST * darkest.size or int((darkest < _FIRM).sum()) > _FADED * inked:
        return page
    around = cv2.erode(darkest, np.ones((_NEAR, _NEAR), np.uint8)).astype(np.float32)
    gain = np.where(around < _PALE, (_PAPER - _INK) / (_PAPER - np.clip(around, _INK, _PALE)), 1.0).astype(np.float32)
    gain = cv2.GaussianBlur(gain, (0, 0), _NEAR / 4)
    whole = cv2.resize(gain, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(_PAPER - (_PAPER - page.astype(np.float32)) * whole, 0, 255), dtype=np.uint8)


def is_bright(image: Picture) -> bool:
    """Whether the paper of a grey picture is light all over, so that to even its light would change next to nothing."""
    return int(_paper(image, _WIDEST).min()) >= _BRIGHT


def turn(image: Picture, degrees: int) -> Picture:
    """The picture turned clockwise by a multiple of 90 degrees."""
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if degrees % 360 == 0:
        return image
    return np.asarray(cv2.rotate(image, codes[degrees % 360]), dtype=np.uint8)


def reduced(image: Picture) -> Picture:
    """The picture as small as sheet and angle are found on."""
    scale = _reduction(image)
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _reduction(image: Picture) -> float:
    return float(min(1.0, _SMALL / max(image.shape[:2])))


def find_sheet(image: Picture) -> Points | None:
    """The four corners of a sheet that lies on a darker or coloured ground; None where the page fills the picture."""
    small = reduced(image)
    views = [grey(small)]
    if image.ndim == 3:
        # Paper has little colour, so a shaded sheet still stands out from a coloured desk of the same brightness.
        views.append(np.asarray(255 - cv2.cvtColor(small[:, :, :3], cv2.COLOR_RGB2HSV)[:, :, 1], dtype=np.uint8))
    found = [sheet for view in views if (sheet := _sheet_in(view)) is not None]
    if not found:
        return None
    return max(found, key=lambda sheet: sheet[0])[1] / np.float32(_reduction(image))


def _sheet_in(view: Picture) -> tuple[float, Points] | None:
    """How well a bright quadrilateral fits, with its corners."""
    height, width = view.shape
    # Print vanishes from the sheet, grain from the ground.
    smooth = cv2.medianBlur(cv2.morphologyEx(view, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), 9)
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if bright.all() or not bright.any() or float(smooth[bright > 0].mean()) - float(smooth[bright == 0].mean()) < 25:
        return None
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    area = cv2.contourArea(hull)
    if not 0.2 < area / (height * width) < 0.97:
        return None
    corners = _four_corners(hull)
    if corners is None:
        return None
    fit = min(cv2.contourArea(corners), area) / max(cv2.contourArea(corners), area)
    filled = cv2.contourArea(max(contours, key=cv2.contourArea)) / area
    return (fit * filled, corners) if fit > 0.93 and filled > 0.9 else None


def _four_corners(hull: Any) -> Points | None:
    perimeter = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03, 0.05, 0.08):
        corners = cv2.approxPolyDP(hull, tolerance * perimeter, True)
        if len(corners) == 4:
            return _in_order(corners.reshape(4, 2).astype(np.float32))
    return None


def _in_order(points: Points) -> Points:
    sums, differences = points.sum(axis=1), points[:, 1] - points[:, 0]
    order = [sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]
    return points[order]


def cut_out(image: Picture, corners: Points) -> Picture:
    """The sheet with these corners as if seen from straight above; letter paper gets its true proportions."""
    sides = [float(np.linalg.norm(corners[i] - corners[(i + 1) % 4])) for i in range(4)]
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    short, long = LETTER_INCHES
    for shape in (short / long, long / short):
        if abs(width / height / shape - 1) < 0.12:
            height = width / shape
    size = (round(width), round(height))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC), dtype=np.uint8)


def skew(ink: Picture) -> float:
    """Degrees by which lines of print and rulings fall to the right, on a reduced mask of the ink."""
    rows = _Rows(ink)
    best = max(np.arange(-_LARGEST_ANGLE, _LARGEST_ANGLE + 0.1, 1.0), key=rows.sharpness)
    # Cells set lower than those beside them, row after row, line up askew, as their words do not; then columns tell.
    if abs(best) > _STEEP and (said := _fall_of_words(ink, float(best))) is not None:
        rows = _Rows(np.asarray(cv2.rotate(ink, cv2.ROTATE_90_CLOCKWISE), dtype=np.uint8))
        best = max(np.arange(said - _STEEP, said + _STEEP + 0.1, 0.5), key=rows.sharpness)
    for step in (0.25, 0.05):
        best = max(np.arange(best - 4 * step, best + 4.1 * step, step), key=rows.sharpness)
    return float(best)


def _fall_of_words(ink: Picture, lines: float) -> float | None:
    """Degrees by which words fall, where most of them say clearly that the page's lines do not fall by `lines`."""
    dark = (ink > _DARK).astype(np.uint8)
    count, labels, told, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, _WORD_GAP), np.uint8))
    )
    falls = []
    for at in range(1, count):
        x, y, wide, high, _area = told[at]
        if wide < _WORD or high > wide / 2:
            continue
        down, across = np.nonzero((labels[y : y + high, x : x + wide] == at) & (dark[y : y + high, x : x + wide] > 0))
        if across.size >= _WORD:
            falls.append(float(np.degrees(np.arctan(np.polyfit(across, down, 1)[0]))))
    if len(falls) < _WORDS:
        return None
    said = float(np.median(falls))
    against = np.mean([abs(fall - said) < abs(fall - lines) for fall in falls])
    return said if abs(said - lines) > _STEEP and against >= _MOST else None


class _Rows:
    """The ink in each row of a small picture, strip by strip, so that it can be summed along lines that fall."""

    def __init__(self, ink: Picture) -> None:
        height, width = ink.shape
        strips = -(-width // _STRIP)
        padded = np.zeros((height, strips * _STRIP), np.float64)
        padded[:, :width] = ink
        sums = np.pad(padded.reshape(height, strips, _STRIP).sum(axis=2).T, ((0, 0), (1, 1)))
        # Softened, as a fraction of a row softens it, too: else rows that are not moved at all would seem sharpest.
        self._sums = (sums[:, :-2] + 2 * sums[:, 1:-1] + sums[:, 2:]) / 4
        """A row for each strip."""
        self._middles = (np.arange(strips) + 0.5) * _STRIP - 0.5 * width

    def sharpness(self, degrees: float) -> float:
        """How sharply rows of print are set off from the gaps between them once the picture is turned back."""
        # A shear moves strips as a small turn does, and keeps the sum of the ink.
        height = self._sums.shape[1]
        falls = np.tan(np.radians(degrees)) * self._middles
        whole = np.floor(falls).astype(np.intp)
        share = falls - whole
        reach = int(np.abs(whole).max()) + 1
        padded = np.pad(self._sums, ((0, 0), (reach, reach + 1)))
        at = (whole + reach)[:, None] + np.arange(height + 1)
        moved = padded.take(at + np.arange(0, padded.size, padded.shape[1])[:, None])
        rows = (1 - share) @ moved[:, :-1] + share @ moved[:, 1:]
        return float(np.square(np.diff(rows)).sum())


def without_rims(page: Picture, ink: Picture) -> tuple[Picture, Picture]:
    """The page, and the reduced mask of its ink, without the dark rims that an open lid or a desk leaves beside it."""
    solid = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_RIM_SIDE, _RIM_SIDE), np.uint8))
    solid = cv2.threshold(solid, 127, 255, cv2.THRESH_BINARY)[1]
    reach = round(_RIM_DEEP * max(ink.shape))
    solid[reach:-reach, reach:-reach] = 0
    labels = cv2.connectedComponents(solid)[1]
    outer = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    rims = np.isin(labels, outer[outer > 0]).astype(np.uint8)
    if not rims.any() or float((ink > 127).mean()) > _RIM_MOST:
        return page, ink
    # Where a rim grows thin, scraps of it are left along its side.
    for side in (rims[:_RIM_SIDE], rims[-_RIM_SIDE:], rims[:, :_RIM_SIDE], rims[:, -_RIM_SIDE:]):
        side |= np.uint8(side.sum() > _RIM_SIDE * max(side.shape) * _RIM_SHARE)
    rims = cv2.dilate(rims, np.ones((_RIM_SIDE + 2, _RIM_SIDE + 2), np.uint8))
    whole = cv2.resize(rims, page.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(whole > 0, np.uint8(_PAPER), page), np.where(rims > 0, np.uint8(0), ink)


def sideways(ink: Picture) -> bool:
    """Whether lines of print run up or down the page rather than across, on a reduced mask of the ink."""
    across, down = (
        max(map(_Rows(view).sharpness, np.arange(-3, 3.1, 0.5)))
        for view in (ink, np.asarray(cv2.rotate(ink, cv2.ROTATE_90_CLOCKWISE), dtype=np.uint8))
    )
    return down > across


def level(image: Picture, degrees: float, method: int = cv2.INTER_CUBIC, outside: int = 255) -> Picture:
    """The picture turned so that lines which fell by `degrees` run level; what comes in from outside is white."""
    if abs(degrees) < 0.04:
        return image
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(image, matrix, (width, height), flags=method, borderValue=(outside,) * 3),
        dtype=np.uint8,
    )
