"""What people who had never seen the desk found unclear, ugly or wrong on it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from api.people.passwords import check_new
from api.problems import BadRequest
from api.record.dashboard import Counted
from api.web.charts import across
from api.web.words import lasting
from tests.support.desk import Desk, agreement, desk, example, look_everywhere, pdf_file

Office = tuple[Desk, dict[str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        packets = {
            "doubtful": one.send("doubtful", agreement(child_id="=40518823", department_role="Visits twice.")),
            "long": one.send("long", agreement(child_id="40518824", provider_role="=Visits. " + "She reports. " * 380)),
            "findings": one.send("findings", *example("5-ppsp-agreement-133-hours")),
            "broken": one.send("broken", b"%PDF-1.7 cut off"),
        }
        one.read(*packets.values())
        yield one, packets


def _page(office: Office, path: str, role: str = "operations", width: int = 1440) -> Page:
    one, packets = office
    page = one.open(one.person(role), (width, 900)).new_page()  # type: ignore[arg-type]
    page.goto(path.format(**packets))
    return page


@pytest.mark.parametrize("part", ["pages", "review", "findings"])
def test_the_keys_stand_beside_what_they_do_on_every_page_of_a_packet(office: Office, part: str) -> None:
    page = _page(office, f"/packets/{{doubtful}}/{part}")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    told = page.get_by_role("dialog")
    expect(told).to_be_visible()
    key, what = told.locator("dt").first.bounding_box(), told.locator("dd").first.bounding_box()
    assert key
    assert what
    assert key["x"] + key["width"] < what["x"]
    assert abs(key["y"] - what["y"]) < key["height"]
    look_everywhere(page)
    assert office[0].faults == []


def _told(page: Page, place: str) -> str:
    found = page.locator(place).first.evaluate("e => getComputedStyle(e, '::before').content")
    return str(found).strip('"')


def test_a_page_that_has_not_come_yet_does_not_look_blank(office: Office) -> None:
    one, packets = office
    page = one.open(one.person("operations")).new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/pages/*/image*", hold)
    page.goto(f"/packets/{packets['doubtful']}/review", wait_until="domcontentloaded")
    expect(page.locator("[data-sheet]")).to_have_attribute("data-coming", "Loading the page…")
    assert _told(page, "[data-sheet]") == "Loading the page…"
    for route in held:
        route.continue_()
    page.unroute("**/pages/*/image*")
    expect(page.locator("[data-image]")).to_have_js_property("complete", True)
    # It stands beneath the picture, which covers it.
    centre = "e => { const b = e.getBoundingClientRect(); return [b.left + b.width / 2, innerHeight / 2]; }"
    at = page.locator("[data-sheet]").evaluate(centre)
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).matches('[data-image], .box')", at)


def test_a_page_that_did_not_come_is_told_and_asked_for_again(office: Office) -> None:
    one, packets = office
    page = one.open(one.person("operations")).new_page()
    page.route("**/pages/*/image*", lambda route: route.abort())
    page.goto(f"/packets/{packets['doubtful']}/review")
    expect(page.locator("[data-sheet]")).to_have_attribute("data-coming", re.compile("did not come"))
    page.unroute("**/pages/*/image*")
    expect(page.locator("[data-image]")).not_to_have_js_property("naturalWidth", 0)


def test_small_pages_and_letters_tell_that_they_are_loaded(office: Office) -> None:
    page = _page(office, "/packets/{doubtful}/pages")
    assert _told(page, ".paper") == "Loading…"
    paper, picture = page.locator(".paper").first.bounding_box(), page.locator(".paper img").first.bounding_box()
    assert paper
    assert picture
    assert abs(paper["width"] - picture["width"]) < 3
    assert abs(paper["height"] - picture["height"]) < 3


def test_a_packet_with_a_value_to_look_at_is_not_told_as_complete_until_somebody_looked(office: Office) -> None:
    one, packets = office
    worklist = _page(office, "/worklist?sort=new")
    row = worklist.locator("tr", has=worklist.locator(f'a[href*="{packets["doubtful"]}"]'))
    expect(row.locator('[data-label="State"] .chip')).to_have_text("Complete as read")
    expect(row.locator('[data-label="State"] .chip')).to_have_class(re.compile("doubt"))
    page = _page(office, "/packets/{doubtful}/review")
    stands = page.locator("[data-outcome] .chip")
    expect(stands).to_have_text("Complete as read")
    expect(page.locator('[data-f="department_role"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(stands).to_have_text("Complete")
    expect(stands).to_have_class(re.compile("good"))
    page.keyboard.press("Control+z")
    expect(stands).to_have_text("Complete as read")
    look_everywhere(worklist)
    assert one.faults == []


def test_the_navigation_marks_where_a_packet_was_opened_from_and_nothing_else(office: Office) -> None:
    one, packets = office
    here = one.serving.ask("GET", f"/api/v1/packets/{packets['doubtful']}").json()
    page = _page(office, "/dashboard", "clerk")
    page.locator("[data-find]").fill(here["receipt"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/review*")
    expect(page.locator(".nav [aria-current]")).to_have_count(0)
    page.goto("/intake")
    page.locator(".packet", has_text=here["receipt"]).locator(".receipt").click()
    page.wait_for_url("**/review*")
    expect(page.locator(".nav [aria-current]")).to_have_text("Intake")
    page.locator(".tabs").get_by_role("link", name="Findings").click()
    expect(page.locator(".nav [aria-current]")).to_have_text("Intake")
    page.locator("[data-next-packet]").click()
    expect(page.locator("h1")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Back to intake").click()
    page.wait_for_url("**/intake")


@pytest.mark.parametrize("width", [1440, 1280])
def test_an_administrators_places_and_search_stand_in_one_row(office: Office, width: int) -> None:
    page = _page(office, "/people", "admin", width)
    top = page.locator(".top").bounding_box()
    assert top
    assert top["height"] < 60
    assert page.locator(".nav a").count() == 8
    assert page.locator(".nav").evaluate("e => e.scrollWidth <= e.clientWidth")
    look_everywhere(page)


def test_how_long_it_took_is_told_in_a_unit_that_fits() -> None:
    assert [lasting(hours) for hours in (0.02, 0.1, 1, 5.54, 47.9, 72)] == [
        "1 min", "6 min", "1.0 h", "5.5 h", "47.9 h", "3.0 d",
    ]  # fmt: skip


def test_no_name_beside_a_bar_is_cut_off(office: Office) -> None:
    page = _page(office, "/dashboard")
    for name in ("Outcomes or progress", "Mammography, communication", "Activity"):
        drawn = across("Corrections", [(Counted(name=name, count=1).name, 1)])
        page.locator("main .page").evaluate("(e, svg) => { e.innerHTML = svg; }", str(drawn))
        first = page.locator("svg.chart:visible")
        assert first.evaluate(
            "e => [...e.querySelectorAll('tspan')].every(t => t.getBoundingClientRect().left"
            " >= e.getBoundingClientRect().left)"
        ), name


def test_a_short_name_in_an_address_does_not_forbid_half_of_all_passwords() -> None:
    check_new("four joyful green hills", "jo@example.org")
    check_new("four quiet green hills", "o@example.org")
    with pytest.raises(BadRequest, match="e-mail address"):
        check_new("four Joanna green hills", "joanna@example.org")


def test_a_long_value_that_somebody_else_changed_leaves_the_question_in_sight(office: Office) -> None:
    one, packets = office
    context = one.open(one.person("operations"))
    here, there = context.new_page(), context.new_page()
    for page in (here, there):
        page.goto(f"/packets/{packets['long']}/review")
        expect(page.get_by_label("LINK number")).to_be_focused()
    role = there.locator('[data-f="provider_role"]')
    role.fill("She comes on Mondays. " * 200)
    role.press("Enter")
    # The page says so before the service has it; what can be taken back is kept.
    expect(there.locator('.by [data-take-back]:not([data-take-back=""])')).to_be_visible()
    here.get_by_label("LINK number").press("Enter")
    asked = here.get_by_role("dialog")
    expect(asked.locator("ins")).to_contain_text("She comes on Mondays.")
    box = asked.bounding_box()
    assert box
    assert box["height"] < 600


def test_no_order_of_the_worklist_is_offered_twice(office: Office) -> None:
    page = _page(office, "/worklist?sort=due")
    offered = page.locator("#sort option").all_text_contents()
    assert offered == ["Newest first", "Oldest first", "Due first"]
    expect(page.locator("#sort")).to_have_value("due")


def test_the_reason_that_a_provider_reads_asks_the_provider_and_comes_back_with_the_decision(office: Office) -> None:
    page = _page(office, "/packets/{findings}/send")
    shown = "\n".join(page.locator("[data-not-met] li").all_inner_texts())
    assert re.search(r"[:;] ask ", shown)
    page.get_by_role("button", name="Write what is not met").click()
    reason = page.get_by_label("Reason").input_value()
    assert reason
    assert not re.search(r"[:;] ask ", reason)
    page.get_by_label("Return for what is missing").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.get_by_label("Reason")).to_have_value(reason)


def test_a_packet_that_waits_says_so_at_intake(office: Office) -> None:
    page = _page(office, "/intake", "clerk")
    paper = pdf_file("waits.pdf", agreement(child_id="40518877"))
    page.set_input_files('[data-input="files"]', [paper])
    expect(page.locator(".packet").first.locator("[data-told]")).to_have_text("1 file, waiting to be read")


def test_the_arrows_lead_to_the_pages_from_anywhere_and_one_page_alone_is_marked(office: Office) -> None:
    page = _page(office, "/packets/{findings}/pages")
    page.wait_for_load_state("networkidle")
    thumbs, chosen = page.locator(".sheet-thumb"), page.locator('.sheet-thumb[aria-pressed="true"]')
    expect(chosen).to_have_count(0)
    for key, number in (("ArrowRight", "1"), ("ArrowRight", "2"), ("ArrowLeft", "1"), ("ArrowRight", "2")):
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_attribute("data-number", number)
        expect(chosen).to_have_count(1)
        expect(chosen).to_have_attribute("data-number", number)
        expect(page.locator("[data-chosen]")).to_contain_text(f"Page {number} is chosen")
    # Tab comes to each document once, at the page that was chosen there.
    assert page.locator('.sheet-thumb[tabindex="0"]').count() == page.locator(".pile").count() < thumbs.count()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("data-number", "2")
    page.locator('[data-do="turn"]').focus()
    expect(chosen).to_have_attribute("data-number", "2")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(":focus")).to_have_attribute("data-number", "2")
    thumbs.first.click()
    thumbs.first.click()
    expect(chosen).to_have_attribute("data-number", "1")
    # Whoever skips the head of the page is at the first document.
    page.goto(page.url)
    page.wait_for_load_state("networkidle")
    for key in ("Tab", "Enter", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator(":focus")).to_have_attribute("data-number", "1")
    look_everywhere(page)
    assert office[0].faults == []


def test_what_a_field_shows_and_does_not_hold_is_one_key_away(office: Office) -> None:
    page = _page(office, "/packets/{doubtful}/review")
    role = page.locator('[data-f="department_role"]')
    expect(role).to_be_focused()
    expect(role).to_have_value("Visits twice.")
    page.keyboard.press("Alt+1")
    expect(role).to_have_value("Visits monthly.")
    page.keyboard.press("Enter")
    expect(page.locator('.by [data-take-back]:not([data-take-back=""])')).to_be_visible()
    page.keyboard.press("Control+z")
    expect(role).to_have_value("Visits twice.")


def test_a_long_file_name_takes_no_number_of_a_page_with_it(office: Office) -> None:
    page = _page(office, "/packets/{doubtful}/review")
    told = page.locator(".doc summary .clip").first
    expect(told).to_have_text(re.compile(r"^pages 1–2 of paper-1\.pdf$"))
    # Nor does the long title of the paper.
    seen = """held => { const range = document.createRange(); range.setStart(held.firstChild, 0);
        range.setEnd(held.firstChild, 'pages 1–2'.length);
        return range.getBoundingClientRect().right <= held.getBoundingClientRect().right
            && range.getBoundingClientRect().width > 0; }"""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert told.evaluate(seen), width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_no_line_of_the_worklist_begins_or_ends_with_a_dot(office: Office) -> None:
    page = _page(office, "/worklist?sort=new", width=390)
    told = page.locator(".parted").first
    assert "·" not in told.inner_text()
    hidden = """held => [...held.children].filter(each => Math.abs(each.offsetLeft - held.offsetLeft) < 1).every(each =>
        parseFloat(getComputedStyle(each, '::before').left || '-1') < 0 || getComputedStyle(each, '::before').content
        === 'none') && getComputedStyle(held).overflow === 'hidden'"""
    assert told.evaluate(hidden)
    look_everywhere(page)


def test_who_asks_for_the_keys_before_the_modules_are_there_is_answered(office: Office) -> None:
    one, packets = office
    page = one.open(one.person("operations")).new_page()
    held: list[Route] = []
    page.route("**/static/*/frame.js", lambda route: held.append(route))
    page.goto(f"/packets/{packets['doubtful']}/review", wait_until="commit")
    expect(page.locator("[data-progress]")).to_be_attached()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").count() == 0
    for route in held:
        route.continue_()
    expect(page.get_by_role("dialog")).to_contain_text("These keys")
    assert one.faults == []


def test_a_packet_of_which_no_page_could_be_read_says_so_in_review(office: Office) -> None:
    page = _page(office, "/packets/{broken}/review")
    expect(page.locator(".documents")).to_contain_text("No page of this packet could be read.")
    expect(page.locator("[data-at]")).to_have_text("0")
    # Why stands there at once, for there is nothing else to look at.
    expect(page.locator("#unread li").first).to_be_visible()
    look_everywhere(page)
