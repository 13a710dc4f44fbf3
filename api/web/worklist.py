"""Worklists and search: which packets there are, by state, age, deadline and person."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketFilters, PacketQuery, chosen_packets, list_packets
from api.people.caller import Caller
from api.people.permissions import Role
from api.routes.doors import asks, service_of
from api.store.tables import PacketRow, User
from api.web.pages import PageRoute, page
from api.web.words import DECISIONS, OUTCOMES, STATES

router = APIRouter(route_class=PageRoute, include_in_schema=False)

VIEWS: dict[str, dict[str, str]] = {
    "To look at": {"state": "checked", "decision": "none", "look": "wanted", "sort": "old"},
    "Mine": {"assignee": "me", "decision": "none", "sort": "old"},
    "To decide": {"state": "checked", "decision": "none", "sort": "old"},
    "To approve": {"state": "checked", "decision": "asked", "sort": "old"},
    "Due first": {"decision": "none", "sort": "due"},
    "Set aside": {"state": "quarantined"},
    "All": {"sort": "new"},
}
"""The lists that people work from, each a set of filters."""
FIRST: dict[Role, str] = {
    "clerk": "To look at",
    "operations": "To decide",
    "approver": "To approve",
    "admin": "To decide",
}
"""The list that the worklist opens on, by what a role does; else all packets."""
_COUNTED = 100
"""Packets up to which a list is counted: more are told to be that many and more."""


@router.get("/worklist")
def worklist(
    request: Request, caller: Annotated[Caller, asks("packets.values")], query: Annotated[PacketQuery, Query()]
) -> Response:
    """The packets of the filters in the address, a page of them; where a receipt number was looked for, its packet."""
    service = service_of(request)
    if not request.query_params:
        query = PacketQuery.model_validate(VIEWS[FIRST.get(caller.role, "All")])
    with service.database.reading() as session:
        alone = query.q if query.model_dump(exclude_defaults=True).keys() == {"q"} else None
        if alone and (one := _of_receipt(session, caller, alone)):
            return RedirectResponse(f"/packets/{one}", 303)
        found = list_packets(session, caller, query)
        people = workers(session)
        counts = {label: _count(session, caller, view) for label, view in VIEWS.items() if label != "All"}
    asked = {name: str(value) for name, value in query.model_dump(exclude_defaults=True).items() if name != "after"}
    views = [
        (label, f"/worklist?{urlencode(view)}", _narrows(view) == asked, counts.get(label, ""))
        for label, view in VIEWS.items()
        # Most offices have no approver: they are not shown a list that is always empty.
        if label != "To approve" or counts[label] != "0" or _narrows(view) == asked or caller.role == "approver"
    ]
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
        # In what order a list stands is nothing to an export, which refuses what it does not know.
        exported=urlencode({name: value for name, value in asked.items() if name in PacketFilters.model_fields}),
        came=f"/worklist?{urlencode(asked or VIEWS['All'])}",
        further=urlencode(asked | {"after": found.next}) if found.next else "",
        filtered=bool(asked.keys() - {"q", "same_as"}) and not any(current for _, _, current, _ in views),
    )


def _of_receipt(session: Session, caller: Caller, asked: str) -> str | None:
    """The packet whose whole receipt number was typed, if the person may see it."""
    return session.scalar(select(PacketRow.id).where(PacketRow.receipt == asked.strip().upper(), caller.sees()))


def _narrows(view: dict[str, str]) -> dict[str, str]:
    """The filters of the list as an address tells them: what is so without being told is left out."""
    return {name: value for name, value in view.items() if (name, value) != ("sort", "new")}


def _count(session: Session, caller: Caller, view: dict[str, str]) -> str:
    """How many packets the list holds, as its tab tells it."""
    chosen = chosen_packets(session, caller, PacketFilters.model_validate({**view})).limit(_COUNTED)
    count = len(session.scalars(chosen.with_only_columns(PacketRow.id)).all())
    return f"{_COUNTED - 1}+" if count == _COUNTED else str(count)


def workers(session: Session) -> list[tuple[str, str]]:
    """Whose work a packet can be."""
    rows = session.execute(
        select(User.id, User.name)
        .where(User.active, User.role.in_(("clerk", "operations", "admin")))
        .order_by(User.name)
    )
    return [(person, name) for person, name in rows]
