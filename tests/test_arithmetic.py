"""Arithmetic that holds makes readings surer, and never changes one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extractors.confidence import weigh
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Document, Packet

CATALOG = load_catalog()


def number(stated: str, confidence: float = 0.85, *, review: bool = False) -> Value:
    return Value(Decimal(stated), confidence, "ocr", stated, 1, review=review, why="it is faint" if review else None)


def weighed(form: str, fields: dict[str, Value], *rows: dict[str, Value]) -> Document:
    packet = Packet("packet", [Document("d1", form, "1.pdf", [1], 0.99, fields=fields, tables={"lines": list(rows)})])
    weigh(packet, CATALOG)
    return packet.documents[0]


def line(hours: str, amount: str, **more: Value) -> dict[str, Value]:
    return {"hours": number(hours), "amount": number(amount), **more}


def test_hours_at_the_rate_of_the_invoice_bear_out_the_amount_rounded_to_the_cent() -> None:
    read = weighed("ct-ppsp/invoice", {"rate": number("70.63")}, line("1.75", "123.60"), line("2.25", "158.91"))
    right, wrong = read.tables["lines"]
    assert not any(value.review for value in (*right.values(), read.fields["rate"]))
    assert right["amount"].confidence == pytest.approx(0.99)
    assert all(value.review for value in wrong.values())
    assert wrong["amount"].value == Decimal("158.91")


def test_a_line_with_a_rate_of_its_own_is_multiplied_by_that() -> None:
    own, other = weighed(
        "ct-pss/invoice", {}, line("1.5", "60.00", rate=number("40.00")), line("1.5", "60.01", rate=number("40.00"))
    ).tables["lines"]
    assert not any(value.review for value in own.values())
    assert all(value.review for value in other.values())


def test_a_total_is_borne_out_by_its_column_and_by_the_rate() -> None:
    fields = {"rate": number("70.63"), "total_hours": number("4.00"), "total_amount": number("282.52")}
    read = weighed("ct-ppsp/invoice", fields, {"hours": number("1.50")}, {"hours": number("2.50")})
    assert not any(value.review for value in read.fields.values())
    assert not any(row["hours"].review for row in read.tables["lines"])


def test_a_reason_to_doubt_that_a_reader_gave_stays() -> None:
    [row] = weighed(
        "ct-ppsp/invoice", {"rate": number("70.63")}, {**line("1.75", "123.60"), "hours": number("1.75", review=True)}
    ).tables["lines"]
    assert row["hours"].review
    assert row["hours"].confidence == pytest.approx(0.85)


@pytest.mark.parametrize("hours", ["0.00", "2.00"])
def test_nothing_comes_of_nothing(hours: str) -> None:
    [row] = weighed("ct-ppsp/invoice", {"rate": number("70.63")}, line(hours, "0.00")).tables["lines"]
    assert row["hours"].review
    assert row["amount"].review


def test_a_number_without_a_point_that_the_product_asks_one_of_is_looked_at_and_stays_as_it_was_read() -> None:
    fields = {"rate": number("70.63", 0.99)}
    rows = [
        line("275", "194.23"),
        line("2.75", "194.23"),
        line("2.75", "19423"),
        line("3", "211.89"),
        line("3", "0.22"),
    ]
    sure = [{name: number(str(value.value), 0.99) for name, value in row.items()} for row in rows]
    read = weighed("ct-ppsp/invoice", fields, *sure).tables["lines"]
    assert [(row["hours"].review, row["amount"].review) for row in read] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert read[0]["hours"].value == Decimal(275)


def test_a_number_without_a_point_that_the_total_asks_one_of_is_looked_at() -> None:
    fields = {"total_hours": number("5.25", 0.99)}
    rows = [{"hours": number(hours, 0.99)} for hours in ("275", "2.50")]
    read = weighed("ct-ppsp/invoice", fields, *rows)
    assert [row["hours"].review for row in read.tables["lines"]] == [True, False]
    assert not read.fields["total_hours"].review


def test_more_hours_than_a_day_has_are_looked_at_where_a_picture_shows_no_point() -> None:
    day = Value(date(2026, 5, 2), 0.99, "ocr", "05/02/2026", 1)
    typed = replace(number("275", 0.99), source="text")
    rows = [{"date": day, "hours": hours} for hours in (number("275", 0.99), number("8", 0.99), typed)]
    read = weighed("ct-pss/invoice", {}, *rows).tables["lines"]
    assert [row["hours"].review for row in read] == [True, False, False]
