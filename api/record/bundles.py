"""The letters of packets as one ZIP, a folder for each packet, for an office that prints or mails them."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketFilters, chosen_packets
from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict, TooLarge
from api.record.outdated import declared_as, follows_now, outdated, rewritten
from api.service import Service
from api.store.papers import file_key
from api.store.tables import OutputRow, PacketReport, PacketRow
from forms.outfile import csv_text

if TYPE_CHECKING:
    from generators.document import Following

_LIST = "letters.csv"
_COLUMNS = (
    "receipt", "subject", "program", "case_number", "letter", "file", "written", "released", "outdated", "sha256",
)  # fmt: skip
_MOST = 5_000
"""Files of one ZIP at most."""
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a letter, and what the list of the ZIP says of it."""

    name: str
    sha256: str
    told: tuple[Any, ...]


def bundle_of(service: Service, caller: Caller, row: PacketRow, path: Path, *, old: bool = False) -> None:
    """Writes the ZIP of one packet's letters; raises Conflict where none is written that may go out."""
    _write(service, path, _of_packets(service, caller, [row.id], old=old))


def bundle(service: Service, caller: Caller, filters: PacketFilters, path: Path, *, old: bool = False) -> None:
    """Writes the ZIP of the letters of all packets of the filters; raises Conflict where none is written, TooLarge."""
    found: list[_File] = []
    after = ""
    while True:
        with service.database.reading() as session:
            chosen = chosen_packets(session, caller, filters).where(PacketRow.id > after)
            packets = [row.id for row in session.scalars(chosen.order_by(PacketRow.id).limit(_AT_ONCE))]
        found += _of_packets(service, caller, packets, old=old, folders=True)
        if len(found) > _MOST:
            raise TooLarge("A ZIP of letters", f"{_MOST:,} files")
        if len(packets) < _AT_ONCE:
            break
        after = packets[-1]
    _write(service, path, found)


def _of_packets(
    service: Service, caller: Caller, packets: Sequence[str], *, old: bool, folders: bool = False
) -> list[_File]:
    """The files of the letters that stand: what was taken back is none, what is outdated only where it is asked for."""
    with service.database.reading() as session:
        rows = {row.id: row for row in session.scalars(select(PacketRow).where(PacketRow.id.in_(packets)))}
        letters = session.scalars(
            select(OutputRow)
            .where(OutputRow.packet_id.in_(packets), OutputRow.state == "written", OutputRow.withdrawn_at.is_(None))
            .order_by(OutputRow.packet_id, OutputRow.id)
        ).all()
        states = _Outdated(service, session, rewritten(session, letters))
        standing = [
            (letter, why) for letter in letters if not (why := states.why(rows[letter.packet_id], letter)) or old
        ]
    files: list[_File] = []
    taken: set[tuple[str, str]] = set()
    with service.database.writing() as session:
        for letter, why in standing:
            audit.note(session, caller.id, "letters.own", letter.packet_id, output=letter.id)
            row = rows[letter.packet_id]
            declared = declared_as(service.catalog, letter.document)
            for made in letter.made:
                own = _free(made["name"], letter.packet_id, taken)
                name = f"{row.receipt}/{own}" if folders else own
                told = (
                    row.receipt, row.subject, row.program, row.case_number,
                    declared.title if declared else letter.document, name, _day(service, letter.written_at),
                    _day(service, letter.released_at), why, made["sha256"],
                )  # fmt: skip
                files.append(_File(name, made["sha256"], told))
    return files


def _day(service: Service, instant: datetime | None) -> str:
    return service.settings.day(instant).isoformat() if instant else ""


class _Outdated:
    """Which letters do not say any more what follows from their packet; the rules are asked where it changed since."""

    def __init__(self, service: Service, session: Session, over: set[str]) -> None:
        self._service, self._session, self._over = service, session, over
        self._follows: dict[str, list[Following] | None] = {}

    def why(self, row: PacketRow, letter: OutputRow) -> str:
        """Why the letter is outdated; empty where it is not, or where it is out already."""
        if letter.released_at:
            return ""
        if letter.id not in self._over and row.state == "checked" and self._made(row) <= letter.asked_at:
            return ""
        if row.id not in self._follows:
            self._follows[row.id] = follows_now(self._service, self._session, row)
        return outdated(letter, self._follows[row.id], self._service.catalog, self._over) or ""

    def _made(self, row: PacketRow) -> datetime:
        """When the packet's report was made last: by its reading, or by a change."""
        made = select(PacketReport.made_at).where(PacketReport.packet_id == row.id)
        return self._session.scalar(made) or row.received_at


def _free(name: str, packet: str, taken: set[tuple[str, str]]) -> str:
    """The name, with a number where the packet has another file of it: a letter can be written twice."""
    plain, number = PurePosixPath(name), 1
    while (packet, name) in taken:
        number += 1
        name = f"{plain.stem} ({number}){plain.suffix}"
    taken.add((packet, name))
    return name


def _write(service: Service, path: Path, files: Sequence[_File]) -> None:
    if not files:
        raise Conflict(
            "No letter of these is written yet, or those that are written are outdated. "
            "Write it on the packet's page Decide and send."
        )
    # PDF and DOCX are packed already.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for file in files:
            with service.papers.local(file_key(file.sha256)) as source:
                packed.write(source, file.name)
        packed.writestr(_LIST, csv_text(_COLUMNS, [file.told for file in files]))
