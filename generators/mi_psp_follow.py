"""Which documents follow from a checked packet of the Parent Support Partner program."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.form import Cell
from forms.packet import Document, Row
from forms.program import Program
from forms.report import Finding, Report
from generators.deficiency import deficiencies
from generators.document import Following
from generators.papers import are_sure, following, given, is_settled
from generators.remedies import remedies

_PLAN, _REGISTRATION = "mi-psp/readiness-plan", "mi-psp/registration-packet"
_RECORDS = {
    "mi-psp/training-record": ("days", "training_days"),
    "mi-psp/coaching-log": ("sessions", "coaching_sessions"),
    "mi-psp/meeting-record": ("meetings", "meetings"),
}
"""Each record's table, and what the documents call it."""
_CERTIFYING = ("psp.training.days", "psp.training.topic", "psp.coaching.months", "psp.meetings.quarter")
_COUNTED = ("date", "full_day", "topics")
"""Columns of the records on which a requirement rests."""
_AGENCY = ("agency_name", "contact_person")
_REGISTERED = ("candidate_name", "agency_name", "training_start")


def follow_papers(report: Report, program: Program) -> Iterator[Following]:
    """An answer to each plan and registration, and the state of the certification that the records show."""
    for document in report.packet.documents:
        findings = [finding for finding in report.findings if finding.document == document.id]
        if document.form == _PLAN:
            yield from _after_plan(document, findings, report, program)
        elif document.form == _REGISTRATION and not findings:
            yield from _after_registration(document, report, program)
    yield from _after_records(report, program)


def _after_plan(plan: Document, findings: list[Finding], report: Report, program: Program) -> Iterator[Following]:
    data = {
        "letter_date": report.as_of.isoformat(),
        **given(plan, (*_AGENCY, "signature_date", "changes"), program),
    }
    if "signature_date" in data:
        data["plan_date"] = data.pop("signature_date")
    if items := deficiencies(replace(report, findings=findings), program, remedies=remedies(program)):
        blank = dict.fromkeys(_AGENCY, "(blank on the plan)")
        data.pop("changes", None)
        yield following("readiness-return", plan, report, {**blank, **data, "items": items})
    elif is_settled(report) and are_sure(plan, (*_AGENCY, "changes", "signature_date")):
        yield following("readiness-acceptance", plan, report, data)


def _after_registration(registration: Document, report: Report, program: Program) -> Iterator[Following]:
    if is_settled(report) and _records(report) == {} and are_sure(registration, (*_REGISTERED, "supervisor_name")):
        data = {
            "letter_date": report.as_of.isoformat(),
            **given(registration, (*_REGISTERED, "supervisor_name"), program),
        }
        yield following("registration-confirmation", registration, report, data)


def _records(report: Report) -> dict[str, list[Document]]:
    """The papers of each kind of record that the packet holds."""
    found: dict[str, list[Document]] = {}
    for document in report.packet.documents:
        if document.form in _RECORDS:
            found.setdefault(document.form, []).append(document)
    return found


def _after_records(report: Report, program: Program) -> Iterator[Following]:
    """The status; and the certificate where every record is there and every requirement was checked and met."""
    records = _records(report)
    registrations = [paper for paper in report.packet.documents if paper.form == _REGISTRATION]
    papers = [*registrations, *(paper for found in records.values() for paper in found)]
    if not records or any(finding.rule == "psp.name.mismatch" for finding in report.findings):
        return
    data: dict[str, Any] = {}
    for paper in papers:
        data = given(paper, ("candidate_name",), program) | data
    if "candidate_name" not in data:
        return
    for paper in registrations:
        data |= given(paper, ("agency_name", "lived_experience", "supervisor_qmhp", "supervisor_name"), program)
    doubtful = 0
    for form, (table, name) in _RECORDS.items():
        rows = [row for paper in records.get(form, []) for row in paper.tables.get(table, [])]
        columns = program.forms[form.partition("/")[2]].tables[table].columns
        data[name] = [_dumped(row, columns) for row in rows if _is_sure(row)]
        doubtful += len(rows) - len(data[name])
    on = report.as_of.isoformat()
    status = {**data, "status_date": on} | ({"doubtful_rows": doubtful} if doubtful else {})
    yield Following(f"{program.id}/certification-status", status, "certification-status.pdf")
    unchecked = {entry.rule for entry in report.not_checked}
    if (
        registrations
        and not doubtful
        and len(records) == len(_RECORDS)
        and is_settled(report)
        and unchecked.isdisjoint(_CERTIFYING)
    ):
        yield Following(f"{program.id}/certificate", {**data, "certificate_date": on}, "certificate.pdf")


def _is_sure(row: Row) -> bool:
    """Whether the row is dated, and what counts of it was read without doubt."""
    counted = [value for name, value in row.items() if name in _COUNTED]
    return row["date"].value is not None and not any(value.review or value.unreadable for value in counted)


def _dumped(row: Row, columns: Mapping[str, Cell]) -> dict[str, Any]:
    """The row in the form of the documents' data, blanks left out."""
    return {name: columns[name].kind.dump(value.value) for name, value in row.items() if value.value is not None}
