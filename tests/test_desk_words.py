"""What staff read: words in place of codes, one way of writing figures and days."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from api.record.checklist import Rest
from api.web.words import assumed, columns, figure, plainly
from tests.support.desk import Desk, agreement, desk


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk"), workers=0) as one:
        yield one


def test_figures_and_days_are_written_in_one_way() -> None:
    told = {
        Decimal("1695.12"): "1,695.12", "1700.00": "1,700.00", "-0.01": "-0.01", 132: "132", "1234567": "1,234,567",
        "by agreement": "by agreement", "2026-11": "2026-11", date(2026, 11, 21): "Nov\N{NO-BREAK SPACE}21, 2026",
    }  # fmt: skip
    assert {value: figure(value) for value in told} == told


def test_what_is_assumed_stands_apart_from_what_was_found() -> None:
    message = "The total is 133 hours. Assumed: the maximum is the child's."
    assert (plainly(message), assumed(message)) == ("The total is 133 hours.", "the maximum is the child's.")
    assert (plainly("The total is 133."), assumed("The total is 133.")) == ("The total is 133.", "")


def test_many_sure_values_of_one_name_are_told_by_the_first_and_doubtful_ones_each() -> None:
    def rest(path: str, label: str, review: bool = False) -> Rest:
        return Rest(document="d1", path=path, label=label, text="4", page_number=1, box=None, review=review)

    hours = [rest(f"lines[{row}].hours", "Hours", review=row == 2) for row in range(6)]
    total = rest("total_hours", "Hours")
    assert columns([total, *hours], folded=True) == [(total, 1), (hours[0], 5), (hours[2], 1)]
    assert columns(hours, folded=False) == [(one, 1) for one in hours]


def test_staff_read_no_codes_no_settings_of_the_environment_and_what_is_met_said_plainly(office: Desk) -> None:
    packet = office.send("over", agreement(total_hours="=150.00", end_date="02/27/2027"))
    office.read(packet)
    page = office.open(office.person("admin")).new_page()
    page.goto(f"/packets/{packet}/findings")
    page.get_by_role("button", name="met").last.click()
    met = page.locator(".rule[data-state='met'] p").first
    expect(met).not_to_contain_text("Looked for")
    told = page.locator(".rule[data-state='met']", has_text="The expected end is after the start.")
    expect(told.locator(".rest")).to_have_count(2)
    expect(told.locator(".rest").first).to_contain_text("page")
    # The end holds another day than it shows.
    expect(told.locator(".rest").first).not_to_contain_text("Look at")
    expect(told.locator(".rest").last).to_contain_text("Look at")
    for path in (f"/packets/{packet}/findings", f"/packets/{packet}/review", "/dashboard", "/settings"):
        page.goto(path)
        text = page.locator("main").inner_text()
        assert "Assumed:" not in text, path
        assert "ppsp." not in text, path
        assert "FORMWRIGHT_" not in text, path
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    assert office.faults == []
