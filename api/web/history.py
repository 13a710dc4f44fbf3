"""What happened to a packet: papers, changes, decisions, letters; a change of a value or of pages can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select

from api.intake.multipart import size_told
from api.people.caller import Caller
from api.record.changes import Past, history
from api.record.steps import Step, steps
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.store.tables import FileRow
from api.web.opening import opened, packet_page
from api.web.pages import PageRoute
from api.web.shown import as_typed, captions
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.form import Cell

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A change or a step as the page shows it."""

    at: datetime
    by: str
    why: str
    what: str
    paper: str
    before: str
    after: str
    undo: str = ""
    """The place of the interface at which it is taken back; empty where that is not done here."""
    path: str = ""
    """Of the value that was changed."""
    past: Past | None = None
    """The change; None for a step."""


@router.get("/packets/{packet_id}/history")
def history_page(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> HTMLResponse:
    """Whatever was done, the latest first, changes that were taken back too."""
    service = service_of(request)
    with opened(service, caller, packet_id, "packets.values") as (session, row, packet):
        told = [_told(service.catalog, past) for past in history(session, row, service.catalog)]
        told += [_step(step) for step in steps(service, session, row)]
        came = session.scalars(select(FileRow).where(FileRow.packet_id == row.id).order_by(FileRow.number)).all()
        files = [(one.number, one.name, size_told(one.size), one.sha256, one.sent_at) for one in came]
    told.sort(key=lambda one: one.at, reverse=True)
    return packet_page(request, caller, "history.html", packet, "history", told=told, files=files)


def _step(step: Step) -> Told:
    return Told(step.at, step.by, step.why, step.says, "", "", "")


def _told(catalog: Catalog, past: Past) -> Told:
    if past.path is None:
        count = len(past.value["documents"])
        after = f"{count} document{'' if count == 1 else 's'}"
        what, moved = "Pages put together", past.value["corners"]
        if moved:
            what = "Corners set by hand"
            after = ", ".join(f"{place['file']}, page {place['page']}" for place in moved)
        return _change(past, what, "", "", after, f"arrangement/{past.id}")
    paper, cell = _place(catalog, past)
    what = cell.label if cell else "A line" if past.path.endswith("]") else past.path
    before = _said(past.before or {}, cell)
    if past.value.get("removed"):
        after = "No line of the paper"
    elif past.value.get("confirmed"):
        after = "Found right"
    else:
        after = _said(past.value, cell)
    return _change(past, what, paper, before, after, f"corrections/{past.id}")


def _change(past: Past, what: str, paper: str, before: str, after: str, undo: str) -> Told:
    at = datetime.fromisoformat(past.at)
    return Told(at, past.by, past.why, what, paper, before, after, undo, past.path or "", past)


def _place(catalog: Catalog, past: Past) -> tuple[str, Cell | None]:
    """The title of the paper and the field; a form or field that is in no book any more is told by its id."""
    try:
        form = catalog.form(past.form or "")
    except FormwrightError:
        return past.form or "", None
    try:
        return form.title, form.cell(past.path or "")
    except KeyError:
        return form.title, None


def _said(told: dict[str, Any], cell: Cell | None) -> str:
    """A value in the words of the page; empty for a blank."""
    value = told.get("value")
    name = str(value).lower() if isinstance(value, bool) else str(value)
    return (captions(cell).get(name) if cell else None) or as_typed(value, told.get("text"))
