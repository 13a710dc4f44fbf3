"""Which documents follow from a checked PPSP packet: memos on invoices, corrected papers, and what comes next."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from forms.fieldtypes import Month
from forms.packet import Document, Row
from forms.program import Program
from forms.report import Finding, Report
from generators.document import Following
from generators.invoice_memo import doubts, line_reasons, memo_lines
from generators.papers import following, given, typed

_INVOICES = ("ct-ppsp/invoice", "ct-ppsp/aap-invoice")

_LINE_RULES = {
    f"ppsp.invoice.{name}": name for name in ("activity", "duplicate", "service", "dates", "month", "future", "route")
}
"""Rules whose finding makes a line not payable, and the memo's name of the reason."""
_HOLDS = ("ppsp.invoice.agreement", "ppsp.contract.covers", "ppsp.field.signature")
"""Rules whose finding holds the whole invoice."""
_ARITHMETIC = {"ppsp.agreement.amount", "ppsp.agreement.total"}
_BLANK = "(blank on the invoice)"


def follow_papers(report: Report, program: Program) -> Iterator[Following]:
    """A memo for each invoice with findings; for the other papers, the corrected one or the one that comes next."""
    for document in report.packet.documents:
        findings = [finding for finding in report.findings if finding.document == document.id]
        if document.form in _INVOICES:
            findings.extend(_on_contract(document, report))
        if document.form in _INVOICES and findings:
            yield following("invoice-exception-memo", document, report, _memo(document, findings, report, program))
        elif document.form == "ct-ppsp/service-agreement":
            yield from _after_agreement(document, findings, report, program)
        elif document.form == "ct-ppsp/core-contract-request" and not findings and _contracts_alone(report):
            yield from _after_contract(document, report, program)
        elif document.form == "ct-ppsp/termination-notice":
            yield from _after_termination(document, findings, report, program)


def _on_contract(invoice: Document, report: Report) -> Iterator[Finding]:
    """What was found about the core contract under the invoice's agreement: without one nothing is paid."""
    agreements = {paper.id for paper in _of_agreement(invoice, report, "ct-ppsp/service-agreement")}
    for finding in report.findings:
        if finding.rule == "ppsp.contract.covers" and finding.document in agreements:
            yield finding


def _contracts_alone(report: Report) -> bool:
    """Whether the packet asks for a contract; beside other papers its request only shows what is on file."""
    return {paper.form for paper in report.packet.documents if paper.form} == {"ct-ppsp/core-contract-request"}


def _memo(document: Document, findings: list[Finding], report: Report, program: Program) -> dict[str, Any]:
    """The data of the exception memo on one invoice."""
    data: dict[str, Any] = {
        "memo_date": report.as_of.isoformat(),
        **dict.fromkeys(("invoice_number", "agency_name", "child_name"), _BLANK),
        **given(
            document, ("invoice_number", "agency_name", "child_name", "agreement_number", "invoice_month"), program
        ),
        "lines": list(memo_lines(document, line_reasons(findings, _LINE_RULES), program)),
        "findings": [
            {"message": found.message, "citation": found.citation, "holds_payment": found.rule in _HOLDS}
            for found in findings
        ]
        + list(doubts(document, program)),
    }
    if (total := typed(document, "total_amount")) is not None:
        data["invoice_total"] = f"{total:.2f}"
    if agreed := _agreed(document, report):
        data["agreed_services"] = agreed
    return data


def _key(document: Document) -> str:
    """The agreement's number without case, spaces and punctuation, as papers spell it in many ways."""
    return re.sub(r"[\W_]+", "", str(typed(document, "agreement_number") or "")).casefold()


def _of_agreement(document: Document, report: Report, *forms: str) -> list[Document]:
    """The packet's papers of these forms that name the same agreement."""
    key = _key(document)
    return [other for other in report.packet.documents if other.form in forms and key and _key(other) == key]


