"""The choices of one designer of forms, and the pen that draws with them; see bench.designs for what is drawn."""

import io
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from forms.form import Cell
from tests.support.layouts import HINTS, printed
from tests.support.layouts import Style as Clerk

WIDTH, HEIGHT, MARGIN = 612.0, 792.0, 48.0
WHITE, BLACK, GREY = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.88, 0.88, 0.88)
_FOLDER = Path("/usr/share/fonts/truetype")
_FACES = (
    ("Helvetica", "Helvetica-Bold"),
    ("Times-Roman", "Times-Bold"),
    ("Courier", "Courier-Bold"),
    ("dejavu/DejaVuSansCondensed.ttf", "dejavu/DejaVuSansCondensed-Bold.ttf"),
    ("dejavu/DejaVuSerifCondensed.ttf", "dejavu/DejaVuSerifCondensed-Bold.ttf"),
    ("liberation/LiberationSansNarrow-Regular.ttf", "liberation/LiberationSansNarrow-Bold.ttf"),
    ("liberation/LiberationSerif-Regular.ttf", "liberation/LiberationSerif-Bold.ttf"),
)
_SIGNS = "dejavu/DejaVuSans.ttf"
"""The face that has the signs for check boxes."""
_ASIDES = {
    "date": ("(mm/dd/yyyy)", "(month / day / year)", "MM/DD/YYYY"),
    "month": ("(mm/yyyy)", "(month and year)"),
    "money": ("(US dollars)", "($)"),
    "phone": ("(with area code)", "(including area code)"),
    "name": ("(First, Last)", "(please print)", "Please print"),
    "signature": ("(sign in ink)", "(no stamps)"),
    "text": ("(attach a sheet if needed)", "(if known)", "Please print clearly"),
    "hours": ("(in quarter hours)",),
}
EMPTY = {
    "date": ("__/__/____", "___ / ___ / _____", "mm/dd/yyyy"),
    "month": ("__/____",),
    "money": ("$ ________", "$", "$ ____.__"),
    "phone": ("(___) ___-____", "(    ) ____-______"),
    "ein": ("__-_______",),
    "zip": ("_____",),
    "time": ("__:__ AM / PM", "__:__"),
    "hours": ("____ hrs", "______"),
}
"""What stands in a blank that is not filled."""
_BLANKS = ("rule", "rule", "underscores", "dots", "none")
_DATES = ("%m/%d/%Y", "%m/%d/%Y", "%m-%d-%Y", "%B %d, %Y", "%Y-%m-%d", "%b %d, %Y", "%d %B %Y")


@dataclass(slots=True)
class Design:
    """How one agency draws its forms."""

    dice: random.Random
    clerk: Clerk
    """How the values are typed."""
    regular: str
    bold: str
    size: float
    small: float
    """Size of the labels and the small print."""
    number: str
    """How labels are numbered, `{n}` for the number; empty for not at all."""
    place: str
    """Of the label: `left`, `above`, `below`, `corner` of a box, `split` into a cell of its own."""
    blank: str
    """What is filled in: `rule`, `underscores`, `dots`, `none`."""
    hint: str
    """Small print: `label` behind the label, `under` the blank, empty for none."""
    empty: bool
    """Whether blanks that are not filled show a placeholder."""
    mark: str
    """Of check boxes: `square`, `[X]`, `(X)`, `_X_` or `sign`."""
    choice: str
    """Of choices: `marks`, `circled` or `written`."""
    yes_no: str
    """Of check boxes: `mark`, `circled`, `pair` of boxes, `columns` of a checklist."""
    columns: int
    heading: str
    """Of sections: `bar`, `bold`, `rule` or `none`."""
    head: str
    """Of tables: `dark`, `grey` or `plain`."""
    rules: str
    """Of tables: `grid`, `rows` or `none`."""
    row_numbers: bool
    letters: bool
    """Whether columns are lettered under their captions."""
    spare: int
    """Rows of a table that stay blank."""
    total: bool
    repeated: bool
    dollar: str
    """Before amounts in tables: nothing, the sign, or the sign at the cell's left."""
    comb: bool
    signing: str
    """Of signatures: `fields` among the others, `row` side by side at the end, `lines` each with its date."""
    letterhead: bool
    instructions: bool
    office: bool
    capitals: bool
    colon: bool
    bold_labels: bool
    shared: frozenset[str] = frozenset()
    """Labels that several fields of the form may have, which no designer prints where they would not tell."""
    number_now: int = 0

    @classmethod
    def of(cls, seed: int) -> "Design":
        """The design of that number."""
        dice = random.Random(seed * 7 + 3)
        clerk = Clerk.of(seed, "aligned")
        clerk.dates = dice.choice(_DATES)
        regular, bold = _face(dice)
        size = dice.choice((8.5, 9.0, 10.0, 11.0))
        place = dice.choice(("left", "left", "above", "below", "corner", "corner", "split"))
        return cls(
            dice, clerk, regular, bold, size,
            small=dice.choice((6.0, 7.0, 8.0)) if place in ("above", "below", "corner") else size,
            number=dice.choice(("", "", "{n}.", "({n})", "{n}a.", "{n}", "{n})")),
            place=place,
            blank="none" if place in ("corner", "split") else dice.choice(_BLANKS),
            hint=dice.choice(("", "", "label", "under")),
            empty=dice.random() < 0.5,
            mark=dice.choice(("square", "square", "[X]", "(X)", "_X_", "sign")),
            choice=dice.choice(("marks", "marks", "circled", "written")),
            yes_no=dice.choice(("mark", "mark", "mark", "circled", "pair", "columns")),
            columns=dice.choice((1, 2, 2, 3)),
            heading=dice.choice(("bar", "bold", "rule", "none")),
            head=dice.choice(("dark", "grey", "plain")),
            rules=dice.choice(("grid", "grid", "grid", "rows", "none")),
            row_numbers=dice.random() < 0.4,
            letters=dice.random() < 0.15,
            spare=dice.choice((0, 0, 1, 3)),
            total=dice.random() < 0.4,
            repeated=dice.random() < 0.6,
            dollar=dice.choice(("", "$", "$ apart")),
            comb=dice.random() < 0.25,
            signing=dice.choice(("fields", "row", "row", "lines")),
            letterhead=dice.random() < 0.5,
            instructions=dice.random() < 0.6,
            office=dice.random() < 0.25,
            capitals=dice.random() < 0.25,
            colon=place in ("left", "split") and dice.random() < 0.6,
            bold_labels=dice.random() < 0.35,
        )  # fmt: skip

    def label(self, cell: Cell) -> str:
        """The label as this designer prints it, with its number and its hint."""
        telling = [label for label in cell.labels if label not in self.shared or cell.type == "date"]
        label = self.dice.choice(telling or cell.labels)
        if self.capitals:
            label = label.upper()
        if self.hint == "label" and cell.type in _ASIDES and cell.type != "text" and "(" not in label:
            label = f"{label} {HINTS.get(cell.type, '').strip() or _ASIDES[cell.type][0]}"
        return self.numbered(label + (":" if self.colon and cell.type != "checkbox" else ""))

    def numbered(self, label: str) -> str:
        """The label with its number before it."""
        self.number_now += 1
        return f"{self.number.format(n=self.number_now)} {label}".strip()

    def aside(self, cell: Cell) -> str:
        """The small print under the blank, empty for none."""
        if self.hint != "under" or cell.type not in _ASIDES or self.dice.random() < 0.4:
            return ""
        return self.dice.choice(_ASIDES[cell.type])

    def text(self, cell: Cell, value: Any) -> str:
        """The value as it is typed, or what stands in its blank."""
        if value is not None:
            return printed(cell, value, self.clerk)
        return self.dice.choice(EMPTY.get(cell.type, ("",))) if self.empty else ""


