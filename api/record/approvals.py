"""Four eyes: a decision that a second person approves before it holds and before anything of it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, Person, summary
from api.people import audit
from api.people.caller import Caller
from api.people.permissions import MAY
from api.problems import BadRequest, Conflict, NotFound, StaleVersion
from api.record.approval_rules import needed, programs_of, rules
from api.record.asked import end_request, open_request
from api.record.decided import keep_decision
from api.record.looking import locked
from api.record.outdated import declared_as, follows_now
from api.record.strays import kept_report
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Approval, DecisionRow, OutputRow, PacketRow, User
from api.work.following import ask_for_letters, missing
from forms.catalog import Catalog

if TYPE_CHECKING:
    from generators.document import Following


class AnswerOrder(BaseModel):
    """Another person's answer to a request for approval, on the packet as that person saw it."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1)
    approved: bool
    reason: str = Field("", max_length=5_000, description="Why it is sent back; nothing is needed to approve.")


class Request(BaseModel):
    """A request for approval, and what came of it."""

    decision: str
    reason: str = Field(description="The requester's.")
    why: str = Field(description="What the program asks approval for.")
    by: Person
    at: datetime
    state: str = Field(description="asked, approved, sent-back, withdrawn or papers")
    answered_by: Person | None
    answered_at: datetime | None
    answer: str = Field(description="Why it was sent back.")


@dataclass(frozen=True, slots=True)
class Need:
    """What the packet's decisions need: which of them a second person approves and why, and the letters of each."""

    why: dict[str, str]
    follows: "list[Following]"
    catalog: Catalog

    def letters(self, decision: str) -> "list[Following]":
        """The letters that go out beside the decision and lack nothing: whoever approves it looks at them."""
        return [
            one
            for one in self.follows
            if decision in _goes_with(self.catalog, one.document) and not missing(self.catalog, one.document, one.data)
        ]


def need(service: Service, session: Session, row: PacketRow) -> Need:
    """What is needed to decide on the packet as it stands; the rules are only asked where something may be."""
    if not rules(session):
        return Need({}, [], service.catalog)
    follows = follows_now(service, session, row) or []
    ends = any(_terminates(service.catalog, one.document) for one in follows)
    return Need(needed(service, session, row, ends=ends), follows, service.catalog)


def _terminates(catalog: Catalog, name: str) -> bool:
    declared = declared_as(catalog, name)
    return declared is not None and declared.terminates


def _goes_with(catalog: Catalog, name: str) -> tuple[str, ...]:
    """The decisions that a letter goes out beside; a notice that ends something goes with what is accepted."""
    declared = declared_as(catalog, name)
    if declared is None:
        return ()
    return declared.goes_with or (("accepted",) if declared.terminates else ())


def ask(session: Session, caller: Caller, row: PacketRow, decision: str, reason: str, need: Need) -> list[str]:
    """Asks for approval of the decision; gives the ids of letters that are written for it. Raises Conflict."""
    _check_somebody(session, caller, row)
    override = decision == "accepted" and row.outcome != "complete"
    made = Approval(
        id=new_id(), packet_id=row.id, decision=decision, reason=reason or None, why=need.why[decision],
        asked_by=caller.id, asked_at=now(), state="asked",
    )  # fmt: skip
    session.add(made)
    row.approval_by = caller.id
    row.assignee = row.claimed_until = None
    row.version += 1
    detail = {"decision": decision, "outcome": row.outcome, "override": override, "approval": made.id}
    audit.note(session, caller.id, "packets.ask", row.id, **detail)
    return ask_for_letters(session, row, need.letters(decision), by=caller.id)


def _check_somebody(session: Session, caller: Caller, row: PacketRow) -> None:
    """Raises Conflict where nobody else could answer: the packet would wait for ever."""
    may = select(User).where(User.active, User.role.in_(MAY["packets.approve"]), User.id != caller.id)
    people = session.scalars(may)
    if not any(not one.programs or row.program is None or row.program in one.programs for one in people):
        raise Conflict(
            "This decision needs another person’s approval, and nobody else here may give it. "
            "Ask an administrator to invite an approver."
        )


