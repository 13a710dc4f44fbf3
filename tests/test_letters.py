"""Letters and certificates that say in sentences what a form asks under labels."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from extractors.foreign import read_document
from forms.catalog import load_catalog
from forms.evidence import Source, Value
from forms.form import Field
from tests.support.paper import Paper

CATALOG = load_catalog()
BODY = (
    "I am pleased to recommend Mr. Noor de la Cruz in support of his application to become a",
    "qualified provider with the Department of Developmental Services (DDS). We worked side by",
    "side for six years. The parents he served showed clear, positive outcomes.",
)


def letter(*, closing: str = "Sincerely,", signatory: tuple[str, ...] = ("Kofi Abara", "Program Manager")) -> Paper:
    paper = Paper().text(54, 60, "June 27, 2026").text(54, 90, "To whom it may concern:")
    paper.lines(54, 120, *BODY).text(54, 180, closing)
    return paper.lines(54, 240, *signatory)


def read(paper: Paper, name: str = "ct-pss/reference-letter") -> dict[str, Value]:
    return read_document(CATALOG.form(name), [paper.page])[0]


def test_plain_letter() -> None:
    values = read(letter().ink(60, 230).text(54, 280, "(860) 555-0146 | kofi.abara@example.org"))
    assert values["letter_date"].value == date(2026, 6, 27)
    assert values["applicant_name"].value == "Noor de la Cruz"
    assert values["referee_name"].value == "Kofi Abara"
    assert values["referee_title"].value == "Program Manager"
    assert values["phone"].value == "860-555-0146"
    assert values["email"].value == "kofi.abara@example.org"
    assert values["for_dds_application"].value is True
    assert values["referee_is_clinician"].value is False
    assert values["signature"].value is True
    assert str(values["statement"].value).startswith("I am pleased to recommend")
    assert str(values["statement"].value).endswith("positive outcomes.")


def test_letter_without_ink_is_not_signed() -> None:
    values = read(letter())
    assert values["signature"].value is False
    assert values["phone"].value is None


def test_subject_line_names_the_applicant() -> None:
    paper = letter().text(54, 75, "Re: Letter of recommendation for Imani Van Buren")
    assert read(paper)["applicant_name"].value == "Imani Van Buren"


@pytest.mark.parametrize("day", ["June 27,2026", "June27, 2026", "27 June 2026"])
def test_a_date_that_lost_its_spaces_is_a_date(day: str) -> None:
    paper = Paper().text(54, 60, day).text(54, 90, "To whom it may concern:")
    paper.lines(54, 120, *BODY).text(54, 180, "Sincerely,").lines(54, 240, "Kofi Abara", "Program Manager")
    assert read(paper)["letter_date"].value == date(2026, 6, 27)


def test_signatory_with_credentials_is_a_clinician() -> None:
    values = read(letter(closing="Respectfully yours,", signatory=("Kofi Abara, LCSW", "Clinical Director, Bay House")))
    assert values["referee_name"].value == "Kofi Abara"
    assert values["referee_is_clinician"].value is True


def test_a_title_over_which_no_name_could_be_read_is_no_name() -> None:
    values = read(letter(signatory=("Licensed Social Worker",)).ink(60, 230))
    assert values["referee_name"].value is None
    assert values["referee_name"].review
    assert values["referee_title"].value == "Licensed Social Worker"


def test_letterhead_names_the_signatory() -> None:
    paper = Paper().lines(320, 40, "Kofi Abara", "Program Manager").text(54, 80, "06/27/2026")
    paper.text(54, 100, "Dear reviewers,").lines(54, 120, *BODY).text(54, 180, "Best regards,")
    values = read(paper)
    assert (values["referee_name"].value, values["referee_title"].value) == ("Kofi Abara", "Program Manager")
    assert values["letter_date"].value == date(2026, 6, 27)


def test_certificate_in_sentences() -> None:
    paper = Paper().text(200, 60, "Certificate of Completion", size=16, bold=True)
    paper.text(220, 120, "This certifies that").text(210, 150, "Noor Sorensen", size=14)
    paper.text(150, 180, "has successfully completed the requirements for").text(
        180, 200, "Adult and Pediatric First Aid/CPR/AED"
    )
    paper.text(150, 240, "Date completed: 06/12/2025 and valid through 06/2027").text(
        150, 260, "Certificate ID: 1882AB"
    )
    values = read(paper, "ct-pss/cpr-certificate")
    assert values["holder_name"].value == "Noor Sorensen"
    assert values["courses"].value == "Adult and Pediatric First Aid/CPR/AED"
    assert values["issued"].value == date(2025, 6, 12)
    assert values["expires"].value == date(2027, 6, 30)
    assert values["certificate_id"].value == "1882AB"


def test_certificate_in_one_sentence() -> None:
    paper = Paper().text(200, 60, "CPR Certification", size=16, bold=True)
    paper.lines(
        54,
        120,
        "This is to certify that Noor Sorensen has successfully completed Adult CPR/AED and First Aid",
        "on June 12, 2025. This card expires 06/12/2027.",
    )
    values = read(paper, "ct-pss/cpr-certificate")
    assert values["holder_name"].value == "Noor Sorensen"
    assert values["courses"].value == "Adult CPR/AED and First Aid"
    assert values["expires"].value == date(2027, 6, 12)


def test_a_certificate_names_its_holder_as_a_list_does() -> None:
    paper = Paper().text(240, 60, "This certifies that", size=9).text(230, 80, "Sorensen, Noor T.", size=15, bold=True)
    paper.text(180, 104, "has met the requirements of the written and the practical tests in", size=8)
    assert read(paper, "ct-pss/cpr-certificate")["holder_name"].value == "Sorensen, Noor T."


def test_a_sentence_dates_the_course_that_it_says_was_completed() -> None:
    paper = Paper().lines(
        54, 100, "This certifies that Noor Sorensen has completed Adult, Child and", "Infant CPR on February 11, 2026."
    )
    values = read(paper.text(54, 140, "Expires: 02/11/2028"), "ct-pss/cpr-certificate")
    assert values["courses"].value == "Adult, Child and Infant CPR"
    assert values["issued"].value == date(2026, 2, 11)
    assert values["expires"].value == date(2028, 2, 11)


def test_the_captions_of_a_card_have_their_values_above_though_smaller_print_follows() -> None:
    paper = Paper(source="ocr").text(240, 180, "This certifies that", size=7)
    paper.text(230, 200, "Noor Sorensen", size=14, bold=True).text(145, 250, "Course:", size=7)
    paper.text(190, 248, "Infant CPR", size=9, bold=True)
    for x, said, caption in (
        (145, "01-SEP-2026", "Issued"),
        (262, "22-FEB-2028", "Renew by"),
        (380, "476062601", "eCard code"),
    ):
        paper.text(x, 315, said, size=9, bold=True).text(x, 330, caption, size=6)
    paper.text(145, 352, "Training center: Shoreline Safety Training, New London. To verify this card call us.", size=6)
    values = read(paper, "ct-pss/cpr-certificate")
    assert values["issued"].value == date(2026, 9, 1)
    assert values["expires"].value == date(2028, 2, 22)
    assert values["certificate_id"].value == "476062601"


def test_insurance_limits_beside_their_captions() -> None:
    paper = Paper().text(54, 40, "Certificate of Liability Insurance", size=15, bold=True)
    paper.text(54, 90, "INSURED").text(54, 104, "Noor Sorensen").text(320, 90, "INSURER A").text(
        320, 104, "Meridian Mutual"
    )
    paper.text(54, 140, "POLICY NUMBER").text(54, 154, "GL-8522").text(200, 140, "POLICY EFF").text(
        200, 154, "02/01/2026"
    )
    paper.text(320, 140, "POLICY EXP").text(320, 154, "02/01/2027")
    paper.text(54, 190, "EACH OCCURRENCE").text(54, 204, "$1,000,000").text(320, 190, "GENERAL AGGREGATE").text(
        320, 204, "$3,000,000"
    )
    values = read(paper, "ct-pss/liability-certificate")
    assert values["insured"].value == "Noor Sorensen"
    assert values["insurer"].value == "Meridian Mutual"
    assert values["expires"].value == date(2027, 2, 1)
    assert values["aggregate"].value == Decimal(3000000)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_a_letter_in_which_no_name_was_found_is_for_review(source: Source) -> None:
    paper = Paper(source=source).text(54, 60, "To whom it may concern:")
    paper.text(54, 90, "I recomninend Noor Sorensen without reservation as a qualified provider of support.")
    paper.text(54, 130, "Sincerely,").text(54, 160, "Ada Marsh").text(54, 174, "Clinical Director")
    name = read(paper, "ct-pss/reference-letter")["applicant_name"]
    assert (name.value, name.review) == (None, True)


@pytest.mark.parametrize(
    ("said_by", "said"), [([["our county"], ["mentor"]], True), ([["our county"], ["tutor"]], False)]
)
def test_a_letter_checks_a_box_by_the_phrases_that_its_form_declares(said_by: list[list[str]], said: bool) -> None:
    paper = Paper().text(54, 60, "To whom it may concern:")
    paper.text(54, 90, "I recommend Noor Sorensen as a mentor of").text(54, 104, "young parents in our county.")
    paper.text(54, 130, "Sincerely,").text(54, 160, "Ada Marsh").text(54, 174, "Program Manager")
    form = CATALOG.form("ct-pss/reference-letter")
    told = Field.model_validate({"type": "checkbox", "labels": ["Mentor"], "said_by": said_by})
    form = form.model_copy(update={"fields": {**form.fields, "for_dds_application": told}})
    assert read_document(form, [paper.page])[0]["for_dds_application"].value is said


def test_phrases_of_letters_are_for_check_boxes() -> None:
    with pytest.raises(ValidationError, match="said_by is for check boxes"):
        Field.model_validate({"type": "text", "labels": ["Purpose"], "said_by": [["DDS"]]})


@pytest.mark.parametrize("sure", [0.99, 0.6])
def test_what_a_letter_seems_not_to_say_is_for_review_where_a_word_is_hardly_legible(sure: float) -> None:
    paper = Paper(source="ocr").text(54, 60, "To whom it may concern:")
    paper.text(54, 90, "I recommend Noor Sorensen to the Department of Developmental Services as a")
    paper.text(54, 104, "qualifed", sure=sure).text(110, 104, "provider of support to parents.")
    paper.text(54, 130, "Sincerely,").text(54, 160, "Ada Marsh").text(54, 174, "Program Manager")
    said = read(paper, "ct-pss/reference-letter")["for_dds_application"]
    assert (said.value, said.review) == (False, sure < 0.7)


def test_a_blank_date_is_for_review_where_a_misread_one_stands_on_the_page() -> None:
    paper = Paper(source="ocr").text(180, 40, "CERTIFICATE OF LIABILITY INSURANCE", size=14)
    paper.text(54, 100, "Insured:").text(160, 100, "Noor Sorensen").text(54, 130, "Effective date").text(
        300, 130, "Policy number:"
    )
    paper.text(390, 130, "K-75179").text(54, 190, "10:12/2026")
    effective = read(paper, "ct-pss/liability-certificate")["effective"]
    assert (effective.value, effective.review) == (None, True)


@pytest.mark.parametrize("source", ["text", "ocr"])
def test_captions_of_narrow_cells_before_a_label_are_no_part_of_it(source: Source) -> None:
    paper = Paper(source=source).text(180, 40, "CERTIFICATE OF LIABILITY INSURANCE", size=14)
    paper.text(54, 80, "Insured:").text(160, 80, "Noor Sorensen")
    for x, y, caption in (
        (80, 150, "TYPE OF INSURANCE"),
        (200, 150, "ADDL"),
        (200, 160, "INSD"),
        (224, 150, "SUBR"),
        (224, 160, "WVD"),
        (247, 150, "POLICY NUMBER"),
        (350, 150, "POLICY EFF"),
        (420, 150, "POLICY EXP"),
    ):
        paper.text(x, y, caption, size=8)
    paper.text(250, 185, "A3865180").text(350, 185, "04/08/2026").text(420, 185, "04/08/2027")
    for y in (145, 172, 240):
        paper.rule(50, y, 560, y)
    for x in (50, 76, 196, 345, 415, 560):
        paper.rule(x, 145, x, 240)
    values = read(paper, "ct-pss/liability-certificate")
    assert values["policy_number"].value == "A3865180"


@pytest.mark.parametrize(
    ("body", "under", "reached"),
    [
        ("You may call me at (860) 555-0108.", "Kofi Abara", "860-555-0108"),
        ("They visit often.", "Tel. 860-555-0109", "860-555-0109"),
        ("They visit often.", "Fax: 860-555-0110", "203-555-0102"),
    ],
)
def test_the_writer_is_reached_as_the_letter_says_not_by_its_letterhead(body: str, under: str, reached: str) -> None:
    paper = Paper().lines(54, 40, "Maple Hollow Center", "Main office: 203-555-0102", "August 27, 2026")
    paper.lines(
        54, 100, "To whom it may concern:", "I recommend Noor Levy, whom I have known for four years at our center."
    )
    paper.text(54, 126, body).text(54, 150, "Sincerely,").ink(54, 185).text(54, 190, "Kofi Abara").text(54, 203, under)
    assert read(paper)["phone"].value == reached
