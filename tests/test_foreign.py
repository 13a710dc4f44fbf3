"""Forms in layouts that nobody told the reader: every form drawn in seeded styles, and single traits by hand."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.foreign import read_document
from extractors.labels import find_spots, label_index
from extractors.limits import Limits
from extractors.lines import Print
from extractors.page import Ink, Page, Word
from extractors.pdf import read_page
from extractors.pieces import Piece
from extractors.places import Places
from extractors.recognise import split
from extractors.rects import Token, sureness
from extractors.ruledboxes import RuledBoxes
from extractors.textlines import TextLines
from forms.catalog import load_catalog
from forms.evidence import Source, Value
from forms.form import Form
from tests.support.layouts import KINDS, Drawn, draw
from tests.support.paper import Paper

CATALOG = load_catalog()
FORMS = [form for form in CATALOG.forms() if form.fields and not form.kinds]
LAYOUTS_A_FORM = 3


def form(name: str) -> Form:
    return CATALOG.form(name)


def pages_of(drawn: Drawn) -> list[Page]:
    document = pdfium.PdfDocument(drawn.pdf)
    return [read_page(document, index, file="paper.pdf").page for index in range(len(document))]


def pairs(drawn: Drawn, fields: dict[str, Value], tables: dict[str, Any]) -> Iterator[tuple[str, Any, Value | None]]:
    """Path, truth and reading of every value; a row too many or too few counts as well."""
    for name, truth in drawn.fields.items():
        yield name, truth, fields[name]
    for name, rows in drawn.tables.items():
        read = tables[name]
        for number in range(max(len(rows), len(read))):
            row = rows[number] if number < len(rows) else dict.fromkeys(rows[0])
            for column, truth in row.items():
                yield f"{name}[{number}].{column}", truth, read[number][column] if number < len(read) else None


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_in_strange_layouts(kind: str) -> None:
    counts: Counter[str] = Counter()
    wrong = []
    for number, each in enumerate(FORMS):
        if (number + KINDS.index(kind)) % len(KINDS) >= LAYOUTS_A_FORM:
            continue
        seed = 100 + number * len(KINDS) + KINDS.index(kind)
        drawn = draw(each, CATALOG.program(each.program).agency, seed, kind=kind)
        pages = pages_of(drawn)
        proposals = split(pages, CATALOG)
        counts["documents"] += 1
        counts["recognised"] += [p.form for p in proposals] == [each.id] and len(proposals[0].pages) == len(pages)
        for path, truth, value in pairs(drawn, *read_document(each, pages)):
            right = value is not None and value.value == truth
            counts["values"] += 1
            counts["exact"] += right
            if not right:
                counts["silent"] += value is None or not value.review
                wrong.append(f"{each.id} seed {seed} {path}: {truth!r} read as {value}")
    assert counts["recognised"] == counts["documents"]
    assert counts["exact"] >= 0.998 * counts["values"], wrong
    assert counts["silent"] <= 0.0005 * counts["values"], wrong


# --- single traits ----------------------------------------------------------------------------------------------------


def read(name: str, paper: Paper) -> dict[str, Value]:
    return read_document(form(name), [paper.page])[0]


def test_labels_with_words_of_their_own() -> None:
    paper = Paper().text(54, 60, "PPSP Invoice", size=15, bold=True)
    paper.lines(54, 100, "Name of the private agency: Harborlight House", "Billing month (mm/yyyy): 10/2026", pitch=18)
    paper.lines(54, 140, "Child's name (last, first): Sorensen, Noor", "Invoice no.: INV-22", pitch=18)
    values = read("ct-ppsp/invoice", paper)
    assert values["agency_name"].value == "Harborlight House"
    assert str(values["invoice_month"].value) == "2026-10"
    assert values["child_name"].value == "Sorensen, Noor"
    assert values["invoice_number"].value == "INV-22"


def test_each_date_belongs_to_its_own_signature() -> None:
    paper = Paper().text(54, 40, "PPSP Service Agreement", size=15, bold=True)
    signers = (
        "Private agency representative",
        "Child's Social Worker",
        "Social Work Supervisor",
        "Regional Administrator",
    )
    for number, signer in enumerate(signers):
        y = 120 + 60 * number
        paper.rule(54, y, 260, y).rule(320, y, 420, y).ink(70, y)
        paper.text(54, y + 2, signer, size=8).text(320, y + 2, "Date", size=8)
        paper.text(322, y - 12, f"{number + 1}/15/2026")
    values = read("ct-ppsp/service-agreement", paper)
    names = ("agency", "social_worker", "supervisor", "administrator")
    assert [values[f"{name}_signature_date"].value for name in names] == [date(2026, n, 15) for n in (1, 2, 3, 4)]
    assert all(values[f"{name}_signature"].value for name in names)


def test_line_without_ink_is_not_signed() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.rule(54, 120, 260, 120).text(54, 122, "Provider signature", size=8)
    paper.rule(54, 180, 260, 180).text(54, 182, "DDS signature", size=8).ink(70, 180)
    values = read("ct-pss/provider-agreement", paper)
    assert values["provider_signature"].value is False
    assert not values["provider_signature"].review
    assert values["department_signature"].value is True


def test_name_typed_on_the_line_is_for_review() -> None:
    paper = Paper().text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 120, "Provider name: Noor Sorensen").text(54, 150, "Provider signature: Noor Sorensen")
    value = read("ct-pss/provider-agreement", paper)["provider_signature"]
    assert value.value is True
    assert value.review


@pytest.mark.parametrize("print_", ["è", "I declare that all of the above is true"])
def test_a_scrap_or_a_sentence_is_no_name_in_the_place_of_a_signature(print_: str) -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 120, "Provider name: Noor Sorensen").text(54, 150, f"Provider signature: {print_}")
    assert read("ct-pss/provider-agreement", paper)["provider_signature"].value is False


@pytest.mark.parametrize(("x", "review"), [(250, True), (420, False)])
def test_a_drawing_of_a_picture_that_is_nobodys_makes_a_missing_signature_doubtful(x: float, review: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.rule(54, 120, 160, 120).text(54, 122, "Provider signature", size=8).ink(x, 168)
    value = read("ct-pss/provider-agreement", paper)["provider_signature"]
    assert (value.value, value.review) == (review, review)


def test_dates_are_doubted_where_the_label_of_one_signature_was_not_found() -> None:
    paper = Paper().text(54, 40, "Service Agreement", size=15, bold=True)
    signers = ("Agency representative:", "Blot:", "Social Work Supervisor:", "Regional Administrator or designee:")
    for row, signer in enumerate(signers):
        y = 120 + 40 * row
        paper.text(54, y, signer).rule(250, y + 10, 360, y + 10).ink(252, y + 8)
        paper.text(380, y, "Date:").text(420, y, f"0{row + 1}/03/2026")
    values = read("ct-ppsp/service-agreement", paper)
    dates = [value for name, value in values.items() if name.endswith("signature_date") and value.value]
    assert len(dates) == 4
    assert all(value.confidence < 0.9 for value in dates)


def choice_paper(*checked: str) -> Paper:
    paper = Paper().text(54, 40, "Background Check Result", size=15, bold=True).text(54, 100, "Result:")
    for number, caption in enumerate(("Clear", "Record found", "Pending")):
        paper.square(120 + 90 * number, 100, caption in checked).text(132 + 90 * number, 100, caption)
    return paper


def test_one_box_checked_is_the_choice() -> None:
    value = read("ct-pss/background-check", choice_paper("Record found"))["result"]
    assert (value.value, value.source, value.review) == ("record-found", "mark", False)


def test_a_filling_that_a_line_end_parted_from_its_box_fills_it() -> None:
    paper = Paper().text(54, 40, "Background Check Result", size=15, bold=True).text(54, 100, "Result:")
    paper.square(120, 100, checked=False).square(54, 120, checked=True, size=6).text(54, 130, "Clear")
    paper.square(100, 130, checked=False).text(112, 130, "Record found")
    paper.square(200, 130, checked=False).text(212, 130, "Pending")
    value = read("ct-pss/background-check", paper)["result"]
    assert (value.value, value.review) == ("clear", False)


def test_no_box_checked_is_blank() -> None:
    value = read("ct-pss/background-check", choice_paper())["result"]
    assert value.blank
    assert not value.review


def test_two_boxes_checked_are_unreadable() -> None:
    value = read("ct-pss/background-check", choice_paper("Clear", "Pending"))["result"]
    assert value.unreadable
    assert value.review
    assert value.text == "Clear / Pending"


def test_yes_and_no_beside_a_question() -> None:
    paper = Paper().text(54, 40, "Home Study Report", size=15, bold=True)
    paper.text(54, 100, "All members of the family were met:").square(250, 100, True).text(262, 100, "Yes")
    paper.square(300, 100).text(312, 100, "No")
    paper.text(54, 120, "Health may affect the ability to care:").square(250, 120).text(262, 120, "Yes")
    paper.square(300, 120, True).text(312, 120, "No")
    values = read("ri-pdi/home-study", paper)
    assert values["members_met"].value is True
    assert values["health_question"].value is False


def test_headings_and_boilerplate_are_no_values() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=15, bold=True)
    paper.text(54, 90, "Parent name: Imani Osei").text(54, 110, "Specific need:")
    paper.text(54, 126, "Section 2. Decision", bold=True)
    paper.text(54, 150, "Amount requested: $120.00")
    paper.text(54, 170, "Requests are answered within five working days of their receipt.", size=8)
    values = read("ia-parent-partner/flex-fund-request", paper)
    assert values["parent_name"].value == "Imani Osei"
    assert values["need"].blank
    assert values["amount"].value == Decimal("120.00")


def test_label_that_is_not_printed_is_for_review() -> None:
    paper = Paper().text(54, 40, "Flex Fund Request", size=15, bold=True).text(54, 90, "Parent name: Imani Osei")
    value = read("ia-parent-partner/flex-fund-request", paper)["amount"]
    assert value.value is None
    assert value.review


def test_value_that_begins_like_a_label() -> None:
    paper = Paper().text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 90, "Parent: Imani Osei").text(54, 110, "Goals and objectives:")
    paper.lines(
        54, 124, "Parent named three goals for the spring and chose the one to begin with; the provider", "agreed."
    )
    values = read("ct-pss/session-note", paper)
    assert values["parent_name"].value == "Imani Osei"
    assert str(values["goals"].value).startswith("Parent named three goals")


def test_evidence_points_at_the_words() -> None:
    paper = Paper(number=3).text(54, 40, "Flex Fund Request", size=15, bold=True)
    paper.text(54, 90, "Parent name:").text(200, 90, "Imani", sure=0.97).text(230, 90, "Osei", sure=0.6)
    value = read("ia-parent-partner/flex-fund-request", paper)["parent_name"]
    assert (value.text, value.page, value.confidence) == ("Imani Osei", 3, 0.6)
    assert value.box == pytest.approx((200 / 612, 90 / 792, 250 / 612, 100 / 792), abs=1e-3)


def test_print_beside_a_label_of_a_picture_is_never_passed_off_as_a_blank() -> None:
    form = load_catalog().form("ct-pss/session-note")
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 80, "Parent: Noa Whitfield").text(54, 110, "Start time:").text(54, 140, "End time:")
    paper.text(54, 170, "Location of service: Kitchen")
    blank = read_document(form, [paper.page])[0]["start_time"]
    assert (blank.value, blank.review) == (None, False)
    # Boxes of a picture's words may overlap by part of a letter.
    paper.text(54 + 0.5 * 10 * 11 + 2.8 - 4, 110, "10:00 AM")
    value = read_document(form, [paper.page])[0]["start_time"]
    assert str(value.value) == "10:00:00"


def test_a_value_behind_a_stray_ruling_of_a_picture_is_read_and_for_review() -> None:
    form = load_catalog().form("ct-pss/session-note")
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 80, "Parent: Noa Whitfield").text(54, 110, "Start time").text(190, 110, "10:00 AM")
    paper.box(48, 104, 180, 126).text(54, 140, "End time:").text(54, 170, "Location of service: Kitchen")
    value = read_document(form, [paper.page])[0]["start_time"]
    assert (str(value.value), value.review) == ("10:00:00", True)


def test_print_under_an_empty_box_of_a_picture_makes_the_blank_doubtful() -> None:
    form = load_catalog().form("ct-pss/session-note")
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 80, "Parent: Noa Whitfield").text(54, 110, "Start time").box(48, 104, 180, 122)
    paper.text(54, 128, "about noon").text(54, 150, "End time:").text(54, 170, "Location of service: Kitchen")
    value = read_document(form, [paper.page])[0]["start_time"]
    assert (value.value, value.review) == (None, True)


def test_print_over_a_label_whose_line_was_lost_makes_the_blank_doubtful() -> None:
    paper = Paper(source="ocr").text(54, 40, "Participant Outcomes", size=14)
    for x, caption, value in ((54, "Parent name", "Priya Larsen"), (224, "Date completed", "Aqril I5 2O2S")):
        paper.text(x + 2, 108, value, size=9).text(x, 123, caption, size=9)
    paper.rule(54, 119, 214, 119)
    values, _ = read_document(form("ia-parent-partner/participant-outcomes"), [paper.page])
    assert values["completed_date"].value is None
    assert values["completed_date"].review


def test_a_line_that_lost_its_beginning_has_its_caption() -> None:
    paper = Paper(source="ocr").text(54, 40, "Participant Outcomes", size=14).text(56, 109, "Priya Larsen", size=9)
    paper.rule(88, 119, 300, 119).text(54, 123, "Parent name", size=9)
    sheet = Print(paper.page)
    fields = {"parent_name": form("ia-parent-partner/participant-outcomes").fields["parent_name"]}
    spots = find_spots(sheet.runs, label_index(fields.values()))
    places = Places(sheet, sheet.runs, spots, {id(spot): fields["parent_name"] for spot in spots})
    assert [places.captions.line_over(spot) for spot in spots] == sheet.rules


def test_a_misread_hint_in_fine_print_under_a_caption_is_no_value() -> None:
    paper = Paper(source="ocr").text(54, 40, "General Service Plan", size=14)
    hints = ("Pirase punt clearfy", "Pleave pant cleady", "Please punt cicary")
    told = (("Eligible person", "Ulla Tanaka"), ("Date of assessments", "02-13-2025"), ("Social needs", "A friend"))
    for y, (caption, value), hint in zip((80, 134, 188), told, hints, strict=True):
        paper.text(56, y, value, size=9).rule(54, y + 11, 330, y + 11)
        paper.text(54, y + 17, caption, size=9).text(54, y + 28, hint, size=6)
    values, _ = read_document(form("ri-pdi/service-plan"), [paper.page])
    read = [values[name].value for name in ("eligible_person_name", "assessment_date", "social")]
    assert read == ["Ulla Tanaka", date(2025, 2, 13), "A friend"]


def faxed_grid(*cuts: tuple[float, float]) -> Paper:
    """Labels and values in two columns of a grid on a picture, the line under the third row cut there."""
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    rows = {"Parent:": "Noa Whitfield", "Date of service:": "04/22/2026", "Start time:": "10:15 AM",
            "End time:": "12:45 PM", "Location of service:": "Kitchen", "Attendees:": "Mother and aunt"}  # fmt: skip
    ys = [80.0 + 20 * number for number in range(len(rows) + 1)]
    for x in (50, 240, 560):
        paper.rule(x, ys[0], x, ys[-1])
    for y, (label, said) in zip(ys, rows.items(), strict=False):
        paper.text(54, y + 5, label).text(244, y + 5, said)
    for y in ys:
        ends = [50.0, *(end for cut in cuts for end in cut), 560.0] if y == ys[3] else [50.0, 560.0]
        for x0, x1 in zip(ends[::2], ends[1::2], strict=True):
            if x0 < x1:
                paper.rule(x0, y, x1, y)
    return paper


@pytest.mark.parametrize("cuts", [((320, 357),), ((90, 104), (323, 350)), ((538, 560),), ((50, 66), (300, 330))])
def test_a_ruling_that_a_fax_broke_parts_boxes_all_the_same(cuts: tuple[tuple[float, float], ...]) -> None:
    fields = read_document(form("ct-pss/session-note"), [faxed_grid(*cuts).page])[0]
    read = [(fields[name].value, fields[name].review) for name in ("start_time", "end_time", "location")]
    assert read == [(time(10, 15), False), (time(12, 45), False), ("Kitchen", False)]


def test_a_line_to_sign_on_is_no_edge_of_its_box_on_a_picture() -> None:
    paper = Paper(source="ocr").box(50, 100, 300, 160).rule(62, 140, 292, 140).rule(312, 140, 542, 140)
    box = Print(paper.box(300, 100, 550, 160).page).box_at(100, 120)
    assert box is not None
    assert (round(box.y0), round(box.y1)) == (100, 160)


def words(text: str, sure: float) -> list[Token]:
    return [Token(0, 0, 9, 9, word, word, False, sure, "ocr") for word in text.split()]


@pytest.mark.parametrize(
    ("passage", "doubtful", "sure"),
    [(12, "at", 0.9), (12, "at six in the afternoon", 0.3), (1, "at", 0.3)],
)
def test_a_doubtful_word_makes_a_short_text_doubtful_but_not_a_long_one(
    passage: int, doubtful: str, sure: float
) -> None:
    assert sureness([*words("at the kitchen table " * passage, 0.9), *words(doubtful, 0.3)]) == sure


@pytest.mark.parametrize(("source", "review"), [("text", False), ("ocr", True)])
def test_a_choice_without_a_mark_is_doubted_on_a_picture(source: Source, review: bool) -> None:
    form = load_catalog().form("ct-ppsp/core-contract-request")
    paper = Paper(source=source).text(54, 40, "Core Contract Request", size=15, bold=True)
    paper.text(54, 80, "Legal name: Harbor Family Services").text(54, 110, "Provider type:")
    paper.square(150, 110).text(164, 110, "Child-placing agency").square(300, 110).text(314, 110, "Clinical provider")
    choice = read_document(form, [paper.page])[0]["provider_kind"]
    assert (choice.value, choice.review) == (None, review)


def plain_choice(cross: float | None) -> Value:
    """The choice on a picture whose blanks before the captions were lost, an X before one of them."""
    paper = Paper(source="ocr").text(54, 40, "Background Check Result", size=15, bold=True).text(54, 100, "Result:")
    for number, caption in enumerate(("Clear", "Record found", "Pending")):
        paper.text(120 + 100 * number, 100, caption)
    if cross is not None:
        paper.text(cross, 100, "X")
    return read("ct-pss/background-check", paper)["result"]


def test_an_x_before_a_caption_chooses_it_for_review() -> None:
    value = plain_choice(212)
    assert (value.value, value.review) == ("record-found", True)


def test_a_choice_of_which_all_captions_stand_there_unmarked_is_for_review() -> None:
    assert plain_choice(None).review


def overleaf(first: Paper, second: Paper) -> dict[str, Value]:
    return read_document(form("ri-pdi/parent-application"), [first.page, second.page])[0]


def page_ending_in(*lines: str) -> Paper:
    paper = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    paper.lines(54, 80, "Applicant name: Noa Whitfield", "Phone: 401-555-0151", pitch=18)
    return paper.lines(54, 700, *lines)


FULL = "Both parents attended; the child was at school until the late afternoon, and an aunt of the family looks"


def test_a_text_goes_on_at_the_head_of_the_next_page() -> None:
    first = page_ending_in("Care and supervision during absence:", FULL)
    second = Paper(number=2).lines(54, 60, "after the house.").text(54, 120, "DCYF license number: K-12")
    values = overleaf(first, second)
    assert values["supervision_arrangement"].value == f"{FULL} after the house."
    assert not values["supervision_arrangement"].review


def test_a_heading_of_the_next_page_is_no_end_of_a_text() -> None:
    first = page_ending_in("Care and supervision during absence:", "An aunt helps.")
    second = Paper(number=2).lines(54, 60, "after the house.").text(54, 120, "DCYF license number: K-12")
    assert overleaf(first, second)["supervision_arrangement"].value == "An aunt helps."


def test_a_value_may_stand_overleaf_from_its_label() -> None:
    first = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    first.text(54, 80, "Applicant name", bold=True).text(54, 98, "Noa Whitfield")
    first.text(54, 140, "Phone", bold=True).text(54, 158, "401-555-0151")
    first.text(54, 730, "Household size", bold=True)
    second = Paper(number=2).text(54, 60, "4").text(54, 120, "Home address", bold=True).text(54, 138, "9 Elm Street")
    values = overleaf(first, second)
    assert (values["household_size"].value, values["household_size"].page) == (4, 2)
    assert values["address"].value == "9 Elm Street"


@pytest.mark.parametrize("name", sorted(form.id for form in FORMS))
def test_a_paper_of_which_no_page_could_be_read_is_blank_and_for_a_person(name: str) -> None:
    fields, tables = read_document(form(name), [])
    assert fields.keys() == form(name).fields.keys()
    assert all(value.review and not value.value for value in fields.values())
    assert tables == {table: [] for table in form(name).tables}


def test_typewritten_words_among_narrow_print_are_one_value() -> None:
    paper = Paper().text(54, 40, "Core Contract Request", size=15, bold=True)
    paper.text(54, 100, "Agency legal name: ").text(54, 118, "Contact person: Ada Lark")
    x = 170.0
    for word in ("Kids", "First", "of", "Kent"):
        paper.page.words.append(Word(word, paper._box(x, 100, x + 6 * len(word), 110), 1.0, "text"))
        x += 6 * len(word) + 6
    fields, _ = read_document(form("ct-ppsp/core-contract-request"), [paper.page])
    assert fields["legal_name"].value == "Kids First of Kent"


def test_bold_values_below_bold_labels_are_no_headings_beside_captions_of_boxes() -> None:
    paper = Paper().text(54, 40, "Background Check Result", size=15, bold=True)
    paper.text(54, 100, "Name of subject", bold=True).text(54, 113, "Ulla Lark", bold=True)
    paper.text(54, 140, "Type of check", bold=True).square(54, 154).text(68, 153, "Criminal background check")
    paper.square(240, 154, True).text(254, 153, "Fingerprints").square(340, 154).text(354, 153, "Sex Offender Registry")
    fields, _ = read_document(form("ct-pss/background-check"), [paper.page])
    assert (fields["subject_name"].value, fields["check_kind"].value) == ("Ulla Lark", "fingerprints")


def test_numbers_of_questions_are_no_part_of_wrapped_labels() -> None:
    paper = Paper().text(54, 40, "Physician Statement", size=15, bold=True).grid([50, 150, 400], [96, 126, 156])
    paper.lines(54, 100, "Q1. Parent", "applicant", pitch=12).text(160, 100, "Guillermo Lark")
    paper.lines(54, 130, "Q2. Name of", "physician", pitch=12).text(160, 130, "Aaliyah Reed")
    fields, _ = read_document(form("ri-pdi/physician-statement"), [paper.page])
    assert (fields["patient_name"].value, fields["physician_name"].value) == ("Guillermo Lark", "Aaliyah Reed")


def test_lines_of_a_label_belong_together_on_a_picture_that_boxes_capitals_tightly() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Participant Feedback (Exit)", size=14)
    for x, y, words in ((115, 107, "NAME OF"), (113, 121, "PARENT:"), (123, 145, "DATE"), (103, 158, "COMPLETED:")):
        paper.text(x, y, words, size=6.8)
    paper.text(151, 107, "Wendell Whitfield", size=8).text(151, 145, "2026-07-12", size=7)
    values, _ = read_document(form("ia-parent-partner/exit-feedback"), [paper.page])
    assert values["parent_name"].value == "Wendell Whitfield"
    assert values["completed_date"].value == date(2026, 7, 12)


def test_a_label_of_several_lines_is_told_from_the_value_that_a_picture_joins_to_its_first() -> None:
    paper = Paper(source="ocr").text(54, 40, "Certification of the Parent Applicant", size=14)
    paper.text(104, 142, "Parent Yusuf Garcia Lopez").text(88, 155, "applicant:")
    paper.text(307, 142, "Name of eligible Ingrid Marsh").text(352, 155, "person:")
    values, _ = read_document(form("ri-pdi/certification"), [paper.page])
    assert values["applicant_name"].value == "Yusuf Garcia Lopez"
    assert values["eligible_person_name"].value == "Ingrid Marsh"


def test_a_hint_that_goes_on_under_the_value_is_no_part_of_it() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=14)
    paper.text(54, 100, "Provider (First, Eszter Illingworth").text(54, 113, "Last):")
    paper.text(54, 140, "Start time: 9:20 AM").text(54, 160, "End time: 10:00 AM")
    values, _ = read_document(form("ct-pss/session-note"), [paper.page])
    assert values["provider_name"].value == "Eszter Illingworth"


def test_print_on_the_line_over_a_caption_is_no_blank_though_it_cannot_be_read() -> None:
    paper = Paper(source="ocr").text(54, 40, "Participant Outcomes", size=14)
    for x, caption, value in ((54, "Parent name", "Priya Larsen"), (224, "Date completed", "Aqril I5 2O2S")):
        paper.text(x + 2, 109, value, size=9).rule(x, 119, x + 160, 119).text(x, 123, caption, size=6)
    values, _ = read_document(form("ia-parent-partner/participant-outcomes"), [paper.page])
    assert values["parent_name"].value == "Priya Larsen"
    assert values["completed_date"].review
    assert values["completed_date"].text == "Aqril I5 2O2S"


def test_a_heading_that_says_so_is_no_value_on_a_picture() -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=14)
    paper.text(54, 87, "Section 1.").text(120, 87, "General information").text(54, 106, "Provider name:")
    paper.text(54, 126, "Effective date:").text(150, 126, "11-Jul-2026")
    values, _ = read_document(form("ct-pss/provider-agreement"), [paper.page])
    assert values["provider_name"].value is None
    assert not values["provider_name"].review


@pytest.mark.parametrize("parts", [("R.", "B. Levy & Sons"), ("R. Levy & Sons",), ("R. B. Levy & Sons",)])
def test_initials_in_a_box_over_a_long_ruling_are_no_heading_on_a_picture(parts: tuple[str, ...]) -> None:
    paper = Paper(source="ocr").text(54, 40, "Certificate of Liability Insurance", size=14)
    paper.grid([53, 306, 558], [136, 167, 198]).text(59, 141, "Named insured", size=7)
    x = 59.0
    for part in parts:
        paper.text(x, 153, part, size=8)
        x += 0.5 * 8 * len(part) + 12
    paper.text(310, 141, "Company", size=7).text(310, 153, "St. Brigid House", size=8)
    paper.text(59, 171, "Policy number", size=7).text(59, 183, "A520240213", size=8)
    values, _ = read_document(form("ct-pss/liability-certificate"), [paper.page])
    assert values["insured"].value == " ".join(parts)
    assert values["policy_number"].value == "A520240213"


@pytest.mark.parametrize("source", ["ocr", "text"])
def test_a_heading_with_its_number_is_no_name(source: Source) -> None:
    paper = Paper(source=source).text(54, 40, "Provider Agreement", size=14)
    paper.text(54, 87, "Provider name").text(54, 100, "1. Details").text(54, 140, "Effective date")
    paper.text(54, 153, "11-Jul-2026")
    values, _ = read_document(form("ct-pss/provider-agreement"), [paper.page])
    assert values["provider_name"].value is None
    assert values["provider_name"].review


def test_the_date_of_a_signature_is_no_number_whose_print_was_lost() -> None:
    paper = Paper(source="ocr").text(54, 40, "Accounting Invoice: Adoption Assistance Program", size=14)
    paper.text(54, 600, "Total hours").text(200, 600, "Date").text(54, 615, "07/17/2027")
    paper.text(300, 600, "Total amount").text(300, 615, "$70.63")
    values, _ = read_document(form("ct-ppsp/aap-invoice"), [paper.page])
    assert values["total_hours"].value is None
    assert values["total_hours"].text is None or "2027" not in values["total_hours"].text


def test_a_text_goes_on_with_a_word_and_a_colon_where_labels_are_in_capitals() -> None:
    paper = Paper(source="ocr").text(54, 40, "General Service Plan", size=14)
    paper.lines(54, 80, "PROVIDERS RESPONSIBLE: He brushes his teeth with one prompt, down from five in July of this")
    paper.lines(
        54, 93, "Attendance: 7 of 8 sessions, one missed because of snow. The landlord has been asked in writing"
    )
    paper.text(54, 106, "to fix the railing.").text(54, 130, "PLAN DATE: 07/29/2025")
    values, _ = read_document(form("ri-pdi/service-plan"), [paper.page])
    assert str(values["providers"].value).endswith("railing.")


def test_a_heading_parted_from_its_number_over_a_section_s_line_is_no_value_on_a_picture() -> None:
    paper = Paper(source="ocr").text(54, 40, "Amended Service Agreement", size=14)
    paper.text(52, 89, "1.", size=8).text(71, 89, "General Information", size=8).rule(48, 99, 564, 99)
    paper.text(54, 107, "Agreement", size=8).text(54, 120, "number:", size=8).text(153, 107, "CT/17645487", size=8)
    paper.text(306, 107, "Name of child: Noa Whitfield", size=8)
    paper.text(54, 140, "Date of amendment: September 4, 2025", size=8)
    values, _ = read_document(form("ct-ppsp/amendment"), [paper.page])
    assert values["agreement_number"].value == "CT/17645487"
    assert not values["agreement_number"].review


def test_of_boxes_for_yes_and_no_one_that_was_not_found_makes_the_answer_doubtful() -> None:
    paper = Paper(source="ocr").text(54, 40, "Recertification", size=14)
    for y, label in ((100, "The level of care would qualify for admission"), (118, "Parent applicant:")):
        paper.box(48, y - 4, 564, y + 14).text(54, y, label)
    paper.text(450, 100, "Yes").text(490, 100, "No").square(478, 100, True)
    values, _ = read_document(form("ri-pdi/recertification"), [paper.page])
    assert values["level_of_care"].value is False
    assert values["level_of_care"].review


def test_the_line_of_a_blank_parts_a_label_from_its_value_and_a_section_s_line_is_none() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Participant Profile", size=14)
    paper.text(54, 89, "1. General Information", size=9).rule(47, 87, 564, 87).rule(47, 102, 564, 102)
    for y, label, value in ((110, "Name of parent", "Nnamdi"), (151, "Date of referral", "June 19, 2025")):
        paper.text(54, y, f"{label} {value}", size=9).rule(51 + 4.5 * len(label), y + 10, 210, y + 10)
    paper.text(116, 123, "Petrosyan", size=9).rule(114, 133, 210, 133)
    values, _ = read_document(form("ia-parent-partner/participant-profile"), [paper.page])
    assert values["parent_name"].value == "Nnamdi Petrosyan"
    assert not values["parent_name"].review
    assert values["referral_date"].value == date(2025, 6, 19)


def test_a_lone_number_before_a_long_label_is_no_value() -> None:
    paper = Paper().text(54, 40, "Quarterly Professional Development Meeting Record", size=14, bold=True)
    paper.box(48, 106, 306, 140).text(52, 109, "1 Parent Support Partner name", size=7).text(58, 122, "Chidi Nguyen")
    values, _ = read_document(form("mi-psp/meeting-record"), [paper.page])
    assert values["candidate_name"].value == "Chidi Nguyen"
    assert not values["candidate_name"].review


def test_labels_in_two_languages() -> None:
    paper = Paper().text(54, 40, "Subsidy Agreement", size=15, bold=True).grid([50, 150, 400], [96, 126, 146])
    paper.lines(54, 100, "Start date /", "Fecha:", pitch=12).text(160, 100, "08/21/2026")
    paper.text(54, 130, "End date / Fecha:").text(160, 130, "05/14/2027")
    paper.text(54, 160, "Parent name / Nombre: Eszter Lark")
    fields, _ = read_document(form("ri-pdi/subsidy-agreement"), [paper.page])
    read = [fields[name].value for name in ("start_date", "end_date", "parent_name")]
    assert read == [date(2026, 8, 21), date(2027, 5, 14), "Eszter Lark"]


def test_a_decimal_before_the_next_label_is_a_value() -> None:
    paper = Paper().text(54, 40, "PPSP Invoice", size=15, bold=True)
    paper.text(54, 100, "Agency:").text(150, 100, "Harborlight House")
    paper.text(54, 120, "Total hours:").text(150, 120, "66.75").text(190, 120, "Invoice total:").text(300, 120, "12.50")
    fields, _ = read_document(form("ct-ppsp/invoice"), [paper.page])
    assert (fields["total_hours"].value, fields["total_amount"].value) == (Decimal("66.75"), Decimal("12.50"))


def test_a_text_goes_on_behind_a_word_with_a_colon() -> None:
    paper = Paper().text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 100, "Location of service: Home").text(54, 150, "Parent signature:")
    paper.text(54, 120, "Follow-up activities: Both parents attended and the child was at school until a quarter to 3.")
    paper.text(54, 133, "Attendance: seven of eight sessions.")
    fields, _ = read_document(form("ct-pss/session-note"), [paper.page])
    assert str(fields["follow_up"].value).endswith("to 3. Attendance: seven of eight sessions.")


def test_a_heading_in_larger_print_is_no_value() -> None:
    paper = Paper().text(54, 40, "Core Contract Request", size=15, bold=True)
    paper.text(54, 100, "Contract start date").text(200, 100, "07/01/2026", bold=True)
    paper.text(54, 115, "Contract end date").text(200, 115, "06/30/2027", bold=True)
    paper.text(54, 130, "License number").text(54, 145, "CONTACT DETAILS", bold=True, size=11.5)
    paper.text(54, 165, "Contact person").text(200, 165, "Ada Lark", bold=True)
    fields, _ = read_document(form("ct-ppsp/core-contract-request"), [paper.page])
    assert (fields["license_number"].value, fields["contact_person"].value) == (None, "Ada Lark")


def test_a_lone_tick_among_short_blanks_is_a_checked_box() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    canvas.drawString(50, 700, "____ Monthly    X Quarterly")
    canvas.drawString(50, 680, "Agency: __Three Oaks____")
    canvas.save()
    page = read_page(pdfium.PdfDocument(buffer.getvalue()), 0, file="paper.pdf").page
    assert sorted(bool(mark.checked) for mark in page.marks) == [False, True]


def test_a_line_under_a_value_does_not_make_the_next_label_its_caption() -> None:
    paper = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    filled = {
        "Applicant name": "", "Household size": "4", "Non-relatives in the household": "3",
        "Adults receiving care in the home": "2", "Other clients placed in the home": "1", "Gross annual income": "",
    }  # fmt: skip
    for number, (label, words) in enumerate(filled.items()):
        y = 100 + 40 * number
        paper.text(54, y, label, bold=True).text(54, y + 14, words).rule(54, y + 30, 300, y + 30)
    values = read("ri-pdi/parent-application", paper)
    names = ("household_size", "non_relatives", "adults_receiving_care", "clients_in_home")
    assert [values[name].value for name in names] == [4, 3, 2, 1]
    assert values["gross_income"].blank


def test_words_of_a_value_that_also_label_its_field_end_no_value_in_a_box() -> None:
    paper = Paper().text(54, 40, "Parenting Support Services Invoice", size=15, bold=True)
    paper.grid([50, 150, 250, 350, 450], [100, 160, 180])
    paper.text(54, 104, "Living arrangement").text(254, 104, "Provider").text(354, 104, "Noor Osei")
    paper.lines(154, 104, "CLA (Community", "Living", "Arrangement)")
    paper.text(54, 164, "Total hours").text(154, 164, "7.25").text(254, 164, "Parent").text(354, 164, "Ana Ruiz")
    assert read("ct-pss/invoice", paper)["residence"].value == "cla"


def test_a_bold_heading_over_a_table_answers_no_label() -> None:
    paper = Paper().text(54, 40, "PSP Coaching Log", size=15, bold=True)
    paper.text(54, 90, "Candidate name: Katya Osei").text(54, 115, "Coach name:")
    paper.text(54, 131, "Coaching sessions", bold=True).grid([54, 200, 330, 460], [150, 166, 182])
    for x, caption, words in ((58, "Date", "05/02/2026"), (204, "Type", "Individual"), (334, "Competency", "Bedtime")):
        paper.text(x, 153, caption, bold=True).text(x, 169, words)
    values = read("mi-psp/coaching-log", paper)
    assert values["candidate_name"].value == "Katya Osei"
    assert values["coach_name"].blank


def test_texts_in_boxes_side_by_side_go_on_in_the_boxes_overleaf() -> None:
    xs, words = [54.0, 154.0, 304.0, 404.0, 560.0], ("Family characteristics", "", "Environment of the community", "")
    first = Paper().text(54, 40, "Home Study Report", size=15, bold=True).grid(xs, [100, 130, 690, 730])
    for x, label in zip(xs, ("Applicant name", "Noa Osei", "Visit date", "10/22/2026"), strict=False):
        first.text(x + 4, 104, label)
    for x, label in zip(xs, words, strict=False):
        first.text(x + 4, 694, label)
    first.lines(158, 704, "An aunt lives", "upstairs and", pitch=12).lines(408, 704, "A park lies", "next to", pitch=12)
    second = Paper(number=2).grid(xs, [54, 84]).text(158, 58, "helps.").text(408, 58, "the house.")
    second.text(54, 100, "Recommendation: Certify")
    values = read_document(form("ri-pdi/home-study"), [first.page, second.page])[0]
    assert values["characteristics"].value == "An aunt lives upstairs and helps."
    assert values["community"].value == "A park lies next to the house."


def test_a_value_overleaf_is_no_value_of_the_blank_label_below_it() -> None:
    first = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    for number, (label, words) in enumerate((("Applicant name", "Noa Whitfield"), ("Phone", "401-555-0151"))):
        first.text(54, 80 + 60 * number, label, bold=True).text(54, 98 + 60 * number, words)
    first.text(54, 730, "Care and supervision during absence", bold=True)
    second = Paper(number=2).text(54, 60, "An aunt helps.").text(54, 76, "DCYF license number", bold=True)
    second.square(300, 58).text(312, 58, "I accept unannounced visits")
    values = overleaf(first, second)
    assert values["supervision_arrangement"].value == "An aunt helps."
    assert values["dcyf_license_number"].blank
    assert not values["dcyf_license_number"].review


def test_a_word_with_a_colon_that_begins_a_value_in_larger_print_is_no_label() -> None:
    paper = Paper().text(54, 40, "Six-Month Progress Report", size=15, bold=True)
    paper.text(54, 60, "Connecticut Department of Developmental Services").box(50, 100, 560, 150)
    paper.text(54, 102, "Progress:", size=6).text(54, 112, "Attendance: 7 of 8 sessions.")
    assert read("ct-pss/progress-report", paper)["progress"].value == "Attendance: 7 of 8 sessions."


def test_a_sentence_over_a_name_is_no_part_of_it() -> None:
    paper = Paper().text(54, 40, "Certification of the Parent Applicant", size=15, bold=True)
    paper.lines(54, 88, "If the date is unknown, write so.", "Noor Osei", pitch=12).rule(54, 111, 260, 111)
    paper.text(54, 113, "Parent applicant", size=7).text(300, 100, "4/15/2026").rule(300, 111, 500, 111)
    paper.text(300, 113, "Certification date", size=7)
    assert read("ri-pdi/certification", paper)["applicant_name"].value == "Noor Osei"


def test_a_box_in_a_column_far_behind_its_label_is_the_label_s() -> None:
    paper = Paper().text(54, 40, "Home Study Report", size=15, bold=True)
    for number, label in enumerate(("All members of the family were met", "Health may affect the ability to care")):
        paper.lines(54, 100 + 30 * number, *label.rsplit(maxsplit=1), pitch=12).square(
            420, 100 + 30 * number, checked=not number
        )
    values = read("ri-pdi/home-study", paper)
    assert (values["members_met"].value, values["members_met"].review) == (True, False)
    assert (values["health_question"].value, values["health_question"].review) == (False, False)


def test_a_bold_label_and_a_value_a_little_lower_beside_its_last_line_are_two() -> None:
    paper = Paper().text(54, 40, "Recertification", size=15, bold=True)
    paper.text(54, 100, "PARENT", bold=True).text(102.2, 101, "Guillermo")
    paper.text(54, 112, "APPLICANT", bold=True).text(102.2, 113, "Underhill")
    assert read("ri-pdi/recertification", paper)["applicant_name"].value == "Guillermo Underhill"


def test_a_label_wider_than_its_cell_ends_at_the_cell_s_edge() -> None:
    paper = Paper().text(54, 40, "Recertification", size=15, bold=True).grid([50, 90, 250], [96, 140])
    paper.lines(54, 100, "Name of", "eligible", "person", pitch=12).text(97, 112, "Noor Osei")
    value = read("ri-pdi/recertification", paper)["eligible_person_name"]
    assert (value.value, value.review) == ("Noor Osei", False)


def test_the_foot_of_a_box_is_no_blank_of_which_the_next_label_is_the_caption() -> None:
    paper = Paper().text(54, 40, "Recertification", size=15, bold=True)
    for number, (label, words) in enumerate((("Parent applicant", "Noor Osei"), ("State fiscal year", "FY 2028"))):
        y = 100 + 35 * number
        paper.text(54, y, label).box(54, y + 12, 298, y + 29).text(58, y + 15, words)
    values = read("ri-pdi/recertification", paper)
    assert (values["applicant_name"].value, values["fiscal_year"].value) == ("Noor Osei", "FY 2028")


def test_a_text_beside_a_label_of_two_lines_ends_the_text_above_it() -> None:
    paper = Paper().text(54, 40, "DCF-2107 Service Agreement", size=15, bold=True).text(54, 80, "Agreement no.")
    paper.text(250, 80, "K-12").text(54, 100, "Role and responsibilities of DCF").lines(
        250, 100, "He visits once a week and", "calls."
    )
    paper.lines(54, 127, "Role and responsibilities of", "the provider").text(250, 126, "She drives.")
    values = read("ct-ppsp/service-agreement", paper)
    assert values["department_role"].value == "He visits once a week and calls."
    assert values["provider_role"].value == "She drives."


def test_a_line_that_begins_behind_a_label_ends_it() -> None:
    paper = Paper().text(54, 40, "Recertification", size=15, bold=True)
    paper.text(54, 100, "Parent applicant").text(135, 100, "Noor Osei").rule(133, 111, 300, 111)
    value = read("ri-pdi/recertification", paper)["applicant_name"]
    assert (value.value, value.review) == ("Noor Osei", False)


def test_a_caption_at_the_head_of_a_page_has_its_line_at_the_foot_of_the_page_before() -> None:
    def signed(*, ink: bool) -> dict[str, Value]:
        first = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
        for number, (words, label) in enumerate((("Noa Whitfield", "Applicant name"), ("4", "Household size"))):
            y = 100 + 40 * number
            first.text(54, y, words).rule(54, y + 12, 260, y + 12).text(54, y + 14, label, size=7)
        first.rule(54, 752, 260, 752).rule(300, 752, 500, 752).text(300, 740, "6/1/2026")
        second = Paper(number=2).text(54, 50, "Parent applicant signature", size=7).text(300, 50, "Date", size=7)
        second.text(54, 80, "9 Elm Street").rule(54, 92, 260, 92).text(54, 94, "Home address", size=7)
        return overleaf(first.ink(60, 750) if ink else first, second)

    values = signed(ink=True)
    assert values["applicant_signature"].value is True
    assert (str(values["signature_date"].value), values["signature_date"].page) == ("2026-06-01", 1)
    assert values["address"].value == "9 Elm Street"
    assert signed(ink=False)["applicant_signature"].value is False


def test_signatures_on_lines_close_below_each_other_belong_to_the_captions_below_them() -> None:
    paper = Paper().text(54, 40, "DCF-2107 Service Agreement", size=15, bold=True)
    for number, (words, label) in enumerate((("K-12", "Agreement no."), ("Noor Osei", "Name of child"))):
        paper.text(54, 80 + 30 * number, words).rule(54, 92 + 30 * number, 260, 92 + 30 * number)
        paper.text(54, 94 + 30 * number, label, size=7)
    for number, label in enumerate(("Private agency", "Child's Social Worker", "Social Work Supervisor")):
        y = 186 + 36 * number
        paper.rule(54, y, 260, y).text(54, y + 2, label, size=6)
        if number:
            paper.ink(60, y - 7)
    values = read("ct-ppsp/service-agreement", paper)
    names = ("agency", "social_worker", "supervisor")
    assert [values[f"{name}_signature"].value for name in names] == [False, True, True]


def test_a_value_that_begins_overleaf_in_a_box_goes_to_the_blank_row_that_ends_the_page() -> None:
    xs = [54.0, 254.0, 500.0]
    first = Paper().text(54, 40, "Recertification", size=15, bold=True).grid(xs, [690, 710, 730])
    first.text(58, 694, "Parent applicant").text(258, 694, "Noor Osei").text(58, 714, "State fiscal year")
    second = (
        Paper(number=2).grid(xs, [54, 74, 94]).text(258, 58, "FY 2028").text(58, 78, "Date").text(258, 78, "6/1/2026")
    )
    values = read_document(form("ri-pdi/recertification"), [first.page, second.page])[0]
    assert (values["applicant_name"].value, values["fiscal_year"].value) == ("Noor Osei", "FY 2028")


def test_a_signature_stands_at_the_head_of_the_page_behind_its_label() -> None:
    first = Paper().text(54, 40, "Recertification", size=15, bold=True)
    for number, (label, words) in enumerate((("Parent applicant", "Noor Osei"), ("State fiscal year", "FY 2028"))):
        first.text(54, 80 + 60 * number, label, bold=True).text(54, 98 + 60 * number, words)
    first.text(54, 740, "Home Evaluator signature", bold=True)
    second = Paper(number=2).ink(60, 66).text(54, 90, "Date", bold=True).text(54, 108, "6/1/2026")
    values = read_document(form("ri-pdi/recertification"), [first.page, second.page])[0]
    assert values["evaluator_signature"].value is True


@pytest.mark.parametrize(("source", "pitch"), [("text", 13), ("ocr", 15)])
def test_print_close_under_a_text_that_did_not_fill_its_line_makes_it_doubtful(source: Source, pitch: int) -> None:
    """It may be the rest of the text, which would be lost; a line set apart is none."""
    for apart, doubtful in ((pitch, True), (2.4 * pitch, False)):
        paper = Paper(source=source).text(54, 40, "Parenting Support Session Note", size=15, bold=True)
        paper.text(54, 100, "Location of service: Home").text(54, 220, "Parent signature:")
        paper.text(54, 260, "Please fill in every line of this note, and keep a copy of it for the file of the family.")
        paper.text(54, 140, "Follow-up activities: Both parents came.").text(54, 140 + apart, "Grandmother will call.")
        value = read_document(form("ct-pss/session-note"), [paper.page])[0]["follow_up"]
        assert value.review is doubtful, (source, apart)


@pytest.mark.parametrize(
    ("over", "expected"), [("Bus passes were handed out and receipts filed because of", False), ("Bus passes", True)]
)
def test_a_text_over_its_caption_is_whole_though_its_last_line_has_small_letters_alone(
    over: str, expected: bool
) -> None:
    """A picture boxes `snow.` lower than a line with capitals; a short line above may be another text's."""
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 100, "Location of service: Home").text(54, 160, over, size=7.5).text(55, 173.3, "snow.", size=4.7)
    paper.rule(54, 180, 400, 180).text(54, 184, "Teaching strategies and methods", size=6.5)
    paper.text(54, 240, "Please keep a copy of this note for the file of the family", size=7.5)
    value = read_document(form("ct-pss/session-note"), [paper.page])[0]["strategies"]
    assert value.review is expected
    assert expected or value.value == f"{over} snow."


