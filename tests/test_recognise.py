"""Which form a page is, and which pages are one document."""

import pytest

from extractors.page import Page
from extractors.recognise import Proposal, goes_on, split
from forms.catalog import load_catalog
from forms.evidence import Source
from tests.support.paper import Paper

CATALOG = load_catalog()


def titled(title: str, *labels: str, number: int = 1, file: str = "packet.pdf", agency: str = "") -> Page:
    paper = Paper(number=number, file=file)
    if agency:
        paper.text(54, 30, agency, bold=True)
    paper.text(54, 60, title, size=15, bold=True)
    paper.lines(54, 110, *labels, pitch=20)
    return paper.page


def found(*pages: Page, program: str | None = None) -> list[tuple[str | None, list[int]]]:
    return [(p.form, [page.number for page in p.pages]) for p in split(list(pages), CATALOG, program)]


def only(*pages: Page) -> Proposal:
    (proposal,) = split(list(pages), CATALOG)
    return proposal


def test_title_in_capitals_without_its_number() -> None:
    assert only(titled("ACCOUNTING INVOICE: PERMANENCY PLACEMENT SERVICES PROGRAM")).form == "ct-ppsp/invoice"


def test_title_over_two_lines_below_the_agency() -> None:
    paper = Paper().text(54, 30, "Connecticut Department of Developmental Services", bold=True)
    paper.lines(
        120, 60, "False Claims Act: Acknowledgement of Receipt of", "DDS Policy and Procedure", size=14, pitch=17
    )
    assert only(paper.page).form == "ct-pss/false-claims-acknowledgement"


@pytest.mark.parametrize("gap", [4, 26, 34])
def test_title_that_a_picture_parts_by_a_wide_space(gap: int) -> None:
    paper = Paper(source="ocr").text(54, 30, "Connecticut Department of Children and Families")
    paper.text(54, 60, "Adoption Assistance", size=14).text(188 + gap, 60, "Program Invoice", size=14)
    paper.text(54, 120, "See attached.").text(54, 150, "Thank you.")
    assert only(paper.page).form == "ct-ppsp/aap-invoice"


def test_title_with_misread_letters() -> None:
    proposal = only(titled("Parcnt Subsidv Aid Applicatlon", "Household size: 4", "Division: Hospitals"))
    assert proposal.form == "ri-pdi/parent-application"


def test_same_title_in_several_programs() -> None:
    connecticut = titled(
        "Progress Report", "Parent: A. Osei", agency="Connecticut Department of Developmental Services"
    )
    rhode_island = titled(
        "Progress Report",
        "Certified parent: A. Osei",
        "Eligible person: B. Osei",
        agency="Rhode Island Department of Behavioral Healthcare, Developmental Disabilities and Hospitals",
    )
    assert only(connecticut).form == "ct-pss/progress-report"
    assert only(rhode_island).form == "ri-pdi/progress-report"


def test_program_asked_for_leaves_out_the_others() -> None:
    assert found(titled("PPSP Invoice", "Invoice number: 1"), program="ri-pdi") == [(None, [1])]


def test_several_documents_and_blank_pages_in_one_file() -> None:
    pages = [
        titled("PPSP Invoice", "Invoice number: 1"),
        Paper(number=2).page,
        titled("Session Note", "Parent: A. Osei", number=3),
        titled("Session Note", "Parent: A. Osei", number=4),
    ]
    assert found(*pages) == [("ct-ppsp/invoice", [1]), ("ct-pss/session-note", [3]), ("ct-pss/session-note", [4])]


def test_next_page_without_title_goes_on_with_the_form() -> None:
    first = titled(
        "Child Welfare Referral Face Sheet", "Referral date: 1/5/2026", "County: Polk", "Parent name: A. Osei"
    )
    second = Paper(number=2).text(54, 40, "PART B", bold=True)
    second.lines(
        54, 60, "Reason for Parent Partner referral: support", "Worker signature:", "Date signed: 1/5/2026", pitch=20
    )
    assert found(first, second.page) == [("ia-parent-partner/referral-face-sheet", [1, 2])]


