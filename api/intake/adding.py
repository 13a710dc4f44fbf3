"""A missing item that comes later: the packet is read again, but only in what is new."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.intake import duplicates, once
from api.intake.keeping import keeping
from api.intake.multipart import Form
from api.intake.names import distinct
from api.intake.order import read_order
from api.intake.papers import Paper, Sent, one_packet
from api.intake.search import search_words
from api.intake.summary import ReceivedPacket
from api.intake.taking import as_asked, file_rows, receipt
from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict, TooLarge
from api.record.decided import end_decision
from api.service import Service
from api.store.clock import now
from api.store.tables import OVER, FileRow, PacketRow
from api.work.leases import put_back
from api.work.word import send_word


def check_open(service: Service, caller: Caller, packet_id: str) -> None:
    """Raises NotFound or Conflict before the papers were taken in vain."""
    with service.database.reading() as session:
        _open(session, caller, packet_id)


def add_files(service: Service, caller: Caller, packet_id: str, form: Form, key: str | None) -> ReceivedPacket:
    """Adds the form's papers to the packet, which then waits to be read; raises a ServiceProblem."""
    keep = read_order(form.fields).keep_unreadable
    sent = one_packet(form, service.settings, keep_unreadable=keep)
    asked = once.fingerprint("files", packet_id, as_asked([sent]))
    answer = once.once(
        service, caller, key, asked,
        lambda session: _enter(session, service, caller, packet_id, sent),
        keeping(service, form.place, sent.papers),
    )  # fmt: skip
    if answer["state"] == "waiting":
        send_word(service, "packet", [packet_id])
    return ReceivedPacket.model_validate(answer)


def _open(session: Session, caller: Caller, packet_id: str, *, lock: bool = False) -> PacketRow:
    packet = caller.check_packet(session.get(PacketRow, packet_id, with_for_update=lock or None))
    if packet.state in OVER:
        raise Conflict(f"This packet was {packet.state}. Send the papers as a new one.")
    if packet.decision in ("accepted", "denied"):
        raise Conflict(f"This packet was {packet.decision}. Send the papers as a new one.")
    return packet


def _enter(session: Session, service: Service, caller: Caller, packet_id: str, sent: Sent) -> dict[str, Any]:
    packet = _open(session, caller, packet_id, lock=True)
    files = session.scalars(select(FileRow).where(FileRow.packet_id == packet.id))
    here = {file.name: file.sha256 for file in files}
    if len(here) + len(sent.papers) > service.settings.packet_files:
        raise TooLarge("The number of files in the packet", f"{service.settings.packet_files:,}")
    added = _beside(sent, here)
    last = session.scalar(select(func.max(FileRow.number)).where(FileRow.packet_id == packet.id)) or 0
    session.add_all(file_rows(packet, added, caller, now(), last + 1))
    # What was returned for a missing item is to be decided on anew.
    end_decision(session, packet, "papers")
    read_again(packet, len(here) + len(added.papers))
    packet.fingerprint = duplicates.fingerprint_of(list(here.values()) + [paper.sha256 for paper in added.papers])
    packet.search = search_words(packet.search, *(paper.name for paper in added.papers))
    audit.note(session, caller.id, "packets.send", packet.id, files=len(added.papers), added=True, token=caller.token)
    return receipt(session, caller, packet, added)


def _beside(sent: Sent, here: dict[str, str]) -> Sent:
    """The papers under names that the packet has not, with a word on those that it holds already."""
    names = distinct((paper.name for paper in sent.papers), here)
    notes = list(sent.notes)
    for paper, name in zip(sent.papers, names, strict=True):
        if name != paper.name:
            notes.append(f"The packet has a paper named {paper.name} already; the new one is listed as {name}.")
        if paper.sha256 in here.values():
            notes.append(f"{name} is in this packet already, byte for byte.")
    papers = [Paper(name, paper.path, paper.size, paper.sha256) for paper, name in zip(sent.papers, names, strict=True)]
    return Sent(sent.name, papers, notes)


def read_again(packet: PacketRow, files: int) -> None:
    """Puts the packet back in line; whoever reads it at the moment loses it, as it does not know of the new papers."""
    packet.files = files
    packet.version += 1
    held = packet.state == "held"
    put_back(packet)
    if held:
        packet.state = "held"
