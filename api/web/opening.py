"""Opening a packet's page: whether the person may, what its head shows, and the audit's row."""

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.store.tables import PacketRow
from api.web.pages import page


def opened(session: Session, caller: Caller, packet_id: str, action: str) -> tuple[PacketRow, PacketSummary]:
    """The packet and what its head shows; that the person looked is kept."""
    row = caller.check_packet(session.get(PacketRow, packet_id))
    audit.note(session, caller.id, action, row.id)
    return row, summary(session, caller, row)


def still_read(request: Request, caller: Caller, packet: PacketSummary, tab: str) -> HTMLResponse:
    """What a packet's page shows while there is nothing to show yet."""
    return page(request, caller, "still-read.html", packet=packet, tab=tab)