def answer(service: Service, caller: Caller, packet_id: str, order: AnswerOrder) -> PacketSummary:
    """Approves the decision, which holds from now on, or sends the packet back to who asked, with the reason."""
    reason = order.reason.strip()
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.approval_by is None:
            raise Conflict("Nobody asks for approval of this packet any more. Load it anew.")
        if row.approval_by == caller.id:
            raise Conflict("You asked for this approval. Somebody else answers it.")
        if row.version != order.version:
            raise StaleVersion("Somebody", row.version)
        if not order.approved and not reason:
            raise BadRequest("Say why it is sent back.")
        if order.approved:
            _check_written(session, row)
        made = end_request(session, row, "approved" if order.approved else "sent-back", caller.id, reason or None)
        assert made
        if order.approved:
            row.decision, row.reason = made.decision, made.reason
            row.decided_by, row.decided_at = made.asked_by, made.answered_at
            keep_decision(session, row, made.id)
        else:
            row.assignee = made.asked_by
        row.version += 1
        detail = {"approved": order.approved, "decision": made.decision, "user": made.asked_by, "approval": made.id}
        audit.note(session, caller.id, "packets.approve", row.id, **detail)
        session.flush()
        return summary(session, caller, row)


def _check_written(session: Session, row: PacketRow) -> None:
    """Raises Conflict while a letter is written: whoever approves has looked at what goes out."""
    being = select(OutputRow.id).where(OutputRow.packet_id == row.id, OutputRow.state.in_(("waiting", "writing")))
    if session.scalars(being.limit(1)).first():
        raise Conflict("The letters are still being written. Look at them, and approve then.")


def take_back(service: Service, caller: Caller, packet_id: str, version: int) -> PacketSummary:
    """Takes the request back, so that the packet can be changed and decided anew."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.version != version:
            raise StaleVersion("Somebody", row.version)
        made = end_request(session, row, "withdrawn", caller.id)
        if made is None:
            raise Conflict("Nobody asks for approval of this packet, so there is nothing to take back.")
        row.version += 1
        audit.note(session, caller.id, "packets.ask", row.id, undone=made.decision, approval=made.id)
        session.flush()
        return summary(session, caller, row)


def latest_request(session: Session, row: PacketRow) -> Request | None:
    """The packet's last request for approval; None where there was none."""
    found = select(Approval).where(Approval.packet_id == row.id).order_by(Approval.id.desc()).limit(1)
    made = session.scalars(found).one_or_none()
    return _told(session, made) if made else None


def request_told(session: Session, row: PacketRow) -> Request:
    """The packet's last request for approval; raises NotFound."""
    if (found := latest_request(session, row)) is None:
        raise NotFound("request for approval")
    return found


def _told(session: Session, made: Approval) -> Request:
    who = {id for id in (made.asked_by, made.answered_by) if id}
    names = dict(session.execute(select(User.id, User.name).where(User.id.in_(who))).all())
    answered = Person(id=made.answered_by, name=names.get(made.answered_by, "")) if made.answered_by else None
    return Request(
        decision=made.decision, reason=made.reason or "", why=made.why,
        by=Person(id=made.asked_by, name=names.get(made.asked_by, "")), at=made.asked_at, state=made.state,
        answered_by=answered, answered_at=made.answered_at, answer=made.answer or "",
    )  # fmt: skip


def check_release(
    service: Service, session: Session, output: OutputRow, row: PacketRow, follows: "Iterable[Following] | None"
) -> None:
    """Raises Conflict where the letter goes with a decision that a second person approves and has not."""
    if open_request(session, row):
        raise Conflict("This packet waits for another person’s approval. Nothing of it is released before.")
    held = rules(session)
    since = [held[name].since for name in programs_of(row, kept_report(session, row.id)) & held.keys()]
    beside = _goes_with(service.catalog, output.document)
    if not since or not beside:
        return
    ends = any(_terminates(service.catalog, one.document) for one in follows or ())
    ends = ends or _terminates(service.catalog, output.document)
    why = next(
        iter(why for decision, why in needed(service, session, row, ends=ends).items() if decision in beside), ""
    )
    if not why:
        return
    if row.decision not in beside:
        raise Conflict(f"{why} This letter goes with that decision: decide, and release it when it is approved.")
    decided = select(DecisionRow).where(DecisionRow.packet_id == row.id, DecisionRow.ended_at.is_(None))
    made = session.scalars(decided).one_or_none()
    approval = session.get(Approval, made.id) if made else None
    if approval is None:
        if made is not None and made.decided_at >= max(since):
            raise Conflict(f"{why} Take the decision back, and decide anew.")
    elif approval.answered_at and output.asked_at > approval.answered_at:
        raise Conflict(
            "This letter was written after the decision was approved, and nobody else has looked at it. "
            "Take the decision back, and decide anew with the letter written."
        )
