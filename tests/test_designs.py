"""Forms as agencies design them: numbers, hints and placeholders at labels, typed and ringed marks, combs."""

import io
from datetime import date
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from bench import designs
from extractors.foreign import read_document
from extractors.page import Ink
from extractors.pdf import read_page
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Row
from tests.support.paper import HEIGHT, WIDTH, Paper
from tests.support.slips import Slips

CATALOG = load_catalog()
_MARKS = ("(X) one", "( ) two", "_X_ three", "___ four", "[X] five", "[ ] six", "(   ) 555-0100")


def read(name: str, paper: Paper) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    return read_document(CATALOG.form(name), [paper.page])


def titled(title: str) -> Paper:
    return Paper().text(54, 40, title, size=15, bold=True)


def ring(paper: Paper, x: float, y: float, width: float) -> None:
    paper.page.rings.append(Ink((x / WIDTH, y / HEIGHT, (x + width) / WIDTH, (y + 16) / HEIGHT)))


def test_designs_of_many_agencies_are_read() -> None:
    slips = Slips()
    forms = [form for form in CATALOG.forms() if form.fields and not form.kinds and not form.letter]
    for number, form in enumerate(forms):
        sheets = designs.foreign(form, CATALOG.program(form.program).agency, 4000 + number)
        document = pdfium.PdfDocument(sheets.data)
        pages = [read_page(document, index, file="paper.pdf").page for index in range(len(document))]
        slips.take(sheets, *read_document(form, pages), of=f"{form.id} {4000 + number}")
    assert len(slips.wrong) <= 0.01 * slips.values, slips.wrong
    assert slips.silent <= 0.004 * slips.values, slips.wrong


@pytest.mark.parametrize("number", ["({n})", "{n}.", "{n}a.", "{n})", "{n}"])
def test_numbers_before_labels_are_no_part_of_them(number: str) -> None:
    paper = titled("Core Contract Request")
    lines = ("Legal name", "Address", "Contact person", "Telephone number")
    said = ("Harborlight House", "12 Elm Street, Ames, IA", "Noor Sorensen", "860-555-0117")
    for count, (label, value) in enumerate(zip(lines, said, strict=True)):
        y = 100 + 36 * count
        paper.text(54, y, f"{number.format(n=count + 1)} {label}", size=7).text(56, y + 10, value)
    values, _ = read("ct-ppsp/core-contract-request", paper)
    assert [values[name].value for name in ("legal_name", "address", "contact_person", "phone")] == list(said)


def test_a_number_alone_before_a_word_is_a_value() -> None:
    paper = titled("PPSP Progress Report").text(54, 100, "Child's name: Mai Sorensen").text(54, 130, "Summary: 3 Dates")
    values, _ = read("ct-ppsp/progress-report", paper)
    assert values["child_name"].value == "Mai Sorensen"


def test_hints_and_placeholders_are_no_values() -> None:
    paper = titled("Core Contract Request")
    paper.text(54, 100, "Legal name:").text(54, 112, "(please print)", size=6)
    paper.text(54, 140, "Contact person:").text(140, 140, "Noor Sorensen").text(140, 151, "(First, Last)", size=6)
    paper.text(54, 170, "Telephone number:").text(150, 170, "(___) ___-____")
    paper.text(54, 200, "Contract start date:").text(160, 200, "__/__/____")
    paper.text(54, 230, "Contract end date:").text(160, 230, "mm/dd/yyyy")
    values, _ = read("ct-ppsp/core-contract-request", paper)
    assert values["contact_person"].value == "Noor Sorensen"
    for name in ("legal_name", "phone", "contract_start", "contract_end"):
        assert values[name].blank, name
        assert not values[name].review, name


def test_combs_are_spelled() -> None:
    paper = titled("PPSP Progress Report").text(54, 100, "Report date:")
    x = 150.0
    for part in ("03", "15", "2026"):
        for char in part:
            paper.box(x, 98, x + 13, 112).text(x + 4, 100, char)
            x += 13
        x += 7
    values, _ = read("ct-ppsp/progress-report", paper)
    assert values["report_date"].value == date(2026, 3, 15)


