"""Every report and visit that falls due from the start of a placement on."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import chain, islice, takewhile
from typing import Any

from dateutil.relativedelta import relativedelta

from forms.calendars import Period, periods
from forms.errors import FormwrightError
from forms.program import Program
from generators.datum import Data
from generators.ri_pdi_agreement import agreement_ends
from generators.wording import long_date, policy_figure


@dataclass(frozen=True, slots=True)
class _Duty:
    """Something that a person owes for a time, by its last day."""

    due: date
    what: str
    who: str
    section: str
    first: date
    last: date
    number: int
    """Which one of its kind it is, from 1, counted from the placement."""


def report_schedule(data: Data, program: Program) -> Mapping[str, Any]:
    """The duties that fall due in the time of the schedule, by their days; refuses a time before the placement."""
    placed = data["placement_date"]
    starts = data["schedule_start"] or placed
    ends = data["schedule_end"] or agreement_ends(starts, program)
    if starts < placed or ends < starts:
        raise FormwrightError(
            f"A schedule from {long_date(starts)} to {long_date(ends)} is none for a placement that starts on "
            f"{long_date(placed)}: it begins then or later, and ends after it begins."
        )
    duties = sorted(_duties(data, placed, ends, program), key=lambda duty: (duty.due, duty.section))
    return {"starts": starts, "ends": ends, "duties": [asdict(duty) for duty in duties if duty.due >= starts]}


def _duties(data: Data, placed: date, ends: date, program: Program) -> Iterator[_Duty]:
    """The duties from the placement on that fall due by the end."""

    def months(name: str) -> int:
        figure: int = policy_figure(program, name, placed)
        return figure

    # The first report is of the rest of the month in which the placement starts.
    month = placed.replace(day=1)
    reports = (
        (max(first, placed), last)
        for first, last in _changing(month, months("monthly_reports_months"), months("report_months_after"))
    )
    visits = _changing(placed, months("monthly_visits_months"), months("visit_months_after"))
    plans = periods(data["plan_date"] or placed, months("plan_revision_months"))
    yield from _each("Progress report", "Parent", "1.6(D)", reports, ends)
    yield from _each("Home visit", "Social worker", "1.11(G)", visits, ends)
    yield from _each(
        "Quarterly placement report",
        "Social worker",
        "1.11(A)",
        periods(placed, months("evaluation_months")),
        ends,
    )
    yield from _each("Update of the program plan", "Social worker", "1.11(B)", plans, ends)
    if stated := data["health_statement_date"]:
        statements = periods(stated, months("health_statement_months"))
        yield from _each("Update of the health statement", "Parent", "1.4(C)", statements, ends)
    years = periods(agreement_ends(placed, program) + relativedelta(years=-1, days=1), 12)
    terms = ((max(first, placed), last) for first, last in years)
    yield from _each("Recertification and new agreement", "Home Evaluator", "1.13(A)", terms, ends)


def _changing(start: date, monthly: int, after: int) -> Iterator[Period]:
    """So many months from the start, then periods of the other length."""
    later = periods(start + relativedelta(months=monthly), after)
    return chain(islice(periods(start, 1), monthly), later)


def _each(what: str, who: str, section: str, times: Iterator[Period], ends: date) -> Iterator[_Duty]:
    due = takewhile(lambda period: period[1] <= ends, times)
    for number, (first, last) in enumerate(due, start=1):
        yield _Duty(last, what, who, section, first, last, number)
