"""Field types: every print of a value reads as that value, and what is no value is said so."""

from datetime import date, time
from decimal import Decimal
from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.fieldtypes import TYPES, Month, Unreadable

_KINDS = {"individual": ("Individual", "Individual practitioner"), "new-agency": ("New agency",)}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "7/1/2025", date(2025, 7, 1)),
        ("date", "10/02/2026", date(2026, 10, 2)),
        ("date", "28-Apr-1978", date(1978, 4, 28)),
        ("date", "1971-08-23", date(1971, 8, 23)),
        ("date", "November 21, 2026", date(2026, 11, 21)),
        ("date", "Nov. 21st, 2026", date(2026, 11, 21)),
        ("date", "the 3rd of May 2026".removeprefix("the "), date(2026, 5, 3)),
        ("date", "02 . 29 . 2024", date(2024, 2, 29)),
        ("date", "Saturday, November 21, 2026", date(2026, 11, 21)),
        ("date", "Thu 07/02/2026", date(2026, 7, 2)),
        ("month", "10/2026", Month(2026, 10)),
        ("month", "October 2026", Month(2026, 10)),
        ("month", "2026-10", Month(2026, 10)),
        ("month", "Oct-2026", Month(2026, 10)),
        ("time", "9:05 AM", time(9, 5)),
        ("time", "12:00 am", time(0, 0)),
        ("time", "12:30 p.m.", time(12, 30)),
        ("time", "14:30", time(14, 30)),
        ("time", "9 PM", time(21, 0)),
        ("time", "noon", time(12, 0)),
        ("phone", "(860) 555-0148", "860-555-0148"),
        ("phone", "860.555.0148", "860-555-0148"),
        ("phone", "+1 860 555 0148", "860-555-0148"),
        ("phone", "860-555-0148 ext. 12", "860-555-0148 x12"),
        ("email", "a.rivera @example.org", "a.rivera@example.org"),
        ("state", "Connecticut", "CT"),
        ("state", "ct", "CT"),
        ("state", "Rhode Island", "RI"),
        ("zip", "06103", "06103"),
        ("zip", "06103 - 1234", "06103-1234"),
        ("ein", "061234567", "06-1234567"),
        ("ein", "06-1234567", "06-1234567"),
        ("money", "$1,234.50", Decimal("1234.50")),
        ("money", "70.63 / hour", Decimal("70.63")),
        ("money", "88", Decimal("88.00")),
        ("hours", "1.25 hrs", Decimal("1.25")),
        ("hours", ".5", Decimal("0.5")),
        ("hours", "1", Decimal("1.00")),
        ("number", "2.50", Decimal("2.5")),
        ("number", "3.5 years", Decimal("3.5")),
        ("integer", "4", 4),
        ("checkbox", "☒", True),
        ("checkbox", "No", False),
        ("choice", "new  AGENCY", "new-agency"),
        ("choice", "Individual practitioner", "individual"),
        ("text", "two\n lines", "two lines"),
    ],
)
def test_a_print_reads_as_its_value(kind: str, text: str, value: Any) -> None:
    parsed = TYPES[kind].parse(text, _KINDS)
    assert parsed.value == value
    assert parsed.doubt is None
    # What is kept is what was read, in every sentence that names it.
    assert repr(TYPES[kind].load(TYPES[kind].dump(parsed.value), _KINDS)) == repr(parsed.value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "02/29/2026"),
        ("date", "13/32/2026"),
        ("date", "10/O2/2026"),
        ("date", "soon"),
        ("date", "1/1/0026"),
        ("month", "13/2026"),
        ("time", "25:00"),
        ("time", "13:00 PM"),
        ("time", "9"),
        ("phone", "555-0148"),
        ("phone", "call me"),
        ("email", "a.rivera at example.org"),
        ("state", "Connecticot Valley"),
        ("zip", "0610"),
        ("ein", "06-123456"),
        ("money", "7O.63"),
        ("money", "70.635"),
        ("money", "1,23.00"),
        ("money", "$"),
        ("money", "9" * 40),
        ("hours", "l.25"),
        ("hours", "1." + "3" * 40),
        ("number", "9" * 40),
        ("integer", "2.5"),
        ("number", "three"),
        ("checkbox", "maybe"),
        ("choice", "Individual; New agency"),
    ],
)
def test_what_is_no_value_is_never_guessed(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        TYPES[kind].parse(text, _KINDS)


@pytest.mark.parametrize(
    ("kind", "text", "value", "doubt"),
    [
        ("date", "7/1/25", date(2025, 7, 1), "two digits"),
        ("date", "7/1/78", date(1978, 7, 1), "two digits"),
        ("date", "28/4/1978", date(1978, 4, 28), "day is printed before"),
        ("month", "10/1/2026", Month(2026, 10), "whole date"),
        ("money", "(12.00)", Decimal("-12.00"), "below zero"),
        ("money", "-5.00", Decimal("-5.00"), "below zero"),
        ("hours", "-1", Decimal(-1), "below zero"),
        ("choice", "New agencv", "new-agency", "other words"),
        ("name", "word " * 13, " ".join(["word"] * 13), "long for a name"),
        ("name", "The Association of Foster and Adoptive Parents of Greater Example, Inc.", ANY, ""),
    ],
)
def test_a_doubt_that_stays_is_said(kind: str, text: str, value: Any, doubt: str) -> None:
    parsed = TYPES[kind].parse(text, _KINDS)
    assert parsed.value == value
    assert doubt in (parsed.doubt or "")
    assert bool(parsed.doubt) == bool(doubt)


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    "month": st.builds(Month, st.integers(1900, 2199), st.integers(1, 12)),
    "time": st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None)),
    "money": st.decimals(0, 10**7, places=2),
    "hours": st.decimals(0, 1000, places=2),
    "number": st.integers(0, 10**6),
    "integer": st.integers(0, 10**6),
    "checkbox": st.booleans(),
}


@given(st.data())
def test_what_is_written_reads_back_and_what_is_dumped_loads(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(_VALUES)))
    kind, value = TYPES[name], data.draw(_VALUES[name])
    assert kind.parse(kind.write(value)).value == value
    assert kind.load(kind.dump(value)) == value


def test_money_and_hours_are_kept_to_two_decimals_at_least() -> None:
    assert TYPES["money"].dump(Decimal(70)) == "70.00"
    assert TYPES["hours"].dump(Decimal("1.5")) == "1.50"
    assert TYPES["hours"].dump(Decimal("0.125")) == "0.125"
    assert TYPES["money"].write(Decimal("1234.5")) == "1,234.50"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("checkbox", "true"),
        ("date", 20261121),
        ("choice", "other"),
        ("choice", []),
        ("choice", {}),
        ("number", True),
        ("money", 10**40),
    ],
)
def test_json_of_the_wrong_kind_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        TYPES[kind].load(value, _KINDS)
