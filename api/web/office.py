"""An administrator's pages: the people of the office, and the audit trail that auditors read as well."""

from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, field_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people import invitations, roster, trail
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.settings import Settings
from api.store.clock import now
from api.store.tables import PacketRow, User
from api.web.pages import PageRoute, page
from api.web.words import ACTIONS, ROLES_MAY

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MOST = 50


@router.get("/people")
def people(
    request: Request,
    caller: Annotated[Caller, asks("people.manage")],
    after: Annotated[str | None, Query(max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$")] = None,
) -> HTMLResponse:
    """Everybody with an account, and the form that invites one more."""
    service = service_of(request)
    with service.database.reading() as session:
        found = roster.everybody(session, after, _MOST)
        invited = invitations.latest_invitations(session, _MOST)
        told = {who for one in invited for who in (one.created_by, one.user_id, one.accepted_by)} - {None}
        names = dict(session.execute(select(User.id, User.name).where(User.id.in_(told))).all())
    return page(
        request,
        caller,
        "people.html",
        people=found,
        invited=[(one, one.state(now())) for one in invited],
        names=names,
        roles=ROLES_MAY,
        further=found[-1][0].id if len(found) == _MOST else "",
    )


class AuditQuery(BaseModel):
    """Which rows of the trail are asked for; days are the agency's, both included."""

    packet: Annotated[str | None, Field(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")] = None
    who: Annotated[str | None, Field(max_length=26)] = None
    action: Annotated[str | None, Field(max_length=60)] = None
    since: date | None = None
    until: date | None = None
    after: Annotated[str | None, Field(pattern=r"^[0-9]{1,3}\.[0-9]{1,15}$")] = None

    @field_validator("*", mode="before")
    @classmethod
    def _chosen(cls, value: Any) -> Any:
        return value or None

    def filters(self, settings: Settings) -> trail.Filters:
        """The same for the trail."""
        since = settings.begins(self.since) if self.since else None
        until = settings.begins(self.until + timedelta(days=1)) if self.until else None
        return trail.Filters(self.who, self.action, self.packet, since, until)


@router.get("/audit")
def audit_trail(
    request: Request, caller: Annotated[Caller, asks("audit.see")], query: Annotated[AuditQuery, Query()]
) -> HTMLResponse:
    """Who did what, newest first."""
    service = service_of(request)
    with service.database.reading() as session:
        found = trail.rows(session, caller, query.filters(service.settings), query.after, _MOST)
        receipts = _receipts(session, {query.packet, *(row.packet_id for row, _ in found)})
        people = [(user.id, user.name) for user in session.scalars(select(User).order_by(User.name))]
    asked = {name: str(value) for name, value in query.model_dump(exclude_none=True).items() if name != "after"}
    further = urlencode(asked | {"after": trail.place(found[-1][0])}) if len(found) == _MOST else ""
    return page(
        request,
        caller,
        "audit.html",
        rows=found,
        asked=query,
        filtered=bool(asked),
        receipts=receipts,
        people=people,
        names=dict(people),
        actions=sorted(ACTIONS.items(), key=lambda each: each[1]),
        further=further,
    )


def _receipts(session: Session, packets: set[str | None]) -> dict[str, str]:
    rows = session.execute(select(PacketRow.id, PacketRow.receipt).where(PacketRow.id.in_(packets - {None})))
    return {row.id: row.receipt for row in rows}
