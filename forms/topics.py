"""Which classroom topics the words of a training record name."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz import fuzz

_ENTRIES = re.compile(r"[;:,\n|•·]|(?<=\w\w)\.\s")
_PARTS = re.compile(r"\band\b|&|/|\bwith\b", re.I)
_NEAR = 82.0
"""Share of like letters, in percent, from which an entry is the topic in slightly other, or misread, letters."""


def covered_topics(text: str, topics: Mapping[str, Iterable[str]]) -> set[str]:
    """The topics that the text names, in full or in one of their other wordings; several may share a line.

    An entry that is near to two topics counts for the nearer alone: the serving systems are no overview of the
    service systems.
    """
    wordings = {topic: [_plain(wording) for wording in (topic, *others)] for topic, others in topics.items()}
    covered: set[str] = set()
    for entry in _ENTRIES.split(text):
        whole = _plain(entry)
        covered.update(_contained(whole, wordings))
        nearest = _nearest(whole, wordings)
        if nearest:
            covered.add(nearest)
        else:
            covered.update(filter(None, (_nearest(_plain(part), wordings) for part in _PARTS.split(entry))))
    return covered


def _contained(entry: str, wordings: Mapping[str, list[str]]) -> Iterator[str]:
    for topic, known in wordings.items():
        if any(f" {wording} " in f" {entry} " for wording in known):
            yield topic


def _nearest(entry: str, wordings: Mapping[str, list[str]]) -> str | None:
    scores = {topic: max(fuzz.ratio(entry, wording) for wording in known) for topic, known in wordings.items()}
    topic = max(scores, key=lambda name: scores[name])
    return topic if scores[topic] >= _NEAR else None


def _plain(text: str) -> str:
    """The text in lower-case words, `&` as and, PSP written out, letters with full stops joined."""
    joined = re.sub(r"\b([a-z])\.\s?", r"\1", text.lower().replace("&", " and "))
    words = re.findall(r"[a-z0-9]+", joined)
    return " ".join("parent support partners" if word in {"psp", "psps"} else word for word in words)
