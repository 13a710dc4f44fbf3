"""Review in a real browser: by keyboard alone, strokes counted; interrupted, in company, hostile papers."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Response, Route, expect

from api.people.permissions import Role
from forms.catalog import load_catalog
from tests.support.degrade import printed, scan
from tests.support.desk import PASSWORD, Desk, agreement, desk, example, hindrances
from tests.support.layouts import draw, invented_values

LONG = "She visits weekly and reports. " * 165
HOSTILE = "<img src=x onerror=alert(1)>"


@dataclass
class Office:
    """A desk with packets that were read."""

    desk: Desk
    packets: dict[str, str]

    def review(self, name: str, person: str = "Rosa Example") -> Page:
        page = self.desk.open(self.desk.person("operations", person)).new_page()
        page.goto(f"/packets/{self.packets[name]}/review")
        expect(page.locator("[data-progress]")).not_to_be_empty()
        return page


def _two_doubtful() -> bytes:
    return agreement(child_id="40518823", core_contract_number="CC-2025-032")


class _NoDay(date):
    """A date as a stranger mistyped it."""

    def strftime(self, _: str) -> str:
        return "02/30/2026"


def _stranger(seed: int) -> bytes:
    """The agreement in a layout of somebody else's, with two dates that do not exist."""
    form = load_catalog().form("ct-ppsp/service-agreement")
    fields, tables = invented_values(form, seed)
    fields |= {name: date(2026, 9, 1) for name, cell in form.fields.items() if cell.type == "date"}
    fields |= {name: _NoDay(2026, 1, 1) for name in ("start_date", "agency_signature_date")}
    return draw(form, "Department of Children and Families", seed, values=(fields, tables)).pdf


def _scanned(pdf: bytes, seed: int) -> bytes:
    """The paper as a flatbed scanner sends it."""
    pages = [Image.fromarray(scan(page, seed)) for page in printed(pdf)]
    held = io.BytesIO()
    pages[0].save(held, "PDF", save_all=True, append_images=pages[1:], resolution=300)
    return held.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    papers: dict[str, list[Path] | list[bytes]] = {
        "strokes": [_two_doubtful()],
        "stranger 3": [_stranger(3)],
        "stranger 4": [_stranger(4)],
        "correct": [agreement(start_date="=13/45/2026")],
        "heard": [agreement(start_date="=13/45/2026", child_id="=40518855")],
        "undo": [_two_doubtful()],
        "taken": [_two_doubtful()],
        "quiet": [_two_doubtful()],
        "invoice": example("3-pss-billing"),
        "lines": [agreement()],
        "ended": [_two_doubtful()],
        "closed": [_two_doubtful()],
        "company": [_two_doubtful()],
        "slow": [_two_doubtful()],
        "look": [_two_doubtful()],
        "looked at": [_two_doubtful()],
        "masked": [agreement(child_id="40518823", child_date_of_birth="04/10/2017")],
        "scan 5": [_scanned(_stranger(5), 5)],
        "scan 7": [_scanned(_stranger(7), 7)],
        "many": [agreement(child_id=f"4051999{number}") for number in range(8)],
        "hostile": [agreement(child_name=f"={HOSTILE}", agency_name="=مركز الأسرة", provider_role=f"={LONG}")],
    }
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        packets = {name: one.send(name, *some) for name, some in papers.items()}
        one.read(*packets.values())
        yield Office(one, packets)


