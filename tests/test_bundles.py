"""Letters of one packet, and of many, as a ZIP."""

import csv
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
from tests.support.reading import read_example, work


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
    return {name: content for name, content in _all(answer).items() if name != "letters.csv"}


def _all(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as held:
        assert held.testzip() is None
        return {name: held.read(name) for name in held.namelist()}


def _listed(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_all(answer)["letters.csv"].decode())))


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


def test_the_list_says_of_each_file_whose_it_is_and_when_it_was_written_and_released(desk: Office) -> None:
    packet = _packet(desk, ("letter.pdf", b"first"), ("=memo.pdf", b"second"), written_at=now(), released_at=now())
    answer = desk.client.get("/api/v1/export/letters", headers=desk.headers("operations"))
    listed = _listed(answer)
    today = desk.service.today().isoformat()
    assert [row["file"] for row in listed] == [f"FW-{packet[-12:]}/letter.pdf", f"FW-{packet[-12:]}/=memo.pdf"]
    assert {(row["receipt"], row["program"], row["written"], row["released"]) for row in listed} == {
        (f"FW-{packet[-12:]}", "ct-ppsp", today, today)
    }
    for row in listed:
        assert hashlib.sha256(_all(answer)[row["file"]]).hexdigest() == row["sha256"]


def test_a_letter_that_its_packet_changed_after_is_left_out_unless_it_is_asked_for(desk: Office) -> None:
    packet = read_example(desk, "4-ppsp-invoice")
    following = desk.ask("GET", f"/packets/{packet}/letters")
    order = {"document": next(one["document"] for one in following if one["document"].endswith("exception-memo"))}
    desk.ask("POST", f"/packets/{packet}/letters", "clerk", 201, json=order)
    work(desk)
    asked = f"/api/v1/packets/{packet}/letters/files"
    [fresh] = _listed(desk.client.get(asked, headers=desk.headers("clerk")))
    assert (fresh["letter"], fresh["outdated"]) == ("Invoice Exception Memo", "")
    values = desk.ask("GET", f"/packets/{packet}/values", "clerk")
    invoice = next(one["id"] for one in values["documents"] if one["form"] == "ct-ppsp/invoice")
    change = {"version": values["version"], "document": invoice, "path": "agency_name", "value": "Quiet Harbor"}
    made = desk.ask("POST", f"/packets/{packet}/corrections", "clerk", json=change)
    refused = desk.client.get(asked, headers=desk.headers("clerk"))
    assert (refused.status_code, "outdated" in refused.json()["detail"]) == (409, True)
    [old] = _listed(desk.client.get(f"{asked}?outdated=true", headers=desk.headers("clerk")))
    assert old["outdated"].startswith("The packet changed after this letter was written")
    export = "/api/v1/export/letters?outdated=true"
    assert len(_listed(desk.client.get(export, headers=desk.headers("operations")))) == 1
    # It is right again where the change is taken back.
    desk.ask("DELETE", f"/packets/{packet}/corrections/{made['id']}?version={made['version']}", "clerk")
    assert len(_listed(desk.client.get(asked, headers=desk.headers("clerk")))) == 1
