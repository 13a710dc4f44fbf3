"""Whose of the providers a packet is: tied by the office, to an account that there is, with a row of the trail each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.app import VERSION
from api.store.clock import new_id, now
from api.store.tables import AuditRow, PacketRow, User
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _packet(office: Office, case: str | None = None, **columns: Any) -> str:
    packet = new_id()
    known = {
        "id": packet, "receipt": packet[-12:], "name": "papers", "program": "ct-pss", "case_number": case,
        "as_of": now().date(), "sent_by": "x", "trace": "0" * 32, "fingerprint": "0" * 64, "received_at": now(),
        "ready_at": now(), "state": "checked",
    }  # fmt: skip
    with office.service.database.writing() as session:
        session.add(PacketRow(**(known | columns)))
    return packet


def _email(office: Office, person: str) -> str:
    with office.service.database.reading() as session:
        return session.get_one(User, person).email


def _tie(office: Office, packet: str, role: str = "operations", status: int = 200, **order: Any) -> Any:
    path = f"{VERSION}/packets/{packet}/provider"
    answer = office.client.put(path, headers=office.headers(role), json=order)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    return answer.json()


def _owners(office: Office, *packets: str) -> list[str | None]:
    with office.service.database.reading() as session:
        return [session.get_one(PacketRow, packet).provider_id for packet in packets]


def test_a_provider_sees_a_packet_that_the_office_tied_to_the_account_and_no_more_when_it_was_taken_off(
    office: Office,
) -> None:
    packet, provider = _packet(office), office.person("provider")
    theirs = office.browser(provider)
    assert theirs.get(f"/my/{packet}").status_code == 404
    email = _email(office, provider)
    assert _tie(office, packet, email=email.upper())["provider"]["email"] == email
    assert theirs.get(f"/my/{packet}").status_code == 200
    told = office.client.get(f"{VERSION}/packets/{packet}/provider", headers=office.headers("clerk")).json()
    assert told["email"] == email
    assert email in office.client.get(f"/packets/{packet}/history", headers=office.headers("operations")).text
    assert _tie(office, packet, email=None) == {"provider": None, "packets": 1}
    assert theirs.get(f"/my/{packet}").status_code == 404
    with office.service.database.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "packets.tie").order_by(AuditRow.at))
        assert [(row.packet_id, row.detail["before"], row.detail["provider"]) for row in rows] == [
            (packet, None, provider),
            (packet, provider, None),
        ]


def test_the_whole_case_is_tied_but_for_what_is_another_providers_or_programs(office: Office) -> None:
    provider, another = office.person("provider"), office.person("provider")
    own, beside = _packet(office, "C-7"), _packet(office, "C-7")
    theirs, foreign = _packet(office, "C-7", provider_id=another), _packet(office, "C-7", program="ct-ppsp")
    other, nameless = _packet(office, "C-8"), _packet(office)
    assert _tie(office, own, email=_email(office, provider), whole_case=True)["packets"] == 2
    assert _owners(office, own, beside, theirs, foreign, other, nameless) == [
        provider, provider, another, None, None, None,
    ]  # fmt: skip
    # Without a case there is but the packet.
    assert _tie(office, nameless, email=_email(office, provider), whole_case=True)["packets"] == 1
    assert _owners(office, other) == [None]


def test_only_the_account_of_a_provider_who_is_there_is_tied(office: Office) -> None:
    packet, here = _packet(office), office.person("provider")
    clerk, gone = office.person("clerk"), office.person("provider")
    with office.service.database.writing() as session:
        session.get_one(User, gone).active = False
    for email in (_email(office, clerk), _email(office, gone), "nobody@example.org"):
        assert "no provider's account" in _tie(office, packet, status=422, email=email)["detail"]
    listed = office.client.get(f"{VERSION}/packets/{packet}/providers", headers=office.headers("operations")).json()
    assert [one["email"] for one in listed] == [_email(office, here)]
    assert _owners(office, packet) == [None]


def test_a_clerk_sees_who_is_tied_and_ties_nobody(office: Office) -> None:
    provider = office.person("provider")
    packet = _packet(office, provider_id=provider)
    _tie(office, packet, "clerk", 403, email=None)
    page = office.client.get(f"/packets/{packet}/history", headers=office.headers("clerk")).text
    assert "Provider:" in page
    assert "data-tie" not in page
    _tie(office, packet, "provider", 403, email=None)
