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


def test_a_row_of_short_words_is_no_row_of_letters() -> None:
    words = Print(Paper(source="ocr").text(54, 100, "X").text(180, 100, "No").text(380, 100, "45").page).tokens
    assert without_letters(words, 3) == list(words)


def test_what_a_caption_says_without_its_letter() -> None:
    paper = Paper().text(54, 100, "(A) No. of hours")
    assert list(unlettered(Print(paper.page).tokens)) == ["noofhours"]
    assert not list(unlettered(Print(Paper().text(54, 100, "Date of service").page).tokens))
