"""Processes that read files apart from the command: what a file does to its reader costs that page or file alone."""

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from extractors.corners import Corners
from extractors.read import FileReading, LeftOut, read_file
from forms.catalog import Catalog
from forms.packet import Problem

STEP_SECONDS = 150.0
"""For a page, or for opening a file; the slowest reader on the way, LibreOffice, gives up after 90."""
MEMORY = 1_500_000_000
"""Bytes that a process may hold beyond what it began with; reading a page takes 400 million at most."""
_WORN = 400_000_000
"""Bytes more in memory than at its start, from which a process is replaced when done with a file: libraries do not
give back all they took. What it began with it shares with the process that started it."""
_TIDIED = 8
"""Every so many pages of a file, memory that is no longer used is given back."""
_POOLED, _SPARE = 32 << 20, 96 << 20
"""Bytes: smaller pieces of memory are taken from what lies spare, and so much may lie spare."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Settings of mallopt(3)."""
_WRITTEN = 1_000_000_000
"""Bytes of the largest file that LibreOffice or tesseract may put down for a moment."""
_RESIDENT, _DATA = 1, 5
"""Columns of `statm` (proc(5)): what is in memory, and what the limit on data is held against."""
STOPS = 3
"""Pages at which a reader may stop before the rest of the file is left unread."""

# Forked, so that a reader starts within milliseconds: the catalogue and the libraries are there already. Nothing here
# has threads of its own by then; OpenCV and the line recogniser are told to work without (`extractors/files.py`).
_FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: the number of its packet, where it lies, and its name in the packet."""

    packet: int
    path: Path
    name: str
    corners: Mapping[int, Corners] = field(default_factory=dict, hash=False)
    """Those of sheets in pictures that a person gave, by the page's number."""


AtTaskPage = Callable[[Task, int, int], None]


@dataclass(slots=True)
class _Attempt:
    """A task as it is tried, again after a reader stopped at a page of it."""

    task: Task
    left_out: list[LeftOut] = field(default_factory=list)


