"""What a page shows, as a short hash: the same page has the same, whatever file it comes in."""

import hashlib

import cv2
import numpy as np

from extractors.page import Page
from extractors.straighten import Picture, grey

_CELLS = 32
"""Cells both ways in which a picture is compared: two copies of a form, filled in otherwise, differ in some."""


def words_print(page: Page) -> str:
    """Of a page with a text layer: its words and where about they stand; empty where there are none."""
    if not page.words:
        return ""
    told = [(word.text, round(word.box[0], 2), round(word.box[1], 2)) for word in page.words]
    filled = [(widget.name, str(widget.value)) for widget in page.widgets]
    return hashlib.sha256(repr((told, filled)).encode()).hexdigest()


def picture_print(pixels: Picture) -> str:
    """Of a picture: where it gets darker from cell to cell, which survives another file around the same picture."""
    small = cv2.resize(grey(pixels), (_CELLS + 1, _CELLS), interpolation=cv2.INTER_AREA).astype(np.int16)
    darker = small[:, 1:] < small[:, :-1]
    return hashlib.sha256(np.packbits(darker).tobytes()).hexdigest()
