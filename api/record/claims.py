"""Claims: a packet that somebody works on is theirs for a while, so that two people do not collide."""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.people.permissions import may
from api.problems import ClaimedByAnother, Conflict
from api.record.looking import locked
from api.service import Service
from api.store.clock import now
from api.store.tables import PacketRow, User

_WHILE = timedelta(minutes=30)
"""For how long a packet is somebody's who took it; each change of theirs starts it anew."""


def check_claim(session: Session, caller: Caller, row: PacketRow) -> None:
    """Raises ClaimedByAnother where somebody else has the packet at present."""
    if found := claimed_by_another(session, caller, row):
        raise found


def claimed_by_another(session: Session, caller: Caller, row: PacketRow) -> ClaimedByAnother | None:
    """Who else has the packet at present, and for how long, as the problem that a change would meet."""
    if row.assignee in (None, caller.id) or row.claimed_until is None or row.claimed_until <= now():
        return None
    holder = session.get(User, row.assignee)
    left = ceil((row.claimed_until - now()) / timedelta(minutes=1))
    return ClaimedByAnother(holder.name if holder else "Somebody", f"{left} minutes" if left > 1 else "a minute")


def taken_until() -> datetime:
    """Until when a packet is somebody's who takes it now."""
    return now() + _WHILE


def renew_claim(caller: Caller, row: PacketRow) -> None:
    """Starts the while anew of whoever has the packet and changed it."""
    if row.assignee == caller.id and row.claimed_until is not None:
        row.claimed_until = taken_until()


def claim(service: Service, caller: Caller, packet_id: str) -> PacketSummary:
    """Makes the packet the person's for a while; raises ClaimedByAnother."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        check_claim(session, caller, row)
        row.assignee, row.claimed_until = caller.id, taken_until()
        audit.note(session, caller.id, "packets.claim", row.id)
        return summary(session, caller, row)


def give_back(service: Service, caller: Caller, packet_id: str) -> PacketSummary:
    """Ends one's own claim, or anybody's where one may assign."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        if row.assignee != caller.id and not may(caller.role, "packets.assign"):
            raise Conflict("This packet is not yours to give back.")
        row.assignee = row.claimed_until = None
        audit.note(session, caller.id, "packets.claim", row.id, given_back=True)
        return summary(session, caller, row)
