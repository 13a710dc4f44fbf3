"""Which documents follow from a checked packet of Parenting Support Services."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from forms.packet import Document
from forms.program import Program
from forms.report import Finding, Report
from generators.ct_pss_invoices import memos, note_bundles
from generators.ct_pss_review import reviewed_documents, reviewed_qualifications
from generators.ct_pss_wording import filled, wording
from generators.deficiency import deficiencies, told
from generators.document import Following
from generators.papers import following, given, papers_of, typed
from generators.remedies import remedies
from generators.wording import policy_figure

_APPLICATION = "provider-application"
_AMENDING = "application-to-amend"
_OTHER_PACKETS = ("invoice", "session-note", "progress-report", "service-request")
_OTHER_RULES = ("pss.invoice.", "pss.note.", "pss.report.", "pss.request.", "pss.eligibility.")
_NAMED_IN = {
    _APPLICATION: "applicant_name",
    _AMENDING: "agency_name",
    "provider-agreement": "provider_name",
    "hipaa-agreement": "provider_name",
    "false-claims-acknowledgement": "provider_name",
    "background-check": "subject_name",
    "reference-letter": "applicant_name",
}
"""Where the applicant's name stands, the surest paper first."""
_AGENCIES = ("new-agency", "existing-agency")


def follow_papers(report: Report, program: Program) -> Iterator[Following]:
    """What follows from the application, from each invoice, from the session notes and from each service request."""
    yield from _after_application(report, program)
    yield from memos(report, program)
    yield from note_bundles(report, program)
    for document in papers_of("service-request", report, program):
        yield from _after_request(document, report, program)


# Applications


def _after_application(report: Report, program: Program) -> Iterator[Following]:
    """The approval, the letter that asks for more, or the denial; nothing where a person must decide first."""
    findings = _of_application(report, program)
    application = next(
        (paper for form in (_APPLICATION, _AMENDING) for paper in papers_of(form, report, program)), None
    )
    if application is None and not any(found.rule.startswith("pss.item.") for found in findings):
        return
    kind = _applicant_kind(application)
    name = _applicant(kind, report, program)
    common = {**_address(application, program), "letter_date": report.as_of.isoformat(), **_applied(application)}
    grave = [found for found in findings if found.kind == "ineligible"]
    if grave:
        reasons = [{"reason": told(found.message), "citation": found.citation} for found in grave]
        yield _sent("denial-letter", {**common, "applicant_name": name, "reasons": reasons}, program)
        return
    rows = _deficiencies(findings, report, program)
    if rows:
        yield _sent("deficiency-letter", {**common, "applicant_name": name, "items": rows}, program)
    elif report.outcome == "complete" and kind:
        yield from _approval(kind, name, common, application, report, program)
    else:
        return
    if kind:
        yield _sent("certification-form", _review(kind, name, application, findings, report, program), program)
    if expiring := _expiring(report, program):
        reminder = {**common, "provider_name": name, "items": expiring}
        reminder.pop("application_date", None)
        yield _sent("renewal-reminder", reminder, program)


def _of_application(report: Report, program: Program) -> list[Finding]:
    """The findings of this program that are about an application and not about another packet's papers."""
    others = {paper.id for form in _OTHER_PACKETS for paper in papers_of(form, report, program)}
    prefix = f"{program.rule_prefix}."
    return [
        found
        for found in report.findings
        if found.rule.startswith(prefix) and not found.rule.startswith(_OTHER_RULES) and found.document not in others
    ]


def _applicant_kind(application: Document | None) -> str | None:
    if application is None:
        return None
    if application.form and application.form.endswith(_AMENDING):
        return "existing-agency"
    kind: str | None = typed(application, "applicant_kind")
    return kind


def _applicant(kind: str | None, report: Report, program: Program) -> str:
    """The agency that applies, else the person; the first paper that names one decides."""
    names = [name for paper in papers_of(_APPLICATION, report, program) if (name := typed(paper, "agency_name"))]
    if kind in _AGENCIES and names:
        return str(names[0])
    for form, field in _NAMED_IN.items():
        for paper in papers_of(form, report, program):
            if name := typed(paper, field):
                return str(name)
    return "Applicant (name not known)"


def _address(application: Document | None, program: Program) -> dict[str, Any]:
    """The applicant's postal address, where the application gives the whole of it."""
    if application is None or application.form != f"{program.id}/{_APPLICATION}":
        return {}
    parts = given(application, ("address", "city", "state", "zip"), program)
    if len(parts) < 4:
        return {}
    lines = [parts["address"], f"{parts['city']}, {parts['state']} {parts['zip']}"]
    return {"recipient_address": lines}


def _applied(application: Document | None) -> dict[str, Any]:
    signed = typed(application, "signature_date") if application else None
    return {"application_date": signed.isoformat()} if signed else {}


