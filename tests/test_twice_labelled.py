"""Labels that a paper prints twice, or whose first words another label begins with, and values in boxes half seen."""

import pytest

from forms.evidence import Source
from tests.support.answers import read
from tests.support.paper import Paper

SOURCES: tuple[Source, Source] = ("text", "ocr")


def statement(source: Source, *, said: str = "Björn Ruiz-Ocampo", bold: bool = True) -> Paper:
    """A statement whose first section is headed by the words of the label of the patient, below another row."""
    paper = Paper(source=source).text(54, 40, "Physician's Statement", size=15, bold=True)
    paper.text(54, 100, "PATIENT", bold=True).grid([50, 220, 560], [120, 140, 160])
    paper.text(54, 125, "ABLE TO CARE FOR THE ELIGIBLE PERSON", size=7).text(226, 125, "[X]")
    paper.text(54, 145, "PATIENT", bold=bold).text(226, 145, said)
    paper.text(54, 190, "DETAILS", bold=True).grid([50, 220, 560], [210, 230, 250])
    paper.text(54, 215, "PHYSICIAN", bold=bold).text(226, 215, "Katya D'Amico")
    return paper.text(54, 235, "DATE", bold=bold).text(226, 235, "10/05/2026")


@pytest.mark.parametrize("bold", [True, False])
@pytest.mark.parametrize("source", SOURCES)
def test_a_label_that_also_heads_its_section_is_read_where_it_is_answered(source: Source, bold: bool) -> None:
    values = read("ri-pdi/physician-statement", statement(source, bold=bold))
    assert (values["patient_name"].value, values["patient_name"].review) == ("Björn Ruiz-Ocampo", False)
    assert values["physician_name"].value == "Katya D'Amico"


@pytest.mark.parametrize("source", SOURCES)
def test_a_blank_under_a_label_printed_twice_stays_blank(source: Source) -> None:
    values = read("ri-pdi/physician-statement", statement(source, said=""))
    assert values["patient_name"].value is None
    assert values["physician_name"].value == "Katya D'Amico"


@pytest.mark.parametrize("source", SOURCES)
def test_a_label_takes_no_first_word_of_the_label_below_it(source: Source) -> None:
    paper = Paper(source=source).text(54, 40, "Recertification", size=15, bold=True)
    paper.text(54, 90, "1. Certified parent and eligible person", bold=True)
    paper.text(54, 110, "Certified parent").text(420, 110, "Mary-Kate Fitzgerald")
    paper.text(54, 126, "Name of eligible person").text(420, 126, "Xiomara Hernández")
    values = read("ri-pdi/recertification", paper)
    assert values["applicant_name"].value == "Mary-Kate Fitzgerald"
    assert values["eligible_person_name"].value == "Xiomara Hernández"


@pytest.mark.parametrize(("gap", "signed"), [(40.0, True), (150.0, True)])
def test_ink_behind_the_seen_part_of_a_dotted_line_is_its_signature(gap: float, signed: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 120, "Provider signature").rule(150, 130, 300, 130).ink(300 + gap, 130)
    value = read("ct-pss/provider-agreement", paper)["provider_signature"]
    assert value.value is signed
    assert value.review is (gap > 60)


def test_a_check_in_a_box_whose_upper_borders_were_lost_takes_no_other_label_s_value() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Service Request", size=15, bold=True)
    paper.text(54, 100, "Parent", size=8).text(54, 112, "Fiadh Zimmermann").text(300, 100, "Waiver", size=8)
    paper.text(300, 112, "COMP").text(54, 140, "Case manager", size=8).text(54, 152, "Noor Sorensen")
    for rule in ((36, 221, 570, 221), (36, 233, 303, 233), (36, 244, 303, 244), (36, 298, 570, 298)):
        paper.rule(*rule)
    paper.rule(36, 233, 36, 298).rule(570, 254, 570, 298)
    paper.text(38, 235, "Estimated hours per week", size=6).text(38, 246, "9.50", size=6)
    paper.text(38, 279, "PRAT approval", size=6).square(36, 290, checked=True, size=7)
    paper.text(54, 310, "Date", size=8).text(54, 322, "10/05/2026")
    values = read("ct-pss/service-request", paper)
    assert str(values["hours_per_week"].value) == "9.50"
    assert values["prat_approval"].value is True


@pytest.mark.parametrize(("said", "review"), [("", True), ("home", False)])
def test_a_box_without_a_caption_beside_a_blank_may_be_letters_on_a_line(said: str, review: bool) -> None:
    paper = Paper(source="ocr").text(54, 40, "Provider Agreement", size=15, bold=True)
    paper.text(54, 120, "Provider name:").rule(130, 131, 300, 131).square(136, 122, checked=None).text(148, 122, said)
    value = read("ct-pss/provider-agreement", paper)["provider_name"]
    assert (value.value, value.review) == (None, review)
