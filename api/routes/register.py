"""The register of what expires, a page at a time, and as a table for spreadsheets."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.people import audit
from api.people.caller import Caller
from api.record.register import Register, RegisterFilters, RegisterQuery, as_table
from api.record.register import register as entries
from api.routes.doors import asks, service_of
from api.routes.problems import problems

router = APIRouter(prefix="/register", tags=["dashboard"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("", response_model=Register, responses=problems(401, 403, 422))
def register(
    request: Request, caller: Annotated[Caller, asks("dashboard.see")], query: Annotated[RegisterQuery, Query()]
) -> Register:
    """What the papers of packets certify, until when, and whether another packet has a later one of the kind."""
    service = service_of(request)
    with service.database.reading() as session:
        return entries(session, caller, query, service.today())


@router.get("/export", response_class=Response, responses=_FILE | problems(401, 403, 422))
def register_export(
    request: Request, caller: Annotated[Caller, asks("export")], query: Annotated[RegisterFilters, Query()]
) -> Response:
    """The entries of the filters as CSV, 10,000 at most."""
    service = service_of(request)
    with service.database.writing() as session:
        audit.note(session, caller.id, "export", table="register", filters=sorted(query.model_fields_set))
    with service.database.reading() as session:
        text = as_table(session, caller, query, service.today(), service.catalog)
    name = f"formwright-register-{service.today()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
