"""What staff read: words in place of codes, one way of writing figures and days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from api.people.permissions import ROLES
from api.record.checklist import Rest
from api.store.tables import Expiry, PacketRow, User
from api.web.words import ROLES_MAY, assumed, batch_state, columns, details, figure, measured, plainly
from forms.catalog import load_catalog
from tests.support.desk import Desk, agreement, desk, example, hindrances, look_everywhere


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


def test_the_trail_names_people_and_leaves_out_ids_that_tell_nothing() -> None:
    person, letter = "01M8FNMY2EP4WD9QE67XCZZTY3", "01M8FNGWD2P9VH9QB4M0MKC0G1"
    told = {"user": person, "output": letter, "document": "ct-ppsp/invoice-exception-memo", "override": True, "why": ""}
    assert details({"as_of": "2014-06-30"}) == "as of: Jun\N{NO-BREAK SPACE}30, 2014"
    assert details(told, {person: "Ana Núñez"}) == (
        "whose: Ana Núñez; document: ct-ppsp/invoice-exception-memo; against the rules: yes"
    )


def test_a_batch_of_which_all_is_read_is_done() -> None:
    batch = SimpleNamespace(state="started", packets=3, ended=2)
    assert batch_state(batch) == "Being read"
    batch.ended = 3
    assert batch_state(batch) == "Done"
    batch.state = "cancelled"
    assert batch_state(batch) == "Cancelled"
    assert batch_state(SimpleNamespace(state="started", packets=0, ended=0)) == "Being read"


def test_a_figure_of_a_policy_is_told_with_its_unit_and_a_list_in_words() -> None:
    told = [
        (Decimal("70.63"), "USD/hour", "$70.63 an hour"), (30, "days", "30 days"), (1, "months", "1 month"),
        (4, "hours/week", "4 hours a week"), (["home-study", "typing"], None, "home study, typing"),
        ({"foster-care": ["planning"], "residential": []}, None, "foster care: planning; residential: "),
        ({"level-1": Decimal("9.50")}, "USD/week", "level 1: $9.50 a week"), (18, None, "18"),
    ]  # fmt: skip
    assert [measured(value, unit) for value, unit, _ in told] == [expected for _, _, expected in told]
    # Whatever a program declares is told without brackets of a programming language.
    for program in load_catalog().programs.values():
        for parameter in program.parameters.values():
            shown = " ".join(measured(each.value, parameter.unit) for each in parameter.editions)
            assert not re.search(r"[\[\]{}']", shown), shown


def test_what_is_assumed_stands_apart_from_what_was_found() -> None:
    message = "The total is 133 hours. Assumed: the maximum is the child's."
    assert (plainly(message), assumed(message)) == ("The total is 133 hours.", "the maximum is the child's.")
    assert (plainly("The total is 133."), assumed("The total is 133.")) == ("The total is 133.", "")
    days = "It was due by 2026-11-23; '2026-02-30' is no day, and A-2026-11-23 no date."
    assert plainly(days) == days.replace("by 2026-11-23", "by Nov\N{NO-BREAK SPACE}23, 2026")


def test_many_sure_values_of_one_name_are_told_by_the_first_and_doubtful_ones_each() -> None:
    def rest(path: str, label: str, review: bool = False) -> Rest:
        return Rest(document="d1", path=path, label=label, text="4", page_number=1, box=None, review=review)

    hours = [rest(f"lines[{row}].hours", "Hours", review=row == 2) for row in range(6)]
    total = rest("total_hours", "Hours")
    assert columns([total, *hours], folded=True) == [(total, 1), (hours[0], 5), (hours[2], 1)]
    assert columns(hours, folded=False) == [(one, 1) for one in hours]


def test_every_role_says_what_it_may() -> None:
    assert set(ROLES_MAY) == set(ROLES)


def test_a_role_is_given_after_it_was_asked(office: Desk) -> None:
    clerk, last = office.person("clerk", "Noa Clerk"), office.person("admin", "Ada Last")
    page = office.open(last).new_page()
    page.goto("/people")
    page.get_by_label("Role", exact=True).select_option("auditor")
    expect(page.locator("[data-role-hint]")).to_have_text(ROLES_MAY["auditor"])
    role = page.get_by_label("Role of Noa Clerk")
    # A key pressed once too often changes nobody.
    role.focus()
    page.keyboard.press("ArrowDown")
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Noa Clerk: Operations in place of Intake clerk?")
    expect(asked).to_contain_text(ROLES_MAY["operations"])
    assert hindrances(page) == []
    page.keyboard.press("Escape")
    expect(asked).to_have_count(0)
    expect(role).to_have_value("clerk")
    role.select_option("auditor")
    with page.expect_response(f"**/people/{clerk.id}"):
        asked.get_by_role("button", name="Change the role").click()
    expect(page.get_by_label("Role of Noa Clerk")).to_have_value("auditor")
    # The last administrator stays one, and reads why.
    page.get_by_label("Role of Ada Last").select_option("clerk")
    asked.get_by_role("button", name="Change the role").click()
    expect(page.locator(".toast.bad")).to_contain_text("This is the last administrator.")
    expect(page.get_by_label("Role of Ada Last")).to_have_value("admin")
    assert office.faults == []


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
    # A fillable form holds the names of choices.
    bill = office.send("choices", *example("3-pss-billing"))
    office.read(bill)
    page.goto(f"/packets/{bill}/findings")
    page.get_by_role("button", name="met").last.click()
    expect(page.locator(".rest", has_text="Residence").first).to_contain_text("Residence: Own home")
    for path in (f"/packets/{packet}/findings", f"/packets/{packet}/review", "/dashboard", "/settings"):
        page.goto(path)
        text = page.locator("main").inner_text()
        assert "Assumed:" not in text, path
        assert "ppsp." not in text, path
        assert "FORMWRIGHT_" not in text, path
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    assert office.faults == []


def test_a_receipt_number_that_is_looked_for_opens_its_packet(office: Desk) -> None:
    packet = office.send("receipt", agreement(child_id="=40577001"))
    office.read(packet)
    receipt = str(office.serving.ask("GET", f"/api/v1/packets/{packet}").json()["receipt"])
    page = office.open(office.person("clerk")).new_page()
    page.goto("/intake")
    page.keyboard.press("/")
    page.keyboard.type(f" {receipt.lower()}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/packets/{packet}/**")
    # A part of it, or a filter besides, is a search as any other, and so is what one may not see.
    for asked in (receipt[:-1], f"{receipt}&state=checked"):
        page.goto(f"/worklist?q={asked}")
        assert "/worklist?q=" in page.url
    other = office.person("clerk")
    with office.serving.service.database.writing() as session:
        session.get_one(User, other.id).programs = ["ri-pdi"]
    elsewhere = office.open(other).new_page()
    elsewhere.goto(f"/worklist?q={receipt}")
    assert "/worklist?q=" in elsewhere.url
    assert office.faults == []


def test_settings_tell_a_figure_once_with_its_earlier_editions_folded(office: Desk) -> None:
    page = office.open(office.person("admin")).new_page()
    page.goto("/settings")
    page.get_by_text("Parent De-institutionalization Subsidy Aid Program").click()
    guideline = page.locator(".figures-table tr:visible", has_text="federal poverty guideline of the 48")
    expect(guideline).to_have_count(1)
    parameters = load_catalog().program("ri-pdi").parameters.values()
    [parameter] = [each for each in parameters if "federal poverty guideline of the 48" in each.says]
    expect(guideline.locator("li").first).not_to_be_visible()
    guideline.get_by_text("earlier editions").click()
    expect(guideline.locator("li:visible")).to_have_count(len(parameter.editions) - 1)
    assert office.faults == []


def test_the_register_is_taken_along_as_a_workbook_and_tells_a_paper_once(office: Desk) -> None:
    packets = [office.send(f"register {number}", agreement(child_id=f"=4051890{number}")) for number in range(2)]
    day = office.serving.service.today() + timedelta(days=20)
    with office.serving.service.database.writing() as session:
        for packet in packets:
            row = session.get_one(PacketRow, packet)
            row.subject, row.program = "Noa Whitfield", "ct-ppsp"
            told = {"form": "ct-ppsp/service-agreement", "path": "end_date", "document": "d1"}
            session.add(Expiry(packet_id=packet, number=1, expires_on=day, **told))
    page = office.open(office.person("operations")).new_page()
    page.goto("/register?within=30")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("in 2 packets")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Spreadsheet (XLSX)").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    look_everywhere(page)
    assert office.faults == []
