"""A page of a PDF as the readers see it, from its text layer where that can be trusted."""

import contextlib
import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.drawing import Area, Drawing, Square, drawn_objects, read_drawing
from extractors.files import COARSE_FAX, MAX_PIXELS, WORKING_PIXELS, PdfFile, Picture, is_coarse_fax
from extractors.lettering import (
    Letter,
    Print,
    RawLetters,
    Style,
    garbled,
    raw_letters,
    reading_direction,
    reading_order,
    upright_letters,
    words,
)
from extractors.page import Ink, Mark, Page, Ruling, Word
from extractors.sheet import Sheet, area, holds, joined, middle
from extractors.straighten import turn
from extractors.typed_marks import TICKS, typed_mark
from forms.errors import PaperError
from forms.evidence import Source

RENDER_DPI = 300
_READABLE_DPI = (190.0, 320.0)
"""Resolutions at which a scan is read as it is; a coarser or finer one is drawn at `RENDER_DPI`."""
_FILLS = 1.5
"""Points by which a scan may fall short of its page, or reach over it, to be all of it."""
_SCAN_SHARE = 0.5
"""Share of the page that images must cover for it to be a scan."""
_SCAN_WORDS = 60
"""With as many visible words, a page over a large image is taken for print on a background."""
_OUTLINED_LETTERS = 150
"""Filled shapes on a page without words, from which its letters are taken to be drawn as shapes."""
_HIDDEN_SHARE = 0.25
"""Share of print that nobody can see, from which the page is read as it looks and not as it says."""

_DRAWN, _ASTRAY = 0.99, 0.7
"""Confidence of a check box, and of a tick that does not stand in its box."""

