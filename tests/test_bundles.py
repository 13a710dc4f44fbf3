"""Letters of one packet, and of many, as a ZIP."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from ulid import ULID

from api.store.clock import new_id, now
from api.store.papers import file_key
from api.store.tables import AuditRow, OutputRow, PacketRow
from tests.support.office import Office, open_office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened


def _packet(desk: Office, *letters: tuple[str, bytes], **of_letters: Any) -> str:
    """A packet with these letters, each a file."""
    packet = str(ULID())
    with desk.service.database.writing() as session:
        session.add(
            PacketRow(
                id=packet, receipt=f"FW-{packet[-12:]}", name="packet", state="checked", outcome="complete",
                program="ct-ppsp", as_of=desk.service.today(), sent_by=new_id(), trace=packet, fingerprint="0" * 64,
                ready_at=now(), received_at=now(),
            )
        )  # fmt: skip
        session.flush()
        for number, (name, content) in enumerate(letters):
            sha256 = hashlib.sha256(content).hexdigest()
            desk.service.papers.put(file_key(sha256), content)
            known: dict[str, Any] = {
                "id": new_id(), "packet_id": packet, "document": "ct-ppsp/letter", "filename": name, "data": {},
                "fingerprint": f"{packet}{number}"[-64:], "state": "written", "ready_at": now(), "asked_by": new_id(),
                "asked_at": now(), "made": [{"name": name, "sha256": sha256, "size": len(content)}],
            }  # fmt: skip
            session.add(OutputRow(**(known | of_letters)))
    return packet


def _unpacked(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        assert held.testzip() is None
        return {name: held.read(name) for name in held.namelist()}


def test_a_packets_letters_are_one_zip_and_two_of_a_name_are_both_in_it(desk: Office) -> None:
    packet = _packet(desk, ("letter.pdf", b"first"), ("letter.pdf", b"second"), ("memo.docx", b"third"))
    asked = f"/api/v1/packets/{packet}/letters/files"
    held = _unpacked(desk.client.get(asked, headers=desk.headers("clerk")))
    assert held == {"letter.pdf": b"first", "letter (2).pdf": b"second", "memo.docx": b"third"}
    assert desk.client.get(asked, headers=desk.headers("provider")).status_code in (403, 404)
    with desk.service.database.reading() as session:
        noted = session.scalars(select(AuditRow.action).where(AuditRow.packet_id == packet)).all()
    assert sorted(noted) == ["letters.own"] * 3 + ["letters.see"]


def test_letters_of_many_packets_stand_in_a_folder_each(desk: Office) -> None:
    one, other = _packet(desk, ("letter.pdf", b"one")), _packet(desk, ("letter.pdf", b"other"))
    _packet(desk, ("back.pdf", b"taken back"), withdrawn_at=now())
    _packet(desk, ("late.pdf", b""), state="waiting", made=[])
    held = _unpacked(desk.client.get("/api/v1/export/letters", headers=desk.headers("operations")))
    assert held == {f"FW-{one[-12:]}/letter.pdf": b"one", f"FW-{other[-12:]}/letter.pdf": b"other"}
    assert desk.client.get("/api/v1/export/letters", headers=desk.headers("clerk")).status_code == 403


def test_no_letters_are_told_and_leave_nothing_behind(desk: Office) -> None:
    answer = desk.client.get("/api/v1/export/letters?program=ri-pdi", headers=desk.headers("operations"))
    assert answer.status_code == 409
    assert "No letter of these is written yet" in answer.json()["detail"]
    packet = _packet(desk, ("letter.pdf", b"one"))
    _unpacked(desk.client.get(f"/api/v1/packets/{packet}/letters/files", headers=desk.headers("clerk")))
    assert [folder for folder in desk.service.settings.incoming.iterdir() if folder.is_dir()] == []
