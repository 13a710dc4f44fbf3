"""Forms as agencies rule them: rows of cells, combs beside boxes, answers crossed or ticked in columns."""

from decimal import Decimal

import cv2
import numpy as np
import pytest

from extractors.checks import marks
from extractors.combs import combs
from extractors.ink import ink_of
from extractors.opensides import open_sides
from extractors.page import Ink
from extractors.rects import Rect
from tests.support.answers import read, said
from tests.support.paper import HEIGHT, WIDTH, Paper


def test_a_line_to_sign_on_below_a_ruled_table_parts_no_rows() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=14).grid([50, 560], [80, 97, 114, 131])
    paper.text(54, 84, "Parent name").text(140, 84, "Katya Abernathy")
    paper.text(54, 101, "Amount requested").text(140, 101, "$334.67")
    paper.text(54, 118, "Date").text(140, 118, "05/14/2027")
    paper.ink(60, 168).rule(50, 170, 420, 170).text(54, 172, "Coordinator signature")
    said(read("ia-parent-partner/flex-fund-request", paper), signature=True, amount=Decimal("334.67"))


def test_captions_of_a_choice_go_on_past_the_next_column_and_into_cells_of_their_own() -> None:
    paper = Paper().text(54, 40, "Core Contract Request", size=14)
    paper.text(54, 80, "Provider type").square(130, 80).text(142, 80, "Child-placing agency")
    paper.square(255, 80, checked=True).text(267, 80, "Clinical provider")
    paper.text(54, 100, "Contact person").text(54, 112, "Ana Hollingsworth")
    paper.text(250, 100, "License number").text(250, 112, "K-2271")
    said(read("ct-ppsp/core-contract-request", paper), provider_kind="clinical-provider")
    paper = Paper().text(54, 40, "Background Check Result", size=14).grid([50, 120, 260, 400, 560], [80, 110])
    paper.text(54, 84, "Check")
    paper.square(124, 84).text(136, 84, "Criminal background").text(136, 96, "check")
    paper.square(264, 84, checked=True).text(276, 84, "Abuse and neglect").text(276, 96, "registry check")
    paper.square(404, 84).text(416, 84, "Fingerprints")
    assert read("ct-pss/background-check", paper)["check_kind"].value == "abuse-neglect-registry"


def test_the_side_of_a_box_beside_a_comb_is_none_of_its_bars() -> None:
    bars = [Rect(x, 166, x, 180) for x in (300.4, 311.6, 323.6, 335.6)]
    edges = [Rect(311.6, y, 335.6, y) for y in (166, 180)]
    assert [comb.rect.x0 for comb in combs(bars, (), edges)] == [311.6]
    assert [comb.rect.x0 for comb in combs(bars)] == [300.4]


def test_a_table_without_sides_is_closed_where_its_rows_end() -> None:
    rows = [Rect(50, y, 560, y) for y in (80, 100, 120)]
    middle = Rect(200, 80, 200, 120)
    left = Rect(50, 80, 50, 120)
    assert open_sides(rows, [middle, left]) == [Rect(560, 80, 560, 120)]
    assert open_sides(rows[:2], [middle, left]) == []
    assert open_sides([*rows, Rect(50, 110, 300, 110)], [middle, left]) == []
    paper = Paper(source="ocr").text(54, 40, "Participant Outcomes", size=14)
    for y in (80, 100, 120, 140):
        paper.rule(50, y, 560, y)
    for x in (50, 200):
        paper.rule(x, 80, x, 140)
    paper.text(54, 85, "Parent name").text(206, 85, "Amos Lefever").text(54, 105, "Date completed")
    paper.text(206, 105, "11/04/2024").text(54, 125, "Date entered in database").text(206, 125, "11/05/2024")
    said(read("ia-parent-partner/participant-outcomes", paper), parent_name="Amos Lefever")


