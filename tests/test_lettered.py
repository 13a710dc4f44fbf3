"""Letters and numbers of a table's columns, before captions or in a row of their own, are no rows."""

from typing import Any

import pytest

from extractors.foreign import read_document
from extractors.lettered import unlettered, without_letters
from extractors.lines import Print
from forms.catalog import load_catalog
from forms.evidence import Source
from forms.packet import Row
from tests.support.paper import Paper

LOG = load_catalog().form("ia-parent-partner/contact-log")
ASSESSMENT = load_catalog().form("ia-parent-partner/self-assessment")
XS = [54.0, 180.0, 380.0, 540.0]
SOURCES: tuple[Source, Source] = ("text", "ocr")


def contacts(heads: tuple[str, ...], letters: tuple[str, ...], source: Source, *, band: bool = False) -> list[Row]:
    """The rows of a log of two contacts under such captions; in a `band` no rulings part the captions."""
    paper = Paper(source=source).text(54, 40, "Parent Partner Contact Log", size=15, bold=True)
    rows = [heads, *([letters] if letters else []), ("10/05/2026", "Home visit", "45"), ("10/12/2026", "Call", "20")]
    ys = [100.0 + 20 * n for n in range(len(rows) + 1)]
    for y in ys:
        paper.rule(XS[0], y, XS[-1], y)
    for x in XS:
        paper.rule(x, ys[1] if band and x not in (XS[0], XS[-1]) else ys[0], x, ys[-1])
    for n, row in enumerate(rows):
        for x, cell in zip(XS, row, strict=False):
            paper.text(x + 6, ys[n] + 5, cell, bold=n == 0)
    return read_document(LOG, [paper.page])[1]["contacts"]


def said(rows: list[Row]) -> list[tuple[Any, Any]]:
    return [(row["kind"].value, row["minutes"].value) for row in rows]


TWO = [("Home visit", 45), ("Call", 20)]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    "letters", [("1", "2", "3"), ("(1)", "(2)", "(3)"), ("A", "B", "C"), ("Col. 1", "Col. 2", "Col. 3")]
)
def test_a_row_that_letters_or_numbers_the_columns_is_none(letters: tuple[str, ...], source: Source) -> None:
    assert said(contacts(("Date", "Kind of contact", "Minutes"), letters, source)) == TWO


@pytest.mark.parametrize("letters", [("(4)", "(B)", "(C)"), ("1", "z", "3"), ("Col. 1", "Col. 7", "Col. 3")])
def test_letters_of_a_picture_may_be_misread(letters: tuple[str, ...]) -> None:
    assert said(contacts(("Date", "Kind of contact", "Minutes"), letters, "ocr")) == TWO


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("sign", ["({}) {{}}", "{}. {{}}", "{{}} ({})", "Col. {} {{}}"])
def test_captions_in_one_band_keep_their_columns_with_a_letter_each(sign: str, source: Source) -> None:
    a, b, c = (sign.format(letter).format(head) for letter, head in zip("ABC", ("Date", "Kind", "Min"), strict=True))
    assert said(contacts((a, b, c), (), source, band=True)) == TWO


def test_numbered_rows_stay() -> None:
    for source in SOURCES:
        paper = Paper(source=source).text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
        paper.text(54, 80, "Item", bold=True).text(120, 80, "Rating", bold=True)
        for number, rating in ((1, 2), (2, 5), (3, 4)):
            paper.text(54, 80 + 18 * number, str(number)).text(120, 80 + 18 * number, str(rating))
        rows = read_document(ASSESSMENT, [paper.page])[1]["answers"]
        assert [row["rating"].value for row in rows] == [2, 5, 4]


@pytest.mark.parametrize("source", SOURCES)
def test_of_two_captions_that_say_item_the_first_numbers_the_rows(source: Source) -> None:
    paper = Paper(source=source).text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
    for number, row in enumerate((("Item", "Item", "Rating"), ("1", "Court date", "3"), ("2", "Budgeting", "5"))):
        for x, cell in zip((54, 90, 440), row, strict=True):
            paper.text(x, 100 + 18 * number, cell, bold=number == 0)
    rows = read_document(ASSESSMENT, [paper.page])[1]["answers"]
    assert [(row["question"].value, row["rating"].value) for row in rows] == [("Court date", 3), ("Budgeting", 5)]


