"""A packet as it stands: what was read, put together as a person says, with the values that persons gave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.packets import rules_failed
from api.record.readings import packet_files, readings
from api.service import Service
from api.store.tables import Arrangement, Correction, PacketRow
from extractors.arrange import Arranged, arranged
from extractors.read import FileReading, as_packet
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.evidence import Value
from forms.packet import Document, Packet
from forms.report import Report
from validators.engine import check_packet


@dataclass(slots=True)
class Standing:
    """A packet as it stands, and what it was before persons changed it."""

    packet: Packet
    before: dict[tuple[str, str], Value]
    """The machine's readings of corrected values, by document and path."""
    made: dict[tuple[str, str], Correction]
    """The corrections that hold, by document and path."""
    lost: list[Correction]
    """Corrections of documents that are not there any more: kept, and in force again when the document is."""


def standing(service: Service, session: Session, row: PacketRow) -> Standing:
    """The packet as it stands; raises Conflict where it is not read yet."""
    return put_together(session, row, readings(service, packet_files(session, row.id)), service.catalog)


def put_together(session: Session, row: PacketRow, read: Sequence[FileReading], catalog: Catalog) -> Standing:
    """What was read, with the arrangement and the corrections that hold."""
    packet = as_packet(row.name, list(read), catalog)
    order = last_arrangement(session, row.id)
    if order is not None:
        arranged(packet, read, [_wanted(entry) for entry in order.documents], catalog)
    found = Standing(packet, {}, {}, [])
    for correction in corrections(session, row.id):
        _apply(correction, found, catalog)
    return found


def checked(service: Service, row: PacketRow, packet: Packet, as_of: Any = None) -> Report:
    """The report on the packet, the same as the command line's; a rule that fails is told in it."""
    program = row.program if row.program_told else None
    day = as_of or row.as_of
    try:
        return check_packet(packet, service.catalog, day, program)
    except (FormwrightError, MemoryError):
        raise
    except Exception as error:  # whatever a rule stumbles over
        return rules_failed(packet, day, program, error)


def last_arrangement(session: Session, packet_id: str) -> Arrangement | None:
    """The arrangement that holds."""
    rows = select(Arrangement).where(Arrangement.packet_id == packet_id, Arrangement.undone_at.is_(None))
    return session.scalars(rows.order_by(Arrangement.id.desc()).limit(1)).one_or_none()


def corrections(session: Session, packet_id: str) -> list[Correction]:
    """The corrections that are not taken back, oldest first."""
    rows = select(Correction).where(Correction.packet_id == packet_id, Correction.undone_at.is_(None))
    return list(session.scalars(rows.order_by(Correction.id)))


def is_of(correction: Correction, document: Document) -> bool:
    """Whether the correction is of the document, which is known by its form and its first page."""
    return (correction.form, correction.file, correction.page) == (document.form, document.file, min(document.pages))


def _wanted(entry: dict[str, Any]) -> Arranged:
    return Arranged(entry["form"], entry.get("kind"), tuple((page["file"], page["page"]) for page in entry["pages"]))


def _apply(correction: Correction, found: Standing, catalog: Catalog) -> None:
    document = next((one for one in found.packet.documents if is_of(correction, one)), None)
    if document is None or not _has_place(document, correction.path):
        found.lost.append(correction)
        return
    if "removed" in correction.value:
        _remove_row(document, correction.path, found)
        return
    key = (document.id, correction.path)
    known = dict(document.values()).get(correction.path)
    if known is not None:
        found.before.setdefault(key, known)
    found.made[key] = correction
    cell = catalog.form(correction.form).cell(correction.path)
    base = found.before.get(key) or Value(None, 1.0, "person")
    if correction.value.get("confirmed"):
        said = replace(base, source="person", confidence=1.0, review=False, why=None)
    else:
        stored = correction.value["value"]
        typed = None if stored is None else cell.kind.load(stored, cell.options)
        text = None if typed is None else base.text if typed == base.value else str(stored)
        said = replace(base, value=typed, text=text, source="person", confidence=1.0, review=False, why=None)
    document.replace_value(correction.path, said)


def _has_place(document: Document, path: str) -> bool:
    """Whether the path is one of the document's, with a new row made for it where it is the next of its table."""
    if "[" not in path:
        return True
    table, _, rest = path.partition("[")
    number = int(rest.partition("]")[0])
    rows = document.tables.setdefault(table, [])
    if number == len(rows) and "." in path:
        rows.append({})
    return number < len(rows)


def _remove_row(document: Document, path: str, found: Standing) -> None:
    """Takes the row out: the rows after it move up, as do the changes that were made to them."""
    table, _, rest = path.partition("[")
    gone = int(rest.rstrip("]"))
    del document.tables[table][gone]
    for held in (found.before, found.made):
        moved = {key: _moved_up(key, document.id, table, gone) for key in held}
        kept = {new: held[old] for old, new in moved.items() if new is not None}
        held.clear()
        held.update(kept)  # type: ignore[arg-type]


def _moved_up(key: tuple[str, str], document: str, table: str, gone: int) -> tuple[str, str] | None:
    of, path = key
    if of != document or not path.startswith(f"{table}["):
        return key
    number, _, column = path[len(table) + 1 :].partition("]")
    if int(number) == gone:
        return None
    return of, f"{table}[{int(number) - (int(number) > gone)}]{column}"