@pytest.mark.parametrize(("blank", "met"), [(222, True), (280, False)])
def test_a_cross_on_a_blank_before_yes_or_no_on_a_picture(blank: float, met: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Home Study Report", size=14)
    paper.text(54, 80, "Parent applicant:").text(150, 80, "Ana Hollingsworth")
    paper.text(54, 100, "All members of the family were met:").text(255, 100, "Yes").text(312, 100, "No")
    paper.text(blank + 10, 100, "X", sure=0.8).rule(blank, 110, blank + 28, 110)
    said(read("ri-pdi/home-study", paper), members_met=met)


def test_a_tick_in_a_column_for_answers_that_a_picture_shows_as_a_letter_or_as_nothing() -> None:
    paper = Paper(source="ocr").text(54, 40, "Recertification", size=14)
    paper.text(54, 80, "Certified parent:").text(150, 80, "Ana Hollingsworth").text(480, 100, "Yes").text(
        530, 100, "No"
    )
    paper.text(54, 115, "The level of care would qualify for admission").text(484, 115, "v", sure=0.7)
    paper.text(54, 130, "Without the subsidy the parent could not maintain the person in the home")
    paper.page.unread.append(Ink((532 / WIDTH, 130 / HEIGHT, 537 / WIDTH, 138 / HEIGHT)))
    said(read("ri-pdi/recertification", paper), level_of_care=True, cannot_maintain=False)


def test_round_buttons_in_ruled_cells_are_no_letters() -> None:
    page = np.full((500, 1200), 245, np.uint8)
    for y in (60, 120, 180, 240):
        cv2.line(page, (90, y), (1100, y), 0, 3)
    cv2.line(page, (90, 60), (90, 240), 0, 3)
    for y in (90, 150, 210):
        cv2.circle(page, (118, y), 13, 0, 2, cv2.LINE_AA)
        cv2.putText(page, "GO TO MOON DOORS", (158, y + 10), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2, cv2.LINE_AA)
    cv2.circle(page, (118, 150), 5, 0, -1)
    found = marks(ink_of(page), 250.0)
    assert [(round(check.area.y0 / 60), check.checked) for check in found] == [(1, False), (2, True), (3, False)]


def test_figures_that_seem_bold_on_a_picture_are_no_heading() -> None:
    paper = Paper(source="ocr").text(
        54, 40, "DCF-2107 Service Agreement: Permanency Placement Services Program", size=13
    )
    rows = [("Child's name", "Ana Hollingsworth", False), ("Start date", "02/11/2025", True)]
    rows += [("Agency", "Northfield Family Center", False), ("Agreement number", "CT/98662", True)]
    rows += [("Core contract number", "K-2271", False), ("Federal I.D. number", "98-4339867", False)]
    rows += [("Expected end date", "09/28/2025", False), ("Total hours", "34.25", False)]
    for number, (label, value, bold) in enumerate(rows):
        y = 80 + 34 * number
        paper.text(54, y, label, size=8).box(54, y + 9, 300, y + 23).text(58, y + 11, value, bold=bold)
    values = read("ct-ppsp/service-agreement", paper)
    said(values, child_name="Ana Hollingsworth", agreement_number="CT/98662")
    assert (str(values["start_date"].value), values["start_date"].review) == ("2025-02-11", False)


def test_yes_and_no_of_the_line_above_head_no_columns_where_the_line_has_its_own() -> None:
    paper = Paper(source="ocr").text(54, 40, "Recertification", size=14)
    paper.text(54, 80, "Certified parent:").text(150, 80, "Ana Hollingsworth")
    for y in (100, 120):
        paper.text(62, y, "Yes").text(84, y, "O").text(94, y, "No")
    paper.text(120, 100, "The level of care would qualify for admission")
    paper.text(120, 120, "Without the subsidy the parent could not maintain the person in the home")
    assert read("ri-pdi/recertification", paper)["cannot_maintain"].review
