"""Changes that people make to a packet: values, the way its pages are put together; each can be taken back."""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.adding import read_again
from api.people import audit
from api.people.caller import Caller
from api.people.chosen import chosen
from api.problems import BadRequest, Conflict, NotFound, StaleVersion
from api.record.asked import check_not_asked
from api.record.claims import check_claim, renew_claim
from api.record.in_force import NotYet
from api.record.looking import looked_at
from api.record.masking import masks_of
from api.record.packet import (
    Held,
    Standing,
    apply_correction,
    checked,
    given_corners,
    held,
    place_now,
    put_together,
    standing,
)
from api.record.readings import in_picture, packet_files, readings, sights
from api.service import Service
from api.store.clock import new_id, now
from api.store.tables import Arrangement, AuditRow, Correction, FileRow, PacketRow, User
from api.work.keeping import keep_report, prepare
from api.work.word import send_word
from extractors.corners import Corners, fault_of
from extractors.read import FileReading
from forms.catalog import Catalog
from forms.fieldtypes import Unreadable
from forms.form import Form
from forms.packet import Document
from forms.report import dump_value

_TEXT = 20_000
_IN_TABLE = re.compile(r"(?P<table>\w+)\[(?P<row>0|[1-9]\d{0,5})\](?:\.(?P<column>\w+))?", re.ASCII)
"""A row or a cell as findings name it: any other number that Python takes for one would be of another row."""


class Change(BaseModel):
    """What every change brings: the version of the packet that it was made on."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1, description="The packet's version that the change was made on.")
    why: str = Field("", max_length=2_000)


class CorrectionOrder(Change):
    """A value in the place of the machine's, or word that the machine's is right, or a row that is none."""

    document: str = Field(max_length=20, description="The document's id, such as d1.")
    path: str = Field(max_length=200, description="lines[3].amount, as findings name a value; lines[3] for a row.")
    value: Any = Field(None, description="In the report's encoding; null for a blank.")
    confirmed: bool = Field(False, description="The reading was right.")
    removed: bool = Field(False, description="The row is none.")


_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class PagePlace(BaseModel):
    """A page of a file, by how much it is to be turned when it is shown, and where its sheet lies in its picture."""

    model_config = ConfigDict(extra="forbid")
    file: str = Field(max_length=255)
    page: int = Field(ge=1, le=10_000)
    turn: int = Field(0, description="0, 90, 180 or 270 degrees clockwise.")
    corners: tuple[tuple[_Share, _Share], ...] | None = Field(
        None,
        min_length=4,
        max_length=4,
        description="Top left, top right, bottom right and bottom left corner of the sheet in the picture as it came, "
        "each from the left and from the top as a share of it. The file is read again with them; null has them found.",
    )


class ArrangedDocument(BaseModel):
    """A document as a person wants it."""

    model_config = ConfigDict(extra="forbid")
    form: str | None = Field(None, max_length=120)
    kind: str | None = Field(None, max_length=120)
    pages: list[PagePlace] = Field(min_length=1, max_length=2_000)
    settled: bool = Field(False, description="Somebody looked at it: it is of no form.")
    recognised: bool = Field(
        False,
        description="The form is what the reader took the pages for, and nobody said so: it is as sure as before, and "
        "another one where the pages are read anew and recognised as that.",
    )


class ArrangementOrder(Change):
    """All documents of the packet, with all its pages."""

    documents: list[ArrangedDocument] = Field(min_length=1, max_length=2_000)
    left_out: list[Annotated[str, Field(max_length=255)]] = Field(
        [], max_length=2_000, description="Files of which somebody looked at what could not be read: it is left out."
    )


class Changed(BaseModel):
    """What came of a change."""

    version: int
    state: str = Field(default="checked", description="`waiting` where a page is read anew, and told of then.")
    outcome: str
    to_review: int
    findings: list[dict[str, Any]]
    id: str | None = Field(None, description="By which the change can be taken back.")
    value: dict[str, Any] | None = Field(None, description="The value with its evidence, as it stands now.")


class Past(BaseModel):
    """A change as the history tells it."""

    id: str
    form: str | None
    file: str | None
    page: int | None
    path: str | None
    before: dict[str, Any] | None
    value: Any
    why: str
    by: str
    at: str
    undone: bool
    undone_by: str | None = None
    undone_at: str | None = None


def open_packet(session: Session, caller: Caller, packet_id: str, version: int, *, lock: bool = True) -> PacketRow:
    """The packet, locked, for a change made on that version; raises StaleVersion, ClaimedByAnother, Conflict."""
    row = caller.check_packet(session.get(PacketRow, packet_id, with_for_update=lock or None))
    if row.version != version:
        raise StaleVersion(_last_to_change(session, row), row.version)
    check_claim(session, caller, row)
    if row.state != "checked":
        raise Conflict("This packet is not read and checked yet. Wait until it is.")
    if row.decision:
        raise Conflict("This packet was decided; nothing of it can be changed any more.")
    check_not_asked(row)
    if lock:
        renew_claim(caller, row)
    return row


def _last_to_change(session: Session, row: PacketRow) -> str:
    changes = ("packets.correct", "packets.arrange", "packets.decide", "packets.claim", "packets.recheck")
    rows = select(AuditRow).where(AuditRow.packet_id == row.id, AuditRow.action.in_(changes))
    last = session.scalars(rows.order_by(AuditRow.at.desc()).limit(1)).one_or_none()
    person = session.get(User, last.who) if last else None
    return person.name if person else "The service"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A packet as a change is reckoned: its row, what was read of it, what persons changed before."""

    row: PacketRow
    read: list[FileReading]
    held: Held


