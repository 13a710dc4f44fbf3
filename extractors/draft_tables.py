"""Tables of a blank: places of like columns one below the other, with captions over them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from extractors.draft_places import Opening, rows_of, runs_in
from extractors.lines import Print, Run
from extractors.rects import Rect

_LIKE = 4.0
"""Points by which the edges of a column's places may differ."""
_FEWEST_ROWS = {"cell": 2, "widget": 2, "square": 2, "line": 3}
_CAPTION_ROOM = 46.0
"""Points above the first row in which captions stand."""


@dataclass(eq=False)
class TableDraft:
    """A table: the places row by row, a caption for each column."""

    page: int
    rows: list[list[Opening]]
    captions: list[str]
    row_labels: list[str] = field(default_factory=list)
    """What the blank prints at the head of each row."""
    title: str = ""
    doubts: list[str] = field(default_factory=list)


def find_tables(sheet: Print, openings: list[Opening]) -> list[TableDraft]:
    """The tables of the page; their places, and the boxes that hold their captions, are taken from the openings."""
    bare = [opening for opening in openings if not opening.label and not _labelled_box(sheet, opening)]
    rows = rows_of(bare)
    tables = []
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and _goes_on(rows[end - 1], rows[end], sheet):
            end += 1
        block = rows[start:end]
        table = _table(sheet, block) if len(block[0]) > 1 and len(block) >= _fewest(block) else None
        if table:
            tables.append(table)
            _take(sheet, table, openings)
            start = end
        else:
            start += 1
    for opening in [opening for opening in openings if opening.lines > 2 and opening.widget is None]:
        table = _between_lines(sheet, opening)
        if table:
            tables.append(table)
            openings.remove(opening)
            _take(sheet, table, openings)
    return tables


def _between_lines(sheet: Print, opening: Opening) -> TableDraft | None:
    """A table that has lines between its rows and none between its columns, None where captions stand over no lines."""
    rect = opening.rect
    lines = sorted(
        rule.cy
        for rule in sheet.rules
        if rect.x0 - 4 < rule.x0 and rule.x1 < rect.x1 + 4 and rect.y0 < rule.cy < rect.y1 + 2
    )
    if opening.source != "line" or len(lines) < 3:
        return None
    over = [run for run in sheet.runs if lines[0] - _CAPTION_ROOM < run.y0 and run.y1 < lines[0] + 1]
    first = max(over, key=lambda run: run.y1, default=None)
    heads = sorted((run for run in over if first and run.rect.beside(first.rect)), key=lambda run: run.x0)
    heads = [run for run in heads if rect.x0 - 4 < run.x0 and run.x1 < rect.x1 + 4]
    if len(heads) < 2:
        return None
    edges = [rect.x0, *(run.x0 - 3 for run in heads[1:]), rect.x1]
    rows = [
        [Opening(opening.page, Rect(x0, top + 0.8, x1, bottom), "line") for x0, x1 in pairwise(edges)]
        for top, bottom in pairwise(lines)
    ]
    table = TableDraft(opening.page, rows, [run.text for run in heads])
    table.doubts.append("no lines part its columns: are the boxes as wide as what is written?")
    return table


def _labelled_box(sheet: Print, opening: Opening) -> bool:
    """Whether the ruled box around the place holds print of its own."""
    return opening.cell is not None and not opening.button and bool(runs_in(sheet, opening.cell))


def _fewest(block: list[list[Opening]]) -> int:
    return max(_FEWEST_ROWS.get(opening.source, 3) for opening in block[0])


def _goes_on(above: Sequence[Opening], below: Sequence[Opening], sheet: Print) -> bool:
    """Whether a row has the columns of the one above it and follows it at once."""
    if len(above) != len(below) or not all(_alike(one, other) for one, other in zip(above, below, strict=True)):
        return False
    one, other = above[0].frame, below[0].frame
    gap = other.y0 - one.y1
    if gap > 0.9 * max(one.height, other.height):
        return False
    left, right = above[0].frame.x0, above[-1].frame.x1
    between = Rect(left, one.y1 - 1, right, other.y0 + 1)
    return gap < 2 or not any(between.holds(run.rect.cx, run.rect.cy) for run in sheet.runs)


