"""Rules of the Connecticut placement program's monthly invoices, read against the agreement in the packet."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile

from forms.fieldtypes import Month
from forms.rounding import to_cent
from validators.case import Case, Line, Paper
from validators.ct_ppsp_activity import excluded_cost
from validators.ct_ppsp_file import (
    INVOICES,
    Agreement,
    agreement_of,
    caption,
    contradiction,
    foreign_service,
    invoice_name,
    invoices_of,
    line_keys,
    same_invoice,
    service_hours,
)
from validators.people import same_person
from validators.rule import CannotTell, DoesNotApply, Found, RuleBook
from validators.wording import day, dollars, hours, series

book = RuleBook(starts=date(2014, 12, 19))

_RATE = "Service Hour Rate"
_INVOICE = "Monthly Invoice"
_AGREEMENT = "Developing an Agreement for Each Child"
_AMENDING = "Amending Agreements"
_MAXIMUM = "Payment, Maximum Amount of Contract, Hours and Exceptions"


def _service_day(case: Case, invoice: Paper, line: Line | None = None) -> date:
    """The day whose rate counts: the line's, else the first of the invoice's month, else the as-of date."""
    stated: date | None = line.known("date") if line else None
    month: Month | None = invoice.known("invoice_month")
    return stated or (month.first if month else case.as_of)


@book.rule(
    "ppsp.invoice.rate",
    "arithmetic",
    _RATE,
    "the rate is not the one in force on the service date",
    met="the rate is the one in force on the service dates",
    form=INVOICES,
)
def _rate(case: Case, invoice: Paper) -> Iterator[Found]:
    stated = invoice["rate"]
    days = {_service_day(case, invoice, line) for line in invoice.lines("lines")} or {_service_day(case, invoice)}
    in_force = sorted({case.figure("hourly_rate", each) for each in sorted(days)})
    if not case.agrees(invoice, "rate", stated if stated in in_force else in_force[0]):
        yield Found(
            f"The invoice bills {dollars(stated)} an hour; the rate in force on its service dates is "
            f"{series(dollars(rate) for rate in in_force)}.",
            fields=("rate",),
            expected=in_force[0],
            found=stated,
        )


@book.rule(
    "ppsp.invoice.line",
    "arithmetic",
    _RATE,
    "a line's amount is not its hours x the rate, rounded half up to the cent",
    met="each line's amount is its hours x the rate, rounded half up to the cent",
    form=INVOICES,
    table="lines",
)
def _line_amount(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    rate = case.figure("hourly_rate", _service_day(case, invoice, line))
    expected = to_cent(line["hours"] * rate)
    if not case.agrees(line, "amount", expected):
        yield Found(
            f"Line {line.number} bills {dollars(line['amount'])} for {hours(line['hours'])} hours; "
            f"at {dollars(rate)} an hour it is {dollars(expected)}.",
            fields=(line.path("amount"),),
            expected=expected,
            found=line["amount"],
        )


def _sum(invoice: Paper, column: str) -> Decimal | None:
    """The sum of the column; None where no lines stand and none need to, so that there is nothing to add up."""
    lines = invoice.lines("lines")
    if not lines and not invoice.get("no_services"):
        return None
    return sum((line[column] for line in lines), Decimal(0))


@book.rule(
    "ppsp.invoice.hours",
    "arithmetic",
    _INVOICE,
    "total hours is not the sum of the lines",
    met="total hours is the sum of the lines",
    form=INVOICES,
)
def _total_hours(case: Case, invoice: Paper) -> Iterator[Found]:
    stated, expected = invoice["total_hours"], _sum(invoice, "hours")
    if expected is None:
        raise DoesNotApply
    if not case.agrees(invoice, "total_hours", expected):
        yield Found(
            f"Total hours is {hours(stated)}; the lines add up to {hours(expected)}.",
            fields=("total_hours",),
            expected=expected,
            found=stated,
        )


@book.rule(
    "ppsp.invoice.total",
    "arithmetic",
    _INVOICE,
    "total amount is not the sum of the line amounts; where it equals total hours x rate instead, the message says so, "
    "and the payable amount is the smaller",
    met="total amount is the sum of the line amounts",
    form=INVOICES,
)
def _total_amount(case: Case, invoice: Paper) -> Iterator[Found]:
    stated, expected = invoice["total_amount"], _sum(invoice, "amount")
    if expected is None:
        raise DoesNotApply
    if case.agrees(invoice, "total_amount", expected):
        return
    message = f"Total amount is {dollars(stated)}; the lines add up to {dollars(expected)}."
    total_hours = invoice.known("total_hours")
    rate = case.figure("hourly_rate", _service_day(case, invoice))
    if total_hours is not None and stated == to_cent(total_hours * rate):
        message += (
            f" It equals {hours(total_hours)} total hours x {dollars(rate)} instead; "
            f"the smaller, {dollars(min(stated, expected))}, is payable."
        )
    yield Found(message, fields=("total_amount",), expected=expected, found=stated)


@book.rule(
    "ppsp.invoice.month",
    "invalid",
    _INVOICE,
    "a service date lies outside the invoice month",
    met="each service date lies in the invoice month",
    form=INVOICES,
    table="lines",
)
def _month(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    month = invoice["invoice_month"]
    if Month.of(line["date"]) != month:
        yield Found(
            f"Line {line.number} is dated {day(line['date'])}, outside the invoice's month {month}: "
            "bill it on the invoice of its own month.",
            fields=(line.path("date"), "invoice_month"),
            expected=month,
            found=line["date"],
        )


@book.rule(
    "ppsp.invoice.future",
    "invalid",
    _INVOICE,
    "a service date lies after the invoice's signature date",
    met="no service date lies after the invoice's signature date",
    form=INVOICES,
    table="lines",
)
def _future(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    signed = invoice["signature_date"]
    if line["date"] > signed:
        yield Found(
            f"Line {line.number} is dated {day(line['date'])}, after the invoice was signed on {day(signed)}.",
            fields=(line.path("date"), "signature_date"),
            expected=f"{signed.isoformat()} or earlier",
            found=line["date"],
        )


@book.rule(
    "ppsp.invoice.empty",
    "missing",
    _INVOICE,
    "no lines, and 'no services' is not checked; or it is checked and there are lines",
    met="there are lines, or 'no services' is checked, and not both",
    form=INVOICES,
)
def _empty(case: Case, invoice: Paper) -> Iterator[Found]:
    lines, none = invoice.lines("lines"), bool(invoice.get("no_services"))
    if not lines and not none:
        message = "The invoice has no lines, and 'no services' is not checked: ask for the lines or for the check mark."
    elif lines and none:
        message = f"'No services' is checked, but services are billed (lines: {len(lines)}): ask which is meant."
    else:
        return
    yield Found(message, fields=("no_services",), found=len(lines))


@book.rule(
    "ppsp.invoice.activity",
    "invalid",
    _RATE,
    "typing, filing, preparing invoices, organizing paperwork or fundraising was billed: "
    "a service hour does not include it",
    met="no line bills what a service hour does not include",
    form=INVOICES,
    table="lines",
)
def _activity(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    on = _service_day(case, invoice, line)
    cost = excluded_cost(line["activity"], case.figure("excluded_costs", on), case.figure("casework", on))
    if cost:
        yield Found(
            f"Line {line.number} bills {line['activity']!r}: a service hour does not include {cost}.",
            fields=(line.path("activity"),),
            found=line["activity"],
        )


@book.rule(
    "ppsp.invoice.duplicate",
    "conflict",
    _INVOICE,
    "the same date, service, activity and hours twice, on one invoice or across accepted ones of the child; "
    "or the same file again",
    met="nothing is billed twice",
    form=INVOICES,
)
def _duplicate(case: Case, invoice: Paper) -> Iterator[Found]:
    papers = case.papers(*INVOICES)
    earlier = [paper for paper in papers[: _place(papers, invoice)] if _same_child(paper, invoice)]
    again = next((paper for paper in earlier if same_invoice(paper, invoice)), None)
    if again:
        yield Found(
            f"The {invoice_name(invoice)} was sent twice, as {again.document.file} and {invoice.document.file}: "
            "pay it once.",
            fields=("invoice_number",),
            found=invoice.known("invoice_number"),
        )
        return
    billed = {key: invoice_name(paper) for paper in earlier for key in line_keys(paper)}
    repeated = False
    for line, key in zip(invoice.lines("lines"), line_keys(invoice), strict=True):
        if None not in key and key in billed:
            repeated = True
            yield Found(
                f"Line {line.number} bills what {billed[key]} bills already: {day(line['date'])}, "
                f"{line['activity']}, {hours(line['hours'])} hours.",
                fields=(line.path("date"), line.path("service"), line.path("activity"), line.path("hours")),
                found=line["date"],
            )
        billed.setdefault(key, f"line {line.number}")
    if not repeated:
        case.only_on_file("earlier invoices of the child")
    if not any(None not in key for key in billed):
        raise DoesNotApply


def _place(papers: list[Paper], wanted: Paper) -> int:
    return next(place for place, paper in enumerate(papers) if paper.id == wanted.id)


def _same_child(one: Paper, other: Paper) -> bool:
    first, second = one.known("child_name"), other.known("child_name")
    return first is not None and second is not None and same_person(first, second)


@book.rule(
    "ppsp.invoice.agreement",
    "conflict",
    f"{_AGREEMENT}; Core Contract Required",
    "no agreement of that number, child and agency is on file",
    met="an agreement of that number, child and agency is on file",
    form=INVOICES,
)
def _agreement(case: Case, invoice: Paper) -> Iterator[Found]:
    yield from contradiction(
        case, invoice, "DCF pays only under an agreement: correct the invoice, or send its agreement."
    )


@book.rule(
    "ppsp.invoice.service",
    "invalid",
    f"{_AMENDING}; {_AGREEMENT}",
    "a line's service is not in the agreement or its amendments",
    met="each line's service is in the agreement or its amendments",
    form=INVOICES,
    table="lines",
)
def _service(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    foreign = foreign_service(invoice, "lines", line)
    if foreign:
        yield Found(
            f"Line {line.number} bills {foreign!r}, which is none of the program's services.",
            fields=(line.path("service"),),
            found=foreign,
            weighed=True,
        )
        return
    agreement = agreement_of(case, invoice)
    bought = service_hours("services", agreement.paper, *agreement.amendments)
    if line["service"] not in bought:
        yield Found(
            f"Line {line.number} bills {caption(invoice, 'lines', line['service'])}, which agreement "
            f"{agreement.number} and its amendments do not name: DCF does not pay for it without an amendment.",
            fields=(line.path("service"),),
            expected=", ".join(sorted(bought)),
            found=line["service"],
        )


@book.rule(
    "ppsp.invoice.dates",
    "invalid",
    _AGREEMENT,
    "a service date lies outside the agreement's dates",
    met="each service date lies within the agreement's dates",
    form=INVOICES,
    table="lines",
)
def _dates(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    agreement = agreement_of(case, invoice)
    if agreement.ends <= agreement.starts:
        raise CannotTell("the agreement's own dates contradict each other")
    if not agreement.starts <= line["date"] <= agreement.ends:
        yield Found(
            f"Line {line.number} is dated {day(line['date'])}; agreement {agreement.number} runs from "
            f"{day(agreement.starts)} to {day(agreement.ends)}.",
            fields=(line.path("date"),),
            expected=f"{agreement.starts.isoformat()} to {agreement.ends.isoformat()}",
            found=line["date"],
        )


@book.rule(
    "ppsp.invoice.ceiling",
    "over-limit",
    _MAXIMUM,
    "hours of a service, earlier accepted invoices included, exceed the agreement; the excess is not payable",
    met="the hours of each service, earlier invoices included, are within the agreement",
    form=INVOICES,
)
def _ceiling(case: Case, invoice: Paper) -> Iterator[Found]:
    agreement = agreement_of(case, invoice)
    agreed = agreement.hours()
    before = _billed_before(case, invoice, agreement)
    over = compared = False
    for service, billed in service_hours("lines", invoice).items():
        earlier = before.get(service, Decimal(0))
        total = billed + earlier
        if service not in agreed:
            continue
        compared = True
        if total <= agreed[service]:
            continue
        over = True
        excess = min(billed, total - agreed[service])
        yield Found(
            f"{caption(invoice, 'lines', service)} comes to {hours(total)} hours"
            f"{' with earlier invoices' if earlier else ''}; "
            f"agreement {agreement.number}{' as amended' if agreement.amendments else ''} allows "
            f"{hours(agreed[service])}: "
            f"{hours(excess)} hours of this invoice are not payable.",
            fields=tuple(line.path("hours") for line in invoice.lines("lines") if line.known("service") == service),
            expected=agreed[service],
            found=total,
        )
    if not over:
        case.only_on_file("earlier invoices under the agreement")
    if not compared:
        raise DoesNotApply


def _billed_before(case: Case, invoice: Paper, agreement: Agreement) -> dict[str, Decimal]:
    """Hours by service on the invoices of the agreement that come before this one, by month."""
    others = invoices_of(case, agreement.paper)
    return service_hours("lines", *takewhile(lambda other: not same_invoice(other, invoice), others))


@book.rule(
    "ppsp.invoice.route",
    "invalid",
    f"{_INVOICE}; Post-Finalization Services",
    "post-finalization lines on a DCF-2106, or other lines on the AAP invoice",
    met="post-finalization service is billed on the AAP invoice, any other on the DCF-2106",
    form=INVOICES,
    table="lines",
)
def _route(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    after = line["service"] == "post-finalization"
    if after == (invoice.form.form == "aap-invoice"):
        return
    way = (
        "on the Adoption Assistance Program's own invoice, sent to that program"
        if after
        else "on the DCF-2106, sent to the child's Social Worker"
    )
    yield Found(
        f"Line {line.number} bills {caption(invoice, 'lines', line['service'])} on the "
        f"{invoice.form.title}: bill it {way}.",
        fields=(line.path("service"),),
        found=line["service"],
    )
