"""Documents put together by a person: no page is lost, no value is given a place that is another's."""

from dataclasses import replace

import pytest

from extractors.arrange import Arranged, arranged
from extractors.own_edition import OwnPage
from extractors.read import FileReading, as_packet
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.layout import PageCode
from forms.packet import Packet
from tests.support.paper import Paper

CATALOG = load_catalog()
AGREEMENT = "ct-ppsp/service-agreement"
INVOICE = "ct-ppsp/invoice"


def own(file: str, number: int, page: int, **values: str) -> FileReading:
    """A file of one page of the agreement, as read from a scan: no words of it are kept."""
    code = PageCode(AGREEMENT, CATALOG.form(AGREEMENT).edition, page, 2)
    told = {name: Value(text, 0.999, "ocr", text, number, (0.1, 0.1, 0.2, 0.2)) for name, text in values.items()}
    return FileReading(file, own=[OwnPage(file, number, code, told)])


def put(readings: list[FileReading], *wanted: Arranged) -> Packet:
    packet = as_packet("packet", readings, CATALOG)
    arranged(packet, readings, wanted, CATALOG)
    return packet


def shape(packet: Packet) -> list[tuple[str | None, tuple[tuple[str, int], ...]]]:
    return [(document.form, document.places) for document in packet.documents]


def test_a_document_whose_pages_lie_in_two_files_names_both() -> None:
    readings = [own("a.pdf", 1, 1), own("b.pdf", 4, 2)]
    [document] = as_packet("packet", readings, CATALOG).documents
    assert document.places == (("a.pdf", 1), ("b.pdf", 4))
    same = put(readings, Arranged(AGREEMENT, None, document.places))
    assert shape(same) == [(AGREEMENT, document.places)]
    assert same.problems == []


def test_a_page_that_nobody_placed_stays_as_a_paper() -> None:
    readings = [own("a.pdf", 1, 1), own("b.pdf", 4, 2), FileReading("c.pdf")]
    packet = put(readings, Arranged(None, None, (("a.pdf", 1),)), Arranged(None, None, (("b.pdf", 5),)))
    assert (None, (("b.pdf", 4),)) in shape(packet)


def test_a_form_that_lacks_a_page_says_so_until_it_has_it() -> None:
    readings = [own("a.pdf", 1, 1), own("b.pdf", 4, 2)]
    parted = put(readings, Arranged(AGREEMENT, None, (("a.pdf", 1),)), Arranged(None, None, (("b.pdf", 4),)))
    assert [problem.message[:11] for problem in parted.problems] == ["Page 2 of 2"]
    alone = [own("a.pdf", 1, 1)]
    assert as_packet("packet", alone, CATALOG).problems
    as_paper = put(alone, Arranged(None, None, (("a.pdf", 1),)))
    assert as_paper.problems == []


def test_a_file_that_came_after_the_order_is_as_it_was_recognised() -> None:
    later = replace_file(own("later.pdf", 1, 1, child_name="Noa Whitfield"), page=1)
    packet = put([own("a.pdf", 1, 1), later], Arranged(AGREEMENT, None, (("a.pdf", 1),)))
    assert shape(packet) == [(AGREEMENT, (("a.pdf", 1),)), (AGREEMENT, (("later.pdf", 1),))]
    assert packet.documents[1].fields["child_name"].value == "Noa Whitfield"


def replace_file(reading: FileReading, *, page: int) -> FileReading:
    [held] = reading.own
    return FileReading(reading.file, own=[replace(held, code=replace(held.code, page=page))])


def test_a_page_whose_words_were_not_kept_is_blank_and_for_a_person_as_another_form() -> None:
    packet = put([own("a.pdf", 1, 1, child_name="Noa Whitfield")], Arranged(INVOICE, None, (("a.pdf", 1),)))
    [document] = packet.documents
    assert document.form == INVOICE
    assert all(value.review and not value.value for value in document.fields.values())


@pytest.mark.parametrize(("first", "page"), [("a.pdf", 3), ("b.pdf", None)])
def test_a_value_that_stands_in_another_file_is_not_looked_for_in_this_one(first: str, page: int | None) -> None:
    title = Paper(file="b.pdf", number=3).text(54, 40, "Accounting Invoice", size=15, bold=True)
    sheet = Paper(file="a.pdf", number=3).text(54, 80, "Invoice number: INV-77")
    readings = [FileReading("a.pdf", pages=[sheet.page]), FileReading("b.pdf", pages=[title.page])]
    second = "b.pdf" if first == "a.pdf" else "a.pdf"
    [document] = put(readings, Arranged(INVOICE, None, ((first, 3), (second, 3)))).documents
    number = document.fields["invoice_number"]
    assert (number.value, number.page, number.box is None) == ("INV-77", page, page is None)


def test_a_paper_is_as_surely_what_it_was_read_as_until_somebody_says_what_it_is() -> None:
    places = (("a.pdf", 1), ("b.pdf", 4))
    readings = [own("a.pdf", 1, 1), own("b.pdf", 4, 2)]
    packet = as_packet("packet", readings, CATALOG)
    packet.documents[0].confidence = 0.7

    def named(**said: bool) -> tuple[str | None, float]:
        told = replace(packet, documents=[replace(document) for document in packet.documents])
        form = INVOICE if said.get("anew") else AGREEMENT
        arranged(told, readings, [Arranged(form, None, places, **said)], CATALOG)
        [document] = told.documents
        return document.form, document.confidence

    assert named(recognised=True) == (AGREEMENT, 0.7)
    assert named() == (AGREEMENT, 1.0)
    # Read anew it is what it is recognised as then, but for where somebody said otherwise.
    assert named(recognised=True, anew=True) == (AGREEMENT, 0.7)
    assert named(anew=True) == (INVOICE, 1.0)
