"""The register of what expires: what the papers of packets certify, until when, and what may have renewed it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from api.intake.listing import LeftOpen
from api.people.caller import Caller
from api.problems import BadRequest
from api.store.tables import Expiry, PacketRow
from forms.catalog import Catalog
from forms.errors import FormwrightError

Window = Literal["lapsed", "7", "30", "60", "90", "later"]
WINDOWS: tuple[Window, ...] = get_args(Window)
_AHEAD = 90
COUNTED = 1_000
"""Entries up to which a window is counted."""
_EXPORTED = 10_000
_COLUMNS = ("certified", "subject", "program", "receipt", "last_day", "days_left", "packets", "later_paper")
_AFTER = re.compile(r"(\d{4}-\d\d-\d\d)/([0-9A-HJKMNP-TV-Z]{26})/(\d{1,6})")


class Expiring(BaseModel):
    """What a paper certifies, with its last day."""

    packet: str
    receipt: str
    subject: str | None
    program: str | None
    document: str
    form: str
    path: str
    day: date
    packets: Annotated[
        int, Field(description="In how many packets about the same person such a paper with this day came.")
    ] = 1
    later: date | None = Field(
        None, description="Until when such a paper in another packet about the same person lasts."
    )


class RegisterFilters(LeftOpen):
    """Which entries are asked for; each that is left out lets all through."""

    within: Window = Field(
        "90", description="7, 30, 60, 90: days ahead, today with them; later: after them; lapsed: before today"
    )
    program: str | None = Field(None, max_length=40)
    form: str | None = Field(None, max_length=120, description="The id of the form that certifies it.")


class RegisterQuery(RegisterFilters):
    """A page of the register."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str, Field(max_length=60, description="`next` of a page")] | None = None
    limit: int = Field(50, ge=1, le=200)


class Register(BaseModel):
    """A page of what expires: what lapsed with the latest first, what is ahead with the next first."""

    items: list[Expiring]
    counts: dict[str, int] = Field(description="By window, counted up to 1,000.")
    next: str | None


def register(session: Session, caller: Caller, query: RegisterQuery, today: date) -> Register:
    """A page of the window with the number of entries in each; raises BadRequest."""
    items, following = _page(session, caller, query, today)
    counts: dict[str, int] = {window: _count(session, caller, query, window, today) for window in WINDOWS}
    return Register(items=items, counts=counts, next=following)


def expiring(session: Session, caller: Caller, first: date, last: date, most: int) -> list[Expiring]:
    """What expires from the first day to the last, the next first."""
    chosen = and_(_counts(caller), _latest(), Expiry.expires_on.between(first, last))
    return [_told(*row) for row in _rows(session, chosen, most)]


def _page(session: Session, caller: Caller, query: RegisterQuery, today: date) -> tuple[list[Expiring], str | None]:
    """The entries of a page, and where the next one begins."""
    lapsed = query.within == "lapsed"
    chosen = _entries(caller, query, today)
    if query.after:
        day, packet, number = _place(query.after)
        same_day = and_(
            Expiry.expires_on == day,
            or_(Expiry.packet_id > packet, and_(Expiry.packet_id == packet, Expiry.number > number)),
        )
        chosen = and_(chosen, or_(Expiry.expires_on < day if lapsed else Expiry.expires_on > day, same_day))
    rows = _rows(session, chosen, query.limit + 1, latest_first=lapsed)
    shown = rows[: query.limit]
    last = shown[-1][0] if len(rows) > query.limit else None
    return [_told(*row) for row in shown], f"{last.expires_on}/{last.packet_id}/{last.number}" if last else None


def _rows(
    session: Session, chosen: ColumnElement[bool], most: int, *, latest_first: bool = False
) -> Sequence[Row[Expiry, str, str | None, str | None, date, int]]:
    day = Expiry.expires_on.desc() if latest_first else Expiry.expires_on
    return session.execute(
        select(Expiry, PacketRow.receipt, PacketRow.subject, PacketRow.program, _later(), _packets())
        .join(PacketRow, PacketRow.id == Expiry.packet_id)
        .where(chosen)
        .order_by(day, Expiry.packet_id, Expiry.number)
        .limit(most)
    ).all()


def _told(
    row: Expiry, receipt: str, subject: str | None, program: str | None, later: date | None, packets: int
) -> Expiring:
    return Expiring(
        packet=row.packet_id,
        receipt=receipt,
        subject=subject,
        program=program,
        document=row.document,
        form=row.form,
        path=row.path,
        day=row.expires_on,
        later=later,
        # What is about nobody that was read is like nothing else.
        packets=packets or 1,
    )


def _counts(caller: Caller) -> ColumnElement[bool]:
    """Of packets that were not turned away: what those certify counts for nobody."""
    return and_(caller.sees(), _stands(PacketRow))


