"""Traits of the papers that offices make themselves, in spreadsheets, word processors and printouts."""

from datetime import date
from decimal import Decimal

from extractors.foreign import read_document
from forms.catalog import load_catalog
from forms.evidence import Value
from tests.support.paper import Paper

CATALOG = load_catalog()


def read(name: str, *papers: Paper) -> dict[str, Value]:
    return read_document(CATALOG.form(name), [paper.page for paper in papers])[0]


def test_a_letter_and_a_figure_number_a_label() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.box(54, 100, 200, 116).box(200, 100, 400, 116).text(58, 103, "A2. Provider name:").text(
        204, 103, "Noor Sorensen"
    )
    paper.box(54, 116, 200, 132).box(200, 116, 400, 132).text(58, 119, "A3. Effective date:").text(204, 119, "6/1/2026")
    values = read("ct-pss/provider-agreement", paper)
    assert values["provider_name"].value == "Noor Sorensen"
    assert values["effective"].value == date(2026, 6, 1)


def test_the_colon_behind_points_that_fill_up_a_line_ends_the_label() -> None:
    paper = Paper().text(54, 40, "PSP Registration Packet", size=15, bold=True)
    rows = (("Candidate name", "Noor Sorensen"), ("Telephone", "860-555-0142"), ("Date of hire", "6/1/2026"))
    for number, (label, value) in enumerate(rows):
        paper.text(54, 100 + 12 * number, label).text(300, 100 + 12 * number, f": {value}")
    values = read("mi-psp/registration-packet", paper)
    assert values["candidate_name"].value == "Noor Sorensen"
    assert values["phone"].value == "860-555-0142"
    assert values["hire_date"].value == date(2026, 6, 1)
    assert not any(values[name].review for name in ("candidate_name", "phone", "hire_date"))


def test_a_section_headed_by_the_words_of_a_label_is_not_that_label() -> None:
    for heading in ("ELIGIBLE PERSON", "1. Eligible person"):
        paper = Paper().text(54, 40, "General Service Plan", size=15, bold=True).text(54, 100, heading, bold=True)
        paper.text(54, 124, "Eligible person", bold=True).text(240, 124, "Noor Sorensen")
        paper.text(54, 148, "Date of assessments", bold=True).text(240, 148, "6/1/2026")
        assert read("ri-pdi/service-plan", paper)["eligible_person_name"].value == "Noor Sorensen", heading


def test_bold_headings_over_labels_with_their_values_beside_are_no_values() -> None:
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    paper.text(54, 100, "BACKGROUND PARTICULARS", bold=True)
    paper.text(54, 121, "CANDIDATE NAME", bold=True).text(240, 121, "Noor Sorensen")
    assert read("mi-psp/training-record", paper)["candidate_name"].value == "Noor Sorensen"


def test_a_text_may_begin_with_a_word_and_a_colon() -> None:
    paper = Paper().text(54, 40, "Six-Month Progress Report", size=15, bold=True)
    paper.text(54, 90, "Period from: 06/01/2026").text(54, 106, "Period to: 11/30/2026").text(54, 130, "Progress:")
    said = ("Attendance: seven of eight sessions, one missed because of the", "snow on the road.")
    paper.lines(54, 143, *said, pitch=12)
    assert read("ct-pss/progress-report", paper)["progress"].value == " ".join(said)


def test_a_label_may_stand_at_the_foot_of_its_text() -> None:
    paper = Paper().text(54, 40, "Six-Month Progress Report", size=15, bold=True)
    said = ("The kitchen was cleaned on four days of the week, and the meals were planned on", "Sundays with the aunt.")
    paper.text(54, 90, "Period from:").text(140, 90, "06/01/2026").text(54, 114, "Period to:").text(
        140, 114, "11/30/2026"
    )
    paper.lines(140, 150, *said, pitch=12).text(54, 162, "Progress:")
    value = read("ct-pss/progress-report", paper)["progress"]
    assert value.value == " ".join(said)


def test_a_text_of_the_label_above_does_not_begin_the_next() -> None:
    paper = Paper().text(54, 40, "General Service Plan", size=15, bold=True)
    first = (
        "The kitchen was cleaned on four days of the week, and the meals were planned on",
        "Sundays with the aunt.",
    )
    paper.text(54, 150, "Social needs:").lines(180, 150, *first, pitch=12)
    paper.text(54, 174, "Leisure needs:").text(180, 174, "A swim on Fridays.")
    values = read("ri-pdi/service-plan", paper)
    assert values["social"].value == " ".join(first)
    assert values["leisure"].value == "A swim on Fridays."


