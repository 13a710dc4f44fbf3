"""The page on bringing one's own form, followed to the letter: draft, finish, and read every kind of copy."""

import io
import re
import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from api.cli import app
from extractors.draft_file import draft_text
from extractors.draft_types import guess_type, name_of, shortened
from extractors.drafting import FormDraft, read_blank
from extractors.read import read_file, read_packet
from extractors.sheet import holds, middle
from forms.catalog import Catalog, load_catalog
from forms.errors import DeclarationError, PaperError
from forms.packet import Document
from generators.blank import write_blank
from tests.support import agency, degrade

PAGE = (Path(__file__).parent.parent / "docs/bring-your-own-form.md").read_text()
FILES = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.M | re.S)
COMMANDS = re.compile(r"^    formwright (forms draft .+)$", re.M)
EDITS = re.compile(r"^\| `(.+?)` \| `(.+?)` \|$", re.M)
VISITS = [
    ("03/04/2025", "Home of the brother", "2.50", "18.40"),
    ("03/18/2025", "Town library", "1.75", "9.20"),
    ("04/01/2025", "School meeting", "3.00", "22.75"),
]
WRITTEN = {
    "parent": "Saoirse O'Malley", "case": "KV-20417", "street": "114 Cedar Swamp Road, Meriden", "zip": "06450",
    "phone": "860-555-0142", "email": "s.omalley@example.org", "signed": "04/11/2025",
    **{f"visit{row}.{at}": said for row, visit in enumerate(VISITS, start=1) for at, said in enumerate(visit)},
}  # fmt: skip
WHY = ["The child began at a new school in March and", "asks for her brother, who lives an hour away."]
VALUES: dict[str, Any] = {
    "parent_name": "Saoirse O'Malley", "case_no": "KV-20417", "street_address": "114 Cedar Swamp Road, Meriden",
    "zip_code": "06450", "telephone": "860-555-0142", "email": "s.omalley@example.org", "interpreter_needed": True,
    "child_lives_with_parent": False, "reason": " ".join(WHY), "parent_signature": True,
    "parent_signature_date": date(2025, 4, 11),
}  # fmt: skip
ROWS = [
    {"date_of_visit": day, "place": place, "hours": Decimal(hours), "mileage_cost": Decimal(cost)}
    for day, (_, place, hours, cost) in zip(
        (date(2025, 3, 4), date(2025, 3, 18), date(2025, 4, 1)), VISITS, strict=True
    )
]


def catalog_with(root: Path, blank: bytes, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The catalogue after the page's files were written, its command run and its edits made."""
    monkeypatch.chdir(root)
    Path("kinship-request.pdf").write_bytes(blank)
    for name, content in FILES.findall(PAGE):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content)
    (command,) = COMMANDS.findall(PAGE)
    Path("ex-kinship/forms").mkdir()
    app(shlex.split(command), standalone_mode=False)
    drafted = Path("ex-kinship/forms/request.yaml")
    text = drafted.read_text()
    for old, new in EDITS.findall(PAGE):
        assert old in text, old
        text = text.replace(old, new)
    drafted.write_text(text)
    return load_catalog(root / "ex-kinship")


@pytest.fixture(params=["fillable", "flat"])
def finished(request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """The catalogue with the finished draft of one or the other blank."""
    return catalog_with(tmp_path, agency.draw(fillable=request.param == "fillable"), monkeypatch)


def by_hand() -> bytes:
    """The flat blank, filled in and signed."""
    marked = {"language": "es", "interpreter": True, "why": WHY, "signature": True}
    return agency.draw({**WRITTEN, **marked})


def by_program() -> bytes:
    """The fillable blank, filled by a stranger's program."""
    marked = {"language": "/es", "interpreter": "/Yes", "why": "\n".join(WHY)}
    return agency.filled(agency.draw(fillable=True), {**WRITTEN, **marked})


def flattened(content: bytes) -> bytes:
    """The look of a filled form alone, as printing to PDF leaves it."""
    document = pdfium.PdfDocument(content)
    for page in document:
        pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_PRINT)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def scanned(content: bytes, path: Path, **how: Any) -> Path:
    Image.fromarray(degrade.scan(degrade.printed(content)[0], 7, **how)).save(path, dpi=(300, 300))
    return path


def read(path: Path, catalog: Catalog) -> Document:
    packet = read_packet(path, catalog, "ex-kinship")
    assert not packet.problems
    (document,) = packet.documents
    assert (document.form, document.edition) == ("ex-kinship/request", "Rev. 03/2025")
    return document


def assert_all_read(document: Document, catalog: Catalog, *, signed: bool = True) -> None:
    spanish = list(catalog.form("ex-kinship/request").fields["language_spoken_at_home"].options or {})[1]
    expected = {**VALUES, "language_spoken_at_home": spanish, "parent_signature": signed}
    assert {name: value.value for name, value in document.fields.items()} == expected
    assert [{name: value.value for name, value in row.items()} for row in document.tables["visits"]] == ROWS


