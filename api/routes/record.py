"""A packet's record: values, changes and their history, findings, decisions, whose work it is."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.intake.summary import PacketSummary
from api.people.caller import Caller
from api.problems import BadRequest
from api.record import approvals, case_number, changes, claims, decisions, ties
from api.record import on_file as filed
from api.record.approvals import AnswerOrder
from api.record.approvals import Request as ApprovalRequest
from api.record.case_number import CaseOrder
from api.record.changes import ArrangementOrder, Changed, CorrectionOrder, Past, Recheck
from api.record.checklist import Checklist, Passage, findings_told, passage
from api.record.decisions import AssigneeOrder, DecisionOrder
from api.record.looking import looked_at
from api.record.on_file import FiledOrder, FiledPacket
from api.record.steps import Step, steps
from api.record.values import PacketValues, packet_values
from api.routes.doors import asks, service_of
from api.routes.packets import PacketId
from api.routes.problems import problems

router = APIRouter(tags=["record"])

ChangeId = Annotated[str, Path(max_length=26)]
Version = Annotated[int, Query(ge=1, description="The packet's version that the change is made on.")]
Corrects = Annotated[Caller, asks("packets.correct")]
Arranges = Annotated[Caller, asks("packets.arrange")]
_CHANGE = problems(401, 403, 404, 409, 422)
_LOOK = problems(401, 403, 404, 409, 422)


@router.get("/packets/{packet_id}/values", response_model=PacketValues, responses=_LOOK)
def values(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")], reveal: bool = False
) -> PacketValues:
    """Gives every value with its evidence; what is masked only with `reveal`, which the trail keeps."""
    if reveal:
        caller.allow("packets.reveal")
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.reveal" if reveal else "packets.values") as (session, row):
        return packet_values(service, session, row, reveal=reveal)


@router.post("/packets/{packet_id}/corrections", response_model=Changed, responses=_CHANGE)
def correct(request: Request, packet_id: PacketId, caller: Corrects, order: CorrectionOrder) -> Changed:
    """Puts a value in the place of the machine's, or says that the machine's is right; the findings follow."""
    return changes.correct(service_of(request), caller, packet_id, order)


@router.delete("/packets/{packet_id}/corrections/{change_id}", response_model=Changed, responses=_CHANGE)
def undo_correction(
    request: Request, packet_id: PacketId, change_id: ChangeId, caller: Corrects, version: Version
) -> Changed:
    """Takes a correction back."""
    return changes.undo_correction(service_of(request), caller, packet_id, change_id, version)


@router.get("/packets/{packet_id}/history", response_model=list[Past], responses=_LOOK)
def history(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]) -> list[Past]:
    """Lists every change that people made, those that were taken back too."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", history=True) as (session, row):
        return changes.history(session, row, service.catalog)


@router.get("/packets/{packet_id}/steps", response_model=list[Step], responses=_LOOK)
def packet_steps(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> list[Step]:
    """Lists what happened to the packet, the latest first: papers, decisions, letters, whose work it was."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", history=True) as (session, row):
        return steps(service, session, row)


@router.get("/packets/{packet_id}/arrangement", responses=_LOOK)
def arrangement(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> dict[str, Any]:
    """Tells how the pages are put together to documents."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", what="arrangement") as (session, row):
        return changes.arrangement_now(service, session, row)


@router.put("/packets/{packet_id}/arrangement", response_model=Changed, responses=_CHANGE)
def arrange(request: Request, packet_id: PacketId, caller: Arranges, order: ArrangementOrder) -> Changed:
    """Puts the pages together to other documents; a file is read again only where corners of its pages change."""
    return changes.arrange(service_of(request), caller, packet_id, order)


@router.delete("/packets/{packet_id}/arrangement/{change_id}", response_model=Changed, responses=_CHANGE)
def undo_arrangement(
    request: Request, packet_id: PacketId, change_id: ChangeId, caller: Arranges, version: Version
) -> Changed:
    """Takes an arrangement back."""
    return changes.undo_arrangement(service_of(request), caller, packet_id, change_id, version)


