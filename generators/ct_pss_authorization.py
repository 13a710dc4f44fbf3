"""How much of Parenting Support Services an authorization allows, from when to when, and at what rate."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from forms.errors import FormwrightError
from forms.program import Program
from forms.rounding import to_cent
from generators.ct_pss_rates import RATES, hourly_rate, kinds_paid, rates_in_words, whole_units
from generators.datum import Data
from generators.invoice_memo import hours_in_words
from generators.wording import long_date, plain, policy_figure

_LIMITS = "General Service Limitations"
_NOT_SERVED = ("cla", "crs", "cch")
_WEEK_DAYS = 7
_DAY = timedelta(days=1)


def authorize(data: Data, program: Program) -> dict[str, Any]:
    """Dates, hours and amounts of the authorization; refuses what the service definition does not allow."""
    start, weekly = data["start_date"], data["hours_per_week"]
    _check_place(data, program)
    most = policy_figure(program, "weekly_average_hours", start)
    if weekly > most:
        raise FormwrightError(
            f"{hours_in_words(weekly)} a week cannot be authorized: the limit is an average of {plain(most)} hours a "
            f"week ({program.cite(_LIMITS)})."
        )
    ends = _end(data, program)
    spans = list(_spans(start, ends, weekly, kinds_paid(data["provider_kind"]), program))
    total = sum((hours for _, _, hours in spans), Decimal(0))
    return {
        "weekly": hours_in_words(weekly),
        "ends": ends,
        "terms": [row for span in spans for row in _rows(span, data["provider_kind"], program)],
        "total_hours": total,
        "rates": rates_in_words(data["provider_kind"], start, program),
        "limit_note": _note(total, weekly, start, ends, program),
    }


def _check_place(data: Data, program: Program) -> None:
    residence = data["residence"]
    if residence in _NOT_SERVED:
        raise FormwrightError(
            f"The service cannot be authorized for a person who lives in a {residence.caption}: it is available only "
            f"to people who live in their own or family homes ({program.cite('Service Settings')})."
        )


def _end(data: Data, program: Program) -> date:
    """The day that the data give, or the latest that may be authorized; refuses a day outside of that."""
    start, given = data["start_date"], data["end_date"]
    months = policy_figure(program, "authorization_months", start)
    latest: date = start + relativedelta(months=months) - _DAY
    why = f"an authorization runs for {months} months at most, a setting of the department"
    if birth := data["child_date_of_birth"]:
        age = policy_figure(program, "child_age_limit", start)
        last = _birthday(birth, age) - _DAY
        if last < start:
            raise FormwrightError(
                f"The service cannot be authorized from {long_date(start)}: the child is {age} on "
                f"{long_date(last + _DAY)} ({program.cite(_LIMITS)})."
            )
        if last < latest:
            latest, why = last, f"the child is {age} on {long_date(last + _DAY)} ({program.cite(_LIMITS)})"
    if given is None:
        return latest
    if given < start:
        raise FormwrightError(f"The service cannot end on {long_date(given)}, before its start on {long_date(start)}.")
    if given > latest:
        raise FormwrightError(
            f"The service cannot end on {long_date(given)}; {long_date(latest)} is the latest: {why}."
        )
    last_day: date = given
    return last_day


def _birthday(birth: date, age: int) -> date:
    """The day on which the child is of the age; who is born on February 29 is so on March 1 of a common year."""
    day: date = birth + relativedelta(years=age)
    return day if day.day == birth.day else day + _DAY


def _spans(
    start: date, ends: date, weekly: Decimal, kinds: tuple[str, ...], program: Program
) -> Iterator[tuple[date, date, Decimal]]:
    """First day, last day and hours of each stretch of one calendar year and one rate.

    The hours of a stretch are its share of the weekly average in whole units; a calendar year, and the authorization
    as a whole, hold no more than the yearly limit.
    """
    left = policy_figure(program, "annual_hours", start)
    left_of_year: dict[int, Decimal] = {}
    counted = Decimal(0)
    for first, last in _stretches(start, ends, kinds, program):
        days = (last - start).days + 1
        reached = whole_units(weekly * days / _WEEK_DAYS, last, program)
        in_year = left_of_year.setdefault(first.year, policy_figure(program, "annual_hours", first))
        hours = min(reached - counted, left, in_year)
        counted = reached
        left -= hours
        left_of_year[first.year] = in_year - hours
        yield first, last, hours


def _stretches(start: date, ends: date, kinds: tuple[str, ...], program: Program) -> Iterator[tuple[date, date]]:
    years = {date(year, 1, 1) for year in range(start.year + 1, ends.year + 1)}
    editions = {edition.starts for kind in kinds for edition in program.parameters[RATES[kind]].editions}
    firsts = sorted({start} | {day for day in years | editions if start < day <= ends})
    for first, following in zip(firsts, [*firsts[1:], ends + _DAY], strict=True):
        yield first, following - _DAY


def _rows(span: tuple[date, date, Decimal], kind: str | None, program: Program) -> Iterator[dict[str, Any]]:
    first, last, hours = span
    for name in kinds_paid(kind):
        rate = hourly_rate(name, first, program)
        caption = program.choices["provider_kinds"][name][0]
        yield {
            "starts": first,
            "ends": last,
            "hours": hours,
            "kind": caption,
            "rate": rate,
            "amount": to_cent(hours * rate),
        }


def _note(total: Decimal, weekly: Decimal, start: date, ends: date, program: Program) -> str:
    year = policy_figure(program, "annual_hours", start)
    average = whole_units(weekly * ((ends - start).days + 1) / _WEEK_DAYS, ends, program)
    counted = f"{hours_in_words(weekly)} a week over these days make {plain(average)} hours in whole billing units"
    if total < average:
        return f"{counted}; the yearly limit is {plain(year)} hours ({program.cite(_LIMITS)})."
    return f"{counted}, within the yearly limit of {plain(year)} hours ({program.cite(_LIMITS)})."
