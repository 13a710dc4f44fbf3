"""Working days: the paid holidays of Iowa, and counting from the day after the trigger."""

from datetime import date

import pytest

from forms.calendars import CALENDARS, iowa_holidays, is_working_day, nth_working_day

# Iowa Code 1C.2, worked out by hand: month and day of each holiday as it is observed.
IOWA = {
    2025: ["01-01", "01-20", "05-26", "07-04", "09-01", "11-11", "11-27", "11-28", "12-25"],
    2026: ["01-01", "01-19", "05-25", "07-03", "09-07", "11-11", "11-26", "11-27", "12-25"],
    # New Year's Day of 2028 is a Saturday and is observed on the Friday before it.
    2027: ["01-01", "01-18", "05-31", "07-05", "09-06", "11-11", "11-25", "11-26", "12-24", "12-31"],
}


@pytest.mark.parametrize("year", sorted(IOWA))
def test_iowa_observes_nine_holidays_a_year(year: int) -> None:
    assert sorted(f"{day:%m-%d}" for day in iowa_holidays(year)) == IOWA[year]


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2026, 6, 19), "Juneteenth"),
        (date(2026, 2, 12), "Lincoln's birthday"),
        (date(2026, 2, 16), "Presidents' Day"),
        (date(2026, 10, 12), "Columbus Day"),
    ],
)
def test_iowa_works_on_days_that_others_keep(day: date, what: str) -> None:
    assert is_working_day(day, "iowa"), what


@pytest.mark.parametrize("day", [date(2026, 6, 19), date(2026, 2, 12), date(2026, 10, 12)])
def test_connecticut_keeps_them(day: date) -> None:
    assert not is_working_day(day, "connecticut")


@pytest.mark.parametrize(
    ("trigger", "days", "deadline"),
    [
        (date(2026, 9, 14), 1, date(2026, 9, 15)),  # Monday
        (date(2026, 9, 14), 2, date(2026, 9, 16)),
        (date(2026, 9, 17), 2, date(2026, 9, 21)),  # Thursday, over a weekend
        (date(2026, 9, 19), 2, date(2026, 9, 22)),  # Saturday
        (date(2026, 9, 3), 2, date(2026, 9, 8)),  # Thursday before Labor Day
        (date(2026, 11, 24), 2, date(2026, 11, 30)),  # Tuesday before Thanksgiving and the day after it
        (date(2026, 6, 17), 2, date(2026, 6, 19)),  # Juneteenth is day two
        (date(2026, 7, 1), 2, date(2026, 7, 6)),  # July 4 is a Saturday, observed on Friday
        (date(2027, 12, 22), 2, date(2027, 12, 27)),  # Christmas is a Saturday, observed on Friday
    ],
)
def test_day_one_is_the_first_working_day_after_the_trigger(trigger: date, days: int, deadline: date) -> None:
    assert nth_working_day(trigger, days, "iowa") == deadline


def test_every_calendar_knows_new_year() -> None:
    assert not any(is_working_day(date(2027, 1, 1), calendar) for calendar in CALENDARS)
