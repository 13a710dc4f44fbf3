"""Traits of the papers that offices make themselves, in spreadsheets, word processors and printouts."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

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


def test_two_numbers_before_a_label_are_no_part_of_it() -> None:
    paper = Paper().text(54, 40, "General Service Plan", size=15, bold=True).text(54, 100, "ELIGIBLE PERSON", bold=True)
    paper.text(54, 124, "1. a. Eligible person", bold=True).text(70, 138, "Noor Sorensen")
    paper.text(54, 158, "1. b. Date of assessments", bold=True).text(70, 172, "6/1/2026")
    values = read("ri-pdi/service-plan", paper)
    assert values["eligible_person_name"].value == "Noor Sorensen"
    assert values["assessment_date"].value == date(2026, 6, 1)


def test_of_two_like_labels_the_lower_one_is_not_the_heading() -> None:
    paper = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    paper.text(54, 80, "Division", bold=True).text(54, 102, "Division", bold=True).text(
        54, 116, "Developmental Disabilities"
    )
    paper.text(54, 140, "Applicant name", bold=True).text(54, 154, "Noor Sorensen")
    paper.text(54, 178, "Telephone", bold=True).text(54, 192, "401-555-0142")
    assert read("ri-pdi/parent-application", paper)["division"].value == "developmental-disabilities"


def test_a_text_that_goes_on_in_the_next_column_is_read_whole_for_review() -> None:
    paper = Paper().text(54, 40, "Parent Progress Report", size=15, bold=True)
    for x, label, name in ((54, "Certified parent", "Noor Sorensen"), (320, "Eligible person", "Mary Okafor")):
        paper.text(x, 90, label, bold=True).text(x, 104, name)
    paper.text(54, 150, "Progress", bold=True).text(54, 164, "The meals were planned on Sundays.")
    paper.text(320, 150, "The kitchen was cleaned.")
    value = read("ri-pdi/progress-report", paper)["progress"]
    assert value.value == "The meals were planned on Sundays. The kitchen was cleaned."
    assert value.review


def test_a_value_set_in_below_its_label_may_begin_overleaf() -> None:
    first = Paper().text(54, 40, "General Service Plan", size=15, bold=True)
    first.text(54, 700, "Eligible person", bold=True).text(70, 714, "Noor Sorensen")
    first.text(54, 734, "Date of assessments", bold=True)
    second = Paper(number=2).text(70, 54, "6/1/2026").text(54, 80, "Social needs", bold=True).text(70, 94, "A choir.")
    assert read("ri-pdi/service-plan", first, second)["assessment_date"].value == date(2026, 6, 1)


def test_the_grid_of_a_sheet_goes_on_with_fields_below_its_table() -> None:
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    paper.grid([54, 160, 240, 400], [100, 116, 132, 148]).text(58, 135, "Trainer signature").ink(152, 146)
    for x, head in ((58, "Date"), (164, "Full day"), (244, "Topics")):
        paper.text(x, 103, head, bold=True)
    paper.text(58, 119, "6/1/2026").text(164, 119, "Yes").text(244, 119, "Listening")
    fields, tables = read_document(CATALOG.form("mi-psp/training-record"), [paper.page])
    assert len(tables["days"]) == 1
    assert fields["trainer_signature"].value is True


def test_yes_in_the_last_column_of_a_sheet_answers_the_label_at_its_left() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=15, bold=True)
    paper.text(54, 100, "Name of patient").text(160, 100, "Noor Sorensen")
    paper.text(320, 100, "Name of physician").text(430, 100, "Mary Okafor")
    paper.text(54, 116, "Able to care for the eligible person:").text(560, 116, "Yes")
    paper.text(320, 132, "Date of statement").text(430, 132, "6/1/2026").text(54, 132, "Physician signature")
    value = read("ri-pdi/physician-statement", paper)["able_to_care"]
    assert value.value is True
    assert not value.review


def test_blanks_in_a_sentence_have_their_labels_in_parentheses_behind_them() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 100, "This agreement is made by the Department and").text(300, 100, "Noor Sorensen")
    paper.rule(298, 110, 370, 110).text(374, 100, "(the “Provider”) and takes")
    paper.text(54, 114, "effect on").text(110, 114, "June 1, 2026").rule(108, 124, 172, 124)
    paper.text(176, 114, "(the “Effective date”) for all of the services.")
    values = read("ct-pss/provider-agreement", paper)
    assert values["provider_name"].value == "Noor Sorensen"
    assert values["effective"].value == date(2026, 6, 1)


def test_only_labels_that_some_parenthesis_may_say_are_sought_in_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    sought: list[str] = []
    find = re.finditer

    def noted(pattern: str, text: str, flags: int = 0) -> Iterator[re.Match[str]]:
        sought.append(pattern)
        return find(pattern, text, flags)

    monkeypatch.setattr(re, "finditer", noted)
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 100, "It is made by the Department and Noor Sorensen (the “Provider”) and takes effect at once.")
    read("ct-pss/provider-agreement", paper)
    labels = [pattern for pattern in sought if "herein" in pattern]
    assert labels
    assert all("provider" in label.lower() for label in labels)


def test_an_empty_blank_in_a_sentence_is_blank() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 100, "This agreement is made by the Department and").rule(290, 110, 370, 110)
    paper.text(374, 100, "(the “Provider”) and takes effect at once.")
    value = read("ct-pss/provider-agreement", paper)["provider_name"]
    assert value.blank
    assert not value.review


def test_a_name_in_a_sentence_that_no_line_marks_is_for_review() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 100, "It is made by the Department and Noor Sorensen (the “Provider”) and takes effect at once.")
    assert read("ct-pss/provider-agreement", paper)["provider_name"].review


def test_a_letter_supports_the_application_of_somebody() -> None:
    said = (
        "To whom it may concern:",
        "I am writing in support of the application of Noor Sorensen to serve.",
        "Sincerely,",
    )
    paper = Paper().lines(54, 100, *said, pitch=30).ink(60, 210).text(54, 230, "Mary Okafor")
    assert read("ct-pss/reference-letter", paper)["applicant_name"].value == "Noor Sorensen"


def test_a_letter_that_names_nobody_is_for_review() -> None:
    paper = Paper().lines(54, 100, "To whom it may concern:", "She is a kind person and always on time.", pitch=30)
    value = read("ct-pss/reference-letter", paper.text(54, 190, "Sincerely,").text(54, 230, "Mary Okafor"))
    assert value["applicant_name"].blank
    assert value["applicant_name"].review


def _insurance(*, parted: bool) -> Paper:
    """The heads of a certificate's columns in cells of their own, or side by side in one band."""
    paper = Paper().text(180, 40, "CERTIFICATE OF LIABILITY INSURANCE", size=14, bold=True)
    paper.box(36, 90, 306, 140).text(39, 93, "INSURED", size=7).text(44, 110, "Three Oaks House")
    paper.box(306, 90, 576, 140).text(309, 93, "INSURER A :", size=7).text(370, 93, "Harbor Mutual")
    paper.box(36, 220, 576, 244).box(238, 244, 330, 300).box(330, 244, 400, 300).box(400, 244, 470, 300)
    for x in (238, 330, 400, 470) if parted else ():
        paper.rule(x, 220, x, 244)
    for x, head, value in (
        (240, "POLICY NUMBER", "K-75179"),
        (332, "POLICY EFF", "1/1/2026"),
        (402, "POLICY EXP", "1/1/2027"),
    ):
        paper.text(x, 224, head, size=7).text(x + 2, 250, value, size=9)
    paper.text(472, 224, "LIMITS", size=7)
    for y, caption, amount in (
        (300, "EACH OCCURRENCE", "1,000,000"),
        (314, "MED EXP", "5,000"),
        (328, "GENERAL AGGREGATE", "2,000,000"),
    ):
        paper.box(400, y, 500, y + 14).box(500, y, 576, y + 14).text(402, y + 3, caption, size=7)
        paper.text(502, y + 3, "$", size=8).text(530, y + 3, amount, size=8)
    return paper


