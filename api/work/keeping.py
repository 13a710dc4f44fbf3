"""Keeping a report: the report in full, its findings for counting, and what lists show of it."""

import hashlib
import json

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.store.clock import now
from api.store.papers import pack
from api.store.tables import FindingRow, PacketReport, PacketRow
from forms.catalog import Catalog
from forms.report import Report

VERSION = "1"


def keep_report(session: Session, row: PacketRow, report: Report, catalog: Catalog, quality_share: int) -> None:
    """Puts the report in the place of the one before."""
    body = pack(json.dumps(report.as_json(catalog), ensure_ascii=False))
    session.merge(PacketReport(packet_id=row.id, body=body, made_at=now(), version=VERSION))
    session.execute(delete(FindingRow).where(FindingRow.packet_id == row.id))
    session.add_all(
        FindingRow(packet_id=row.id, number=number, rule=finding.rule, kind=finding.kind)
        for number, finding in enumerate(report.findings, start=1)
    )
    values = [value for document in report.packet.documents for _, value in document.values()]
    row.outcome = report.outcome
    row.findings = len(report.findings)
    row.to_review = sum(value.review for value in values)
    row.values_read = sum(value.value is not None for value in values)
    row.sampled = report.outcome == "complete" and _hundredth(row.id) < quality_share
    if not row.program_told:
        row.program = report.programs[0] if report.programs else None
    row.version += 1


def _hundredth(packet: str) -> int:
    """0 to 99, the same for a packet however often it is read."""
    return int(hashlib.sha256(packet.encode()).hexdigest(), 16) % 100
