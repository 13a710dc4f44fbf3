"""Batches: all of them, and one with its packets, kept up to date while it runs."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.intake.batches import batch_summary, list_batches
from api.intake.listing import PacketQuery, list_packets
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.store.tables import Batch
from api.web.pages import PageRoute, page
from api.web.words import STATES
from api.web.worklist import workers

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Sees = Annotated[Caller, asks("batches.see")]
_KEY = "^[0-9A-HJKMNP-TV-Z]*$"


@router.get("/batches")
def batches(
    request: Request, caller: Sees, after: Annotated[str | None, Query(max_length=26, pattern=_KEY)] = None
) -> HTMLResponse:
    """The batches, newest first, and the form that sends one."""
    service = service_of(request)
    with service.database.reading() as session:
        found = list_batches(session, caller, after, 50)
    return page(request, caller, "batches.html", found=found, programs=service.catalog.programs)


@router.get("/batches/{batch_id}")
def batch(
    request: Request,
    caller: Sees,
    batch_id: str,
    state: Annotated[str | None, Query(max_length=12)] = None,
    after: Annotated[str | None, Query(max_length=26, pattern=_KEY)] = None,
) -> HTMLResponse:
    """One batch: how far it is, and its packets by state."""
    asked = {"batch": batch_id[:26], "state": state or None, "after": after, "sort": "old", "limit": 100}
    query = PacketQuery.model_validate(asked)
    with service_of(request).database.reading() as session:
        told = batch_summary(session, caller.check_batch(session.get(Batch, batch_id)))
        found = list_packets(session, caller, query)
        people = workers(session)
    further = {"after": found.next} | ({"state": state} if state else {})
    return page(
        request,
        caller,
        "batch.html",
        batch=told,
        found=found,
        people=people,
        state=state or "",
        states=STATES,
        came=f"/batches/{told.id}?{urlencode({'state': state})}" if state else f"/batches/{told.id}",
        further=urlencode(further) if found.next else "",
    )
