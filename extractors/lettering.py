"""The print of a PDF page: its letters as pdfium finds them, whether a person can see them, and the words they form."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from extractors.page import Word
from extractors.sheet import Point, Sheet
from forms.evidence import Box

MAX_LETTERS = 60_000
"""A page with more is no form; what comes after is not read."""
_BOLD_WEIGHT = 600
_ASCENT, _DESCENT = 0.76, 0.21
"""Of a line of print above and below its base line, as shares of the type size; about that of every common typeface."""
_GAP = 0.11
"""White space beyond that between a line's letters, as a share of the type size, from which two words are meant."""
_GARBLED = 0.08
"""Share of letters without meaning from which the text layer is not trusted."""
_COMMON = frozenset("etaoinshrdlu")
"""The twelve letters that make up four fifths of English, and nearly that of names."""
_ENOUGH, _LANGUAGE = 80, 0.62

# Private codes under which Wingdings and Symbol keep the signs that forms use.
_WINGDINGS = {
    0xF06F: "☐", 0xF070: "☐", 0xF071: "☐", 0xF072: "☐", 0xF0A8: "☐", 0xF0FD: "☒", 0xF0FE: "☑", 0xF078: "☒",
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0A7: "▪", 0xF0B7: "•", 0xF0A1: "○", 0xF0A4: "◉", 0xF06C: "●", 0xF06E: "■",
}  # fmt: skip
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of letters is drawn."""

    order: int
    """When it is drawn among the objects of the page; what is drawn later can cover it."""
    bold: bool
    invisible: bool
    """Drawn in no colour at all, as an OCR program hides its words under the scan."""
    pale: bool
    """Drawn in white or nearly so."""


class Letter(NamedTuple):
    """A letter in upright points: from `x0` to `x1` along the base line `y`."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: Style

    @property
    def middle(self) -> Point:
        """A point in the midst of the letter."""
        return (self.x0 + self.x1) / 2, self.y - 0.3 * self.size

    @property
    def box(self) -> Box:
        """The letter's width, and the height of its line."""
        return self.x0, self.y - _ASCENT * self.size, self.x1, self.y + _DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Print:
    """A word as it stands on the page, in upright points."""

    text: str
    box: Box
    bold: bool


class RawLetter(NamedTuple):
    """A letter before it is known which way is up: page coordinates, direction in degrees counter-clockwise."""

    text: str
    origin: Point
    corners: tuple[Point, Point]
    size: float
    direction: int
    style: Style
    meaningless: bool


def raw_letters(text_page: Any, orders: dict[int, int]) -> Iterator[RawLetter | None]:
    """Letters and spaces in their order, None where pdfium adds a space; `orders` numbers the drawn objects."""
    page = text_page.raw
    faces: dict[int, _Face] = {}
    meanings: dict[int, tuple[str, bool]] = {}
    loose, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(min(pdfium_c.FPDFText_CountChars(page), MAX_LETTERS)):
        code = pdfium_c.FPDFText_GetUnicode(page, index)
        if pdfium_c.FPDFText_IsGenerated(page, index) == 1 or code in (0x0A, 0x0D, 0x09):
            yield None
            continue
        if not (
            pdfium_c.FPDFText_GetCharOrigin(page, index, x, y) and pdfium_c.FPDFText_GetLooseCharBox(page, index, loose)
        ):
            continue
        face = _face(page, index, faces, orders)
        if face is None:
            continue
        if code not in meanings:
            meanings[code] = _meaning(code)
        text, meaningless = meanings[code]
        yield RawLetter(
            text=text,
            origin=(x.value, y.value),
            corners=((loose.left, loose.bottom), (loose.right, loose.top)),
            size=face.size,
            direction=face.direction,
            style=face.style,
            meaningless=meaningless or pdfium_c.FPDFText_HasUnicodeMapError(page, index) == 1,
        )