def _strokes(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def _field(page: Page, label: str) -> str:
    return page.get_by_label(label, exact=True).input_value()


def test_a_packet_with_two_doubtful_values_takes_three_strokes(office: Office) -> None:
    page = office.review("strokes")
    assert page.locator("[data-f]").count() >= 27
    expect(page.locator("[data-progress]")).to_have_text("2 values to look at")
    expect(page.get_by_label("LINK number")).to_be_focused()
    of_paper = page.locator("[data-of-doc]").first
    expect(of_paper).to_have_text("2 to look at")
    made = _strokes(page, "Enter", "Enter")
    # What is told of the paper goes with what is told of the packet.
    expect(of_paper).to_be_hidden()
    made += _strokes(page, "Enter")
    page.wait_for_url("**/findings")
    assert made <= 5
    expect(page.locator("[data-to-review]")).to_have_text("0")
    assert office.desk.faults == []


@pytest.mark.parametrize("seed", [3, 4])
def test_a_strangers_packet_with_two_doubtful_values_of_thirty_takes_three_strokes(office: Office, seed: int) -> None:
    page = office.review(f"stranger {seed}")
    assert page.locator("[data-f]").count() >= 30
    expect(page.locator("[data-progress]")).to_have_text("2 values to look at")
    expect(page.locator(".box.on.doubt")).to_be_in_viewport()
    made = _strokes(page, "Enter", "Enter", "Enter")
    page.wait_for_url("**/findings")
    assert made <= 5
    expect(page.locator("[data-to-review]")).to_have_text("0")
    assert office.desk.faults == []


@pytest.mark.parametrize("seed", [5, 7])
def test_a_scan_of_a_strangers_paper_takes_five_strokes_at_most(office: Office, seed: int) -> None:
    page = office.review(f"scan {seed}")
    assert page.locator("[data-f]").count() >= 30
    doubtful = page.locator(".f.doubt")
    labels = [doubtful.nth(number).locator("label").inner_text() for number in range(doubtful.count())]
    assert sum("date" in label.lower() for label in labels) == 2, labels
    made = 0
    while "/review" in page.url:
        leaving = page.locator("[data-done]:focus").count() == 1
        made += _strokes(page, "Enter")
        page.wait_for_timeout(100)
        if leaving:
            # Whoever waits for the next page presses nothing meanwhile.
            page.wait_for_url("**/findings")
    assert made <= 5
    expect(page.locator("[data-to-review]")).to_have_text("0")
    assert office.desk.faults == []


def test_a_masked_value_that_is_doubtful_is_shown_before_it_is_kept(office: Office) -> None:
    page = office.review("masked")
    _strokes(page, "Enter")
    born = page.get_by_label("Child's date of birth")
    expect(born).to_be_focused()
    assert "2017" not in born.input_value()
    _strokes(page, "Enter")
    expect(born).to_have_value("04/10/2017")
    expect(born).to_be_focused()
    expect(page.locator("[data-progress]")).to_have_text("1 value to look at")
    assert page.locator(".f.doubt").count() == 1
    _strokes(page, "Enter")
    expect(page.locator("[data-progress]")).to_have_text("Nothing left to look at.")
    expect(page.locator("[data-to-review]")).to_have_text("0")
    assert office.desk.faults == []


def test_a_correction_shows_in_the_findings_at_once(office: Office) -> None:
    page = office.review("correct")
    start = page.get_by_label("Start date")
    expect(start).to_be_focused()
    expect(page.locator(".f.doubt .why")).to_contain_text("does not exist")
    before = page.locator("[data-found-body]").inner_text()
    outcome = page.locator("[data-outcome]").inner_text()
    page.keyboard.type("9/31/2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Start date")
    expect(start).to_have_value("9/31/2026")
    page.keyboard.press("Escape")
    expect(start).to_have_value("13/45/2026")
    start.fill("9/1/2024")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found-body]")).not_to_have_text(before)
    expect(page.locator("li.fresh").first).to_be_visible()
    expect(start).to_have_value("09/01/2024")
    expect(page.locator("[data-outcome]")).not_to_have_text(outcome)
    outcome = page.locator("[data-outcome]").inner_text()
    page.reload()
    expect(page.locator("[data-outcome]")).to_have_text(outcome)
    expect(start).to_have_value("09/01/2024")
    expect(page.locator(".f.corrected")).to_contain_text("Rosa Example")
    assert office.desk.faults == []


def test_another_reading_is_one_key_away_and_all_can_be_undone(office: Office) -> None:
    page = office.review("undo")
    link = page.get_by_label("LINK number")
    read = link.input_value()
    link.fill("40518899")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Core contract number")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(link).to_have_value(read)
    expect(page.locator("[data-progress]")).to_have_text("2 values to look at")
    link.fill("40518899")
    page.keyboard.press("Enter")
    expect(page.locator(".f.corrected")).to_have_count(1)
    page.get_by_role("button", name="Take back").click()
    expect(link).to_have_value(read)
    link.fill("40518899")
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    page.reload()
    link.focus()
    expect(page.locator("[data-rival]").first).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(link).to_have_value(read)
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    page.reload()
    # What was changed before the page was loaded anew is undone by the same button, one after the other.
    for value in ("40518899", read):
        with page.expect_response(lambda answer: answer.request.method == "DELETE"):
            page.get_by_role("button", name="Undo").click()
        expect(link).to_have_value(value)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-live]")).to_have_text("There is nothing to undo.")
    assert office.desk.faults == []


