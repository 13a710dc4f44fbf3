"""Whether the words of an invoice's activity bill a cost that the service hour leaves out."""

import re
from collections.abc import Iterable, Mapping

_PARTS = re.compile(r"[;,:/+&.()\n]|\s[-–—]\s|\band\b|\bthen\b|\bplus\b", re.I)
_LINKS = frozenset({
    "about", "regarding", "re", "concerning", "on", "of", "with", "for", "to", "discussed", "discussing", "discussion",
    "explained", "explaining", "helped", "helping", "assisted", "assisting",
})  # fmt: skip
"""Words that make what follows the subject of the casework before them: a conference *about* paperwork."""


def excluded_cost(activity: str, costs: Mapping[str, Iterable[str]], casework: Iterable[str]) -> str | None:
    """The first cost that the activity bills, None where it bills none.

    Each part of the text is read for itself, so that `Home visit, typing of notes` bills typing. What is merely the
    subject of casework is no cost: `Conference about paperwork`, `Helped the family with filing for a subsidy`.
    """
    known = frozenset(casework)
    for part in _PARTS.split(activity):
        words = re.findall(r"[a-z]+", part.lower().replace("fund-", "fund "))
        for cost, phrases in costs.items():
            if any(_bills(words, phrase.split(), known) for phrase in phrases):
                return cost
    return None


def _bills(words: list[str], phrase: list[str], casework: frozenset[str]) -> bool:
    if not all(word in words for word in phrase):
        return False
    before = words[: min(words.index(word) for word in phrase)]
    first = next((place for place, word in enumerate(before) if word in casework), None)
    return first is None or not any(word in _LINKS for word in before[first:])