@router.get("/packets/{packet_id}/on-file", response_model=list[FiledPacket], responses=_LOOK)
def on_file(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> list[FiledPacket]:
    """Lists the accepted packets of the same case and program, whose papers may serve in checking this one."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", what="on file") as (session, row):
        return filed.on_file(service, session, caller, row)


@router.post("/packets/{packet_id}/on-file", response_model=PacketSummary, responses=_CHANGE | problems(413))
def have_serve(request: Request, packet_id: PacketId, caller: Arranges, order: FiledOrder) -> PacketSummary:
    """Puts papers on file beside those of the packet, which is then read and checked again."""
    return filed.have_serve(service_of(request), caller, packet_id, order)


@router.delete("/packets/{packet_id}/on-file/{filed_id}", response_model=PacketSummary, responses=_CHANGE)
def serve_no_more(
    request: Request, packet_id: PacketId, filed_id: ChangeId, caller: Arranges, version: Version
) -> PacketSummary:
    """Takes the papers of an accepted packet out of the packet again, which is then read and checked without them."""
    return filed.serve_no_more(service_of(request), caller, packet_id, filed_id, version)


@router.get("/packets/{packet_id}/findings", response_model=Checklist, responses=_LOOK)
def findings(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]) -> Checklist:
    """Gives every rule that applied in the policy's own order: met, not met, or not to be told."""
    service = service_of(request)
    with looked_at(service, caller, packet_id, "packets.values", what="findings") as (session, row):
        return findings_told(service, session, row)


@router.get("/passages/{program}", response_model=list[Passage], responses=problems(401, 403, 409, 422))
def passages(
    request: Request,
    program: Annotated[str, Path(max_length=40)],
    caller: Annotated[Caller, asks("catalogue.see")],
    section: Annotated[str, Query(max_length=400)],
) -> list[Passage]:
    """Gives the policy's own words of the sections that a citation names."""
    return passage(service_of(request).catalog.program(program), section)


class RecheckOrder(BaseModel):
    """Asks for the packet as of another day."""

    model_config = ConfigDict(extra="forbid")
    as_of: date
    keep: bool = Field(False, description="The packet is as of that day from now on.")
    version: int | None = Field(None, ge=1, description="Needed where it is kept.")


@router.post("/packets/{packet_id}/recheck", response_model=Recheck, responses=_CHANGE)
def recheck(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.recheck")], order: RecheckOrder
) -> Recheck:
    """Checks the packet as of another day, and tells what would be found then and what not."""
    if order.keep:
        caller.allow("packets.correct")
        if order.version is None:
            raise BadRequest("Name the version of the packet that is to be kept as of that day.")
    version = order.version if order.keep else None
    return changes.recheck(service_of(request), caller, packet_id, order.as_of, version)


@router.post("/packets/{packet_id}/decision", response_model=PacketSummary, responses=_CHANGE)
def decide(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.decide")], order: DecisionOrder
) -> PacketSummary:
    """Accepts, returns or denies the packet, with the reason, or asks for another person's approval of it (`asked`)."""
    return decisions.decide(service_of(request), caller, packet_id, order)


@router.delete("/packets/{packet_id}/decision", response_model=PacketSummary, responses=_CHANGE)
def reopen(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.decide")], version: Version
) -> PacketSummary:
    """Takes a decision back."""
    return decisions.reopen(service_of(request), caller, packet_id, version)


@router.get("/packets/{packet_id}/approval", response_model=ApprovalRequest, responses=_LOOK)
def approval(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> ApprovalRequest:
    """Tells the packet's last request for approval, and what came of it."""
    with looked_at(service_of(request), caller, packet_id, "packets.see", what="approval") as (session, row):
        return approvals.request_told(session, row)


@router.post("/packets/{packet_id}/approval", response_model=PacketSummary, responses=_CHANGE)
def answer_request(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.approve")], order: AnswerOrder
) -> PacketSummary:
    """Approves the decision that somebody else asked for, or sends it back with the reason."""
    return approvals.answer(service_of(request), caller, packet_id, order)


@router.delete("/packets/{packet_id}/approval", response_model=PacketSummary, responses=_CHANGE)
def take_request_back(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.decide")], version: Version
) -> PacketSummary:
    """Takes a request for approval back."""
    return approvals.take_back(service_of(request), caller, packet_id, version)


@router.post("/packets/{packet_id}/claim", response_model=PacketSummary, responses=_CHANGE)
def claim(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.claim")]) -> PacketSummary:
    """Makes the packet one's own for half an hour, so that two people do not collide."""
    return claims.claim(service_of(request), caller, packet_id)


@router.delete("/packets/{packet_id}/claim", response_model=PacketSummary, responses=_CHANGE)
def give_back(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.claim")]) -> PacketSummary:
    """Gives the packet back."""
    return claims.give_back(service_of(request), caller, packet_id)


@router.put("/packets/{packet_id}/assignee", response_model=PacketSummary, responses=_CHANGE)
def assign(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.assign")], order: AssigneeOrder
) -> PacketSummary:
    """Says whose work the packet is."""
    return decisions.assign(service_of(request), caller, packet_id, order)


@router.post("/packets/{packet_id}/retry", response_model=PacketSummary, responses=_CHANGE)
def retry(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.retry")]) -> PacketSummary:
    """Has a packet that was set aside tried again."""
    return decisions.retry(service_of(request), caller, packet_id)


@router.post("/packets/{packet_id}/cancel", response_model=PacketSummary, responses=_CHANGE)
def cancel(request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.cancel")]) -> PacketSummary:
    """Ends a packet that is not read yet."""
    return decisions.cancel(service_of(request), caller, packet_id)


@router.get("/packets/{packet_id}/provider", response_model=ties.ProviderAccount | None, responses=_LOOK)
def provider(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.values")]
) -> ties.ProviderAccount | None:
    """Tells which provider's account sees the packet."""
    with looked_at(service_of(request), caller, packet_id, "packets.values", what="provider") as (session, row):
        return ties.provider_of(session, row)


@router.put("/packets/{packet_id}/provider", response_model=ties.Tied, responses=_CHANGE)
def tie(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.tie")], order: ties.TieOrder
) -> ties.Tied:
    """Ties the packet to a provider's account, who sees it from now on, or to none."""
    return ties.tie(service_of(request), caller, packet_id, order)


@router.put("/packets/{packet_id}/case", response_model=PacketSummary, responses=_CHANGE)
def set_case(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.case")], order: CaseOrder
) -> PacketSummary:
    """Gives the packet its case number, where the papers do not say it or say it wrong."""
    return case_number.set_case(service_of(request), caller, packet_id, order)


@router.get("/packets/{packet_id}/providers", response_model=list[ties.ProviderAccount], responses=_LOOK)
def providers(
    request: Request, packet_id: PacketId, caller: Annotated[Caller, asks("packets.tie")]
) -> list[ties.ProviderAccount]:
    """Lists the accounts that the packet can be tied to."""
    with looked_at(service_of(request), caller, packet_id, "packets.see", what="providers") as (session, _):
        return ties.accounts(session)
