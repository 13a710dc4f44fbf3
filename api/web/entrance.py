"""The pages before anything else: the start, signing in, making the account of an invitation."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.people.caller import Caller
from api.routes.doors import asks, open_to_all
from api.web.navigation import home
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
def start(caller: Annotated[Caller, asks("self.see")]) -> RedirectResponse:
    """Where the person begins."""
    return RedirectResponse(home(caller), 303)


@router.get("/sign-in", dependencies=[open_to_all("sign-in")])
def sign_in_page(request: Request) -> HTMLResponse:
    """The page on which one signs in."""
    return page(request, None, "sign-in.html")


@router.get("/set-up", dependencies=[open_to_all("set-up")])
def set_up_page(request: Request) -> HTMLResponse:
    """The page that an invitation leads to; its secret stands after `#` and never comes here."""
    return page(request, None, "set-up.html")