class _Reader:
    """One process that reads, kept from file to file."""

    def __init__(
        self, folder: Path, others: list[Connection], catalog: Catalog, program: str | None, keep: bool
    ) -> None:
        self.folder = folder
        folder.mkdir()
        self.pipe, theirs = _FORK.Pipe()
        self.process: BaseProcess = _FORK.Process(
            target=_serve, args=(theirs, [*others, self.pipe], catalog, program, folder, keep), daemon=True
        )
        self.process.start()
        self.began_with = _held(self.process)
        theirs.close()
        self.attempt: _Attempt | None = None
        self.page = self.pages = 0
        self.deadline = 0.0

    def begin(self, attempt: _Attempt) -> None:
        self.attempt = attempt
        self.at(0, 0)
        # A process that died a moment ago is noticed when its answer is waited for.
        with contextlib.suppress(OSError):
            self.pipe.send((attempt.task, attempt.left_out))

    def at(self, page: int, pages: int) -> None:
        self.page, self.pages = page, pages
        self.deadline = time.monotonic() + STEP_SECONDS

    def fit(self) -> bool:
        """Whether the process lives and may read another file."""
        return self.process.is_alive() and _held(self.process) - self.began_with < _WORN

    def end(self) -> None:
        """Ends the process with all that it started, and what it put down."""
        _end_session(self.process)
        self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Readers:
    """Up to `jobs` processes that read files of any packets; ended, with all that they started, on leaving `with`."""

    def __init__(self, catalog: Catalog, program: str | None = None, jobs: int = 1, *, keep: bool = False) -> None:
        self._catalog = catalog
        self._keep = keep
        self._program = program
        self._jobs = jobs
        self._readers: list[_Reader] = []
        self._started = 0
        self._folder: Path | None = None

    def __enter__(self) -> "Readers":
        # Whatever a reader puts down for a moment holds what the papers say: it is removed even where it was ended.
        self._folder = Path(tempfile.mkdtemp(prefix="formwright-"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reader in self._readers:
            reader.end()
        self._readers.clear()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def read(
        self, tasks: Iterable[Task], at: AtTaskPage = lambda task, page, pages: None
    ) -> Iterator[tuple[Task, FileReading]]:
        """What each file holds, as it is ready; a file that stops its reader gives a problem.

        `at` is told the page that is begun and how many the file has, as `extractors.read.AtPage` is.
        """
        waiting = deque(_Attempt(task) for task in tasks)
        while waiting or self._busy():
            while waiting and (reader := self._free()):
                reader.begin(waiting.popleft())
            for reader, reading in self._heard(at):
                attempt, reader.attempt = reader.attempt, None
                assert attempt is not None
                if isinstance(reading, FileReading):
                    yield attempt.task, reading
                    continue
                self._readers.remove(reader)
                reader.end()
                if ended := _given_up(attempt, reader, reading):
                    yield attempt.task, ended
                else:
                    waiting.appendleft(attempt)

    def _busy(self) -> list[_Reader]:
        return [reader for reader in self._readers if reader.attempt]

    def _free(self) -> _Reader | None:
        for reader in [reader for reader in self._readers if not reader.attempt]:
            if reader.fit():
                return reader
            self._readers.remove(reader)
            reader.end()
        if len(self._readers) >= self._jobs:
            return None
        assert self._folder is not None, "Readers work inside `with` only"
        self._started += 1
        others = [reader.pipe for reader in self._readers]
        reader = _Reader(self._folder / str(self._started), others, self._catalog, self._program, self._keep)
        self._readers.append(reader)
        return reader

    def _heard(self, at: AtTaskPage) -> list[tuple[_Reader, FileReading | str]]:
        """The readers that are done with their file, with what it gave or, in a word, how they failed."""
        busy = self._busy()
        patience = min(reader.deadline for reader in busy) - time.monotonic()
        ready = wait([reader.pipe for reader in busy], timeout=max(0.0, patience))
        heard: list[tuple[_Reader, FileReading | str]] = []
        for reader in busy:
            if reader.pipe in ready:
                said = _received(reader.pipe)
                if isinstance(said, tuple):
                    reader.at(*said)
                    assert reader.attempt is not None
                    at(reader.attempt.task, *said)
                else:
                    heard.append((reader, said))
            elif time.monotonic() > reader.deadline:
                heard.append((reader, _SLOW))
        return heard


_SLOW, _DIED = "took too long to read", "made its reader stop"
_REMEDY = "Print it anew or scan the paper, and send that."


def _received(pipe: Connection) -> Any:
    """What the reader says: its page, or what the file gave; how it failed where it says nothing any more."""
    try:
        return pipe.recv()
    except Exception:  # a message that broke off in the middle can be anything
        return _DIED


def _given_up(attempt: _Attempt, reader: _Reader, failure: str) -> FileReading | None:
    """The end of a file that cannot be read; None where it can be tried again without the page that stopped it."""
    name = attempt.task.name
    page, pages = reader.page, reader.pages
    if not 1 <= page <= pages:
        return FileReading(name, problems=[Problem(name, f"{name} {failure}. {_REMEDY}")])
    if len(attempt.left_out) + 1 < STOPS or page == pages:
        left, what = range(page, page + 1), f"Page {page} of {name} {failure}"
    else:
        left, what = range(page, pages + 1), f"{name} {failure} at {STOPS} pages; pages {page} to {pages} were not read"
    attempt.left_out.append(LeftOut(left, f"{what}. {_REMEDY}"))
    return None


def _serve(
    pipe: Connection, others: list[Connection], catalog: Catalog, program: str | None, folder: Path, keep: bool
) -> None:
    """The life of a reader: a file in, its pages told one by one, what it holds out, until nobody asks any more."""
    # A session of its own: a Ctrl-C at the terminal is its parent's to answer, and it is ended with all its children.
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    _bounded()
    _pool_memory()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()

    def at(page: int, pages: int) -> None:
        pipe.send((page, pages))
        if page % _TIDIED == 0:
            _give_back()

    with contextlib.suppress(EOFError, OSError):
        while True:
            task, left_out = pipe.recv()
            reading = read_file(
                task.path,
                task.name,
                catalog,
                program,
                left_out=left_out,
                corners=task.corners,
                at=at,
                keep=keep,
            )
            pipe.send(reading)
    _end_alone(folder)


def _pool_memory() -> None:
    """Has the C library use what one picture took for the next: the system clears all that it gives anew."""
    with contextlib.suppress(AttributeError):  # other C libraries than GNU's have no such call
        library = ctypes.CDLL(None)
        # The second without the first would have every piece fetched and given back, at twice the time of all reading.
        if library.mallopt(_M_MMAP_THRESHOLD, _POOLED):
            library.mallopt(_M_TRIM_THRESHOLD, _SPARE)


def _give_back() -> None:
    """Returns to the system what the C library holds for later: what pictures leave there adds up."""
    with contextlib.suppress(AttributeError):  # other C libraries than GNU's have no such call
        ctypes.CDLL(None).malloc_trim(0)


def _bounded() -> None:
    """Limits that this process's children inherit, and no words of its libraries between those of the command."""
    # The system counts what a process shares with the one it was forked from; a thread that gets no memory for its
    # first step leaves its starter waiting for ever.
    for limit, most in (
        (resource.RLIMIT_DATA, _statm(os.getpid(), _DATA) + MEMORY),
        (resource.RLIMIT_FSIZE, _WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _end_with_parent(folder: Path) -> None:
    """Waits for the end of the parent, however it came, and ends this process with its children."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    _end_alone(folder)


def _end_alone(folder: Path) -> None:
    """Ends this process whose parent is gone, what it started, and what all readers put down."""
    own = os.getpid()
    _sweep(own, {own})
    shutil.rmtree(folder.parent, ignore_errors=True)
    os._exit(1)


def _end_session(process: BaseProcess) -> None:
    """Ends a reader and whatever it started: LibreOffice starts processes that outlive their parent."""
    pid = process.pid
    assert pid is not None
    process.kill()
    process.join()
    _sweep(pid, set())


def _sweep(leader: int, spared: set[int]) -> None:
    """Ends the processes of a session until none but the spared are left; new ones may start meanwhile."""
    while left := _session(leader) - spared:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _held(process: BaseProcess) -> int:
    """Bytes that a process holds in memory; none where that cannot be told."""
    return _statm(process.pid, _RESIDENT)


def _statm(pid: int | None, column: int) -> int:
    """A figure of a process's memory in bytes; none where that cannot be told."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[column]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _session(leader: int) -> set[int]:
    """The living processes of a session."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # pid (name) state parent group session; the name may hold anything, brackets and blanks too.
            state, _, _, session = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(session) == leader and state not in "ZX":
            found.add(int(entry.name))
    return found
