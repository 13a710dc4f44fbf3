"""Packets, findings and values for other programs and for spreadsheets."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field

from api.intake.export import Table, as_csv, as_json, exported
from api.intake.incoming import Place
from api.intake.listing import PacketFilters
from api.intake.workbook import write_workbook
from api.people import audit
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from api.service import Service
from api.store.papers import CHUNK

router = APIRouter(prefix="/export", tags=["packets"])

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
            _XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class ExportQuery(PacketFilters):
    """What is exported, and how."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "xlsx", "json"] = "csv"
    table: Table = Field("packets", description="Of a CSV, which holds one table; the other formats hold all.")


@router.get("", response_class=StreamingResponse, responses=_FILE | problems(401, 403, 413, 422, 507))
def export(
    request: Request, caller: Annotated[Caller, asks("export")], query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """Exports the packets of the filters: CSV, workbook or JSON. Birth dates and licence numbers are masked."""
    service = service_of(request)
    filters = sorted(query.model_fields_set - {"format", "table"})
    with service.database.writing() as session:
        audit.note(session, caller.id, "export", format=query.format, table=query.table, filters=filters)
    entries = exported(service, caller, query)
    name = f"formwright-{query.table if query.format == 'csv' else 'export'}-{service.today()}.{query.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if query.format == "xlsx":
        return StreamingResponse(_workbook(service, caller, query), media_type=_XLSX, headers=headers)
    if query.format == "csv":
        parts = as_csv(entries, query.table, service.catalog)
        return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=headers)
    return StreamingResponse(as_json(entries, service.catalog), media_type="application/json", headers=headers)


def _workbook(service: Service, caller: Caller, query: ExportQuery) -> Iterator[bytes]:
    """Written whole before the first byte is sent, so that what cannot be exported is answered as a problem."""
    place = Place(service.settings.incoming)
    path = place.new_path()
    try:
        write_workbook(path, exported(service, caller, query), service.catalog)
    except BaseException:
        place.clear()
        raise

    def pieces() -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while piece := file.read(CHUNK):
                    yield piece
        finally:
            place.clear()

    return pieces()
