"""Which courses a CPR or first aid certificate covers, told by the words of its course title."""

import re

from rapidfuzz import process

ADULT, CHILD, INFANT, FIRST_AID = "adult", "child", "infant", "first aid"

_AGES = {
    "adult": {ADULT},
    "adults": {ADULT},
    "child": {CHILD},
    "children": {CHILD},
    "infant": {INFANT},
    "infants": {INFANT},
    "baby": {INFANT},
    "pediatric": {CHILD, INFANT},
    "pediatrics": {CHILD, INFANT},
    "paediatric": {CHILD, INFANT},
}
_ALL = {ADULT, CHILD, INFANT}
_ALL_AGES = re.compile(r"\b(?:all ages|bls|basic life support|professional rescuers?|health ?care providers?)\b")
"""Courses for professionals, which teach CPR at every age."""
_AGE = "(?:" + "|".join(_AGES) + ")"
_AGE_LIST = rf"{_AGE}(?: (?:and )?{_AGE})*"
_FIRST_AID = re.compile(rf"(?:(?P<ages>{_AGE_LIST}) )?first aid(?P<cpr> (?:and )?cpr)?")
_NEAR = 80.0
"""Share of like letters, in percent, from which a misread word is taken for the word it resembles."""


def covered(courses: str) -> frozenset[str]:
    """The parts among adult, child and infant CPR and first aid that a certificate of this title covers.

    CPR without an age is adult CPR; Heartsaver names its child and infant modules where they were taken.
    """
    text = _plain(courses)
    parts: set[str] = {FIRST_AID} if "first aid" in text else set()
    if _ALL_AGES.search(text):
        return frozenset(parts | _ALL)
    if re.search(r"\bcpr\b", text) or (not parts and "heartsaver" in text):
        parts |= _ages(text) or {ADULT}
    return frozenset(parts)


def _ages(text: str) -> set[str]:
    """The ages that the title's CPR is for: those of `pediatric first aid` alone are not meant for it."""
    for_cpr = _FIRST_AID.sub(lambda match: match[0] if match["cpr"] else " ", text)
    return set().union(*(_AGES[word] for word in re.findall(rf"\b{_AGE}\b", for_cpr)))


def _plain(courses: str) -> str:
    """The title in lower-case words, misread ones mended, with one name for each course."""
    text = courses.lower().replace("&", " and ").replace("cardiopulmonary resuscitation", "cpr")
    words = [_mended(word) for word in re.findall(r"[a-z0-9]+", text)]
    return " ".join(words).replace("first aid and cpr", "first aid cpr").replace("firstaid", "first aid")


def _mended(word: str) -> str:
    if word in _AGES or len(word) < 5:
        return word
    nearest = process.extractOne(word, [*_AGES, "first"], score_cutoff=_NEAR)
    return nearest[0] if nearest and len(nearest[0]) >= 5 else word
