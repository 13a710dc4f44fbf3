"""Ages in whole years, as the programs count them."""

from datetime import date


def age_on(birth: date, day: date) -> int:
    """The completed years on the day; who is born on February 29 completes a common year on March 1."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
