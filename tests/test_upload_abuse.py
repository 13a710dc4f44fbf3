"""Uploads that lie, stall or break off, sent by raw sockets to a real server: refused with the reason, nothing kept."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.store.tables import FileRow
from tests.support.office import Office, open_office, served
from tests.support.servers import until
from tests.test_intake import PDF, rows, zipped

BOUNDARY = "----parts"


def body(*files: tuple[str, bytes], end: bool = True) -> bytes:
    parts = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n"
        for name, content in files
    )
    return parts + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


@contextmanager
def desk(folder: Path, **settings: Any) -> Iterator["Desk"]:
    with open_office(folder, **settings) as office, served(office) as address:
        yield Desk(office, int(address.rpartition(":")[2]))


class Desk:
    """Sends bytes as they are."""

    def __init__(self, office: Office, port: int) -> None:
        self.office = office
        self.port = port

    def connect(self, content: bytes, length: int | None = None, *headers: str, path: str = "packets") -> socket.socket:
        told = [f"Content-Length: {length}"] if length is not None else []
        lines = [
            f"POST /api/v1/{path} HTTP/1.1",
            "Host: desk",
            f"Authorization: Bearer {self.office.token('clerk')}",
            *(headers or [f"Content-Type: multipart/form-data; boundary={BOUNDARY}"]),
            *told,
        ]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + content)
        return connection

    def refused(self, connection: socket.socket, status: int, says: str) -> None:
        """The connection brings the problem, and nothing was kept."""
        with connection:
            answer = b""
            while b"}" not in answer:
                piece = connection.recv(65536)
                assert piece, f"no answer but {answer!r}"
                answer += piece
        head, _, content = answer.partition(b"\r\n\r\n")
        assert head.split()[1] == str(status).encode(), answer
        assert says in json.loads(content)["detail"]
        self.empty()

    def empty(self) -> None:
        """Nothing was kept, and nothing lies where uploads are put down."""
        until(lambda: not list(self.office.service.settings.incoming.iterdir()), "the upload to be cleared away")
        assert (self.office.data(), rows(self.office), rows(self.office, FileRow)) == ([], 0, 0)


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_came(tmp_path: Path) -> None:
    with desk(tmp_path) as sender:
        sender.refused(sender.connect(b"", 10**12), 413, "The upload is larger than 1,000 MB")


def test_an_upload_without_a_length_is_counted(tmp_path: Path) -> None:
    with desk(tmp_path, packet_bytes=400_000, file_bytes=300_000) as sender:
        chunk = body(("a.pdf", PDF), end=False)
        connection = sender.connect(
            b"", None, f"Content-Type: multipart/form-data; boundary={BOUNDARY}", "Transfer-Encoding: chunked"
        )
        for _ in range(3):
            connection.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        sender.refused(connection, 413, "The upload is larger than 400 kB")


def test_whoever_sends_on_after_the_refusal_still_hears_it(tmp_path: Path) -> None:
    with desk(tmp_path, packet_bytes=400_000) as sender:
        content = body(*((f"{n}.pdf", bytes(1_000_000)) for n in range(30)))
        sender.refused(sender.connect(content, len(content)), 413, "The upload is larger than 400 kB")


def test_an_upload_that_says_more_than_it_brings_is_ended(tmp_path: Path) -> None:
    content = body(("a.pdf", PDF))
    with desk(tmp_path, upload_idle_seconds=1) as sender:
        sender.refused(sender.connect(content, len(content) + 1), 408, "Nothing more came of the upload for 1 seconds")


def test_an_upload_at_a_crawl_is_ended(tmp_path: Path) -> None:
    with desk(tmp_path, upload_seconds=1, upload_idle_seconds=30) as sender:
        content = body(("a.pdf", PDF))
        connection = sender.connect(content[:1000], len(content))
        stop = threading.Event()

        def crawl() -> None:
            for at in range(1000, 2000):
                if stop.wait(0.05):
                    return
                connection.send(content[at : at + 1])

        crawler = threading.Thread(target=crawl)
        crawler.start()
        try:
            sender.refused(connection, 408, "The upload did not end within 1 seconds")
        finally:
            stop.set()
            crawler.join()


@pytest.mark.parametrize("half", [True, False])
def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path, half: bool) -> None:
    content = body(("a.pdf", PDF), ("b.pdf", PDF))
    with desk(tmp_path) as sender:
        connection = sender.connect(content[: len(content) // 2], len(content))
        until(lambda: bool(list(sender.office.service.settings.incoming.iterdir())), "the upload to begin")
        if half:
            connection.shutdown(socket.SHUT_WR)
        connection.close()
        sender.empty()


def test_an_upload_that_ends_before_its_form_is_refused(tmp_path: Path) -> None:
    with desk(tmp_path) as sender:
        for content in (body(("a.pdf", PDF), end=False), body(("a.pdf", PDF))[:-8], b""):
            sender.refused(sender.connect(content, len(content)), 422, "cut off")
        for content in (b"no form at all", b"\0" * 5000):
            sender.refused(sender.connect(content, len(content)), 422, "The form is damaged")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        f"multipart/form-data; boundary={'x' * 300}",
        "application/pdf",
        "application/json",
        "multipart/mixed; boundary=x",
    ],
)
def test_an_upload_of_another_type_is_refused(tmp_path: Path, kind: str) -> None:
    with desk(tmp_path) as sender:
        sender.refused(sender.connect(PDF, len(PDF), f"Content-Type: {kind}"), 422, "")


def test_a_part_with_absurd_headers_is_refused(tmp_path: Path) -> None:
    for name in ("x" * 100_000, 'x"\r\n' + "X-A: b\r\n" * 50 + 'Y: "'):
        content = body((name, PDF))
        with desk(tmp_path) as sender:
            sender.refused(sender.connect(content, len(content)), 422, "damaged")


def test_a_body_that_is_no_upload_is_bounded(tmp_path: Path) -> None:
    with desk(tmp_path) as sender:
        json_type = "Content-Type: application/json"
        sender.refused(sender.connect(b"{", 10**9, json_type, path="batches"), 413, "The request is larger than 2 MB")
        connection = sender.connect(b"", None, json_type, "Transfer-Encoding: chunked", path="batches")
        for _ in range(3):
            connection.sendall(b"f4240\r\n" + b" " * 1_000_000 + b"\r\n")
        sender.refused(connection, 413, "The request is larger than 2 MB")


def test_a_zip_of_a_hundred_thousand_entries_is_refused_by_its_end(tmp_path: Path) -> None:
    content = body(("all.zip", zipped(*((f"{n}.pdf", b"") for n in range(100_000)))))
    with desk(tmp_path) as sender:
        sender.refused(sender.connect(content, len(content)), 413, "The number of files in the zip")
