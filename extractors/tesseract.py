"""Tesseract's own library, held by the process that reads: its command starts anew for a handful of words.

To start the command and load its language takes fifteen times as long as to read a line.
"""

import atexit
import ctypes
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from extractors.straighten import Picture
from forms.errors import FormwrightError

_LIBRARIES = ("libtesseract.so.5", "libtesseract.so.4", "libtesseract.dylib")
_BLOCK, _WORD = 6, "5"
"""Its way of reading lines set below each other, and how its table calls the row of a word."""


class Word(NamedTuple):
    """A word that tesseract read, with its place in dots from the top."""

    text: str
    top: int
    height: int


def read_block(page: Picture, seconds: float) -> list[Word] | None:
    """The words of a grey picture of lines set below each other; None where it fails or takes longer than that."""
    engine = _engine()
    return engine.read(np.ascontiguousarray(page), seconds)


@cache
def _engine() -> "_Engine":
    """The process's engine, loaded when a first line is in doubt."""
    return _Engine()


class _Engine:
    """Tesseract with its English, as a page's lines need it."""

    def __init__(self) -> None:
        self._library = _loaded()
        self._engine = self._library.TessBaseAPICreate()
        # It tells of what it holds where a process ends with it.
        atexit.register(self._library.TessBaseAPIDelete, self._engine)
        if self._library.TessBaseAPIInit3(self._engine, None, b"eng"):
            raise FormwrightError("Tesseract lacks its English: install the package tesseract-ocr-eng and try again.")
        self._library.TessBaseAPISetVariable(self._engine, b"tessedit_do_invert", b"0")
        self._library.TessBaseAPISetPageSegMode(self._engine, _BLOCK)
        self._clock = self._library.TessMonitorCreate()

    def read(self, page: Picture, seconds: float) -> list[Word] | None:
        """What stands on the page, by itself: words of the pages before are forgotten."""
        high, wide = page.shape
        library = self._library
        library.TessBaseAPIClearAdaptiveClassifier(self._engine)
        library.TessBaseAPISetImage(self._engine, page.ctypes.data, wide, high, 1, wide)
        try:
            library.TessMonitorSetDeadlineMSecs(self._clock, round(1000 * seconds))
            if library.TessBaseAPIRecognize(self._engine, self._clock):
                return None
            told = library.TessBaseAPIGetTsvText(self._engine, 0)
            if not told:
                return None
            try:
                rows = ctypes.string_at(told).decode("utf-8", "replace").split("\n")
            finally:
                library.TessDeleteText(told)
        finally:
            # It keeps no picture that has gone.
            library.TessBaseAPIClear(self._engine)
        cells = [row.split("\t") for row in rows if row.startswith(_WORD)]
        return [Word(row[11], int(row[7]), int(row[9])) for row in cells if len(row) == 12 and row[11].strip()]


def _loaded() -> Any:
    """The library with what its functions take; raises FormwrightError where it is not installed."""
    for name in _LIBRARIES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        handle, number, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
        for function, result, arguments in (
            ("TessBaseAPICreate", handle, ()),
            ("TessBaseAPIDelete", None, (handle,)),
            ("TessBaseAPIInit3", number, (handle, text, text)),
            ("TessBaseAPISetVariable", number, (handle, text, text)),
            ("TessBaseAPISetPageSegMode", None, (handle, number)),
            ("TessBaseAPISetImage", None, (handle, handle, number, number, number, number)),
            ("TessBaseAPIRecognize", number, (handle, handle)),
            ("TessBaseAPIGetTsvText", handle, (handle, number)),
            ("TessBaseAPIClear", None, (handle,)),
            ("TessBaseAPIClearAdaptiveClassifier", None, (handle,)),
            ("TessDeleteText", None, (handle,)),
            ("TessMonitorCreate", handle, ()),
            ("TessMonitorSetDeadlineMSecs", None, (handle, number)),
        ):
            call = getattr(library, function)
            call.restype, call.argtypes = result, arguments
        return library
    raise FormwrightError("Tesseract is missing: install the package tesseract-ocr and try again.")