def _agreed(invoice: Document, report: Report) -> list[dict[str, Any]]:
    """The hours of each service as the agreement and its amendments have them, and what earlier invoices billed."""
    agreements = _of_agreement(invoice, report, "ct-ppsp/service-agreement")
    if not agreements:
        return []
    agreed = _service_hours(agreements[0], "services")
    amendments = [
        paper for paper in _of_agreement(invoice, report, "ct-ppsp/amendment") if typed(paper, "amendment_date")
    ]
    for amendment in sorted(amendments, key=lambda paper: typed(paper, "amendment_date")):
        changed = _service_hours(amendment, "services")
        # Rows that only add to the agreement's show themselves by a total that is the sum of both.
        adds = typed(amendment, "total_hours") == sum(agreed.values()) + sum(changed.values())
        agreed.update({name: most + (agreed.get(name, Decimal(0)) if adds else 0) for name, most in changed.items()})
    before = _billed_before(invoice, report)
    return [
        {"service": name, "hours": str(most)} | ({"billed_before": str(before[name])} if name in before else {})
        for name, most in agreed.items()
    ]


def _billed_before(invoice: Document, report: Report) -> dict[str, Decimal]:
    month: Month | None = typed(invoice, "invoice_month")
    billed: dict[str, Decimal] = {}
    for other in _of_agreement(invoice, report, *_INVOICES):
        earlier: Month | None = typed(other, "invoice_month")
        if month and earlier and earlier < month:
            for name, amount in _service_hours(other, "lines").items():
                billed[name] = billed.get(name, Decimal(0)) + amount
    return billed


def _service_hours(document: Document, table: str) -> dict[str, Decimal]:
    """Hours by service; rows that cannot be read count for nothing."""
    total: dict[str, Decimal] = {}
    for row in document.tables.get(table, []):
        service, amount = row["service"].value, row["hours"].value
        if service is not None and amount is not None:
            total[service] = total.get(service, Decimal(0)) + amount
    return total


def _after_agreement(
    document: Document, findings: list[Finding], report: Report, program: Program
) -> Iterator[Following]:
    """A sound agreement is followed by its first invoice form, one with wrong sums alone by the agreement put right."""
    rules = {finding.rule for finding in findings}
    if not rules and not _of_agreement(document, report, *_INVOICES):
        names = ("agency_name", "agency_fein", "agreement_number", "child_name", "child_id")
        month = Month.of(typed(document, "start_date"))
        data = {**given(document, names, program), "invoice_month": str(month)}
        yield following("invoice-form", document, report, data)
    elif rules and rules <= _ARITHMETIC:
        form = program.forms["service-agreement"]
        unsigned = [name for name in form.fields if "signature" not in name and not name.startswith("total_")]
        services = [{"service": row["service"].value, "hours": str(row["hours"].value)} for row in _bought(document)]
        data = {**given(document, tuple(unsigned), program), "services": services}
        yield following("service-agreement", document, report, data)


def _bought(agreement: Document) -> list[Row]:
    return [row for row in agreement.tables["services"] if row["service"].value and row["hours"].value is not None]


def _after_contract(document: Document, report: Report, program: Program) -> Iterator[Following]:
    """A sound request for a core contract is followed by the face sheet with the rate at its start."""
    data = given(document, ("contract_start", "contract_end", "provider_kind", "legal_name", "fein"), program)
    data["agency_name"] = data.pop("legal_name")
    data["effective_date"] = data["contract_start"]
    if "fein" in data:
        data["agency_fein"] = data.pop("fein")
    yield following("rate-sheet", document, report, data)


def _after_termination(
    document: Document, findings: list[Finding], report: Report, program: Program
) -> Iterator[Following]:
    """A notice whose one fault is that it is too short is followed by one with the earliest lawful date."""
    if {finding.rule for finding in findings} == {"ppsp.termination.notice"}:
        names = ("agreement_number", "child_name", "ending_party", "discussion_date", "notice_date", "reason")
        yield following("termination-notice", document, report, given(document, names, program))
