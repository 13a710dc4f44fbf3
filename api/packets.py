"""Finding the packets of a command's paths, and checking them one after another or several at a time."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractors.read import read_packet
from forms.catalog import Catalog, load_catalog
from forms.errors import FormwrightError
from forms.packet import Packet, Problem
from forms.report import Report
from validators.engine import check_packet

Done = Callable[[Path, Report], None]


@dataclass(frozen=True, slots=True)
class Job:
    """How every packet of one command is checked."""

    as_of: date
    program: str | None = None
    programs: tuple[Path, ...] = ()
    """Folders of further programs."""

    @property
    def catalog(self) -> Catalog:
        """The catalogue, loaded once in each process."""
        return load_catalog(*self.programs)


def find_packets(paths: Sequence[Path]) -> list[Path]:
    """The packets of the paths: files, folders that hold files, and the folders of a batch; raises FormwrightError."""
    packets: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FormwrightError(f"{path} does not exist: give the path of a file or folder that does.")
        packets.extend(_packets_of(path))
    return list(dict.fromkeys(packets))


def _packets_of(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    if any(entry.is_file() for entry in entries):
        yield path
        return
    if not entries:
        raise FormwrightError(f"{path} holds no files: put the papers of a packet into it.")
    for entry in entries:
        yield from _packets_of(entry) if any(entry.iterdir()) else [entry]


def check_one(path: Path, job: Job) -> Report:
    """The report on one packet; what cannot be read at all stands under its problems."""
    try:
        packet = read_packet(path, job.catalog, job.program)
    except FormwrightError as error:
        packet = _unreadable(path, str(error))
    return check_packet(packet, job.catalog, job.as_of, job.program)


def check_all(packets: Sequence[Path], job: Job, jobs: int, done: Done) -> list[Report]:
    """The reports in the order of the packets; `done` is called as each is ready."""
    if jobs <= 1 or len(packets) == 1:
        reports = []
        for path in packets:
            report = check_one(path, job)
            done(path, report)
            reports.append(report)
        return reports
    ready = _in_pool(packets, job, jobs, done)
    for path in packets:
        if path not in ready:
            # A process died and took its neighbours' work along: each packet again by itself tells which it was.
            ready |= _in_pool([path], job, 1, done)
        if path not in ready:
            ready[path] = check_packet(_unreadable(path, _DIED), job.catalog, job.as_of, job.program)
            done(path, ready[path])
    return [ready[path] for path in packets]


_DIED = "The reader stopped while reading this packet: take out the file that was added last, and send it printed anew."


def _in_pool(packets: Sequence[Path], job: Job, jobs: int, done: Done) -> dict[Path, Report]:
    ready: dict[Path, Report] = {}
    # Spawned, not forked: the OCR libraries' threads do not survive a fork.
    with ProcessPoolExecutor(min(jobs, len(packets)), multiprocessing.get_context("spawn")) as pool:
        waiting: dict[Future[Report], Path] = {pool.submit(check_one, path, job): path for path in packets}
        try:
            for future in as_completed(waiting):
                ready[waiting[future]] = future.result()
                done(waiting[future], future.result())
        except BrokenProcessPool:
            return ready
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return ready


def _unreadable(path: Path, message: str) -> Packet:
    return Packet(path.name, problems=[Problem(path.name, message)])
