"""Batches: all of them, and one with its packets, kept up to date while it runs."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.intake.batches import BatchSummary, batch_summary, list_batches
from api.intake.listing import PacketQuery, list_packets
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.store.tables import Batch
from api.web.pages import PageRoute, page
from api.web.words import OUTCOMES, STATES
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
    outcome: Annotated[str | None, Query(max_length=12)] = None,
    after: Annotated[str | None, Query(max_length=26, pattern=_KEY)] = None,
) -> HTMLResponse:
    """One batch: how far it is, and its packets by what came of them, else by state."""
    chosen = {name: value for name, value in (("state", state), ("outcome", outcome)) if value}
    query = PacketQuery.model_validate({"batch": batch_id[:26], **chosen, "after": after, "sort": "old", "limit": 100})
    with service_of(request).database.reading() as session:
        told = batch_summary(session, caller.check_batch(session.get(Batch, batch_id)))
        found = list_packets(session, caller, query)
        people = workers(session)
    return page(
        request,
        caller,
        "batch.html",
        batch=told,
        found=found,
        people=people,
        views=_views(told, chosen),
        states=STATES,
        came=f"/batches/{told.id}?{urlencode(chosen)}" if chosen else f"/batches/{told.id}",
        further=urlencode({"after": found.next, **chosen}) if found.next else "",
    )


def _views(batch: BatchSummary, chosen: dict[str, str]) -> list[tuple[str, str, int, bool]]:
    """What the packets can be narrowed to: the words, the address, how many they are, whether it is what is shown."""
    parts = [("outcome", name, said, batch.outcomes.get(name, 0)) for name, said in OUTCOMES.items()]
    # What was checked is told by what came of it.
    parts += [("state", name, said, batch.states.get(name, 0)) for name, said in STATES.items() if name != "checked"]
    return [("All", f"/batches/{batch.id}", batch.packets, not chosen)] + [
        (said, f"/batches/{batch.id}?{urlencode({kind: name})}", count, chosen == {kind: name})
        for kind, name, said, count in parts
        if count or chosen == {kind: name}
    ]
