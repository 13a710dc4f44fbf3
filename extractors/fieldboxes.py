"""Fields of a stranger's fillable PDF: which label names which, so that what a field holds is that label's alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from extractors.labels import Spot
from extractors.lines import Print, Run
from extractors.rects import Rect

_REACH = 2.6
"""Line heights between a label and its field above or below it, at most."""
_NEAR = 1.2
"""The same for a label whose field does not stand where most of the page's do."""
_AWAY = 30.0
"""Line heights between a label and its field beside it, at most."""
_Pair = tuple[float, Spot, Rect]
_Way = Callable[[Spot, Rect], float | None]


def field_boxes(sheet: Print) -> list[Rect]:
    """Where the page's fields for text and choices stand."""
    return [sheet.points(widget.box) for widget in sheet.page.widgets if widget.kind in ("text", "choice")]


def outside(runs: Iterable[Run], boxes: Sequence[Rect]) -> Iterator[Run]:
    """The runs without the words that stand in fields: these are values, whatever they say."""
    for run in runs:
        kept = [t for t in run.tokens if not any(box.holds(t.cx, t.cy) for box in boxes)] if boxes else run.tokens
        if len(kept) == len(run.tokens):
            yield run
        elif kept:
            yield Run(kept)


def fields_of(boxes: Sequence[Rect], spots: Sequence[Spot], named: Sequence[Spot]) -> dict[int, Rect]:
    """The field of each of the named labels that has one, by the label's identity.

    Most of a page's fields stand beside, below or above their labels; what is left over is tried in the other ways.
    """
    ways = [sorted(_pairs(boxes, spots, named, way), key=lambda pair: pair[0]) for way in (_beside, _below, _above)]
    best = max(ways, key=lambda pairs: sum(1 - 0.1 * distance for distance, _, _ in _given(pairs, {})))
    given: dict[int, Rect] = {}
    for pairs in (best, sorted((p for w in ways for p in w if p[0] <= _NEAR), key=lambda pair: pair[0])):
        for _, spot, box in _given(pairs, given):
            given[id(spot)] = box
    return given


def _given(pairs: Sequence[_Pair], before: dict[int, Rect]) -> list[_Pair]:
    """The nearest pairs, none of whose labels or fields is another's."""
    taken = {id(box) for box in before.values()}
    done = set(before)
    found: list[_Pair] = []
    for distance, spot, box in pairs:
        if id(spot) not in done and id(box) not in taken:
            done.add(id(spot))
            taken.add(id(box))
            found.append((distance, spot, box))
    return found


def _pairs(boxes: Sequence[Rect], spots: Sequence[Spot], named: Sequence[Spot], way: _Way) -> Iterator[_Pair]:
    for spot in named:
        for box in boxes:
            distance = way(spot, box)
            if distance is not None and not any(
                _between(other.rect, spot, box) for other in spots if other is not spot
            ):
                yield distance, spot, box


def _between(label: Rect, spot: Spot, box: Rect) -> bool:
    """Whether another label stands between a label and a field."""
    x0, x1 = sorted((spot.rect.cx, box.cx if box.x0 > spot.rect.x1 else spot.rect.cx))
    y0, y1 = sorted((spot.rect.cy, min(max(spot.rect.cy, box.y0), box.y1)))
    if box.x0 > spot.rect.x1 - 1 and y1 - y0 < spot.size:
        return spot.rect.x1 <= label.x0 <= box.x0 and label.y0 < spot.rect.y1 and label.y1 > spot.rect.y0
    return y0 < label.cy < y1 and label.x0 < max(x1, spot.rect.x1) and label.x1 > x0 - spot.rect.width / 2


def _beside(spot: Spot, box: Rect) -> float | None:
    across = (box.x0 - spot.last_line.x1) / spot.size
    level = box.y0 - 0.4 * spot.size <= spot.last_line.cy <= box.y1 + 0.4 * spot.size
    level = level or box.y0 - 0.4 * spot.size <= spot.first_line.cy <= box.y1
    return max(across, 0.0) * 0.1 if level and -0.5 <= across <= _AWAY else None


def _below(spot: Spot, box: Rect) -> float | None:
    return _stacked(spot, box, (box.y0 - spot.rect.y1) / spot.size)


def _above(spot: Spot, box: Rect) -> float | None:
    return _stacked(spot, box, (spot.rect.y0 - box.y1) / spot.size)


def _stacked(spot: Spot, box: Rect, gap: float) -> float | None:
    under = box.x0 - 2 * spot.size <= spot.rect.x0 < box.x1
    return abs(gap) + 0.01 * abs(box.x0 - spot.rect.x0) / spot.size if under and -0.5 <= gap <= _REACH else None
