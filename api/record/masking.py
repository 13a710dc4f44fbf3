"""What is not shown unless somebody asks for it: birth dates, and the numbers of licences and of social security."""

import re
from collections.abc import Iterable
from typing import Any

MASK = "•••"
_NAMES = ("date_of_birth", "birth_date", "license_number", "licence_number", "social_security", "ssn")
_FIGURES = re.compile(r"\d[\d./-]*\d|\d")


def is_masked(path: str) -> bool:
    """Whether the value at that path of a document, as findings name it, is masked.

    >>> is_masked("children[2].date_of_birth"), is_masked("drivers_license_state")
    (True, False)
    """
    return any(name in path for name in _NAMES)


def masked_message(message: str, paths: Iterable[str]) -> str:
    """The sentence of a finding, without the figures of a value that is masked."""
    return _FIGURES.sub(MASK, message) if any(map(is_masked, paths)) else message


def masked_value(told: dict[str, Any], path: str) -> dict[str, Any]:
    """A value as a report or a change tells it, without what it says where it is masked."""
    if not is_masked(path):
        return told
    hidden = {side: MASK for side in ("value", "text", "why") if told.get(side) is not None}
    return told | hidden


def masked_finding(told: dict[str, Any]) -> dict[str, Any]:
    """A finding as a report tells it, without the figures of what is masked."""
    if not any(map(is_masked, told["fields"])):
        return told
    hidden = {side: MASK for side in ("expected", "found") if told[side] is not None}
    return told | hidden | {"message": masked_message(told["message"], told["fields"])}


def masked_doubt(why: str) -> str:
    """Why a rule could not be told, without the figures of a masked value that the sentence names by its path.

    >>> masked_doubt("child_date_of_birth was read as '13/45/2010': is a date that does not exist")
    "child_date_of_birth was read as '•••': is a date that does not exist"
    """
    return masked_message(why, [why])
