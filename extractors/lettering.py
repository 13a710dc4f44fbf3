"""The print of a PDF page: its letters as pdfium finds them, whether a person can see them, and the words they form."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from extractors import pdfium
from extractors.page import Word
from extractors.sheet import Point, Sheet
from forms.evidence import Box

Numbers = NDArray[np.float64]

MAX_LETTERS = 60_000
"""A page with more is no form; what comes after is not read."""
_BOLD_WEIGHT = 600
_ASCENT, _DESCENT = 0.76, 0.21
"""Of a line of print above and below its base line, as shares of the type size; about that of every common typeface."""
_GAP = 0.11
"""White space beyond that between a line's letters, as a share of the type size, from which two words are meant."""
_TOUCHING = 0.03
"""White space between letters of one word at most, as a share of the type size, where pdfium parts them."""
_KERNED = 0.1
"""How far letters of one word that a face pulls together overlap at most, as a share of the type size."""
_DOUBLE = 0.42
"""Width of two letters in one sign at least, as a share of the type size."""
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
_BREAKS, _SPACE = frozenset((0x09, 0x0A, 0x0D)), 0x20
_WHITE = ("", " ")
_LEADER = re.compile(r"_{3,}|[.…]{4,}")
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
    face: str = ""
    """Name and colour of the typeface."""


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
    face: str = ""


@dataclass(frozen=True, slots=True)
class RawLetters:
    """Letters before it is known which way is up, a column for each thing that is known of them."""

    texts: list[str]
    """Letters and spaces in their order; an empty one where pdfium adds a space."""
    faces: list["_Face"]
    origins: Numbers
    """x and y of each letter's base point in page coordinates."""
    boxes: Numbers
    """Left, top, right and bottom of each letter's room in page coordinates."""
    meaningless: int
    """How many letters have no meaning."""

    @property
    def printed(self) -> int:
        """How many are no spaces."""
        return sum(text not in _WHITE for text in self.texts)


def raw_letters(text_page: Any, orders: dict[int, int]) -> RawLetters:
    """Letters and spaces in their order; `orders` numbers the drawn objects by their addresses."""
    page = text_page.raw
    held = pdfium.address(page)
    count = max(0, min(pdfium_c.FPDFText_CountChars(page), MAX_LETTERS))
    # pdfium writes each letter's place straight into its row.
    origins, boxes = np.zeros((count, 2), np.float64), np.zeros((count, 4), np.float32)
    origin, box = origins.ctypes.data, boxes.ctypes.data
    faces: dict[int, _Face] = {}
    meanings: dict[int, tuple[str, bool]] = {}
    texts: list[str] = []
    told: list[_Face] = []
    rows: list[int] = []
    meaningless = 0
    wide, high = origins.itemsize, 4 * boxes.itemsize
    code_of, is_added, origin_of, box_of, object_of, is_unmapped = (
        pdfium.letter_code, pdfium.letter_is_added, pdfium.letter_origin, pdfium.letter_box, pdfium.letter_object,
        pdfium.letter_is_unmapped,
    )  # fmt: skip
    for index in range(count):
        code = code_of(held, index)
        # Nothing but white is ever added by pdfium itself.
        if code in _BREAKS or (code == _SPACE and is_added(held, index) == 1):
            texts.append("")
            told.append(_NO_FACE)
            rows.append(index)
            continue
        at = origin + index * 2 * wide
        if not (origin_of(held, index, at, at + wide) and box_of(held, index, box + index * high)):
            continue
        drawn = object_of(held, index) or 0
        face = faces.get(drawn) or _face(page, index, faces, orders)
        if face is None:
            continue
        if code not in meanings:
            meanings[code] = _meaning(code)
        text, none = meanings[code]
        if text != " " and (none or is_unmapped(held, index) == 1):
            meaningless += 1
        texts.append(text)
        told.append(face)
        rows.append(index)
    return RawLetters(texts, told, origins[rows], boxes[rows].astype(np.float64), meaningless)


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
    """Points, at least one."""
    direction: int
    style: Style

    @property
    def quarter(self) -> int:
        """The direction in whole quarters of a turn, as degrees."""
        return round(self.direction / 90) * 90 % 360


_NO_FACE = _Face(1.0, 0, Style(0, bold=False, invisible=False, pale=False))


def _face(page: Any, index: int, faces: dict[int, _Face], orders: dict[int, int]) -> _Face | None:
    """The face of the text object that holds the letter, noted with it; None where pdfium cannot tell it."""
    drawn = pdfium_c.FPDFText_GetTextObject(page, index)
    key = pdfium.address(drawn)
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
    name, bold = _typeface(page, index)
    return Style(
        order=order,
        bold=bold,
        invisible=mode in hidden or (alpha.value < 20 and not outlined),
        pale=min(red.value, green.value, blue.value) > 240 and not outlined,
        face=f"{name} {red.value:02x}{green.value:02x}{blue.value:02x}",
    )


