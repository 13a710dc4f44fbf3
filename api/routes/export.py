"""Packets, findings and values for other programs and for spreadsheets."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field

from api.intake.export import Table, as_csv, as_json, exported
from api.intake.incoming import written_whole
from api.intake.listing import PacketFilters
from api.intake.workbook import XLSX, write_workbook
from api.people import audit
from api.people.caller import Caller
from api.record.bundles import bundle
from api.routes.doors import asks, service_of
from api.routes.letters import ZIP, zipped
from api.routes.problems import problems

router = APIRouter(prefix="/export", tags=["packets"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class ExportQuery(PacketFilters):
    """What is exported, and how."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "xlsx", "json"] = "csv"
    table: Table = Field("packets", description="Of a CSV, which holds one table; the other formats hold all.")


class LettersQuery(PacketFilters):
    """Whose letters are exported."""

    outdated: bool = Field(False, description="Whether those come, too, that their packets changed after.")


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
        # Written whole before the first byte is sent, so that what cannot be exported is answered as a problem.
        pieces = written_whole(
            service.settings.incoming,
            lambda path: write_workbook(path, exported(service, caller, query), service.catalog),
        )
        return StreamingResponse(pieces, media_type=XLSX, headers=headers)
    if query.format == "csv":
        parts = as_csv(entries, query.table, service.catalog)
        return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=headers)
    return StreamingResponse(as_json(entries, service.catalog), media_type="application/json", headers=headers)


@router.get("/letters", response_class=StreamingResponse, responses=ZIP | problems(401, 403, 409, 413, 422, 507))
def export_letters(
    request: Request, caller: Annotated[Caller, asks("export")], query: Annotated[LettersQuery, Query()]
) -> StreamingResponse:
    """The letters of the packets of the filters as a ZIP, a folder for each packet, with a list of them all."""
    service = service_of(request)
    with service.database.writing() as session:
        audit.note(session, caller.id, "export", table="letters", filters=sorted(query.model_fields_set - {"outdated"}))
    pieces = written_whole(
        service.settings.incoming, lambda path: bundle(service, caller, query, path, old=query.outdated)
    )
    return zipped(pieces, f"formwright-letters-{service.today()}.zip")
