"""Decisions that stay, the steps of a packet in words, and letters that are released with care and taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from api.people.permissions import Role
from api.record.outdated import outdated
from api.store.tables import AuditRow, OutputRow, User
from api.work.following import followed
from generators.document import Following, outgoing
from tests.support.office import Office, open_office
from tests.support.reading import EXAMPLES, read_example, work

INVOICE = "4-ppsp-invoice"
REASON = "The agreement is not signed."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


def _decide(desk: Office, packet: str, decision: str, reason: str = REASON) -> Any:
    version = desk.ask("GET", f"/packets/{packet}")["version"]
    order = {"version": version, "decision": decision, "reason": reason}
    return desk.ask("POST", f"/packets/{packet}/decision", json=order)


def _reopen(desk: Office, packet: str) -> None:
    version = desk.ask("GET", f"/packets/{packet}")["version"]
    desk.ask("DELETE", f"/packets/{packet}/decision?version={version}")


def _said(desk: Office, packet: str, role: Role = "clerk") -> list[str]:
    return [step["says"] for step in desk.ask("GET", f"/packets/{packet}/steps", role)]


def _tie(desk: Office, packet: str) -> str:
    """Lets the provider of the tests see the packet; gives the provider's name."""
    provider = desk.ask("GET", "/me", "provider")["id"]
    with desk.service.database.reading() as session:
        user = session.get_one(User, provider)
    desk.ask("PUT", f"/packets/{packet}/provider", json={"email": user.email})
    return user.name


def _written(desk: Office, packet: str) -> dict[str, Any]:
    """A letter that goes with accepted packets, written."""
    following = desk.ask("GET", f"/packets/{packet}/letters")
    order = {"document": next(one["document"] for one in following if one["document"].endswith("exception-memo"))}
    desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    work(desk)
    return _letter(desk, packet)


def _letter(desk: Office, packet: str) -> dict[str, Any]:
    return next(letter for letter in desk.ask("GET", f"/packets/{packet}/letters", "clerk") if letter["id"])


def test_a_decision_and_its_reason_stay_where_papers_come_after_it(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="returned")
    _tie(desk, packet)
    _decide(desk, packet, "returned")
    assert desk.ask("GET", f"/packets/{packet}")["earlier"] is None
    paper = next((EXAMPLES / "5-ppsp-agreement-133-hours").iterdir())
    files = [("files", (paper.name, paper.read_bytes()))]
    told = desk.ask("POST", f"/packets/{packet}/files", "provider", 201, files=files)
    assert told["decision"] is None
    work(desk)
    shown = desk.ask("GET", f"/packets/{packet}", "clerk")
    assert shown["earlier"]["decision"] == "returned"
    assert shown["earlier"]["decided_at"] < shown["earlier"]["papers_at"]
    [listed] = [one for one in desk.ask("GET", "/packets?decision=none", "clerk")["items"] if one["id"] == packet]
    assert listed["earlier"] == shown["earlier"]
    steps = desk.ask("GET", f"/packets/{packet}/steps", "auditor")
    assert [step["says"] for step in steps[:2]] == ["Added a paper", "Returned"]
    assert steps[1]["why"] == REASON
    assert [step["at"] for step in steps] == sorted((step["at"] for step in steps), reverse=True)
    _decide(desk, packet, "denied", "It came too late.")
    assert desk.ask("GET", f"/packets/{packet}")["earlier"] is None
    reasons = [step["why"] for step in desk.ask("GET", f"/packets/{packet}/steps") if step["why"]]
    assert reasons == ["It came too late.", REASON]


def test_a_decision_that_was_taken_back_is_told_and_is_none_to_make_anew(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="reopened")
    _decide(desk, packet, "accepted")
    _reopen(desk, packet)
    assert _said(desk, packet)[:2] == ["Took the decision back (accepted)", "Accepted, against what the rules say"]
    assert desk.ask("GET", f"/packets/{packet}")["earlier"] is None


def test_the_steps_tell_whose_work_a_packet_was_and_are_for_the_office_alone(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="steps")
    name = _tie(desk, packet)
    desk.ask("POST", f"/packets/{packet}/claim", "clerk")
    desk.ask("DELETE", f"/packets/{packet}/claim", "clerk")
    assert _said(desk, packet) == [
        "Gave the packet back", "Took the packet on", f"Let the provider {name} see the packet", "Sent 2 papers",
    ]  # fmt: skip
    desk.ask("GET", f"/packets/{packet}/steps", "provider", 403)