def test_a_reading_that_was_only_taken_is_undone_and_the_head_counts_what_came_back(office: Office) -> None:
    page = office.review("taken")
    # How sure the reader is stands beside its doubt.
    expect(page.locator(".f:has(:focus) .seen")).to_have_text(re.compile(r"^\d+% sure"))
    link = page.get_by_label("LINK number")
    read = link.input_value()
    link.fill("40518899")
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-to-review]")).to_have_text("1")
    page.reload()
    link.focus()
    _strokes(page, "Alt+1")
    expect(link).to_have_value(read)
    _strokes(page, "Control+z")
    expect(link).to_have_value("40518899")
    expect(page.locator("[data-to-review]")).to_have_text("1")
    _strokes(page, "Control+z")
    expect(link).to_have_value(read)
    expect(page.locator("[data-to-review]")).to_have_text("2")
    expect(page.locator("[data-to-review]")).to_have_class(re.compile("doubt"))
    assert office.desk.faults == []


def test_all_columns_of_an_invoice_are_in_sight(office: Office) -> None:
    page = office.review("invoice")
    for scroller in page.locator(".lines .table-scroll").all():
        assert scroller.evaluate("each => each.scrollWidth <= each.clientWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_text_in_a_table_is_seen_whole(office: Office, width: int) -> None:
    page = office.review("invoice")
    page.set_viewport_size({"width": width, "height": 900})
    activities = page.get_by_label(re.compile("Activity, line"))
    assert activities.count() > 0
    for cell in activities.all():
        assert len(cell.input_value()) > 20
        assert cell.evaluate(
            "each => each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight + 1"
        )
    # It is typed as any other: Enter keeps it, and makes no line.
    activities.first.focus()
    activities.first.press("Enter")
    assert "\n" not in activities.first.input_value()


def test_the_other_readings_of_a_value_that_is_settled_are_told_where_it_is_at_hand(office: Office) -> None:
    page = office.review("quiet")
    other = page.get_by_role("button", name="40518822")
    expect(other).to_be_visible()
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    page.reload()
    expect(page.get_by_label("Core contract number")).to_be_focused()
    expect(page.locator(".f", has_text="LINK number")).to_contain_text("Rosa Example")
    expect(other).to_be_hidden()
    below = page.get_by_label("Child's date of birth")
    before = below.bounding_box()
    page.get_by_label("LINK number").focus()
    expect(other).to_be_visible()
    # Nothing moves: a press that began on what stands below ends there.
    assert below.bounding_box() == before
    page.keyboard.press("Alt+1")
    expect(page.get_by_label("LINK number")).to_have_value("40518822")
    page.keyboard.press("Escape")
    assert office.desk.faults == []


def test_the_history_tells_who_changed_what_and_why_and_takes_it_back(office: Office) -> None:
    page = office.review("look", "Ana Petrova")
    agency = page.get_by_label("Agency", exact=True)
    agency.fill("Harbor Family Partners")
    page.keyboard.press("Alt+w")
    page.keyboard.type("Renamed in August.")
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    expect(page.locator(".reason")).to_have_count(0)
    page.locator(".tabs").get_by_role("link", name="History").click()
    row = page.locator("tbody tr").first
    said = ("Agency", "Harbor Family Services", "Harbor Family Partners", "Renamed in August.", "Ana Petrova")
    for words in said:
        expect(row).to_contain_text(words)
    row.get_by_role("button", name="Take back").dblclick()
    expect(row).to_contain_text("Taken back")
    page.go_back()
    page.locator(".tabs").get_by_role("link", name="Review").click()
    expect(agency).to_have_value("Harbor Family Services")
    assert office.desk.faults == []


def test_a_line_that_was_not_read_is_added_and_one_that_is_none_removed(office: Office) -> None:
    page = office.review("lines")
    rows = page.locator(".lines tbody tr")
    expect(rows).to_have_count(1)
    page.locator('[data-f="services[0].hours"]').focus()
    page.keyboard.press("Alt+Enter")
    expect(page.locator('[data-f="services[1].service"]')).to_be_focused()
    page.locator('[data-f="services[1].hours"]').fill("2")
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    page.locator('[data-f="services[1].amount"]').fill("1141.26")
    # What is said of a value stands in lines beneath it, however narrow its column.
    for said in (".typed", ".by"):
        box = page.locator(f'td:has([data-f="services[1].amount"]) {said}').bounding_box()
        assert box
        assert (box["width"], box["height"]) >= (150, 0)
        assert box["height"] < 100
        if said == ".typed":
            with page.expect_response("**/corrections"):
                page.keyboard.press("Enter")
    expect(page.locator('[data-f="services[1].amount"]')).to_have_value("1,141.26")
    page.reload()
    expect(page.locator('[data-f="services[1].amount"]')).to_have_value("1,141.26")
    assert page.locator('[data-f="total_amount"]').input_value() == "1,695.12"
    page.locator('[data-f="services[0].hours"]').focus()
    page.keyboard.press("Alt+Delete")
    expect(rows).to_have_count(1)
    expect(page.locator('[data-f="services[0].amount"]')).to_have_value("1,141.26")
    # Whoever works by keys stays in the table.
    expect(page.locator('[data-f="services[0].service"]')).to_be_focused()
    page.keyboard.press("Control+z")
    expect(rows).to_have_count(2)
    expect(page.locator('[data-f="services[0].service"]')).to_be_focused()
    page.keyboard.press("Alt+Delete")
    expect(rows).to_have_count(1)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Add a line").dblclick()
    rows.last.hover()
    page.get_by_role("button", name="Remove line 3").click()
    expect(rows).to_have_count(2)
    expect(page.locator('[data-f="services[1].service"]')).to_be_focused()
    assert office.desk.faults == []


_HEARD = """() => {
  window.heard = [];
  const hear = (changes) => {
    for (const change of changes) {
      const region = change.target.closest?.("[aria-live], [role=status], [role=alert]");
      for (const told of [region, ...change.addedNodes]) {
        const speaks = told === region || told?.role === "alert";
        if (told && speaks && told.textContent.trim()) window.heard.push(told.textContent.trim());
      }
    }
  };
  new MutationObserver(hear).observe(document.body, { subtree: true, childList: true });
}"""


def test_a_screen_reader_hears_what_came_of_a_correction_and_nothing_that_is_not_so(office: Office) -> None:
    page = office.review("heard")
    page.evaluate(_HEARD)
    start = page.get_by_label("Start date")
    start.fill("9/1/2024")
    page.keyboard.press("Enter")
    expect(page.locator("[data-live]")).to_contain_text("Findings: ")
    assert page.evaluate("window.heard.splice(0)")[0] == "Nothing left to look at."
    # Enter leads on before the service has refused: that nothing is left is not said then.
    start.fill("9/31/2026")
    page.keyboard.press("Enter")
    expect(start).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Start date")
    page.wait_for_timeout(300)
    heard = page.evaluate("window.heard")
    assert heard
    assert all("Start date" in words for words in heard), heard
    assert office.desk.faults == []


def test_the_keys_are_told_and_a_sign_is_typed_where_one_is_typing(office: Office) -> None:
    page = office.review("look")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next that needs a look")
    page.keyboard.press("Escape")
    expect(page.get_by_label("LINK number")).to_be_focused()
    page.keyboard.type("4?")
    expect(page.get_by_label("LINK number")).to_have_value("4?")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("data-f", "child_date_of_birth")


def test_a_session_that_ends_in_the_middle_loses_nothing(office: Office) -> None:
    person = office.desk.person("clerk")
    context = office.desk.open(person)
    page = context.new_page()
    page.goto(f"/packets/{office.packets['ended']}/review")
    page.get_by_label("LINK number").fill("40518899")
    context.clear_cookies()
    page.keyboard.press("Enter")
    again = page.get_by_role("dialog")
    again.get_by_label("E-mail address").fill(person.email)
    again.get_by_label("Password").fill(PASSWORD)
    with page.expect_response(lambda answer: "/corrections" in answer.url and answer.status == 200):
        page.keyboard.press("Enter")
    page.reload()
    assert _field(page, "LINK number") == "40518899"


def test_what_was_typed_is_there_again_after_signing_in_on_another_page(office: Office) -> None:
    person = office.desk.person("clerk")
    context = office.desk.open(person)
    page = context.new_page()
    page.goto(f"/packets/{office.packets['closed']}/review")
    page.get_by_label("LINK number").fill("40518877")
    context.clear_cookies()
    page.reload()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("LINK number")).to_have_value("40518877")
    expect(page.locator(".typed")).to_contain_text("Not saved yet")


