"""Looking at a packet: whether the person may, and the audit's row, before anything is put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.service import Service
from api.store.clock import now
from api.store.tables import AuditRow, PacketRow


@contextmanager
def looked_at(
    service: Service, caller: Caller, packet_id: str, action: str, **detail: Any
) -> Iterator[tuple[Session, PacketRow]]:
    """The packet in a transaction that only reads; that the person looked is kept before.

    SQLite has one writer: putting a large packet together takes a second, and nobody must wait for that.
    """
    with service.database.writing() as session:
        caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, action, packet_id, **detail)
    with service.database.reading() as session:
        yield session, caller.check_packet(session.get(PacketRow, packet_id))


def locked(session: Session, caller: Caller, packet_id: str) -> PacketRow:
    """The packet for a change of it, for whose end others wait; raises NotFound."""
    return caller.check_packet(session.get(PacketRow, packet_id, with_for_update=True))


def note_once(session: Session, caller: Caller, packet_id: str, action: str) -> None:
    """A row for whoever looks at pages, unless they have one of the last hour: a packet is looked at page by page."""
    seen = session.scalars(
        select(AuditRow.number)
        .where(AuditRow.packet_id == packet_id, AuditRow.who == caller.id, AuditRow.action == action)
        .where(AuditRow.at > now() - timedelta(hours=1))
        .limit(1)
    ).one_or_none()
    if seen is None:
        audit.note(session, caller.id, action, packet_id)
