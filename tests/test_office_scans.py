"""What offices print and scan: underlines at the feet of letters, leaders, small print and boxes, bold print."""

import io
import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from math import log

import numpy as np
import pytest
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.sheets import scrawl
from extractors import boldness
from extractors.boldness import with_bold
from extractors.foreign import read_document
from extractors.ink import ink_of
from extractors.lines import Print
from extractors.page import Page, Word
from extractors.picture import read_picture
from extractors.respaced import respaced
from extractors.straighten import Picture, has_shades, reduced, skew
from forms.catalog import load_catalog
from tests.support import degrade
from tests.support.paper import Paper

DRAWN = "☐☑☒"
FACE = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def scanned(draw: Callable[[Canvas], None], *, dpi: int = 200, seed: int = 3) -> Page:
    """The page that is drawn, printed and scanned."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, letter)
    draw(canvas)
    canvas.save()
    [page] = degrade.printed(buffer.getvalue())
    return read_picture(degrade.scan(page, seed, dpi=dpi), file="p.pdf", number=1, dpi=dpi)


def text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def filled(canvas: Canvas, *, face: str = "Helvetica", size: float = 10) -> None:
    """Some lines of a form's own sentences, so that the page is one of print."""
    canvas.setFont(face, size)
    for number in range(12):
        canvas.drawString(
            72, 400 - 16 * number, "The provider keeps records of each visit and bills for none that was not made"
        )


def underlined(canvas: Canvas, x: float, y: float, value: str) -> None:
    """A value with a word processor's underline, some blanks longer than the value."""
    canvas.drawString(x, y, value)
    canvas.setLineWidth(0.6)
    canvas.line(x - 8, y - 1.3, x + canvas.stringWidth(value) + 8, y - 1.3)


@pytest.mark.parametrize("dpi", [200, 300])
def test_values_that_touch_their_underline_are_read(dpi: int) -> None:
    values = ["62-6863040", "181314957", "PSS-26-02803686", "06/30/2026", "BELL-LEE 225"]

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        for number, value in enumerate(values):
            canvas.drawString(72, 700 - 24 * number, "Number:")
            underlined(canvas, 130, 700 - 24 * number, value)

    page = scanned(draw, dpi=dpi)
    assert [value for value in values if value not in text(page)] == []
    assert sum(ruling.horizontal for ruling in page.rulings) == len(values)
    assert not page.inks


def test_points_that_lead_to_a_value_are_no_letters_of_it() -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Times-Roman", 9)
        for number, (label, value) in enumerate((("FEIN", "37-2280068"), ("Billing month", "Jun 2025"))):
            y = 700 - 16 * number
            canvas.drawString(72, y, label)
            canvas.drawRightString(540, y, value)
            x = 74 + canvas.stringWidth(label)
            while x < 535 - canvas.stringWidth(value):
                canvas.drawString(x, y, ".")
                x += canvas.stringWidth(".")

    words = [word.text for word in scanned(draw).words]
    assert {"FEIN", "37-2280068", "month", "Jun"} <= set(words)
    assert not any(".." in word for word in words)


def test_full_stops_and_colons_of_small_print_stay() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 6.4)
        for number, name in enumerate("ABCDEF"):
            canvas.drawString(72, 700 - 12 * number, f"INSURER {name} :")
            canvas.drawString(200, 700 - 12 * number, "Complete all items. Send the form to the agency.")

    found = text(scanned(draw, dpi=300))
    assert found.count(":") >= 5
    assert found.count("items.") >= 5
    assert found.count("agency.") >= 5


def test_boxes_as_small_as_small_print_are_found() -> None:
    if "Boxes" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Boxes", FACE))

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setFont("Boxes", 8.5)
        for number, sign in enumerate("☐☑☐☑☐☐"):
            canvas.drawString(72, 700 - 16 * number, f"{sign} Parent is expecting")

    marks = scanned(draw, dpi=300).marks
    assert [mark.checked for mark in marks] == [False, True, False, True, False, False]


