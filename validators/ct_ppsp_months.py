"""What falls due month by month under an agreement of the Connecticut placement program."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from forms.fieldtypes import Month
from validators.case import Case, Paper
from validators.ct_ppsp_file import INVOICES, amended, invoices_of, service_hours
from validators.people import same_agency, same_person
from validators.rule import Found, RuleBook
from validators.wording import day, hours, series

book = RuleBook(starts=date(2014, 12, 19))


@book.rule(
    "ppsp.invoice.gap",
    "late",
    "Monthly Invoice",
    "a month between the agreement's start and the as-of month has no invoice",
    form="service-agreement",
)
def _gap(case: Case, paper: Paper) -> Iterator[Found]:
    agreement = amended(case, paper)
    invoiced = {invoice.known("invoice_month") for invoice in invoices_of(case, paper)}
    missing = [month for month in _months(agreement.starts, agreement.ends, case.as_of) if month not in invoiced]
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
    form=INVOICES,
)
def _report_due(case: Case, invoice: Paper) -> Iterator[Found]:
    month = invoice["invoice_month"]
    services = {line["service"] for line in invoice.lines("lines")}
    quarterly = bool(services) and services == {"post-finalization"}
    first, last = _quarter(month) if quarterly else (month.first, month.last)
    if not services or last >= case.as_of or any(_reports(paper, invoice, first, last) for paper in _reports_on(case)):
        return
    case.only_on_file("the progress report of the period")
    yield Found(
        f"No progress report on {invoice.known('child_name')} is on file for {day(first)} to {day(last)}, "
        f"in which invoice {invoice.known('invoice_number')} bills services: ask the agency for it.",
        fields=("invoice_month",),
        expected=f"{first.isoformat()} to {last.isoformat()}",
    )


def _quarter(month: Month) -> tuple[date, date]:
    first = date(month.year, 3 * ((month.month - 1) // 3) + 1, 1)
    return first, first + relativedelta(months=3, days=-1)


def _reports_on(case: Case) -> list[Paper]:
    return case.papers("progress-report")


def _reports(report: Paper, invoice: Paper, first: date, last: date) -> bool:
    """Whether the report is on the invoice's child, by its agency, on a part of the days."""
    child, other = report.known("child_name"), invoice.known("child_name")
    agency, billing = report.known("agency_name"), invoice.known("agency_name")
    other_child = child and other and not same_person(child, other)
    other_agency = agency and billing and not same_agency(agency, billing)
    if other_child or other_agency:
        return False
    start, end = report.known("period_start"), report.known("period_end")
    return start is not None and end is not None and start <= last and first <= end


@book.rule(
    "ppsp.explanation.due",
    "late",
    "Amending Agreements",
    "services were not completed by the agreed or amended end date and no written explanation is on file",
    form="service-agreement",
    assumption="services are complete when the agreed hours are invoiced, and a progress report written after the end "
    "date is the written explanation; the policy defines neither.",
)
def _explanation_due(case: Case, paper: Paper) -> Iterator[Found]:
    agreement = amended(case, paper)
    if agreement.termination or case.as_of <= agreement.ends:
        return
    agreed, billed = agreement.hours(), service_hours("lines", *invoices_of(case, paper))
    short = {service: agreed[service] - billed.get(service, Decimal(0)) for service in agreed}
    short = {service: rest for service, rest in short.items() if rest > 0}
    explained = any(
        _reports(report, paper, date.min, date.max) and (report.known("report_date") or date.min) > agreement.ends
        for report in _reports_on(case)
    )
    if short and not explained:
        case.only_on_file("invoices of the remaining hours, or a written explanation,")
        column = paper.form.tables["services"].columns["service"]
        rest = series(
            f"{hours(left)} hours of {column.kind.write(service, column.options)}" for service, left in short.items()
        )
        yield Found(
            f"Agreement {agreement.number} ended on {day(agreement.ends)} with {rest} not provided, and no written "
            "explanation is on file: ask the agency for it.",
            fields=("end_date",),
            expected=agreement.ends,
        )
