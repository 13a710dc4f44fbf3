"""The pipeline on one machine: what is sent to a running service is read and checked, and its letters are written."""

import json
from datetime import date, timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, select

from api.packets import Job, check_one
from api.store.clock import now
from api.store.papers import file_key, unpack
from api.store.tables import FindingRow, OutputRow, PacketReport, PacketRow
from forms.catalog import load_catalog
from tests.support.running import Serving, command, serving
from tests.support.servers import until

EXAMPLES = Path(__file__).parent.parent / "examples" / "packets"


def _row(one: Serving, packet: str) -> PacketRow:
    with one.service.database.reading() as session:
        return session.get_one(PacketRow, packet)


def test_a_packet_that_is_sent_is_checked_as_the_command_line_does_and_its_letters_are_written(tmp_path: Path) -> None:
    folder = EXAMPLES / "4-ppsp-invoice"
    papers = sorted(folder.iterdir())
    with serving(tmp_path, workers=1) as one:
        packet = one.send(*papers, name=folder.name, as_of="2026-11-21", letters="true")
        until(lambda: _row(one, packet).state == "checked", "the packet to be checked")
        row = _row(one, packet)
        with one.service.database.reading() as session:
            report = json.loads(unpack(session.get_one(PacketReport, packet).body))
            findings = session.scalar(select(func.count()).select_from(FindingRow))
        expected = check_one(folder, Job(date(2026, 11, 21))).as_json(load_catalog())
        assert report == expected
        assert (row.outcome, row.findings) == (expected["outcome"], len(expected["findings"]))
        assert (findings, row.attempts, row.pages_read) == (row.findings, 1, row.pages)
        until(lambda: _letters(one) == ["written"], "the letter to be written")
        with one.service.database.reading() as session:
            letter = session.scalars(select(OutputRow)).one()
        [made] = letter.made
        assert one.service.papers.get(file_key(made["sha256"])).startswith(b"%PDF-")
        assert one.command.stop() == 0
        assert "Traceback" not in one.command.said()


def _letters(one: Serving) -> list[str]:
    with one.service.database.reading() as session:
        return list(session.scalars(select(OutputRow.state)))


def test_what_a_lost_worker_had_is_given_back_by_a_supervisor_without_workers(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as one:
        packet = one.send(*(EXAMPLES / "4-ppsp-invoice").iterdir())
        with one.service.database.writing() as session:
            row = session.get_one(PacketRow, packet)
            row.state, row.lease, row.lease_until, row.attempts = "reading", "lost", now() - timedelta(seconds=1), 1
        with command(tmp_path, "beat", "worker", "--processes", "0", data=one.service.settings.data) as beat:
            until(lambda: _row(one, packet).state == "waiting", "the lease to be given back")
            assert beat.stop() == 0
        assert _row(one, packet).lease is None


def test_the_first_run_prints_the_link_of_the_administrator_and_later_ones_do_not(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as one:
        assert f"{one.url}/set-up#" in one.command.said()
        assert httpx.get(f"{one.url}/health").json() == {"status": "ok"}
        one.headers("admin")
    with serving(tmp_path, "again", workers=0) as again:
        assert again.ask("GET", "/ready").status_code == 200
        assert "/set-up#" not in again.command.said()


def test_a_second_serve_on_the_same_folder_is_told_so(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0), command(tmp_path, "second", "serve", "--port", "0", data=tmp_path / "data") as b:
        assert b.process.wait(60) == 2
        assert "runs on" in b.said()
        assert "Traceback" not in b.said()
