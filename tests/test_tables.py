"""Tables in strange layouts: ruled or not, wrapped, over two pages, with totals and empty rows."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from extractors.foreign import read_document
from extractors.labels import label_index
from extractors.linebelow import Below
from extractors.lines import Print
from extractors.lostrows import with_lost_rows
from extractors.page import Ink
from extractors.rects import Rect
from extractors.tablecell import cell_value
from extractors.tablehead import find_header
from forms.catalog import load_catalog
from forms.evidence import Source
from forms.form import Cell
from forms.packet import Row
from tests.support.paper import HEIGHT, WIDTH, Paper

INVOICE = load_catalog().form("ct-ppsp/invoice")
TRAINING = load_catalog().form("mi-psp/training-record")
XS = [54.0, 120.0, 250.0, 400.0, 460.0, 540.0]


def titled() -> Paper:
    return Paper().text(54, 40, "PPSP Invoice", size=15, bold=True)


def header(paper: Paper, y: float) -> Paper:
    for x, caption in zip(
        XS, ("Date", "Type of service", "Description of activity", "Hrs", "Amount ($)"), strict=False
    ):
        paper.text(x + 4, y, caption, bold=True)
    return paper


def row(paper: Paper, y: float, *cells: str) -> Paper:
    for x, cell in zip(XS, cells, strict=False):
        paper.text(x + 4, y, cell)
    return paper


def lines(*papers: Paper) -> list[Row]:
    return read_document(INVOICE, [paper.page for paper in papers])[1]["lines"]


def values(rows: list[Row], column: str) -> list[Any]:
    return [row[column].value for row in rows]


def test_ruled_table_with_wrapped_cells() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 150, 170])
    row(paper, 130, "10/02/2026", "", "Home visit", "1.25", "88.29")
    paper.lines(XS[1] + 4, 124, "Post-Placement", "Supervision")
    row(paper, 154, "10/05/2026", "Placement Planning", "Phone", "0.5", "35.32")
    rows = lines(paper)
    assert values(rows, "service") == ["post-placement-supervision", "placement-planning"]
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 5)]
    assert not any(cell.review for each in rows for cell in each.values())


def test_open_table_with_totals_and_empty_rows() -> None:
    paper = header(titled(), 104)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "$88.29")
    row(paper, 144, "10/05/2026", "Placement Planning", "School meeting", "10", "$706.30")
    row(paper, 164, "Total", "", "", "11.25", "$794.59")
    paper.text(54, 210, "Invoice no.: 12").text(54, 230, "Agency: Harborlight House")
    fields, tables = read_document(INVOICE, [paper.page])
    assert values(tables["lines"], "hours") == [Decimal("1.25"), Decimal(10)]
    assert values(tables["lines"], "activity") == ["Home visit", "School meeting"]
    assert fields["total_amount"].value == Decimal("794.59")
    assert fields["agency_name"].value == "Harborlight House"


def test_empty_ruled_rows_are_no_rows() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140, 160, 180])
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    assert len(lines(paper)) == 1


def test_row_without_a_date_stays_a_row() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140])
    row(paper, 124, "", "Reunification", "Home visit", "1.25", "88.29")
    (only,) = lines(paper)
    assert only["date"].blank
    assert only["amount"].value == Decimal("88.29")


def test_table_goes_on_without_a_header() -> None:
    first = header(titled(), 104).grid(XS, [100, 120, 140])
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    second = Paper(number=2).grid(XS, [54, 74, 94])
    row(second, 58, "10/09/2026", "Reunification", "Home visit", "1", "70.63")
    row(second, 78, "10/16/2026", "Reunification", "Home visit", "2", "141.26")
    rows = lines(first, second)
    assert [d.day for d in values(rows, "date")] == [2, 9, 16]
    assert [each["date"].page for each in rows] == [1, 2, 2]


def test_date_at_the_head_of_the_next_page_is_no_row() -> None:
    first = header(titled(), 104)
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    second = Paper(number=2).text(54, 60, "Date signed: 11/03/2026")
    fields, tables = read_document(INVOICE, [first.page, second.page])
    assert len(tables["lines"]) == 1
    assert fields["signature_date"].value == date(2026, 11, 3)


def test_numbers_stand_right_of_their_caption() -> None:
    paper = titled()
    for x, caption in ((54, "Date"), (130, "Service"), (290, "Activity"), (400, "Hours"), (450, "Amount")):
        paper.text(x, 104, caption, bold=True)
    for y, hours, amount in ((124, "1.25", "88.29"), (140, "10.00", "706.30")):
        paper.text(54, y, "10/02/2026").text(130, y, "Reunification").text(290, y, "Home visit")
        paper.text(448 - 5 * len(hours), y, hours).text(540 - 5 * len(amount), y, amount)
    rows = lines(paper)
    assert values(rows, "hours") == [Decimal("1.25"), Decimal("10.00")]
    assert values(rows, "amount") == [Decimal("88.29"), Decimal("706.30")]


def test_strange_column_is_left_alone() -> None:
    paper = titled()
    captions = ("Date", "Service", "Staff", "Activity", "Hours", "Amount")
    xs = [54, 130, 250, 330, 430, 490]
    for x, caption, cell in zip(
        xs, captions, ("10/02/2026", "Reunification", "K. Abara", "Phone", "1", "70.63"), strict=True
    ):
        paper.text(x, 104, caption, bold=True).text(x, 124, cell)
    (only,) = lines(paper)
    assert (only["activity"].value, only["hours"].value) == ("Phone", Decimal(1))


def test_check_boxes_and_written_checks_in_cells() -> None:
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    xs = [54.0, 150.0, 220.0, 540.0]
    paper.grid(xs, [100, 120, 140, 160, 180])
    for x, caption in zip(xs, ("Date", "Full day", "Topics"), strict=False):
        paper.text(x + 4, 104, caption, bold=True)
    for y, day in ((124, 1), (144, 2), (164, 3)):
        paper.text(58, y, f"09/0{day}/2025").text(224, y, "HIPAA; Boundaries")
    paper.square(170, 125, True).square(170, 145, False).text(170, 164, "X")
    rows = read_document(TRAINING, [paper.page])[1]["days"]
    assert values(rows, "full_day") == [True, False, True]


def scanned(paper: Paper) -> Paper:
    """The same print as the second reader would give it from a picture."""
    picture = Paper(source="ocr")
    picture.page.rulings, picture.page.marks = paper.page.rulings, paper.page.marks
    picture.page.words = [replace(word, source="ocr") for word in paper.page.words]
    return picture


def test_a_row_of_a_picture_that_lacks_a_cell_is_doubted_with_its_neighbours() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140, 160, 180, 200])
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "10/05/2026", "Reunification", "Home visit", "", "")
    row(paper, 164, "10/07/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 184, "10/09/2026", "Reunification", "Home visit", "1.25", "88.29")
    assert not any(cell.review for each in lines(paper) for cell in each.values())
    marked = [all(cell.review for cell in each.values()) for each in lines(scanned(paper))]
    assert marked == [True, True, True, False]


def test_a_row_whose_lower_ruling_a_fax_broke_is_read() -> None:
    paper = header(titled(), 104).grid(XS, [100, 160])
    for x0, y, x1 in ((78, 120, 540), (54, 140, 216), (248, 140, 540)):
        paper.rule(x0, y, x1, y)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "10/05/2026", "Reunification", "Phone", "0.5", "35.32")
    rows = lines(scanned(paper))
    assert values(rows, "amount") == [Decimal("88.29"), Decimal("35.32")]
    assert not any(cell.review for each in rows for cell in each.values())


def test_a_row_of_a_picture_whose_date_was_misread_is_a_row_of_its_own() -> None:
    paper = Paper().text(54, 40, "PSP Coaching Log", size=15, bold=True)
    xs = (54, 190, 366)
    rows = (
        ("Date", "Kind", "Competencies"),
        ("Apr 12. 2024", "Individual", "Home safety check"),
        ("Fob 5, 2026", "Group", "School meeting"),
        ("Feb 1), 2025", "Group", "Budgeting"),
        ("Jun 23, 2027", "Individual", "Positive discipline"),
    )
    for number, cells in enumerate(rows):
        for x, cell in zip(xs, cells, strict=True):
            paper.text(x, 104 + 18 * number, cell)
    form = load_catalog().form("mi-psp/coaching-log")
    sessions = read_document(form, [scanned(paper).page])[1]["sessions"]
    assert values(sessions, "kind") == ["individual", "group", "group", "individual"]
    assert [cell["date"].value for cell in sessions][3] == date(2027, 6, 23)
    assert [session["date"].review for session in sessions] == [False, True, True, False]


def test_a_row_of_a_picture_that_may_be_two_is_for_review_with_its_neighbours() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 150, 170, 190, 210, 230])
    row(paper, 129, "10/0Z/20Z", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "1O/5//20", "Reunification", "Phone", "1.50", "88.29")
    for number in range(4):
        row(paper, 164 + 20 * number, f"10/1{number}/2026", "Reunification", "Home visit", "1.25", "88.29")
    marked = [all(cell.review for cell in each.values()) for each in lines(scanned(paper))]
    assert marked == [True, True, False, False, False]


def test_a_row_of_print_that_lacks_most_cells_is_doubted_with_its_neighbours() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140, 160, 180])
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "10/05/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 164, "", "Reunification", "", "", "")
    marked = [all(cell.review for cell in each.values()) for each in lines(paper)]
    assert marked == [False, True, True]


def test_a_cell_of_a_picture_without_its_box_is_doubted() -> None:
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    paper.text(54, 70, "Parent Support Partner name: Noa Whitfield")
    xs = [54.0, 160.0, 240.0, 560.0]
    paper.grid(xs, [100, 120, 140, 160])
    for x, caption in zip(xs, ("Date", "Full day", "Topics"), strict=False):
        paper.text(x + 4, 104, caption, bold=True)
    for y, day in ((124, "10/05/2026"), (144, "10/06/2026")):
        paper.text(58, y, day).text(244, y, "HIPAA")
    paper.square(190, 124, checked=True)
    boxes = [each["full_day"] for each in read_document(TRAINING, [scanned(paper).page])[1]["days"]]
    assert [(box.value, box.review) for box in boxes] == [(True, False), (False, True)]


def test_a_date_that_wraps_in_a_ruled_row_makes_no_second_row() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 150, 180])
    for y, first in ((124, "July"), (154, "August")):
        row(paper, y, f"{first} 16,", "Reunification", "School meeting", "1.25", "$16,395.")
        row(paper, y + 12, "2026", "", "", "", "23")
        paper.page.words[-6:] = [
            replace(word, box=(word.box[0] + 0.055, word.box[1], word.box[2] + 0.055, word.box[3]))
            if word.text == "$16,395."
            else word
            for word in paper.page.words[-6:]
        ]
    rows = lines(paper)
    assert values(rows, "date") == [date(2026, 7, 16), date(2026, 8, 16)]
    assert values(rows, "amount") == [Decimal("16395.23"), Decimal("16395.23")]


def test_a_row_that_the_end_of_the_page_parts_is_one_row() -> None:
    first = header(titled(), 104).grid(XS, [100, 120, 140])
    row(first, 124, "October 2,", "Reunification", "Home", "1.25", "88.29")
    second = Paper(number=2).grid(XS, [54, 74, 94])
    row(second, 58, "2026", "", "visit", "", "")
    row(second, 78, "October 9, 2026", "Reunification", "Phone", "1", "70.63")
    rows = lines(first, second)
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 9)]
    assert values(rows, "activity") == ["Home visit", "Phone"]
    assert not any(cell.review for each in rows for cell in each.values())


def test_captions_that_the_end_of_the_page_parts_are_no_row() -> None:
    first = titled().grid(XS, [100, 120])
    row(first, 104, "Date", "Type of", "Description of", "Hrs", "Amount")
    second = Paper(number=2).grid(XS, [54, 74, 94])
    row(second, 58, "", "service", "activity", "", "")
    row(second, 78, "10/09/2026", "Reunification", "Phone", "1", "70.63")
    (only,) = lines(first, second)
    assert (only["service"].value, only["activity"].value) == ("reunification", "Phone")


def test_a_header_in_one_box_names_its_columns() -> None:
    paper = header(titled(), 104).box(50, 100, 560, 120)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "10/05/2026", "Placement Planning", "Phone", "0.5", "35.32")
    assert values(lines(paper), "amount") == [Decimal("88.29"), Decimal("35.32")]


def test_a_wide_gap_before_a_row_that_begins_with_a_wrapped_cell_ends_no_table() -> None:
    paper = header(titled(), 104)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    paper.lines(XS[1] + 4, 170, "Post-Placement", "Supervision")
    row(paper, 176, "10/05/2026", "", "Phone", "0.5", "35.32")
    assert values(lines(paper), "service") == ["reunification", "post-placement-supervision"]


def test_amounts_right_of_captions_in_the_middle_keep_a_table_together() -> None:
    paper = titled()
    for x, caption in zip((54, 160, 270, 360, 440), ("Date", "Service", "Activity", "Hrs", "Amount"), strict=True):
        paper.text(x, 104, caption, bold=True)
    for number in range(3):
        y = 124 + number * (24 + number)
        paper.text(54, y, "10/02/2026").text(140, y, "Reunification").text(240, y, "Home visit")
        paper.text(390, y, "1.25").text(480, y, f"USD 1,20{number}.50")
    assert values(lines(paper), "amount") == [Decimal(f"120{number}.50") for number in range(3)]


def test_numbers_of_rows_stand_in_their_own_column() -> None:
    form = load_catalog().form("ia-parent-partner/self-assessment")
    paper = Paper().text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
    paper.text(60, 104, "#", bold=True).text(300, 104, "Question", bold=True).text(520, 104, "Rating", bold=True)
    for number, question in enumerate(("School meeting", "Transport to clinic"), start=1):
        y = 104 + 18 * number
        paper.text(60, y, str(number)).text(74, y, question).text(440, y, str(3 + number))
    rows = read_document(form, [paper.page])[1]["answers"]
    assert values(rows, "question") == ["School meeting", "Transport to clinic"]
    assert values(rows, "rating") == [4, 5]


def test_the_first_row_is_no_second_line_of_a_header_in_smaller_print_on_a_picture() -> None:
    sheet = Print(Paper(source="ocr").text(412, 527.5, "Hrs", size=6.5).text(412, 544, "7.50", size=7.6).page)
    head, row = sheet.runs
    assert Below([head, row])(head) is None
    close = Print(Paper(source="ocr").text(412, 527.5, "HRS", size=6.5).text(412, 540, "OWED", size=6.5).page)
    assert Below(close.runs)(close.runs[0]) is close.runs[1]


def test_a_header_that_stands_last_on_its_page_heads_the_rows_overleaf() -> None:
    first, second = header(titled(), 740), Paper(number=2).text(54, 24, "PPSP Invoice (continued)")
    row(second, 60, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(second, 80, "10/05/2026", "Placement Planning", "Phone", "0.5", "35.32")
    assert values(lines(first, second), "amount") == [Decimal("88.29"), Decimal("35.32")]


def test_a_line_that_looks_like_a_row_and_went_to_none_is_for_review() -> None:
    paper = header(titled(), 104)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 400, "10/05/2026", "Placement Planning", "Phone", "0.5", "35.32")
    rows = lines(paper)
    assert values(rows, "hours") == [Decimal("1.25"), None]
    assert all(cell.review and "10/05/2026" in (cell.text or "") for cell in rows[1].values())


def test_captions_over_columns_that_no_ruling_closes_below_are_a_header() -> None:
    form = load_catalog().form("mi-psp/meeting-record")
    paper = Paper().text(54, 40, "Quarterly Professional Development Meeting Record", size=15, bold=True)
    paper.grid([50, 190, 440], [100, 160]).text(54, 104, "Service date", bold=True).text(194, 104, "Topic", bold=True)
    for number, topic in enumerate(("Positive discipline", "Home safety")):
        paper.text(54, 122 + 18 * number, f"07/0{number + 1}/2026").text(194, 122 + 18 * number, topic)
    rows = read_document(form, [paper.page])[1]["meetings"]
    assert values(rows, "topic") == ["Positive discipline", "Home safety"]


def test_a_note_in_small_print_below_open_rows_is_no_part_of_the_last_one() -> None:
    form = load_catalog().form("mi-psp/meeting-record")
    paper = Paper().text(54, 40, "Quarterly Professional Development Meeting Record", size=15, bold=True)
    paper.text(54, 104, "#").text(54, 116, "(a)").text(120, 116, "(b)").text(320, 116, "(c)")
    paper.text(120, 104, "Service date", bold=True).text(320, 104, "Topic", bold=True)
    for number, topic in enumerate(("Positive discipline", "Home safety", "Bus passes"), start=1):
        # Where one column alone tells rows, a date beside another cell goes on behind a gap.
        y = 116 + (24 if number == 3 else 17) * number
        paper.text(54, y, str(number)).text(120, y, f"07/0{number}/2026").text(320, y, topic)
    paper.text(120, 218, "Attach the agenda of each meeting.", size=7)
    rows = read_document(form, [paper.page])[1]["meetings"]
    assert values(rows, "topic") == ["Positive discipline", "Home safety", "Bus passes"]
    assert values(rows, "date") == [date(2026, 7, number) for number in (1, 2, 3)]


def test_a_total_in_a_cell_too_narrow_for_it_is_no_row() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140, 166])
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 146, "", "", "", "1.25", "88.29").lines(XS[0] + 4, 142, "Tota", "ls:", pitch=11)
    assert values(lines(paper), "amount") == [Decimal("88.29")]


def test_a_date_that_wraps_behind_its_weekday_is_one_row() -> None:
    paper = header(titled(), 104).text(XS[0] + 4, 114, "#", size=8)
    for number, weekday in enumerate(("Thursday,", "Tuesday,")):
        y = 134 + 40 * number
        row(paper, y, weekday, "Reunification", "Home visit", "1.25", "88.29").text(XS[0] + 4, y + 12, "Oct. 2, 2026")
    assert values(lines(paper), "date") == [date(2026, 10, 2)] * 2
    assert values(lines(paper), "hours") == [Decimal("1.25")] * 2


def test_rows_whose_dates_take_three_lines_are_parted_by_the_white_between_them() -> None:
    paper = header(titled(), 104)
    for number in range(3):
        y = 124 + 52 * number
        paper.lines(XS[0] + 4, y, "Monday,", f"September {number + 7},", "2026", pitch=12)
        row(paper, y + 12, "", "Reunification", "Home visit", "1.25", "88.29")
    assert values(lines(paper), "date") == [date(2026, 9, day) for day in (7, 8, 9)]
    assert values(lines(paper), "amount") == [Decimal("88.29")] * 3


def test_cells_in_the_middle_of_a_row_of_two_lines_waver_on_a_picture_and_stay_one_row() -> None:
    paper = header(titled(), 104)
    days = ("10/02/2026", "10/05/2026", "10/09/2026")
    for y, day, hours, up in zip((130, 162, 194), days, ("1.25", "0.50", "2.00"), (0.0, 3.5, -3.5), strict=True):
        # The date falls to the line above, to none and to the line below; hours and amount to the other one.
        paper.text(XS[0] + 4, y - up, day).text(XS[3] + 4, y + up, hours).text(XS[4] + 4, y + up, "88.29")
        paper.lines(XS[1] + 4, y - 6, "Post-Placement", "Supervision").lines(
            XS[2] + 4, y - 6, "Anger management,", "part 2"
        )
    rows = lines(scanned(paper))
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 9)]
    assert values(rows, "hours") == [Decimal("1.25"), Decimal("0.50"), Decimal("2.00")]
    assert values(rows, "service") == ["post-placement-supervision"] * 3


def test_labels_side_by_side_close_below_open_rows_end_the_table() -> None:
    paper = header(titled(), 104)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 144, "10/05/2026", "Placement Planning", "Phone", "0.5", "35.32")
    paper.text(58, 164, "Agreement number").text(160, 164, "4071")
    paper.text(300, 164, "Total amount").text(XS[4] + 4, 164, "123.61")
    fields, tables = read_document(INVOICE, [scanned(paper).page])
    assert values(tables["lines"], "hours") == [Decimal("1.25"), Decimal("0.5")]
    assert not any(cell.review for each in tables["lines"] for cell in each.values())
    assert (fields["agreement_number"].value, fields["total_amount"].value) == ("4071", Decimal("123.61"))


def narrow(first: str, *parts: str) -> Paper:
    """An invoice whose one row has a date in three lines that fill their narrow cell."""
    paper = header(titled(), 104).grid([54.0, 102.0, *XS[2:]], [100, 120, 170])
    row(paper, 124, first, "", "School meeting", "1.25", "88.29").text(124, 124, "Reunification")
    return paper.lines(58, 136, *parts, pitch=12)


def test_a_month_that_a_narrow_cell_breaks_is_put_together() -> None:
    (only,) = lines(narrow("Septemb", "er 7,", "2025"))
    assert (only["date"].value, only["date"].review) == (date(2025, 9, 7), False)


def test_a_broken_date_that_the_end_of_the_page_parts_is_put_together() -> None:
    second = Paper(number=2).grid([54.0, 102.0, *XS[2:]], [54, 74, 94]).text(58, 58, "2025")
    row(second, 78, "1/8/26", "", "Phone", "1", "70.63").text(124, 78, "Reunification")
    first, _ = lines(narrow("Septemb", "er 27,"), second)
    assert first["date"].value == date(2025, 9, 27)


def test_a_column_that_numbers_the_rows_close_before_a_caption_of_two_lines() -> None:
    paper = titled().text(40, 100, "Item Date of service", bold=True).text(69, 113, "(mm/dd)", bold=True)
    paper.page.words[2:] = [w for w in paper.page.words[2:] if w.text not in ("Date", "of", "service", "(mm/dd)")]
    paper.text(62, 100, "Date of", bold=True).text(62, 110, "service", bold=True)
    for x, caption in zip(XS[1:], ("Type of service", "Description of activity", "Hrs", "Amount"), strict=False):
        paper.text(x + 4, 100, caption, bold=True)
    for number in range(3):
        row(paper, 130 + 20 * number, "", "Reunification", "Home visit", "1.25", "88.29")
        paper.text(40, 130 + 20 * number, f"{number + 1}").text(62, 130 + 20 * number, f"10/0{number + 1}/2026")
    assert values(lines(paper), "date") == [date(2026, 10, n) for n in (1, 2, 3)]


def test_captions_of_one_line_and_of_five_stand_in_one_row_of_boxes() -> None:
    paper = titled().grid(XS, [100, 170, 190])
    row(paper, 104, "Date", "Service", "", "Hrs", "Amount").lines(254, 104, "Descri", "ption", "of acti", "vi", "ty")
    row(paper, 174, "10/09/2026", "Reunification", "Home visit", "1", "70.63")
    (only,) = lines(paper)
    assert only["activity"].value == "Home visit"


def test_the_number_of_the_form_below_open_rows_is_no_part_of_the_last_one() -> None:
    paper = row(header(titled(), 100), 120, "10/09/2026", "Reunification", "Home visit", "1", "70.63")
    (only,) = lines(paper.text(54, 132, "DCF-21 (Rev. 8/21)"))
    assert (only["date"].value, only["activity"].value) == (date(2026, 10, 9), "Home visit")


def test_values_on_blanks_over_their_captions_below_open_rows_end_the_table() -> None:
    paper = row(header(titled(), 100), 120, "10/09/2026", "Reunification", "Home visit", "1", "70.63")
    for x, words, caption in ((54, "INV-22", "Invoice number"), (312, "K-179403", "LINK ID")):
        paper.text(x, 134, words).rule(x, 145, x + 230, 145).text(x, 147, caption, size=7)
    fields, tables = read_document(INVOICE, [paper.page])
    assert fields["invoice_number"].value == "INV-22"
    assert values(tables["lines"], "activity") == ["Home visit"]


def test_cells_that_stand_as_close_as_words_are_no_sentence_across_the_columns() -> None:
    form, xs = load_catalog().form("ct-pss/invoice"), (100, 155, 186, 243, 357, 401, 481)
    paper = Paper().text(54, 40, "Parenting Support Services Invoice", size=15, bold=True)
    captions = ("Service date", "Time in", "End", "Activity", "Hours", "Rate", "Amount")
    for x, caption in zip(xs, captions, strict=True):
        paper.text(x, 100, caption, size=7)
    for number, y in enumerate((116, 146)):
        cells = (f"June 1{number}, 2024", "09:00", "19:05", "Home visit", "12.00", "$55.39", "$664.68")
        for x, cell in zip((96, *xs[1:]), cells, strict=True):
            paper.text(x, y, cell, size=9)
    rows = read_document(form, [paper.page])[1]["lines"]
    assert values(rows, "start_time") == [time(9), time(9)]


def test_answers_by_boxes_are_no_surer_than_the_header_of_their_column() -> None:
    paper = Paper().square(100, 100, checked=True).text(112, 100, "Yes").square(140, 100).text(152, 100, "No")
    sheet = Print(paper.page)
    cell = Cell(type="checkbox", labels=("Full day",))
    area = Rect(90, 95, 200, 115)
    assert cell_value(sheet, cell, sheet.tokens, area, 0.85) == replace(
        cell_value(sheet, cell, sheet.tokens, area, 1.0), confidence=0.85
    )
    assert cell_value(sheet, cell, sheet.tokens, area, 1.0).value is True


def test_an_open_table_ends_where_a_grid_of_fields_begins_close_below_it() -> None:
    """A label and its date lie in the grid as a name and a date of birth lie in the table's columns."""
    form = load_catalog().form("ia-parent-partner/referral-face-sheet")
    paper = Paper(source="ocr").text(54, 60, "Child Welfare Referral Face Sheet", size=15, bold=True)
    for y, cells in (
        (100, ("Name", "Date of birth", "Placement")),
        (122, ("Ruth Amari", "April 21, 2024", "Kinship care")),
        (144, ("Luis Amari", "June 2, 2021", "Shelter care")),
    ):
        for x, cell in zip((58, 214, 354), cells, strict=True):
            paper.text(x, y, cell, bold=y == 100)
        paper.rule(54, y + 14, 560, y + 14)
    paper.grid([54, 156, 308, 560], [168, 190, 212])
    paper.text(58, 174, "Referral date").text(160, 174, "March 8, 2025")
    paper.square(310, 174).text(324, 174, "Parent Partner Program")
    paper.text(58, 196, "County").text(160, 196, "Des Moines")
    fields, tables = read_document(form, [paper.page])
    assert values(tables["children"], "name") == ["Ruth Amari", "Luis Amari"]
    assert fields["referral_date"].value == date(2025, 3, 8)


