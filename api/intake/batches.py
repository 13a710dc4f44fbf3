"""Batches: packets that come together, are started together, and whose progress is told as a whole."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from api.intake import once
from api.intake.keeping import keeping
from api.intake.multipart import FILES, Form
from api.intake.names import clean_line
from api.intake.order import check_program, error_told
from api.intake.papers import many_packets
from api.intake.taking import Terms, as_asked, enter_packets
from api.people import audit
from api.people.caller import Caller
from api.problems import BadRequest, Conflict
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Batch, PacketRow
from api.work.word import send_word

_ENDED = ("checked", "quarantined", "cancelled", "refused")
_AT_ONCE = 500


class BatchOrder(BaseModel):
    """What holds for the packets of a batch."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=200, description="What to call it; else its zip, or its day.")
    program: str | None = Field(None, max_length=40, description="Check against this program alone.")
    as_of: date | None = Field(None, description="The day that rules count from; today if left out.")


class ZipOrder(BatchOrder):
    """The fields of the form that a batch is sent in."""

    letters: bool = Field(False, description="Write what follows as soon as a packet is checked.")
    start: bool = Field(False, description="Start the batch as soon as it came whole.")


BATCH_FIELDS = frozenset((FILES, *ZipOrder.model_fields))


class BatchSummary(BaseModel):
    """A batch and how far it is."""

    id: str
    name: str
    state: Literal["open", "started", "cancelled"]
    program: str | None
    as_of: date
    created_at: datetime
    packets: int
    ended: int = Field(description="Packets with which the machine is done, well or not.")
    states: dict[str, int] = Field(description="Packets by state.")
    outcomes: dict[str, int] = Field(description="Checked packets by outcome.")


class ReceivedBatch(BatchSummary):
    """A batch that was just taken in."""

    notes: list[str] = Field(description="What the sender should know of its packets.")


class BatchPage(BaseModel):
    """Some batches, and the key of the next page where there may be one."""

    items: list[BatchSummary]
    next: str | None


def make_batch(service: Service, caller: Caller, order: BatchOrder, key: str | None) -> ReceivedBatch:
    """An empty batch, to which packets are added one by one."""
    check_program(order.program, caller, service.catalog)
    asked = once.fingerprint("batch", order.model_dump(mode="json"))

    def enter(session: Session) -> dict[str, Any]:
        batch = _new(session, service, caller, order, order.name or f"Batch of {service.today():%Y-%m-%d}")
        return ReceivedBatch(**batch_summary(session, batch).model_dump(), notes=[]).model_dump(mode="json")

    return ReceivedBatch.model_validate(once.once(service, caller, key, asked, enter))


def take_batch(service: Service, caller: Caller, form: Form, order: ZipOrder, key: str | None) -> ReceivedBatch:
    """The batch of a zip, each packet a folder of it; raises a ServiceProblem."""
    check_program(order.program, caller, service.catalog)
    name = order.name or clean_line(form.parts[0].name if form.parts else "").removesuffix(".zip")
    packets, notes = many_packets(form, service.settings, keep_unreadable=True)
    asked = once.fingerprint("batch", order.model_dump(mode="json"), as_asked(packets))
    papers = [paper for sent in packets for paper in sent.papers]
    waiting: list[str] = []

    def enter(session: Session) -> dict[str, Any]:
        batch = _new(session, service, caller, order, name or "Batch")
        batch.state = "started" if order.start else "open"
        terms = Terms(order.program, batch.as_of, order.letters, batch.id, held=not order.start)
        rows = enter_packets(session, service, caller, packets, terms)
        waiting.extend(row.id for row in rows if row.state == "waiting")
        told = notes + [f"{sent.name}: {note}" for sent in packets for note in sent.notes]
        return ReceivedBatch(**batch_summary(session, batch).model_dump(), notes=told[:200]).model_dump(mode="json")

    answer = once.once(service, caller, key, asked, enter, keeping(service, form.place, papers))
    _tell(service, waiting)
    return ReceivedBatch.model_validate(answer)


def _new(session: Session, service: Service, caller: Caller, order: BatchOrder, name: str) -> Batch:
    batch = Batch(
        id=new_id(),
        name=clean_line(name)[:200] or "Batch",
        state="open",
        program=order.program,
        as_of=order.as_of or service.today(),
        created_by=caller.id,
        created_at=now(),
    )
    session.add(batch)
    session.flush()
    audit.note(session, caller.id, "batches.make", batch=batch.id)
    return batch


def batch_summary(session: Session, batch: Batch) -> BatchSummary:
    """One batch with its progress."""
    return batch_summaries(session, [batch])[0]


