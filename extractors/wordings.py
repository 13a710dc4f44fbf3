"""The ways in which offices word a label: `No.` for number, `Tel.` for telephone, `Name of parent` for `Parent's name`.

What a form declares is what its labels mean; these are the same words turned about, as every office turns them. Words
that mean the same stand in `wordings.yaml`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from forms.form import Cell
from forms.yamlfile import Declaration, read_declaration

_FEW = 4
"""Words of a label at most that names a person or an agency, and no more than that."""
_NO_ROLE = frozenset({"a", "an", "has", "i", "in", "re", "that", "this", "to", "your"})
"""Words of labels that say more than who it is."""
_SIGNATURE = re.compile(r"(?:the )?(?P<who>.+?)(?:['’]s)? signature|signature of (?:the )?(?P<of>.+)", re.I)
_NAMED = re.compile(r"(?:the )?(?P<who>.+?)(?:['’]s)? name|name of (?:the )?(?P<of>.+)", re.I)
_DATED = re.compile(r"(?P<of>.+) date|date of (?P<what>.+)", re.I)


class Alike(Declaration):
    """Ends of labels that mean the same, by the type of field in groups, and what also stands for a bare `Date`."""

    ends: dict[str, tuple[tuple[str, ...], ...]]
    bare_date: tuple[str, ...]


@cache
def alike() -> Alike:
    """The words that mean the same; raises DeclarationError where the file is not right."""
    return read_declaration(Path(__file__).with_suffix(".yaml"), Alike)


def wordings(cell: Cell, label: str) -> tuple[str, ...]:
    """Other wordings of one label of the field or column, without the label itself."""
    return _wordings(cell.type, cell.type == "name" or (cell.type == "text" and cell.name.endswith("_name")), label)


@lru_cache(maxsize=4000)
def _wordings(kind: str, names: bool, label: str) -> tuple[str, ...]:
    said = [*_ends(kind, label)]
    if names:
        said += _whose(label, _NAMED, "name")
    elif kind == "signature" and _SIGNATURE.fullmatch(label):
        said += _whose(label, _SIGNATURE, "signature")
    elif kind == "date":
        said += _dates(label)
    return tuple(other for other in dict.fromkeys(said) if other.lower() != label.lower())


def _ends(kind: str, label: str) -> Iterator[str]:
    """The label with an end that means the same."""
    low = label.lower()
    for group in alike().ends.get(kind, ()):
        end = next((end for end in group if low == end or low.endswith(f" {end}")), None)
        if end is not None:
            yield from (label[: len(label) - len(end)] + other for other in group)


def _whose(label: str, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    """`Parent name`, `Parent's name` and `Name of the parent`, each for the other; so of signatures."""
    match = pattern.fullmatch(label)
    who = (match["who"] or match["of"]) if match else label
    words = who.lower().split()
    if words and len(words) <= _FEW and "name" not in words and not _NO_ROLE & set(words):
        own = who if who.endswith(("'s", "’s")) else f"{who}'s"
        yield from (f"{who} {what}", f"{own} {what}", f"{what} of {who}", f"{what} of the {who}")


def _dates(label: str) -> Iterator[str]:
    """`Notice date` and `Date of notice`, each for the other; a bare `Date` stands by a signature."""
    if label.lower() == "date":
        yield from alike().bare_date
    elif match := _DATED.fullmatch(label):
        yield f"Date of {match['of']}" if match["of"] else f"{match['what']} date"
