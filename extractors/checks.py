"""Finds the check boxes and radio circles of a straightened page, and says whether they are checked.

Boxes that stand out clearly tell how large the page's boxes are; then those of that size are looked for whose stroke
is broken, or crossed by a mark. Sizes are in inches; `ink` and `inch` are as in `extractors/ink.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from extractors.ink import WRITTEN, Area, areas, block, pale_ink, pixels
from extractors.straighten import Picture
from extractors.strokes import Flags, Numbers, Shares, Strokes

_SMALLEST, _LARGEST = 0.08, 0.30
"""What is smaller is a letter of small print."""
_TINY, _CORNERS = 0.07, 3
"""The same, and how many corners are drawn at least, where no word is read in a square's place."""
_STROKE = 0.05
"""Shortest straight stroke that may be part of a side."""
_LETTER_SIZED = 0.13
"""A smaller circle could be the letter O."""
_CLEAR, _CLEAR_SIDE = 0.93, 0.84
"""Share of all four sides, and of the worst of them, that is drawn where a box stands out."""
_LIKE, _LIKE_SIDE = 0.88, 0.62
"""The same for a box of a size that the page is known to print."""
_CRISP, _STRAIGHT, _RAGGED = 0.42, 0.8, 2.0
"""How far the edges stray at most, in pixels: where a letter may stand close by, where none does, and far from any."""
_BESIDE = 0.12, 0.8
"""White on the one side of a box, and on the other, in its sides, at least."""
_BETWEEN = 0.15, 0.25
"""The same between a ruling or a caption on each side."""
_TOUCHING = 3
"""Pixels between two boxes that touch, or that they share, at most."""
_LONELY = 0.25
"""The same on the one side of a box that a bad fax has left ragged."""
_ALONE = 0.2, 0.5
"""The same, on one side and on the other, of a small box that has none like it on the page."""
_LETTER_BESIDE = 0.34
"""The same on the one side of a circle that could be a letter."""
_IN_CELL = 0.15, 0.6
"""The same of a circle in a ruled cell, its caption on the other side, where letters of a word stand nearer."""
_WALL = 0.9
"""Share of the height of a circle and of what is above and below it along which a ruling beside it is drawn."""
_LEAK = 0.06
"""Share of a box, at most, whose white runs out between its sides, where a letter may stand close by: serifs that
nearly touch draw what looks like a box, but for the gap between them."""
_HAIR = 0.11
"""Thickness of all sides, as a share of their length, up to which a fax may have opened a box: print is thicker."""
_MENDED, _FREE = 0.12, 0.55
"""Of a box that stands apart, gaps of this share of its side are a fax's; with this much white it may be open."""
_RING = 0.88
"""Share of a circle that is drawn, at least."""
_WORTH_A_LOOK = 0.72
"""Share of an outline found on the page reduced to half, from which the place is looked at closely."""
_PLACES = 600
"""Places of a page that are looked at closely, at most, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check box or radio circle; `checked` is None where the ink in it could be either."""

    area: Area
    checked: bool | None
    confidence: float


class Found(NamedTuple):
    """The check boxes and radio circles of a page, from the top."""

    sure: list[Check]
    faint: list[Check]
    """Squares that could be letters: boxes where no word is read in their place."""


def marks(ink: Picture, inch: float) -> list[Check]:
    """The check boxes and radio circles of the page that are surely such, from the top."""
    return all_marks(ink, inch).sure


def all_marks(ink: Picture, inch: float) -> Found:
    """The check boxes and radio circles of the page, and what may be such."""
    strokes = Strokes(ink)
    fitted = _squares(ink, strokes, inch)
    squares, faint = _apart(fitted.sure), list(fitted.faint)
    circles = _apart([area for area in _circles(strokes, inch) if not _met(area, squares)])
    lone, squares = squares, _in_company(strokes, squares, inch, _ALONE)
    faint += [area for area in lone if area not in squares]
    for side in _usual(squares):
        more = _like(strokes, side, _outline(side))
        squares = _apart([*squares, *more.sure])
        faint += more.faint
    circles = _in_company(strokes, circles, inch, None)
    for side in _usual(circles):
        circles = _apart([*circles, *_rings(strokes, side, inch)])
    found = _apart([*squares, *circles])
    faint = _apart([*found, *faint])[len(found) :]
    return Found(_judged(ink, found, inch), _judged(ink, faint, inch))


