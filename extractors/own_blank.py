"""Copies of an agency's own blank: known by the words that it prints, laid over its layout, read place by place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from extractors import acroform, own_print, registered
from extractors.page import Page, Widget
from extractors.picture import straightened
from extractors.rects import plain
from extractors.sheet import Point, middle
from extractors.straighten import Picture, turn
from extractors.typed_lines import without_typed_lines
from forms.agency_blank import Place
from forms.evidence import Box, Value
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, points
from forms.layout import FormLayout

_Matrix = NDArray[np.float64]

_FEWEST_WORDS = 6
"""Words that a copy and the blank must have in the same places, at least."""
_SHARE, _SHARE_READ, _SHARE_OF_MANY = 0.8, 0.55, 0.4
"""Share of the blank's words that a copy must show in their places: of a text layer, of a picture that was read, and
of one on which `_MANY` words stand in their places, as small print may be lost."""
_MANY = 15
_VOCABULARY = 0.3
"""Share of the blank's words that a page must have anywhere for their places to be compared."""
_MOST_PAIRS = 6
"""A word that stands on both pages so often tells no place."""
_NEAR = 6.0
"""Points by which a word may lie off its place."""
_LIKE = 80.0
_LEAST_SCALE, _LARGEST_SCALE = 0.75, 1.3
_SLANT = 0.06
_RULING_STEPS = (9.0, 5.0, 3.0)
"""Points from a ruling's place within which it is looked for, each time closer."""
_WORD_WEIGHT = 0.25
"""A read word's place is known less well than a ruling's."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A page of a blank: its words with the middles of their places, in points."""

    layout: FormLayout
    number: int
    words: tuple[tuple[str, Point], ...]

    @property
    def paper(self) -> tuple[float, float]:
        return self.layout.paper(self.number)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a blank that was found, and how it lies: `matrix` takes the blank's points to the page's points."""

    layout: FormLayout
    number: int
    matrix: _Matrix
    share: float
    """Share of the blank's words that stand in their places."""


class Blanks:
    """The agencies' own blanks by which pages are known."""

    def __init__(self, layouts: Iterable[FormLayout]) -> None:
        self._pages = [_known(layout, number) for layout in layouts for number in range(1, layout.pages + 1)]

    def find(self, page: Page) -> Found | None:
        """The blank's page that this is a copy of, None where it is no copy of any."""
        if not self._pages:
            return None
        seen: dict[str, list[Point]] = defaultdict(list)
        for word in without_typed_lines(page).words:
            x, y = middle(word.box)
            seen[plain(word.text)].append((x * page.width, y * page.height))
        found = [match for known in self._pages if (match := _match(known, seen, page.scanned)) is not None]
        return max(found, key=lambda match: match.share, default=None)


def _known(layout: FormLayout, number: int) -> _Known:
    width, height = layout.paper(number)
    words = []
    for item in layout.prints:
        if item.page == number and (text := plain(item.text)):
            x, y = middle(item.points)
            words.append((text, (x / PAGE_WIDTH * width, y / PAGE_HEIGHT * height)))
    return _Known(layout, number, tuple(words))


def _match(known: _Known, seen: dict[str, list[Point]], scanned: bool) -> Found | None:
    """How the blank lies on the page that has these words, None where it does not."""
    places: dict[str, list[Point]] = defaultdict(list)
    for text, place in known.words:
        places[text].append(place)
    if not places or sum(text in seen for text in places) < _VOCABULARY * len(places):
        return None
    pairs = [
        (place, there)
        for text, spots in places.items()
        if len(spots) * len(seen.get(text, ())) <= _MOST_PAIRS
        for place in spots
        for there in seen.get(text, ())
    ]
    matrix = _affine(pairs)
    if matrix is None:
        return None
    hits = sum(_stands(text, _moved(matrix, place), seen, scanned) for text, place in known.words)
    share = hits / len(known.words)
    least = _SHARE if not scanned else _SHARE_OF_MANY if hits >= _MANY else _SHARE_READ
    if hits < _FEWEST_WORDS or share < least:
        return None
    return Found(known.layout, known.number, matrix, share)


def _affine(pairs: Sequence[tuple[Point, Point]]) -> _Matrix | None:
    """The scale, turn and shift that most pairs agree on, None where they do not or the page would be distorted."""
    if len(pairs) < _FEWEST_WORDS:
        return None
    source = np.array([place for place, _ in pairs], np.float64)
    target = np.array([there for _, there in pairs], np.float64)
    affine, _ = cv2.estimateAffine2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=_NEAR, maxIters=4000)
    if affine is None:
        return None
    (a, b, _), (c, d, _) = affine
    across, down = float(np.hypot(a, c)), float(np.hypot(b, d))
    scaled = _LEAST_SCALE < across < _LARGEST_SCALE and _LEAST_SCALE < down < _LARGEST_SCALE
    straight = a > 0 and d > 0 and abs(b) < _SLANT and abs(c) < _SLANT
    return np.vstack([affine, [0.0, 0.0, 1.0]]) if scaled and straight else None


