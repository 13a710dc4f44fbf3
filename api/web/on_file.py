"""Papers on file, to choose from: a part of the page of a packet's pages, asked for where somebody opens it."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.on_file import on_file
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.web.opening import opened, packet_page
from api.web.pages import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/packets/{packet_id}/on-file")
def on_file_part(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> HTMLResponse:
    """The accepted packets of the case with their papers, and which of these serve already."""
    service = service_of(request)
    with opened(service, caller, packet_id, "packets.values") as (session, row, packet):
        filed = on_file(service, session, caller, row)
    titles = {form.id: form.title for form in service.catalog.forms()}
    return packet_page(request, caller, "on-file.html", packet, "pages", filed=filed, titles=titles)