def test_two_people_do_not_write_over_each_other(office: Office) -> None:
    ours, theirs = office.review("company"), office.review("company", person="Ana Petrova")
    ours.get_by_label("Agreement number").fill("PPSP-26-0999")
    theirs.get_by_label("Core contract number").fill("CC-2025-777")
    with theirs.expect_response("**/corrections"):
        theirs.keyboard.press("Enter")
    theirs.get_by_label("Provider type").select_option(label="Clinical provider")
    with theirs.expect_response("**/corrections"):
        theirs.get_by_label("Provider type").press("Enter")
    ours.get_by_label("Agreement number").focus()
    ours.keyboard.press("Enter")
    told = ours.get_by_role("dialog")
    expect(told).to_contain_text("Ana Petrova changed this packet")
    expect(told).to_contain_text("CC-2025-777")
    expect(told).to_contain_text("PPSP-26-0999")
    # As people read it, and nothing that is as it was.
    expect(told).to_contain_text("Provider type: Child-placing agency → Clinical provider")
    expect(told.get_by_role("listitem")).to_have_count(2)
    ours.keyboard.press("Enter")
    expect(ours.get_by_label("Agreement number")).to_have_value("PPSP-26-0999")
    expect(ours.get_by_label("Core contract number")).to_have_value("CC-2025-777")
    # What they looked at is not to be looked at by us any more, and the head says so, too.
    left = ours.locator(".f.doubt").count()
    expect(ours.locator("[data-to-review]")).to_have_text(str(left))
    with ours.expect_response(lambda answer: "/corrections" in answer.url and answer.status == 200):
        ours.get_by_label("Agreement number").press("Enter")
    assert office.desk.faults == []


