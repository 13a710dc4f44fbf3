"""The parts of a printed page as data: text, panels and the slots that values go into."""

from dataclasses import dataclass, field, replace
from typing import Literal, Self

from forms.evidence import Box
from forms.form import Cell
from forms.typeset import Face, width

PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
"""US Letter, in points."""

Points = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points, origin top left."""

SlotKind = Literal["text", "combo", "radio", "checkbox", "signature"]
Role = Literal["title", "heading", "paragraph", "label", "column", "furniture"]
Ink = Literal["black", "soft", "white"]
Fill = Literal["none", "bar", "tint", "mark"]


def fractions(points: Points) -> Box:
    """The box as fractions of the page."""
    x0, y0, x1, y1 = points
    return (x0 / PAGE_WIDTH, y0 / PAGE_HEIGHT, x1 / PAGE_WIDTH, y1 / PAGE_HEIGHT)


def points(box: Box) -> Points:
    """The box in points."""
    x0, y0, x1, y1 = box
    return (x0 * PAGE_WIDTH, y0 * PAGE_HEIGHT, x1 * PAGE_WIDTH, y1 * PAGE_HEIGHT)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value; a choice that is printed as radio buttons has one for each button."""

    path: str
    """`applicant_name`, or `lines[0].date` for a cell of a table."""
    page: int
    box: Box
    kind: SlotKind
    choice: str | None
    lines: int
    cell: Cell = field(compare=False, repr=False)

    @property
    def row(self) -> str | None:
        """The table row that the slot belongs to, such as `lines[0]`."""
        return self.path.rpartition(".")[0] or None

    @property
    def points(self) -> Points:
        """The box in points."""
        return points(self.box)

    def moved(self, page: int, down: float) -> Self:
        """The slot on that page, lower by so many points."""
        x0, y0, x1, y1 = self.box
        shift = down / PAGE_HEIGHT
        return replace(self, page=page, box=(x0, y0 + shift, x1, y1 + shift))


@dataclass(frozen=True, slots=True)
class Print:
    """A block of printed text, of one or more lines; `y` is the first baseline."""

    x: float
    y: float
    lines: tuple[str, ...]
    size: float
    role: Role
    face: Face = "regular"
    ink: Ink = "black"
    leading: float = 0.0
    path: str = ""
    """The field, the radio button's field or the column that the text is the label of."""
    page: int = 0
    extent: Points | None = None
    """The box of print that is not set in our own fonts."""

    @property
    def points(self) -> Points:
        """The box that the letters fill."""
        if self.extent:
            return self.extent
        last = self.y + self.leading * (len(self.lines) - 1)
        right = self.x + max(width(line, self.size, self.face) for line in self.lines)
        return (self.x, self.y - 0.74 * self.size, right, last + 0.22 * self.size)

    @property
    def text(self) -> str:
        """The text in one line."""
        return " ".join(self.lines)

    def moved(self, page: int, down: float) -> Self:
        """The text on that page, lower by so many points."""
        return replace(self, page=page, y=self.y + down)


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle that is ruled, filled or both; one without height or width is a line."""

    points: Points
    fill: Fill = "none"
    stroke: float = 0.5
    """The width of its outline in points; 0 draws none."""
    page: int = 0

    def moved(self, page: int, down: float) -> Self:
        """The panel on that page, lower by so many points."""
        x0, y0, x1, y1 = self.points
        return replace(self, page=page, points=(x0, y0 + down, x1, y1 + down))


Item = Print | Slot


@dataclass(frozen=True, slots=True)
class Block:
    """A strip of the page that is not parted: its items in the order of reading, y counted from its top."""

    height: float
    items: tuple[Item, ...] = ()
    panels: tuple[Panel, ...] = ()
    keeps: bool = False
    """Whether it stays on the page of the block after it."""