def _moved(matrix: _Matrix, point: Point) -> Point:
    x, y, w = matrix @ (*point, 1.0)
    return float(x / w), float(y / w)


def _stands(text: str, place: Point, seen: dict[str, list[Point]], scanned: bool) -> bool:
    """Whether the word stands near the place; a word that was read may differ in a letter."""

    def near(spots: list[Point]) -> bool:
        return any(abs(x - place[0]) < 2 * _NEAR and abs(y - place[1]) < _NEAR for x, y in spots)

    if near(seen.get(text, [])):
        return True
    return scanned and any(near(spots) and fuzz.ratio(text, other) >= _LIKE for other, spots in seen.items())


# Print and fillable fields


def read_print(page: Page, found: Found) -> dict[str, Value]:
    """The values on a copy with a text layer by their paths: from its fields where it is fillable, else its print."""
    layout, number = found.layout, found.number
    (across, _, right), (_, down, below), _ = found.matrix.tolist()
    width, height = layout.paper(number)
    fit = own_print.Fit(
        lambda x: (across * x * width + right) / page.width,
        lambda y: (down * y * height + below) / page.height,
    )
    values = own_print.read_slots(_without_blank(without_typed_lines(page), found, fit), layout, number, fit)
    widgets = _named(page.widgets, layout.form, number)
    if widgets:
        values |= acroform.read_values(layout.form, replace(page, widgets=widgets))
    return values


def _without_blank(page: Page, found: Found, fit: own_print.Fit) -> Page:
    """The page without the words that the blank itself prints."""
    printed: dict[str, list[Box]] = defaultdict(list)
    for item in found.layout.prints:
        if item.page == found.number:
            x0, y0, x1, y1 = item.points
            printed[item.text].append(fit.box((x0 / PAGE_WIDTH, y0 / PAGE_HEIGHT, x1 / PAGE_WIDTH, y1 / PAGE_HEIGHT)))
    kept = [word for word in page.words if not any(_same_place(word.box, box) for box in printed[word.text])]
    return replace(page, words=kept)


def _same_place(one: Box, other: Box) -> bool:
    return all(abs(a - b) < 0.004 for a, b in zip(one, other, strict=True))


def _named(widgets: Sequence[Widget], form: Form, number: int) -> list[Widget]:
    """The fillable fields under the names that the form gives them; fields that it does not place are left out."""
    assert form.own_blank is not None
    places: dict[str, list[Place]] = defaultdict(list)
    for place in form.own_blank.pages[number - 1].places:
        if place.widget is not None:
            places[place.widget].append(place)
    chosen: dict[str, set[str]] = defaultdict(set)
    named: list[tuple[Widget, Place]] = []
    for widget in widgets:
        own = places.get(acroform.own_name(widget.name)) or places.get(widget.name)
        if own:
            place = min(own, key=lambda place: _distance(place.box, widget.box))
            named.append((widget, place))
            chosen[place.path].update(_chosen(widget, place, own))
    return [_renamed(widget, place, chosen[place.path]) for widget, place in named]


def _distance(one: Box, other: Box) -> float:
    (x0, y0), (x1, y1) = middle(one), middle(other)
    return abs(x0 - x1) + abs(y0 - y1)


def _chosen(widget: Widget, place: Place, group: Sequence[Place]) -> Iterable[str]:
    """The choices that the widget says are made."""
    if place.choice is None or not widget.value:
        return
    if widget.kind == "radio":
        yield from (other.choice for other in group if other.choice and other.on == widget.value)
    else:
        yield place.choice


def _renamed(widget: Widget, place: Place, chosen: set[str]) -> Widget:
    if place.choice is None:
        return replace(widget, name=place.path)
    # One of several is as good as another: that more than one is marked is told by what they show.
    value = min(chosen, default=None)
    shown = place.choice if widget.shown or (widget.shown is None and place.choice in chosen) else None
    return Widget(place.path, "radio", value, widget.box, shown)


# Pictures


def read_scan(image: Picture, dpi: float | None, page: Page, found: Found) -> dict[str, Value]:
    """The values on a scan or photograph by their paths; `page` is what was read of the same image.

    Raises PaperError where the rulings do not lie where the blank has them.
    """
    sheet = straightened(image, dpi, page.corners)
    upright = turn(sheet.page, (page.turned - sheet.turned) % 360)
    width, height = found.layout.paper(found.number)
    to_paper = np.diag([width / PAGE_WIDTH, height / PAGE_HEIGHT, 1.0])
    to_dots = np.diag([sheet.inch / 72, sheet.inch / 72, 1.0])
    matrix = to_dots @ _laid(page, found) @ to_paper
    values = registered.read_placed(upright, sheet.inch, matrix, found.layout, found.number)
    return {path: _on_sheet(value, matrix, upright.shape) for path, value in values.items()}


