"""A pencil or a light pen on a form of dark print: what it wrote is read, or looked at, and is never blank."""

import random

import cv2
import numpy as np
import pytest
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from bench import handwriting, sheets, wear
from extractors.checks import doubted, marks
from extractors.foreign import read_document
from extractors.ink import ink_of
from extractors.paleness import darkened
from extractors.picture import read_picture, straightened
from extractors.registered import read_registered
from extractors.straighten import Picture
from forms.catalog import load_catalog
from forms.layout import lay_out
from generators.blank import write_blank
from tests.support import degrade, layouts
from tests.support.layouts import Hand

DPI = 250


def pale(monkeypatch: pytest.MonkeyPatch, colour: str) -> None:
    """Writes in the colour whatever is written by hand from now on, in letters of print."""

    def write(canvas: Canvas, hand: Hand, _: random.Random, x: float, y: float, words: str, size: float) -> None:
        canvas.saveState()
        canvas.setFillColor(HexColor(colour))
        canvas.setFont(hand.face, hand.scale * size)
        canvas.drawString(x, y, words)
        canvas.restoreState()

    monkeypatch.setattr(layouts, "written", write)
    monkeypatch.setattr(handwriting, "_hands", lambda: (Hand("Helvetica", 1.0),))


@pytest.mark.parametrize("colour", ["#8c8c8c", "#b3b3b3", "#6fa8ff"])
def test_pale_values_of_a_strangers_form_are_read(monkeypatch: pytest.MonkeyPatch, colour: str) -> None:
    pale(monkeypatch, colour)
    program = load_catalog().program("ia-parent-partner")
    form = load_catalog().form("ia-parent-partner/referral-face-sheet")
    filled = handwriting.foreign(form, program, 4)
    pages = [
        read_picture(degrade.scan(page, 5, dpi=DPI), file="p.pdf", number=number, dpi=DPI)
        for number, page in enumerate(degrade.printed(filled.data), 1)
    ]
    read = read_document(form, pages)[0]
    said = {name: value for name, value in filled.fields.items() if isinstance(value, str) and value}
    assert len(said) > 5
    passed = {name: (read[name].text, value) for name, value in said.items() if not read[name].review}
    assert [name for name in said if read[name].blank] == []
    assert len(passed) > 0.8 * len(said)


@pytest.mark.parametrize("colour", ["#8c8c8c", "#b3b3b3"])
def test_pale_values_of_our_form_are_read(monkeypatch: pytest.MonkeyPatch, colour: str) -> None:
    pale(monkeypatch, colour)
    program = load_catalog().program("ct-ppsp")
    form = load_catalog().form("ct-ppsp/invoice")
    filled = handwriting.own(form, program, 3)
    page = degrade.scan(degrade.printed(filled.data)[0], 3, dpi=DPI)
    read = read_registered(page, lay_out(form, program), 1, DPI)
    said = [slot for slot in lay_out(form, program).on_page(1) if slot.kind == "text"]
    wanted = [slot.path for slot in said if sheets.at({**filled.fields, **filled.tables}, slot.path)]
    assert len(wanted) > 10
    assert [path for path in wanted if read[path].value is None and not read[path].review] == []
    assert sum(read[path].value is not None for path in wanted) > 0.9 * len(wanted)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_back_that_shines_through_is_not_written_on_the_page(seed: int) -> None:
    program = load_catalog().program("ct-ppsp")
    form = load_catalog().form("ct-ppsp/invoice")
    blank = degrade.printed(write_blank(form, program))[0]
    thin = wear.bleed(blank, np.random.default_rng(seed))
    read = read_registered(degrade.scan(thin, seed, dpi=DPI), lay_out(form, program), 1, DPI)
    texts = [slot.path for slot in lay_out(form, program).on_page(1) if slot.kind == "text"]
    assert [path for path in texts if read[path].value is not None] == []


def test_pale_print_is_told_from_its_mirror_image() -> None:
    form = load_catalog().form("ct-pss/hipaa-agreement")
    sheet = degrade.printed(sheets.foreign(form, "Department of Developmental Services", 1).data)[0]
    page = np.asarray(np.clip(255 - (255.0 - degrade.grey(sheet)) * 0.25, 0, 245), np.uint8)
    assert (darkened(page, 300, upright=True) < 100).sum() > 1000
    mirrored = np.ascontiguousarray(page[:, ::-1])
    assert darkened(mirrored, 300, upright=True).min() == mirrored.min()
    upset = np.ascontiguousarray(page[::-1, ::-1])
    assert (darkened(upset, 300, upright=False) < 100).sum() > 1000


def page_of(shade: int, *, line: int | None = None) -> Picture:
    """An evenly lit page with a few words in one shade, and a line under them in another."""
    page = np.full((600, 900), 245, np.uint8)
    cv2.putText(page, "Parent support", (100, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.2, shade, 3)
    if line is not None:
        page[124:127, 80:420] = line
    return page


def test_a_page_of_dark_print_stays_as_it_is() -> None:
    page = page_of(60)
    assert darkened(page, 240, upright=True) is page


@pytest.mark.parametrize("line", [None, 40])
def test_pale_strokes_become_dark_be_there_a_line_or_not(line: int | None) -> None:
    page = page_of(190, line=line)
    dark = darkened(page, 240, upright=True)
    strokes = page_of(0)[:120] == 0
    assert (dark[:120][strokes] < 100).mean() > 0.9
    assert dark[300, 300] == 245


def test_a_shade_and_a_smudge_are_no_writing() -> None:
    page = page_of(60)
    page[300:360, 100:500] = 215
    page[400:440, 100:140] = 200
    assert (darkened(page, 240, upright=True)[280:460] == page[280:460]).all()


def boxed(shade: int, inside: int = 245) -> Picture:
    """A page with a check box in it that is crossed in the shade, or shaded inside."""
    page = np.full((400, 400), 245, np.uint8)
    cv2.rectangle(page, (100, 100), (135, 135), 40, 2)
    page[102:134, 102:134] = inside
    for ends in (((106, 106), (129, 129)), ((106, 129), (129, 106))):
        cv2.line(page, *ends, shade, 3)
    return page


@pytest.mark.parametrize(
    ("shade", "inside", "checked"), [(60, 245, True), (195, 245, None), (245, 245, False), (205, 205, False)]
)
def test_a_box_that_is_crossed_too_palely_is_for_review_and_a_shaded_one_is_not(
    shade: int, inside: int, checked: bool | None
) -> None:
    page = boxed(shade, inside)
    [check] = marks(ink_of(page), 240)
    assert doubted(check, page, 240).checked is checked


def test_every_letter_of_a_pale_word_becomes_dark_of_which_one_alone_is_tall() -> None:
    page = np.full((600, 900), 245, np.uint8)
    cv2.putText(page, "Brancusi came", (100, 120), cv2.FONT_HERSHEY_SIMPLEX, 0.65, 190, 1)
    strokes = page == 190
    assert (darkened(page, 240, upright=True)[strokes] < 100).mean() > 0.9


def test_who_looks_at_a_page_sees_it_as_pale_as_it_came() -> None:
    page = page_of(190)
    for y in (240, 300, 360):
        cv2.putText(page, "Parent support and what follows", (100, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, 3)
    assert straightened(page, 240).page[90:130].min() > 150
