"""A packet that came whole becomes rows: all in one transaction with its audit, or not at all."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from api.intake import duplicates, once
from api.intake.keeping import keeping
from api.intake.multipart import Form
from api.intake.order import PacketOrder, check_program, read_order
from api.intake.papers import Sent, one_packet
from api.intake.receipts import new_receipts
from api.intake.search import packet_words
from api.intake.slices import slice_finder
from api.intake.summary import ReceivedPacket, ReceivedPaper, summary
from api.people import audit
from api.people.caller import Caller
from api.people.chosen import chosen
from api.problems import Conflict
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Batch, FileRow, PacketRow
from api.work.word import send_word


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every packet of one sending."""

    program: str | None
    as_of: date
    letters: bool
    batch: str | None = None
    held: bool = False
    """Whether it waits for its batch to be started."""
    case_number: str | None = None


def take_packet(service: Service, caller: Caller, form: Form, key: str | None) -> ReceivedPacket:
    """Takes in the packet of a form; the same key gives the same answer; raises a ServiceProblem."""
    order = read_order(form.fields)
    check_program(order.program, caller, service.catalog)
    sent = one_packet(form, service.settings, keep_unreadable=order.keep_unreadable)
    if order.name:
        sent.name = order.name
    asked = once.fingerprint("packet", order.model_dump(mode="json"), as_asked([sent]))
    answer = once.once(
        service, caller, key, asked,
        lambda session: _enter(session, service, caller, order, sent),
        keeping(service, form.place, sent.papers),
    )  # fmt: skip
    received = ReceivedPacket.model_validate(answer)
    if received.state == "waiting":
        send_word(service, "packet", [received.id])
    return received


def as_asked(packets: Sequence[Sent]) -> list[Any]:
    """What makes two sendings the same: names and bytes of the papers."""
    return [[sent.name, [[paper.name, paper.sha256] for paper in sent.papers]] for sent in packets]


def _enter(session: Session, service: Service, caller: Caller, order: PacketOrder, sent: Sent) -> dict[str, Any]:
    [row] = enter_packets(session, service, caller, [sent], _terms(session, service, caller, order))
    if row.state == "refused":
        raise duplicates.refuse_copy(duplicates.first_of(session, [row.fingerprint])[row.fingerprint], caller)
    return receipt(session, caller, row, sent)


def receipt(session: Session, caller: Caller, row: PacketRow, sent: Sent) -> dict[str, Any]:
    """The answer to whoever sent the papers, as it is kept for the same request."""
    papers = [ReceivedPaper(name=paper.name, size=paper.size, sha256=paper.sha256) for paper in sent.papers]
    told = summary(session, caller, row).model_dump()
    return ReceivedPacket(**told, notes=sent.notes, papers=papers).model_dump(mode="json")


def _terms(session: Session, service: Service, caller: Caller, order: PacketOrder) -> Terms:
    as_of = order.as_of or service.today()
    if order.batch is None:
        return Terms(order.program, as_of, order.letters, case_number=order.case_number)
    batch = open_batch(session, caller, order.batch)
    return Terms(
        order.program or batch.program,
        order.as_of or batch.as_of,
        order.letters,
        batch.id,
        batch.state == "open",
        order.case_number,
    )


def open_batch(session: Session, caller: Caller, batch_id: str) -> Batch:
    """The batch, to which packets can be added; raises NotFound or Conflict."""
    caller.allow("batches.make")
    # Held until the end of the transaction, so that it is not started meanwhile.
    batch = caller.check_batch(session.get(Batch, batch_id, with_for_update={"read": True}))
    if batch.state == "cancelled":
        raise Conflict("This batch was cancelled. Make a new one for further packets.")
    return batch


def enter_packets(
    session: Session, service: Service, caller: Caller, packets: Sequence[Sent], terms: Terms
) -> list[PacketRow]:
    """The rows of packets whose papers lie in the store; a copy is linked, or refused where the office says so."""
    prints = [duplicates.fingerprint_of(paper.sha256 for paper in sent.papers) for sent in packets]
    duplicates.lock_fingerprints(session, prints)
    firsts = duplicates.first_of(session, prints)
    receipts = new_receipts(session, service.today(), len(packets))
    days = chosen(session, service.settings).due_days
    rows = [_row(caller, *told, terms) for told in zip(packets, prints, receipts, strict=True)]
    slice_of = slice_finder(session)
    for row, sent in zip(rows, packets, strict=True):
        row.slice = slice_of(row.id)
        row.due_on = service.settings.day(row.received_at) + timedelta(days=days) if days else None
        row.search = packet_words(row, [paper.name for paper in sent.papers])
    session.add_all(rows)
    session.flush()
    for row, sent in zip(rows, packets, strict=True):
        session.add_all(file_rows(row, sent, caller, row.received_at))
        first = firsts.setdefault(row.fingerprint, row)
        if first is not row:
            _tell_copy(session, service, caller, sent, row, first)
    session.flush()
    told = {row.id: {"files": row.files, "batch": row.batch_id, "token": caller.token} for row in rows}
    audit.note_each(session, caller.id, "packets.send", told)
    return rows


def _row(caller: Caller, sent: Sent, fingerprint: str, receipt: str, terms: Terms) -> PacketRow:
    instant = now()
    return PacketRow(
        id=new_id(),
        receipt=receipt,
        name=sent.name,
        state="held" if terms.held else "waiting",
        attempts=0,
        ready_at=instant,
        batch_id=terms.batch,
        program=terms.program,
        program_told=terms.program is not None,
        as_of=terms.as_of,
        case_number=terms.case_number,
        sent_by=caller.id,
        provider_id=caller.id if caller.role == "provider" else None,
        trace=structlog.contextvars.get_contextvars().get("trace") or secrets.token_hex(16),
        letters=terms.letters,
        version=1,
        files=len(sent.papers),
        fingerprint=fingerprint,
        received_at=instant,
    )


def file_rows(packet: PacketRow, sent: Sent, caller: Caller, instant: Any, first: int = 1) -> list[FileRow]:
    """The rows of the packet's papers, numbered from the first."""
    return [
        FileRow(
            id=new_id(),
            packet_id=packet.id,
            number=number,
            name=paper.name,
            sha256=paper.sha256,
            size=paper.size,
            sent_by=caller.id,
            sent_at=instant,
        )
        for number, paper in enumerate(sent.papers, first)
    ]


def _tell_copy(
    session: Session, service: Service, caller: Caller, sent: Sent, row: PacketRow, first: PacketRow
) -> None:
    told = duplicates.same_files(first)
    if service.settings.duplicates == "refuse":
        row.state, row.fault = "refused", "The same files came before. Use that packet, or send what is new."
    if caller.may_see(first):
        sent.notes.insert(0, told)
    duplicates.link(session, row, first, "bytes", told)
