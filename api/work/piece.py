"""One try at a piece of work: its limits, its heartbeat, and what becomes of it however the try ends."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.problems import NoRoom, PaperLost
from api.service import Service
from api.settings import Settings
from api.work import leases
from api.work.leases import Fault, LeaseLost, Line
from forms.errors import FormwrightError

LOG = structlog.get_logger()

_RENEWED = 1.0
"""Seconds between two writes of a heartbeat at most, however fast pages are read."""
_PATIENCE = 0.6
"""Share of the lease that a worker waits for a database that is away, before it gives its result up."""

T = TypeVar("T")


class Ending(Exception):
    """The worker was asked to end: the piece is given back as it was."""


@dataclass(slots=True)
class Worker:
    """One life of a worker: its name is the lease of what it takes."""

    service: Service
    name: str
    ending: bool = False
    """It was asked to end."""
    worn: bool = False
    """It must be replaced: it came to its memory's limit."""
    pieces: int = 0

    @property
    def done(self) -> bool:
        """Whether it takes no further piece."""
        return self.ending or self.worn or self.pieces >= self.service.settings.worker_pieces


@dataclass(slots=True)
class Try:
    """A piece that the worker has."""

    worker: Worker
    line: Line
    piece: str
    began: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)

    def beat(self, **columns: Any) -> None:
        """Tells that the work goes on; raises Ending or LeaseLost."""
        arm(self.worker)
        if self.worker.ending:
            raise Ending
        if time.monotonic() - self.renewed < _RENEWED:
            return
        self.renewed = time.monotonic()
        self.write(
            lambda session: leases.renew(session, self.line, self.piece, self.worker.name, self.settings, **columns)
        )

    def write(self, change: Callable[[Session], T]) -> T:
        """Makes a change in a transaction; waits for a database that is away, as long as the lease may hold."""
        return patiently(self.worker.service, change)

    @property
    def settings(self) -> Settings:
        """The office's settings."""
        return self.worker.service.settings


def patiently(service: Service, change: Callable[[Session], T]) -> T:
    """Makes a change in a transaction, again while the database is away; raises DBAPIError after a while."""
    end = time.monotonic() + service.settings.lease_seconds * _PATIENCE
    while True:
        try:
            with service.database.writing() as session:
                return change(session)
        except DBAPIError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def arm(worker: Worker) -> None:
    """Starts the hard limit anew: SIGALRM ends the process where a step takes longer, whatever it hangs in.

    A reader gives a page up after 150 seconds and LibreOffice a letter after 90, so a step that takes four fifths of
    the lease (240 of 300 seconds) hangs elsewhere; the fifth left lets the process be gone before its lease is.
    """
    signal.alarm(step_seconds(worker.service.settings))


def step_seconds(settings: Settings) -> int:
    """Seconds that one step of a piece may take."""
    return max(1, settings.lease_seconds * 4 // 5)


def attempt(worker: Worker, line: Line, work: Callable[[Try], None], piece: str | None = None) -> bool:
    """Takes a piece, does the work and settles it; False where there was none to take."""
    found = _taken(worker, line, piece)
    if found is None:
        return False
    worker.pieces += 1
    one = Try(worker, line, found)
    arm(worker)
    try:
        work(one)
    except LeaseLost:
        LOG.info("lease lost", kind=line.kind, id=found, worker=worker.name)
    except Exception as error:  # whatever it is costs this piece alone
        _settle(one, error)
    finally:
        signal.alarm(0)
    return True


def _taken(worker: Worker, line: Line, piece: str | None) -> str | None:
    service = worker.service
    with service.database.reading() as session:
        # Looking takes no writer's place: on SQLite there is one.
        if piece is None and not leases.waiting(session, line, 1):
            return None
    with service.database.writing() as session:
        return leases.take(session, line, worker.name, service.settings, piece)


def _settle(one: Try, error: Exception) -> None:
    fault = _fault(one, error)
    if isinstance(error, MemoryError):
        one.worker.worn = True
    LOG.warning(
        "try failed",
        kind=one.line.kind,
        id=one.piece,
        worker=one.worker.name,
        error=type(error).__name__,
        own=fault.own,
    )
    try:
        one.write(lambda session: leases.fail(session, one.line, one.piece, one.worker.name, fault, one.settings))
    except (LeaseLost, DBAPIError):
        return  # the lease is gone, or runs out by itself


def _fault(one: Try, error: Exception) -> Fault:
    match error:
        case Ending():
            return Fault("The worker was asked to end.", own=False, counts=False)
        case NoRoom():
            return Fault("There was no room to keep what was made of it; it goes on when there is.", counts=False)
        case PaperLost() | FormwrightError():
            return Fault(str(error))
        case MemoryError():
            return Fault(f"It needed more memory than {one.settings.worker_bytes // 1_000_000:,} MB.")
        case DBAPIError():
            return Fault("The database was away for too long.", own=False)
        case _:
            return Fault(f"It could not be finished ({type(error).__name__}).")