def test_what_is_typed_while_somebody_decides_is_told_not_to_be_saved_and_waits(office: Office) -> None:
    packet, ask = office.packets["closed"], office.desk.serving.ask
    page = office.review("closed")
    page.get_by_label("Agreement number").fill("PPSP-26-0444")
    version = ask("GET", f"/api/v1/packets/{packet}").json()["version"]
    decided = {"version": version, "decision": "returned", "reason": "A page is missing."}
    assert ask("POST", f"/api/v1/packets/{packet}/decision", json=decided).status_code == 200
    page.keyboard.press("Enter")
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("This packet was decided meanwhile")
    expect(told).to_contain_text("PPSP-26-0444")
    expect(told.get_by_role("listitem")).to_have_count(0)
    assert hindrances(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(".packet-head")).to_contain_text("Returned")
    expect(page.get_by_label("Agreement number")).to_have_value("PPSP-26-0201")
    version = ask("GET", f"/api/v1/packets/{packet}").json()["version"]
    assert ask("DELETE", f"/api/v1/packets/{packet}/decision?version={version}").status_code == 200
    page.reload()
    expect(page.get_by_label("Agreement number")).to_have_value("PPSP-26-0444")
    expect(page.locator(".typed")).to_contain_text("Not saved yet")
    assert office.desk.faults == []


def test_typing_goes_on_while_the_network_is_slow(office: Office) -> None:
    page = office.review("slow")
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status) if "/corrections" in answer.url else None)
    held: list[Route] = []
    fast: list[bool] = []
    page.route("**/corrections", lambda route: route.continue_() if fast else held.append(route))
    _strokes(page, "Enter", "Enter")
    expect(page.locator("[data-progress]")).to_have_text("Nothing left to look at.")
    assert answers == []
    fast.append(True)
    with page.expect_event("response", lambda _: len(answers) == 2):
        for route in held:
            route.continue_()
    expect(page.locator("[data-to-review]")).to_have_text("0")
    assert answers == [200, 200]
    assert office.desk.faults == []


def test_offline_is_told_and_nothing_is_lost(office: Office) -> None:
    page = office.review("look")
    page.context.set_offline(True)
    page.get_by_label("Agreement number").fill("PPSP-26-0500")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Agreement number")).to_have_value("PPSP-26-0500")
    page.context.set_offline(False)
    with page.expect_response("**/corrections"):
        page.get_by_role("button", name="Try again").click()
    page.reload()
    assert _field(page, "Agreement number") == "PPSP-26-0500"


