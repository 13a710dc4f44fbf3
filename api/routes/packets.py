"""Packets: sent, listed, looked at."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response

from api.intake.listing import PacketPage, PacketQuery, list_packets
from api.intake.multipart import Limits
from api.intake.order import PACKET_FIELDS, PacketOrder, form_of
from api.intake.reports import read_report
from api.intake.summary import PacketSummary, ReceivedPacket, summary
from api.intake.taking import take_packet
from api.intake.upload import apart, receiving
from api.people import audit
from api.people.caller import Caller
from api.record.looking import looked_at
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from api.settings import Settings
from api.store.tables import PacketRow

router = APIRouter(prefix="/packets", tags=["packets"])

PacketId = Annotated[str, Path(pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="The packet's id")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern="^[!-~]{1,200}$",
        description="The same request under the same key is done once and answered alike; kept for seven days.",
    ),
]


def packet_limits(settings: Settings) -> Limits:
    """What the form of one packet may hold."""
    return Limits(settings.packet_files, settings.file_bytes, settings.packet_bytes)


@router.post(
    "",
    status_code=201,
    response_model=ReceivedPacket,
    openapi_extra=form_of(PacketOrder),
    responses=problems(401, 403, 404, 408, 409, 413, 422, 507),
)
async def send_packet(
    request: Request, response: Response, caller: Annotated[Caller, asks("packets.send")], key: Key = None
) -> ReceivedPacket:
    """Sends a packet: its papers, or one zip of them."""
    service = service_of(request)
    limits, most = packet_limits(service.settings), service.settings.packet_bytes
    async with receiving(request, service.settings, PACKET_FIELDS, limits, most) as form:
        received = await apart(lambda: take_packet(service, caller, form, key))
    response.headers["Location"] = f"{request.url.path.rstrip('/')}/{received.id}"
    return received


@router.get("", response_model=PacketPage, responses=problems(401, 403, 422))
def packets(
    request: Request,
    caller: Annotated[Caller, asks("packets.list")],
    query: Annotated[PacketQuery, Query()],
) -> PacketPage:
    """Lists packets, newest first, oldest first, or by the day they are due."""
    with service_of(request).database.reading() as session:
        return list_packets(session, caller, query)


@router.get("/{packet_id}", response_model=PacketSummary, responses=problems(401, 403, 404, 422))
def packet(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.see")]) -> PacketSummary:
    """Tells of one packet."""
    with service_of(request).database.writing() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, "packets.see", row.id)
        return summary(session, caller, row)


@router.get("/{packet_id}/report", responses=problems(401, 403, 404, 409, 422))
def report(
    request: Request,
    packet_id: PacketId,
    caller: Annotated[Caller, asks("packets.values")],
    reveal: Annotated[bool, Query(description="Show birth dates and licence numbers; it is noted who did.")] = False,
) -> dict[str, Any]:
    """Gives the report on a packet, `packet-report/1`, as the command line makes it."""
    if reveal:
        caller.allow("packets.reveal")
    action = "packets.reveal" if reveal else "packets.values"
    with looked_at(service_of(request), caller, packet_id, action, what="report") as (session, row):
        return read_report(session, row, service_of(request).catalog, reveal=reveal)
