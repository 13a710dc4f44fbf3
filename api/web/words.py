"""How the pages say things: states, outcomes, kinds, days, sizes; one spelling for each."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

STATES = {
    "held": "Held until its batch starts",
    "waiting": "Waiting to be read",
    "reading": "Being read",
    "checked": "Read and checked",
    "quarantined": "Set aside",
    "cancelled": "Cancelled",
    "refused": "Refused",
}
OUTCOMES = {
    "complete": "Complete",
    "incomplete": "Incomplete",
    "ineligible": "Not eligible",
    "needs-review": "Needs a look",
}
DECISIONS = {"accepted": "Accepted", "returned": "Returned", "denied": "Denied"}
ROLES = {
    "clerk": "Intake clerk",
    "operations": "Operations",
    "provider": "Provider",
    "auditor": "Auditor",
    "admin": "Administrator",
}
TONES = {
    "complete": "good",
    "accepted": "good",
    "met": "good",
    "written": "good",
    "incomplete": "bad",
    "ineligible": "bad",
    "denied": "bad",
    "not-met": "bad",
    "quarantined": "bad",
    "refused": "bad",
    "failed": "bad",
    "needs-review": "doubt",
    "returned": "doubt",
    "cannot-tell": "doubt",
    "reading": "accent",
    "waiting": "accent",
}


def said(value: str | None) -> str:
    """A state, outcome, decision or role in words."""
    for words in (STATES, OUTCOMES, DECISIONS, ROLES):
        if value in words:
            return words[value]
    return (value or "").replace("-", " ").capitalize()


def tone(value: str | None) -> str:
    """The tone that a state, outcome or decision is shown in."""
    return TONES.get(value or "", "")


def day(value: date | datetime | str | None) -> str:
    """A day as `21 Nov 2026`; an instant is told as its day."""
    if not value:
        return ""
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{known.day} {known:%b %Y}"


def iso(value: date | datetime | str | None) -> str:
    """The machine's spelling, for `<time datetime>`; the browser tells it in its own zone."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value or ""


def many(count: int, one: str, more: str = "") -> str:
    """`1 page`, `2 pages`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def initials(name: str) -> str:
    """Two letters for a person."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def sentence(words: str | None) -> str:
    """Words as a sentence: with a capital, and an end."""
    told = (words or "").strip()
    return f"{told[:1].upper()}{told[1:]}{'' if told[-1:] in '.!?' else '.'}" if told else ""


_LINE = re.compile(r"\[(\d+)\]")


def line(path: str) -> str:
    """`line 4` for `lines[3].amount`, nothing for a field."""
    found = _LINE.search(path)
    return f"line {int(found[1]) + 1}" if found else ""


FILTERS: dict[str, Callable[..., Any]] = {
    "said": said,
    "tone": tone,
    "day": day,
    "iso": iso,
    "line": line,
    "sentence": sentence,
    "many": many,
    "initials": initials,
}
