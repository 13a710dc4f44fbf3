"""What is in force: programs, the editions of their forms, and every dated figure with the section it comes from."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.people.chosen import choosers, chosen
from api.people.permissions import may
from api.record.approval_rules import Approvals, rules
from api.routes.doors import asks, service_of
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHOWN = {
    "time_zone": "The agency’s time zone",
    "duplicates": "Papers that were sent before",
    "attempts": "Tries before a packet is set aside",
    "session_hours": "Hours without work until one signs in anew",
    "packet_files": "Files that a packet may have",
}
"""Settings of the environment that an administrator is shown: none holds a secret or an address."""


@router.get("/settings")
def settings(request: Request, caller: Annotated[Caller, asks("settings.see")]) -> HTMLResponse:
    """Programs, forms, figures and settings as they are in force today."""
    service = service_of(request)
    with service.database.reading() as session:
        now, by = chosen(session, service.settings), choosers(session)
        approvals = rules(session)
    shown = [(says, getattr(service.settings, name), f"FORMWRIGHT_{name.upper()}") for name, says in _SHOWN.items()]
    return page(
        request,
        caller,
        "settings.html",
        programs=service.catalog.programs.values(),
        shown=shown,
        chosen=now,
        by=by,
        approvals=approvals,
        no_approvals=Approvals(),
        may_choose=may(caller.role, "settings.change"),
    )
