"""The subsidy agreement and its payments: term, weekly and monthly amounts, and the terms that are agreed."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from forms.errors import FormwrightError
from forms.fieldtypes import Month
from forms.fiscalyear import fiscal_year, year_end
from forms.program import Program
from forms.rounding import to_cent
from forms.yamlfile import Declaration, read_declaration
from generators.datum import Data
from generators.wording import long_date, money, policy_figure, render_text

_MONTHS_YEARLY, _DAYS_WEEKLY = 12, 7
_PARTS = {"care": "Basic care", "training": "Training"}


class _Term(Declaration):
    title: str
    section: str
    text: str


class _Terms(Declaration):
    terms: tuple[_Term, ...]


@cache
def _terms(path: Path) -> tuple[_Term, ...]:
    return read_declaration(path, _Terms).terms


def agreement_ends(start: date, program: Program) -> date:
    """The last day of the state fiscal year that the day lies in."""
    last_day = policy_figure(program, "agreement_expires", start)
    return year_end(fiscal_year(start, last_day), last_day)


def subsidy_agreement(data: Data, program: Program) -> Mapping[str, Any]:
    """The end, the monthly amount and the terms; refuses a longer term, and amounts that the law does not know."""
    start = data["start_date"]
    end = _end(start, data["end_date"], program)
    placed = data["placement_date"] or start
    if placed > start:
        raise FormwrightError(
            f"The first agreement began on {long_date(placed)}, after this one of {long_date(start)}: correct one of "
            "them."
        )
    weekly = _weekly(data, start, program)
    amount = monthly_payment(weekly, start, program)
    if data["amount"] not in (None, amount):
        raise FormwrightError(
            f"The data give {money(data['amount'])} as the subsidy for a month; {_reckoned(weekly, start, program)} is "
            f"{money(amount)}. Correct it, or leave it out."
        )
    months = policy_figure(program, "monthly_reports_months", placed)
    first = Month.of(placed)
    last = first
    for _ in range(months - 1):
        last = last.next()
    names = {
        "day": start, "start": start, "end": end, "weekly": weekly, "amount": amount, "first_month": first,
        "last_month": last, "part_of_month": PART_OF_MONTH,
        **{name: data[name] for name in ("weekly_care", "weekly_training")},
    }  # fmt: skip
    terms = [
        f"{number}. {term.title}. {render_text(term.text, names, program)} ({term.section})"
        for number, term in enumerate(_terms(program.folder / "terms.yaml"), start=1)
    ]
    return {"end_date": end, "amount": amount, "changes": terms}


PART_OF_MONTH = "Where the agreement covers a part of a month, a day is paid with one seventh of the weekly amount."
"""The statute's amounts are for a week of seven days, and the rule says nothing of parts of months."""


def _end(start: date, given: date | None, program: Program) -> date:
    latest = agreement_ends(start, program)
    end = given or latest
    if end > latest:
        raise FormwrightError(
            f"The agreement cannot run to {long_date(end)}: one that starts on {long_date(start)} expires at the end "
            f"of the state fiscal year, on {long_date(latest)} ({program.cite('1.13(A)')})."
        )
    if end < start:
        raise FormwrightError(f"The agreement cannot end on {long_date(end)}, before its start on {long_date(start)}.")
    return end


def _weekly(data: Data, on: date, program: Program) -> Decimal:
    """The sum of both weekly amounts; refuses one outside of the law's limits."""
    for name, part in _PARTS.items():
        amount = data[f"weekly_{name}"]
        least, most = (policy_figure(program, f"weekly_{name}_{bound}", on) for bound in ("minimum", "maximum"))
        if not least <= amount <= most:
            edition = program.parameters[f"weekly_{name}_maximum"].edition(on)
            source = edition.source if edition else None
            raise FormwrightError(
                f"{part} cannot be paid with {money(amount)} a week; the law allows {money(least)} to {money(most)} "
                f"({source}; {program.cite('1.12(A)')})."
            )
    total: Decimal = data["weekly_care"] + data["weekly_training"]
    return total


def monthly_payment(weekly: Decimal, on: date, program: Program) -> Decimal:
    """Twelve payments for the weeks that the department's setting counts in a year, rounded once."""
    return to_cent(weekly * policy_figure(program, "payment_weeks_yearly", on) / _MONTHS_YEARLY)


def _reckoned(weekly: Decimal, on: date, program: Program) -> str:
    weeks = policy_figure(program, "payment_weeks_yearly", on)
    return f"{money(weekly)} x {weeks} / {_MONTHS_YEARLY}"


def payment_authorization(data: Data, program: Program) -> Mapping[str, Any]:
    """The payment of the month, whole or for the days under the agreement; refuses a month without an agreement."""
    start, month = data["agreement_start"], data["month"]
    end = _end(start, data["agreement_end"], program)
    first, last = month.first, month.next().first - timedelta(days=1)
    if last < start or first > end:
        raise FormwrightError(
            f"Nothing can be paid for {first:%B} {first.year}: the agreement runs from {long_date(start)} to "
            f"{long_date(end)}, and an agreement precedes the payments ({program.cite('1.6(A)')})."
        )
    weekly = _weekly(data, first, program)
    days, month_days = (min(last, end) - max(first, start)).days + 1, (last - first).days + 1
    whole = days == month_days
    payment = monthly_payment(weekly, first, program)
    if not whole:
        payment = min(payment, to_cent(weekly * days / _DAYS_WEEKLY))
    return {
        "ends": end,
        "payment": payment,
        "days": days,
        "month_days": month_days,
        "weekly": weekly,
        "reckoned": _reckoned(weekly, first, program) if whole else f"{money(weekly)} x {days} days / {_DAYS_WEEKLY}",
        "part_of_month": "" if whole else PART_OF_MONTH,
    }
