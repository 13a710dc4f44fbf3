"""People of the office: listed, invited, given another role, let go."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from api.people import invitations, roster
from api.people.caller import Caller
from api.people.permissions import Role
from api.problems import BadRequest, Conflict
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from api.routes.words import Code, Id, Line
from api.service import Service
from api.store.clock import now
from api.store.tables import Invitation, User

router = APIRouter(prefix="/people", tags=["people"], responses=problems(401, 403, 404, 409, 422))
Manage = Annotated[Caller, asks("people.manage")]
Programs = Annotated[list[Code], Field(max_length=100)]
_MOST = 200


class Person(BaseModel):
    """Somebody with an account."""

    id: str
    name: str
    email: str
    role: Role
    programs: list[str]
    """Empty: all."""
    active: bool
    created_at: datetime
    seen_at: datetime | None
    """When an open session of theirs was last used."""


class PeoplePage(BaseModel):
    """A page of people, newest first."""

    items: list[Person]
    next: str | None


class Invite(BaseModel):
    """What the invited may do."""

    role: Role
    programs: Programs = []
    name: Line | Literal[""] = Field("", description="Whom it is for, for the list of invitations.")
    language: Literal["en", "es"] | None = Field(None, description="What the page of the link speaks.")


class Invited(BaseModel):
    """The link of an invitation, which is shown this once."""

    link: str
    role: Role
    programs: list[str]
    expires_at: datetime


class MadeInvitation(BaseModel):
    """An invitation; its link was shown when it was made."""

    id: str
    name: str
    """Whom it is for."""
    state: str
    """open, accepted, withdrawn or expired."""
    role: Role
    programs: list[str]
    created_by: str | None
    """A person's id; none: the machine's own first run."""
    person: str | None
    """Who sets a new password by it; none: it makes an account."""
    made_at: datetime | None
    expires_at: datetime
    accepted_by: str | None
    """Who came by it."""


class PersonChange(BaseModel):
    """What is changed; what is left out stays."""

    role: Role | None = None
    programs: Programs | None = None
    active: bool | None = None


@router.get("")
def people(
    request: Request,
    caller: Manage,
    after: Annotated[str | None, Query(max_length=26)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PeoplePage:
    """List the people of the office."""
    with service_of(request).database.reading() as session:
        items = [_person(user, seen) for user, seen in roster.everybody(session, after, limit)]
    return PeoplePage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/invitations", status_code=201)
def invite_person(request: Request, body: Invite, caller: Manage) -> Invited:
    """Make a link by which one person makes an account."""
    service = service_of(request)
    _check_programs(service, body.programs)
    with service.database.writing() as session:
        invitation, secret = invitations.invite(session, body.role, body.programs, caller.id, name=body.name)
        return _invited(service, invitation, secret, body.language)


@router.get("/invitations")
def invitations_made(
    request: Request,
    caller: Manage,
    all: Annotated[bool, Query(description="Also what became of the others, of the latest 200.")] = False,
) -> list[MadeInvitation]:
    """List the invitations that somebody may still use."""
    with service_of(request).database.reading() as session:
        found = invitations.latest_invitations(session, _MOST) if all else invitations.open_invitations(session)
        return [
            MadeInvitation(
                id=one.hash,
                name=one.name,
                state=one.state(now()),
                role=one.role,  # type: ignore[arg-type]
                programs=one.programs,
                created_by=one.created_by,
                person=one.user_id,
                made_at=one.made_at,
                expires_at=one.expires_at,
                accepted_by=one.accepted_by,
            )
            for one in found
        ]


@router.delete("/invitations/{invitation_id}", status_code=204)
def withdraw_invitation(
    request: Request, invitation_id: Annotated[str, Path(pattern="^[0-9a-f]{64}$")], caller: Manage
) -> None:
    """Withdraw an invitation that nobody used."""
    with service_of(request).database.writing() as session:
        invitations.withdraw(session, caller.id, invitation_id)


@router.post("/{person_id}/invitation", status_code=201)
def invite_anew(request: Request, person_id: Id, caller: Manage) -> Invited:
    """Make a link by which a person who lost the password sets a new one."""
    service = service_of(request)
    with service.database.writing() as session:
        user = roster.person(session, person_id)
        if not user.active:
            raise Conflict("This person's account was ended. Open it again first.")
        role, programs = user.role, user.programs
        invitation, secret = invitations.invite(session, role, programs, caller.id, user.id, user.name)  # type: ignore[arg-type]
        return _invited(service, invitation, secret, user.language)


@router.patch("/{person_id}")
def change_person(request: Request, person_id: Id, body: PersonChange, caller: Manage) -> Person:
    """Change a person's role or programs, end the account or open it again."""
    service = service_of(request)
    _check_programs(service, body.programs or [])
    with service.database.writing() as session:
        return _person(roster.change(session, caller.id, person_id, body.role, body.programs, body.active), None)


def _check_programs(service: Service, programs: list[str]) -> None:
    known = {program.id for program in service.catalog.programs.values()}
    if unknown := sorted(set(programs) - known):
        raise BadRequest(f"There is no program {unknown[0]}. There are: {', '.join(sorted(known))}.")


def _invited(service: Service, invitation: Invitation, secret: str, language: str | None) -> Invited:
    return Invited(
        link=invitations.link(service.settings, secret, language),
        role=invitation.role,  # type: ignore[arg-type]
        programs=invitation.programs,
        expires_at=invitation.expires_at,
    )


def _person(user: User, seen: datetime | None) -> Person:
    return Person(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,  # type: ignore[arg-type]
        programs=user.programs,
        active=user.active,
        created_at=user.created_at,
        seen_at=seen,
    )