def test_whoever_takes_a_packet_over_keeps_the_person_before_from_changing_it(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="taken over")
    desk.ask("POST", f"/packets/{packet}/claim", "clerk")
    me = desk.ask("GET", "/me")["id"]
    told = desk.ask("PUT", f"/packets/{packet}/assignee", json={"assignee": me})
    assert told["assignee"]["id"] == me
    refused = desk.ask("POST", f"/packets/{packet}/claim", "clerk", 409)
    assert refused["code"] == "claimed"


def test_a_letter_is_released_despite_what_speaks_against_it_only_where_that_was_named(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="letters")
    letter = _written(desk, packet)
    assert [warning["code"] for warning in letter["warnings"]] == ["undecided"]
    path = f"/letters/{letter['id']}/release"
    refused = desk.ask("POST", path, status=409)
    assert (refused["code"], refused["despite"]) == ("unconfirmed", ["undecided"])
    _decide(desk, packet, "returned")
    [warning] = _letter(desk, packet)["warnings"]
    assert warning["code"] == "contradicts"
    assert "was returned" in warning["says"]
    # What was seen before somebody decided is not what holds now.
    desk.ask("POST", path, status=409, json={"despite": ["undecided"]})
    assert _letter(desk, packet)["released_at"] is None
    released = desk.ask("POST", path, json={"despite": ["contradicts"]})
    assert released["released_at"]
    assert _said(desk, packet)[0].endswith("with no provider to see it, though the decision was another")


def test_a_letter_that_goes_with_the_decision_is_released_without_more(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="goes with")
    _decide(desk, packet, "accepted")
    letter = _written(desk, packet)
    assert letter["warnings"] == []
    assert desk.ask("POST", f"/letters/{letter['id']}/release")["released_at"]


def test_a_letter_from_before_the_packet_changed_says_so_and_is_released_only_despite_that(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="outdated")
    letter = _written(desk, packet)
    path = f"/letters/{letter['id']}/release"
    _correct_agency(desk, packet, "Quiet Harbor")
    changed = _letter(desk, packet)["warnings"][-1]
    assert (changed["code"], changed["says"].endswith(": write it again.")) == ("outdated", True)
    refused = desk.ask("POST", path, status=409, json={"despite": ["undecided"]})
    assert (refused["code"], refused["despite"]) == ("unconfirmed", ["outdated"])
    # It is offered again from what the packet says now, and that one is right.
    again = _written(desk, packet)
    assert again["id"] != letter["id"]
    assert [warning["code"] for warning in again["warnings"]] == ["undecided"]
    known = {one["id"]: one for one in desk.ask("GET", f"/packets/{packet}/letters", "clerk")}
    assert "outdated" in {warning["code"] for warning in known[letter["id"]]["warnings"]}
    released = desk.ask("POST", path, json={"despite": ["undecided", "outdated"]})
    # A released letter stays as it is.
    assert released["warnings"] == []
    assert _said(desk, packet)[0].endswith("though nobody had decided, though the packet had changed since")
    assert [one["code"] for one in desk.ask("DELETE", path)["warnings"]] == ["undecided", "outdated"]


def test_a_letter_is_right_again_where_the_change_is_taken_back(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="taken back")
    _written(desk, packet)
    made = _correct_agency(desk, packet, "Quiet Harbor")
    assert "outdated" in {warning["code"] for warning in _letter(desk, packet)["warnings"]}
    desk.ask("DELETE", f"/packets/{packet}/corrections/{made['id']}?version={made['version']}", "clerk")
    assert [warning["code"] for warning in _letter(desk, packet)["warnings"]] == ["undecided"]


def test_a_letter_is_outdated_while_papers_that_came_after_it_are_not_read(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="more papers")
    letter = _written(desk, packet)
    paper = next((EXAMPLES / "5-ppsp-agreement-133-hours").iterdir())
    desk.ask("POST", f"/packets/{packet}/files", "clerk", 201, files=[("files", (paper.name, paper.read_bytes()))])
    assert "not checked with them yet" in _letter(desk, packet)["warnings"][-1]["says"]
    refused = desk.ask("POST", f"/letters/{letter['id']}/release", status=409, json={"despite": ["undecided"]})
    assert refused["despite"] == ["outdated"]


