"""`formwright serve`: the web process with workers beside it, and `formwright worker`: workers alone."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
import uvicorn

from api.app import create_app
from api.logs import write_logs
from api.people.invitations import first_run_link
from api.service import Service, open_service
from api.settings import Settings
from api.work.supervisor import Supervisor
from api.work.word import Kind
from forms.errors import FormwrightError

_KEEP_ALIVE = 15
"""Seconds that an idle connection is kept."""
_HEAD_BYTES = 64 * 1024
"""Of a request's line and headers together."""
_TOGETHER = 500
"""Connections at a time; what comes above is told to try again (503)."""
_BACKLOG = 512
"""Connections that wait to be taken; they wait from the moment that the address is printed."""
_GRACE = 20
"""Seconds that running requests have to end."""


def serve(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; raises FormwrightError where it cannot start."""
    write_logs()
    with _alone(settings), _listening(settings) as listener:
        # Port 0 asks for any that is free; links must name the one that was given.
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        service = open_service(settings)
        try:
            app = create_app(service)
            _greet(service)
            with _workers(settings):
                _run(uvicorn.Server(_config(app)), listener)
        finally:
            service.close()


def work(settings: Settings, processes: int, kinds: Sequence[Kind]) -> None:
    """Runs workers alone until SIGTERM or SIGINT; raises FormwrightError where it cannot start."""
    write_logs()
    Supervisor(settings, processes, kinds).run()


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Holds the data folder for this `serve`; raises FormwrightError where another has it."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(settings.data / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FormwrightError(
            f"{settings.data} cannot be used ({error.strerror}): set FORMWRIGHT_DATA to a folder that can."
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise FormwrightError(
            f"Another `formwright serve` runs on {settings.data} already: use that one, end it first, "
            "or choose another folder with --data."
        ) from None
    try:
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise FormwrightError(
            f"Nothing can listen on {settings.host} port {settings.port} ({error.strerror}): "
            "choose another port with --port."
        ) from None
    with listener:
        yield listener


def _greet(service: Service) -> None:
    """Prints the address, and where nobody has an account the link that makes the administrator's."""
    said = f"Formwright listens on {service.settings.address}"
    if first := first_run_link(service):
        said = f"Nobody has an account yet. Make the administrator's within seven days: {first}\n{said}"
    typer.echo(said)
    sys.stdout.flush()


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        timeout_keep_alive=_KEEP_ALIVE,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        limit_concurrency=_TOGETHER,
        timeout_graceful_shutdown=_GRACE,
        backlog=_BACKLOG,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
    )


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # The server ends its requests at these signals, then sends them on: the end that they ask for has come by then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    server.run(sockets=[listener])


@contextlib.contextmanager
def _workers(settings: Settings) -> Iterator[None]:
    """A supervisor in a process of its own, started again should it die, ended with the block."""
    if not settings.workers:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_keep_supervisor, args=(settings, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _keep_supervisor(settings: Settings, ended: threading.Event) -> None:
    command = [sys.executable, "-m", "api.work", str(os.getpid()), str(settings.workers)]
    environment = {**os.environ, "FORMWRIGHT_DATA": str(settings.data.resolve())}
    while not ended.is_set():
        process = subprocess.Popen(command, env=environment, start_new_session=True, cwd=Path.cwd())
        while process.poll() is None and not ended.wait(0.2):
            pass
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait()
        ended.wait(1)
