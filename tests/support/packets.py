"""Packets for tests, stated as a person would: values in the report's JSON form, no paper behind them."""

from datetime import date
from typing import Any

from forms.catalog import load_catalog
from forms.evidence import Value
from forms.form import Cell
from forms.packet import Document, Packet, Row
from forms.report import Report
from validators.engine import check_packet

AS_OF = date(2026, 11, 21)


def sure(value: Any, cell: Cell) -> Value:
    """The value as a reader without any doubt would give it; a text that is no value of its type stays unreadable."""
    if value is None:
        return Value(None, 1.0, "acroform")
    try:
        return Value(cell.kind.load(value, cell.options), 1.0, "acroform", text=str(value))
    except ValueError as error:
        return Value(None, 0.2, "acroform", text=str(value), review=True, why=f"“{value}” {error}")


def paper(form_id: str, *, kind: str | None = None, **values: Any) -> Document:
    """A document of the form; a list is a table's rows, and what is not given is blank (a box: not checked)."""
    form = load_catalog().form(form_id)
    unknown = set(values) - set(form.fields) - set(form.tables)
    assert not unknown, f"{form_id} has no {unknown}"
    fields: dict[str, Value] = {}
    for name, field in form.fields.items():
        missing = False if field.type in ("checkbox", "signature") else None
        fields[name] = sure(values.get(name, missing), field)
    tables: dict[str, list[Row]] = {}
    for name, table in form.tables.items():
        tables[name] = [
            {column: sure(row.get(column), cell) for column, cell in table.columns.items()}
            for row in values.get(name, [])
        ]
    return Document("", form_id, f"{form.form}.pdf", [1], 1.0, kind=kind, fields=fields, tables=tables)


def scrawled(form_id: str, text: str | None) -> Document:
    """A document of the form with the text, or nothing, in every field and in one row of each table."""
    form = load_catalog().form(form_id)
    values: dict[str, Any] = {name: _scrawl(field, text) for name, field in form.fields.items()}
    rows = {
        name: [{column: _scrawl(cell, text) for column, cell in table.columns.items()}]
        for name, table in form.tables.items()
    }
    return paper(form_id, **(values | rows))


def _scrawl(cell: Cell, text: str | None) -> Any:
    return False if cell.type in ("checkbox", "signature") else text


def check(*papers: Document, as_of: date = AS_OF, whole_file: bool = False) -> Report:
    """The report on a packet of these papers, which may be all that are on file."""
    for number, document in enumerate(papers, start=1):
        document.id = f"d{number}"
    return check_packet(Packet("test", list(papers), whole_file=whole_file), load_catalog(), as_of)


def found(report: Report) -> list[str]:
    """The ids of the rules that found something, sorted, once for each finding."""
    return sorted(finding.rule for finding in report.findings)
