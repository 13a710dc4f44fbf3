"""Which documents follow from a checked packet of the Rhode Island subsidy program."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.fiscalyear import fiscal_year, named_year
from forms.packet import Document
from forms.program import Program
from forms.report import Finding, Report
from generators.deficiency import deficiencies, told
from generators.document import Following
from generators.papers import following, given, is_sure, papers_of, typed
from generators.remedies import remedies
from generators.wording import policy_figure

_APPLICATION, _STUDY, _PLAN = "parent-application", "home-study", "service-plan"
_OF_DIVISION = (_STUDY, _PLAN)
"""Papers that the division makes: what they lack is not asked of the applicant."""


def follow_papers(report: Report, program: Program) -> Iterator[Following]:
    """What follows from the application, from the agreement in force and from the recertification.

    Where a person must look at the packet first, nothing follows.
    """
    if report.outcome == "needs-review":
        return
    yield from _after_application(report, program)
    if report.outcome != "ineligible":
        yield from _after_agreement(report, program)
        for document in papers_of("recertification", report, program):
            yield from _after_recertification(document, report, program)


# Applications


def _after_application(report: Report, program: Program) -> Iterator[Following]:
    """The rejection, the request for what is missing, or the certification; none where an agreement stands already."""
    applications, studies = (papers_of(form, report, program) for form in (_APPLICATION, _STUDY))
    if not applications and not studies:
        return
    if any(papers_of(form, report, program) for form in ("subsidy-agreement", "recertification")):
        return
    paper = (applications or studies)[0]
    findings = [found for found in report.findings if found.rule.startswith(f"{program.rule_prefix}.")]
    if reasons := [*_ineligible(findings), *_rejected_by(studies, findings, program)]:
        data = {**_application(paper, program), **_address(paper), "reasons": reasons}
        yield following("rejection-letter", paper, report, {**data, "letter_date": report.as_of.isoformat()})
    elif any(found.kind != "review" for found in findings):
        yield from _requests(paper, studies, findings, report, program)
    elif report.outcome == "complete" and applications and not papers_of("certification", report, program):
        names = ("applicant_name", "eligible_person_name")
        if all(is_sure(paper, name) for name in names):
            yield following("certification-form", paper, report, given(paper, names, program))


def _ineligible(findings: list[Finding]) -> Iterator[dict[str, str]]:
    """The findings of ineligibility, as reasons."""
    for found in findings:
        if found.kind == "ineligible":
            yield {"reason": told(found.message), "citation": found.citation}


def _rejected_by(studies: list[Document], findings: list[Finding], program: Program) -> Iterator[dict[str, str]]:
    """The reason that each home study gives which recommends rejection; a study that is not in order gives none."""
    for study in studies:
        in_order = not any(found.document == study.id for found in findings)
        if in_order and typed(study, "recommendation") == "reject" and is_sure(study, "recommendation"):
            dated = typed(study, "report_date")
            of = f" of {dated:%B} {dated.day}, {dated.year}" if dated else ""
            yield {
                "reason": f"The home study{of} recommends rejection. You may ask us for its findings.",
                "citation": program.cite("1.4(F)(1); 1.4(F)(4)"),
            }


def _application(paper: Document, program: Program) -> dict[str, Any]:
    """Who applied for whom and when, as far as the paper says so."""
    data = {"applicant_name": "Parent applicant (name not known)", **given(paper, ("applicant_name",), program)}
    if paper.form == f"{program.id}/{_APPLICATION}":
        data.update(given(paper, ("eligible_person_name",), program))
        if applied := typed(paper, "signature_date"):
            data["application_date"] = applied.isoformat()
    return data


def _address(paper: Document) -> dict[str, Any]:
    """The applicant's name and address as an envelope has them, where the paper gives both without doubt."""
    address, name = typed(paper, "address"), typed(paper, "applicant_name")
    if not address or not name or not is_sure(paper, "address"):
        return {}
    street, *town = " ".join(address.split()).rsplit(", ", 2)
    return {"recipient_name": name, "recipient_address": [street, ", ".join(town)] if town else [street]}


