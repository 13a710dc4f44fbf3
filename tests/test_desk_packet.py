"""The other pages of a packet in a real browser: its pages put together anew, its findings, decision and letters."""

import contextlib
import hashlib
import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from api.people.caller import Caller
from api.record.claims import claim
from forms.catalog import load_catalog
from tests.support.degrade import photo, printed
from tests.support.desk import READ, Desk, agreement, desk, example, hindrances, look_everywhere, short_notice

_OVER = {"total_hours": "=150.00"}


def _blurred() -> bytes:
    """A photograph of which hardly a letter can be read."""
    held = io.BytesIO()
    picture = photo(printed(agreement())[0], 1, height=2400)
    Image.fromarray(picture).filter(ImageFilter.GaussianBlur(5)).save(held, "JPEG")
    return held.getvalue()


def _strange() -> bytes:
    """A page that is of no form of any program."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1)
    for line, words in enumerate(("Minutes of the garden club", "Tulips are ordered for the spring, and a bench.")):
        canvas.drawString(72, 700 - 20 * line, words)
    canvas.save()
    return held.getvalue()


def _untitled() -> bytes:
    """The labels of an agreement without its title, by which it is known in doubt."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1)
    for line, cell in enumerate(load_catalog().form("ct-ppsp/service-agreement").fields.values()):
        canvas.drawString(72, 740 - 26 * line, f"{cell.label}: 12")
    canvas.save()
    return held.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, str]]]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        packets = {
            "strip": one.send("strip", agreement(), agreement(child_id="=40518999")),
            "findings": one.send("findings", agreement(total_amount="=1,700.00", **_OVER)),
            "send": one.send("send", *example("4-ppsp-invoice")),
            "memo": one.send("memo", *example("4-ppsp-invoice")),
            "changed": one.send("changed", *example("4-ppsp-invoice")),
            "anew": one.send("anew", agreement(child_id="=40518866")),
            "held": one.send("held", agreement(child_id="=40518833")),
            "decide": one.send("decide", agreement()),
            "poor": one.send("poor", _blurred()),
            "unread": one.send("unread", agreement(), b"%PDF-1.7 cut off", _strange()),
            "broken": one.send("broken", agreement(child_id="=40518871"), b"%PDF-1.7 cut off"),
            "strange": one.send("strange", agreement(), _strange()),
            "notice": one.send("notice", short_notice()),
            "unsure": one.send("unsure", agreement(child_id="=40518844"), _untitled()),
            "kinds": one.send("kinds", example("2-pss-individual-two-letters")[0]),
            "accepted": one.send("accepted", example("4-ppsp-invoice")[0]),
            "billed": one.send("billed", example("4-ppsp-invoice")[1]),
        }
        one.read(*packets.values())
        yield one, packets


def _page(office: tuple[Desk, dict[str, str]], name: str, part: str) -> Page:
    one, packets = office
    page = one.open(one.person("operations")).new_page()
    page.goto(f"/packets/{packets[name]}/{part}")
    return page


def _piles(page: Page) -> list[int]:
    return [pile.locator(".sheet-thumb").count() for pile in page.locator(".pile").all()]


@contextlib.contextmanager
def _saved(page: Page) -> Iterator[None]:
    """Waits for the strip as the service has it after what the block does."""
    with page.expect_response(lambda answer: "part=true" in answer.url):
        yield
    expect(page.locator("[data-held]")).not_to_have_attribute("aria-busy", "true")


def _press(page: Page, key: str) -> None:
    with _saved(page):
        page.keyboard.press(key)


