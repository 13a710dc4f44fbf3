"""What nobody has read of a packet: files and pages that could not be opened, papers that are of no known form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unread:
    """A paper, or a part of one, that no rule could look at."""

    file: str
    page: int | None
    why: str = ""
    """What kept it from being read, with what to do about it; empty where it was read and not recognised."""


def unread(report: Mapping[str, Any]) -> list[Unread]:
    """The problems of the report, then its papers of no form, but for those that a person has looked at."""
    found = [
        Unread(one["file"], one.get("page"), one["message"]) for one in report["problems"] if not one.get("settled")
    ]
    told = {(one["file"], one.get("page")) for one in report["problems"]}
    for document in report["documents"]:
        place = (document["file"], document["pages"][0] if document["pages"] else None)
        if document["form"] is None and not document.get("settled") and place not in told:
            found.append(Unread(*place))
    return list(dict.fromkeys(found))


def standing_outcome(outcome: str, report: Mapping[str, Any]) -> str:
    """The outcome that the desk goes by: what the rules found complete is not, while some of it is not read."""
    return "needs-review" if outcome == "complete" and unread(report) else outcome
