"""What the rules find on a packet's own papers, as if those that went astray had not come."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.record.packet import checked
from api.record.strays import strays
from api.service import Service
from api.store.tables import PacketRow
from forms.catalog import Catalog
from forms.evidence import Value
from forms.form import Cell
from forms.packet import Document, Packet


def own_findings(service: Service, row: PacketRow, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of the packet's report; checked anew without the papers that went astray, where there are any.

    A stranger's certificate must not stand for the one that is missing.
    """
    astray = {one.document for one in strays(report, row.program, service.catalog)}
    if not astray:
        return list(report["findings"])
    own = [_document(entry, service.catalog) for entry in report["documents"] if entry["id"] not in astray]
    findings: list[dict[str, Any]] = checked(service, row, Packet(row.name, own)).as_json(service.catalog)["findings"]
    return findings


def _document(entry: Mapping[str, Any], catalog: Catalog) -> Document:
    """The document of a report's JSON, its values of their types again."""
    form = catalog.form(entry["form"]) if entry["form"] else None
    fields = dict(_values(entry["fields"], form.fields if form else {}))
    tables = {
        name: [dict(_values(line, form.tables[name].columns if form else {})) for line in lines]
        for name, lines in entry["tables"].items()
    }
    return Document(
        entry["id"], entry["form"], entry["file"], entry["pages"], entry["confidence"], entry.get("kind"), fields,
        tables, entry.get("edition"),
    )  # fmt: skip


def _values(entries: Mapping[str, Any], cells: Mapping[str, Cell]) -> Iterator[tuple[str, Value]]:
    for name, entry in entries.items():
        cell, stored = cells[name], entry["value"]
        yield (
            name,
            Value(
                None if stored is None else cell.kind.load(stored, cell.options), entry["confidence"], entry["source"],
                entry["text"], entry.get("page"), review=entry.get("review", False), why=entry.get("why"),
                rivals=tuple(entry.get("rivals", ())),
            ),
        )  # fmt: skip
