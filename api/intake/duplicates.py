"""Packets that were sent before, as the same bytes or as the same pages: linked and told, never dropped."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.problems import DuplicatePacket
from api.store.clock import new_id, now
from api.store.tables import Duplicate, PacketRow

_LOCK = 7_067_632
"""The class of PostgreSQL's advisory locks for fingerprints."""
_BUCKETS = 64
"""Locks on fingerprints are shared by this many groups of them: a batch holds these at most."""
_AT_ONCE = 500


def fingerprint_of(shas: Iterable[str]) -> str:
    """Of the bytes of a packet's files, whatever their names and order."""
    return hashlib.sha256(" ".join(sorted(shas)).encode()).hexdigest()


def lock_fingerprints(session: Session, fingerprints: Iterable[str]) -> None:
    """Has two packets of the same papers that come at once be taken in one after the other.

    SQLite has one writer at a time in any case.
    """
    if session.get_bind().dialect.name == "postgresql":
        for bucket in sorted({int(fingerprint[:8], 16) % _BUCKETS for fingerprint in fingerprints}):
            session.execute(text("SELECT pg_advisory_xact_lock(:kind, :bucket)"), {"kind": _LOCK, "bucket": bucket})


def first_of(session: Session, fingerprints: Iterable[str]) -> dict[str, PacketRow]:
    """The packet that first held these bytes, by fingerprint; one that was refused does not count."""
    wanted = sorted(set(fingerprints))
    found: dict[str, PacketRow] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        firsts = (
            select(func.min(PacketRow.id))
            .where(PacketRow.fingerprint.in_(wanted[start : start + _AT_ONCE]), PacketRow.state != "refused")
            .group_by(PacketRow.fingerprint)
        )
        rows = session.scalars(select(PacketRow).where(PacketRow.id.in_(firsts)))
        found |= {row.fingerprint: row for row in rows}
    return found


def refuse_copy(first: PacketRow, caller: Caller) -> DuplicatePacket:
    """The answer to a copy; whose the first one is is told to those who may see it."""
    return DuplicatePacket(first.receipt, first.id) if caller.may_see(first) else DuplicatePacket()


def link(session: Session, packet: PacketRow, first: PacketRow, how: str, told: str) -> None:
    """Notes that the packet repeats the other."""
    session.add(Duplicate(id=new_id(), packet_id=packet.id, other_id=first.id, how=how, told=told, found_at=now()))


def same_files(first: PacketRow) -> str:
    """The sentence that tells of a copy."""
    return f"The same files came before under receipt {first.receipt}."


def counts(session: Session, caller: Caller, ids: Sequence[str]) -> dict[str, int]:
    """How many packets of the caller's each of these repeats, or is repeated by."""
    found: dict[str, int] = {}
    for own, other in ((Duplicate.packet_id, Duplicate.other_id), (Duplicate.other_id, Duplicate.packet_id)):
        rows = session.execute(
            select(own, func.count(other.distinct()))
            .join(PacketRow, PacketRow.id == other)
            .where(own.in_(ids), caller.sees())
            .group_by(own)
        )
        for packet_id, number in rows:
            found[packet_id] = found.get(packet_id, 0) + number
    return found
