"""What falls due month by month under an agreement of the Connecticut placement program."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile

from dateutil.relativedelta import relativedelta

from forms.fieldtypes import Month
from validators.case import Case, Paper
from validators.ct_ppsp_file import INVOICES, amended, caption, differences, invoice_name, invoices_of, service_hours
from validators.rule import DoesNotApply, Found, RuleBook
from validators.wording import day, hours, series

book = RuleBook(starts=date(2014, 12, 19))


@book.rule(
    "ppsp.invoice.gap",
    "late",
    "Monthly Invoice",
    "a month between the agreement's start and the as-of month has no invoice",
    met="each month from the agreement's start on has its invoice",
    form="service-agreement",
)
def _gap(case: Case, paper: Paper) -> Iterator[Found]:
    agreement = amended(case, paper)
    invoiced = {invoice.known("invoice_month") for invoice in invoices_of(case, paper)}
    over = list(_months(agreement.starts, agreement.ends, case.as_of))
    if not over:
        raise DoesNotApply
    missing = [month for month in over if month not in invoiced]
    if missing:
        case.only_on_file("the invoices of other months")
        yield Found(
            f"No invoice is on file under agreement {agreement.number} for {series(missing)}: "
            "one is due at the end of each month, also of a month without services.",
            fields=("start_date",),
            found=", ".join(str(month) for month in missing),
        )


def _months(first: date, last: date, as_of: date) -> Iterator[Month]:
    """The months from the first day to the last that were over before the month of the as-of date."""
    month, end = Month.of(first), min(Month.of(last), Month.of(as_of + relativedelta(months=-1)))
    while month <= end:
        yield month
        month = month.next()


@book.rule(
    "ppsp.report.due",
    "late",
    "Progress Reports",
    "no progress report for a month of service (a quarter, for post-finalization)",
    met="a progress report covers each time of service that has ended",
    form=INVOICES,
)
def _report_due(case: Case, invoice: Paper) -> Iterator[Found]:
    period = _period(invoice)
    if period is None or period[1] >= case.as_of:
        raise DoesNotApply
    before = takewhile(lambda other: other.id != invoice.id, case.papers(*INVOICES))
    asked_before = any(_is_of(other, invoice) and _period(other) == period for other in before)
    if asked_before:
        raise DoesNotApply
    if any(_reports(report, invoice, *period) for report in case.papers("progress-report")):
        return
    case.only_on_file("the progress report of the period")
    first, last = period
    yield Found(
        f"No progress report on {invoice.known('child_name') or 'the child'} is on file for {day(first)} to "
        f"{day(last)}, in which {invoice_name(invoice)} bills services: ask the agency for it.",
        fields=("invoice_month",),
        expected=f"{first.isoformat()} to {last.isoformat()}",
    )


def _period(invoice: Paper) -> tuple[date, date] | None:
    """The month, or for post-finalization the quarter, that a report is due on; None where no service is billed."""
    month = invoice["invoice_month"]
    services = {line["service"] for line in invoice.lines("lines")}
    if not services:
        return None
    return _quarter(month) if services == {"post-finalization"} else (month.first, month.last)


def _quarter(month: Month) -> tuple[date, date]:
    first = date(month.year, 3 * ((month.month - 1) // 3) + 1, 1)
    return first, first + relativedelta(months=3, days=-1)


def _reports(report: Paper, about: Paper, first: date, last: date) -> bool:
    """Whether the report is on the paper's child, by its agency, on a part of the days."""
    start, end = report.known("period_start"), report.known("period_end")
    return _is_of(report, about) and start is not None and end is not None and start <= last and first <= end


def _is_of(paper: Paper, about: Paper) -> bool:
    """Whether the two do not contradict each other in child and agency."""
    return not {"child_name", "agency_name"} & set(differences(paper, about))


@book.rule(
    "ppsp.explanation.due",
    "late",
    "Amending Agreements",
    "services were not completed by the agreed or amended end date and no written explanation is on file",
    met="services were completed by the end date, or a written explanation is on file",
    form="service-agreement",
    assumption="services are complete when the agreed hours are invoiced, and a progress report written after the end "
    "date is the written explanation; the policy defines neither.",
)
def _explanation_due(case: Case, paper: Paper) -> Iterator[Found]:
    agreement = amended(case, paper)
    if agreement.termination or case.as_of <= agreement.ends:
        raise DoesNotApply
    agreed, billed = agreement.hours(), service_hours("lines", *invoices_of(case, paper))
    short = {service: agreed[service] - billed.get(service, Decimal(0)) for service in agreed}
    short = {service: rest for service, rest in short.items() if rest > 0}
    explained = any(
        _reports(report, paper, date.min, date.max) and (report.known("report_date") or date.min) > agreement.ends
        for report in case.papers("progress-report")
    )
    if short and not explained:
        case.only_on_file("invoices of the remaining hours, or a written explanation,")
        rest = series(
            f"{hours(left)} hours of {caption(paper, 'services', service)}" for service, left in short.items()
        )
        yield Found(
            f"Agreement {agreement.number} ended on {day(agreement.ends)} with {rest} not provided, and no written "
            "explanation is on file: ask the agency for it.",
            fields=("end_date",),
            expected=agreement.ends,
        )
