"""What of a program's decisions a second person approves before they hold, as an administrator chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.people import audit
from api.problems import NotFound
from api.record.strays import kept_report
from api.service import Service
from api.store.clock import now
from api.store.tables import ApprovalRule, PacketRow, User
from forms.catalog import Catalog
from forms.program import Program


def _plain(told: Any) -> Any:
    """An amount as people type it: without its sign and the commas of its thousands."""
    return told.strip().removeprefix("$").replace(",", "") if isinstance(told, str) else told


Dollars = Annotated[Decimal, BeforeValidator(_plain), Field(ge=0, max_digits=12, decimal_places=2)]


class Approvals(BaseModel):
    """What of one program's decisions another person approves."""

    model_config = ConfigDict(extra="forbid")
    accepted: Annotated[bool, Field(description="Whether accepting does.")] = False
    denied: Annotated[bool, Field(description="Whether denying does.")] = False
    terminations: Annotated[
        bool, Field(description="Whether accepting does where a notice follows that ends what was granted before.")
    ] = False
    payment_over: Annotated[
        Dollars | None, Field(description="Dollars above which accepting what pays does; null: no amount does.")
    ] = None


@dataclass(frozen=True, slots=True)
class Held:
    """The approvals of one program, with who chose them and since when they hold."""

    approvals: Approvals
    by: str
    since: datetime


def rules(session: Session) -> dict[str, Held]:
    """What was chosen, by program; nothing of any other program needs approval."""
    rows = session.execute(select(ApprovalRule, User.name).outerjoin(User, User.id == ApprovalRule.chosen_by))
    return {row.program: Held(_told(row), name or "", row.chosen_at) for row, name in rows}


def _told(row: ApprovalRule) -> Approvals:
    return Approvals(
        accepted=row.accepted,
        denied=row.denied,
        terminations=row.terminations,
        payment_over=Decimal(row.payment_over) if row.payment_over is not None else None,
    )


def choose(session: Session, catalog: Catalog, by: str, program: str, wanted: Approvals) -> Approvals:
    """Keeps the choice, and in the trail what was before; raises NotFound."""
    if program not in catalog.programs:
        raise NotFound("program")
    row = session.get(ApprovalRule, program, with_for_update=True)
    before = _told(row) if row else Approvals()
    told = wanted.model_dump(mode="json")
    changed = {name: [was, told[name]] for name, was in before.model_dump(mode="json").items() if was != told[name]}
    if changed:
        session.merge(ApprovalRule(program=program, chosen_by=by, chosen_at=now(), **told))
        audit.note(session, by, "settings.change", program=program, changed=changed)
    return wanted


def programs_of(row: PacketRow, report: Mapping[str, Any] | None) -> set[str]:
    """The programs of the packet: the one it is checked against, and those whose forms its papers are of."""
    forms = (document["form"] for document in (report or {}).get("documents", ()))
    return {form.partition("/")[0] for form in forms if form} | ({row.program} if row.program else set())


def needed(service: Service, session: Session, row: PacketRow, *, ends: bool) -> dict[str, str]:
    """The decisions on the packet that another person approves, each with why; `ends`: a termination follows."""
    report = kept_report(session, row.id)
    found: dict[str, str] = {}
    held = rules(session)
    for name in sorted(programs_of(row, report) & held.keys() & service.catalog.programs.keys()):
        program, chosen = service.catalog.program(name), held[name].approvals
        if chosen.denied:
            found["denied"] = f"In {program.title} a second person approves a denial."
        if why := _accepting(program, chosen, report, ends=ends):
            found["accepted"] = why
    return found


def _accepting(program: Program, chosen: Approvals, report: Mapping[str, Any] | None, *, ends: bool) -> str:
    if chosen.accepted:
        return f"In {program.title} a second person approves what is accepted."
    if chosen.terminations and ends:
        return f"In {program.title} a second person approves a termination."
    if chosen.payment_over is None or not (bills := _bills(program, report)):
        return ""
    over = f"In {program.title} a second person approves payments over ${chosen.payment_over:,.2f}"
    amounts = [amount for amount in bills if amount is not None]
    if (paid := sum(amounts, Decimal(0))) > chosen.payment_over:
        return f"{over}; this one is ${paid:,.2f}."
    return f"{over}; how much is paid is not sure here." if len(amounts) < len(bills) else ""


def _bills(program: Program, report: Mapping[str, Any] | None) -> list[Decimal | None]:
    """What each paper of the packet pays by `pays` of its program; None where that is not read, or is in doubt."""
    found: list[Decimal | None] = []
    for document in (report or {}).get("documents", ()):
        of, _, form = (document["form"] or "").partition("/")
        if of != program.id or form not in program.pays:
            continue
        told = document.get("fields", {}).get(program.pays[form]) or {}
        sure = told.get("value") is not None and not told.get("review")
        found.append(Decimal(str(told["value"])) if sure else None)
    return found
