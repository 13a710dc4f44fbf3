"""A packet as it stands: what was read, put together as a person says, with the values that persons gave."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.packets import rules_failed
from api.record.readings import packet_files, readings
from api.record.rows import Rows
from api.service import Service
from api.store.tables import Arrangement, Correction, PacketRow
from extractors.arrange import Arranged, arranged
from extractors.confidence import weigh
from extractors.corners import Corners
from extractors.read import FileReading, as_packet
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.evidence import Value
from forms.fieldtypes import Unreadable
from forms.form import Cell
from forms.packet import Document, Packet, Problem
from forms.report import Report
from validators.engine import check_packet


@dataclass(frozen=True, slots=True)
class Held:
    """What persons changed and did not take back: the arrangement, and the corrections, oldest first."""

    order: Arrangement | None
    corrections: tuple[Correction, ...]


@dataclass(slots=True)
class Standing:
    """A packet as it stands, and what it was before persons changed it."""

    packet: Packet
    rows: Rows
    before: dict[tuple[str, str], Value] = field(default_factory=dict)
    """The machine's readings of corrected values, by document and path."""
    made: dict[tuple[str, str], Correction] = field(default_factory=dict)
    """The corrections that hold, by document and path."""
    lost: list[Correction] = field(default_factory=list)
    """Corrections of what is not there any more: kept, and in force again when it is."""


def standing(service: Service, session: Session, row: PacketRow) -> Standing:
    """The packet as it stands; raises Conflict where it is not read yet."""
    read = readings(service, packet_files(session, row.id))
    return put_together(row, read, held(session, row.id), service)


def held(session: Session, packet_id: str, without: str | None = None) -> Held:
    """What persons changed of the packet, leaving out the arrangement that is named."""
    order = select(Arrangement).where(Arrangement.packet_id == packet_id, Arrangement.undone_at.is_(None))
    order = order.where(Arrangement.id != without) if without else order
    made = select(Correction).where(Correction.packet_id == packet_id, Correction.undone_at.is_(None))
    return Held(
        session.scalars(order.order_by(Arrangement.id.desc()).limit(1)).one_or_none(),
        tuple(session.scalars(made.order_by(Correction.id))),
    )


def given_corners(order: Arrangement | None) -> dict[str, dict[int, Corners]]:
    """The corners of sheets in pictures that hold, by file and page."""
    found: dict[str, dict[int, Corners]] = {}
    for document in order.documents if order else []:
        for page in document["pages"]:
            if corners := page.get("corners"):
                first, second, third, fourth = [(float(x), float(y)) for x, y in corners]
                found.setdefault(page["file"], {})[page["page"]] = (first, second, third, fourth)
    return found


def put_together(row: PacketRow, read: Sequence[FileReading], changes: Held, service: Service) -> Standing:
    """What was read, with the arrangement and the corrections that hold."""
    catalog = service.catalog
    packet = as_packet(row.name, list(read), catalog)
    if changes.order is not None:
        arranged(packet, read, [_wanted(entry) for entry in changes.order.documents], catalog)
        left = set(changes.order.left_out)
        packet.problems = [replace(one, settled=True) if one.file in left else one for one in packet.problems]
    weigh(packet, catalog, service.settings.review_below if row.review_below is None else row.review_below)
    found = Standing(packet, Rows.of(packet))
    for correction in changes.corrections:
        apply_correction(correction, found, catalog)
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


def is_of(correction: Correction, document: Document) -> bool:
    """Whether the correction is of the document, which is known by its form and its first page."""
    return (correction.form, correction.file, correction.page) == (document.form, document.file, min(document.pages))


def _wanted(entry: dict[str, Any]) -> Arranged:
    places = tuple((page["file"], page["page"]) for page in entry["pages"])
    anew = any(page.get("corners") for page in entry["pages"])
    said = entry.get("settled", False), anew, entry.get("recognised", False)
    return Arranged(entry["form"], entry.get("kind"), places, *said)


def apply_correction(correction: Correction, found: Standing, catalog: Catalog) -> None:
    """Puts a person's value into the packet; where its place is not there any more, the person's word is kept."""
    document = next((one for one in found.packet.documents if is_of(correction, one)), None)
    try:
        if document is None or not _put(correction, document, found, catalog):
            found.lost.append(correction)
    except (KeyError, Unreadable):
        # A field or a choice that the form does not have any more.
        found.lost.append(correction)
        _tell_lost(found.packet, correction, "the form does not offer it any more")


def _put(correction: Correction, document: Document, found: Standing, catalog: Catalog) -> bool:
    """Whether the correction has its place in the document, in which case it is made."""
    removed = "removed" in correction.value
    cell = None if removed else catalog.form(correction.form).cell(correction.path)
    said = None if cell is None else _said(correction, cell)
    _make_row(correction, document, found)
    path = _path_now(correction, document, found)
    if path is None:
        _tell_lost(found.packet, correction, "its row is not there, or cannot be told from others")
    elif removed:
        _remove_row(document, path, found)
    else:
        key = (document.id, path)
        known = dict(document.values()).get(path)
        if known is not None:
            found.before.setdefault(key, known)
        found.made[key] = correction
        base = found.before.get(key) or Value(None, 1.0, "person")
        document.replace_value(path, _by_person(base, said))
    return path is not None


def _said(correction: Correction, cell: Cell) -> tuple[Any, str | None] | None:
    """The typed value and its print, None where the reading was found right; raises Unreadable."""
    if correction.value.get("confirmed"):
        return None
    stored = correction.value["value"]
    return (None, None) if stored is None else (cell.kind.load(stored, cell.options), str(stored))


def _by_person(base: Value, said: tuple[Any, str | None] | None) -> Value:
    typed, text = (base.value, base.text) if said is None or said[0] == base.value else said
    return replace(base, value=typed, text=text, source="person", confidence=1.0, review=False, why=None)


def _tell_lost(packet: Packet, correction: Correction, why: str) -> None:
    """Has a person look at it: the packet does not stand as somebody said it does."""
    packet.problems.append(
        Problem(
            correction.file,
            f"What a person said of {correction.path} has no place any more: {why}. "
            "Say it again where it belongs, or take it back.",
            correction.page,
        )
    )


def place_now(correction: Correction, found: Standing) -> tuple[Document, str] | None:
    """The document, and the path that the correction has as the packet stands; None where it has no place."""
    document = next((one for one in found.packet.documents if is_of(correction, one)), None)
    path = _path_now(correction, document, found) if document else None
    return (document, path) if document and path else None


def _path_now(correction: Correction, document: Document, found: Standing) -> str | None:
    table, bracket, rest = correction.path.partition("[")
    if not bracket:
        return correction.path
    number, _, column = rest.partition("]")
    if correction.row is None:
        # Made before rows were known by their marks: the number counts the rows as they stood then.
        return correction.path if int(number) < len(document.tables.get(table, ())) else None
    now = found.rows.find(document, table, correction.row)
    return None if now is None else f"{table}[{now}]{column}"


def _make_row(correction: Correction, document: Document, found: Standing) -> None:
    """Makes the row that the correction adds, if it adds one."""
    table, bracket, rest = correction.path.partition("[")
    if not bracket or "removed" in correction.value:
        return
    if correction.row is not None:
        found.rows.make(document, table, correction.row)
    elif int(rest.partition("]")[0]) == len(rows := document.tables.setdefault(table, [])):
        rows.append({})


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
