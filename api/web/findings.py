"""The findings as a checklist in the policy's own order, and the passages that they rest on."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.checklist import findings_told
from api.record.on_file import filed_count
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.web.opening import opened, packet_page, still_read
from api.web.pages import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/packets/{packet_id}/findings")
def findings_page(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> HTMLResponse:
    """Every rule that applied: met, not met, or not to be told."""
    service = service_of(request)
    with opened(service, caller, packet_id, "packets.values") as (session, row, packet):
        if row.state != "checked":
            return still_read(request, caller, packet, "findings")
        found = findings_told(service, session, row)
        filed = filed_count(session, caller, row)
    return packet_page(request, caller, "findings.html", packet, "findings", found=found, filed=filed)
