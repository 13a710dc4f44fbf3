"""The tables of an export as a workbook: cells of the right type, and no text that a spreadsheet runs as a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from api.intake.export import COLUMNS, Exported, table_rows
from api.problems import TooLarge
from forms.catalog import Catalog

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = 1_048_576
"""A sheet has no more."""
_TEXT = 32_767
"""Characters that a cell holds."""


def write_workbook(path: Path, entries: Iterator[Exported], catalog: Catalog) -> None:
    """Writes a sheet for each table, row after row, so that none is held in memory; raises TooLarge."""
    with _book(path) as book:
        sheets = {table: _Sheet(book, table, columns) for table, columns in COLUMNS.items()}
        for entry in entries:
            for table, sheet in sheets.items():
                for row in table_rows(entry, table, catalog):
                    sheet.write(row)


def write_sheet(path: Path, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes a workbook of one table; raises TooLarge."""
    with _book(path) as book:
        sheet = _Sheet(book, name, columns)
        for row in rows:
            sheet.write(row)


def _book(path: Path) -> xlsxwriter.Workbook:
    options = {"constant_memory": True, "tmpdir": str(path.parent), "remove_timezone": True}
    return xlsxwriter.Workbook(str(path), options)


class _Sheet:
    def __init__(self, book: Any, name: str, columns: Sequence[str]) -> None:
        self._sheet: Worksheet = book.add_worksheet(name)
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(columns) - 1, 18)
        bold = book.add_format({"bold": True})
        for number, column in enumerate(columns):
            self._sheet.write_string(0, number, column, bold)
        self._row = 0

    def write(self, cells: Sequence[Any]) -> None:
        self._row += 1
        if self._row >= _ROWS:
            raise TooLarge("A sheet of this export", f"{_ROWS:,} rows")
        for number, cell in enumerate(cells):
            self._write(number, cell)

    def _write(self, column: int, cell: Any) -> None:
        if cell is None:
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._row, column, cell)
        elif isinstance(cell, int | float | Decimal):
            self._sheet.write_number(self._row, column, cell)
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._row, column, cell, self._instant)
        elif isinstance(cell, date):
            self._sheet.write_datetime(self._row, column, cell, self._day)
        else:
            # Never as a formula or a link, whatever the text begins with.
            self._sheet.write_string(self._row, column, str(cell)[:_TEXT])
