"""A page as a picture on which the boxes of its values lie: upright, and straight where it came as a photograph."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from extractors import word
from extractors.files import FileKind, Picture, file_kind, open_pdf, open_picture, read_frame
from extractors.own_print import layout_for
from extractors.pdf import render
from extractors.picture import straightened
from extractors.read import Sight
from extractors.registration import laid_over
from extractors.straighten import turn
from forms.catalog import Catalog
from forms.errors import PaperError
from forms.layout import lay_out

_QUALITY = 82


def show_page(path: Path, name: str, number: int, sight: Sight | None, catalog: Catalog, width: int) -> bytes:
    """Page `number` of the file as WebP of that many pixels across; raises PaperError."""
    pixels, dpi = _pixels(path, name, number)
    if sight is not None:
        pixels = _as_read(pixels, dpi, sight, catalog)
    height = max(1, round(pixels.shape[0] * width / pixels.shape[1]))
    way = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_CUBIC
    shown = cv2.resize(pixels, (width, height), interpolation=way)
    held = io.BytesIO()
    Image.fromarray(np.asarray(shown)).save(held, "WEBP", quality=_QUALITY, method=4)
    return held.getvalue()


def _pixels(path: Path, name: str, number: int) -> tuple[Picture, float | None]:
    kind = file_kind(path)
    if kind is FileKind.PDF:
        return _of_pdf(path, name, number)
    if kind is FileKind.WORD:
        with word.printed(path, name) as pdf:
            return _of_pdf(pdf, name, number)
    with open_picture(path, name) as image:
        return read_frame(image, number - 1, name)


def _of_pdf(path: Path, name: str, number: int) -> tuple[Picture, float]:
    with open_pdf(path, name) as file:
        if not 1 <= number <= file.pages:
            raise PaperError(f"{name} has no page {number}.")
        return render(file, number - 1)


def _as_read(pixels: Picture, dpi: float | None, sight: Sight, catalog: Catalog) -> Picture:
    """The page in the frame that its reader put it into."""
    if sight.frame == "page":
        return turn(pixels, sight.turned)
    if sight.frame == "laid" and sight.code:
        form = catalog.form(sight.code.form)
        layout = layout_for(sight.code, lambda: lay_out(form, catalog.program(form.program)))
        if layout:
            return laid_over(pixels, layout, sight.code.page, dpi, sight.corners).page
    sheet = straightened(pixels, dpi, sight.corners)
    return turn(sheet.page, (sight.turned - sheet.turned) % 360)
