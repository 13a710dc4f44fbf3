"""Looking at a packet: whether the person may, and the audit's row, before anything is put together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.service import Service
from api.store.tables import PacketRow


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
