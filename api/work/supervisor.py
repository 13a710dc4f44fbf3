"""The supervisor of a machine's workers: starts them, replaces those that died, gives back what they had, sweeps.

It has no threads, so that a worker can be forked from it within milliseconds, with catalogue and libraries loaded.
"""

import contextlib
import ctypes
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

from sqlalchemy.exc import DBAPIError

from api.service import open_service
from api.settings import Settings
from api.store.clock import new_id
from api.store.database import Database
from api.work import leases, sweeping, worker
from api.work.leases import Fault
from api.work.piece import LOG, step_seconds
from api.work.tasks import Pulse
from api.work.word import Kind

_FORK = multiprocessing.get_context("fork")
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: what a dead worker had started becomes a child of the supervisor."""
_GRACE = 25.0
"""Seconds that workers have to end when asked: to the end of a page, or of a letter."""
_BACKOFF = 2.0
"""Seconds before a worker is replaced that died so soon after its start."""
_CRASHES = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGTRAP}


@dataclass(slots=True)
class _Life:
    """One life of a worker."""

    name: str
    process: BaseProcess
    folder: Path
    pulse: Pulse
    started: float = field(default_factory=time.monotonic)


@dataclass
class Supervisor:
    """Keeps so many workers alive until it is asked to end."""

    settings: Settings
    processes: int
    kinds: Sequence[Kind] = ("packet", "output")
    _lives: list[_Life] = field(default_factory=list)
    _dead: list[tuple[str, Fault]] = field(default_factory=list)
    """Leases that are still to be given back: the database may be away when a worker dies."""
    _ending: int = 0
    _swept: float = 0.0
    _not_before: float = 0.0
    _strangers: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Runs until SIGTERM or SIGINT; a second one ends the workers at once."""
        # Opened once for what it says: a wrong setting must not show in every worker again.
        open_service(self.settings).close()
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        try:
            while not self._ending:
                self._fill()
                wait([life.process.sentinel for life in self._lives], timeout=0.5)
                self._turn()
        finally:
            self._end_all()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending += 1

    def _fill(self) -> None:
        while len(self._lives) < self.processes and time.monotonic() >= self._not_before:
            self._lives.append(self._start())

    def _start(self) -> _Life:
        name = f"{socket.gethostname()[:40]}-{new_id()}"
        folder = Path(tempfile.mkdtemp(prefix="formwright-worker-"))
        pulse = _FORK.RawValue(Pulse, time.monotonic())
        process = _FORK.Process(
            target=worker.live, args=(self.settings, name, self.kinds, folder, os.getpid(), pulse), name=name
        )
        process.start()
        return _Life(name, process, folder, pulse)

    def _turn(self) -> None:
        for life in [life for life in self._lives if not life.process.is_alive()]:
            self._bury(life)
        self._end_strangers()
        due = time.monotonic() - self._swept > self.settings.sweep_seconds
        if self._dead or due:
            self._with_database(due)

    def _bury(self, life: _Life) -> None:
        """Notes what a worker died of, and removes what it put down."""
        self._lives.remove(life)
        life.process.join()
        code = life.process.exitcode or 0
        shutil.rmtree(life.folder, ignore_errors=True)
        if code:
            LOG.warning("worker died", worker=life.name, exit=code)
            self._dead.append((life.name, cause(code, self.settings)))
            if time.monotonic() - life.started < _BACKOFF:
                self._not_before = time.monotonic() + _BACKOFF

    def _with_database(self, due: bool) -> None:
        """Gives back leases and sweeps; what the database does not take now is tried at the next turn."""
        database = Database(self.settings.database)
        try:
            while self._dead:
                with database.writing() as session:
                    leases.free(session, *self._dead[0], self.settings)
                self._dead.pop(0)
            if due:
                self._swept = time.monotonic()
                sweeping.give_back_overdue(database, self.settings)
                sweeping.open_slice(database)
                if self.settings.queue_url:
                    sweeping.send_again(database, self.settings)
                    self._watch(database)
        except DBAPIError as error:
            LOG.warning("database does not answer", error=type(error).__name__)
        finally:
            database.close()

    def _watch(self, database: Database) -> None:
        """Replaces workers that take no word while pieces wait: a consumer can go deaf when its broker restarts."""
        for life in self._lives:
            quiet = time.monotonic() - life.pulse.value
            if quiet > sweeping.deaf_seconds(self.settings) and sweeping.is_deaf(
                database, self.settings, self.kinds, life.name
            ):
                LOG.warning("worker takes no words", worker=life.name, seconds=round(quiet))
                life.process.kill()

    def _end_strangers(self) -> None:
        """Ends what dead workers had started, such as LibreOffice, once it has outlived them for a turn."""
        own = {life.process.pid for life in self._lives}
        found = {pid for pid in children() if pid not in own}
        for pid in found & self._strangers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._strangers = found

    def _end_all(self) -> None:
        for life in self._lives:
            life.process.terminate()
        end = time.monotonic() + _GRACE
        while self._lives and time.monotonic() < end and self._ending < 2:
            wait([life.process.sentinel for life in self._lives], timeout=0.2)
            for life in [life for life in self._lives if not life.process.is_alive()]:
                self._bury(life)
        for life in list(self._lives):
            life.process.kill()
            life.process.join()
            self._lives.remove(life)
            shutil.rmtree(life.folder, ignore_errors=True)
            self._dead.append((life.name, Fault("The worker was asked to end.", own=False, counts=False)))
        self._end_strangers()
        self._end_strangers()
        if self._dead:
            self._with_database(due=False)


def cause(code: int, settings: Settings) -> Fault:
    """Why a worker died, told by its exit code, as a sentence about the piece that it had."""
    if code == -signal.SIGALRM:
        return Fault(f"It took longer than {step_seconds(settings)} seconds at one step, and was stopped.")
    if code == -signal.SIGKILL:
        return Fault("Its worker was killed from outside, or the machine ran out of memory.", own=False)
    if code < 0 and -code in _CRASHES:
        return Fault(f"It made its worker crash ({signal.Signals(-code).name}).")
    return Fault("Its worker ended before it was done.", own=False)


def children() -> set[int]:
    """The processes whose parent this one is."""
    own = os.getpid()
    try:
        return {int(pid) for pid in Path(f"/proc/{own}/task/{own}/children").read_text().split()}
    except OSError:
        return set()
