"""A batch on SQLite with four workers: each packet once, none refused by the database, progress right at all times."""

import time
from pathlib import Path

import httpx

from tests.support.running import serving
from tests.support.soak import PROGRAMS, note, send, sized, slips
from tests.support.watched import check_each_once, pause

PACKETS = sized(16, 2000)


def test_a_batch_on_sqlite_with_four_workers(tmp_path: Path) -> None:
    with serving(tmp_path, workers=4, programs=PROGRAMS) as one:
        batch = one.ask("POST", "/api/v1/batches", json={"name": "November", "as_of": "2026-11-21"}).json()["id"]
        path = f"/api/v1/batches/{batch}"
        began = time.monotonic()
        with httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client:
            packets = [
                send(client, content, f"{number}", f"{path}/packets") for number, content in enumerate(slips(PACKETS))
            ]
            sent = time.monotonic()
            assert client.post(f"{path}/start").status_code == 200
            ended = 0
            while ended < PACKETS:
                told = client.get(path).json()
                assert told["packets"] == sum(told["states"].values()) == PACKETS
                assert told["ended"] >= ended, "a packet that had ended went on"
                assert told["states"].get("reading", 0) <= 4
                assert told["states"].get("quarantined", 0) == 0
                ended = told["ended"]
                pause()
        done = time.monotonic()
        check_each_once(one.service, packets, 0, begun=2)
        assert one.command.stop() == 0
        said = one.command.said()
    assert "locked" not in said
    assert "Traceback" not in said
    assert "try failed" not in said
    note(
        "batch on SQLite, 4 workers",
        packets=PACKETS,
        sent_in=f"{sent - began:.0f} s",
        checked_in=f"{done - sent:.0f} s",
        a_second=f"{PACKETS / (done - sent):.1f}",
        finished_twice=0,
        database_is_locked=0,
    )
