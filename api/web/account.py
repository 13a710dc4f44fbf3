"""One's own account: the password, and the tokens by which programs ask in one's name."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.people import tokens
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.store.tables import User
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/account")
def account(request: Request, caller: Annotated[Caller, asks("self.see")]) -> HTMLResponse:
    """Who one is here, and what one may change of it."""
    with service_of(request).database.reading() as session:
        me = session.get_one(User, caller.id)
        own = tokens.own(session, caller)
    return page(request, caller, "account.html", me=me, tokens=own)
