"""Whole journeys in a real browser, each by somebody of the office or a provider, from sign-in to what comes of it."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Request, expect
from sqlalchemy import select

from api.store.tables import PacketRow, User
from tests.support.desk import DESKTOP, PASSWORD, PHONE, READ, Desk, agreement, desk, example
from tests.support.running import serving

_WITHDRAW = re.compile("^Withdraw the invitation")
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 100_000, "uploadThroughput": 100_000}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """With a worker: what is sent is read."""
    with desk(tmp_path_factory.mktemp("desk"), workers=1) as one:
        yield one


def _paper(name: str, **altered: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": agreement(**altered)}


def _sign_in(office: Desk, who: User, size: tuple[int, int] = DESKTOP) -> Page:
    page = office.open(None, size).new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav.nav, [data-language]").first).to_be_visible()
    return page


def _slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def test_a_clerk_takes_papers_from_intake_to_findings_on_a_slow_network_and_operations_decides(office: Desk) -> None:
    page = _sign_in(office, office.person("clerk"))
    _slow(page)
    twice = [_paper("first.pdf", child_id="40518823"), _paper("second.pdf", child_id="=40518955")]
    page.set_input_files('[data-input="files"]', twice)
    line = page.locator(".packet").first
    expect(line.locator(".receipt")).to_contain_text("FW-", timeout=READ)
    receipt = line.locator(".receipt").inner_text()
    done = page.locator('.packet[data-state="checked"]', has_text=receipt)
    expect(done).to_be_visible(timeout=READ)
    done.locator(".receipt").click()
    page.get_by_role("link", name="Pages").click()
    expect(page.locator(".pile")).to_have_count(2)
    page.wait_for_load_state("networkidle")
    page.locator(".sheet-thumb").nth(1).click()
    page.get_by_role("button", name="Split before").click()
    expect(page.locator(".pile")).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".pile")).to_have_count(2)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_label("LINK number").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-progress]")).to_have_text("Nothing left to look at.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings*")
    page.locator(".tabs").get_by_role("link", name="Decide and send").click()
    expect(page.locator("main")).to_contain_text("Somebody of operations does.")
    expect(page.get_by_role("button", name="Decide", exact=True)).to_have_count(0)
    _decided(office, page.url)
    page.reload()
    expect(page.locator(".decide")).to_contain_text("Sent back for the second signature.")
    assert office.faults == []


def _decided(office: Desk, address: str) -> None:
    """Operations decides; the session ends while the reason is typed."""
    who = office.person("operations", "Ana Petrova")
    page = _sign_in(office, who)
    page.goto(address)
    page.get_by_label("Return for what is missing").check()
    page.get_by_label("Reason").fill("Sent back for the second signature.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Decide", exact=True).click()
    again = page.get_by_role("dialog")
    again.get_by_label("E-mail address").fill(who.email)
    again.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take the decision back")).to_be_visible()


def test_a_letter_goes_out_to_the_provider_who_reads_spanish_and_sends_what_is_missing_from_a_phone(
    office: Desk, tmp_path: Path
) -> None:
    provider = office.person("provider", "Marisol Vega", language="es")
    packet = office.send("application", *example("4-ppsp-invoice"))
    with office.serving.service.database.writing() as session:
        session.get_one(PacketRow, packet).provider_id = provider.id
    office.wait(packet)
    page = _sign_in(office, office.person("operations"))
    page.goto(f"/packets/{packet}/send")
    letter = page.locator(".letter").first
    letter.get_by_role("button", name="Write it").click()
    expect(letter).to_have_attribute("data-state", "written", timeout=READ)
    letter.get_by_role("button", name="Release").click()
    page.get_by_role("dialog").get_by_role("button", name="Release it all the same").click()
    expect(letter).to_contain_text("Released")

    phone = _sign_in(office, provider, PHONE)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Mis documentos")
    phone.get_by_role("link", name=re.compile("Whitfield|application")).click()
    expect(phone.locator("main")).to_contain_text("Qué falta o no está bien")
    with phone.expect_download() as told:
        phone.get_by_role("link", name="Descargar").click()
    assert Path(told.value.path()).read_bytes().startswith(b"%PDF-")
    _send_missing(phone)
    files = office.serving.ask("GET", f"/api/v1/packets/{packet}/files").json()
    assert [file["name"] for file in files].count("informe.pdf") == 1
    office.wait(packet)
    # In a tab of its own: the one with the packet loads itself anew when it is read.
    other = phone.context.new_page()
    other.goto("/packets/01ARZ3NDEKTSV4RRFFQ69G5FAV/review")
    expect(other.get_by_role("heading", level=1)).to_have_text("Esto no es para usted")
    other.get_by_role("link", name="Todos mis documentos").click()
    other.get_by_role("link", name=re.compile("Whitfield|application")).click()
    other.get_by_role("button", name="English").click()
    expect(other.get_by_role("heading", name="Send a missing item")).to_be_visible()
    assert office.faults == []


def _send_missing(phone: Page) -> None:
    """The upload is cut off in the middle, then sent with two taps."""
    phone.set_input_files("input[type=file]", [_paper("informe.pdf", child_id="=40518977")])
    phone.route("**/files", lambda route: route.abort("connectionreset"))
    phone.get_by_role("button", name="Enviar", exact=True).click()
    expect(phone.locator(".toast.bad")).to_contain_text("El envío se interrumpió")
    phone.unroute("**/files")
    with phone.expect_response(
        lambda answer: answer.url.endswith("/files") and answer.request.method == "POST"
    ) as sent:
        phone.get_by_role("button", name="Enviar", exact=True).dblclick()
    assert sent.value.ok
    expect(phone.locator(".status")).to_be_visible()


def _zip(*children: str) -> FilePayload:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for number, name in enumerate(children):
            paper = agreement(child_name=f"={name}", child_id=f"=405187{number:02}")
            archive.writestr(f"{name}/agreement.pdf", paper)
    return {"name": "week.zip", "mimeType": "application/zip", "buffer": held.getvalue()}


def test_operations_runs_a_batch_gives_out_its_work_and_takes_it_along(office: Desk) -> None:
    clerk = office.person("clerk", "Theo Brandt")
    page = _sign_in(office, office.person("operations"))
    page.get_by_role("link", name="Batches").click()
    page.set_input_files("#files", [_zip("Ines Marlowe", "Samir Haddon")])
    page.get_by_label("Name", exact=True).fill("Week 48")
    page.get_by_role("button", name="Send the batch").dblclick()
    page.wait_for_url(re.compile("/batches/[0-9A-Z]{26}$"))
    expect(page.locator('[data-count="checked"]')).to_have_text("2", timeout=READ)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="Spreadsheet (XLSX)").click()
    with zipfile.ZipFile(told.value.path()) as workbook:
        assert "xl/workbook.xml" in workbook.namelist()

    row = page.locator("tr", has_text="Ines Marlowe")
    row.get_by_role("combobox").select_option("Theo Brandt")
    expect(page.locator(".toast")).to_contain_text("Changed")
    page.locator("tr", has_text="Samir Haddon").get_by_role("button", name="Take").click()
    expect(page.locator("tr", has_text="Samir Haddon").get_by_role("button", name="Give back")).to_be_visible()
    theirs = _sign_in(office, clerk)
    theirs.get_by_role("link", name="Worklist").click()
    theirs.get_by_role("link", name="Mine").click()
    expect(theirs.locator("tbody tr")).to_have_count(1)
    expect(theirs.locator("tbody")).to_contain_text("Ines Marlowe")
    theirs.goto("/worklist?q=Haddon")
    expect(theirs.locator("tbody tr").get_by_role("button")).to_have_count(0)

    _set_aside(office, "Samir Haddon")
    page.reload()
    page.get_by_role("button", name="Try again what failed").dblclick()
    expect(page.locator('[data-count="checked"]')).to_have_text("2", timeout=READ)
    assert office.faults == []


def _set_aside(office: Desk, subject: str) -> None:
    with office.serving.service.database.writing() as session:
        row = session.scalars(select(PacketRow).where(PacketRow.subject == subject)).one()
        row.state, row.fault = "quarantined", "It took too long. Try again."


def test_an_administrator_invites_for_one_program_and_chooses_a_threshold_that_the_trail_keeps(office: Desk) -> None:
    page = _sign_in(office, office.person("admin", "Ada Lindgren"))
    page.get_by_role("link", name="People").click()
    page.get_by_role("checkbox", name="Parent Support Partner").check()
    open_before = page.get_by_role("button", name=_WITHDRAW).count()
    page.get_by_role("button", name="Make the link").dblclick()
    link = page.get_by_role("dialog").get_by_label("Link").input_value()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Make the link").click()
    spare = page.get_by_role("dialog").get_by_label("Link").input_value()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=_WITHDRAW)).to_have_count(open_before + 2)
    _withdraw(office, page, spare)
    expect(page.get_by_role("button", name=_WITHDRAW)).to_have_count(open_before + 1)
    _accept(office, link, "Jun Takeda")
    page.reload()
    row = page.locator("tr", has_text="jun@example.org")
    expect(row).to_contain_text("Parent Support Partner")
    row.get_by_role("button", name="Change the programs").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Parent Partner Program").check()
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Parent Partner Program, Parent Support Partner")

    page.get_by_role("link", name="Settings").click()
    page.get_by_label("A value is looked at below").fill("95")
    page.get_by_role("button", name="Keep").dblclick()
    expect(page.locator("main")).to_contain_text("Chosen by Ada Lindgren")
    page.get_by_label("A value is looked at below").fill("300")
    page.get_by_role("button", name="Keep").click()
    assert page.locator("#review_below").evaluate("input => !input.validity.valid")
    page.get_by_role("link", name="Audit").click()
    expect(page.locator("tbody")).to_contain_text("review_below 0.9 → 0.95")
    page.get_by_label("What", exact=True).select_option("Changed a setting")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    office.serving.ask("PATCH", "/api/v1/settings", "admin", json={"review_below": 0.9})
    assert office.faults == []


def _withdraw(office: Desk, page: Page, link: str) -> None:
    """The latest invitation; its link does nothing any more."""
    page.get_by_role("button", name=_WITHDRAW).first.dblclick()
    with page.expect_response("**/invitations/*"):
        page.get_by_role("dialog").get_by_role("button", name="Withdraw").dblclick()
    other = _set_up(office, link, "Somebody Else")
    expect(other.get_by_role("alert")).to_contain_text("Ask for a new one")


def _set_up(office: Desk, link: str, name: str) -> Page:
    page = office.open().new_page()
    page.goto(f"/set-up#{link.partition('#')[2]}")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill("jun@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    return page


def _accept(office: Desk, link: str, name: str) -> None:
    page = _set_up(office, link, name)
    page.wait_for_url("**/intake")
    # Packets of other programs are none of theirs.
    page.goto("/worklist")
    expect(page.locator("tbody tr")).to_have_count(0)


def _tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not come there")


def test_from_sign_in_to_a_decision_by_keyboard_alone(office: Desk) -> None:
    who = office.person("operations")
    packet = office.send("keys", agreement(child_name="=Wren Castellan", child_id="40518823"))
    office.wait(packet)
    page = office.open().new_page()
    page.goto("/sign-in")
    _tab_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(who.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/worklist")
    page.keyboard.press("/")
    page.keyboard.type("castellan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/worklist?q=castellan")
    _tab_to(page, page.get_by_role("link", name="Wren Castellan"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("LINK number")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings*")
    _tab_to(page, page.locator(".tabs").get_by_role("link", name="Decide and send"))
    page.keyboard.press("Enter")
    _tab_to(page, page.locator("[name=decision]:checked"))
    page.keyboard.press("ArrowDown")
    _tab_to(page, page.get_by_label("Reason"))
    page.keyboard.type("Nothing is missing; looked at by hand.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take the decision back")).to_be_visible()
    assert office.faults == []


@pytest.mark.parametrize(
    ("role", "path", "button"),
    [
        ("operations", "/packets/{packet}/send", "Decide"),
        ("operations", "/worklist?q=twice", "Take"),
        ("admin", "/settings", "Keep"),
        ("admin", "/people", "New password link"),
    ],
)
def test_a_double_click_asks_once(office: Desk, role: Any, path: str, button: str) -> None:
    packet = office.send("twice", agreement(child_id=f"=4051{len(path):04}"))
    office.wait(packet)
    page = office.open(office.person(role)).new_page()
    page.goto(path.format(packet=packet))
    if button == "Decide":
        page.get_by_label("Accept").check()
    if button == "Keep":
        page.get_by_label("A packet is due after").fill("15")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.method != "GET" else None)
    page.get_by_role("button", name=re.compile(f"^{button}")).first.dblclick()
    page.wait_for_timeout(500)
    assert len(asked) == 1
    assert office.faults == []


def test_from_a_fresh_machine_to_a_reviewed_packet_in_two_clicks(office: Desk, tmp_path: Path) -> None:
    with serving(tmp_path, workers=1) as fresh:
        one = Desk(fresh, office.browser)
        [link] = re.findall(r"http://\S+/set-up#\S+", one.serving.command.said())
        page = one.open().new_page()
        page.goto(link)
        for label, typed in (
            ("Your name", "Ada Example"),
            ("E-mail address", "ada@example.org"),
            ("Password", PASSWORD),
        ):
            page.get_by_label(label).fill(typed)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Try the example packets").click()
        page.locator('.packet[data-state="checked"]').first.get_by_role("link").click(timeout=READ)
        page.wait_for_url("**/review?from=*")
        expect(page.locator("[data-progress]")).not_to_be_empty()
        for _ in range(40):
            if "/findings" in page.url:
                break
            page.keyboard.press("Enter")
            page.wait_for_timeout(200)
        expect(page.locator(".rule:visible").first).to_be_visible()
        expect(page.locator("[data-to-review]")).to_have_text("0")
        assert one.faults == []
