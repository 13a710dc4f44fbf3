"""Papers go into the store before their rows are written; what no row came to name is taken out again."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import String, cast, delete, exists, select

from api.intake.incoming import Place, abandoned, remove
from api.intake.once import KEPT_DAYS
from api.intake.papers import Paper
from api.service import Service
from api.store.clock import now
from api.store.papers import file_key
from api.store.tables import FileRow, Once, OutputRow


@contextmanager
def keeping(service: Service, place: Place, papers: Iterable[Paper]) -> Iterator[None]:
    """Puts the papers into the store; the block writes their rows. Where either fails, nothing stays."""
    fresh: list[str] = []
    try:
        with _lock(service, fcntl.LOCK_SH):
            for paper in papers:
                if not service.papers.has(file_key(paper.sha256)):
                    fresh.append(paper.sha256)
                    _enter(place.journal, paper.sha256)
                    service.papers.put_file(file_key(paper.sha256), paper.path)
            yield
    except BaseException:
        _take_back(service, fresh)
        raise
    place.journal.unlink(missing_ok=True)


def sweep(service: Service) -> None:
    """Clears up after uploads whose process died, and forgets old Idempotency-Keys."""
    for folder in abandoned(service.settings.incoming):
        journal = folder / "journal"
        _take_back(service, journal.read_text().split() if journal.exists() else [])
        remove(folder)
    with service.database.writing() as session:
        session.execute(delete(Once).where(Once.created_at < now() - timedelta(days=KEPT_DAYS)))


def _enter(journal: Path, sha256: str) -> None:
    with journal.open("a") as file:
        file.write(f"{sha256}\n")
        file.flush()
        os.fsync(file.fileno())


def _take_back(service: Service, shas: list[str]) -> None:
    """Takes out of the store what no row names; another upload may have brought the same paper meanwhile."""
    if not shas:
        return
    with _lock(service, fcntl.LOCK_EX), service.database.reading() as session:
        for sha256 in shas:
            written = exists().where(cast(OutputRow.made, String).contains(sha256))
            if not session.scalar(select(exists().where(FileRow.sha256 == sha256) | written)):
                service.papers.delete(file_key(sha256))


@contextmanager
def _lock(service: Service, kind: int) -> Iterator[None]:
    """Held together by those who keep papers, alone by who takes some out."""
    descriptor = os.open(service.settings.data / "papers.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