_EMPTY_SIGNS = frozenset("☐□▢◻⬜❏❐❑❒○◯⚪")
_CHECKED_SIGNS = frozenset("☑☒⊠🗹🗷◉⦿")
_FULL = "■"
_FILLED_SIGNS = frozenset("■▣◼⬛●⚫")
"""Checked only where the page has empty signs as well; otherwise they are bullets."""
_OPENED = frozenset(bracket + tick for bracket in "[(" for tick in ("", *TICKS))
_CAPTION = re.compile(r"[A-Za-z]|\(?\d{1,2}[a-z]?[.)]*$")
"""How a caption begins, its number included."""
_ANSWERS = frozenset({"yes", "no", "y", "n"})
_TICKS = frozenset("xX✓✔✗✘×√☑☒●•■")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as its content tells, and whether its words may be used."""

    page: Page
    sheet: Sheet
    trusted: bool
    """Whether the text layer says what a person sees; otherwise the page must be read from its picture."""
    empty: bool
    """Whether nothing that can be read stands on the page."""
    shapes: bool
    """Whether anything is drawn on it at all, such as a shade of colour."""
    scan: bool
    """Whether an image covers it, with the dirt and grain of paper."""


def read_page(document: pdfium.PdfDocument, index: int, *, file: str, source: Source = "text") -> PdfPage:
    """Page `index` from 0, with what lies on it (notes, stamps, form fields as shown) read like its own content."""
    with _flattened(document, index) as handle:
        objects = drawn_objects(handle)
        shapes = pdfium_c.FPDFPage_CountObjects(handle) > 0
        text_page = handle.get_textpage()
        try:
            raw = raw_letters(text_page, {drawn.key: drawn.order for drawn in objects})
        finally:
            text_page.close()
        direction = reading_direction(raw)
        rotation = handle.get_rotation()
        left, bottom, right, top = handle.get_bbox()
        # A direction counted against the clock is put right by turning the page with it.
        if right <= left or top <= bottom:
            raise pdfium.PdfiumError("The page has no size.")
        sheet = Sheet(left, bottom, right, top, rotation if direction is None else direction)
        drawing = read_drawing(objects, sheet)
    letters = upright_letters(raw, sheet, direction or 0, rotation)
    scan = sum(map(area, drawing.images)) >= _SCAN_SHARE * sheet.width * sheet.height
    # White print on a scan is what an OCR program or a forger put over white paper; on a bar or a logo it can be read.
    areas = [replace(spot, dark=spot.dark and not (scan and spot.image)) for spot in drawing.areas]
    seen = _seen(letters, areas)
    printed = words(seen)
    page = Page(file, index + 1, sheet.width, sheet.height, turned=(sheet.turn - rotation) % 360)
    printed, squares = _signs(printed, drawing.squares)
    printed, underlines = _underlines(printed)
    page.words = reading_order(
        Word(word.text, sheet.fraction(word.box), 1.0, source, word.bold, face=word.face) for word in printed
    )
    page.marks = [
        Mark(sheet.fraction(square.box), square.checked, _ASTRAY if square.astray else 0.99) for square in squares
    ]
    page.rulings = [Ruling(sheet.fraction(box)) for box in (*drawing.rulings, *underlines)]
    page.inks = [Ink(sheet.fraction(box)) for box in drawing.inks]
    page.rings = [Ink(sheet.fraction(box)) for box in (*drawing.rings, *_small_rings(printed, drawing.squares))]
    empty = not (any(letters) or drawing.images or drawing.inks or drawing.rulings or drawing.squares)
    return PdfPage(page, sheet, _trusted(drawing, scan, raw, letters, seen, printed), empty, shapes, scan)


@contextlib.contextmanager
def _flattened(document: pdfium.PdfDocument, index: int) -> Iterator[Any]:
    """The page with its notes, stamps and fields made part of it, as a viewer shows them."""
    page = document[index]
    try:
        if pdfium_c.FPDFPage_GetAnnotCount(page):
            for number in reversed(range(pdfium_c.FPDFPage_GetAnnotCount(page))):
                _drop_unshown(page, number)
            # Notes and fields without a look of their own are given one when any of the page is first drawn: one dot.
            width, height = page.get_size()
            page.render(crop=(0, 0, max(0.0, width - 1), max(0.0, height - 1))).close()
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        yield page
    finally:
        page.close()


def _drop_unshown(page: Any, number: int) -> None:
    """Removes links and the signs of comments, which are no part of the paper."""
    note = pdfium_c.FPDFPage_GetAnnot(page, number)
    kind = pdfium_c.FPDFAnnot_GetSubtype(note)
    pdfium_c.FPDFPage_CloseAnnot(note)
    if kind in (pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_POPUP, pdfium_c.FPDF_ANNOT_LINK):
        pdfium_c.FPDFPage_RemoveAnnot(page, number)


def render(file: PdfFile, index: int) -> tuple[Picture, float]:
    """The page as upright pixels, grey or in colour, with its dots an inch, never more than a reader can work with."""
    with _flattened(file.document, index) as page:
        if any(across * down > MAX_PIXELS for across, down in map(_pixel_size, _images(page))):
            message = (
                f"Page {index + 1} holds a picture of far more pixels than a page needs. Scan the paper at 300 dpi."
            )
            raise PaperError(message, page=index + 1)
        if not file.masked and (whole := _whole_image(page)):
            return whole
        width, height = page.get_size()
        inches = max(1.0, width / 72) * max(1.0, height / 72)
        dpi = min(float(RENDER_DPI), (WORKING_PIXELS / inches) ** 0.5)
        bitmap = page.render(
            scale=dpi / 72, grayscale=_is_grey(page), rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False
        )
        try:
            pixels = bitmap.to_numpy()
            seen = pixels[:, :, 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
            if _is_squeezed_fax(page):
                tall = round(len(seen) * COARSE_FAX[0] / COARSE_FAX[1])
                return np.asarray(cv2.resize(seen, (seen.shape[1], tall)), np.uint8), dpi
            # The pixels belong to the bitmap and go with it.
            return np.array(seen), dpi
        finally:
            bitmap.close()


def _is_squeezed_fax(page: Any) -> bool:
    """Whether the page is a coarse fax put into the PDF as if its dots were square, half as tall as the paper was."""
    if pdfium_c.FPDFPage_CountObjects(page) != 1:
        return False
    image = pdfium_c.FPDFPage_GetObject(page, 0)
    told, placed = pdfium_c.FPDF_IMAGEOBJ_METADATA(), pdfium_c.FS_MATRIX()
    if (
        pdfium_c.FPDFPageObj_GetType(image) != pdfium_c.FPDF_PAGEOBJ_IMAGE
        or not pdfium_c.FPDFImageObj_GetImageMetadata(image, page, told)
        or told.bits_per_pixel != 1
        or not is_coarse_fax(told.width, told.height)
        or not pdfium_c.FPDFPageObj_GetMatrix(image, placed)
    ):
        return False
    return bool(placed.a > 0 and abs(placed.d / placed.a * told.width / told.height - 1) < 0.05)


def _is_grey(page: Any) -> bool:
    """Whether the page shows images without colour and nothing else, as scanners make them: a third of the memory."""
    told = pdfium_c.FPDF_IMAGEOBJ_METADATA()
    for number in range(pdfium_c.FPDFPage_CountObjects(page)):
        image = pdfium_c.FPDFPage_GetObject(page, number)
        if pdfium_c.FPDFPageObj_GetType(image) != pdfium_c.FPDF_PAGEOBJ_IMAGE:
            return False
        known = pdfium_c.FPDFImageObj_GetImageMetadata(image, page, told)
        if not known or told.colorspace != pdfium_c.FPDF_COLORSPACE_DEVICEGRAY:
            return False
    return True


def _whole_image(page: Any) -> tuple[Picture, float] | None:
    """The upright pixels and dots an inch of a page that shows one JPEG and nothing else, as scanners make them.

    The JPEG is unpacked in a third of the time that drawing the page takes. None where the page must be drawn.
    """
    if pdfium_c.FPDFPage_CountObjects(page) != 1:
        return None
    image = pdfium_c.FPDFPage_GetObject(page, 0)
    if pdfium_c.FPDFPageObj_GetType(image) != pdfium_c.FPDF_PAGEOBJ_IMAGE or not _is_plain_jpeg(image):
        return None
    dpi = _dots_an_inch(page, image)
    bitmap = pdfium_c.FPDFImageObj_GetBitmap(image) if dpi else None
    if not bitmap or not dpi:
        return None
    held = pdfium.PdfBitmap.from_raw(bitmap)
    if held.mode not in ("L", "BGR"):
        return None
    # The pixels belong to the bitmap and go with it.
    pixels = np.array(held.to_numpy()[..., ::-1] if held.mode == "BGR" else held.to_numpy())
    return turn(pixels, page.get_rotation()), dpi


def _is_plain_jpeg(image: Any) -> bool:
    """Whether an image is a JPEG by itself, of which nothing is cut off or seen through."""
    name = ctypes.create_string_buffer(16)
    if pdfium_c.FPDFImageObj_GetImageFilterCount(image) != 1:
        return False
    pdfium_c.FPDFImageObj_GetImageFilter(image, 0, name, len(name))
    clip = pdfium_c.FPDFPageObj_GetClipPath(image)
    clipped = bool(clip) and pdfium_c.FPDFClipPath_CountPaths(clip) > 0
    return name.value == b"DCTDecode" and not clipped and not pdfium_c.FPDFPageObj_HasTransparency(image)


def _dots_an_inch(page: Any, image: Any) -> float | None:
    """The resolution of an upright image that fills the page, where it is one to read by; else None."""
    raw = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(image, raw) or raw.b or raw.c or raw.a <= 0 or raw.d <= 0:
        return None
    placed = (raw.e, raw.f, raw.e + raw.a, raw.f + raw.d)
    if any(abs(edge - side) > _FILLS for edge, side in zip(placed, page.get_bbox(), strict=True)):
        return None
    across, down = _pixel_size(image)
    one, other = across / raw.a * 72, down / raw.d * 72
    fine = _READABLE_DPI[0] <= one <= _READABLE_DPI[1] and abs(one / other - 1) < 0.01
    return one if fine and across * down <= WORKING_PIXELS else None


def has_unseen_image(document: pdfium.PdfDocument, index: int) -> bool:
    """Whether the page holds an image that cannot be shown, or lies beside it, so that it looks blank and is not."""
    with _flattened(document, index) as page:
        return any(_beside(page, image) or not _decoded(image) for image in _images(page))


def _decoded(image: Any) -> bool:
    bitmap = pdfium_c.FPDFImageObj_GetBitmap(image)
    if bitmap:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
    return bool(bitmap)


def _beside(page: Any, image: Any) -> bool:
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(image, x0, y0, x1, y1)
    left, bottom, right, top = page.get_bbox()
    return bool(x1.value <= left or x0.value >= right or y1.value <= bottom or y0.value >= top)


def _images(page: Any) -> Iterator[Any]:
    for number in range(pdfium_c.FPDFPage_CountObjects(page)):
        found = pdfium_c.FPDFPage_GetObject(page, number)
        if pdfium_c.FPDFPageObj_GetType(found) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            yield found


def _pixel_size(image: Any) -> tuple[int, int]:
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(image, across, down)
    return across.value, down.value


def _seen(letters: list[Letter | None], areas: list[Area]) -> list[Letter | None]:
    """The letters that a person sees: of a colour that stands out, and with nothing laid over them.

    `areas` are in the order in which they were drawn.
    """
    last = areas[-1].order if areas else 0
    return [
        letter if letter is None or _plainly_seen(letter.style, last) or _visible(letter, areas) else None
        for letter in letters
    ]


def _plainly_seen(style: Style, last_area: int) -> bool:
    """Whether letters of the style are dark and drawn after every area, as nearly all are."""
    return not style.invisible and not style.pale and not (style.order and last_area > style.order)


def _visible(letter: Letter, areas: list[Area]) -> bool:
    style = letter.style
    if style.invisible:
        return False
    under = [spot for spot in areas if holds(spot.box, letter.middle)]
    if style.order and any(spot.order > style.order for spot in under):
        return False
    below = [spot for spot in under if spot.order < style.order]
    return not style.pale or (bool(below) and below[-1].dark)


def _trusted(
    drawing: Drawing,
    scan: bool,
    raw: RawLetters,
    letters: list[Letter | None],
    seen: list[Letter | None],
    printed: list[Print],
) -> bool:
    """Whether the text layer is what a person sees: not hidden under a scan, not garbled, not missing."""
    if scan and len(printed) < _SCAN_WORDS:
        return False
    if not printed:
        return not (drawing.images or drawing.outlines >= _OUTLINED_LETTERS)
    told = sum(letter is not None for letter in letters)
    hidden = told - sum(letter is not None for letter in seen)
    return hidden <= _HIDDEN_SHARE * told and not garbled(raw, printed)


def _signs(printed: list[Print], drawn: list[Square]) -> tuple[list[Print], list[Square]]:
    """Words and check boxes, with boxes that are letters of a font, or typed as [X], taken for what they show."""
    boxes, taken = _ticked(printed, drawn)
    rest = [word for index, word in enumerate(printed) if index not in taken]
    blanks, ticks = _short_blanks(rest)
    boxes += [Square(word.box, checked=word in ticks) for word in (*blanks, *ticks)]
    rest = [word for word in rest if word not in blanks and word not in ticks]
    has_empty = any(_EMPTY_SIGNS & set(word.text) for word in rest)
    result: list[Print] = []
    for word in _joined_brackets(rest):
        sign = _sign(word.text, has_empty)
        if sign is not None:
            # Where no box is empty a filled one may be the dot of a list.
            boxes.append(Square(word.box, sign, astray=word.text == _FULL and not has_empty))
        elif len(word.text) > 1 and (sign := _sign(word.text[0], has_empty)) is not None:
            # The sign and the caption stand without a space between them.
            x0, y0, x1, y1 = word.box
            cut = x0 + (x1 - x0) * max(1.2, 0.5 * len(word.text)) / (len(word.text) + 1) if len(word.text) < 3 else None
            edge = cut or x0 + min(0.9 * (y1 - y0), (x1 - x0) / 2)
            boxes.append(Square((x0, y0, edge, y1), sign))
            result.append(replace(word, text=word.text[1:], box=(edge, y0, x1, y1)))
        else:
            result.append(word)
    return result, boxes


def _sign(text: str, has_empty: bool) -> bool | None:
    """Whether the sign is a checked or an empty box, None where it is no box."""
    if text in _EMPTY_SIGNS:
        return False
    if text in _CHECKED_SIGNS or (text in _FILLED_SIGNS and has_empty) or text == _FULL:
        return True
    return typed_mark(text)


def _short_blanks(printed: list[Print]) -> tuple[list[Print], list[Print]]:
    """The blanks of a letter or two at captions, and the ticks that stand in the place of such a blank.

    Where no such blank is filled with a tick, short blanks are to be written on.
    """
    blanks = [w for w in printed if re.fullmatch(r"_{2,5}", w.text) and not _attached(w, printed)]
    if not blanks:
        return [], []
    ticks = [word for word in printed if word.text in TICKS and _captions(word, printed)]
    if not ticks and not any(re.fullmatch(r"_+[xX✓✔✗✘]_+", word.text) for word in printed):
        return [], []
    return blanks, ticks


def _attached(blank: Print, printed: list[Print]) -> bool:
    """Whether print stands on the blank's line without a space between."""
    x0, y0, x1, y1 = blank.box
    near = 0.1 * (y1 - y0)
    return any(
        min(abs(word.box[0] - x1), abs(x0 - word.box[2])) < near
        for word in printed
        if word is not blank and abs(word.box[1] - y0) < 0.5 * (y1 - y0)
    )


