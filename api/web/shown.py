"""Values as the review page shows them: how each is typed, what its choices are, how much room it needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.record.values import Choice, ShownColumn, ShownDocument, ShownTable, ShownValue
from api.routes.pages import ShownPage
from api.web.words import day, figure
from forms.form import Cell

_LONG = 48
_LINE = 42
_CELL = 20
_MOST_LINES = 12
_NUMBERS = {"money", "hours", "number", "integer", "zip", "phone"}
_PLACEHOLDERS = {"date": "MM/DD/YYYY", "money": "0.00", "time": "HH:MM"}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_YES_NO = {
    "checkbox": (Choice(name="true", caption="Checked"), Choice(name="false", caption="Not checked")),
    "signature": (Choice(name="true", caption="Signed"), Choice(name="false", caption="Not signed")),
}
INLINE = 120
"""Values that a page holds at once; documents beyond are asked for when they are opened."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as its field shows it."""

    value: ShownValue
    typed: str
    options: Sequence[Choice]
    rivals: list[Choice]
    told: str
    """Who gave the value and when, if somebody did."""

    @property
    def long(self) -> bool:
        """Whether it needs more than a line."""
        return not self.options and (len(self.typed) > _LONG or "\n" in self.typed)

    @property
    def lines(self) -> int:
        """How many lines it needs."""
        return min(_MOST_LINES, self.typed.count("\n") + len(self.typed) // _LINE + 1)

    @property
    def long_in_a_line(self) -> bool:
        """Whether it needs more than a line in a cell of a table."""
        return not self.options and (len(self.typed) > _CELL or "\n" in self.typed)

    @property
    def lines_in_a_line(self) -> int:
        """How many lines it needs in a cell of a table."""
        return min(_MOST_LINES, self.typed.count("\n") + len(self.typed) // _CELL + 1)

    @property
    def placeholder(self) -> str:
        """How a value of the kind is typed."""
        return _PLACEHOLDERS.get(self.value.type, "")

    @property
    def numeric(self) -> bool:
        """Whether a phone shows its digits."""
        return self.value.type in _NUMBERS

    @property
    def two_way(self) -> bool:
        """Whether it is yes or no."""
        return self.value.type in _YES_NO

    @property
    def why(self) -> str:
        """Why a person must look at it, as a sentence."""
        if not self.value.review:
            return ""
        why = self.value.why or "the reader was not sure"
        return f"{why[:1].upper()}{why[1:]}{'' if why.endswith('.”') else '.'}"

    @property
    def seen(self) -> str:
        """How sure the reader is, and what it saw where that is not what is typed; of a value that is doubtful."""
        if not self.value.review or self.value.masked or self.value.page_number is None:
            return ""
        sure = f"{self.value.confidence:.0%} sure"
        text = (self.value.text or "").strip()
        return f"{sure}, read as “{text}”" if text and not self.two_way and text != self.typed else sure


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the entries of each line."""

    title: str
    columns: list[str]
    rows: list[list[Entry]]
    blank: list[Entry]
    """The line that a person adds."""


@dataclass(slots=True)
class Paper:
    """A document of the packet; `inline` tells whether its values stand in the page."""

    id: str
    title: str
    told: str
    entries: list[Entry]
    grids: list[Grid]
    inline: bool = True

    @property
    def count(self) -> int:
        """How many values it has."""
        return len(self.entries) + sum(len(row) for grid in self.grids for row in grid.rows)

    @property
    def doubtful(self) -> int:
        """How many of them a person must look at."""
        rows = (row for grid in self.grids for row in grid.rows)
        return sum(entry.value.review for entries in (self.entries, *rows) for entry in entries)


def paper(document: ShownDocument, pages: Sequence[ShownPage]) -> Paper:
    """The document as the page shows it."""
    grids = [
        Grid(
            table.title,
            [column.label for column in table.columns],
            [[entry(cell) for cell in row] for row in table.rows],
            [entry(_blank(table, column)) for column in table.columns],
        )
        for table in document.tables
    ]
    return Paper(document.id, document.title, _pages(document, pages), [entry(each) for each in document.fields], grids)


def _blank(table: ShownTable, column: ShownColumn) -> ShownValue:
    return ShownValue(
        path=f"{table.name}[{len(table.rows)}].{column.name}", label=column.label, type=column.type,
        choices=column.choices, value=None, text=None, confidence=1.0, source=None, review=False, why=None,
        page_number=None, box=None, rivals=[], corrected=None, masked=False,
    )  # fmt: skip


def choose_inline(papers: Sequence[Paper]) -> None:
    """Leaves in the page what there is room for: papers with something to look at first."""
    room = INLINE
    for one in sorted(papers, key=lambda each: not each.doubtful):
        one.inline = one.count <= room or room == INLINE
        room = max(0, room - one.count)


def entry(value: ShownValue) -> Entry:
    """The value as its field shows it."""
    options: Sequence[Choice] = _YES_NO.get(value.type) or value.choices or ()
    text = as_typed(value.value, value.text)
    if value.type == "money" and value.value is not None:
        # Noughts are counted wrong where nothing parts them, and the paper parts them.
        text = figure(value.value)
    if options and text not in {option.name for option in options}:
        # What stands there is none of the choices: the reason says so, and the choice is open.
        text = ""
    corrected = value.corrected
    told = f"{corrected.by}, {day(corrected.at)}" if corrected else ""
    return Entry(value, text, options, _rivals(value, options, text), told)


def captions(cell: Cell) -> dict[str, str]:
    """What each choice of a field is called on the page."""
    if cell.type in _YES_NO:
        return {choice.name: choice.caption for choice in _YES_NO[cell.type]}
    return {name: said[0] if said else name for name, said in (cell.options or {}).items()}


def as_typed(value: Any, text: str | None) -> str:
    """A value as a person types it; what could not be read as one, as it stands on the paper."""
    if value is None:
        return text or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and (found := _DAY.fullmatch(value)):
        return "{1}/{2}/{0}".format(*found.groups())
    return str(value)


def _rivals(value: ShownValue, options: Sequence[Choice], text: str) -> list[Choice]:
    """The other readings: of a choice those that are choices."""
    captions = {option.caption: option.name for option in options} | {option.name: option.name for option in options}
    labels = {option.name: option.caption for option in options}
    rivals: list[Choice] = []
    for read in value.rivals:
        typed = captions.get(read, "") if options else read
        if typed and typed != text and typed not in {rival.name for rival in rivals}:
            rivals.append(Choice(name=typed, caption=labels.get(typed, typed)))
    return rivals


def _pages(document: ShownDocument, pages: Sequence[ShownPage]) -> str:
    """`pages 1–3, 5 of agreement.pdf`: a long name is cut off at its end, and takes no number of a page with it."""
    found = [pages[number - 1] for number in document.pages if number <= len(pages)]
    files = {each.file: [one.page for one in found if one.file == each.file] for each in found}
    return ", ".join(
        f"{'page' if len(numbers) == 1 else 'pages'} {_in_runs(numbers)} of {file}" for file, numbers in files.items()
    )


def _in_runs(numbers: Sequence[int]) -> str:
    """The numbers in their order, those that follow each other by the first and the last.

    >>> _in_runs([1, 2, 3, 5, 4])
    '1–3, 5, 4'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