def test_ringed_answers() -> None:
    paper = titled("Background Check Result").text(54, 100, "Result:")
    paper.text(120, 100, "Clear").text(180, 100, "Record found").text(280, 100, "Pending")
    ring(paper, 176, 96, 76)
    values, _ = read("ct-pss/background-check", paper)
    assert values["result"].text == "Record found"
    assert not values["result"].review
    ring(paper, 116, 96, 36)
    both = read("ct-pss/background-check", paper)[0]["result"]
    assert both.value is None
    assert both.review


def test_answers_of_which_none_is_ringed_are_blank_where_others_are_ringed() -> None:
    def value(*, rings: bool) -> Value:
        paper = titled("Background Check Result").text(54, 100, "Result:").text(54, 130, "Yes")
        paper.text(120, 100, "Clear").text(180, 100, "Record found").text(280, 100, "Pending")
        if rings:
            ring(paper, 50, 126, 30)
        return read("ct-pss/background-check", paper)[0]["result"]

    ringed, plain = value(rings=True), value(rings=False)
    assert ringed.blank
    assert not ringed.review
    assert plain.review


def test_columns_for_yes_and_no() -> None:
    form = CATALOG.form("ri-pdi/home-study")
    names = [name for name, cell in form.fields.items() if cell.type == "checkbox"][:2]
    paper = titled("Home Study").text(500, 100, "Yes").text(550, 100, "No")
    for number, name in enumerate(names):
        paper.text(54, 120 + 20 * number, form.fields[name].labels[0])
        paper.text(505 + 50 * number, 120 + 20 * number, "X")
    values, _ = read("ri-pdi/home-study", paper)
    assert [values[name].value for name in names] == [True, False]
    assert not any(values[name].review for name in names)


def table_paper() -> Paper:
    paper = titled("PPSP Invoice")
    for x, words in ((54, "No."), (90, "Date"), (180, "Service"), (330, "Hours"), (400, "Amount")):
        paper.text(x, 100, words, bold=True)
    return paper


def test_columns_for_yes_and_no_go_on_overleaf_without_their_heads() -> None:
    form = CATALOG.form("ri-pdi/home-study")
    names = [name for name, cell in form.fields.items() if cell.type == "checkbox"][:3]
    first, second = titled("Home Study").text(500, 700, "Yes").text(550, 700, "No"), Paper(number=2)
    for number, name in enumerate(names):
        paper, y = (second, 60 + 20 * number) if number else (first, 720)
        paper.text(54, y, form.fields[name].labels[0]).text(505 + 50 * (number % 2), y, "X")
    values, _ = read_document(form, [first.page, second.page])
    assert [(values[name].value, values[name].review) for name in names] == [(n % 2 == 0, False) for n in range(3)]


def test_letters_of_columns_numbers_of_rows_and_gaps_between_rows() -> None:
    paper = table_paper()
    for x, letter in zip((54, 90, 180, 330, 400), "abcde", strict=True):
        paper.text(x, 114, f"({letter})")
    for number, amount in enumerate(("90.50", "1,200.00", "8.25")):
        y = 132 + 34 * number
        paper.text(54, y, str(number + 1)).text(90, y, f"0{number + 1}/15/2026").text(
            180, y, "Home Study and Evaluation"
        )
        paper.text(330, y, "2.50").text(400, y, "$").text(440, y, amount)
    paper.text(54, 132 + 34 * 3, "4").text(400, 132 + 34 * 3, "$")
    rows = read("ct-ppsp/invoice", paper)[1]["lines"]
    assert [row["date"].value for row in rows] == [date(2026, n, 15) for n in (1, 2, 3)]
    assert [row["amount"].value for row in rows] == [Decimal("90.50"), Decimal("1200.00"), Decimal("8.25")]


