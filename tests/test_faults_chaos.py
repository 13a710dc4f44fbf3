"""PostgreSQL, Redis and Celery, while workers, broker, web process and database are killed without notice."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import DBAPIError

from tests.support.running import Command, Serving, command, serving
from tests.support.servers import Server, postgresql, redis_server, until
from tests.support.soak import PROGRAMS, note, send, sized, slips
from tests.support.watched import ENDED, check_each_once, children, letters, oldest_seconds, pause, states

PACKETS = sized(12, 600)
PRINTED = sized(1, 30)
KILL_EVERY = sized(4.0, 3.0)
OLDEST = 120.0
"""Seconds that no packet may wait longer, whatever is killed meanwhile."""


def test_nothing_is_lost_or_done_twice_whatever_is_killed(tmp_path: Path) -> None:
    with postgresql() as database, redis_server() as broker:
        settings: dict[str, Any] = {
            "data": tmp_path / "data",
            "database_url": database.url,
            "queue_url": broker.url,
            "programs": PROGRAMS,
            "lease_seconds": 60,
            "sweep_seconds": 2,
            "retry_seconds": 1,
        }
        with (
            serving(tmp_path, workers=0, **settings) as one,
            command(tmp_path, "worker", "worker", "--processes", "4", **settings) as workers,
        ):
            _run(one, workers, database, broker)
            assert workers.stop() == 0
            assert "Traceback" not in workers.said()


def _run(one: Serving, workers: Command, database: Server, broker: Server) -> None:
    began = time.monotonic()
    killed, stop = [0], threading.Event()
    killer = threading.Thread(target=_kill_workers, args=(workers, killed, stop))
    killer.start()
    oldest = 0.0
    try:
        faults = _faults(one, database, broker)
        packets: list[str] = []
        papers = [*slips(PRINTED, "print"), *slips(PACKETS - PRINTED, "letter")]
        for number, content in enumerate(papers):
            packets.append(_sent(one, content, f"packet-{number}"))
            oldest = max(oldest, oldest_seconds(one.service))
            if faults and number >= PACKETS * (4 - len(faults)) // 5:
                faults.pop(0)()
            _wait_for_room(one)
        assert not faults
        end = time.monotonic() + sized(120, 1200)
        while not _all_done(one):
            oldest = max(oldest, oldest_seconds(one.service))
            assert time.monotonic() < end, (states(one.service), letters(one.service), workers.said()[-3000:])
            pause()
    finally:
        stop.set()
        killer.join()
    check_each_once(one.service, packets, PACKETS)
    assert oldest < OLDEST
    note(
        "PostgreSQL, Redis and Celery, 4 workers, killed at random",
        packets=PACKETS,
        letters=PACKETS,
        seconds=f"{time.monotonic() - began:.0f}",
        workers_killed=killed[0],
        Redis_restarted=2,
        web_restarted=1,
        PostgreSQL_restarted=1,
        finished_twice=0,
        longest_wait=f"{oldest:.0f} s",
    )
    assert killed[0]


def _faults(one: Serving, database: Server, broker: Server) -> list[Callable[[], None]]:
    def restart(server: Server) -> None:
        server.kill()
        server.start()

    return [
        lambda: restart(broker),
        lambda: _restart_web(one),
        lambda: restart(database),
        lambda: restart(broker),
    ]


def _restart_web(one: Serving) -> None:
    one.command.kill()
    one.restart()


def _kill_workers(workers: Command, killed: list[int], stop: threading.Event) -> None:
    dice = random.Random(5)
    while not stop.wait(KILL_EVERY):
        if found := children(workers.process.pid):
            victim = dice.choice(found)
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed[0] += 1


def _sent(one: Serving, content: bytes, key: str) -> str:
    """Sends a packet as an office does: again under the same key, until there is an answer."""
    found: list[str] = []

    def try_once() -> bool:
        try:
            with httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client:
                found.append(send(client, content, key, letters="true"))
        except (httpx.HTTPError, AssertionError):
            return False
        return True

    until(try_once, "the packet to be sent")
    return found[0]


def _wait_for_room(one: Serving) -> None:
    """Does not send much faster than is read, so that the wait of the oldest tells of faults and not of load."""

    def few() -> bool:
        try:
            return states(one.service)["waiting"] < 20
        except DBAPIError:
            return True

    until(few, "packets to be taken", 300)


def _all_done(one: Serving) -> bool:
    try:
        found, written = states(one.service), letters(one.service)
    except DBAPIError:
        return False
    return sum(found[state] for state in ENDED) == PACKETS and written["written"] + written["failed"] == PACKETS