def on_a_picture(paper: Paper) -> Paper:
    paper.page.scanned = True
    paper.page.words = [replace(word, source="ocr", bold=False) for word in paper.page.words]
    return paper


def test_a_dollar_sign_under_a_caption_is_no_line_of_it_and_takes_no_row_away() -> None:
    paper = header(titled(), 104)
    row(paper, 117, "10/02/2026", "Reunification", "Home visit", "1.25", "$").text(510, 117, "88.29")
    row(paper, 130, "10/05/2026", "Placement Planning", "Phone", "0.5", "$").text(510, 130, "35.32")
    assert values(lines(on_a_picture(paper)), "amount") == [Decimal("88.29"), Decimal("35.32")]


def test_a_row_within_the_table_s_place_that_went_to_none_is_for_review_on_a_picture() -> None:
    paper = header(titled(), 104)
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    sheet = Print(on_a_picture(paper).page)
    zone = Rect(50, 100, 560, 140)
    head = find_header(sheet, INVOICE.tables["lines"], label_index(INVOICE.tables["lines"].columns.values()))
    [found] = with_lost_rows([], INVOICE.tables["lines"], head, [sheet], [[zone]], set(), set())
    assert all(cell.review and "10/02/2026" in (cell.text or "") for cell in found.values())
    told = {id(token) for token in sheet.tokens}
    assert with_lost_rows([], INVOICE.tables["lines"], head, [sheet], [[zone]], set(), told) == []


