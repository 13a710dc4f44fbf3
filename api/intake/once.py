"""A request that comes again under its Idempotency-Key is done once, and answered each time alike."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.problems import KeyUsedAnew
from api.service import Service
from api.store.clock import now
from api.store.tables import Once

KEPT_DAYS = 7


def fingerprint(*asked: Any) -> str:
    """Of what makes two requests the same."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def once(
    service: Service, caller: Caller, key: str | None, asked: str, enter: Callable[[Session], dict[str, Any]],
    around: AbstractContextManager[None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """What `enter` answers, in one transaction within `around`; or what was answered to the key before.

    Raises KeyUsedAnew where the key came with another request.
    """
    with service.database.reading() as session:
        if answer := _answered(session, caller, key, asked):
            return answer
    try:
        with around or nullcontext(), service.database.writing() as session:
            row = _reserve(session, caller, key, asked)
            answer = enter(session)
            if row:
                row.answer = answer
            return answer
    except IntegrityError:
        # The same request came at the same time and was faster.
        with service.database.reading() as session:
            if (answer := _answered(session, caller, key, asked)) is None:
                raise
        return answer


def _answered(session: Session, caller: Caller, key: str | None, asked: str) -> dict[str, Any] | None:
    row = session.get(Once, (caller.id, key)) if key else None
    if row is None:
        return None
    if row.asked != asked:
        raise KeyUsedAnew
    return row.answer


def _reserve(session: Session, caller: Caller, key: str | None, asked: str) -> Once | None:
    """Takes the key for this transaction: another that comes with it waits, then fails with an IntegrityError."""
    if key is None:
        return None
    row = Once(user_id=caller.id, key=key, asked=asked, status=201, answer={}, created_at=now())
    session.add(row)
    session.flush()
    return row