def _typeface(page: Any, index: int) -> tuple[str, bool]:
    """The typeface's name, and whether it is bold."""
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(page, index, name, len(name), flags)
    plain = name.value.decode("utf-8", "replace").lower()
    named = any(word in plain for word in ("bold", "black", "heavy"))
    return plain, named or pdfium_c.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT


def reading_direction(letters: RawLetters) -> int | None:
    """The direction, in quarters of a turn as degrees, in which most letters run; None where there are none."""
    found = zip(letters.texts, letters.faces, strict=True)
    # A page has letters by the thousand, and a few dozen faces.
    often = Counter(id(face) for text, face in found if text not in _WHITE)
    counted: Counter[int] = Counter()
    for key, face in {id(face): face for face in letters.faces}.items():
        if often[key]:
            counted[face.quarter] += often[key]
    return counted.most_common(1)[0][0] if counted else None


def upright_letters(letters: RawLetters, sheet: Sheet, direction: int, shown: int) -> list[Letter | None]:
    """The letters that run the way most do, each once: a letter drawn twice for bold print is one letter."""
    result = _once(letters, sheet, direction)
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


def _once(letters: RawLetters, sheet: Sheet, direction: int) -> list[Letter | None]:
    left, top, right, bottom = letters.boxes.T
    _, y = sheet.all_upright(letters.origins[:, 0], letters.origins[:, 1])
    one, _ = sheet.all_upright(left, bottom)
    other, _ = sheet.all_upright(right, top)
    x0, x1 = np.minimum(one, other), np.maximum(one, other)
    _part_ligatures(letters, x0, x1, y)
    _turn_ligatures(letters, x0, x1)
    doubtful = _maybe_twice(letters, x0, y)
    # Print across the page's grain, such as a slanted watermark, belongs to no field.
    faces = {id(face): face for face in letters.faces}
    astray = {key for key, face in faces.items() if _across(face.direction, direction)}
    seen: dict[tuple[str, int, int], Point] = {}
    result: list[Letter | None] = []
    rows = zip(letters.texts, x0.tolist(), x1.tolist(), y.tolist(), letters.faces, doubtful.tolist(), strict=True)
    for text, left_, right_, base, face, twice in rows:
        if not text:
            result.append(None)
        elif id(face) not in astray and not (twice and _drawn_before(text, left_, base, 0.12 * face.size, seen)):
            result.append(Letter(text, left_, right_, base, face.size, face.style))
    return result


def _part_ligatures(letters: RawLetters, x0: Numbers, x1: Numbers, y: Numbers) -> None:
    """Gives each letter of a ligature its share of the place, where pdfium gives all of them the whole of it."""
    alike = (np.diff(x0) == 0) & (np.diff(x1) == 0) & (np.diff(y) == 0)
    start = 0
    for end in [*(np.flatnonzero(~alike) + 1).tolist(), len(x0)] if alike.any() else ():
        place = slice(start, end)
        if end - start > 1 and _ligature(letters.texts[place], letters.faces[place], x1[start] - x0[start]):
            edges = np.linspace(x0[start], x1[start], end - start + 1)
            x0[place], x1[place] = edges[:-1], edges[1:]
        start = end


def _turn_ligatures(letters: RawLetters, x0: Numbers, x1: Numbers) -> None:
    """Puts the letters of a ligature in order on a page on its head, where pdfium parts it the wrong way round."""
    at = letters.origins
    backwards = (at[1:] == at[:-1]).all(axis=1) & (np.diff(x0) < 0)
    for start in np.flatnonzero(backwards).tolist():
        if letters.texts[start] and letters.texts[start + 1] and letters.faces[start] is letters.faces[start + 1]:
            end = start + 2
            while end < len(x0) and backwards[end - 1]:
                end += 1
            x0[start:end], x1[start:end] = np.sort(x0[start:end]), np.sort(x1[start:end])


def _ligature(texts: Sequence[str], faces: Sequence[_Face], width: float) -> bool:
    """Whether letters in one place are one sign of a text object, and not one letter drawn twice."""
    one = all(face is faces[0] for face in faces) and all(text.isalpha() for text in texts)
    return one and (len(set(texts)) > 1 or width > _DOUBLE * faces[0].size)


def _across(direction: int, most: int) -> bool:
    return min((direction - most) % 360, (most - direction) % 360) > 10


