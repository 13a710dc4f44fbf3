"""Rules about what falls due after placement: progress reports and visits."""

from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile

from dateutil.relativedelta import relativedelta

from forms.calendars import Period, periods
from forms.fieldtypes import Month
from forms.fiscalyear import named_year
from validators.case import Case
from validators.ri_pdi.book import book
from validators.ri_pdi.fiscalyear import end_of_term
from validators.rule import DoesNotApply, Found, NotOnFile


def _placement(case: Case) -> Period:
    """First day of the placement and the day up to which duties are looked at; raises NotOnFile."""
    agreements = case.papers("subsidy-agreement")
    if not agreements:
        raise NotOnFile("the packet holds no subsidy agreement, which tells when the placement started")
    start: date = min(agreement["start_date"] for agreement in agreements)
    year = end_of_term(case, start).year
    if any(named_year(paper.known("fiscal_year") or "") == year for paper in case.papers("recertification")):
        raise NotOnFile("the agreement renews an earlier one, which tells when the placement started")
    ends = [agreement["end_date"] for agreement in agreements]
    return start, min(max(ends), case.as_of - relativedelta(days=1))


def _periods(start: date, end: date, months: int) -> Iterator[Period]:
    """The periods of so many months that follow each other from the start and are over by the end."""
    return takewhile(lambda period: period[1] <= end, periods(start, months))


@book.rule(
    "pdi.report.due",
    "late",
    "1.6(D)",
    "no progress report for a month of the first twelve, or for six months after",
    met="a progress report covers each period that has ended",
    assumption="the months are calendar months from the first agreement of the packet on, and a report is of the month "
    "at least half of whose days it covers.",
)
def _reports(case: Case) -> Iterator[Found]:
    reports = [(report["period_start"], report["period_end"]) for report in case.papers("progress-report")]
    if not reports:
        case.only_on_file("the progress reports")
    start, end = _placement(case)
    first = start.replace(day=1)
    monthly: int = case.figure("monthly_reports_months", start)
    months = list(islice(_periods(first, end, 1), monthly))
    after = first + relativedelta(months=monthly)
    half_years = list(_periods(after, end, case.figure("report_months_after", start)))
    if not months and not half_years:
        raise DoesNotApply
    for month_first, month_last in months:
        month = (max(month_first, start), month_last)
        if not any(_is_monthly(report) and 2 * _shared_days(report, month) >= _days(month) for report in reports):
            yield _late("progress report", month)
    for half_year in half_years:
        if not any(_shared_days(report, half_year) for report in reports):
            yield _late("progress report", half_year)


def _days(period: Period) -> int:
    return (period[1] - period[0]).days + 1


def _shared_days(one: Period, other: Period) -> int:
    """The number of days that both periods hold."""
    return max(0, _days((max(one[0], other[0]), min(one[1], other[1]))))


def _is_monthly(report: Period) -> bool:
    """Whether the report's period lies in at most two calendar months: one for a longer time is no monthly report."""
    return Month.of(report[1]) <= Month.of(report[0]).next()


@book.rule(
    "pdi.visit.due",
    "late",
    "1.11(G)",
    "no visit in a month of the first three months of placement, or in a quarter after",
    met="each period that has ended has a visit",
    assumption="the months and quarters count from the start of the first agreement of the packet.",
)
def _visits(case: Case) -> Iterator[Found]:
    if not case.papers("visit-record"):
        case.only_on_file("the visit record")
    visits = [line["date"] for _, line in case.every_line("visits", "visit-record")]
    start, end = _placement(case)
    monthly: int = case.figure("monthly_visits_months", start)
    after = start + relativedelta(months=monthly)
    months = islice(_periods(start, end, 1), monthly)
    over = [*months, *_periods(after, end, case.figure("visit_months_after", start))]
    if not over:
        raise DoesNotApply
    for first, last in over:
        if not any(first <= visit <= last for visit in visits):
            yield _late("visit of the social worker", (first, last))


def _late(what: str, period: Period) -> Found:
    first, last = period
    return Found(f"There is no {what} for {first} to {last}: ask for it.", expected=last)
