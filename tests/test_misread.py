"""Labels that a picture shows so badly that only likeness tells them, and labels that nothing may cut."""

import pytest

from forms.evidence import Source
from tests.support.answers import read
from tests.support.paper import Paper


def card(name: str, program: str, *, source: Source = "ocr") -> Paper:
    paper = Paper(source=source).text(54, 40, "Cardiopulmonary Resuscitation Certificate", size=15, bold=True)
    paper.text(63, 127, name, size=7).text(312, 127, program, size=7)
    paper.text(63, 137, "Piotr Watanabe").text(312, 137, "Adult CPR/AED and First Aid")
    paper.text(63, 158, "Date completed", size=7).text(312, 158, "Expiration date", size=7)
    return paper.text(63, 168, "09/12/2025").text(312, 168, "09/12/2027")


def test_labels_misread_on_a_fax_are_told_by_likeness_for_review() -> None:
    values = read("ct-pss/cpr-certificate", card("Nae", "Progtam"))
    assert [(values[name].value, values[name].review) for name in ("holder_name", "courses")] == [
        ("Piotr Watanabe", True),
        ("Adult CPR/AED and First Aid", True),
    ]
    assert (values["issued"].review, values["expires"].review) == (False, False)


@pytest.mark.parametrize(("said", "source"), [("Program", "ocr"), ("Course title", "text")])
def test_a_label_read_well_needs_no_look(said: str, source: Source) -> None:
    value = read("ct-pss/cpr-certificate", card("Name", said, source=source))["courses"]
    assert (value.value, value.review) == ("Adult CPR/AED and First Aid", False)


@pytest.mark.parametrize(("said", "source"), [("Remarks", "ocr"), ("Kitchen", "ocr"), ("Progtam", "text")])
def test_print_unlike_any_label_is_none_and_printed_text_is_not_misread(said: str, source: Source) -> None:
    value = read("ct-pss/cpr-certificate", card("Name", said, source=source))["courses"]
    assert value.value != "Adult CPR/AED and First Aid" or value.review


def test_a_stroke_is_the_word_i_of_a_label() -> None:
    paper = Paper(source="ocr").text(54, 40, "Letter of Reference", size=15, bold=True)
    paper.text(54, 100, "Applicant: Gideon Achterberg").text(54, 120, "Reference name: Anders Quiñones")
    paper.square(54, 141, checked=True).text(
        68, 140, "| am a clinician familiar with the applicant's professional work"
    )
    value = read("ct-pss/reference-letter", paper)["referee_is_clinician"]
    assert (value.value, value.review) == (True, False)


def test_a_stroke_that_a_ruling_left_before_a_label_is_no_word_of_it() -> None:
    values = read("ct-pss/cpr-certificate", card("| Name", "| Program"))
    assert [(values[name].value, values[name].review) for name in ("holder_name", "courses")] == [
        ("Piotr Watanabe", False),
        ("Adult CPR/AED and First Aid", False),
    ]


def test_a_wide_gap_within_a_label_does_not_cut_it_where_its_first_word_is_a_label_too() -> None:
    paper = Paper(source="ocr").text(54, 40, "Home Study Report", size=15, bold=True)
    paper.text(54, 100, "PARENT APPLICANT: Kofi De la Cruz").text(54, 130, "DATE").text(
        83, 130, "OF VISIT: October 26, 2026"
    )
    paper.text(54, 118, "AND").text(83, 118, "HOME").text(54, 300, "DATE: October 30, 2026")
    values = read("ri-pdi/home-study", paper)
    assert [str(values[name].value) for name in ("visit_date", "report_date")] == ["2026-10-26", "2026-10-30"]
