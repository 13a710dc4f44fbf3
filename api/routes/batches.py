"""Batches: made, filled, started, cancelled, tried again."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.intake.batches import (
    BATCH_FIELDS,
    BatchOrder,
    BatchPage,
    BatchSummary,
    ReceivedBatch,
    ZipOrder,
    batch_summary,
    cancel_batch,
    list_batches,
    make_batch,
    read_batch_order,
    read_zip_order,
    retry_batch,
    start_batch,
    take_batch,
)
from api.intake.multipart import Limits
from api.intake.order import PACKET_FIELDS, PacketOrder, form_of
from api.intake.summary import ReceivedPacket
from api.intake.taking import take_packet
from api.intake.upload import apart, receiving
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.packets import Key, packet_limits
from api.routes.problems import problems
from api.store.tables import Batch

router = APIRouter(prefix="/batches", tags=["batches"])

BatchId = Annotated[str, Path(pattern="^[0-9A-HJKMNP-TV-Z]{26}$", description="The batch's id")]
Makes = Annotated[Caller, asks("batches.make")]
Changes = Annotated[Caller, asks("batches.change")]


def _made_of_zip_or_json() -> dict[str, Any]:
    described = form_of(ZipOrder)
    described["requestBody"]["content"]["application/json"] = {"schema": BatchOrder.model_json_schema()}
    return described


@router.post(
    "",
    status_code=201,
    response_model=ReceivedBatch,
    openapi_extra=_made_of_zip_or_json(),
    responses=problems(401, 403, 408, 413, 422, 507),
)
async def send_batch(request: Request, response: Response, caller: Makes, key: Key = None) -> ReceivedBatch:
    """Makes a batch: of a zip, each packet a folder of it; or an empty one, to which packets are added."""
    service = service_of(request)
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        limits, most = (
            Limits(1, service.settings.file_bytes, service.settings.batch_bytes),
            service.settings.batch_bytes,
        )
        async with receiving(request, service.settings, BATCH_FIELDS, limits, most) as form:
            order = read_zip_order(form.fields)
            made = await apart(lambda: take_batch(service, caller, form, order, key))
    else:
        asked = read_batch_order(await request.body())
        made = await apart(lambda: make_batch(service, caller, asked, key))
    response.headers["Location"] = f"{request.url.path.rstrip('/')}/{made.id}"
    return made


@router.get("", response_model=BatchPage, responses=problems(401, 403, 422))
def batches(
    request: Request,
    caller: Annotated[Caller, asks("batches.see")],
    after: Annotated[str | None, Query(max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BatchPage:
    """Lists batches, newest first, each with its progress."""
    with service_of(request).database.reading() as session:
        return list_batches(session, caller, after, limit)


@router.get("/{batch_id}", response_model=BatchSummary, responses=problems(401, 403, 404, 422))
def batch(request: Request, batch_id: BatchId, caller: Annotated[Caller, asks("batches.see")]) -> BatchSummary:
    """Tells of one batch and its progress."""
    with service_of(request).database.reading() as session:
        return batch_summary(session, caller.check_batch(session.get(Batch, batch_id)))


@router.post(
    "/{batch_id}/packets",
    status_code=201,
    response_model=ReceivedPacket,
    openapi_extra=form_of(PacketOrder, *(PacketOrder.model_fields.keys() - {"batch"})),
    responses=problems(401, 403, 404, 408, 409, 413, 422, 507),
)
async def send_packet_of_batch(request: Request, batch_id: BatchId, caller: Makes, key: Key = None) -> ReceivedPacket:
    """Adds a packet to a batch."""
    service = service_of(request)
    limits, most = packet_limits(service.settings), service.settings.packet_bytes
    async with receiving(request, service.settings, PACKET_FIELDS - {"batch"}, limits, most) as form:
        form.fields["batch"] = batch_id
        return await apart(lambda: take_packet(service, caller, form, key))


@router.post("/{batch_id}/start", response_model=BatchSummary, responses=problems(401, 403, 404, 409, 422))
def start_a_batch(request: Request, batch_id: BatchId, caller: Makes) -> BatchSummary:
    """Has the workers begin with a batch."""
    return start_batch(service_of(request), caller, batch_id)


@router.post("/{batch_id}/cancel", response_model=BatchSummary, responses=problems(401, 403, 404, 409, 422))
def cancel_a_batch(request: Request, batch_id: BatchId, caller: Changes) -> BatchSummary:
    """Ends what has not ended of a batch."""
    return cancel_batch(service_of(request), caller, batch_id)


@router.post("/{batch_id}/retry", response_model=BatchSummary, responses=problems(401, 403, 404, 409, 422))
def retry_a_batch(request: Request, batch_id: BatchId, caller: Changes) -> BatchSummary:
    """Has the workers try again what is in quarantine."""
    return retry_batch(service_of(request), caller, batch_id)
