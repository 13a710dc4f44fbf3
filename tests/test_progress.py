"""How far a packet is, told so that it is true before every file was opened."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from api.store.tables import FileRow, PacketRow
from tests.support.desk import Desk, agreement, desk


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        yield one


def _reads(one: Desk, packet: str, files: int, pages: int, pages_read: int) -> None:
    """The packet as a worker leaves it in the middle, that many files read."""
    with one.serving.service.database.writing() as session:
        row = session.get_one(PacketRow, packet)
        row.state, row.pages, row.pages_read = "reading", pages, pages_read
        for file in session.query(FileRow).filter_by(packet_id=packet).order_by(FileRow.number).limit(files):
            file.reading = "read"


def test_a_packet_of_which_some_files_are_not_opened_yet_is_never_told_as_whole(office: Desk) -> None:
    packet = office.send("sixteen", *(agreement(child_id=f"405188{number}") for number in range(10, 26)))
    page = office.open(office.person("clerk")).new_page()
    page.goto("/intake")
    line = page.locator(f'[data-packet="{packet}"]')
    expect(line.locator("[data-told]")).to_have_text("16 files, waiting to be read")
    # Seven files of two pages are read, the eighth is open: 15 pages are known, 14 are read.
    _reads(office, packet, 7, 15, 14)
    expect(line.locator("[data-told]")).to_have_text("File 8 of 16, 14 pages read")
    share = line.locator("progress").evaluate("bar => bar.value / bar.max")
    assert 0.4 < share < 0.5
    page.reload()
    expect(line.locator("[data-told]")).to_have_text("File 8 of 16, 14 pages read")
    assert "15 pages" not in line.inner_text()
    page.goto(f"/packets/{packet}/review")
    expect(page.locator("[data-told]")).to_have_text("File 8 of 16, 14 pages read")
    assert page.locator("progress").evaluate("bar => bar.value / bar.max") < 0.5
    told = office.serving.ask("GET", f"/api/v1/packets/{packet}").json()
    assert (told["files"], told["files_read"], told["pages"], told["pages_read"]) == (16, 7, 15, 14)
    assert office.faults == []


def test_a_bar_does_not_go_back_where_the_next_file_is_long(office: Desk) -> None:
    packet = office.send("two", agreement(), agreement(child_id="40518899"))
    page = office.open(office.person("clerk")).new_page()
    now: dict[str, Any] = {"state": "reading", "files": 2, "files_read": 0, "pages": 2, "pages_read": 2, "version": 1}
    page.route("**/events", lambda route: route.abort())

    def tell(route: Route) -> None:
        route.fulfill(status=200, body=json.dumps(now), content_type="application/json")

    page.route(f"**/api/v1/packets/{packet}", tell)
    page.goto("/intake")
    line = page.locator(f'[data-packet="{packet}"]')
    expect(line.locator("[data-told]")).to_have_text("File 1 of 2, 2 pages read")
    before = line.locator("progress").evaluate("bar => bar.value")
    now |= {"files_read": 1, "pages": 102, "pages_read": 3}
    expect(line.locator("[data-told]")).to_have_text("File 2 of 2, 3 pages read")
    assert line.locator("progress").evaluate("bar => bar.value") >= before == 0.5