def _captions(mark: Print, printed: list[Print]) -> bool:
    """Whether a caption stands directly behind the mark, or before it and nothing but blanks behind."""
    _, y0, x1, y1 = mark.box
    level = [word for word in printed if word is not mark and abs(word.box[1] - y0) < 0.5 * (y1 - y0)]
    behind = [word for word in level if 0 <= word.box[0] - x1 < 1.5 * (y1 - y0)]
    if behind:
        return any(word.text[0].isalpha() for word in behind)
    return any(word.text[-1].isalpha() and 0 <= mark.box[0] - word.box[2] < 1.5 * (y1 - y0) for word in level)


def _ticked(printed: list[Print], drawn: list[Square]) -> tuple[list[Square], set[int]]:
    """The drawn boxes, checked where a tick is typed in them, without those that hold other print."""
    boxes: list[Square] = []
    taken: set[int] = set()
    middles = [middle(word.box) for word in printed]
    for square in drawn:
        inside = [index for index, spot in enumerate(middles) if holds(square.box, spot)]
        if not inside:
            boxes.append(square)
        elif all(set(printed[index].text) <= _TICKS for index in inside):
            boxes.append(replace(square, checked=True))
            taken.update(inside)
    return boxes, taken


def _small_rings(printed: list[Print], drawn: list[Square]) -> list[tuple[float, float, float, float]]:
    """What looks like a round box and stands around an answer."""
    answers = [middle(word.box) for word in printed if word.text.lower() in _ANSWERS]
    return [square.box for square in drawn if any(holds(square.box, spot) for spot in answers)]


