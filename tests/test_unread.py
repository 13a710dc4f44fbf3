"""Ink that no reader could read: never a blank, never the whole of a value, never a lost row."""

import cv2
import numpy as np
import pytest

from extractors.agreement import Letter, Line
from extractors.foreign import read_document
from extractors.ink import Area
from extractors.page import Ink
from extractors.registered import read_registered
from extractors.straighten import Picture
from extractors.unanswered import ILLEGIBLE
from extractors.unread import place_on, unread_parts
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.geometry import Slot
from forms.layout import FormLayout, lay_out
from generators.blank import write_blank
from tests.support import degrade
from tests.support.paper import HEIGHT, WIDTH, Paper

FORM = load_catalog().form("ia-parent-partner/referral-face-sheet")
DOT = 300 / 72


def paper() -> Paper:
    """The head of a stranger's face sheet, as a picture, its answers beside their labels."""
    return (
        Paper(source="ocr")
        .text(54, 50, FORM.title, size=14)
        .text(54, 100, "Parent name:").text(160, 100, "Ingrid Quinn")
        .text(54, 120, "County:")
        .text(54, 140, "Parent phone:").text(160, 140, "515-555-0113")
    )  # fmt: skip


def scribbled(sheet: Paper, x0: float, y0: float, x1: float, y1: float) -> Paper:
    """The sheet with a line of print in which nothing could be read."""
    sheet.page.unread.append(Ink((x0 / WIDTH, y0 / HEIGHT, x1 / WIDTH, y1 / HEIGHT)))
    return sheet


def value(sheet: Paper, name: str) -> Value:
    return read_document(FORM, [sheet.page])[0][name]


def test_an_empty_place_is_blank_and_one_with_ink_that_nobody_could_read_is_not() -> None:
    assert value(paper(), "county").blank
    assert not value(paper(), "county").review
    inked = value(scribbled(paper(), 160, 120, 220, 131), "county")
    assert (inked.value, inked.text, inked.review) == (None, ILLEGIBLE, True)


def test_strokes_in_the_place_of_a_signature_that_nobody_could_read_may_be_one() -> None:
    def signed(sheet: Paper) -> Value:
        return value(sheet.text(54, 160, "Worker signature:").text(300, 160, "Date signed:"), "worker_signature")

    assert (signed(paper()).value, signed(paper()).review) == (False, False)
    inked = signed(scribbled(paper(), 160, 164, 210, 169))
    assert (inked.value, inked.review) == (True, True)


def test_a_value_beside_which_more_stands_than_was_read_is_for_review() -> None:
    assert not value(paper(), "parent_name").review
    partly = value(scribbled(paper(), 240, 100, 300, 111), "parent_name")
    assert (partly.value, partly.review) == ("Ingrid Quinn", True)
    assert partly.why == "part of what stands there could not be read"


def test_ink_far_from_every_label_or_in_a_label_concerns_no_answer() -> None:
    sheet = scribbled(scribbled(paper(), 300, 600, 380, 640), 60, 121, 70, 129)
    assert not any(value(sheet, name).review for name in ("county", "parent_name", "parent_phone"))


def test_lines_of_writing_that_run_into_one_another_go_each_to_its_label() -> None:
    sheet = scribbled(paper(), 240, 98, 330, 152)
    assert [value(sheet, name).review for name in ("parent_name", "county", "parent_phone")] == [True] * 3


def children(first: float, second: float) -> Paper:
    """An open table of two children, whose rows stand at these heights."""
    sheet = Paper(source="ocr").text(54, 50, FORM.title, size=14)
    for x, caption in ((60, "Name"), (210, "Date of birth"), (360, "Where the child lives")):
        sheet.text(x, 104, caption)
    for y, name, born in ((first, "Zora Quinn", "01/02/2020"), (second, "Yusuf Quinn", "03/04/2021")):
        sheet.text(60, y, name).text(210, y, born).text(360, y, "Home")
    return sheet


def test_scraps_between_rows_that_leave_no_room_for_another_are_no_rows() -> None:
    sheet = children(124, 144)
    scribbled(scribbled(sheet, 60, 135, 130, 143), 210, 135, 270, 143)
    rows = read_document(FORM, [sheet.page])[1]["children"]
    assert [row["name"].text for row in rows] == ["Zora Quinn", "Yusuf Quinn"]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_row_of_which_nothing_could_be_read_is_a_row_for_review(ruled: bool) -> None:
    sheet = children(124, 164)
    scribbled(scribbled(sheet, 60, 144, 130, 155), 210, 144, 270, 155)
    if ruled:
        sheet.grid([54, 204, 354, 540], [100, 120, 140, 160, 180])
    rows = read_document(FORM, [sheet.page])[1]["children"]
    assert [row["name"].text for row in rows] == ["Zora Quinn", ILLEGIBLE, "Yusuf Quinn"]
    assert all(cell.review for cell in rows[1].values())


def test_a_row_stays_a_row_where_a_stroke_of_its_date_was_read_as_a_figure() -> None:
    sheet = Paper(source="ocr").text(54, 50, FORM.title, size=14)
    for x, caption in ((60, "Name"), (210, "Date of birth"), (360, "Where the child lives")):
        sheet.text(x, 104, caption)
    for y, name, born in (
        (124, "Zora Quinn", "0110212020"),
        (144, "Ulla Quinn", "05/06/2020"),
        (164, "Kofi Quinn", "7"),
    ):
        sheet.text(60, y, name).text(210, y, born).text(360, y, "Home")
    rows = read_document(FORM, [sheet.page])[1]["children"]
    assert rows[0]["name"].value == "Zora Quinn"
    assert (rows[0]["date_of_birth"].value, rows[0]["date_of_birth"].review) == (None, True)


