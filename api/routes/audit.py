"""The audit trail: read, verified, taken along by case."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from api.people import audit, trail
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from api.routes.words import Code, Id
from api.store.tables import PacketRow

router = APIRouter(prefix="/audit", tags=["audit"], responses=problems(401, 403, 404, 422))
See = Annotated[Caller, asks("audit.see")]


class Entry(BaseModel):
    """What somebody did."""

    id: str
    """Chain and number."""
    at: datetime
    who: str
    name: str | None
    """Of the person; None for the service."""
    action: str
    packet: str | None
    detail: dict[str, Any]


class TrailPage(BaseModel):
    """A page of the trail, newest first."""

    items: list[Entry]
    next: str | None


class Fault(BaseModel):
    """A place at which a chain does not hold."""

    chain: int
    number: int
    why: str


class Verified(BaseModel):
    """How many rows there are, and where the chains do not hold."""

    rows: int
    broken: list[Fault]


@router.get("")
def audit_trail(
    request: Request,
    caller: See,
    who: Id | None = None,
    action: Code | None = None,
    packet: Id | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Annotated[str | None, Query(pattern=r"^[0-9]{1,3}\.[0-9]{1,15}$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TrailPage:
    """List what was done, newest first."""
    filters = trail.Filters(who, action, packet, since, until)
    with service_of(request).database.reading() as session:
        found = trail.rows(session, caller, filters, after, limit)
    items = [
        Entry(
            id=trail.place(row),
            at=row.at,
            who=row.who,
            name=name,
            action=row.action,
            packet=row.packet_id,
            detail=row.detail,
        )
        for row, name in found
    ]
    return TrailPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/verify")
def verify_audit_trail(request: Request, caller: See) -> Verified:
    """Check every chain, from its first row to its end."""
    with service_of(request).database.at_once() as session:
        rows, broken = audit.verify(session)
    faults = [Fault(chain=fault.chain, number=fault.number, why=fault.why) for fault in broken]
    return Verified(rows=rows, broken=faults)


@router.get("/export", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def export_audit_trail(request: Request, caller: See, packet: Id) -> Response:
    """Whatever was done on the packets of the case that this packet belongs to, as CSV."""
    with service_of(request).database.writing() as session:
        row = caller.check_packet(session.get(PacketRow, packet))
        audit.note(session, caller.id, "audit.export", row.id)
        text = trail.case_csv(session, caller, row)
    name = f"audit-{row.receipt}.csv"
    return Response(text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})
