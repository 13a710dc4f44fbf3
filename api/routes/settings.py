"""What an administrator chooses while the service runs."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.people.caller import Caller
from api.people.chosen import Choice, Chosen, choose, chosen
from api.record import approval_rules
from api.record.approval_rules import Approvals
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


@router.get("/approvals")
def approvals(request: Request, caller: Annotated[Caller, asks("settings.see")]) -> dict[str, Approvals]:
    """Tell what of each program's decisions a second person approves."""
    service = service_of(request)
    with service.database.reading() as session:
        chosen = approval_rules.rules(session)
    return {name: chosen[name].approvals if name in chosen else Approvals() for name in service.catalog.programs}


@router.put("/approvals/{program}", responses=problems(404))
def choose_approvals(
    request: Request,
    program: Annotated[str, Path(max_length=40)],
    body: Approvals,
    caller: Annotated[Caller, asks("settings.change")],
) -> Approvals:
    """Choose it for a program; decisions that were made before stand."""
    service = service_of(request)
    with service.database.writing() as session:
        return approval_rules.choose(session, service.catalog, caller.id, program, body)
