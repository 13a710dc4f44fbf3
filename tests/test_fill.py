"""Filled forms: every value comes back, long ones go on, and what cannot be shown is refused."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from forms.catalog import load_catalog
from forms.errors import FormwrightError
from forms.form import Cell, Form
from forms.layout import lay_out
from generators.blank import form_sheets
from generators.drawing import CROSS, Look
from generators.fill import fill_form
from generators.readback import compare_fields, compare_print
from tests.support.fillings import SENTENCES, maximal, ordinary

FORMS = sorted(form.id for form in load_catalog().forms())
INVOICE = "ct-ppsp/invoice"


def filled(name: str, values: dict[str, Any], *, flatten: bool = False) -> bytes:
    catalog = load_catalog()
    form = catalog.form(name)
    return fill_form(form, catalog.program(form.program), values, flatten=flatten)


def form_of(name: str) -> Form:
    return load_catalog().form(name)


def read_values(form: Form, written: bytes) -> dict[str, Any]:
    """The typed values of the file's fields, read anew."""
    values: dict[str, Any] = {}
    for path, field in (PdfReader(io.BytesIO(written), strict=True).get_fields() or {}).items():
        held = str(field.get("/V", ""))
        if "/FT" not in field or field["/FT"] == "/Sig" or held in ("", "/Off"):
            continue
        cell = form.cell(path)
        text = held.removeprefix("/") if field["/FT"] == "/Btn" else held
        values[path] = text if cell.type in ("text", "name") else cell.kind.parse(text, cell.options).value
    return values


def wanted_values(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    flat = {name: value for name, value in values.items() if name in form.fields}
    for name, table in form.tables.items():
        for number, row in enumerate(values.get(name, [])[: table.rows]):
            flat |= {f"{name}[{number}].{column}": value for column, value in row.items()}
    return {
        path: value
        for path, value in flat.items()
        if value is not None and value is not False and form.cell(path).type != "signature"
    }


def page_texts(written: bytes) -> list[str]:
    """What a person sees on each page, without white space."""
    document = pdfium.PdfDocument(written)
    document.init_forms()
    texts = []
    for number in range(len(document)):
        if document.formenv:
            document[number].flatten()
        texts.append(re.sub(r"\s|\ufffe|\x02", "", document[number].get_textpage().get_text_range()))
    return texts


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", FORMS)
def test_every_value_comes_back(name: str) -> None:
    form = form_of(name)
    values = ordinary(form)
    assert read_values(form, filled(name, values)) == wanted_values(form, values)


@pytest.mark.parametrize("name", FORMS)
def test_every_value_shows_on_the_printed_form(name: str) -> None:
    form = form_of(name)
    values = ordinary(form)
    written = filled(name, values, flatten=True)
    assert not PdfReader(io.BytesIO(written)).get_fields()
    seen = "".join(page_texts(written))
    for path, value in wanted_values(form, values).items():
        cell = form.cell(path)
        if cell.type != "checkbox":
            assert squeezed(cell.kind.write(value, cell.options)) in seen, path


@pytest.mark.parametrize("name", FORMS)
def test_the_longest_values_lose_nothing(name: str) -> None:
    form = form_of(name)
    values = maximal(form)
    written = filled(name, values)
    assert read_values(form, written) == wanted_values(form, values)
    seen = "".join(page_texts(written)).replace("-", "")
    given: list[tuple[Cell, Any]] = [
        (form.fields[name], value) for name, value in values.items() if name in form.fields
    ]
    given += [(table.columns[key], value) for table in form.tables.values() for row in values[table.name]
              for key, value in row.items()]  # fmt: skip
    for cell, value in given:
        if cell.type not in ("text", "checkbox", "signature"):
            assert squeezed(cell.kind.write(value, cell.options)).replace("-", "") in seen, cell.name
    texts = sum(1 for cell, _ in given if cell.type == "text")
    assert all(seen.count(f"¶{number}.") >= texts for number in range(1, SENTENCES + 1))


def test_a_text_that_does_not_fit_is_continued_in_full() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    written = filled(INVOICE, {"agency_name": text, "lines": [{"activity": text}]})
    first, *more = page_texts(written)
    assert "seecontinuation" in first
    assert "word0word1" in first
    assert "word399" not in first
    rest = "".join(more)
    assert "Agency(agency_name)" in rest
    assert "Activity,row1(lines[0].activity)" in rest
    assert rest.count("word399") == 2
    assert all(f"word{number}word{number + 1}" in rest for number in range(60))


def test_rows_beyond_the_blank_are_continued() -> None:
    rows = [{"date": date(2026, 9, day), "hours": Decimal(day)} for day in range(1, 17)]
    first, second = page_texts(filled(INVOICE, {"lines": rows}))
    assert "09/14/2026" in first
    assert "09/15/2026" not in first
    assert "rows15to16" in second
    assert "09/15/2026" in second
    assert "16.00" in second


def test_a_form_that_fits_has_no_continuation() -> None:
    assert len(page_texts(filled(INVOICE, {"agency_name": "Harbor Family Services"}))) == 1


def test_a_long_text_wraps_in_its_box() -> None:
    text = "The department meets the provider and the family every month. " * 5
    texts = page_texts(filled("ct-ppsp/service-agreement", {"department_role": text}))
    assert squeezed(text) in "".join(texts)
    assert not any("CONTINUATION" in page for page in texts)


def test_line_ends_accents_and_curly_quotes_show() -> None:
    text = "First line: “façade” ﬁle\nSecond line — Łódź, Ñandú, cafe\u0301"
    written = filled("ct-ppsp/service-agreement", {"department_role": text})
    fields = PdfReader(io.BytesIO(written)).get_fields() or {}
    assert fields["department_role"]["/V"] == text
    assert squeezed("Second line — Łódź, Ñandú, café") in "".join(page_texts(written))


def test_boxes_and_buttons_take_their_own_state() -> None:
    written = filled("ct-ppsp/service-agreement", {"provider_kind": "clinical-provider", "additional_home_study": True})
    states = [
        widget.get_object()["/AS"]
        for page in PdfReader(io.BytesIO(written)).pages
        for widget in page.get("/Annots", [])
        if "/AS" in widget.get_object()
    ]
    assert sorted(state for state in states if state != "/Off") == ["/Yes", "/clinical-provider"]


def test_a_combo_box_shows_the_caption_and_holds_the_name() -> None:
    written = filled(INVOICE, {"lines": [{"service": "home-study"}]})
    fields = PdfReader(io.BytesIO(written)).get_fields() or {}
    assert fields["lines[0].service"]["/V"] == "home-study"
    # Once in the legend, once in the row.
    assert page_texts(written)[0].count("HomeStudyandEvaluation") == 2


def test_a_signature_leaves_its_mark_on_the_line_only_where_signed() -> None:
    signed, unsigned = (page_texts(filled(INVOICE, {"signature": value}))[0] for value in (True, False))
    assert "/s/signed" in signed
    assert "/s/" not in unsigned


def test_what_is_none_stays_blank() -> None:
    form = form_of(INVOICE)
    written = filled(
        INVOICE, {"agency_name": None, "child_name": "  ", "no_services": False, "lines": [{"hours": None}]}
    )
    assert read_values(form, written) == {}


def test_two_runs_give_the_same_bytes() -> None:
    values = ordinary(form_of(INVOICE))
    assert filled(INVOICE, values) == filled(INVOICE, values)
    assert filled(INVOICE, values, flatten=True) == filled(INVOICE, values, flatten=True)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"agency": "x"}, "has no field 'agency'"),
        ({"lines": [{"when": "x"}]}, "has no column 'when'"),
        ({"agency_name": 7}, "agency_name must be text"),
        ({"no_services": "yes"}, "no_services must be true or false"),
        ({"signature": "A. Rivera"}, "signature must be true or false"),
        ({"lines": {"date": date(2026, 9, 1)}}, "takes a list of rows"),
        ({"lines": ["x"]}, "takes a list of rows"),
        ({"lines": [{"service": ["home-study"]}]}, "must be one of"),
        ({"lines": [{"service": "gardening"}]}, r"lines\[0\].service must be one of"),
        ({"signature_date": "09/03/2026"}, "signature_date cannot be"),
        ({"rate": Decimal("70.635")}, "rate cannot be"),
        ({"agency_fein": "123"}, "agency_fein cannot be"),
        ({"agency_name": "Hope 🌻 House"}, "U\\+1F33B"),
        ({"agency_name": "家"}, "cannot show"),
        ({"agency_name": "שלום"}, "cannot show"),
        ({"agency_name": "bell\x07"}, "U\\+0007"),
        ({"lines": [{}] * 14 + [{"activity": "☃"}]}, r"lines\[14\].activity holds"),
    ],
)
def test_what_cannot_be_shown_is_refused(values: dict[str, Any], says: str) -> None:
    with pytest.raises(FormwrightError, match=says):
        filled(INVOICE, values)


