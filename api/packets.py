"""Finding the packets of a command's paths, and checking them one after another or several at a time."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from api.intake.names import distinct
from api.readers import Readers, Task
from extractors.confidence import weigh
from extractors.files import MAX_FILE_BYTES, MAX_ZIP_BYTES, MAX_ZIP_ENTRIES, counts, is_mail, packet_files, packet_name
from extractors.read import FileReading, as_packet
from forms.catalog import Catalog, load_catalog
from forms.errors import FormwrightError
from forms.evidence import REVIEW_BELOW
from forms.packet import Packet, Problem
from forms.report import Report
from validators.engine import check_packet

if TYPE_CHECKING:
    from api.intake.incoming import Place
    from api.intake.mail import Opened

Done = Callable[[Path, Report], None]
_HEAD = 1 << 16
"""Bytes by which a saved e-mail is told."""
_PRINTING = 1_000_000
"""Bytes of a scan that are read in the time that LibreOffice takes to print a Word document."""


@dataclass(frozen=True, slots=True)
class Job:
    """How every packet of one command is checked."""

    as_of: date
    program: str | None = None
    programs: tuple[Path, ...] = ()
    """Folders of further programs."""
    review_below: float = REVIEW_BELOW
    """Values that are less sure are marked for a person."""

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
    if not path.is_dir():
        yield path
        return
    try:
        entries = sorted(entry for entry in path.iterdir() if counts(entry.name))
    except OSError as error:
        raise FormwrightError(f"{path} cannot be opened ({error.strerror}): check that it may be read.") from None
    if not entries:
        raise FormwrightError(f"{path} holds no files: put the papers of a packet into it.")
    folders = [entry for entry in entries if entry.is_dir() and not entry.is_symlink()]
    if len(folders) < len(entries):
        yield path
        return
    for folder in folders:
        # An empty or locked folder is a packet that cannot be read: it must not end the batch.
        yield from _packets_of(folder) if _has_entries(folder) else [folder]


def _has_entries(folder: Path) -> bool:
    try:
        return any(counts(entry.name) for entry in folder.iterdir())
    except OSError:
        return False


def check_one(path: Path, job: Job) -> Report:
    """The report on one packet; what cannot be read at all stands under its problems."""
    [report] = check_all([path], job, 1)
    return report


def check_all(packets: Sequence[Path], job: Job, jobs: int, done: Done = lambda path, report: None) -> list[Report]:
    """The reports in the order of the packets, `jobs` files read at a time; `done` is called as each is ready."""
    reports: dict[int, Report] = {}

    def finish(number: int, packet: Packet) -> None:
        weigh(packet, job.catalog, job.review_below)
        reports[number] = _checked(packet, job)
        done(packets[number], reports[number])

    with _Mails() as mails, Readers(job.catalog, job.program, jobs) as readers:
        opened: dict[int, _Open] = {}
        tasks: list[Task] = []
        for number, path in enumerate(packets):
            try:
                files, told = mails.files(path)
            except FormwrightError as error:
                finish(number, _unreadable(path, str(error)))
                continue
            opened[number] = _Open([*(reading.file for reading in told), *(name for name, _ in files)])
            opened[number].readings = {reading.file: reading for reading in told}
            if not files:
                finish(number, as_packet(packet_name(path), opened.pop(number).in_order(), job.catalog))
                continue
            tasks += [Task(number, file, name) for name, file in files]
        for task, reading in readers.read(_largest_first(tasks) if jobs > 1 else tasks):
            packet = opened[task.packet]
            packet.readings[task.name] = reading
            if len(packet.readings) == len(packet.names):
                # Its readings go with it: a batch may hold any number of packets.
                del opened[task.packet]
                finish(task.packet, as_packet(packet_name(packets[task.packet]), packet.in_order(), job.catalog))
    return [reports[number] for number in range(len(packets))]


class _Mails(AbstractContextManager["_Mails"]):
    """The saved e-mails of packets: their papers lie in a folder of their own while they are read."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._place: Place | None = None

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def files(self, path: Path) -> tuple[list[tuple[str, Path]], list[FileReading]]:
        """The packet's files, the papers of a mail in its place, and what is to be told of each mail."""
        files: list[tuple[str, Path]] = []
        told: list[FileReading] = []
        for name, file in packet_files(path):
            try:
                mail = self._opened(file, name)
            except FormwrightError as error:
                told.append(FileReading(name, problems=[Problem(name, str(error))]))
                continue
            files += [(name, file)] if mail is None else [(one.name, one.path) for one in mail.papers]
            if mail is not None and mail.notes:
                told.append(FileReading(name, problems=[Problem(name, note, settled=True) for note in mail.notes]))
        # A mail may be called like a folder beside it: no paper hides another.
        names = distinct(name for name, _ in files)
        return [(name, file) for name, (_, file) in zip(names, files, strict=True)], told

    def _opened(self, file: Path, name: str) -> "Opened | None":
        # A pipe never ends, and a link could lead anywhere: both are told by whoever reads them.
        if file.is_symlink() or not file.is_file():
            return None
        try:
            with file.open("rb") as stream:
                if not is_mail(stream.read(_HEAD), name):
                    return None
        except OSError:
            return None
        # The service's half is imported where there is a mail: it takes a while that most commands do without.
        from api.intake.archive import ZipLimits
        from api.intake.incoming import Place
        from api.intake.mail import open_mail

        if self._place is None:
            folder = self._held.enter_context(TemporaryDirectory(prefix="formwright-"))
            self._place = Place(Path(folder))
            self._held.callback(self._place.clear)
        return open_mail(file, name, self._place, ZipLimits(MAX_ZIP_ENTRIES, MAX_FILE_BYTES, MAX_ZIP_BYTES))


