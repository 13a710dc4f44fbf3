"""Papers that come later, in a real browser: chosen or dropped on a packet's pages, they join it and are read."""

import base64
import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from api.store.tables import PacketRow
from tests.support.desk import READ, Desk, agreement, desk, hindrances, look_everywhere, pdf_file


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk"), workers=1) as one:
        yield one


def _returned(office: Desk, packet: str) -> None:
    with office.serving.service.database.writing() as session:
        row = session.get_one(PacketRow, packet)
        row.decision, row.reason = "returned", "The second agreement is missing."


def test_a_clerk_adds_what_was_missing_without_what_cannot_be_read(office: Desk) -> None:
    packet = office.send("returned", agreement(child_id="=40518601"))
    office.wait(packet)
    _returned(office, packet)
    page = office.open(office.person("clerk")).new_page()
    page.goto(f"/packets/{packet}/pages")
    expect(page.locator(".pile")).to_have_count(1)
    look_everywhere(page)
    files = [pdf_file("second.pdf", agreement(child_id="=40518602")), pdf_file("empty.pdf", b"")]
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add papers").click()
    chooser.value.set_files(files)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("empty.pdf is empty.")
    assert hindrances(page) == []
    with page.expect_response("**/files") as sent:
        dialog.get_by_role("button", name="Add the other one").dblclick()
    told = sent.value.json()
    assert (told["id"], told["files"], told["decision"]) == (packet, 2, None)
    # It goes on by itself when what is new is read.
    expect(page.locator(".pile")).to_have_count(2, timeout=READ)
    expect(page.locator(".pile").last).to_contain_text("second.pdf")
    expect(page.locator("#unread")).to_have_count(0)
    assert office.faults == []


def test_a_poor_picture_is_asked_about_before_it_joins_and_what_is_dropped_does(office: Desk) -> None:
    packet = office.send("dropped", agreement(child_id="=40518603"))
    office.wait(packet)
    page = office.open(office.person("clerk")).new_page()
    page.goto(f"/packets/{packet}/pages")
    dark = io.BytesIO()
    Image.new("L", (1200, 1600), 20).save(dark, "JPEG")
    picture: FilePayload = {"name": "dark.jpg", "mimeType": "image/jpeg", "buffer": dark.getvalue()}
    page.set_input_files("[data-add-files]", [picture])
    expect(page.get_by_role("dialog")).to_contain_text("dark.jpg: The picture is too dark.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    transfer = page.evaluate_handle(
        """paper => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([Uint8Array.from(atob(paper), sign => sign.charCodeAt(0))], "late.pdf"));
            return transfer;
        }""",
        base64.b64encode(agreement(child_id="=40518604")).decode(),
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("[data-veil]")).to_be_visible()
    with page.expect_response("**/files") as sent:
        page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    assert sent.value.json()["files"] == 2
    expect(page.locator(".pile").last).to_contain_text("late.pdf", timeout=READ)
    assert office.faults == []


def test_a_clerk_gives_a_packet_its_case_number_by_keys(office: Desk) -> None:
    packet = office.send("case", agreement(child_id="=40518606"))
    office.wait(packet)
    page = office.open(office.person("clerk")).new_page()
    page.goto(f"/packets/{packet}/findings")
    page.get_by_role("button", name="Case 40518606").press("Enter")
    field = page.get_by_role("dialog").get_by_label("Case number")
    expect(field).to_have_value("40518606")
    assert hindrances(page) == []
    field.fill("C-2077 <b>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Case C-2077 <b>")).to_be_visible()
    page.goto("/worklist?q=C-2077")
    expect(page.locator("tbody tr")).to_have_count(1)
    # Whoever may only look is told, and changes none.
    auditor = office.open(office.person("auditor")).new_page()
    auditor.goto(f"/packets/{packet}/findings")
    expect(auditor.locator(".packet-head")).to_contain_text("Case C-2077 <b>")
    expect(auditor.locator("[data-case-of]")).to_have_count(0)
    assert office.faults == []


def test_papers_join_no_packet_that_is_decided_for_good_and_by_nobody_who_may_not_send(office: Desk) -> None:
    packet = office.send("over", agreement(child_id="=40518605"))
    office.wait(packet)
    auditor = office.open(office.person("auditor")).new_page()
    auditor.goto(f"/packets/{packet}/pages")
    expect(auditor.locator(".pile")).to_have_count(1)
    expect(auditor.get_by_role("button", name="Add papers")).to_have_count(0)
    with office.serving.service.database.writing() as session:
        session.get_one(PacketRow, packet).decision = "accepted"
    clerk = office.open(office.person("clerk")).new_page()
    clerk.goto(f"/packets/{packet}/pages")
    expect(clerk.locator(".pile")).to_have_count(1)
    expect(clerk.get_by_role("button", name="Add papers")).to_have_count(0)
    assert office.faults == []
