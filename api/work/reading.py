"""Reading one packet: its files one by one, then its rules; the report is kept in one step with its new state."""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.duplicates import link_duplicates
from api.people.chosen import chosen
from api.readers import Readers, Task
from api.record.packet import checked, given_corners, held, put_together
from api.record.readings import keep_prints, known_reading, pages_fingerprint, save_reading
from api.store.clock import now
from api.store.papers import file_key
from api.store.tables import FileRow, PacketRow
from api.work import leases
from api.work.alike import alike_packets
from api.work.following import ask_for_letters, ready_letters
from api.work.keeping import Prepared, keep_report, prepare
from api.work.leases import PACKETS
from api.work.piece import LOG, Try, Worker, attempt
from api.work.word import send_word
from extractors.read import FileReading
from forms.report import Report

if TYPE_CHECKING:
    from generators.document import Following


class PacketReader(AbstractContextManager["PacketReader"]):
    """Reads packets for one worker; its reader process is kept from packet to packet."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._readers: Readers | None = None
        self._program: str | None = None

    def __exit__(self, *_: object) -> None:
        self._drop()

    def read(self, piece: str | None = None) -> bool:
        """Takes the packet, or the one that waits longest, reads and checks it; False where there was none to take."""
        return attempt(self.worker, PACKETS, self._work, piece)

    def _work(self, one: Try) -> None:
        packet, files = _sent(one)
        log = LOG.bind(trace=packet.trace, packet=packet.id)
        log.info("reading", files=len(files), attempt=packet.attempts)
        try:
            readings = self._read_files(one, packet, files)
        except BaseException:
            # A reader that was left in the middle of a file is of no more use.
            self._drop()
            raise
        read = time.monotonic()
        one.beat()
        report = _checked(one, packet, readings)
        seconds = {
            "waited": round(max(0.0, (now() - packet.ready_at).total_seconds() - (time.monotonic() - one.began)), 3),
            "read": round(read - one.began, 3),
            "checked": round(time.monotonic() - read, 3),
        }
        following = ready_letters(report, one.worker.service.catalog) if packet.letters else []
        kept = prepare(report, one.worker.service.catalog)
        scanned = alike_packets(one.worker.service, packet.id, one.beat)
        letters = one.write(lambda session: _finish(session, one, packet, kept, seconds, following, scanned))
        send_word(one.worker.service, "output", letters)
        log.info("checked", outcome=report.outcome, findings=len(report.findings), letters=len(letters), **seconds)

    def _read_files(self, one: Try, packet: PacketRow, files: Sequence[FileRow]) -> list[FileReading]:
        readings: list[FileReading] = []
        with self.worker.service.database.reading() as session:
            corners = given_corners(held(session, packet.id).order)
        done = 0
        for file in files:
            known = known_reading(self.worker.service, file)
            if known is not None:
                readings.append(known)
                done += file.pages
                one.beat(pages=done, pages_read=done)
                continue
            pages = 0

            def at(_task: Task, page: int, of: int) -> None:
                nonlocal pages
                pages = of
                one.beat(pages=done + of, pages_read=done + min(page - 1, of))  # noqa: B023 - called within the turn

            readers = self._reader(packet.program if packet.program_told else None)
            with self.worker.service.papers.local(file_key(file.sha256)) as path:
                [(_, reading)] = readers.read([Task(0, path, file.name, corners.get(file.name, {}))], at)
            readings.append(reading)
            file.pages = pages
            key = save_reading(self.worker.service, file, reading)
            one.write(lambda session: _keep(session, one, file, key, reading))  # noqa: B023 - called within the turn
            done += pages
            one.beat(pages=done, pages_read=done)
        return readings

    def _reader(self, program: str | None) -> Readers:
        """The readers for the program: they are told it when they start."""
        if self._readers is None or program != self._program:
            self._drop()
            readers = Readers(self.worker.service.catalog, program, keep=True)
            self._readers, self._program = readers.__enter__(), program
        return self._readers

    def _drop(self) -> None:
        if self._readers:
            self._readers.__exit__(None, None, None)
            self._readers = None


def _sent(one: Try) -> tuple[PacketRow, Sequence[FileRow]]:
    with one.worker.service.database.reading() as session:
        packet = session.scalars(select(PacketRow).where(PacketRow.id == one.piece)).one()
        files = session.scalars(select(FileRow).where(FileRow.packet_id == one.piece).order_by(FileRow.number)).all()
        # `_finish` keeps it with the packet: a later choice lights nothing in what was read before.
        packet.review_below = chosen(session, one.worker.service.settings).review_below
    return packet, files


def _keep(session: Session, one: Try, file: FileRow, key: str, reading: FileReading) -> None:
    """Notes that the file was read, where what was read lies, and what its pages show; raises LeaseLost."""
    leases.hold(session, PACKETS, one.piece, one.worker.name)
    kept = session.get_one(FileRow, file.id)
    kept.reading, kept.pages = key, file.pages
    keep_prints(session, kept, reading)


def _checked(one: Try, row: PacketRow, readings: list[FileReading]) -> Report:
    """The report on what was read, with what persons changed: reading again never takes their values away."""
    with one.worker.service.database.reading() as session:
        changes = held(session, row.id)
    found = put_together(row, readings, changes, one.worker.service)
    return checked(one.worker.service, row, found.packet)


def _finish(
    session: Session,
    one: Try,
    packet: PacketRow,
    kept: Prepared,
    seconds: dict[str, float],
    following: "list[Following]",
    scanned: dict[str, int],
) -> list[str]:
    """Keeps the report and passes the packet on; gives the letters that were asked for; raises LeaseLost."""
    service = one.worker.service
    row: PacketRow = leases.hold(session, PACKETS, one.piece, one.worker.name)
    row.review_below = packet.review_below
    keep_report(session, row, kept, chosen(session, service.settings).quality_share)
    row.pages_fingerprint = pages_fingerprint(session, row)
    session.flush()
    link_duplicates(session, row, scanned)
    row.seconds = seconds
    row.read_at = row.checked_at = now()
    row.pages_read = row.pages
    letters = ask_for_letters(session, row, following)
    leases.end(row, "checked")
    return letters
