"""Papers as offices wear them: what can still be read is read, and what cannot be seen is never passed as blank."""

from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bench import sheets, wear
from bench.sheets import at
from extractors.ink import Area
from extractors.lines import Print
from extractors.page import Ink, Page
from extractors.picture import read_picture
from extractors.registered import read_registered
from extractors.unread import is_letter
from forms.catalog import load_catalog
from forms.layout import FormLayout, lay_out
from generators.blank import write_blank
from generators.fill import fill_form
from tests.support import degrade, fillings
from tests.support.paper import Paper

DPI = 200


@cache
def sheet(seed: int = 1) -> degrade.Picture:
    """A stranger's confidentiality agreement of a few lines, in colour."""
    form = load_catalog().form("ct-pss/hipaa-agreement")
    return degrade.printed(sheets.foreign(form, "Connecticut Department of Developmental Services", seed).data)[0]


def read(page: degrade.Picture, seed: int = 2) -> Page:
    return read_picture(degrade.scan(page, seed, dpi=DPI), file="p.pdf", number=1, dpi=DPI)


def words(page: Page) -> str:
    return " ".join(word.text for word in page.words).lower()


def printed_words() -> str:
    return words(read(sheet())).replace(".", "")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_print_that_has_run_fat_is_no_bar_no_ruling_and_no_drawing(seed: int) -> None:
    fat = cv2.erode(sheet(seed), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    wanted = set(words(read(sheet(seed))).split())
    assert len(wanted & set(words(read(np.asarray(fat, np.uint8))).split())) > 0.8 * len(wanted)


def test_print_in_pale_grey_is_read() -> None:
    pale = np.asarray(255 - (255 - sheet().astype(np.float32)) * 0.36, np.uint8)
    assert words(read(pale)).replace(".", "") == printed_words()


def test_dirt_does_not_decide_which_way_up_a_page_is() -> None:
    paper = Image.new("RGB", (2550, 3300), "white")
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(40)
    for row in range(3):
        pen.text(
            (220, 400 + 120 * row), "the applicant has completed all of the classes that the program asks for", 0, font
        )
    page = read(wear.speckle(np.asarray(paper, np.uint8), np.random.default_rng(1)))
    assert page.turned == 0
    assert "the applicant has completed all" in words(page)


# Pages of ours


@cache
def filled() -> degrade.Picture:
    form = load_catalog().form("ct-ppsp/invoice")
    program = load_catalog().program(form.program)
    return degrade.printed(fill_form(form, program, fillings.ordinary(form), flatten=True))[0]


@cache
def layout() -> FormLayout:
    form = load_catalog().form("ct-ppsp/invoice")
    return lay_out(form, load_catalog().program(form.program))


def passed_wrongly(picture: degrade.Picture, dpi: float | None) -> dict[str, str | None]:
    """What is read otherwise than it was filled in, and not marked for a person to look at."""
    meant = fillings.ordinary(layout().form)
    wrong: dict[str, str | None] = {}
    for path, value in read_registered(picture, layout(), 1, dpi).items():
        if not value.review and not value.value and at(meant, path) is False:
            continue
        wanted = at(meant, path)
        # No reader can tell a typographic apostrophe from a straight one.
        wanted = wanted.replace("’", "'") if isinstance(wanted, str) else wanted
        if not value.review and value.value != wanted:
            wrong[path] = value.text
    return wrong


def place(path: str) -> tuple[int, int, int, int]:
    """A slot's box in dots of the printed page."""
    [slot] = [slot for slot in layout().slots if slot.path == path]
    x0, y0, x1, y1 = (round(side * 300 / 72) for side in slot.points)
    return x0, y0, x1, y1


def test_values_under_a_light_s_glare_are_marked_and_never_blank() -> None:
    shot = (filled() * 0.8).astype(np.float32)
    x0, y0, x1, y1 = place("lines[1].activity")
    down, across = np.mgrid[0 : shot.shape[0], 0 : shot.shape[1]].astype(np.float32)
    away = ((across - (x0 + x1) / 2) / 330) ** 2 + ((down - (y0 + y1) / 2) / 240) ** 2
    shot += 340 * np.exp(-away)[..., None]
    picture = np.clip(shot, 0, 255).astype(np.uint8)
    values = read_registered(picture, layout(), 1, None)
    assert values["lines[1].activity"].review
    assert passed_wrongly(picture, None) == {}
    assert not values["invoice_number"].review


def test_a_page_that_curls_is_read_as_if_it_were_flat() -> None:
    page = filled()
    x = np.linspace(0, 1, page.shape[1], dtype=np.float32)
    lift = (0.014 * page.shape[0] * np.sin(np.pi * x))[None]
    down = np.arange(page.shape[0], dtype=np.float32)[:, None] + lift
    across = np.broadcast_to(np.arange(page.shape[1], dtype=np.float32), down.shape)
    bent = cv2.remap(page, np.ascontiguousarray(across), down, cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    assert passed_wrongly(degrade.photo(np.asarray(bent, np.uint8), 3), None) == {}


def test_a_dark_line_of_a_dirty_glass_marks_the_values_it_runs_through_and_a_pale_one_harms_none() -> None:
    dark, pale = degrade.grey(filled()), degrade.grey(filled())
    x = place("agency_name")[0] + 60
    dark[:, x : x + 3] = 10
    pale[:, x : x + 3] = pale[:, x : x + 3] - np.minimum(pale[:, x : x + 3], 45)
    values = read_registered(dark, layout(), 1, 300)
    assert values["agency_name"].review
    assert passed_wrongly(dark, 300) == {}
    assert passed_wrongly(pale, 300) == {}
    assert not read_registered(pale, layout(), 1, 300)["agency_name"].review


def test_what_lies_beyond_the_edge_of_a_picture_is_no_blank() -> None:
    page, gone = np.full_like(filled(), 255), 240
    page[:, gone:] = filled()[:, :-gone]
    picture = degrade.scan(page, 5, dpi=200)
    values = read_registered(picture, layout(), 1, 200)
    beyond = [slot.path for slot in layout().on_page(1) if slot.points[2] > 612 - 72 * gone / 300 + 6]
    assert beyond
    assert [path for path in beyond if not values[path].review] == []
    assert passed_wrongly(picture, 200) == {}


def test_dots_of_dirt_are_no_values() -> None:
    page = degrade.printed(write_blank(layout().form, load_catalog().program(layout().form.program)))[0].copy()
    slots = [slot for slot in layout().on_page(1) if slot.kind == "text"]
    for slot in slots:
        x, y = (round((low + high) / 2 * 300 / 72) for low, high in (slot.points[::2], slot.points[1::2]))
        for step in range(4):
            cv2.circle(page, (x + 20 * step, y), 5, (20, 20, 20), -1)
    values = read_registered(degrade.scan(page, 6, dpi=200), layout(), 1, 200)
    assert {slot.path: values[slot.path].text for slot in slots if values[slot.path].text} == {}


# Strangers' pages


def test_a_dark_line_through_print_of_a_stranger_s_page_is_ink_that_was_not_read() -> None:
    page = sheet()
    word = next(word for word in read(page).words if word.text.lower().startswith("clair"))
    picture = degrade.scan(page, 2, dpi=DPI, skew=0.0)
    x = round((word.box[0] + word.box[2]) / 2 * picture.shape[1])
    picture[:, x : x + 2] = 10
    found = read_picture(picture, file="p.pdf", number=1, dpi=DPI)
    assert "clair" in words(found)
    near = [ink.box for ink in found.unread if ink.box[0] < word.box[2] and ink.box[2] > word.box[0]]
    assert any(box[1] < word.box[3] and box[3] > word.box[1] for box in near)


def test_print_at_the_edge_of_a_picture_is_not_the_whole_of_its_line() -> None:
    page = np.full_like(sheet(), 255)
    page[:, :-700] = sheet()[:, 700:]
    found = read(page)
    cut = [ink.box for ink in found.unread if ink.box[0] < 0.02]
    assert any(box[1] < word.box[3] and box[3] > word.box[1] for box in cut for word in found.words)


def test_the_dark_rim_of_a_copy_is_neither_ruling_nor_print_nor_a_margin() -> None:
    page, dice = sheet().copy(), np.random.default_rng(5)
    deep = 70 + np.cumsum(dice.normal(0, 1.5, len(page))).astype(int)
    for row, wide in enumerate(np.clip(deep, 0, 110)):
        page[row, page.shape[1] - wide :] = 15
    found = read(page)
    assert [box for box in (ruling.box for ruling in found.rulings) if box[2] > 0.95] == []
    assert [word.text for word in found.words if word.box[2] > 0.95] == []
    assert set(printed_words().split()) <= set(words(found).replace(".", "").split())


def test_a_frame_round_the_page_signs_nothing() -> None:
    paper = Paper(source="ocr").text(60, 400, "Signature:").rule(130, 410, 300, 410)
    paper.page.inks += [Ink((0.02, 0.02, 0.98, 0.97)), Ink((0.1, 0.2, 0.3, 0.23))]
    assert len(Print(paper.page).inks) == 1


def test_a_narrow_figure_that_nobody_could_read_is_no_dirt() -> None:
    assert is_letter(Area(0, 0, 11, 14), 200.0)
    assert not is_letter(Area(0, 0, 5, 40), 200.0)
    assert not is_letter(Area(0, 0, 11, 10), 200.0)
