"""The audit trail as an auditor reads it: filtered, by page, and by case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from api.people.caller import Caller
from api.store.tables import AuditRow, PacketRow, User
from forms.outfile import csv_text

COLUMNS = ("at", "who", "name", "action", "packet", "detail", "hash")


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows are asked for; None: any."""

    who: str | None = None
    action: str | None = None
    packet: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The conditions on rows."""
        if self.who:
            yield AuditRow.who == self.who
        if self.action:
            yield AuditRow.action == self.action
        if self.packet:
            yield AuditRow.packet_id == self.packet
        if self.since:
            yield AuditRow.at >= self.since
        if self.until:
            yield AuditRow.at < self.until


def rows(
    session: Session, caller: Caller, filters: Filters, after: str | None, limit: int
) -> list[tuple[AuditRow, str | None]]:
    """Rows with the names of who did it, newest first, of the packets that the caller may know of."""
    asked = _named(caller).where(*filters.conditions())
    if after and (last := _row(session, after)):
        asked = asked.where(_older(last))
    newest = (AuditRow.at.desc(), AuditRow.chain.desc(), AuditRow.number.desc())
    return _pairs(session, asked.order_by(*newest).limit(limit))


def _pairs(session: Session, asked: Select[AuditRow, str]) -> list[tuple[AuditRow, str | None]]:
    return [(found[0], found[1]) for found in session.execute(asked)]


def place(row: AuditRow) -> str:
    """Where the row stands, which is its id: chain and number."""
    return f"{row.chain}.{row.number}"


def case_csv(session: Session, caller: Caller, packet: PacketRow) -> str:
    """Whatever was done on the packets of this one's case, oldest first, as CSV."""
    case = [packet.id]
    if packet.case_number:
        case = list(
            session.scalars(select(PacketRow.id).where(PacketRow.case_number == packet.case_number, caller.sees()))
        )
    asked = _named(caller).where(AuditRow.packet_id.in_(case)).order_by(AuditRow.at, AuditRow.chain, AuditRow.number)
    return csv_text(
        COLUMNS,
        (
            (row.at.isoformat(), row.who, name, row.action, row.packet_id, _detail(row), row.hash)
            for row, name in _pairs(session, asked)
        ),
    )


def _detail(row: AuditRow) -> str:
    return "; ".join(f"{name}: {fact}" for name, fact in row.detail.items())


def _named(caller: Caller) -> Select[AuditRow, str]:
    asked = select(AuditRow, User.name).outerjoin(User, User.id == AuditRow.who)
    if caller.programs:
        known = select(PacketRow.id).where(caller.sees())
        asked = asked.where(or_(AuditRow.packet_id.is_(None), AuditRow.packet_id.in_(known)))
    return asked


def _row(session: Session, at: str) -> AuditRow | None:
    chain, _, number = at.partition(".")
    return session.get(AuditRow, (int(chain), int(number)))


def _older(last: AuditRow) -> ColumnElement[bool]:
    same_chain = and_(AuditRow.chain == last.chain, AuditRow.number < last.number)
    same_instant = and_(AuditRow.at == last.at, or_(AuditRow.chain < last.chain, same_chain))
    return or_(AuditRow.at < last.at, same_instant)
