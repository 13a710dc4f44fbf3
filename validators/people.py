"""Whether two printed names can be of one person or one agency."""

import functools
import re
import unicodedata

from nameparser import HumanName

_AGENCY_ENDINGS = {"inc", "incorporated", "llc", "llp", "pc", "ltd", "corp", "corporation", "co", "company", "the"}


def same_person(one: str, other: str) -> bool:
    """Whether the names differ at most by initials, middle names, accents, case, or the order of their parts."""
    first, second = _parts(one), _parts(other)
    if not first or not second:
        return False
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) == 1:
        return shorter[0] in longer
    # A middle name may be left out, so the shorter name must find each part in the longer, two of them in full.
    unmatched = list(longer)
    whole = 0
    for part in sorted(shorter, key=len, reverse=True):
        match = next((candidate for candidate in unmatched if candidate == part), None)
        whole += match is not None and len(part) > 1
        match = match or next((candidate for candidate in unmatched if _initial(part, candidate)), None)
        if match is None:
            return False
        unmatched.remove(match)
    surnames = {shorter[-1], longer[-1]}
    return whole >= 2 or (whole == 1 and len(surnames) == 1 and len(shorter[-1]) > 1)


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _parts(name: str) -> list[str]:
    return list(_split(name))


@functools.lru_cache(maxsize=1_000)
def _split(name: str) -> tuple[str, ...]:
    """The parts of the name in the order first to last, without titles, suffixes, accents and case.

    A packet's names are compared with each other, each many times over.
    """
    parsed = HumanName(_fold(name))
    words = f"{parsed.first} {parsed.middle} {parsed.last}"
    return tuple(re.findall(r"[a-z]+", words.replace("'", "").replace("-", " ").lower()))


def same_agency(one: str, other: str) -> bool:
    """Whether the agency names differ at most by case, punctuation, accents and a legal ending such as Inc."""
    return bool(_agency(one)) and _agency(one) == _agency(other)


def _agency(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", _fold(name).replace("&", " and ").replace(".", "").replace("'", "").lower())
    return [word for word in words if word not in _AGENCY_ENDINGS]


def _fold(text: str) -> str:
    """The text without accents."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
