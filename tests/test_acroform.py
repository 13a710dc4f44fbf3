"""Fillable PDFs: our own by the names of their fields, and those of others as print."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from extractors.read import read_packet
from forms.catalog import load_catalog
from forms.fieldtypes import Month
from forms.packet import Document
from generators.blank import write_blank
from generators.fill import fill_form

INVOICE = "ct-ppsp/invoice"
VALUES: dict[str, Any] = {
    "invoice_number": "INV-7",
    "agency_name": "Harbor Families & Söhne <LLC>",
    "child_name": "Anaïs Núñez",
    "invoice_month": Month(2026, 10),
    "no_services": False,
    "rate": Decimal("70.63"),
    "total_hours": Decimal("2.25"),
    "total_amount": Decimal("158.92"),
    "signature_date": date(2026, 11, 2),
    "lines": [
        {
            "date": date(2026, 10, 4),
            "service": "home-study",
            "activity": "Home visit",
            "hours": Decimal("2.25"),
            "amount": Decimal("158.92"),
        }
    ],
}


def filled(values: dict[str, Any] = VALUES, *, flatten: bool = False) -> bytes:
    catalog = load_catalog()
    return fill_form(catalog.form(INVOICE), catalog.program("ct-ppsp"), values, flatten=flatten)


def read(content: bytes, folder: Path) -> Document:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    packet = read_packet(path, load_catalog())
    assert not packet.problems
    [document] = packet.documents
    return document


def changed(content: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def widget(writer: PdfWriter, name: str) -> DictionaryObject:
    """The first widget whose fully qualified name is that."""
    for annotation in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
        each = annotation.get_object()
        parts, current = [], each
        while current is not None:
            if "/T" in current:
                parts.append(str(current["/T"]))
            current = current["/Parent"].get_object() if "/Parent" in current else None
        if ".".join(reversed(parts)) == name:
            return each  # type: ignore[no-any-return]
    raise AssertionError(f"no field {name}")


@pytest.mark.parametrize(("flatten", "source"), [(False, "acroform"), (True, "text")])
def test_our_own_form_comes_back_as_it_was_filled(tmp_path: Path, flatten: bool, source: str) -> None:
    document = read(filled(flatten=flatten), tmp_path)
    assert (document.form, document.pages, document.edition) == (INVOICE, [1], "2026-11")
    got = {name: value.value for name, value in document.fields.items()}
    expected = dict.fromkeys(document.fields) | {"signature": False} | VALUES
    assert got == {name: expected[name] for name in got}
    assert [{name: value.value for name, value in row.items()} for row in document.tables["lines"]] == VALUES["lines"]
    name = document.fields["child_name"]
    assert (name.source, name.review, name.page) == (source, False, 1)
    assert name.confidence > 0.99
    assert name.box is not None


def test_a_blank_form_is_blank_with_certainty(tmp_path: Path) -> None:
    catalog = load_catalog()
    document = read(write_blank(catalog.form(INVOICE), catalog.program("ct-ppsp")), tmp_path)
    assert document.form == INVOICE
    assert all(value.blank or value.value is False for value in document.fields.values())
    assert not any(value.review for value in document.fields.values())
    assert document.tables == {"lines": []}


def test_what_a_form_filler_writes_without_redrawing_is_read(tmp_path: Path) -> None:
    catalog = load_catalog()
    blank = write_blank(catalog.form(INVOICE), catalog.program("ct-ppsp"))

    def fill(writer: PdfWriter) -> None:
        writer.update_page_form_field_values(
            writer.pages[0], {"child_name": "Anaïs Núñez", "rate": "70.63", "no_services": "/Yes"}, auto_regenerate=True
        )

    document = read(changed(blank, fill), tmp_path)
    assert document.fields["child_name"].value == "Anaïs Núñez"
    assert document.fields["rate"].value == Decimal("70.63")
    assert not document.fields["child_name"].review


def test_a_field_that_shows_something_else_is_for_review(tmp_path: Path) -> None:
    def alter(writer: PdfWriter) -> None:
        widget(writer, "total_amount")[NameObject("/V")] = TextStringObject("958.92")

    value = read(changed(filled(), alter), tmp_path).fields["total_amount"]
    assert value.value == Decimal("958.92")
    assert value.review
    assert value.why == "the field holds “958.92” but shows “158.92”"
    assert value.rivals == ("158.92",)
    assert value.confidence <= 0.5


def test_a_field_that_shows_nothing_is_for_review(tmp_path: Path) -> None:
    def whiten(writer: PdfWriter) -> None:
        look = widget(writer, "child_name")["/AP"]
        empty = StreamObject()
        empty.update({NameObject(key): value for key, value in look["/N"].get_object().items() if key != "/Filter"})  # type: ignore[index]
        look[NameObject("/N")] = writer._add_object(empty)  # type: ignore[index]
        # Otherwise a viewer draws the field anew.
        writer.set_need_appearances_writer(False)

    value = read(changed(filled(), whiten), tmp_path).fields["child_name"]
    assert value.review
    assert value.why == "the field holds “Anaïs Núñez” but shows nothing"


def test_a_signature_is_ink_over_its_field(tmp_path: Path) -> None:
    unsigned = read(filled(), tmp_path).fields["signature"]
    assert (unsigned.value, unsigned.review) == (False, False)
    assert unsigned.box is not None
    x0, y0, _, y1 = unsigned.box

    def sign(writer: PdfWriter) -> None:
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=(612, 792))
        path = canvas.beginPath()
        x, y = x0 * 612 + 10, 792 - (y0 + y1) / 2 * 792
        path.moveTo(x, y)
        for step in range(6):
            path.curveTo(x + 12 * step + 3, y + 8, x + 12 * step + 8, y - 8, x + 12 * (step + 1), y + 2)
        canvas.drawPath(path)
        canvas.save()
        writer.pages[0].merge_page(PdfReader(stream).pages[0])

    for flatten in (False, True):
        signed = read(changed(filled(flatten=flatten), sign), tmp_path).fields["signature"]
        assert (signed.value, signed.review) == (True, False)


def test_a_digital_signature_is_a_signature(tmp_path: Path) -> None:
    def sign(writer: PdfWriter) -> None:
        widget(writer, "signature")[NameObject("/V")] = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})

    value = read(changed(filled(), sign), tmp_path).fields["signature"]
    assert (value.value, value.source) == (True, "acroform")


def test_two_copies_in_one_file_stay_two(tmp_path: Path) -> None:
    other = filled(VALUES | {"child_name": "Bo Quist"})
    writer = PdfWriter()
    for content in (filled(), other):
        writer.append(PdfReader(io.BytesIO(content)))
    writer.write(tmp_path / "both.pdf")
    packet = read_packet(tmp_path / "both.pdf", load_catalog())
    assert [document.pages for document in packet.documents] == [[1], [2]]
    assert [document.fields["child_name"].value for document in packet.documents] == ["Anaïs Núñez", "Bo Quist"]


def stranger() -> bytes:
    """A fillable invoice of another maker, with field names of its own."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(72, 740, "Accounting Invoice: Permanency Placement Services Program")
    canvas.setFont("Helvetica", 10)
    rows = [
        ("Agency", "Harbor Families"), ("Name of child", "Bo Quist"), ("Invoice number", "INV-9"),
        ("Rate per service hour", "70.63"), ("Total hours", "2.25"), ("Invoice total", "158.92"),
    ]  # fmt: skip
    for number, (label, value) in enumerate(rows):
        y = 690 - 30 * number
        canvas.drawString(72, y, f"{label}:")
        canvas.acroForm.textfield(name=f"Text{number}", value=value, x=220, y=y - 6, width=220, height=20)
    canvas.drawString(90, 480, "No services were provided this month")
    canvas.acroForm.checkbox(name="Check1", checked=True, x=72, y=478, size=12)
    canvas.save()
    return stream.getvalue()


