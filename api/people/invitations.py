"""Invitations: a link by which one person makes an account, or sets a new password for the one they have."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.people import audit, passwords, sessions
from api.people.permissions import Role
from api.people.secrets import hashed, new_secret
from api.problems import BadRequest, Conflict, NotFound
from api.service import Service
from api.settings import Settings
from api.store.clock import new_id, now
from api.store.tables import Invitation, User

GOOD_FOR = timedelta(days=7)


def link(settings: Settings, secret: str, language: str | None = None) -> str:
    """The address that is handed on. What stands after `#` is sent to no server, so no log on the way keeps it."""
    speaks = f"?lang={language}" if language else ""
    return f"{settings.address}/set-up{speaks}#{secret}"


def invite(
    session: Session,
    role: Role,
    programs: list[str],
    created_by: str | None,
    user_id: str | None = None,
    name: str = "",
) -> tuple[Invitation, str]:
    """A new invitation and its secret; `user_id` names who sets a new password by it, `name` whom it is for."""
    secret, instant = new_secret(), now()
    invitation = Invitation(
        hash=hashed(secret),
        role=role,
        programs=programs,
        created_by=created_by,
        user_id=user_id,
        name=name,
        made_at=instant,
        expires_at=instant + GOOD_FOR,
    )
    session.add(invitation)
    who = created_by or "service"
    audit.note(session, who, "people.invite", role=role, programs=programs, user=user_id, name=name)
    return invitation, secret


def open_invitations(session: Session) -> list[Invitation]:
    """The invitations that somebody may still use, the latest first."""
    unused = select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > now())
    return list(session.scalars(unused.order_by(Invitation.expires_at.desc(), Invitation.hash)))


def latest_invitations(session: Session, most: int) -> list[Invitation]:
    """Those that somebody may still use, and what became of the others, the latest first."""
    newest = select(Invitation).order_by(Invitation.made_at.desc().nulls_last(), Invitation.hash).limit(most)
    rest = [one for one in session.scalars(newest) if one.state(now()) != "open"]
    return [*open_invitations(session), *rest]


def withdraw(session: Session, by: str, invitation_id: str) -> None:
    """Ends an invitation that nobody used; raises NotFound where there is none, or not any more."""
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None or invitation.used_at or invitation.expires_at <= now():
        raise NotFound("invitation")
    invitation.expires_at = invitation.withdrawn_at = now()
    audit.note(session, by, "people.invite", role=invitation.role, user=invitation.user_id, withdrawn=True)


def first_run_link(service: Service) -> str | None:
    """The link that makes the first administrator, None where there are people; a link of before is void."""
    with service.database.writing() as session:
        if session.scalars(select(User.id).limit(1)).first() is not None:
            return None
        session.execute(
            delete(Invitation).where(
                Invitation.created_by.is_(None), Invitation.used_at.is_(None), Invitation.role == "admin"
            )
        )
        _, secret = invite(session, "admin", [], None)
    return link(service.settings, secret)


def find(session: Session, secret: str) -> Invitation:
    """The invitation; raises BadRequest where it is not good, or not any more."""
    invitation = session.get(Invitation, hashed(secret))
    if invitation is None or invitation.used_at or invitation.expires_at <= now():
        raise BadRequest("This link was used, or is too old, or is not whole. Ask for a new one.")
    return invitation


def accept(service: Service, secret: str, name: str, email: str, password: str) -> tuple[User, str]:
    """Makes the account, or sets the password of the one that the link is for; gives the secret of a session."""
    with service.database.reading() as session:
        invitation = find(session, secret)
        known = session.get(User, invitation.user_id) if invitation.user_id else None
    email = known.email if known else email.strip().lower()
    if not known and not (name and email):
        raise BadRequest("Your name and e-mail address are needed for an account. Fill in both.")
    passwords.check_new(password, email)
    kept = passwords.hash_password(password)
    try:
        with service.database.writing() as session:
            _use(session, secret)
            user = _renew(session, known.id, kept) if known else _make(session, invitation, name, email, kept)
            session.execute(update(Invitation).where(Invitation.hash == invitation.hash).values(accepted_by=user.id))
            signed_in = sessions.start(session, user.id, service.settings)
            audit.note(session, user.id, "set-up", role=user.role)
    except IntegrityError:
        raise Conflict("There is an account with this e-mail address already. Sign in with it.") from None
    return user, signed_in


def _use(session: Session, secret: str) -> None:
    """Takes the invitation for one alone: of two who come at once the second finds it used."""
    taken = session.execute(
        update(Invitation)
        .where(Invitation.hash == hashed(secret), Invitation.used_at.is_(None), Invitation.expires_at > now())
        .values(used_at=now())
        .returning(Invitation.hash)
    )
    if taken.one_or_none() is None:
        raise BadRequest("This link was used. Sign in, or ask for a new one.")


def _make(session: Session, invitation: Invitation, name: str, email: str, password: str) -> User:
    user = User(
        id=new_id(),
        name=name,
        email=email,
        password=password,
        role=invitation.role,
        programs=invitation.programs,
        language="en",
        active=True,
        created_at=now(),
    )
    session.add(user)
    session.flush()
    return user


def _renew(session: Session, user_id: str, password: str) -> User:
    user = session.get_one(User, user_id)
    user.password = password
    sessions.end_all(session, user_id)
    return user
