"""Health, readiness and figures: what is told to whom, and that the figures are those of the database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.store.clock import new_id, now
from api.store.tables import Correction, PacketRow
from api.work.readiness import ROOM
from tests.support.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def _packet(office: Office, state: str, **columns: object) -> str:
    packet = new_id()
    day = office.service.today()
    with office.service.database.writing() as session:
        session.add(
            PacketRow(
                id=packet, receipt=packet[-20:], name="p", state=state, ready_at=now(), as_of=day, sent_by=packet,
                trace="t", fingerprint="f", received_at=now(), **columns,
            )
        )  # fmt: skip
    return packet


def _figures(office: Office, **headers: str) -> dict[str, float]:
    answer = office.client.get("/metrics", headers=headers or office.headers("auditor"))
    assert answer.status_code == 200
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_health_is_told_to_anybody_and_says_nothing_else(office: Office) -> None:
    for path in ("/health", "/ready"):
        answer = office.client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_service_without_its_database_is_alive_but_not_ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.service.close()
    monkeypatch.setattr(office.service.database.engine.dialect, "connect", _refuse)
    assert office.client.get("/health").status_code == 200
    answer = office.client.get("/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    assert str(office.service.settings.data) not in answer.text


def _refuse(*_: object, **__: object) -> None:
    import sqlite3

    raise sqlite3.OperationalError("unable to open database file")


def test_a_full_disk_is_not_ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(ROOM, 1, ROOM - 1))
    assert "disk is full" in office.client.get("/ready").json()["detail"]


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("clerk", 403), ("provider", 403), ("auditor", 200)])
def test_figures_are_for_those_who_review(office: Office, role: str | None, status: int) -> None:
    headers = office.headers(role) if role else {}  # type: ignore[arg-type]
    assert office.client.get("/metrics", headers=headers).status_code == status


def test_an_address_that_the_office_names_reads_figures_without_a_token(tmp_path: Path) -> None:
    with open_office(tmp_path, metrics_from="10.0.0.0/8, 127.0.0.1") as office:
        office.client._transport.client = ("10.1.2.3", 1)
        assert office.client.get("/metrics").status_code == 200
        office.client._transport.client = ("192.0.2.7", 1)
        assert office.client.get("/metrics").status_code == 401


def test_figures_are_those_of_the_database(office: Office) -> None:
    for state in ("waiting", "waiting", "quarantined"):
        _packet(office, state)
    seconds = {"waited": 1.0, "read": 4.0, "checked": 0.5}
    done = _packet(office, "checked", outcome="complete", to_review=2, seconds=seconds)
    _packet(office, "checked", outcome="incomplete", attempts=2, seconds={"waited": 9.0, "read": 8.0, "checked": 0.1})
    with office.service.database.writing() as session:
        for row in (0, 3):
            session.add(
                Correction(
                    id=new_id(), packet_id=done, form="ct-ppsp/invoice", file="a", page=1, path=f"lines[{row}].amount",
                    before={}, value={}, made_by=done, made_at=now(),
                )
            )  # fmt: skip
    told = _figures(office)
    assert told['formwright_pieces{kind="packet",state="waiting"}'] == 2
    assert told['formwright_pieces{kind="packet",state="quarantined"}'] == 1
    assert told['formwright_pieces{kind="output",state="failed"}'] == 0
    assert told['formwright_oldest_seconds{kind="packet"}'] > 0
    assert told['formwright_recent_outcomes{outcome="complete"}'] == 1
    assert told["formwright_recent_review_share"] == 0.5
    assert told["formwright_recent_tried_again"] == 1
    assert told['formwright_recent_stage_seconds{quantile="1",stage="read"}'] == 8
    assert told['formwright_recent_corrections{field="lines.amount",form="ct-ppsp/invoice"}'] == 2
