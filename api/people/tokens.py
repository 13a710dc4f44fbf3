"""API tokens: what a program brings in a person's name; shown once, kept as their hash."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.people.secrets import TOKEN_PREFIX, hashed, new_secret
from api.problems import Conflict, NotFound
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Token, User

MOST = 50
"""Good tokens of one person."""
_USED_EVERY = timedelta(minutes=1)


def find(service: Service, secret: str) -> tuple[User, str] | None:
    """The person in whose name the token speaks, and the token's id."""
    with service.database.reading() as session:
        found = session.execute(
            select(User, Token)
            .join(Token, Token.user_id == User.id)
            .where(Token.hash == hashed(secret), *_good(now()), User.active)
        ).one_or_none()
    if found is None:
        return None
    user, token = found
    if token.used_at is None or now() - token.used_at >= _USED_EVERY:
        with service.database.writing() as session:
            session.execute(update(Token).where(Token.id == token.id).values(used_at=now()))
    return user, token.id


def own(session: Session, caller: Caller) -> list[Token]:
    """The person's tokens that are good, newest first."""
    mine = select(Token).where(Token.user_id == caller.id, *_good(now())).order_by(Token.id.desc())
    return list(session.scalars(mine))


def make(session: Session, caller: Caller, name: str, expires_at: datetime | None) -> tuple[Token, str]:
    """A new token and its secret; raises Conflict where a token asks, or where there are too many."""
    if caller.token:
        raise Conflict("A token makes no tokens. Sign in with your password and make it there.")
    if len(own(session, caller)) >= MOST:
        raise Conflict(f"You have {MOST} tokens. Revoke one that is not used any more.")
    secret = TOKEN_PREFIX + new_secret()
    token = Token(
        id=new_id(), hash=hashed(secret), user_id=caller.id, name=name, created_at=now(), expires_at=expires_at
    )
    session.add(token)
    audit.note(session, caller.id, "tokens.make", token=token.id)
    return token, secret


def revoke(session: Session, caller: Caller, token_id: str) -> None:
    """Ends one of the person's own tokens; raises NotFound."""
    token = session.get(Token, token_id)
    if token is None or token.user_id != caller.id or token.revoked_at:
        raise NotFound("token")
    token.revoked_at = now()
    audit.note(session, caller.id, "tokens.revoke", token=token.id)


def revoke_all(session: Session, user_id: str) -> None:
    """Ends every token of the person."""
    session.execute(update(Token).where(Token.user_id == user_id, Token.revoked_at.is_(None)).values(revoked_at=now()))


def _good(instant: datetime) -> tuple[ColumnElement[bool], ...]:
    return Token.revoked_at.is_(None), (Token.expires_at.is_(None)) | (Token.expires_at > instant)
