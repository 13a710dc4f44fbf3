"""From the picture of a page to the page: upright, level, evenly lit; its words, rulings, check boxes and scribbles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from extractors import ink as inks
from extractors.agreement import Letter, Line
from extractors.boldness import with_bold
from extractors.checks import Check, all_marks, doubted
from extractors.corners import Corners, as_shares, in_pixels
from extractors.drawn_combs import drawn_combs, ends, in_blanks
from extractors.drawn_rings import rings, without_rings
from extractors.frayed import mended
from extractors.hairlines import with_hairlines
from extractors.ink import Area
from extractors.leaders import without_leaders
from extractors.ocr import cut, read_lines, recogniser
from extractors.page import Ink, Mark, Page, Ruling, Word
from extractors.paleness import darkened
from extractors.respaced import respaced
from extractors.shaded import unshaded
from extractors.sheet import holds, middle, overlap
from extractors.straighten import (
    LETTER_INCHES,
    Picture,
    cut_out,
    even_light,
    find_sheet,
    firm,
    grey,
    has_shades,
    level,
    reduced,
    sideways,
    skew,
    turn,
    without_rims,
)
from extractors.typed_marks import typed_marks
from extractors.typewriter import is_rule, strokes
from extractors.uncurled import bend, straight
from extractors.unread import is_letter, place_on, unread_parts
from extractors.veiled import crossed, glare, tiles, without_lines
from forms.evidence import Box

_FINEST = 240.0
"""Dots to the inch beyond which more of them add nothing to reading."""
_COARSEST = 150.0
_LARGEST_SIDE = 17.5
"""Inches; a picture that claims to be of larger paper does not know its resolution."""
_VOTERS = 5
"""Lines of print that decide which way up the page is."""
_DIRT = 0.07
"""Inches of height below which a line is as likely dirt, and votes only where there are no others."""
_SURE_OF_TURN = 0.90
"""Mean confidence of the lines that vote, from which the page is taken to stand upright."""
_LETTERS_A_LINE = 3
"""Letters of a line that votes, on average, from which it tells."""
_WORTH_READING = 0.5
"""Lines of lower mean confidence are scribbles, dirt or pictures."""
_READ = 0.45
"""Share of a drawing that words cover, from which it is these words."""
_OVER, _SURELY_A_LETTER = 0.15, 0.9
"""Share of a square that a word covers, where it stands in its place; and the confidence from which a letter alone
is one, whatever square it seems to be."""
_LARGEST_LETTER = 0.3
"""Inches; a letter that stands alone and is larger is a drawing."""
_ROWS, _RESTLESS = 7, 0.25
"""Every so many rows are asked how many of their dots differ from the next; on the worst of faxes one in fifty does."""
_FOOT, _TAIL = 0.02, 0.035
"""Inches between a line of print and a ruling into which its letters may hang, and how far they do."""
_EDGE = 0.06
"""Inches from the picture's edge within which no printer prints."""
_LEAST_INK = 0.00002
"""Share of a page's dots that must be letters before it is read at all: OCR finds words on any blank sheet."""


@dataclass(slots=True)
class Sheet:
    """A page made straight, in grey, evenly lit, and what is known of how it lay."""

    page: Picture
    inch: float
    """Pixels to the inch."""
    turned: int = 0
    shades: bool = True
    """Whether the picture was taken in shades of grey or in colours, not in black and white alone."""
    veil: Picture | None = None
    """Where the paper cannot be seen, as extractors/veiled.py tells it; None where all of it can."""
    corners: Corners | None = None
    """By which it was cut out of its surroundings; None where it fills the picture."""

    def turn(self, degrees: int) -> None:
        """Turns the sheet clockwise by a multiple of 90 degrees."""
        self.page, self.turned = turn(self.page, degrees), (self.turned + degrees) % 360
        if self.veil is not None:
            self.veil = turn(self.veil, degrees)


@dataclass(slots=True)
class Parts:
    """What stands on a sheet: `clean` is the page without rulings, check boxes and specks."""

    clean: Picture
    ruled: list[Area]
    checks: list[Check]
    faint: list[Check]
    """Squares that are check boxes where no word is read in their place."""
    print_: list[Area]
    scribbles: list[Area]
    rings: list[Area] = field(default_factory=list)
    strokes: list[Area] = field(default_factory=list)
    """Those that were typed between columns."""
    read: dict[Area, Line] = field(default_factory=dict)
    """The lines that were read to find out which way up the page is."""


