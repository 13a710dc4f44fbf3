"""What is dropped on the intake page as the desktop drops it: files, folders, folders of folders, a zip of folders."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.support.desk import Desk, agreement, desk, hindrances

PLACES = ((720, 880), (200, 20), (1300, 500))
"""Beside whatever looks like the place to drop on: the foot, the head, the list."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        yield one


def _intake(office: Desk) -> Page:
    page = office.open(office.person("clerk")).new_page()
    page.goto("/intake")
    return page


def _drag(page: Page, place: tuple[int, int], *paths: Path) -> None:
    """Drags files and folders from the desktop over the page and lets them go."""
    wire = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        wire.send("Input.dispatchDragEvent", {"type": kind, "x": place[0], "y": place[1], "data": data})
        if kind == "dragOver":
            expect(page.locator("[data-veil]")).to_be_visible()


def _folders(root: Path, *numbers: str) -> Path:
    for number in numbers:
        (root / f"family {number}" / "letters").mkdir(parents=True)
        (root / f"family {number}" / "a.pdf").write_bytes(agreement(child_id=number))
        (root / f"family {number}" / "letters" / "b.pdf").write_bytes(agreement(child_id=number))
    return root


def _zip(*numbers: str) -> FilePayload:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in numbers:
            archive.writestr(f"family {number}/agreement.pdf", agreement(child_id=number))
    return {"name": "november.zip", "mimeType": "application/zip", "buffer": held.getvalue()}


def _packets(office: Desk, batch: str) -> dict[str, int]:
    listed = office.serving.ask("GET", f"/api/v1/packets?batch={batch}").json()["items"]
    return {packet["name"]: packet["files"] for packet in listed}


@pytest.mark.parametrize("place", PLACES)
def test_files_and_a_folder_are_dropped_anywhere(office: Desk, tmp_path: Path, place: tuple[int, int]) -> None:
    page = _intake(office)
    folder = _folders(tmp_path, f"4051{PLACES.index(place)}001") / f"family 4051{PLACES.index(place)}001"
    loose = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for number, path in enumerate(loose):
        path.write_bytes(agreement(child_id=f"4052{PLACES.index(place)}00{number}"))
    before = page.locator(".packet").count()
    _drag(page, place, folder, *loose)
    expect(page.locator(".packet .receipt:text('FW-')")).to_have_count(before + 2)
    listed = office.serving.ask("GET", "/api/v1/packets").json()["items"][:2]
    assert {packet["name"]: packet["files"] for packet in listed} == {folder.name: 2, "2 papers": 2}
    expect(page.locator("[data-veil]")).to_be_hidden()
    page.context.close()


def test_a_zip_of_folders_becomes_a_batch_without_being_chosen_again(office: Desk) -> None:
    page = _intake(office)
    page.get_by_text("Case number, program, day").click()
    page.get_by_label("Case number").fill("40530000")
    page.get_by_label("Program").select_option("ct-ppsp")
    page.set_input_files('[data-input="files"]', [_zip("40530001", "40530002", "40530003")])
    line = page.locator(".packet").first
    expect(line.locator(".receipt")).to_have_text("Not sent")
    expect(line).to_contain_text("The zip holds 3 packets, each in a folder of its own.")
    assert hindrances(page) == []
    # The button is met by keys, a second press of which sends nothing twice.
    button = line.get_by_role("button", name="Send as a batch of 3")
    with page.expect_response("**/api/v1/batches") as sent:
        button.dblclick()
    made = json.loads(sent.value.text())
    assert (made["packets"], made["program"], made["state"]) == (3, "ct-ppsp", "started")
    link = line.get_by_role("link", name="Open the batch")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/batches/{made['id']}")
    assert set(_packets(office, made["id"])) == {"family 40530001", "family 40530002", "family 40530003"}
    assert len(office.serving.ask("GET", "/api/v1/batches").json()["items"]) == 1
    assert office.faults == []


def test_a_folder_of_folders_is_a_batch_or_one_packet_as_its_sender_says(office: Desk, tmp_path: Path) -> None:
    page = _intake(office)
    root = _folders(tmp_path / "november", "40540001", "40540002")
    _drag(page, PLACES[0], root)
    line = page.locator(".packet").first
    expect(line).to_contain_text("This folder holds 2 folders and no papers beside them.")
    assert office.serving.ask("GET", "/api/v1/packets").json()["items"][0]["name"] != "november"
    line.get_by_role("button", name="Send as a batch of 2 packets").click()
    link = line.get_by_role("link", name="Open the batch")
    expect(link).to_be_focused()
    batch = str(link.get_attribute("href")).rpartition("/")[2]
    assert _packets(office, batch) == {"family 40540001": 2, "family 40540002": 2}
    assert office.serving.ask("GET", f"/api/v1/batches/{batch}").json()["state"] == "started"
    page.set_input_files('[data-input="folder"]', root)
    again = page.locator(".packet").first
    with page.expect_response("**/api/v1/packets") as sent:
        again.get_by_role("button", name="Send as one packet").click()
    assert json.loads(sent.value.text())["files"] == 4
    expect(again.locator("[data-notes] button")).to_have_count(0)
    assert office.faults == []


def test_a_batch_of_folders_that_was_cut_off_goes_on_where_it_was(office: Desk, tmp_path: Path) -> None:
    page = _intake(office)
    asked: list[str] = []

    def lose(route: Route) -> None:
        # The first packet is taken, the second is lost on its way.
        asked.append(route.request.url)
        if len(asked) == 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/v1/batches/*/packets", lose)
    _drag(page, PLACES[0], _folders(tmp_path / "december", "40550001", "40550002", "40550003"))
    line = page.locator(".packet").first
    line.get_by_role("button", name="Send as a batch of 3 packets").click()
    line.get_by_role("button", name="Send again").click()
    link = line.get_by_role("link", name="Open the batch")
    expect(link).to_be_focused()
    batch = str(link.get_attribute("href")).rpartition("/")[2]
    assert len(asked) == 5
    assert len(office.serving.ask("GET", f"/api/v1/packets?batch={batch}").json()["items"]) == 3


def test_what_is_offered_to_the_new_goes_when_it_was_tried(office: Desk) -> None:
    page = _intake(office)
    page.get_by_role("button", name="Try the example packets").click()
    expect(page.get_by_text("New here?")).to_have_count(0)
    expect(page.locator(".packet [data-receipt]").first).to_be_focused()
    page.reload()
    expect(page.locator(".packet").first).to_be_visible()
    expect(page.get_by_text("New here?")).to_have_count(0)


def test_a_batch_of_which_much_came_before_tells_some_and_folds_the_rest(office: Desk, tmp_path: Path) -> None:
    root = _folders(tmp_path / "came", *(f"4056000{number}" for number in range(6)))
    page = _intake(office)
    for told in (0, 3):
        page.goto("/intake")
        page.set_input_files('[data-input="folder"]', root)
        line = page.locator(".packet").first
        line.get_by_role("button", name="Send as a batch of 6 packets").click()
        expect(line.get_by_role("link", name="Open the batch")).to_be_focused()
        expect(line.locator("[data-notes] li:not(.more):visible")).to_have_count(told)
    line.get_by_role("button", name="Show 3 more notes").press("Enter")
    expect(line.locator("[data-notes] li:not(.more):visible")).to_have_count(6)
    expect(line.locator("[data-notes] li").nth(3)).to_be_focused()
    expect(line.get_by_role("button", name="more notes")).to_have_count(0)
    assert office.faults == []
