"""Progress as it happens: server-sent events, from questions to the database that leave the event loop free."""

import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import anyio.to_thread
from sqlalchemy.orm import Session

from api.intake.batches import batch_summary
from api.intake.summary import files_read
from api.people.caller import Caller
from api.problems import NotFound, TooMany
from api.service import Service
from api.store.tables import Batch, PacketRow

POLL_SECONDS = 1.0
_STILL_THERE_SECONDS = 15.0
"""A proxy gives up on a connection of which it hears nothing for a minute."""
_LONGEST_SECONDS = 900.0
"""A stream ends then, and the browser opens it anew: whoever is not let in any more is out within that time."""
MOST_STREAMS = 200
"""Open at once in one process: each asks the database once a second."""
_FINAL = ("checked", "quarantined", "cancelled", "refused")

Look = Callable[[Session], tuple[dict[str, Any], bool]]
"""What there is to tell, and whether it is the end."""


class Streams:
    """How many streams are open in this process."""

    def __init__(self) -> None:
        self.open = 0


def packet_progress(caller: Caller, packet_id: str) -> Look:
    """How far a packet is."""

    def look(session: Session) -> tuple[dict[str, Any], bool]:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        names = ("state", "files", "pages", "pages_read", "outcome", "version", "fault")
        told = {name: getattr(row, name) for name in names}
        told["files_read"] = files_read(session, [row.id]).get(row.id, 0)
        return told, row.state in _FINAL

    return look


def batch_progress(caller: Caller, batch_id: str) -> Look:
    """How far a batch is."""

    def look(session: Session) -> tuple[dict[str, Any], bool]:
        told = batch_summary(session, caller.check_batch(session.get(Batch, batch_id)))
        ended = told.state == "cancelled" or (told.state == "started" and told.ended == told.packets)
        return told.model_dump(mode="json", include={"state", "packets", "ended", "states", "outcomes"}), ended

    return look


async def open_stream(service: Service, streams: Streams, let_in: Callable[[], bool], look: Look) -> AsyncIterator[str]:
    """The events; raises what the first look raises, and TooMany where too many streams are open."""
    if streams.open >= MOST_STREAMS:
        raise TooMany(10)
    first = await _ask(service, look)
    return _events(service, streams, let_in, look, first)


async def _events(
    service: Service, streams: Streams, let_in: Callable[[], bool], look: Look, seen: tuple[dict[str, Any], bool]
) -> AsyncIterator[str]:
    streams.open += 1
    try:
        yield f"retry: 3000\n\n{_event('progress', seen[0])}"
        begun = heard = time.monotonic()
        while not seen[1] and time.monotonic() - begun < _LONGEST_SECONDS:
            await anyio.sleep(POLL_SECONDS)
            if not await anyio.to_thread.run_sync(let_in):
                return
            before, seen = seen, await _ask(service, look)
            if seen != before:
                heard = time.monotonic()
                yield _event("progress", seen[0])
            elif time.monotonic() - heard > _STILL_THERE_SECONDS:
                heard = time.monotonic()
                yield ": still there\n\n"
        if seen[1]:
            yield _event("end", seen[0])
    except NotFound:
        # It was handed to somebody else meanwhile.
        return
    finally:
        streams.open -= 1


async def _ask(service: Service, look: Look) -> tuple[dict[str, Any], bool]:
    def asked() -> tuple[dict[str, Any], bool]:
        with service.database.reading() as session:
            return look(session)

    return await anyio.to_thread.run_sync(asked)


def _event(name: str, told: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(told)}\n\n"
