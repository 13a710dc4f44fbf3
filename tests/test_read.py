"""From a path to a packet: nothing lost, nothing raised, and our own pages joined across files."""

import io
import pickle
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject, RectangleObject
from reportlab.pdfgen.canvas import Canvas

from extractors import pdf, read
from extractors.confidence import weigh
from extractors.read import read_file, read_packet
from forms.catalog import load_catalog
from forms.errors import FormwrightError
from forms.packet import Document
from generators.fill import fill_form

CATALOG = load_catalog()
FACE_SHEET = "ia-parent-partner/referral-face-sheet"
"""A form of two pages."""


def own(form: str, *, flatten: bool = True, **values: object) -> bytes:
    declared = CATALOG.form(form)
    return fill_form(declared, CATALOG.program(declared.program), values, flatten=flatten)


def joined(folder: Path, name: str, *parts: tuple[bytes, list[int]]) -> Path:
    """A PDF of the named pages of others, counted from 0."""
    writer = PdfWriter()
    for content, pages in parts:
        reader = PdfReader(io.BytesIO(content))
        for page in pages:
            writer.add_page(reader.pages[page])
    writer.write(folder / name)
    return folder / name


def blank_page() -> bytes:
    stream = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.write(stream)
    return stream.getvalue()


def note(text: str) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 700, text)
    canvas.save()
    return stream.getvalue()


def facts(documents: list[Document]) -> list[tuple[str, str | None, str, list[int]]]:
    return [(document.id, document.form, document.file, document.pages) for document in documents]


def test_documents_of_a_folder_in_order_and_nothing_lost(tmp_path: Path) -> None:
    invoice, visit = own("ct-ppsp/invoice", child_name="Bo Quist"), own("ri-pdi/visit-record")
    joined(tmp_path, "b.pdf", (note("Grocery list: milk, bread"), [0]), (blank_page(), [0]), (invoice, [0]))
    (tmp_path / "a").mkdir()
    joined(tmp_path / "a", "visit.pdf", (visit, [0]))
    (tmp_path / ".hidden").write_bytes(b"x")
    packet = read_packet(tmp_path, CATALOG)
    assert packet.name == tmp_path.name
    assert facts(packet.documents) == [
        ("d1", "ri-pdi/visit-record", "a/visit.pdf", [1]),
        ("d2", None, "b.pdf", [1]),
        ("d3", "ct-ppsp/invoice", "b.pdf", [3]),
    ]
    assert not packet.problems


def test_pages_of_one_form_belong_together_whatever_lies_between(tmp_path: Path) -> None:
    sheet, invoice = own(FACE_SHEET), own("ct-ppsp/invoice")
    joined(tmp_path, "mixed.pdf", (sheet, [1]), (invoice, [0]), (blank_page(), [0]), (sheet, [0]))
    packet = read_packet(tmp_path / "mixed.pdf", CATALOG)
    assert facts(packet.documents) == [
        ("d1", FACE_SHEET, "mixed.pdf", [1, 4]),
        ("d2", "ct-ppsp/invoice", "mixed.pdf", [2]),
    ]
    assert set(packet.documents[0].fields) == set(CATALOG.form(FACE_SHEET).fields)


def test_the_same_form_twice_is_two_documents(tmp_path: Path) -> None:
    sheet = own(FACE_SHEET)
    joined(tmp_path, "twice.pdf", (sheet, [0, 1]), (sheet, [0, 1]))
    packet = read_packet(tmp_path / "twice.pdf", CATALOG)
    assert [document.pages for document in packet.documents] == [[1, 2], [3, 4]]
    assert min(document.confidence for document in packet.documents) > 0.9


def test_copies_sorted_page_by_page_are_told_to_be_doubtful(tmp_path: Path) -> None:
    sheet = own(FACE_SHEET)
    joined(tmp_path, "sorted.pdf", (sheet, [0, 0, 1, 1]))
    packet = read_packet(tmp_path / "sorted.pdf", CATALOG)
    assert sorted(len(document.pages) for document in packet.documents) == [2, 2]
    assert max(document.confidence for document in packet.documents) < 0.9


def test_a_form_can_go_on_in_the_next_file(tmp_path: Path) -> None:
    sheet = own(FACE_SHEET)
    joined(tmp_path, "1.pdf", (sheet, [0]))
    joined(tmp_path, "2.pdf", (sheet, [1]))
    packet = read_packet(tmp_path, CATALOG)
    assert facts(packet.documents) == [("d1", FACE_SHEET, "1.pdf", [1])]
    assert not packet.problems
    elsewhere = [value for value in packet.documents[0].fields.values() if value.page is None]
    assert elsewhere
    assert all(value.box is None for value in elsewhere)