@pytest.mark.parametrize(("pitch", "found"), [(20, 3), (40, 4)])
def test_ink_that_nobody_could_read_is_a_row_only_where_one_has_room(pitch: int, found: int) -> None:
    paper = header(titled(), 104)
    tops = (124, 144, 144 + pitch)
    for y in tops:
        row(paper, y, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    on_a_picture(paper)
    top = tops[1] + 11 if pitch == 20 else tops[1] + 20
    for x in (150, 260):
        paper.page.unread.append(Ink((x / WIDTH, top / HEIGHT, (x + 36) / WIDTH, (top + 8) / HEIGHT)))
    assert len(lines(paper)) == found


def test_the_end_of_a_date_that_a_fax_shows_badly_is_no_row_of_its_own() -> None:
    paper = header(titled(), 104)
    for place, (begun, end) in enumerate((("Sept 1", "76. 2025"), ("April 2,", "2024"), ("Sept", "25. 2026"))):
        row(paper, 124 + 32 * place, begun, "Reunification", "Home visit", "1.25", "88.29")
        paper.text(XS[0] + 4, 136 + 32 * place, end)
    for x in XS:
        paper.rule(x, 100, x, 220)
    found = lines(on_a_picture(paper))
    assert values(found, "hours") == [Decimal("1.25")] * 3
    assert values(found, "date")[1:] == [date(2024, 4, 2), date(2026, 9, 25)]


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_the_last_word_of_a_cell_stays_though_it_is_a_label_of_the_form(source: Source) -> None:
    paper = header(titled(), 104)
    for y, more in ((124, "and her aunt"), (154, "Agency")):
        row(paper, y, "10/02/2026", "Reunification", "Met with the child", "1.25", "88.29")
        paper.text(XS[2] + 4, y + 12, more)
    paper.text(54, 220, "Invoice no.: 12")
    found = lines(on_a_picture(paper) if source == "ocr" else paper)
    assert values(found, "activity")[1] == "Met with the child Agency"


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_caption_of_two_words_that_are_captions_too_stays_whole(source: Source) -> None:
    xs = (54, 118, 262, 423, 510)
    paper = titled().text(93, 104, "date", bold=True)
    for x, words in zip(xs, ("Service", "Service", "Activity", "Hours", "Amount"), strict=True):
        paper.text(x, 104, words, bold=True)
    for y, day in ((124, "10/02/2026"), (144, "10/05/2026")):
        for x, cell in zip(xs, (day, "Reunification", "Visit", "1.25", "88.29"), strict=True):
            paper.text(x, y, cell)
    found = lines(on_a_picture(paper) if source == "ocr" else paper)
    assert values(found, "date") == [date(2026, 10, 2), date(2026, 10, 5)]
    assert values(found, "service") == ["reunification"] * 2


def test_dated_lines_of_a_picture_whose_table_has_no_header_are_for_review() -> None:
    visits = load_catalog().form("ri-pdi/visit-record")
    paper = (
        Paper(source="ocr").text(54, 40, "Social Worker Visit Record", size=15).text(54, 80, "Parent: Noa Whitfield")
    )
    for y, day in ((200, "21 July 2026"), (220, "18 September 2024")):
        paper.text(54, y, day).text(260, y, "School meeting")
    rows = read_document(visits, [paper.page])[1]["visits"]
    assert [row["date"].review for row in rows] == [True, True]


def test_a_row_of_a_picture_whose_only_figure_was_read_as_a_letter_is_a_row_of_its_own() -> None:
    form = load_catalog().form("ia-parent-partner/self-assessment")
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Self-Assessment", size=15)
    paper.text(60, 104, "Question").text(420, 104, "Rating")
    questions = ("School meeting", "Budgeting and shopping", "Transport to clinic", "Medication safety")
    for number, (question, rating) in enumerate(zip(questions, ("4", "I", "3", "2"), strict=True), start=1):
        paper.text(60, 104 + 17 * number, question).text(422, 101 + 17 * number, rating)
    rows = read_document(form, [paper.page])[1]["answers"]
    assert values(rows, "question") == list(questions)
    assert values(rows, "rating") == [4, 1, 3, 2]
    assert [row["rating"].review for row in rows] == [False, True, False, False]


def test_a_star_behind_a_caption_is_no_column_of_its_own() -> None:
    form = load_catalog().form("mi-psp/training-record")
    paper = Paper(source="ocr").text(54, 40, "PSP Classroom Training Record", size=15)
    paper.text(60, 104, "Date").text(230, 104, "Full day").text(300, 104, "Topics").text(344, 104, "*")
    for number, topic in enumerate(("Parent coaching", "Transport to clinic", "Home safety check")):
        paper.text(60, 124 + 20 * number, f"02/1{number}/2026").text(300, 124 + 20 * number, topic)
    rows = read_document(form, [paper.page])[1]["days"]
    assert values(rows, "topics") == ["Parent coaching", "Transport to clinic", "Home safety check"]


def test_a_row_of_a_picture_whose_number_seems_bold_ends_no_table() -> None:
    form = load_catalog().form("ia-parent-partner/contact-log")
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Contact Log", size=15)
    for x, caption in zip((40, 90, 250, 440), ("Item", "Date of contact", "Type of contact", "Minutes"), strict=True):
        paper.text(x, 104, caption)
    for number in range(1, 4):
        y = 104 + 18 * number
        paper.text(44, y, str(number), bold=number == 2).text(90, y, f"06/2{number}/2026")
        paper.text(250, y, "Transport to clinic").text(444, y, f"1{number}")
    rows = read_document(form, [paper.page])[1]["contacts"]
    assert values(rows, "minutes") == [11, 12, 13]
    assert not any(row["kind"].review for row in rows)


def broken_dates(*days: int) -> Paper:
    """A training record whose narrow column breaks every date at its last hyphen."""
    paper = Paper().text(54, 40, "PSP Classroom Training Record", size=15, bold=True)
    paper.text(54, 104, "Date", bold=True).text(104, 104, "Full day", bold=True).text(160, 104, "Topics", bold=True)
    for number, day in enumerate(days):
        y = 124 + 26 * number
        paper.text(54, y, "2026-10-").text(54, y + 11, f"{day:02d}").text(160, y, "SMART Goals; Boundaries")
    return paper


def test_boxes_beside_dates_that_break_at_a_hyphen_are_in_their_column() -> None:
    paper = broken_dates(5, 6, 7).square(108, 124, checked=True).square(108, 176, checked=True)
    rows = read_document(TRAINING, [paper.page])[1]["days"]
    assert values(rows, "date") == [date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7)]
    assert [(row["full_day"].value, row["full_day"].review) for row in rows] == [
        (True, False),
        (False, False),
        (True, False),
    ]


