"""Blanks in lines that run on, leaders, underlined headings, boxes for the parts of a date, numbers as `(b)`."""

import pytest

from tests.support.answers import read, said
from tests.support.paper import Paper


def blank(paper: Paper, x: float, y: float, value: str, size: float = 10, room: float = 14) -> float:
    """A value on a blank that is a little wider; where it ends."""
    end = x + 0.5 * size * len(value) + 2 * room
    paper.text(x + room, y, value, size=size)
    paper.rule(x, y + size + 1, end, y + size + 1)
    return end


def test_blanks_in_lines_that_run_on() -> None:
    paper = Paper().text(54, 40, "Application to Amend Services", size=15)
    paper.text(54, 90, "Agency name", size=11)
    blank(paper, 120, 91, "Northfield Family Center")
    paper.text(300, 90, "FEIN", size=11)
    blank(paper, 330, 91, "98-5856278")
    paper.text(440, 90, "Service requested", size=11)
    blank(paper, 54, 114, "Parenting Support")
    paper.text(180, 113, "Contact person", size=11)
    blank(paper, 262, 114, "Ana Hollingsworth")
    values = read("ct-pss/application-to-amend", paper)
    said(values, agency_name="Northfield Family Center", fein="98-5856278", service_requested="Parenting Support")
    said(values, contact_name="Ana Hollingsworth")


def test_a_label_that_the_end_of_a_running_line_parts() -> None:
    paper = Paper().text(54, 40, "DCF-2107 Service Agreement: Permanency Placement Services Program", size=13)
    paper.text(54, 90, "Agreement number", size=11)
    blank(paper, 150, 91, "26-47139")
    paper.text(240, 90, "LINK number", size=11)
    blank(paper, 308, 91, "39790656")
    paper.text(380, 90, "Child's", size=11)
    paper.text(54, 113, "date of birth", size=11)
    blank(paper, 120, 114, "December 26, 2009")
    paper.text(250, 113, "FEIN", size=11)
    blank(paper, 280, 114, "35-3234532")
    values = read("ct-ppsp/service-agreement", paper)
    assert values["child_id"].value == "39790656"
    assert str(values["child_date_of_birth"].value) == "2009-12-26"
    assert values["agency_fein"].value == "35-3234532"


def test_an_underlined_heading_is_no_value_over_a_caption() -> None:
    paper = Paper().text(54, 40, "Amended Service Agreement: Permanency Placement Services Program", size=13)
    paper.text(54, 80, "General").rule(54, 91, 89, 91)
    paper.text(54, 93, "AGREEMENT NUMBER").rule(139, 102, 300, 102).text(306, 93, "DCF-96232")
    paper.text(54, 106, "CHILD'S NAME").rule(119, 115, 300, 115).text(306, 106, "Ana Hollingsworth")
    paper.text(54, 130, "REASON FOR ADDITIONAL OR CHANGED SERVICES")
    paper.text(72, 143, "The kitchen was clean and free of hazards.")
    paper.text(54, 161, "Particulars").rule(54, 172, 109, 172)
    paper.text(54, 174, "TOTAL HOURS").rule(114, 183, 300, 183).text(306, 174, "6.25")
    values = read("ct-ppsp/amendment", paper)
    said(values, agreement_number="DCF-96232", child_name="Ana Hollingsworth")
    said(values, reason="The kitchen was clean and free of hazards.")


def test_boxes_for_month_day_and_year_close_under_their_label() -> None:
    paper = Paper().text(54, 40, "Parent Partner Approval Record", size=13)
    for left, label, parts in ((60, "from", ("10", "17", "2025")), (240, "to", ("12", "22", "2025"))):
        paper.box(left - 4, 87, left + 170, 114)
        paper.text(left, 87.5, f"Building a Better Future {label}", size=7)
        for number, part in enumerate(parts):
            x = left + 20 * number
            paper.box(x, 95.5, x + (40 if number == 2 else 20), 107.5).text(x + 4, 96, part)
    values = read("ia-parent-partner/approval-record", paper)
    assert str(values["babf_start"].value) == "2025-10-17"
    assert str(values["babf_end"].value) == "2025-12-22"


