"""What is not shown unless somebody asks for it: birth dates, and the numbers of licences and of social security."""

import re
from collections.abc import Iterable

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