def test_pages_are_put_together_anew_by_keys_alone_and_undone(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "strip", "pages")
    assert _piles(page) == [2, 2]
    page.locator(".sheet-thumb").nth(0).focus()
    page.keyboard.press("ArrowRight")
    _press(page, "s")
    assert _piles(page) == [1, 1, 2]
    expect(page.locator(":focus")).to_have_attribute("data-number", "2")
    _press(page, "Shift+ArrowRight")
    assert _piles(page) == [1, 3]
    _press(page, "t")
    expect(page.locator(":focus")).to_have_attribute("data-turn", "90")
    _press(page, "j")
    assert _piles(page) == [4]
    for expected in ([1, 3], [1, 3], [1, 1, 2], [2, 2]):
        _press(page, "Control+z")
        assert _piles(page) == expected
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    assert office[0].faults == []


def test_pages_are_put_together_with_the_mouse_a_double_click_does_no_harm(
    office: tuple[Desk, dict[str, str]],
) -> None:
    page = _page(office, "strip", "pages")
    page.locator(".sheet-thumb").nth(1).click()
    with _saved(page):
        page.get_by_role("button", name="Split before").dblclick()
    assert _piles(page) == [1, 1, 2]
    with _saved(page):
        page.locator(".sheet-thumb").nth(1).drag_to(page.locator(".sheet-thumb").nth(0))
    assert _piles(page) == [2, 2]
    expect(page.locator(".sheet-thumb").nth(0)).to_have_attribute("data-number", "2")
    with _saved(page):
        page.locator("[data-type]").nth(1).focus()
        page.locator("[data-type]").nth(1).select_option("")
    expect(page.locator(".pile", has_text="None of the forms")).to_have_count(1)
    for _ in range(3):
        with _saved(page):
            page.get_by_role("button", name="Undo").click()
    assert _piles(page) == [2, 2]
    assert office[0].faults == []


def test_what_a_paper_is_stays_in_doubt_until_somebody_says_that_it_is_right(
    office: tuple[Desk, dict[str, str]],
) -> None:
    page = _page(office, "unsure", "pages")
    doubt = page.get_by_text("Is this right?")
    expect(doubt).to_have_count(1)
    # What is done with another paper says nothing of this one.
    page.locator(".sheet-thumb").first.click()
    _press(page, "t")
    expect(page.locator(".turn-90")).to_have_count(1)
    expect(doubt).to_have_count(1)
    assert hindrances(page) == []
    with _saved(page):
        page.get_by_role("button", name="It is right").dblclick()
    expect(doubt).to_have_count(0)
    page.reload()
    expect(page.locator(".pile")).to_have_count(2)
    expect(doubt).to_have_count(0)
    with _saved(page):
        page.get_by_role("button", name="Undo").click()
    expect(doubt).to_have_count(1)
    assert office[0].faults == []


def test_a_paper_without_fields_is_of_the_kind_that_a_person_says(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "kinds", "pages")
    kind = page.get_by_label("What document 1 is")
    expect(kind.locator("option:checked")).to_have_text("Resume or curriculum vitae")
    kind.focus()
    expect(kind.locator("option:checked")).to_have_text("Resume or curriculum vitae")
    with _saved(page):
        kind.select_option(label="University diploma")
    page.goto(page.url.replace("/pages", "/review"))
    expect(page.locator(".doc h2").first).to_have_text("University diploma")
    assert office[0].faults == []


def test_a_finding_shows_its_sum_its_passage_and_leads_to_its_value(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "findings", "findings")
    expect(page.locator(".rule[data-state='met']").first).to_be_hidden()
    page.get_by_role("button", name=" met").last.click()
    expect(page.locator(".rule[data-state='met']").first).to_be_visible()
    expect(page.locator(".rule[data-state='not-met'] .sums").first).to_contain_text("Difference")
    reckoned = page.locator(".rule[data-state='met'] details", has_text="The sum, line by line").first
    expect(reckoned.locator("table")).to_be_hidden()
    reckoned.locator("summary").click()
    expect(reckoned.locator("tbody td").last).to_have_text("0.00")
    figure = reckoned.get_by_role("link").first
    expect(figure).to_have_attribute("href", re.compile(r"/review\?at=d1%20services%5B0%5D\.amount"))
    page.get_by_role("button", name="Read the passage").first.click()
    passage = page.get_by_role("complementary", name="The policy’s words")
    expect(passage.locator("blockquote")).not_to_be_empty()
    expect(passage).to_be_focused()
    assert hindrances(page) == []
    rest = page.locator(".rule[data-state='not-met'] .rest").first
    label = rest.locator("span").first.inner_text()
    rest.click()
    page.wait_for_url("**/review?at=*")
    expect(page.locator(":focus")).to_have_attribute("data-f", "total_amount" if "amount" in label else "total_hours")
    assert office[0].faults == []


