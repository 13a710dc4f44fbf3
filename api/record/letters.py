"""The letters of a packet: what follows, what is missing for it, asking for one."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.problems import BadRequest, Conflict, NotFound, StaleVersion
from api.record.letter_warnings import LetterWarning, undecided, warnings
from api.record.outdated import follows_now, rewritten
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import AuditRow, OutputRow, PacketRow, User
from api.work.following import fingerprint, followed, missing
from api.work.leases import put_back
from api.work.word import send_word

if TYPE_CHECKING:
    from generators.document import Following


class MadeFile(BaseModel):
    """A file of a letter; one asked for each sibling makes several."""

    name: str
    size: int
    pages: int | None = Field(description="Pages of a PDF; null for another file, or one of before they were counted.")


class FreeText(BaseModel):
    """Words of a letter that a person may write; the rest comes from the papers and the policy."""

    name: str
    label: str
    text: str


class Letter(BaseModel):
    """A letter that follows from the packet, or that was asked for."""

    id: str | None = Field(description="None where nobody asked for it yet.")
    document: str
    title: str
    filename: str
    state: str = Field(description="proposed, waiting, writing, written or failed")
    fault: str | None
    missing: list[str] = Field(description="What it cannot be written without.")
    free_text: list[FreeText] = Field(
        description="Words that a person may give it, as they stand; none where it does not follow as it is any more."
    )
    made: list[MadeFile]
    released_at: datetime | None = None
    released_by: str | None = None
    fetched_at: datetime | None = Field(default=None, description="When the packet's provider first downloaded it.")
    withdrawn_at: datetime | None = Field(
        default=None, description="When it was taken back, where it was not released again."
    )
    withdrawn_by: str | None = None
    warnings: list[LetterWarning] = Field(default=[], description="What speaks against releasing it.")


class LetterOrder(BaseModel):
    """Asks for a letter that follows, with a person's words in the places that are theirs."""

    model_config = ConfigDict(extra="forbid")
    document: str = Field(max_length=120)
    filename: str | None = Field(None, max_length=200, description="Which, where several of the document follow.")
    free_text: dict[str, str] = Field({}, max_length=20)
    suffix: str | None = Field(None, pattern="^(pdf|docx)$")

    def is_for(self, following: "Following") -> bool:
        """Whether it asks for this letter."""
        return following.document == self.document and self.filename in (None, following.filename)


def letters(service: Service, session: Session, row: PacketRow) -> list[Letter]:
    """What was asked for, the latest first, then what follows and was not asked for."""
    titles = _titles(service)
    asked = list(session.scalars(select(OutputRow).where(OutputRow.packet_id == row.id).order_by(OutputRow.id.desc())))
    now_ = follows_now(service, session, row)
    told = _asked(service, session, asked, row, now_)
    known = {_mark(output) for output in asked}
    for following in now_ or ():
        # One with a person's own words is the same letter: its text is changed where it stands.
        if _follows_as(following) in known:
            continue
        told.append(
            Letter(
                id=None,
                document=following.document,
                title=titles.get(following.document, following.document),
                filename=following.filename,
                state="proposed",
                fault=None,
                missing=missing(service.catalog, following.document, following.data),
                free_text=_free_text(service, following.document, following.data),
                made=[],
                warnings=undecided(service.catalog, following.document, row),
            )
        )
    return told


def ask_for(service: Service, caller: Caller, packet_id: str, order: LetterOrder) -> Letter:
    """Has a letter written; the same letter from the same data is one, however often it is asked for.

    With other words it is another, and the one before is outdated.
    """
    with service.database.reading() as session:
        seen = _checked(caller.check_packet(session.get(PacketRow, packet_id)))
        now_ = follows_now(service, session, seen) or []
    following = next(filter(order.is_for, now_), None)
    if following is None:
        raise Conflict("This letter does not follow from the packet as it stands.")
    data = _filled_in(service, following, order)
    stem, _, suffix = following.filename.rpartition(".")
    suffix = order.suffix or suffix
    with service.database.writing() as session:
        row = _checked(caller.check_packet(session.get(PacketRow, packet_id, with_for_update=True)))
        if row.version != seen.version:
            raise StaleVersion("Somebody", row.version)
        mark = fingerprint(following.document, suffix, data)
        known = session.scalars(
            select(OutputRow).where(OutputRow.packet_id == row.id, OutputRow.fingerprint == mark)
        ).one_or_none()
        output = known or OutputRow(
            id=new_id(), packet_id=row.id, document=following.document, filename=f"{stem}.{suffix}", data=data,
            fingerprint=mark, state="waiting", ready_at=now(), asked_by=caller.id, asked_at=now(), attempts=0, made=[],
        )  # fmt: skip
        output.follows = followed(following.document, following.data)
        if known is not None and known.released_at is None:
            # Words that are asked for again are those that hold, also where others were tried meanwhile.
            known.asked_at = now()
        if known is not None and known.state == "failed":
            put_back(known)
        session.add(output)
        audit.note(session, caller.id, "letters.write", row.id, document=order.document, output=output.id)
        session.flush()
        told = letter_told(service, session, output, row, now_)
    send_word(service, "output", [output.id])
    return told


