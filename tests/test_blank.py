"""The blanks as files: fields as declared, recognised by machine, tagged, the same bytes each time."""

import io
from functools import cache
from typing import Any

import pypdfium2 as pdfium
import pytest
import zxingcpp
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject

from forms.catalog import load_catalog
from forms.form import Form
from forms.layout import PageCode, lay_out, read_page_code
from generators.blank import write_blank

FORMS = sorted(form.id for form in load_catalog().forms())


@cache
def blank(name: str) -> bytes:
    catalog = load_catalog()
    form = catalog.form(name)
    return write_blank(form, catalog.program(form.program))


def form_of(name: str) -> Form:
    return load_catalog().form(name)


def read(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(blank(name)), strict=True)


def terminal_fields(reader: PdfReader) -> dict[str, Any]:
    """The fields by full name, without the rows that only hold others."""
    return {name: field for name, field in (reader.get_fields() or {}).items() if "/FT" in field}


def widgets(reader: PdfReader) -> list[Any]:
    found = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", [])]
    assert all(widget["/Subtype"] == "/Widget" for widget in found)
    return found


_KINDS = {"checkbox": "/Btn", "signature": "/Sig"}


@pytest.mark.parametrize("name", FORMS)
def test_the_fields_of_the_blank_are_those_of_the_form(name: str) -> None:
    form = form_of(name)
    fields = terminal_fields(read(name))
    rows = {f"{table.name}[{row}].{column}" for table in form.tables.values() for row in range(table.rows)
            for column in table.columns}  # fmt: skip
    assert set(fields) == set(form.fields) | rows
    for path, field in fields.items():
        cell = form.cell(path)
        if cell.type == "choice":
            assert field["/FT"] in ("/Btn", "/Ch")
            states = field["/_States_"]
            names = [state[0] for state in states] if field["/FT"] == "/Ch" else [s[1:] for s in states if s != "/Off"]
            assert sorted(names) == sorted(cell.options or {})
        else:
            assert field["/FT"] == _KINDS.get(cell.type, "/Tx"), path
        if cell.type == "checkbox":
            assert set(field["/_States_"]) == {"/Yes", "/Off"}
        assert cell.label in field["/TU"]
        assert field.get("/V", "/Off") == "/Off"


@pytest.mark.parametrize("name", FORMS)
def test_every_page_is_known_by_its_code_and_by_its_words(name: str) -> None:
    document = pdfium.PdfDocument(blank(name))
    form = form_of(name)
    pages = lay_out(form, load_catalog().program(form.program)).pages
    assert len(document) == pages
    for number in range(pages):
        wanted = PageCode(form.id, form.edition, number + 1, pages)
        (code,) = zxingcpp.read_barcodes(document[number].render(scale=2).to_pil())
        assert read_page_code(code.text) == wanted
        assert read_page_code(document[number].get_textpage().get_text_range()) == wanted


@pytest.mark.parametrize("name", ["ct-ppsp/invoice", "ct-ppsp/service-agreement"])
def test_the_bytes_are_the_same_each_time_and_hold_no_time(name: str) -> None:
    catalog = load_catalog()
    form = catalog.form(name)
    assert write_blank(form, catalog.program(form.program)) == blank(name)
    assert b"Date" not in (read(name).metadata or {}).__repr__().encode()
    assert b"xmp:" not in blank(name)


@pytest.mark.parametrize("name", FORMS)
def test_the_document_says_title_and_language_and_is_tagged(name: str) -> None:
    reader = read(name)
    root: dict[str, Any] = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == form_of(name).title
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/AcroForm"]["/NeedAppearances"].value is False
    assert {str(page["/Tabs"]) for page in reader.pages} == {"/S"}


@pytest.mark.parametrize("name", FORMS)
def test_widget_and_structure_name_each_other(name: str) -> None:
    reader = read(name)
    tree: Any = reader.root_object["/StructTreeRoot"]
    numbers: ArrayObject = tree["/ParentTree"]["/Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for annotation in (entry for page in reader.pages for entry in page.get("/Annots", [])):
        element = owners[annotation.get_object()["/StructParent"]].get_object()
        assert element["/S"] == "/Form"
        assert [kid["/Obj"] for kid in element["/K"]] == [annotation.get_object()]
    for page in reader.pages:
        content = page.get_contents()
        assert content is not None
        elements = owners[page["/StructParents"]]
        assert content.get_data().count(b"/MCID") == len(elements)
        assert content.get_data().count(b"BDC") + content.get_data().count(b"BMC") == content.get_data().count(b"EMC")


def _structure(element: Any, depth: int = 0) -> list[tuple[int, str]]:
    held = element.get_object()
    if "/S" not in held:
        return []
    found = [(depth, held["/S"])]
    for kid in held["/K"]:
        found += _structure(kid, depth + 1)
    return found


def test_the_structure_has_headings_tables_and_fields_in_the_order_of_reading() -> None:
    tree: Any = read("ct-ppsp/invoice").root_object["/StructTreeRoot"]
    tags = _structure(tree["/K"][0])
    names = [name for _, name in tags]
    assert names.count("/H1") == 1
    assert names.count("/H2") == 3
    assert names.count("/Table") == 1
    assert names.count("/TR") == 15
    assert names.count("/TH") == 5
    assert names.count("/TD") == 70
    assert names.count("/Form") == 83
    assert names.index("/H1") < names.index("/H2") < names.index("/Table")


@pytest.mark.parametrize("name", FORMS)
def test_every_appearance_is_there_and_every_printed_font_is_embedded(name: str) -> None:
    reader = read(name)
    for widget in widgets(reader):
        assert widget["/AP"]["/N"]
        assert widget["/F"] == 4
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_fields_with_the_same_label_are_told_apart_by_ear() -> None:
    fields = terminal_fields(read("ct-ppsp/service-agreement"))
    dates = [fields[name]["/TU"] for name in fields if name.endswith("signature_date")]
    assert len(dates) == len(set(dates)) == 4
    assert fields["supervisor_signature_date"]["/TU"] == "Date, Social Work Supervisor"


def test_another_program_fills_it_by_name() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank("ct-ppsp/service-agreement"))))
    values = {
        "agreement_number": "A-17",
        "department_role": "The worker visits the family each month. " * 8,
        "provider_kind": "/clinical-provider",
        "additional_home_study": "/Yes",
        "services[1].service": "home-study",
        "services[1].hours": "12.50",
    }
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    target = io.BytesIO()
    writer.write(target)
    fields = PdfReader(target, strict=True).get_fields() or {}
    assert {path: fields[path]["/V"] for path in values} == values
    assert fields["companion_contract"]["/V"] == "/Off"
    # Wrapped, not clipped: its last words show as often as they were written.
    assert shown(target.getvalue()).count("each month") == 8


def shown(written: bytes) -> str:
    """What a person sees on the pages, fields included."""
    document = pdfium.PdfDocument(written)
    document.init_forms()
    for page in document:
        page.flatten()
    return " ".join(word for page in document for word in page.get_textpage().get_text_range().split())