def test_a_row_of_short_words_is_no_row_of_letters() -> None:
    words = Print(Paper(source="ocr").text(54, 100, "X").text(180, 100, "No").text(380, 100, "45").page).tokens
    assert without_letters(words, 3) == list(words)


def test_what_a_caption_says_without_its_letter() -> None:
    paper = Paper().text(54, 100, "(A) No. of hours")
    assert list(unlettered(Print(paper.page).tokens)) == ["noofhours"]
    assert not list(unlettered(Print(Paper().text(54, 100, "Date of service").page).tokens))


def test_captions_of_a_picture_that_nearly_touch_are_parted_where_the_line_above_begins() -> None:
    form = load_catalog().form("ct-pss/invoice")
    paper = Paper(source="ocr").text(54, 40, "PSS Invoice", size=15, bold=True)
    for x, first, second in (
        (54, "Date of", "service"),
        (130, "", "Time in"),
        (176, "End", "time"),
        (230, "", "Activity"),
    ):
        paper.text(x, 80, first, bold=True).text(x, 93, second, bold=True)
    for x, head in ((380, "Hrs"), (430, "Rate"), (490, "Amount")):
        paper.text(x, 93, head, bold=True)
    for number, day in enumerate(("10/05/2026", "10/12/2026")):
        cells = (day, "9:00 AM", "1:00 PM", "Home visit", "4.00", "$40.42", "$161.68")
        for x, cell in zip((54, 120, 176, 230, 380, 430, 490), cells, strict=True):
            paper.text(x, 112 + 18 * number, cell)
    rows = read_document(form, [paper.page])[1]["lines"]
    assert [str(row["start_time"].value) for row in rows] == ["09:00:00"] * 2
    assert [str(row["end_time"].value) for row in rows] == ["13:00:00"] * 2


def test_a_caption_wider_than_the_figures_under_it_names_no_field() -> None:
    form = load_catalog().form("ct-ppsp/service-agreement")
    paper = Paper().text(54, 40, "PPSP Service Agreement", size=15, bold=True)
    for x, head in ((54, "Service type"), (240, "Maximum hours"), (400, "Maximum amount")):
        paper.text(x, 100, head, bold=True)
    for number, row in enumerate((("Reunification Services", "5.00", "9.15"), ("Total", "5.00", "9.15"))):
        for x, cell in zip((54, 240, 400), row, strict=True):
            paper.text(x, 118 + 18 * number, cell)
    values = read_document(form, [paper.page])[0]
    assert str(values["total_amount"].value) == "9.15"


def test_the_title_of_a_table_is_no_second_line_of_a_value_though_a_picture_shows_it_thin() -> None:
    form = load_catalog().form("mi-psp/coaching-log")
    paper = Paper(source="ocr").text(54, 57, "PSP Coaching Log", size=12)
    paper.text(54, 81, "Parent Support Partner name:").text(208, 81, "Noor Sorensen")
    paper.text(311, 81, "Coach:").text(353, 81, "Alan Quist").text(54, 102, "Coaching sessions", size=11)
    for number, row in enumerate((("Session date", "Type", "Competency"), ("10/05/2026", "Group", "Boundaries"))):
        for x, cell in zip(XS, row, strict=False):
            paper.text(x, 121 + 20 * number, cell)
    assert read_document(form, [paper.page])[0]["candidate_name"].value == "Noor Sorensen"


@pytest.mark.parametrize("source", SOURCES)
def test_a_row_of_numbers_between_lines_heads_rows_of_which_only_the_columns_are_ruled(source: Source) -> None:
    paper = Paper(source=source).text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
    for y in (100, 120, 140, 220):
        paper.rule(54, y, 540, y)
    for x in (54, 440, 540):
        paper.rule(x, 100, x, 220)
    paper.text(60, 105, "Statement", bold=True).text(446, 105, "Rating", bold=True)
    paper.text(230, 125, "(1)").text(480, 125, "(2)")
    for number, rating in enumerate((4, 6, 10, 6)):
        paper.text(60, 145 + 18 * number, "We cook together").text(446, 145 + 18 * number, str(rating))
    rows = read_document(ASSESSMENT, [paper.page])[1]["answers"]
    assert [row["rating"].value for row in rows] == [4, 6, 10, 6]


