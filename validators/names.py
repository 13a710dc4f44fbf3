"""Names that must be the same throughout the papers of one case."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from validators.case import Paper
from validators.people import same_person
from validators.rule import CannotTell

_NEAR = 75.0
"""Share of like letters, in percent, from which a doubtful reading may still be meant for the other name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as one paper gives it."""

    paper: Paper
    field: str
    name: str
    doubtful: bool


def names_in(papers: Iterable[Paper], *fields: str) -> list[Named]:
    """The readable names in these fields of the papers, in packet order."""
    found: list[Named] = []
    for paper in papers:
        for field in fields:
            name, value = paper.known(field), paper.evidence(field)
            if name and value:
                found.append(Named(paper, field, name, value.review))
    return found


def strangers(found: Iterable[Named], known: Sequence[Named]) -> Iterator[Named]:
    """The names that are none of the known ones; raises CannotTell at the end where a reading is too doubtful."""
    doubt: Named | None = None
    for one in found:
        if any(shared_person(one.name, other.name) for other in known):
            continue
        if any((one.doubtful or other.doubtful) and _near(one.name, other.name) for other in known):
            doubt = doubt or one
        else:
            yield one
    if doubt:
        why = f"The name on the {doubt.paper.form.title} was read as {doubt.name}, which may be a misreading"
        raise CannotTell(why, doubt.paper.id, doubt.field)


def shared_person(one: str, other: str) -> bool:
    """Whether the names share a person; one line may name both parents."""
    return any(same_person(first, second) for first in _people(one) for second in _people(other))


def _people(name: str) -> list[str]:
    return [part for part in re.split(r"\s+and\s+|\s*&\s*", name, flags=re.I) if part.strip()]


def _near(one: str, other: str) -> bool:
    return fuzz.ratio(one.lower(), other.lower()) >= _NEAR
