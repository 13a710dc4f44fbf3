"""What happened to a packet beside changes of its values and pages: papers, decisions, letters, whose work it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.service import Service
from api.store.tables import Approval, AuditRow, DecisionRow, PacketRow, User


class Step(BaseModel):
    """One thing that somebody did."""

    at: datetime
    by: str = Field(description="The person's name; empty where the account is no more.")
    action: str = Field(description="As the audit trail names it.")
    says: str
    why: str = Field(description="The reason that was given.")


@dataclass(frozen=True, slots=True)
class _Known:
    """What ids of the trail stand for."""

    people: Mapping[str, str]
    receipts: Mapping[str, str]
    titles: Mapping[str, str]

    def person(self, id: Any) -> str:
        return self.people.get(id or "", "somebody")


def steps(service: Service, session: Session, row: PacketRow) -> list[Step]:
    """What happened, the latest first, from the rows of the audit trail that tell of changes."""
    from generators.document import outgoing

    told = select(AuditRow).where(AuditRow.packet_id == row.id, AuditRow.action.in_(_SAYS))
    found = list(session.scalars(told.order_by(AuditRow.at.desc(), AuditRow.number.desc())))
    titles = {declared.id: declared.title for declared in outgoing(service.catalog)}
    people = {one.who for one in found} | {one.detail.get(key) or "" for one in found for key in _PEOPLE}
    named = select(User.id, User.name).where(User.id.in_(people))
    filed = [one.detail["on_file"] for one in found if "on_file" in one.detail]
    receipts = select(PacketRow.id, PacketRow.receipt).where(PacketRow.id.in_(filed))
    known = _Known(
        dict(session.execute(named).all()),
        dict(session.execute(receipts).all()) if filed else {},
        titles,
    )
    reasons = _Reasons(session, row)
    return [
        Step(at=one.at, by=known.people.get(one.who, ""), action=one.action, says=says, why=reasons.of(one))
        for one in found
        if (says := _SAYS[one.action](one.detail, known))
    ]


class _Reasons:
    """Why each decision was made; the trail itself holds no words of a person."""

    def __init__(self, session: Session, row: PacketRow) -> None:
        made = select(DecisionRow).where(DecisionRow.packet_id == row.id).order_by(DecisionRow.id)
        self._made = list(session.scalars(made))
        asked = select(Approval).where(Approval.packet_id == row.id)
        self._asked = {one.id: one for one in session.scalars(asked)}

    def of(self, step: AuditRow) -> str:
        if request := self._asked.get(step.detail.get("approval", "")):
            told = request.answer if step.action == "packets.approve" else request.reason
            return "" if step.detail.get("undone") else told or ""
        # A decision and its row of the trail are of one transaction, a moment apart.
        own = [
            one
            for one in self._made
            if step.action == "packets.decide"
            and (one.decided_by, one.decision) == (step.who, step.detail.get("decision"))
            and abs((one.decided_at - step.at).total_seconds()) < 60
        ]
        nearest = min(own, key=lambda one: abs(one.decided_at - step.at), default=None)
        return (nearest.reason if nearest else None) or ""


def _papers(count: Any) -> str:
    return "a paper" if count == 1 else f"{count} papers" if count else "papers"


def _sent(detail: dict[str, Any], known: _Known) -> str:
    if not detail.get("added"):
        return f"Sent {_papers(detail.get('files'))}"
    return f"Added {_papers(detail.get('files'))}"


def _decided(detail: dict[str, Any], known: _Known) -> str:
    if undone := detail.get("undone"):
        return f"Took the decision back ({_DECIDED.get(undone, undone).lower()})"
    decision = _DECIDED.get(detail.get("decision", ""), "Decided")
    return f"{decision}, against what the rules say" if detail.get("override") else decision


def _asked(detail: dict[str, Any], known: _Known) -> str:
    if undone := detail.get("undone"):
        return f"Took the request for approval back ({_DECIDED.get(undone, undone).lower()})"
    over = ", against what the rules say" if detail.get("override") else ""
    return f"Asked for approval: {_DECIDED.get(detail.get('decision', ''), '').lower()}{over}"


def _approved(detail: dict[str, Any], known: _Known) -> str:
    decision = _DECIDED.get(detail.get("decision", ""), "").lower()
    who = known.person(detail.get("user"))
    return f"Approved what {who} decided: {decision}" if detail.get("approved") else f"Sent back to {who}: {decision}"


def _claimed(detail: dict[str, Any], known: _Known) -> str:
    return "Gave the packet back" if detail.get("given_back") else "Took the packet on"


def _assigned(detail: dict[str, Any], known: _Known) -> str:
    given = detail.get("assignee")
    return f"Gave the packet to {known.person(given)}" if given else "Made the packet nobody's work"


def _tied(detail: dict[str, Any], known: _Known) -> str:
    if provider := detail.get("provider"):
        return f"Let the provider {known.person(provider)} see the packet"
    return f"No longer let the provider {known.person(detail.get('before'))} see the packet"


def _cased(detail: dict[str, Any], known: _Known) -> str:
    if not detail.get("told"):
        return "Took the case number out"
    return "Gave another case number" if detail.get("before") else "Gave the case number"


def _arranged(detail: dict[str, Any], known: _Known) -> str:
    if "on_file" not in detail:
        return ""  # the change itself stands in the history, with its way back
    where = f"{_papers(detail.get('files'))} on file of {known.receipts.get(detail['on_file'], 'another packet')}"
    return f"Took out {where}" if detail.get("undone") else f"Put {where} beside"


def _rechecked(detail: dict[str, Any], known: _Known) -> str:
    return f"Had the packet checked as of {detail.get('as_of')} from then on" if detail.get("kept") else ""


def _letter(verb: str) -> Callable[[dict[str, Any], _Known], str]:
    def says(detail: dict[str, Any], known: _Known) -> str:
        document = str(detail.get("document", ""))
        return f"{verb}: {known.titles.get(document, document)}"

    return says


def _released(detail: dict[str, Any], known: _Known) -> str:
    despite = detail.get("despite") or []
    over = [words for code, words in _DESPITE.items() if code in despite]
    seen = ""
    if "provider" in detail:
        provider = detail["provider"]
        seen = f", for {known.person(provider)} to see" if provider else ", with no provider to see it"
    return _letter("Released a letter")(detail, known) + seen + "".join(f", {words}" for words in over)


_DESPITE = {
    "undecided": "though nobody had decided",
    "contradicts": "though the decision was another",
    "outdated": "though the packet had changed since",
}
_DECIDED = {"accepted": "Accepted", "returned": "Returned", "denied": "Denied"}
_PEOPLE = ("assignee", "provider", "before", "user")
_SAYS: dict[str, Callable[[dict[str, Any], _Known], str]] = {
    "batches.cancel": lambda detail, known: "Cancelled the packet with its batch",
    "batches.retry": lambda detail, known: "Had the packet tried again with its batch",
    "batches.start": lambda detail, known: "Started the packet's batch",
    "letters.release": _released,
    "letters.withdraw": _letter("Took a released letter back"),
    "letters.write": _letter("Had a letter written"),
    "packets.approve": _approved,
    "packets.arrange": _arranged,
    "packets.ask": _asked,
    "packets.assign": _assigned,
    "packets.case": _cased,
    "packets.cancel": lambda detail, known: "Cancelled the packet",
    "packets.claim": _claimed,
    "packets.decide": _decided,
    "packets.recheck": _rechecked,
    "packets.retry": lambda detail, known: "Had the packet tried again",
    "packets.send": _sent,
    "packets.tie": _tied,
}
