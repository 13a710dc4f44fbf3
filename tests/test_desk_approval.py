"""Approval by a second person in a real browser, from the setting to the letter."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.desk import READ, Desk, desk, example, look_everywhere


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        packet = one.send("approval", *example("4-ppsp-invoice"))
        one.read(packet)
        yield one, packet


def test_a_decision_is_chosen_asked_for_sent_back_and_approved(office: tuple[Desk, str]) -> None:
    one, packet = office
    admin = one.open(one.person("admin", "Ada Admin")).new_page()
    admin.goto("/settings")
    admin.get_by_text("Permanency Placement Services Program", exact=True).click()
    program = admin.locator("form[data-put-form$='ct-ppsp']")
    expect(program).to_contain_text("Nothing was chosen: one person decides.")
    program.get_by_label("Payments over").fill("$ 50")
    with admin.expect_navigation():
        program.get_by_role("button", name="Keep").click()
    admin.get_by_text("Permanency Placement Services Program", exact=True).click()
    expect(program.get_by_label("Payments over")).to_have_value("50")
    expect(program).to_contain_text("Chosen by Ada Admin")
    expect(program.get_by_label("Accepting", exact=True)).not_to_be_checked()
    look_everywhere(admin)

    approver = one.person("approver", "Pat Approver")
    decider = one.open(one.person("operations", "Ana Decider")).new_page()
    decider.goto(f"/packets/{packet}/send")
    why = "In Permanency Placement Services Program a second person approves payments over $50.00; this one is $"
    expect(decider.locator("[data-needs=accepted]")).to_contain_text(why)
    decider.get_by_label("Accept", exact=True).check()
    decider.get_by_label("Reason").fill("A cent is no matter.")
    with decider.expect_navigation():
        decider.get_by_role("button", name="Decide").click()
    expect(decider.locator(".packet-head")).to_contain_text("To approve: accepted")
    expect(decider.locator(".chip.good", has_text="Accepted")).to_have_count(0)
    expect(decider.locator(".decide .chip")).to_have_text("To approve: accepted")
    expect(decider.locator(".decide")).to_contain_text("You asked: somebody else approves it.")
    expect(decider.get_by_role("button", name="Approve")).to_have_count(0)
    with one.working():
        expect(decider.locator(".preview img").first).to_be_visible(timeout=READ)
    expect(decider.locator(".letter")).to_contain_text("Released when the decision is approved.")
    expect(decider.get_by_role("button", name="Release")).to_have_count(0)

    # The approver begins at what waits, and sees the decision, what is not met, and the letter.
    page = one.open(approver).new_page()
    page.goto("/")
    expect(page.get_by_role("navigation", name="Lists").locator("[aria-current]")).to_contain_text("To approve")
    look_everywhere(page)
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Decide and send").click()
    card = page.locator(".decide")
    for words in ("asked for by Ana Decider", why, "Nothing is sent before.", "A cent is no matter.", "not met"):
        expect(card).to_contain_text(words)
    expect(page.locator(".preview img").first).to_be_visible()
    expect(page.get_by_role("button", name="Release")).to_have_count(0)
    look_everywhere(page)
    page.get_by_role("button", name="Send back").click()
    expect(card.locator("[data-wrong]")).to_have_text("Say why it is sent back.")
    page.get_by_label("Why it is sent back").fill("Say which line.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send back").click()

    decider.goto(f"/packets/{packet}/send")
    expect(decider.locator(".decide")).to_contain_text("Sent back by Pat Approver")
    expect(decider.locator(".decide")).to_contain_text("Say which line.")
    decider.get_by_label("Accept", exact=True).check()
    decider.get_by_label("Reason").fill("A cent on line 3 is no matter.")
    with decider.expect_navigation():
        decider.get_by_role("button", name="Decide").click()

    page.goto("/worklist")
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="Decide and send").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Approve").click()
    expect(card).to_contain_text("approved by Pat Approver")
    decider.goto(f"/packets/{packet}/send")
    decider.get_by_role("button", name="Release").click()
    decider.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(decider.locator(".letter .chip.good")).to_have_text("Released")
    decider.goto(f"/packets/{packet}/history")
    expect(decider.locator("main")).to_contain_text("Approved what Ana Decider decided: accepted")
    expect(decider.locator("main")).to_contain_text("Sent back to Ana Decider: accepted")
    assert one.faults == []
