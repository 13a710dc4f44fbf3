"""One's own API tokens."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.people import tokens
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from api.routes.words import Id, Line
from api.store.clock import now
from api.store.tables import Token

router = APIRouter(prefix="/tokens", tags=["tokens"], responses=problems(401, 403, 404, 409, 422))
Own = Annotated[Caller, asks("tokens.own")]


class TokenOrder(BaseModel):
    """What a new token is for."""

    name: Annotated[Line, Field(max_length=100)]
    days: Annotated[int, Field(ge=1, le=3660)] | None = 365
    """How long it is good; null: until it is revoked."""


class OwnToken(BaseModel):
    """A token, without its secret."""

    id: str
    name: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


class NewToken(OwnToken):
    """A token with its secret, which is shown this once."""

    secret: str


@router.get("")
def own_tokens(request: Request, caller: Own) -> list[OwnToken]:
    """List one's own tokens that are good."""
    with service_of(request).database.reading() as session:
        return [OwnToken.model_validate(_told(token)) for token in tokens.own(session, caller)]


@router.post("", status_code=201)
def make_token(request: Request, body: TokenOrder, caller: Own) -> NewToken:
    """Make a token; needs a session, for a token makes no tokens."""
    expires_at = now() + timedelta(days=body.days) if body.days else None
    with service_of(request).database.writing() as session:
        token, secret = tokens.make(session, caller, body.name, expires_at)
        return NewToken.model_validate(_told(token) | {"secret": secret})


@router.delete("/{token_id}", status_code=204)
def revoke_token(request: Request, token_id: Id, caller: Own) -> None:
    """Revoke one of one's own tokens."""
    with service_of(request).database.writing() as session:
        tokens.revoke(session, caller, token_id)


def _told(token: Token) -> dict[str, object]:
    return {name: getattr(token, name) for name in OwnToken.model_fields}
