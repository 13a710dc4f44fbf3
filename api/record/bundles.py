"""The letters of packets as one ZIP, a folder for each packet, for an office that prints or mails them."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketFilters, chosen_packets
from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict, TooLarge
from api.service import Service
from api.store.papers import file_key
from api.store.tables import OutputRow, PacketRow

_MOST = 5_000
"""Files of one ZIP at most."""
_AT_ONCE = 200


def bundle_of(service: Service, caller: Caller, row: PacketRow, path: Path) -> None:
    """Writes the ZIP of one packet's letters; raises Conflict where none is written."""
    with service.database.writing() as session:
        found = list(_of_packets(session, caller, [row]))
    _write(service, path, [(name, sha256) for _, name, sha256 in found])


def bundle(service: Service, caller: Caller, filters: PacketFilters, path: Path) -> None:
    """Writes the ZIP of the letters of all packets of the filters; raises Conflict where none is written, TooLarge."""
    found: list[tuple[str, str]] = []
    after = ""
    while True:
        with service.database.writing() as session:
            chosen = chosen_packets(session, caller, filters).where(PacketRow.id > after)
            rows = list(session.scalars(chosen.order_by(PacketRow.id).limit(_AT_ONCE)))
            found += [(f"{folder}/{name}", sha256) for folder, name, sha256 in _of_packets(session, caller, rows)]
        if len(found) > _MOST:
            raise TooLarge("A ZIP of letters", f"{_MOST:,} files")
        if len(rows) < _AT_ONCE:
            break
        after = rows[-1].id
    _write(service, path, found)


def _of_packets(session: Session, caller: Caller, rows: Sequence[PacketRow]) -> Iterator[tuple[str, str, str]]:
    """Receipt, name and digest of each file of the letters that stand: what was taken back is none."""
    receipts = {row.id: row.receipt for row in rows}
    letters = session.scalars(
        select(OutputRow)
        .where(OutputRow.packet_id.in_(receipts), OutputRow.state == "written", OutputRow.withdrawn_at.is_(None))
        .order_by(OutputRow.packet_id, OutputRow.id)
    )
    taken: set[tuple[str, str]] = set()
    for letter in letters:
        audit.note(session, caller.id, "letters.own", letter.packet_id, output=letter.id)
        for made in letter.made:
            name = _free(made["name"], letter.packet_id, taken)
            yield receipts[letter.packet_id], name, made["sha256"]


def _free(name: str, packet: str, taken: set[tuple[str, str]]) -> str:
    """The name, with a number where the packet has another file of it: a letter can be written twice."""
    plain, number = PurePosixPath(name), 1
    while (packet, name) in taken:
        number += 1
        name = f"{plain.stem} ({number}){plain.suffix}"
    taken.add((packet, name))
    return name


def _write(service: Service, path: Path, files: Sequence[tuple[str, str]]) -> None:
    if not files:
        raise Conflict("No letter of these is written yet. Write it on the packet's page Decide and send.")
    # PDF and DOCX are packed already.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, sha256 in files:
            with service.papers.local(file_key(sha256)) as source:
                packed.write(source, name)
