"""The fonts of our own papers: which characters they show, how wide text is, and how it wraps."""

import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from forms.errors import FormwrightError

Face = Literal["regular", "bold", "italic"]

FONT_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/liberation-sans"),
    Path("/usr/share/fonts/liberation"),
    Path("/usr/lib/libreoffice/share/fonts/truetype"),
    Path("/opt/libreoffice/share/fonts/truetype"),
)
"""Where distributions put Liberation Sans."""

_FILES: dict[Face, str] = {
    "regular": "LiberationSans-Regular.ttf",
    "bold": "LiberationSans-Bold.ttf",
    "italic": "LiberationSans-Italic.ttf",
}


@cache
def font(face: Face) -> str:
    """The name under which reportlab knows the face; raises FormwrightError where the font is not installed."""
    name = _FILES[face].removesuffix(".ttf")
    for folder in FONT_FOLDERS:
        if (folder / _FILES[face]).exists():
            pdfmetrics.registerFont(TTFont(name, str(folder / _FILES[face])))
            return name
    raise FormwrightError("The font Liberation Sans is missing: install the package fonts-liberation and try again.")


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(font("regular")).face.charToGlyph)


@cache
def _letter_widths(face: Face) -> defaultdict[str, float]:
    """The width of each letter in thousandths of the size; reportlab's own sum of them takes three times as long."""
    shapes = pdfmetrics.getFont(font(face)).face
    return defaultdict(lambda: shapes.defaultWidth, {chr(code): wide for code, wide in shapes.charWidths.items()})


def width(text: str, size: float, face: Face = "regular") -> float:
    """The width of the text in points."""
    return 0.001 * size * sum(map(_letter_widths(face).__getitem__, text))


def composed(text: str) -> str:
    """The text as it is set: accents joined to their letters, tabs as spaces, line ends as one character."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\t", " ")


def not_shown(text: str) -> list[str]:
    """The characters that the fonts cannot show, or would show in the wrong order, each once."""
    return sorted({char for char in composed(text) if char != "\n" and not _shown(char)})


def _shown(char: str) -> bool:
    right_to_left = unicodedata.bidirectional(char) in ("R", "AL")
    # Marks that no letter has taken in would be set beside it, and controls as boxes.
    stray = unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn")
    return ord(char) in _glyphs() and not right_to_left and not stray


def wrap(text: str, size: float, limit: float, face: Face = "regular") -> list[str]:
    """The text in lines no wider than the limit in points; a word that is too wide is broken between letters."""
    lines: list[str] = []
    for paragraph in composed(text).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width(longer, size, face) <= limit:
                line = longer
                continue
            if line:
                lines.append(line)
            *full, line = _broken(word, size, limit, face)
            lines.extend(full)
        lines.append(line)
    return lines


def _broken(word: str, size: float, limit: float, face: Face) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and width(pieces[-1] + char, size, face) > limit:
            pieces.append("")
        pieces[-1] += char
    return pieces


def widest_word(text: str, size: float, face: Face = "regular") -> float:
    """The width of the text's widest word, below which it cannot wrap well."""
    return max((width(word, size, face) for word in text.split()), default=0.0)
