"""Writing one outgoing document of a packet into the paper store."""

import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.clock import now
from api.store.papers import put_bytes
from api.store.tables import OutputRow, PacketRow
from api.work import leases
from api.work.leases import OUTPUTS
from api.work.piece import LOG, Try, Worker, attempt


def write(worker: Worker, piece: str | None = None) -> bool:
    """Takes the letter, or the one that waits longest, and writes it; False where there was none to take."""
    return attempt(worker, OUTPUTS, _work, piece)


def _work(one: Try) -> None:
    from generators.write import document_files

    service = one.worker.service
    with service.database.reading() as session:
        row = session.scalars(select(OutputRow).where(OutputRow.id == one.piece)).one()
        trace = session.scalar(select(PacketRow.trace).where(PacketRow.id == row.packet_id))
    log = LOG.bind(trace=trace, packet=row.packet_id, output=row.id)
    log.info("writing", document=row.document, attempt=row.attempts)
    made = [
        {"name": name, "sha256": put_bytes(service.papers, content), "size": len(content), "pages": _pages(content)}
        for name, content in document_files(row.document, row.data, row.filename, service.catalog)
    ]
    seconds = round(time.monotonic() - one.began, 3)
    one.write(lambda session: _finish(session, one, made, seconds))
    log.info("written", files=len(made), seconds=seconds)


def _pages(content: bytes) -> int | None:
    """The pages of a PDF; None for another file."""
    import pypdfium2

    if not content.startswith(b"%PDF"):
        return None
    with pypdfium2.PdfDocument(content) as pdf:
        return len(pdf)


def _finish(session: Session, one: Try, made: list[dict[str, Any]], seconds: float) -> None:
    row: OutputRow = leases.hold(session, OUTPUTS, one.piece, one.worker.name)
    row.made, row.seconds, row.written_at = made, seconds, now()
    leases.end(row, "written")
