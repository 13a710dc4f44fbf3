"""Batches, missing items and progress over HTTP."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select, update

from api.intake import progress
from api.people import audit
from api.store.tables import AuditRow, FileRow, PacketRow
from tests.support.office import Office, open_office
from tests.test_intake import OTHER, PDF, rows, send, zipped

TREE = (
    ("office/rivera/a.pdf", PDF),
    ("office/rivera/in/b.pdf", OTHER),
    ("office/moss/a.pdf", OTHER),
    ("office/moss/note.txt", b"Dear office"),
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as office:
        yield office


def ask(office: Office, path: str, role: Any = "operations", **more: Any) -> Response:
    answer: Response = office.client.post(f"/api/v1/batches{path}", headers=office.headers(role), **more)
    return answer


def send_zip(office: Office, content: bytes, **fields: str) -> Response:
    return ask(office, "", files=[("files", ("november.zip", content))], data=fields)


def change(office: Office, **values: Any) -> None:
    with office.service.database.writing() as session:
        session.execute(update(PacketRow).values(**values))


def states(office: Office) -> list[str]:
    with office.service.database.reading() as session:
        return sorted(session.scalars(select(PacketRow.state)))


def test_each_folder_of_a_zip_is_a_packet(office: Office) -> None:
    batch = send_zip(office, zipped(*TREE), program="ct-ppsp", as_of="2026-11-21").json()
    assert (batch["name"], batch["state"], batch["packets"]) == ("november", "open", 2)
    assert batch["states"] == {"held": 2}
    assert [note.partition(" is ")[0] for note in batch["notes"]] == ["moss: note.txt"]
    with office.service.database.reading() as session:
        packets = session.scalars(select(PacketRow).order_by(PacketRow.name)).all()
        told = [(row.name, row.files, row.program, row.as_of.isoformat()) for row in packets]
    assert told == [("moss", 2, "ct-ppsp", "2026-11-21"), ("rivera", 2, "ct-ppsp", "2026-11-21")]


def test_a_batch_is_filled_started_and_cancelled(office: Office) -> None:
    batch = ask(office, "", role="clerk", json={"name": "Monday", "as_of": "2026-11-21"}).json()
    for content in (PDF, OTHER):
        added = ask(office, f"/{batch['id']}/packets", files=[("files", ("a.pdf", content))]).json()
        assert (added["state"], added["batch"], added["as_of"]) == ("held", batch["id"], "2026-11-21")
    assert ask(office, f"/{batch['id']}/start").json()["states"] == {"waiting": 2}
    third = send(office, ("a.pdf", PDF + b" "), batch=batch["id"]).json()
    assert third["state"] == "waiting"
    assert ask(office, f"/{batch['id']}/cancel", role="clerk").status_code == 403
    assert ask(office, f"/{batch['id']}/cancel").json()["states"] == {"cancelled": 3}
    assert send(office, ("a.pdf", PDF), batch=batch["id"]).status_code == 409
    assert ask(office, f"/{batch['id']}/start").status_code == 409
    with office.service.database.reading() as session:
        told = Counter(session.scalars(select(AuditRow.action).where(AuditRow.packet_id.is_not(None))))
        assert told == {"packets.send": 3, "batches.start": 2, "batches.cancel": 3}
        assert audit.verify(session) == (3 + 2 + 3 + 3, [])


def test_packets_in_quarantine_are_tried_again(office: Office) -> None:
    batch = send_zip(office, zipped(*TREE), start="true").json()
    assert batch["states"] == {"waiting": 2}
    change(office, state="quarantined", attempts=2, fault="It took too long.")
    assert ask(office, f"/{batch['id']}/retry").json()["states"] == {"waiting": 2}
    with office.service.database.reading() as session:
        assert {(row.attempts, row.fault) for row in session.scalars(select(PacketRow))} == {(0, None)}


def test_a_batch_comes_whole_or_not_at_all(office: Office) -> None:
    assert send_zip(office, zipped(*TREE, ("../x/a.pdf", PDF))).status_code == 422
    assert send_zip(office, PDF).status_code == 422
    assert (rows(office), office.data()) == (0, [])
    assert office.client.get("/api/v1/batches", headers=office.headers()).json() == {"items": [], "next": None}


def test_a_batch_is_made_once_for_its_key(office: Office) -> None:
    headers = office.headers() | {"Idempotency-Key": "one"}
    answers = [office.client.post("/api/v1/batches", json={"name": "A"}, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert office.client.post("/api/v1/batches", json={"name": "B"}, headers=headers).status_code == 422


@pytest.mark.parametrize("body", ['{"name": 3}', "[]", "{", '{"colour": "blue"}', '{"program": "none"}'])
def test_a_batch_that_is_not_right_is_refused(office: Office, body: str) -> None:
    answer = ask(office, "", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-request")


def test_a_provider_knows_of_no_batch(office: Office) -> None:
    batch = send_zip(office, zipped(*TREE)).json()
    path = f"/api/v1/batches/{batch['id']}"
    assert office.client.get(path, headers=office.headers("provider")).status_code == 403
    assert office.client.get(path, headers=office.headers("auditor")).json()["packets"] == 2


def add(office: Office, packet: str, *files: tuple[str, bytes], role: Any = "clerk") -> Response:
    answer: Response = office.client.post(
        f"/api/v1/packets/{packet}/files", files=[("files", file) for file in files], headers=office.headers(role)
    )
    return answer


def test_a_missing_item_puts_the_packet_back_in_line(office: Office) -> None:
    packet = send(office, ("a.pdf", PDF), role="provider").json()
    change(office, state="checked", decision="returned", attempts=1)
    added = add(office, packet["id"], ("a.pdf", OTHER), ("b.pdf", PDF), role="provider").json()
    assert (added["state"], added["decision"], added["files"]) == ("waiting", None, 3)
    assert added["version"] == packet["version"] + 1
    assert added["notes"] == [
        "The packet has a paper named a.pdf already; the new one is listed as a (2).pdf.",
        "b.pdf is in this packet already, byte for byte.",
    ]
    with office.service.database.reading() as session:
        assert list(session.scalars(select(FileRow.name).order_by(FileRow.number))) == ["a.pdf", "a (2).pdf", "b.pdf"]


def test_nothing_is_added_to_what_is_decided_or_not_one_s_own(office: Office) -> None:
    packet = send(office, ("a.pdf", PDF)).json()
    assert add(office, packet["id"], ("b.pdf", OTHER), role="provider").status_code == 404
    change(office, state="checked", decision="accepted")
    assert add(office, packet["id"], ("b.pdf", OTHER)).status_code == 409
    assert rows(office, FileRow) == len(office.data()) == 1


def test_progress_is_told_until_the_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "POLL_SECONDS", 0.02)
    batch = send_zip(office, zipped(("r/a.pdf", PDF)), start="true").json()
    office.token("auditor")

    def work() -> None:
        for state, read, outcome in (("reading", 0, None), ("reading", 3, None), ("checked", 3, "complete")):
            time.sleep(0.3)
            change(office, state=state, pages=3, pages_read=read, outcome=outcome)

    with office.service.database.reading() as session:
        packet = session.scalars(select(PacketRow.id)).one()
    for path in (f"packets/{packet}", f"batches/{batch['id']}"):
        change(office, state="waiting", outcome=None, pages=0, pages_read=0)
        worker = threading.Thread(target=work)
        worker.start()
        answer = office.client.get(f"/api/v1/{path}/events", headers=office.headers("auditor"))
        worker.join()
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.text.count("event: progress") >= 2
        assert answer.text.rpartition("event: ")[2].startswith("end")
    assert office.client.get(f"/api/v1/packets/{packet}/events", headers=office.headers("provider")).status_code == 404


def test_streams_are_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    packet = send(office, ("a.pdf", PDF)).json()
    monkeypatch.setattr(progress, "MOST_STREAMS", 0)
    assert office.client.get(f"/api/v1/packets/{packet['id']}/events", headers=office.headers()).status_code == 429
