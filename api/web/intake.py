"""The page on which papers are sent, and the example packets that it offers."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from api.intake.listing import PacketQuery, list_packets
from api.intake.summary import summary
from api.people.caller import Caller
from api.problems import NotFound
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.store.tables import PacketRow
from api.web.pages import PageRoute, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

EXAMPLES = Path(__file__).parents[2] / "examples" / "packets"
"""Packets of invented people, where the service runs from its own folder."""
_SHOWN = 20


@router.get("/intake")
def intake(request: Request, caller: Annotated[Caller, asks("packets.send")]) -> HTMLResponse:
    """Where papers are dropped, and what came lately."""
    service = service_of(request)
    with service.database.reading() as session:
        lately = list_packets(session, caller, PacketQuery.model_validate({"limit": _SHOWN}))
    programs = [
        program for program in service.catalog.programs.values() if not caller.programs or program.id in caller.programs
    ]
    examples = _examples()
    # Once tried, and in an office that has its own, they are in the way.
    tried = len(lately.items) == _SHOWN or any(packet.name in examples for packet in lately.items)
    offered = {} if tried else examples
    return page(request, caller, "intake.html", lately=lately.items, programs=programs, examples=offered)


@router.get("/intake/packets/{packet_id}")
def packet_line(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.see")]) -> HTMLResponse:
    """One packet as the list shows it, asked for when it has been read."""
    with service_of(request).database.reading() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        return page(request, caller, "intake-packet.html", packet=summary(session, caller, row))


@router.get("/examples/{packet}/{name}")
def example(packet: str, name: str, caller: Annotated[Caller, asks("packets.send")]) -> FileResponse:
    """One paper of an example packet."""
    if name not in _examples().get(packet, []):
        raise NotFound("example")
    return FileResponse(EXAMPLES / packet / name)


def _examples() -> dict[str, list[str]]:
    """The example packets with the names of their papers."""
    if not EXAMPLES.is_dir():
        return {}
    return {
        folder.name: sorted(path.name for path in folder.iterdir() if path.is_file())
        for folder in sorted(EXAMPLES.iterdir())
        if folder.is_dir()
    }
