"""The deadlines of a case of the Iowa Parent Partner Program, counted from what is known of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from forms.calendars import nth_working_day
from forms.errors import FormwrightError
from forms.fieldtypes import Month
from forms.program import Program
from generators.datum import Data
from generators.wording import counted, long_date, policy_figure

_INTAKE = "Intake"
_CONFERENCES = "Child Safety Conferences"
_EXIT = "Program Exit"
_MILESTONES = {
    "referral_date": "the referral",
    "assigned_date": "the assignment",
    "intake_date": "the intake",
    "exit_date": "the exit",
}
"""The days of a case in the order in which they come."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing that a case needs by a day."""

    name: str
    """The same for every case, whatever the day."""
    what: str
    day: date
    counted: str
    """What the day is counted from."""
    section: str
    repeat: Mapping[str, Any] | None = None
    """The recurrence rule, as calendars have it."""


def case_deadlines(data: Data, program: Program) -> list[Deadline]:
    """The deadlines by day; where a day to count from is not known yet, its own deadline stands for it.

    Raises FormwrightError where the days of the case contradict each other.
    """
    _in_order(data)
    return sorted(
        (*_to_intake(data, program), *_support(data, program), *_meetings(data, program), *_leaving(data, program)),
        key=lambda deadline: deadline.day,
    )


def _in_order(data: Data) -> None:
    known = [(what, day) for name, what in _MILESTONES.items() if (day := data.get(name))]
    for (before, first), (after, second) in pairwise(known):
        if second < first:
            raise FormwrightError(
                f"{after[0].upper()}{after[1:]} on {long_date(second)} lies before {before} on {long_date(first)}: "
                "correct the one that is wrong."
            )


def working_deadline(figure: str, trigger: date, program: Program) -> date:
    """The last of the figure's working days after the trigger, by the program's calendar of holidays."""
    assert program.holidays, "the program names its calendar of working days"
    return nth_working_day(trigger, policy_figure(program, figure, trigger), program.holidays)


def _to_intake(data: Data, program: Program) -> Iterator[Deadline]:
    referral, assigned, intake = data["referral_date"], data.get("assigned_date"), data.get("intake_date")
    match = working_deadline("match_working_days", referral, program)
    days = counted(policy_figure(program, "match_working_days", referral), "working day")
    yield Deadline(
        "match", "Match a Parent Partner with the parent", match, f"{days} after the referral of {long_date(referral)}",
        "Referral",
    )  # fmt: skip
    start = assigned or match
    days = counted(policy_figure(program, "first_meeting_working_days", start), "working day")
    told = f"of {long_date(assigned)}" if assigned else "at its latest"
    yield Deadline(
        "first-meeting", "First meeting of the Parent Partner with the family",
        working_deadline("first_meeting_working_days", start, program), f"{days} after the assignment {told}", _INTAKE,
    )  # fmt: skip
    days = policy_figure(program, "profile_days", referral)
    profile = referral + timedelta(days=days)
    needed = counted(policy_figure(program, "meetings_before_intake", referral), "meeting")
    yield Deadline(
        "meetings", f"At least {needed} with the parent, before the intake is completed", intake or profile,
        f"the intake of {long_date(intake)}" if intake else "the intake at its latest", _INTAKE,
    )  # fmt: skip
    yield Deadline(
        "profile", "Participant Profile (intake form)", profile,
        f"{days} days after the initial referral of {long_date(referral)}", _INTAKE,
    )  # fmt: skip
    start = intake or profile
    days = policy_figure(program, "self_assessment_days", start)
    yield Deadline(
        "self-assessment", "Self-Assessment (Entry)", start + timedelta(days=days),
        f"{days} days after the intake {f'of {long_date(intake)}' if intake else 'at its latest'}", _INTAKE,
    )  # fmt: skip


def _support(data: Data, program: Program) -> Iterator[Deadline]:
    """The contacts of every full calendar month from the intake to the exit, as one entry that repeats."""
    intake, left = data.get("intake_date"), data.get("exit_date")
    if intake is None:
        return
    month = Month.of(intake) if intake.day == 1 else Month.of(intake).next()
    if left and month.last > left:
        return
    least = counted(policy_figure(program, "monthly_contacts_minimum", month.last), "contact")
    until = f", until the exit on {long_date(left)}" if left else ""
    yield Deadline(
        "contacts", f"At least {least} with the parent in the month", month.last,
        f"every full calendar month after the intake of {long_date(intake)}{until}", "Ongoing Support",
        {"freq": "monthly", "bymonthday": -1} | ({"until": left} if left else {}),
    )  # fmt: skip


def _meetings(data: Data, program: Program) -> Iterator[Deadline]:
    if conference := data.get("conference_date"):
        days = policy_figure(program, "csc_follow_up_days", conference)
        told = f"the conference of {long_date(conference)}"
        yield Deadline(
            "conference", "Child Safety Conference, after a meeting with the parent ahead of it", conference,
            told, _CONFERENCES,
        )  # fmt: skip
        yield Deadline(
            "follow-up", f"{days}-day follow-up conference", conference + timedelta(days=days),
            f"{days} days after {told}", _CONFERENCES,
        )  # fmt: skip
    if meeting := data.get("meeting_date"):
        yield Deadline(
            "solution-focused", "Solution Focused Meeting with a Parent Partner", meeting,
            f"the meeting of {long_date(meeting)}", "Referral",
        )  # fmt: skip


def _leaving(data: Data, program: Program) -> Iterator[Deadline]:
    left = data.get("exit_date")
    if left is None:
        return
    days = policy_figure(program, "exit_forms_days", left)
    names = ", ".join(captions[0] for captions in program.choices["exit_forms"].values())
    yield Deadline("exit-forms", f"Exit forms completed: {names}", left, f"the exit on {long_date(left)}", _EXIT)
    yield Deadline(
        "exit-entry", "Exit forms entered in the Parent Partner Database", left + timedelta(days=days),
        f"{days} days after their completion, taken as the day of the exit", _EXIT,
    )  # fmt: skip
