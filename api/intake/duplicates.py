"""Packets that were sent before, as the same bytes or as the same pages: linked and told, never dropped."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.problems import DuplicatePacket
from api.store.clock import new_id, now
from api.store.tables import Duplicate, PacketRow, PagePrint

_LOCK = 7_067_632
"""The class of PostgreSQL's advisory locks for fingerprints."""
_BUCKETS = 64
"""Locks on fingerprints are shared by this many groups of them: a batch holds these at most."""
_AT_ONCE = 500
_COMMON = 3
"""A page that more packets than these show is part of a form, not of a case."""


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
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"id": new_id(), "packet_id": packet.id, "other_id": first.id, "how": how, "told": told, "found_at": now()}
    # Two that were read at the same time both find the other.
    session.execute(insert(Duplicate).values(row).on_conflict_do_nothing())


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


def alike(packet_id: str) -> ColumnElement[bool]:
    """The condition for the packet and those that it repeats, or is repeated by."""
    repeats = select(Duplicate.other_id).where(Duplicate.packet_id == packet_id)
    repeated = select(Duplicate.packet_id).where(Duplicate.other_id == packet_id)
    return or_(PacketRow.id == packet_id, PacketRow.id.in_(repeats.union(repeated)))


def link_duplicates(session: Session, packet: PacketRow, scanned: Mapping[str, int] = MappingProxyType({})) -> None:
    """Links a packet that was read to the ones that show the same pages in other bytes; safe to be called again.

    Its page prints, and its fingerprint of pages where all of them were read, are in the database by then; `scanned`
    are the packets that hold pages of it as another scan, with how many.
    """
    shared = [*_same_pages(session, packet), *_some_pages(session, packet), *_scanned_anew(session, scanned)]
    for other, told in shared:
        # Whichever was read last notes it, and whichever was sent last repeats the other.
        later, earlier = (packet, other) if packet.id > other.id else (other, packet)
        if not _linked(session, later, earlier):
            link(session, later, earlier, "pages", told.format(receipt=earlier.receipt))
            session.flush()


def _same_pages(session: Session, packet: PacketRow) -> list[tuple[PacketRow, str]]:
    if not packet.pages_fingerprint:
        return []
    same = select(PacketRow).where(
        PacketRow.pages_fingerprint == packet.pages_fingerprint, PacketRow.id != packet.id, PacketRow.state != "refused"
    )
    told = "The same pages came before, in other files, under receipt {receipt}."
    return [(other, told) for other in session.scalars(same.order_by(PacketRow.id).limit(1))]


def _some_pages(session: Session, packet: PacketRow) -> list[tuple[PacketRow, str]]:
    """Packets with some of its pages; a page that many packets show, such as instructions, says nothing."""
    own = set(session.scalars(select(PagePrint.print).where(PagePrint.packet_id == packet.id)))
    shared: dict[str, int] = {}
    for sign in sorted(own):
        others = select(PagePrint.packet_id).where(PagePrint.print == sign, PagePrint.packet_id != packet.id).distinct()
        found = list(session.scalars(others.limit(_COMMON + 1)))
        for other in found if len(found) <= _COMMON else []:
            shared[other] = shared.get(other, 0) + 1
    rows = session.scalars(select(PacketRow).where(PacketRow.id.in_(shared), PacketRow.state != "refused"))
    return [(row, f"Pages of it ({shared[row.id]}) came before under receipt {{receipt}}.") for row in rows]


def _scanned_anew(session: Session, scanned: Mapping[str, int]) -> list[tuple[PacketRow, str]]:
    rows = session.scalars(select(PacketRow).where(PacketRow.id.in_(scanned)).order_by(PacketRow.id))
    return [
        (row, f"Pages of it ({scanned[row.id]}) came before, as another scan, under receipt {{receipt}}.")
        for row in rows
    ]


def _linked(session: Session, later: PacketRow, earlier: PacketRow) -> bool:
    here = select(Duplicate.id).where(Duplicate.packet_id == later.id, Duplicate.other_id == earlier.id)
    return session.scalars(here.limit(1)).first() is not None