def test_what_makes_a_letter_outdated(desk: Office) -> None:
    catalog, data = desk.service.catalog, {"reason": "The plan changed.", "child_name": "Noa Whitfield"}
    name = "ct-ppsp/termination-notice"

    def why(written: dict[str, Any], follows: str | None, *now: dict[str, Any]) -> str | None:
        output = OutputRow(document=name, data=written, follows=follows)
        return outdated(output, [Following(name, each, "notice.pdf") for each in now], catalog)

    own_words = data | {"reason": "As agreed on the telephone."}
    assert why(data, followed(name, data), data) is None
    # A person's words are not what the packet says; the words of a paper are.
    assert why(own_words, followed(name, data), data) is None
    assert why(data, followed(name, data), own_words) is not None
    # Several of one document: it is right where it is one of them.
    assert why(data, followed(name, data), own_words, data) is None
    assert "does not follow" in (why(data, followed(name, data)) or "")
    # Of letters from before it was kept what they follow from, a person's words are left out.
    assert why(own_words, None, data) is None
    assert why(own_words, None, data | {"child_name": "Ari Whitfield"}) is not None


def _correct_agency(desk: Office, packet: str, agency: str) -> Any:
    """Says that the invoice bears another agency, which the letters about it name."""
    values = desk.ask("GET", f"/packets/{packet}/values", "clerk")
    invoice = next(one["id"] for one in values["documents"] if one["form"] == "ct-ppsp/invoice")
    order = {"version": values["version"], "document": invoice, "path": "agency_name", "value": agency}
    return desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=order)


def test_a_released_letter_is_taken_back_and_the_provider_finds_it_no_more(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="withdrawn")
    name = _tie(desk, packet)
    _decide(desk, packet, "accepted")
    letter = _written(desk, packet)
    path = f"/letters/{letter['id']}"
    desk.ask("DELETE", f"{path}/release", status=409)
    desk.ask("POST", f"{path}/release")
    assert _letter(desk, packet)["fetched_at"] is None
    desk.ask("GET", f"{path}/file", "provider")
    assert _letter(desk, packet)["fetched_at"]
    desk.ask("DELETE", f"{path}/release", "clerk", 403)
    back = desk.ask("DELETE", f"{path}/release")
    assert (back["released_at"], bool(back["withdrawn_at"])) == (None, True)
    desk.ask("GET", f"{path}/file", "provider", 404)
    desk.ask("GET", f"{path}/pages/1/image", "provider", 404)
    said = _said(desk, packet, "auditor")
    assert said[0].startswith("Took a released letter back: ")
    assert said[1].startswith("Released a letter: ")
    assert said[1].endswith(f"for {name} to see")
    with desk.service.database.reading() as session:
        rows = select(AuditRow.detail).where(AuditRow.packet_id == packet, AuditRow.action == "letters.withdraw")
        assert session.scalars(rows).one()["output"] == letter["id"]
    again = desk.ask("POST", f"{path}/release")
    assert again["withdrawn_at"] is None
    desk.ask("GET", f"{path}/file", "provider")


def test_a_letter_says_how_many_pages_there_are_and_has_no_more(desk: Office) -> None:
    packet = read_example(desk, INVOICE, name="counted")
    letter = _written(desk, packet)
    pages = letter["made"][0]["pages"]
    desk.ask("GET", f"/letters/{letter['id']}/pages/{pages}/image", "clerk")
    desk.ask("GET", f"/letters/{letter['id']}/pages/{pages + 1}/image", "clerk", 409)


def test_letters_that_say_a_decision_declare_it(desk: Office) -> None:
    """Whatever grants, returns or refuses by its name says so: a forgotten one would be released unasked."""
    for declared in outgoing(desk.service.catalog):
        name = declared.document
        for words, decision in (
            (("certificate", "certification-form", "acceptance", "authorization", "qualified", "confirm"), "accepted"),
            (("deficiency", "return"), "returned"),
            (("denial", "rejection"), "denied"),
        ):
            if any(word in name for word in words):
                assert declared.goes_with == (decision,), declared.id
