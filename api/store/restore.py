"""A backup brought back into an empty service, and looked through before it holds: hashes, counts, audit trail."""

import base64
import gzip
import json
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, func, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from api.people import audit
from api.service import open_service
from api.settings import Settings
from api.store.backup import FORMAT, HEAD, LISTING, MANIFEST, ROWS_AT_A_TIME, Contents, Hashing, named_papers
from api.store.database import Database
from api.store.papers import CHUNK, Papers, open_papers
from api.store.upgrade import revision_of, upgrade
from forms.errors import FormwrightError

_TABLE = re.compile(r"tables/([a-z_]+)\.jsonl")
_PAPER = re.compile(r"papers/((?:[A-Za-z0-9-][A-Za-z0-9.-]*/)*[A-Za-z0-9-][A-Za-z0-9.-]*)")
_ALTERED = "The backup was altered: counts, hashes or rows do not hold. Nothing was brought back."
_SEEDED = "audit_heads"
"""The one table that is never empty."""


def restore_backup(source: Path, settings: Settings) -> Contents:
    """Brings everything back, or nothing; raises FormwrightError where it does not hold or something is there."""
    settings.incoming.mkdir(parents=True, exist_ok=True)
    papers = open_papers(settings.papers)
    if next(papers.keys(), None) is not None:
        raise FormwrightError("There are papers here already. Restore into an empty data folder or bucket.")
    database = Database(settings.database)
    try:
        contents = _restore(source, settings, database, papers)
    finally:
        database.close()
    # Brings tables of an older version up to date.
    open_service(settings).close()
    return contents


def _restore(source: Path, settings: Settings, database: Database, papers: Papers) -> Contents:
    kept: dict[str, tuple[int, str]] = {}
    try:
        with gzip.open(source) as whole, tarfile.open(fileobj=whole, mode="r|") as tar:
            return _read(tar, _members(tar, whole), settings, database, papers, kept)
    except BaseException as error:
        for key in kept:
            papers.delete(key)
        if isinstance(error, DataError | IntegrityError):
            raise FormwrightError(_ALTERED) from None
        if isinstance(error, tarfile.TarError | zlib.error | EOFError | ValueError | KeyError | OSError):
            why = getattr(error, "strerror", None) or "it is not whole, or no backup"
            raise FormwrightError(f"{source} cannot be restored: {why}. Nothing was brought back.") from None
        raise


def _members(tar: tarfile.TarFile, whole: gzip.GzipFile) -> Iterator[tarfile.TarInfo]:
    """Every member; at the end, that the file itself has come to its end."""
    yield from tar
    while whole.read(CHUNK):
        pass


def _read(
    tar: tarfile.TarFile,
    members: Iterator[tarfile.TarInfo],
    settings: Settings,
    database: Database,
    papers: Papers,
    kept: dict[str, tuple[int, str]],
) -> Contents:
    _prepare(database, _json(tar, next(members, None), HEAD))
    found, listing, manifest = Contents(), {}, None
    with database.writing() as session:
        tables = _tables(session.connection())
        session.execute(tables[_SEEDED].delete())
        for member in members:
            if table := _TABLE.fullmatch(member.name):
                found.tables[table[1]] = _load(session, tables[table[1]], Hashing(_open(tar, member)))
            elif paper := _PAPER.fullmatch(member.name):
                kept[paper[1]] = (0, "")
                kept[paper[1]] = _keep(papers, paper[1], _open(tar, member), settings.incoming)
            elif member.name == LISTING:
                hashing = Hashing(_open(tar, member))
                listing = {line["key"]: (line["size"], line["sha256"]) for line in _lines(hashing)}
                found.listing = hashing.told.hexdigest()
            else:
                manifest = _json(tar, member, MANIFEST)
        found.papers, found.bytes = len(kept), sum(size for size, _ in kept.values())
        _verify(session, found, manifest, kept, listing)
    return found


def _prepare(database: Database, head: dict[str, Any]) -> None:
    """Makes the tables as they were; raises FormwrightError where rows are there already."""
    if head["format"] != FORMAT:
        raise FormwrightError(f"This backup is of another kind ({head['format']}): restore it with its own version.")
    with database.engine.connect() as connection:
        here = revision_of(connection)
        full = here is not None and _holds_rows(connection)
    if full:
        raise FormwrightError("The database holds rows already. Restore into an empty data folder or database.")
    if here not in (None, head["revision"]):
        raise FormwrightError("The database has the tables of another version. Restore into a new database.")
    upgrade(database, head["revision"])


def _holds_rows(connection: Connection) -> bool:
    tables = _tables(connection)
    if connection.scalar(select(func.sum(tables[_SEEDED].c.number))):
        return True
    others = (table for name, table in tables.items() if name not in (_SEEDED, "alembic_version"))
    return any(connection.scalar(select(func.count()).select_from(table)) for table in others)


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables as they are in the database: those of a backup may be older than the code."""
    metadata = MetaData()
    # SQLite's index of words fills itself as packets come.
    metadata.reflect(connection, only=lambda name, _: not name.startswith("packet_words"))
    return dict(metadata.tables)


def _load(session: Session, table: Table, lines: Hashing) -> dict[str, Any]:
    rows, waiting = 0, []
    for line in _lines(lines):
        waiting.append({name: _typed(table, name, value) for name, value in line.items()})
        rows += 1
        if len(waiting) == ROWS_AT_A_TIME:
            session.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        session.execute(table.insert(), waiting)
    return {"rows": rows, "sha256": lines.told.hexdigest()}


def _lines(file: Hashing) -> Iterator[dict[str, Any]]:
    while line := file.readline():
        yield json.loads(line)


def _typed(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value


def _keep(papers: Papers, key: str, file: IO[bytes], incoming: Path) -> tuple[int, str]:
    hashing = Hashing(file)
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as put_down:
        while chunk := hashing.read(CHUNK):
            put_down.write(chunk)
    path = Path(put_down.name)
    try:
        papers.put_file(key, path)
    finally:
        path.unlink(missing_ok=True)
    return hashing.size, hashing.told.hexdigest()


def _open(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = tar.extractfile(member)
    if file is None:
        raise ValueError(member.name)
    return file


def _json(tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> dict[str, Any]:
    if member is None or member.name != name:
        raise ValueError(name)
    content: dict[str, Any] = json.loads(_open(tar, member).read())
    return content


def _verify(
    session: Session,
    found: Contents,
    manifest: dict[str, Any] | None,
    kept: dict[str, tuple[int, str]],
    listing: dict[str, tuple[int, str]],
) -> None:
    """Raises FormwrightError at the first thing that is not as the backup says."""
    told = {"tables": found.tables, "papers": found.papers, "bytes": found.bytes, "listing": found.listing}
    if manifest is None:
        raise FormwrightError("The backup is not whole: its end is missing. Nothing was brought back.")
    if told != manifest or kept != listing:
        raise FormwrightError(_ALTERED)
    if missing := set(named_papers(session.connection())) - set(kept):
        raise FormwrightError(f"{len(missing)} papers that rows name are missing. Nothing was brought back.")
    session.flush()
    if broken := audit.verify(session)[1]:
        raise FormwrightError(
            f"The audit trail does not hold (chain {broken[0].chain}, row {broken[0].number}: {broken[0].why}). "
            "Nothing was brought back."
        )
