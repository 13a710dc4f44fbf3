"""Papers on file: those of accepted packets of the same case, which a person has serve in checking another.

They are put beside the packet's own papers, as whoever checks a folder puts them into it; their names say where they
come from, and what persons corrected on them comes with them.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from api.intake.adding import read_again
from api.intake.reports import read_report
from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.problems import BadRequest, Conflict, NotFound, TooLarge
from api.record.changes import Change, open_packet
from api.record.packet import held
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Correction, FileRow, PacketRow
from api.work.word import send_word

FOLDER = "on file"
"""Where such papers stand among those of the packet: `on file/FW-261121-7K3MQ/agreement.pdf`."""
_MOST = 50


class FiledPaper(BaseModel):
    """A file of an accepted packet."""

    number: int
    name: str
    pages: int
    forms: list[str] = Field(description="What its documents were recognised as.")
    serves: bool = Field(description="Whether it stands among the papers of the packet already.")


class FiledPacket(BaseModel):
    """An accepted packet of the same case and program."""

    id: str
    receipt: str
    name: str
    decided_at: datetime | None
    files: list[FiledPaper]


class FiledOrder(Change):
    """Which files of which accepted packet are to serve."""

    model_config = ConfigDict(extra="forbid")
    packet: str = Field(max_length=26)
    files: list[int] = Field(min_length=1, max_length=500, description="Their numbers in that packet.")


def on_file(service: Service, session: Session, caller: Caller, row: PacketRow) -> list[FiledPacket]:
    """The accepted packets of the case with their files, the newest first; of its provider alone where it has one."""
    serve = set(_serving(session, row))
    found = []
    for packet in session.scalars(_filed(caller, row).order_by(PacketRow.id.desc()).limit(_MOST)):
        forms: dict[str, list[str]] = {}
        for document in read_report(session, packet, service.catalog, reveal=False)["documents"]:
            if document["form"]:
                forms.setdefault(document["file"], []).append(document["form"])
        files = [
            FiledPaper(
                number=file.number, name=file.name, pages=file.pages, forms=forms.get(file.name, []),
                serves=(packet.id, file.sha256) in serve,
            )
            for file in _own_files(session, packet)
        ]  # fmt: skip
        found.append(
            FiledPacket(
                id=packet.id, receipt=packet.receipt, name=packet.name, decided_at=packet.decided_at, files=files
            )
        )  # fmt: skip
    return found


def filed_count(session: Session, caller: Caller, row: PacketRow) -> int:
    """How many accepted packets `on_file` has for the packet."""
    return session.scalar(select(func.count()).select_from(_filed(caller, row).subquery())) or 0


def have_serve(service: Service, caller: Caller, packet_id: str, order: FiledOrder) -> PacketSummary:
    """Puts the files beside the packet's own, which is then read and checked again."""
    with service.database.writing() as session:
        row = open_packet(session, caller, packet_id, order.version)
        packet = session.scalars(_filed(caller, row).where(PacketRow.id == order.packet)).one_or_none()
        if packet is None:
            raise BadRequest("That is no accepted packet of the same case and program. Choose one that is listed.")
        known = {file.number: file for file in _own_files(session, packet)}
        if strange := [number for number in order.files if number not in known]:
            raise BadRequest(f"{packet.receipt} has no file {strange[0]} of its own. Choose one that is listed.")
        chosen = [known[number] for number in dict.fromkeys(order.files)]
        serve = set(_serving(session, row))
        if twice := [file for file in chosen if (packet.id, file.sha256) in serve]:
            raise Conflict(f"{twice[0].name} of {packet.receipt} stands among the papers of this packet already.")
        if row.files + len(chosen) > service.settings.packet_files:
            raise TooLarge("The number of files in the packet", f"{service.settings.packet_files:,}")
        _put_beside(session, caller, row, packet, chosen)
        read_again(row, row.files + len(chosen))
        # One after the other by chain, so that two such changes never wait for each other.
        trail = [(row.id, "packets.arrange", packet.id), (packet.id, "packets.pages", row.id)]
        for own, action, other in sorted(trail, key=lambda entry: audit.chain_of(entry[0])):
            audit.note(session, caller.id, action, own, on_file=other, files=len(chosen))
        told = summary(session, caller, row)
    send_word(service, "packet", [packet_id])
    return told