def test_captions_with_numbers_are_no_lost_row() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Self-Assessment", size=15, bold=True)
    paper.text(48, 141, "(1) STATEMENT", bold=True).text(443, 141, "(2)", bold=True).text(463, 141, "SCORE", bold=True)
    for number, rating in enumerate((3, 3, 5)):
        paper.text(48, 159 + 18 * number, "We cook together").text(443, 159 + 18 * number, str(rating))
    rows = read_document(ASSESSMENT, [paper.page])[1]["answers"]
    assert [row["rating"].value for row in rows] == [3, 3, 5]


def test_a_stroke_within_a_caption_does_not_narrow_its_column() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Contact Log", size=15, bold=True)
    paper.grid(XS, [100, 120, 140]).rule(200, 106, 260, 106).rule(201, 106, 201, 120)
    for n, row in enumerate((("Date", "    Kind of contact", "Minutes"), ("10/05/2026", "Home visit", "45"))):
        for x, cell in zip(XS, row, strict=False):
            paper.text(x + (26 if n == 0 and x == XS[1] else 2), 105 + 20 * n, cell.strip())
    assert said(contacts_of(paper)) == [("Home visit", 45)]


def test_a_shaded_row_whose_strokes_seem_bold_ends_no_table() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parent Partner Contact Log", size=15, bold=True)
    for n, row in enumerate((("Date", "Kind of contact", "Minutes"), *(("10/05/2026", "Home visit", "45"),) * 4)):
        for x, cell in zip(XS, row, strict=False):
            paper.text(x, 100 + 20 * n, cell, bold=n in (0, 2, 4))
    assert said(contacts_of(paper)) == [("Home visit", 45)] * 4


def contacts_of(paper: Paper) -> list[Row]:
    return read_document(LOG, [paper.page])[1]["contacts"]


def test_captions_of_narrow_cells_without_rulings_keep_their_hints_and_values() -> None:
    form = load_catalog().form("ct-pss/liability-certificate")
    for source in SOURCES:
        paper = Paper(source=source).text(54, 40, "Certificate of Liability Insurance", size=14)
        heads = ((54, "SUBR", "WVD"), (82, "POLICY", "NUMBER"), (162, "POLICY EFF", "(MM/DD/YYYY)"))
        for x, upper, lower in (*heads, (238, "POLICY EXP", "(MM/DD/YYYY)")):
            paper.text(x, 90, upper, bold=True).text(x, 103, lower, bold=True)
        paper.text(54, 125, "N").text(82, 125, "HPL2266014").text(162, 125, "01/27/2026").text(238, 125, "01/27/2027")
        values = read_document(form, [paper.page])[0]
        assert str(values["effective"].value) == "2026-01-27"
        assert str(values["expires"].value) == "2027-01-27"
        if source == "text":
            assert values["policy_number"].value == "HPL2266014"


def _children(heads: tuple[str, ...]) -> list[Row]:
    paper = Paper(source="ocr").text(54, 40, "Child Welfare Referral Face Sheet", size=15, bold=True)
    children = (("1", "Noor Sorensen", "06/14/2019", "Foster home"), ("2", "Ida Quist", "03/26/2017", "With aunt"))
    for number, row in enumerate((heads, *children)):
        for x, cell in zip((54, 96, 227, 364), row, strict=True):
            paper.text(x, 116 + 18 * number, cell, bold=number == 0)
    form = load_catalog().form("ia-parent-partner/referral-face-sheet")
    return read_document(form, [paper.page])[1]["children"]


def test_a_header_of_which_a_fax_left_one_caption_is_told_by_the_likeness_of_the_others() -> None:
    rows = _children(("Line", "CHILD'S NAME", "DALEOFBIRIH", "WHFRI.IHE(HLDLEVIS"))
    assert [row["name"].value for row in rows] == ["Noor Sorensen", "Ida Quist"]
    assert [str(row["date_of_birth"].value) for row in rows] == ["2019-06-14", "2017-03-26"]
    assert all(value.confidence <= 0.6 for row in rows for value in row.values())


def test_rows_under_a_header_of_which_nothing_is_left_are_for_review() -> None:
    rows = _children(("Iue", "(HlL/SNAVI", "DALFCFBIPH", "WFRIIEHLIV"))
    assert len(rows) == 2
    assert all(value.review for row in rows for value in row.values())
