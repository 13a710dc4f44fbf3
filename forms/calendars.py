"""Working days, Monday to Friday less the paid holidays of the state whose program counts them; quarters and months."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count

from dateutil.relativedelta import relativedelta

Period = tuple[date, date]
"""First and last day."""


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of the month, the last where nth is -1; Monday is 0."""
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _observed(day: date) -> date:
    """Saturday's holiday falls on Friday, Sunday's on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def iowa_holidays(year: int) -> set[date]:
    """The paid holidays of Iowa Code 1C.2 that are observed in the year, not the federal ones."""
    thanksgiving = _nth(year, 11, 3, 4)
    fixed = {
        _observed(date(other, month, day))
        for other in (year, year + 1)
        for month, day in ((1, 1), (7, 4), (11, 11), (12, 25))
    }
    moving = {
        _nth(year, 1, 0, 3),
        _nth(year, 5, 0, -1),
        _nth(year, 9, 0, 1),
        thanksgiving,
        thanksgiving + timedelta(days=1),
    }
    return {day for day in fixed | moving if day.year == year}


def state_holidays(state: str) -> Callable[[int], set[date]]:
    """The holidays of another state, as the holidays library knows them."""

    def days(year: int) -> set[date]:
        # Imported by the first deadline in working days: a thirtieth of the command's start.
        import holidays

        return set(holidays.country_holidays("US", subdiv=state, years=year))

    return days


CALENDARS: dict[str, Callable[[int], set[date]]] = {
    "iowa": iowa_holidays,
    "connecticut": state_holidays("CT"),
    "michigan": state_holidays("MI"),
    "rhode-island": state_holidays("RI"),
}


@cache
def _holidays(calendar: str, year: int) -> frozenset[date]:
    return frozenset(CALENDARS[calendar](year))


def is_working_day(day: date, calendar: str) -> bool:
    """Whether offices are open that day under the calendar of that name; raises KeyError."""
    return day.weekday() < 5 and day not in _holidays(calendar, day.year)


def working_days_after(trigger: date, calendar: str) -> Iterator[date]:
    """The working days after the trigger, day one first."""
    day = trigger
    while True:
        day += timedelta(days=1)
        if is_working_day(day, calendar):
            yield day


def nth_working_day(trigger: date, days: int, calendar: str) -> date:
    """The deadline that lies `days` working days after the trigger; day one is the first working day after it."""
    following = working_days_after(trigger, calendar)
    for _ in range(days - 1):
        next(following)
    return next(following)


def full_quarters(start: date, as_of: date) -> Iterator[tuple[date, date]]:
    """First and last day of each calendar quarter that begins on the start or later and is over on the as-of date."""
    first = date(start.year, 3 * ((start.month - 1) // 3) + 1, 1)
    if first < start:
        first += relativedelta(months=3)
    while (following := first + relativedelta(months=3)) <= as_of:
        yield first, following + relativedelta(days=-1)
        first = following


def periods(start: date, months: int) -> Iterator[Period]:
    """The periods of so many months that follow each other from the start, without end."""
    for number in count():
        first = start + relativedelta(months=months * number)
        yield first, start + relativedelta(months=months * (number + 1), days=-1)
