"""What of an invoice for Parenting Support Services is payable: units of time, rates, weekly and yearly limits."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from forms.errors import FormwrightError
from forms.program import Program
from forms.rounding import minutes_between, to_unit
from generators.ct_pss_rates import hourly_rate, whole_units
from generators.datum import Data
from generators.invoice_memo import NOTHING, Limit, Payable, memo_values, not_payable, payable
from generators.wording import hours, long_date, plain, policy_figure

_WEEK_DAYS = 7


def payable_invoice(data: Data, program: Program) -> dict[str, Any]:
    """The memo's computed values; the limits apply to the lines in the order of their dates and times."""
    weekly = _weekly_limit(data, program)
    years: dict[int, Limit] = {}
    decided: dict[int, Payable] = {}
    lines = data["lines"]
    for number, line in sorted(enumerate(lines), key=lambda entry: _when(entry[1])):
        day = line["date"] or data["period_end"] or data["memo_date"]
        limits = [years.setdefault(day.year, _yearly_limit(day.year, data, program))]
        if weekly:
            limits.append(weekly)
        decided[number] = not_payable(line) or _line(line, data["provider_kind"], day, limits, program)
    return memo_values(data, decided)


def _when(line: Data) -> tuple[date, time]:
    return line["date"] or date.max, line["start_time"] or time.max


def _weekly_limit(data: Data, program: Program) -> Limit | None:
    """The hours that the weekly average makes in the billing period, in whole units; None without a period."""
    starts, ends = data["period_start"], data["period_end"]
    if starts is None or ends is None:
        return None
    if ends < starts:
        raise FormwrightError(f"The billing period ends on {long_date(ends)}, before its start on {long_date(starts)}.")
    days = (ends - starts).days + 1
    average = policy_figure(program, "weekly_average_hours", ends)
    most = whole_units(average * days / _WEEK_DAYS, ends, program)
    says = f"the {plain(most)} hours that {plain(average)} a week make in the {days} days of the period"
    return Limit(most, says)


def _yearly_limit(year: int, data: Data, program: Program) -> Limit:
    most = policy_figure(program, "annual_hours", date(year, 12, 31))
    before = sum((row["hours"] for row in data["hours_before"] if row["year"] == year), NOTHING)
    earlier = f", of which {plain(before)} were accepted before" if before else ""
    return Limit(max(most - before, NOTHING), f"the {plain(most)} hours of the year {year}{earlier}")


def _line(line: Data, kind: str | None, day: date, limits: list[Limit], program: Program) -> Payable:
    if kind is None:
        return Payable(why=["Whether an agency or a direct hire bills is not known, and so the rate is not."])
    counted, why = line["hours"], []
    if line["start_time"] is not None and line["end_time"] is not None:
        minutes = minutes_between(line["start_time"], line["end_time"])
        timed = to_unit(minutes, policy_figure(program, "billing_unit_minutes", day))
        if timed != line["hours"]:
            why.append(f"{minutes} minutes are {hours(timed)} hours in billing units.")
        counted = min(timed, counted)
    result = payable(line, counted, hourly_rate(kind, day, program), limits)
    result.why[:0] = why
    return result


def hours_of(start: time, end: time, unit: int) -> Decimal:
    """The hours of a session rounded to the nearest billing unit of so many minutes."""
    return to_unit(minutes_between(start, end), unit)
