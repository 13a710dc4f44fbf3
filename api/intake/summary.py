"""A packet in short, as lists and answers show it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.intake.duplicates import counts
from api.people.caller import Caller
from api.record.asked import Asked, asked
from api.record.decided import Earlier, earlier
from api.store.tables import FileRow, PacketRow, User


class Person(BaseModel):
    """Somebody of the office."""

    id: str
    name: str


class PacketSummary(BaseModel):
    """A packet in short."""

    id: str
    receipt: str
    name: str
    state: str = Field(description="held, waiting, reading, checked, quarantined, cancelled or refused")
    decision: str | None = Field(description="accepted, returned or denied")
    earlier: Earlier | None = Field(None, description="The decision that papers came after: decide anew.")
    asked: Asked | None = Field(None, description="The decision that waits for another person's approval.")
    outcome: str | None = Field(description="complete, incomplete, ineligible or needs-review")
    program: str | None
    as_of: date
    case_number: str | None
    subject: str | None
    batch: str | None
    files: int
    pages: int
    pages_read: int
    files_read: int = Field(description="While it is read, `pages` counts those of the files that were opened so far.")
    findings: int
    to_review: int
    unread: int = Field(0, description="Files, pages and papers that no rule could look at, and no person has.")
    assignee: Person | None
    due_on: date | None
    received_at: datetime
    checked_at: datetime | None
    version: int
    sampled: bool
    fault: str | None
    duplicates: int = Field(description="Other packets, of those that the caller may see, with the same papers.")


class ReceivedPaper(BaseModel):
    """A paper as it came; its sender compares the checksum with that of the file at home."""

    name: str
    size: int
    sha256: str


class ReceivedPacket(PacketSummary):
    """A packet that was just taken in."""

    notes: list[str] = Field(description="What the sender should know of its papers.")
    papers: list[ReceivedPaper] = Field([], description="What came: those of a zip or of an e-mail each by itself.")


def summaries(session: Session, caller: Caller, rows: Iterable[PacketRow]) -> list[PacketSummary]:
    """The packets in short, with a few questions to the database for all of them together."""
    packets = list(rows)
    wanted = {row.assignee for row in packets if row.assignee}
    names = (
        {person.id: person.name for person in session.scalars(select(User).where(User.id.in_(wanted)))}
        if wanted
        else {}
    )
    copies = counts(session, caller, [row.id for row in packets]) if packets else {}
    begun = files_read(session, [row.id for row in packets if row.state == "reading"])
    overtaken, waiting = earlier(session, packets), asked(session, packets)
    return [_summary(row, caller, names, copies, begun, overtaken, waiting) for row in packets]


def files_read(session: Session, packets: Sequence[str]) -> dict[str, int]:
    """How many files of packets that are being read were read, by packet."""
    if not packets:
        return {}
    read = (FileRow.packet_id.in_(packets), FileRow.reading.is_not(None))
    counted = session.execute(select(FileRow.packet_id, func.count()).where(*read).group_by(FileRow.packet_id))
    return {row[0]: row[1] for row in counted}


def summary(session: Session, caller: Caller, row: PacketRow) -> PacketSummary:
    """One packet in short."""
    return summaries(session, caller, [row])[0]


def _summary(
    row: PacketRow,
    caller: Caller,
    names: dict[str, str],
    copies: dict[str, int],
    begun: dict[str, int],
    overtaken: dict[str, Earlier],
    waiting: dict[str, Asked],
) -> PacketSummary:
    # Who of the office works on it, and how it picks its samples, is not for providers.
    inside = caller.role != "provider"
    assignee = Person(id=row.assignee, name=names.get(row.assignee, "")) if row.assignee and inside else None
    return PacketSummary(
        id=row.id,
        receipt=row.receipt,
        name=row.name,
        state=row.state,
        decision=row.decision,
        earlier=overtaken.get(row.id),
        asked=waiting.get(row.id) if inside else None,
        outcome=row.outcome,
        program=row.program,
        as_of=row.as_of,
        case_number=row.case_number,
        subject=row.subject,
        batch=row.batch_id if inside else None,
        files=row.files,
        pages=row.pages,
        pages_read=row.pages_read,
        files_read=row.files if row.read_at else begun.get(row.id, 0),
        findings=row.findings,
        to_review=row.to_review,
        unread=row.unread,
        assignee=assignee,
        due_on=row.due_on,
        received_at=row.received_at,
        checked_at=row.checked_at,
        version=row.version,
        sampled=row.sampled and inside,
        fault=row.fault,
        duplicates=copies.get(row.id, 0),
    )
