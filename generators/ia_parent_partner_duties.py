"""The recurring duties of the contractor of the Iowa Parent Partner Program, and when each falls due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Self

from dateutil.relativedelta import relativedelta
from pydantic import model_validator

from forms.fieldtypes import Month
from forms.program import Program
from forms.yamlfile import Declaration, read_declaration
from generators.wording import counted, policy_figure, short, worded

_YEAR = 12
"""Months."""
_OFTEN = {1: "Monthly", 3: "Quarterly", 6: "Twice a year", _YEAR: "Once a year"}


class Duty(Declaration):
    """Something that the contractor does again and again."""

    what: str
    who: str
    every: str | None = None
    """The figure with the months from one time to the next."""
    yearly: str | None = None
    """The figure with the times in a year."""

    @model_validator(mode="after")
    def _one_figure(self) -> Self:
        if (self.every is None) == (self.yearly is None):
            raise ValueError("a duty has one of every, yearly")
        return self

    @property
    def figure(self) -> str:
        """The figure that says how often."""
        return self.every or self.yearly or ""


class _Duties(Declaration):
    duties: dict[str, Duty]


@dataclass(frozen=True, slots=True)
class Due:
    """One time of a duty; `name` is the duty's name and the number of the time."""

    name: str
    what: str
    who: str
    period: str
    day: date
    section: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A duty with how often it recurs, as a sentence has it."""

    what: str
    who: str
    often: str
    section: str


@cache
def _read(path: Path) -> _Duties:
    return read_declaration(path, _Duties)


def recurrences(start: date, program: Program) -> list[Recurrence]:
    """Every duty with how often it recurs under the figures in force at the start."""
    return [
        Recurrence(duty.what, duty.who, _often(duty, start, program), _section(duty, start, program))
        for duty in _duties(program).values()
    ]


def times_due(start: date, end: date, program: Program) -> list[Due]:
    """Every time of every duty by day: the last day of its period, or its even share of a year of several times."""
    found = [due for name, duty in _duties(program).items() for due in _times(name, duty, start, end, program)]
    return sorted(found, key=lambda due: due.day)


def _duties(program: Program) -> dict[str, Duty]:
    return _read(program.folder / "duties.yaml").duties


def _times(name: str, duty: Duty, start: date, end: date, program: Program) -> Iterator[Due]:
    number, first, passed = 0, start, 0
    while first <= end:
        figure = policy_figure(program, duty.figure, first)
        months, times = (figure, 1) if duty.every else (_YEAR, figure)
        passed += months
        # Counted from the start, so that a start on the 31st does not drift to the 28th.
        following = start + relativedelta(months=passed)
        last = min(following - timedelta(days=1), end)
        length = (last - first).days + 1
        for turn in range(1, times + 1):
            number += 1
            day = first + timedelta(days=max(length * turn // times, 1) - 1)
            what = f"{duty.what} ({turn} of {times})" if times > 1 else duty.what
            yield Due(f"{name}-{number}", what, duty.who, _period(first, last), day, _section(duty, first, program))
        first = following


def _period(first: date, last: date) -> str:
    """The period by its months where it is made of whole ones: July 2026, or July to September 2026."""
    start, end = Month.of(first), Month.of(last)
    if (start.first, end.last) != (first, last):
        return f"{short(first)} to {short(last)}"
    if start == end:
        return worded(start)
    told = f"{first:%B}" if start.year == end.year else worded(start)
    return f"{told} to {worded(end)}"


def _section(duty: Duty, on: date, program: Program) -> str:
    edition = program.parameters[duty.figure].edition(on)
    assert edition, "the figure in force was read before"
    return edition.section


def _often(duty: Duty, on: date, program: Program) -> str:
    figure = policy_figure(program, duty.figure, on)
    if duty.yearly:
        return f"At least {counted(figure, 'time')} a year"
    return _OFTEN.get(figure, f"Every {figure} months")
