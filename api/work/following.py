"""Asking for the letters that follow from a packet: each from the same data once, however often it is asked for."""

import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.clock import new_id, now
from api.store.tables import OutputRow, PacketRow
from forms.catalog import Catalog
from forms.errors import FormwrightError, IncompleteData
from forms.report import Report

if TYPE_CHECKING:
    from generators.document import Following


def fingerprint(document: str, suffix: str, data: dict[str, Any]) -> str:
    """What tells a letter from others: the document, the suffix of its file, the data."""
    told = json.dumps([document, suffix, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def followed(document: str, data: dict[str, Any]) -> str:
    """What tells by its data what a letter follows from, whatever the kind of its file."""
    return fingerprint(document, "", data)


def follows(report: Report, catalog: Catalog) -> "list[Following]":
    """The letters that follow from the packet's report."""
    # What writes papers is imported where it is used: it takes a tenth of a second that the web process does without.
    from generators.follow import documents_that_follow

    return documents_that_follow(report, catalog)


def missing(catalog: Catalog, name: str, data: dict[str, Any]) -> list[str]:
    """What the letter cannot be written without."""
    from generators.document import document
    from generators.write import complete

    declared = document(name, catalog)
    try:
        complete(declared, catalog.program(declared.program), data)
    except IncompleteData as error:
        return error.missing
    except FormwrightError as error:
        return [str(error)]
    return []


def ready_letters(report: Report, catalog: Catalog) -> "list[Following]":
    """Those that follow and lack nothing: what lacks something waits for a person who knows it."""
    return [one for one in follows(report, catalog) if not missing(catalog, one.document, one.data)]


def ask_for_letters(
    session: Session, row: PacketRow, letters: "Iterable[Following]", by: str | None = None
) -> list[str]:
    """Adds those that were not asked for before; gives the ids of what is new. Where nobody asks, the sender does."""
    of_packet = OutputRow.packet_id == row.id
    known = set(session.scalars(select(OutputRow.fingerprint).where(of_packet)))
    # One with a person's own words is no other letter.
    told = {(row[0], row[1]) for row in session.execute(select(OutputRow.follows, OutputRow.filename).where(of_packet))}
    asked = []
    for following in letters:
        suffix = following.filename.rpartition(".")[2]
        mark = fingerprint(following.document, suffix, following.data)
        if mark in known or (followed(following.document, following.data), following.filename) in told:
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
                follows=followed(following.document, following.data),
                state="waiting",
                ready_at=now(),
                asked_by=by or row.sent_by,
                asked_at=now(),
            )
        )
    return asked