def _maybe_twice(letters: RawLetters, x: Numbers, y: Numbers) -> NDArray[np.bool_]:
    """Which letters could stand as near to one like them as `_drawn_before` asks: few do, on most pages none."""
    cells = 0.24 * np.array([face.size for face in letters.faces])
    signs = np.array([hash(text) for text in letters.texts], np.int64)
    found = np.zeros(len(signs), bool)
    # Two that lie within half a cell of each other share one in at least one of the four ways to lay the cells.
    for right in (0.0, 0.5):
        for down in (0.0, 0.5):
            across = np.floor(x / cells + right).astype(np.int64)
            along = np.floor(y / cells + down).astype(np.int64)
            keys = signs + 1_000_003 * across + 998_244_353 * along
            order = np.argsort(keys)
            pairs = np.flatnonzero(np.diff(keys[order]) == 0)
            found[order[pairs]] = found[order[pairs + 1]] = True
    return found


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
    found: list[Print] = []
    for stretch in _stretches(letters):
        for run in _runs(stretch):
            word = _word(run)
            said = _LEADER.sub("", word.text)
            leads = said != word.text and (said == ":" or any(map(str.isalnum, said)))
            found += map(_word, _beside_leaders(run)) if leads else [word]
    return found


def _beside_leaders(run: list[Letter]) -> Iterator[list[Letter]]:
    """The letters parted from the leaders and lines of underscores on which they are typed."""
    text = "".join(letter.text[:1] for letter in run)
    edges = sorted({0, len(run), *(edge for match in _LEADER.finditer(text) for edge in match.span())})
    return (run[start:end] for start, end in pairwise(edges))


def _stretches(letters: Sequence[Letter | None]) -> Iterator[list[Letter]]:
    """Letters between spaces and line ends, of one line and one face."""
    stretch: list[Letter] = []
    ended = False
    for letter in letters:
        if letter is None:
            ended = True
            continue
        # pdfium ends lines between the letters of a word where a writer places each by itself.
        if stretch and (not _level(stretch[-1], letter) or (ended and not _touches(stretch[-1], letter))):
            yield stretch
            stretch = []
        ended = False
        stretch.append(letter)
    if stretch:
        yield stretch


def _touches(last: Letter, letter: Letter) -> bool:
    return -_KERNED < (letter.x0 - last.x1) / letter.size < _TOUCHING


def _level(last: Letter, letter: Letter) -> bool:
    _, _, last_x1, last_y, last_size, last_style = last
    _, x0, _, y, size, style = letter
    # Nearly all letters are drawn with the one before.
    if size == last_size and style is last_style:
        return abs(y - last_y) < 0.5 * size and x0 - last_x1 > -0.6 * size
    smaller = min(last_size, size)
    alike = last_style.bold == style.bold and max(last_size, size) < 1.8 * smaller
    return alike and abs(y - last_y) < 0.5 * smaller and x0 - last_x1 > -0.6 * smaller


def _runs(stretch: list[Letter]) -> Iterator[list[Letter]]:
    """The stretch parted at gaps that are wider than its spaced-out letters keep."""
    gaps = [(after.x0 - before.x1) / before.size for before, after in pairwise(stretch)]
    if not gaps or max(gaps) <= _GAP:
        yield stretch
        return
    usual = max(0.0, median(gaps)) if len(gaps) > 2 else 0.0
    run = [stretch[0]]
    for gap, letter in zip(gaps, stretch[1:], strict=True):
        if gap > min(usual, 0.5) + _GAP:
            yield run
            run = []
        run.append(letter)
    yield run


def _word(run: list[Letter]) -> Print:
    texts, left, right, bases, sizes, styles = zip(*run, strict=True)
    lines = set(zip(bases, sizes, strict=True))
    box = (
        min(left),
        min(base - _ASCENT * size for base, size in lines),
        max(right),
        max(base + _DESCENT * size for base, size in lines),
    )
    # A stretch is bold all through, or not at all.
    return Print(unicodedata.normalize("NFC", "".join(texts)), box, styles[0].bold, styles[0].face)


def garbled(letters: RawLetters, printed: Iterable[Print]) -> bool:
    """Whether the text layer does not say what the page shows: codes without meaning, or words that are none."""
    if not letters.printed:
        return False
    if letters.meaningless > _GARBLED * letters.printed:
        return True
    # A font whose codes were shifted or mixed up gives letters as often as chance has it, not as language does; a table
    # that says PM again and again does not with all of its words, but with each once.
    said = [word.text.lower() for word in printed]
    return _unlike_language(said, _ENOUGH) and _unlike_language(set(said), 1)


def _unlike_language(said: Iterable[str], least: int) -> bool:
    """Whether the words, of `least` letters together, have too few of the common letters."""
    often = Counter("".join(said))
    told = sum(count for letter, count in often.items() if letter.isalpha())
    return told >= least and sum(often[letter] for letter in _COMMON) < _LANGUAGE * told


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
