"""The tables of the service. The database holds the work: a queue only carries the word that there is some.

Instants are UTC; days are civil days of the agency. What papers say (values, findings in full) stands compressed in
`PacketReport` and in the paper store, so that lists read short rows.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names constraints, so that migrations can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        bytes: LargeBinary,
        int: BigInteger,
    }


Id = String(26)
Sha = String(64)


class User(Base):
    """A person who may sign in."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    password: Mapped[str] = mapped_column(String(200))
    """As Argon2 keeps it."""
    role: Mapped[str] = mapped_column(String(20))
    programs: Mapped[list[Any]] = mapped_column(default=list)
    """The programs that the person works for; empty: all."""
    language: Mapped[str] = mapped_column(String(5), default="en")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class ChosenSetting(Base):
    """A setting that an administrator chose; it stands before the environment's."""

    __tablename__ = "chosen_settings"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[float]
    chosen_by: Mapped[str] = mapped_column(Id)
    chosen_at: Mapped[datetime]


class Invitation(Base):
    """A link by which one person makes an account or sets a new password; the first run prints one for the admin."""

    __tablename__ = "invitations"
    hash: Mapped[str] = mapped_column(Sha, primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    programs: Mapped[list[Any]] = mapped_column(default=list)
    created_by: Mapped[str | None] = mapped_column(Id)
    user_id: Mapped[str | None] = mapped_column(Id)
    """Whose account it gives a new password; None: it makes an account."""
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """Whom it is for, as whoever made it wrote."""
    made_at: Mapped[datetime | None]
    """None: it was made before this was kept."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(Id)
    """Who came by it."""

    def state(self, instant: datetime) -> str:
        """open, accepted, withdrawn or expired."""
        if self.used_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > instant else "expired"


class SignIn(Base):
    """A person's session in a browser; the cookie holds the secret whose hash is here."""

    __tablename__ = "sign_ins"
    hash: Mapped[str] = mapped_column(Sha, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInTry(Base):
    """Tries to sign in that went wrong lately, under one e-mail or network address."""

    __tablename__ = "sign_in_tries"
    key: Mapped[str] = mapped_column(Sha, primary_key=True)
    """Hash of the address."""
    tries: Mapped[int]
    since: Mapped[datetime] = mapped_column(index=True)


class Token(Base):
    """An API token of a person; shown once, kept as its hash."""

    __tablename__ = "tokens"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    hash: Mapped[str] = mapped_column(Sha, unique=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Batch(Base):
    """Packets that were sent together; its packets wait until it is started."""

    __tablename__ = "batches"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    """open, started, cancelled."""
    program: Mapped[str | None] = mapped_column(String(40))
    as_of: Mapped[date]
    created_by: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime]


class Leased:
    """Work in a row: whose turn it is, how often it was tried, and until when a worker has it."""

    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was taken."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often a try ended by what the piece itself did to its worker, not by a machine that went away."""
    lease: Mapped[str | None] = mapped_column(String(80))
    """The worker that has it: a name of its own for each life of a worker."""
    lease_until: Mapped[datetime | None]
    ready_at: Mapped[datetime]
    """Since when it waits; a try that failed waits a while."""
    fault: Mapped[str | None] = mapped_column(Text)
    """Why it failed, as a sentence with the remedy."""


OVER = ("cancelled", "refused")
"""States of packets of which nothing comes any more."""


class PacketRow(Leased, Base):
    """A packet: `state` says what the machine does with it, `decision` what a person decided."""

    __tablename__ = "packets"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    receipt: Mapped[str] = mapped_column(String(20), unique=True)
    """The number that the sender is given."""
    name: Mapped[str] = mapped_column(String(255))
    # state: held (in a batch that is not started), waiting, reading, checked, quarantined, cancelled, refused
    batch_id: Mapped[str | None] = mapped_column(Id, ForeignKey("batches.id"))
    program: Mapped[str | None] = mapped_column(String(40))
    """The program that it is to be checked against, if told; else the first that it was found to be of."""
    program_told: Mapped[bool] = mapped_column(default=False)
    as_of: Mapped[date]
    case_number: Mapped[str | None] = mapped_column(String(80))
    subject: Mapped[str | None] = mapped_column(String(200))
    """The name of the person that the packet is about, as read."""
    sent_by: Mapped[str] = mapped_column(Id)
    provider_id: Mapped[str | None] = mapped_column(Id)
    """The provider whose own case it is, who alone of the providers may see it."""
    trace: Mapped[str] = mapped_column(String(32))
    """One id from upload to letter, in every log line."""
    letters: Mapped[bool] = mapped_column(default=False)
    """Whether what follows is written as soon as it is checked."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every change that a person makes or sees; a change names the one that it was made on."""
    files: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    pages_read: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(12))
    findings: Mapped[int] = mapped_column(default=0)
    to_review: Mapped[int] = mapped_column(default=0)
    """Values that a person must look at and has not."""
    unread: Mapped[int] = mapped_column(default=0, server_default="0")
    """Files, pages and papers that no rule could look at, and no person has."""
    values_read: Mapped[int] = mapped_column(default=0)
    sampled: Mapped[bool] = mapped_column(default=False)
    """Whether a person looks at it though it was found complete."""
    decision: Mapped[str | None] = mapped_column(String(10))
    """accepted, returned, denied."""
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
    approval_by: Mapped[str | None] = mapped_column(Id)
    """Who asks for another person's approval of a decision; None: nobody does at present."""
    assignee: Mapped[str | None] = mapped_column(Id)
    claimed_until: Mapped[datetime | None]
    due_on: Mapped[date | None]
    review_below: Mapped[float | None]
    """The threshold that it was read with; None: it was read before there was a choice."""
    fingerprint: Mapped[str] = mapped_column(Sha, index=True)
    """Of the bytes of its files, whatever their names and order."""
    pages_fingerprint: Mapped[str | None] = mapped_column(Sha, index=True)
    """Of what its pages show, whatever file holds them."""
    search: Mapped[str] = mapped_column(Text, default="")
    """Folded words of names, numbers and text, without what is masked in lists."""
    slice: Mapped[int] = mapped_column(default=1, server_default="1")
    """The `SliceRow` that its words are found in, of which only PostgreSQL makes use."""
    received_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    seconds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Time by stage: waited, read, checked."""

    # Lists run newest first by id; a worker looks for what waits longest.
    __table_args__ = (
        Index("ix_packets_state_ready_at", "state", "ready_at"),
        Index("ix_packets_state_id", "state", "id"),
        Index("ix_packets_outcome_id", "outcome", "id"),
        Index("ix_packets_decision_id", "decision", "id"),
        Index("ix_packets_program_id", "program", "id"),
        Index("ix_packets_batch_id_id", "batch_id", "id"),
        Index("ix_packets_approval_by_id", "approval_by", "id"),
        Index("ix_packets_assignee_id", "assignee", "id"),
        Index("ix_packets_provider_id_id", "provider_id", "id"),
        Index("ix_packets_case_number_id", "case_number", "id"),
        Index("ix_packets_due_on_id", "due_on", "id"),
        Index("ix_packets_lease", "lease"),
        Index("ix_packets_subject", "subject"),
        Index("ix_packets_batch_id_state_outcome", "batch_id", "state", "outcome"),
    )


class SliceRow(Base):
    """A slice of the packets by age: those from its first id on, up to the next slice's; number 1 has no row."""

    __tablename__ = "search_slices"
    first_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int]