def test_a_packet_is_looked_at_as_of_another_day_and_kept_so(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "findings", "findings")
    page.get_by_role("button", name="As of another day").click()
    page.get_by_label("What would be found as of").fill("2013-06-01")
    page.get_by_role("button", name="Check").dblclick()
    told = page.locator("[data-then]")
    # Before the policy nothing was asked: that is told, and nobody can take the packet to be complete.
    expect(told).to_contain_text("was not in force then: its first rule began on Dec 19, 2014")
    expect(told).not_to_contain_text("would be")
    expect(told).to_contain_text("Found now, and not then")
    expect(page.get_by_role("button", name="Keep the packet as of that day")).to_be_hidden()
    expect(told).to_contain_text("the services add up to 24.00")
    assert hindrances(page) == []
    page.get_by_label("What would be found as of").fill("2026-11-22")
    expect(told).to_be_empty()
    page.get_by_role("button", name="Check").click()
    expect(told).to_contain_text("the same would be found")
    page.get_by_role("button", name="Keep the packet as of that day").dblclick()
    expect(page.locator(".checklist-head")).to_contain_text("Checked as of Nov 22, 2026")
    assert office[0].faults == []


def test_a_letter_is_written_looked_at_and_released(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "send", "send")
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    letter = page.locator(".letter").first
    with page.expect_response("**/letters"):
        letter.get_by_role("button", name="Write it").dblclick()
    with office[0].working():
        expect(letter).to_have_attribute("data-state", "written", timeout=READ)
    assert page.locator(".letter[data-letter]:not([data-letter=''])").count() == 1
    expect(letter.locator("img").first).to_have_js_property("complete", True)
    assert letter.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400
    assert hindrances(page) == []
    told = office[0].serving.ask("GET", f"/api/v1/packets/{office[1]['send']}/letters").json()
    expect(letter.locator("img")).to_have_count(told[0]["made"][0]["pages"])
    letter.locator("img").last.scroll_into_view_if_needed()
    letter.locator("img").last.evaluate("image => image.decode()")
    letter.get_by_role("button", name="Release").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Nobody has decided on this packet")
    expect(asked).to_contain_text("nobody outside the office sees it here")
    assert hindrances(page) == []
    # What speaks against it is not what Enter confirms.
    page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    expect(letter.get_by_role("button", name="Release")).to_be_focused()
    expect(letter).not_to_contain_text("Released by")
    page.keyboard.press("Enter")
    asked.get_by_role("button", name="Release it all the same").click()
    expect(letter).to_contain_text(re.compile(r"Released by Rosa Example, .*\d:\d\d"))
    expect(letter).to_contain_text("nobody outside the office sees it here")
    letter.get_by_role("button", name="Take back").click()
    expect(asked).to_contain_text("stays in the history")
    page.keyboard.press("Enter")
    expect(letter).to_contain_text("Taken back by Rosa Example")
    assert hindrances(page) == []
    expect(letter.get_by_role("button", name="Release again")).to_be_visible()
    page.locator(".tabs").get_by_role("link", name="History").click()
    rows = page.locator(".listing tbody tr")
    expect(rows.nth(0)).to_contain_text("Took a released letter back")
    expect(rows.nth(1)).to_contain_text("with no provider to see it, though nobody had decided")
    expect(rows.last).to_contain_text("Sent 2 papers")
    assert hindrances(page) == []
    assert refused == []
    assert office[0].faults == []


