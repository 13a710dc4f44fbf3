"""A service on PostgreSQL and a broker, while workers, broker, web process and database are killed without notice."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import DBAPIError

from tests.support.running import Command, Serving, command, serving
from tests.support.servers import Server, postgresql, until
from tests.support.soak import PROGRAMS, note, send, slips
from tests.support.watched import ENDED, check_each_once, children, letters, oldest_seconds, pause, states

OLDEST = 120.0
"""Seconds that no packet may wait longer, whatever is killed meanwhile."""


@dataclass
class Chaos:
    """One run: how many packets, how many of them are printed letters, and how often a worker is killed."""

    folder: Path
    broker: Server
    named: str
    packets: int
    printed: int
    kill_every: float
    patience: float
    """Seconds for what was not done when all was sent."""

    def run(self) -> None:
        """Shows that every packet is finished once and every letter written once."""
        with postgresql() as database:
            settings: dict[str, Any] = {
                "data": self.folder / "data",
                "database_url": database.url,
                "queue_url": self.broker.url,
                "programs": PROGRAMS,
                "lease_seconds": 60,
                "sweep_seconds": 2,
                "retry_seconds": 1,
            }
            with (
                serving(self.folder, workers=0, **settings) as one,
                command(self.folder, "worker", "worker", "--processes", "4", **settings) as workers,
            ):
                self._run(one, workers, database)
                assert workers.stop() == 0
                assert "Traceback" not in workers.said()

    def _run(self, one: Serving, workers: Command, database: Server) -> None:
        began = time.monotonic()
        killed, stop = [0], threading.Event()
        killer = threading.Thread(target=self._kill_workers, args=(workers, killed, stop))
        killer.start()
        oldest = 0.0
        try:
            faults = _faults(one, database, self.broker)
            packets: list[str] = []
            papers = [*slips(self.printed, "print"), *slips(self.packets - self.printed, "letter")]
            for number, content in enumerate(papers):
                packets.append(_sent(one, content, f"packet-{number}"))
                oldest = max(oldest, oldest_seconds(one.service))
                if faults and number >= self.packets * (4 - len(faults)) // 5:
                    faults.pop(0)()
                _wait_for_room(one)
            assert not faults
            end = time.monotonic() + self.patience
            while not self._all_done(one):
                oldest = max(oldest, oldest_seconds(one.service))
                assert time.monotonic() < end, (states(one.service), letters(one.service), workers.said()[-3000:])
                pause()
        finally:
            stop.set()
            killer.join()
        check_each_once(one.service, packets, self.packets)
        assert oldest < OLDEST
        note(
            f"PostgreSQL, {self.named} and Celery, 4 workers, killed at random",
            packets=self.packets,
            letters=self.packets,
            seconds=f"{time.monotonic() - began:.0f}",
            workers_killed=killed[0],
            broker_restarted=2,
            web_restarted=1,
            PostgreSQL_restarted=1,
            finished_twice=0,
            longest_wait=f"{oldest:.0f} s",
        )
        assert killed[0]

    def _kill_workers(self, workers: Command, killed: list[int], stop: threading.Event) -> None:
        dice = random.Random(5)
        while not stop.wait(self.kill_every):
            if found := children(workers.process.pid):
                victim = dice.choice(found)
                try:
                    os.kill(victim, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed[0] += 1

    def _all_done(self, one: Serving) -> bool:
        try:
            found, written = states(one.service), letters(one.service)
        except DBAPIError:
            return False
        ended, settled = sum(found[state] for state in ENDED), written["written"] + written["failed"]
        return ended == settled == self.packets


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
