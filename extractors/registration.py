"""Lays pictures of our own blanks over their layout: by the page code, the corner marks, and the rulings as proof."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from extractors import ink as inks
from extractors.bent import bend, flattened
from extractors.corners import Corners
from extractors.ink import Area
from extractors.picture import Sheet, straightened, working_scale
from extractors.straighten import Picture, even_light, firm, grey, is_bright, turn
from extractors.veiled import HIDDEN, without_lines
from forms.errors import PaperError
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Points
from forms.layout import MARK, FormLayout, PageCode, read_page_code

_Corners = NDArray[np.float32]
_Matrix = NDArray[np.float64]

_ASTRAY = 1.3
"""Inches by which a corner mark may lie off its place on a page that was scaled or moved in printing."""
_QUIET = 4
"""Modules of white around a code."""
_FITTING = 0.3
"""Share of the layout's outlines that must be dark on a page that was laid over it; by chance it is a tenth."""
_BARS_FITTING = 0.7
"""The same share of the outlines of bars alone: one edge of each is white where they lie a little off."""
_NOT_LAID = "The page is ours, but its corner marks cannot be made out. Scan the whole sheet again."
_SEEN = 130.0
"""Dots to the inch, or a few less, on which the corner marks of a scan are looked for first."""
_TRUE = 0.05
"""Inches by which marks may lie off a page that was merely scaled and turned for the page to be taken as found."""
_BY_TWO = 0.55
"""The same of a page that is laid by two marks alone."""
_FINE = 1.4
"""A picture that is finer by this factor is scaled down first, so that its grain is averaged."""


def find_code(image: Picture) -> PageCode | None:
    """What our own code on the page says, in whatever direction it lies; None where there is none."""
    plain = grey(image)
    for view in _views(plain):
        if found := _codes(view):
            return found[0][0]
    return None


