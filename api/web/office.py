"""An administrator's pages: the people of the office, and the audit trail that auditors read as well."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.people import roster, trail
from api.people.caller import Caller
from api.people.permissions import ROLES
from api.routes.doors import asks, service_of
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MOST = 50


@router.get("/people")
def people(
    request: Request,
    caller: Annotated[Caller, asks("people.manage")],
    after: Annotated[str | None, Query(max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$")] = None,
) -> HTMLResponse:
    """Everybody with an account, and the form that invites one more."""
    service = service_of(request)
    with service.database.reading() as session:
        found = roster.everybody(session, after, _MOST)
    return page(
        request,
        caller,
        "people.html",
        people=found,
        roles=ROLES,
        programs=list(service.catalog.programs),
        further=found[-1][0].id if len(found) == _MOST else "",
    )


@router.get("/audit")
def audit_trail(
    request: Request,
    caller: Annotated[Caller, asks("audit.see")],
    packet: Annotated[str | None, Query(pattern="^([0-9A-HJKMNP-TV-Z]{26})?$")] = None,
    after: Annotated[str | None, Query(pattern=r"^[0-9]{1,3}\.[0-9]{1,15}$")] = None,
) -> HTMLResponse:
    """Who did what, newest first."""
    filters = trail.Filters(None, None, packet or None, None, None)
    with service_of(request).database.reading() as session:
        found = trail.rows(session, caller, filters, after, _MOST)
    further = trail.place(found[-1][0]) if len(found) == _MOST else ""
    return page(request, caller, "audit.html", rows=found, packet=packet or "", further=further)
