"""The pages and figures of operations, providers and administrators."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html
from ulid import ULID

from api.people.caller import Caller
from api.people.permissions import Role
from api.store.clock import new_id, now
from api.store.papers import pack
from api.store.tables import Batch, Correction, Expiry, FindingRow, OutputRow, PacketReport, PacketRow
from api.web import charts
from api.web.charts import across, stacked
from api.web.spoken import spoken
from api.web.way import next_packet
from api.web.words import ACTIONS
from tests.support.office import Office, open_office

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _me(desk: Office, role: Role) -> str:
    return str(desk.client.get("/api/v1/me", headers=desk.headers(role)).json()["id"])


def _packet(desk: Office, days_ago: float = 0, **columns: Any) -> str:
    at = now() - timedelta(days=days_ago)
    packet = str(ULID.from_datetime(at))
    known = {
        "id": packet,
        "receipt": f"FW-{packet[-12:]}",
        "name": "packet",
        "state": "checked",
        "outcome": "complete",
        "program": "ct-ppsp",
        "as_of": desk.service.today(),
        "sent_by": new_id(),
        "trace": packet,
        "fingerprint": "0" * 64,
        "ready_at": at,
        "received_at": at,
    }
    with desk.service.database.writing() as session:
        session.add(PacketRow(**(known | columns)))
    return packet


def _page(desk: Office, path: str, role: Role) -> Any:
    answer = desk.client.get(path, headers=desk.headers(role))
    assert answer.status_code == 200, path
    return html.fromstring(answer.text)


STAFF = ("/worklist", "/batches", "/dashboard", "/register")


@pytest.mark.parametrize("path", [*STAFF, "/settings"])
def test_a_provider_is_not_let_into_the_pages_of_the_office(desk: Office, path: str) -> None:
    assert desk.client.get(path, headers=desk.headers("provider")).status_code == 403
    assert desk.client.get(path, follow_redirects=False).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", STAFF)
def test_whoever_works_on_packets_sees_the_pages_of_the_office(desk: Office, path: str) -> None:
    for role in ("clerk", "operations", "auditor", "admin"):
        assert desk.client.get(path, headers=desk.headers(role)).status_code == 200, role


def test_a_worklist_shows_what_its_filters_let_through(desk: Office) -> None:
    shown = _packet(desk, outcome="needs-review", to_review=2, subject="Ana Núñez")
    _packet(desk, outcome="complete", subject="Lee Park")
    # What is missing may be missing because a value was read wrong, or a paper not at all.
    doubted = _packet(desk, outcome="incomplete", findings=1, to_review=1, subject="Ned Pool")
    unread = _packet(desk, outcome="incomplete", findings=1, unread=1, subject="Mia Voss")
    sampled = _packet(desk, outcome="complete", sampled=True, subject="Ola Berg")
    _packet(desk, outcome="needs-review", to_review=1, decision="accepted", subject="Ida Falk")
    path = "/worklist?state=checked&decision=none&look=wanted&sort=old"
    page = _page(desk, path, "clerk")
    assert page.xpath("//tbody//a[strong]/@href") == [
        f"/packets/{packet}?{urlencode({'from': path})}" for packet in (shown, doubted, unread, sampled)
    ]
    assert [chip.text_content() for chip in page.xpath("//tbody//td[1]/*[contains(@class, 'chip')]")] == [
        "1 paper not read",
        "Sample: look at it all the same",
    ]
    assert page.xpath("//nav[@aria-label='Lists']//a[@aria-current]/text()") == ["To look at "]


def test_the_worklist_opens_on_what_waits_for_the_person_and_tells_how_much_each_list_holds(desk: Office) -> None:
    looks = _packet(desk, outcome="needs-review", to_review=2, subject="Ana Núñez")
    decides = _packet(desk, outcome="incomplete", findings=1, subject="Lee Park")
    over = _packet(desk, outcome="complete", decision="accepted", subject="Ida Falk")
    opens: dict[Role, tuple[str, list[str]]] = {
        "clerk": ("To look at", [looks]),
        "operations": ("To decide", [looks, decides]),
        "auditor": ("All", [over, decides, looks]),
    }
    for role, (name, packets) in opens.items():
        page = _page(desk, "/worklist", role)
        assert page.xpath("//nav[@aria-label='Lists']//a[@aria-current]/text()")[0].strip() == name, role
        ids = [href.partition("?")[0].rpartition("/")[2] for href in page.xpath("//tbody//a[strong]/@href")]
        assert ids == packets, role
    told = [
        tab.text_content().split() for tab in _page(desk, "/worklist", "clerk").xpath("//nav[@aria-label='Lists']//a")
    ]
    assert {" ".join(words[:-1]): words[-1] for words in told if words[-1].isdigit()} == {
        "To look at": "1", "Mine": "0", "To decide": "2", "Due first": "2", "Set aside": "0",
    }  # fmt: skip
    # A search is over all packets, whatever list it is made from.
    form = _page(desk, "/worklist", "clerk").xpath("//form[@role='search']")[0]
    assert [field.get("name") for field in form.xpath(".//input | .//select")] == ["q"]


def test_nothing_is_due_of_what_was_decided_or_cancelled(desk: Office) -> None:
    late = desk.service.today() - timedelta(days=3)
    open_ = _packet(desk, due_on=late, subject="Lee Park")
    for over in ({"decision": "returned"}, {"state": "cancelled", "outcome": None}):
        packet = _packet(desk, due_on=late, **over)
        head = _page(desk, f"/packets/{packet}/history", "operations").xpath("//*[@class='packet-head']")[0]
        assert "Due" not in head.text_content()
    rows = _page(desk, "/worklist?sort=new", "operations").xpath("//tbody/tr")
    due = [row.xpath("td[@data-label='Due']")[0].text_content().strip() for row in rows]
    assert [bool(told) for told in due] == [False, False, True]
    assert "Overdue" in due[-1]
    # Nobody is to do anything about what was cancelled, either: it would head the list of what is due for good.
    listed = desk.client.get("/api/v1/packets?decision=none&sort=due", headers=desk.headers("operations")).json()
    assert [one["id"] for one in listed["items"]] == [open_]
    before = f"/api/v1/packets?due_before={desk.service.today()}"
    assert [one["id"] for one in desk.client.get(before, headers=desk.headers()).json()["items"]] == [open_]
    told = desk.client.get("/api/v1/dashboard", headers=desk.headers("operations")).json()
    assert [entry["counts"] for entry in told["due"]] == [{"due": 1}]
    asked = "/api/v1/packets?decision=none&state=cancelled"
    assert len(desk.client.get(asked, headers=desk.headers("operations")).json()["items"]) == 1


def test_who_returns_a_packet_that_no_provider_sees_is_told_that_nobody_outside_learns_of_it(desk: Office) -> None:
    for decision, warned in (("returned", True), ("denied", True), ("accepted", False)):
        alone = _packet(desk, decision=decision, decided_at=now())
        assert bool(_page(desk, f"/packets/{alone}/send", "operations").xpath("//*[@id='untold']")) == warned, decision
        tied = _packet(desk, decision=decision, decided_at=now(), provider_id=_me(desk, "provider"))
        assert not _page(desk, f"/packets/{tied}/send", "operations").xpath("//*[@id='untold']")
    for provider, told in ((None, "No provider’s account is tied"), (_me(desk, "provider"), "The provider reads it")):
        packet = _packet(desk, provider_id=provider)
        [hint] = _page(desk, f"/packets/{packet}/send", "operations").xpath("//*[@id='reason-hint']")
        assert told in hint.text_content()


def test_a_batch_is_narrowed_to_what_came_of_its_packets_which_keep_their_folders_names(desk: Office) -> None:
    batch, operations = new_id(), _me(desk, "operations")
    with desk.service.database.writing() as session:
        who = {"created_by": operations, "created_at": now(), "as_of": desk.service.today()}
        session.add(Batch(id=batch, name="November", state="started", program=None, **who))
    right = _packet(desk, batch_id=batch, name="folder 1", subject="Ana Núñez")
    lacks = _packet(desk, batch_id=batch, name="folder 2", subject="Lee Park", outcome="incomplete", findings=2)
    doubted = _packet(desk, batch_id=batch, name="folder 3", outcome="needs-review", to_review=1)
    aside = _packet(desk, batch_id=batch, name="folder 4", state="quarantined", outcome=None)
    page = _page(desk, f"/batches/{batch}", "operations")
    tabs = {" ".join(tab.text_content().split()): tab.get("href") for tab in page.xpath("//main//nav//a")}
    assert list(tabs) == ["All 4", "Complete 1", "Incomplete 1", "Needs a look 1", "Set aside 1"]
    assert "folder 1" in page.xpath("//tbody/tr[1]")[0].text_content()
    shown = {"Complete 1": right, "Incomplete 1": lacks, "Needs a look 1": doubted, "Set aside 1": aside}
    for tab, packet in shown.items():
        one = _page(desk, tabs[tab], "operations")
        [href] = one.xpath("//tbody//a[strong]/@href")
        # The way back, and on to the next, stays within what was chosen.
        assert href == f"/packets/{packet}?{urlencode({'from': tabs[tab]})}"
        assert [" ".join(at.text_content().split()) for at in one.xpath("//nav//a[@aria-current]")][-1] == tab
    with desk.service.database.reading() as session:
        caller = Caller(operations, "Otto", "operations")
        assert next_packet(session, caller, lacks, tabs["Incomplete 1"]) is None


def test_what_a_form_of_filters_leaves_open_lets_all_through(desk: Office) -> None:
    shown = _packet(desk, outcome="ineligible", subject="Ugo Reyes")
    left = "q=&state=&look=&outcome=ineligible&decision=&program=&assignee=&case=&due_before=&sort="
    page = _page(desk, f"/worklist?{left}", "clerk")
    assert len(page.xpath("//tbody/tr")) == 1
    assert [each["id"] for each in desk.ask("GET", f"/packets?{left}")["items"]] == [shown]


def test_a_name_that_looks_like_markup_is_shown_as_it_is(desk: Office) -> None:
    packet = _packet(desk, subject=HOSTILE, provider_id=_me(desk, "provider"))
    for path, role in (("/worklist?sort=new", "clerk"), ("/my", "provider"), (f"/my/{packet}", "provider")):
        page = _page(desk, path, role)  # type: ignore[arg-type]
        assert not page.xpath("//img")
        assert HOSTILE in page.text_content()


def test_the_dashboard_counts_the_last_thirty_days(desk: Office) -> None:
    _packet(desk, days_ago=40, outcome="incomplete")
    clear = _packet(desk, days_ago=2, decision="accepted", decided_at=now() - timedelta(days=1))
    doubted = _packet(desk, days_ago=1, outcome="needs-review", to_review=1, due_on=desk.service.today())
    _packet(desk, state="waiting", outcome=None)
    with desk.service.database.writing() as session:
        for number in (0, 1):
            rule = ("ppsp.invoice.line", "pdi.home-study.factor.community")[number]
            session.add(FindingRow(packet_id=doubted, number=number, rule=rule, kind="arithmetic"))
            # What was found right is no correction, what was read as another value is one.
            for value, path in (({"value": "1.00"}, "amount"), ({"confirmed": True}, "hours")):
                session.add(
                    Correction(
                        id=new_id(), packet_id=clear, form="ct-ppsp/invoice", file="a.pdf", page=1,
                        path=f"lines[{number}].{path}", before={}, value=value, made_by=new_id(), made_at=now(),
                    )
                )  # fmt: skip
    told = desk.client.get("/api/v1/dashboard", headers=desk.headers("operations")).json()
    assert told["outcomes"] == {"complete": 1, "needs-review": 1}
    assert told["states"] == {"checked": 2, "waiting": 1}
    assert (told["undecided"], told["straight_through"], told["hours_to_decision"]) == (1, 0.5, 24.0)
    assert sorted(entry["name"] for entry in told["findings"]) == [
        "pdi.home-study.factor.community",
        "ppsp.invoice.line",
    ]
    assert told["corrected"] == [{"name": "ct-ppsp/invoice lines.amount", "count": 2}]
    assert [entry["counts"] for entry in told["due"]] == [{"due": 1}]
    assert sum(sum(entry["counts"].values()) for entry in told["days"]) == 3
    page = _page(desk, "/dashboard", "operations")
    assert len(page.xpath("//*[local-name()='svg'][@role='img']")) >= 3
    # Every rule by its sentence, those too that each finding fills a part of.
    named = [row.text_content() for row in page.xpath("//section[h2='Findings by rule']//tbody/tr/td[1]")]
    assert len(named) == 2
    assert all(" " in name.partition("pdi.")[0].partition("ppsp.")[0].strip() for name in named), named
    # A day on which nothing came is a day: bars stand where their day is.
    [bars] = page.xpath("//*[@aria-label='Where packets stand by day'][contains(@class, 'hide-small')]")
    there = bars.xpath(".//*[contains(@class, 'serie-4')]//*[local-name()='rect']")
    assert len({bar.get("x") for bar in there}) == 30


def test_the_dashboard_tells_ahead_of_what_expires_and_what_did_of_packets_that_count(desk: Office) -> None:
    today = desk.service.today()
    counts, away = _packet(desk, subject="Ana Núñez"), _packet(desk, decision="denied")
    with desk.service.database.writing() as session:
        for packet, days in ((counts, 20), (counts, -5), (counts, 120), (counts, -60), (away, 20)):
            session.add(
                Expiry(
                    packet_id=packet, number=days + 100, form="ct-pss/cpr-certificate", path="expires",
                    expires_on=today + timedelta(days=days),
                )
            )  # fmt: skip
    told = desk.client.get("/api/v1/dashboard", headers=desk.headers("operations")).json()
    found = [(entry["packet"], date.fromisoformat(entry["day"])) for entry in told["expiring"]]
    assert found == [(counts, today - timedelta(days=5)), (counts, today + timedelta(days=20))]
    text = " ".join(_page(desk, "/dashboard", "operations").text_content().split())
    assert "Ana Núñez" in text
    assert "Expired" in text
    form = desk.service.catalog.form("ct-pss/cpr-certificate")
    assert f"{form.title}: {form.cell('expires').label}" in text


def test_charts_bring_no_style_or_script_of_their_own() -> None:
    drawn = stacked("A <title>", ["1 Nov"], {"Complete": [3]}) + across("B", [("a & b", 2)])
    tree = html.fromstring(f"<div>{drawn}</div>")
    assert not tree.xpath("//style | //script | //@style")
    assert tree.xpath("//@aria-label")[0] == "A <title>"


def test_a_provider_sees_in_plain_words_what_is_missing_and_only_of_own_packets(desk: Office) -> None:
    own = _packet(desk, outcome="incomplete", provider_id=_me(desk, "provider"), program="ct-pss")
    others = _packet(desk, outcome="incomplete", provider_id=new_id())
    finding: dict[str, Any] = {
        "rule": "pss.references.count", "kind": "missing",
        "message": "Two letters of reference are there; three are required: ask for another.",
        "citation": "CT DDS, Qualified Providers", "document": None, "fields": [],
    }  # fmt: skip
    with desk.service.database.writing() as session:
        report = {"documents": [], "findings": [finding], "problems": []}
        session.add(PacketReport(packet_id=own, body=pack(json.dumps(report)), made_at=now(), version="1"))
        for name, released in (("released.pdf", now()), ("draft.pdf", None)):
            session.add(
                OutputRow(
                    id=new_id(), packet_id=own, document="ct-ppsp/x", filename=name, data={}, fingerprint=name,
                    state="written", ready_at=now(), asked_by=new_id(), asked_at=now(), released_at=released,
                )
            )  # fmt: skip
    listed = _page(desk, "/my", "provider")
    assert listed.xpath("//ul//a/@href") == [f"/my/{own}"]
    text = " ".join(_page(desk, f"/my/{own}", "provider").text_content().split())
    assert spoken()["en"].pages["status_incomplete"] in text
    # What the clerk is told to ask for, the provider is told to do.
    assert "three are required. Ask further persons who know your professional work" in text
    assert "released.pdf" in text
    assert "draft.pdf" not in text
    assert desk.client.get(f"/my/{others}", headers=desk.headers("provider")).status_code == 404
    with desk.service.database.writing() as session:
        row = session.get_one(PacketRow, own)
        row.decision, row.reason = "returned", "The second letter is not signed."
    assert "The office writes: The second letter is not signed." in " ".join(
        _page(desk, f"/my/{own}", "provider").text_content().split()
    )
    with desk.service.database.writing() as session:
        session.get_one(PacketRow, own).decision = None
    desk.client.patch("/api/v1/me", headers=desk.headers("provider"), json={"language": "es"})
    spanish = " ".join(_page(desk, f"/my/{own}", "provider").text_content().split())
    assert spoken()["es"].pages["status_incomplete"] in spanish
    assert spoken()["en"].pages["status_incomplete"] not in spanish


@pytest.mark.parametrize(
    ("accepted", "code"), [("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr-CA, es;q=0.5", "es"), ("", "en"), ("de", "en")]
)
def test_who_has_not_signed_in_is_spoken_to_as_the_browser_asks(desk: Office, accepted: str, code: str) -> None:
    for path in ("/sign-in", "/set-up"):
        page = desk.client.get(path, headers={"Accept-Language": accepted}).text
        assert f'<html lang="{code}">' in page
        assert spoken()[code].pages["password"] in page


def test_an_administrator_sees_people_and_the_trail_and_an_auditor_the_trail_alone(desk: Office) -> None:
    text = _page(desk, "/people", "admin").text_content()
    assert "Robin Admin" in text
    packet = _packet(desk, provider_id=_me(desk, "provider"))
    _page(desk, f"/my/{packet}", "provider")
    for role in ("admin", "auditor"):
        page = _page(desk, f"/audit?packet={packet}", role)
        assert "Looked at the packet" in page.text_content()
        assert "Robin Provider" in page.text_content()
    assert desk.client.get("/people", headers=desk.headers("auditor")).status_code == 403
    assert desk.client.get("/audit", headers=desk.headers("operations")).status_code == 403


def test_the_page_of_what_is_in_force_names_every_figure_with_its_section(desk: Office) -> None:
    text = _page(desk, "/settings", "admin").text_content()
    for program in desk.service.catalog.programs.values():
        for parameter in program.parameters.values():
            assert parameter.says in text
            assert all(edition.section in text for edition in parameter.editions)


def test_whatever_the_trail_keeps_is_said_in_words() -> None:
    code = "".join(path.read_text() for path in (Path(charts.__file__).parents[1]).rglob("*.py"))
    noted = set(
        re.findall(
            r'audit\.note\(\s*\w+,[^()]*?(?:\([^()]*\)[^()]*?)*?"([a-z]+\.[a-z-]+|export|sign-[a-z-]+|set-up)"', code
        )
    )
    assert {
        "sign-in",
        "sign-out",
        "sign-in-failed",
        "set-up",
        "packets.decide",
        "people.change",
        "letters.release",
    } <= noted
    assert noted <= set(ACTIONS), noted - set(ACTIONS)


def test_the_trail_is_filtered_by_who_what_and_day(desk: Office) -> None:
    packet = _packet(desk, provider_id=_me(desk, "provider"))
    _page(desk, f"/my/{packet}", "provider")
    today = desk.service.today()
    for asked, seen in (
        (f"who={_me(desk, 'provider')}&action=&since=&until=", True),
        (f"who={_me(desk, 'clerk')}", False),
        (f"action=packets.see&since={today}&until={today}", True),
        (f"since={today + timedelta(days=1)}", False),
    ):
        page = _page(desk, f"/audit?{asked}", "auditor")
        assert ("Looked at the packet" in "".join(page.xpath("//tbody//text()"))) == seen, asked


def test_work_is_given_out_from_the_list_or_taken(desk: Office) -> None:
    packet = _packet(desk, due_on=desk.service.today() - timedelta(days=1))
    clerk = _me(desk, "clerk")
    given = _page(desk, "/worklist", "operations")
    assert given.xpath(f"//select[@data-put='/packets/{packet}/assignee']/option[@value='{clerk}']")
    assert "Overdue" in given.text_content()
    taken = _page(desk, "/worklist?sort=new", "clerk")
    assert taken.xpath(f"//button[@data-ask='POST /packets/{packet}/claim']")
    assert not taken.xpath("//tbody//select")
    assert not _page(desk, "/worklist", "auditor").xpath("//tbody//button | //tbody//select")


def test_what_is_not_there_is_told_with_the_ways_that_the_person_has(desk: Office) -> None:
    answer = desk.client.get(f"/packets/{new_id()}/review", headers=desk.headers("clerk"))
    assert answer.status_code == 404
    assert html.fromstring(answer.text).xpath("//nav//a/@href")[0] == "/intake"