def test_hostile_values_are_nothing_but_text(office: Office) -> None:
    page = office.review("hostile")
    assert _field(page, "Child's name") == HOSTILE
    assert page.locator("img").count() == 1
    expect(page.get_by_label("Agency", exact=True)).to_have_css("direction", "rtl")
    assert len(page.locator("textarea").first.input_value()) > 5_000
    page.get_by_label("Child's name").fill(f"{HOSTILE}<script>alert(2)</script>")
    with page.expect_response("**/corrections"):
        page.keyboard.press("Enter")
    for part in ("pages", "findings", "send", "review"):
        page.goto(f"/packets/{office.packets['hostile']}/{part}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
    assert office.desk.faults == []


def test_a_value_and_its_box_belong_together(office: Office) -> None:
    page = office.review("look")
    page.get_by_label("Start date").focus()
    lit = page.locator(".box.on")
    expect(lit).to_have_count(1)
    expect(lit).to_be_in_viewport()
    page.locator('.box[data-key="d1 agency_fein"]').click()
    expect(page.get_by_label("Federal I.D. number")).to_be_focused()
    page.locator('[data-f="agency_signature_date"]').focus()
    expect(page.locator("[data-at]")).to_have_text("2")


def test_the_page_is_asked_for_larger_where_it_is_zoomed(office: Office) -> None:
    page = office.review("look")
    expect(page.locator("[data-image]")).to_have_js_property("complete", True)
    with page.expect_response(lambda answer: "width=2400" in answer.url):
        for _ in range(5):
            page.get_by_role("button", name="Larger").click()
    expect(page.locator("[data-image]")).to_have_attribute("src", re.compile("width=2400"))
    page.get_by_role("button", name="Fit the width").click()
    expect(page.locator("[data-percent]")).to_have_text("100%")


def test_the_page_without_its_picture_is_under_100_kilobytes(office: Office) -> None:
    page = office.desk.open(office.desk.person("operations")).new_page()
    weights: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if "/image" not in answer.url:
            weights[answer.url.rpartition("/")[2]] = len(answer.body())

    page.on("response", weigh)
    page.goto(f"/packets/{office.packets['look']}/review", wait_until="networkidle")
    assert sum(weights.values()) < 100_000, json.dumps(weights)


def test_papers_beyond_the_first_are_loaded_when_they_are_opened(office: Office) -> None:
    page = office.review("many")
    closed = page.locator("details.doc[data-src]")
    assert closed.count() >= 3
    paper = page.locator("details.doc").last
    paper.locator("summary").click()
    expect(paper.locator("[data-f]").first).to_be_visible()
    expect(page.locator("[data-progress]")).to_have_text("8 values to look at")


def test_what_is_masked_is_shown_to_who_asks(office: Office) -> None:
    page = office.review("look")
    born = page.get_by_label("Child's date of birth")
    assert "2017" not in born.input_value()
    page.get_by_role("button", name="Show Child's date of birth").click()
    expect(born).to_have_value("04/09/2017")


@pytest.mark.parametrize("role", ["auditor", "operations"])
def test_who_may_not_change_a_packet_goes_through_its_values_and_changes_none(office: Office, role: Role) -> None:
    packet = office.packets["looked at"]
    if role == "operations":
        version = office.desk.serving.ask("GET", f"/api/v1/packets/{packet}").json()["version"]
        told = {"version": version, "decision": "returned", "reason": "The LINK number is another child's."}
        assert office.desk.serving.ask("POST", f"/api/v1/packets/{packet}/decision", json=told).status_code == 200
    page = office.desk.open(office.desk.person(role)).new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.method != "GET" else None)
    page.goto(f"/packets/{packet}/review")
    link = page.get_by_label("LINK number")
    expect(link).to_be_focused()
    expect(page.locator(".packet-head")).to_contain_text("Decided" if role == "operations" else "not change it")
    _strokes(page, "9", "Alt+1", "Alt+w", "Control+z", "Enter")
    expect(page.get_by_label("Core contract number")).to_be_focused()
    expect(link).to_have_value("40518823")
    expect(page.get_by_label("Provider type")).to_have_value("Child-placing agency")
    page.locator('[data-f="services[0].hours"]').focus()
    _strokes(page, "Alt+Enter", "Alt+Delete", "5")
    expect(page.locator(".lines tbody tr")).to_have_count(1)
    expect(page.locator('[data-f="services[0].hours"]')).not_to_have_value("5")
    assert page.locator("[data-f]:not([readonly]), [data-undo], [data-add-line], [data-remove-line]").count() == 0
    page.goto(f"/packets/{packet}/pages")
    expect(page.locator(".sheet-thumb")).to_have_count(2)
    # Whose packet it is may be said at any time, and papers may come to one that was returned.
    assert page.locator("main button:not([data-tie], [data-add]), main select, [draggable=true]").count() == 0
    assert sent == []
    assert office.desk.faults == []
