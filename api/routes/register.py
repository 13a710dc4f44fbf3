"""The register of what expires, a page at a time, and as a table for spreadsheets."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict

from api.intake.incoming import written_whole
from api.intake.workbook import XLSX, write_sheet
from api.people import audit
from api.people.caller import Caller
from api.record.register import Register, RegisterFilters, RegisterQuery, table
from api.record.register import register as entries
from api.routes.doors import asks, service_of
from api.routes.problems import problems
from forms.outfile import csv_text

router = APIRouter(prefix="/register", tags=["dashboard"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class RegisterExport(RegisterFilters):
    """Which entries are exported, and how."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "xlsx"] = "csv"


@router.get("", response_model=Register, responses=problems(401, 403, 422))
def register(
    request: Request, caller: Annotated[Caller, asks("dashboard.see")], query: Annotated[RegisterQuery, Query()]
) -> Register:
    """What the papers of packets certify, until when, and whether another packet has a later one of the kind."""
    service = service_of(request)
    with service.database.reading() as session:
        return entries(session, caller, query, service.today())


@router.get("/export", response_class=StreamingResponse, responses=_FILE | problems(401, 403, 422, 507))
def register_export(
    request: Request, caller: Annotated[Caller, asks("export")], query: Annotated[RegisterExport, Query()]
) -> StreamingResponse:
    """The entries of the filters as CSV or as a workbook, 10,000 at most; no cell of either is run by a spreadsheet."""
    service = service_of(request)
    filters = sorted(query.model_fields_set - {"format"})
    with service.database.writing() as session:
        audit.note(session, caller.id, "export", table="register", format=query.format, filters=filters)
    with service.database.reading() as session:
        columns, rows = table(session, caller, query, service.today(), service.catalog)
    name = f"formwright-register-{service.today()}.{query.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if query.format == "xlsx":
        pieces = written_whole(service.settings.incoming, lambda path: write_sheet(path, "register", columns, rows))
        return StreamingResponse(pieces, media_type=XLSX, headers=headers)
    return StreamingResponse(iter([csv_text(columns, rows)]), media_type="text/csv; charset=utf-8", headers=headers)