def test_a_box_that_stands_beside_its_column_makes_the_cell_doubtful() -> None:
    paper = broken_dates(5, 6).square(300, 124, checked=True)
    rows = read_document(TRAINING, [paper.page])[1]["days"]
    assert [row["full_day"].review for row in rows] == [True, False]


def test_a_value_over_its_caption_at_the_head_of_the_next_page_is_no_rest_of_the_last_row() -> None:
    form = load_catalog().form("ia-parent-partner/referral-face-sheet")
    first = Paper().text(54, 40, "Child Welfare Referral Face Sheet", size=15, bold=True)
    for x, captions, cell in ((54, "Name", "Noa Whitfield"), (240, "Date of birth", "05/02/2015")):
        first.text(x, 700, captions, bold=True).text(x, 720, cell)
    first.text(358, 700, "Placement", bold=True).text(358, 720, "Foster home")
    second = Paper(number=2).text(290, 60, "06/03/2026").rule(290, 76, 440, 76).text(290, 78, "Date signed", size=7)
    fields, tables = read_document(form, [first.page, second.page])
    assert values(tables["children"], "placement") == ["Foster home"]
    assert fields["signature_date"].value == date(2026, 6, 3)


def test_a_scrawl_on_the_line_to_sign_below_open_rows_is_no_part_of_them() -> None:
    paper = broken_dates(5, 6).square(108, 124, checked=True).square(108, 150, checked=True)
    paper.text(54, 180, "Mmad", size=12).text(96, 180, "lkw", size=12).rule(54, 193, 340, 193)
    paper.text(54, 195, "Trainer signature", size=7)
    paper.text(
        54, 260, "Keep this record with the papers of the agency until the certificate of the person was issued."
    )
    rows = read_document(TRAINING, [scanned(paper).page])[1]["days"]
    assert values(rows, "date") == [date(2026, 10, 5), date(2026, 10, 6)]
    assert values(rows, "full_day") == [True, True]


