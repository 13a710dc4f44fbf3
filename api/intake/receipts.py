"""Receipt numbers: short enough to be read out over a telephone, without letters that are taken for others."""

import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import PacketRow

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U."""
_LENGTH = 5


def new_receipts(session: Session, day: date, count: int) -> list[str]:
    """So many numbers that no packet has: `FW-261126-7K3MQ`."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {_receipt(day) for _ in range(count - len(found))} - found
        taken = set(session.scalars(select(PacketRow.receipt).where(PacketRow.receipt.in_(drawn))))
        found |= drawn - taken
    return list(found)


def _receipt(day: date) -> str:
    return f"FW-{day:%y%m%d}-{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}"
