"""Tables as agencies design them: dark heads, numbered rows, rows left blank, totals, no rulings at all."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bench.design import BLACK, GREY, HEIGHT, MARGIN, WHITE, WIDTH, Pen
from bench.people import Row
from bench.sheets import scrawl
from forms.form import Column, Table
from tests.support.layouts import printed

_WEIGHTS = {
    "date": 2.0, "text": 3.0, "choice": 2.6, "name": 2.2, "time": 1.6, "checkbox": 0.9, "money": 2.0, "hours": 1.3,
    "signature": 2.0,
}  # fmt: skip
_NUMBERS = ("#", "No.", "Line", "Item")


def table(pen: Pen, declared: Table, rows: Sequence[Row]) -> None:
    """The table with its title, its rows, those left blank and its total."""
    design = pen.design
    columns: list[Column] = list(declared.columns.values())
    weights = [_WEIGHTS.get(column.type, 1.3) for column in columns]
    first = 24.0 if design.row_numbers else 0.0
    unit = (WIDTH - 2 * MARGIN - first) / sum(weights)
    widths = [first, *(weight * unit for weight in weights)] if first else [weight * unit for weight in weights]
    pen.room(110)
    pen.y += 8
    if declared.title and design.heading != "none":
        pen.text(MARGIN, pen.y, declared.title, bold=True)
        pen.y += design.size + 6
    heads = [design.dice.choice(_NUMBERS)] * bool(first) + [_caption(pen, column) for column in columns]
    _head(pen, heads, widths)
    for number, row in enumerate([*rows, *([None] * design.spare)], start=1):
        cells = [[str(number)]] * bool(first) + _texts(pen, columns, row, widths[bool(first) :])
        height = max(map(len, cells)) * (design.size + 2) + 7
        if pen.room(height + 4) and design.repeated:
            _head(pen, heads, widths)
        _row(pen, ([None] * bool(first)) + list(columns), cells, widths, height, row)
    if design.total:
        _total(pen, columns, rows, widths, bool(first))
    pen.y += 10


def _caption(pen: Pen, column: Column) -> str:
    label = pen.design.dice.choice(column.labels)
    return label.upper() if pen.design.capitals else label


def _head(pen: Pen, heads: Sequence[str], widths: Sequence[float]) -> None:
    design = pen.design
    size = min(design.size, 9.0)
    cells = [pen.wrapped(words, width - 6, bold=True, size=size) for words, width in zip(heads, widths, strict=True)]
    height = max(map(len, cells)) * (size + 1.5) + 6
    pen.room(height + 40)
    if design.head != "plain":
        pen.shade(MARGIN, pen.y, MARGIN + sum(widths), pen.y + height, BLACK if design.head == "dark" else GREY)
    x = MARGIN
    for lines, width in zip(cells, widths, strict=True):
        for number, line in enumerate(lines):
            indent = (width - pen.width(line, bold=True, size=size)) / 2 if design.rules == "grid" else 4
            colour = WHITE if design.head == "dark" else BLACK
            pen.text(x + indent, pen.y + 3 + number * (size + 1.5), line, bold=True, size=size, colour=colour)
        if design.rules == "grid":
            pen.box(x, pen.y, x + width, pen.y + height)
        x += width
    pen.y += height
    if design.rules == "rows":
        pen.line(MARGIN, pen.y, x, pen.y)
    if design.letters:
        cells = [[f"({letter})"] for letter in "abcdefghijklmnop"[: len(widths)]]
        _row(pen, [None] * len(widths), cells, widths, design.size + 6, None)


def _texts(pen: Pen, columns: Sequence[Column], row: Row | None, widths: Sequence[float]) -> list[list[str]]:
    design = pen.design
    if row is None:
        return [["$"] if c.type == "money" and design.dollar == "$ apart" else [""] for c in columns]
    cells = []
    for column, width in zip(columns, widths, strict=True):
        words = "" if column.type == "signature" else printed(column, row[column.name], design.clerk).lstrip("$")
        sign = design.dollar if column.type == "money" and words else ""
        # A sign apart stands at the left of the cell, as a word of its own.
        cells.append(["$", words] if sign == "$ apart" else pen.wrapped(sign + words, width - 8))
    return cells


def _row(
    pen: Pen, columns: Sequence[Column | None], cells: Sequence[Sequence[str]], widths: Sequence[float],
    height: float, row: Row | None,
) -> None:  # fmt: skip
    design = pen.design
    x = MARGIN
    for column, lines, width in zip(columns, cells, widths, strict=True):
        if column is not None and row is not None and column.type == "signature" and row[column.name]:
            scrawl(pen.canvas, design.dice, x + 4, HEIGHT - pen.y - height + 2, min(80.0, width - 8), height - 4)
        if len(lines) == 2 and lines[0] == "$":
            pen.text(x + 4, pen.y + 3, "$")
            pen.text(x + width - 4 - pen.width(lines[1]), pen.y + 3, lines[1])
        else:
            for number, line in enumerate(lines):
                pen.text(x + 4, pen.y + 3 + number * (design.size + 2), line)
        if design.rules == "grid":
            pen.box(x, pen.y, x + width, pen.y + height)
        x += width
    pen.y += height
    if design.rules == "rows":
        pen.line(MARGIN, pen.y, x, pen.y)


def _total(pen: Pen, columns: Sequence[Column], rows: Sequence[Row], widths: Sequence[float], numbered: bool) -> None:
    sums: dict[str, Any] = {c.name: sum((row[c.name] for row in rows), Decimal(0)) for c in columns if _summed(c)}
    if not sums or _summed(columns[0]):
        return
    words = [printed(c, sums[c.name], pen.design.clerk) if c.name in sums else "" for c in columns]
    words[0] = pen.design.dice.choice(("Total", "TOTALS", "Grand total"))
    cells = [[""]] * numbered + [[word] for word in words]
    pen.room(20)
    _row(pen, [None] * len(widths), cells, widths, pen.design.size + 9, None)


def _summed(column: Column) -> bool:
    return column.type in ("money", "hours") and column.name in ("hours", "amount")
