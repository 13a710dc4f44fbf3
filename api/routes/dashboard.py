"""The figures that an operations center steers by."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.people.caller import Caller
from api.record.dashboard import Dashboard
from api.record.dashboard import dashboard as figures
from api.routes.doors import asks, service_of
from api.routes.problems import problems

router = APIRouter(prefix="/dashboard", tags=["dashboard"])


@router.get("", response_model=Dashboard, responses=problems(401, 403))
def dashboard(request: Request, caller: Annotated[Caller, asks("dashboard.see")]) -> Dashboard:
    """The last thirty days in figures."""
    service = service_of(request)
    with service.database.reading() as session:
        return figures(session, caller, service.settings.time_zone, service.today())
