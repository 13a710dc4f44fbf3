"""The decisions that were made on a packet: each stays, also where papers came after it or it was taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record.asked import end_request
from api.store.clock import new_id, now
from api.store.tables import DecisionRow, PacketRow


class Earlier(BaseModel):
    """A decision that papers overtook: the packet is to be decided anew."""

    decision: str
    decided_at: datetime
    papers_at: datetime


def keep_decision(session: Session, row: PacketRow, approval: str | None = None) -> None:
    """Keeps the decision that the packet has from now on; one that was approved has its request's id."""
    assert row.decision
    assert row.decided_by
    assert row.decided_at
    session.add(
        DecisionRow(
            id=approval or new_id(), packet_id=row.id, decision=row.decision, reason=row.reason,
            decided_by=row.decided_by, decided_at=row.decided_at,
        )
    )  # fmt: skip


def end_decision(session: Session, row: PacketRow, why: Literal["undone", "papers"]) -> None:
    """Leaves the packet undecided, if it was decided; the decision stays among those that were made.

    Papers end a request for approval, too: what was asked was asked without them.
    """
    for made in session.scalars(
        select(DecisionRow).where(DecisionRow.packet_id == row.id, DecisionRow.ended_at.is_(None))
    ):
        made.ended_at, made.ended = now(), why
    if why == "papers":
        end_request(session, row, "papers")
    row.decision = row.reason = row.decided_by = row.decided_at = None


def earlier(session: Session, rows: Sequence[PacketRow]) -> dict[str, Earlier]:
    """The last decision of each packet that papers overtook and nobody made anew, by the packet's id."""
    open_ = [row.id for row in rows if row.decision is None]
    if not open_:
        return {}
    made = select(DecisionRow).where(DecisionRow.packet_id.in_(open_)).order_by(DecisionRow.id)
    last = {one.packet_id: one for one in session.scalars(made)}
    return {
        packet: Earlier(decision=one.decision, decided_at=one.decided_at, papers_at=one.ended_at)
        for packet, one in last.items()
        if one.ended == "papers" and one.ended_at
    }
