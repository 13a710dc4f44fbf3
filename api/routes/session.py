"""Signing in and out, the account of an invitation, one's own account."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.people import account, audit, invitations, sessions
from api.people.caller import Caller
from api.people.permissions import MAY, Role, may
from api.people.secrets import csrf_token
from api.routes.doors import COOKIE, address_of, asks, open_to_all, service_of
from api.routes.problems import problems
from api.routes.words import Email, EmailOrNone, Line, Password, Secret
from api.service import Service
from api.settings import Settings
from api.store.tables import User

router = APIRouter(tags=["session"], responses=problems(401, 403, 422, 429))
See = Annotated[Caller, asks("self.see")]
Change = Annotated[Caller, asks("self.change")]


class Credentials(BaseModel):
    """What a person signs in with."""

    email: Email
    password: Password


class SetUp(BaseModel):
    """What makes an account of an invitation; for a new password of an account, name and e-mail are left out."""

    invitation: Secret
    password: Password
    name: Line | Literal[""] = ""
    email: EmailOrNone = ""


class NewPassword(BaseModel):
    """A change of password needs the present one."""

    present: Password
    new: Password


class OwnChange(BaseModel):
    """What a person changes of their own account; what is left out stays."""

    name: Line | None = None
    language: Literal["en", "es"] | None = None
    password: NewPassword | None = None


class Me(BaseModel):
    """The person who asks."""

    id: str
    name: str
    email: str
    role: Role
    programs: list[str]
    """Empty: all."""
    language: str
    may: list[str]
    """The actions that the role includes."""
    csrf: str | None
    """What changes from a browser bring in `X-CSRF-Token`; None for a token."""


@router.post("/session", status_code=201, dependencies=[open_to_all("sign-in")])
def sign_in(request: Request, response: Response, body: Credentials) -> Me:
    """Sign in with a password; the session is in a cookie."""
    service = service_of(request)
    user, secret = sessions.sign_in(
        service, body.email, body.password, address_of(request), request.cookies.get(COOKIE)
    )
    set_cookie(response, secret, service.settings)
    return me(user, secret)


@router.post("/set-up", status_code=201, dependencies=[open_to_all("set-up")])
def set_up(request: Request, response: Response, body: SetUp) -> Me:
    """Make the account of an invitation, or set a new password by it, and sign in."""
    service = service_of(request)
    user, secret = invitations.accept(service, body.invitation, body.name, body.email, body.password)
    set_cookie(response, secret, service.settings)
    return me(user, secret)


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, caller: See) -> None:
    """End the session."""
    service = service_of(request)
    with service.database.writing() as session:
        sessions.end(session, None if caller.token else request.cookies.get(COOKIE))
        audit.note(session, caller.id, "sign-out")
    forget_cookie(response, service.settings)


@router.get("/me")
def who_am_i(request: Request, caller: See) -> Me:
    """Who is signed in, what they may do, and the token that changes must bring."""
    return _me_of(service_of(request), request, caller)


@router.patch("/me")
def change_me(request: Request, body: OwnChange, caller: Change) -> Me:
    """Change one's own name, language or password; a new password ends every other session."""
    service = service_of(request)
    if body.password:
        cookie = None if caller.token else request.cookies.get(COOKIE)
        new = body.password
        account.change_password(service, caller, new.present, new.new, address_of(request), cookie)
    if body.name or body.language:
        account.change_own(service, caller, body.name, body.language)
    return _me_of(service, request, caller)


def _me_of(service: Service, request: Request, caller: Caller) -> Me:
    with service.database.reading() as session:
        return me(session.get_one(User, caller.id), None if caller.token else request.cookies.get(COOKIE))


def me(user: User, cookie: str | None) -> Me:
    """What a person is told of themselves."""
    actions = [action for action in MAY if may(user.role, action)]  # type: ignore[arg-type]
    return Me.model_validate(
        {
            "id": user.id,
            "name": user.name,
            "email": user.email,
            "role": user.role,
            "programs": user.programs,
            "language": user.language,
            "may": actions,
            "csrf": csrf_token(cookie) if cookie else None,
        }
    )


def set_cookie(response: Response, secret: str, settings: Settings) -> None:
    """Hands the session to the browser, which no script can read and no other site can make it send with a change.

    It has no end of its own: the browser forgets it when it is closed, the service when nobody uses it.
    """
    secure = settings.address.startswith("https:")
    response.set_cookie(COOKIE, secret, path="/", httponly=True, samesite="lax", secure=secure)


def forget_cookie(response: Response, settings: Settings) -> None:
    """Takes the cookie out of the browser."""
    secure = settings.address.startswith("https:")
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=secure)
