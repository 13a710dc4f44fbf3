"""Deciding on a packet, and the letters that go out: looked at as pages, released."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.approvals import latest_request, need
from api.record.letters import letters
from api.record.masking import masks_of
from api.record.own_papers import counted
from api.record.strays import kept_report
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.store.tables import User
from api.web.opening import opened, packet_page, still_read
from api.web.pages import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/packets/{packet_id}/send")
def send_page(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("letters.see")], part: bool = False
) -> HTMLResponse:
    """The decision and the letters; `part` is the letters alone, asked for while they are written."""
    service = service_of(request)
    with opened(service, caller, packet_id, "letters.see") as (session, row, packet):
        if row.state != "checked":
            return still_read(request, caller, packet, "send")
        found = letters(service, session, row)
        report = None if part or row.decision else kept_report(session, row.id)
        astray = None if part or row.decision else counted(service, session, row)
        person = session.get(User, row.decided_by) if row.decided_by else None
        decided = {"by": person.name if person else "", "at": row.decided_at, "reason": row.reason or ""}
        request_ = None if part else latest_request(session, row)
        needs = {} if part or row.decision or row.approval_by else need(service, session, row).why
    told = masks_of(service.catalog).findings(report) if report else []
    not_met = list(dict.fromkeys(str(finding["message"]) for finding in told))
    template = "send-letters.html" if part else "send.html"
    return packet_page(
        request,
        caller,
        template,
        packet,
        "send",
        letters=found,
        decided=decided,
        counted=astray,
        not_met=not_met,
        asked=request_,
        needs=needs,
    )