def test_a_letter_from_before_the_packet_changed_is_told_to_be_outdated(office: tuple[Desk, dict[str, str]]) -> None:
    one, packet = office[0], office[1]["changed"]
    page = _page(office, "changed", "send")
    letter = page.locator(".letter").first
    letter.get_by_role("button", name="Write it").click()
    with one.working():
        expect(letter).to_have_attribute("data-state", "written", timeout=READ)
    expect(letter).not_to_contain_text("Outdated")
    values = one.serving.ask("GET", f"/api/v1/packets/{packet}/values").json()
    invoice = next(each["id"] for each in values["documents"] if each["form"] == "ct-ppsp/invoice")
    order = {"version": values["version"], "document": invoice, "path": "agency_name", "value": "Quiet Harbor"}
    # The page was shown before the packet changed: releasing asks anew with what holds now.
    assert one.serving.ask("POST", f"/api/v1/packets/{packet}/corrections", json=order).status_code == 200
    letter.get_by_role("button", name="Release").click()
    asked = page.get_by_role("dialog")
    expect(asked).not_to_contain_text("write it again")
    asked.get_by_role("button", name="Release it all the same").click()
    expect(letter.locator(".chip")).to_have_text("Outdated")
    expect(letter).to_contain_text("The packet changed after this letter was written: write it again.")
    look_everywhere(page)
    letter.get_by_role("button", name="Release").click()
    expect(asked).to_contain_text("The packet changed after this letter was written: write it again.")
    asked.get_by_role("button", name="Leave it").click()
    page.locator(".letter[data-state='proposed']").get_by_role("button", name="Write it").first.click()
    with one.working():
        expect(page.locator(".letter[data-state='written']")).to_have_count(2, timeout=READ)
    expect(page.locator(".letter", has_text="Outdated")).to_have_count(1)
    assert one.faults == []


def test_the_words_of_a_letter_are_changed_where_it_stands(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "notice", "send")
    letters = page.locator(".letter")
    expect(letters).to_have_count(1)
    letters.get_by_label("Reason").fill("They move in Octber.")
    letters.get_by_role("button", name="Write it").click()
    with office[0].working():
        expect(letters).to_have_attribute("data-state", "written", timeout=READ)
        # No other letter is offered: its words stand in it.
        page.reload()
        expect(letters).to_have_count(1)
        letters.get_by_text("Change the text").click()
        look_everywhere(page)
        reason = letters.get_by_label("Reason")
        expect(reason).to_have_value("They move in Octber.")
        reason.fill("They move in October.")
        letters.get_by_role("button", name="Write it again").click()
        expect(letters).to_have_count(2)
        expect(letters.first).to_have_attribute("data-state", "written", timeout=READ)
    expect(letters.first.locator(".chip")).to_have_text("Written")
    expect(letters.last.locator(".chip")).to_have_text("Outdated")
    expect(letters.last).to_contain_text("It was written again with other words: that one holds.")
    # What does not hold takes no room, and is no more to be changed.
    expect(page.locator(".preview img:visible")).to_have_count(1)
    expect(page.get_by_text("Change the text")).to_have_count(1)
    letters.last.get_by_role("button", name="Release").click()
    expect(page.get_by_role("dialog")).to_contain_text("written again with other words")
    page.get_by_role("button", name="Leave it").click()
    look_everywhere(page)
    assert office[0].faults == []


