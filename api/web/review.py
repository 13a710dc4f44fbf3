"""The review page: a packet's pages as they came, and beside them what was read."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.people.caller import Caller
from api.problems import NotFound
from api.record.checklist import Checklist, Met, checklist
from api.record.looking import looked_at
from api.record.packet import Held, Standing, held, is_of, place_now, standing
from api.record.values import packet_values
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.routes.pages import ShownPage, packet_pages
from api.store.tables import PacketRow
from api.web.opening import opened, packet_page, still_read
from api.web.pages import PageRoute, page
from api.web.shown import choose_inline, paper
from api.web.way import came_from, next_packet, way_on
from api.web.worklist import VIEWS

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_UNDO = 50
"""Changes that undo goes back through on the page; the history takes back any."""
Sees = Annotated[Caller, asks("packets.values")]


@router.get("/packets/{packet_id}")
def packet_start(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.see")]
) -> RedirectResponse:
    """Where a packet opens."""
    with service_of(request).database.reading() as session:
        caller.check_packet(session.get(PacketRow, packet_id))
    if caller.role == "provider":
        return RedirectResponse("/my", 303)
    return RedirectResponse(f"/packets/{packet_id}/review{way_on(came_from(request))}", 303)


@router.get("/packets/{packet_id}/next")
def packet_after(request: Request, packet_id: PacketId, caller: Sees) -> RedirectResponse:
    """The next packet of the list that this one was opened from, or the list where none of it waits."""
    came = came_from(request)
    with service_of(request).database.reading() as session:
        caller.check_packet(session.get(PacketRow, packet_id))
        found = next_packet(session, caller, packet_id, came)
    if found is None:
        worked = came if came and came != "/intake" else f"/worklist?{urlencode(VIEWS['To look at'])}"
        return RedirectResponse(f"{worked}#none-left", 303)
    return RedirectResponse(f"/packets/{found.id}/review{way_on(came)}", 303)


@router.get("/packets/{packet_id}/review")
def review(request: Request, packet_id: PacketId, caller: Sees) -> HTMLResponse:
    """The page as it came on the left, its values on the right."""
    service = service_of(request)
    with opened(service, caller, packet_id, "packets.values") as (session, row, packet):
        if row.state != "checked":
            return still_read(request, caller, packet, "review")
        stands = standing(service, session, row)
        sheets = packet_pages(service, session, row, stands)
        read = packet_values(service, session, row, found=stands)
        found = checklist(service, session, row, stands)
        own = _own_changes(caller, held(session, row.id), stands)
    papers = [paper(document, sheets) for document in read.documents]
    choose_inline(papers)
    sizes = [_size(sheet) for sheet in sheets]
    shown: dict[str, Any] = {"papers": papers, "sheets": sizes, "own": own, **_found(row, found)}
    return packet_page(request, caller, "review.html", packet, "review", **shown)


def _own_changes(caller: Caller, changes: Held, stands: Standing) -> list[dict[str, str]]:
    """The person's own last changes with the places that they have now, the latest last, for undo."""
    told = []
    for made in [one for one in changes.corrections if one.made_by == caller.id][-_UNDO:]:
        document = next((one.id for one in stands.packet.documents if is_of(made, one)), "")
        place = place_now(made, stands)
        told.append({"id": made.id, "key": f"{document} {place[1] if place else made.path}"})
    return told


def _size(sheet: ShownPage) -> dict[str, Any]:
    """What the viewer must know of a page before its picture; one that could not be read has a letter's shape."""
    size = {"width": sheet.width or 612, "height": sheet.height or 792}
    told = {"pictured": True} if sheet.pictured else {}
    return {"file": sheet.file, "page": sheet.page, "turn": sheet.turn, **size, **told}


@router.get("/packets/{packet_id}/review/{document}")
def review_document(
    request: Request, packet_id: PacketId, document: str, caller: Sees, reveal: bool = False
) -> HTMLResponse:
    """The values of one document; what is masked only with `reveal`, which the trail keeps."""
    service = service_of(request)
    if reveal:
        caller.allow("packets.reveal")
    with opened(service, caller, packet_id, "packets.reveal" if reveal else "packets.values") as (session, row, packet):
        stands = standing(service, session, row)
        sheets = packet_pages(service, session, row, stands)
        read = packet_values(service, session, row, reveal=reveal, found=stands)
    papers = [paper(each, sheets) for each in read.documents if each.id == document]
    if not papers:
        raise NotFound("document")
    return packet_page(request, caller, "review-document.html", packet, "review", paper=papers[0])


@router.get("/packets/{packet_id}/review-findings")
def review_findings(request: Request, packet_id: PacketId, caller: Sees) -> HTMLResponse:
    """What is not met and what cannot be told, as it stands now."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", what="findings") as (session, row):
        told = _found(row, checklist(service, session, row))
    return page(request, caller, "review-findings.html", **told)


def _found(row: PacketRow, found: Checklist) -> dict[str, Any]:
    """The open rules, and where the packet stands if nobody has decided over it."""
    stood = {"decision": None, "state": row.state, "outcome": found.outcome, "to_review": row.to_review}
    return {"rules": open_rules(found), "stood": None if row.decision else stood, "left": row.unread}


def open_rules(found: Checklist) -> list[list[Met]]:
    """The rules that are not met, then those that cannot be told; those with one and the same sentence together."""
    rules = [rule for part in found.parts for rule in part.rules if rule.state != "met"]
    told: dict[tuple[str, str], list[Met]] = {}
    for rule in sorted(rules, key=lambda rule: rule.state != "not-met"):
        told.setdefault((rule.state, rule.message or rule.says), []).append(rule)
    return list(told.values())