def test_a_service_in_a_table_row_is_no_title_of_the_form_of_its_name() -> None:
    first = titled("PPSP Invoice", "Invoice number: 1", "Agency: Three Oaks", "Child's name: A. Osei")
    second = Paper(number=2)
    row = ("4/8/2026", "Home Study", "Visit", "2.75", "194.23")
    for y, cells in ((40, ("Date", "Service", "Activity", "Hours", "Amount")), (60, row), (80, row)):
        for column, text in enumerate(cells):
            second.text(54 + 100 * column, y, text)
    assert found(first, second.page) == [("ct-ppsp/invoice", [1, 2])]


def test_title_again_on_the_second_page_of_two() -> None:
    first = titled("Referral Face Sheet", "County: Polk", "Page 1 of 2")
    second = titled("Referral Face Sheet", "Safety concerns: none", "Page 2 of 2", number=2)
    assert found(first, second) == [("ia-parent-partner/referral-face-sheet", [1, 2])]


def test_second_page_that_lies_before_the_first() -> None:
    second = titled("Referral Face Sheet", "Safety concerns: none", "Page 2 of 2", number=1)
    first = titled("Referral Face Sheet", "County: Polk", "Page 1 of 2", number=2)
    assert found(second, first) == [("ia-parent-partner/referral-face-sheet", [2, 1])]


def test_supporting_papers_by_their_kind() -> None:
    cases = {
        "Résumé": "resume",
        "Curriculum Vitae": "resume",
        "Diploma": "diploma",
        "Sample of Recent Work": "work-sample",
        "Letter of Intent": "letter-of-intent",
        "Articles of Organization": "corporate-documents",
    }
    for title, kind in cases.items():
        proposal = only(titled(title, "Noor Sorensen worked with families from 2014 to 2024."))
        assert (proposal.form, proposal.kind) == ("ct-pss/supporting-document", kind), title


def test_what_a_letter_says_over_the_end_of_a_line_tells_what_it_is() -> None:
    paper = Paper().text(54, 60, "15 January 2026").text(54, 90, "Dear Operations Center,")
    paper.lines(
        54,
        120,
        "I am writing in support of the application of Noor Sorensen to become a qualified",
        "provider of Parenting Support Services. Please call me with any questions.",
    )
    paper.text(54, 160, "Sincerely,").lines(54, 200, "Kofi Abara", "Clinical Director")
    assert only(paper.page).form == "ct-pss/reference-letter"


def test_plain_letter_of_reference() -> None:
    paper = Paper().lines(
        54,
        60,
        "June 2, 2026",
        "Dear Sir or Madam:",
        "I am pleased to recommend Noor Sorensen, with whom I worked for four years.",
        "Sincerely,",
        pitch=24,
    )
    assert only(paper.page).form == "ct-pss/reference-letter"


def test_unknown_paper_stays_unknown() -> None:
    proposal = only(titled("Electric bill", "Account: 1234", "Amount due: $41.20"))
    assert proposal.form is None


def test_a_proposal_keeps_its_pages_print_in_their_order() -> None:
    second = titled("ACCOUNTING INVOICE", "Page 2 of 2", number=1, agency="Department of Children and Families")
    first = titled("ACCOUNTING INVOICE", "Page 1 of 2", number=2, agency="Department of Children and Families")
    for proposal in split([second, first], CATALOG):
        assert [sheet.page for sheet in proposal.prints] == proposal.pages


def test_the_title_over_nothing_but_rows_of_the_table_begins_no_second_document() -> None:
    first = Paper().text(54, 40, "PPSP Invoice", size=15, bold=True).text(54, 80, "Invoice number: 12")
    second = Paper(number=2).text(54, 24, "PPSP Invoice (continued)")
    for paper, y in ((first, 700), (second, 60)):
        for x, caption in ((54, "Date"), (140, "Type of service"), (280, "Hrs"), (340, "Amount")):
            paper.text(x, y, caption, bold=True)
        paper.text(54, y + 20, "10/02/2026").text(140, y + 20, "Reunification").text(280, y + 20, "1.25")
    assert [len(proposal.pages) for proposal in split([first.page, second.page], CATALOG)] == [2]


