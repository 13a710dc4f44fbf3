"""Values as the messages of findings print them."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from forms.fieldtypes import TYPES


def day(value: date) -> str:
    """The day as the forms print it, 11/21/2026."""
    return TYPES["date"].write(value)


def dollars(amount: Decimal) -> str:
    """The amount with its sign and thousands parted, $4,237.80."""
    return f"${TYPES['money'].write(amount)}"


def hours(value: Decimal) -> str:
    """The hours with two decimals or more, 1.25."""
    return TYPES["hours"].write(value)


def series(parts: Iterable[object]) -> str:
    """The parts as a sentence lists them: one, two and three."""
    *first, last = (str(part) for part in parts)
    return f"{', '.join(first)} and {last}" if first else last