def _see(service: Service, caller: Caller, packet_id: str, version: int) -> _Seen:
    """The packet of that version, in a transaction that only reads: nobody waits while a change is reckoned."""
    with service.database.reading() as session:
        row = open_packet(session, caller, packet_id, version, lock=False)
        return _Seen(row, readings(service, packet_files(session, row.id)), held(session, row.id))


def correct(service: Service, caller: Caller, packet_id: str, order: CorrectionOrder) -> Changed:
    """Puts a person's value in the place of the machine's; the findings follow in the same answer."""
    seen = _see(service, caller, packet_id, order.version)
    found = put_together(seen.row, seen.read, seen.held, service)
    document = next((one for one in found.packet.documents if one.id == order.document and one.form), None)
    if document is None:
        raise NotFound("document")
    form = service.catalog.form(document.form or "")
    made = Correction(
        id=new_id(),
        packet_id=packet_id,
        form=form.id,
        file=document.file,
        page=min(document.pages),
        path=order.path,
        before=_told(document, order.path, form),
        value=_said(order, form, document.tables),
        why=order.why,
        made_by=caller.id,
        made_at=now(),
    )
    made.row = _row_mark(found, document, made)
    apply_correction(made, found, service.catalog)

    def keep(session: Session) -> None:
        session.add(made)
        audit.note(session, caller.id, "packets.correct", packet_id, form=form.id, path=order.path, id=made.id)

    return _follow(service, caller, seen, found, keep, made)


def _row_mark(found: Standing, document: Document, made: Correction) -> dict[str, Any] | None:
    """By what the correction's row is found again; one that does not exist yet is added by it."""
    table, bracket, rest = made.path.partition("[")
    if not bracket:
        return None
    number, rows = int(rest.partition("]")[0]), document.tables.get(table, [])
    return found.rows.mark(document, table, rows[number]) if number < len(rows) else {"added": made.id}


def _told(document: Document, path: str, form: Form) -> dict[str, Any]:
    value = dict(document.values()).get(path)
    return dump_value(value, form.cell(path)) if value is not None else {}


def _said(order: CorrectionOrder, form: Form, tables: dict[str, list[Any]]) -> dict[str, Any]:
    """What a correction says, checked against the field's type; raises BadRequest."""
    in_table = _IN_TABLE.fullmatch(order.path)
    table, number = (in_table["table"], int(in_table["row"])) if in_table else ("", 0)
    if order.removed:
        if not in_table or in_table["column"] or table not in tables:
            raise BadRequest(f"{order.path} is no row. Name a row as lines[3].")
        if number >= len(tables[table]):
            raise BadRequest(f"{order.path} is no row of the paper.")
        return {"removed": True}
    try:
        cell = form.cell(order.path)
        if "[" in order.path and (not in_table or number > len(tables.get(table, []))):
            raise KeyError(order.path)
    except KeyError:
        raise BadRequest(f"{order.path} is no field of {form.title}.") from None
    if order.confirmed:
        return {"confirmed": True}
    if isinstance(order.value, str) and len(order.value) > _TEXT:
        raise BadRequest(f"The text is longer than {_TEXT:,} letters. Shorten it.")
    if order.value is None or order.value == "":
        return {"value": None}
    try:
        if isinstance(order.value, str) and cell.type not in ("choice", "checkbox", "signature"):
            # A person types a date or an amount as people do; it is kept in the report's encoding.
            typed = cell.kind.parse(order.value, cell.options).value
        else:
            typed = cell.kind.load(order.value, cell.options)
    except Unreadable as error:
        raise BadRequest(f"{cell.label}: {error}.") from None
    return {"value": cell.kind.dump(typed)}


