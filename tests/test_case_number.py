"""Which case a packet is of: told by the office, found by it at once, with a row of the trail that keeps no number."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.app import VERSION
from api.store.clock import new_id, now
from api.store.tables import AuditRow, PacketRow
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _packet(office: Office, **columns: Any) -> str:
    packet = new_id()
    known = {
        "id": packet, "receipt": packet[-12:], "name": "papers", "program": "ct-pss", "as_of": now().date(),
        "sent_by": "x", "trace": "0" * 32, "fingerprint": "0" * 64, "received_at": now(), "ready_at": now(),
        "state": "checked", "outcome": "incomplete",
    }  # fmt: skip
    with office.service.database.writing() as session:
        session.add(PacketRow(**(known | columns)))
    return packet


def _give(office: Office, packet: str, number: str | None, role: str = "clerk", status: int = 200) -> Any:
    path = f"{VERSION}/packets/{packet}/case"
    answer = office.client.put(path, headers=office.headers(role), json={"case_number": number})  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    return answer.json()


def _found(office: Office, asked: str) -> list[str]:
    path = f"{VERSION}/packets?{asked}"
    return [one["id"] for one in office.client.get(path, headers=office.headers("clerk")).json()["items"]]


def test_a_packet_is_found_by_the_case_that_it_was_given(office: Office) -> None:
    packet, other = _packet(office), _packet(office, case_number="C-1")
    assert _give(office, packet, "  C-2077\n ")["case_number"] == "C-2077"
    assert _found(office, "case=C-2077") == _found(office, "q=C-2077") == [packet]
    assert _give(office, packet, None)["case_number"] is None
    assert _found(office, "case=C-1") == [other]
    history = office.client.get(f"/packets/{packet}/history", headers=office.headers("clerk")).text
    assert history.index("Took the case number out") < history.index("Gave the case number")
    with office.service.database.reading() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "packets.case").order_by(AuditRow.at))
        assert [row.detail for row in rows] == [{"told": True, "before": False}, {"told": False, "before": True}]


def test_the_same_number_again_leaves_no_row_and_a_decided_packet_keeps_its_own(office: Office) -> None:
    packet, decided = _packet(office, case_number="C-1"), _packet(office, case_number="C-1", decision="accepted")
    _give(office, packet, "C-1")
    assert "decided" in _give(office, decided, "C-2", status=409)["detail"]
    _give(office, packet, "C-2", "auditor", 403)
    _give(office, packet, "C-2", "provider", 403)
    _give(office, new_id(), "C-2", status=404)
    _give(office, packet, "C" * 81, status=422)
    with office.service.database.reading() as session:
        assert session.scalars(select(AuditRow).where(AuditRow.action == "packets.case")).all() == []
