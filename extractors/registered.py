"""Reads scans, faxes and photographs of our own blanks: laid over the layout by the corner marks, then slot by slot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from extractors import ink as inks
from extractors.ink import Area
from extractors.ocr import Line, cut, read_lines, second_look
from extractors.picture import straightened
from extractors.straighten import Picture, even_light, grey, turn
from extractors.typed import typed
from forms.errors import PaperError
from forms.evidence import Box, Value
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Points, Slot
from forms.layout import MARK, FormLayout, PageCode, read_page_code

_Corners = NDArray[np.float32]

_BLANK_SURE = 0.99
_ASTRAY = 1.3
"""Inches by which a corner mark may lie off its place on a page that was scaled or moved in printing."""
_REACH = 4.0
"""Points by which what is written may run over the edge of its slot."""
_QUIET = 4
"""Modules of white around a code."""
_FITTING = 0.3
"""Share of the layout's outlines that must be dark on a page that was laid over it; by chance it is a tenth."""
_NOT_LAID = "The page is ours, but its corner marks cannot be made out. Scan the whole sheet again."
_STRIP = 1.7
"""Points on either side of a ruling's place where its scraps may lie."""
_LETTER = 0.06
"""Inches both ways from which ink is no dirt."""
_SIGNED_WIDE, _SIGNED_HIGH = 0.22, 0.05
"""Inches: ink on a signature line that is at least so large is a signature; less is dirt or doubt."""


def find_code(image: Picture) -> PageCode | None:
    """What our own code on the page says, in whatever direction it lies; None where there is none."""
    plain = grey(image)
    for view in _views(plain):
        if found := _codes(view):
            return found[0][0]
    return None


def _views(plain: Picture) -> Iterable[Picture]:
    """The picture as it is, softened as fax dots need it, and with its light evened."""
    yield plain
    yield np.asarray(cv2.GaussianBlur(plain, (0, 0), 1.2), dtype=np.uint8)
    if max(plain.shape) > 2600:
        yield np.asarray(cv2.resize(plain, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
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


def read_registered(image: Picture, layout: FormLayout, page_number: int, dpi: float | None = None) -> dict[str, Value]:
    """The values of the page's slots by their paths; raises PaperError where the page cannot be laid over the layout.

    `page_number` is the layout's, from 1; boxes are the layout's, as fractions of the page.
    """
    page = _laid_over(image, layout, page_number, dpi)
    return _Reader(page, layout, page_number).read()


def read_placed(
    page: Picture, inch: float, matrix: NDArray[np.float64], layout: FormLayout, page_number: int
) -> dict[str, Value]:
    """Like read_registered, for a straight and upright page where `matrix` takes the layout's points to its dots."""
    return _Reader(_warped(page, inch, matrix, layout, page_number), layout, page_number).read()


@dataclass(slots=True)
class _Laid:
    """A page warped so that the layout's points are its dots times `dot`, and times `stretch` on other paper."""

    page: Picture
    dot: float
    stretch: tuple[float, float] = (1.0, 1.0)

    @property
    def inch(self) -> float:
        return 72 * self.dot

    def area(self, points: Points, grown: float = 0.0) -> Area:
        x0, y0, x1, y1 = points
        across, down = self.dot * self.stretch[0], self.dot * self.stretch[1]
        return Area(
            max(0, round(x0 * across - grown * self.dot)),
            max(0, round(y0 * down - grown * self.dot)),
            round(x1 * across + grown * self.dot),
            round(y1 * down + grown * self.dot),
        )


def _laid_over(image: Picture, layout: FormLayout, number: int, dpi: float | None) -> _Laid:
    sheet = straightened(image, dpi)
    best: tuple[float, NDArray[np.float64], int] | None = None
    ink = inks.ink_of(sheet.page)
    marks = _mark_candidates(ink, sheet.inch)
    for degrees in (0, 180, 90, 270):
        fit = _fit(marks, ink.shape, sheet.inch, degrees, layout)
        if fit is not None and (best is None or fit[0] < best[0]):
            best = (*fit, degrees)
            if fit[0] < 0.05:
                break
    page = sheet.page
    if best is None:
        matrix, degrees = _by_code(page, marks, layout, sheet.inch)
    else:
        _, matrix, degrees = best
    return _warped(turn(page, degrees), sheet.inch, matrix, layout, number)


def _warped(page: Picture, inch: float, matrix: NDArray[np.float64], layout: FormLayout, number: int) -> _Laid:
    """The page laid over the layout by the matrix; raises PaperError where it does not fit."""
    dot = inch / 72
    width, height = layout.paper(number)
    size = (round(width * dot), round(height * dot))
    to_points = np.diag([PAGE_WIDTH / width / dot, PAGE_HEIGHT / height / dot, 1.0])
    warped = cv2.warpPerspective(
        page,
        matrix @ to_points,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=(245,),
    )
    laid = _Laid(np.asarray(warped, dtype=np.uint8), dot, (width / PAGE_WIDTH, height / PAGE_HEIGHT))
    if not _fits(laid, layout, number):
        raise PaperError(_NOT_LAID)
    return laid


@dataclass(frozen=True, slots=True)
class _Square:
    """A square that could be a corner mark."""

    x: float
    y: float
    hollow: bool


def _mark_candidates(ink: Picture, inch: float) -> list[_Square]:
    side = MARK / 72 * inch
    count, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = []
    for at in range(1, count):
        _, _, width, height, area = stats[at]
        if not (0.65 * side < width < 1.4 * side and 0.65 * side < height < 1.4 * side):
            continue
        if max(width, height) > 1.25 * min(width, height):
            continue
        filled = area / (width * height)
        x, y = centres[at]
        if filled > 0.82:
            found.append(_Square(float(x), float(y), False))
        elif 0.25 < filled < 0.75 and _hollow(Area(*_box(stats[at])).of(ink)):
            found.append(_Square(float(x), float(y), True))
    return found


def _box(stat: NDArray[np.int32]) -> tuple[int, int, int, int]:
    x, y, width, height = (int(number) for number in stat[:4])
    return x, y, x + width, y + height


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
    marks: Sequence[_Square], shape: tuple[int, ...], inch: float, degrees: int, layout: FormLayout
) -> tuple[float, NDArray[np.float64]] | None:
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
    if len(source) < 3:
        return None
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


def _plausible(affine: NDArray[np.float64], scale: float) -> bool:
    """Whether the page is neither stretched nor slanted more than a bad copy is."""
    (a, b, _), (c, d, _) = affine
    stretch = np.array([np.hypot(a, c), np.hypot(b, d)]) / scale
    slant = abs(a * b + c * d) / (np.hypot(a, c) * np.hypot(b, d))
    return bool(stretch.min() > 0.75 and stretch.max() < 1.35 and stretch.max() / stretch.min() < 1.12 and slant < 0.1)


def _by_code(
    page: Picture, marks: Sequence[_Square], layout: FormLayout, inch: float
) -> tuple[NDArray[np.float64], int]:
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
) -> NDArray[np.float64]:
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


