"""Lists of packets: filtered and paged by keys, so that the millionth page costs what the first does."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, defer

from api.intake.duplicates import alike
from api.intake.search import are_common, asked_words, holds_words
from api.intake.slices import walk
from api.intake.summary import PacketSummary, summaries
from api.people.caller import Caller
from api.store.tables import OVER, PacketRow

_COMMON = 5_000
"""Packets with a word up to which all of them are fetched and sorted within a few milliseconds."""
_NEWEST = 2_000
"""Packets that are looked through by age for a word that more of SQLite's hold."""

_WANTS_LOOK = (
    (PacketRow.outcome == "needs-review") | (PacketRow.to_review > 0) | (PacketRow.unread > 0) | PacketRow.sampled
)
Sort = Literal["new", "old", "due"]


class LeftOpen(BaseModel):
    """Filters that a page's form may send without a value."""

    @model_validator(mode="before")
    @classmethod
    def _left_open(cls, asked: Any) -> Any:
        """A form sends its fields that nobody filled in, too; what must be told stays as it was told."""
        needed = {name for name, field in cls.model_fields.items() if field.is_required()}
        return {k: v for k, v in asked.items() if v != "" or k in needed} if isinstance(asked, dict) else asked


class PacketFilters(LeftOpen):
    """Which packets are asked for; each that is left out lets all through."""

    q: str | None = Field(None, max_length=200, description="Words of names, numbers and text, by their beginnings")
    state: str | None = Field(None, max_length=12)
    decision: str | None = Field(
        None, max_length=10, description="`none`: still to be decided; `asked`: waits for approval"
    )
    outcome: str | None = Field(None, max_length=12)
    look: Literal["wanted"] | None = Field(
        None, description="wanted: a value to look at, a paper that nobody read, or a sample, whatever the rules found"
    )
    program: str | None = Field(None, max_length=40)
    batch: str | None = Field(None, max_length=26)
    assignee: str | None = Field(None, max_length=26, description="A person's id; `me`; `none`: nobody's")
    case: str | None = Field(None, max_length=80)
    due_before: date | None = None
    same_as: str | None = Field(None, max_length=26, description="A packet's id: it, and those with papers of its")


