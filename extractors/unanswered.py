"""Ink that no reader could read, in the place of a label's answer: never a blank, and never the whole of a value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from extractors.answers import Answers
from extractors.labels import Spot
from extractors.lines import Print
from extractors.rects import Rect, around
from forms.evidence import Box, Value

ILLEGIBLE = "(not legible)"
_WHY = "what stands there could not be read"
_PARTLY = "part of what stands there could not be read"
_FAR = 16.0
"""Line heights behind a label, or behind its value, within which ink is taken for its answer."""
_LOW = 1.8
"""Line heights under or over a label, or its value, within which ink is taken for its answer."""


def illegible(page: int, box: Box) -> Value:
    """The value of ink in which nothing can be read."""
    return Value(None, 0.2, "ocr", ILLEGIBLE, page, box, True, _WHY)


def with_ink(sheet: Print, value: Value, ink: Sequence[Rect]) -> Value:
    """The value in whose place ink stands that was not read, as far as there is any."""
    if not ink or value.review:
        return value
    if value.blank:
        return illegible(sheet.page.number, sheet.fractions(around(ink)))
    return value.doubted(_PARTLY, 0.7)


def unread_by_label(answers: Answers, ink: Iterable[Rect]) -> dict[int, list[Rect]]:
    """The ink in the place of each label's answer, by the label's identity: each piece goes to the nearest label."""
    reach = {id(spot): _told(answers, spot) for spot in answers.places.spots}
    found: dict[int, list[Rect]] = {}
    lines = [line for piece in ink for line in _lines(piece, reach)]
    labels = [spot.rect for spot in answers.places.spots]
    # A letter of a label that was not read is no answer.
    apart = [line for line in lines if not any(label.holds(line.cx, line.cy, 1.0) for label in labels)]
    for piece in sorted(apart, key=lambda line: (line.y0, line.x0)):
        near = [
            (distance, number, spot)
            for number, spot in enumerate(answers.places.spots)
            if (distance := _distance(answers, spot, reach[id(spot)], piece)) is not None
        ]
        if near:
            spot = min(near)[2]
            found.setdefault(id(spot), []).append(piece)
            # The next line of a text stands under this one.
            reach[id(spot)] = around([reach[id(spot)], piece])
    return found


def _lines(ink: Rect, labels: Mapping[int, Rect]) -> Iterator[Rect]:
    """The ink, line by line where the lines of a text run into one another; labels are a line high, or two."""
    high = median(rect.height for rect in labels.values()) if labels else ink.height
    count = max(1, round(ink.height / (2 * high)))
    for number in range(count):
        top = ink.y0 + ink.height * number / count
        yield Rect(ink.x0, top, ink.x1, top + ink.height / count)


def _told(answers: Answers, spot: Spot) -> Rect:
    """The label with the answer that it has."""
    given = answers.given.get(id(spot))
    return around([spot.rect, *(given.tokens if given else ())])


def _distance(answers: Answers, spot: Spot, told: Rect, ink: Rect) -> tuple[bool, float] | None:
    """Whether the ink stands on another line than the label, and how far from it and its answer, in line heights.

    None where the answer cannot stand.
    """
    places, size = answers.places, spot.size
    if (box := answers.value_box(spot) if id(spot) in answers.fields else places.ruled.own(spot)) is not None:
        return (False, 0.0) if box.holds(ink.cx, ink.cy) else None
    if places.sheet.box_at(ink.cx, ink.cy) != places.ruled.around[id(spot)] or not _before_limit(answers, spot, ink):
        return None
    beside = ink.x0 - told.x1
    if any(ink.beside(line) for line in (spot.first_line, spot.last_line)) and ink.x0 >= spot.rect.x1 - size:
        return (False, max(0.0, beside) / size) if beside < _FAR * size else None
    above = id(spot) in answers.fields and (
        answers.mode(spot) == "above" or places.captions.line_over(spot) is not None
    )
    gap = told.y0 - ink.y1 if above else ink.y0 - told.y1
    inside = told.y0 <= ink.cy <= told.y1
    if not (inside or -0.5 * ink.height <= gap < _LOW * size) or ink.x1 < spot.rect.x0 - size:
        return None
    return True, max(0.0, gap) / size


def _before_limit(answers: Answers, spot: Spot, ink: Rect) -> bool:
    """Whether no other label parts the ink from the label."""
    return ink.x0 < answers.places.limits.right(spot) and (
        ink.cy < spot.rect.cy or ink.cy < answers.places.limits.lower(spot)
    )
