"""Opening a packet's page: whether the person may, what its head shows, and the audit's row."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, summary
from api.people.caller import Caller
from api.record.looking import looked_at
from api.service import Service
from api.store.tables import PacketRow
from api.web.pages import page


@contextmanager
def opened(
    service: Service, caller: Caller, packet_id: str, action: str
) -> Iterator[tuple[Session, PacketRow, PacketSummary]]:
    """The packet and what its head shows, in a transaction that only reads; that the person looked is kept before."""
    with looked_at(service, caller, packet_id, action) as (session, row):
        yield session, row, summary(session, caller, row)


def still_read(request: Request, caller: Caller, packet: PacketSummary, tab: str) -> HTMLResponse:
    """What a packet's page shows while there is nothing to show yet."""
    return page(request, caller, "still-read.html", packet=packet, tab=tab)