def test_a_page_that_was_not_sent_is_missed(tmp_path: Path) -> None:
    joined(tmp_path, "half.pdf", (own(FACE_SHEET), [0]))
    packet = read_packet(tmp_path / "half.pdf", CATALOG)
    assert ["Page 2 of 2" in problem.message for problem in packet.problems] == [True]
    [document] = packet.documents
    unsent = [value for value in document.fields.values() if value.review]
    assert unsent
    assert all("was not sent" in str(value.why) for value in unsent)


def test_our_page_printed_smaller_is_read(tmp_path: Path) -> None:
    """Printing to fit the paper leaves a margin around the page."""
    content = own("ct-ppsp/invoice", child_name="Bo Quist", total_hours=Decimal("2.25"))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.pages[0].add_transformation((0.94, 0, 0, 0.94, 18, 24))
    writer.write(tmp_path / "fit.pdf")
    [document] = read_packet(tmp_path / "fit.pdf", CATALOG).documents
    assert document.form == "ct-ppsp/invoice"
    assert document.fields["child_name"].value == "Bo Quist"
    assert str(document.fields["total_hours"].value) == "2.25"


def test_what_does_not_fit_is_read_from_the_continuation_page(tmp_path: Path) -> None:
    lines = [
        {"date": f"2026-10-{day:02d}", "activity": f"Visit number {day}", "hours": "1.00", "amount": "70.63"}
        for day in range(1, 20)
    ]
    form = CATALOG.form("ct-ppsp/invoice")
    columns = form.tables["lines"].columns
    typed = [{name: columns[name].kind.load(value) for name, value in line.items()} for line in lines]
    typed[3]["activity"] = " ".join(["A long talk about school and the plan for home."] * 8)
    (tmp_path / "long.pdf").write_bytes(own("ct-ppsp/invoice", lines=typed))
    packet = read_packet(tmp_path / "long.pdf", CATALOG)
    [document] = packet.documents
    assert document.pages == [1, 2]
    rows = [{name: row[name].value for name in lines[0]} for row in document.tables["lines"]]
    assert rows == typed
    assert not packet.problems


def test_bad_files_become_problems_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "fake.pdf").write_bytes(b"this is a letter")
    (tmp_path / "notes.txt").write_bytes(b"call the office")
    (tmp_path / "good.pdf").write_bytes(own("ct-ppsp/invoice"))
    (tmp_path / "cut.pdf").write_bytes(own("ct-ppsp/invoice")[:3000])
    Image.new("1", (20_000, 400), 1).save(tmp_path / "wide.png")
    packet = read_packet(tmp_path, CATALOG)
    assert [document.form for document in packet.documents if document.file == "good.pdf"] == ["ct-ppsp/invoice"]
    assert {problem.file for problem in packet.problems} == {
        "cut.pdf", "empty.pdf", "fake.pdf", "notes.txt", "wide.png",
    }  # fmt: skip
    for problem in packet.problems:
        assert problem.message[0].isupper() or problem.message.startswith(problem.file)
        assert any(word in problem.message for word in ("Send", "Scan", "Save"))


def test_a_reader_that_fails_costs_only_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(tmp_path, "two.pdf", (own("ct-ppsp/invoice"), [0]), (own("ri-pdi/visit-record"), [0]))
    real = pdf.read_page

    def failing(*args: object, **more: object) -> object:
        if args[1] == 0:
            raise RecursionError
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(read, "read_page", failing)
    packet = read_packet(tmp_path / "two.pdf", CATALOG)
    assert [(problem.file, problem.page) for problem in packet.problems] == [("two.pdf", 1)]
    assert [(document.form, document.pages) for document in packet.documents] == [
        (None, [1]), ("ri-pdi/visit-record", [2]),
    ]  # fmt: skip


def test_a_picture_that_shows_nothing_legible_is_not_dropped(tmp_path: Path) -> None:
    blank = Image.new("L", (1700, 2200), 245)
    blank.save(tmp_path / "blank.png", dpi=(200, 200))
    packet = read_packet(tmp_path / "blank.png", CATALOG)
    assert packet.documents == []
    assert ["Nothing shows on any page" in problem.message for problem in packet.problems] == [True]
    ImageDraw.Draw(blank).ellipse((400, 400, 1300, 1500), fill=20)
    blank.save(tmp_path / "blot.png", dpi=(200, 200))
    packet = read_packet(tmp_path / "blot.png", CATALOG)
    assert [(document.form, document.pages) for document in packet.documents] == [(None, [1])]