def _meaning(code: int) -> tuple[str, bool]:
    """The letter of a code, and whether it is none; pdfium gives a hyphen at the end of a line as the code 2."""
    if code in (2, 0xA0):
        return "-" if code == 2 else " ", False
    text = _WINGDINGS.get(code) or (chr(code) if code < 0x110000 else "\ufffd")
    return _LIGATURES.get(text, text), text == "\ufffd" or unicodedata.category(text) in ("Co", "Cc", "Cn", "Cs")


@dataclass(frozen=True, slots=True)
class _Face:
    """What all letters of one text object share."""

    size: float
    direction: int
    style: Style


def _face(page: Any, index: int, faces: dict[int, _Face], orders: dict[int, int]) -> _Face | None:
    """The face of the text object that holds the letter, asked once for each; None where pdfium cannot tell it."""
    drawn = pdfium_c.FPDFText_GetTextObject(page, index)
    key = ctypes.addressof(drawn.contents) if drawn else 0
    if known := faces.get(key):
        return known
    matrix = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFText_GetMatrix(page, index, matrix):
        return None
    scale = math.hypot(matrix.c, matrix.d) or math.hypot(matrix.a, matrix.b)
    face = _Face(
        size=max(1.0, pdfium_c.FPDFText_GetFontSize(page, index) * scale),
        direction=round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360,
        style=_style(page, index, drawn, orders.get(key, 0)),
    )
    if key:
        faces[key] = face
    return face


def _style(page: Any, index: int, drawn: Any, order: int) -> Style:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium_c.FPDFText_GetFillColor(page, index, red, green, blue, alpha)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) if drawn else pdfium_c.FPDF_TEXTRENDERMODE_FILL
    hidden = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)
    outlined = mode == pdfium_c.FPDF_TEXTRENDERMODE_STROKE
    return Style(
        order=order,
        bold=_is_bold(page, index),
        invisible=mode in hidden or (alpha.value < 20 and not outlined),
        pale=min(red.value, green.value, blue.value) > 240 and not outlined,
    )


def _is_bold(page: Any, index: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(page, index, name, len(name), flags)
    plain = name.value.decode("utf-8", "replace").lower()
    named = any(word in plain for word in ("bold", "black", "heavy"))
    return named or pdfium_c.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT


def reading_direction(letters: Iterable[RawLetter | None]) -> int | None:
    """The direction, in quarters of a turn as degrees, in which most letters run; None where there are none."""
    printed = (letter for letter in letters if letter and letter.text != " ")
    counted = Counter(round(letter.direction / 90) * 90 % 360 for letter in printed)
    return counted.most_common(1)[0][0] if counted else None


def upright_letters(
    letters: Iterable[RawLetter | None], sheet: Sheet, direction: int, shown: int
) -> list[Letter | None]:
    """The letters that run the way most do, each once: a letter drawn twice for bold print is one letter."""
    result = list(_once(letters, sheet, direction))
    # pdfium orders the letters by how the page is shown, which is wrong where the page lies on its side or its head.
    if sheet.turn != shown:
        result = _line_by_line(letter for letter in result if letter)
    return [letter if letter and letter.text != " " else None for letter in result]


def _line_by_line(letters: Iterable[Letter]) -> list[Letter | None]:
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda each: each.y):
        if lines and abs(letter.y - lines[-1][-1].y) < 0.3 * min(letter.size, lines[-1][-1].size):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    result: list[Letter | None] = []
    for line in lines:
        result += [*sorted(line, key=lambda each: each.x0), None]
    return result


def _once(letters: Iterable[RawLetter | None], sheet: Sheet, direction: int) -> Iterator[Letter | None]:
    seen: dict[tuple[str, int, int], Point] = {}
    for raw in letters:
        if raw is None:
            yield None
            continue
        # Print across the page's grain, such as a slanted watermark, belongs to no field.
        if min((raw.direction - direction) % 360, (direction - raw.direction) % 360) > 10:
            continue
        y = sheet.upright(raw.origin)[1]
        (one, _), (other, _) = map(sheet.upright, raw.corners)
        x0, x1 = (one, other) if one < other else (other, one)
        if not _drawn_before(raw.text, x0, y, 0.12 * raw.size, seen):
            yield Letter(raw.text, x0, x1, y, raw.size, raw.style)


