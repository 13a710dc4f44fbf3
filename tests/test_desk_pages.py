"""Every page of the desk, found by the table of routes: axe-core, both schemes, both sizes, papers that mean harm."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import ElementHandle, Request, Route, expect
from reportlab.pdfgen.canvas import Canvas

from api.people.permissions import Role
from api.web.desk import PAGES
from tests.support.desk import DESKTOP, PHONE, agreement, hindrances, look_everywhere
from tests.support.hostile import BESIDES, SEEN, Office, hostile_office

LEADING = {
    "/": "leads on",
    "/packets/{packet_id}": "leads on",
    "/packets/{packet_id}/next": "leads on",
    "/examples/{packet}/{name}": "a paper",
}
"""Routes of pages that answer with something else."""
PARTS = {
    "/intake/packets/{packet_id}",
    "/packets/{packet_id}/review/{document}",
    "/packets/{packet_id}/review-findings",
    "/packets/{packet_id}/on-file",
}
"""Routes that answer with a part, which is looked at within its page."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with hostile_office(tmp_path_factory.mktemp("desk")) as one:
        yield one


def _notes(pages: int) -> bytes:
    """Pages of print that are no form."""
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(612, 792), invariant=1)
    for number in range(pages):
        canvas.drawString(72, 700, f"Visit {number + 1}: we met at home and spoke about school and the summer.")
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def test_no_page_is_forgotten() -> None:
    routes = {route.path for module in PAGES for route in module.router.routes if isinstance(route, APIRoute)}
    assert routes == set(SEEN) | set(LEADING) | PARTS


@pytest.mark.parametrize("name", [*SEEN, *BESIDES])
def test_axe_finds_nothing_and_no_name_does_harm(office: Office, name: str) -> None:
    role, path = (SEEN | BESIDES)[name]
    page = office.open(role, path)
    look_everywhere(page)
    assert page.locator("h1").count() == 1
    assert page.locator("img[src=x]").count() == 0
    assert office.desk.faults == []
    page.context.close()


@pytest.mark.parametrize(
    ("role", "path", "opened", "held"),
    [
        ("clerk", "/packets/{hostile}/review", "?", "[role=dialog], dialog"),
        ("clerk", "/packets/{hostile}/review", "ended", "dialog"),
        ("clerk", "/account", ".top-end .menu summary", ".top-end .menu-body"),
        ("admin", "/people", "[data-confirm]", "dialog"),
        ("admin", "/settings", "main details summary", "main details[open] table"),
        ("operations", "/worklist", ".card summary", ".filters"),
        ("operations", "/dashboard", "main details summary", "main details[open] table"),
        ("provider", "/my/{hostile}", "main details summary", "main details[open] p"),
        ("clerk", "/packets/{hostile}/pages", "?", "dialog"),
        ("admin", "/people", "[data-limit]", "dialog"),
        ("operations", "/batches/{batch}", "summary.btn", ".menu-body"),
        ("operations", "/packets/{hostile}/findings", "[data-passage]:visible", "[data-passage-held] h3"),
        ("operations", "/packets/{hostile}/findings", "[data-other-day]", "#as-of"),
    ],
)
def test_axe_finds_nothing_in_what_opens(office: Office, role: Role, path: str, opened: str, held: str) -> None:
    page = office.open(role, path)
    if opened == "?":
        page.keyboard.press("?")
    elif opened == "ended":
        page.context.clear_cookies()
        page.get_by_label("Agreement number").fill("PPSP-26-0500")
        page.keyboard.press("Enter")
    else:
        page.locator(opened).first.click()
    expect(page.locator(held).first).to_be_visible()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert hindrances(page, colors_alone=scheme == "dark") == [], (size, scheme)
    page.context.close()