def test_sums_carried_over_a_page_are_no_rows() -> None:
    first = header(titled(), 104)
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    first.text(58, 144, "Carried forward").text(464, 144, "88.29")
    second = Paper(number=2).text(58, 40, "Brought forward").text(464, 40, "88.29")
    row(second, 60, "10/05/2026", "Placement Planning", "School meeting", "0.50", "35.32")
    rows = lines(first, second)
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 5)]
    assert values(rows, "amount") == [Decimal("88.29"), Decimal("35.32")]


def test_words_of_a_total_that_run_over_the_columns_do_not_join_them() -> None:
    paper = titled()
    for x, caption in zip((58, 90, 250, 404, 464), ("Date", "Service", "Activity", "Hrs", "Amount"), strict=True):
        paper.text(x, 104, caption, bold=True)
    for y, day in ((124, "10/2/26"), (144, "10/5/26")):
        paper.text(58, y, day).text(98, y, "Reunification").text(250, y, "Home visit").text(404, y, "1.00")
        paper.text(464, y, "70.63")
    paper.text(62, 164, "Subtotal of October").text(404, 164, "2.00").text(464, 164, "141.26")
    rows = lines(paper)
    assert values(rows, "service") == ["reunification"] * 2
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 5)]


def test_heads_of_groups_are_no_rows_and_end_no_table() -> None:
    paper = header(titled(), 104).text(58, 124, "Services in October", bold=True)
    row(paper, 138, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 152, "10/05/2026", "Placement Planning", "School meeting", "0.50", "35.32")
    paper.text(58, 166, "Services in November", bold=True)
    row(paper, 180, "11/05/2026", "Placement Planning", "Phone call", "0.25", "17.66")
    rows = lines(paper)
    assert values(rows, "activity") == ["Home visit", "School meeting", "Phone call"]
    assert not any(cell.review for each in rows for cell in each.values())


