"""Which documents follow from a checked packet of the Parent Partner Program."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from forms.packet import Document
from forms.program import Program
from forms.report import Finding, Report
from generators.deficiency import deficiencies
from generators.document import Following
from generators.papers import are_sure, following, given, is_settled, is_sure, typed
from generators.remedies import remedies

_SHEET = "ia-parent-partner/referral-face-sheet"
_PROFILE = "ia-parent-partner/participant-profile"
_NO_DEFECTS = {"pp.interpreter"}
"""Rules whose finding asks the contractor, and not the worker, to do something."""
_ANSWERED = ("referral_date", "worker_name", "case_number", "parent_name", "meeting_date", "interpreter_needed")
"""Fields that the acknowledgement and the deadlines rest on."""
_BLANK = "(blank on the face sheet)"


def follow_papers(report: Report, program: Program) -> Iterator[Following]:
    """An answer to each face sheet, and a checklist where a parent is leaving."""
    for document in report.packet.documents:
        if document.form == _SHEET:
            defects = [
                finding
                for finding in report.findings
                if finding.document == document.id and finding.rule not in _NO_DEFECTS
            ]
            if defects:
                yield from _return(document, defects, report, program)
            elif is_settled(report, _NO_DEFECTS) and are_sure(document, _ANSWERED):
                if _referrals_alone(report):
                    yield _acknowledgement(document, report, program)
                yield from _schedule(document, report, program)
    yield from _after_exit(report, program)


def _referrals_alone(report: Report) -> bool:
    """Whether the packet refers parents; beside other papers of a case the face sheet was answered long ago."""
    return {paper.form for paper in report.packet.documents if paper.form} == {_SHEET}


def _return(sheet: Document, findings: list[Finding], report: Report, program: Program) -> Iterator[Following]:
    items = deficiencies(replace(report, findings=findings), program, remedies=remedies(program))
    if items:
        yield following(
            "referral-return",
            sheet,
            report,
            {
                "letter_date": report.as_of.isoformat(),
                "worker_name": "HHS case worker",
                "parent_name": _BLANK,
                **given(sheet, ("worker_name", "parent_name", "case_number", "referral_date"), program),
                "ineligible": any(finding.kind == "ineligible" for finding in findings),
                "items": items,
            },
        )


def _case(sheet: Document, report: Report, program: Program) -> dict[str, Any]:
    """What the face sheet tells of the days of the case."""
    names = ("case_number", "parent_name", "referral_date")
    return {"letter_date": report.as_of.isoformat(), **given(sheet, names, program), **_meeting(sheet, program)}


def _acknowledgement(sheet: Document, report: Report, program: Program) -> Following:
    letter = {**_case(sheet, report, program), **given(sheet, ("worker_name",), program)}
    if sheet.fields["interpreter_needed"].value:
        letter["interpreter_language"] = given(sheet, ("primary_language",), program)["primary_language"]
    return following("referral-acknowledgement", sheet, report, letter)


def _schedule(sheet: Document, report: Report, program: Program) -> Iterator[Following]:
    """The deadlines of the case as a page and as a calendar."""
    page = following("deadline-schedule", sheet, report, _case(sheet, report, program) | _days(report, program))
    yield page
    yield replace(page, filename=page.filename.replace(".pdf", ".ics"))


def _days(report: Report, program: Program) -> dict[str, Any]:
    """Partner, assignment and intake of the one profile beside the one face sheet; nothing where they contradict."""
    forms = [paper.form for paper in report.packet.documents]
    if forms.count(_SHEET) != 1 or forms.count(_PROFILE) != 1:
        return {}
    sheet, profile = (report.packet.documents[forms.index(form)] for form in (_SHEET, _PROFILE))
    told = [typed(sheet, "referral_date"), typed(profile, "assigned_date"), typed(profile, "intake_date")]
    days = [day for day in told if day is not None]
    if days != sorted(days):
        return {}
    return _sure(profile, ("parent_partner_name", "assigned_date", "intake_date"), program)


def _meeting(sheet: Document, program: Program) -> dict[str, Any]:
    """The date of the meeting that the sheet names, under the kind of meeting that is checked."""
    day = given(sheet, ("meeting_date",), program).get("meeting_date")
    if day and sheet.fields["child_safety_conference"].value:
        return {"conference_date": day}
    return {"meeting_date": day} if day and sheet.fields["solution_focused_meeting"].value else {}


def _after_exit(report: Report, program: Program) -> Iterator[Following]:
    """One checklist for the parent who leaves; none where papers of another parent lie between them."""
    papers = {
        name: paper
        for paper in report.packet.documents
        for name in program.choices["exit_forms"]
        if paper.form == f"{program.id}/{name}" and _at_exit(paper)
    }
    if not papers or any(finding.rule == "pp.name.mismatch" for finding in report.findings):
        return
    data: dict[str, Any] = {
        "list_date": report.as_of.isoformat(),
        "parent_name": "(blank on the exit forms)",
        "received": [{"form": name, **_handled(paper, program)} for name, paper in papers.items()],
    }
    for paper in papers.values():
        data |= _sure(paper, ("parent_name", "exit_date"), program)
    yield Following(f"{program.id}/exit-checklist", data, "exit-checklist.pdf")


def _handled(paper: Document, program: Program) -> dict[str, Any]:
    """When the form was completed and entered; an entry before the completion is left for a person to look up."""
    days = _sure(paper, ("completed_date", "entered_date"), program)
    if days.get("entered_date", "9999") < days.get("completed_date", ""):
        del days["entered_date"]
    return days


def _at_exit(paper: Document) -> bool:
    stage = paper.fields.get("stage")
    return stage is None or stage.value == "exit"


def _sure(paper: Document, names: tuple[str, ...], program: Program) -> dict[str, Any]:
    """The fields that the paper has and that were read without doubt."""
    return given(paper, tuple(name for name in names if name in paper.fields and is_sure(paper, name)), program)