@pytest.mark.parametrize("parted", [True, False])
def test_the_boxes_of_a_certificate_of_insurance_hold_labels_values_or_both(parted: bool) -> None:
    values = read("ct-pss/liability-certificate", _insurance(parted=parted))
    assert values["insured"].value == "Three Oaks House"
    assert values["policy_number"].value == "K-75179"
    assert values["effective"].value == date(2026, 1, 1)
    assert values["expires"].value == date(2027, 1, 1)
    assert values["each_occurrence"].value == Decimal("1000000.00")
    assert values["aggregate"].value == Decimal("2000000.00")


def test_the_letters_and_numbers_of_a_sheet_s_columns_and_rows_are_no_values() -> None:
    paper = Paper()
    for number, letter in enumerate("ABCD"):
        paper.text(120 + 120 * number, 20, letter)
    for number in range(1, 8):
        paper.text(51, 20 + 20 * number, str(number))
    paper.text(60, 40, "Provider Agreement", size=15, bold=True).text(60, 80, "Provider name").text(
        60, 100, "Noor Sorensen"
    )
    paper.text(60, 120, "Effective date").text(60, 140, "6/1/2026")
    values = read("ct-pss/provider-agreement", paper)
    assert values["provider_name"].value == "Noor Sorensen"
    assert values["effective"].value == date(2026, 6, 1)


