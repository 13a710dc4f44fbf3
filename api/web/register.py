"""The register of what expires: the windows as tabs, each entry with the way to the value that it rests on."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.people.caller import Caller
from api.record.register import COUNTED, RegisterQuery, Window, certified, register
from api.routes.doors import asks, service_of
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_SAID: dict[Window, str] = {
    "lapsed": "Lapsed",
    "7": "In 7 days",
    "30": "In 30 days",
    "60": "In 60 days",
    "90": "In 90 days",
    "later": "Later",
}


@router.get("/register")
def register_page(
    request: Request, caller: Annotated[Caller, asks("dashboard.see")], query: Annotated[RegisterQuery, Query()]
) -> HTMLResponse:
    """What expires within the days asked for."""
    service = service_of(request)
    today = service.today()
    with service.database.reading() as session:
        found = register(session, caller, query, today)
    told = query.model_dump(exclude_none=True, exclude={"after", "limit"})
    asked = {name: str(value) for name, value in told.items()}
    forms = [form for form in service.catalog.forms() if any(field.expires for field in form.fields.values())]
    return page(
        request,
        caller,
        "register.html",
        found=found,
        entries=[(entry, certified(service.catalog, entry), (entry.day - today).days) for entry in found.items],
        tabs=[
            (
                said,
                f"/register?{urlencode(asked | {'within': window})}",
                window == query.within,
                _told(found.counts[window]),
            )
            for window, said in _SAID.items()
        ],
        query=query,
        named_programs=[(name, program.title) for name, program in service.catalog.programs.items()],
        forms=[(form.id, form.title) for form in forms],
        asked=urlencode(asked),
        further=urlencode(asked | {"after": found.next}) if found.next else "",
    )


def _told(count: int) -> str:
    return f"{COUNTED - 1}+" if count == COUNTED else str(count)