def batch_summaries(session: Session, batches: Sequence[Batch]) -> list[BatchSummary]:
    """The batches with their progress, counted along one index for all of them together."""
    states: dict[str, dict[str, int]] = {batch.id: {} for batch in batches}
    outcomes: dict[str, dict[str, int]] = {batch.id: {} for batch in batches}
    counted = session.execute(
        select(PacketRow.batch_id, PacketRow.state, PacketRow.outcome, func.count())
        .where(PacketRow.batch_id.in_(list(states)))
        .group_by(PacketRow.batch_id, PacketRow.state, PacketRow.outcome)
    )
    for batch_id, state, outcome, number in counted:
        assert batch_id is not None
        states[batch_id][state] = states[batch_id].get(state, 0) + number
        if outcome and state == "checked":
            outcomes[batch_id][outcome] = outcomes[batch_id].get(outcome, 0) + number
    return [_summary(batch, states[batch.id], outcomes[batch.id]) for batch in batches]


def _summary(batch: Batch, states: dict[str, int], outcomes: dict[str, int]) -> BatchSummary:
    return BatchSummary(
        id=batch.id,
        name=batch.name,
        state=batch.state,  # type: ignore[arg-type]
        program=batch.program,
        as_of=batch.as_of,
        created_at=batch.created_at,
        packets=sum(states.values()),
        ended=sum(number for state, number in states.items() if state in _ENDED),
        states=states,
        outcomes=outcomes,
    )


def list_batches(session: Session, caller: Caller, after: str | None, limit: int) -> BatchPage:
    """Batches of the caller's programs, newest first."""
    wanted = select(Batch).order_by(Batch.id.desc()).limit(limit + 1)
    if caller.programs:
        wanted = wanted.where(Batch.program.in_(caller.programs) | Batch.program.is_(None))
    if after:
        wanted = wanted.where(Batch.id < after)
    rows = list(session.scalars(wanted))
    more = rows[limit - 1].id if len(rows) > limit else None
    return BatchPage(items=batch_summaries(session, rows[:limit]), next=more)


def start_batch(service: Service, caller: Caller, batch_id: str) -> BatchSummary:
    """Has the workers begin; a batch that was started stays so."""
    with service.database.writing() as session:
        batch = _locked(session, caller, batch_id)
        if batch.state == "cancelled":
            raise Conflict("This batch was cancelled. Send its packets in a new one.")
        batch.state = "started"
        ids = _move(session, batch, ("held",), state="waiting", ready_at=now())
        _note(session, caller, "batches.start", batch, ids)
        told = batch_summary(session, batch)
    _tell(service, ids)
    return told


def cancel_batch(service: Service, caller: Caller, batch_id: str) -> BatchSummary:
    """Ends what has not ended; what was checked stays."""
    with service.database.writing() as session:
        batch = _locked(session, caller, batch_id)
        batch.state = "cancelled"
        ids = _move(session, batch, ("held", "waiting", "reading"), state="cancelled", lease=None, lease_until=None)
        _note(session, caller, "batches.cancel", batch, ids)
        return batch_summary(session, batch)


def retry_batch(service: Service, caller: Caller, batch_id: str) -> BatchSummary:
    """Has the workers try again what is in quarantine."""
    with service.database.writing() as session:
        batch = _locked(session, caller, batch_id)
        if batch.state == "cancelled":
            raise Conflict("This batch was cancelled. Send its packets in a new one.")
        ids = _move(
            session, batch, ("quarantined",), state="waiting", attempts=0, failures=0, fault=None, ready_at=now()
        )
        _note(session, caller, "batches.retry", batch, ids)
        told = batch_summary(session, batch)
    _tell(service, ids)
    return told


def _locked(session: Session, caller: Caller, batch_id: str) -> Batch:
    return caller.check_batch(session.get(Batch, batch_id, with_for_update=True))


def _move(session: Session, batch: Batch, states: tuple[str, ...], **changes: Any) -> list[str]:
    """Changes the batch's packets that are in these states; their ids."""
    moved = session.scalars(
        update(PacketRow)
        .where(PacketRow.batch_id == batch.id, PacketRow.state.in_(states))
        .values(version=PacketRow.version + 1, **changes)
        .returning(PacketRow.id)
        .execution_options(synchronize_session=False)
    )
    return list(moved)


def _note(session: Session, caller: Caller, action: str, batch: Batch, ids: Sequence[str]) -> None:
    """A row for the batch, and one for each packet that it changed."""
    audit.note(session, caller.id, action, batch=batch.id, packets=len(ids))
    audit.note_each(session, caller.id, action, {packet: {"batch": batch.id} for packet in ids})


def _tell(service: Service, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), _AT_ONCE):
        send_word(service, "packet", ids[start : start + _AT_ONCE])


def read_zip_order(fields: dict[str, str]) -> ZipOrder:
    """The order of a form; raises BadRequest."""
    try:
        return ZipOrder.model_validate({name: text for name, text in fields.items() if text.strip()})
    except ValidationError as error:
        raise BadRequest(f"The form is not right: {error_told(error)}.") from None


def read_batch_order(content: bytes) -> BatchOrder:
    """The order in a JSON body; raises BadRequest."""
    try:
        return BatchOrder.model_validate_json(content or b"{}")
    except ValidationError as error:
        raise BadRequest(f"The request is not right: {error_told(error)}.") from None