def test_a_ruled_row_that_heads_a_group_does_not_end_the_table() -> None:
    paper = header(titled(), 104).grid(XS, [100, 120, 140]).grid(XS, [160, 180])
    row(paper, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    paper.box(XS[0], 140, XS[-1], 160).text(58, 144, "November 2026")
    row(paper, 164, "11/05/2026", "Placement Planning", "Phone call", "0.25", "17.66")
    assert values(lines(paper), "activity") == ["Home visit", "Phone call"]


def test_lines_and_bars_that_are_typed_part_a_table() -> None:
    paper = titled()
    for y, cells in (
        (104, ("Date", "Type of service", "Description of activity", "Hrs", "Amount ($)")),
        (128, ("10/02/2026", "Reunification", "Home visit and a walk to", "1.25", "88.29")),
        (140, ("", "", "the park", "", "")),
        (152, ("10/05/2026", "Placement Planning", "School meeting", "0.50", "35.32")),
    ):
        row(paper, y, *cells)
        for x in XS:
            paper.text(x - 2, y, "|")
    paper.text(54, 116, "-" * 97).text(54, 164, "-" * 97)
    rows = lines(paper)
    assert values(rows, "activity") == ["Home visit and a walk to the park", "School meeting"]
    assert values(rows, "hours") == [Decimal("1.25"), Decimal("0.50")]


def test_captions_of_two_lines_that_nearly_touch() -> None:
    meeting = load_catalog().form("mi-psp/meeting-record")
    paper = Paper().text(54, 40, "Quarterly Professional Development Meeting Record", size=14)
    paper.text(54, 104, "Meeting Topic of the", bold=True).text(54, 116, "date", bold=True)
    paper.text(95, 116, "meeting", bold=True)
    paper.text(54, 136, "01/09/").text(95, 136, "Youth guided care").text(54, 148, "2026")
    paper.text(54, 164, "03/02/").text(95, 164, "Boundaries").text(54, 176, "2026")
    rows = read_document(meeting, [paper.page])[1]["meetings"]
    assert values(rows, "date") == [date(2026, 1, 9), date(2026, 3, 2)]
    assert values(rows, "topic") == ["Youth guided care", "Boundaries"]


def on_picture(*cells: tuple[float, float, str], bold: bool = False) -> list[Row]:
    """The rows of a training record on a picture, whose cells stand at these places."""
    paper = Paper(source="ocr").text(54, 40, "Parent Support Partner Training Record", size=14)
    for x, caption in ((54.0, "Date"), (150.0, "Full day"), (220.0, "Topics covered")):
        paper.text(x, 104, caption, bold=True)
    for x, y, words in cells:
        paper.text(x, y, words, bold=bold and words[0].isdigit())
    return read_document(TRAINING, [paper.page])[1]["days"]


def test_cells_set_in_the_middle_of_dates_of_two_lines_on_a_picture() -> None:
    cells = [
        cell
        for y, day, topic in ((124.0, "October", "Boundaries"), (155.0, "October", "Advocacy"), (186.3, "May", "Grief"))
        for cell in ((54.0, y, day), (150.0, y + 6, "X"), (220.0, y + 6, topic), (54.0, y + 12, "03,2026"))
    ]
    rows = on_picture(*cells)
    assert values(rows, "date") == [date(2026, 10, 3), date(2026, 10, 3), date(2026, 5, 3)]
    assert values(rows, "topics") == ["Boundaries", "Advocacy", "Grief"]


def test_lines_that_waver_on_a_picture_stay_with_the_row_they_follow() -> None:
    rows = on_picture(
        (54, 124, "03/16/2026"), (220, 124, "Boundaries"),
        (54, 135, "06/01/2026"), (220, 135, "Barriers met"), (220, 146.8, "by young people"),
        (54, 158.3, "08/20/2026"), (220, 158.3, "Barriers met"), (220, 170.1, "by young people"),
    )  # fmt: skip
    assert values(rows, "topics")[1:] == ["Barriers met by young people"] * 2


def test_a_date_that_seems_bold_on_a_picture_does_not_end_the_table() -> None:
    rows = on_picture(
        (54, 124, "Monday"), (220, 124, "Boundaries"), (54, 136, "03/16/2026"),
        (54, 156, "Friday"), (220, 156, "Grief"), (54, 168, "03/20/2026"), bold=True,
    )  # fmt: skip
    assert values(rows, "date") == [date(2026, 3, 16), date(2026, 3, 20)]


@pytest.mark.parametrize("ruled", [True, False])
def test_rows_that_go_on_beside_the_first_ones(ruled: bool) -> None:
    log = load_catalog().form("ia-parent-partner/contact-log")
    paper = Paper().text(54, 40, "Parent Partner Contact Log", size=14)
    edges = [50.0, 120.0, 210.0, 270.0]
    for left in (0.0, 250.0):
        xs = [edge + left for edge in edges]
        if ruled:
            paper.grid(xs, [100, 120, 140, 160])
        cells = (
            ("Date", "Kind", "Minutes"),
            ("10/02/2026" if left == 0 else "10/07/2026", "Phone call", "15"),
            ("10/05/2026", "Home visit", "60") if left == 0 else ("", "", ""),
        )
        for number, words in enumerate(cells):
            for x, word in zip(xs, words, strict=False):
                paper.text(x + 4, 104 + 20 * number, word)
    rows = read_document(log, [paper.page])[1]["contacts"]
    assert values(rows, "date") == [date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 7)]
    assert values(rows, "minutes") == [15, 60, 15]