def _drawn_before(text: str, x: float, y: float, reach: float, seen: dict[tuple[str, int, int], Point]) -> bool:
    """Whether the letter stands already nearer than `reach`; notes it where it does not."""
    cell = 2 * reach
    left, right = int((x - reach) // cell), int((x + reach) // cell)
    high, low = int((y - reach) // cell), int((y + reach) // cell)
    for key in ((text, left, high), (text, right, high), (text, left, low), (text, right, low)):
        stands = seen.get(key)
        if stands is not None and math.dist(stands, (x, y)) < reach:
            return True
    seen[text, int(x // cell), int(y // cell)] = (x, y)
    return False


def words(letters: Sequence[Letter | None]) -> list[Print]:
    """The words that the letters form, in the order of the file."""
    return [_word(run) for stretch in _stretches(letters) for run in _runs(stretch)]


def _stretches(letters: Sequence[Letter | None]) -> Iterator[list[Letter]]:
    """Letters between spaces and line ends, of one line and one face."""
    stretch: list[Letter] = []
    for letter in (*letters, None):
        if stretch and (letter is None or not _level(stretch[-1], letter)):
            yield stretch
            stretch = []
        if letter is not None:
            stretch.append(letter)


def _level(last: Letter, letter: Letter) -> bool:
    size = min(last.size, letter.size)
    alike = last.style.bold == letter.style.bold and max(last.size, letter.size) < 1.8 * size
    return alike and abs(letter.y - last.y) < 0.5 * size and letter.x0 - last.x1 > -0.6 * size


def _runs(stretch: list[Letter]) -> Iterator[list[Letter]]:
    """The stretch parted at gaps that are wider than its spaced-out letters keep."""
    gaps = [(after.x0 - before.x1) / before.size for before, after in pairwise(stretch)]
    usual = max(0.0, median(gaps)) if len(gaps) > 2 else 0.0
    run = [stretch[0]]
    for gap, letter in zip(gaps, stretch[1:], strict=True):
        if gap > min(usual, 0.5) + _GAP:
            yield run
            run = []
        run.append(letter)
    yield run


def _word(run: list[Letter]) -> Print:
    text = unicodedata.normalize("NFC", "".join(letter.text for letter in run))
    boxes = [letter.box for letter in run]
    box = (
        min(edges[0] for edges in boxes),
        min(edges[1] for edges in boxes),
        max(edges[2] for edges in boxes),
        max(edges[3] for edges in boxes),
    )
    return Print(text, box, sum(letter.style.bold for letter in run) * 2 > len(run))


def garbled(letters: Iterable[RawLetter | None], printed: Iterable[Print]) -> bool:
    """Whether the text layer does not say what the page shows: codes without meaning, or words that are none."""
    known = [letter for letter in letters if letter and letter.text != " "]
    if not known:
        return False
    if sum(letter.meaningless for letter in known) > _GARBLED * len(known):
        return True
    # A font whose codes were shifted or mixed up gives letters as often as chance has it, not as language does.
    told = [letter for word in printed for letter in word.text.lower() if letter.isalpha()]
    common = sum(letter in _COMMON for letter in told)
    return len(told) >= _ENOUGH and common < _LANGUAGE * len(told)


def lines_of(found: Iterable[Word]) -> list[list[Word]]:
    """The words by lines, each from left to right; words of one line overlap by half their height."""
    lines: list[list[Word]] = []
    for word in sorted(found, key=lambda each: each.box[1] + each.box[3]):
        centre = (word.box[1] + word.box[3]) / 2
        last = lines[-1][0].box if lines else None
        if last and abs(centre - (last[1] + last[3]) / 2) < 0.5 * (last[3] - last[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda each: each.box[0]) for line in lines]


def reading_order(found: Iterable[Word]) -> list[Word]:
    """The words line by line, each line from left to right."""
    return [word for line in lines_of(found) for word in line]
