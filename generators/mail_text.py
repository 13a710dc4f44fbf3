"""A mail's own words as a paper, so that they lie with the papers that came in it."""

import io
from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas

from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH
from forms.typeset import composed, font, not_shown, wrap

_EDGE, _SIZE, _LEADING = 54.0, 10.0, 14.0
"""Points: the margin, the print, from line to line."""
_LINES = int((PAGE_HEIGHT - 2 * _EDGE) / _LEADING)
_NO_GLYPH = "\N{WHITE SQUARE}"


def mail_text(head: Sequence[str], text: str) -> tuple[bytes, bool]:
    """The PDF, the same for the same words, and whether there are characters in them that it cannot show."""
    words = composed("\n".join((*head, "", text)))
    strange = not_shown(words)
    words = words.translate({ord(char): _NO_GLYPH for char in strange})
    lines = wrap(words, _SIZE, PAGE_WIDTH - 2 * _EDGE)
    held = io.BytesIO()
    canvas = Canvas(
        held, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=font("regular"), lang="en-US"
    )
    canvas.setTitle("E-mail")
    for first in range(0, len(lines), _LINES):
        canvas.setFont(font("regular"), _SIZE)
        for number, line in enumerate(lines[first : first + _LINES]):
            canvas.drawString(_EDGE, PAGE_HEIGHT - _EDGE - _SIZE - number * _LEADING, line)
        canvas.showPage()
    canvas.save()
    return held.getvalue(), bool(strange)