class FileRow(Base):
    """A file of a packet, as it was sent; its bytes lie in the paper store under their hash."""

    __tablename__ = "files"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    """Its path within the packet, as reports name it."""
    sha256: Mapped[str] = mapped_column(Sha, index=True)
    size: Mapped[int]
    pages: Mapped[int] = mapped_column(default=0)
    reading: Mapped[str | None] = mapped_column(String(120))
    """Where in the paper store what was read of it lies; None until it was read."""
    from_packet: Mapped[str | None] = mapped_column(Id)
    """The accepted packet on file that it is a paper of; None: it was sent with this one."""
    sent_by: Mapped[str] = mapped_column(Id)
    sent_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("packet_id", "number"), UniqueConstraint("packet_id", "name"))


class PagePrint(Base):
    """What a page shows, as a short hash: the same page in other bytes has the same."""

    __tablename__ = "page_prints"
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("files.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, index=True)
    print: Mapped[str] = mapped_column(String(64), index=True)


class PageSketch(Base):
    """A short hash of some words of a scanned page: another scan of it has most of its sketches too."""

    __tablename__ = "page_sketches"
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("files.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, index=True)
    sketch: Mapped[str] = mapped_column(String(16), index=True)


class PacketReport(Base):
    """The report on a packet as it stands, compressed JSON; corrections and arrangements are in it."""

    __tablename__ = "packet_reports"
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), primary_key=True)
    body: Mapped[bytes]
    made_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(20))
    """Of the software that made it."""


class FindingRow(Base):
    """One finding of a packet's report, for counting and filtering."""

    __tablename__ = "findings"
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(20))


class Expiry(Base):
    """The last day of what a paper of a packet certifies, as its report has it."""

    __tablename__ = "expiries"
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(120))
    path: Mapped[str] = mapped_column(String(200))
    expires_on: Mapped[date] = mapped_column(index=True)
    document: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """Its id in the report, `d1`; empty for what was kept before ids were."""


