"""Hourly rates and billing units of Parenting Support Services, as the documents count with them."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from forms.program import Program
from generators.wording import listed, money, policy_figure

RATES = {"agency": "rate_agency", "direct-hire": "rate_direct_hire"}
"""The policy figure that is the hourly rate of each kind of provider."""


def hourly_rate(kind: str, on: date, program: Program) -> Decimal:
    """The rate in force on the day for the kind of provider."""
    rate: Decimal = policy_figure(program, RATES[kind], on)
    return rate


def kinds_paid(kind: str | None) -> tuple[str, ...]:
    """The kind of provider that is known, else every kind."""
    return (kind,) if kind else tuple(RATES)


def rates_in_words(kind: str | None, on: date, program: Program) -> str:
    """The rate of the kind, or of each kind where it is not known, with its unit and whom it is for."""
    captions = program.choices["provider_kinds"]
    return listed(
        (f"{money(hourly_rate(name, on, program))} an hour ({captions[name][0].lower()})" for name in kinds_paid(kind)),
        "or",
    )


def whole_units(hours: Decimal, on: date, program: Program) -> Decimal:
    """The hours in whole billing units; a unit that is not full does not count."""
    unit = Decimal(policy_figure(program, "billing_unit_minutes", on)) / 60
    return (hours / unit).to_integral_value(ROUND_FLOOR) * unit
