"""Headings of sections, which are no values: told by a number, by what they say, or by a line across the page."""

import re

from extractors.lines import Print, Run
from extractors.pieces import Piece
from extractors.rects import Rect

ACROSS = 0.6
"""Share of the page's width from which a line parts sections, and is no blank."""
_HEADING = re.compile(r"(?:section|part)\s+(?:[A-Z]|\d+|[IVX]+)\b.*|(?:\d{1,2}|[A-Z]|[IVX]+)\.\s+[A-Z][a-z].*", re.I)
_NUMBER = re.compile(r"(?:\d{1,2}|[A-Z]|[IVX]+)\.")
_SECTION = re.compile(r"(?:section|part)\s+(?:[A-Z]|\d+|[IVXl]+)\b(?:\s*[-–.:].*)?", re.I)
"""A heading that says so, on a picture, which does not tell bold print."""


def is_heading(piece: Piece) -> bool:
    """Whether the print heads a section by its number, as in `Part II: Services`."""
    heading = _HEADING if piece.bold else _SECTION if piece.tokens[0].source == "ocr" else None
    return heading is not None and heading.fullmatch(piece.text) is not None


def over_section_line(sheet: Print, run: Run, line: Rect | None = None) -> bool:
    """Whether a picture shows a numbered heading on a line, or on the foot of a bar, that runs across the page."""
    if not sheet.scanned or not _HEADING.fullmatch(_numbered(sheet, run)):
        return False
    if any(_follows_closely(run, other) for other in sheet.runs if other is not run):
        # What goes on from print on its line heads nothing: `B. Levy` behind `A.`
        return False
    rules = sheet.rules if line is None else [line]
    return any(
        rule.width > ACROSS * sheet.width and 0 <= rule.cy - run.y1 <= run.size and rule.x0 <= run.x0 + run.size
        for rule in rules
    )


def _numbered(sheet: Print, run: Run) -> str:
    """The run's text; that of a heading's number with the words that a picture has parted from it."""
    if not _NUMBER.fullmatch(run.text):
        return run.text
    return " ".join([run.text, *(other.text for other in sheet.runs if _follows_closely(other, run))])


def of_heading(piece: Piece, head: Piece) -> bool:
    """Whether a picture has parted the words of a heading from its number."""
    return piece.tokens[0].source == "ocr" and _follows_closely(piece, head)


def _follows_closely(run: Run, before: Run) -> bool:
    return 0 <= run.x0 - before.x1 < 2 * before.size and run.rect.beside(before.rect)
