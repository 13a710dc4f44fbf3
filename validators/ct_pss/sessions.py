"""Billed sessions of the packet's invoices, and the notes that document them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms.rounding import minutes_between
from validators.case import Case, Line, Paper
from validators.ct_pss.names import may_be_misread
from validators.people import same_agency, same_person


@dataclass(frozen=True, slots=True)
class Session:
    """One line of an invoice whose date and times are known."""

    invoice: Paper
    line: Line
    starts: datetime
    ends: datetime

    def overlaps(self, other: "Session") -> bool:
        """Whether the sessions share time; one may begin when the other ends."""
        return self.starts < other.ends and other.starts < self.ends


def sessions(case: Case) -> Iterator[Session]:
    """The sessions of every invoice in print order, those left out whose date or times are not known."""
    for invoice, line in case.every_line("lines", "invoice"):
        day, start, end = line.known("date"), line.known("start_time"), line.known("end_time")
        if day is not None and start is not None and end is not None:
            starts = datetime.combine(day, start)
            yield Session(invoice, line, starts, starts + timedelta(minutes=minutes_between(start, end)))


def same_provider(one: str, other: str) -> bool:
    """Whether two names of providers, persons or agencies, can be of one."""
    return same_person(one, other) or same_agency(one, other)


def notes_of(case: Case, invoice: Paper, line: Line) -> list[Paper]:
    """The session notes that agree with the line; a blank on a note has a rule of its own and contradicts nothing."""
    return [note for note in case.papers("session-note") if _same_time(note, line) and not _other_parent(note, invoice)]


def notes_in_doubt(case: Case, invoice: Paper, line: Line) -> list[Paper]:
    """The session notes that may be the line's: what was read surely agrees, and what was not may say anything."""
    return [note for note in case.papers("session-note") if _may_be_of(note, line) and not _other_parent(note, invoice)]


def _may_be_of(note: Paper, line: Line) -> bool:
    stated = _stated(line)
    doubted = {name for name in stated if (value := note.evidence(name)) is not None and value.review}
    return bool(doubted) and all(
        note.known(name) in (None, value) or value is None for name, value in stated.items() if name not in doubted
    )


def _stated(line: Line) -> dict[str, object]:
    """What the line says of the session, by the names of the note's fields."""
    return {
        "service_date": line.known("date"),
        "start_time": line.known("start_time"),
        "end_time": line.known("end_time"),
    }


def _same_time(note: Paper, line: Line) -> bool:
    stated = _stated(line)
    known = {name: value for name in stated if (value := note.known(name)) is not None}
    return len(known) >= 2 and all(stated[name] in (None, value) for name, value in known.items())


def _other_parent(note: Paper, invoice: Paper) -> bool:
    one, other = note.known("parent_name"), invoice.known("parent_name")
    if one is None or other is None or same_person(one, other):
        return False
    return not may_be_misread(note, "parent_name", [other]) and not may_be_misread(invoice, "parent_name", [one])


def invoices_by_parent(case: Case) -> list[list[Paper]]:
    """The packet's invoices, those of one parent together; one whose parent is not known stands alone."""
    groups: list[list[Paper]] = []
    for invoice in case.papers("invoice"):
        name = invoice.known("parent_name")
        for group in groups:
            other = group[0].known("parent_name")
            if name and other and same_person(name, other):
                group.append(invoice)
                break
        else:
            groups.append([invoice])
    return groups


def printed(day: date) -> str:
    """The day as the forms print it."""
    return f"{day:%m/%d/%Y}"
