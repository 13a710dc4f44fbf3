"""Keeping a report: the report in full, its findings for counting, and what lists show of it."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.intake.search import packet_words
from api.record.in_force import NotYet, not_in_force
from api.record.strays import strays
from api.record.unread import standing_outcome, unread
from api.store.clock import now
from api.store.papers import pack
from api.store.tables import Expiry, FileRow, FindingRow, PacketReport, PacketRow
from forms.calendars import nth_working_day
from forms.catalog import Catalog
from forms.form import Form
from forms.program import Program
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
    expiries: tuple[tuple[str, str, str, date], ...]
    """Document, form, path and day of what its papers certify until then."""
    due: date | None
    """The first day by which the policy has somebody act on one of its papers."""
    not_yet: list[NotYet]
    """The policies that were not in force yet on the day that it was checked as of."""

    @property
    def outcome(self) -> str:
        """The outcome that the desk goes by: of a day before the policy nothing is complete."""
        outcome = standing_outcome(self.report.outcome, self.content)
        return "needs-review" if outcome == "complete" and self.not_yet else outcome


def prepare(report: Report, catalog: Catalog) -> Prepared:
    """What is kept of the report."""
    content = report.as_json(catalog)
    body = pack(json.dumps(content, ensure_ascii=False))
    expiries, due = tuple(_expiries(report, catalog)), min(_deadlines(report, catalog), default=None)
    not_yet = not_in_force(catalog, report.programs, report.as_of)
    return Prepared(report, content, body, *_names(report, content, catalog), expiries, due, not_yet)


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
        Expiry(packet_id=row.id, number=number, document=document, form=form, path=path, expires_on=day)
        for number, (document, form, path, day) in enumerate(prepared.expiries, start=1)
    )
    values = [value for document in report.packet.documents for _, value in document.values()]
    row.unread = len(unread(prepared.content))
    row.outcome = prepared.outcome
    row.findings = len(report.findings)
    row.to_review = sum(value.review for value in values)
    row.values_read = sum(value.value is not None for value in values)
    row.sampled = row.outcome == "complete" and _hundredth(row.id) < quality_share
    if not row.program_told:
        row.program = report.programs[0] if report.programs else None
    row.subject = prepared.subject[:200] if prepared.subject else None
    # What the sender said of the case stands before what a paper says.
    row.case_number = row.case_number or (prepared.case[:80] if prepared.case else None)
    files = session.scalars(select(FileRow.name).where(FileRow.packet_id == row.id))
    row.search = packet_words(row, files, *prepared.texts)
    # What the policy says of the paper stands before the office's days for any packet.
    row.due_on = prepared.due or row.due_on
    row.version += 1


def _expiries(report: Report, catalog: Catalog) -> Iterator[tuple[str, str, str, date]]:
    for document in report.packet.documents:
        form = catalog.form(document.form) if document.form else None
        for path, value in document.values() if form else ():
            if form and form.cell(path).expires and isinstance(value.value, date):
                yield document.id, form.id, path, value.value


def _deadlines(report: Report, catalog: Catalog) -> Iterator[date]:
    """The days by which papers of its program are to be acted on, counted from dates that were read for sure."""
    for document in report.packet.documents:
        form = catalog.form(document.form) if document.form else None
        for path, value in document.values() if form and _is_own(form, report) else ():
            figure = form.cell(path).acted_on_within  # type: ignore[union-attr]
            if figure and isinstance(value.value, date) and not value.review:
                yield from _days_after(value.value, figure, catalog.program(form.program))  # type: ignore[union-attr]


def _is_own(form: Form, report: Report) -> bool:
    """Whether the form is of the packet's program: a stranger's paper among the others says nothing of the case."""
    return form.program == report.programs[0]


def _days_after(day: date, figure: str, program: Program) -> Iterator[date]:
    """The day that the figure sets; none where no edition of it was in force yet."""
    parameter = program.parameters[figure]
    if edition := parameter.edition(day):
        days = int(parameter.value(edition))
        working = parameter.unit == "working days" and program.holidays
        yield nth_working_day(day, days, working) if working else day + timedelta(days=days)


def _names(report: Report, content: dict[str, Any], catalog: Catalog) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Whom the packet is about and its case, as its own papers say, and the words that it is found by."""
    astray = {one.document for one in strays(content, report.programs[0] if report.programs else None, catalog)}
    texts: list[str] = []
    names: dict[str, str] = {}
    case = None
    for document in report.packet.documents:
        form = catalog.form(document.form) if document.form else None
        for path, value in document.values() if form else ():
            cell = form.cell(path)  # type: ignore[union-attr]
            if not isinstance(value.value, str) or cell.private:
                continue
            texts.append(value.value)
            if document.id in astray:
                continue
            if cell.type == "name" and "[" not in path:
                names.setdefault(path, value.value)
            if any(_CASE.match(label) for label in cell.labels):
                case = case or value.value
    about = catalog.program(report.programs[0]).about if report.programs else ()
    return next((names[path] for path in (*about, *names) if path in names), None), case, tuple(texts)


def _hundredth(packet: str) -> int:
    """0 to 99, the same for a packet however often it is read."""
    return int(hashlib.sha256(packet.encode()).hexdigest(), 16) % 100
