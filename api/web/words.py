"""How the pages say things: states, outcomes, kinds, days, sizes; one spelling for each."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from api.store.tables import OVER
from generators.deficiency import told as told_to_sender

if TYPE_CHECKING:
    from api.record.checklist import Rest

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
BATCHES = {"open": "Not started", "started": "Being read", "done": "Done", "cancelled": "Cancelled"}
DECISIONS = {"accepted": "Accepted", "returned": "Returned", "denied": "Denied"}
ROLES = {
    "clerk": "Intake clerk",
    "operations": "Operations",
    "approver": "Approver",
    "provider": "Provider",
    "auditor": "Auditor",
    "admin": "Administrator",
}
ROLES_MAY = {
    "clerk": "Sends papers, looks at values and corrects them, has letters written.",
    "operations": "Does what a clerk does, decides, releases letters, gives out work and exports.",
    "approver": "Looks at packets and approves, or sends back, what others decided, where a program asks for that.",
    "provider": "Sees only their own cases: where they stand, what is missing, letters that were released.",
    "auditor": "Looks at every packet and at the audit trail, and changes nothing.",
    "admin": "Does all of it, and looks after people and settings.",
}
"""What a role is for, as who gives it reads it."""
ACTIONS = {
    "audit.export": "Took the trail of a case along",
    "batches.cancel": "Cancelled a batch",
    "batches.make": "Sent a batch",
    "batches.retry": "Had a batch tried again",
    "batches.start": "Started a batch",
    "export": "Exported a list",
    "letters.own": "Downloaded a letter",
    "letters.release": "Released a letter",
    "letters.see": "Looked at letters",
    "letters.withdraw": "Took a released letter back",
    "letters.write": "Had a letter written",
    "packets.approve": "Answered a request for approval",
    "packets.arrange": "Put pages together anew",
    "packets.ask": "Asked for approval",
    "packets.assign": "Gave the packet to somebody",
    "packets.cancel": "Cancelled the packet",
    "packets.case": "Changed the case number",
    "packets.claim": "Took the packet on",
    "packets.correct": "Changed a value",
    "packets.decide": "Decided",
    "packets.pages": "Looked at pages",
    "packets.recheck": "Checked as of another day",
    "packets.retry": "Had the packet tried again",
    "packets.reveal": "Had a masked value shown",
    "packets.see": "Looked at the packet",
    "packets.send": "Sent papers",
    "packets.tie": "Tied the packet to a provider",
    "packets.values": "Looked at values",
    "people.change": "Changed an account",
    "people.invite": "Invited somebody",
    "self.change": "Changed the own account",
    "settings.change": "Changed a setting",
    "set-up": "Made an account of an invitation",
    "sign-in": "Signed in",
    "sign-in-failed": "Tried to sign in with a wrong password",
    "sign-out": "Signed out",
    "tokens.make": "Made an API token",
    "tokens.revoke": "Took an API token back",
}
"""What the audit trail keeps, as a person reads it; a test compares it with the code."""
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


def done(action: str) -> str:
    """An action of the audit trail in words."""
    return ACTIONS.get(action, action)


def details(detail: dict[str, Any], named: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the trail keeps of an action, as one line, `before → after` for a change; people by their names.

    What is empty is left out, and an id that says nothing to a person.
    """
    told = {name: _fact(fact) for name, fact in detail.items() if fact not in _EMPTY}
    kept = ((name, named.get(fact, fact)) for name, fact in told.items() if fact in named or not _ID.fullmatch(fact))
    said = ((_FACTS.get(name, name.replace("_", " ")), _ISO_DAY.sub(_day_in, fact)) for name, fact in kept)
    return "; ".join(f"{name}: {fact}" for name, fact in said)


_FACTS = {"undone": "taken back", "override": "against the rules", "user": "whose"}
_ID = re.compile("[0-9A-HJKMNP-TV-Z]{26}")
_EMPTY: tuple[object, ...] = (None, "", [], {}, False)


def _fact(fact: object) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{name} {_change(change)}" for name, change in fact.items())
    return "yes" if fact is True else ", ".join(map(str, fact)) if isinstance(fact, list) else str(fact)


def _change(change: object) -> str:
    if isinstance(change, list) and len(change) == 2:
        return " → ".join(_fact(side) or "all" for side in change)
    return _fact(change)


def batch_state(batch: Any) -> str:
    """How far a batch is, in words: one of which all packets have ended is done, whatever its state is called."""
    done = batch.state == "started" and batch.packets and batch.ended == batch.packets
    return BATCHES["done" if done else batch.state]