class PacketQuery(PacketFilters):
    """A page of a list."""

    model_config = ConfigDict(extra="forbid")

    sort: Sort = Field(
        "new",
        description="new: newest first, and what bears the words of `q` in its names and numbers before what has them "
        "on its papers; old: oldest first; due: what is due first",
    )
    after: str | None = Field(None, max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$", description="`next` of a page")
    limit: int = Field(50, ge=1, le=200)


class PacketPage(BaseModel):
    """Some packets, and the key of the next page where there may be one."""

    items: list[PacketSummary]
    next: str | None


def list_packets(session: Session, caller: Caller, query: PacketQuery) -> PacketPage:
    """The page of the packets that the caller may see."""
    if query.sort == "due":
        rows = _by_due_date(session, chosen_packets(session, caller, query), query)
    elif query.sort == "new" and query.q is not None:
        rows = _named_first(session, caller, query, query.q)
    else:
        rows = _by_age(session, caller, query)
    more = len(rows) > query.limit
    return PacketPage(
        items=summaries(session, caller, rows[: query.limit]), next=rows[query.limit - 1].id if more else None
    )


def chosen_packets(session: Session, caller: Caller, filters: PacketFilters) -> Select[PacketRow]:
    """The query for the packets of the filters that the caller may see, in no order yet."""
    # The words that a packet is found by are long, and never shown.
    chosen = select(PacketRow).where(caller.sees()).options(defer(PacketRow.search, raiseload=True))
    if filters.q is not None:
        chosen = chosen.where(holds_words(session, filters.q))
    equal = {
        PacketRow.state: filters.state,
        PacketRow.outcome: filters.outcome,
        PacketRow.program: filters.program,
        PacketRow.batch_id: filters.batch,
        PacketRow.case_number: filters.case,
    }
    for column, wanted in equal.items():
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    if (wanted := filters.assignee) is not None:
        column = PacketRow.assignee
        chosen = chosen.where(column.is_(None) if wanted == "none" else column == _own(wanted, caller))
    if filters.decision is not None:
        chosen = chosen.where(_decided(filters.decision))
    if filters.decision == "none" and filters.state is None:
        # Nobody is to decide on what was cancelled, and nothing of it is due.
        chosen = chosen.where(PacketRow.state.not_in(OVER))
    if filters.look is not None:
        chosen = chosen.where(_WANTS_LOOK)
    if filters.same_as is not None:
        chosen = chosen.where(alike(filters.same_as))
    if filters.due_before:
        chosen = chosen.where(PacketRow.due_on < filters.due_before)
        if filters.decision is None and filters.state is None:
            chosen = chosen.where(PacketRow.decision.is_(None), PacketRow.state.not_in(OVER))
    return chosen


def _decided(wanted: str) -> ColumnElement[bool]:
    """The condition of a decision, of none, and of one that waits for another person's approval."""
    if wanted == "asked":
        return PacketRow.approval_by.is_not(None)
    if wanted == "none":
        return PacketRow.decision.is_(None) & PacketRow.approval_by.is_(None)
    return PacketRow.decision == wanted


def _own(wanted: str, caller: Caller) -> str:
    return caller.id if wanted == "me" else wanted


def _named_first(session: Session, caller: Caller, query: PacketQuery, asked: str) -> list[PacketRow]:
    """One more than a page: what bears the words in its names and numbers before what only has them on its papers."""
    after, rows = query.after, list[PacketRow]()
    if after is None or _named(session, asked, [after]):
        rows, after = _by_age(session, caller, query, named=True), None
    wanted = step = query.limit + 1
    while len(rows) < wanted:
        found = _by_age(session, caller, query.model_copy(update={"after": after, "limit": step - 1}))
        # Left out here, not by the question: no index finds what lacks a word.
        before = _named(session, asked, [row.id for row in found])
        rows += [row for row in found if row.id not in before]
        if len(found) < step:
            break
        after, step = found[-1].id, 2 * step
    return rows[:wanted]


def _named(session: Session, asked: str, packets: list[str]) -> set[str]:
    """Those of the packets that bear the words in their names and numbers."""
    bear = select(PacketRow.id).where(PacketRow.id.in_(packets), holds_words(session, asked, named=True))
    return set(session.scalars(bear))


def _by_age(session: Session, caller: Caller, query: PacketQuery, *, named: bool = False) -> list[PacketRow]:
    """One more than a page, newest or oldest first: ids sort by the time they were made; `named` as `holds_words`."""
    key, newest = PacketRow.id, query.sort == "new"
    chosen = chosen_packets(session, caller, query.model_copy(update={"q": None}))
    if query.q is not None:
        chosen = chosen.where(holds_words(session, query.q, named=named))
    if query.after:
        chosen = chosen.where(key < query.after if newest else key > query.after)
    searches = query.q is not None and session.get_bind().dialect.name == "postgresql"
    sooner = _by_slices if searches else _among_newest
    if query.q is not None and (rows := sooner(session, caller, query, named)) is not None:
        return rows
    # PostgreSQL takes words for far more common than names and numbers are, and would walk through all packets by age
    # until it has met enough: in an order that no index has, it starts from the index of words.
    order: ColumnElement[str] = key.concat("") if searches else key.expression
    return list(session.scalars(chosen.order_by(order.desc() if newest else order).limit(query.limit + 1)))


def _by_slices(session: Session, caller: Caller, query: PacketQuery, named: bool) -> list[PacketRow] | None:
    """A page from the slices of PostgreSQL's index; None where the words are so rare that its whole index is sooner."""
    words, key, newest = asked_words(query.q or ""), PacketRow.id, query.sort == "new"
    if not words:
        return []
    chosen = chosen_packets(session, caller, query.model_copy(update={"q": None}))
    if query.after:
        chosen = chosen.where(key < query.after if newest else key > query.after)
    return walk(session, words, chosen, newest=newest, after=query.after, wanted=query.limit + 1, named=named)


def _among_newest(session: Session, caller: Caller, query: PacketQuery, named: bool) -> list[PacketRow] | None:
    """A page from the newest of SQLite's packets; None where the words are not so common that these fill it.

    In order of age, all packets with a common word would be fetched and sorted for the sake of one page.
    """
    key = PacketRow.id
    if query.sort != "new" or not are_common(session, query.q or "", _COMMON, named=named):
        return None
    ages = select(key).where(key < query.after) if query.after else select(key)
    oldest = session.scalar(ages.order_by(key.desc()).offset(_NEWEST).limit(1))
    if oldest is None:
        return None
    near = chosen_packets(session, caller, query.model_copy(update={"q": None}))
    near = near.where(key > oldest, holds_words(session, query.q or "", since=oldest, until=query.after, named=named))
    near = near.where(key < query.after) if query.after else near
    rows = list(session.scalars(near.order_by(key.desc()).limit(query.limit + 1)))
    return rows if len(rows) > query.limit else None


def _by_due_date(session: Session, chosen: Select[PacketRow], query: PacketQuery) -> list[PacketRow]:
    """One more than a page, what is due first before what has no date; two queries, each along an index."""
    last = session.get(PacketRow, query.after) if query.after else None
    key, due = PacketRow.id, PacketRow.due_on
    rows: list[PacketRow] = []
    if last is None or last.due_on is not None:
        dated = chosen.where(due.is_not(None))
        if last is not None:
            dated = dated.where((due > last.due_on) | ((due == last.due_on) & (key > last.id)))
        rows += session.scalars(dated.order_by(due, key).limit(query.limit + 1))
    if len(rows) <= query.limit:
        undated = chosen.where(due.is_(None))
        if last is not None and last.due_on is None:
            undated = undated.where(key > last.id)
        rows += session.scalars(undated.order_by(key).limit(query.limit + 1 - len(rows)))
    return rows
