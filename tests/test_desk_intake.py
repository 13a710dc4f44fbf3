"""Intake in a real browser: signing in, sending, being told; cut off, clicked twice, from a phone."""

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import FilePayload, Page, expect

from api.people.invitations import first_run_link
from api.store.tables import PacketRow
from tests.support.desk import (
    DESKTOP,
    PASSWORD,
    PHONE,
    READ,
    Desk,
    agreement,
    desk,
    example,
    hindrances,
    look_everywhere,
)
from tests.support.line import cut_line

_DONE = '.packet[data-state="checked"]'


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Without workers: what is sent waits."""
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        yield one


def _intake(office: Desk, size: tuple[int, int] = DESKTOP) -> Page:
    page = office.open(office.person("clerk"), size).new_page()
    page.goto("/intake")
    return page


def _choose(page: Page, *papers: Path) -> None:
    page.set_input_files('[data-input="files"]', list(papers))


def test_from_the_first_link_to_the_example_packets(office: Desk) -> None:
    link = first_run_link(office.serving.service)
    assert link is not None
    page = office.open().new_page()
    page.goto("/set-up#" + link.partition("#")[2])
    assert hindrances(page) == []
    page.get_by_label("Your name").fill("Ada Example")
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake")
    expect(page.get_by_role("button", name="Try the example packets")).to_be_visible()
    assert office.faults == []


def test_a_receipt_number_comes_at_once_and_the_outcome_when_it_is_read(office: Desk) -> None:
    told, asked = _intake(office), _intake(office)
    # One of them is told how far it is, the other must ask; whatever the network loses once is asked for again.
    asked.route("**/events", lambda route: route.abort("connectionreset"))
    for number, page in enumerate((told, asked)):
        for part in ("**/api/v1/packets/*", "**/intake/packets/*"):
            page.route(part, lambda route: route.abort("connectionreset"), times=1)
        over = agreement(child_id=f"4051881{number}", total_hours="=150.00")
        paper: FilePayload = {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": over}
        page.set_input_files('[data-input="files"]', [paper])
    receipts = [page.locator(".packet .receipt:text('FW-')").first.inner_text() for page in (told, asked)]
    assert receipts[0] != receipts[1]
    with office.working():
        for page, receipt in zip((told, asked), receipts, strict=True):
            done = page.locator(_DONE, has_text=receipt)
            expect(done.locator("[data-chip]")).to_have_text("Incomplete", timeout=READ)
    assert office.faults == []


def test_signing_in_leads_back_to_where_one_was_going(office: Desk) -> None:
    who = office.person("clerk")
    page = office.open().new_page()
    page.goto("/intake")
    assert hindrances(page) == []
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill("not this one at all")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake")


def test_a_second_click_on_the_examples_sends_nothing_twice(office: Desk) -> None:
    page = _intake(office)
    before = page.locator(".packet").count()
    page.get_by_role("button", name="Try the example packets").dblclick()
    expect(page.locator(".packet .receipt:text('FW-')")).to_have_count(before + 5)
    page.wait_for_timeout(300)
    expect(page.locator(".packet")).to_have_count(before + 5)


def test_an_upload_that_is_cut_off_in_the_middle_is_told_and_sent_once(office: Desk) -> None:
    long = agreement(child_id="40518111") + b"\n%" + bytes(1_000_000)
    with cut_line(office.url, 600_000) as (address, mended):
        page = office.open(office.person("clerk")).new_page()
        page.goto(f"{address}/intake")
        paper: FilePayload = {"name": "long.pdf", "mimeType": "application/pdf", "buffer": long}
        page.set_input_files('[data-input="files"]', [paper])
        first = page.locator(".packet").first
        expect(first).to_contain_text("cut off")
        mended.set()
        first.get_by_role("button", name="Send again").dblclick()
        expect(first.locator(".receipt")).to_contain_text("FW-")
        page.context.close()
    listed = office.serving.ask("GET", "/api/v1/packets").json()["items"]
    assert [packet["name"] for packet in listed].count("long.pdf") == 1


def test_what_is_no_paper_is_told_in_words(office: Desk) -> None:
    page = _intake(office)
    hostile: FilePayload = {"name": "<img src=x onerror=alert(1)>.exe", "mimeType": "", "buffer": b"MZ\x00\x01"}
    page.set_input_files('[data-input="files"]', [hostile])
    first = page.locator(".packet").first
    expect(first.locator("li.bad")).to_be_visible()
    expect(first.locator("img")).to_have_count(0)
    assert office.faults == []


def test_a_file_that_cannot_be_opened_holds_up_none_of_the_others(office: Desk) -> None:
    page = _intake(office)
    page.locator(".terms summary").click()
    page.get_by_label("Case number").fill("C-0420")
    files: list[FilePayload] = [
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": agreement(child_id="=40518855")},
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Called on Tuesday."},
    ]
    page.set_input_files('[data-input="files"]', files)
    first = page.locator(".packet").first
    expect(first.locator(".not-sent")).to_have_text("Not sent")
    expect(first.locator("li.bad")).to_have_count(2)
    expect(first.locator("li.bad").last).to_contain_text("notes.txt is a text file")
    # Nothing went with the number yet.
    expect(page.get_by_label("Case number")).to_have_value("C-0420")
    assert hindrances(page) == []
    with page.expect_response("**/api/v1/packets") as sent:
        first.get_by_role("button", name="Send all the same").click()
    assert (sent.value.json()["files"], sent.value.json()["case_number"]) == (3, "C-0420")
    expect(first.locator(".receipt")).to_contain_text("FW-")
    expect(first.locator(".not-sent")).to_have_count(0)
    assert office.faults == []


def test_a_saved_mail_is_its_papers_and_the_receipt_has_their_checksums(office: Desk) -> None:
    page = _intake(office)
    paper = agreement(child_id="=40518859")
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "rosa@example.org", "Agreement"
    mail.set_content("Please find it attached.")
    mail.add_attachment(paper, maintype="application", subtype="pdf", filename="agreement.pdf")
    page.set_input_files('[data-input="files"]', [_file("mail.eml", mail.as_bytes())])
    first = page.locator(".packet").first
    expect(first.locator(".receipt")).to_contain_text("FW-")
    first.get_by_text("Checksums of 2 files (SHA-256)").click()
    expect(first.locator(".sums li").first).to_contain_text("mail/agreement.pdf")
    expect(first.locator(".sums code").first).to_have_text(hashlib.sha256(paper).hexdigest())
    look_everywhere(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    # One without papers says what to do.
    alone = EmailMessage()
    alone["From"] = "rosa@example.org"
    alone.set_content("I will call.")
    page.set_input_files('[data-input="files"]', [_file("note.eml", alone.as_bytes())])
    expect(page.locator(".packet").first.locator("li.bad")).to_contain_text("Send the papers themselves")
    assert office.faults == []


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "message/rfc822", "buffer": content}


def test_what_can_be_read_is_sent_without_what_cannot(office: Desk) -> None:
    page = _intake(office)
    files: list[FilePayload] = [
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": agreement(child_id="=40518856")},
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
        {"name": "b.pdf", "mimeType": "application/pdf", "buffer": agreement(child_id="=40518857")},
    ]
    page.set_input_files('[data-input="files"]', files)
    first = page.locator(".packet").first
    expect(first).to_contain_text("The other 2 can be read.")
    with page.expect_response("**/api/v1/packets") as sent:
        first.get_by_role("button", name="Send them without these").dblclick()
    assert (sent.value.json()["files"], sent.value.json()["notes"]) == (2, [])
    expect(first.locator(".receipt")).to_contain_text("FW-")
    expect(first.locator("[data-notes] li")).to_have_count(0)
    assert office.faults == []


def test_what_came_says_how_much_of_it_is_to_be_looked_at_and_each_poor_picture_once(office: Desk) -> None:
    page = _intake(office)
    # The field shows another text than it holds: of the two a person says which is right.
    doubtful = agreement(child_id="40518858", total_hours="150.00")
    paper: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": doubtful}
    with page.expect_response("**/api/v1/packets") as sent:
        page.set_input_files('[data-input="files"]', [paper, _picture(width=600)])
    receipt = sent.value.json()["receipt"]
    card = page.locator(".packet", has_text=receipt)
    expect(card.locator("[data-notes] li")).to_contain_text("too small to read")
    with office.working():
        done = page.locator(_DONE, has_text=receipt)
        expect(done.get_by_role("link", name="to look at")).to_have_text(
            re.compile(r"\d+ values? to look at"), timeout=READ
        )
        expect(done.locator("[data-notes] li")).to_contain_text("page.jpg, page 1")
        expect(done.locator("[data-notes] li")).to_have_count(1)
    assert office.faults == []


def test_a_case_number_goes_with_the_packet_that_it_was_typed_for_and_no_other(office: Desk) -> None:
    page = _intake(office)
    page.locator(".terms summary").click()
    page.get_by_label("Case number").fill("C-0421")
    page.get_by_label("Program").select_option(label="Parenting Support Services")
    page.locator(".terms summary").click()
    # What is folded away is told.
    expect(page.locator(".terms summary")).to_contain_text("case C-0421, Parenting Support Services")
    numbers = []
    for name in ("one.pdf", "two.pdf"):
        paper: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": agreement()}
        with page.expect_response("**/api/v1/packets") as sent:
            page.set_input_files('[data-input="files"]', [paper])
        numbers.append((sent.value.json()["case_number"], sent.value.json()["program"]))
    assert numbers == [("C-0421", "ct-pss"), (None, "ct-pss")]
    expect(page.locator(".terms summary")).not_to_contain_text("C-0421")


def test_a_session_that_ended_costs_no_upload(office: Desk) -> None:
    who = office.person("clerk")
    context = office.open(who)
    page = context.new_page()
    page.goto("/intake")
    context.clear_cookies()
    _choose(page, *example("3-pss-billing"))
    page.get_by_role("dialog").get_by_label("E-mail address").fill(who.email)
    page.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".packet").first.locator(".receipt")).to_contain_text("FW-")


def _picture(*, light: float = 1.0, blur: float = 0.0, width: int = 1700) -> FilePayload:
    """A printed page as a phone takes it."""
    page = Image.new("L", (width, width * 13 // 10), 235)
    line = Image.new("L", (width * 8 // 10, 3), 20)
    for top in range(100, page.height - 100, 24):
        for left in range(0, line.width, 30):
            page.paste(line.crop((0, 0, 14, 3)), (width // 10 + left, top))
            page.paste(line.crop((0, 0, 3, 3)).resize((3, 14)), (width // 10 + left, top))
    page = page.filter(ImageFilter.GaussianBlur(blur)).point(lambda grey: int(grey * light))
    told = io.BytesIO()
    page.save(told, "JPEG", quality=85)
    return {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": told.getvalue()}


def test_a_poor_picture_is_asked_for_again_at_once(office: Desk) -> None:
    page = _intake(office, size=PHONE)
    poor: list[tuple[dict[str, Any], str]] = [
        ({"light": 0.2}, "too dark"),
        ({"blur": 9}, "blurred"),
        ({"width": 500}, "too small"),
    ]
    page.set_input_files('[data-input="camera"]', [_picture()])
    expect(page.locator("[data-tray]")).to_contain_text("1 picture taken")
    expect(page.locator(".toast")).to_have_count(0)
    for number, (how, words) in enumerate(poor, start=2):
        page.set_input_files('[data-input="camera"]', [_picture(**how)])
        expect(page.locator("[data-tray]")).to_contain_text(f"{number} pictures taken")
        expect(page.locator(".toast")).to_contain_text(words)


def test_pictures_of_a_phone_become_one_packet(office: Desk) -> None:
    page = _intake(office, size=PHONE)
    page.set_input_files('[data-input="camera"]', [_picture()])
    page.set_input_files('[data-input="camera"]', [_picture(light=0.9)])
    expect(page.locator("[data-tray]")).to_contain_text("2 pictures taken")
    with page.expect_response("**/api/v1/packets") as sent:
        page.get_by_role("button", name="Send them").click()
    assert json.loads(sent.value.text())["files"] == 2


def test_a_folder_is_a_packet_of_its_name(office: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "Okonjo-Reyes"
    (folder / "letters").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(agreement())
    (folder / "letters" / "b.pdf").write_bytes(agreement(child_id="40518899"))
    page = _intake(office)
    with page.expect_response("**/api/v1/packets") as sent:
        page.set_input_files('[data-input="folder"]', folder)
    packet = json.loads(sent.value.text())
    assert (packet["name"], packet["files"]) == ("Okonjo-Reyes", 2)


def test_files_are_dropped_anywhere(office: Desk) -> None:
    page = _intake(office)
    transfer = page.evaluate_handle(
        """papers => {
            const transfer = new DataTransfer();
            for (const [name, paper] of papers) {
                transfer.items.add(new File([Uint8Array.from(atob(paper), sign => sign.charCodeAt(0))], name));
            }
            return transfer;
        }""",
        [[f"{name}.pdf", base64.b64encode(agreement(child_id=name)).decode()] for name in ("40518899", "40518898")],
    )
    page.dispatch_event("footer, body", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("[data-veil]")).to_be_visible()
    with page.expect_response("**/api/v1/packets") as sent:
        page.dispatch_event("footer, body", "drop", {"dataTransfer": transfer})
    assert json.loads(sent.value.text())["files"] == 2
    expect(page.locator("[data-veil]")).to_be_hidden()


def test_operations_cancels_a_packet_and_then_its_batch(office: Desk) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number in range(3):
            archive.writestr(f"packet {number}/agreement.pdf", agreement(child_id=f"4051860{number}"))
    files = {"files": ("week.zip", held.getvalue(), "application/zip")}
    batch = office.serving.ask("POST", "/api/v1/batches", files=files, data={"start": "true"}).json()["id"]
    page = office.open(office.person("operations")).new_page()
    page.goto(f"/batches/{batch}")
    page.get_by_role("button", name="Cancel the batch").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave it").click()
    rows = page.locator("tbody tr")
    rows.nth(0).get_by_role("button", name="Cancel").dblclick()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the packet").dblclick()
    expect(page.locator('[data-count="cancelled"]')).to_have_text("1")
    page.get_by_role("link", name="packet 1").click()
    page.get_by_role("button", name="Cancel the packet").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the packet").click()
    expect(page.locator("main h2")).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Cancel the packet")).to_have_count(0)
    page.goto(f"/batches/{batch}")
    page.get_by_role("button", name="Cancel the batch").dblclick()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the batch").dblclick()
    expect(page.locator('[data-count="cancelled"]')).to_have_text("3")
    expect(page.get_by_role("button", name=re.compile("^Cancel"))).to_have_count(0)
    assert office.faults == []


def test_a_packet_that_was_set_aside_is_tried_again_from_its_page(office: Desk) -> None:
    packet = office.send("aside", agreement(child_id="40518777"))
    with office.serving.service.database.writing() as session:
        row = session.get_one(PacketRow, packet)
        row.state, row.fault = "quarantined", "It took too long. Try again."
    page = office.open(office.person("clerk")).new_page()
    page.goto(f"/packets/{packet}")
    expect(page.get_by_role("alert")).to_have_text("It took too long. Try again.")
    page.get_by_role("button", name="Try again").dblclick()
    expect(page.locator("main h2")).to_have_text("Waiting to be read")
    assert office.faults == []


def test_a_person_changes_the_password_and_makes_a_token_that_is_shown_once(office: Desk) -> None:
    page = office.open(office.person("clerk", "Theo Brandt")).new_page()
    page.goto("/intake")
    page.locator("summary", has_text="Theo Brandt").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_label("Present password").fill("not this one at all")
    page.get_by_label("New password").fill("another four words here")
    page.get_by_role("button", name="Change", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("present password is not right")
    page.get_by_label("Present password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Every other session of yours has ended")
    page.get_by_label("What the token is for").fill("Night export")
    page.get_by_role("button", name="Make a token").dblclick()
    secret = page.get_by_role("dialog").get_by_label("Token").input_value()
    headers = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(f"{office.url}/api/v1/me", headers=headers).json()["name"] == "Theo Brandt"
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Revoke Night export").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Night export")).to_have_count(0)
    assert httpx.get(f"{office.url}/api/v1/me", headers=headers).status_code == 401
    assert office.faults == []