def test_a_page_with_one_value_goes_on_with_the_form_and_one_with_a_number_alone_is_blank() -> None:
    first = titled("Parent Subsidy Aid Application", "Applicant name:", "Household size:", "Division:", "Date:")
    date, count = Paper(number=2).text(54, 60, "6/1/2026"), Paper(number=2).text(300, 740, "Page 2 of 2")
    assert found(first, date.page) == [("ri-pdi/parent-application", [1, 2])]
    assert found(first, count.page) == [("ri-pdi/parent-application", [1])]
    speck = Paper(number=2, source="ocr").text(54, 60, "6/1/2026")
    assert found(first, speck.page) == [("ri-pdi/parent-application", [1])]


def test_a_time_at_the_head_of_a_page_is_no_heading() -> None:
    rest = (
        Paper(number=2)
        .text(300, 54, "check")
        .text(54, 66, "October 22,")
        .text(150, 66, "7:20 PM")
        .text(220, 66, "9 AM")
    )
    first = titled("Parenting Support Services Invoice", "Provider:", "Provider type:", "Parent:", "Date")
    assert found(first, rest.text(54, 78, "2024").page) == [("ct-pss/invoice", [1, 2])]


def test_letters_that_hang_make_the_head_of_a_picture_s_page_no_heading() -> None:
    first = titled("PPSP Service Agreement", "Agreement number:", "Child name:", "Provider:", "Date:")
    rest = (
        Paper(number=2, source="ocr").text(54, 60, "Reunification Services", size=6.5).text(300, 60, "8.50", size=6.5)
    )
    rest.text(54, 78, "Home Study and Evaluation", size=8.4).text(300, 78, "2.50", size=6.5).text(
        400, 78, "24.54", size=6.5
    )
    rest.text(54, 96, "Placement", size=6.5).text(300, 96, "5.75", size=6.5).text(400, 96, "306.83", size=6.5)
    assert [len(proposal.pages) for proposal in split([first, rest.page], CATALOG)] == [2]


def test_a_fax_s_cover_that_names_a_form_after_re_is_not_that_form() -> None:
    paper = Paper().text(60, 60, "FAX", size=26, bold=True)
    paper.text(60, 120, "To:", size=12).text(130, 120, "Connecticut Department of Children and Families", size=12)
    paper.text(60, 146, "Re:", size=12).text(130, 146, "Progress report of our client", size=12)
    assert [proposal.form for proposal in split([paper.page], CATALOG)] == [None]


def test_a_stranger_s_title_that_ends_like_a_form_s_is_not_that_form() -> None:
    paper = Paper().text(40, 40, "Request for Taxpayer Number and Certification", size=14, bold=True)
    paper.text(40, 80, "1 Name (as shown on your return)").text(40, 94, "Noor Sorensen").text(40, 140, "Date 6/1/2026")
    assert [proposal.form for proposal in split([paper.page], CATALOG)] == [None]


def row_page(number: int, *lines: tuple[str, ...], source: Source = "ocr") -> Page:
    """A page of nothing but rows of an invoice, and of sums carried over, in bold."""
    paper = Paper(number=number, source=source)
    for place, cells in enumerate(lines):
        for x, words in zip((54, 140, 262, 423, 510), cells, strict=True):
            paper.text(x, 50 + 18 * place, words, bold="forward" in cells[0])
    return paper.page


ROW = ("03/10/2026", "Placement Planning", "Coaching", "0.5", "$35.32")


def test_a_page_of_one_row_under_a_sum_in_bold_goes_on_with_the_invoice_before_it() -> None:
    first = titled("ACCOUNTING INVOICE: PERMANENCY PLACEMENT SERVICES PROGRAM")
    second = row_page(2, ROW, ("Carried forward", "", "", "", "$2,789.90"))
    third = row_page(3, ("Brought forward", "", "", "", "$2,789.90"), ROW)
    assert found(first, second, third) == [("ct-ppsp/invoice", [1, 2, 3])]


def test_a_photograph_of_one_row_goes_on_with_its_form_however_large_its_print_seems() -> None:
    first = titled("ACCOUNTING INVOICE: PERMANENCY PLACEMENT SERVICES PROGRAM", file="1.jpg")
    second = Paper(number=1, source="ocr", file="2.jpg")
    for x, words, size in zip((54, 140, 262, 423, 510), ROW, (8, 17, 17, 17, 8), strict=True):
        second.text(x, 50, words, size=size)
    assert goes_on([first], second.page, "ct-ppsp/invoice", CATALOG)