def _similar(points: Sequence[tuple[float, float]], dots: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
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


def _fits(laid: _Laid, layout: FormLayout, number: int) -> bool:
    """Whether bars and rulings lie where the layout has them."""
    dark = cv2.dilate(inks.ink_of(laid.page), np.ones((3, 3), np.uint8))
    outlines = np.zeros_like(dark)
    for panel in layout.panels:
        if panel.page == number and (panel.stroke or panel.fill == "bar"):
            x0, y0, x1, y1 = laid.area(panel.points)
            cv2.rectangle(outlines, (x0, y0), (x1, y1), 255, 1)
    drawn = outlines > 0
    return not drawn.any() or float((dark[drawn] > 0).mean()) > _FITTING


class _Reader:
    """Reads the slots of one page that was laid over its layout."""

    def __init__(self, laid: _Laid, layout: FormLayout, number: int) -> None:
        self.laid = laid
        self.layout = layout
        self.number = number
        self.slots = layout.on_page(number)
        self.ink = inks.ink_of(laid.page)
        ruled, mask = inks.rulings(self.ink, laid.inch)
        self.ruled = ruled
        self.clean = inks.without(laid.page, mask, laid.inch)
        self._paint_out()

    def _paint_out(self) -> None:
        """Whitens what the blank itself prints: bars, code, boxes to check and labels."""
        for panel in self.layout.panels:
            if panel.page == self.number and panel.fill == "bar":
                self._whiten(panel.points, 2.0)
        for x0, y0, x1, y1 in (*self.layout.marks, self.layout.code_box):
            self._whiten((x0 * PAGE_WIDTH, y0 * PAGE_HEIGHT, x1 * PAGE_WIDTH, y1 * PAGE_HEIGHT), 2.0)
        for slot in self.slots:
            if slot.kind in ("checkbox", "radio"):
                self._whiten(slot.points, 1.5)
        dark = inks.ink_of(self.clean)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        printed = np.zeros(len(stats), bool)
        for text in self.layout.prints:
            if text.page == self.number:
                x0, y0, x1, y1 = self.laid.area(text.points, 1.2)
                # Only what lies wholly in the label goes: a value that touches the label stays.
                printed |= (
                    (stats[:, 0] >= x0)
                    & (stats[:, 1] >= y0)
                    & (stats[:, 0] + stats[:, 2] <= x1)
                    & (stats[:, 1] + stats[:, 3] <= y1)
                )
        # Of a ruling that a fax broke into dots, or that the paper's curl moved, scraps are left beside its place.
        borders = self._borders()
        within = np.bincount(labels.ravel(), weights=(borders.ravel() > 0), minlength=len(stats))
        printed |= within > 0.8 * stats[:, 4]
        printed[0] = False
        hidden = cv2.dilate(printed[labels] * np.uint8(255), np.ones((3, 3), np.uint8))
        self.clean[hidden > 0] = 245

    def _borders(self) -> Picture:
        """The mask of the strips around the panels' outlines."""
        mask = np.zeros_like(self.ink)
        thick = max(3, round(2 * _STRIP * self.laid.dot))
        for panel in self.layout.panels:
            if panel.page == self.number and panel.stroke:
                x0, y0, x1, y1 = self.laid.area(panel.points)
                cv2.rectangle(mask, (x0, y0), (x1, y1), 255, thick)
        return mask

    def _whiten(self, points: Points, grown: float) -> None:
        self.laid.area(points, grown).of(self.clean)[:] = 245

    def read(self) -> dict[str, Value]:
        """The values of all slots."""
        self.clean = inks.without_specks(self.clean, inks.ink_of(self.clean), self.laid.inch)
        values: dict[str, Value] = {}
        for slot in self.slots:
            if slot.kind == "checkbox":
                values[slot.path] = self._checkbox(slot)
            elif slot.kind == "signature":
                values[slot.path] = self._signature(slot)
        for path in dict.fromkeys(slot.path for slot in self.slots if slot.kind == "radio"):
            values[path] = self._choice([slot for slot in self.slots if slot.path == path])
        values |= self._texts([slot for slot in self.slots if slot.kind in ("text", "combo")])
        return {slot.path: values[slot.path] for slot in self.slots}

    def _check(self, slot: Slot) -> inks.Check:
        expected = self.laid.area(slot.points)
        around = expected.grown(round(0.5 * expected.width))
        near = [
            check
            for check in inks.marks(around.of(self.ink), self.laid.inch)
            if expected.holds(
                around.x0 + (check.area.x0 + check.area.x1) / 2, around.y0 + (check.area.y0 + check.area.y1) / 2
            )
        ]
        return near[0] if near else inks.judge(self.ink, expected, self.laid.inch)

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
        return value

    def _texts(self, slots: list[Slot]) -> dict[str, Value]:
        lines, _ = inks.print_and_scribbles(inks.ink_of(self.clean), self.ruled, self.laid.inch)
        held: dict[str, list[Area]] = {slot.path: [] for slot in slots}
        boxes = {slot.path: self.laid.area(slot.points, _REACH) for slot in slots}
        for area in lines:
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
            return Value(None, _BLANK_SURE, "ocr", page=self.number, box=slot.box)
        text = " ".join(line.text for _, line in lines).strip()
        confidence = min(line.sureness for _, line in lines)
        box = _around([self._box(area) for area, _ in lines])
        if not text:
            return self._illegible(slot, [area for area, _ in lines], box)
        value = typed(text, slot.cell, confidence=confidence, source="ocr", page=self.number, box=box)
        if value.value is not None or len(lines) > 1:
            return value
        again, sure = second_look(self.clean, lines[0][0], slot.cell)
        other = typed(again, slot.cell, confidence=sure, source="ocr", page=self.number, box=box)
        return value if other.value is None else other

    def _illegible(self, slot: Slot, areas: list[Area], box: Box) -> Value:
        """The value of ink in which nothing can be read: dirt, unless it is as large as a letter."""
        letter = any(min(area.width, area.height) > _LETTER * self.laid.inch for area in areas)
        if not letter:
            return Value(None, _BLANK_SURE, "ocr", page=self.number, box=slot.box)
        return Value(None, 0.2, "ocr", "(not legible)", self.number, box, True, "what stands there could not be read")

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
        if rows and (area.y0 + area.y1) / 2 < max(other.y1 for other in rows[-1]) - 0.2 * area.height:
            rows[-1].append(area)
        else:
            rows.append([area])
    return [area for row in rows for area in sorted(row)]


def _around(boxes: Sequence[Box]) -> Box:
    """The box that holds them all."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