def read_picture(image: Picture, *, file: str, number: int, dpi: float | None, corners: Corners | None = None) -> Page:
    """The page in a picture of paper; `dpi` is None where the picture does not say, as in a photograph.

    `corners` are the sheet's, where a person gave them; else they are looked for.
    """
    sheet = straightened(image, dpi, corners)
    # Not before: who looks at the page is to see it as pale as it came.
    if sheet.shades:
        sheet.page = darkened(sheet.page, sheet.inch, upright=False)
    sheet.page = unshaded(sheet.page, sheet.inch)
    parts = None if _is_noise(sheet.page) else _upright(sheet)
    height, width = sheet.page.shape
    page = Page(
        file=file,
        number=number,
        width=width / sheet.inch * 72,
        height=height / sheet.inch * 72,
        turned=sheet.turned,
        scanned=True,
        corners=sheet.corners,
    )
    if parts is None:
        return page
    page.rulings = [Ruling(_fraction(area, width, height)) for area in parts.ruled]
    page.marks = [_mark(doubted(check, sheet.page, sheet.inch), width, height) for check in parts.checks]
    areas = sorted(parts.print_, key=lambda area: (area.y0, area.x0))
    crops = [cut(parts.clean, area) for area in areas]
    known = {at: parts.read[area] for at, area in enumerate(areas) if area in parts.read}
    spans = list(areas)
    for at, (crop, span, line) in _underlined(sheet, parts, areas, crops, known).items():
        crops[at], spans[at], known[at] = crop, span, line
    for area, span, line in zip(areas, spans, read_lines(crops, known), strict=True):
        if line.confidence >= _WORTH_READING and not _drawn(line, area, sheet.inch):
            page.words += _words(line, span, area, width, height)
            unread = list(unread_parts(line, area, span, parts.clean, sheet.inch))
        else:
            unread = [area] if is_letter(area, sheet.inch) else []
        unread += _cut(area, width, height, sheet.inch)
        if sheet.veil is not None:
            unread += crossed(sheet.veil, area)
        page.unread += [Ink(_fraction(part, width, height)) for part in unread]
    if sheet.veil is not None:
        page.unread += [Ink(_fraction(tile, width, height)) for tile in tiles(sheet.veil, sheet.inch)]
    page.words = respaced(with_bold(page.words, parts.clean))
    page.words += [Word("|", _fraction(stroke, width, height), 1.0, "ocr") for stroke in parts.strokes]
    _take_faint(page, [_mark(doubted(check, sheet.page, sheet.inch), width, height) for check in parts.faint])
    page.words, typed = typed_marks(page.words, width / height)
    page.marks += typed
    page.rings = [Ink(_fraction(area, width, height)) for area in parts.rings]
    page.inks = [
        Ink(_fraction(area, width, height)) for area in parts.scribbles if not _is_read(area, page, width, height)
    ]
    return page


def _underlined(
    sheet: Sheet, parts: Parts, areas: Sequence[Area], crops: Sequence[Picture], known: dict[int, Line]
) -> dict[int, tuple[Picture, Area, Line]]:
    """Lines of print whose letters hang into a ruling and lose their feet with it, read with the ruling in its place.

    By their number: the crop, what it covers and the line as read, of those that read more surely so. What is read
    for that without the ruling is `known` from then on.
    """
    near, deep = round(_FOOT * sheet.inch), round(_TAIL * sheet.inch)
    across = [rule for rule in parts.ruled if rule.width > rule.height]
    low: dict[int, tuple[Picture, Area]] = {}
    for at, area in enumerate(areas):
        under = [r for r in across if r.x0 < area.x1 and area.x0 < r.x1 and -near <= r.y0 - area.y1 <= near]
        if under and area.height > deep:
            span = Area(area.x0, area.y0, area.x1, area.y1 + deep)
            low[at] = _with(parts.clean, sheet.page, span, [rule.grown(near) for rule in under]), span
    fresh = [at for at in low if at not in known]
    known |= zip(fresh, recogniser().read([crops[at] for at in fresh]), strict=True)
    whole = zip(low, recogniser().read([crop for crop, _ in low.values()]), strict=True)
    return {at: (*low[at], line) for at, line in whole if _says_more(line, known[at])}


def _with(clean: Picture, page: Picture, span: Area, strips: Sequence[Area]) -> Picture:
    """The line in the span of the page without its rulings, but with those in the strips."""
    high, wide = page.shape
    around = span.grown(span.height).within(Area(0, 0, wide, high))
    shown = around.of(clean).copy()
    for strip in (strip.within(around) for strip in strips):
        here = strip.moved(-around.x0, -around.y0).of(shown)
        here[:] = np.minimum(strip.of(page), here)
    return cut(shown, span.moved(-around.x0, -around.y0))


def _says_more(whole: Line, apart: Line) -> bool:
    """Whether the line with its ruling says what the one without it lost, and not the ruling itself."""
    same = whole.text.rstrip("._- ") == apart.text.rstrip("._- ")
    return not same and whole.weakest >= apart.weakest


