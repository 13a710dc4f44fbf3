"""Opening a packet's page: whether the person may, what its head shows, and the audit's row."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.service import Service
from api.store.tables import PacketRow
from api.web.pages import page


@contextmanager
def opened(
    service: Service, caller: Caller, packet_id: str, action: str
) -> Iterator[tuple[Session, PacketRow, PacketSummary]]:
    """The packet and what its head shows, in a transaction that only reads; that the person looked is kept before.

    SQLite has one writer: putting a large packet together takes a second, and nobody must wait for that.
    """
    with service.database.writing() as session:
        caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, action, packet_id)
    with service.database.reading() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        yield session, row, summary(session, caller, row)


def still_read(request: Request, caller: Caller, packet: PacketSummary, tab: str) -> HTMLResponse:
    """What a packet's page shows while there is nothing to show yet."""
    return page(request, caller, "still-read.html", packet=packet, tab=tab)