def faxed_blank(*pieces: tuple[float, float]) -> Value:
    """The agency's name over its caption, on a blank of whose line a fax left these pieces."""
    paper = Paper(source="ocr").text(54, 40, "Core Contract Request", size=15).text(60, 100, "A. B. Levy & Sons")
    for x0, x1 in pieces:
        paper.rule(x0, 111, x1, 111)
    paper.text(54, 116, "Legal name of agency", size=8)
    return read("ct-ppsp/core-contract-request", paper)["legal_name"]


def test_words_on_a_blank_whose_line_a_fax_broke_are_one_value() -> None:
    assert faxed_blank((54, 104), (120, 300)).value == faxed_blank((54, 300)).value == "A. B. Levy & Sons"


def test_print_right_beside_a_value_of_a_picture_that_is_nobody_s_makes_it_doubtful() -> None:
    assert (faxed_blank((54, 104)).review, faxed_blank((54, 300)).review) == (True, False)


def test_a_label_s_colon_is_a_semicolon_on_a_picture() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    paper.text(54, 80, "PARENT *; Noa Whitfield").text(54, 110, "START TIME *: 10:00 AM").text(54, 140, "END TIME *:")
    value = read("ct-pss/session-note", paper)["parent_name"]
    assert (value.value, value.review) == ("Noa Whitfield", False)


