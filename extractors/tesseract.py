"""Tesseract, called in the process that reads: to start it anew for each page would take longer than its lines do."""

import ctypes
import os
from collections.abc import Iterator
from ctypes.util import find_library
from functools import cache
from typing import Any, NamedTuple

from extractors.straighten import Picture

# Its threads slow it down many times over when they outnumber the cores.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

_NAMES = ("libtesseract.so.5", "libtesseract.5.dylib")
_LANGUAGE = b"eng"
_ONE_BLOCK = 6
"""Its number for a picture that is one block of lines."""
_WORD_LEVEL, _LEFT, _TOP, _TALL, _TEXT = 0, 6, 7, 9, 11
_WORD = "5"
"""The level of a row of its table that is a word."""


class ReadWord(NamedTuple):
    """A word as tesseract reads it, and where it stands in the picture, in pixels."""

    text: str
    top: int
    height: int


class TesseractError(Exception):
    """Tesseract cannot be loaded, fails, or is too slow."""


def words(picture: Picture, patience: float) -> list[ReadWord]:
    """The words in a grey picture, line by line; raises TesseractError, also after `patience` seconds."""
    return list(_words(_engine().table(picture, patience)))


def _words(table: str) -> Iterator[ReadWord]:
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) > _TEXT and cells[_WORD_LEVEL] == _WORD and cells[_TEXT].strip():
            yield ReadWord(cells[_TEXT], int(cells[_TOP]), int(cells[_TALL]))


class _Engine:
    """An instance of its library, with the language loaded."""

    def __init__(self) -> None:
        self._library = _library()
        self._handle = self._library.TessBaseAPICreate()
        if self._library.TessBaseAPIInit3(self._handle, None, _LANGUAGE) != 0:
            raise TesseractError("the language's data cannot be loaded")
        # It would write about every small picture to standard error.
        for name, value in ((b"debug_file", b"/dev/null"), (b"tessedit_do_invert", b"0")):
            self._library.TessBaseAPISetVariable(self._handle, name, value)
        self._library.TessBaseAPISetPageSegMode(self._handle, _ONE_BLOCK)

    def table(self, picture: Picture, patience: float) -> str:
        """What it reads in the picture, as its table of tab-separated values."""
        height, width = picture.shape
        library, handle = self._library, self._handle
        library.TessBaseAPISetImage(handle, picture.tobytes(), width, height, 1, width)
        monitor = library.TessMonitorCreate()
        try:
            library.TessMonitorSetDeadlineMSecs(monitor, round(1000 * patience))
            if library.TessBaseAPIRecognize(handle, monitor) != 0:
                raise TesseractError("the picture cannot be read, or not in time")
            text = library.TessBaseAPIGetTsvText(handle, 0)
            try:
                return ctypes.string_at(text).decode(errors="replace")
            finally:
                library.TessDeleteText(text)
        finally:
            library.TessMonitorDelete(monitor)
            library.TessBaseAPIClear(handle)
            # Every picture is read as if it were the first.
            library.TessBaseAPIClearAdaptiveClassifier(handle)


@cache
def _engine() -> _Engine:
    """The process's instance, loaded when the first line is in doubt."""
    return _Engine()


def _library() -> Any:
    names = [*_NAMES, find_library("tesseract")]
    for name in filter(None, names):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        for function, result, arguments in _FUNCTIONS:
            declared = getattr(library, function)
            declared.restype, declared.argtypes = result, arguments
        return library
    raise TesseractError("its library is not installed")


_P, _S, _I = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
_FUNCTIONS = (
    ("TessBaseAPICreate", _P, ()),
    ("TessBaseAPIInit3", _I, (_P, _S, _S)),
    ("TessBaseAPISetVariable", _I, (_P, _S, _S)),
    ("TessBaseAPISetPageSegMode", None, (_P, _I)),
    ("TessBaseAPISetImage", None, (_P, _S, _I, _I, _I, _I)),
    ("TessBaseAPIRecognize", _I, (_P, _P)),
    ("TessBaseAPIGetTsvText", _P, (_P, _I)),
    ("TessBaseAPIClear", None, (_P,)),
    ("TessBaseAPIClearAdaptiveClassifier", None, (_P,)),
    ("TessMonitorCreate", _P, ()),
    ("TessMonitorSetDeadlineMSecs", None, (_P, _I)),
    ("TessMonitorDelete", None, (_P,)),
    ("TessDeleteText", None, (_P,)),
)
