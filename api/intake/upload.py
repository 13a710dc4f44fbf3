"""Taking in the body of an upload: counted, hashed and written while it comes, refused as soon as it may not go on."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import anyio
import anyio.to_thread
from fastapi import Request
from python_multipart.multipart import parse_options_header

from api.intake.guard import lift
from api.intake.incoming import Place
from api.intake.multipart import Form, Limits, size_told
from api.problems import BadUpload, NoRoom, TooLarge, TooSlow
from api.settings import Settings

_BLOCK = 256 * 1024
"""Bytes that are gathered before they go to the disk: of 50 uploads at once, 12 MB."""
_WRITERS = anyio.CapacityLimiter(8)
"""Uploads write in threads of their own, so that many of them leave the others for answering."""
_SPARE = 50_000_000
"""Bytes that stay free on the disk, for the database and what is written meanwhile."""

T = TypeVar("T")


@asynccontextmanager
async def receiving(
    request: Request, settings: Settings, known: frozenset[str], limits: Limits, most: int
) -> AsyncIterator[Form]:
    """The form of a request with its files, which are gone after the block; raises a ServiceProblem."""
    boundary = _boundary(request)
    _check_length(request, settings, most)
    lift(request)
    place = await apart(lambda: Place(settings.incoming))
    form = None
    try:
        form = Form(boundary, place, limits, known)
        with _within(settings.upload_seconds, "The upload did not end within"):
            await _pour(request, form, settings, most)
        yield form
    finally:
        with anyio.CancelScope(shield=True):
            if form:
                form.close()
            await apart(place.clear)


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BadUpload("Papers are sent as a form: `multipart/form-data`, each file in a part named `files`.")
    return options[b"boundary"]


def _check_length(request: Request, settings: Settings, most: int) -> None:
    """Refuses by what the request says of itself, before a byte of it was taken."""
    told = request.headers.get("content-length", "")
    if not told.isdecimal():
        return
    if int(told) > most:
        raise _too_large(most)
    if int(told) + _SPARE > shutil.disk_usage(settings.incoming).free:
        raise NoRoom("the disk is full")


def _too_large(most: int) -> TooLarge:
    return TooLarge("The upload", size_told(most))


@contextmanager
def _within(seconds: int, what: str) -> Iterator[None]:
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError:
        raise TooSlow(seconds, what) from None


async def _pour(request: Request, form: Form, settings: Settings, most: int) -> None:
    count, gathered = 0, bytearray()
    more = True
    while more:
        with _within(settings.upload_idle_seconds, "Nothing more came of the upload for"):
            message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BadUpload("The upload broke off, and nothing of it was kept. Send it again.")
        more = message.get("more_body", False)
        gathered += message.get("body", b"")
        if (count := count + len(message.get("body", b""))) > most:
            raise _too_large(most)
        if len(gathered) >= _BLOCK or not more:
            block, gathered = bytes(gathered), bytearray()
            await apart(lambda block=block: form.write(block))  # type: ignore[misc]
    form.end()


async def apart(work: Callable[[], T]) -> T:
    """What the work gives, done in one of the threads that uploads have for themselves."""
    return await anyio.to_thread.run_sync(work, limiter=_WRITERS)
