"""What is done every few seconds: leases that ran out are given back, and words that may be lost are sent again."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import exists, select

from api.intake import slices
from api.settings import Settings
from api.store.clock import now
from api.store.database import Database
from api.work import leases
from api.work.leases import LINES, OVERDUE, LeaseLost
from api.work.piece import LOG
from api.work.tasks import Queue
from api.work.word import MOST, Kind

_LOW = 50
"""Words in a queue below which those that wait longest are sent again: fewer than are waiting must have been lost."""


def give_back_overdue(database: Database, settings: Settings) -> int:
    """Gives back the pieces whose lease ran out; gives how many."""
    count = 0
    for line in LINES.values():
        with database.reading() as session:
            found = leases.overdue(session, line)
        for piece, lease in found:
            try:
                with database.writing() as session:
                    leases.fail(session, line, piece, lease, OVERDUE, settings)
                count += 1
            except LeaseLost:
                continue
    return count


def open_slice(database: Database) -> None:
    """Opens the next slice of packets where the present one is full; SQLite, with one writer, makes no use of them."""
    if database.sqlite:
        return
    with database.writing() as session:
        slices.open_slice(session)


def send_again(database: Database, settings: Settings) -> None:
    """Sends words for what waits longest where the queue holds few; one that comes twice does nothing twice."""
    queue = Queue(settings)
    for line in LINES.values():
        with database.reading() as session:
            waiting = leases.waiting(session, line, MOST)
        if not waiting:
            continue
        try:
            if queue.depth(line.kind) < min(_LOW, len(waiting)):
                queue.send(line.kind, waiting)
        except Exception as error:  # kombu passes on whatever the broker's library raises
            LOG.warning("no word sent", kind=line.kind, count=len(waiting), error=type(error).__name__)


def deaf_seconds(settings: Settings) -> float:
    """A worker that took no word for so long, while pieces waited, has gone deaf."""
    return max(20.0, 4.0 * settings.sweep_seconds)


def is_deaf(database: Database, settings: Settings, kinds: Sequence[Kind], lease: str) -> bool:
    """Whether pieces waited all that time, and the worker has none of its own."""
    since = now() - timedelta(seconds=deaf_seconds(settings))
    with database.reading() as session:
        for kind in kinds:
            table = LINES[kind].table
            if session.scalar(select(exists().where(table.lease == lease))):
                return False
        waits = (LINES[kind].table for kind in kinds)
        return any(
            session.scalar(select(exists().where(table.state == "waiting", table.ready_at < since))) for table in waits
        )