def _refuse(asked: list[str], route: Route) -> None:
    """Answers a change with a problem, so that the page stays as it is; what is asked is kept, a packet by its name."""
    if route.request.method == "GET":
        return route.continue_()
    name = re.search(rb'name="name"\r\n\r\n(.*?)\r\n', route.request.post_data_buffer or b"")
    asked.append(f"{route.request.method} {route.request.url} {name[1].decode() if name else ''}")
    problem = {"code": "conflict", "detail": "Not now."}
    return route.fulfill(status=409, json=problem, content_type="application/problem+json")


_LIVES = "button => button.isConnected && button.checkVisibility() && !button.disabled"


@pytest.mark.parametrize("name", [*SEEN, *BESIDES])
def test_a_double_click_on_any_button_asks_once(office: Office, name: str) -> None:
    role, path = (SEEN | BESIDES)[name]
    page = office.open(role, path)
    asked: list[str] = []
    under_way: set[Request] = set()
    page.on("request", lambda request: under_way.add(request) if not request.url.endswith("/events") else None)
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))
    page.route("**/api/v1/**", lambda route: _refuse(asked, route))
    # Whatever leads away is refused too.
    page.route(lambda _: True, lambda route: route.fulfill(status=204) if _leads_away(route) else route.fallback())

    def twice(button: ElementHandle) -> list[str]:
        asked.clear()
        button.dblclick()
        page.wait_for_timeout(50)
        # What it asked for may put other buttons in the place of those that are looked at next.
        while under_way:
            page.wait_for_timeout(20)
        return list(asked)

    def close_dialogs() -> None:
        # On a busy machine one opens only after it was looked for.
        for _ in range(100):
            if page.query_selector("dialog[open]") is None:
                return
            page.keyboard.press("Escape")
            page.wait_for_timeout(20)

    known: set[str] = set()
    for button in page.query_selector_all("main button, main summary, .top-end [data-language], .toasts button"):
        close_dialogs()
        if not button.evaluate(_LIVES):
            continue
        told = re.sub(r"FW-\S+|\d+", "", button.get_attribute("aria-label") or button.inner_text())
        if told in known:
            continue
        known.add(told)
        asks = twice(button)
        # The example packets are several, each of which is sent once.
        assert len(asks) <= len(json.loads(button.get_attribute("data-examples") or "[0]")), told
        assert len(asks) == len(set(asks)), told
        for answer in page.query_selector_all("dialog[open] button")[:1]:
            assert asked == [], told
            assert len(twice(answer)) <= 1, told
        page.keyboard.press("Escape")
    assert office.desk.faults == []
    page.context.close()


def test_what_is_clicked_before_the_modules_are_there_is_done_when_they_are(office: Office) -> None:
    page = office.open("admin", "/settings")
    held: list[Route] = []
    page.route("**/act.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.get_by_label("A packet is due after").fill("15")
    page.get_by_role("button", name="Keep").click()
    with page.expect_response("**/api/v1/settings") as kept:
        for route in held:
            route.continue_()
    assert kept.value.ok
    office.desk.serving.ask("PATCH", "/api/v1/settings", "admin", json={"due_days": 14})
    page.context.close()


def _leads_away(route: Route) -> bool:
    return route.request.is_navigation_request()


def test_a_packet_of_three_hundred_pages_is_looked_at_like_any_other(office: Office) -> None:
    one = office.desk
    packet = one.send("many", agreement(child_id="40518823"), _notes(298))
    one.read(packet)
    page = office.open("clerk", f"/packets/{packet}/pages")
    expect(page.locator(".sheet-thumb")).to_have_count(300)
    # What is not in sight is not asked for.
    assert page.locator("img[loading=lazy]").count() == 300
    page.locator(".sheet-thumb").nth(299).focus()
    expect(page.locator(".sheet-thumb").nth(299)).to_be_in_viewport()
    page.goto(f"/packets/{packet}/review")
    expect(page.get_by_label("LINK number")).to_be_focused()
    expect(page.locator("[data-at]")).to_have_text("1")
    assert one.faults == []