def test_a_row_at_the_head_of_a_page_whose_words_reach_into_the_next_column() -> None:
    first = header(titled(), 104)
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    second = Paper(number=2, source="ocr")
    for y, x in ((40, 118), (80, 119)):
        second.text(58, y, "October").text(58, y + 12, "05,2026").text(x, y + 6, "Reunification")
        second.text(254, y + 6, "Court").text(404, y + 6, "1.00").text(464, y + 6, "70.63")
    assert values(lines(first, second), "date") == [date(2026, 10, 2), date(2026, 10, 5), date(2026, 10, 5)]


def test_a_page_that_seems_to_hold_rows_and_gave_none_is_for_review() -> None:
    first = header(titled(), 104)
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    askew = Paper(number=2, source="ocr")
    for number, (x, words) in enumerate(
        ((300, "1.00"), (340, "$70.63"), (90, "Court"), (300, "2.00"), (340, "$141.26"))
    ):
        askew.text(x, 40 + 40 * number, words)
    rows = lines(first, askew)
    assert [each["date"].value for each in rows] == [date(2026, 10, 2), None]
    assert rows[1]["date"].review
    instructions = Paper(number=2, source="ocr").lines(54, 40, "1.00", "Write clearly.", "Sign it.", "2.00", "Mail it.")
    assert len(lines(first, instructions)) == 1