def _deficiencies(findings: list[Finding], report: Report, program: Program) -> list[dict[str, Any]]:
    asks = {name: filled(text, report.as_of, program) for name, text in wording(program).asks.items()}
    return deficiencies(replace(report, findings=findings), program, remedies=remedies(program), asks=asks)


def _approval(
    kind: str, name: str, common: dict[str, Any], application: Document | None, report: Report, program: Program
) -> Iterator[Following]:
    letter = {**common, "provider_name": name, "applicant_kind": kind}
    if renewals := _renewals(report, program):
        letter["renewals"] = [{"what": row["what"], "expires": row["expires"]} for row in renewals]
    applicant = typed(application, "applicant_name") if application else None
    if kind in _AGENCIES and applicant and applicant != name:
        letter["service_persons"] = [applicant]
    yield _sent("qualified-provider-letter", letter, program)
    signed = papers_of("provider-agreement", report, program)
    effective = (typed(signed[0], "effective") if signed else None) or report.as_of
    agreement = {
        "provider_name": name,
        "effective": effective.isoformat(),
        "provider_kind": "agency" if kind in _AGENCIES else "direct-hire",
    }
    yield _sent("provider-agreement", agreement, program)


def _review(
    kind: str,
    name: str,
    application: Document | None,
    findings: list[Finding],
    report: Report,
    program: Program,
) -> dict[str, Any]:
    return {
        "applicant_name": name,
        "applicant_kind": kind,
        "review_date": report.as_of.isoformat(),
        **_applied(application),
        "documents": reviewed_documents(kind, report, findings, program),
        "qualifications": reviewed_qualifications(kind, report, findings, program),
    }


# What expires


def _renewals(report: Report, program: Program) -> list[dict[str, Any]]:
    """License, certifications and insurance that are valid on the as-of date, with the day on which each expires."""
    rows: list[dict[str, Any]] = []
    for paper in papers_of(_APPLICATION, report, program):
        rows.extend(_renewal("Driver's license", paper, "drivers_license_expires"))
    for paper in papers_of("cpr-certificate", report, program):
        courses = typed(paper, "courses")
        rows.extend(_renewal(str(courses or "CPR and first aid certification"), paper, "expires", "certificate_id"))
        rows.extend(_by_issue(str(courses or "CPR and first aid certification"), paper, report, program))
    for paper in papers_of("liability-certificate", report, program):
        rows.extend(_renewal("Liability insurance", paper, "expires", "policy_number"))
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: str(row["expires"])):
        # A certificate that was renewed already is told by a later one of the same name.
        latest[row["what"].casefold()] = row
    return [row for row in latest.values() if row["expires"] >= report.as_of.isoformat()]


def _renewal(what: str, paper: Document, field: str, number: str | None = None) -> Iterator[dict[str, Any]]:
    """The paper's expiry where it was read without doubt."""
    value = paper.fields.get(field)
    if value is None or value.value is None or value.review:
        return
    row = {"what": what, "expires": value.value.isoformat()}
    named = typed(paper, number) if number else None
    yield row | ({"number": named} if named else {})


def _by_issue(what: str, paper: Document, report: Report, program: Program) -> Iterator[dict[str, Any]]:
    """The end of a certificate that prints no expiry, as the department's setting counts it from its issue."""
    expires, issued = paper.fields.get("expires"), paper.fields.get("issued")
    if (expires is not None and not expires.blank) or issued is None or issued.value is None or issued.review:
        return
    months = policy_figure(program, "cpr_valid_months", report.as_of)
    ends: date = issued.value + relativedelta(months=months)
    yield {"what": what, "expires": ends.isoformat()}


def _expiring(report: Report, program: Program) -> list[dict[str, Any]]:
    days = policy_figure(program, "renewal_first_days", report.as_of)
    until = (report.as_of + timedelta(days=days)).isoformat()
    return [row for row in _renewals(report, program) if row["expires"] <= until]


# Service requests


def _after_request(document: Document, report: Report, program: Program) -> Iterator[Following]:
    """A request that is complete and was read without doubt is followed by the authorization from the as-of date."""
    if any(found.document == document.id for found in report.findings):
        return
    if any(value.review or value.unreadable for value in document.fields.values()):
        return
    names = ("parent_name", "hours_per_week", "case_manager_name", "child_date_of_birth", "residence")
    data = given(document, names, program)
    if objective := typed(document, "action_plan_objective"):
        data["objective"] = objective
    data["letter_date"] = data["start_date"] = report.as_of.isoformat()
    yield following("service-authorization", document, report, data)


def _sent(name: str, data: dict[str, Any], program: Program) -> Following:
    return Following(f"{program.id}/{name}", data, f"{name}.pdf")
