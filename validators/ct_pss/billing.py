"""Invoices: units, rates, amounts, totals, the limits of hours, and the note of each session."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import combinations

from forms.rounding import minutes_between, to_cent, to_unit
from validators.case import Case, Line, Paper
from validators.ct_pss.book import book
from validators.ct_pss.sessions import (
    Session,
    invoices_by_parent,
    notes_in_doubt,
    notes_of,
    printed,
    same_provider,
    sessions,
)
from validators.ct_pss.words import holds
from validators.people import same_person
from validators.rule import CannotTell, DoesNotApply, Found

_INVOICE = "invoice"
_RATES = {"agency": "rate_agency", "direct-hire": "rate_direct_hire"}
_WEEK_DAYS = 7


@book.rule(
    "pss.invoice.units",
    "arithmetic",
    "Unit of Service",
    "a line's hours are not its minutes rounded to the nearest quarter hour, half a unit up",
    met="each line's hours are its minutes rounded to the nearest quarter hour, half a unit up",
    form=_INVOICE,
    table="lines",
)
def _units(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    minutes = minutes_between(line["start_time"], line["end_time"])
    expected = to_unit(minutes, case.figure("billing_unit_minutes", line["date"]))
    if not case.agrees(line, "hours", expected):
        yield Found(
            f"Line {line.number} bills {line['hours']} hours for {minutes} minutes "
            f"({line['start_time']:%H:%M} to {line['end_time']:%H:%M}); "
            f"rounded to the nearest quarter hour it is {expected:.2f}.",
            fields=(line.path("hours"),),
            expected=expected,
            found=line["hours"],
        )


@book.rule(
    "pss.invoice.rate",
    "arithmetic",
    "Provider Requirements and Rates",
    "the rate is not the one in force on the service date for the kind of provider",
    met="each line's rate is the one in force on its service date for the kind of provider",
    form=_INVOICE,
    table="lines",
)
def _rate(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    kind = invoice["provider_kind"]
    expected = case.figure(_RATES[kind], line["date"])
    if not case.agrees(line, "rate", expected):
        yield Found(
            f"Line {line.number} bills at ${line['rate']} an hour; on {printed(line['date'])} the rate of "
            f"{'an agency' if kind == 'agency' else 'a direct hire'} is ${expected}.",
            fields=(line.path("rate"),),
            expected=expected,
            found=line["rate"],
        )


@book.rule(
    "pss.invoice.amount",
    "arithmetic",
    "Unit of Service",
    "hours x rate, rounded half up to the cent, is not the amount",
    met="each line's amount is its hours x its rate, rounded half up to the cent",
    form=_INVOICE,
    table="lines",
)
def _amount(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    expected = to_cent(line["hours"] * line["rate"])
    if not case.agrees(line, "amount", expected):
        yield Found(
            f"Line {line.number} bills ${line['amount']}; {line['hours']} hours at ${line['rate']} are ${expected}.",
            fields=(line.path("amount"),),
            expected=expected,
            found=line["amount"],
        )


@book.rule(
    "pss.invoice.total",
    "arithmetic",
    "Unit of Service",
    "a total is not the sum of its column",
    met="each total is the sum of its column",
    form=_INVOICE,
)
def _total(case: Case, invoice: Paper) -> Iterator[Found]:
    for total, column, unit in (("total_hours", "hours", "hours"), ("total_amount", "amount", "dollars")):
        stated = invoice.known(total)
        if stated is None:
            continue
        expected = sum((line[column] for line in invoice.lines("lines")), Decimal(0))
        if not case.agrees(invoice, total, expected):
            yield Found(
                f"{invoice.form.fields[total].label} is {stated} {unit}, but the lines add up to {expected}.",
                fields=(total,),
                expected=expected,
                found=stated,
            )
    # Raises last where a total cannot be read, so that it does not hide the other one.
    stated_totals = [invoice.get(total) for total in ("total_hours", "total_amount")]
    if not any(total is not None for total in stated_totals):
        raise DoesNotApply


@book.rule(
    "pss.invoice.period",
    "invalid",
    "Service Documentation",
    "a service date lies outside the billing period",
    met="each service date lies in the billing period",
    form=_INVOICE,
    table="lines",
)
def _period(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    starts, ends = invoice["period_start"], invoice["period_end"]
    if not starts <= line["date"] <= ends:
        yield Found(
            f"Line {line.number} is of {printed(line['date'])}, outside the billing period "
            f"{printed(starts)} to {printed(ends)}.",
            fields=(line.path("date"),),
            expected=f"{starts.isoformat()} to {ends.isoformat()}",
            found=line["date"],
        )


@book.rule(
    "pss.invoice.activity",
    "invalid",
    "Service Documentation",
    "billing, payment, scheduling, travel or documentation was billed as time",
    met="no line bills billing, payment, scheduling, travel or documentation as time",
    form=_INVOICE,
    table="lines",
)
def _activity(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    activity = line["activity"]
    if holds(activity, case.figure("taught_activities")["phrases"]):
        return
    for kind, phrases in case.figure("activities_not_billable").items():
        if holds(activity, phrases):
            yield Found(
                f"Line {line.number} bills {activity!r}: time spent on {kind} is built into the rate.",
                fields=(line.path("activity"),),
                expected="direct service",
                found=activity,
            )
            return


@book.rule(
    "pss.invoice.weekly",
    "over-limit",
    "General Service Limitations",
    "hours in the period exceed 4 x (days of the period / 7)",
    met="the hours in the period are within the weekly average",
    form=_INVOICE,
    assumption="the average is taken over the billing period, for the policy names no other span.",
)
def _weekly(case: Case, invoice: Paper) -> Iterator[Found]:
    starts, ends = invoice["period_start"], invoice["period_end"]
    days = (ends - starts).days + 1
    billed = sum((line["hours"] for line in invoice.lines("lines") if starts <= line["date"] <= ends), Decimal(0))
    weekly = case.figure("weekly_average_hours", ends)
    if billed * _WEEK_DAYS > weekly * days:
        limit = (weekly * days / _WEEK_DAYS).quantize(Decimal("0.01"))
        yield Found(
            f"{billed} hours are billed for the {days} days of the period; {weekly} hours a week make {limit}.",
            fields=("total_hours",),
            expected=limit,
            found=billed,
        )
    elif not invoice.lines("lines"):
        raise DoesNotApply


@book.rule(
    "pss.invoice.annual",
    "over-limit",
    "General Service Limitations",
    "hours billed for the parent in the calendar year, earlier accepted invoices included, exceed the yearly limit",
    met="the hours billed for the parent in the calendar year are within the yearly limit",
    assumption="the year is the calendar year, for the policy does not say which; four hours in each of 52 weeks "
    "would make 208, so the yearly limit binds.",
)
def _annual(case: Case) -> Iterator[Found]:
    if not any(case.every_line("lines", _INVOICE)):
        if case.papers(_INVOICE):
            case.only_on_file("earlier invoices of the year")
        raise DoesNotApply
    for invoices in invoices_by_parent(case):
        hours: dict[int, Decimal] = defaultdict(Decimal)
        last: dict[int, Paper] = {}
        for invoice in invoices:
            for line in invoice.lines("lines"):
                year = line["date"].year
                hours[year] += line["hours"]
                last[year] = invoice
        for year, billed in hours.items():
            limit = case.figure("annual_hours", date(year, 12, 31))
            if billed > limit:
                yield Found(
                    f"{billed} hours are billed for {invoices[0].known('parent_name') or 'the parent'} in {year}; "
                    f"the limit is {limit} hours a year.",
                    paper=last[year],
                    fields=("total_hours",),
                    expected=limit,
                    found=billed,
                )
    case.only_on_file("earlier invoices of the year")


@book.rule(
    "pss.invoice.overlap",
    "conflict",
    "Service Documentation",
    "two sessions of one provider overlap, on one invoice or across accepted ones",
    met="no two sessions of one provider overlap",
)
def _overlap(case: Case) -> Iterator[Found]:
    if not case.papers(_INVOICE):
        raise DoesNotApply
    billed = list(sessions(case))
    for one, other in combinations(billed, 2):
        if one.overlaps(other) and _one_provider(case, one, other):
            yield Found(
                f"The session of {printed(other.starts)} {other.starts:%H:%M} to {other.ends:%H:%M} overlaps "
                f"line {one.line.number} of {'this' if one.invoice is other.invoice else 'another'} invoice, "
                f"{one.starts:%H:%M} to {one.ends:%H:%M}: ask which of the two took place.",
                paper=other.invoice,
                fields=(other.line.path("start_time"), other.line.path("end_time")),
                expected=f"not between {one.starts:%H:%M} and {one.ends:%H:%M}",
                found=f"{other.starts:%H:%M} to {other.ends:%H:%M}",
            )
    case.only_on_file("other accepted invoices of the provider")
    if not billed:
        raise DoesNotApply


def _one_provider(case: Case, one: Session, other: Session) -> bool:
    """Whether one provider billed both; an agency's sessions whose notes name two persons are no conflict."""
    first, second = one.invoice.known("provider_name"), other.invoice.known("provider_name")
    if not first or not second or not same_provider(first, second):
        return False
    persons = [
        {name for note in notes_of(case, session.invoice, session.line) if (name := note.known("provider_name"))}
        for session in (one, other)
    ]
    return not all(persons) or any(same_person(left, right) for left in persons[0] for right in persons[1])


@book.rule(
    "pss.invoice.note",
    "missing",
    "Service Documentation",
    "a line has no session note with its date and times",
    met="each line has a session note with its date and times",
    form=_INVOICE,
    table="lines",
)
def _note(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    day, start, end = line["date"], line["start_time"], line["end_time"]
    if not notes_of(case, invoice, line):
        for doubted in notes_in_doubt(case, invoice, line):
            why = f"A session note whose date or times were read in doubt may be that of line {line.number}"
            raise CannotTell(why, doubted.id, *doubted.in_doubt("service_date", "start_time", "end_time"))
        yield Found(
            f"Line {line.number} ({printed(day)}, {start:%H:%M} to {end:%H:%M}) has no session note of that date "
            "and those times: ask for it.",
            fields=(line.path("date"), line.path("start_time"), line.path("end_time")),
            expected=f"{day.isoformat()} {start:%H:%M} to {end:%H:%M}",
        )