def _face(dice: random.Random) -> tuple[str, str]:
    regular, bold = dice.choice(_FACES)
    if not regular.endswith(".ttf"):
        return regular, bold
    if not all((_FOLDER / name).exists() for name in (regular, bold)):
        return _FACES[0]
    return _registered(regular), _registered(bold)


def _registered(file: str) -> str:
    name = Path(file).stem
    pdfmetrics.registerFont(TTFont(name, _FOLDER / file))
    return name


def signs() -> str | None:
    """The face with signs for check boxes, where the machine has it."""
    return _registered(_SIGNS) if (_FOLDER / _SIGNS).exists() else None


class Pen:
    """A canvas with a place on it, counted from the top."""

    def __init__(self, design: Design, code: str, pages: int) -> None:
        self.design = design
        self.code = code
        """The number of the form that stands at the foot of each page."""
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT))
        self.y = MARGIN
        self.page = 1
        self.pages = pages

    def width(self, words: str, *, bold: bool = False, size: float | None = None) -> float:
        """How wide the words are."""
        face = self.design.bold if bold else self.design.regular
        return float(pdfmetrics.stringWidth(words, face, size or self.design.size))

    def wrapped(self, words: str, width: float, *, bold: bool = False, size: float | None = None) -> list[str]:
        """The words in lines."""
        face = self.design.bold if bold else self.design.regular
        return list(simpleSplit(words, face, size or self.design.size, width)) or [""]

    def text(
        self, x: float, y: float, words: str, *, bold: bool = False, size: float | None = None,
        colour: tuple[float, float, float] = BLACK, face: str | None = None,
    ) -> float:  # fmt: skip
        """Prints the words below `y` and gives where they end."""
        size = size or self.design.size
        self.canvas.setFont(face or (self.design.bold if bold else self.design.regular), size)
        self.canvas.setFillColorRGB(*colour)
        self.canvas.drawString(x, HEIGHT - y - size, words)
        return x + self.width(words, bold=bold, size=size)

    def line(self, x0: float, y0: float, x1: float, y1: float, *, thick: float = 0.6) -> None:
        """A ruling."""
        self.canvas.setLineWidth(thick)
        self.canvas.setStrokeColorRGB(*BLACK)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ruled box."""
        self.canvas.setLineWidth(0.6)
        self.canvas.setStrokeColorRGB(*BLACK)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0)

    def shade(self, x0: float, y0: float, x1: float, y1: float, colour: tuple[float, float, float]) -> None:
        """A filled area."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=0, fill=1)

    def ring(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A ring around what was chosen."""
        self.canvas.setLineWidth(1.1)
        self.canvas.setStrokeColorRGB(0.1, 0.1, 0.45)
        self.canvas.ellipse(x0, HEIGHT - y1, x1, HEIGHT - y0)

    def room(self, height: float) -> bool:
        """Makes room, on a new page if need be; says whether it is a new page."""
        if self.y + height <= HEIGHT - MARGIN - 14:
            return False
        self.turn()
        return True

    def turn(self) -> None:
        """Goes on to a new page."""
        self._foot()
        self.canvas.showPage()
        self.page += 1
        self.y = MARGIN

    def _foot(self) -> None:
        self.text(MARGIN, HEIGHT - 34, self.code, size=7)
        self.text(WIDTH - MARGIN - 60, HEIGHT - 34, f"Page {self.page} of {self.pages}", size=7)

    def finish(self) -> bytes:
        """The file."""
        self._foot()
        self.canvas.save()
        return self.buffer.getvalue()
