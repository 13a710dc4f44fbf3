"""Which row of a table a person's change is of: a row is known by where it stands on its page and by what it says.

Its number changes where a file is read again with a row more or less, or where a row before it is taken out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forms.packet import Document, Packet, Row

_SAME_PLACE = 0.5
"""Share of the lower row's height by which two rows must lie in the same lines of a page to be one."""
_SAME_WORDS = 0.5
"""Share of the cells that must say the same for a row to be known by its words alone."""

Mark = dict[str, Any]
"""`{"number", "texts", "page", "top", "bottom"}` of a row that was read; `{"added": ID}` of one that a person added."""


@dataclass(slots=True)
class Rows:
    """The rows of a packet's tables as they were read, and those that persons added."""

    read: dict[tuple[str, str], list[tuple[Row, Mark]]] = field(default_factory=dict)
    added: dict[str, Row] = field(default_factory=dict)
    """By the change that added the row."""

    @classmethod
    def of(cls, packet: Packet) -> "Rows":
        """The rows before any change, so that each is still known when its values were changed."""
        return cls(
            {
                (document.id, table): [(row, _mark(number, row)) for number, row in enumerate(rows)]
                for document in packet.documents
                for table, rows in document.tables.items()
            }
        )

    def mark(self, document: Document, table: str, row: Row) -> Mark | None:
        """By what the row is found again."""
        for change, own in self.added.items():
            if own is row:
                return {"added": change}
        return next((mark for own, mark in self.read.get((document.id, table), ()) if own is row), None)

    def find(self, document: Document, table: str, mark: Mark) -> int | None:
        """The number of the row with the mark, None where it is not there or cannot be told from others."""
        if "added" in mark:
            found = self.added.get(mark["added"])
        else:
            found = _matching(mark, self.read.get((document.id, table), ()))
        return next((number for number, row in enumerate(document.tables.get(table, ())) if row is found), None)

    def make(self, document: Document, table: str, mark: Mark) -> None:
        """Makes the row where a person added it and no other change of theirs made it yet."""
        if "added" in mark and mark["added"] not in self.added:
            document.tables.setdefault(table, []).append(self.added.setdefault(mark["added"], {}))


def _mark(number: int, row: Row) -> Mark:
    texts = {column: value.text for column, value in row.items() if value.text}
    placed = [(value.page, value.box) for value in row.values() if value.page is not None and value.box is not None]
    if not placed:
        return {"number": number, "texts": texts}
    page = placed[0][0]
    boxes = [box for on, box in placed if on == page]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    return {"number": number, "texts": texts, "page": page, "top": top, "bottom": bottom}


def _matching(mark: Mark, rows: Iterable[tuple[Row, Mark]]) -> Row | None:
    """The row that stands where the mark says; where none says anything alike there, the one row that says the same."""
    known = [(row, other, _alike(mark, other)) for row, other in rows]
    here = [row for row, other, alike in known if _same_place(mark, other) and (alike > 0 or not mark["texts"])]
    best = max((alike for *_, alike in known), default=0.0)
    likest = [(row, other) for row, other, alike in known if alike == best >= _SAME_WORDS]
    if best == 1.0 and "page" not in mark:
        # Rows that say the same and stand nowhere, as in a Word file, are told by their number alone.
        likest = [(row, other) for row, other in likest if other["number"] == mark["number"]] or likest
    by_words = likest[0][0] if len(likest) == 1 else None
    if len(here) != 1:
        return by_words
    return here[0] if by_words is None or by_words is here[0] else None


def _alike(one: Mark, other: Mark) -> float:
    """Share of the cells that say the same in both."""
    columns = set(one["texts"]) | set(other["texts"])
    same = sum(one["texts"].get(column) == other["texts"].get(column) for column in columns)
    return same / len(columns) if columns else 0.0


def _same_place(one: Mark, other: Mark) -> bool:
    if one.get("page") is None or one["page"] != other.get("page"):
        return False
    shared = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return bool(shared > _SAME_PLACE * min(one["bottom"] - one["top"], other["bottom"] - other["top"]))
