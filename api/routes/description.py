"""The description of the interface, for whoever has an account: no route is open."""

from typing import Annotated, Any

from fastapi import APIRouter, Request

from api.people.caller import Caller
from api.routes.doors import asks

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def describe_interface(request: Request, _caller: Annotated[Caller, asks("catalogue.see")]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    described: dict[str, Any] = request.app.openapi()
    return described
