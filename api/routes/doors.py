"""The door of every route: who is asking, and whether they may. A route without a door is refused by a test."""

import hmac
from collections.abc import Callable
from typing import Any

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.people.permissions import MAY, OPEN
from api.people.secrets import csrf_token, hashed
from api.problems import BadCsrf, NotSignedIn
from api.service import Service
from api.store.clock import now
from api.store.tables import SignIn, Token, User

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
        caller.allow(action)
        return caller

    door.action = action  # type: ignore[attr-defined]
    return door


def find_caller(request: Request) -> Caller | None:
    """Whoever the token or the cookie stands for; raises BadCsrf where a browser's change lacks its token."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    service = service_of(request)
    if scheme.lower() == "bearer" and secret:
        with service.database.reading() as session:
            return _by_token(session, secret.strip())
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    with service.database.reading() as session:
        caller = _by_session(session, cookie)
    if caller and request.method not in _SAFE:
        _check_csrf(request, cookie)
    return caller


def _by_token(session: Session, secret: str) -> Caller | None:
    instant = now()
    found = session.execute(
        select(User, Token.id)
        .join(Token, Token.user_id == User.id)
        .where(Token.hash == hashed(secret), Token.revoked_at.is_(None), User.active)
        .where((Token.expires_at.is_(None)) | (Token.expires_at > instant))
    ).one_or_none()
    return _caller(found[0], found[1]) if found else None


def _by_session(session: Session, cookie: str) -> Caller | None:
    user = session.scalars(
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.hash == hashed(cookie), SignIn.expires_at > now(), User.active)
    ).one_or_none()
    return _caller(user, None) if user else None


def _caller(user: User, token: str | None) -> Caller:
    return Caller(user.id, user.name, user.role, tuple(user.programs), user.language, token)  # type: ignore[arg-type]


def _check_csrf(request: Request, cookie: str) -> None:
    """A browser sends the cookie with whatever page asks; only our own pages know the token that goes with it."""
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), csrf_token(cookie).encode()):
        raise BadCsrf