def _stands(packet: type[PacketRow]) -> ColumnElement[bool]:
    """Whether the packet was not turned away.

    Not as `is null or =`, for which SQLite goes through all packets by an index of decisions.
    """
    return func.coalesce(packet.decision, "accepted") == "accepted"


def _later() -> ScalarSelect[date]:
    """The last day that another packet about the same person has for such a paper, if it is after this one.

    It may certify another thing, as two courses of CPR do: the entry stays, and a person looks.
    """
    later, packet = aliased(Expiry), aliased(PacketRow)
    return (
        select(func.max(later.expires_on))
        .join(packet, packet.id == later.packet_id)
        .where(_alike(later, packet), packet.id != PacketRow.id, later.expires_on > Expiry.expires_on)
        .scalar_subquery()
    )


def _packets() -> ScalarSelect[int]:
    """In how many packets such a paper with the same day came: a paper that is sent again is one entry."""
    same, packet = aliased(Expiry), aliased(PacketRow)
    return (
        select(func.count(packet.id.distinct()))
        .select_from(same)
        .join(packet, packet.id == same.packet_id)
        .where(_alike(same, packet), _on_its_day(same))
        .scalar_subquery()
    )


def _latest() -> ColumnElement[bool]:
    """Whether no later packet brought the paper again; of one that did, that packet's entry stands."""
    same, packet = aliased(Expiry), aliased(PacketRow)
    return ~(
        select(same.number)
        .join(packet, packet.id == same.packet_id)
        .where(_alike(same, packet), _on_its_day(same), packet.id > Expiry.packet_id)
        .exists()
    )


def _on_its_day(other: type[Expiry]) -> ColumnElement[bool]:
    """Whether the other entry has the same day; found by whose it is, not among all that have the day."""
    return func.coalesce(other.expires_on, other.expires_on) == Expiry.expires_on


def _alike(other: type[Expiry], packet: type[PacketRow]) -> ColumnElement[bool]:
    """Whether the other entry is of such a paper about the same person, in a packet that was not turned away."""
    return and_(
        packet.subject == PacketRow.subject,
        # The same person's packets are few, those of a program are most: this one is no way to them.
        func.coalesce(packet.program, "") == func.coalesce(PacketRow.program, ""),
        _stands(packet),
        other.form == Expiry.form,
        other.path == Expiry.path,
    )


def _entries(caller: Caller, asked: RegisterFilters, today: date) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [_counts(caller), _in(asked.within, today), _latest()]
    if asked.program:
        parts.append(PacketRow.program == asked.program)
    if asked.form:
        parts.append(Expiry.form == asked.form)
    return and_(*parts)


def _in(window: Window, today: date) -> ColumnElement[bool]:
    if window == "lapsed":
        return Expiry.expires_on < today
    if window == "later":
        return Expiry.expires_on > today + timedelta(days=_AHEAD)
    return Expiry.expires_on.between(today, today + timedelta(days=int(window)))


def _count(session: Session, caller: Caller, asked: RegisterFilters, window: Window, today: date) -> int:
    chosen = (
        select(Expiry.packet_id)
        .join(PacketRow, PacketRow.id == Expiry.packet_id)
        .where(_entries(caller, asked.model_copy(update={"within": window}), today))
        .limit(COUNTED)
    )
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def _place(after: str) -> tuple[date, str, int]:
    found = _AFTER.fullmatch(after)
    try:
        day, packet, number = found.groups() if found else ("", "", "0")
        return date.fromisoformat(day), packet, int(number)
    except ValueError:
        raise BadRequest("`after` is not what a page of the register gave as `next`.") from None


def certified(catalog: Catalog, entry: Expiring) -> str:
    """`CPR certificate: Expires`; a form that is not there any more by its id."""
    try:
        form = catalog.form(entry.form)
        return f"{form.title}: {form.cell(entry.path).label}"
    except (KeyError, FormwrightError):
        return entry.form


def table(
    session: Session, caller: Caller, asked: RegisterFilters, today: date, catalog: Catalog
) -> tuple[tuple[str, ...], list[list[Any]]]:
    """The columns and the rows of the entries, 10,000 at most, days as days."""
    query = RegisterQuery(**asked.model_dump(include=set(RegisterFilters.model_fields)), limit=200)
    rows: list[list[Any]] = []
    while len(rows) < _EXPORTED:
        items, following = _page(session, caller, query, today)
        rows += [
            [
                certified(catalog, one), one.subject, one.program, one.receipt, one.day, (one.day - today).days,
                one.packets, one.later,
            ]
            for one in items
        ]  # fmt: skip
        if following is None:
            break
        query = query.model_copy(update={"after": following})
    return _COLUMNS, rows[:_EXPORTED]
