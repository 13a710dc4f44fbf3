"""Decisions that wait for another person's approval, as a packet shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.problems import Conflict
from api.store.clock import now
from api.store.tables import Approval, PacketRow, User

Ended = Literal["approved", "sent-back", "withdrawn", "papers"]


class Asked(BaseModel):
    """A decision that holds as soon as another person approves it."""

    decision: str = Field(description="accepted or denied")
    by: str = Field(description="The id of who asks, who cannot approve it.")
    name: str
    at: datetime


def asked(session: Session, rows: Sequence[PacketRow]) -> dict[str, Asked]:
    """What waits for approval, by the packet's id."""
    waiting = [row.id for row in rows if row.approval_by]
    if not waiting:
        return {}
    found = (
        select(Approval, User.name)
        .outerjoin(User, User.id == Approval.asked_by)
        .where(Approval.packet_id.in_(waiting), Approval.state == "asked")
    )
    return {
        one.packet_id: Asked(decision=one.decision, by=one.asked_by, name=name or "", at=one.asked_at)
        for one, name in session.execute(found)
    }


def check_not_asked(row: PacketRow) -> None:
    """Raises Conflict where the packet waits for approval: what is approved is what was looked at."""
    if row.approval_by:
        raise Conflict("This packet waits for another person’s approval. Take the request back to change it.")


def open_request(session: Session, row: PacketRow) -> Approval | None:
    """The request of the packet that nobody answered yet."""
    found = select(Approval).where(Approval.packet_id == row.id, Approval.state == "asked")
    return session.scalars(found).one_or_none()


def end_request(
    session: Session, row: PacketRow, state: Ended, by: str | None = None, answer: str | None = None
) -> Approval | None:
    """Ends the packet's request, if there is one; it stays among those that were made."""
    found = open_request(session, row)
    if found is not None:
        found.state, found.answered_by, found.answered_at, found.answer = state, by, now(), answer
    row.approval_by = None
    return found
