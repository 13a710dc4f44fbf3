"""Worklists and search: which packets there are, by state, age, deadline and person."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketQuery, list_packets
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.store.tables import User
from api.web.pages import PageRoute, page
from api.web.words import DECISIONS, OUTCOMES, STATES

router = APIRouter(route_class=PageRoute, include_in_schema=False)

VIEWS: dict[str, dict[str, str]] = {
    "To look at": {"state": "checked", "decision": "none", "look": "wanted", "sort": "old"},
    "Mine": {"assignee": "me", "decision": "none", "sort": "old"},
    "To decide": {"state": "checked", "decision": "none", "sort": "old"},
    "Due first": {"decision": "none", "sort": "due"},
    "Set aside": {"state": "quarantined"},
    "All": {},
}
"""The lists that people work from, each a set of filters."""


@router.get("/worklist")
def worklist(
    request: Request, caller: Annotated[Caller, asks("packets.values")], query: Annotated[PacketQuery, Query()]
) -> HTMLResponse:
    """The packets of the filters in the address, a page of them."""
    service = service_of(request)
    with service.database.reading() as session:
        found = list_packets(session, caller, query)
        people = workers(session)
    asked = {name: str(value) for name, value in query.model_dump(exclude_defaults=True).items() if name != "after"}
    views = [(label, f"/worklist?{urlencode(view)}", view == asked) for label, view in VIEWS.items()]
    return page(
        request,
        caller,
        "worklist.html",
        found=found,
        query=query,
        views=views,
        people=people,
        named_programs=[(name, program.title) for name, program in service.catalog.programs.items()],
        states=STATES,
        outcomes=OUTCOMES,
        decisions=DECISIONS,
        asked=urlencode(asked),
        came=f"/worklist?{urlencode(asked)}" if asked else "/worklist",
        further=urlencode(asked | {"after": found.next}) if found.next else "",
        filtered=bool(asked.keys() - {"q", "same_as"}) and not any(current for _, _, current in views),
    )


def workers(session: Session) -> list[tuple[str, str]]:
    """Whose work a packet can be."""
    rows = session.execute(
        select(User.id, User.name)
        .where(User.active, User.role.in_(("clerk", "operations", "admin")))
        .order_by(User.name)
    )
    return [(person, name) for person, name in rows]