def serve_no_more(service: Service, caller: Caller, packet_id: str, filed: str, version: int) -> PacketSummary:
    """Takes the papers of that accepted packet out again; the packet is then read and checked without them."""
    with service.database.writing() as session:
        row = open_packet(session, caller, packet_id, version)
        beside = select(FileRow).where(FileRow.packet_id == row.id, FileRow.from_packet == filed)
        files = {file.name: file for file in session.scalars(beside)}
        if not files:
            raise NotFound("paper on file")
        changes = held(session, row.id)
        order = changes.order.documents if changes.order else []
        if any(page["file"] in files for document in order for page in document["pages"]):
            raise Conflict("The pages were put together anew since these papers came. Undo that first.")
        for made in changes.corrections:
            if made.file in files:
                made.undone_by, made.undone_at = caller.id, now()
        for file in files.values():
            session.delete(file)
        read_again(row, row.files - len(files))
        audit.note(session, caller.id, "packets.arrange", row.id, on_file=filed, files=len(files), undone=True)
        told = summary(session, caller, row)
    send_word(service, "packet", [packet_id])
    return told


def _put_beside(session: Session, caller: Caller, row: PacketRow, packet: PacketRow, files: list[FileRow]) -> None:
    last = session.scalar(select(func.max(FileRow.number)).where(FileRow.packet_id == row.id)) or 0
    folder = f"{FOLDER}/{packet.receipt}/"
    names = {file.name: folder + file.name[len(folder) - 255 :] for file in files}
    session.add_all(
        FileRow(
            id=new_id(), packet_id=row.id, number=number, name=names[file.name], sha256=file.sha256, size=file.size,
            sent_by=caller.id, sent_at=now(), from_packet=packet.id,
        )
        for number, file in enumerate(files, last + 1)
    )  # fmt: skip
    kept = [
        column.key for column in Correction.__mapper__.column_attrs if column.key not in ("id", "packet_id", "file")
    ]
    made = [one for one in held(session, packet.id).corrections if one.file in names]
    # Corrections hold in the order of their ids, which ids of the same moment do not keep by themselves.
    for number, one in zip(sorted(new_id() for _ in made), made, strict=True):
        same = {name: getattr(one, name) for name in kept}
        session.add(Correction(id=number, packet_id=row.id, file=names[one.file], **same))


def _filed(caller: Caller, row: PacketRow) -> Select[PacketRow]:
    """The query for what is on file for the packet; nothing where its case or program is not known."""
    filed = select(PacketRow).where(
        caller.sees(),
        # Two packets of which no case is known are of no case in common.
        PacketRow.case_number.is_not(None),
        PacketRow.case_number == row.case_number,
        PacketRow.program == row.program,
        PacketRow.decision == "accepted",
        PacketRow.id != row.id,
    )
    # A provider sees the papers of their packet: others' must not come among them.
    return filed if row.provider_id is None else filed.where(PacketRow.provider_id == row.provider_id)


def _own_files(session: Session, packet: PacketRow) -> list[FileRow]:
    rows = select(FileRow).where(FileRow.packet_id == packet.id, FileRow.from_packet.is_(None))
    return list(session.scalars(rows.order_by(FileRow.number)))


def _serving(session: Session, row: PacketRow) -> list[tuple[str, str]]:
    rows = select(FileRow.from_packet, FileRow.sha256).where(FileRow.packet_id == row.id)
    return [(packet, sha256) for packet, sha256 in session.execute(rows) if packet is not None]