def _largest_first(tasks: Sequence[Task]) -> list[Task]:
    """The files of the largest packet first, in each the largest file: at the end no reader waits long for another.

    The files of a packet stay together, so that few packets are open at a time.
    """
    work = {task: _work(task.path) for task in tasks}
    packets: Counter[int] = Counter()
    for task in tasks:
        packets[task.packet] += work[task]
    return sorted(tasks, key=lambda task: (-packets[task.packet], task.packet, -work[task]))


def _work(path: Path) -> int:
    """How long it takes to read the file, roughly, in bytes of a scan."""
    try:
        size = path.stat().st_size
    except OSError:
        return 0
    return size + _PRINTING if path.suffix.lower() == ".docx" else size


def _checked(packet: Packet, job: Job) -> Report:
    """The report on a packet; a rule that fails on it costs the batch nothing and is told like a paper not read."""
    try:
        return check_packet(packet, job.catalog, job.as_of, job.program)
    except FormwrightError:
        raise
    except Exception as error:  # whatever a rule stumbles over
        return rules_failed(packet, job.as_of, job.program, error)


def rules_failed(packet: Packet, as_of: date, program: str | None, error: Exception) -> Report:
    """The report on a packet on which a rule failed: a person must check it."""
    message = f"The rules failed on this packet ({type(error).__name__}: {error}). Check it by hand, and report this."
    packet.problems.append(Problem(packet.name, message))
    return Report(packet, [program] if program else [], as_of, "needs-review")


@dataclass(slots=True)
class _Open:
    """A packet of which some files are read."""

    names: list[str]
    readings: dict[str, FileReading] = field(default_factory=dict)

    def in_order(self) -> list[FileReading]:
        return [self.readings[name] for name in self.names]


def _unreadable(path: Path, message: str) -> Packet:
    name = packet_name(path)
    return Packet(name, problems=[Problem(name, message)])


def folder_names(packets: Sequence[Path]) -> list[str]:
    """A folder's name for each packet's outgoing documents, no two alike, whatever the packets are called."""
    names: list[str] = []
    taken: set[str] = set()
    for path in packets:
        own = path.resolve()
        name = wanted = own.stem if own.is_file() else own.name or "packet"
        number = 2
        while name.casefold() in taken:
            name, number = f"{wanted}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names