def test_a_word_document_is_read_like_a_print_of_it(tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_heading("Accounting Invoice: Permanency Placement Services Program")
    for line in ("Agency: Harbor Families", "Name of child: Bo Quist", "Rate per service hour: 70.63"):
        label, _, value = line.partition(":")
        paragraph = paper.add_paragraph()
        paragraph.add_run(f"{label}:").bold = True
        paragraph.add_run(value)
    paper.add_paragraph("☒ No services were provided this month")
    paper.save(str(tmp_path / "invoice.docx"))
    [document] = read_packet(tmp_path / "invoice.docx", CATALOG).documents
    assert document.form == "ct-ppsp/invoice"
    assert document.fields["child_name"].value == "Bo Quist"
    assert document.fields["child_name"].source == "docx"
    assert document.fields["no_services"].value is True


def test_progress_and_the_unit_of_work(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(own("ct-ppsp/invoice"))
    (tmp_path / "b.pdf").write_bytes(own("ri-pdi/visit-record"))
    told: list[str] = []
    packet = read_packet(tmp_path, CATALOG, progress=told.append)
    assert told == ["a.pdf", "b.pdf"]
    readings = [pickle.loads(pickle.dumps(read_file(tmp_path / name, name, CATALOG))) for name in told]
    again = read.as_packet(packet.name, readings, CATALOG)
    weigh(again, CATALOG)
    assert again == packet


def test_a_folder_without_papers_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match="holds no files"):
        read_packet(tmp_path, CATALOG)


def test_a_page_without_a_size_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = joined(tmp_path, "two.pdf", (own("ct-ppsp/invoice"), [0]), (note("A page cut to nothing."), [0]))
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.pages[1].cropbox = RectangleObject((1000, 1000, 1400, 1200))
    writer.write(path)
    packet = read_packet(path, CATALOG)
    assert ("ct-ppsp/invoice", [1]) in [(document.form, document.pages) for document in packet.documents]
    assert [(problem.page, "damaged and cannot be shown" in problem.message) for problem in packet.problems] == [
        (2, True)
    ]


@pytest.mark.parametrize("packed", [b"\x9c\x8fA\x0e\xc2 \x10E]s\x8a\xbf\xac\x0b" * 9, b"q Q\n", b" "])
def test_a_page_whose_content_is_garbled_is_no_blank_one(packed: bytes, tmp_path: Path) -> None:
    path = joined(tmp_path, "two.pdf", (own("ct-ppsp/invoice"), [0]), (blank_page(), [0]))
    writer = PdfWriter(clone_from=PdfReader(path))
    content = DecodedStreamObject()
    content.set_data(packed)
    writer.pages[1][NameObject("/Contents")] = writer._add_object(content)
    writer.write(path)
    packet = read_packet(path, CATALOG)
    garbled = len(packed) > 9
    assert [problem.page for problem in packet.problems] == ([2] if garbled else [])
    assert [document.pages for document in packet.documents] == ([[1], [2]] if garbled else [[1]])


def test_a_page_whose_print_only_one_parser_finds_is_no_blank_one(tmp_path: Path) -> None:
    """The second table of objects misses its last row: pdfium drops what it lists, pypdf keeps it."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 612 792 ] /Contents 5 0 R"
        b" /Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length 40 >> stream\nBT /F 12 Tf 72 700 Td (Hello there) Tj ET \nendstream",
    ]
    written, at = b"%PDF-1.5\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(written))
        written += b"%d 0 obj %s endobj\n" % (number, part)

    def table(rows: list[int], rest: bytes) -> bytes:
        packed = b"\n".join(b"01 %04x 0000" % row for row in rows) + b">"
        told = b"/Type /XRef /Root 1 0 R /W [ 1 2 2 ] /Filter /ASCIIHexDecode /Length %d" % len(packed)
        return b"%d 0 obj << %s %s >> stream\n%s\nendstream endobj\n" % (6 + (b"Prev" in rest), told, rest, packed)

    first = len(written)
    written += table([0, *at[:4]], b"/Size 5")
    second = len(written)
    written += table([at[4], first], b"/Size 8 /Index [ 5 3 ] /Prev %d" % first)
    path = tmp_path / "short.pdf"
    path.write_bytes(written + b"startxref\n%d\n%%%%EOF\n" % second)
    packet = read_packet(path, CATALOG)
    assert [problem.page for problem in packet.problems] == [1]
    assert [document.pages for document in packet.documents] == [[1]]


def test_a_picture_too_dark_to_show_anything_is_kept_as_a_paper_and_told_in_its_own_words(tmp_path: Path) -> None:
    Image.new("L", (1200, 1600), 20).save(tmp_path / "dark.jpg")
    reading = read_file(tmp_path / "dark.jpg", "dark.jpg", load_catalog(), keep=True)
    assert not reading.problems
    assert [page.number for page in reading.pages] == [1]
    assert "too dark" in " ".join(reading.sights[1].quality)
