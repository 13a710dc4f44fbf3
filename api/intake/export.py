"""Packets, findings and values as tables: read some hundred packets at a time, so that any number can be exported."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select

from api.intake.listing import PacketFilters, chosen_packets
from api.intake.summary import PacketSummary, summaries
from api.people.caller import Caller
from api.record.masking import masks_of
from api.service import Service
from api.store.papers import unpack
from api.store.tables import PacketReport, PacketRow
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.outfile import csv_text

Table = Literal["packets", "findings", "values"]
_PARTS: tuple[Table, ...] = ("findings", "values")
_AT_ONCE = 200
_NUMBERS = {"money", "hours", "number", "integer"}


@dataclass(frozen=True, slots=True)
class Exported:
    """One packet with what its report says; None where it has no report yet."""

    packet: PacketSummary
    report: dict[str, Any] | None


PACKET_COLUMNS = (
    "receipt", "name", "state", "decision", "outcome", "program", "as_of", "case_number", "subject", "files", "pages",
    "findings", "to_review", "assignee", "due_on", "received_at", "checked_at",
)  # fmt: skip
FINDING_COLUMNS = (
    "receipt", "packet", "rule", "kind", "message", "citation", "document", "file", "fields", "expected", "found",
)  # fmt: skip
VALUE_COLUMNS = (
    "receipt", "packet", "document", "form", "path", "value", "text", "confidence", "source", "review", "file", "page",
)  # fmt: skip
COLUMNS: dict[Table, tuple[str, ...]] = {
    "packets": PACKET_COLUMNS,
    "findings": FINDING_COLUMNS,
    "values": VALUE_COLUMNS,
}


def exported(service: Service, caller: Caller, filters: PacketFilters) -> Iterator[Exported]:
    """The packets of the filters that the caller may see, oldest first, each read in a short transaction."""
    after = ""
    while True:
        with service.database.reading() as session:
            chosen = chosen_packets(session, caller, filters).where(PacketRow.id > after)
            rows = list(session.scalars(chosen.order_by(PacketRow.id).limit(_AT_ONCE)))
            ids = [row.id for row in rows]
            found = session.scalars(select(PacketReport).where(PacketReport.packet_id.in_(ids)))
            reports = {report.packet_id: report.body for report in found}
            packets = summaries(session, caller, rows)
        for packet in packets:
            body = reports.get(packet.id)
            yield Exported(packet, json.loads(unpack(body)) if body else None)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


def table_rows(entry: Exported, table: Table, catalog: Catalog) -> Iterator[list[Any]]:
    """The packet's rows of one table."""
    return _ROWS[table](entry, catalog)


def _packet_rows(entry: Exported, _catalog: Catalog) -> Iterator[list[Any]]:
    cells = entry.packet.model_dump()
    cells["assignee"] = entry.packet.assignee.name if entry.packet.assignee else None
    yield [cells[column] for column in PACKET_COLUMNS]


def _finding_rows(entry: Exported, catalog: Catalog) -> Iterator[list[Any]]:
    report = entry.report or {"documents": [], "findings": []}
    files = {document["id"]: document["file"] for document in report["documents"]}
    for finding in masks_of(catalog).findings(report):
        yield [
            entry.packet.receipt, entry.packet.name, finding["rule"], finding["kind"], finding["message"],
            finding["citation"], finding["document"], files.get(finding["document"]), " ".join(finding["fields"]),
            finding["expected"], finding["found"],
        ]  # fmt: skip


def _value_rows(entry: Exported, catalog: Catalog) -> Iterator[list[Any]]:
    masks = masks_of(catalog)
    for document in (entry.report or {"documents": []})["documents"]:
        for path, kind, value in _values(document, catalog):
            told = masks.value(value, document["form"], path)
            yield [
                entry.packet.receipt, entry.packet.name, document["id"], document["form"], path,
                _typed(told["value"], "text" if told is not value else kind), told["text"], value["confidence"],
                value["source"],
                bool(value.get("review")), document["file"], value.get("page"),
            ]  # fmt: skip


def _values(document: dict[str, Any], catalog: Catalog) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each value with its path, as findings name it, and its type."""
    try:
        form = catalog.form(document["form"]) if document["form"] else None
    except FormwrightError:
        # The form was taken out of the catalogue since the packet was read.
        form = None
    fields = form.fields if form else {}
    tables = form.tables if form else {}
    for name, value in document["fields"].items():
        yield name, fields[name].type if name in fields else "text", value
    for name, lines in document["tables"].items():
        columns = tables[name].columns if name in tables else {}
        for number, line in enumerate(lines):
            for column, value in line.items():
                yield f"{name}[{number}].{column}", columns[column].type if column in columns else "text", value


def _typed(value: Any, kind: str) -> Any:
    """The value as a spreadsheet counts with it."""
    if isinstance(value, str):
        if kind in _NUMBERS:
            return Decimal(value)
        if kind == "date":
            return date.fromisoformat(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else value


_ROWS: dict[Table, Callable[[Exported, Catalog], Iterator[list[Any]]]] = {
    "packets": _packet_rows,
    "findings": _finding_rows,
    "values": _value_rows,
}


def as_csv(entries: Iterator[Exported], table: Table, catalog: Catalog) -> Iterator[str]:
    """The table as CSV, some packets at a time."""
    yield csv_text(COLUMNS[table], [])
    for entry in entries:
        rows = [[_plain(cell) for cell in row] for row in table_rows(entry, table, catalog)]
        yield csv_text(COLUMNS[table], rows).partition("\r\n")[2]


def as_json(entries: Iterator[Exported], catalog: Catalog) -> Iterator[str]:
    """One object, `packets`, each with its findings and values."""
    yield '{"packets": ['
    comma = ""
    for entry in entries:
        content = entry.packet.model_dump(mode="json")
        left_out = 2  # receipt and name, which stand on the packet
        for table in _PARTS:
            columns = COLUMNS[table][left_out:]
            rows = table_rows(entry, table, catalog)
            content[table] = [dict(zip(columns, map(_plain, row[left_out:]), strict=True)) for row in rows]
        yield comma + json.dumps(content, ensure_ascii=False)
        comma = ",\n"
    yield "]}\n"


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, Decimal) else cell
