"""The step from print to a typed value: blank, unreadable, doubtful and sure are four different answers."""

from datetime import date, time
from decimal import Decimal

import pytest

from extractors.typed import typed
from forms.evidence import Value
from forms.form import Cell


def read(text: str | None, cell: Cell, confidence: float = 1.0) -> Value:
    return typed(text, cell, confidence=confidence, source="text", page=2, box=(0.1, 0.2, 0.3, 0.4))


DATE = Cell(type="date", labels=("Date",))
EXPIRES = Cell(type="date", labels=("Expires",), month_end=True)
MONEY = Cell(type="money", labels=("Amount",))
HOURS = Cell(type="hours", labels=("Hours",))
EMAIL = Cell(type="email", labels=("E-mail",))


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_nothing_printed_is_blank_and_needs_no_review(text: str | None) -> None:
    value = read(text, DATE)
    assert value.blank
    assert not value.review


def test_sure_value_keeps_its_evidence() -> None:
    assert read("$1,070.63", MONEY) == Value(Decimal("1070.63"), 1.0, "text", "$1,070.63", 2, (0.1, 0.2, 0.3, 0.4))


def test_text_of_another_type_is_unreadable_and_for_review() -> None:
    value = read("see attached", MONEY)
    assert value.unreadable
    assert value.review
    assert value.confidence < 0.5
    assert value.why == "“see attached” is not an amount of money"


def test_doubt_of_the_type_is_for_review() -> None:
    value = read("3/4/26", DATE)
    assert value.value == date(2026, 3, 4)
    assert value.review
    assert "two digits" in (value.why or "")


@pytest.mark.parametrize(
    ("text", "last"),
    [("06/2027", date(2027, 6, 30)), ("February 2028", date(2028, 2, 29)), ("12/2026", date(2026, 12, 31))],
)
def test_month_of_expiry_means_its_last_day(text: str, last: date) -> None:
    value = read(text, EXPIRES)
    assert value.value == last
    assert not value.review


def test_month_is_no_date_elsewhere() -> None:
    assert read("06/2027", DATE).unreadable


def test_whole_date_of_expiry_is_taken_as_printed() -> None:
    assert read("06/15/2027", EXPIRES).value == date(2027, 6, 15)


def seen(text: str, cell: Cell) -> Value:
    return typed(text, cell, confidence=0.99, source="ocr", page=1, box=None)


@pytest.mark.parametrize("text", [": 2025-12-10", "|2025-12-10", "*· 2025-12-10 |"])
def test_scraps_around_a_value_of_a_picture_are_let_go(text: str) -> None:
    value = seen(text, DATE)
    assert value.value == date(2025, 12, 10)
    assert not value.review


@pytest.mark.parametrize("text", ["Auqust 6, 2025", "6 0ctober 2025", "SIGNED:06-Feb-2025"])
def test_a_misread_date_is_guessed_and_for_review(text: str) -> None:
    value = seen(text, DATE)
    assert value.value is not None
    assert value.value.day == 6
    assert value.review
    assert read(text, DATE).unreadable


@pytest.mark.parametrize("text", ["IN DATABASE", "Renée Tanaka 2026-11-25", "Augment 6, 2025"])
def test_what_is_no_date_becomes_none(text: str) -> None:
    assert seen(text, DATE).unreadable


@pytest.mark.parametrize(
    "text",
    ["Jul 17. 2024", "July 17 · 2024.", ".17 July 2024", "17·Jul-2024", "17. Jul. 2024", "Julý 17,2024"],
)
def test_what_parts_a_named_date_on_a_picture_says_nothing(text: str) -> None:
    value = seen(text, DATE)
    assert value.value == date(2024, 7, 17)
    assert not value.review
    assert typed(text, DATE, confidence=1.0, source="text", page=1, box=None).value in (None, value.value)


@pytest.mark.parametrize(
    ("text", "cell", "meant"),
    [
        ("1225/2026", DATE, date(2026, 12, 25)),
        ("$42 78", MONEY, Decimal("42.78")),
        ("7.604 70", MONEY, Decimal("7604.70")),
        ("$1,204:50", MONEY, Decimal("1204.50")),
        ("202411-22", DATE, date(2024, 11, 22)),
        ("2025-05 06", DATE, date(2025, 5, 6)),
        ("77.85.", MONEY, Decimal("77.85")),
        (".23.25", HOURS, Decimal("23.25")),
        ("46:50", HOURS, Decimal("46.50")),
        ("13,00", HOURS, Decimal("13.00")),
        ("m 285@example.org.", EMAIL, "m_285@example.org"),
    ],
)
def test_a_separator_that_was_lost_is_put_back_for_review(text: str, cell: Cell, meant: object) -> None:
    value = seen(text, cell)
    assert value.value == meant
    assert value.review


@pytest.mark.parametrize(
    ("text", "cell"),
    [("10 16", DATE), ("13/45 2026", DATE), ("42 7", MONEY), ("4 units 50", MONEY), ("May 2024", DATE)],
)
def test_no_separator_makes_a_value_of_scraps(text: str, cell: Cell) -> None:
    assert seen(text, cell).unreadable


def test_amount_with_one_figure_of_cents_is_for_review_on_a_picture() -> None:
    assert seen("$102,835.2", MONEY).review
    assert not seen("$102,835.20", MONEY).review
    assert not read("$102,835.2", MONEY).review