def test_numbers_at_the_left_edge_without_letters_over_columns_stay() -> None:
    paper = Paper().text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
    for x, head in ((54, "Rating"), (120, "Statement")):
        paper.text(x, 80, head, bold=True)
    for number in range(1, 6):
        paper.text(54, 80 + 16 * number, str(number)).text(120, 80 + 16 * number, "We cook together")
    rows = read_document(CATALOG.form("ia-parent-partner/self-assessment"), [paper.page])[1]["answers"]
    assert [row["rating"].value for row in rows] == [1, 2, 3, 4, 5]


def test_a_hint_and_a_value_may_run_over_the_end_of_a_line() -> None:
    paper = Paper().text(54, 40, "PPSP Invoice", size=15, bold=True)
    paper.text(54, 100, "Name of child: Noor Sorensen").text(260, 100, "Month of service: 10/2026")
    paper.text(420, 100, "Invoice no. (please print").text(54, 112, "clearly): CT/5807766")
    paper.text(54, 130, "Private agency: Three Oaks House").text(430, 130, "Agreement number:").text(
        54, 142, "A-97310371"
    )
    values = read("ct-ppsp/invoice", paper)
    assert values["invoice_number"].value == "CT/5807766"
    assert values["agreement_number"].value == "A-97310371"
    assert values["agency_name"].value == "Three Oaks House"


def test_hints_may_stand_in_brackets() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=15, bold=True)
    paper.text(54, 100, "Amount requested [USD]: 82.29").text(54, 120, "Name of parent: Noor Sorensen")
    assert read("ia-parent-partner/flex-fund-request", paper)["amount"].value == Decimal("82.29")


def test_a_date_that_is_not_bold_tells_that_a_bold_heading_is_no_value() -> None:
    paper = Paper().text(54, 40, "Confidentiality Agreement", size=15, bold=True)
    paper.text(54, 110, "IDENTIFYING INFORMATION", bold=True).text(54, 126, "Provider:")
    paper.text(54, 156, "Signature:").ink(120, 166).text(308, 156, "Date:").text(350, 156, "12-13-2025")
    assert read("ct-pss/hipaa-agreement", paper)["provider_name"].blank


def test_a_box_alone_below_its_caption_is_the_caption_s() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=15, bold=True)
    paper.text(54, 100, "Name of patient").text(54, 114, "Noor Sorensen")
    paper.text(54, 134, "Able to care for the eligible person").square(54, 147, checked=True)
    paper.text(54, 170, "Name of physician").text(54, 184, "Mary Okafor")
    assert read("ri-pdi/physician-statement", paper)["able_to_care"].value is True


