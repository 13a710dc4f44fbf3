"""The life of a worker process: it takes what waits, one piece after another, until it is asked to end or is worn."""

import ctypes
import os
import resource
import signal
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from api.service import join_service
from api.settings import Settings
from api.work import tasks, writing
from api.work.piece import LOG, Worker
from api.work.reading import PacketReader
from api.work.word import Kind

_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
"""Seconds between two looks into the database where nothing waits."""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux: the signal that a process gets when its parent ends."""


def live(settings: Settings, name: str, kinds: Sequence[Kind], folder: Path, parent: int, pulse: "tasks.Pulse") -> None:
    """What a worker process does from its fork to its end."""
    end_with_parent(parent)
    # A session of its own: a Ctrl-C at the terminal is for the supervisor, and what it started is found by it.
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound_memory(settings.worker_bytes)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    service = join_service(settings)
    worker = Worker(service, name)
    signal.signal(signal.SIGTERM, lambda *_: setattr(worker, "ending", True))
    with PacketReader(worker) as reader:
        if settings.queue_url:
            tasks.consume(worker, reader, kinds, pulse)
        else:
            _poll(worker, reader, kinds)
    service.close()


def _poll(worker: Worker, reader: PacketReader, kinds: Sequence[Kind]) -> None:
    """Takes from the database what waits there."""
    pause = _PAUSE
    while not worker.done:
        try:
            found = ("output" in kinds and writing.write(worker)) or ("packet" in kinds and reader.read())
        except DBAPIError as error:
            LOG.warning("database does not answer", worker=worker.name, error=type(error).__name__)
            found = False
        pause = _PAUSE if found else min(pause * 2, _LONGEST_PAUSE)
        if not found and not worker.ending:
            time.sleep(pause)


def end_with_parent(parent: int) -> None:
    """Has this process end when its parent does, however that came."""
    ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)


def _bound_memory(most: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