def test_values_stand_in_the_boxes_below_where_those_behind_are_empty_cells_of_a_sheet() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.grid([54, 200, 346], [100, 114, 128, 142, 156])
    paper.text(58, 102, "Provider name").text(58, 116, "Noor Sorensen")
    paper.text(58, 130, "Effective date").text(58, 144, "6/1/2026")
    values = read("ct-pss/provider-agreement", paper)
    assert values["provider_name"].value == "Noor Sorensen"
    assert values["effective"].value == date(2026, 6, 1)


def test_a_check_box_may_stand_alone_in_the_box_below_its_label() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=15, bold=True).grid([54, 400], [100, 114, 128, 142, 156])
    paper.text(58, 102, "Name of patient").text(58, 116, "Noor Sorensen")
    paper.text(58, 130, "Able to care for the eligible person").square(58, 144, checked=True)
    value = read("ri-pdi/physician-statement", paper)["able_to_care"]
    assert value.value is True
    assert not value.review


def test_yes_behind_a_question_answers_it_on_a_page_whose_answers_stand_below() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=15, bold=True)
    paper.text(54, 100, "1. Name of patient", bold=True).text(70, 114, "Noor Sorensen")
    paper.text(54, 134, "2. Name of physician", bold=True).text(70, 148, "Mary Okafor")
    paper.text(54, 168, "3. Able to care for the eligible person").text(290, 168, "Yes")
    paper.text(54, 188, "4. Date of statement", bold=True).text(70, 202, "6/1/2026")
    value = read("ri-pdi/physician-statement", paper)["able_to_care"]
    assert value.value is True
    assert not value.review


def test_a_tick_in_a_cell_checks_it() -> None:
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    paper.grid([54, 160, 240, 400], [100, 116, 132, 148])
    for x, head in ((58, "Date"), (164, "Full day"), (244, "Topics")):
        paper.text(x, 103, head, bold=True)
    for y, tick, topic in ((119, "✓", "Listening"), (135, "No", "Boundaries")):
        paper.text(58, y, "6/1/2026").text(164, y, tick).text(244, y, topic)
    rows = read_document(CATALOG.form("mi-psp/training-record"), [paper.page])[1]["days"]
    assert [row["full_day"].value for row in rows] == [True, False]


def test_a_label_may_run_over_the_end_of_a_line() -> None:
    paper = Paper().text(54, 40, "PPSP Invoice", size=15, bold=True)
    paper.text(54, 100, "Month of service: 10/2026").text(260, 100, "Hourly rate: $70.63")
    paper.text(54, 120, "Private agency: Three Oaks House").text(260, 120, "Name of child: Noor Sorensen").text(
        500, 120, "Invoice"
    )
    paper.text(54, 132, "number: CT/5807766")
    values = read("ct-ppsp/invoice", paper)
    assert values["invoice_number"].value == "CT/5807766"
    assert values["child_name"].value == "Noor Sorensen"
    assert values["agency_name"].value == "Three Oaks House"


def test_bold_labels_among_plain_ones_may_have_their_values_below() -> None:
    paper = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    paper.text(54, 90, "Division", bold=True).text(54, 104, "Developmental Disabilities")
    rows = [("Telephone", "401-555-0142"), ("Applicant name", "Noor Sorensen"), ("Date of birth", "6/1/1980")]
    rows += [("Gross annual income", "USD 40,000.00"), ("Household size", "4"), ("Non-relatives in the household", "0")]
    for number, (label, value) in enumerate(rows):
        paper.text(54, 130 + 16 * number, label).text(400, 130 + 16 * number, value)
    paper.text(54, 240, "Relationship to eligible person", bold=True).text(54, 254, "Foster parent")
    values = read("ri-pdi/parent-application", paper)
    assert values["division"].value == "developmental-disabilities"
    assert values["relationship"].value == "foster"
    assert values["phone"].value == "401-555-0142"


def test_a_heading_that_begins_with_totals_ends_a_table_without_rulings() -> None:
    paper = Paper().text(54, 40, "Parenting Support Invoice", size=15, bold=True)
    heads = {"Date": 54, "Start": 108, "End": 146, "Activity": 240, "Hours": 380, "Rate": 430, "Amount": 490}
    for head, x in heads.items():
        paper.text(x, 100, head, bold=True)
    for y in (116, 132):
        cells = ("6/1/2026", "5:00p", "6:00p", "Parent coaching", "1.00", "70.00", "70.00")
        for x, cell in zip(heads.values(), cells, strict=True):
            paper.text(x, y, cell)
    paper.text(54, 150, "Totals and signature", bold=True)
    paper.text(54, 166, "Total hours: 2.00").text(200, 166, "Total due: 140.00")
    fields, tables = read_document(CATALOG.form("ct-pss/invoice"), [paper.page])
    assert len(tables["lines"]) == 2
    assert tables["lines"][0]["activity"].value == "Parent coaching"
    assert fields["total_hours"].value == Decimal("2.00")
