"""Persons' changes of table rows stay with their rows, whatever else is read of the table the next time."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.record.packet import Held, Standing, put_together
from api.service import Service
from api.settings import Settings
from api.store.clock import now
from api.store.tables import Correction, PacketRow
from extractors.confidence import Curves
from extractors.read import FileReading
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Document, Row

SERVICE = cast(Service, SimpleNamespace(catalog=load_catalog(), settings=Settings()))
"""As much of a service as putting a packet together asks for."""
FORM = "ct-ppsp/invoice"
ROW = PacketRow(name="packet")
HEIGHT = 0.02


def line(day: int, hours: str, top: float | None, page: int = 1) -> Row:
    """A row of the invoice, with or without a place on its page."""

    def value(typed: Any, text: str, left: float) -> Value:
        box = None if top is None else (left, top, left + 0.1, top + HEIGHT)
        return Value(typed, 0.99, "text", text, page, box)

    return {"date": value(date(2026, 11, day), f"11/{day}/2026", 0.1), "hours": value(Decimal(hours), hours, 0.3)}


def reading(*rows: Row) -> list[FileReading]:
    invoice = Document("d1", FORM, "invoice.pdf", [1], 1.0, tables={"lines": list(rows)})
    return [FileReading("invoice.pdf", documents=[invoice])]


def change(number: int, found: Standing, path: str, **value: Any) -> Correction:
    """A correction made by a person who sees the packet as it stands."""
    made = Correction(id=f"{number:026}", form=FORM, file="invoice.pdf", page=1, path=path, value=value, made_at=now())
    [document] = found.packet.documents
    index = int(path.partition("[")[2].partition("]")[0])
    rows = document.tables["lines"]
    made.row = found.rows.mark(document, "lines", rows[index]) if index < len(rows) else {"added": made.id}
    return made


def stands(read: list[FileReading], *made: Correction) -> Standing:
    return put_together(ROW, read, Held(None, made), SERVICE)


def hours(found: Standing) -> list[str | None]:
    return [str(row["hours"].value) if "hours" in row else None for row in found.packet.documents[0].tables["lines"]]


FIRST, SECOND, THIRD = (1, "1.00", 0.30), (2, "2.00", 0.33), (3, "3.00", 0.36)


def test_a_value_stays_with_its_row_where_a_row_more_is_read_before_it() -> None:
    made = change(1, stands(reading(line(*FIRST), line(*THIRD))), "lines[1].hours", value="3.50")
    again = stands(reading(line(*FIRST), line(*SECOND), line(*THIRD)), made)
    assert hours(again) == ["1.00", "2.00", "3.50"]
    assert list(again.made) == [("d1", "lines[2].hours")]
    assert again.before[("d1", "lines[2].hours")].value == Decimal("3.00")


def test_a_row_is_known_by_its_place_where_its_words_are_read_otherwise() -> None:
    made = change(1, stands(reading(line(*FIRST), line(3, "8.00", 0.36))), "lines[1].hours", value="3.50")
    assert hours(stands(reading(line(*FIRST), line(*SECOND), line(3, "3.00", 0.361)), made)) == ["1.00", "2.00", "3.50"]


def test_of_rows_that_say_the_same_the_place_tells() -> None:
    twins = [line(1, "1.00", 0.30), line(1, "1.00", 0.33)]
    made = change(1, stands(reading(*twins)), "lines[1].hours", value="4.00")
    assert hours(stands(reading(line(9, "9.00", 0.27), *twins), made)) == ["9.00", "1.00", "4.00"]


def test_without_a_place_the_words_tell_and_of_twins_the_number() -> None:
    made = change(1, stands(reading(line(1, "1.00", None), line(3, "3.00", None))), "lines[1].hours", value="3.50")
    more = reading(*(line(day, f"{day}.00", None) for day in (1, 2, 3)))
    assert hours(stands(more, made)) == ["1.00", "2.00", "3.50"]
    twins = [line(1, "1.00", None), line(1, "1.00", None)]
    made = change(1, stands(reading(*twins)), "lines[1].hours", value="4.00")
    assert hours(stands(reading(*twins), made)) == ["1.00", "4.00"]


def test_a_row_that_is_not_read_any_more_is_for_a_person_to_look_at() -> None:
    made = change(1, stands(reading(line(*FIRST), line(*THIRD))), "lines[1].hours", value="3.50")
    again = stands(reading(line(*FIRST), line(7, "7.00", 0.60)), made)
    assert hours(again) == ["1.00", "7.00"]
    assert again.lost == [made]
    [told] = again.packet.problems
    assert (told.file, told.page) == ("invoice.pdf", 1)
    assert "lines[1].hours" in told.message


def test_place_and_words_that_name_two_rows_name_none() -> None:
    made = change(1, stands(reading(line(*FIRST), line(*THIRD))), "lines[1].hours", value="3.50")
    moved = stands(reading(line(3, "1.00", 0.36), line(3, "3.00", 0.60)), made)
    assert (hours(moved), moved.lost) == (["1.00", "3.00"], [made])


def test_rows_taken_out_and_back_leave_later_changes_with_their_rows() -> None:
    def read() -> list[FileReading]:
        return reading(line(*FIRST), line(*SECOND), line(*THIRD))

    gone = change(1, stands(read()), "lines[0]", removed=True)
    later = change(2, stands(read(), gone), "lines[1].hours", value="3.50")
    assert hours(stands(read(), gone, later)) == ["2.00", "3.50"]
    assert hours(stands(read(), later)) == ["1.00", "2.00", "3.50"]


def test_an_added_row_that_is_taken_back_leaves_those_that_were_added_after_it() -> None:
    def read() -> list[FileReading]:
        return reading(line(*FIRST))

    second = change(1, stands(read()), "lines[1].hours", value="2.00")
    third = change(2, stands(read(), second), "lines[2].hours", value="3.00")
    day = change(3, stands(read(), second, third), "lines[2].date", value="2026-11-03")
    whole = stands(read(), second, third, day)
    assert hours(whole) == ["1.00", "2.00", "3.00"]
    left = stands(read(), third, day)
    assert hours(left) == ["1.00", "3.00"]
    assert left.packet.documents[0].tables["lines"][1]["date"].value == date(2026, 11, 3)
    # Without the change that added it, the row is there for what else was said of it.
    assert hours(stands(read(), day)) == ["1.00", None]


def test_a_choice_that_is_none_any_more_is_told_and_the_reading_stands() -> None:
    form = "ct-ppsp/service-agreement"
    read = Value("individual", 0.9, "text", "individual", 1)
    paper = Document("d1", form, "agreement.pdf", [1], 1.0, fields={"provider_kind": read})
    made = Correction(id="1", form=form, file="agreement.pdf", page=1, path="provider_kind", value={"value": "gone"})
    gone = Correction(id="2", form=form, file="agreement.pdf", page=1, path="no_such_field", value={"value": "x"})
    found = put_together(ROW, [FileReading("agreement.pdf", documents=[paper])], Held(None, (made, gone)), SERVICE)
    assert found.packet.documents[0].fields["provider_kind"].source == "text"
    assert found.lost == [made, gone]
    assert len(found.packet.problems) == 2


def test_changes_made_before_rows_had_marks_count_the_rows() -> None:
    old = Correction(id="1", form=FORM, file="invoice.pdf", page=1, path="lines[1].hours", value={"value": "2.50"})
    new = Correction(id="2", form=FORM, file="invoice.pdf", page=1, path="lines[2].hours", value={"value": "4.00"})
    assert hours(stands(reading(line(*FIRST), line(*SECOND)), old, new)) == ["1.00", "2.50", "4.00"]


def test_what_is_put_together_again_is_weighed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Curves(curves={"foreign/text/figures": ((0.0, 0.0), (1.0, 0.5))})
    monkeypatch.setattr("extractors.confidence.curves", lambda: measured)
    read = reading(line(3, "1.00", 0.2))
    for _ in range(2):
        value = stands(read).packet.documents[0].tables["lines"][0]["hours"]
        assert (value.value, value.confidence, value.review) == (Decimal("1.00"), 0.495, True)
