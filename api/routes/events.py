"""Progress of packets and batches as server-sent events."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.intake.progress import Look, Streams, batch_progress, open_stream, packet_progress
from api.people.caller import Caller
from api.routes.batches import BatchId
from api.routes.doors import asks, find_caller, service_of
from api.routes.packets import PacketId
from api.routes.problems import problems

router = APIRouter(tags=["progress"])

_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {"event": {"enum": ["progress", "end"]}, "data": {"type": "string"}},
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`progress` events, each with JSON; the last is called `end`.",
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}


@router.get(
    "/packets/{packet_id}/events",
    response_class=StreamingResponse,
    responses=_STREAM | problems(401, 403, 404, 422, 429),
)
async def packet_events(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.see")]
) -> StreamingResponse:
    """Tells how far a packet is, until the machine is done with it."""
    return await _stream(request, caller, packet_progress(caller, packet_id))


@router.get(
    "/batches/{batch_id}/events",
    response_class=StreamingResponse,
    responses=_STREAM | problems(401, 403, 404, 422, 429),
)
async def batch_events(
    request: Request, batch_id: BatchId, caller: Annotated[Caller, asks("batches.see")]
) -> StreamingResponse:
    """Tells how far a batch is, until the machine is done with all of it."""
    return await _stream(request, caller, batch_progress(caller, batch_id))


async def _stream(request: Request, caller: Caller, look: Look) -> StreamingResponse:
    streams: Streams = request.app.state.streams
    events = await open_stream(service_of(request), streams, lambda: find_caller(request) == caller, look)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
