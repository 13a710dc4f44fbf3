"""The days from which the program's deadlines run."""

from collections.abc import Iterable
from datetime import date

from forms.calendars import nth_working_day
from validators.case import Case, Paper
from validators.rule import NotOnFile


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


def the_profile(case: Case, otherwise: str) -> Paper:
    """The participant profile; raises NotOnFile that ends with the given words."""
    profile = case.paper("participant-profile")
    if profile is None:
        raise NotOnFile(f"the packet holds no participant profile{otherwise}")
    return profile
