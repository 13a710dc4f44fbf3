"""Signing in with a password, and what the cookie of a browser stands for afterwards."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.people import audit, passwords, throttle
from api.people.secrets import hashed, new_secret
from api.problems import SignInFailed
from api.service import Service
from api.settings import Settings
from api.store.clock import now
from api.store.tables import SignIn, User

_SEEN_EVERY = timedelta(minutes=1)
"""How often it is written down that a person is still there: not with every page."""


def sign_in(service: Service, email: str, password: str, address: str, former: str | None) -> tuple[User, str]:
    """The person and the secret of a new session, which ends the former one; raises SignInFailed or TooMany."""
    email = email.strip().lower()
    with service.database.writing() as session:
        throttle.count_try(session, email, address)
    with service.database.reading() as session:
        user = session.scalars(select(User).where(User.email == email)).one_or_none()
    if not passwords.matches(user.password if user and user.active else None, password) or user is None:
        with service.database.writing() as session:
            audit.note(session, user.id if user else "nobody", "sign-in-failed")
        raise SignInFailed
    fresh = passwords.hash_password(password) if passwords.is_outdated(user.password) else user.password
    with service.database.writing() as session:
        throttle.forgive(session, email, address)
        session.execute(update(User).where(User.id == user.id, User.password == user.password).values(password=fresh))
        end(session, former)
        secret = start(session, user.id, service.settings)
        audit.note(session, user.id, "sign-in")
    return user, secret


def start(session: Session, user_id: str, settings: Settings) -> str:
    """The secret of a new session; those that nobody used for long are cleared away."""
    instant, secret = now(), new_secret()
    session.execute(delete(SignIn).where(SignIn.expires_at <= instant))
    session.add(
        SignIn(
            hash=hashed(secret),
            user_id=user_id,
            created_at=instant,
            seen_at=instant,
            expires_at=instant + timedelta(hours=settings.session_hours),
        )
    )
    return secret


def end(session: Session, secret: str | None) -> None:
    """Ends the session, if there is one."""
    if secret:
        session.execute(delete(SignIn).where(SignIn.hash == hashed(secret)))


def end_all(session: Session, user_id: str, but: str | None = None) -> None:
    """Ends every session of the person but the one with this secret."""
    ended = delete(SignIn).where(SignIn.user_id == user_id)
    session.execute(ended.where(SignIn.hash != hashed(but)) if but else ended)


def find(service: Service, secret: str) -> User | None:
    """The person whose session it is; that they are there puts off its end."""
    with service.database.reading() as session:
        found = session.execute(
            select(User, SignIn)
            .join(SignIn, SignIn.user_id == User.id)
            .where(SignIn.hash == hashed(secret), SignIn.expires_at > now(), User.active)
        ).one_or_none()
    if found is None:
        return None
    user, kept = found
    if now() - kept.seen_at >= _SEEN_EVERY:
        _put_off(service, kept)
    return user


def _put_off(service: Service, kept: SignIn) -> None:
    instant = now()
    until = instant + timedelta(hours=service.settings.session_hours)
    with service.database.writing() as session:
        # Whoever comes at the same time finds that it was written and writes nothing.
        session.execute(
            update(SignIn)
            .where(SignIn.hash == kept.hash, SignIn.seen_at == kept.seen_at)
            .values(seen_at=instant, expires_at=until)
        )
