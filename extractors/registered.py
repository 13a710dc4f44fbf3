"""Reads scans, faxes and photographs of our own blanks: laid over the layout by the corner marks, then slot by slot."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors import ink as inks
from extractors.agreement import Line
from extractors.checks import Check, doubted, judge, marks
from extractors.corners import Corners
from extractors.ink import Area
from extractors.ocr import cut, read_lines, second_look
from extractors.paleness import darkened
from extractors.registration import Laid, laid_over, warped
from extractors.rivals import with_rival
from extractors.straighten import Picture
from extractors.typed import typed
from extractors.unanswered import illegible
from extractors.unread import LETTER, is_letter
from extractors.veiled import crossed, hidden
from extractors.written import written
from forms.evidence import Box, Value
from forms.geometry import Slot
from forms.layout import FormLayout

_BLANK_SURE = 0.99
_UNSEEN = "the picture does not show all of its place"
_CROSSED = "a line of dirt on the scanner's glass runs through it"
_REACH = 4.0
"""Points by which what is written may run over the edge of its slot."""
_INSIDE = 1.5
"""Points within the edge of a slot in which its ruling may lie."""
_TALLEST = 0.4
"""Inches: as high as one writes."""
_DIRT = 0.05
"""Inches: lower than the lowest letters are dots of dirt, however many lie beside one another."""
_SIGNED_WIDE, _SIGNED_HIGH = 0.22, 0.05
"""Inches: ink on a signature line that is at least so large is a signature; less is dirt or doubt."""


def read_registered(
    image: Picture, layout: FormLayout, page_number: int, dpi: float | None = None, corners: Corners | None = None
) -> dict[str, Value]:
    """The values of the page's slots by their paths; raises PaperError where the page cannot be laid over the layout.

    `page_number` is the layout's, from 1; boxes are the layout's, as fractions of the page. `corners` are the sheet's,
    where a person gave them.
    """
    page = laid_over(image, layout, page_number, dpi, corners)
    return _Reader(page, layout, page_number).read()


def read_placed(
    page: Picture, inch: float, matrix: NDArray[np.float64], layout: FormLayout, page_number: int
) -> dict[str, Value]:
    """Like read_registered, for a straight and upright page where `matrix` takes the layout's points to its dots."""
    return _Reader(warped(page, inch, matrix, layout, page_number), layout, page_number).read()