def captioned_boxes(first: str, second: str) -> Value:
    paper = Paper(source="ocr").text(54, 40, "Background Check Result", size=15, bold=True).text(54, 100, "Result:")
    for x, caption in ((120, first), (210, second), (330, "Pending")):
        paper.square(x, 100, x == 210).text(x + 12, 100, caption)
    return read("ct-pss/background-check", paper)["result"]


def test_a_box_whose_caption_was_misread_is_chosen_by_the_others_for_review() -> None:
    value = captioned_boxes("Clear", "Rcrd faund")
    assert (value.value, value.review) == ("record-found", True)


def test_captions_beside_boxes_of_a_picture_are_no_answer_by_themselves() -> None:
    assert captioned_boxes("Clcr", "Rcrd faund").review


def test_the_caption_of_an_answer_is_no_misread_label() -> None:
    form = load_catalog().form("ct-ppsp/service-agreement")
    paper = Paper(source="ocr").text(54, 40, "Service Agreement", size=15, bold=True)
    paper.text(54, 100, "Start date: 02/01/2025").text(200, 140, "Clinical provider").text(320, 140, "K-30655")
    assert "K-30655" not in {value.value for value in read_document(form, [paper.page])[0].values()}


@pytest.mark.parametrize(("elsewhere", "review"), [("22,645.67", True), ("Harbor Lane", False)])
def test_an_amount_that_is_nobody_s_makes_a_blank_amount_doubtful_on_a_picture(elsewhere: str, review: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Amended Service Agreement", size=15, bold=True)
    paper.text(54, 100, "Agreement number: 3928183").text(54, 130, "Total hours: 6.00")
    paper.text(54, 160, "Total amount:").text(54, 400, elsewhere)
    value = read("ct-ppsp/amendment", paper)["total_amount"]
    assert (value.value, value.review) == (None, review)


def test_a_shared_label_in_a_sentence_takes_no_other_label_s_value() -> None:
    paper = Paper().text(54, 40, "Service Agreement", size=15, bold=True).text(54, 100, "Start date: 12/11/2026")
    paper.text(54, 130, "Agreement number: 3928183")
    assert read("ct-ppsp/service-agreement", paper)["agency_signature_date"].value is None


@pytest.mark.parametrize(("source", "review"), [("text", False), ("ocr", True)])
def test_a_stroke_for_yes_is_for_review_on_a_picture(source: Source, review: bool) -> None:
    paper = Paper(source=source).text(54, 40, "Home Study Report", size=15, bold=True)
    paper.text(54, 80, "Applicant name: Noa Whitfield").text(54, 110, "All members of the family were met: 1")
    value = read("ri-pdi/home-study", paper)["members_met"]
    assert (value.value, value.review) == (True, review)


def test_a_heading_is_no_rest_of_a_name_that_is_boxed_as_high_as_its_label() -> None:
    """No letter of the name hangs, but its box reaches as low as that of the label: the heading seemed nearer."""
    paper = Paper(source="ocr").text(54, 40, "PSP Coaching Log", size=15, bold=True)
    paper.text(54, 135, "Parent Support Partner name: Zora Brancusi", size=9.9).text(
        306, 135, "Coach: Noa Osei", size=9
    )
    paper.text(54, 163.8, "Coaching sessions", size=11.1).grid([54, 200, 330, 460], [180, 198, 216])
    for x, caption, words in ((58, "Date", "05/02/2026"), (204, "Type", "Individual"), (334, "Competency", "Bedtime")):
        paper.text(x, 184, caption).text(x, 202, words)
    assert read("mi-psp/coaching-log", paper)["candidate_name"].value == "Zora Brancusi"


def test_a_signature_that_runs_through_its_caption_is_the_caption_s() -> None:
    paper = Paper().text(54, 40, "Parenting Support Session Note", size=15, bold=True)
    for y, label in ((180, "Signature of person providing the service"), (220, "Parent signature")):
        paper.rule(54, y, 300, y).text(54, y + 2, label, size=7)
    paper.page.inks.append(Ink(paper._box(60, 206, 150, 238)))
    values = read("ct-pss/session-note", paper)
    assert [values[f"{who}_signature"].value for who in ("provider", "parent")] == [False, True]


def test_figures_and_what_stands_right_under_a_label_are_no_heading_of_the_table_below() -> None:
    paper = Paper(source="ocr").text(54, 40, "Accounting Invoice", size=15)
    for x, label, value in ((54, "Child's name", "Noa Whitfield"), (500, "Total amount", "$70.63")):
        paper.text(x, 80, label, size=7).text(x, 89, value, bold=True)
    cells = ("10/02/2026", "Placement Planning", "Home visit", "1.00", "$70.63")
    captions = ("Date", "Service", "Activity", "Hours", "Amount")
    for x, caption, cell in zip((54, 150, 330, 420, 500), captions, cells, strict=True):
        paper.text(x, 112, caption).text(x, 130, cell)
    values = read("ct-ppsp/invoice", paper)
    assert values["child_name"].value == "Noa Whitfield"
    assert values["total_amount"].value == Decimal("70.63")


def test_a_value_that_a_fax_shows_a_little_before_its_column_is_none_of_the_column_before() -> None:
    paper = Paper(source="ocr").text(54, 40, "Home Study Report", size=15)
    paper.text(57, 80, "Parent applicant", size=7).text(226, 80, "Home Evaluator", size=7)
    paper.text(57, 88, "Marguerite Abernathy-Kowalczyk").text(223.5, 88, "Jean-Luc van Dijk")
    paper.text(57, 120, "Date of visit", size=7).text(57, 128, "02/16/2026")
    values = read("ri-pdi/home-study", paper)
    assert values["applicant_name"].value == "Marguerite Abernathy-Kowalczyk"
    assert values["evaluator_name"].value == "Jean-Luc van Dijk"


def test_print_below_a_short_value_of_a_picture_makes_it_doubtful_where_it_is_taken_for_its_end() -> None:
    paper = Paper(source="ocr").text(54, 40, "Accounting Invoice", size=15)
    paper.text(54, 80, "Child's name:").text(124, 80, "Noa Whitfield").rule(122, 91.5, 220, 91.5)
    paper.text(240, 80, "Invoice number:").text(330, 80, "INV-77").rule(328, 91.5, 420, 91.5)
    paper.text(54, 96, "Particulars of the service")
    values = read("ct-ppsp/invoice", paper)
    assert values["child_name"].review or values["child_name"].value == "Noa Whitfield"
    assert values["child_name"].review


@pytest.mark.parametrize(("sure", "signed"), [(0.79, True), (1.0, False)])
def test_strokes_in_which_a_reader_saw_a_letter_may_be_a_signature(sure: float, signed: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 120, "Provider name: Noor Sorensen").text(54, 150, "Provider signature:")
    value = read("ct-pss/provider-agreement", paper.text(160, 150, "M", sure=sure))["provider_signature"]
    assert (value.value, value.review) == (signed, signed)


@pytest.mark.parametrize(("size", "label"), [(7.0, True), (9.0, False)])
def test_a_line_in_much_smaller_print_is_no_line_of_a_text_on_a_picture(size: float, label: bool) -> None:
    paper = Paper(source="ocr").text(54, 80, "Kitchen and bathroom were clean.").text(54, 92, "The house", size=size)
    sheet = Print(paper.text(54, 104, "Environment of the com", size=size).page)
    text, short, long = (Piece(run.tokens, captioned=False) for run in sheet.runs)
    ruled = RuledBoxes(sheet, [], {}, [])
    lines = TextLines(sheet, [], [text, short, long], Limits(sheet, [], {}, ruled))
    assert not lines.much_smaller(short, text)
    assert lines.much_smaller(long, text) is label


def test_a_short_value_of_two_lines_in_its_own_box_needs_no_look() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Session Note", size=15)
    paper.box(54, 80, 560, 130).text(58, 84, "Location of service", size=7)
    paper.text(58, 93, "Maple Street library,").text(58, 106, "study room 2")
    paper.box(54, 130, 560, 170).text(58, 134, "Follow-up activities", size=7)
    paper.text(58, 144, "Both parents will look for a class in the evening, and the grandmother will be asked to help.")
    value = read("ct-pss/session-note", paper)["location"]
    assert (value.value, value.review) == ("Maple Street library, study room 2", False)