def _alike(one: Opening, other: Opening) -> bool:
    a, b = one.frame, other.frame
    same_kind = one.button == other.button
    return same_kind and abs(a.x0 - b.x0) < _LIKE and abs(a.x1 - b.x1) < _LIKE


def _table(sheet: Print, block: list[list[Opening]]) -> TableDraft | None:
    first = block[0]
    if any(_print_between(sheet, row) for row in block[1:]) or _print_between(sheet, first):
        return None
    columns = [_column(block, at) for at in range(len(first))]
    captions = [_caption(sheet, column, columns) for column in columns]
    if sum(bool(caption) for caption in captions) < max(2, 0.6 * len(captions)):
        return None
    left = columns[0].x0
    labels = [" ".join(run.text for run in _left_of(sheet, row, left)) for row in block]
    return TableDraft(first[0].page, block, captions, labels if sum(map(bool, labels)) > len(labels) / 2 else [])


def _column(block: list[list[Opening]], at: int) -> Rect:
    frames = [row[at].frame for row in block]
    return Rect(median(frame.x0 for frame in frames), frames[0].y0, median(frame.x1 for frame in frames), frames[-1].y1)


def _print_between(sheet: Print, row: Sequence[Opening]) -> bool:
    """Whether print stands between the places of a row, as labels of their own do."""
    left, right = row[0].frame.x1, row[-1].frame.x0
    inside = [opening.rect for opening in row]
    return any(
        left < run.rect.cx < right
        and run.rect.beside(row[0].rect)
        and not any(rect.holds(run.rect.cx, run.rect.cy) for rect in inside)
        for run in sheet.runs
    )


def _left_of(sheet: Print, row: Sequence[Opening], left: float) -> list[Run]:
    return [run for run in sheet.runs if run.x1 < left + 2 and run.rect.beside(row[0].rect) and left - run.x1 < 160]


def _caption(sheet: Print, column: Rect, columns: Sequence[Rect]) -> str:
    """The print above the column: in the box over it, or the lines nearest to it."""
    box = sheet.box_at(column.cx, column.y0 - 4)
    if box and abs(box.x0 - column.x0) < _LIKE and abs(box.x1 - column.x1) < _LIKE:
        inside = [run for run in sheet.runs if box.holds(run.rect.cx, run.rect.cy)]
        if inside:
            return " ".join(run.text for run in inside)
    slack = 0.5 * min((b.x0 - a.x1 for a, b in pairwise(columns)), default=4.0)
    over = [
        run
        for run in sheet.runs
        if column.x0 - max(2.0, slack) <= run.rect.cx <= column.x1 + max(2.0, slack)
        and column.y0 - _CAPTION_ROOM <= run.y0
        and run.y1 <= column.y0 + 3
        and run.rect.width < 1.6 * column.width + 20
    ]
    lines: list[Run] = []
    for run in sorted(over, key=lambda run: -run.y1):
        edge = lines[-1].y0 if lines else column.y0
        if lines and edge - run.y1 > 0.5 * run.size:
            break
        lines.append(run)
    return " ".join(run.text for run in reversed(lines))


def _take(sheet: Print, table: TableDraft, openings: list[Opening]) -> None:
    """Takes what belongs to the table from the openings, also the rooms of the boxes that hold its captions."""
    taken = {id(opening) for row in table.rows for opening in row}
    top = table.rows[0][0].frame.y0
    left, right = table.rows[0][0].frame.x0, table.rows[0][-1].frame.x1
    for opening in openings:
        frame = opening.frame
        over = abs(frame.y1 - top) < 3 and left - 3 <= frame.cx <= right + 3
        if over and opening.label and any(opening.label == caption for caption in table.captions):
            taken.add(id(opening))
    openings[:] = [opening for opening in openings if id(opening) not in taken]
    above = [run for run in sheet.runs if 0 <= top - run.y1 < 90 and run.x0 < left + 0.3 * (right - left)]
    captions = " ".join(table.captions)
    titles = [run for run in above if run.bold and run.text not in captions and not run.text.endswith(".")]
    if titles:
        table.title = max(titles, key=lambda run: run.y1).text