def _on_sheet(value: Value, matrix: _Matrix, shape: tuple[int, ...]) -> Value:
    """The value with its box where it stands on the page, not where the blank has it."""
    if value.box is None:
        return value
    x0, y0, x1, y1 = points(value.box)
    corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
    spots = cv2.perspectiveTransform(corners, matrix)[0] / (shape[1], shape[0])
    (left, top), (right, low) = (np.clip(edge, 0.0, 1.0).tolist() for edge in (spots.min(axis=0), spots.max(axis=0)))
    return replace(value, box=(left, top, right, low))


def _laid(page: Page, found: Found) -> _Matrix:
    """The matrix from the blank's points to the page's, by the words and then by the rulings on both."""
    back = np.asarray(np.linalg.inv(found.matrix), np.float64)
    words = _word_pairs(page, found)
    rulings = [panel.points for panel in found.layout.panels if panel.page == found.number]
    width, height = found.layout.paper(found.number)
    wanted = [
        (x0 / PAGE_WIDTH * width, y0 / PAGE_HEIGHT * height, x1 / PAGE_WIDTH * width, y1 / PAGE_HEIGHT * height)
        for x0, y0, x1, y1 in rulings
    ]
    seen = [
        (x0 * page.width, y0 * page.height, x1 * page.width, y1 * page.height)
        for x0, y0, x1, y1 in (ruling.box for ruling in page.rulings)
    ]
    for reach in _RULING_STEPS:
        back = _solved(words, _ruling_pairs(back, seen, wanted, reach))
    return np.asarray(np.linalg.inv(back), np.float64)


def _word_pairs(page: Page, found: Found) -> list[tuple[Point, Point]]:
    """Middles of the words of the page with the places that the blank has them in."""
    spots: dict[str, list[Point]] = defaultdict(list)
    for word in page.words:
        x, y = middle(word.box)
        spots[plain(word.text)].append((x * page.width, y * page.height))
    pairs = []
    for text, place in _known(found.layout, found.number).words:
        x, y = _moved(found.matrix, place)
        near = [spot for spot in spots[text] if abs(spot[0] - x) < _NEAR and abs(spot[1] - y) < _NEAR]
        if len(near) == 1:
            pairs.append((near[0], place))
    return pairs


_Aligned = tuple[Point, int, float]
"""A point of the page, the axis (0 across, 1 down), and where on that axis the blank has it."""


def _ruling_pairs(back: _Matrix, seen: Sequence[Box], wanted: Sequence[Box], reach: float) -> list[_Aligned]:
    """Points along the page's rulings with where the blank has these rulings."""
    pairs: list[_Aligned] = []
    for x0, y0, x1, y1 in seen:
        axis = 1 if x1 - x0 >= y1 - y0 else 0
        ends = ((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)) if axis else (((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))
        first, last = (_moved(back, end) for end in ends)
        at = (first[axis] + last[axis]) / 2
        near = [
            (abs(place - at), place)
            for box in wanted
            if (box[2] - box[0] >= box[3] - box[1]) == bool(axis)
            for place in [(box[axis] + box[axis + 2]) / 2]
            if min(last[1 - axis], box[3 - axis]) - max(first[1 - axis], box[1 - axis])
            > 0.5 * (last[1 - axis] - first[1 - axis])
        ]
        if near and min(near)[0] < reach:
            middle_ = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
            pairs += [(point, axis, min(near)[1]) for point in (ends[0], middle_, ends[1])]
    return pairs


def _solved(words: Sequence[tuple[Point, Point]], aligned: Sequence[_Aligned]) -> _Matrix:
    """The perspective from the page to the blank with the least squares of error, none where little tells of it."""
    scale = PAGE_HEIGHT
    constraints = [(point, axis, place[axis], _WORD_WEIGHT) for point, place in words for axis in (0, 1)]
    constraints += [(point, axis, place, 1.0) for point, axis, place in aligned]
    rows, goals = [], []
    for (x, y), axis, place, weight in constraints:
        u, v, goal = x / scale, y / scale, place / scale
        row = [0.0] * 8
        row[3 * axis : 3 * axis + 3] = [u, v, 1.0]
        row[6:] = [-goal * u, -goal * v]
        rows.append([weight * part for part in row])
        goals.append(weight * goal)
    # A page that was straightened has little perspective left; few rulings must not make one up.
    for at in (6, 7):
        rows.append([1.0 if at == place else 0.0 for place in range(8)])
        goals.append(0.0)
    solution, *_ = np.linalg.lstsq(np.array(rows), np.array(goals), rcond=None)
    unscaled = np.diag([scale, scale, 1.0]) @ np.append(solution, 1.0).reshape(3, 3) @ np.diag([1 / scale] * 2 + [1.0])
    return np.asarray(unscaled, np.float64)