def _judged(ink: Picture, areas: Iterable[Area], inch: float) -> list[Check]:
    return sorted((judge(ink, area, inch) for area in areas), key=lambda check: (check.area.y0, check.area.x0))


def _met(area: Area, others: Iterable[Area]) -> bool:
    """Whether the middle of the area lies in one of the others."""
    x, y = (area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2
    return any(other.holds(x, y) for other in others)


def _apart(areas: Iterable[Area]) -> list[Area]:
    """The areas, the earlier of those that lie in each other."""
    kept: list[Area] = []
    for area in areas:
        if not _met(area, kept):
            kept.append(area)
    return kept


def _usual(areas: Sequence[Area]) -> list[int]:
    """The sides, in pixels, of most of the boxes that stand out: one size, or two that are about as common."""
    groups: list[list[int]] = []
    for side in sorted(max(area.width, area.height) for area in areas):
        if groups and side - groups[-1][0] <= max(2, 0.1 * side):
            groups[-1].append(side)
        else:
            groups.append([side])
    groups.sort(key=len, reverse=True)
    return [group[len(group) // 2] for group in groups[:2] if len(group) >= max(2, 0.6 * len(groups[0]))]


def _in_company(strokes: Strokes, areas: list[Area], inch: float, alone: tuple[float, float] | None) -> list[Area]:
    """The marks without those of a letter's size that have none like them, or that only white can save."""
    white = strokes.apart(np.array(areas, np.int64).reshape(-1, 4))
    free = _free(white, alone) if alone else np.zeros(len(areas), bool)
    return [
        area
        for area, apart in zip(areas, free, strict=True)
        if apart
        or area.width > _LETTER_SIZED * inch
        or sum(abs(other.width - area.width) <= max(2, 0.1 * area.width) for other in areas) > 1
    ]


# Squares


class _Fitted(NamedTuple):
    """The boxes of which enough is drawn, and those that could be letters by the print beside them."""

    sure: list[Area]
    faint: list[Area]


def _squares(ink: Picture, strokes: Strokes, inch: float) -> _Fitted:
    """The boxes that stand out: four straight sides, drawn nearly all along."""
    length = pixels(_STROKE, inch)
    across = cv2.morphologyEx(cv2.dilate(ink, block(1, 3)), cv2.MORPH_CLOSE, block(3, 1))
    across = np.asarray(cv2.morphologyEx(across, cv2.MORPH_OPEN, block(length, 1)), dtype=np.uint8)
    down = cv2.morphologyEx(cv2.dilate(ink, block(3, 1)), cv2.MORPH_CLOSE, block(1, 3))
    down = np.asarray(cv2.morphologyEx(down, cv2.MORPH_OPEN, block(1, length)), dtype=np.uint8)
    least, most = _TINY * inch, 2 * _LARGEST * inch
    boxes = [
        side
        for whole in areas(np.asarray(cv2.bitwise_or(across, down), dtype=np.uint8))
        if min(whole.width, whole.height) >= least and max(whole.width, whole.height) < most
        if (side := _within(whole, across, down)) and _squarish(side, inch, _TINY)
    ]
    fitted = _fitting(strokes, np.array(boxes, np.int64).reshape(-1, 4), _CLEAR, _CLEAR_SIDE, slack=2)
    sure = [area for area in fitted.sure if min(area.width, area.height) >= _SMALLEST * inch]
    return _Fitted(sure, [*fitted.faint, *(area for area in fitted.sure if area not in sure)])


def _within(whole: Area, across: Picture, down: Picture) -> Area | None:
    """The square among the strokes of a drawing, without what a tick adds to it; None where there is no square."""
    rows = np.flatnonzero((whole.of(across) > 0).sum(axis=1) >= 0.55 * whole.width)
    columns = np.flatnonzero((whole.of(down) > 0).sum(axis=0) >= 0.55 * whole.height)
    if not len(rows) or not len(columns):
        return None
    x0, y0 = whole.x0, whole.y0
    # The strokes were thickened by a pixel on each side.
    return Area(x0 + int(columns[0]) + 1, y0 + int(rows[0]) + 1, x0 + int(columns[-1]), y0 + int(rows[-1]))


def _squarish(area: Area, inch: float, least: float = _SMALLEST) -> bool:
    smaller, larger = sorted((area.width, area.height))
    return smaller >= least * inch and larger <= _LARGEST * inch and larger <= 1.25 * smaller + 1


def _fitting(strokes: Strokes, boxes: Numbers, whole: float, worst: float, *, slack: int) -> _Fitted:
    """The boxes moved and resized by a few pixels to where their sides are drawn best, those that are drawn enough."""
    if not len(boxes):
        return _Fitted([], [])
    steps = np.arange(-slack, slack + 1)
    shifts = np.array(np.meshgrid(steps, steps, (-1, 0, 1), (-1, 0, 1))).reshape(4, -1).T
    # Left and top move freely, right and bottom along with them but for a pixel.
    moves = np.stack([shifts[:, 0], shifts[:, 1], shifts[:, 0] + shifts[:, 2], shifts[:, 1] + shifts[:, 3]], axis=1)
    tried = (boxes[:, None, :] + moves[None]).reshape(-1, 4)
    sides = strokes.sides(tried)
    # A stroke is thicker than a pixel: among placings as good as each other the outermost is the box.
    score = (sides.mean(axis=0) + 0.5 * sides.min(axis=0)).reshape(len(boxes), -1)
    best = score.argmax(axis=1)
    chosen = tried.reshape(len(boxes), -1, 4)[np.arange(len(boxes)), best]
    drawn = strokes.sides(chosen)
    good = (drawn.mean(axis=0) >= _LIKE) & (drawn.min(axis=0) >= _LIKE_SIDE)
    chosen, drawn = chosen[good], drawn[:, good]
    runs_on = strokes.runs_on(chosen, *_stacked(chosen))
    kept = ~runs_on | strokes.stemmed(chosen)
    chosen, drawn, runs_on = chosen[kept], drawn[:, kept], runs_on[kept]
    corners = strokes.corners(chosen)
    ragged, white = strokes.ragged(chosen), strokes.apart(chosen)
    crisp = (drawn.min(axis=0) >= 0.95) & _even(ragged, _CRISP) & _free(white, (_BESIDE[0], _LONELY))
    lonely = _even(ragged, _RAGGED) & _free(white, (_LETTER_BESIDE, _BESIDE[1]))
    beside = _even(ragged, _STRAIGHT) & (_free(white, _BESIDE) | _free(white, _BETWEEN))
    hair = strokes.thickest(chosen) <= _HAIR
    shut = hair | (strokes.leaks(chosen) <= _LEAK)
    closed = strokes.leaks(chosen, mended=_MENDED) <= _LEAK
    mended = hair | (white.min(axis=0) >= _FREE) | closed
    enough = (drawn.mean(axis=0) >= whole) & (drawn.min(axis=0) >= worst) & (corners == 4)
    sure = enough & ~runs_on & ((lonely & mended) | ((crisp | beside) & shut))
    faint = ~sure & (corners >= _CORNERS) & closed
    order = sorted(range(len(chosen)), key=lambda at: -float(drawn[:, at].mean()))
    areas = [Area(*(int(edge) for edge in chosen[at])) for at in order]
    return _Fitted(*([area for area, at in zip(areas, order, strict=True) if kind[at]] for kind in (sure, faint)))


def _stacked(boxes: Numbers) -> tuple[Flags, Flags]:
    """Which boxes have another as large that touches them above, and below, as those of answers set close have."""
    x0, y0, x1, y1 = boxes.T
    side = x1 - x0
    level = (np.abs(x0[:, None] - x0) <= _TOUCHING) & (np.abs(side[:, None] - side) <= _TOUCHING)
    above = level & (np.abs(y0[:, None] - y1) <= _TOUCHING)
    return above.any(axis=1), above.any(axis=0)


def _even(ragged: Shares, most: float) -> Flags:
    return np.asarray((ragged.max(axis=0) <= most) & (ragged.mean(axis=0) <= most / 2))


def _free(white: Shares, least: tuple[float, float]) -> Flags:
    """Whether there is white on both sides: as much as this on the one, and on the other."""
    return np.asarray((white.min(axis=0) >= least[0]) & (white.max(axis=0) >= least[1]))


def _outline(side: int) -> Picture:
    """A square's outline on the page reduced to half."""
    half = max(4, round(side / 2))
    frame = np.ones((half, half), np.uint8)
    frame[1:-1, 1:-1] = 0
    return frame


def _like(strokes: Strokes, side: int, outline: Picture) -> _Fitted:
    """The boxes of a known size, though their stroke be broken."""
    places = _peaks(strokes.ink, outline)
    boxes = np.array([(x, y, x + side, y + side) for x, y in places], np.int64).reshape(-1, 4)
    return _fitting(strokes, boxes, _LIKE, _LIKE_SIDE, slack=2)


def _peaks(ink: Picture, outline: Picture) -> list[tuple[int, int]]:
    """Where an outline fits the page reduced to half: left and top in pixels of the whole page, the best first."""
    half = cv2.dilate(ink, block(3, 3))[::2, ::2]
    lit = (half > 0).astype(np.float32)
    if min(lit.shape) <= max(outline.shape):
        return []
    fit = cv2.matchTemplate(lit, outline.astype(np.float32), cv2.TM_CCORR) / float(outline.sum())
    best = (fit >= _WORTH_A_LOOK) & (fit >= cv2.dilate(fit, block(5, 5)))
    ys, xs = np.nonzero(best)
    order = np.argsort(-fit[ys, xs])[:_PLACES]
    return [(2 * int(xs[at]), 2 * int(ys[at])) for at in order]


# Circles


def _circles(strokes: Strokes, inch: float) -> list[Area]:
    contours, tree = cv2.findContours(strokes.ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return []
    found = []
    for contour, (_, _, child, parent) in zip(contours, tree[0], strict=True):
        if parent >= 0 or child < 0:
            continue
        x, y, width, height = cv2.boundingRect(contour)
        area = Area(x, y, x + width, y + height)
        if not _squarish(area, inch) or max(width, height) > 1.12 * height:
            continue
        radius = np.hypot(*(contour.reshape(-1, 2) - (x + (width - 1) / 2, y + (height - 1) / 2)).T)
        hole = cv2.contourArea(contours[child])
        if radius.std() < 0.05 * radius.mean() and hole > 0.4 * cv2.contourArea(contour):
            found.append(area)
    return _lonely(strokes, found, inch)


def _lonely(strokes: Strokes, areas: Sequence[Area], inch: float) -> list[Area]:
    """The circles that stand apart from print, as an O in a word does not."""
    white = strokes.apart(np.array(areas, np.int64).reshape(-1, 4))
    large = np.array([area.width > _LETTER_SIZED * inch for area in areas], bool)
    walled = np.array([_walled(strokes, area) for area in areas], bool)
    small = _free(white, (_LETTER_BESIDE, _BESIDE[1])) | (walled & _free(white, _IN_CELL))
    free = np.where(large, _free(white, _BESIDE), small)
    return [area for area, apart in zip(areas, free, strict=True) if apart]


def _walled(strokes: Strokes, area: Area) -> bool:
    """Whether a ruling stands right beside the circle and runs on above and below it."""
    side, beyond = area.width, 2 * area.width // 5
    rows = slice(max(0, area.y0 - beyond), area.y1 + beyond)
    for columns in (slice(max(0, area.x0 - side), area.x0), slice(area.x1, area.x1 + side)):
        strip = cv2.dilate(strokes.ink[rows, columns], block(3, 1)) if strokes.ink[rows, columns].size else None
        if strip is not None and float((strip > 0).mean(axis=0).max()) >= _WALL:
            return True
    return False


def _rings(strokes: Strokes, side: int, inch: float) -> list[Area]:
    """The circles of a known size, though a mark crosses them or their stroke be broken."""
    ink, half = strokes.ink, max(4, round(side / 2))
    outline = np.zeros((half, half), np.uint8)
    cv2.circle(outline, (half // 2, half // 2), (half - 1) // 2, 1, 1)
    angles = np.arange(0, 2 * np.pi, np.pi / 36)
    slack = cv2.dilate(ink, block(3, 3)) > 0
    steps = np.array([(dx, dy) for dx in (-1, 0, 1, 2) for dy in (-1, 0, 1, 2)])
    corners = (np.array(_peaks(ink, outline), np.int64).reshape(-1, 1, 2) + steps[None]).reshape(-1, 2)
    if not len(corners):
        return []
    radius = (side - 2) / 2
    xs = np.round(corners[:, :1] + side / 2 + radius * np.cos(angles)[None]).astype(int)
    ys = np.round(corners[:, 1:] + side / 2 + radius * np.sin(angles)[None]).astype(int)
    drawn = slack[np.clip(ys, 0, ink.shape[0] - 1), np.clip(xs, 0, ink.shape[1] - 1)].mean(axis=1)
    drawn = drawn.reshape(-1, len(steps))
    best = drawn.argmax(axis=1)
    places = corners.reshape(-1, len(steps), 2)[np.arange(len(best)), best]
    likely = np.flatnonzero(drawn.max(axis=1) >= _RING)
    areas = [
        Area(int(places[at, 0]), int(places[at, 1]), int(places[at, 0]) + side, int(places[at, 1]) + side)
        for at in sorted(likely, key=lambda at: -float(drawn[at].max()))
    ]
    return _lonely(strokes, areas, inch)


# What they say


def judge(ink: Picture, area: Area, inch: float) -> Check:
    """Whether the box is checked, by the ink inside its frame: a tick, a cross or a fill, but no stray line."""
    # Of a thick frame a little more is left out, so that it does not count as a mark.
    rim = max(2, round(0.2 * min(area.width, area.height)), _thickness(ink, area) + 1)
    inner = Area(area.x0 + rim, area.y0 + rim, area.x1 - rim, area.y1 - rim)
    box = inner.of(ink)
    if min(box.shape) < 3:
        return Check(area, None, 0.5)
    # A round window, so that the ring of a radio button does not reach into its corners.
    window = cv2.ellipse(np.zeros_like(box), _middle(box), (box.shape[1] // 2, box.shape[0] // 2), 0, 0, 360, 255, -1)
    box = np.asarray(cv2.bitwise_and(box, window), dtype=np.uint8)
    share = float((box > 0).sum() / (window > 0).sum())
    if share < 0.03:
        return Check(area, False, 0.99)
    if share > 0.55:
        return Check(area, True, 0.99)
    ys, xs = np.nonzero(box)
    wide, high = np.ptp(xs) + 1, np.ptp(ys) + 1
    spread = min(wide / box.shape[1], high / box.shape[0])
    if share > 0.10 and spread > 0.45:
        slash = _lone_slash(ink, area, inch)
        return Check(area, None, 0.5) if slash else Check(area, True, 0.99 if share > 0.16 else 0.95)
    if spread < 0.25 and max(wide / box.shape[1], high / box.shape[0]) > 0.9:
        # One thin line right through the box, along a side: a fold, or the end of an underline.
        return Check(area, False, 0.9)
    if share < 0.06 and spread < 0.3:
        return Check(area, False, 0.95)
    return Check(area, None, 0.5)


def doubted(check: Check, page: Picture, inch: float) -> Check:
    """The check, which could be either where a pen too pale to be ink has marked a box that seems empty."""
    if check.checked is not False:
        return check
    reach = max(check.area.width, check.area.height)
    around = check.area.grown(reach)
    around = Area(max(0, around.x0), max(0, around.y0), around.x1, around.y1)
    box = check.area.moved(-around.x0, -around.y0)
    pale = judge(pale_ink(around.of(page), WRITTEN), box, inch)
    if pale.checked and not _is_shade(box.of(around.of(page))):
        return Check(check.area, None, 0.5)
    return check


def _is_shade(box: Picture) -> bool:
    """Whether all of the box is of one pale grey."""
    inner = box[len(box) // 4 : -len(box) // 4, box.shape[1] // 4 : -box.shape[1] // 4]
    return inner.size == 0 or float(np.percentile(inner, 90) - np.percentile(inner, 10)) < WRITTEN


def _thickness(ink: Picture, area: Area) -> int:
    """How many pixels thick the frame is: where it is thinnest of four places, as a mark may touch it anywhere."""
    box = area.grown(1).of(ink) > 0
    places = (0.3, 0.5, 0.7)
    runs = []
    for view in (box, box[::-1], box.T, box.T[::-1]):
        for place in places:
            line = view[: len(view) // 3 + 1, int(place * view.shape[1])]
            first = int(line.argmax())
            rest = line[first:]
            runs.append(int(rest.argmin()) if not rest.all() else len(rest))
    return int(np.percentile(runs, 25))


def _middle(box: Picture) -> tuple[int, int]:
    return box.shape[1] // 2, box.shape[0] // 2


def _lone_slash(ink: Picture, area: Area, inch: float) -> bool:
    """Whether the ink is one straight line that comes from far outside and goes on far outside."""
    reach = max(3, round(0.7 * area.width))
    around = area.grown(reach).of(ink)
    lines = cv2.HoughLinesP(around, 1, np.pi / 180, 20, minLineLength=int(area.width * 2.2), maxLineGap=2)
    if lines is None:
        return False
    for x0, y0, x1, y1 in lines.reshape(-1, 4):
        angle = abs(np.degrees(np.arctan2(y1 - y0, x1 - x0))) % 90
        if 15 < angle < 75:
            return True
    return False