def test_the_reading_back_notices_a_lost_value() -> None:
    form = form_of(INVOICE)
    layout = lay_out(form, load_catalog().program(form.program))
    written = filled(INVOICE, {"agency_name": "Harbor"})
    compare_fields(written, layout, {"agency_name": "Harbor"})
    for wrong in ({}, {"agency_name": "Arbor"}, {"agency_name": "Harbor", "child_name": "Ana"}):
        with pytest.raises(FormwrightError, match="was written as"):
            compare_fields(written, layout, wrong)


def test_the_reading_back_notices_what_does_not_show() -> None:
    form = form_of(INVOICE)
    layout = lay_out(form, load_catalog().program(form.program))
    slots = {slot.path: slot for slot in layout.slots}
    written = filled(INVOICE, {"agency_name": "Harbor", "no_services": True})
    shown = {slots["agency_name"]: Look(100, 15, ("Harbor",)), slots["no_services"]: CROSS}
    compare_print(written, layout, shown, form_sheets(layout))
    lacking = [
        {slots["agency_name"]: Look(100, 15, ("Harbor House",)), slots["no_services"]: CROSS},
        {slots["no_services"]: CROSS},
        {slots["agency_name"]: Look(100, 15, ("Harbor",))},
        shown | {slots["child_name"]: Look(100, 15, ("Ana",))},
    ]
    for wrong in lacking:
        with pytest.raises(FormwrightError, match="page 1"):
            compare_print(written, layout, wrong, form_sheets(layout))
    with pytest.raises(FormwrightError, match="pages were written"):
        compare_print(written, layout, shown, form_sheets(layout) * 2)
