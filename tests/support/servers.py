"""PostgreSQL, Redis and RabbitMQ for tests: own copies on free ports of loopback, in temporary folders."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from kombu import Connection

PATIENCE = 60.0
"""Seconds that a server may take to start or to end, on a machine that is busy besides."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Waits for the condition; fails with what was waited for where it does not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} seconds in vain: {what}"
        time.sleep(0.05)


@dataclass
class Server:
    """One server process, which can be killed and started again on the same port and data."""

    command: list[str]
    folder: Path
    port: int
    url: str
    answers: Callable[[], bool]
    user: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self.user,
                env={**_plain_environment(), **self.environment},
            )
        until(lambda: self._lives() and self.answers(), f"{self.command[0]} to answer")

    def _lives(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"{self.command[0]} ended: {(self.folder / 'log').read_text()[-2000:]}")
        return True

    def kill(self) -> None:
        """Ends it without notice, as a loss of power does; its children notice by themselves."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        """Asks it to end, and ends it where it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL: fast, without waiting for clients
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """A PostgreSQL with an empty database; its `url` is as the settings name it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(programs[-1]) if programs else shutil.which("initdb")
    assert initdb, "PostgreSQL is not installed: apt-get install postgresql"
    # It refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    name = user or pwd.getpwuid(os.geteuid()).pw_name
    with _folder(user) as folder:
        data, port = folder / "data", free_port()
        subprocess.run(
            [initdb, "-D", data, "-U", name, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
            env=_plain_environment(),
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "max_connections": 200,
        }
        command = [str(Path(initdb).with_name("postgres")), "-D", str(data)]
        for option, value in options.items():
            command += ["-c", f"{option}={value}"]
        plain = f"postgresql://{name}@127.0.0.1:{port}/postgres"
        server = Server(
            command,
            folder,
            port,
            plain.replace("postgresql:", "postgresql+psycopg:"),
            lambda: _postgresql_answers(plain),
            user,
        )
        yield from _running(server)


@contextlib.contextmanager
def redis_server() -> Iterator[Server]:
    """A Redis that keeps nothing: a restart loses every message."""
    with _folder(None) as folder:
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        server = Server(command, folder, port, f"redis://127.0.0.1:{port}/0", lambda: _redis_answers(port))
        yield from _running(server)


@contextlib.contextmanager
def rabbitmq() -> Iterator[Server]:
    """A RabbitMQ with a port mapper of its own, so that none is left running."""
    program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    assert program.exists(), "RabbitMQ is not installed: apt-get install rabbitmq-server"
    user = "rabbitmq" if os.geteuid() == 0 else None
    with _folder(user) as folder:
        port, mapper_port = free_port(), free_port()
        environment = {
            "HOME": str(folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(mapper_port),
            "RABBITMQ_NODENAME": "formwright@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            # The script becomes the server, so that the process that was started is the one to end.
            "RABBITMQ_ALLOW_INPUT": "1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-noinput +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        }
        mapper_command = ["epmd", "-port", str(mapper_port), "-address", "127.0.0.1"]
        mapper = Server(mapper_command, folder, mapper_port, "", lambda: _listens(mapper_port), user, environment)
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        server = Server([str(program)], folder, port, url, lambda: _rabbitmq_answers(url), user, environment)
        try:
            mapper.start()
            server.start()
            yield server
        finally:
            server.kill()
            mapper.kill()


def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def _folder(user: str | None) -> Iterator[Path]:
    """A folder of the user, outside of folders that only the present user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="formwright-test-", dir="/tmp"))
    try:
        if user:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "FORMWRIGHT_"))}


def _postgresql_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _redis_answers(port: int) -> bool:
    try:
        with redis.Redis(port=port, socket_timeout=5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _rabbitmq_answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=5) as connection:
            connection.connect()
            return True
    except OSError:
        return False
