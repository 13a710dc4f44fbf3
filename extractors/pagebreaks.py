"""What the end of a page parts in a table: a row that goes on at the head of the next page, a header that does."""

from collections.abc import Mapping, Sequence

from extractors.labels import Labels
from extractors.rects import Token, in_lines, plain
from extractors.tablecell import unbroken
from extractors.tablehead import STRICT, Header, text_of
from extractors.typed import parses
from forms.form import Table

Words = Mapping[str, Sequence[Token]]
"""The words of a row by column."""


def ends_header(header: Header, labels: Labels, row: Words) -> bool:
    """Whether the words are the rest of captions whose beginnings stand at the foot of the page before."""
    for (name, _), caption in zip(header.columns, header.captions, strict=True):
        rest = text_of(row[name]) if name and row.get(name) else ""
        whole = f"{caption} {rest}"
        if rest and (plain(whole) in labels or ("(" in caption and ")" not in caption and rest.endswith(")"))):
            return True
    return False


def ends_row(table: Table, before: Words, row: Words) -> bool:
    """Whether the words are the rest of the row at the foot of the page before, and no row of their own.

    A row's first date, or other cell whose type tells, must not stand here whole; what does stand here must make sense
    behind what stands there.
    """
    strict = [name for name, column in table.columns.items() if column.type in STRICT and name in row]
    if not strict or not before or not any(row.values()):
        return False
    first = next((name for name in strict if table.columns[name].type == "date"), strict[0])
    if row[first] and (not before.get(first) or parses(text_of(row[first]), table.columns[first])):
        return False
    return all(joins(table, name, before.get(name, ()), row[name]) for name in strict)


def joins(table: Table, name: str, before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Whether the cell is a value when the words of both pages are put together."""
    cell = table.columns[name]
    if not after:
        return True
    return bool(before) and parses(unbroken([*in_lines(before), *in_lines(after)], cell), cell)
