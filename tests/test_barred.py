"""Columns by the rulings between the rows' cells, under a header that has none of its own."""

from datetime import date

import pytest

from extractors.barred import with_barred_columns
from extractors.foreign import read_document
from extractors.labels import label_index
from extractors.lines import Print
from extractors.tablehead import find_header
from forms.catalog import load_catalog
from tests.support.paper import Paper

FORM = load_catalog().form("ct-ppsp/invoice")
TABLE = FORM.tables["lines"]
XS = (47.0, 66.0, 140.0, 275.0, 455.0, 500.0, 562.0)
HEADS = ("", "SERVICE DATE", "TYPE OF SERVICE", "DESCRIPTION OF ACTIVITY", "HRS", "AMOUNT")
ROWS = (
    ("1", "02/10/2026", "Post-Finalization Services", "Court date", "1", "$70.63"),
    ("2", "02/13/2026", "Post-Placement Supervision", "Home safety check", "4.5", "$317.84"),
    ("3", "02/16/2026", "Reunification Services", "Discipline, part 2", "4.75", "$335.49"),
)


def under_a_bar(*, broken: bool = False, without: float = 0.0) -> Paper:
    """A fax of numbered rows in a grid under a bar, of which nobody read the `#`."""
    paper = Paper(source="ocr").text(54, 40, "PPSP Invoice", size=15)
    for x, words in zip(XS, HEADS, strict=False):
        paper.text(x + 5, 156, words, size=8)
    for x in XS:
        if x != without:
            paper.rule(x, 177, x, 200 if broken else 245)
            paper.rule(x + 1, 202 if broken else 177, x + 1, 245)
    for place, cells in enumerate(ROWS):
        for x, words in zip(XS, cells, strict=False):
            paper.text(x + 5, 183 + 20 * place, words, size=8)
    return paper


@pytest.mark.parametrize("broken", [False, True])
def test_a_column_whose_caption_was_not_read_stays_one(broken: bool) -> None:
    rows = read_document(FORM, [under_a_bar(broken=broken).page])[1]["lines"]
    assert [row["date"].value for row in rows] == [date(2026, 2, 10), date(2026, 2, 13), date(2026, 2, 16)]
    assert [str(row["hours"].value) for row in rows] == ["1.00", "4.50", "4.75"]
    assert not any(value.review for row in rows for value in row.values())


def test_rulings_that_leave_two_captions_together_part_no_columns() -> None:
    sheet = Print(under_a_bar(without=140.0).page)
    header = find_header(sheet, TABLE, label_index(TABLE.columns.values()))
    assert header is not None
    assert with_barred_columns(sheet, header) is header
