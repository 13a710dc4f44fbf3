"""The drawing of a PDF page: ruling lines, check boxes, signatures, and what lies over or under the print."""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from extractors import pdfium
from extractors.dotted import LARGEST_DOT, LONGEST_DASH, dotted_lines
from extractors.sheet import (
    IDENTITY,
    Matrix,
    Point,
    Sheet,
    area,
    around,
    chained,
    holds,
    joined,
    middle,
    moved,
    overlap,
)
from forms.evidence import Box

MAX_OBJECTS = 60_000
"""A page with more is a map or a plan, not a form; what comes after is not looked at."""
MAX_SEGMENTS = 3_000
"""Of one path; a scribble that goes on beyond them is still a scribble."""
_MOST = 1_500
"""Strokes, and areas, of a page that are looked at: each is compared with the others."""
_DEPTH = 8
"""How deep forms within forms are followed; a file can nest one in itself."""
_PALE = 0.93
"""Brightness from which a line or an area does not stand out from paper."""
_DARK = 0.6
"""Brightness below which an area counts as ink."""
_THIN, _FLAT = 2.6, 1.0
"""Points: the widest ruling line, and the most that one may bend."""
_SHORTEST_RULING = 12.0
_SMALLEST_BOX, _LARGEST_BOX = 5.0, 17.0
"""Points: the side of a check box."""
_ALIGNED = 1.5
"""Points within which the lines of one square begin, and end."""
_WHOLE_SIGNATURE = 40.0
"""Points: strokes as wide as this are a name by themselves."""
_HIGHEST_RING = 36.0
"""Points: the highest ring around a word; a larger one is a seal or an ornament."""
_SMALLEST_INK, _LOWEST_INK = 10.0, 2.5
"""Points: the least width of a signature, short as initials can be, and its least height."""


class Drawn(NamedTuple):
    """An object of the page with its place in the order of drawing and its transformation to page coordinates."""

    key: int
    """The object's address, by which pdfium's text names it."""
    kind: int
    matrix: Matrix
    outer: Matrix
    """The transformation of what holds the object, in whose coordinates its clipping is told."""
    order: int

    @property
    def handle(self) -> Any:
        """The object as pdfium's own functions take it."""
        return ctypes.cast(self.key, pdfium_c.FPDF_PAGEOBJECT)


def drawn_objects(page: Any) -> list[Drawn]:
    """Everything drawn on the page, forms within it opened, first drawn first."""
    result: list[Drawn] = []
    count, held = pdfium_c.FPDFPage_CountObjects(page), pdfium.address(page.raw)
    _collect((pdfium.page_object(held, index) for index in range(count)), IDENTITY, _DEPTH, result)
    return result


def _collect(keys: Iterable[int], outer: Matrix, depth: int, result: list[Drawn]) -> None:
    raw = pdfium_c.FS_MATRIX()
    place = ctypes.addressof(raw)
    for key in keys:
        if len(result) >= MAX_OBJECTS:
            return
        matrix = outer
        if pdfium.object_matrix(key, place):
            matrix = (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)
            if outer is not IDENTITY:
                matrix = chained(matrix, outer)
        kind = pdfium.object_kind(key)
        if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
            result.append(Drawn(key, kind, matrix, outer, len(result) + 1))
        elif depth:
            count = pdfium_c.FPDFFormObj_CountObjects(ctypes.cast(key, pdfium_c.FPDF_PAGEOBJECT))
            inner = (pdfium.form_object(key, index) for index in range(count))
            _collect(inner, matrix, depth - 1, result)


@dataclass(frozen=True, slots=True)
class Square:
    """A check box or radio button as drawn."""

    box: Box
    checked: bool
    astray: bool = False
    """A filled square that stands by itself where others stand in boxes."""


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area or an image that can hide what was drawn before it, or show up white print drawn after."""

    box: Box
    order: int
    dark: bool
    image: bool = False
    """Whether it is an image, of which nobody knows how dark it is at a place."""


@dataclass(slots=True)
class Drawing:
    """What a page's lines, areas and images are, in upright points."""

    rulings: list[Box] = field(default_factory=list)
    squares: list[Square] = field(default_factory=list)
    inks: list[Box] = field(default_factory=list)
    rings: list[Box] = field(default_factory=list)
    """Closed curves about a word in size, as somebody draws around a choice."""
    areas: list[Area] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    outlines: int = 0
    """Filled shapes that are neither lines nor boxes: many on a page without print are letters turned into shapes."""


