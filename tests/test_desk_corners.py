"""The corners of a photographed page, moved by keys alone and by pointer in a browser: the page is read anew."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from extractors.corners import Corners
from tests.support.desk import DESKTOP, PHONE, READ, Desk, agreement, desk, hindrances
from tests.test_corners import on_white

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
NAMES = ("Top left", "Top right", "Bottom right", "Bottom left")
UNFOUND: Corners = ((0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
"""Where the corners lie at first on a page whose sheet was not found."""
_FAULTS = Path(__file__).with_name("support").joinpath("layout.js").read_text("utf-8")
STEP, LARGE = 0.002, 0.02


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Path]]:
    photo = tmp_path_factory.mktemp("papers") / "photo.jpg"
    photo.write_bytes(on_white()[0])
    with desk(tmp_path_factory.mktemp("desk")) as one:
        yield one, photo


def _pages(office: tuple[Desk, Path], size: tuple[int, int]) -> tuple[Page, str]:
    """The pages of a packet that was read: a photograph on a white desk, and an agreement."""
    one, photo = office
    packet = one.send("corners", photo, agreement())
    one.wait(packet)
    page = one.open(one.person("clerk"), size).new_page()
    page.goto(f"/packets/{packet}/pages")
    return page, packet


def _photo(page: Page) -> Locator:
    return page.locator('.sheet-thumb[data-file="photo.jpg"]')


def _said(one: Desk, packet: str) -> str:
    """The e-mail address that the photographed form bears, as it was read."""
    for document in one.serving.ask("GET", f"/api/v1/packets/{packet}/report").json()["documents"]:
        if "worker_email" in document["fields"]:
            return str(document["fields"]["worker_email"]["text"] or "")
    return ""


def _opened(page: Page) -> Locator:
    """The dialog, which opens when its picture has come."""
    dialog = page.locator("dialog")
    expect(
        dialog.get_by_role("button", name="Top left corner: 5.0 % from the left, 5.0 % from the top")
    ).to_be_focused()
    return dialog


def _straightened(page: Page, one: Desk, packet: str) -> None:
    """Waits until the page was read anew, which its thumbnail tells, and the reading says what the paper does."""
    expect(page.locator(".sheet-thumb[data-corners]")).to_have_count(1, timeout=READ)
    assert _said(one, packet) == "a.rivera@example.org"


@SIZES
def test_a_page_is_straightened_by_keys_alone_and_taken_back(office: tuple[Desk, Path], size: tuple[int, int]) -> None:
    one, _ = office
    page, packet = _pages(office, size)
    assert _said(one, packet) == ""
    _photo(page).focus()
    page.keyboard.press("c")
    _opened(page)
    for number, (corner, start) in enumerate(zip(on_white()[1], UNFOUND, strict=True)):
        if number:
            page.keyboard.press("Tab")
        for wanted, begun, (less, more) in zip(
            corner, start, (("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown")), strict=True
        ):
            key, away = (more if wanted > begun else less), abs(wanted - begun)
            for _ in range(int(away / LARGE)):
                page.keyboard.press(f"Shift+{key}")
            for _ in range(round(away % LARGE / STEP)):
                page.keyboard.press(key)
        x, y = corner
        expect(page.locator(":focus")).to_have_attribute("data-corner", str(number))
        told = page.locator(":focus").get_attribute("aria-label") or ""
        assert told.startswith(f"{NAMES[number]} corner: ")
        said = [float(word) for word in told.replace(" %", "").split() if word[0].isdigit()]
        assert said == pytest.approx([100 * x, 100 * y], abs=0.2)
    page.keyboard.press("Enter")
    _straightened(page, one, packet)
    page.keyboard.press("Control+z")
    expect(_photo(page)).not_to_have_attribute("data-corners", timeout=READ)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert _said(one, packet) == ""
    page.goto(page.url.replace("/pages", "/history"))
    expect(page.locator("tr.undone", has_text="Corners set by hand")).to_contain_text("photo.jpg, page 1")
    assert one.faults == []
    page.context.close()


@SIZES
def test_a_page_is_straightened_by_pointer_by_dragging_or_by_pressing(
    office: tuple[Desk, Path], size: tuple[int, int]
) -> None:
    one, _ = office
    page, packet = _pages(office, size)
    _photo(page).click()
    page.get_by_role("button", name="Corners").click()
    dialog = _opened(page)
    for number, (x, y) in enumerate(on_white()[1]):
        mark = dialog.locator(f'[data-corner="{number}"]')
        mark.scroll_into_view_if_needed()
        box, ring = dialog.locator(".corner-board img").bounding_box(), mark.bounding_box()
        assert box is not None
        assert ring is not None
        assert min(ring["width"], ring["height"]) >= 24
        there = box["x"] + x * box["width"], box["y"] + y * box["height"]
        # Taken beside its middle, as a finger does, it keeps that distance.
        aside = 6 if number < 2 else 0
        page.mouse.move(ring["x"] + ring["width"] / 2 + aside, ring["y"] + ring["height"] / 2)
        page.mouse.down()
        if number < 2:
            page.mouse.move(there[0] + aside, there[1], steps=5)
            page.mouse.up()
        else:
            page.mouse.up()
            page.mouse.click(*there)
    with page.expect_response(lambda answer: answer.request.method == "PUT") as sent:
        dialog.get_by_role("button", name="Straighten and read").click()
    assert sent.value.ok
    _straightened(page, one, packet)
    # Given corners lie where they were given, and can be left to the machine again.
    _photo(page).click()
    page.get_by_role("button", name="Corners").click()
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        dialog.get_by_role("button", name="Find them by itself").click()
    expect(_photo(page)).not_to_have_attribute("data-corners", timeout=READ)
    assert _said(one, packet) == ""
    assert one.faults == []
    page.context.close()


@SIZES
def test_review_leads_to_the_corners_of_the_page_at_hand(office: tuple[Desk, Path], size: tuple[int, int]) -> None:
    one, _ = office
    page, packet = _pages(office, size)
    number = _photo(page).get_attribute("data-number")
    page.goto(f"/packets/{packet}/review")
    # It opens at what needs a look.
    expect(page.locator(":focus")).to_have_attribute("data-f", re.compile("."))
    corners, before = page.get_by_role("link", name="Corners"), page.get_by_role("button", name="Page before")
    at = page.locator("[data-at]")
    while at.inner_text() != "1":
        before.click()
    seen = [corners.is_visible()]
    for _ in range(2):
        page.get_by_role("button", name="Next page").click()
        seen.append(corners.is_visible())
    assert seen == [str(each) == number for each in (1, 2, 3)]
    while at.inner_text() != number:
        before.click()
    assert page.evaluate(_FAULTS) == []
    assert hindrances(page) == []
    corners.click()
    dialog = _opened(page)
    expect(dialog).to_contain_text("Corners of photo.jpg, page 1")
    page.keyboard.press("Escape")
    expect(_photo(page)).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(_photo(page)).to_be_visible()
    expect(dialog).to_have_count(0)
    assert one.faults == []
    page.context.close()


def test_corners_that_no_sheet_has_are_told_in_the_dialog_which_hinders_nobody(office: tuple[Desk, Path]) -> None:
    one, _ = office
    page, packet = _pages(office, DESKTOP)
    agreement_page = page.locator('.sheet-thumb[data-file="paper-2.pdf"]').first
    agreement_page.click()
    expect(page.get_by_role("button", name="Corners")).to_be_disabled()
    _photo(page).click()
    page.get_by_role("button", name="Corners").click()
    dialog = _opened(page)
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert hindrances(page, colors_alone=scheme == "dark") == [], (size, scheme)
    for _ in range(50):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("The four corners do not go round a sheet.")
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("alert")).to_be_empty()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Corners")).to_be_focused()
    assert one.serving.ask("GET", f"/api/v1/packets/{packet}/history").json() == []
    assert one.faults == []
    page.context.close()
