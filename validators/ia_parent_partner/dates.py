"""The days from which the program's deadlines run."""

from collections.abc import Iterable
from datetime import date

from forms.calendars import nth_working_day
from validators.case import Case, Paper
from validators.rule import CannotTell, NotOnFile


def deadline(case: Case, trigger: date, figure: str) -> tuple[date, int]:
    """The deadline, and its working days, that the figure sets from the trigger on; day one is the next working day."""
    days: int = case.figure(figure, trigger)
    assert case.program.holidays, "the program names its calendar of working days"
    return nth_working_day(trigger, days, case.program.holidays), days


def first_date(papers: Iterable[Paper], field: str) -> tuple[Paper, date] | None:
    """The paper with the earliest date in the field, None where no paper has one."""
    dated = [(paper, paper.known(field)) for paper in papers]
    return min(((paper, day) for paper, day in dated if day), key=lambda entry: entry[1], default=None)


def initial_referral(case: Case) -> date:
    """The day of the first referral that the packet tells; raises NotOnFile."""
    first = first_date(case.papers("referral-face-sheet", "participant-profile"), "referral_date")
    if first is None:
        raise NotOnFile("the packet does not tell the date of the referral")
    return first[1]


def intake_day(case: Case) -> date:
    """The day of the intake, as the participant profile has it; raises NotOnFile without one."""
    profile = case.paper("participant-profile")
    if profile is None:
        raise NotOnFile("the packet holds no participant profile, which tells the intake date")
    day: date = profile["intake_date"]
    return day


def not_overdue(case: Case, what: str, due: date) -> None:
    """Raises CannotTell, which lists the deadline, unless it has passed and `what` is not on file either."""
    if case.as_of <= due:
        raise CannotTell(f"{what} is due by {due}")
    case.only_on_file(f"{what}, which was due by {due},")
