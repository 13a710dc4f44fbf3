"""What the rules find on a packet's own papers, as if those that went astray had not come."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.record.masking import masks_of
from api.record.packet import checked
from api.record.strays import Stray, kept_report, strays
from api.service import Service
from api.store.tables import PacketRow
from forms.catalog import Catalog
from forms.evidence import Value
from forms.form import Cell
from forms.packet import Document, Packet


class CountedPaper(BaseModel):
    """A document that may belong elsewhere and is still checked with the others."""

    document: str
    title: str
    file: str
    pages: list[int]
    why: Literal["person", "program"] = Field(description="It bears another person's name, or is of another program.")


class Counted(BaseModel):
    """What the documents that may belong elsewhere do to the findings, as long as nobody leaves them out."""

    papers: list[CountedPaper]
    outcome: str = Field(description="What the rules say without them.")
    besides: list[str] = Field(description="What is found without them and not with them.")
    fewer: int = Field(description="How many findings there are with them and not without them.")


def counted(service: Service, session: Session, row: PacketRow) -> Counted | None:
    """What they do to the findings of the packet's report; None where no document seems to belong elsewhere."""
    report = kept_report(session, row.id)
    found = strays(report, row.program, service.catalog) if report else []
    if not report or not found:
        return None
    own = _own_report(service, row, report, {one.document for one in found})
    with_, without = ([_fact(one) for one in told["findings"]] for told in (report, own))
    return Counted(
        papers=[_paper(one, service.catalog) for one in found],
        outcome=own["outcome"],
        besides=[one["message"] for one in masks_of(service.catalog).findings(own) if _fact(one) not in with_],
        fewer=sum(fact not in without for fact in with_),
    )


def _fact(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a finding from others, whatever its sentence says of the papers beside."""
    return finding["rule"], finding["document"], tuple(finding["fields"])


def _paper(one: Stray, catalog: Catalog) -> CountedPaper:
    title = catalog.form(one.form).title_of(one.kind)
    return CountedPaper(document=one.document, title=title, file=one.file, pages=list(one.pages), why=one.why)


def own_findings(service: Service, row: PacketRow, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of the packet's report; checked anew without the papers that went astray, where there are any.

    A stranger's certificate must not stand for the one that is missing.
    """
    astray = {one.document for one in strays(report, row.program, service.catalog)}
    if not astray:
        return list(report["findings"])
    findings: list[dict[str, Any]] = _own_report(service, row, report, astray)["findings"]
    return findings


def _own_report(service: Service, row: PacketRow, report: Mapping[str, Any], astray: set[str]) -> dict[str, Any]:
    own = [_document(entry, service.catalog) for entry in report["documents"] if entry["id"] not in astray]
    return checked(service, row, Packet(row.name, own)).as_json(service.catalog)


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
