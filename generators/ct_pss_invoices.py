"""What follows from invoices and session notes: the memo on an invoice, and the notes of a quarter in one bundle."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from rapidfuzz import fuzz

from forms.packet import Document
from forms.program import Program
from forms.report import Finding, Report
from generators.document import Following
from generators.invoice_memo import doubts, line_reasons, memo_lines
from generators.papers import following, given, papers_of, typed

_LINE_RULES = {
    "pss.invoice.activity": "activity",
    "pss.invoice.period": "period",
    "pss.invoice.overlap": "overlap",
    "pss.invoice.note": "note",
    "pss.eligibility.child": "child",
    "pss.eligibility.residence": "residence",
}
"""Rules whose finding makes a line not payable, and the memo's name of the reason."""
_HOLDS = ("pss.field.signature",)
"""Rules whose finding holds the whole invoice."""
_BLANK = "(blank on the invoice)"
_SAME_NAME = 85.0
"""Share of like letters, in percent, from which two readings of a parent's name are taken for one."""
_NOTE_FIELDS = (
    "service_date", "start_time", "end_time", "location", "attendees", "goals", "strategies", "outcomes", "follow_up",
)  # fmt: skip


def memos(report: Report, program: Program) -> Iterator[Following]:
    """A memo on each invoice with findings, or with an entry that cannot be read."""
    for invoice in papers_of("invoice", report, program):
        findings = [finding for finding in report.findings if finding.document == invoice.id]
        if findings or any(value.unreadable for _, value in invoice.values()):
            data = _memo(invoice, findings, report, program)
            yield following("invoice-exception-memo", invoice, report, data)


def _memo(invoice: Document, findings: list[Finding], report: Report, program: Program) -> dict[str, Any]:
    """The data of the memo; what was read with doubt holds the payment until a person has looked at it."""
    data: dict[str, Any] = {
        "memo_date": report.as_of.isoformat(),
        **dict.fromkeys(("provider_name", "parent_name"), _BLANK),
        **given(invoice, ("provider_name", "parent_name", "provider_kind"), program),
        "lines": list(memo_lines(invoice, line_reasons(findings, _LINE_RULES), program)),
        "findings": [
            {"message": found.message, "citation": found.citation, "holds_payment": found.rule in _HOLDS}
            for found in findings
        ],
    }
    starts, ends = typed(invoice, "period_start"), typed(invoice, "period_end")
    if starts and ends and starts <= ends:
        data |= given(invoice, ("period_start", "period_end"), program)
    if (total := typed(invoice, "total_amount")) is not None:
        data["invoice_total"] = f"{total:.2f}"
    if before := _hours_before(invoice, report, program):
        data["hours_before"] = [{"year": year, "hours": str(hours)} for year, hours in before.items()]
    data["findings"] += [{**doubt, "holds_payment": True} for doubt in doubts(invoice, program)]
    return data


def _hours_before(invoice: Document, report: Report, program: Program) -> dict[int, Decimal]:
    """Hours by calendar year on the packet's earlier invoices for the same parent."""
    starts = typed(invoice, "period_start")
    hours: dict[int, Decimal] = {}
    for other in papers_of("invoice", report, program):
        earlier = typed(other, "period_start")
        if not starts or not earlier or earlier >= starts or not _same_parent(other, invoice):
            continue
        for row in other.tables.get("lines", []):
            day, billed = row["date"].value, row["hours"].value
            if day is not None and billed is not None:
                hours[day.year] = hours.get(day.year, Decimal(0)) + billed
    return hours


def _same_parent(one: Document, other: Document) -> bool:
    names = [str(typed(paper, "parent_name") or "").casefold() for paper in (one, other)]
    return fuzz.ratio(*names) >= _SAME_NAME


# Session notes


def note_bundles(report: Report, program: Program) -> Iterator[Following]:
    """A bundle for each parent and calendar quarter; an undated note goes with the first quarter of the packet."""
    notes = papers_of("session-note", report, program)
    days = [day for note in notes if (day := typed(note, "service_date"))]
    usual = min(days, default=report.as_of)
    bundles: list[tuple[date, list[Document]]] = []
    for note in notes:
        quarter = _quarter(typed(note, "service_date") or usual)
        bundle = next(
            (found for starts, found in bundles if starts == quarter and _same_parent(found[0], note)),
            None,
        )
        if bundle is None:
            bundles.append((quarter, [note]))
        else:
            bundle.append(note)
    for number, (quarter, papers) in enumerate(sorted(bundles, key=lambda bundle: bundle[0]), start=1):
        name = "session-notes-bundle.pdf" if number == 1 else f"session-notes-bundle-{number}.pdf"
        yield Following(f"{program.id}/session-notes-bundle", _bundle(quarter, papers, report, program), name)


def _quarter(day: date) -> date:
    """The first day of the calendar quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _bundle(quarter: date, papers: list[Document], report: Report, program: Program) -> dict[str, Any]:
    ends = quarter + relativedelta(months=3, days=-1)
    parents = [name for paper in papers if (name := typed(paper, "parent_name"))]
    data: dict[str, Any] = {
        "parent_name": parents[0] if parents else "(no parent named on the notes)",
        "period_start": quarter.isoformat(),
        "period_end": ends.isoformat(),
        "sent_date": report.as_of.isoformat(),
        "notes": [_note(paper, program) for paper in papers],
    }
    providers = [name for paper in papers_of("invoice", report, program) if (name := typed(paper, "provider_name"))]
    if len(set(providers)) == 1:
        data["provider_name"] = providers[0]
    return data


def _note(paper: Document, program: Program) -> dict[str, Any]:
    row = given(paper, _NOTE_FIELDS, program)
    if person := typed(paper, "provider_name"):
        row["person"] = person
    if unread := [name for name in _NOTE_FIELDS if name in paper.fields and paper.fields[name].unreadable]:
        row["unread"] = unread
    row["provider_signed"] = bool(typed(paper, "provider_signature"))
    row["parent_signed"] = bool(typed(paper, "parent_signature"))
    return row
