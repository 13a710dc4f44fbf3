"""Rounding as the policies ask for it: half up, once, at the end."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def to_cent(amount: Decimal) -> Decimal:
    """The amount in dollars rounded half up to the cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def to_unit(minutes: int, unit: int) -> Decimal:
    """The hours of so many minutes, rounded to the nearest unit of minutes, half a unit up: 23 minutes are 0.50."""
    units = (Decimal(minutes) / unit).quantize(Decimal(1), ROUND_HALF_UP)
    return units * unit / 60
