"""Opening a packet's page: whether the person may, what its head shows, and the audit's row."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from api.intake.summary import PacketSummary, summary
from api.people.caller import Caller
from api.people.permissions import may
from api.record.claims import claimed_by_another
from api.record.looking import looked_at
from api.record.strays import kept_report, kept_strays
from api.record.ties import ProviderAccount, provider_of
from api.record.unread import Unread, unread
from api.routes.doors import service_of
from api.service import Service
from api.store.tables import PacketRow
from api.web.pages import page
from api.web.way import came_from, way_back, way_on


@contextmanager
def opened(
    service: Service, caller: Caller, packet_id: str, action: str
) -> Iterator[tuple[Session, PacketRow, PacketSummary]]:
    """The packet and what its head shows, in a transaction that only reads; that the person looked is kept before."""
    with looked_at(service, caller, packet_id, action) as (session, row):
        yield session, row, summary(session, caller, row)


def packet_page(
    request: Request, caller: Caller, template: str, packet: PacketSummary, tab: str, **data: Any
) -> HTMLResponse:
    """A page of the packet, or a part of one; `closed` says why the person cannot change it, empty where they can."""
    service, came = service_of(request), came_from(request)
    astray, provider = partial(_astray, service, packet), partial(_provider, service, packet)
    left = partial(_unread, service, packet)
    held = _held(service, caller, packet)
    return page(
        request, caller, template, packet=packet, tab=tab, closed=_closed(caller, packet) or held, held=bool(held),
        astray=astray, unread=left, provider=provider, way=way_on(came), back=(came, way_back(came)), **data,
    )  # fmt: skip


def still_read(request: Request, caller: Caller, packet: PacketSummary, tab: str) -> HTMLResponse:
    """What a packet's page shows while there is nothing to show yet."""
    return packet_page(request, caller, "still-read.html", packet, tab)


def _astray(service: Service, packet: PacketSummary) -> dict[str, str]:
    """Why each document that seems to belong elsewhere does so, by its id; looked up where a page asks."""
    if packet.state != "checked":
        return {}
    with service.database.reading() as session:
        found = kept_strays(session, session.get_one(PacketRow, packet.id), service.catalog)
    named = {"person": "Bears another person's name", "program": "Of another program"}
    return {one.document: named[one.why] for one in found}


def _unread(service: Service, packet: PacketSummary) -> list[Unread]:
    """What no rule could look at, looked up where a page asks."""
    if packet.state != "checked" or not packet.unread:
        return []
    with service.database.reading() as session:
        report = kept_report(session, packet.id)
    return unread(report) if report else []


def _provider(service: Service, packet: PacketSummary) -> ProviderAccount | None:
    with service.database.reading() as session:
        return provider_of(session, session.get_one(PacketRow, packet.id))


def _closed(caller: Caller, packet: PacketSummary) -> str:
    if not may(caller.role, "packets.correct"):
        return "You may look at this packet, not change it."
    if packet.asked:
        return "Waits for approval: nothing of it can be changed."
    return "Decided: nothing of it can be changed." if packet.decision else ""


def _held(service: Service, caller: Caller, packet: PacketSummary) -> str:
    """Who else works on the packet at present, so that whatever is typed here would be refused."""
    if packet.decision or packet.asked or packet.assignee is None or not may(caller.role, "packets.correct"):
        return ""
    with service.database.reading() as session:
        found = claimed_by_another(session, caller, session.get_one(PacketRow, packet.id))
    if found is None:
        return ""
    return f"{found.facts['who']} works on this, for {found.facts['left']} more at most: look, do not change."