def undo_correction(service: Service, caller: Caller, packet_id: str, correction_id: str, version: int) -> Changed:
    """Takes a correction back; it stays in the history."""
    seen = _see(service, caller, packet_id, version)
    made = next((one for one in seen.held.corrections if one.id == correction_id), None)
    if made is None:
        raise NotFound("correction")
    _check_order(seen.held, made)
    left = tuple(one for one in seen.held.corrections if one is not made)
    found = put_together(seen.row, seen.read, replace(seen.held, corrections=left), service)

    def keep(session: Session) -> None:
        taken = session.get_one(Correction, correction_id)
        taken.undone_by, taken.undone_at = caller.id, now()
        audit.note(session, caller.id, "packets.correct", packet_id, path=made.path, undone=made.id)

    return _follow(service, caller, seen, found, keep, made)


def _check_order(changes: Held, made: Correction) -> None:
    """A removed row can come back only before later changes that count the rows without it: older ones know no other
    way to name a row."""
    table = made.path.partition("[")[0]
    if "removed" in made.value and any(
        later.id > made.id and later.row is None and later.path.startswith(f"{table}[") for later in changes.corrections
    ):
        raise Conflict("Rows of this table were changed after this one was removed. Take those changes back first.")


def _follow(
    service: Service,
    caller: Caller,
    seen: _Seen,
    found: Standing,
    keep: Callable[[Session], None],
    made: Correction | None = None,
) -> Changed:
    """Keeps the change with the report anew, where nobody was faster, and tells what came of it."""
    report = prepare(checked(service, seen.row, found.packet), service.catalog)
    with service.database.writing() as session:
        row = open_packet(session, caller, seen.row.id, seen.row.version)
        keep(session)
        session.flush()
        keep_report(session, row, report, chosen(session, service.settings).quality_share)
    return Changed(
        version=row.version,
        outcome=row.outcome or report.report.outcome,
        to_review=row.to_review,
        findings=masks_of(service.catalog).findings(report.content),
        id=made.id if made else None,
        value=_value_now(service, found, made) if made else None,
    )


def _value_now(service: Service, found: Standing, made: Correction) -> dict[str, Any] | None:
    """What stands in the place of the correction."""
    place = place_now(made, found)
    if place is None or "removed" in made.value:
        return None
    document, path = place
    value = dict(document.values()).get(path)
    if value is None:
        return None
    told = dump_value(value, service.catalog.form(made.form).cell(path))
    return masks_of(service.catalog).value(told, made.form, path)


def arrange(service: Service, caller: Caller, packet_id: str, order: ArrangementOrder) -> Changed:
    """Puts the packet's pages together as a person says; a file is read again only where corners of its pages change.

    The packet then waits to be read, and `state` tells so.
    """
    seen = _see(service, caller, packet_id, order.version)
    with service.database.reading() as session:
        _check_pages(session, seen.row, order, service)
    made = Arrangement(
        id=new_id(),
        packet_id=packet_id,
        documents=[document.model_dump() for document in order.documents],
        left_out=order.left_out,
        why=order.why,
        made_by=caller.id,
        made_at=now(),
    )

    def keep(session: Session) -> None:
        session.add(made)
        audit.note(session, caller.id, "packets.arrange", packet_id, documents=len(order.documents), id=made.id)

    changed = _rearrange(service, caller, seen, replace(seen.held, order=made), keep)
    return changed.model_copy(update={"id": made.id})