class Correction(Base):
    """A value that a person put in the place of the machine's; taken back, it stays with the day it was."""

    __tablename__ = "corrections"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    form: Mapped[str] = mapped_column(String(120), index=True)
    file: Mapped[str] = mapped_column(String(255))
    page: Mapped[int]
    """With the file: the first page of the document, which is what a document is known by."""
    path: Mapped[str] = mapped_column(String(200))
    """`lines[3].amount`, as findings name a value; the number is that of the day on which it was made."""
    row: Mapped[dict[str, Any] | None]
    """By what its row is found again (`api/record/rows.py`); None for a field."""
    before: Mapped[dict[str, Any]]
    """The value with its evidence, as the report had it."""
    value: Mapped[dict[str, Any]]
    """`{"value": ...}` in the report's encoding; `{"confirmed": true}` where the reading was found right."""
    why: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None]


class Arrangement(Base):
    """How a person put the pages of a packet together to documents; the last that is not taken back holds."""

    __tablename__ = "arrangements"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    documents: Mapped[list[Any]]
    """`{"form", "kind", "settled", "recognised", "pages": [{"file", "page", "turn", "corners"}]}` for each document."""
    left_out: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Files of which somebody looked at what could not be read: the packet goes on without it."""
    why: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(Id)
    made_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None]


class DecisionRow(Base):
    """A decision of a person on a packet; it stays where it is taken back, or where papers came after it."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Id)
    decided_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Since when it holds no longer."""
    ended: Mapped[str | None] = mapped_column(String(10))
    """Why: undone, papers."""


class Approval(Base):
    """That somebody asked for another person's approval of a decision, and what came of it; each stays."""

    __tablename__ = "approvals"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    """That of the decision, where it was approved."""
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    decision: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    """What the program asks approval for, as the requester was told."""
    asked_by: Mapped[str] = mapped_column(Id)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    """asked, approved, sent-back, withdrawn; papers: some came before anybody answered."""
    answered_by: Mapped[str | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    """Why it was sent back."""


class ApprovalRule(Base):
    """What of a program's decisions a second person approves, as an administrator chose."""

    __tablename__ = "approval_rules"
    program: Mapped[str] = mapped_column(String(40), primary_key=True)
    accepted: Mapped[bool]
    denied: Mapped[bool]
    terminations: Mapped[bool]
    payment_over: Mapped[str | None] = mapped_column(String(20))
    """A decimal number of dollars; None: payments of any amount need none."""
    chosen_by: Mapped[str] = mapped_column(Id)
    chosen_at: Mapped[datetime]


class OutputRow(Leased, Base):
    """An outgoing document of a packet. The same document from the same data is one row, so it is written once."""

    __tablename__ = "outputs"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    # state: waiting, writing, written, failed
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    document: Mapped[str] = mapped_column(String(120))
    filename: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]]
    fingerprint: Mapped[str] = mapped_column(Sha)
    """Of document, suffix and data."""
    follows: Mapped[str | None] = mapped_column(Sha)
    """Of document and data as they followed from the packet, before a person's words; None: asked for before 0015."""
    made: Mapped[list[Any]] = mapped_column(default=list)
    """`{"name", "sha256", "size"}` of each file written."""
    seconds: Mapped[float | None]
    asked_by: Mapped[str] = mapped_column(Id)
    asked_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(Id)
    released_at: Mapped[datetime | None]
    """None also where it was taken back: nobody but the office sees it then."""
    withdrawn_by: Mapped[str | None] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None]
    """When it was taken back last; None: never, or released again since."""
    __table_args__ = (
        UniqueConstraint("packet_id", "fingerprint"),
        Index("ix_outputs_state_ready_at", "state", "ready_at"),
        Index("ix_outputs_lease", "lease"),
    )


class Duplicate(Base):
    """That a packet, or a page of it, was sent before; told, never dropped."""

    __tablename__ = "duplicates"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    packet_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    other_id: Mapped[str] = mapped_column(Id, ForeignKey("packets.id"), index=True)
    how: Mapped[str] = mapped_column(String(10))
    """bytes: the same files; pages: the same pages in other files."""
    told: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("packet_id", "other_id", "how"),)


class Once(Base):
    """The answer that was given to an Idempotency-Key, given again when it comes again."""

    __tablename__ = "once"
    user_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    asked: Mapped[str] = mapped_column(Sha)
    """Fingerprint of the request: another request under the same key is refused."""
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """What somebody did; each row holds the hash of the one before it in its chain."""

    __tablename__ = "audit"
    chain: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(String(26), index=True)
    """A person's id, or `service`."""
    action: Mapped[str] = mapped_column(String(60))
    packet_id: Mapped[str | None] = mapped_column(Id, index=True)
    detail: Mapped[dict[str, Any]]
    before: Mapped[str] = mapped_column(Sha)
    hash: Mapped[str] = mapped_column(Sha)


class AuditHead(Base):
    """The end of each chain, locked by whoever adds to it; rows cut off at the end would show here."""

    __tablename__ = "audit_heads"
    chain: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(Sha)
