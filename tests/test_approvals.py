"""Four eyes: decisions that a second person approves before they hold, and before anything of them is sent."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from api.people.permissions import Role
from api.record.approval_rules import Approvals, needed
from api.store.papers import pack, unpack
from api.store.tables import AuditRow, PacketReport, PacketRow, User
from forms.catalog import load_catalog
from generators.document import outgoing
from tests.support.office import Office, open_office
from tests.support.reading import EXAMPLES, read_example, work

INVOICE, BILLING = "4-ppsp-invoice", "3-pss-billing"
REASON = "The line is a cent too much; it is paid all the same."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        opened.token("approver")
        _choose(opened, accepted=True, denied=True)
        yield opened


def _choose(desk: Office, program: str = "ct-ppsp", status: int = 200, role: Role = "admin", **chosen: Any) -> Any:
    return desk.ask("PUT", f"/settings/approvals/{program}", role, status, json=chosen)


def _version(desk: Office, packet: str) -> int:
    return int(desk.ask("GET", f"/packets/{packet}")["version"])


def _decide(desk: Office, packet: str, decision: str = "accepted", status: int = 200, role: Role = "operations") -> Any:
    order = {"version": _version(desk, packet), "decision": decision, "reason": REASON}
    return desk.ask("POST", f"/packets/{packet}/decision", role, status, json=order)


def _answer(
    desk: Office, packet: str, *, approved: bool, reason: str = "", role: Role = "approver", status: int = 200
) -> Any:
    order = {"version": _version(desk, packet), "approved": approved, "reason": reason}
    return desk.ask("POST", f"/packets/{packet}/approval", role, status, json=order)


def _said(desk: Office, packet: str) -> list[tuple[str, str, str]]:
    return [(step["says"], step["by"], step["why"]) for step in desk.ask("GET", f"/packets/{packet}/steps")]


def _letters(desk: Office, packet: str) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = desk.ask("GET", f"/packets/{packet}/letters")
    return [letter for letter in told if letter["id"]]


def test_nothing_is_decided_or_sent_before_another_person_approves(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="approved")
    provider = desk.ask("GET", "/me", "provider")["id"]
    with desk.service.database.reading() as session:
        email = session.get_one(User, provider).email
    desk.ask("PUT", f"/packets/{packet}/provider", json={"email": email})
    told = _decide(desk, packet)
    assert (told["decision"], told["asked"]["decision"], told["asked"]["name"]) == (
        None,
        "accepted",
        "Robin Operations",
    )
    # Who asked and what for is not for the provider, to whom nothing is decided.
    seen = desk.ask("GET", f"/packets/{packet}", "provider")
    assert (seen["decision"], seen["asked"]) == (None, None)
    # The letters that go with the decision are written for whoever approves, who looks at them first.
    _answer(desk, packet, approved=True, status=409)
    work(desk)
    [letter] = _letters(desk, packet)
    assert (letter["document"], letter["state"]) == ("ct-ppsp/invoice-exception-memo", "written")
    desk.ask("GET", f"/letters/{letter['id']}/pages/1/image", "approver")
    path = f"/letters/{letter['id']}/release"
    refused = desk.ask("POST", path, status=409, json={"despite": ["undecided", "contradicts", "outdated"]})
    assert refused["detail"] == "This packet waits for another person’s approval. Nothing of it is released before."
    desk.ask("GET", f"/letters/{letter['id']}/file", "provider", 404)
    done = _answer(desk, packet, approved=True)
    assert (done["decision"], done["asked"]) == ("accepted", None)
    request = desk.ask("GET", f"/packets/{packet}/approval", "clerk")
    assert (request["state"], request["by"]["name"], request["answered_by"]["name"], request["reason"]) == (
        "approved", "Robin Operations", "Robin Approver", REASON,
    )  # fmt: skip
    assert desk.ask("POST", path)["released_at"]
    desk.ask("GET", f"/letters/{letter['id']}/file", "provider")
    assert _said(desk, packet)[1:3] == [
        ("Approved what Robin Operations decided: accepted", "Robin Approver", ""),
        ("Asked for approval: accepted, against what the rules say", "Robin Operations", REASON),
    ]
    with desk.service.database.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.packet_id == packet).order_by(AuditRow.at))
        noted = [row.action for row in rows if row.action in ("packets.ask", "packets.approve", "packets.decide")]
        assert noted == ["packets.ask", "packets.approve"]
        row = session.get_one(PacketRow, packet)
        assert (row.decided_by, row.reason, row.approval_by) == (request["by"]["id"], REASON, None)


@pytest.mark.parametrize("role", ["operations", "clerk", "auditor", "provider"])
def test_only_an_approver_approves(desk: Office, role: Role) -> None:
    packet = _asked(desk, "roles")
    _answer(desk, packet, approved=True, role=role, status=403)


def _asked(desk: Office, name: str, role: Role = "operations", **fields: str) -> str:
    packet = read_example(desk, INVOICE, name=name, **fields)
    _decide(desk, packet, role=role)
    work(desk)
    return packet


def test_nobody_approves_the_own_request_not_even_an_administrator(desk: Office) -> None:
    packet = _asked(desk, "own", "admin")
    refused = _answer(desk, packet, approved=True, role="admin", status=409)
    assert refused["detail"] == "You asked for this approval. Somebody else answers it."
    _answer(desk, packet, approved=False, reason="No.", role="admin", status=409)
    assert _answer(desk, packet, approved=True)["decision"] == "accepted"


def test_a_request_is_sent_back_with_a_reason_to_who_asked(desk: Office) -> None:
    packet = _asked(desk, "back")
    _answer(desk, packet, approved=False, reason="  ", status=422)
    told = _answer(desk, packet, approved=False, reason="The agreement is another child's.")
    assert (told["decision"], told["asked"]) == (None, None)
    assert told["assignee"]["name"] == "Robin Operations"
    assert _said(desk, packet)[0] == (
        "Sent back to Robin Operations: accepted", "Robin Approver", "The agreement is another child's.",
    )  # fmt: skip
    page = html.fromstring(desk.client.get(f"/packets/{packet}/send", headers=desk.headers("operations")).text)
    assert "Sent back by Robin Approver" in " ".join(page.text_content().split())
    # Nothing of it is out, and it is asked for anew.
    [letter] = _letters(desk, packet)
    refused = desk.ask("POST", f"/letters/{letter['id']}/release", status=409, json={"despite": ["undecided"]})
    assert "a second person approves what is accepted" in refused["detail"]
    _answer(desk, packet, approved=True, status=409)
    assert _decide(desk, packet)["asked"]["decision"] == "accepted"


def test_what_waits_is_changed_by_nobody_until_the_request_is_taken_back(desk: Office) -> None:
    packet = _asked(desk, "frozen")
    version = _version(desk, packet)
    values = desk.ask("GET", f"/packets/{packet}/values", "clerk")
    order = {"version": version, "document": values["documents"][0]["id"], "path": "agency_name", "value": "Another"}
    says = "This packet waits for another person’s approval. Take the request back to change it."
    assert desk.ask("POST", f"/packets/{packet}/corrections", "clerk", 409, json=order)["detail"] == says
    assert desk.ask("PUT", f"/packets/{packet}/case", "clerk", 409, json={"case_number": "C-9"})["detail"] == says
    assert _decide(desk, packet, "returned", 409)["detail"] == says
    desk.ask("DELETE", f"/packets/{packet}/approval?version={version - 1}", status=409)
    desk.ask("DELETE", f"/packets/{packet}/approval?version={version}", "clerk", 403)
    assert desk.ask("DELETE", f"/packets/{packet}/approval?version={version}")["asked"] is None
    desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=order | {"version": version + 1})
    assert _said(desk, packet)[0][0] == "Took the request for approval back (accepted)"


def test_papers_that_come_end_a_request(desk: Office) -> None:
    packet = _asked(desk, "papers")
    paper = next((EXAMPLES / "5-ppsp-agreement-133-hours").iterdir())
    files = [("files", (paper.name, paper.read_bytes()))]
    assert desk.ask("POST", f"/packets/{packet}/files", "clerk", 201, files=files)["asked"] is None
    assert desk.ask("GET", f"/packets/{packet}/approval")["state"] == "papers"
    work(desk)
    _answer(desk, packet, approved=True, status=409)


def test_a_letter_written_after_the_approval_is_not_released_with_it(desk: Office) -> None:
    packet = _asked(desk, "later")
    _answer(desk, packet, approved=True)
    order = {"document": "ct-ppsp/invoice-exception-memo", "suffix": "docx"}
    later = desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    work(desk)
    refused = desk.ask("POST", f"/letters/{later['id']}/release", status=409)
    assert refused["detail"].startswith("This letter was written after the decision was approved")


def test_what_needs_none_is_decided_at_once(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="returned")
    assert _decide(desk, packet, "returned")["decision"] == "returned"
    # A letter that goes with what is accepted does not slip out beside it.
    order = {"document": "ct-ppsp/invoice-exception-memo"}
    letter = desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    work(desk)
    desk.ask("POST", f"/letters/{letter['id']}/release", status=409, json={"despite": ["contradicts"]})
    other = read_example(desk, BILLING, name="of another program")
    assert _decide(desk, other)["decision"] == "accepted"


def test_the_worklist_of_an_approver_is_what_waits_for_approval(desk: Office) -> None:
    packet = _asked(desk, "listed", case_number="C-77")
    page = html.fromstring(desk.client.get("/worklist", headers=desk.headers("approver")).text)
    assert page.xpath("//nav[@aria-label='Lists']//a[@aria-current]/text()")[0].strip() == "To approve"
    assert any(packet in href for href in page.xpath("//tbody//a[strong]/@href"))
    chips = page.xpath(f"//tr[.//a[contains(@href, '{packet}')]]//*[contains(@class, 'chip')]")
    assert "To approve: accepted" in [chip.text_content() for chip in chips]
    waiting = [one["id"] for one in desk.ask("GET", "/packets?decision=none&limit=200")["items"]]
    asked = [one["id"] for one in desk.ask("GET", "/packets?decision=asked&limit=200")["items"]]
    assert (packet in waiting, packet in asked) == (False, True)


def test_whoever_may_choose_it_does_and_the_trail_keeps_what_was(desk: Office) -> None:
    _choose(desk, "nowhere", 404, accepted=True)
    _choose(desk, "mi-psp", 403, "operations", accepted=True)
    for wrong in ({"payment_over": "-1"}, {"payment_over": "1.234"}, {"payment_over": "much"}, {"returned": True}):
        _choose(desk, "mi-psp", 422, **wrong)
    assert _choose(desk, "ct-pss", payment_over="$1,500.00")["payment_over"] == "1500.00"
    assert _choose(desk, "ct-pss", payment_over="1500.00")["payment_over"] == "1500.00"
    assert desk.ask("GET", "/settings/approvals", "admin")["ri-pdi"] == {
        "accepted": False, "denied": False, "terminations": False, "payment_over": None,
    }  # fmt: skip
    with desk.service.database.reading() as session:
        rows = session.scalars(select(AuditRow.detail).where(AuditRow.action == "settings.change"))
        noted = [detail for detail in rows if detail.get("program") == "ct-pss"]
    assert noted == [{"program": "ct-pss", "changed": {"payment_over": [None, "1500.00"]}}]
    _choose(desk, "ct-pss")


def test_where_nobody_else_may_approve_it_is_said_at_once(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        _choose(office, denied=True)
        packet = read_example(office, INVOICE)
        refused = _decide(office, packet, "denied", 409, "admin")
        assert "Ask an administrator to invite an approver." in refused["detail"]
        assert _decide(office, packet, "denied")["asked"]["decision"] == "denied"


@pytest.mark.parametrize(
    ("over", "total", "asks"),
    [("88.29", "88.30", True), ("88.30", "88.30", False), ("0", "88.30", True), ("88.30", None, True)],
)
def test_a_payment_over_the_ceiling_needs_approval(desk: Office, over: str, total: str | None, asks: bool) -> None:
    packet = read_example(desk, INVOICE, name=f"over {over} {total}")
    before = desk.ask("GET", "/settings/approvals", "admin")["ct-ppsp"]
    _choose(desk, payment_over=over)
    try:
        _put_total(desk, packet, total)
        with desk.service.database.reading() as session:
            found = needed(desk.service, session, session.get_one(PacketRow, packet), ends=False)
        assert set(found) == ({"accepted"} if asks else set())
        if total is None:
            assert found["accepted"].endswith("how much is paid is not sure here.")
    finally:
        _choose(desk, **before)


def _put_total(desk: Office, packet: str, total: str | None) -> None:
    """Has the packet's report say that its invoice comes to so much; None: that it is in doubt."""
    with desk.service.database.writing() as session:
        kept = session.get_one(PacketReport, packet)
        report = json.loads(unpack(kept.body))
        invoice = next(one for one in report["documents"] if one["form"] == "ct-ppsp/invoice")
        assert Decimal(invoice["fields"]["total_amount"]["value"])
        invoice["fields"]["total_amount"] |= {"value": total or "88.30", "review": total is None}
        kept.body = pack(json.dumps(report))


def test_a_termination_needs_approval_where_that_was_chosen(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="ends")
    before = desk.ask("GET", "/settings/approvals", "admin")["ct-ppsp"]
    _choose(desk, terminations=True)
    try:
        with desk.service.database.reading() as session:
            row = session.get_one(PacketRow, packet)
            assert needed(desk.service, session, row, ends=False) == {}
            assert set(needed(desk.service, session, row, ends=True)) == {"accepted"}
    finally:
        _choose(desk, **before)


def test_documents_that_end_something_say_so() -> None:
    for declared in outgoing(load_catalog()):
        ends = any(word in declared.document for word in ("termination", "removal"))
        assert declared.terminates is ends, declared.id


def test_nothing_needs_approval_where_nothing_was_chosen() -> None:
    assert Approvals() == Approvals(accepted=False, denied=False, terminations=False, payment_over=None)
