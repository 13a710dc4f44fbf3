"""A page as the readers see it: words, ruling lines, boxes and ink, whatever it came from.

All coordinates are fractions of the page as shown upright, origin top left, so that a text layer, a scan and a
photograph of the same page give the same picture of it.
"""

from dataclasses import dataclass, field

from extractors.corners import Corners
from forms.evidence import Box, Source
from forms.layout import PageCode


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word with its box; `height` of the box is the height of its line of print."""

    text: str
    box: Box
    confidence: float
    """1 for a text layer; what the OCR engine says, as a fraction, for a picture."""
    source: Source
    bold: bool = False
    rival: str | None = None
    """The word as the reader has it that was not believed."""
    face: str = ""
    """Name and colour of the typeface; empty where nothing tells."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight horizontal or vertical line."""

    box: Box

    @property
    def horizontal(self) -> bool:
        """Whether the line is wider than it is high."""
        x0, y0, x1, y1 = self.box
        return x1 - x0 >= y1 - y0


@dataclass(frozen=True, slots=True)
class Mark:
    """A small drawn square or circle, such as a check box: `checked` is None where a mark could be either."""

    box: Box
    checked: bool | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Ink:
    """A drawing that is neither print nor ruling, such as a signature."""

    box: Box


@dataclass(frozen=True, slots=True)
class Widget:
    """A field of a fillable PDF: its value, and the box where it is shown."""

    name: str
    kind: str
    """`text`, `checkbox`, `radio`, `choice` or `signature`."""
    value: str | bool | None
    """Text, the on-state of a radio group, whether a box is checked, whether a signature field is signed."""
    box: Box
    shown: str | bool | None = None
    """What the widget's appearance shows, where that could be told; it can disagree with the value."""


@dataclass(slots=True)
class Page:
    """One page of a file, read as far as its content tells."""

    file: str
    """Path relative to the packet."""
    number: int
    """From 1, within the file."""
    width: float
    """In points, as shown upright."""
    height: float
    words: list[Word] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    rings: list[Ink] = field(default_factory=list)
    """Drawn around what was chosen."""
    unread: list[Ink] = field(default_factory=list)
    """Lines of print, and parts of such, in which nothing could be read."""
    widgets: list[Widget] = field(default_factory=list)
    turned: int = 0
    """Degrees by which the page was turned clockwise to stand upright."""
    code: PageCode | None = None
    """What a page of our own says that it is, in print or by its code."""
    scanned: bool = False
    """Whether words, rulings and marks come from a picture."""
    corners: Corners | None = None
    """Of its sheet in the picture as it came, where it was cut out of its surroundings."""