def test_who_sees_a_letter_is_told_and_a_letter_that_was_decided_otherwise_is_asked_about(
    office: tuple[Desk, dict[str, str]],
) -> None:
    one, packets = office
    provider = one.person("provider", "Lee Moss")
    one.serving.ask("PUT", f"/api/v1/packets/{packets['memo']}/provider", json={"email": provider.email})
    version = one.serving.ask("GET", f"/api/v1/packets/{packets['memo']}").json()["version"]
    order = {"version": version, "decision": "denied", "reason": "Not agreed."}
    assert one.serving.ask("POST", f"/api/v1/packets/{packets['memo']}/decision", json=order).status_code == 200
    page = _page(office, "memo", "send")
    letter = page.locator(".letter").first
    letter.get_by_role("button", name="Write it").click()
    with one.working():
        expect(letter).to_have_attribute("data-state", "written", timeout=READ)
    expect(letter).to_contain_text("This packet was denied; this letter goes with one that was accepted.")
    letter.get_by_role("button", name="Release").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("This packet was denied")
    expect(asked).to_contain_text("Lee Moss sees it at once")
    asked.get_by_role("button", name="Release it all the same").click()
    expect(letter).to_contain_text("Lee Moss sees it, and has not downloaded it yet")
    theirs = one.open(provider).new_page()
    theirs.goto(f"/my/{packets['memo']}")
    expect(theirs.locator("a[href^='/api/v1/letters/']")).to_have_count(1)
    letter.get_by_role("button", name="Take back").click()
    expect(asked).to_contain_text("Lee Moss no longer finds it here")
    asked.get_by_role("button", name="Take it back").click()
    expect(letter).to_contain_text("Taken back by")
    theirs.reload()
    expect(theirs.locator("a[href^='/api/v1/letters/']")).to_have_count(0)
    assert one.faults == []


def test_a_packet_that_papers_came_to_after_it_was_returned_says_so(office: tuple[Desk, dict[str, str]]) -> None:
    one, packets = office
    packet = packets["anew"]
    version = one.serving.ask("GET", f"/api/v1/packets/{packet}").json()["version"]
    order = {"version": version, "decision": "returned", "reason": "The plan is missing."}
    assert one.serving.ask("POST", f"/api/v1/packets/{packet}/decision", json=order).status_code == 200
    files = [("files", ("plan.pdf", agreement(child_id="=40518877")))]
    assert one.serving.ask("POST", f"/api/v1/packets/{packet}/files", files=files).status_code == 201
    one.read(packet)
    page = _page(office, "anew", "findings")
    expect(page.locator("main")).to_contain_text("decide anew")
    assert hindrances(page) == []
    page.locator(".page-note").get_by_role("link", name="history").click()
    returned = page.locator("tbody tr", has_text="The plan is missing.")
    expect(returned).to_contain_text("Returned")
    page.goto("/worklist")
    expect(
        page.locator("tr", has_text="anew").or_(page.locator("tr", has_text="Returned before")).first
    ).to_be_visible()
    expect(page.locator("td", has_text="Returned before")).to_have_count(1)


def test_a_packet_that_somebody_works_on_is_looked_at_and_taken_over_by_who_may(
    office: tuple[Desk, dict[str, str]],
) -> None:
    one, packets = office
    path = f"/packets/{packets['held']}"
    ana = one.person("clerk", "Ana Petrova")
    claim(one.serving.service, Caller(ana.id, ana.name, "clerk"), packets["held"])
    clerk = one.open(one.person("clerk")).new_page()
    clerk.goto(f"{path}/review")
    expect(clerk.locator(".packet-head")).to_contain_text("Ana Petrova works on this, for 30 minutes more at most")
    expect(clerk.get_by_label("Agency", exact=True)).not_to_be_editable()
    expect(clerk.get_by_role("button", name="Undo")).to_have_count(0)
    expect(clerk.get_by_role("button", name="Take over")).to_have_count(0)
    assert hindrances(clerk) == []
    page = _page(office, "held", "send")
    expect(page.get_by_role("button", name="Decide", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("dialog")).to_contain_text("Ana Petrova is working on it")
    page.get_by_role("button", name="Take it over").click()
    expect(page.get_by_role("button", name="Decide", exact=True)).to_be_visible()
    assert one.faults == []


def test_what_is_not_met_stands_beside_the_decision_and_becomes_its_reason(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "findings", "send")
    lines = page.locator("[data-not-met] li")
    assert lines.count() > 1
    look_everywhere(page)
    page.get_by_label("Reason").fill("Please correct the agreement.")
    page.get_by_role("button", name="Write what is not met").dblclick()
    expect(page.get_by_label("Reason")).to_be_focused()
    # A second click writes nothing twice, and what was typed stays.
    assert page.get_by_label("Reason").input_value().split("\n") == [
        "Please correct the agreement.",
        *[line.get_attribute("data-to-sender") for line in lines.all()],
    ]
    page.reload()
    expect(page.get_by_label("Reason")).to_have_value(re.compile("^Please correct the agreement"))
    assert office[0].faults == []


def test_a_decision_needs_its_reason_and_back_after_it_does_no_harm(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "decide", "findings")
    page.get_by_role("link", name="Decide and send").last.click()
    page.get_by_label("Deny").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("needs a reason")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.get_by_label("Reason").fill("The child moved out of the state.")
    page.get_by_role("button", name="Decide", exact=True).dblclick()
    expect(page.get_by_role("button", name="Take the decision back")).to_be_visible()
    expect(page.locator(".decide")).to_contain_text(re.compile(r"Rosa Example, .*\d:\d\d"))
    page.go_back()
    page.go_forward()
    expect(page.locator("main")).to_contain_text("The child moved out of the state.")
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.get_by_role("button", name="Decide", exact=True)).to_be_visible()
    assert office[0].faults == []


