"""The pages of a packet, and each as a picture in the size that is asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.problems import NotFound
from api.record.changes import arrangement_now
from api.record.looking import looked_at, note_once
from api.record.packet import Standing
from api.record.pictures import WIDTHS, page_picture, width_for
from api.record.readings import in_picture, packet_files, sights
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.routes.problems import problems
from api.service import Service
from api.store.tables import FileRow, PacketRow
from extractors.corners import Corners

router = APIRouter(prefix="/packets/{packet_id}/pages", tags=["pages"])

PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The picture that the asker has is right."},
}
Sees = Annotated[Caller, asks("packets.pages")]


class ShownPage(BaseModel):
    """A page of the packet."""

    number: int = Field(description="Within the packet, from 1.")
    file: str
    page: int
    width: float = Field(description="In points, upright; 0 where the page could not be read.")
    height: float
    turn: int
    corners: Corners | None = Field(description="Those of its sheet in the picture as it came, as a person gave them.")
    found: Corners | None = Field(description="Those by which its sheet was cut out; null where it fills the picture.")
    pictured: bool = Field(description="Whether it came as a picture, so that corners can be given.")
    document: str | None
    quality: list[str] = Field(description="What is wrong with its picture, each with the remedy.")


@router.get("", response_model=list[ShownPage], responses=problems(401, 403, 404, 409, 422))
def pages(request: Request, packet_id: PacketId, caller: Sees) -> list[ShownPage]:
    """Lists the packet's pages, and the document that each belongs to."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.pages") as (session, row):
        return packet_pages(service, session, row)


def packet_pages(service: Service, session: Session, row: PacketRow, found: Standing | None = None) -> list[ShownPage]:
    """The packet's pages in the order of its files; `found` is the packet as it stands, where that is known."""
    order = arrangement_now(service, session, row, found)["documents"] if row.state == "checked" else []
    placed = {
        (page["file"], page["page"]): (document["id"], page["turn"], page["corners"])
        for document in order
        for page in document["pages"]
    }
    shown: list[ShownPage] = []
    for file in packet_files(session, row.id):
        seen = sights(service, file)
        for page in range(1, file.pages + 1):
            sight, (document, turn, corners) = seen.get(page), placed.get((file.name, page), (None, 0, None))
            shown.append(
                ShownPage(
                    number=len(shown) + 1,
                    file=file.name,
                    page=page,
                    width=sight.width if sight else 0,
                    height=sight.height if sight else 0,
                    turn=turn,
                    corners=corners,
                    found=sight.corners if sight else None,
                    pictured=in_picture(sight),
                    document=document,
                    quality=list(sight.quality) if sight else [],
                )
            )
    return shown


@router.get(
    "/{number}/image",
    response_class=Response,
    responses=PICTURE | problems(401, 403, 404, 409, 422),
)
def image(
    request: Request,
    packet_id: PacketId,
    number: Annotated[int, Path(ge=1, le=100_000)],
    caller: Sees,
    width: Annotated[int, Query(ge=50, le=WIDTHS[-1])] = 800,
    as_sent: Annotated[bool, Query(description="The page as it came, on which its corners lie.")] = False,
) -> Response:
    """Gives the page as a picture on which the boxes of its values lie, or as it came."""
    service = service_of(request)
    with service.database.writing() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        file, page = _placed(packet_files(session, row.id), number)
        note_once(session, caller, row.id, "packets.pages")
    sight = None if as_sent else sights(service, file).get(page)
    mark, drawn = page_picture(service, file.sha256, file.name, page, sight, 0, width_for(width))
    headers = {"ETag": f'"{mark}"', "Cache-Control": "private, max-age=3600", "Vary": "Cookie, Authorization"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(drawn, media_type="image/webp", headers=headers)


def _placed(files: list[FileRow], number: int) -> tuple[FileRow, int]:
    for file in files:
        if number <= file.pages:
            return file, number
        number -= file.pages
    raise NotFound("page")
