"""What an administrator chooses while the service runs."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.people.caller import Caller
from api.people.chosen import Choice, Chosen, choose, chosen
from api.routes.doors import asks, service_of
from api.routes.problems import problems

router = APIRouter(prefix="/settings", tags=["settings"], responses=problems(401, 403, 422))


@router.get("")
def settings(request: Request, caller: Annotated[Caller, asks("settings.see")]) -> Chosen:
    """Tell what holds for packets that come or are read from now on."""
    service = service_of(request)
    with service.database.reading() as session:
        return chosen(session, service.settings)


@router.patch("")
def change_settings(request: Request, body: Choice, caller: Annotated[Caller, asks("settings.change")]) -> Chosen:
    """Choose; packets that were read keep what they were read with."""
    service = service_of(request)
    with service.database.writing() as session:
        return choose(session, service.settings, caller.id, body)