def test_a_row_of_labels_in_a_table_s_grid_is_no_row_of_the_table() -> None:
    paper = Paper().text(54, 40, "Amended Service Agreement", size=15, bold=True)
    paper.grid([54, 200, 300, 400, 500], [100, 116, 132, 148])
    for x, head in ((58, "Service"), (204, "Hours"), (304, "Amount")):
        paper.text(x, 103, head, bold=True)
    paper.text(58, 119, "Placement Planning").text(204, 119, "1.75").text(304, 119, "18.36")
    paper.text(58, 135, "Total hours:").text(204, 135, "1.75").text(304, 135, "Total amount").text(404, 135, "18.36")
    fields, tables = read_document(CATALOG.form("ct-ppsp/amendment"), [paper.page])
    assert len(tables["services"]) == 1
    assert fields["total_hours"].value == Decimal("1.75")
    assert fields["total_amount"].value == Decimal("18.36")


def test_signatures_stand_in_the_boxes_overleaf_or_beside_their_labels() -> None:
    first = Paper().text(54, 40, "Provider Agreement", size=15, bold=True).grid([54, 300], [100, 114, 128])
    first.text(58, 102, "Provider name").text(58, 116, "Noor Sorensen")
    first.grid([54, 300, 500], [720, 734]).text(58, 722, "Provider signature").text(304, 722, "Date")
    second = Paper(number=2).grid([54, 300, 500], [50, 80]).ink(100, 74).text(304, 60, "6/1/2026")
    assert read("ct-pss/provider-agreement", first, second)["provider_signature"].value is True
    alone = Paper().text(54, 40, "Provider Agreement", size=15, bold=True).grid([54, 180, 400], [100, 126])
    alone.text(58, 104, "Provider signature").ink(200, 122)
    assert read("ct-pss/provider-agreement", alone)["provider_signature"].value is True


def test_a_page_of_captions_alone_is_made_as_the_page_before() -> None:
    first = Paper().text(54, 40, "General Service Plan", size=15, bold=True)
    for y, caption, value in ((120, "Eligible person", "Noor Sorensen"), (170, "Assessment date", "6/1/2026")):
        first.text(56, y - 13, value).rule(54, y, 300, y).text(54, y + 3, caption, size=8)
    first.rule(54, 740, 260, 740).ink(60, 739).rule(320, 740, 480, 740).text(322, 727, "6/2/2026")
    second = Paper(number=2).text(54, 54, "Parent signature", size=8).text(320, 54, "Plan date", size=8)
    assert read("ri-pdi/service-plan", first, second)["plan_date"].value == date(2026, 6, 2)


def test_what_ends_a_label_s_wording_is_no_value() -> None:
    paper = Paper(source="ocr").text(54, 40, "Amended Service Agreement", size=15)
    paper.text(54, 100, "Agreement").text(130, 100, "no.").text(240, 100, "PSS-26-18382")
    paper.text(54, 120, "Child's name").text(240, 120, "Noor Sorensen")
    value = read("ct-ppsp/amendment", paper)["agreement_number"]
    assert value.value != "no." or value.review


def test_a_foot_line_leaves_a_signature_overleaf_to_the_last_label() -> None:
    first = Paper().text(54, 40, "General Service Plan", size=15, bold=True)
    first.text(54, 640, "Eligible person").text(54, 654, "Noor Sorensen").text(54, 700, "Parent signature")
    first.text(54, 760, "Sheet1")
    second = Paper(number=2).ink(60, 66)
    assert read("ri-pdi/service-plan", first, second)["parent_signature"].value is True


def test_labels_of_a_paper_that_name_no_field_end_the_values_before_them() -> None:
    paper = Paper(source="ocr").text(180, 40, "CERTIFICATE OF LIABILITY INSURANCE", size=14)
    paper.box(36, 106, 576, 150).text(390, 110, "INSURER(S) AFFORDING COVERAGE", size=7)
    for number, name in enumerate("ABC"):
        paper.text(309, 121 + 10 * number, f"INSURER {name}", size=7)
    paper.text(370, 119, "Harbor Mutual").box(36, 150, 576, 200).text(39, 153, "INSURED", size=7)
    paper.text(309, 153, "INSURER D", size=7).text(309, 163, "INSURER E", size=7).text(44, 170, "Three Oaks House")
    values = read("ct-pss/liability-certificate", paper)
    assert values["insurer"].value == "Harbor Mutual"
    assert values["insured"].value == "Three Oaks House"