def test_the_number_of_the_next_label_is_no_hint() -> None:
    paper = Paper().text(54, 40, "PSP Organizational Readiness Plan", size=13)
    labels = [
        "Supervisor identified",
        "Personnel time will be funded",
        "Training and on-going support will be provided",
    ]
    for number, label in enumerate(labels):
        y = 90 + 13 * number
        paper.square(54, y, number == 1).text(68, y, f"({'efg'[number]}) {label}")
    values = read("mi-psp/readiness-plan", paper)
    said(values, supervisor_identified=False, personnel_time=True, ongoing_training=False)


def test_a_row_of_answers_goes_on_across_a_column_of_labels() -> None:
    paper = Paper().text(54, 40, "Notice of Termination of Service Agreement", size=13)
    for y, labels in ((70, ("Agreement number", "Child's name")), (150, ("Date the parties met", "Notice date"))):
        values = ("DCF-57103", "Noor Levy") if y == 70 else ("2025-08-02", "2025-08-28")
        for x, label, value in zip((54, 228), labels, values, strict=True):
            paper.text(x, y, value).rule(x, y + 11, x + 140, y + 11).text(x, y + 13, label, size=8)
    paper.text(54, 110, "Party ending the agreement:")
    paper.square(190, 110).text(201, 110, "DCF").square(232, 110, True).text(244, 110, "Agency")
    said(read("ct-ppsp/termination-notice", paper), ending_party="agency", child_name="Noor Levy")


def test_labels_over_lines_tell_that_no_line_is_over_a_caption() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=13)
    paper.text(54, 80, "Parent Name", size=8).text(54, 90, "Lee Vandermeulen").rule(54, 101, 220, 101)
    paper.text(54, 105, "Specific Need", size=8).box(54, 115, 560, 145)
    paper.text(58, 118, "The yard is fenced and the stairs have a gate.")
    values = read("ia-parent-partner/flex-fund-request", paper)
    said(values, parent_name="Lee Vandermeulen", need="The yard is fenced and the stairs have a gate.")


@pytest.mark.parametrize(("typed", "sure"), [("/s/ Noor Levy", True), ("Noor Levy", False)])
def test_an_electronic_signature(typed: str, sure: bool) -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=13).text(54, 80, "Coordinator signature:")
    paper.text(180, 80, typed).rule(175, 92, 400, 92)
    value = read("ia-parent-partner/flex-fund-request", paper)["signature"]
    assert (value.value, value.review) == (True, not sure)


@pytest.mark.parametrize("stem", [167, 164])
def test_the_stem_of_a_letter_is_no_side_of_the_box_below_it(stem: int) -> None:
    paper = Paper(source="ocr").text(54, 40, "Home Study Report", size=13)
    paper.box(44, 164, 218, 191).text(47, 166, "Date of visit", size=6)
    for x, part in ((48, "03"), (67, "05"), (85, "2025")):
        paper.text(x + 4, 175, part, size=8)
    paper.rule(48, 174, 115, 174).rule(48, 186, 115, 186)
    for x, top in ((48, 174), (67, 174), (85, stem), (115, 174)):
        paper.rule(x, top, x, 186)
    value = read("ri-pdi/home-study", paper)["visit_date"]
    assert (str(value.value), value.review) == ("2025-03-05", False)


def test_a_value_that_the_end_of_a_running_line_parts() -> None:
    paper = Paper().text(400, 40, "Riverbend Family Network").text(54, 60, "PSP Organizational Readiness Plan", size=13)
    paper.text(54, 100, "Agency name:").text(120, 100, "Tri-County Mental Health")
    paper.text(270, 100, "Contact person:").text(360, 100, "Emmanuel Bartholomew")
    paper.text(54, 112, "Featherstonehaugh").text(170, 112, "Email:").text(210, 112, "em.b@example.org")
    values = read("mi-psp/readiness-plan", paper)
    said(values, contact_person="Emmanuel Bartholomew Featherstonehaugh", email="em.b@example.org")


def test_a_hint_behind_a_colon_goes_on_below_itself() -> None:
    paper = Paper().text(54, 40, "Subsidy Agreement", size=13)
    paper.text(60, 90, "Start date:", size=9).text(116, 91, "(mm/dd/yyyy)", size=7).text(170, 90, "07/26/2025")
    paper.text(60, 110, "Subsidy amount:", size=9).text(134, 111, "(in", size=7).text(170, 110, "$35,782.86")
    paper.text(134, 119, "dollars)", size=7)
    values = read("ri-pdi/subsidy-agreement", paper)
    assert str(values["start_date"].value) == "2025-07-26"
    assert str(values["amount"].value) == "35782.86"


