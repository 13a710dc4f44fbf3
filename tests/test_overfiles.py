"""Pages of one paper that were photographed each into a file of its own."""

from extractors.overfiles import by_labels
from extractors.page import Page
from extractors.read import FileReading, as_packet
from extractors.recognise import split
from forms.catalog import load_catalog
from forms.packet import Document, Packet
from tests.support.paper import Paper

CATALOG = load_catalog()
INVOICE = "ct-ppsp/invoice"


def first_page() -> Paper:
    paper = Paper(file="1.jpg", source="ocr").text(54, 40, "Accounting Invoice", size=16, bold=True)
    paper.text(54, 80, "Invoice number: INV-77").text(54, 100, "Child's name: Noa Whitfield")
    paper.text(54, 120, "Hourly rate: $70.63").text(54, 140, "Total amount: $141.26")
    for x, caption in zip((54, 150, 330, 420, 500), ("Date", "Service", "Activity", "Hours", "Amount"), strict=True):
        paper.text(x, 700, caption)
    return row(paper, 716, "10/02/2026")


def row(paper: Paper, y: float, date: str) -> Paper:
    for x, cell in zip(
        (54, 150, 330, 420, 500), (date, "Placement Planning", "Home visit", "1.00", "$70.63"), strict=True
    ):
        paper.text(x, y, cell)
    return paper


def second_page(file: str = "2.jpg") -> Paper:
    paper = row(Paper(file=file, source="ocr"), 40, "10/05/2026")
    paper.ink(54, 140).rule(54, 142, 300, 142).text(54, 146, "Authorized signature")
    return paper.text(330, 130, "10/30/2026").rule(330, 142, 480, 142).text(330, 146, "Date signed")


def with_file(paper: Paper, file: str) -> Paper:
    paper.page.file = file
    return paper


def reading(page: Page) -> FileReading:
    [found] = split([page], CATALOG)
    return FileReading(page.file, documents=[Document("", found.form, page.file, [1], found.confidence)], pages=[page])


def packet(*papers: Paper) -> Packet:
    return as_packet("packet", [reading(paper.page) for paper in papers], CATALOG)


def test_the_second_photograph_of_a_form_goes_on_with_the_first() -> None:
    [document] = packet(first_page(), second_page()).documents
    assert document.places == (("1.jpg", 1), ("2.jpg", 1))
    assert [str(line["date"].value) for line in document.tables["lines"]] == ["2026-10-02", "2026-10-05"]
    assert document.fields["signature"].value is True
    assert str(document.fields["signature_date"].value) == "2026-10-30"
    number, signed = document.fields["invoice_number"], document.fields["signature_date"]
    assert number.box is not None
    assert (signed.page, signed.box) == (None, None)


def test_a_page_that_lies_in_a_longer_file_or_in_print_stays_by_itself() -> None:
    longer = reading(second_page().page)
    longer.pages.append(longer.pages[0])
    documents = as_packet("packet", [reading(first_page().page), longer], CATALOG).documents
    assert [document.places for document in documents] == [(("1.jpg", 1),), (("2.jpg", 1),)]
    printed = second_page()
    printed.page.scanned = False
    assert len(packet(first_page(), printed).documents) == 2


def test_another_paper_between_or_of_another_kind_is_not_taken_for_a_second_page() -> None:
    note = Paper(file="2.jpg", source="ocr")
    note.lines(54, 60, "Dear all, the bus leaves at nine.", "Please bring your coat.")
    assert [document.form for document in packet(first_page(), note).documents] == [INVOICE, None]
    assert len(packet(first_page(), note, second_page("3.jpg")).documents) == 3


def test_the_same_form_photographed_twice_is_two_documents() -> None:
    again = first_page()
    again.page.file = "2.jpg"
    assert [document.form for document in packet(first_page(), again).documents] == [INVOICE, INVOICE]


def rows_of(document: Document) -> list[str]:
    return [str(line["date"].value) for line in document.tables["lines"]]


def test_a_later_page_that_was_sent_first_joins_the_form_that_follows() -> None:
    [document] = packet(second_page("1.jpg"), with_file(first_page(), "2.jpg")).documents
    assert document.places == (("2.jpg", 1), ("1.jpg", 1))
    assert rows_of(document) == ["2026-10-02", "2026-10-05"]
    assert document.fields["signature"].value is True


def test_pages_that_say_their_numbers_are_put_in_their_order() -> None:
    middle = row(Paper(file="3.jpg", source="ocr"), 40, "10/04/2026").text(280, 760, "Page 2 of 3")
    last = second_page("2.jpg").text(280, 760, "Page 3 of 3")
    first = first_page().text(280, 760, "Page 1 of 3")
    for papers in ((first, last, middle), (last, middle, first), (middle, first, last)):
        named = [with_file(paper, f"{number}.jpg") for number, paper in enumerate(papers)]
        [document] = packet(*named).documents
        assert rows_of(document) == ["2026-10-02", "2026-10-04", "2026-10-05"]


def test_a_note_before_a_form_is_no_page_of_it() -> None:
    note = Paper(file="0.jpg", source="ocr")
    note.lines(54, 60, "Dear all, the bus leaves at nine.", "Please bring your coat.")
    note.text(54, 120, "10/02/2026").text(54, 140, "10/03/2026")
    form = reading(first_page().page)
    form.documents[0].fields, form.documents[0].tables = by_labels(INVOICE, form.pages, "1.jpg", CATALOG)
    documents = as_packet("packet", [reading(note.page), form], CATALOG).documents
    assert [document.form for document in documents] == [None, INVOICE]


def test_what_a_person_changes_in_a_document_is_not_there_when_the_packet_is_put_together_again() -> None:
    readings = [reading(first_page().page), reading(second_page().page)]
    [document] = as_packet("packet", readings, CATALOG).documents
    document.replace_value("signature_date", document.fields["signature_date"].doubted("it was changed", 0.1))
    document.tables["lines"].clear()
    [again] = as_packet("packet", readings, CATALOG).documents
    assert not again.fields["signature_date"].review
    assert len(again.tables["lines"]) == 2


def test_a_picture_of_rows_whose_dates_break_over_two_lines_goes_on() -> None:
    rows = Paper(file="2.jpg", source="ocr")
    for y, day in ((40, "October 05,"), (80, "October 06,")):
        row(rows, y, day).text(54, y + 12, "2026")
    [document] = packet(first_page(), rows).documents
    assert rows_of(document) == ["2026-10-02", "2026-10-05", "2026-10-06"]
