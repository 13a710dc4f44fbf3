"""A backup of a busy service, brought back elsewhere: all rows, all papers, the audit trail."""

import gzip
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from api.people import audit
from api.service import Service, open_service
from api.settings import Settings
from api.store.backup import named_papers, write_backup
from api.store.clock import new_id, now
from api.store.papers import file_key, pack, put_bytes
from api.store.restore import restore_backup
from api.store.tables import Base, FileRow, OutputRow, PacketReport, PacketRow, User
from forms.errors import FormwrightError
from tests.support.servers import postgresql


def _write_packet(service: Service) -> str:
    """A packet as upload, worker and people leave it: paper, reading, report, letter, audit row."""
    packet, file = new_id(), new_id()
    sha256 = put_bytes(service.papers, b"%PDF-1.7 " + packet.encode() * 50)
    letter = put_bytes(service.papers, b"letter of " + packet.encode())
    service.papers.put(f"readings/{file}", pack(f'{{"words": "{packet}"}}'))
    with service.database.writing() as session:
        session.add(
            PacketRow(
                id=packet,
                receipt=packet[-16:],
                name="papers of Zoë",
                program="ct-pss",
                as_of=now().date(),
                due_on=now().date(),
                sent_by="x",
                trace="0" * 32,
                fingerprint="0" * 64,
                received_at=now(),
                ready_at=now(),
                state="checked",
                seconds={"read": 1.5},
                search="zoe example",
            )
        )
        session.flush()
        session.add(
            FileRow(
                id=file,
                packet_id=packet,
                number=1,
                name="a.pdf",
                sha256=sha256,
                size=9,
                reading=f"readings/{file}",
                sent_by="x",
                sent_at=now(),
            )
        )
        session.add(PacketReport(packet_id=packet, body=pack("{}") + b"\x00\xff", made_at=now(), version="1"))
        session.add(
            OutputRow(
                id=new_id(),
                packet_id=packet,
                document="ct-pss/letter",
                filename="letter.pdf",
                data={"amount": "88.29"},
                fingerprint="0" * 64,
                made=[{"name": "letter.pdf", "sha256": letter, "size": 1}],
                seconds=0.1,
                asked_by="x",
                asked_at=now(),
                ready_at=now(),
                state="written",
            )
        )
        audit.note(session, "service", "packets.send", packet, files=1)
    return packet


def _person(service: Service) -> None:
    with service.database.writing() as session:
        session.add(
            User(
                id=new_id(),
                name="A",
                email="a@example.org",
                password="",
                role="admin",
                programs=["ct-pss"],
                language="en",
                active=True,
                created_at=now(),
            )
        )


def _rows(service: Service) -> dict[str, list[dict[str, Any]]]:
    with service.database.engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def _papers(service: Service) -> dict[str, bytes]:
    with service.database.engine.connect() as connection:
        return {key: service.papers.get(key) for key in named_papers(connection)}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as server:
        yield server.url


@pytest.fixture
def address(server: str) -> Callable[[str], str]:
    """The address of a database of each kind, empty."""

    def of(kind: str) -> str:
        if kind == "sqlite":
            return ""
        name = f"t{new_id().lower()}"
        import psycopg

        with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return server.rpartition("/")[0] + f"/{name}"

    return of


@pytest.mark.parametrize(
    ("kind", "other"),
    [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "postgresql"), ("postgresql", "sqlite")],
)
def test_a_busy_service_comes_back_elsewhere_as_it_was_at_one_moment(
    tmp_path: Path, address: Callable[[str], str], kind: str, other: str
) -> None:
    stop, written = threading.Event(), threading.Event()
    file = tmp_path / "backup.tar.gz"
    with closing(open_service(Settings(data=tmp_path / "one", database_url=address(kind)))) as service:
        _person(service)
        before = [_write_packet(service) for _ in range(5)]

        def keep_writing() -> None:
            while not stop.is_set():
                _write_packet(service)
                written.set()

        with ThreadPoolExecutor(3) as pool:
            writers = [pool.submit(keep_writing) for _ in range(3)]
            written.wait(60)
            try:
                contents = write_backup(service, file)
            finally:
                stop.set()
            for writer in writers:
                writer.result()
        known, papers = _rows(service), _papers(service)
    assert len(known["packets"]) > contents.tables["packets"]["rows"] >= 5

    settings = Settings(data=tmp_path / "two", database_url=address(other))
    assert restore_backup(file, settings) == contents
    with closing(open_service(settings)) as restored:
        found = _rows(restored)
        with restored.database.reading() as session:
            rows, broken = audit.verify(session)
        # Of what only grows, the backup holds rows as they are; of one moment: as many packets as everything of theirs.
        for name in ("packets", "files", "packet_reports", "outputs", "audit", "users"):
            assert len(found[name]) == contents.tables[name]["rows"]
            assert all(row in known[name] for row in found[name]), name
        assert len(found["files"]) == len(found["packets"]) == len(found["outputs"]) == rows
        assert set(before) <= {row["id"] for row in found["packets"]}
        assert broken == []
        back = _papers(restored)
        assert len(back) == 3 * len(found["packets"]) == contents.papers
        assert back == {key: papers[key] for key in back}
        # It goes on from there.
        _write_packet(restored)
        with restored.database.reading() as session:
            assert audit.verify(session) == (rows + 1, [])
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    with closing(open_service(Settings(data=tmp_path / "one"))) as service:
        for _ in range(3):
            _write_packet(service)
        write_backup(service, file)
    return file