def test_the_fillable_copy_is_read_from_its_fields(finished: Catalog, tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(by_program())
    document = read(tmp_path / "copy.pdf", finished)
    assert_all_read(document, finished, signed=False)
    if finished.form("ex-kinship/request").own_blank.pages[0].places[0].widget:  # type: ignore[union-attr]
        assert document.fields["case_no"].source == "acroform"


@pytest.mark.parametrize("made", [by_hand, lambda: flattened(by_program())], ids=["by hand", "flattened"])
def test_the_printed_copy_is_read(finished: Catalog, tmp_path: Path, made: Any) -> None:
    (tmp_path / "copy.pdf").write_bytes(made())
    assert_all_read(read(tmp_path / "copy.pdf", finished), finished, signed=made is by_hand)


@pytest.mark.parametrize("skew", [-1.4, 0.9])
def test_the_scan_is_laid_over_the_blank_and_read(finished: Catalog, tmp_path: Path, skew: float) -> None:
    document = read(scanned(by_hand(), tmp_path / "copy.png", skew=skew), finished)
    assert_all_read(document, finished)
    assert document.fields["case_no"].source == "ocr"


def printed_smaller() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    page.merge_transformed_page(PdfReader(io.BytesIO(by_hand())).pages[0], (0.93, 0, 0, 0.93, 22, 30))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_the_boxes_of_a_scan_lie_where_its_words_stand(finished: Catalog, tmp_path: Path) -> None:
    path = scanned(printed_smaller(), tmp_path / "copy.png")
    reading = read_file(path, "copy.png", finished, "ex-kinship", keep=True)
    [ours], [page] = reading.own, reading.pages
    value = ours.values["case_no"]
    [word] = [word for word in page.words if word.text == value.text]
    assert value.box is not None
    assert holds(value.box, middle(word.box))


def test_a_copy_printed_smaller_is_read(finished: Catalog, tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(printed_smaller())
    assert_all_read(read(tmp_path / "copy.pdf", finished), finished)


def test_the_empty_blank_is_read_as_empty(finished: Catalog, tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(agency.draw())
    document = read(tmp_path / "copy.pdf", finished)
    assert {name for name, value in document.fields.items() if value.value} == set()
    assert document.tables["visits"] == []


def test_another_paper_is_no_copy(finished: Catalog, tmp_path: Path) -> None:
    form = finished.form("ia-parent-partner/referral-face-sheet")
    (tmp_path / "other.pdf").write_bytes(write_blank(form, finished.program(form.program)))
    packet = read_packet(tmp_path / "other.pdf", finished)
    assert [document.form for document in packet.documents] == [form.id]


def test_a_name_that_is_no_field_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog_with(tmp_path, agency.draw(), monkeypatch)
    finished = tmp_path / "ex-kinship"
    (finished / "forms/request.yaml").write_text(
        (finished / "forms/request.yaml").read_text().replace("put: case_no", "put: case_nr")
    )
    wrong = finished.rename(tmp_path / "wrong")
    with pytest.raises(DeclarationError, match="places 'case_nr', which is no field"):
        load_catalog(wrong)


def test_what_is_no_blank_is_answered_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    Image.new("L", (600, 800), 255).save(tmp_path / "a.png")
    with pytest.raises(PaperError, match="is no PDF"):
        read_blank(tmp_path / "a.png")
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.write(tmp_path / "b.pdf")
    with pytest.raises(PaperError, match="No place for a value"):
        read_blank(tmp_path / "b.pdf")


@pytest.mark.parametrize("fillable", [True, False])
def test_most_labels_and_types_of_our_own_blanks_are_told(tmp_path: Path, fillable: bool) -> None:
    catalog = load_catalog()
    right = wanted = 0
    for form in list(catalog.forms())[::4]:
        content = write_blank(form, catalog.program(form.program))
        draft = drafted(tmp_path / "blank.pdf", content if fillable else without_fields(content))
        draft_text(draft, "drafted")
        told = {(each.labels[0], each.type) for each in draft.fields}
        wanted += len(form.fields)
        right += sum((field.label, field.type) in told for field in form.fields.values())
    assert right >= 0.93 * wanted


def drafted(path: Path, content: bytes) -> FormDraft:
    path.write_bytes(content)
    return read_blank(path)


def without_fields(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.remove_annotations(subtypes="/Widget")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Date of birth", "date"), ("DOB:", "date"), ("Phone (with area code)", "phone"), ("E-mail", "email"),
        ("ZIP", "zip"), ("City, State, ZIP", "text"), ("State", "state"), ("Amount ($)", "money"),
        ("Hourly rate", "money"), ("Month of service", "month"),
        ("Total hours", "hours"), ("Number of children", "integer"), ("Case number", "text"), ("FEIN", "ein"),
        ("Parent's signature", "signature"), ("Child's name", "name"), ("Name of agency", "text"),
        ("Start time", "time"), ("Comments", "text"), ("Mailing address", "text"), ("Period from", "date"),
    ],
)  # fmt: skip
def test_types_are_guessed_from_labels(label: str, kind: str) -> None:
    assert guess_type(label).type == kind


def test_names_are_those_a_person_would_give() -> None:
    assert name_of("Child's name:") == "child_name"
    assert name_of("Signature of parent") == "parent_signature"
    assert name_of("2nd phone #") == "field_2nd_phone_number"
    assert shortened("3. Date of birth (mm/dd/yyyy): ____") == "Date of birth"