def _rearrange(
    service: Service, caller: Caller, seen: _Seen, now_held: Held, keep: Callable[[Session], None]
) -> Changed:
    """Keeps another order of the pages; files of which other corners hold then are to be read again."""
    before, then = given_corners(seen.held.order), given_corners(now_held.order)
    anew = {file for file in (*before, *then) if before.get(file) != then.get(file)}
    if not anew:
        return _follow(service, caller, seen, put_together(seen.row, seen.read, now_held, service), keep)
    with service.database.writing() as session:
        row = open_packet(session, caller, seen.row.id, seen.row.version)
        keep(session)
        for file in packet_files(session, row.id):
            file.reading = None if file.name in anew else file.reading
        read_again(row, row.files)
        changed = Changed(
            version=row.version, state=row.state, outcome=row.outcome or "", to_review=row.to_review, findings=[],
            id=None, value=None,
        )  # fmt: skip
    send_word(service, "packet", [seen.row.id])
    return changed


def _check_pages(session: Session, row: PacketRow, order: ArrangementOrder, service: Service) -> None:
    """Every page is one of the packet's and in one document; raises BadRequest."""
    files = {file.name: file for file in packet_files(session, row.id)}
    there = {(file.name, page) for file in files.values() for page in range(1, file.pages + 1)}
    asked = [(page.file, page.page) for document in order.documents for page in document.pages]
    if len(asked) != len(set(asked)):
        raise BadRequest("A page stands in two documents. Leave it in one.")
    if unknown := sorted(set(asked) - there):
        raise BadRequest(f"The packet has no page {unknown[0][1]} of {unknown[0][0]}.")
    if strange := next((name for name in order.left_out if name not in files), None):
        raise BadRequest(f"The packet has no file {strange}.")
    for document in order.documents:
        if any(page.turn not in (0, 90, 180, 270) for page in document.pages):
            raise BadRequest("A page is turned by 0, 90, 180 or 270 degrees.")
        for page in document.pages:
            _check_corners(page, files[page.file], service)
        if document.form:
            form = service.catalog.form(document.form)
            if document.kind and document.kind not in form.kinds:
                raise BadRequest(f"{document.kind!r} is no kind of {form.title}.")


def _check_corners(page: PagePlace, file: FileRow, service: Service) -> None:
    """A sheet can have such corners, and the page came as a picture; raises BadRequest."""
    if page.corners is None:
        return
    if not in_picture(sights(service, file).get(page.page)):
        raise BadRequest(f"Page {page.page} of {page.file} did not come as a picture: it is read as it is.")
    if told := fault_of(cast(Corners, page.corners)):
        raise BadRequest(f"Page {page.page} of {page.file}: {told}")


def undo_arrangement(service: Service, caller: Caller, packet_id: str, arrangement_id: str, version: int) -> Changed:
    """Takes an arrangement back: the one before it holds again, or the machine's proposal."""
    seen = _see(service, caller, packet_id, version)
    with service.database.reading() as session:
        made = session.get(Arrangement, arrangement_id)
        if made is None or made.packet_id != packet_id or made.undone_at:
            raise NotFound("arrangement")
        left = held(session, packet_id, without=arrangement_id)

    def keep(session: Session) -> None:
        taken = session.get_one(Arrangement, arrangement_id)
        taken.undone_by, taken.undone_at = caller.id, now()
        audit.note(session, caller.id, "packets.arrange", packet_id, undone=arrangement_id)

    return _rearrange(service, caller, seen, left, keep)


def arrangement_now(
    service: Service, session: Session, row: PacketRow, found: Standing | None = None
) -> dict[str, Any]:
    """How the pages are put together, and the change that did it, if a person did."""
    order = held(session, row.id).order
    said = {
        (page["file"], page["page"]): page
        for document in (order.documents if order else [])
        for page in document["pages"]
    }
    named = {
        (document["pages"][0]["file"], document["pages"][0]["page"])
        for document in (order.documents if order else [])
        if not document.get("recognised")
    }
    documents = [
        {
            "id": document.id,
            "form": document.form,
            "kind": document.kind,
            "settled": document.settled,
            "recognised": document.form is not None and document.places[0] not in named,
            "confidence": round(document.confidence, 4),
            "pages": [
                {
                    "file": file,
                    "page": page,
                    "turn": said.get((file, page), {}).get("turn", 0),
                    "corners": said.get((file, page), {}).get("corners"),
                }
                for file, page in document.places
            ],
        }
        for document in (found or standing(service, session, row)).packet.documents
    ]
    left_out = list(order.left_out) if order else []
    return {
        "version": row.version,
        "by_person": order.id if order else None,
        "documents": documents,
        "left_out": left_out,
    }