class _Reader:
    """Reads the slots of one page that was laid over its layout."""

    def __init__(self, laid: Laid, layout: FormLayout, number: int) -> None:
        self.laid = laid = replace(laid, page=darkened(laid.page, laid.inch, upright=True))
        self.layout = layout
        self.number = number
        self.slots = layout.on_page(number)
        self.ink = inks.ink_of(laid.page)
        found = written(laid, layout, number)
        self.clean, self.lines, self.printed = found.clean, found.lines, found.printed

    def read(self) -> dict[str, Value]:
        """The values of all slots."""
        values: dict[str, Value] = {}
        for slot in self.slots:
            if slot.kind == "checkbox":
                values[slot.path] = self._checkbox(slot)
            elif slot.kind == "signature":
                values[slot.path] = self._signature(slot)
        for path in dict.fromkeys(slot.path for slot in self.slots if slot.kind == "radio"):
            values[path] = self._choice([slot for slot in self.slots if slot.path == path])
        values |= self._texts([slot for slot in self.slots if slot.kind in ("text", "combo")])
        found = {slot.path: values[slot.path] for slot in self.slots}
        veil = self.laid.veil
        for slot in self.slots if veil is not None else ():
            if veil is not None and hidden(veil, self.laid.area(slot.points, -_INSIDE)):
                found[slot.path] = found[slot.path].doubted(_UNSEEN, 0.5)
        return found

    def _check(self, slot: Slot) -> Check:
        expected = self.laid.area(slot.points)
        around = expected.grown(round(0.5 * expected.width))
        near = [
            check
            for check in marks(around.of(self.ink), self.laid.inch)
            if expected.holds(
                around.x0 + (check.area.x0 + check.area.x1) / 2, around.y0 + (check.area.y0 + check.area.y1) / 2
            )
        ]
        if near:
            check = replace(near[0], area=near[0].area.moved(around.x0, around.y0))
        else:
            check = judge(self.ink, expected, self.laid.inch)
        return doubted(check, self.laid.page, self.laid.inch)

    def _checkbox(self, slot: Slot) -> Value:
        check = self._check(slot)
        value = Value(bool(check.checked), check.confidence, "mark", page=self.number, box=slot.box)
        if check.checked is None:
            return value.doubted("the mark in the box could be meant or not")
        return value

    def _choice(self, slots: list[Slot]) -> Value:
        checks = [self._check(slot) for slot in slots]
        chosen = [slot for slot, check in zip(slots, checks, strict=True) if check.checked]
        doubtful = [slot for slot, check in zip(slots, checks, strict=True) if check.checked is None]
        box = _around([slot.box for slot in chosen or doubtful or slots])
        sure = min(check.confidence for check in checks)
        if len(chosen) == 1 and not doubtful:
            return Value(chosen[0].choice, sure, "mark", self._caption(chosen[0]), self.number, box)
        if not chosen and not doubtful:
            return Value(None, sure, "mark", page=self.number, box=box)
        text = " / ".join(self._caption(slot) for slot in (*chosen, *doubtful))
        why = "more than one button is marked" if len(chosen) > 1 else "the mark in a button could be meant or not"
        return Value(None, 0.3, "mark", text, self.number, box, True, why)

    def _caption(self, slot: Slot) -> str:
        options = slot.cell.options or {}
        return options[slot.choice][0] if slot.choice and slot.choice in options else str(slot.choice)

    def _signature(self, slot: Slot) -> Value:
        area = self.laid.area(slot.points, _REACH)
        dark = inks.ink_of(area.of(self.clean))
        ys, xs = np.nonzero(dark)
        wide = (np.ptp(xs) + 1) / self.laid.inch if len(xs) else 0.0
        high = (np.ptp(ys) + 1) / self.laid.inch if len(ys) else 0.0
        if wide >= _SIGNED_WIDE and high >= _SIGNED_HIGH:
            return Value(True, 0.98, "mark", page=self.number, box=slot.box)
        value = Value(False, _BLANK_SURE, "mark", page=self.number, box=slot.box)
        if max(wide, high) > 0.12:
            return value.doubted("there is a little ink on the signature line", 0.6)
        return value.doubted("there is faint ink on the signature line", 0.6) if self._faint(slot) else value

    def _texts(self, slots: list[Slot]) -> dict[str, Value]:
        held: dict[str, list[Area]] = {slot.path: [] for slot in slots}
        boxes = {slot.path: self.laid.area(slot.points, _REACH) for slot in slots}
        for area in self.lines:
            if area.height < _DIRT * self.laid.inch:
                continue
            shared = {path: _shared(area, box) for path, box in boxes.items()}
            path = max(shared, key=lambda path: shared[path], default=None)
            if path is not None and shared[path] > 0.3 * area.width * area.height:
                held[path].append(area)
        order = [(path, area) for path, areas in held.items() for area in _in_reading_order(areas)]
        read = read_lines([cut(self.clean, area) for _, area in order])
        by_path: dict[str, list[tuple[Area, Line]]] = {path: [] for path in held}
        for (path, area), line in zip(order, read, strict=True):
            by_path[path].append((area, line))
        return {slot.path: self._value(slot, by_path[slot.path]) for slot in slots}

    def _value(self, slot: Slot, lines: list[tuple[Area, Line]]) -> Value:
        if not lines:
            value = Value(None, _BLANK_SURE, "ocr", page=self.number, box=slot.box)
            return value.doubted("there is faint ink in its box", 0.6) if self._faint(slot) else value
        text = " ".join(line.text for _, line in lines).strip()
        confidence = min(line.sureness for _, line in lines)
        box = _around([self._box(area) for area, _ in lines])
        if not text:
            return self._illegible(slot, [area for area, _ in lines], box)
        value = self._typed(slot, lines, text, confidence, box)
        if self.laid.veil is not None and any(any(crossed(self.laid.veil, area)) for area, _ in lines):
            return value.doubted(_CROSSED, 0.7)
        return value

    def _typed(self, slot: Slot, lines: list[tuple[Area, Line]], text: str, confidence: float, box: Box) -> Value:
        """The value of the lines' text, after another look where it is none of the slot's type."""
        value = typed(text, slot.cell, confidence=confidence, source="ocr", page=self.number, box=box)
        if value.value is not None or len(lines) > 1:
            return with_rival(value, slot.cell, " ".join(line.rival for _, line in lines))
        again, sure = second_look(self.clean, lines[0][0], slot.cell)
        other = typed(again, slot.cell, confidence=sure, source="ocr", page=self.number, box=box)
        return value if other.value is None else other

    def _faint(self, slot: Slot) -> bool:
        """Whether a pen too faint to be read has left strokes as large as a letter in the slot."""
        area = self.laid.area(slot.points, -_INSIDE)
        free = cv2.bitwise_and(
            inks.pale_ink(area.of(self.laid.page), inks.TRACE), cv2.bitwise_not(area.of(self.printed))
        )
        # A faint stroke breaks.
        found = inks.pieces(np.asarray(cv2.morphologyEx(free, cv2.MORPH_CLOSE, inks.block(3, 3)), np.uint8))
        inch = self.laid.inch
        tall = (found.high > LETTER * inch) & (found.wide > 0.4 * LETTER * inch)
        return bool((tall & (found.high < _TALLEST * inch)).any())

    def _illegible(self, slot: Slot, areas: list[Area], box: Box) -> Value:
        """The value of ink in which nothing can be read: dirt, unless it is as large as a letter."""
        if not any(is_letter(area, self.laid.inch) for area in areas):
            return Value(None, _BLANK_SURE, "ocr", page=self.number, box=slot.box)
        return illegible(self.number, box)

    def _box(self, area: Area) -> Box:
        height, width = self.clean.shape
        return (area.x0 / width, area.y0 / height, min(1.0, area.x1 / width), min(1.0, area.y1 / height))


def _shared(line: Area, box: Area) -> int:
    """Dots that a line of print and a slot have in common."""
    across = min(line.x1, box.x1) - max(line.x0, box.x0)
    down = min(line.y1, box.y1) - max(line.y0, box.y0)
    return max(0, across) * max(0, down)


def _in_reading_order(areas: list[Area]) -> list[Area]:
    """The areas row by row, each row from the left."""
    rows: list[list[Area]] = []
    for area in sorted(areas, key=lambda area: area.y0 + area.y1):
        if rows and any(_level(area, other) for other in rows[-1]):
            rows[-1].append(area)
        else:
            rows.append([area])
    return [area for row in rows for area in sorted(row)]


def _level(area: Area, other: Area) -> bool:
    """Whether the areas share half of the lower one's height, as words of one line do, tails and all."""
    return min(area.y1, other.y1) - max(area.y0, other.y0) >= 0.5 * min(area.height, other.height)


def _around(boxes: Sequence[Box]) -> Box:
    """The box that holds them all."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
