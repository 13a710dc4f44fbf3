"""What people decide: decisions with their reason, work given out, trying again, cancelling."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.people.permissions import may
from api.problems import BadRequest, Conflict, StaleVersion
from api.record.approvals import ask, need
from api.record.changes import open_packet
from api.record.claims import taken_until
from api.record.decided import end_decision, keep_decision
from api.record.looking import locked
from api.service import Service
from api.store.clock import now
from api.store.tables import PacketRow, User
from api.work.leases import put_back
from api.work.word import send_word


class DecisionOrder(BaseModel):
    """A decision on the packet as the person saw it."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1)
    decision: Literal["accepted", "returned", "denied"]
    reason: str = Field(max_length=5_000, description="Why; it may be left empty where a complete packet is accepted.")


class AssigneeOrder(BaseModel):
    """Whose work the packet is from now on."""

    model_config = ConfigDict(extra="forbid")
    assignee: str | None = Field(max_length=26)


def decide(service: Service, caller: Caller, packet_id: str, order: DecisionOrder) -> PacketSummary:
    """Decides; a decision against what the rules found needs a reason, and the trail tells that it was one.

    One that the program wants approved by a second person is asked for: it holds when that person approves it.
    """
    reason = order.reason.strip()
    with service.database.reading() as session:
        # The rules take their time: nobody waits for them, and of another version than was seen nothing is decided.
        needs = need(service, session, caller.check_packet(session.get(PacketRow, packet_id)))
    written: list[str] = []
    with service.database.writing() as session:
        row = open_packet(session, caller, packet_id, order.version)
        over = order.decision == "accepted" and row.outcome != "complete"
        if not reason and (over or order.decision != "accepted"):
            raise BadRequest("Say why: this decision needs a reason.")
        if order.decision in needs.why:
            written = ask(session, caller, row, order.decision, reason, needs)
        else:
            row.decision, row.reason = order.decision, reason or None
            row.decided_by, row.decided_at = caller.id, now()
            row.assignee = row.claimed_until = None
            row.version += 1
            keep_decision(session, row)
            detail = {"decision": order.decision, "outcome": row.outcome, "override": over}
            audit.note(session, caller.id, "packets.decide", row.id, **detail)
        session.flush()
        told = summary(session, caller, row)
    send_word(service, "output", written)
    return told


def reopen(service: Service, caller: Caller, packet_id: str, version: int) -> PacketSummary:
    """Takes a decision back, so that the packet can be changed and decided anew."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.version != version:
            raise StaleVersion("Somebody", row.version)
        if row.decision is None:
            raise Conflict("This packet was not decided, so there is nothing to take back.")
        audit.note(session, caller.id, "packets.decide", row.id, undone=row.decision)
        end_decision(session, row, "undone")
        row.version += 1
        return summary(session, caller, row)


def assign(service: Service, caller: Caller, packet_id: str, order: AssigneeOrder) -> PacketSummary:
    """Says whose work the packet is; nobody's where none is named."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if order.assignee is not None:
            person = session.get(User, order.assignee)
            if person is None or not person.active or not may(person.role, "packets.correct"):  # type: ignore[arg-type]
                raise BadRequest("There is no such person who may work on packets.")
        # Whoever takes it over works on it from now on: the person before must not go on saving.
        row.assignee, row.claimed_until = order.assignee, taken_until() if order.assignee == caller.id else None
        audit.note(session, caller.id, "packets.assign", row.id, assignee=order.assignee)
        return summary(session, caller, row)


def retry(service: Service, caller: Caller, packet_id: str) -> PacketSummary:
    """Has a packet that was set aside tried again."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.state != "quarantined":
            raise Conflict("Only a packet that was set aside can be tried again.")
        put_back(row)
        row.version += 1
        audit.note(session, caller.id, "packets.retry", row.id)
        told = summary(session, caller, row)
    send_word(service, "packet", [packet_id])
    return told


def cancel(service: Service, caller: Caller, packet_id: str) -> PacketSummary:
    """Ends a packet that is not read yet; its papers stay."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.state not in ("held", "waiting", "reading", "quarantined"):
            raise Conflict("This packet is done already. Decide it, rather than cancel it.")
        row.state, row.lease, row.lease_until = "cancelled", None, None
        row.version += 1
        audit.note(session, caller.id, "packets.cancel", row.id)
        return summary(session, caller, row)
