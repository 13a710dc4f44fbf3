"""A backup of a busy service: one moment of the database, and the papers that it names, in one file.

`backup.json` says what made it; `tables/NAME.jsonl` holds a row a line; `papers/KEY` are the papers; `papers.jsonl`
lists them with their hashes; `manifest.json`, the last, holds the counts and hashes of all that. Which database it
came from does not matter: an office moves from SQLite to PostgreSQL by it.
"""

import base64
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, select

from api.service import Service
from api.store.clock import now
from api.store.papers import file_key
from api.store.tables import Base, FileRow, OutputRow
from api.store.upgrade import revision_of
from forms.errors import FormwrightError

FORMAT = "formwright-backup/1"
HEAD, LISTING, MANIFEST = "backup.json", "papers.jsonl", "manifest.json"
ROWS_AT_A_TIME = 500
# Papers are compressed already: the least effort takes most of what the tables hold.
_EFFORT = 1


@dataclass
class Contents:
    """What a backup holds: rows and hash of each table, and how many papers of how many bytes."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    papers: int = 0
    bytes: int = 0
    listing: str = ""
    """Hash of the list of papers."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table["rows"] for table in self.tables.values())


def write_backup(service: Service, target: Path) -> Contents:
    """Writes the backup, whole or not at all, for its owner's eyes alone; raises FormwrightError."""
    try:
        with _beside(target) as (file, folder), tarfile.open(fileobj=file, mode="w:gz", compresslevel=_EFFORT) as tar:
            return _write(service, tar, folder)
    except OSError as error:
        raise FormwrightError(f"{target} cannot be written ({error.strerror}): choose another place.") from None


def _write(service: Service, tar: tarfile.TarFile, folder: Path) -> Contents:
    contents = Contents()
    with moment(service) as connection:
        head = {"format": FORMAT, "revision": revision_of(connection), "made_at": now().isoformat()}
        _add(tar, HEAD, json.dumps(head).encode())
        for table in Base.metadata.sorted_tables:
            contents.tables[table.name] = _add_table(tar, connection, table, folder)
        # Papers are in the store before a row names them, and none that a row names is taken out.
        _add_papers(service, tar, named_papers(connection), folder, contents)
    told = {"tables": contents.tables, "papers": contents.papers, "bytes": contents.bytes, "listing": contents.listing}
    _add(tar, MANIFEST, json.dumps(told).encode())
    return contents


@contextmanager
def _beside(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file that takes its place when all is written, and a folder for what is needed on the way."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".formwright-") as name:
        whole = Path(name) / "backup"
        with whole.open("xb") as file:
            whole.chmod(0o600)
            yield file, Path(name)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(target)


@contextmanager
def moment(service: Service) -> Iterator[Connection]:
    """A transaction that sees the database as it was at one moment, whoever writes meanwhile, and stops nobody."""
    options: dict[str, Any] = {}
    if not service.database.sqlite:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with service.database.engine.connect().execution_options(**options, yield_per=ROWS_AT_A_TIME) as connection:
        yield connection


def named_papers(connection: Connection) -> dict[str, str | None]:
    """The papers that rows name, each with its hash where the row tells it."""
    named: dict[str, str | None] = {}
    for sha256, reading in connection.execute(select(FileRow.sha256, FileRow.reading)):
        named[file_key(sha256)] = sha256
        if reading:
            named[reading] = None
    for [made] in connection.execute(select(OutputRow.made)):
        named |= {file_key(paper["sha256"]): paper["sha256"] for paper in made}
    return named


def _add_table(tar: tarfile.TarFile, connection: Connection, table: Table, folder: Path) -> dict[str, Any]:
    told, rows = hashlib.sha256(), 0
    with tempfile.TemporaryFile(dir=folder) as lines:
        for row in connection.execute(select(table).order_by(*table.primary_key)):
            line = json.dumps({name: _plain(value) for name, value in row._mapping.items()}).encode() + b"\n"
            told.update(line)
            lines.write(line)
            rows += 1
        _add_file(tar, f"tables/{table.name}.jsonl", lines)
    return {"rows": rows, "sha256": told.hexdigest()}


def _plain(value: Any) -> Any:
    """The value as JSON has it; `restore` knows by the column what it was."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _add_papers(
    service: Service, tar: tarfile.TarFile, named: dict[str, str | None], folder: Path, contents: Contents
) -> None:
    with tempfile.TemporaryFile(dir=folder) as listing:
        told = hashlib.sha256()
        for key, expected in sorted(named.items()):
            size, sha256 = _add_paper(service, tar, key)
            if expected and sha256 != expected:
                raise FormwrightError(
                    f"The paper {key} is not what was sent: its bytes have changed. Bring it back from an older backup."
                )
            line = json.dumps({"key": key, "size": size, "sha256": sha256}).encode() + b"\n"
            told.update(line)
            listing.write(line)
            contents.papers, contents.bytes = contents.papers + 1, contents.bytes + size
        contents.listing = told.hexdigest()
        _add_file(tar, LISTING, listing)


def _add_paper(service: Service, tar: tarfile.TarFile, key: str) -> tuple[int, str]:
    with service.papers.local(key) as path, path.open("rb") as file:
        hashing = Hashing(file)
        return _add_file(tar, f"papers/{key}", hashing, os.fstat(file.fileno()).st_size), hashing.told.hexdigest()


def _add_file(tar: tarfile.TarFile, name: str, file: Any, size: int | None = None) -> int:
    member = tarfile.TarInfo(name)
    if size is None:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    member.size, member.mode, member.mtime = size, 0o600, int(now().timestamp())
    tar.addfile(member, file)
    return size


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_file(tar, name, io.BytesIO(content))


class Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.told, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self.file.read(size)
        self.told.update(chunk)
        self.size += len(chunk)
        return chunk

    def readline(self) -> bytes:
        """The next line."""
        line = self.file.readline()
        self.told.update(line)
        self.size += len(line)
        return line