def test_marks_that_are_typed() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    for number, words in enumerate(_MARKS):
        canvas.drawString(72, 700 - 30 * number, words)
    canvas.save()
    page = read_page(pdfium.PdfDocument(stream.getvalue()), 0, file="paper.pdf").page
    assert [mark.checked for mark in sorted(page.marks, key=lambda mark: mark.box[1])] == [True, False] * 3


def test_an_ellipse_around_a_word_is_a_ring_and_a_seal_is_none() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 700, "Yes")
    canvas.ellipse(66, 694, 100, 714)
    canvas.circle(300, 300, 60)
    canvas.save()
    page = read_page(pdfium.PdfDocument(stream.getvalue()), 0, file="paper.pdf").page
    assert len(page.rings) == 1
    assert not page.inks


def test_a_blank_beside_print_that_is_nobodys_value_is_for_review() -> None:
    paper = titled("Core Contract Request")
    paper.text(54, 100, "Legal name:").text(140, 92, "Harborlight House").text(54, 140, "Contact person:")
    values, _ = read("ct-ppsp/core-contract-request", paper)
    assert values["legal_name"].review
    assert values["contact_person"].blank
    assert not values["contact_person"].review


def test_words_broken_in_narrow_cells_are_put_together() -> None:
    paper = titled("PPSP Invoice")
    xs, tops = [54.0, 120.0, 200.0, 260.0, 320.0], [100.0, 120.0, 160.0]
    paper.grid(xs, tops)
    for x, words in zip(xs, ("Date", "Service", "Hours", "Amount"), strict=False):
        paper.text(x + 4, 104, words, bold=True)
    paper.text(58, 124, "02/15/2026").text(124, 124, "Post-Placeme").text(124, 136, "nt Supervision")
    paper.text(204, 124, "2.50").text(264, 124, "90.50")
    [row] = read("ct-ppsp/invoice", paper)[1]["lines"]
    assert row["service"].value == "post-placement-supervision"
    assert not row["service"].review


def test_field_labels_are_no_header_where_another_page_has_the_whole_one() -> None:
    first, second = titled("PPSP Service Agreement"), Paper(number=2)
    first.text(54, 100, "Total hours").text(200, 100, "Maximum amount").text(54, 112, "12.50").text(200, 112, "$90.50")
    for x, words in ((54, "Service"), (230, "Hours"), (320, "Amount")):
        second.text(x, 60, words, bold=True)
    second.text(54, 76, "Home Study and Evaluation").text(230, 76, "12.50").text(320, 76, "90.50")
    fields, tables = read_document(CATALOG.form("ct-ppsp/service-agreement"), [first.page, second.page])
    assert fields["total_hours"].value == Decimal("12.50")
    assert [row["amount"].value for row in tables["services"]] == [Decimal("90.50")]


def test_a_heading_underlined_makes_no_caption_of_the_label_below() -> None:
    paper = titled("Core Contract Request").text(54, 90, "Section 1. Agency", bold=True).rule(54, 103, 560, 103)
    paper.text(54, 110, "Legal name").text(54, 122, "Harborlight House")
    paper.text(300, 110, "Contact person").text(300, 122, "Noor Sorensen")
    values, _ = read("ct-ppsp/core-contract-request", paper)
    assert values["legal_name"].value == "Harborlight House"
    assert values["contact_person"].value == "Noor Sorensen"


def test_a_sentence_in_small_print_answers_no_label() -> None:
    paper = (
        titled("PPSP Progress Report").text(54, 100, "Report date: 03/15/2026").text(54, 120, "Summary of progress:")
    )
    paper.text(54, 134, "By signing below I certify that the information above is true", size=7.5)
    values, _ = read("ct-ppsp/progress-report", paper)
    assert values["report_date"].value == date(2026, 3, 15)
    assert not any("signing" in (value.text or "") for value in values.values())
