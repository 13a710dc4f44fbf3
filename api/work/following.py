"""Asking for the letters that follow from a packet: each from the same data once, however often it is asked for."""

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.clock import new_id, now
from api.store.tables import OutputRow, PacketRow
from forms.catalog import Catalog
from forms.report import Report


def fingerprint(document: str, suffix: str, data: dict[str, Any]) -> str:
    """What tells a letter from others: the document, the suffix of its file, the data."""
    told = json.dumps([document, suffix, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def ask_for_letters(session: Session, row: PacketRow, report: Report, catalog: Catalog) -> list[str]:
    """Adds what follows and was not asked for before; gives the ids of what is new."""
    # What writes papers is imported where it is used: it takes a tenth of a second that the web process does without.
    from generators.follow import documents_that_follow

    known = set(session.scalars(select(OutputRow.fingerprint).where(OutputRow.packet_id == row.id)))
    asked = []
    for following in documents_that_follow(report, catalog):
        suffix = following.filename.rpartition(".")[2]
        mark = fingerprint(following.document, suffix, following.data)
        if mark in known:
            continue
        known.add(mark)
        asked.append(new_id())
        session.add(
            OutputRow(
                id=asked[-1],
                packet_id=row.id,
                document=following.document,
                filename=following.filename,
                data=following.data,
                fingerprint=mark,
                state="waiting",
                ready_at=now(),
                asked_by=row.sent_by,
                asked_at=now(),
            )
        )
    return asked
