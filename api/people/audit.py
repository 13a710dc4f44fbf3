"""The audit trail: a row for whatever somebody does or looks at, chained by hash so that a change of one shows."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.store.clock import now
from api.store.tables import AuditHead, AuditRow

CHAINS = 16
"""Packets are spread over so many chains, so that who adds to one waits for a sixteenth of the others only."""
_START = "0" * 64


def note(session: Session, who: str, action: str, packet_id: str | None = None, **detail: Any) -> AuditRow:
    """Adds a row within the transaction of what it tells of; the detail holds no value of a paper."""
    row = _add(_head(session, chain_of(packet_id)), who, action, packet_id, detail)
    session.add(row)
    session.flush()
    return row


def note_each(session: Session, who: str, action: str, details: Mapping[str, dict[str, Any]]) -> None:
    """Adds a row for each packet, with its detail; chain after chain, so that two batches never wait for each other."""
    for chain, ids in groupby(sorted(details, key=chain_of), key=chain_of):
        head = _head(session, chain)
        session.add_all([_add(head, who, action, packet_id, details[packet_id]) for packet_id in ids])
    session.flush()


def _head(session: Session, chain: int) -> AuditHead:
    return session.scalars(select(AuditHead).where(AuditHead.chain == chain).with_for_update()).one()


def _add(head: AuditHead, who: str, action: str, packet_id: str | None, detail: dict[str, Any]) -> AuditRow:
    """The row that follows the chain's last one, which it becomes."""
    row = AuditRow(
        chain=head.chain,
        number=head.number + 1,
        at=now(),
        who=who,
        action=action,
        packet_id=packet_id,
        detail=detail,
        before=head.hash,
    )
    row.hash = _hash(row)
    head.number, head.hash = row.number, row.hash
    return row


def chain_of(packet_id: str | None) -> int:
    """The chain of a packet; what is noted of no packet has one of its own."""
    return 0 if packet_id is None else 1 + int(hashlib.sha256(packet_id.encode()).hexdigest(), 16) % (CHAINS - 1)


def _hash(row: AuditRow) -> str:
    told = [row.chain, row.number, _instant(row.at), row.who, row.action, row.packet_id, row.detail, row.before]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Broken:
    """A place at which a chain does not hold."""

    chain: int
    number: int
    why: str


def verify(session: Session) -> tuple[int, list[Broken]]:
    """How many rows there are, and where the chains do not hold: altered, taken out, put in, or cut off at the end.

    In a transaction of one moment (`Database.at_once`): rows that are added meanwhile would look like a cut end.
    """
    heads = {head.chain: head for head in session.scalars(select(AuditHead))}
    chains = set(session.scalars(select(AuditRow.chain).distinct())) | set(heads)
    broken = [fault for chain in sorted(chains) for fault in _verify_chain(session, chain, heads.get(chain))]
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0, broken


def _verify_chain(session: Session, chain: int, head: AuditHead | None) -> Iterator[Broken]:
    number, before = 0, _START
    rows = select(AuditRow).where(AuditRow.chain == chain).order_by(AuditRow.number)
    for row in session.scalars(rows.execution_options(yield_per=1000)):
        if row.number != number + 1:
            yield Broken(chain, number + 1, "a row was taken out")
        elif row.before != before:
            yield Broken(chain, row.number, "it does not follow the row before it")
        if row.hash != _hash(row):
            yield Broken(chain, row.number, "it was altered")
        number, before = row.number, row.hash
    if head is None or (head.number, head.hash) != (number, before):
        yield Broken(chain, number + 1, "the end of the chain was cut off or altered")