def test_a_packet_that_waits_says_so_and_goes_on_by_itself(office: tuple[Desk, dict[str, str]]) -> None:
    one, _ = office
    packet = one.send("waits", agreement())
    page = one.open(one.person("clerk")).new_page()
    page.goto(f"/packets/{packet}")
    expect(page.locator("main")).to_contain_text("Waiting to be read")
    assert hindrances(page) == []
    with one.working():
        expect(page.locator("[data-review]")).to_be_visible(timeout=READ)


def test_a_page_that_is_hard_to_read_says_what_to_do(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "poor", "pages")
    expect(page.locator(".poor")).to_contain_text("Hold the camera still")
    assert hindrances(page) == []


def test_what_no_rule_looked_at_is_told_on_every_page_until_a_person_has(office: tuple[Desk, dict[str, str]]) -> None:
    for part in ("review", "findings", "send"):
        note = _page(office, "unread", part).locator("#unread")
        expect(note).to_contain_text("1 paper could not be read in full, 1 paper was not recognised. No rule looked")
        expect(note.locator("li").first).to_contain_text("paper-2.pdf")
    page = _page(office, "poor", "review")
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    expect(page.locator("[data-found-told]")).to_have_text("not of all papers")
    expect(page.locator("[data-found-body]")).to_contain_text("in what was read; 1 paper was not")
    page.goto("/worklist?state=checked&decision=none&look=wanted&sort=old")
    expect(page.get_by_role("row", name=re.compile("2 papers not read"))).to_have_count(1)
    assert hindrances(page) == []
    page.get_by_role("link", name="2 papers not read").click()
    expect(page.locator("#unread li")).to_have_count(2)
    assert hindrances(page) == []
    with _saved(page):
        page.get_by_role("button", name=re.compile("None of the forms.*document 2")).click()
    expect(page.locator("#unread li")).to_have_count(1)
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    # What could not be opened stays told: to accept the packet all the same needs a reason.
    page.get_by_role("link", name="Decide and send").click()
    expect(page.locator(".decide")).to_contain_text("1 paper not read")
    page.get_by_role("radio", name="Accept").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_contain_text("needs a reason")


def test_a_paper_that_a_person_looked_at_holds_up_nothing(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "strange", "pages")
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    # That its pages are turned says nothing of what it is.
    page.locator(".sheet-thumb").nth(2).focus()
    _press(page, "t")
    expect(page.locator("#unread")).to_be_visible()
    with _saved(page):
        page.get_by_role("button", name="None of the forms").click()
    expect(page.locator("#unread")).to_have_count(0)
    expect(page.locator("[data-outcome]")).to_have_text("Complete")
    with _saved(page):
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    assert office[0].faults == []


