"""A disk that is full, at an upload and at the writing of letters: told, nothing half, and it recovers by itself."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import select

from api.store.tables import OutputRow, PacketRow
from tests.support.running import serving
from tests.support.servers import until
from tests.support.soak import PROGRAMS, note, send, slips
from tests.support.watched import letters, states

SIZE = 80_000_000
SPARE = 55_000_000
"""What an upload must leave free (`api/intake/upload.py`), and a little."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few megabytes: mounted here by root, else within a process of its own that keeps it mounted."""
    place = folder / "disk"
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    if os.geteuid() == 0:
        subprocess.run(["mount", *options], check=True)
        try:
            yield place
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)
        return
    script = 'mount "$@" && echo mounted && exec cat'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", *options]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        assert holder.stdout.readline() == b"mounted\n", "a test of a full disk needs user namespaces, or root"
        yield Path(f"/proc/{holder.pid}/root{place}")
    finally:
        holder.kill()
        holder.wait()


@contextmanager
def full(disk: Path, left: int) -> Iterator[None]:
    """The disk with so many bytes left while the block runs."""
    ballast = disk / "ballast"
    found = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, found.f_bavail * found.f_frsize - left))
    try:
        yield
    finally:
        ballast.unlink()


def files(disk: Path) -> set[str]:
    return {path.relative_to(disk).as_posix() for path in disk.rglob("*") if path.is_file()}


def test_an_upload_to_a_full_disk_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    [paper] = slips(1)
    with (
        small_disk(tmp_path) as disk,
        serving(tmp_path, workers=0, programs=PROGRAMS, data=disk / "data") as one,
        httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client,
    ):
        before = {name for name in files(disk) if "formwright.db" not in name}
        with full(disk, 40_000):
            answer = client.post("/api/v1/packets", files={"files": ("slip.pdf", paper)})
            assert (answer.status_code, answer.json()["code"]) == (507, "no-room")
            assert str(disk) not in answer.text
            assert client.get("/health").status_code == 200
            assert client.get("/ready").status_code == 503
        assert {name for name in files(disk) if "formwright.db" not in name} - before <= {"data/papers.lock"}
        assert states(one.service) == {}
        send(client, paper, "after")
        assert states(one.service) == {"waiting": 1}
    note("disk full during an upload", answer="507 with the reason", left_behind=0, afterwards="taken")


def test_writing_to_a_full_disk_is_tried_again_when_there_is_room(tmp_path: Path) -> None:
    [paper] = slips(1, "print")
    data = tmp_path / "data"
    with small_disk(tmp_path) as disk:
        # The papers alone lie on the small disk: the database goes on and can tell.
        store = disk / "papers"
        with serving(tmp_path, workers=1, programs=PROGRAMS, data=data, store_url=str(store), retry_seconds=1) as one:
            with httpx.Client(base_url=one.url, headers=one.headers(), timeout=60) as client:
                packet = send(client, paper, "print", letters="true")
            with full(disk, 0):
                until(lambda: _told(one.service, "no room"), "the worker to tell that there is no room", 120)
                before = files(disk)
            until(lambda: letters(one.service)["written"] == 1, "the letter to be written", 120)
            with one.service.database.reading() as session:
                letter = session.scalars(select(OutputRow)).one()
                assert (letter.attempts, letter.failures, letter.fault) == (1, 0, None)
                assert session.get_one(PacketRow, packet).state == "checked"
        assert not [name for name in before if ".part-" in name]
    note("disk full during writing", told="no room", half_files=0, written="when there was room")


def _told(service: object, words: str) -> bool:
    with service.database.reading() as session:  # type: ignore[attr-defined]
        faults = [*session.scalars(select(OutputRow.fault)), *session.scalars(select(PacketRow.fault))]
    return any(fault and words in fault for fault in faults)
