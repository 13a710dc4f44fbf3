"""Files of a packet: a missing item that is added, and each paper as it was sent."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.intake.adding import add_files, check_open
from api.intake.order import FILES_ONLY, PacketOrder, form_of
from api.intake.summary import ReceivedPacket
from api.intake.upload import apart, receiving
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.packets import Key, PacketId, packet_limits
from api.routes.problems import problems

router = APIRouter(prefix="/packets/{packet_id}/files", tags=["packets"])


@router.post(
    "",
    status_code=201,
    response_model=ReceivedPacket,
    openapi_extra=form_of(PacketOrder, "keep_unreadable"),
    responses=problems(401, 403, 404, 408, 409, 413, 422, 507),
)
async def send_missing(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.send")], key: Key = None
) -> ReceivedPacket:
    """Adds papers to a packet, which is then read again in what is new."""
    service = service_of(request)
    await apart(lambda: check_open(service, caller, packet_id))
    limits, most = packet_limits(service.settings), service.settings.packet_bytes
    async with receiving(request, service.settings, FILES_ONLY, limits, most) as form:
        return await apart(lambda: add_files(service, caller, packet_id, form, key))