def _checked(row: PacketRow) -> PacketRow:
    if row.state != "checked":
        raise Conflict("This packet is not read and checked yet. Wait until it is.")
    return row


def _filled_in(service: Service, following: "Following", order: LetterOrder) -> dict[str, Any]:
    """The letter's data with a person's words; raises BadRequest, Conflict."""
    data = dict(following.data)
    free = {entry.name for entry in _free_text(service, following.document, data)}
    if strange := sorted(set(order.free_text) - free):
        raise BadRequest(f"{strange[0]} comes from the papers and is not written by hand.")
    data |= {name: text.strip()[:20_000] for name, text in order.free_text.items() if text.strip()}
    if lacks := missing(service.catalog, following.document, data):
        raise Conflict(f"The letter cannot be written: {'; '.join(lacks)}.")
    return data


def find_letter(session: Session, caller: Caller, letter_id: str) -> tuple[OutputRow, PacketRow]:
    """The letter and its packet; raises NotFound where there is none or the person may not know of it."""
    output = session.get(OutputRow, letter_id)
    row = session.get(PacketRow, output.packet_id) if output else None
    if output is None or row is None:
        raise NotFound("letter")
    caller.check_packet(row)
    if caller.role == "provider" and output.released_at is None:
        raise NotFound("letter")
    return output, row


def _free_text(service: Service, name: str, data: dict[str, Any]) -> list[FreeText]:
    from generators.document import document

    declared = document(name, service.catalog)
    return [
        FreeText(name=key, label=datum.label or key.replace("_", " ").capitalize(), text=str(data.get(key) or ""))
        for key, datum in declared.data.items()
        if datum.free
    ]


def _titles(service: Service) -> dict[str, str]:
    from generators.document import outgoing

    return {declared.id: declared.title for declared in outgoing(service.catalog)}


def letter_told(
    service: Service, session: Session, output: OutputRow, row: PacketRow, now_: "list[Following] | None"
) -> Letter:
    """A letter that was asked for, beside what follows from its packet now."""
    return _asked(service, session, [output], row, now_)[0]


def _asked(
    service: Service,
    session: Session,
    outputs: Sequence[OutputRow],
    row: PacketRow,
    now_: "list[Following] | None",
) -> list[Letter]:
    titles, fetched = _titles(service), _fetched(session, row)
    holds, over = {_follows_as(following) for following in now_ or ()}, rewritten(session, outputs)
    people = {id for output in outputs for id in (output.released_by, output.withdrawn_by) if id}
    found = select(User.id, User.name).where(User.id.in_(people))
    names = dict(session.execute(found).all()) if people else {}
    return [
        Letter(
            id=output.id,
            document=output.document,
            title=titles.get(output.document, output.document),
            filename=output.filename,
            state=output.state,
            fault=output.fault,
            missing=[],
            free_text=_free_text(service, output.document, output.data)
            if _mark(output) in holds and output.id not in over
            else [],
            made=[MadeFile(name=made["name"], size=made["size"], pages=made.get("pages")) for made in output.made],
            released_at=output.released_at,
            released_by=names.get(output.released_by or ""),
            fetched_at=fetched.get(output.id),
            withdrawn_at=output.withdrawn_at,
            withdrawn_by=names.get(output.withdrawn_by or ""),
            warnings=[] if output.released_at else warnings(service.catalog, output, row, now_, over),
        )
        for output in outputs
    ]


def _mark(output: OutputRow) -> tuple[str, str]:
    """Which letter it is, whatever words a person gave it."""
    return output.follows or followed(output.document, output.data), output.filename


def _follows_as(following: "Following") -> tuple[str, str]:
    return followed(following.document, following.data), following.filename


def _fetched(session: Session, row: PacketRow) -> dict[str, datetime]:
    """When the provider first downloaded each letter of the packet."""
    if row.provider_id is None:
        return {}
    rows = select(AuditRow).where(
        AuditRow.packet_id == row.id, AuditRow.action == "letters.own", AuditRow.who == row.provider_id
    )
    return {each.detail["output"]: each.at for each in session.scalars(rows.order_by(AuditRow.at.desc()))}
