"""Files of a packet: a missing item that is added, and each paper as it was sent."""

from datetime import datetime
from itertools import chain
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import select

from api.intake.adding import add_files, check_open
from api.intake.order import FILES_ONLY, PacketOrder, form_of
from api.intake.summary import ReceivedPacket
from api.intake.upload import apart, receiving
from api.people import audit
from api.people.caller import Caller
from api.problems import NotFound
from api.routes.doors import asks, service_of
from api.routes.packets import Key, PacketId, packet_limits
from api.routes.problems import problems
from api.store.papers import file_key
from api.store.tables import FileRow, PacketRow

router = APIRouter(prefix="/packets/{packet_id}/files", tags=["packets"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


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


class PacketFile(BaseModel):
    """A file of a packet, as it was sent."""

    number: int
    name: str
    size: int
    sha256: str
    pages: int
    sent_at: datetime
    from_packet: str | None = Field(description="The accepted packet on file that it is a paper of.")


@router.get("", response_model=list[PacketFile], responses=problems(401, 403, 404, 422))
def packet_files(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.pages")]
) -> list[PacketFile]:
    """Lists the files of a packet."""
    with service_of(request).database.writing() as session:
        packet = caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, "packets.pages", packet.id, what="files")
        rows = session.scalars(select(FileRow).where(FileRow.packet_id == packet.id).order_by(FileRow.number))
        return [PacketFile.model_validate(row, from_attributes=True) for row in rows]


@router.get("/{number}", response_class=StreamingResponse, responses=_FILE | problems(401, 403, 404, 422, 500))
def packet_file(
    request: Request,
    packet_id: PacketId,
    number: Annotated[int, Path(ge=1, le=100_000)],
    caller: Annotated[Caller, asks("packets.pages")],
) -> StreamingResponse:
    """Gives a paper as it was sent, to be kept and not shown: what strangers send may hold anything."""
    service = service_of(request)
    with service.database.writing() as session:
        packet = caller.check_packet(session.get(PacketRow, packet_id))
        file = session.scalars(
            select(FileRow).where(FileRow.packet_id == packet.id, FileRow.number == number)
        ).one_or_none()
        if file is None:
            raise NotFound("file")
        audit.note(session, caller.id, "packets.pages", packet.id, what="file", number=number)
    pieces = service.papers.chunks(file_key(file.sha256))
    # The first piece is asked for before the answer begins, so that a paper that is lost is told as a problem.
    first = next(pieces, b"")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name.rpartition('/')[2], safe='')}",
        "Content-Length": str(file.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(chain([first], pieces), media_type="application/octet-stream", headers=headers)
