"""How a packet spells its names: a reader's slip stands alone, a right reading stands on several papers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from extractors.rects import plain
from forms.catalog import Catalog
from forms.evidence import Value
from forms.packet import Packet

_SHORTEST = 6
"""Letters of a name at least: of a shorter one another person's may differ by a letter or two."""
_SLIPS, _LONG = 2, 12
"""Letters that a picture's reader gets wrong in a name of so many letters at most; in a shorter one it is one."""
_SURE_FROM = 0.9
"""Confidence from which a reading tells something of others."""
_MISSPELLED = 0.8
"""Confidence at most of a name that stands elsewhere with another letter."""


class Spellings:
    """The names that were read in a packet, each with how often and how surely it was."""

    def __init__(self, names: Iterable[Value]) -> None:
        """`names` are the values of the packet's fields and cells for names of people."""
        values = [v for v in names if isinstance(v.value, str) and len(plain(v.value)) >= _SHORTEST]
        self._places = Counter(_key(v.value) for v in values)
        self._sure = Counter(_key(v.value) for v in values if _is_sure(v))
        self._printed = {_key(v.value) for v in values if v.source != "ocr"}
        self._shown = {_key(v.value): v.value for v in values}
        # What is printed is believed, and the desk asks this whenever it opens a packet.
        self._near = _neighbours(list(self._places.keys() - self._printed), list(self._places))

    @classmethod
    def of_packet(cls, packet: Packet, catalog: Catalog) -> "Spellings":
        """The spellings of all papers that were recognised as a form."""
        papers = [(document, catalog.form(document.form)) for document in packet.documents if document.form]
        return cls(v for paper, form in papers for path, v in paper.values() if form.cell(path).type == "name")

    def bear_out(self, value: Value) -> bool:
        """Whether the name stands letter by letter in another place, where it was read surely."""
        return self._knows(value) and self._sure[_key(value.value)] > _is_sure(value)

    def doubted(self, value: Value) -> Value:
        """The name marked for review where a picture's reader has it otherwise than the rest of the packet.

        Of two spellings of a picture that stand in as many places each, nobody can tell which is right.
        """
        if value.source != "ocr" or not self._knows(value) or (key := _key(value.value)) in self._printed:
            return value
        rivals = [n for n in self._near.get(key, ()) if n in self._printed or self._places[n] >= self._places[key]]
        if not rivals:
            return value
        likeliest = self._shown[max(rivals, key=lambda near: (near in self._printed, self._places[near]))]
        known = value.rivals if likeliest in value.rivals else (*value.rivals, likeliest)
        return replace(value, rivals=known).doubted(f"elsewhere in the packet it is “{likeliest}”", _MISSPELLED)

    def _knows(self, value: Value) -> bool:
        return isinstance(value.value, str) and _key(value.value) in self._places


def _is_sure(value: Value) -> bool:
    return value.confidence >= _SURE_FROM and not value.review


def _key(name: str) -> str:
    """The name as names are compared: the family name last, capitals and spaces aside, accents kept."""
    last, comma, first = name.partition(",")
    return " ".join(f"{first} {last}".split() if comma else name.split()).casefold()


def _neighbours(names: Sequence[str], others: Sequence[str]) -> Mapping[str, list[str]]:
    """The others that differ from each of the names by a slip or two."""
    near: dict[str, list[str]] = {}
    apart = cdist(names, others, scorer=OSA.distance, score_cutoff=_SLIPS, dtype=np.uint8)
    for one, other in zip(*((apart > 0) & (apart <= _SLIPS)).nonzero(), strict=True):
        if apart[one, other] == 1 or min(len(names[one]), len(others[other])) >= _LONG:
            near.setdefault(names[one], []).append(others[other])
    return near
