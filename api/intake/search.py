"""Finding packets by words: folded without accents and case, each word by its beginning, whatever somebody types."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, column, false, func, literal_column, select, table
from sqlalchemy.orm import Session

from api.store.tables import PacketRow

_MOST = 100_000
"""Characters kept for one packet: PostgreSQL takes a megabyte, and a packet of 300 pages has fewer different words."""
_LONGEST_WORD = 64
_ASKED = 10
"""Words of one question that count."""
_NAMED = "zqx"
"""Before a word that stands in a name or number of the packet: it is kept a second time so, as no word begins."""
_WORDS = table("packet_words", column("rowid"), column("words"))
_NUMBERS = table("packet_words_numbers", column("number"), column("packet_id"))


def search_words(*texts: str | None) -> str:
    """What is kept of texts to find a packet by: each word once, and numbers with signs in them as one word too.

    >>> search_words("Núñez, A-12/34", None)
    'nunez a1234 a 12 34'
    """
    words = dict.fromkeys(word for text in texts if text for word in _kept(text))
    return " ".join(words)[:_MOST]


def packet_words(packet: PacketRow, files: Iterable[str], *texts: str | None) -> str:
    """What the packet is found by: its numbers and names, its files, and what else is told of it."""
    named = (packet.receipt, packet.name, packet.case_number, packet.subject)
    # First, for what is too much is cut off at the end.
    return search_words(named_words(*named), *named, *files, *texts)


def named_words(*texts: str | None) -> str:
    """The words of a packet's names and numbers, by which it stands before those whose papers only mention them."""
    return " ".join((_NAMED + word)[:_LONGEST_WORD] for text in texts if text for word in _kept(text))


def _kept(text: str) -> Iterator[str]:
    for piece in text.split():
        words = _fold(piece)
        if len(words) > 1 and any(word.isdecimal() or not word.isalpha() for word in words):
            yield "".join(words)[:_LONGEST_WORD]
        yield from words


def _fold(text: str) -> list[str]:
    """The words of a text: letters and digits alone, so that none is a sign to the database."""
    plain = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    spaced = "".join(char if char.isalnum() else " " for char in "".join(plain).casefold())
    return [word[:_LONGEST_WORD] for word in spaced.split()]


def holds_words(
    session: Session, asked: str, since: str | None = None, until: str | None = None, *, named: bool = False
) -> ColumnElement[bool]:
    """The condition that a packet holds all words that are asked for; a single letter must be a whole word.

    `named`: that its names and numbers hold them all. Where only packets between `since` and
    `until` are wanted, SQLite is told so: it lists all with the words first.
    """
    words = asked_words(asked)
    if not words:
        return false()
    if session.get_bind().dialect.name == "postgresql":
        simple: ColumnElement[str] = literal_column("'simple'")
        return func.to_tsvector(simple, PacketRow.search).op("@@")(func.to_tsquery(simple, told_query(words, named)))
    matching = _matching(words, named)
    found = matching.join(_NUMBERS, _WORDS.c.rowid == _NUMBERS.c.number).with_only_columns(_NUMBERS.c.packet_id)
    if since is not None:
        found = found.where(_WORDS.c.rowid > _number(since))
    if until is not None:
        found = found.where(_WORDS.c.rowid < _number(until))
    return PacketRow.id.in_(found)


def told_query(words: Sequence[str], named: bool, before: str = "") -> str:
    """The question as PostgreSQL is asked it, each word behind what stands before it in an index of slices."""
    return " & ".join(f"'{before}{_as_kept(word, named)}'" + (":*" if len(word) > 1 else "") for word in words)


def _as_kept(word: str, named: bool) -> str:
    return (_NAMED + word)[:_LONGEST_WORD] if named else word


def _number(packet: str) -> ScalarSelect[Any]:
    return select(_NUMBERS.c.number).where(_NUMBERS.c.packet_id == packet).scalar_subquery()


def asked_words(asked: str) -> list[str]:
    """The words of a question, as many as count."""
    return _fold(asked)[:_ASKED]


def are_common(session: Session, asked: str, most: int, *, named: bool = False) -> bool:
    """Whether more of SQLite's packets than these hold the words."""
    words = asked_words(asked)
    if not words:
        return False
    found = _matching(words, named).with_only_columns(_WORDS.c.rowid)
    return len(session.execute(found.limit(most + 1)).all()) > most


def _matching(words: list[str], named: bool) -> Select[Any]:
    """SQLite's rows of words that hold all of these."""
    query = " ".join(f'"{_as_kept(word, named)}"' + ("*" if len(word) > 1 else "") for word in words)
    return select(_WORDS.c.rowid).where(literal_column("packet_words").op("MATCH")(query))