def test_typed_boxes_before_numbered_captions_are_found() -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas, face="Courier")
        for number, line in enumerate(("[ ] 3. Child Safety Conference", "[X] 4. Family Meeting", "[ ] 5. Home visit")):
            canvas.drawString(72, 700 - 16 * number, line)

    marks = sorted(scanned(draw).marks, key=lambda mark: mark.box[1])
    assert [mark.checked for mark in marks] == [False, True, False]


@pytest.mark.parametrize(("face", "bold"), [("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold")])
def test_bold_print_is_told_from_other_print(face: str, bold: str) -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas, face=face)
        canvas.setFont(bold, 10)
        canvas.drawString(72, 700, "Background Information")
        canvas.drawString(72, 680, "Provider name:")
        canvas.setFont(face, 10)
        canvas.drawString(148, 680, "Maria Underhill")

    words = scanned(draw).words
    assert {word.text for word in words if word.bold} == {"Background", "Information", "Provider", "name:"}


@pytest.mark.parametrize("face", ["Helvetica", "Times-Roman", "Courier"])
def test_print_of_one_weight_is_not_bold(face: str) -> None:
    assert not any(word.bold for word in scanned(lambda canvas: filled(canvas, face=face)).words)


def test_a_word_of_few_letters_must_weigh_more_to_be_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"print": log(0.055), "Information": log(0.08), "plan": log(0.071), "Hours": log(0.085)}
    words = [Word(said, (0.1, 0.02 * at, 0.3, 0.02 * at + 0.01), 0.99, "ocr") for at, said in enumerate(20 * ["print"])]
    words += [Word(said, (0.5, 0.0, 0.6, 0.01), 0.99, "ocr") for said in ("Information", "plan", "Hours")]
    parts = [([at], weights[word.text], len(word.text), 100.0) for at, word in enumerate(words)]
    monkeypatch.setattr(boldness, "_lines", lambda _: {(0.0, 0.0): []})
    monkeypatch.setattr(boldness, "_weighed", lambda *_: parts)
    assert log(0.071) > boldness._limit(np.array([(weight, letters) for _, weight, letters, _ in parts]))
    assert [word.text for word in with_bold(words, degrade.blank_sheet(1)) if word.bold] == ["Information", "Hours"]


def test_a_page_without_words_has_no_bold_ones() -> None:
    blank: Picture = degrade.blank_sheet(1)
    assert with_bold([], blank) == []


def word(said: str) -> Word:
    return Word(said, (0.1, 0.1, 0.3, 0.12), 0.9, "ocr")


@pytest.mark.parametrize(
    ("said", "parts"),
    [("10.COUNTY", ["10.", "COUNTY"]), ("5Notice", ["5", "Notice"]), ("3rd", ["3rd"]),
     ("REASON/MOTIVO", ["REASON", "/", "MOTIVO"]), ("/FIRMA", ["/", "FIRMA"]),
     ("06/30/2026", ["06/30/2026"]), ("10.50", ["10.50"]), ("CT/33850", ["CT/33850"])],
)  # fmt: skip
def test_spaces_that_a_reader_lost_come_back(said: str, parts: list[str]) -> None:
    found = respaced([word(said), word("/")])
    assert [part.text for part in found] == [*parts, "/"]
    assert all(one.box[2] < two.box[0] for one, two in pairwise(found[:-1]))


def test_strokes_within_words_stay_on_a_page_that_sets_none_apart() -> None:
    assert [part.text for part in respaced([word("and/or")])] == ["and/or"]


def test_hairlines_and_the_sides_of_low_cells_are_rulings() -> None:
    rows, columns = (700, 686, 672, 640, 608), (72, 200, 330, 480)

    def draw(canvas: Canvas) -> None:
        filled(canvas)
        canvas.setLineWidth(0.4)
        for y in rows:
            canvas.line(columns[0], y, columns[-1], y)
        for x in columns:
            canvas.line(x, rows[0], x, rows[-1])
        canvas.line(390, rows[0], 390, rows[1])
        for y in rows[1:]:
            for x in columns[:-1]:
                canvas.drawString(x + 1.5, y + 3, "Transport")

    page = scanned(draw)
    bars = [ruling.box for ruling in page.rulings if not ruling.horizontal]
    tall = [box for box in bars if (box[3] - box[1]) * page.height > 80]
    assert [round(box[0] * page.width / 10) for box in sorted(tall)] == [7, 20, 33, 48]
    assert any(abs(box[0] * page.width - 390) < 4 and (box[3] - box[1]) * page.height < 16 for box in bars)


