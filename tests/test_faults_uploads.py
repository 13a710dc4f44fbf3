"""Fifty clients upload at once, one at a crawl: the web process holds little of it, and health answers meanwhile."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.support.running import Serving, serving
from tests.support.soak import note, sized, slip
from tests.support.watched import resident_bytes, states

CLIENTS = sized(8, 50)
SIZE = sized(4_000_000, 20_000_000)
_END = b"\r\n--b--\r\n"
GROWN = 120_000_000
"""Bytes that the web process may grow by, whatever is sent: less than a tenth of what fifty clients send."""


def test_uploads_are_streamed_and_leave_the_service_answering(tmp_path: Path) -> None:
    with serving(tmp_path, workers=0) as one:
        web = one.command.process.pid
        slow = _slow_upload(one)
        with httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client:
            client.get("/health")
            before = resident_bytes(web)
            stop, seen = threading.Event(), [before]
            answered: list[float] = []
            watcher = threading.Thread(target=_watch, args=(one, web, stop, seen, answered))
            watcher.start()
            began = time.monotonic()
            with ThreadPoolExecutor(CLIENTS) as pool:
                sent = list(pool.map(lambda number: _upload(one, number), range(CLIENTS - 1)))
            took = time.monotonic() - began
            stop.set()
            watcher.join()
        assert sent == [201] * (CLIENTS - 1)
        slow.sendall(_END)
        assert slow.recv(200).startswith(b"HTTP/1.1 201")
        slow.close()
        assert states(one.service) == {"waiting": CLIENTS}
        assert max(seen) - before < GROWN
        assert answered, "health was never asked"
    note(
        f"{CLIENTS} clients sending {SIZE // 1_000_000} MB each, one at a crawl",
        seconds=f"{took:.0f}",
        web_process_before=f"{before // 1_000_000} MB",
        at_most=f"{max(seen) // 1_000_000} MB",
        health_asked=len(answered),
        slowest_answer=f"{max(answered):.2f} s",
    )


def _paper(number: int) -> bytes:
    """A PDF of the size, most of it behind its end."""
    content = slip()
    return content + b"\n%" + (b"%08d" % number) * ((SIZE - len(content)) // 8)


def _upload(one: Serving, number: int) -> int:
    files = {"files": ("slip.pdf", _paper(number))}
    answer = httpx.post(f"{one.url}/api/v1/packets", headers=one.headers(), files=files, timeout=300)
    return answer.status_code


def _slow_upload(one: Serving) -> socket.socket:
    """An upload that has begun, and of which the end is still to come."""
    address = urlsplit(one.url)
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="slow.pdf"\r\n\r\n' + slip()
    head = (
        f"POST /api/v1/packets HTTP/1.1\r\nHost: {address.netloc}\r\n"
        f"Authorization: {one.headers()['Authorization']}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body) + len(_END)}\r\n\r\n"
    )
    connection = socket.create_connection((address.hostname or "", address.port or 0), timeout=60)
    connection.sendall(head.encode() + body)
    return connection


def _watch(one: Serving, web: int, stop: threading.Event, seen: list[int], answered: list[float]) -> None:
    with httpx.Client(base_url=one.url, timeout=60) as client:
        while not stop.wait(0.05):
            began = time.monotonic()
            assert client.get("/health").json() == {"status": "ok"}
            answered.append(time.monotonic() - began)
            seen.append(resident_bytes(web))
