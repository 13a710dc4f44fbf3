"""Times and amounts as the policies count them: rounded half up, once, at the end."""

from datetime import time
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_DAY_MINUTES = 24 * 60


def to_cent(amount: Decimal) -> Decimal:
    """The amount in dollars rounded half up to the cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def minutes_between(start: time, end: time) -> int:
    """The minutes from start to end; an end before the start is of the next day."""
    return (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % _DAY_MINUTES


def to_unit(minutes: int, unit: int) -> Decimal:
    """The hours of so many minutes, rounded to the nearest unit of minutes, half a unit up: 23 minutes are 0.50."""
    units = (Decimal(minutes) / unit).quantize(Decimal(1), ROUND_HALF_UP)
    return units * unit / 60