def tone(value: str | None) -> str:
    """The tone that a state, outcome or decision is shown in."""
    return TONES.get(value or "", "")


def day(value: date | datetime | str | None) -> str:
    """A day as `Nov 21, 2026`, as the browser tells instants; an instant is told as its day."""
    if not value:
        return ""
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{known:%b}\N{NO-BREAK SPACE}{known.day}, {known.year}"


def iso(value: date | datetime | str | None) -> str:
    """The machine's spelling, for `<time datetime>`; the browser tells it in its own zone."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value or ""


def lasting(hours: float) -> str:
    """How long it took: `6 min` below an hour, `5.5 h` below two days, `3.2 d`."""
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} d"


def many(count: int, one: str, more: str = "") -> str:
    """`1 page`, `2 pages`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def due(packet: Any) -> date | None:
    """By when somebody must act on the packet; of one that was decided, cancelled or refused nobody must any more."""
    return None if packet.decision or packet.state in OVER else packet.due_on


def initials(name: str) -> str:
    """Two letters for a person."""
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


def sentence(words: str | None) -> str:
    """Words as a sentence: with a capital, and an end."""
    told = (words or "").strip()
    return f"{told[:1].upper()}{told[1:]}{'' if told[-1:] in '.!?' else '.'}" if told else ""


_ASSUMED = " Assumed: "


def plainly(message: str) -> str:
    """A finding's sentence without what was assumed where the policy is not clear, its days as all days."""
    return _ISO_DAY.sub(_day_in, message.partition(_ASSUMED)[0])


_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")


def _day_in(found: re.Match[str]) -> str:
    try:
        return day(found[0])
    except ValueError:
        # What a paper says of a day that there is none of, as it says it.
        return found[0]


def assumed(message: str) -> str:
    """What a finding assumed; empty where the policy says it."""
    return message.partition(_ASSUMED)[2]


def figure(value: object) -> str:
    """A figure as pages show it: `1,695.12` with the places that it came with, a day as all days, words as they are."""
    if isinstance(value, date):
        return day(value)
    told = str(value)
    return f"{Decimal(told):,f}" if _NUMBER.fullmatch(told) else told


def measured(value: object, unit: str | None) -> str:
    """A figure of a policy with its unit, `$70.63 an hour`, `1 month`; lists and tables of them in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{_spaced(name)}: {measured(each, unit)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(measured(each, unit) for each in value)
    told = figure(value)
    if not isinstance(value, (int, Decimal)) and not _NUMBER.fullmatch(told):
        return _spaced(told)
    of, _, each = (unit or "").partition("/")
    every = f" {'an' if each == 'hour' else 'a'} {each}" if each else ""
    if of == "USD":
        return f"${told}{every}"
    return f"{told} {of[:-1] if told == '1' and of.endswith('s') else of}{every}".strip()


def _spaced(name: object) -> str:
    return str(name).replace("-", " ").replace("_", " ")


_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_LINE = re.compile(r"\[(\d+)\]")


def line(path: str) -> str:
    """`line 4` for `lines[3].amount`, nothing for a field."""
    found = _LINE.search(path)
    return f"line {int(found[1]) + 1}" if found else ""


_SHOWN = 3
"""Values of one name that stand each by itself; more of them are told by their first."""


def columns(rests: Iterable["Rest"], folded: bool) -> list[tuple["Rest", int]]:
    """The values that a rule rests on, each with 1, or folded: the first of many sure ones with their number."""
    if not folded:
        return [(rest, 1) for rest in rests]
    rests = list(rests)
    doubted = [rest for rest in rests if rest.review]
    named: dict[tuple[str, str], list[Rest]] = {}
    for rest in (one for one in rests if not one.review):
        named.setdefault((rest.label, _LINE.sub("", rest.path)), []).append(rest)
    return [
        (rest, number)
        for same in named.values()
        for rest, number in ([(same[0], len(same))] if len(same) > _SHOWN else [(one, 1) for one in same])
    ] + [(rest, 1) for rest in doubted]


FILTERS: dict[str, Callable[..., Any]] = {
    "said": said,
    "batch_state": batch_state,
    "tone": tone,
    "day": day,
    "due": due,
    "done": done,
    "details": details,
    "iso": iso,
    "lasting": lasting,
    "line": line,
    "columns": columns,
    "figure": figure,
    "measured": measured,
    "plainly": plainly,
    "assumed": assumed,
    "sentence": sentence,
    "many": many,
    "initials": initials,
    "to_sender": told_to_sender,
}
