"""Letters: what follows from a packet, asked for, looked at, released."""

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.intake.incoming import written_whole
from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict, NotFound
from api.record.bundles import bundle_of
from api.record.letters import Letter, LetterOrder, ask_for, find_letter, letters
from api.record.looking import looked_at, note_once
from api.record.pictures import WIDTHS, page_picture, width_for
from api.record.releasing import ReleaseOrder, release, withdraw
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.routes.pages import PICTURE
from api.routes.problems import problems
from api.store.papers import file_key

router = APIRouter(tags=["letters"])

LetterId = Annotated[str, Path(pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="The letter's id")]
Outdated = Annotated[bool, Query(description="Whether those come, too, that the packet changed after.")]
_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "ics": "text/calendar",
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA.values()}}
}

ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The ZIP.",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/packets/{packet_id}/letters", response_model=list[Letter], responses=problems(401, 403, 404, 409, 422))
def packet_letters(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("letters.see")]
) -> list[Letter]:
    """Lists the letters of a packet: those that were asked for, and those that follow from it."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "letters.see") as (session, row):
        return letters(service, session, row)


@router.get(
    "/packets/{packet_id}/letters/files",
    response_class=StreamingResponse,
    responses=ZIP | problems(401, 403, 404, 409, 413, 422, 507),
)
def packet_letter_files(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("letters.see")], outdated: Outdated = False
) -> StreamingResponse:
    """Downloads the packet's letters as a ZIP with a list, without those that were taken back or are outdated."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "letters.see") as (_, row):
        pass
    pieces = written_whole(service.settings.incoming, lambda path: bundle_of(service, caller, row, path, old=outdated))
    return zipped(pieces, f"{row.receipt}-letters.zip")


def zipped(pieces: Iterator[bytes], name: str) -> StreamingResponse:
    """A ZIP as an answer that no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.post(
    "/packets/{packet_id}/letters",
    status_code=201,
    response_model=Letter,
    responses=problems(401, 403, 404, 409, 422),
)
def ask_for_letter(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("letters.write")], order: LetterOrder
) -> Letter:
    """Has a letter written."""
    return ask_for(service_of(request), caller, packet_id, order)


@router.get(
    "/letters/{letter_id}/file",
    response_class=Response,
    responses=_FILE | problems(401, 403, 404, 409, 422),
)
def letter_file(
    request: Request,
    letter_id: LetterId,
    caller: Annotated[Caller, asks("letters.own")],
    part: Annotated[int, Query(ge=1, le=100, description="Of a letter of several files, which.")] = 1,
) -> Response:
    """Downloads a letter."""
    service = service_of(request)
    with service.database.writing() as session:
        output, row = find_letter(session, caller, letter_id)
        if part > max(1, len(output.made)):
            raise NotFound("file")
        if not output.made:
            raise Conflict("This letter is not written yet. Wait until it is.")
        made = output.made[part - 1]
        audit.note(session, caller.id, "letters.own", row.id, output=output.id)
    media = _MEDIA.get(made["name"].rpartition(".")[2], "application/octet-stream")
    # Names of files are our own; a person's name in them may have any letters.
    disposition = f"attachment; filename*=UTF-8''{quote(made['name'])}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(service.papers.get(file_key(made["sha256"])), media_type=media, headers=headers)


@router.get(
    "/letters/{letter_id}/pages/{number}/image",
    response_class=Response,
    responses=PICTURE | problems(401, 403, 404, 409, 422),
)
def letter_page(
    request: Request,
    letter_id: LetterId,
    number: Annotated[int, Path(ge=1, le=1_000)],
    caller: Annotated[Caller, asks("letters.own")],
    width: Annotated[int, Query(ge=50, le=WIDTHS[-1])] = 800,
) -> Response:
    """Gives a page of a letter as a picture."""
    service = service_of(request)
    with service.database.writing() as session:
        output, row = find_letter(session, caller, letter_id)
        note_once(session, caller, row.id, "letters.see")
        made = next((made for made in output.made if made["name"].endswith(".pdf")), None)
    if made is None:
        raise Conflict("This letter has no pages to show. Download it.")
    mark, drawn = page_picture(service, made["sha256"], made["name"], number, None, 0, width_for(width))
    headers = {"ETag": f'"{mark}"', "Cache-Control": "private, max-age=3600"}
    return Response(drawn, media_type="image/webp", headers=headers)


@router.post("/letters/{letter_id}/release", response_model=Letter, responses=problems(401, 403, 404, 409, 422))
def release_letter(
    request: Request,
    letter_id: LetterId,
    caller: Annotated[Caller, asks("letters.release")],
    order: ReleaseOrder | None = None,
) -> Letter:
    """Lets the provider see the letter; what speaks against it is named, or answered with `unconfirmed`."""
    return release(service_of(request), caller, letter_id, order or ReleaseOrder())


@router.delete("/letters/{letter_id}/release", response_model=Letter, responses=problems(401, 403, 404, 409, 422))
def withdraw_letter(
    request: Request, letter_id: LetterId, caller: Annotated[Caller, asks("letters.release")]
) -> Letter:
    """Takes a released letter back: the provider no longer finds it."""
    return withdraw(service_of(request), caller, letter_id)