def test_values_stand_in_the_cells_below_low_cells_with_their_labels() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=13)
    paper.grid([54, 310, 566], [80, 92, 112])
    paper.text(58, 82, "PATIENT", size=8).text(314, 82, "PHYSICIAN", size=8)
    paper.text(58, 96, "Abdul Abernathy").text(314, 96, "Noor Levy")
    paper.box(54, 150, 390, 185).text(58, 152, "PHYSICIAN SIGNATURE", size=8)
    paper.box(390, 150, 566, 185).text(394, 152, "DATE", size=8).text(394, 165, "11/16/2026")
    said(read("ri-pdi/physician-statement", paper), patient_name="Abdul Abernathy", physician_name="Noor Levy")


@pytest.mark.parametrize("yes", [True, False])
def test_boxes_for_yes_and_no_before_their_statement(yes: bool) -> None:
    paper = Paper().text(54, 40, "Parent Partner Approval Record", size=13)
    for y, on, statement in (
        (100, yes, "All required training is complete"),
        (114, not yes, "All coaching is complete"),
    ):
        paper.square(54, y, on).text(66, y, "Yes").square(90, y, not on).text(102, y, "No").text(150, y, statement)
    said(read("ia-parent-partner/approval-record", paper), training_complete=yes, coaching_complete=not yes)


def test_a_mark_before_a_numbered_statement_whose_blank_a_picture_lost() -> None:
    paper = Paper(source="ocr").text(54, 40, "Flex Fund Request", size=13).text(54, 90, "2) Specific need: a crib")
    paper.text(54, 110, "X 3) No other available resources")
    assert read("ia-parent-partner/flex-fund-request", paper)["other_resources_tried"].value is True


def test_the_bar_of_a_heading_is_no_blank_over_a_label() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Participant Profile", size=13)
    paper.rule(44, 91, 569, 91).rule(44, 104, 569, 104).text(49, 93, "General", size=8)
    paper.text(49, 111, "Parent name", size=8).text(154, 111, "Bartholomew Quarshie", size=8)
    paper.text(311, 111, "Parent Partner", size=8).text(418, 111, "Ana Blythe", size=8)
    said(read("ia-parent-partner/participant-profile", paper), parent_name="Bartholomew Quarshie")


def test_the_last_words_of_a_label_below_it_are_not_its_value() -> None:
    paper = Paper(source="ocr").text(54, 40, "PSP Organizational Readiness Plan", size=13)
    paper.text(312, 136, "Community Mental Health", size=8, bold=True).text(312, 147, "agency", size=8)
    paper.text(420, 136, "Tri-County Community Mental", size=8).text(420, 147, "Health", size=8)
    paper.text(54, 136, "Phone", size=8).text(154, 136, "515-555-0171", size=8)
    assert read("mi-psp/readiness-plan", paper)["agency_name"].value == "Tri-County Community Mental Health"


def test_a_value_with_half_a_hint_is_for_review() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=13).text(54, 90, "Parent name: (first, Noor Levy")
    assert read("ia-parent-partner/flex-fund-request", paper)["parent_name"].review


@pytest.mark.parametrize(("below", "doubt"), [("Featherstonehaugh", True), ("", False)])
def test_print_that_may_be_the_end_of_a_running_line_or_a_heading_makes_it_doubtful(below: str, doubt: bool) -> None:
    paper = Paper().text(400, 40, "Riverbend Family Network").text(54, 60, "PSP Organizational Readiness Plan", size=13)
    paper.text(54, 100, "Agency name:").text(120, 100, "Tri-County Mental Health")
    paper.text(270, 100, "Contact person:").text(360, 100, "Emmanuel Bartholomew").text(54, 112, below)
    value = read("mi-psp/readiness-plan", paper)["contact_person"]
    assert (value.value, value.review) == ("Emmanuel Bartholomew", doubt)


def test_an_empty_blank_at_the_end_of_a_line_does_not_take_the_heading_below() -> None:
    paper = Paper().text(54, 40, "Application to Amend Services", size=15)
    paper.text(54, 90, "Agency name").text(120, 90, "Northfield Family Center").rule(116, 101, 250, 101)
    paper.text(430, 90, "Service requested").rule(520, 101, 566, 101).text(54, 112, "Particulars")
    assert read("ct-pss/application-to-amend", paper)["service_requested"].value is None
