"""A request that comes again under its Idempotency-Key is done once, and answered each time alike."""

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.problems import KeyUsedAnew
from api.store.clock import now
from api.store.tables import Once

KEPT_DAYS = 7


def fingerprint(*asked: Any) -> str:
    """Of what makes two requests the same."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def answered(session: Session, caller: Caller, key: str | None, asked: str) -> dict[str, Any] | None:
    """The answer that was given to this request before; raises KeyUsedAnew where it was another."""
    row = session.get(Once, (caller.id, key)) if key else None
    if row is None:
        return None
    if row.asked != asked:
        raise KeyUsedAnew
    return row.answer


def reserve(session: Session, caller: Caller, key: str | None, asked: str) -> Once | None:
    """Takes the key for this transaction: another that comes with it waits, then fails with an IntegrityError."""
    if key is None:
        return None
    row = Once(user_id=caller.id, key=key, asked=asked, status=201, answer={}, created_at=now())
    session.add(row)
    session.flush()
    return row