@pytest.mark.parametrize(
    ("read", "said"),
    [
        ("23 Illinois Street, Sault Ste. Marie, Rl 13169", "23 Illinois Street, Sault Ste. Marie, RI 13169"),
        ("9 Elm Street, Zanesville, 0H 43701-2201", "9 Elm Street, Zanesville, OH 43701-2201"),
        ("9 Elm Street, Ames, IA 50010", "9 Elm Street, Ames, IA 50010"),
        ("Suite Al 50010", "Suite Al 50010"),
        ("Route Ml 48823 north", "Route Ml 48823 north"),
    ],
)
def test_a_stroke_in_the_state_before_a_zip_code_is_told_apart(read: str, said: str) -> None:
    text = Cell(type="text", labels=("Address",))
    assert typed(read, text, confidence=0.99, source="ocr", page=1, box=None).value == said


def picture(text: str, kind: str) -> Value:
    cell = Cell(type=kind, labels=("Label",))
    return typed(text, cell, confidence=1.0, source="ocr", page=1, box=None)


@pytest.mark.parametrize("text", ["2.357.67", "$2.357.67", "2. 357.67"])
def test_an_amount_with_two_points_on_a_picture_is_taken_for_thousands_and_for_review(text: str) -> None:
    value = picture(text, "money")
    assert (value.value, value.review) == (Decimal("2357.67"), True)


@pytest.mark.parametrize(
    ("text", "kind", "review"),
    [
        ("1100", "money", True), ("$1100", "money", True), ("175", "hours", False), ("1,100", "money", False),
        ("1100.00", "money", False), ("17", "hours", False), ("1.75", "hours", False), ("175", "integer", False),
    ],
)  # fmt: skip
def test_figures_in_a_row_on_a_picture_may_have_lost_their_point(text: str, kind: str, review: bool) -> None:
    assert picture(text, kind).review is review
    assert not typed(text, Cell(type=kind, labels=("Label",)), confidence=1, source="text", page=1, box=None).review


@pytest.mark.parametrize(
    ("text", "review"),
    [
        ("l_204@example.org", True), ("1_204@example.org", True), ("j0hnson@example.org", True),
        ("rOsa@example.org", True), ("pat.2O4@example.org", True), ("pat_204@example.org", False),
        ("rivera10@example.org", False),
        # The line under it takes an underscore away, and `i_` before figures is a figure more.
        ("1762@example.org", True),
        ("olli.lund@example.org", False), ("Ines.Olsen@example.org", False),
    ],
)  # fmt: skip
def test_an_address_in_which_a_letter_may_be_a_figure_is_for_review_on_a_picture(text: str, review: bool) -> None:
    assert picture(text, "email").review is review


def test_an_address_with_a_gap_may_have_lost_an_underscore() -> None:
    assert picture("b 652@example.org", "email").review
    assert not picture("b652@example.org", "email").review


@pytest.mark.parametrize(
    ("kind", "sure", "review"),
    [("name", 0.84, True), ("name", 0.93, False), ("text", 0.72, True), ("text", 0.84, False), ("date", 0.7, False)],
)
def test_letters_that_nothing_bears_out_are_for_review_on_a_picture(kind: str, sure: float, review: bool) -> None:
    text = "11/21/2026" if kind == "date" else "Quentin Ilingworth"
    cell = Cell(type=kind, labels=("Label",))
    assert typed(text, cell, confidence=sure, source="ocr", page=1, box=None).review == review
    assert not typed(text, cell, confidence=sure, source="text", page=1, box=None).review


def test_a_name_without_letters_is_for_review_on_a_picture() -> None:
    assert picture("1", "name").review
    assert not picture("Bo Li", "name").review


@pytest.mark.parametrize(
    ("text", "doubted"),
    [("Anger management. part 2", True), ("Anger management. Part 2", False), ("No. of visits incl. travel", False)],
)
def test_a_full_stop_within_a_sentence_of_a_picture_may_be_a_comma(text: str, doubted: bool) -> None:
    cell = Cell(type="text", labels=("Activity",))
    assert typed(text, cell, confidence=0.99, source="ocr", page=1, box=None).review is doubted
    assert not typed(text, cell, confidence=0.99, source="text", page=1, box=None).review


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("09-Ju1-2026", date(2026, 7, 9)), ("August. ll, 2025", date(2025, 8, 11)), ("0ct 3, 2025", date(2025, 10, 3)),
        ("l Nov 2025", date(2025, 11, 1)), ("2011", None),
    ],
)  # fmt: skip
def test_letters_and_figures_of_a_date_with_a_named_month_are_told_apart_and_doubted(
    text: str, day: date | None
) -> None:
    value = typed(text, DATE, confidence=0.99, source="ocr", page=1, box=None)
    assert value.value == day
    assert value.review


def test_a_dollar_sign_read_as_a_letter_is_no_figure_of_the_amount() -> None:
    assert picture("s 40.23", "money").value == Decimal("40.23")
    alone = picture("S", "money")
    assert (alone.value, alone.review) == (None, True)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1 75", "hours", Decimal("1.75")),
        ("12 50", "number", Decimal("12.50")),
        ("9 00 AM", "time", time(9)),
        ("1 45 pm", "time", time(13, 45)),
        ("1 5", "hours", None),
        ("1 75", "integer", None),
        ("9 75 AM", "time", None),
    ],
)
def test_figures_that_only_a_space_parts_are_proposed_with_the_point_that_a_fax_lost(
    text: str, kind: str, value: object
) -> None:
    cell = Cell(type=kind, labels=("Cell",))
    shown = seen(text, cell)
    assert (shown.value, shown.review) == (value, True)
    assert read(text, cell).value is None