class Recheck(BaseModel):
    """The packet as of another day: what is found then and not as it stands, and the other way round."""

    as_of: date
    outcome: str
    outcome_before: str
    raised: list[dict[str, Any]]
    settled: list[dict[str, Any]]
    version: int
    not_in_force: list[NotYet] = Field(description="Policies that were not in force yet: nothing of them was asked.")


def recheck(service: Service, caller: Caller, packet_id: str, as_of: date, version: int | None) -> Recheck:
    """The report as of another day; kept where a version is given, else only shown."""
    detail = {"as_of": as_of.isoformat(), "kept": version is not None}
    if version is None:
        with looked_at(service, caller, packet_id, "packets.recheck", **detail) as (session, row):
            changes, read = held(session, packet_id), readings(service, packet_files(session, packet_id))
    else:
        seen = _see(service, caller, packet_id, version)
        row, changes, read = seen.row, seen.held, seen.read
    found = put_together(row, read, changes, service)
    now_, then = (
        prepare(checked(service, row, deepcopy(found.packet), day), service.catalog) for day in (row.as_of, as_of)
    )
    if version is not None:
        if then.not_yet:
            first = then.not_yet[0]
            raise BadRequest(
                f"The policy of {first.program} was not in force before {first.starts}. Choose a later day."
            )
        with service.database.writing() as session:
            row = open_packet(session, caller, packet_id, version)
            row.as_of = as_of
            keep_report(session, row, then, chosen(session, service.settings).quality_share)
            audit.note(session, caller.id, "packets.recheck", packet_id, **detail)
    before, after = (masks_of(service.catalog).findings(one.content) for one in (now_, then))
    return Recheck(
        as_of=as_of,
        outcome=then.outcome,
        outcome_before=now_.outcome,
        not_in_force=then.not_yet,
        raised=_without(after, before),
        settled=_without(before, after),
        version=row.version,
    )


def _without(these: list[dict[str, Any]], those: list[dict[str, Any]]) -> list[dict[str, Any]]:
    key: Callable[[dict[str, Any]], Any] = lambda finding: (finding["rule"], finding["document"], finding["fields"])  # noqa: E731
    known = [key(finding) for finding in those]
    return [finding for finding in these if key(finding) not in known]


def history(session: Session, row: PacketRow, catalog: Catalog) -> list[Past]:
    """Every change that people made, the latest first, those that were taken back too."""
    masks = masks_of(catalog)
    names = dict(session.execute(select(User.id, User.name)).all())
    found = [
        Past(
            id=made.id, form=made.form, file=made.file, page=made.page, path=made.path,
            before=masks.value(made.before, made.form, made.path), value=masks.value(made.value, made.form, made.path),
            why=made.why, by=names.get(made.made_by, ""), at=made.made_at.isoformat(),
            undone=made.undone_at is not None, **_taken_back(made, names),
        )
        for made in session.scalars(select(Correction).where(Correction.packet_id == row.id))
    ]  # fmt: skip
    orders = session.scalars(select(Arrangement).where(Arrangement.packet_id == row.id).order_by(Arrangement.id)).all()
    found += [
        Past(
            id=order.id, form=None, file=None, page=None, path=None, before=None,
            value={"documents": order.documents, "corners": _moved_corners(order, orders[:at])},
            why=order.why, by=names.get(order.made_by, ""), at=order.made_at.isoformat(),
            undone=order.undone_at is not None, **_taken_back(order, names),
        )
        for at, order in enumerate(orders)
    ]  # fmt: skip
    return sorted(found, key=lambda past: past.id, reverse=True)


def _moved_corners(order: Arrangement, earlier: Sequence[Arrangement]) -> list[dict[str, Any]]:
    """The pages whose corners hold since the order, and did not by the one that it came after."""
    held_then = [one for one in earlier if one.undone_at is None or one.undone_at > order.made_at]
    before = given_corners(held_then[-1] if held_then else None)
    return [
        {"file": file, "page": page}
        for file, pages in given_corners(order).items()
        for page, corners in pages.items()
        if before.get(file, {}).get(page) != corners
    ]


def _taken_back(change: Correction | Arrangement, names: dict[str, str]) -> dict[str, str | None]:
    if change.undone_at is None:
        return {}
    return {"undone_by": names.get(change.undone_by or "", ""), "undone_at": change.undone_at.isoformat()}
