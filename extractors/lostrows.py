"""Print that looks like a row of a table and went to no row: nothing of a table is lost in silence."""

import re
from collections.abc import Iterator, Sequence, Set

from extractors.asides import is_furniture
from extractors.lines import Print
from extractors.rects import Rect, Token, clumps
from extractors.tablehead import STRICT, Header, fills_row, text_of
from extractors.tablerows import TOTAL, lines_of
from extractors.typed import parses
from forms.evidence import Value
from forms.form import Table
from forms.packet import Row

_SIGNED = re.compile(r"(?:date(?: signed)?|dated)\b\W*(?=\w)", re.I)
_FEWEST_TOLD, _SHARE_TOLD = 3, 0.3
"""Pieces of print that say values of the table, and their share of a page's, by which the page seems to hold rows."""
_PAGE = "rows of the table seem to stand on this page, and none was read"
_WHY = "this line looks like a row of the table, and was not read as one"


def with_lost_rows(
    rows: Sequence[Row],
    table: Table,
    header: Header | None,
    prints: Sequence[Print],
    zones: Sequence[Sequence[Rect]],
    claimed: Set[int],
    told: Set[int],
) -> list[Row]:
    """The rows with each line of print that nobody claims and that says what a row says, for review, in their order.

    `zones` are the parts of each page that were read as tables; `claimed` are words, by identity, of labels and values,
    `told` those that went to rows.
    """
    lost: list[Row] = []
    for sheet, taken in zip(prints, zones, strict=True):
        free = [t for t in sheet.tokens if id(t) not in told]
        outside = lines_of(t for t in free if not any(zone.holds(t.cx, t.cy) for zone in taken))
        # A row at the head of a picture's table may have been taken for a part of its captions.
        inside = lines_of(t for t in free if sheet.scanned and any(zone.holds(t.cx, t.cy) for zone in taken))
        lines = [
            line.tokens
            for line in (*outside, *inside)
            if not any(id(t) in claimed for t in line.tokens) and not _told_apart(text_of(line.tokens))
        ]
        found = [line for line in lines if (fills_row(line, table, header) if header else says_row(line, table))]
        if header is None and sheet.scanned:
            found = found or _dated(lines, table)
        if lines and not found and not taken and header is not None and _bears_rows(sheet, table, claimed):
            lost.append(_unread(sheet, table, lines[0], _PAGE))
        lost += [_unread(sheet, table, tokens, _WHY) for tokens in found]
    return sorted([*rows, *lost], key=_place) if lost else list(rows)


def _told_apart(text: str) -> bool:
    """Whether the line says totals, or the date of a signature under a label of its own."""
    return TOTAL.match(text) is not None or _SIGNED.match(text) is not None


def says_row(tokens: Sequence[Token], table: Table) -> bool:
    """Whether the line holds all of a row's dates, amounts and numbers, of a table that has two columns of such."""
    strict = [column for column in table.columns.values() if column.type in STRICT]
    # A stroke before a value is what was read of a short ruling.
    left = iter([text_of(words).strip("| ") for words in clumps(tokens)])
    # Each value is looked for behind the one before, as the columns stand.
    return len(strict) > 1 and all(any(parses(text, column) for text in left) for column in strict)


def _dated(lines: Sequence[list[Token]], table: Table) -> list[list[Token]]:
    """The lines that say a date and more, where several do in one column, of a table that dates alone tell."""
    strict = [column for column in table.columns.values() if column.type in STRICT]
    if len(strict) != 1 or strict[0].type != "date":
        return []
    parted = [(tokens, clumps(tokens)) for tokens in lines]
    first = [tokens for tokens, groups in parted if len(groups) > 1 and parses(text_of(groups[0]), strict[0])]
    if len(first) > 1:
        return first
    dates = [
        (tokens, group[0].x0, group[0].height)
        for tokens, groups in parted
        for group in groups
        if len(groups) > 1 and parses(text_of(group), strict[0], surely=True)
    ]
    return [
        tokens
        for tokens, x0, height in dates
        if any(other is not tokens and abs(left - x0) < height for other, left, _ in dates)
    ]


def _bears_rows(sheet: Print, table: Table, claimed: Set[int]) -> bool:
    """Whether a page of which nothing was read says values like those of the table, as the rows of a page askew."""
    runs = [run for run in sheet.runs if not is_furniture(run.text)]
    if any(id(token) in claimed for run in runs for token in run.tokens):
        return False
    strict = [column for column in table.columns.values() if column.type in STRICT]
    told = sum(any(parses(run.text, column) for column in strict) for run in runs)
    return told >= max(_FEWEST_TOLD, _SHARE_TOLD * len(runs))


def _unread(sheet: Print, table: Table, tokens: Sequence[Token], why: str) -> Row:
    box = sheet.fractions(Rect(tokens[0].x0, min(t.y0 for t in tokens), tokens[-1].x1, max(t.y1 for t in tokens)))
    source, text = tokens[0].source, text_of(tokens)
    value = Value(None, 0.2, source, text, sheet.page.number, box, True, why)
    return dict.fromkeys(table.columns, value)


def _place(row: Row) -> tuple[int, float]:
    return min(_places(row), default=(0, 0.0))


def _places(row: Row) -> Iterator[tuple[int, float]]:
    for value in row.values():
        if value.page is not None and value.box is not None:
            yield value.page, value.box[1]
