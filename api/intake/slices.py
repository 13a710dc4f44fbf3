"""Slices of PostgreSQL's index of words: some thousand packets each by age, few of which fill a page for a common word.

An index of words alone names all packets that hold a word, in no order: of a million, a page would have to be picked
from as many as hold it. Within a slice they are few, whatever the word.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import timedelta
from math import ceil

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session
from ulid import ULID

from api.intake.search import told_query
from api.store.clock import now
from api.store.tables import PacketRow, SliceRow

SIZE = 1_024
"""Packets after which the next slice is opened."""
_BEGINNING = 1
"""The slice before there is a row of any."""
_AHEAD = timedelta(minutes=1)
"""A slice begins so long after it was opened: no upload that began before has an id within it."""
_FIRST, _MOST = 16, 128
"""Slices that are asked for at once where one held nothing, and at most."""
_INDEXED: ColumnElement[str] = literal_column(
    "array_to_tsvector(string_to_array(CAST(packets.slice AS text) || ':' || "
    "replace(packets.search, ' ', ' ' || CAST(packets.slice AS text) || ':'), ' '))"
)
"""What the index holds, word for word as its migration says it: each word behind the number of its packet's slice."""


def slice_finder(session: Session) -> Callable[[str], int]:
    """Tells the slice of the id of a packet that is just entered."""
    rows = session.execute(select(SliceRow.first_id, SliceRow.number).order_by(SliceRow.first_id.desc()).limit(_FIRST))
    slices = [("", _BEGINNING), *reversed(rows.all())]
    firsts = [first for first, _ in slices]
    return lambda packet_id: slices[bisect_right(firsts, packet_id) - 1][1]


def open_slice(session: Session) -> None:
    """Opens the next slice where the present one is full; one that is opened twice at once is a single one."""
    newest = session.scalars(select(SliceRow).order_by(SliceRow.first_id.desc()).limit(1)).one_or_none()
    first, number = (newest.first_id, newest.number) if newest else ("", _BEGINNING)
    full = select(PacketRow.id).where(PacketRow.id >= first).limit(SIZE).subquery()
    if (session.scalar(select(func.count()).select_from(full)) or 0) >= SIZE:
        opened = str(ULID.from_datetime(now() + _AHEAD))[:10] + "0" * 16
        session.add(SliceRow(first_id=opened, number=number + 1))


def walk(
    session: Session,
    words: Sequence[str],
    chosen: Select[PacketRow],
    *,
    newest: bool,
    after: str | None,
    wanted: int,
    named: bool = False,
) -> list[PacketRow] | None:
    """So many of the chosen packets that hold the words (as `holds_words` has them), by age; None: the words are rare.

    Rare words are found sooner by the index of words alone.
    """
    numbers = _by_age(session, newest, after)
    key, rows, asked, step = PacketRow.id, list[PacketRow](), 0, 1
    order = key.concat("").desc() if newest else key.concat("")
    while asked < len(numbers):
        part = numbers[asked : asked + step]
        found = chosen.where(_hold(words, part, named)).order_by(order).limit(wanted - len(rows))
        rows += session.scalars(found)
        asked += len(part)
        if len(rows) >= wanted:
            return rows
        if rows:
            # A quarter more than it takes, should the word be as frequent in the next ones.
            step = ceil(1.25 * asked * (wanted - len(rows)) / len(rows))
        elif step == 1:
            step = _FIRST
        else:
            return None if asked < len(numbers) else rows
        if asked + step > _MOST and asked < len(numbers):
            return None
    return rows


def _by_age(session: Session, newest: bool, after: str | None) -> list[int]:
    """The slices in the order in which they are looked through, beginning with that of `after`."""
    first, asked = SliceRow.first_id, select(SliceRow.number)
    to_after = (asked.where(first <= after) if after else asked).order_by(first.desc())
    if newest:
        numbers = list(session.scalars(to_after.limit(_MOST + 1)))
        return list(dict.fromkeys(numbers if len(numbers) > _MOST else [*numbers, _BEGINNING]))
    start = session.scalar(to_after.limit(1)) if after else None
    later = session.scalars(asked.where(first > (after or "")).order_by(first).limit(_MOST))
    return list(dict.fromkeys([start or _BEGINNING, *later]))


def _hold(words: Sequence[str], numbers: Sequence[int], named: bool) -> ColumnElement[bool]:
    within = " | ".join(f"({told_query(words, named, f'{number}:')})" for number in numbers)
    return _INDEXED.op("@@")(cast(bindparam("words", within, Text, unique=True), TSQUERY))
