"""From a list to a packet, on to the next of it, and back: by keys alone, with the way in the address."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from api.store.tables import PacketRow
from tests.support.desk import READ, Desk, agreement, desk
from tests.support.servers import until

_LIST = "/worklist?outcome=incomplete&sort=old&state=checked&decision=none"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, list[str], str]]:
    """Four packets that wait, the third of which is another's, and a batch of two."""
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        packets = [
            one.send(f"packet {number}", agreement(child_id=f"=4056000{number}", total_hours="=150.00"))
            for number in range(4)
        ]
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            for number in (1, 2):
                archive.writestr(f"family {number}/a.pdf", agreement(child_id=f"=4057000{number}"))
        files = {"files": ("november.zip", held.getvalue(), "application/zip")}
        batch = str(one.serving.ask("POST", "/api/v1/batches", files=files, data={"start": "true"}).json()["id"])
        with one.working():
            for packet in packets:
                one.wait(packet)
            path = f"/api/v1/batches/{batch}"
            until(lambda: one.serving.ask("GET", path).json()["ended"] == 2, "the batch", READ / 1000)
        other = one.person("clerk", "Noor Elsewhere")
        with one.serving.service.database.writing() as session:
            session.get_one(PacketRow, packets[2]).assignee = other.id
        yield one, packets, batch


def _open(office: tuple[Desk, list[str], str], path: str, role: str = "clerk") -> Page:
    page = office[0].open(office[0].person(role)).new_page()  # type: ignore[arg-type]
    page.goto(path)
    return page


def _at(page: Page, packet: str, part: str = "review") -> None:
    page.wait_for_url(re.compile(f"/packets/{packet}/{part}"))
    expect(page.locator(".tabs")).to_be_visible()


def test_from_a_worklist_one_goes_on_to_what_nobody_else_has_and_back(office: tuple[Desk, list[str], str]) -> None:
    one, packets, _ = office
    page = _open(office, _LIST)
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    _at(page, packets[0])
    expect(page.locator(".nav [aria-current]")).to_have_text("Worklist")
    # Every page of the packet keeps the way, and what follows from a key press is no more than a press.
    for tab in ("Findings", "Decide and send", "History", "Pages", "Review"):
        page.locator(".tabs").get_by_role("link", name=tab).click()
        expect(page.locator(".tabs [aria-current]")).to_contain_text(tab)
        expect(page.locator(".nav [aria-current]")).to_have_text("Worklist")
    page.keyboard.press("Alt+n")
    _at(page, packets[1])
    page.keyboard.press("Alt+n")
    # The third is another's.
    _at(page, packets[3])
    # Beyond the last the list begins anew.
    page.locator(".tabs").get_by_role("link", name="Findings").click()
    _at(page, packets[3], "findings")
    page.keyboard.press("Alt+n")
    _at(page, packets[0])
    page.get_by_role("link", name="Back to the worklist").click()
    page.wait_for_url(re.compile("/worklist[?].*outcome=incomplete"))
    expect(page.get_by_role("heading", name="Worklist")).to_be_visible()
    assert one.faults == []


def test_the_filters_of_the_list_show_what_was_chosen_and_leave_open_what_was_not(
    office: tuple[Desk, list[str], str],
) -> None:
    page = _open(office, "/worklist?sort=new")
    page.get_by_text("Filter and order").click()
    page.get_by_label("Outcome").select_option("incomplete")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/worklist?**outcome=incomplete**")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(page.get_by_label("Outcome")).to_have_value("incomplete")
    told = office[0].serving.ask("GET", f"/api/v1/packets/{office[1][2]}").json()
    # A whole receipt number alone would open its packet.
    page.locator("#q").fill(f"{told['receipt']} {told['name']}")
    page.get_by_role("button", name="Search").click()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Clear").click()
    expect(rows).to_have_count(6)


def test_from_a_batch_one_stays_in_it_until_none_is_left(office: tuple[Desk, list[str], str]) -> None:
    one, _, batch = office
    page = _open(office, f"/batches/{batch}")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    expect(page.locator(".nav [aria-current]")).to_have_text("Batches")
    first = page.url
    page.get_by_role("link", name="Next packet").click()
    page.wait_for_url(lambda url: url != first and "/review" in url)
    assert f"from=%2Fbatches%2F{batch}" in page.url
    listed = one.serving.ask("GET", f"/api/v1/packets?batch={batch}").json()["items"]
    with one.serving.service.database.writing() as session:
        for packet in listed:
            session.get_one(PacketRow, packet["id"]).decision = "accepted"
    page.keyboard.press("Alt+n")
    page.wait_for_url(f"**/batches/{batch}#none-left")
    expect(page.get_by_text("No other packet of this list waits for you.")).to_be_visible()
    page.goto(f"/batches/{batch}")
    expect(page.get_by_text("No other packet of this list waits for you.")).to_be_hidden()


def test_a_packet_from_intake_leads_to_what_is_to_look_at(office: tuple[Desk, list[str], str]) -> None:
    one, packets, _ = office
    with one.serving.service.database.writing() as session:
        session.get_one(PacketRow, packets[1]).outcome = "needs-review"
    page = _open(office, f"/packets/{packets[0]}/review?from=/intake")
    expect(page.locator(".nav [aria-current]")).to_have_text("Intake")
    expect(page.get_by_role("link", name=re.compile("^Back to"))).to_have_text("Back to intake")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next packet of the list")
    page.keyboard.press("Escape")
    page.locator(".tabs").get_by_role("link", name="Findings").click()
    _at(page, packets[0], "findings")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next packet of the list")
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+n")
    _at(page, packets[1])
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/worklist?**#none-left")


@pytest.mark.parametrize(
    "told", ["https://elsewhere.example.org/worklist", "//elsewhere/worklist", "/sign-in", "javascript:1"]
)
def test_no_address_of_elsewhere_is_taken_for_a_list(office: tuple[Desk, list[str], str], told: str) -> None:
    page = _open(office, f"/packets/{office[1][0]}/review?from={told}")
    expect(page.get_by_role("link", name=re.compile("^Back to"))).to_have_count(0)
    assert page.locator(f'a[href*="{told}"]').count() == 0
