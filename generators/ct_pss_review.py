"""The checklist of an application: each document of the list and each qualification, as a review found them."""

from collections.abc import Iterable
from typing import Any

from forms.packet import Document
from forms.program import Item, Program
from forms.report import Finding, Report
from generators.ct_pss_wording import Qualification, filled, wording
from generators.datum import Data
from generators.deficiency import told
from generators.papers import typed
from generators.wording import counted, listed

_SETTLED = ("received", "met", "not-applicable")


def checklist(data: Data, program: Program) -> dict[str, Any]:
    """The rows as given, or the empty list of the kind of applicant; and how many need attention."""
    kind, day = data["applicant_kind"], data["review_date"]
    documents = data["documents"] or [_blank(item.label) for item in program.packets[kind].items]
    qualifications = data["qualifications"] or [
        _blank(filled(entry.asks, day, program)) for entry in wording(program).qualifications if entry.asked_of(kind)
    ]
    rows = [*documents, *qualifications]
    by_hand = any(row["status"] is None for row in rows)
    return {
        "document_rows": documents,
        "qualification_rows": qualifications,
        "by_hand": by_hand,
        "outstanding": _outstanding([str(row["status"]) for row in rows]),
    }


def _outstanding(statuses: list[str]) -> str:
    """What the review leaves open, in words."""
    undecided = statuses.count("unclear")
    lacking = sum(status not in (*_SETTLED, "unclear") for status in statuses)
    parts = [f"{counted(lacking, 'item')} outstanding"] if lacking else []
    parts += [f"{counted(undecided, 'item')} to be decided"] if undecided else []
    return listed(parts) or "Nothing outstanding"


def _blank(item: str) -> dict[str, Any]:
    return {"item": item, "status": None, "remark": None}


def reviewed_documents(kind: str, report: Report, findings: list[Finding], program: Program) -> list[dict[str, Any]]:
    """The rows of the checklist of documents as the check of the packet found them."""
    return [_document(item, report, findings, program) for item in program.packets[kind].items]


def _document(item: Item, report: Report, findings: list[Finding], program: Program) -> dict[str, Any]:
    papers = {document.id for document in report.packet.documents if _serves(item, document, program)}
    lacks = [found for found in findings if found.rule in (item.answered_by, f"{program.rule_prefix}.item.{item.item}")]
    about = [found for found in findings if found.document in papers]
    if lacks:
        status = "missing"
    elif not papers:
        status = "not-applicable" if item.applies != "always" else "unclear"
    elif any(found.kind != "review" for found in about):
        status = "invalid"
    else:
        status = "unclear" if about else "received"
    return _row(item.label, status, [*lacks, *about])


def _serves(item: Item, document: Document, program: Program) -> bool:
    """Whether the paper is the item, as far as it was read."""
    if document.form != f"{program.id}/{item.form}" or (item.kind is not None and document.kind != item.kind):
        return False
    return all(typed(document, name) == value for name, value in item.where.items())


def reviewed_qualifications(
    kind: str, report: Report, findings: list[Finding], program: Program
) -> list[dict[str, Any]]:
    """The rows of the checklist of qualifications; one whose rules could not be answered is left to a person."""
    return [
        _qualification(entry, report, findings, program)
        for entry in wording(program).qualifications
        if entry.asked_of(kind)
    ]


def _qualification(entry: Qualification, report: Report, findings: list[Finding], program: Program) -> dict[str, Any]:
    text = filled(entry.asks, report.as_of, program)
    about = [found for found in findings if entry.judged_by(found.rule)]
    if not about and all(paper.form != f"{program.id}/{entry.shown_by}" for paper in report.packet.documents):
        return {"item": text, "status": "unclear", "remark": "No paper of the packet shows it."}
    if any(found.kind != "review" for found in about):
        return _row(text, "not-met", about)
    unanswered = any(entry.judged_by(rule.rule) for rule in report.not_checked)
    return _row(text, "unclear" if about or unanswered else "met", about)


def _row(item: str, status: str, about: Iterable[Finding]) -> dict[str, Any]:
    remark = "\n".join(dict.fromkeys(told(found.message) for found in about))
    return {"item": item, "status": status} | ({"remark": remark} if remark else {})
