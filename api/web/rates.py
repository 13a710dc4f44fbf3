"""What is in force: programs, the editions of their forms, and every dated figure with the section it comes from."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SHOWN = ("time_zone", "duplicates", "quality_share", "attempts", "session_hours", "packet_files")
"""Settings that an administrator is shown: none holds a secret or an address."""


@router.get("/settings")
def settings(request: Request, caller: Annotated[Caller, asks("settings.see")]) -> HTMLResponse:
    """Programs, forms, figures and settings as they are in force today."""
    service = service_of(request)
    fields = type(service.settings).model_fields
    shown = [(name, getattr(service.settings, name), f"FORMWRIGHT_{name.upper()}") for name in _SHOWN if name in fields]
    return page(
        request,
        caller,
        "settings.html",
        programs=service.catalog.programs.values(),
        today=service.today(),
        shown=shown,
        review_below=service.settings.review_below,
    )