def _views(plain: Picture) -> Iterable[Picture]:
    """The picture as it is, softened as fax dots need it, and with its light evened where it is not."""
    yield plain
    yield np.asarray(cv2.GaussianBlur(plain, (0, 0), 1.2), dtype=np.uint8)
    if max(plain.shape) > 2600:
        yield np.asarray(cv2.resize(plain, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if not is_bright(plain):
        yield even_light(plain)


def _codes(view: Picture) -> list[tuple[PageCode, _Corners, int]]:
    """Our codes in the picture, with their corners as the code itself stands upright, and how many modules wide."""
    found = []
    for barcode in zxingcpp.read_barcodes(view, formats=zxingcpp.BarcodeFormat.QRCode, try_invert=False):
        if code := read_page_code(barcode.text):
            at = barcode.position
            corners = [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            found.append((code, np.array(corners, np.float32), 17 + 4 * int(barcode.extra["Version"])))
    return found


@dataclass(slots=True)
class Laid:
    """A page warped so that the layout's points are its dots times `dot`, and times `stretch` on other paper."""

    page: Picture
    dot: float
    stretch: tuple[float, float] = (1.0, 1.0)
    veil: Picture | None = None
    """Where the paper cannot be seen, as extractors/veiled.py tells it; None where all of it can."""

    @property
    def inch(self) -> float:
        """Dots to the inch."""
        return 72 * self.dot

    def area(self, points: Points, grown: float = 0.0) -> Area:
        """The dots of a box of the layout, with `grown` points more on each side."""
        x0, y0, x1, y1 = points
        across, down = self.dot * self.stretch[0], self.dot * self.stretch[1]
        return Area(
            max(0, round(x0 * across - grown * self.dot)),
            max(0, round(y0 * down - grown * self.dot)),
            round(x1 * across + grown * self.dot),
            round(y1 * down + grown * self.dot),
        )


def laid_over(
    image: Picture, layout: FormLayout, number: int, dpi: float | None, corners: Corners | None = None
) -> Laid:
    """The page laid over the layout's page of that number, from 1; raises PaperError where that cannot be done.

    `corners` are the sheet's, where a person gave them.
    """
    quick = _laid_by_small(grey(image), layout, number, dpi) if dpi and not corners else None
    return quick or _laid_straightened(image, layout, number, dpi, corners)


def _laid_by_small(plain: Picture, layout: FormLayout, number: int, dpi: float) -> Laid | None:
    """A scan laid over the layout in one step by the marks on a reduced picture; None where these are in doubt."""
    scale = working_scale(dpi)
    if scale * _FINE < 1:
        plain = np.asarray(cv2.resize(plain, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        dpi, scale = dpi * scale, 1.0
    plain, veil = without_lines(plain, dpi)
    by = max(1, round(dpi / _SEEN))
    height, width = plain.shape[0] // by, plain.shape[1] // by
    if not height or not width:
        return None
    whole = plain[: height * by, : width * by]
    small = np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    ink = inks.ink_of(firm(even_light(small)))
    found = _best_fit(_mark_candidates(ink, dpi / by), ink.shape, dpi / by, layout)
    if found is None or found[0] > _TRUE:
        return None
    _, matrix, degrees = found
    to_plain = np.array([[by, 0.0, (by - 1) / 2], [0.0, by, (by - 1) / 2], [0.0, 0.0, 1.0]])
    matrix = to_plain @ _turned_back(small.shape, degrees) @ matrix
    try:
        return warped(plain, dpi * scale, matrix, layout, number, shaded=True, veil=veil)
    except PaperError:
        return None


def _turned_back(shape: tuple[int, ...], degrees: int) -> _Matrix:
    """From the dots of a picture that was turned clockwise to those of the picture, of that shape, as it was."""
    corners = [(0.0, 0.0), (float(shape[1]), 0.0), (0.0, float(shape[0]))]
    turned = np.array([_turned_point(x, y, shape, degrees) for x, y in corners], np.float32)
    return np.vstack([cv2.getAffineTransform(turned, np.array(corners, np.float32)), [0.0, 0.0, 1.0]])


def _best_fit(
    marks: Sequence["_Square"], shape: tuple[int, ...], inch: float, layout: FormLayout, fewest: int = 3
) -> tuple[float, _Matrix, int] | None:
    """How far the marks lie off, the matrix from points to dots, and by how much the picture must be turned first."""
    best: tuple[float, _Matrix, int] | None = None
    for degrees in (0, 180, 90, 270):
        fit = _fit(marks, shape, inch, degrees, layout, fewest)
        if fit is not None and (best is None or fit[0] < best[0]):
            best = (*fit, degrees)
            if fit[0] < _TRUE:
                break
    return best


def _laid_straightened(
    image: Picture, layout: FormLayout, number: int, dpi: float | None, corners: Corners | None
) -> Laid:
    sheet = straightened(image, dpi, corners)
    ink = inks.ink_of(sheet.page)
    marks = _mark_candidates(ink, sheet.inch)
    fit = _best_fit(marks, ink.shape, sheet.inch, layout)
    # Where a strip of the sheet is cut off, two of its corners are gone with it.
    fit = fit or _best_fit(marks, ink.shape, sheet.inch, layout, fewest=2)
    if fit is not None:
        with suppress(PaperError):
            return _turned_and_laid(sheet, *fit[1:], layout, number, scanned=bool(dpi))
    return _turned_and_laid(sheet, *_by_code(sheet.page, marks, layout, sheet.inch), layout, number, scanned=bool(dpi))


def _turned_and_laid(
    sheet: Sheet, matrix: _Matrix, degrees: int, layout: FormLayout, number: int, *, scanned: bool
) -> Laid:
    page = turn(sheet.page, degrees)
    veil = None if sheet.veil is None else turn(sheet.veil, degrees)
    laid = warped(page, sheet.inch, matrix, layout, number, veil=veil)
    return laid if scanned else _flat(laid, layout, number)


def _flat(laid: Laid, layout: FormLayout, number: int) -> Laid:
    """The page of a photograph with lines that its curl has bent made straight."""
    lows = bend(inks.ink_of(laid.page), _outlines(laid, layout, number, cv2.FILLED), laid.inch)
    if lows is None:
        return laid
    veil = None if laid.veil is None else flattened(laid.veil, lows, HIDDEN)
    return replace(laid, page=flattened(laid.page, lows), veil=veil)


def warped(
    page: Picture,
    inch: float,
    matrix: _Matrix,
    layout: FormLayout,
    number: int,
    *,
    shaded: bool = False,
    veil: Picture | None = None,
) -> Laid:
    """The page laid over the layout by the matrix from points to dots, at `inch` dots to the inch.

    `shaded` pages are evenly lit first; `veil` is the page's. Raises PaperError where the page does not fit.
    """
    dot = inch / 72
    width, height = layout.paper(number)
    size = (round(width * dot), round(height * dot))
    to_points = np.diag([PAGE_WIDTH / width / dot, PAGE_HEIGHT / height / dot, 1.0])
    laid_out = cv2.warpPerspective(
        page,
        matrix @ to_points,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=(245,),
    )
    flat = np.asarray(laid_out, dtype=np.uint8)
    laid = Laid(firm(even_light(flat)) if shaded else flat, dot, (width / PAGE_WIDTH, height / PAGE_HEIGHT))
    if veil is not None or _cut_off(page, matrix, layout, number):
        laid.veil = np.asarray(
            cv2.warpPerspective(
                np.zeros_like(page) if veil is None else veil,
                matrix @ to_points,
                size,
                flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
                borderValue=(HIDDEN,),
            ),
            dtype=np.uint8,
        )
    if not _fits(laid, layout, number):
        raise PaperError(_NOT_LAID)
    return laid


def _cut_off(page: Picture, matrix: _Matrix, layout: FormLayout, number: int) -> bool:
    """Whether a slot of the layout lies partly beyond the picture's edge."""
    boxes = np.array([slot.points for slot in layout.on_page(number)], np.float64).reshape(-1, 4)
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(1, -1, 2)
    if not corners.size:
        return False
    x, y = cv2.perspectiveTransform(corners, matrix)[0].T
    height, width = page.shape
    return bool(min(x.min(), y.min()) < 0 or x.max() >= width or y.max() >= height)


@dataclass(frozen=True, slots=True)
class _Square:
    """A square that could be a corner mark."""

    x: float
    y: float
    hollow: bool


def _mark_candidates(ink: Picture, inch: float) -> list[_Square]:
    side = MARK / 72 * inch
    found = []
    for area in inks.areas(ink):
        width, height = area.width, area.height
        if not (0.65 * side < width < 1.4 * side and 0.65 * side < height < 1.4 * side):
            continue
        if max(width, height) > 1.25 * min(width, height):
            continue
        box = area.of(ink)
        filled = float((box > 0).mean())
        dots = cv2.moments(box, binaryImage=True)
        x, y = area.x0 + dots["m10"] / dots["m00"], area.y0 + dots["m01"] / dots["m00"]
        if filled > 0.82:
            found.append(_Square(x, y, False))
        elif 0.25 < filled < 0.75 and _hollow(box):
            found.append(_Square(x, y, True))
    return found


def _hollow(box: Picture) -> bool:
    """Whether a square is dark all around and white in the middle."""
    height, width = box.shape
    middle = box[round(0.32 * height) : round(0.68 * height), round(0.32 * width) : round(0.68 * width)]
    edge = max(1, round(0.1 * min(box.shape)))
    sides = (box[:edge].max(0), box[-edge:].max(0), box[:, :edge].max(1), box[:, -edge:].max(1))
    return float((middle > 0).mean()) < 0.15 and all(float(side.mean()) > 0.85 * 255 for side in sides)


def _turned_point(x: float, y: float, shape: tuple[int, ...], degrees: int) -> tuple[float, float]:
    """Where a point of the picture lies once the picture was turned clockwise."""
    height, width = shape[:2]
    return {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}[degrees]


def _fit(
    marks: Sequence[_Square], shape: tuple[int, ...], inch: float, degrees: int, layout: FormLayout, fewest: int
) -> tuple[float, _Matrix] | None:
    """How far the marks lie from a page that was merely scaled and moved, with the matrix from points to dots."""
    expected = _mark_points(layout)
    height, width = shape[:2] if degrees in (0, 180) else shape[1::-1]
    # A page that was cut out of a photograph is as wide as the picture, whatever the resolution was taken for.
    across, down = (width / PAGE_WIDTH, height / PAGE_HEIGHT)
    scale = inch / 72
    if abs(across / scale - 1) < 0.06 and abs(down / scale - 1) < 0.06:
        across = down = scale
    source, target = [], []
    for number, (x, y) in enumerate(expected):
        wanted = number == len(expected) - 1
        near = [
            (float(np.hypot(mx - x * across, my - y * down)), mx, my)
            for mark in marks
            if mark.hollow == wanted
            for mx, my in [_turned_point(mark.x, mark.y, shape, degrees)]
        ]
        if near and min(near)[0] < _ASTRAY * inch:
            _, mx, my = min(near)
            source.append((x, y))
            target.append((mx, my))
    if len(source) < fewest:
        return None
    if len(source) == 2:
        matrix = _similar(source, target)
        return (_BY_TWO, matrix) if _plausible(matrix[:2], scale) else None
    points, dots = np.array(source, np.float32), np.array(target, np.float32)
    affine, _ = (
        cv2.estimateAffine2D(points, dots, method=cv2.LMEDS)
        if len(source) > 3
        else (cv2.getAffineTransform(points, dots), None)
    )
    if affine is None or not _plausible(affine, scale):
        return None
    if len(source) == 4:
        whole = cv2.getPerspectiveTransform(points, dots)
        away = cv2.perspectiveTransform(points[None], np.vstack([affine, [0, 0, 1]]))[0] - dots
        off = float(np.abs(away).max()) / inch
        return (off, whole) if off < 0.6 else None
    # Three marks make no perspective; a hollow one that is missing leaves a page that may lie upside down.
    return 0.5, np.vstack([affine, [0, 0, 1]])


def _plausible(affine: _Matrix, scale: float) -> bool:
    """Whether the page is neither stretched nor slanted more than a bad copy is."""
    (a, b, _), (c, d, _) = affine
    stretch = np.array([np.hypot(a, c), np.hypot(b, d)]) / scale
    slant = abs(a * b + c * d) / (np.hypot(a, c) * np.hypot(b, d))
    return bool(stretch.min() > 0.75 and stretch.max() < 1.35 and stretch.max() / stretch.min() < 1.12 and slant < 0.1)


def _by_code(page: Picture, marks: Sequence[_Square], layout: FormLayout, inch: float) -> tuple[_Matrix, int]:
    """The matrix from points to dots by the page code and what marks there are, and how the page must be turned.

    Raises PaperError where there is no code.
    """
    for degrees in (0, 90, 180, 270):
        for _, corners, modules in _codes(turn(page, degrees)):
            if corners[1][0] - corners[0][0] > abs(corners[1][1] - corners[0][1]):
                turned = [(*_turned_point(mark.x, mark.y, page.shape, degrees), mark.hollow) for mark in marks]
                return _code_matrix(corners, modules, turned, layout, inch), degrees
    raise PaperError(_NOT_LAID)


def _code_matrix(
    corners: _Corners, modules: int, marks: Sequence[tuple[float, float, bool]], layout: FormLayout, inch: float
) -> _Matrix:
    """The page as scaled, turned and moved so that code and marks fit best."""
    x0, y0, x1, y1 = layout.code_box
    # The code is read without its quiet zone, which is a like strip on each side.
    inset = _QUIET / (modules + 2 * _QUIET) * (x1 - x0) * PAGE_WIDTH
    left, top = x0 * PAGE_WIDTH + inset, y0 * PAGE_HEIGHT + inset
    right, bottom = x1 * PAGE_WIDTH - inset, y1 * PAGE_HEIGHT - inset
    points = [(left, top), (right, top), (right, bottom), (left, bottom)]
    dots = [(float(x), float(y)) for x, y in corners]
    matrix = _similar(points, dots)
    for number, expected in enumerate(_mark_points(layout)):
        x, y = (matrix @ (*expected, 1.0))[:2]
        near = [(float(np.hypot(mx - x, my - y)), mx, my) for mx, my, hollow in marks if hollow == (number == 3)]
        if near and min(near)[0] < _ASTRAY * inch:
            points.append(expected)
            dots.append(min(near)[1:])
    return _similar(points, dots)


def _similar(points: Sequence[tuple[float, float]], dots: Sequence[tuple[float, float]]) -> _Matrix:
    """The turn, scale and shift that takes the points to the dots with the least squares of error."""
    rows, goal = [], []
    for (x, y), (u, v) in zip(points, dots, strict=True):
        rows += [[x, -y, 1.0, 0.0], [y, x, 0.0, 1.0]]
        goal += [u, v]
    (a, b, right, down), *_ = np.linalg.lstsq(np.array(rows), np.array(goal), rcond=None)
    return np.array([[a, -b, right], [b, a, down], [0.0, 0.0, 1.0]])


def _mark_points(layout: FormLayout) -> list[tuple[float, float]]:
    """The middles of the corner marks, in points; the hollow one is the last."""
    return [((x0 + x1) / 2 * PAGE_WIDTH, (y0 + y1) / 2 * PAGE_HEIGHT) for x0, y0, x1, y1 in layout.marks]


def _fits(laid: Laid, layout: FormLayout, number: int) -> bool:
    """Whether bars and rulings lie where the layout has them; of a copy that lost its rulings, the bars."""
    dark = cv2.dilate(inks.ink_of(laid.page), np.ones((3, 3), np.uint8))

    def drawn(bars: bool) -> tuple[int, float]:
        outlines = _outlines(laid, layout, number, 1, bars)
        if laid.veil is not None:
            outlines[laid.veil == HIDDEN] = 0
        wanted = cv2.countNonZero(outlines)
        return wanted, cv2.countNonZero(cv2.bitwise_and(dark, outlines)) / max(1, wanted)

    wanted, share = drawn(bars=False)
    if not wanted or share > _FITTING:
        return True
    wanted, share = drawn(bars=True)
    return wanted > laid.inch and share > _BARS_FITTING


def _outlines(laid: Laid, layout: FormLayout, number: int, thick: int, bars: bool = False) -> Picture:
    """The mask of the layout's rulings and bars, or of its bars alone; bars are as thick as told, or filled."""
    outlines = np.zeros_like(laid.page)
    for panel in layout.panels:
        if panel.page == number and (panel.fill == "bar" or (panel.stroke and not bars)):
            x0, y0, x1, y1 = laid.area(panel.points)
            cv2.rectangle(outlines, (x0, y0), (x1, y1), 255, thick if panel.fill == "bar" else 1)
    return outlines
