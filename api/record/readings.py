"""What was read of each file, kept beside the papers, so that no change by a person needs a file to be read again."""

import hashlib
import json
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.problems import Conflict
from api.service import Service
from api.store.papers import pack, unpack
from api.store.tables import FileRow, PacketRow, PagePrint, PageSketch
from extractors.kept import OtherFormat, dump_reading, load_reading, load_sights
from extractors.prints import sketches
from extractors.read import FileReading, Sight


def save_reading(service: Service, file: FileRow, reading: FileReading) -> str:
    """Puts the reading into the paper store; gives its key, which the file's row is to hold."""
    kept = dump_reading(reading, service.catalog)
    key = f"readings/{file.id}"
    service.papers.put(key, pack(json.dumps(kept, ensure_ascii=False)))
    # Pictures of pages ask for these alone, and often.
    service.papers.put(f"sights/{file.id}", pack(json.dumps(kept["sights"])))
    return key


def known_reading(service: Service, file: FileRow) -> FileReading | None:
    """The reading of a file that was read before; None where it must be read, for the first time or by this version."""
    if file.reading is None or not service.papers.has(file.reading):
        return None
    try:
        return load_reading(json.loads(unpack(service.papers.get(file.reading))), service.catalog)
    except OtherFormat:
        return None


def readings(service: Service, files: Sequence[FileRow]) -> list[FileReading]:
    """The readings of all files in their order; raises Conflict where one is not read yet."""
    found = []
    for file in files:
        reading = known_reading(service, file)
        if reading is None:
            raise Conflict("This packet has not been read yet. Wait until it is, or have it tried again.")
        found.append(reading)
    return found


def sights(service: Service, file: FileRow) -> dict[int, Sight]:
    """How each page of the file is shown; empty where it was not read."""
    key = f"sights/{file.id}"
    if file.reading is None or not service.papers.has(key):
        return {}
    return load_sights(json.loads(unpack(service.papers.get(key))))


def in_picture(sight: Sight | None) -> bool:
    """Whether the page came as a picture, whose sheet has corners; of one that could not be read it may have."""
    return sight is None or sight.frame != "page"


def packet_files(session: Session, packet_id: str) -> list[FileRow]:
    """The packet's files in their order."""
    rows = select(FileRow).where(FileRow.packet_id == packet_id).order_by(FileRow.number)
    return list(session.scalars(rows))


def pages_fingerprint(session: Session, row: PacketRow) -> str | None:
    """Of what all pages show that were sent with the packet; None where that is not known of each."""
    prints = list(session.scalars(select(PagePrint.print).where(PagePrint.packet_id == row.id)))
    own = select(func.sum(FileRow.pages)).where(FileRow.packet_id == row.id, FileRow.from_packet.is_(None))
    if not prints or len(prints) != session.scalar(own):
        return None
    return hashlib.sha256("".join(sorted(prints)).encode()).hexdigest()


def keep_prints(session: Session, file: FileRow, reading: FileReading) -> None:
    """Notes what each page shows, by which the same page is known in another file; of what is on file it is known."""
    if file.from_packet is not None:
        return
    said = _words(reading)
    for page, sight in reading.sights.items():
        if sight.print:
            session.merge(PagePrint(file_id=file.id, page=page, packet_id=file.packet_id, print=sight.print))
        # What is no picture is known by its words alone, and exactly.
        for number, sketch in enumerate(sketches(said.get(page, ())) if sight.frame != "page" else ()):
            told = {"file_id": file.id, "page": page, "number": number, "packet_id": file.packet_id}
            session.merge(PageSketch(**told, sketch=sketch))


def _words(reading: FileReading) -> dict[int, list[str]]:
    """What stands on each page: the values, where it was read as a form, for these tell its copies apart."""
    said: dict[int, list[str]] = {}
    found = [value for page in reading.own for value in page.values.values()]
    found += [value for document in reading.documents for _, value in document.values()]
    for value in found:
        if value.page is not None and value.text and not isinstance(value.value, bool):
            said.setdefault(value.page, []).append(value.text)
    return {page.number: [word.text for word in page.words] for page in reading.pages} | said