def test_a_name_that_begins_with_an_initial_is_no_heading_on_a_line_across_the_page() -> None:
    sheet = Paper(source="ocr").text(54, 50, FORM.title, size=14)
    sheet.text(54, 100, "Parent name").text(260, 100, "T. Brancusi").rule(54, 113, 558, 113)
    assert value(sheet, "parent_name").value == "T. Brancusi"


def test_the_part_of_a_line_that_no_letter_was_read_in_is_told() -> None:
    page = np.full((40, 400), 245, np.uint8)
    cv2.putText(page, "Name:", (10, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    line = Line(
        tuple(Letter(sign, 1.0, place) for sign, place in zip("Name:", (0.06, 0.1, 0.15, 0.18, 0.21), strict=True))
    )
    area = Area(8, 8, 380, 32)
    assert list(unread_parts(line, area, area, page, 240)) == []
    cv2.putText(page, "mmmmmm", (150, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    [part] = unread_parts(line, area, area, page, 240)
    assert 140 < part.x0 < 160 < 240 < part.x1


def written(page: Picture, slot: Slot, words: tuple[tuple[str, int], ...], shade: int) -> Picture:
    """The page with words in the slot, each so many dots lower than the line."""
    page = page.copy()
    x0, y0, _, y1 = (round(side * DOT) for side in slot.points)
    for number, (word, down) in enumerate(words):
        at = (x0 + 20 + 190 * number, (y0 + y1) // 2 + 14 + down)
        cv2.putText(page, word, at, cv2.FONT_HERSHEY_SIMPLEX, 1.2, (shade,) * 3, 3)
    return page


def blank_invoice() -> tuple[Picture, FormLayout]:
    catalog = load_catalog()
    form = catalog.form("ct-ppsp/invoice")
    program = catalog.program(form.program)
    return degrade.printed(write_blank(form, program))[0], lay_out(form, program)


def test_a_faint_pen_is_read_and_one_too_faint_to_read_leaves_no_blank_on_a_page_of_ours() -> None:
    page, layout = blank_invoice()
    slot = next(slot for slot in layout.on_page(1) if slot.path == "invoice_number")
    assert not read_registered(degrade.scan(page, 3), layout, 1)[slot.path].review
    read = [
        read_registered(degrade.scan(written(page, slot, (("27", 0),), shade), 3), layout, 1)[slot.path]
        for shade in (190, 220, 230)
    ]
    assert [(value.value, value.review) for value in read] == [("27", False), ("27", False), (None, True)]


def test_a_signature_too_faint_to_count_is_looked_at_on_a_page_of_ours() -> None:
    page, layout = blank_invoice()
    slot = next(slot for slot in layout.on_page(1) if slot.kind == "signature")
    read = [
        read_registered(degrade.scan(written(page, slot, (("Mum", 0),), shade), 3), layout, 1)[slot.path]
        for shade in (0, 230, 255)
    ]
    assert [(value.value, value.review) for value in read] == [(True, False), (False, True), (False, False)]


def test_words_of_one_line_stay_in_their_order_however_they_dance() -> None:
    page, layout = blank_invoice()
    slot = next(slot for slot in layout.on_page(1) if slot.path == "agency_name")
    uneven = written(page, slot, (("Home", 0), ("Jiggy", 8), ("Care", -6)), 0)
    assert read_registered(degrade.scan(uneven, 3), layout, 1)[slot.path].value == "Home Jiggy Care"


def test_the_edges_of_letters_beside_a_space_are_no_unread_ink() -> None:
    page = np.full((50, 400), 245, np.uint8)
    for x in (10, 27, 44, 92, 109, 126):
        cv2.rectangle(page, (x, 9), (x + 14, 40), 0, -1)
    # The centre of each letter as a reader tells it, those beside the space too far from it.
    places = (17, 34, 48, 102, 117, 134)
    area = Area(8, 8, 142, 42)
    shares = [(x - place_on(area, area, 0.0)) / (place_on(area, area, 1.0) - place_on(area, area, 0.0)) for x in places]
    line = Line(tuple(Letter("m", 1.0, share) for share in shares))
    assert list(unread_parts(line, area, area, page, 240)) == []


def test_a_value_that_begins_like_a_label_is_not_called_blank_on_a_picture() -> None:
    paper = Paper(source="ocr").text(54, 40, "Child Welfare Referral Face Sheet", size=15)
    for number, (label, value) in enumerate((("Safety concerns:", "None seen"), ("County:", "Polk"))):
        paper.text(54, 100 + 40 * number, label).text(54, 112 + 40 * number, value)
    paper.text(54, 180, "Reason for Parent Partner referral:").text(54, 192, "Attendance: 7 of 8 sessions, one missed")
    paper.text(
        54, 300, "Complete every section of this form and send it to the office in whose county the family lives."
    )
    values, _ = read_document(load_catalog().form("ia-parent-partner/referral-face-sheet"), [paper.page])
    assert values["reason"].value or values["reason"].review