@dataclass(slots=True)
class _Bits:
    """Shapes whose meaning shows only from what lies around them."""

    boxes: list[Box] = field(default_factory=list)
    """Outlined squares and circles of a check box's size."""
    narrow: list[Box] = field(default_factory=list)
    """Outlined boxes of a check box's height that are too narrow, as an empty one made of type is."""
    solid: list[Box] = field(default_factory=list)
    """Small filled squares and circles."""
    strokes: list[Box] = field(default_factory=list)
    """Slanted and curved lines, and short straight ones."""
    dots: list[Box] = field(default_factory=list)
    """What is as small as the dots and dashes of a dotted line."""
    pale: list[Box] = field(default_factory=list)
    """The same as white as paper: they show where they lie on something dark."""


class _Shape(NamedTuple):
    """One closed or open line of a path, in upright points."""

    points: tuple[Point, ...]
    curved: bool
    stroked: bool
    filled: bool
    brightness: float
    """Of the line where it is stroked, else of the area."""
    line: float
    """Width of the line, 0 without one."""
    box: Box

    @property
    def rectangle(self) -> bool:
        """Whether it is an upright rectangle, its corners rounded or not."""
        x0, y0, x1, y1 = self.box
        if not self.curved and set(self.points) == {(x0, y0), (x1, y0), (x0, y1), (x1, y1)}:
            return round(x0) != round(x1) and round(y0) != round(y1)
        near = max(0.6, 0.03 * max(x1 - x0, y1 - y0))
        on_edge = [
            min(abs(x - x0), abs(x - x1)) <= near or min(abs(y - y0), abs(y - y1)) <= near for x, y in self.points
        ]
        closed = len(self.points) >= 4 and (
            len(self.points) == 4 or _close(self.points[0], self.points[-1]) or not self.curved
        )
        return closed and all(on_edge) and len({(round(x), round(y)) for x, y in self.points}) >= 4

    @property
    def round(self) -> bool:
        """Whether it is a circle, or nearly."""
        x0, y0, x1, y1 = self.box
        wide, high = x1 - x0, y1 - y0
        if not self.curved or len(self.points) < 8 or min(wide, high) < 0.7 * max(wide, high):
            return False
        cx, cy = middle(self.box)
        # Control points of a circle lie up to 1.15 radii from its centre, never near the middle.
        reach = [((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 / (max(wide, high) / 2) for x, y in self.points]
        return min(reach) > 0.6 and max(reach) < 1.3 and _close(self.points[0], self.points[-1])

    @property
    def ring(self) -> bool:
        """Whether it is drawn around something, by hand or not."""
        return self.stroked and self.around

    @property
    def around(self) -> bool:
        """Whether it goes around its middle as an ellipse does."""
        x0, y0, x1, y1 = self.box
        wide, high = x1 - x0, y1 - y0
        if not self.curved or len(self.points) < 8 or min(wide, high) < _SMALLEST_BOX:
            return False
        cx, cy = middle(self.box)
        reach = [((2 * (x - cx) / wide) ** 2 + (2 * (y - cy) / high) ** 2) ** 0.5 for x, y in self.points]
        start, end = self.points[0], self.points[-1]
        closed = abs(start[0] - end[0]) < 0.35 * wide and abs(start[1] - end[1]) < 0.35 * high
        return closed and min(reach) > 0.6 and max(reach) < 1.4


def _close(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < 1 and abs(one[1] - other[1]) < 1


def read_drawing(objects: Sequence[Drawn], sheet: Sheet) -> Drawing:
    """The page's rulings, boxes, signatures, areas and images."""
    drawing, bits = Drawing(), _Bits()
    for drawn in objects:
        if drawn.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            _take_image(drawn, sheet, drawing)
        elif drawn.kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            _take_path(drawn, sheet, drawing, bits)
    dotted, bits.dots = dotted_lines(bits.dots)
    drawing.rulings += dotted
    bits.strokes += bits.dots[:_MOST]
    squares = _squares(bits, drawing.rulings)
    drawing.squares, rest = _checked(squares, [*bits.strokes, *bits.solid])
    free = set(rest)
    ticked = [box for box in bits.solid if box in free and _ticked(box, bits.pale)]
    free.difference_update(ticked)
    rest = [box for box in rest if box in free]
    drawing.squares += [Square(box, True) for box in ticked]
    drawing.squares += _astray(squares, [box for box in bits.solid if box in free])
    bars = _low_bars(rest, drawing.rulings)
    drawing.rulings += bars
    drawing.inks.extend(_signatures([stroke for stroke in rest if stroke not in bars], drawing.rulings))
    return drawing


def _take_image(drawn: Drawn, sheet: Sheet, drawing: Drawing) -> None:
    box = sheet.box(moved(corner, drawn.matrix) for corner in ((0, 0), (1, 0), (0, 1), (1, 1)))
    drawing.images.append(box)
    if not pdfium_c.FPDFPageObj_HasTransparency(drawn.handle):
        _take_area(box, drawn, sheet, drawing, dark=True, image=True)
    wide, high = box[2] - box[0], box[3] - box[1]
    if wide >= _SMALLEST_INK and 4 <= high <= 0.2 * sheet.height and wide <= 0.6 * sheet.width:
        drawing.inks.append(box)


def _take_area(box: Box, drawn: Drawn, sheet: Sheet, drawing: Drawing, *, dark: bool, image: bool = False) -> None:
    """Notes the part of an opaque area that its clipping lets through."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(drawn.handle)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, pdfium_c.FPDFClipPath_CountPaths(clip)) if clip else 0):
        corners = []
        for index in range(max(0, min(pdfium_c.FPDFClipPath_CountPathSegments(clip, path), MAX_SEGMENTS))):
            pdfium_c.FPDFPathSegment_GetPoint(pdfium_c.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
            corners.append(moved((x.value, y.value), drawn.outer))
        if corners:
            seen = sheet.box(corners)
            box = (max(box[0], seen[0]), max(box[1], seen[1]), min(box[2], seen[2]), min(box[3], seen[3]))
    if box[0] < box[2] and box[1] < box[3] and len(drawing.areas) < _MOST:
        drawing.areas.append(Area(box, drawn.order, dark, image))


def _take_path(drawn: Drawn, sheet: Sheet, drawing: Drawing, bits: _Bits) -> None:
    shapes = list(_shapes(drawn, sheet))
    frame = _frame(shapes)
    if frame:
        shapes = [frame]
    for shape in shapes:
        _sort_shape(shape, drawn, sheet, drawing, bits)


def _frame(shapes: list[_Shape]) -> _Shape | None:
    """The outline that a filled path with a hole draws, as browsers draw borders and rings."""
    if len(shapes) != 2 or shapes[0].stroked or shapes[0].brightness > _PALE:
        return None
    outer, inner = sorted(shapes, key=lambda shape: area(shape.box), reverse=True)
    alike = all(s.rectangle for s in shapes) or all(s.round for s in shapes) or all(s.around for s in shapes)
    margins = [abs(one - other) for one, other in zip(outer.box, inner.box, strict=True)]
    if not alike or max(margins) > 4 or not holds(outer.box, middle(inner.box)):
        return None
    return _Shape(outer.points, outer.curved, True, False, outer.brightness, max(margins), outer.box)


def _shapes(drawn: Drawn, sheet: Sheet) -> Iterator[_Shape]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.draw_mode(drawn.key, ctypes.addressof(fill), ctypes.addressof(stroke))
    stroked, filled = bool(stroke.value), fill.value != pdfium_c.FPDF_FILLMODE_NONE
    brightness = 1.0
    if stroked:
        brightness = _brightness(drawn, pdfium.stroke_colour)
        stroked = brightness < _PALE
    if filled and not stroked:
        brightness = _brightness(drawn, pdfium.fill_colour)
    if not (stroked or filled or stroke.value):
        return
    line = 0.0
    if stroked:
        width = ctypes.c_float()
        pdfium.stroke_width(drawn.key, ctypes.addressof(width))
        line = width.value
    for points, curved in _lines(drawn):
        if len(points) >= 2:
            upright = tuple(sheet.all_moved(points, drawn.matrix))
            yield _Shape(upright, curved, stroked, filled, brightness, line, around(upright))


def _lines(drawn: Drawn) -> Iterator[tuple[list[Point], bool]]:
    """The parts of a path between moves of the pen: points in the path's own coordinates, and whether any bends."""
    path = drawn.key
    count = pdfium.path_segments(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    to_x, to_y = ctypes.addressof(x), ctypes.addressof(y)
    points: list[Point] = []
    curved, pulls = False, 0
    for index in range(min(count, MAX_SEGMENTS)):
        segment = pdfium.path_segment(path, index)
        pdfium.segment_point(segment, to_x, to_y)
        kind = pdfium.segment_kind(segment)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, curved
            points, curved = [], False
        points.append((x.value, y.value))
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            curved = True
            pulls += 1
            if pulls == 3:
                points[-3:] = _on_curve(points[-4:])
                pulls = 0
        if pdfium.segment_closes(segment) and points[0] != points[-1]:
            points.append(points[0])
    if len(points) > 1:
        yield points, curved


def _on_curve(pulls: list[Point]) -> list[Point]:
    """Two points along a curve and its end, in place of the points that pull at it and lie beside it."""
    start, one, two, end = pulls

    def at(share: float) -> Point:
        weights = ((1 - share) ** 3, 3 * (1 - share) ** 2 * share, 3 * (1 - share) * share**2, share**3)
        pairs = list(zip(weights, (start, one, two, end), strict=True))
        return sum(w * x for w, (x, _) in pairs), sum(w * y for w, (_, y) in pairs)

    return [at(1 / 3), at(2 / 3), end]


_COLOUR = (ctypes.c_uint * 4)()
_RED, _GREEN, _BLUE, _ALPHA = (ctypes.addressof(_COLOUR) + 4 * at for at in range(4))


def _brightness(drawn: Drawn, ask: Any) -> float:
    """From 0 for black to 1 for white or not drawn at all."""
    if not ask(drawn.key, _RED, _GREEN, _BLUE, _ALPHA):
        return 0.0
    red, green, blue, alpha = _COLOUR
    light = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return 1 - (1 - light) * alpha / 255


def _sort_shape(shape: _Shape, drawn: Drawn, sheet: Sheet, drawing: Drawing, bits: _Bits) -> None:
    x0, y0, x1, y1 = box = shape.box
    wide, high = x1 - x0, y1 - y0
    visible = shape.brightness < _PALE
    if min(wide, high) <= (_FLAT if shape.curved else _THIN) and max(wide, high) >= _SHORTEST_RULING:
        if visible:
            drawing.rulings.append(box)
        return
    if visible and min(wide, high) <= LARGEST_DOT and max(wide, high) <= LONGEST_DASH:
        bits.dots.append(box)
        return
    boxlike = shape.rectangle or shape.round
    if boxlike and shape.stroked and not shape.filled and _narrow(box) and len(bits.narrow) < _MOST:
        bits.narrow.append(box)
        return
    if boxlike and min(wide, high) >= _SMALLEST_BOX and max(wide, high) <= _LARGEST_BOX and _square(box):
        if shape.stroked and not (shape.filled and _fill_is_dark(drawn)):
            if len(bits.boxes) < _MOST:
                bits.boxes.append(box)
        elif visible and shape.brightness < _DARK and len(bits.solid) < _MOST:
            bits.solid.append(box)
    elif boxlike and max(wide, high) < _LARGEST_BOX:
        if visible and (shape.stroked or shape.brightness < _DARK) and len(bits.solid) < _MOST:
            bits.solid.append(box)
    elif shape.ring and not shape.rectangle and not shape.filled and high <= _HIGHEST_RING:
        drawing.rings.append(box)
    elif shape.round and shape.stroked:
        return  # a seal or a rounded ornament
    elif boxlike:
        if shape.stroked:
            drawing.rulings.extend(_edges(box))
        if shape.filled and not pdfium_c.FPDFPageObj_HasTransparency(drawn.handle):
            _take_area(box, drawn, sheet, drawing, dark=_fill_is_dark(drawn))
    elif visible:
        if shape.filled and not shape.stroked:
            drawing.outlines += 1
        if len(bits.strokes) < _MOST:
            bits.strokes.append(box)
    elif max(wide, high) <= _LARGEST_BOX and len(bits.pale) < _MOST:
        bits.pale.append(box)


def _fill_is_dark(drawn: Drawn) -> bool:
    return _brightness(drawn, pdfium.fill_colour) < _DARK + 0.15


def _square(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return min(wide, high) >= 0.72 * max(wide, high)


def _narrow(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return _SMALLEST_BOX <= high <= _LARGEST_BOX and 0.4 * high <= wide < 0.72 * high


def _edges(box: Box) -> list[Box]:
    x0, y0, x1, y1 = box
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def _squares(bits: _Bits, rulings: list[Box]) -> list[Box]:
    """The check boxes, each once; squares in a row that touch are the cells of a comb, and become rulings."""
    found = sorted([*bits.boxes, *_four_strokes(bits)], key=area, reverse=True)
    heights = [box[3] - box[1] for box in found]
    for box in bits.narrow:
        if any(abs(box[3] - box[1] - high) < 0.5 for high in heights):
            found.append(box)
        else:
            rulings.extend(_edges(box))
    single: list[Box] = []
    for box in found:
        if not any(overlap(box, other) > 0.6 * area(box) for other in single):
            single.append(box)
    result = []
    for box in single:
        neighbours = sum(_touch(box, other) for other in single if other is not box)
        if neighbours:
            rulings.extend(_edges(box))
        else:
            result.append(box)
    return result


def _touch(one: Box, other: Box) -> bool:
    level = abs(one[1] - other[1]) < 1 and abs(one[3] - other[3]) < 1
    return level and min(abs(one[2] - other[0]), abs(other[2] - one[0])) < 1


def _four_strokes(bits: _Bits) -> list[Box]:
    """Boxes drawn as four separate lines; their lines are taken from the strokes."""
    flat = [box for box in bits.strokes if box[3] - box[1] <= _THIN < _SMALLEST_BOX <= box[2] - box[0]]
    tall = [box for box in bits.strokes if box[2] - box[0] <= _THIN < _SMALLEST_BOX <= box[3] - box[1]]
    # Drawn maps have thousands of lines: each is held only against those that begin where it begins.
    beginning = defaultdict[int, list[int]](list)
    for index, line in enumerate(flat):
        beginning[int(line[0] // _ALIGNED)].append(index)
    found: list[Box] = []
    gone: set[Box] = set()
    for index, top in enumerate(flat):
        slot = int(top[0] // _ALIGNED)
        below = sorted(
            other for near in (slot - 1, slot, slot + 1) for other in beginning.get(near, ()) if other > index
        )
        for bottom in (flat[other] for other in below):
            box = joined(top, bottom)
            if not _square(box) or abs(top[0] - bottom[0]) >= _ALIGNED or abs(top[2] - bottom[2]) >= _ALIGNED:
                continue
            sides = [line for line in tall if _alike(line, box) and overlap(_grown(line, 1), _grown(box, 1))]
            if len(sides) >= 2:
                found.append(box)
                gone.update((top, bottom, *sides))
    bits.strokes = [stroke for stroke in bits.strokes if stroke not in gone]
    return found


def _alike(line: Box, box: Box) -> bool:
    at_side = min(abs(line[0] - box[0]), abs(line[2] - box[2])) < _ALIGNED
    return at_side and abs(line[1] - box[1]) < _ALIGNED and abs(line[3] - box[3]) < _ALIGNED


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _checked(squares: list[Box], strokes: list[Box]) -> tuple[list[Square], list[Box]]:
    """The squares with whether something is drawn in them, and the strokes that belong to none."""
    marks: list[Square] = []
    used: set[int] = set()
    sizes = [(max(stroke[2] - stroke[0], stroke[3] - stroke[1]), middle(stroke)) for stroke in strokes]
    for square in squares:
        side = max(square[2] - square[0], square[3] - square[1])
        inside: list[Box] = []
        for index, (stroke, (largest, spot)) in enumerate(zip(strokes, sizes, strict=True)):
            if largest > 2.2 * side or not holds(square, spot, 0.35 * side):
                continue
            if overlap(_grown(stroke, 0.3), square) > 0.3 * area(_grown(stroke, 0.3)):
                inside.append(stroke)
                used.add(index)
        checked = False
        if inside:
            whole = inside[0]
            for stroke in inside[1:]:
                whole = joined(whole, stroke)
            checked = max(whole[2] - whole[0], whole[3] - whole[1]) >= 0.35 * side
        marks.append(Square(square, checked))
    return marks, [stroke for index, stroke in enumerate(strokes) if index not in used]


def _ticked(solid: Box, pale: list[Box]) -> bool:
    """Whether a white tick lies on a filled square of a check box's size, as browsers print a checked box."""
    side = min(solid[2] - solid[0], solid[3] - solid[1])
    return side >= _SMALLEST_BOX and any(
        holds(solid, middle(tick)) and 0.3 * side <= max(tick[2] - tick[0], tick[3] - tick[1]) <= side for tick in pale
    )


def _astray(squares: list[Box], solid: list[Box]) -> list[Square]:
    """Filled squares that slipped out of their boxes, as a line break can part them; more than a few are bullets."""
    if not squares or len(solid) > len(squares):
        return []
    side = min(box[2] - box[0] for box in squares)
    return [Square(box, True, astray=True) for box in solid if _square(box) and 0.45 * side < box[2] - box[0] < side]


def _low_bars(strokes: list[Box], rulings: list[Box]) -> list[Box]:
    """Upright strokes, too short for rulings by themselves, that part the cells of a low row: they join two rulings."""
    upright = [s for s in strokes if s[2] - s[0] <= _THIN and s[3] - s[1] >= _SMALLEST_BOX]
    flat = [r for r in rulings if r[2] - r[0] > r[3] - r[1]] if upright else []
    return [s for s in upright if all(_ends_on(s, y, flat) for y in (s[1], s[3]))]


def _ends_on(bar: Box, y: float, flat: list[Box]) -> bool:
    return any(rule[1] - 1 <= y <= rule[3] + 1 and rule[0] - 1 <= bar[0] and bar[2] <= rule[2] + 1 for rule in flat)


def _one_hand(one: Box, other: Box) -> bool:
    """Whether two strokes are parts of one signature: near each other, and not each a signature on its own line."""
    if min(one[2] - one[0], other[2] - other[0]) >= _WHOLE_SIGNATURE:
        return overlap(one, other) > 0.25 * min(area(one), area(other))
    return overlap(_grown(one, 4), _grown(other, 4)) > 0


def _signatures(strokes: list[Box], rulings: list[Box]) -> list[Box]:
    """Strokes that lie together, joined, where they are wide enough for a signature or initials."""
    groups: list[Box] = []
    # From the left: a group that ended well before a stroke begins has nothing to do with it.
    for stroke in sorted(strokes):
        near = [group for group in groups if group[2] + 8 > stroke[0] and _one_hand(group, stroke)]
        whole = stroke
        for group in near:
            whole = joined(whole, group)
            groups.remove(group)
        groups.append(whole)
    return [box for box in groups if box[2] - box[0] >= _SMALLEST_INK and box[3] - box[1] >= _LOWEST_INK]
