"""What is written on a page of ours that was laid over its layout: its ink without what the blank itself prints.

Only where ink stands that the blank does not print is the page looked at closely: most of a form is blank paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from extractors import ink as inks
from extractors.ink import Area
from extractors.registration import Laid
from extractors.straighten import Picture
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Points
from forms.layout import FormLayout

_STRIP = 1.7
"""Points on either side of a ruling's place where its scraps may lie."""
_LABEL = 1.2
"""Points by which a label's letters may lie off their place."""
_CELL = 8
"""Side in dots of the squares by which ink is looked for."""
_APART = 0.14
"""Inches: ink further apart than this has nothing to do with one another, be it letters or dirt."""
_AROUND = 0.3
"""Inches around ink that are looked at with it, so that a ruling it touches is known as one."""


@dataclass(frozen=True, slots=True)
class Written:
    """The page with nothing but what is written on it, and the lines of print in that."""

    clean: Picture
    lines: list[Area]
    printed: Picture
    """The mask of where the blank itself prints."""


def written(laid: Laid, layout: FormLayout, number: int) -> Written:
    """What is written on the layout's page of that number."""
    blank = _Blank(laid, layout, number)
    ink = inks.ink_of(laid.page)
    clean = np.full_like(laid.page, inks.PAPER)
    lines: list[Area] = []
    for region in _regions(cv2.subtract(ink, blank.mask), laid.inch):
        part = blank.cleared(region, region.of(ink))
        dark = inks.ink_of(part.clean)
        part.clean = inks.without_specks(part.clean, dark, laid.inch)
        region.of(clean)[:] = part.clean
        found, _ = inks.print_and_scribbles(inks.ink_of(part.clean), part.ruled, laid.inch)
        lines += [line.moved(region.x0, region.y0) for line in found]
    return Written(clean, lines, blank.mask)


def _regions(ink: Picture, inch: float) -> list[Area]:
    """The parts of the page in which the ink lies, apart from one another."""
    height, width = (-(-side // _CELL) for side in ink.shape)
    padded = np.zeros((height * _CELL, width * _CELL), np.uint8)
    padded[: ink.shape[0], : ink.shape[1]] = ink
    # The mean of a square with a single dot of ink in it still rounds to more than nothing.
    cells = cv2.resize(padded, (width, height), interpolation=cv2.INTER_AREA)
    apart = 2 * round(_APART * inch / _CELL / 2 + 0.5) + 1
    joined = np.asarray(cv2.dilate(cells, np.ones((apart, apart), np.uint8)), dtype=np.uint8)
    around = max(0, round((_AROUND - _APART / 2) * inch))
    whole = Area(0, 0, ink.shape[1], ink.shape[0])
    boxes = [Area(*(_CELL * side for side in area)).grown(around).within(whole) for area in inks.areas(joined)]
    return _united(boxes)


def _united(boxes: Iterable[Area]) -> list[Area]:
    """Boxes that hold all of these and do not overlap."""
    apart: list[Area] = []
    for box in boxes:
        while met := [other for other in apart if other.overlaps(box)]:
            apart = [other for other in apart if not other.overlaps(box)]
            for other in met:
                box = box.united(other)
        apart.append(box)
    return apart


@dataclass(slots=True)
class _Part:
    """A part of the page: without the blank's print, and the rulings on it."""

    clean: Picture
    ruled: list[Area]


class _Blank:
    """What the blank prints on the page, as places in dots."""

    def __init__(self, laid: Laid, layout: FormLayout, number: int) -> None:
        self.laid = laid
        panels = [panel for panel in layout.panels if panel.page == number]
        corners = [
            (x0 * PAGE_WIDTH, y0 * PAGE_HEIGHT, x1 * PAGE_WIDTH, y1 * PAGE_HEIGHT)
            for x0, y0, x1, y1 in (*layout.marks, layout.code_box)
        ]
        boxes = [slot.points for slot in layout.on_page(number) if slot.kind in ("checkbox", "radio")]
        self.solid = [
            *self._areas((panel.points for panel in panels if panel.fill == "bar"), 2.0),
            *self._areas(corners, 2.0),
            *self._areas(boxes, 1.5),
        ]
        """Bars, marks, code and boxes to check: nothing is written there."""
        self.labels = self._areas((text.points for text in layout.prints if text.page == number), _LABEL)
        self.borders = np.zeros(laid.page.shape, np.uint8)
        """The strips in which the blank's rulings lie."""
        thick = max(3, round(2 * _STRIP * laid.dot))
        for area in self._areas((panel.points for panel in panels if panel.stroke), 0.0):
            cv2.rectangle(self.borders, area[:2], area[2:], 255, thick)
        self.mask = self.borders.copy()
        for area in (*self.solid, *self.labels):
            area.of(self.mask)[:] = 255

    def _areas(self, points: Iterable[Points], grown: float) -> list[Area]:
        return [self.laid.area(box, grown) for box in points]

    def cleared(self, region: Area, ink: Picture) -> _Part:
        """The region, whose ink is given, without rulings and without what the blank prints."""
        ruled, mask = inks.rulings(ink, self.laid.inch)
        clean = inks.without(region.of(self.laid.page), mask, self.laid.inch)
        for solid in self.solid:
            if solid.overlaps(region):
                solid.moved(-region.x0, -region.y0).of(clean)[:] = inks.PAPER
        found = inks.pieces(inks.ink_of(clean))
        printed = np.zeros(len(found.sizes), bool)
        for label in self.labels:
            if label.overlaps(region):
                # Only what lies wholly in the label goes: a value that touches the label stays.
                printed |= found.inside(label.moved(-region.x0, -region.y0))
        # Of a ruling that a fax broke into dots, or that the paper's curl moved, scraps are left beside its place.
        strips = region.of(self.borders).ravel()[found.dots] > 0
        printed |= np.bincount(found.of, weights=strips, minlength=len(printed)) > 0.8 * found.sizes
        hidden = cv2.dilate(found.mask(clean.shape, printed), np.ones((3, 3), np.uint8))
        return _Part(inks.whitened(clean, np.asarray(hidden, dtype=np.uint8)), ruled)