def test_what_ends_a_caption_below_the_header_is_no_row() -> None:
    paper = titled()
    for x, caption in zip(XS, ("Date", "Type of service", "Activity", "Number", "Amount ($)"), strict=False):
        paper.text(x + 4, 104, caption)
    paper.text(404, 119, "of").text(404, 134, "hours")
    row(paper, 154, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(paper, 172, "10/05/2026", "Placement Planning", "School meeting", "0.50", "35.32")
    rows = lines(paper)
    assert values(rows, "hours") == [Decimal("1.25"), Decimal("0.50")]
    assert not any(cell.review for each in rows for cell in each.values())


def test_a_column_of_a_picture_that_may_be_astray_from_one_row_to_another_is_for_review() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Contact Log", size=14)
    for x, caption in ((54, "Date"), (150, "Kind"), (300, "Minutes")):
        paper.text(x, 104, caption)
    for number in range(6):
        paper.text(54, 124 + 20 * number, f"10/0{number + 1}/2026").text(150, 124 + 20 * number, "Phone call")
    for number, minutes in enumerate(("15", "20", "45", "30", "60")):
        paper.text(300, 124 + 20 * number - (9 if number > 1 else 0), minutes, size=9)
    paper.text(300, 135, "5", size=9)
    rows = read_document(load_catalog().form("ia-parent-partner/contact-log"), [paper.page])[1]["contacts"]
    astray = [each for each, true in zip(rows, (15, 5, 20, 45, 30, 60), strict=True) if each["minutes"].value != true]
    assert astray
    assert all(each["minutes"].review for each in astray)


def test_print_of_a_picture_that_was_read_as_one_word_across_the_columns_parts_none() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Contact Log", size=14)
    for x, caption in ((54, "Date"), (150, "Kind"), (300, "Minutes")):
        paper.text(x, 104, caption)
    for number in range(3):
        y = 124 + 14 * number
        paper.text(54, y, f"10/0{number + 1}/2026").text(150, y, "Phone call").text(300, y, "15")
    paper.text(54, 166, "10/04/2026Pnonecai1" + "-" * 34)
    rows = read_document(load_catalog().form("ia-parent-partner/contact-log"), [paper.page])[1]["contacts"]
    assert values(rows, "minutes")[:3] == [15, 15, 15]
    assert values(rows, "date")[:3] == [date(2026, 10, day) for day in (1, 2, 3)]


def test_columns_ruled_without_rows_go_on_over_the_page_and_end_in_totals_below_them() -> None:
    first, second = titled(), Paper(number=2)
    header(first, 104).grid(XS, [100, 120])
    for paper, top in ((first, 120), (second, 40)):
        for x in XS:
            paper.rule(x, top, x, top + 40)
    row(first, 124, "10/02/2026", "Reunification", "Home visit", "1.25", "88.29")
    row(first, 142, "10/05/2026", "Placement Planning", "School meeting", "0.50", "35.32")
    row(second, 44, "10/06/2026", "Reunification", "Home visit", "1.00", "70.63")
    row(second, 62, "10/07/2026", "Placement Planning", "Court date", "2.00", "141.26")
    second.rule(XS[0], 80, XS[-1], 80)
    row(second, 86, "Total", "", "", "4.75", "335.50")
    fields, tables = read_document(INVOICE, [first.page, second.page])
    assert values(tables["lines"], "hours") == [Decimal("1.25"), Decimal("0.50"), Decimal("1.00"), Decimal("2.00")]
    assert fields["total_amount"].value == Decimal("335.50")


def test_a_date_broken_over_two_lines_that_seems_bold_on_a_picture_does_not_end_the_table() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Support Partner Training Record", size=14)
    for x, caption in ((54.0, "Date"), (150.0, "Full day"), (220.0, "Topics covered")):
        paper.text(x, 104, caption)
    for y, day, topic in ((124, "01-Mar-", "Boundaries"), (154, "12-Apr-", "Grief"), (184, "25-Jul-", "Advocacy")):
        paper.text(54, y, day, bold=y == 154).text(54, y + 12, "2026").text(220, y + 6, topic)
    days = read_document(TRAINING, [paper.page])[1]["days"]
    assert values(days, "date") == [date(2026, 3, 1), date(2026, 4, 12), date(2026, 7, 25)]


def test_the_currency_that_blank_rows_print_is_in_no_column_and_makes_no_row() -> None:
    paper = titled()
    places = (54.0, 80.0, 170.0, 288.0, 423.0, 482.0)
    for x, caption in zip(
        places, ("Item", "Service date", "Type of service", "Activity", "Hrs", "Amount ($)"), strict=True
    ):
        paper.text(x, 104, caption, bold=True)
    cells = ("1", "10/02/2026", "Reunification", "Budgeting and more", "14.50", "$")
    for x, cell in zip(places, cells, strict=True):
        paper.text(x, 124, cell)
    paper.text(540, 124, "70.12")
    for number, y in ((2, 144), (3, 164), (4, 184)):
        paper.text(54, y, str(number)).text(482, y, "$")
    [only] = lines(paper)
    said = {name: (cell.value, cell.review) for name, cell in only.items()}
    assert said["activity"] == ("Budgeting and more", False)
    assert said["hours"] == (Decimal("14.50"), False)
    assert said["amount"] == (Decimal("70.12"), False)