def test_a_packet_goes_on_without_what_could_not_be_read_where_a_person_says_so(
    office: tuple[Desk, dict[str, str]],
) -> None:
    page = _page(office, "broken", "pages")
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    with _saved(page):
        page.get_by_role("button", name=re.compile("Go on without it.*paper-2.pdf")).dblclick()
    expect(page.locator("#unread")).to_have_count(0)
    expect(page.locator("[data-outcome]")).to_have_text("Complete")
    expect(page.get_by_label("Files that the packet goes on without")).to_contain_text("paper-2.pdf")
    look_everywhere(page)
    # Another change of the pages takes nothing of it back; the report keeps what was not read.
    page.locator(".sheet-thumb").first.focus()
    _press(page, "t")
    expect(page.locator("#unread")).to_have_count(0)
    one, packets = office
    [problem] = one.serving.ask("GET", f"/api/v1/packets/{packets['broken']}/report").json()["problems"]
    assert (problem["file"], problem["settled"]) == ("paper-2.pdf", True)
    for _ in range(2):
        with _saved(page):
            page.get_by_role("button", name="Undo").click()
    expect(page.locator("#unread")).to_contain_text("paper-2.pdf")
    expect(page.locator("[data-outcome]")).to_have_text("Needs a look")
    assert one.faults == []


def test_papers_on_file_serve_in_checking_another_packet_of_the_case_and_are_taken_out_again(
    office: tuple[Desk, dict[str, str]],
) -> None:
    one, packets = office
    page = _page(office, "billed", "findings")
    lacks = page.locator(".rule.doubt", has_text="agreement")
    expect(lacks.first).to_be_visible()
    assert page.get_by_role("link", name="Papers on file").count() == 0
    version = one.serving.ask("GET", f"/api/v1/packets/{packets['accepted']}").json()["version"]
    told = {"version": version, "decision": "accepted", "reason": "As agreed."}
    one.serving.ask("POST", f"/api/v1/packets/{packets['accepted']}/decision", json=told).raise_for_status()
    page.reload()
    page.get_by_role("link", name="Papers on file").click()
    serve = page.get_by_role("button", name="Have the chosen serve")
    serve.click()
    expect(page.locator(".toast")).to_contain_text("Choose the papers")
    expect(page.locator("[data-filed]")).to_contain_text("Service Agreement")
    page.get_by_label("agreement.pdf").check()
    assert hindrances(page) == []
    with one.working():
        serve.dblclick()
        expect(page.locator("[data-filed] .chip")).to_have_text("Serves", timeout=READ)
    assert _piles(page) == [1, 2]
    expect(page.locator(".pile").last).to_contain_text("on file/")
    page.goto(f"/packets/{packets['billed']}/findings")
    expect(lacks).to_have_count(0)
    page.get_by_role("link", name="Papers on file").click()
    with one.working():
        page.get_by_role("button", name="Take out again").dblclick()
        expect(page.get_by_label("agreement.pdf")).not_to_be_checked(timeout=READ)
    assert _piles(page) == [1]
    assert one.faults == []


def test_the_history_lists_each_file_as_sent_with_its_checksum(office: tuple[Desk, dict[str, str]]) -> None:
    page = _page(office, "findings", "history")
    files = page.locator("#files")
    expect(files.locator("table")).to_be_hidden()
    files.locator("summary").click()
    expect(files.locator("tbody tr")).to_have_count(1)
    [sent] = office[0].serving.ask("GET", f"/api/v1/packets/{office[1]['findings']}/files").json()
    expect(files.locator("code")).to_have_text(sent["sha256"])
    with page.expect_download() as came:
        files.get_by_role("link").click()
    assert hashlib.sha256(came.value.path().read_bytes()).hexdigest() == sent["sha256"]
    look_everywhere(page)
    assert office[0].faults == []
