"""`formwright serve` and `formwright worker` as processes of their own, started and ended by tests."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from api.people.permissions import Role
from api.service import Service, join_service
from api.settings import Settings
from tests.support.office import token_of
from tests.support.servers import PATIENCE, until


@dataclass
class Command:
    """A `formwright` process with what it said."""

    arguments: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api", *self.arguments],
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "OMP_THREAD_LIMIT": "1", **self.environment},
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """Asks it to end, and gives its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode


@contextlib.contextmanager
def command(folder: Path, name: str, *arguments: str, **settings: Any) -> Iterator[Command]:
    """The command while the block runs, under settings named as in `Settings`; `programs` names a folder of them."""
    environment = {f"FORMWRIGHT_{key.upper()}": str(value) for key, value in settings.items()}
    one = Command(list(arguments), environment, folder / f"{name}.log")
    one.start()
    try:
        yield one
    finally:
        one.stop()


@dataclass
class Serving:
    """A service that runs, as a client sees it."""

    command: Command
    service: Service
    url: str
    tokens: dict[Role, str] = field(default_factory=dict)

    def headers(self, role: Role = "operations") -> dict[str, str]:
        if role not in self.tokens:
            self.tokens[role] = token_of(self.service, role)
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    def restart(self) -> None:
        """Starts it again, after it was killed, and waits for its new address."""
        seen = self.command.said().count("listens on")
        self.command.start()
        until(lambda: self.command.said().count("listens on") > seen, "the service to listen again")
        self.url = _address(self.command) or ""

    def ask(self, method: str, path: str, role: Role = "operations", **more: Any) -> httpx.Response:
        return httpx.request(method, f"{self.url}{path}", headers=self.headers(role), timeout=PATIENCE, **more)

    def send(self, *papers: Path, **fields: str) -> str:
        """Sends a packet, and gives its id."""
        files = [("files", (paper.name, paper.read_bytes())) for paper in papers]
        answer = self.ask("POST", "/api/v1/packets", files=files, data=fields)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@contextlib.contextmanager
def serving(folder: Path, name: str = "serve", **settings: Any) -> Iterator[Serving]:
    """`formwright serve` on a free port, with its data in the folder."""
    settings = {"data": folder / "data", **settings}
    with command(folder, name, "serve", "--port", "0", **settings) as one:
        until(lambda: _address(one) is not None, "the address of the service")
        service = join_service(Settings(**{key: value for key, value in settings.items() if key != "programs"}))
        try:
            yield Serving(one, service, _address(one) or "")
        finally:
            service.close()


def _address(one: Command) -> str | None:
    if one.process.poll() is not None:
        raise AssertionError(f"it ended: {one.said()}")
    found = re.findall(r"listens on (http://\S+)", one.said())
    return found[-1] if found else None