def _requests(
    paper: Document, studies: list[Document], findings: list[Finding], report: Report, program: Program
) -> Iterator[Following]:
    """A letter to the applicant and one to the division, each with what its own papers lack."""
    division = [found for found in findings if _of_division(found, report, program)]
    ours = [found for found in findings if found not in division]
    data = {**_application(paper, program), "letter_date": report.as_of.isoformat()}
    evaluators = [name for study in studies if (name := typed(study, "evaluator_name"))]
    for asked, to, ending in (
        (ours, _address(paper), ""),
        (division, {"recipient_name": evaluators[0] if evaluators else "Home Evaluator"}, "-division"),
    ):
        items = deficiencies(replace(report, findings=asked), program, remedies=remedies(program))
        if items:
            letter = following("deficiency-letter", paper, report, {**data, **to, "items": items})
            yield replace(letter, filename=letter.filename.replace(".pdf", f"{ending}.pdf"))


def _of_division(found: Finding, report: Report, program: Program) -> bool:
    """Whether the finding is about a paper that the division makes, one that is missing among them."""
    if found.rule in {f"{program.rule_prefix}.item.{item}" for item in _OF_DIVISION}:
        return True
    forms = {document.id: document.form for document in report.packet.documents}
    return forms.get(found.document or "") in {f"{program.id}/{form}" for form in _OF_DIVISION}


# Agreements


def _after_agreement(report: Report, program: Program) -> Iterator[Following]:
    """The schedule of the last agreement, page and calendar, where the agreements are in order."""
    agreements = papers_of("subsidy-agreement", report, program)
    if not agreements or any(not _in_order(agreement, report) for agreement in agreements):
        return
    last = max(agreements, key=lambda agreement: typed(agreement, "start_date"))
    placed = min(typed(agreement, "start_date") for agreement in agreements)
    if _renews(placed, report, program):
        return
    data = {
        **given(last, ("parent_name", "eligible_person_name"), program),
        "placement_date": placed.isoformat(),
        **_renamed(last, {"start_date": "schedule_start", "end_date": "schedule_end"}),
    }
    for form, fields in (
        (_PLAN, {"plan_date": "plan_date"}),
        ("physician-statement", {"statement_date": "health_statement_date"}),
    ):
        for paper in papers_of(form, report, program):
            data.update(_renamed(paper, fields))
    page = following("report-schedule", last, report, data)
    yield page
    yield replace(page, filename=page.filename.replace(".pdf", ".ics"))


def _in_order(paper: Document, report: Report) -> bool:
    """Whether nothing was found on the paper, nor about whose papers these are, and it was read without doubt."""
    found = any(one.document == paper.id or one.rule == "pdi.name.mismatch" for one in report.findings)
    return not found and not any(value.review or value.unreadable for value in paper.fields.values())


def _renamed(paper: Document, names: Mapping[str, str]) -> dict[str, str]:
    """The paper's dates that were read without doubt, under other names."""
    return {
        other: day.isoformat() for name, other in names.items() if (day := typed(paper, name)) and is_sure(paper, name)
    }


def _renews(placed: Any, report: Report, program: Program) -> bool:
    """Whether the first agreement of the packet renews an earlier one, so that the placement began before it."""
    year = fiscal_year(placed, policy_figure(program, "agreement_expires", placed))
    papers = papers_of("recertification", report, program)
    return any(named_year(typed(paper, "fiscal_year") or "") == year for paper in papers)


# Recertification


def _after_recertification(document: Document, report: Report, program: Program) -> Iterator[Following]:
    """The form for the Home Evaluator, for this fiscal year or the next, where every condition is documented."""
    if not _in_order(document, report):
        return
    current = fiscal_year(report.as_of, policy_figure(program, "agreement_expires", report.as_of))
    if named_year(typed(document, "fiscal_year") or "") not in (current, current + 1):
        return
    names = (
        "applicant_name", "eligible_person_name", "fiscal_year", "plan_recommends", "level_of_care", "cannot_maintain",
        "recertification_date",
    )  # fmt: skip
    data = {**given(document, names, program), "prepared_date": report.as_of.isoformat()}
    yield following("recertification-form", document, report, data)