def _cut(area: Area, width: int, height: int, inch: float) -> list[Area]:
    """The ends of a line of print that reaches the picture's edge, beyond which it may go on."""
    near = _EDGE * inch
    ends = []
    if area.x0 < near or area.y0 < near or area.y1 > height - near:
        ends.append(Area(area.x0, area.y0, min(area.x1, area.x0 + area.height), area.y1))
    if area.x1 > width - near or area.y0 < near or area.y1 > height - near:
        ends.append(Area(max(area.x0, area.x1 - area.height), area.y0, area.x1, area.y1))
    return ends


def _is_noise(page: Picture) -> bool:
    """Whether a picture turns from dark to light and back at every few dots, and so shows no paper at all."""
    dark = inks.ink_of(page[::_ROWS])
    return float((dark[:, 1:] != dark[:, :-1]).mean()) > _RESTLESS


def working_scale(inch: float) -> float:
    """By how much a picture of so many pixels to the inch is scaled before it is read."""
    return min(1.0, _FINEST / inch) if inch > _COARSEST else _COARSEST / inch


def straightened(image: Picture, dpi: float | None, given: Corners | None = None) -> Sheet:
    """The sheet of paper in the picture, level and evenly lit, though perhaps a quarter turn or two astray.

    It is cut out by the corners that are `given`, else by those that are found, if any are.
    """
    corners = in_pixels(given, image) if given else find_sheet(image)
    paper = cut_out(image, corners) if corners is not None else image
    long = max(paper.shape[:2])
    inch = dpi if dpi and corners is None and long / dpi <= _LARGEST_SIDE else long / LETTER_INCHES[1]
    scale = working_scale(inch)
    paper = grey(paper)
    shaded = has_shades(paper)
    if abs(scale - 1) > 0.02:
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        paper = np.asarray(cv2.resize(paper, None, fx=scale, fy=scale, interpolation=method), dtype=np.uint8)
        inch *= scale
    scanned = dpi is not None and corners is None
    paper, veil = without_lines(paper, inch) if scanned else (paper, glare(paper))
    sheet = Sheet(firm(even_light(paper)), inch, shades=shaded, veil=veil)
    sheet.corners = None if corners is None else as_shares(corners, image)
    sheet.page, dark = without_rims(sheet.page, reduced(inks.ink_of(sheet.page)))
    if sideways(dark):
        sheet.turn(90)
        dark = turn(dark, 90)
    askew = skew(dark)
    sheet.page = level(sheet.page, askew)
    if sheet.veil is not None:
        sheet.veil = level(sheet.veil, askew, cv2.INTER_NEAREST, 0)
    if not scanned and (lows := bend(sheet.page, inch)) is not None:
        sheet.page = straight(sheet.page, lows)
        if sheet.veil is not None:
            sheet.veil = straight(sheet.veil, lows, cv2.INTER_NEAREST, 0)
    return sheet


def _upright(sheet: Sheet) -> Parts | None:
    """The parts of the sheet after it was turned to where its print reads best; None where it is blank."""
    parts = taken_apart(sheet.page, sheet.inch, shades=sheet.shades)
    if not parts.print_:
        return parts if parts.ruled or parts.checks or parts.scribbles else None
    best = _legible(parts, sheet.inch)
    if best >= _SURE_OF_TURN:
        return parts
    upright, chosen = 0, parts
    for degrees in (180, 90, 270):
        if degrees != 180 and best >= _SURE_OF_TURN:
            break
        other = taken_apart(_turned(sheet, degrees), sheet.inch, shades=sheet.shades)
        legible = _legible(other, sheet.inch)
        if legible > best + 0.02:
            best, upright, chosen = legible, degrees, other
    turned = _turned(sheet, upright) if upright else sheet.page
    sheet.turn(upright)
    sheet.page = turned
    return chosen


def _turned(sheet: Sheet, degrees: int) -> Picture:
    """The page turned clockwise; its bars run across only where it does not lie on its side."""
    page = turn(sheet.page, degrees)
    return page if degrees == 180 else unshaded(page, sheet.inch)


def _legible(parts: Parts, inch: float) -> float:
    """How well a few lines of the page read as it stands, from 0 to 1."""
    likely = [area for area in parts.print_ if area.height > _DIRT * inch and area.width > 2 * area.height]
    wide = sorted(likely or parts.print_, key=lambda area: abs(area.width - 8 * area.height))[:_VOTERS]
    if not wide:
        return 0.0
    lines = recogniser().read([cut(parts.clean, area) for area in wide])
    parts.read = dict(zip(wide, lines, strict=True))
    letters = [letter.confidence for line in lines for letter in line.letters]
    # On a page that lies on its side every letter is a line, and many are legible by themselves.
    return sum(letters) / max(len(letters), _LETTERS_A_LINE * len(lines))