def _refused(file: Path, folder: Path, why: str) -> None:
    settings = Settings(data=folder)
    with pytest.raises(FormwrightError, match=why):
        restore_backup(file, settings)
    with closing(open_service(settings)) as service:
        assert list(service.papers.keys()) == []
        assert not any(rows for name, rows in _rows(service).items() if name != "audit_heads")


def test_nothing_is_restored_over_what_is_there(backup: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        settings = Settings(data=tmp_path / folder)
        if folder == "two":
            with closing(open_service(settings)) as service:
                _person(service)
        with closing(open_service(settings)) as service:
            before = _rows(service)
        with pytest.raises(FormwrightError, match="already"):
            restore_backup(backup, settings)
        with closing(open_service(settings)) as service:
            assert _rows(service) == before


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_a_backup_that_was_cut_off_is_refused(backup: Path, tmp_path: Path, share: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    _refused(backup, tmp_path / "two", "not whole")


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(gzip.compress(b"a letter"))
    _refused(other, tmp_path / "two", "no backup")
    _refused(tmp_path / "nothing", tmp_path / "two", "No such file")


def _altered(backup: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    members: list[tuple[str, bytes]] = []
    with tarfile.open(backup) as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file
            members.append((member.name, file.read()))
    with tarfile.open(backup, "w:gz") as tar:
        for name, content in members:
            changed = change(name, content)
            if changed is not None:
                entry = tarfile.TarInfo(name)
                entry.size = len(changed)
                tar.addfile(entry, io.BytesIO(changed))


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("papers/", lambda content: content + b"x"),
        ("papers/readings", lambda content: None),
        ("tables/packets", lambda content: content.replace(b"ct-pss", b"ct-psx")),
        ("tables/packets", lambda content: content[: content.index(b"\n") + 1]),
        ("papers.jsonl", lambda content: b""),
        ("manifest.json", lambda content: None),
        ("manifest.json", lambda content: content.replace(b'"papers": 9', b'"papers": 8')),
    ],
)
def test_a_backup_that_was_altered_is_refused(
    backup: Path, tmp_path: Path, part: str, change: Callable[[bytes], bytes | None]
) -> None:
    _altered(backup, lambda name, content: change(content) if name.startswith(part) else content)
    _refused(backup, tmp_path / "two", "Nothing was brought back")


def test_a_trail_that_does_not_hold_is_not_brought_back(tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    with closing(open_service(Settings(data=tmp_path / "one"))) as service:
        _write_packet(service)
        with service.database.writing() as session:
            session.execute(text("UPDATE audit SET who = 'nobody'"))
        write_backup(service, file)
    _refused(file, tmp_path / "two", "audit trail does not hold")


@pytest.mark.parametrize("name", ["papers/../../outside", "/etc/outside", "papers//outside"])
def test_a_member_that_leads_outside_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    renamed = backup.with_name("other.tar.gz")
    with tarfile.open(backup) as source, tarfile.open(renamed, "w:gz") as target:
        for member in source:
            file = source.extractfile(member)
            if member.name.startswith("papers/"):
                member.name = name
            target.addfile(member, file)
    _refused(renamed, tmp_path / "two", "cannot be restored")
    assert not list(tmp_path.rglob("outside"))


def test_a_paper_whose_bytes_changed_stops_the_backup_and_leaves_no_half(tmp_path: Path) -> None:
    with closing(open_service(Settings(data=tmp_path / "one"))) as service:
        _write_packet(service)
        with service.database.reading() as session:
            sha256 = session.scalars(select(FileRow.sha256)).one()
        service.papers.put(file_key(sha256), b"another paper")
        with pytest.raises(FormwrightError, match="bytes have changed"):
            write_backup(service, tmp_path / "out" / "backup.tar.gz")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_backup_says_what_it_holds(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        manifest = json.loads(tar.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert names[0] == "backup.json"
    assert names[-1] == "manifest.json"
    assert manifest["papers"] == 9 == sum(name.startswith("papers/") for name in names)
    assert manifest["tables"]["packets"]["rows"] == 3
