"""Packets that hang, crash or outgrow their worker: stopped by a limit, tried twice, put aside; the others go on."""

from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from api.store.tables import PacketRow
from tests.support.running import serving
from tests.support.servers import until
from tests.support.soak import PROGRAMS, note, send, sized, slip, slips
from tests.support.watched import states

OTHERS = sized(6, 200)
REASONS = {"hang": "took longer than", "eat": "more memory than", "crash": "made its worker crash (SIGSEGV)"}


def test_packets_that_end_their_worker_are_put_aside_and_the_others_go_on(tmp_path: Path) -> None:
    limits: dict[str, Any] = {"lease_seconds": 10, "retry_seconds": 0, "worker_bytes": 1_000_000_000}
    with serving(tmp_path, workers=2, programs=PROGRAMS, **limits) as one:
        with httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client:
            bad = {wish: send(client, slip(wish), wish) for wish in REASONS}
            for number, content in enumerate(slips(OTHERS)):
                send(client, content, f"other-{number}")
        until(lambda: states(one.service)["checked"] == OTHERS, "the others to be checked", 300)
        until(lambda: states(one.service)["quarantined"] == len(bad), "the bad ones to be put aside", 300)
        with one.service.database.reading() as session:
            for wish, packet in bad.items():
                row = session.scalars(select(PacketRow).where(PacketRow.id == packet)).one()
                assert row.fault
                assert REASONS[wish] in row.fault
                assert "tried twice" in row.fault
                assert (row.attempts, row.lease) == (2, None)
        assert one.ask("GET", "/health").status_code == 200
        assert one.command.stop() == 0
    note("packets that end their worker", hang="2 tries", memory="2 tries", crash="2 tries", others_checked=OTHERS)
