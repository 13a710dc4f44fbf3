"""What the certification of a Parent Support Partner requires, and what the records show of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from forms.calendars import full_quarters
from forms.fieldtypes import Month
from forms.program import Program
from forms.topics import covered_topics
from generators.datum import Data
from generators.wording import counted, listed, long_date, policy_figure, short, worded

_RECORDS = ("training_days", "coaching_sessions", "meetings")
CERTIFICATION = "PSP Certification process"
_EXPECTATIONS = "Expectations of Community Mental Health Service Provider"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement with what is on record for it."""

    name: str
    what: str
    on_record: str
    missing: str | None
    """What is still to be done, None where nothing is."""
    section: str = CERTIFICATION

    @property
    def is_done(self) -> bool:
        """Whether the requirement is met."""
        return self.missing is None


def requirements(data: Data, on: date, program: Program) -> list[Requirement]:
    """Every requirement of the certification; days after `on` are planned and not counted yet."""
    rows = {name: [row for row in data[name] if row["date"] <= on] for name in _RECORDS}
    return [
        *_person(data),
        _classroom(rows["training_days"], on, program),
        _topics(rows["training_days"], on, program),
        _coaching(rows["coaching_sessions"], on, program),
        _meetings(rows["training_days"], rows["meetings"], on, program),
    ]


def planned_days(data: Data, on: date) -> list[date]:
    """The days on record that lie after `on`."""
    return sorted({row["date"] for name in _RECORDS for row in data[name] if row["date"] > on})


_PERSON = (
    (
        "lived_experience",
        "Parent or primary caregiver of a child served",
        "Only a parent or primary caregiver becomes a Parent Support Partner: affirm it on the registration.",
        _EXPECTATIONS,
    ),
    (
        "supervisor_qmhp",
        "Supervision by a CMH Qualified Mental Health Provider",
        "Name a supervisor who is a CMH Qualified Mental Health Provider.",
        CERTIFICATION,
    ),
)
"""What the registration affirms: its field, the requirement, how to mend it, and the section."""


def _person(data: Data) -> Iterator[Requirement]:
    """What the registration affirms; nothing is said of what the data leave open."""
    for name, what, mend, section in _PERSON:
        if data[name] is not None:
            told = "Affirmed" if data[name] else "Not affirmed"
            yield Requirement(name, what, told, None if data[name] else mend, section)


def full_days(days: list[Data]) -> list[date]:
    """The distinct days of full classroom training."""
    return sorted({row["date"] for row in days if row["full_day"]})


def _classroom(days: list[Data], on: date, program: Program) -> Requirement:
    needed = policy_figure(program, "classroom_days", on)
    full = full_days(days)
    told = counted(len(full), "full day") + (f": {listed(map(short, full))}" if full else "")
    missing = f"{counted(needed - len(full), 'more full day')} of classroom training." if len(full) < needed else None
    return Requirement("classroom", f"{counted(needed, 'full day')} of classroom training", told, missing)


def _topics(days: list[Data], on: date, program: Program) -> Requirement:
    topics = policy_figure(program, "classroom_topics", on)
    covered = {topic for row in days for topic in covered_topics(row["topics"] or "", topics)}
    left = [topic for topic in topics if topic not in covered]
    told = f"{len(topics) - len(left)} of {len(topics)} topics"
    missing = f"Training in {'; '.join(left)}." if left else None
    return Requirement("topics", f"All {len(topics)} topics of the classroom training", told, missing)


def coaching_months(sessions: list[Data]) -> list[Month]:
    """The distinct calendar months with a coaching session, group or individual."""
    return sorted({Month.of(row["date"]) for row in sessions})


def _coaching(sessions: list[Data], on: date, program: Program) -> Requirement:
    needed = policy_figure(program, "coaching_months", on)
    months = coaching_months(sessions)
    told = counted(len(months), "month") + (f": {listed(map(short, months))}" if months else "")
    missing = f"A coaching session in {counted(needed - len(months), 'more month')}." if len(months) < needed else None
    return Requirement("coaching", f"{counted(needed, 'month')} of individual and group coaching", told, missing)


def _meetings(days: list[Data], meetings: list[Data], on: date, program: Program) -> Requirement:
    """A meeting in each full calendar quarter since the first training day."""
    needed = policy_figure(program, "meetings_per_quarter", on)
    quarters = list(full_quarters(min(row["date"] for row in days), on)) if days else []
    held = [[row["date"] for row in meetings if first <= row["date"] <= last] for first, last in quarters]
    without = [quarter for quarter, dates in zip(quarters, held, strict=True) if len(set(dates)) < needed]
    told = counted(len({row["date"] for row in meetings}), "meeting")
    if quarters:
        told += f"; {len(quarters) - len(without)} of {counted(len(quarters), 'full quarter')} since the training began"
    missing = None
    if not days:
        missing = "The quarters are counted from the first day of classroom training, which is not on record."
    elif without:
        missing = f"A meeting in {listed(f'{worded(Month.of(a))} to {worded(Month.of(b))}' for a, b in without)}."
    return Requirement(
        "meetings", "Quarterly professional development and technical assistance meetings", told, missing
    )


def spelled(days: list[date]) -> str:
    """The first and the last of the days, as a certificate has them."""
    return long_date(days[0]) if len(days) == 1 else f"{long_date(days[0])} to {long_date(days[-1])}"
