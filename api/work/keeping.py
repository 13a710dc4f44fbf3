"""Keeping a report: the report in full, its findings for counting, and what lists show of it."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.intake.search import packet_words
from api.store.clock import now
from api.store.papers import pack
from api.store.tables import Expiry, FileRow, FindingRow, PacketReport, PacketRow
from forms.catalog import Catalog
from forms.report import Report

VERSION = "1"
_CASE = re.compile(r"case (number|no\b|id\b)", re.I)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report with all that is kept of it, reckoned before the transaction that keeps it: SQLite has one writer."""

    report: Report
    content: dict[str, Any]
    body: bytes
    subject: str | None
    """Whom the packet is about."""
    case: str | None
    texts: tuple[str, ...]
    """The words that it is found by."""
    expiries: tuple[tuple[str, str, date], ...]
    """Form, path and day of what its papers certify until then."""


def prepare(report: Report, catalog: Catalog) -> Prepared:
    """What is kept of the report."""
    content = report.as_json(catalog)
    body = pack(json.dumps(content, ensure_ascii=False))
    return Prepared(report, content, body, *_names(report, catalog), tuple(_expiries(report, catalog)))


def keep_report(session: Session, row: PacketRow, prepared: Prepared, quality_share: int) -> None:
    """Puts the report in the place of the one before."""
    report = prepared.report
    session.merge(PacketReport(packet_id=row.id, body=prepared.body, made_at=now(), version=VERSION))
    session.execute(delete(FindingRow).where(FindingRow.packet_id == row.id))
    session.add_all(
        FindingRow(packet_id=row.id, number=number, rule=finding.rule, kind=finding.kind)
        for number, finding in enumerate(report.findings, start=1)
    )
    session.execute(delete(Expiry).where(Expiry.packet_id == row.id))
    session.add_all(
        Expiry(packet_id=row.id, number=number, form=form, path=path, expires_on=day)
        for number, (form, path, day) in enumerate(prepared.expiries, start=1)
    )
    values = [value for document in report.packet.documents for _, value in document.values()]
    row.outcome = report.outcome
    row.findings = len(report.findings)
    row.to_review = sum(value.review for value in values)
    row.values_read = sum(value.value is not None for value in values)
    row.sampled = report.outcome == "complete" and _hundredth(row.id) < quality_share
    if not row.program_told:
        row.program = report.programs[0] if report.programs else None
    row.subject = prepared.subject[:200] if prepared.subject else None
    # What the sender said of the case stands before what a paper says.
    row.case_number = row.case_number or (prepared.case[:80] if prepared.case else None)
    files = session.scalars(select(FileRow.name).where(FileRow.packet_id == row.id))
    row.search = packet_words(row, files, *prepared.texts)
    row.version += 1


def _expiries(report: Report, catalog: Catalog) -> Iterator[tuple[str, str, date]]:
    for document in report.packet.documents:
        form = catalog.form(document.form) if document.form else None
        for path, value in document.values() if form else ():
            if form and form.cell(path).expires and isinstance(value.value, date):
                yield form.id, path, value.value


def _names(report: Report, catalog: Catalog) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Whom the packet is about and its case, as its papers say, and the words that it is found by."""
    texts: list[str] = []
    subject = case = None
    for document in report.packet.documents:
        form = catalog.form(document.form) if document.form else None
        for path, value in document.values() if form else ():
            cell = form.cell(path)  # type: ignore[union-attr]
            if not isinstance(value.value, str) or cell.private:
                continue
            texts.append(value.value)
            if cell.type == "name" and "[" not in path:
                subject = subject or value.value
            if any(_CASE.match(label) for label in cell.labels):
                case = case or value.value
    return subject, case, tuple(texts)


def _hundredth(packet: str) -> int:
    """0 to 99, the same for a packet however often it is read."""
    return int(hashlib.sha256(packet.encode()).hexdigest(), 16) % 100