def test_capitals_far_apart_are_one_line_of_print_where_small_letters_would_be() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 9)
        for number in range(10):
            canvas.drawString(72, 700 - 14 * number, "NOTHING NEW TO REPORT. THE SMOKE DETECTORS WERE TESTED.")

    assert len(Print(scanned(draw)).runs) == 10


@pytest.mark.parametrize("askew", [-0.9, 0.9, 1.3])
def test_a_page_of_few_words_is_levelled(askew: float) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, letter)
    canvas.setFont("Helvetica-Bold", 9)
    for number, label in enumerate(("Social Work Supervisor", "Regional Administrator")):
        y = 720 - 45 * number
        canvas.drawString(57, y, label)
        canvas.drawString(57, y - 28, "Date")
        canvas.drawString(241, y - 28, f"0{number + 1}/31/2026")
        scrawl(canvas, random.Random(4), 241, y - 17, 115, 12)
    canvas.save()
    [page] = degrade.printed(buffer.getvalue())
    ink = ink_of(degrade.scan(page, 1, dpi=200, skew=askew))
    assert abs(skew(reduced(ink)) + askew) < 0.4


@pytest.mark.parametrize("dash", [None, (0.75, 0.75)])
def test_pale_and_dotted_lines_are_rulings_and_print_on_them_stays(dash: tuple[float, float] | None) -> None:
    def draw(canvas: Canvas) -> None:
        filled(canvas)
        for number in range(5):
            y = 700 - 18 * number
            canvas.setLineWidth(0.5)
            canvas.setStrokeGray(0 if dash else 0.6)
            if dash:
                canvas.setDash(*dash)
            canvas.line(72, y, 540, y)
            canvas.drawString(80, y + 3.4, "Grandmother, who lives upstairs, will keep the key to the cabinet")

    page = scanned(draw, dpi=300)
    across = [ruling.box for ruling in page.rulings if ruling.horizontal]
    assert len(across) == 5
    assert all((box[2] - box[0]) * page.width > 460 for box in across)
    assert text(page).count("Grandmother, who lives upstairs, will keep the key to the cabinet") == 5


def test_a_label_that_its_colon_ends_does_not_go_on_in_the_cell_below() -> None:
    paper = Paper(source="ocr").text(54, 40, "Service Agreement: Permanency Placement Services Program", size=15)
    for number, (label, said) in enumerate((("Child's name:", "Katya Quinn"), ("Date of birth", "06/17/2024"))):
        y = 100 + 13 * number
        paper.box(54, y - 2, 160, y + 11).box(160, y - 2, 300, y + 11).text(58, y, label).text(164, y, said)
    values, _ = read_document(load_catalog().form("ct-ppsp/service-agreement"), [paper.page])
    assert values["child_name"].value == "Katya Quinn"
    assert values["child_date_of_birth"].value == date(2024, 6, 17)


def test_print_is_as_large_whatever_letters_were_boxed_together() -> None:
    def words(*boxes: tuple[str, float, float]) -> Page:
        parts = [
            Word(said, (0.1 + 0.06 * n, top / 792, 0.15 + 0.06 * n, foot / 792), 1.0, "ocr")
            for n, (said, top, foot) in enumerate(boxes)
        ]
        return Page("p.pdf", 1, 612, 792, words=parts, scanned=True)

    # Small letters alone, capitals, and letters that hang: all of ten points.
    [run] = Print(words(("was", 102.0, 107.3), ("Tuesday", 100.0, 109.4), ("HOME", 100.0, 107.3))).runs
    assert run.em == pytest.approx(9.4, abs=0.1)


def test_a_fax_has_no_shades_and_a_scan_has() -> None:
    page = degrade.grey(degrade.printed(_one_line())[0])
    assert has_shades(degrade.scan(np.dstack([page] * 3), 1, dpi=200))
    assert not has_shades(degrade.fax(np.dstack([page] * 3), 1, square=False))


def _one_line() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, letter)
    filled(canvas)
    canvas.save()
    return buffer.getvalue()
