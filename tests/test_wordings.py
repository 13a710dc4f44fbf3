"""Labels as offices turn them about, and what stands around labels and values on agencies' own papers."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.foreign import read_document
from extractors.labels import label_index
from extractors.lettering import _NO_FACE as PLAIN
from extractors.lettering import RawLetters, upright_letters, words
from extractors.lettering import _Face as Face
from extractors.page import Ink
from extractors.pdf import read_page
from extractors.recognise import split
from extractors.sheet import Sheet
from extractors.wordings import wordings
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.form import Field
from forms.packet import Row
from tests.support.paper import Paper

CATALOG = load_catalog()


def read(name: str, *papers: Paper) -> dict[str, Value]:
    return read_document(CATALOG.form(name), [paper.page for paper in papers])[0]


def rows(name: str, *papers: Paper) -> list[Row]:
    (found,) = read_document(CATALOG.form(name), [paper.page for paper in papers])[1].values()
    return found


@pytest.mark.parametrize(
    ("kind", "label", "other"),
    [
        ("name", "Coordinator", "Coordinator's name"),
        ("name", "Coordinator", "Name of the Coordinator"),
        ("name", "Parent name", "Name of parent"),
        ("signature", "Parent signature", "Signature of the parent"),
        ("text", "Policy number", "Policy no."),
        ("phone", "Worker phone", "Worker telephone no."),
        ("ein", "FEIN", "Federal tax ID"),
        ("date", "Notice date", "Date of notice"),
        ("date", "Child's date of birth", "Child's DOB"),
        ("date", "Date", "Date signed"),
    ],
)
def test_a_label_is_known_in_other_wordings(kind: str, label: str, other: str) -> None:
    cell = Field(name="any", type=kind, labels=(label,))
    assert other.lower() in [said.lower() for said in wordings(cell, label)]


def test_no_name_is_made_of_a_label_that_says_more_than_who_it_is() -> None:
    assert wordings(Field(name="holder", type="name", labels=("x",)), "This certifies that") == ()
    assert wordings(Field(name="county", type="text", labels=("x",)), "County") == ()


def test_the_wording_that_a_field_declares_is_not_taken_for_another() -> None:
    start = Field(name="start", type="date", labels=("Date of notice",))
    notice = Field(name="notice", type="date", labels=("Notice date",))
    assert label_index([start, notice])["dateofnotice"] == ("start",)


def test_a_sign_for_number_ends_a_label() -> None:
    paper = Paper().text(54, 40, "PPSP Service Agreement", size=15, bold=True)
    for number, (label, value) in enumerate((("Case #:", "5863288"), ("FEIN #:", "88-7781312"), ("DOB:", "3/9/2014"))):
        paper.text(54, 100 + 20 * number, label).text(160, 100 + 20 * number, value)
    values = read("ct-ppsp/service-agreement", paper)
    assert values["child_id"].value == "5863288"
    assert values["agency_fein"].value == "88-7781312"


def test_a_label_with_the_word_name_behind_it_leaves_none_of_it_to_the_value() -> None:
    paper = Paper().text(54, 40, "PPSP Progress Report", size=15, bold=True)
    paper.text(54, 100, "Agency name:").text(160, 100, "Lantern House").text(54, 120, "Child's name: Noor Sorensen")
    found = read("ct-ppsp/progress-report", paper)["agency_name"]
    assert (found.value, found.review) == ("Lantern House", False)


def test_lines_that_follow_their_labels_hold_the_values_written_on_them() -> None:
    paper = Paper().text(54, 40, "Participant Profile", size=15, bold=True)
    asked = (
        ("1. Parent name", "Noor Sorensen"),
        ("2. Parent Partner", "Kofi Abara"),
        ("3. Coordinator", "Ana Ruiz"),
        ("4. Referral date", "6/1/2026"),
        ("5. Date assigned", "6/2/2026"),
        ("6. First meeting date", "6/3/2026"),
        ("7. Second meeting date", "6/4/2026"),
        ("8. Intake date", "6/5/2026"),
    )
    for number, (label, value) in enumerate(asked):
        y = 100 + 34 * number
        paper.text(54, y, label).text(69, y + 15, value).rule(69, y + 28, 540, y + 28)
    values = read("ia-parent-partner/participant-profile", paper)
    assert values["parent_name"].value == "Noor Sorensen"
    assert values["parent_partner_name"].value == "Kofi Abara"
    assert values["coordinator_name"].value == "Ana Ruiz"
    assert values["referral_date"].value == date(2026, 6, 1)
    assert values["assigned_date"].value == date(2026, 6, 2)
    assert values["intake_date"].value == date(2026, 6, 5)


def test_a_title_is_no_cell_of_a_row_of_smaller_print() -> None:
    paper = Paper().text(54, 40, "Form 12-B", size=7).text(54, 50, "(Rev. 3/25)", size=7)
    paper.text(150, 43, "ADOPTION ASSISTANCE PROGRAM INVOICE", size=12, bold=True)
    paper.text(480, 45, "Rec'd", size=6).text(520, 45, "Init.", size=6)
    (proposal,) = split([paper.page], CATALOG)
    assert proposal.form == "ct-ppsp/aap-invoice"


def test_a_form_after_a_letter_is_a_paper_of_its_own() -> None:
    letter = Paper(number=1).text(54, 60, "June 27, 2026").text(54, 90, "Dear Review Committee:")
    letter.lines(54, 120, "I am pleased to recommend Noor Sorensen, with whom I have worked.").text(
        54, 180, "Sincerely,"
    )
    form = Paper(number=2).text(54, 40, "Letter of Reference", size=15, bold=True)
    form.lines(54, 100, "Applicant: Noor Sorensen", "Reference name: Kofi Abara", "Position: Director", pitch=20)
    found = split([letter.page, form.page], CATALOG)
    assert [[page.number for page in proposal.pages] for proposal in found] == [[1], [2]]


def test_the_word_applicant_in_a_subject_is_no_part_of_the_name() -> None:
    paper = Paper().text(54, 60, "June 27, 2026").text(54, 90, "Re: Applicant Noor Sorensen")
    paper.text(54, 120, "Dear Review Committee:").text(54, 150, "It is a pleasure to write for someone so able.")
    values = read("ct-pss/reference-letter", paper.text(54, 180, "Sincerely,").text(54, 240, "Kofi Abara"))
    assert values["applicant_name"].value == "Noor Sorensen"


def test_a_course_ends_where_another_label_of_the_card_begins() -> None:
    paper = Paper().text(54, 40, "CPR Certification", size=13, bold=True).text(54, 60, "This certifies that", size=7)
    paper.text(54, 70, "Noor Sorensen", bold=True).text(
        54, 90, "has successfully completed the requirements of", size=7
    )
    paper.text(54, 100, "Heartsaver First Aid CPR AED", bold=True)
    for x, label, value in ((54, "Issue Date", "6/1/2026"), (200, "Renew By", "6/1/2028"), (340, "eCard Code", "4711")):
        paper.text(x, 120, label, size=7).text(x, 130, value)
    values = read("ct-pss/cpr-certificate", paper)
    assert values["courses"].value == "Heartsaver First Aid CPR AED"


def test_dates_broken_over_two_lines_begin_the_rows_of_the_next_page() -> None:
    first = Paper(number=1).text(54, 40, "Visit Record", size=15, bold=True)
    first.text(54, 100, "Date", bold=True).text(140, 100, "Observation", bold=True)
    first.text(54, 116, "6 March 2026").text(140, 116, "All is well at home.")
    second = Paper(number=2)
    for number, day in enumerate(("17", "18", "20")):
        y = 54 + 30 * number
        second.text(54, y, f"{day} March").text(54, y + 12, "2026").text(140, y, "The visit was kept.")
    found = rows("ri-pdi/visit-record", first, second)
    assert [row["date"].value for row in found] == [date(2026, 3, day) for day in (6, 17, 18, 20)]


def test_the_date_of_a_signature_below_is_no_row() -> None:
    paper = Paper().text(54, 40, "Referral Face Sheet", size=15, bold=True)
    for x, caption, value in (
        (54, "Name", "Noor Sorensen"),
        (200, "Date of birth", "6/1/2015"),
        (360, "Placement", "Shelter"),
    ):
        paper.text(x, 100, caption, bold=True).text(x, 116, value)
    paper.text(54, 200, "Worker signature").ink(200, 210).text(54, 240, "Date").text(200, 240, "7/28/2026")
    assert len(rows("ia-parent-partner/referral-face-sheet", paper)) == 1


def drawn(draw: Callable[[Canvas], object]) -> pdfium.PdfDocument:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return pdfium.PdfDocument(buffer.getvalue())


def test_a_ring_that_a_browser_draws_as_a_border_is_one() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Supervisor identified")
        canvas.drawString(204, 700, "Yes")
        canvas.drawString(244, 700, "No")
        border = canvas.beginPath()
        border.ellipse(198, 695, 32, 17)
        border.ellipse(199, 696, 30, 15)
        canvas.drawPath(border, stroke=0, fill=1, fillMode=0)

    page = read_page(drawn(draw), 0, file="page.pdf").page
    assert len(page.rings) == 1
    assert page.inks == []


def test_letters_of_a_ligature_keep_their_order_on_a_page_on_its_head() -> None:
    face = Face(10.0, 180, PLAIN.style)
    # Where pdfium gives the letters of a page on its head in reading order, those of a ligature stand the other way.
    lefts = {"L": (95.0, 100.0), "f": (85.0, 88.0), "i": (88.0, 91.0), "e": (79.0, 84.5)}
    boxes = np.array([[x0, 108.0, x1, 100.0] for x0, x1 in lefts.values()])
    origins = np.array([[100.0, 108.0], [91.0, 108.0], [91.0, 108.0], [84.5, 108.0]])
    letters = RawLetters(list(lefts), [face] * 4, origins, boxes, 0)
    printed = words(upright_letters(letters, Sheet(0, 0, 612, 792, 180), 180, 0))
    assert "".join(word.text for word in printed) == "Lfie"


def test_totals_under_an_agreements_other_names_are_read() -> None:
    paper = Paper().text(54, 40, "PPSP Invoice", size=15, bold=True)
    paper.text(54, 100, "Total hours: 3.25").text(54, 120, "Total amount due: $229.55")
    assert read("ct-ppsp/invoice", paper)["total_amount"].value == Decimal("229.55")


def test_two_labels_below_each_other_are_not_one_in_another_wording() -> None:
    paper = (
        Paper().text(54, 40, "HIPAA Assurance Agreement", size=15, bold=True).text(54, 80, "Provider: Noor Sorensen")
    )
    paper.ink(60, 148).rule(54, 150, 314, 150).text(54, 153, "Signature").text(54, 168, "Date").text(
        200, 168, "6/1/2026"
    )
    values = read("ct-pss/hipaa-agreement", paper)
    assert values["signature"].value is True
    assert values["signature_date"].value == date(2026, 6, 1)


def test_an_insured_with_an_address_in_a_box_over_a_heading_is_the_name() -> None:
    paper = Paper().text(54, 40, "CERTIFICATE OF LIABILITY INSURANCE", size=13, bold=True)
    paper.grid([36, 300, 576], [100, 140]).text(40, 103, "INSURED", size=6)
    paper.text(40, 111, "Noor Sorensen").text(40, 124, "9 Garden Ct").text(
        304, 103, "INSURER A: Granite Mutual", size=8
    )
    paper.box(36, 140, 576, 152).text(40, 142, "COVERAGES", size=8, bold=True)
    paper.grid([36, 160, 260, 340, 420], [152, 168, 184])
    for x, head, said in (
        (164, "POLICY NUMBER", "GL-4711"),
        (264, "POLICY EFF", "6/1/2026"),
        (344, "POLICY EXP", "6/1/2027"),
    ):
        paper.text(x, 155, head, size=7, bold=True).text(x, 171, said)
    values = read("ct-pss/liability-certificate", paper)
    assert (values["insured"].value, values["insured"].review) == ("Noor Sorensen", False)
    assert values["policy_number"].value == "GL-4711"


def test_a_label_that_begins_behind_a_value_and_wraps_to_the_left_is_found() -> None:
    paper = Paper().text(54, 40, "Provider Application", size=15, bold=True)
    paper.text(54, 100, "Institution: Valley College").text(
        240, 100, "Years of experience with individuals with", bold=True
    )
    paper.text(54, 112, "intellectual/developmental disabilities:", bold=True).text(266, 112, "18")
    values = read("ct-pss/provider-application", paper)
    assert values["institution"].value == "Valley College"
    assert values["idd_experience_years"].value == Decimal(18)


def test_the_caption_of_a_box_right_over_a_table_is_no_heading_of_it() -> None:
    paper = Paper().text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True).text(54, 96, "Stage:")
    paper.square(120, 96, False).text(133, 96, "Entry", bold=True).square(120, 108, True).text(
        133, 108, "Exit", bold=True
    )
    paper.text(54, 128, "Question", bold=True).text(400, 128, "Rating", bold=True)
    paper.text(54, 142, "I know who to call.").text(400, 142, "3").text(54, 156, "I feel prepared.").text(400, 156, "4")
    assert read("ia-parent-partner/self-assessment", paper)["stage"].value == "exit"


def test_a_ring_across_the_edge_of_a_column_of_labels_keeps_the_answers_of_its_line_together() -> None:
    paper = Paper().text(54, 40, "Parent Subsidy Aid Application", size=15, bold=True)
    asked = (
        (92, "Applicant name", "Noor Sorensen", "DOB", "3/9/1980"),
        (170, "Home address", "12 Elm St", "Phone", "401-555-0128"),
        (200, "Household size", "4", "Non-relatives in the household", "1"),
    )
    for y, left, said, right, other in asked:
        paper.text(54, y - 12, said).text(300, y - 12, other).rule(54, y - 1, 280, y - 1).rule(300, y - 1, 560, y - 1)
        paper.text(54, y, left, size=8).text(300, y, right, size=8)
    paper.text(54, 108, "Relationship to eligible person:", size=8).text(245, 108, "Natural")
    paper.text(304, 108, "Adoptive").text(360, 108, "Foster").text(410, 108, "Caretaker")
    paper.page.rings.append(Ink((292 / 612, 105 / 792, 350 / 612, 121 / 792)))
    assert read("ri-pdi/parent-application", paper)["relationship"].value == "adoptive"


def test_an_amount_between_two_labels_of_a_line_numbers_neither() -> None:
    paper = Paper(source="ocr").text(54, 40, "PPSP Invoice", size=15)
    paper.text(54, 90, "Name of child: Noor Sorensen").text(54, 110, "Hourly rate: 70.63 Total hours: 6.75")
    values = read("ct-ppsp/invoice", paper.text(54, 130, "Total due: 476.76"))
    assert values["rate"].value == Decimal("70.63")
    assert values["total_hours"].value == Decimal("6.75")


def test_the_heading_of_a_box_over_its_label_is_no_part_of_the_value() -> None:
    paper = Paper().text(54, 40, "Participant Outcomes", size=15, bold=True).box(50, 80, 560, 150)
    paper.text(60, 86, "Summary", bold=True).text(60, 106, "Parent name", size=8).text(60, 118, "Noor Sorensen")
    assert read("ia-parent-partner/participant-outcomes", paper)["parent_name"].value == "Noor Sorensen"


def test_answers_in_words_under_labels_head_no_columns_of_yes_and_no() -> None:
    paper = Paper().text(54, 40, "PSP Organizational Readiness Plan", size=15, bold=True)
    asked = (
        (("Agency name", "Lantern House"), ("Phone", "517-555-0146"), ("Date", "6/1/2026")),
        (
            ("Supervisor identified", "Yes"),
            ("Personnel time will be funded", "No"),
            ("Contact person", "Noor Sorensen"),
        ),
        (("Transportation and lodging will be funded", "Yes"), ("Email", "noor@example.org")),
    )
    for number, row in enumerate(asked):
        for x, (label, said) in zip((54, 240, 400) if number != 1 else (240, 400, 54), row, strict=False):
            paper.text(x, 100 + 26 * number, label, size=7).text(x, 109 + 26 * number, said)
    values = read("mi-psp/readiness-plan", paper)
    assert values["transportation_lodging"].value is values["supervisor_identified"].value is True
    assert values["personnel_time"].value is False


def test_a_table_of_two_columns_is_known_by_one_of_its_captions_over_rows_that_tell() -> None:
    paper = Paper(source="ocr").text(54, 40, "PSP Quarterly Meeting Record", size=15)
    paper.text(54, 80, "Candidate name").text(240, 80, "Noor Sorensen").text(54, 110, "Date").text(200, 110, "Iopic")
    for number, day in enumerate(("2/15/2026", "3/14/2026", "4/14/2026")):
        paper.text(54, 126 + 15 * number, day).text(200, 126 + 15 * number, "SMART goals")
    found = rows("mi-psp/meeting-record", paper)
    assert [row["date"].value for row in found] == [
        date(2026, month, day) for month, day in ((2, 15), (3, 14), (4, 14))
    ]
    assert {row["topic"].value for row in found} == {"SMART goals"}


def test_the_name_of_an_insured_over_its_address_on_a_picture_needs_no_look() -> None:
    paper = Paper(source="ocr").text(200, 40, "EVIDENCE OF INSURANCE", size=13)
    paper.text(60, 137, "Named insured:").lines(220, 137, "Noor Sorensen", "9 Garden Ct", "Kent, CT 06757", pitch=14)
    paper.text(60, 185, "Insurer:").text(220, 185, "Granite Mutual")
    paper.text(
        60, 230, "The policy below is in force for the insured on the day of issue, which does not change the policy."
    )
    insured = read("ct-pss/liability-certificate", paper)["insured"]
    assert (insured.value, insured.review) == ("Noor Sorensen", False)


def test_a_label_on_the_line_below_a_signature_s_is_a_label_of_its_own_on_a_picture() -> None:
    paper = Paper(source="ocr").text(54, 40, "LETTER OF RECOMMENDATION", size=13)
    for number, (label, value) in enumerate(
        (("RE", "Noor Sorensen"), ("NAME OF REFERENCE", "Kofi Abara"), ("TITLE", "Aide"))
    ):
        paper.text(54, 100 + 16 * number, label, size=8).text(450, 100 + 16 * number, value)
    paper.text(54, 200, "SIGNATURE", size=8).text(54, 216, "DATE", size=8).text(450, 216, "6/2/2026").ink(130, 192)
    values = read("ct-pss/reference-letter", paper)
    assert values["signature"].value is True
    assert values["letter_date"].value == date(2026, 6, 2)