def _joined_brackets(printed: list[Print]) -> list[Print]:
    """The words, with `[`, `X`, `]` or `(`, `)` typed apart made one."""
    result: list[Print] = []
    for word, following in zip_longest(printed, printed[1:]):
        last = result[-1] if result else None
        level = last is not None and abs(last.box[1] - word.box[1]) < 2 and 0 <= word.box[0] - last.box[2] < 14
        opens = last is not None and level and last.text in _OPENED
        # Empty parentheses before anything but a caption are the place of an area code.
        bare = last is not None and last.text + word.text == "()" and not (following and _CAPTION.match(following.text))
        if last is not None and opens and not bare and re.fullmatch(r"[xX✓✔✗✘]?[\])]?", word.text):
            result[-1] = Print(last.text + word.text, joined(last.box, word.box), last.bold, last.face)
        else:
            result.append(word)
    return result


def _underlines(printed: list[Print]) -> tuple[list[Print], list[tuple[float, float, float, float]]]:
    """The words without those that are underscores, and the lines that these draw."""
    kept: list[Print] = []
    lines = []
    for word in printed:
        if word.text.startswith("___") and not word.text.strip("_"):
            x0, _, x1, y1 = word.box
            lines.append((x0, y1, x1, y1))
        else:
            kept.append(word)
    return kept, lines