def taken_apart(page: Picture, inch: float, *, shades: bool = True) -> Parts:
    """The parts of a straight, evenly lit page; without shades, as a fax is, it shows no pale lines."""
    dark = inks.ink_of(page)
    ringed, drawn = rings(dark, inch)
    if ringed:
        page = without_rings(page, drawn)
        dark = inks.ink_of(page)
    checks, faint = all_marks(dark, inch)
    ruled, mask = inks.rulings(dark, inch)
    ruled = with_hairlines(page, mended(dark, ruled, mask, inch), mask, inch, pale=shades)
    bars, blanks, combed = drawn_combs(dark, inch)
    parting = [*ruled, *ends(blanks)]
    ruled, mask = [*ruled, *bars], cv2.bitwise_or(mask, combed)
    clean = inks.without(page, mask, inch)
    for check in checks:
        check.area.grown(round(0.015 * inch)).of(clean)[:] = 245
    clean = without_leaders(clean, inch)
    clean = inks.without_specks(clean, inks.ink_of(clean), inch)
    dark = inks.ink_of(clean)
    if float((dark > 0).mean()) < _LEAST_INK:
        return Parts(clean, ruled, checks, faint, [], [], ringed)
    typed = strokes(dark, inch)
    for stroke in typed:
        stroke.grown(1).of(clean)[:] = inks.PAPER
        stroke.grown(1).of(dark)[:] = 0
    lines, scribbles = inks.print_and_scribbles(dark, [*parting, *typed], inch)
    dashes = [line for line in lines if is_rule(line, dark, inch)]
    lines = [line for line in lines if line not in dashes]
    return Parts(clean, [*ruled, *dashes], checks, faint, in_blanks(lines, blanks), scribbles, ringed, typed)


def _drawn(line: Line, area: Area, inch: float) -> bool:
    """Whether a single letter was read in what is too large or too thin to be one: a seal, or a scrap of a ruling."""
    if len(line.text) > 1:
        return False
    return area.height > _LARGEST_LETTER * inch or (area.height > 0.15 * inch and area.width < 0.2 * area.height)


def _words(line: Line, span: Area, area: Area, width: int, height: int) -> list[Word]:
    """The words of a line, their boxes by the places of their letters in the span that was read."""
    words: list[Word] = []
    half = _half_letter(line)
    for letters in line.words:
        x0 = max(area.x0, round(place_on(area, span, letters[0].place - half)))
        x1 = min(area.x1, round(place_on(area, span, letters[-1].place + half)))
        box = _fraction(Area(x0, area.y0, max(x0 + 1, x1), area.y1), width, height)
        words.append(_word(letters, box))
    return words


def _half_letter(line: Line) -> float:
    """Half the room that a letter takes up, as a fraction of the line."""
    steps = [two.place - one.place for word in line.words for one, two in pairwise(word)]
    return float(np.median(steps)) / 2 if steps else 0.5 / max(1, len(line.letters))


def _word(letters: tuple[Letter, ...], box: Box) -> Word:
    text, confidence = "".join(letter.text for letter in letters), min(letter.confidence for letter in letters)
    return Word(text, box, confidence, "ocr", rival=letters[0].rival)


def _is_read(area: Area, page: Page, width: int, height: int) -> bool:
    """Whether a drawing was read as words after all, as where the letters of a title touch; not only at its foot."""
    x0, y0, x1, y1 = _fraction(area, width, height)
    covered = 0.0
    for word in page.words:
        wx0, wy0, wx1, wy1 = word.box
        shared = min(y1, wy1) - max(y0, wy0)
        if word.confidence >= _SURE_OF_TURN and shared > 0.5 * (wy1 - wy0):
            covered += shared * max(0.0, min(x1, wx1) - max(x0, wx0))
    return covered > _READ * (x1 - x0) * (y1 - y0)


def _mark(check: Check, width: int, height: int) -> Mark:
    return Mark(_fraction(check.area, width, height), check.checked, check.confidence)


def _take_faint(page: Page, faint: Sequence[Mark]) -> None:
    """Takes for check boxes the squares in whose place no word was read, nor a letter surely."""
    for mark in faint:
        over = [word for word in page.words if overlap(word.box, mark.box) > _OVER * overlap(mark.box, mark.box)]
        if all(len(word.text) == 1 and word.confidence < _SURELY_A_LETTER for word in over):
            page.marks.append(mark)
            page.words = [word for word in page.words if word not in over]
            page.unread = [ink for ink in page.unread if not holds(mark.box, middle(ink.box))]


def _fraction(area: Area, width: int, height: int) -> Box:
    return (
        max(0.0, area.x0 / width),
        max(0.0, area.y0 / height),
        min(1.0, area.x1 / width),
        min(1.0, area.y1 / height),
    )
