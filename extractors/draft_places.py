"""Where a blank waits for values: fillable fields, ruled boxes, lines to write on, check boxes, room after a colon."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from extractors.draft_widgets import BlankField
from extractors.lines import Print, Run
from extractors.rects import Rect, around
from forms.evidence import Box

Source = Literal["widget", "cell", "line", "square", "open"]

_LINE_HIGH = 15.0
"""Points above a line that what is written on it takes, where nothing is printed there."""
_LOWEST = 8.5
"""Points of height in which a value can be written."""
_SHORTEST_LINE = 22.0
_LABEL_WORDS = 14
"""Words in a box with little room beside them: with more, they are an instruction."""
_SIGNING = 24.0
"""Points above a line that a signature takes."""
_OPEN = 70.0
"""Points of white after a colon in which a value may be written."""


@dataclass(eq=False)
class Opening:
    """A place that waits for a value."""

    page: int
    rect: Rect
    """In points."""
    source: Source
    widget: BlankField | None = None
    cell: Rect | None = None
    """The ruled box around it."""
    label: str = ""
    note: str = ""
    """An instruction that stands below the label, in other print."""
    signed: bool = False
    """Whether its label stands under a line, as under a line to sign on."""
    lines: int = 1
    doubts: list[str] = field(default_factory=list)

    @property
    def frame(self) -> Rect:
        """The ruled box where there is one, otherwise the place itself."""
        return self.cell or self.rect

    @property
    def button(self) -> bool:
        """Whether it is marked, not written in."""
        return self.source == "square" or (self.widget is not None and self.widget.kind in ("checkbox", "radio"))


def find_openings(sheet: Print, number: int, fields: Sequence[BlankField]) -> list[Opening]:
    """The places of the page, from the top; boxes that hold their own label have it already."""
    widgets = [_from_widget(sheet, number, each) for each in fields]
    cells = ruled_cells(sheet)
    drawn = [*_in_cells(sheet, number, cells), *_on_lines(sheet, number, cells), *_squares(sheet, number, cells)]
    drawn = [opening for opening in drawn if not any(_meet(opening.rect, other.rect) for other in widgets)]
    found = [*widgets, *drawn]
    if not widgets:
        found += _after_colons(sheet, number, found, cells)
    return sorted(found, key=lambda opening: (opening.rect.y0, opening.rect.x0))


def _meet(one: Rect, other: Rect) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 1 and down > 1


def _from_widget(sheet: Print, number: int, each: BlankField) -> Opening:
    rect = sheet.points(each.box)
    cell = sheet.box_at(rect.cx, rect.cy)
    if cell and (cell.height > 3 * rect.height + 30 or cell.width > rect.width + 300 or not _around(cell, rect)):
        cell = None
    lines = max(1, round(rect.height / 13)) if each.multiline else 1
    return Opening(number, rect, "widget", each, cell, lines=lines)


def _around(cell: Rect, rect: Rect) -> bool:
    return cell.x0 - 3 <= rect.x0 and rect.x1 <= cell.x1 + 3 and cell.y0 - 3 <= rect.y0 and rect.y1 <= cell.y1 + 3


# Ruled boxes


def ruled_cells(sheet: Print) -> list[Rect]:
    """The boxes that rulings close, each once."""
    found: dict[tuple[int, int, int, int], Rect] = {}
    for rule in sheet.rules:
        below = rule.cy + 2.5
        bars = sorted(bar.cx for bar in sheet.bars if bar.y0 - 2 <= below <= bar.y1 + 2)
        for left, right in pairwise(bars):
            middle = (left + right) / 2
            if right - left >= 12 and rule.x0 - 3 <= middle <= rule.x1 + 3:
                box = sheet.box_at(middle, below)
                if box and box.height >= _LOWEST and box.width >= 12:
                    found[round(box.x0), round(box.y0), round(box.x1), round(box.y1)] = box
    return sorted(found.values(), key=lambda box: (box.y0, box.x0))


def runs_in(sheet: Print, box: Rect) -> list[Run]:
    """The runs of print whose middle lies in the box."""
    return [run for run in sheet.runs if box.holds(run.rect.cx, run.rect.cy)]


def _in_cells(sheet: Print, number: int, cells: Sequence[Rect]) -> Iterator[Opening]:
    for cell in cells:
        if any(cell.holds(square.cx, square.cy) for square in sheet.squares) or _lines_in(sheet, cell):
            continue
        runs = runs_in(sheet, cell)
        if not runs:
            yield Opening(number, _inset(cell), "cell", cell=cell, lines=_lines(cell.height))
        elif room := _room(cell, runs, cells, sheet):
            label, note = label_and_note(runs)
            yield Opening(number, room, "cell", cell=cell, label=label, note=note, lines=_lines(room.height))


def label_and_note(runs: Sequence[Run]) -> tuple[str, str]:
    """The print of a box: what is set like its first line, and what is set otherwise."""
    first = runs[0]
    label = [run for run in runs if run.bold == first.bold and abs(run.size - first.size) < 0.07 * first.size]
    note = [run for run in runs if run not in label]
    return " ".join(run.text for run in label), " ".join(run.text for run in note)


def _lines(height: float) -> int:
    return max(1, int(height // 13)) if height > 34 else 1


def _inset(cell: Rect) -> Rect:
    return Rect(cell.x0 + 1.5, cell.y0 + 1.0, cell.x1 - 1.5, cell.y1 - 1.0)


def _lines_in(sheet: Print, cell: Rect) -> bool:
    """Whether the box holds lines to write on."""
    return any(
        cell.y0 + 4 < rule.cy < cell.y1 - 4 and rule.x0 >= cell.x0 - 1 and rule.x1 <= cell.x1 + 1
        for rule in sheet.rules
    )


def _room(cell: Rect, runs: Sequence[Run], cells: Sequence[Rect], sheet: Print) -> Rect | None:
    """Where a value can be written in a box that holds print: below the print, or right of it."""
    # A dollar sign stands where the value goes.
    said = [run for run in runs if run.plain] or list(runs)
    print_ = around(said)
    words = sum(len(run.tokens) for run in said)
    below, above = cell.y1 - print_.y1, print_.y0 - cell.y0
    right = cell.x1 - print_.x1
    beside = _next_right(cell, cells)
    names_the_next = beside is not None and not runs_in(sheet, beside)
    if names_the_next and abs(below - above) < 0.4 * cell.height:
        return None
    if below >= _LOWEST and below > 1.5 * above and (words <= _LABEL_WORDS or below > 30):
        return Rect(cell.x0 + 1.5, print_.y1 + 0.3, cell.x1 - 1.5, cell.y1 - 0.8)
    colon = said[-1].text.rstrip().endswith((":", "$", "#", "?"))
    if right >= max(40.0, 0.25 * cell.width) and words <= _LABEL_WORDS and (colon or not names_the_next):
        centred = abs((print_.x0 - cell.x0) - right) < 0.2 * cell.width
        if colon or not centred:
            return Rect(print_.x1 + 2.0, cell.y0 + 1.0, cell.x1 - 1.5, cell.y1 - 1.0)
    return None


def _next_right(cell: Rect, cells: Sequence[Rect]) -> Rect | None:
    """The box right of this one in the same row."""
    for other in cells:
        if abs(other.x0 - cell.x1) < 3 and abs(other.y0 - cell.y0) < 3 and abs(other.y1 - cell.y1) < 3:
            return other
    return None


# Lines to write on


def _on_lines(sheet: Print, number: int, cells: Sequence[Rect]) -> list[Opening]:
    found = []
    for rule in sorted(sheet.rules, key=lambda rule: rule.cy):
        if rule.width < _SHORTEST_LINE or _is_edge(rule, cells, sheet) or _underlines(rule, sheet):
            continue
        found.append(Opening(number, Rect(rule.x0, _top_of(rule, sheet), rule.x1, rule.cy + 0.8), "line"))
    return _paragraphs([opening for opening in found if not _parts_sections(opening.rect, sheet, found)], sheet)


def _is_edge(rule: Rect, cells: Sequence[Rect], sheet: Print) -> bool:
    """Whether the ruling is a side of a box."""
    if any(bar.y0 - 3 <= rule.cy <= bar.y1 + 3 and rule.x0 - 3 <= bar.cx <= rule.x1 + 3 for bar in sheet.bars):
        return not any(
            cell.y0 + 4 < rule.cy < cell.y1 - 4 and cell.x0 + 1.5 < rule.x0 and rule.x1 < cell.x1 - 1.5
            for cell in cells
        )
    return False


def _underlines(rule: Rect, sheet: Print) -> bool:
    """Whether the ruling underlines print."""
    over = [run for run in sheet.runs if -3 <= rule.cy - run.y1 <= 4 and run.x1 > rule.x0 and run.x0 < rule.x1]
    covered = sum(min(run.x1, rule.x1) - max(run.x0, rule.x0) for run in over)
    return covered > 0.5 * rule.width


def _top_of(rule: Rect, sheet: Print) -> float:
    """The upper edge of what can be written on the line."""
    top = rule.cy - _LINE_HIGH
    for run in sheet.runs:
        if run.x1 > rule.x0 + 2 and run.x0 < rule.x1 - 2 and run.y0 < rule.cy - 4:
            top = max(top, min(run.y1, rule.cy - _LOWEST))
    for other in sheet.rules:
        if other.cy < rule.cy - 6 and other.x1 > rule.x0 and other.x0 < rule.x1:
            top = max(top, other.cy + 1)
    return top


def _parts_sections(rect: Rect, sheet: Print, others: Sequence[Opening]) -> bool:
    """Whether a line across the page only parts sections: no label left of it or below, no like line near it."""
    left, right = min(run.x0 for run in sheet.runs) if sheet.runs else 0.0, sheet.right_margin
    if rect.width < 0.85 * (right - left):
        return False
    caption = any(-2 <= run.y0 - rect.y1 < 6 and run.rect.width < 0.6 * rect.width for run in sheet.runs)
    stacked = any(
        other.rect is not rect and abs(other.rect.x1 - rect.x1) < 3 and 9 < abs(other.rect.y1 - rect.y1) < 30
        for other in others
    )
    return not (caption or stacked)


def _paragraphs(openings: Sequence[Opening], sheet: Print) -> list[Opening]:
    """The lines, with those that follow each other without print between them taken as one place for a long text."""
    joined: list[Opening] = []
    for opening in openings:
        last = next((other for other in reversed(joined) if abs(other.rect.x1 - opening.rect.x1) < 3), None)
        alone = not any(
            other is not opening and other.rect.beside(opening.rect) and other is not last for other in openings
        )
        if last and alone and last.lines and _goes_on(last.rect, opening.rect, sheet):
            last.rect = around([last.rect, opening.rect])
            last.lines += 1
        else:
            joined.append(opening)
    return joined


def _goes_on(above: Rect, line: Rect, sheet: Print) -> bool:
    if not (line.x0 <= above.x0 + 3 and 9 < line.y1 - above.y1 < 30):
        return False
    between = Rect(line.x0 - 100, above.y1 - 1, line.x1, line.y1 + 1)
    return not runs_in(sheet, between)


# Check boxes, and room after a colon


def _squares(sheet: Print, number: int, cells: Sequence[Rect]) -> Iterator[Opening]:
    for square in sheet.squares:
        cell = next((cell for cell in cells if cell.holds(square.cx, square.cy)), None)
        yield Opening(number, Rect(square.x0, square.y0, square.x1, square.y1), "square", cell=cell)


def _after_colons(sheet: Print, number: int, found: Sequence[Opening], cells: Sequence[Rect]) -> Iterator[Opening]:
    """Room on the line after a label that ends with a colon, where nothing is drawn."""
    for run in sheet.runs:
        if not run.text.endswith(":") or len(run.tokens) > 8:
            continue
        if any(cell.holds(run.rect.cx, run.rect.cy) for cell in cells):
            continue
        near = [other.rect for other in found if _beside_or_below(run.rect, other.rect)]
        following = [other.x0 for other in sheet.runs if other is not run and run.rect.beside(other.rect)]
        end = min([x for x in following if x > run.x1], default=sheet.right_margin + 20)
        end = min(end, sheet.width - 30)
        if near or end - run.x1 < _OPEN:
            continue
        rect = Rect(run.x1 + 3, run.y0 - 2, end - 6, run.y1 + 2)
        yield Opening(number, rect, "open", label=run.text, doubts=["nothing is drawn there: how far may it reach?"])


def _beside_or_below(label: Rect, place: Rect) -> bool:
    level = label.beside(place) and 0 <= place.x0 - label.x1 < 200
    below = 0 <= place.y0 - label.y1 < 12 and place.x0 < label.x1 and place.x1 > label.x0
    on_the_line = label.y0 < place.y1 < label.y1 + 6 and 0 <= place.x0 - label.x1 < 200
    return level or below or on_the_line


def signing_room(opening: Opening, sheet: Print) -> Rect:
    """The place of a signature: higher than that of print, as far as nothing is printed there."""
    rect = opening.rect
    if opening.widget or rect.height >= _SIGNING:
        return rect
    top = rect.y1 - _SIGNING
    for run in sheet.runs:
        if run.x1 > rect.x0 and run.x0 < rect.x1 and run.y1 <= rect.y0 + 2:
            top = max(top, run.y1)
    if opening.cell:
        top = max(top, opening.cell.y0 + 1)
    return Rect(rect.x0, min(rect.y0, top), rect.x1, rect.y1)


def as_box(sheet: Print, rect: Rect) -> Box:
    """The rectangle as fractions of the page, to four places."""
    x0, y0, x1, y1 = sheet.fractions(rect)
    return (round(x0, 4), round(y0, 4), round(x1, 4), round(y1, 4))


def rows_of(openings: Iterable[Opening]) -> list[list[Opening]]:
    """The openings in rows, from the top, each row from the left."""
    rows: list[list[Opening]] = []
    for opening in sorted(openings, key=lambda opening: opening.frame.cy):
        if rows and abs(rows[-1][0].frame.cy - opening.frame.cy) < 4:
            rows[-1].append(opening)
        else:
            rows.append([opening])
    return [sorted(row, key=lambda opening: opening.frame.x0) for row in rows]
