"""Spaces that a reader of pictures lost: behind the number of a label, and around a stroke between two languages."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.page import Word

_NUMBERED = re.compile(r"(\d{1,2}[a-z]?[.)])([A-Za-z][A-Za-z'’&-]{2}.*)")
_BARE = re.compile(r"(\d{1,2})([A-Z][a-z]{3,})")
"""The same where the point was lost, too."""
_STROKE = re.compile(r"([^\W\d_]{3,}[).]?)?(/)([^\W\d_]{3,}:?)")


def respaced(words: Sequence[Word]) -> list[Word]:
    """The words of a picture, those parted that hold the number of a label, and, on a page that prints strokes between
    words elsewhere, those that hold a stroke."""
    strokes = any(word.text == "/" for word in words)
    return [part for word in words for part in _parted(word, _pieces(word.text, strokes))]


def _pieces(text: str, strokes: bool) -> list[str]:
    found = _NUMBERED.fullmatch(text) or _BARE.fullmatch(text) or (_STROKE.fullmatch(text) if strokes else None)
    return [part for part in found.groups() if part] if found else [text]


def _parted(word: Word, texts: Sequence[str]) -> list[Word]:
    """The word in parts, each as wide as its share of the letters."""
    if len(texts) == 1:
        return [word]
    x0, y0, x1, y1 = word.box
    letter = (x1 - x0) / len(word.text)
    parts, left = [], x0
    for text in texts:
        # A little is left between them.
        parts.append(replace(word, text=text, box=(left, y0, left + (len(text) - 0.3) * letter, y1)))
        left += len(text) * letter
    return parts
