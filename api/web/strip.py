"""The pages of a packet as a strip of thumbnails, put together to documents."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.people.permissions import may
from api.record.changes import arrangement_now
from api.record.on_file import filed_count
from api.record.packet import standing
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.routes.pages import ShownPage, packet_pages
from api.service import Service
from api.web.opening import opened, packet_page, still_read
from api.web.pages import PageRoute
from forms.catalog import Catalog

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Pile:
    """The pages of one document."""

    id: str
    form: str
    kind: str
    title: str
    sure: bool
    settled: bool
    """Whether a person said that it is of no form."""
    recognised: bool
    """Whether the form is the reader's, and nobody's word."""
    sheets: list[ShownPage]


_SURE = 0.9


@router.get("/packets/{packet_id}/pages")
def strip(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")], part: bool = False
) -> HTMLResponse:
    """The strip; `part` is the strip alone, asked for after a change."""
    service = service_of(request)
    with opened(service, caller, packet_id, "packets.values") as (session, row, packet):
        if row.state != "checked":
            return still_read(request, caller, packet, "pages")
        stands = standing(service, session, row)
        order = arrangement_now(service, session, row, stands)
        sheets = packet_pages(service, session, row, stands)
        filed = filed_count(session, caller, row)
    piles = _piles(service, order["documents"], sheets)
    placed = {sheet.number for pile in piles for sheet in pile.sheets}
    return packet_page(
        request,
        caller,
        "strip-part.html" if part else "strip.html",
        packet,
        "pages",
        piles=piles,
        loose=[sheet for sheet in sheets if sheet.number not in placed],
        by_person=order["by_person"],
        without=order["left_out"],
        filed=filed,
        forms=_forms(service.catalog, packet.program),
        adds=may(caller.role, "packets.send") and packet.decision not in ("accepted", "denied"),
    )


def _piles(service: Service, documents: list[dict], sheets: list[ShownPage]) -> list[Pile]:  # type: ignore[type-arg]
    places = {(sheet.file, sheet.page): sheet for sheet in sheets}
    return [
        Pile(
            id=document["id"],
            form=document["form"] or "",
            kind=document["kind"] or "",
            title=_title(service.catalog, document["form"], document["kind"]),
            sure=document["confidence"] >= _SURE and bool(document["form"]),
            settled=document["settled"],
            recognised=document["recognised"],
            sheets=[places[page["file"], page["page"]] for page in document["pages"]],
        )
        for document in documents
    ]


def _title(catalog: Catalog, name: str | None, kind: str | None) -> str:
    form = catalog.form(name) if name else None
    return form.title_of(kind) if form else "Not recognised"


def _forms(catalog: Catalog, program: str | None) -> dict[str, list[tuple[str, str]]]:
    """What a document can be, by program, the packet's own first: forms, and `form#kind` of those with kinds."""
    forms: dict[str, list[tuple[str, str]]] = {program: []} if program in catalog.programs else {}
    for form in catalog.forms():
        kinds = [(f"{form.id}#{kind}", form.title_of(kind)) for kind in form.kinds]
        forms.setdefault(form.program, []).extend([(form.id, form.title), *kinds])
    return {catalog.program(name).title: sorted(some, key=lambda each: each[1]) for name, some in forms.items()}
