"""Leases: one worker at a time has a piece of work, for a while; every change names the lease that it is made under.

A piece waits until a worker takes it. The worker renews its lease at each page and ends it with the result. A worker
that lost its lease throws its result away, so that nothing is done twice however often it is tried.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store.clock import now
from api.store.tables import OutputRow, PacketRow
from api.work.word import Kind

LOST_TRIES = 4
"""Tries that may be lost to no fault of the piece (a machine that went away) for each that may be lost to its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of work: the table whose rows are its pieces, and the states that they pass through."""

    kind: Kind
    table: type[PacketRow] | type[OutputRow]
    busy: str
    given_up: str


PACKETS = Line("packet", PacketRow, "reading", "quarantined")
OUTPUTS = Line("output", OutputRow, "writing", "failed")
LINES = {"packet": PACKETS, "output": OUTPUTS}


class LeaseLost(Exception):
    """Somebody else has the piece, or it was cancelled: what was made of it is thrown away."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a try failed, as a sentence, and whether the piece itself may be to blame."""

    sentence: str
    own: bool = True
    counts: bool = True
    """False where it was not even tried: the disk was full, the worker was asked to end."""


def waiting(session: Session, line: Line, limit: int) -> list[str]:
    """The pieces that may be taken, the one that waits longest first."""
    table = line.table
    ready = select(table.id).where(table.state == "waiting", table.ready_at <= now())
    return list(session.scalars(ready.order_by(table.ready_at).limit(limit)))


def take(session: Session, line: Line, lease: str, settings: Settings, piece: str | None = None) -> str | None:
    """Takes the piece, or the one that waits longest; None where there is none to take, or another was faster."""
    table = line.table
    ready = select(table.id).where(table.state == "waiting", table.ready_at <= now())
    ready = ready.order_by(table.ready_at).limit(1) if piece is None else ready.where(table.id == piece)
    found = session.scalar(ready.with_for_update(skip_locked=True))
    if found is None:
        return None
    taken = (
        update(table)
        .where(table.id == found, table.state == "waiting")
        .values(
            state=line.busy,
            lease=lease,
            lease_until=_until(settings),
            attempts=table.attempts + 1,
            fault=None,
        )
    )
    return found if _changed(session, taken) else None


def renew(session: Session, line: Line, piece: str, lease: str, settings: Settings, **columns: Any) -> None:
    """Keeps the piece for another while, and sets columns besides; raises LeaseLost."""
    change = update(line.table).where(line.table.id == piece, line.table.lease == lease)
    if not _changed(session, change.values(lease_until=_until(settings), **columns)):
        raise LeaseLost


def hold(session: Session, line: Line, piece: str, lease: str) -> Any:
    """The piece's row, locked until the transaction ends; raises LeaseLost."""
    table = line.table
    found = session.scalar(select(table).where(table.id == piece, table.lease == lease).with_for_update())
    if found is None:
        raise LeaseLost
    return found


def end(row: PacketRow | OutputRow, state: str) -> None:
    """The piece is done: its row, which is held, passes on to the state."""
    row.state, row.lease, row.lease_until, row.fault = state, None, None, None


def fail(session: Session, line: Line, piece: str, lease: str, fault: Fault, settings: Settings) -> str:
    """A try failed: the piece waits for another, or is given up; gives its state; raises LeaseLost."""
    row: PacketRow | OutputRow = hold(session, line, piece, lease)
    row.lease = row.lease_until = None
    row.fault = fault.sentence
    row.ready_at = now() + timedelta(seconds=settings.retry_seconds)
    if not fault.counts:
        row.attempts -= 1
    elif fault.own:
        row.failures += 1
    if row.failures >= settings.attempts or row.attempts >= settings.attempts * LOST_TRIES:
        row.state = line.given_up
        row.fault = f"{fault.sentence} It was tried {_times(row.attempts)}. {_REMEDY[line.kind]}"
    else:
        row.state = "waiting"
    return row.state


_REMEDY = {
    "packet": "Look at its papers, send what is damaged anew, and have it tried again.",
    "output": "Try again, or tell the administrator.",
}


def put_back(row: PacketRow | OutputRow) -> None:
    """A person has the piece tried anew: what was tried before counts no more."""
    row.state, row.attempts, row.failures, row.fault = "waiting", 0, 0, None
    row.lease, row.lease_until, row.ready_at = None, None, now()


def free(session: Session, lease: str, fault: Fault, settings: Settings) -> list[tuple[Line, str]]:
    """Gives back whatever a worker had that is no more; gives the pieces."""
    freed = []
    for line in LINES.values():
        for piece in session.scalars(select(line.table.id).where(line.table.lease == lease)).all():
            fail(session, line, piece, lease, fault, settings)
            freed.append((line, piece))
    return freed


def overdue(session: Session, line: Line, limit: int = 100) -> list[tuple[str, str]]:
    """Pieces whose lease ran out, each with the lease: their worker's machine was lost, or the database for long."""
    table = line.table
    found = select(table.id, table.lease).where(table.state == line.busy, table.lease_until < now()).limit(limit)
    return [(piece, lease) for piece, lease in session.execute(found) if lease is not None]


OVERDUE = Fault("Its worker was not heard of any more.", own=False)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _until(settings: Settings) -> Any:
    return now() + timedelta(seconds=settings.lease_seconds)


def _changed(session: Session, change: Update) -> bool:
    result = session.execute(change.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
