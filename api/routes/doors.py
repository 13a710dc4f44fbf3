"""The door of every route: who is asking, and whether they may. A route without a door is refused by a test."""

import hmac
from collections.abc import Callable
from typing import Any

from fastapi import Depends, Request

from api.people import sessions, tokens
from api.people.caller import Caller
from api.people.permissions import MAY, OPEN
from api.people.secrets import csrf_token
from api.problems import BadCsrf, NotSignedIn
from api.service import Service
from api.store.tables import User

COOKIE = "formwright_session"
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
_SAFE = {"GET", "HEAD", "OPTIONS"}


def service_of(request: Request) -> Service:
    """The service that the app was made with."""
    service: Service = request.app.state.service
    return service


def asks(action: str) -> Any:
    """The dependency that lets in whoever may do the action and gives the Caller."""
    assert action in MAY, action
    return Depends(_door(action))


def open_to_all(action: str) -> Any:
    """The dependency of the few routes that need no sign-in."""
    assert action in OPEN, action

    def door() -> None:
        return None

    door.action = action  # type: ignore[attr-defined]
    return Depends(door)


def _door(action: str) -> Callable[[Request], Caller]:
    def door(request: Request) -> Caller:
        caller = find_caller(request)
        if caller is None:
            raise NotSignedIn
        request.state.who = caller.id
        caller.allow(action)
        return caller

    door.action = action  # type: ignore[attr-defined]
    return door


def find_caller(request: Request) -> Caller | None:
    """Whoever the token or the cookie stands for; raises BadCsrf where a browser's change lacks its token."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    service = service_of(request)
    if scheme.lower() == "bearer" and secret:
        found = tokens.find(service, secret.strip())
        return _caller(*found) if found else None
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    user = sessions.find(service, cookie)
    caller = _caller(user, None) if user else None
    if caller and request.method not in _SAFE:
        _check_csrf(request, cookie)
    return caller


def _caller(user: User, token: str | None) -> Caller:
    return Caller(user.id, user.name, user.role, tuple(user.programs), user.language, token)  # type: ignore[arg-type]


def address_of(request: Request) -> str:
    """The network address that asks, as uvicorn tells it: of the browser, where a trusted proxy says so."""
    return request.client.host if request.client else ""


def _check_csrf(request: Request, cookie: str) -> None:
    """A browser sends the cookie with whatever page asks; only our own pages know the token that goes with it."""
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token(cookie).encode()):
        raise BadCsrf