def test_the_fields_of_a_stranger_are_read_by_their_labels(tmp_path: Path) -> None:
    document = read(stranger(), tmp_path)
    assert document.form == INVOICE
    fields = document.fields
    assert fields["child_name"].value == "Bo Quist"
    assert fields["total_amount"].value == Decimal("158.92")
    assert fields["no_services"].value is True
    assert fields["child_name"].source == "acroform"


@pytest.mark.parametrize("kind", ["child-placing-agency", "clinical-provider"])
def test_a_choice_that_a_form_filler_writes_on_every_button_is_read(tmp_path: Path, kind: str) -> None:
    catalog = load_catalog()
    blank = write_blank(catalog.form("ct-ppsp/core-contract-request"), catalog.program("ct-ppsp"))

    def fill(writer: PdfWriter) -> None:
        # pypdf gives each button a value of its own besides the group's, /Off to those that are not chosen.
        writer.update_page_form_field_values(None, {"provider_kind": f"/{kind}"}, auto_regenerate=False)

    choice = read(changed(blank, fill), tmp_path).fields["provider_kind"]
    assert (choice.value, choice.review) == (kind, False)


def agency_form(place: str, values: dict[str, str]) -> bytes:
    """A stranger's fillable request: each label beside, above or below its field, whose name tells nothing."""
    canvas = Canvas(buffer := io.BytesIO(), pagesize=(612, 792))
    canvas.drawString(54, 740, "Core Contract Request")
    for number, (label, text) in enumerate(values.items()):
        y = 690 - 60 * number
        dx, dy = {"beside": (150, -4), "above": (0, -24), "below": (0, 12)}[place]
        canvas.drawString(54, y, label)
        canvas.acroForm.textfield(name=f"Text{number}", x=54 + dx, y=y + dy, width=220, height=18, value=text)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("place", ["beside", "above", "below"])
def test_a_label_has_what_its_field_holds_and_no_more(tmp_path: Path, place: str) -> None:
    held = {
        "Agency legal name": "License number LLC",
        "Complete address": "12 Old Post Road, Apartment 3 B, Sault Sainte Marie, Connecticut 06103",
        "Contact person": "",
        "License number": "K-77",
    }
    document = read(agency_form(place, held), tmp_path)
    names = ("legal_name", "address", "contact_person", "license_number")
    assert [document.fields[name].value for name in names] == [text or None for text in held.values()]
    assert not any(document.fields[name].review for name in names)
