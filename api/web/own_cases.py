"""A provider's pages: where a packet stands, what is missing and why, sending it, and the letters that came of it."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketQuery, list_packets
from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.store.papers import unpack
from api.store.tables import OutputRow, PacketReport, PacketRow
from api.web.pages import PageRoute, page
from api.web.spoken import Language, language
from forms.catalog import Catalog
from forms.errors import FormwrightError
from generators.deficiency import MEND, told
from generators.remedies import of_rule, remedies

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Own = Annotated[Caller, asks("letters.own")]


def standing(packet: PacketSummary) -> str:
    """The name of the sentence that says where a packet stands."""
    if packet.decision:
        return f"status_{packet.decision}"
    if packet.state != "checked":
        return "status_aside" if packet.state == "quarantined" else f"status_{packet.state}"
    return f"status_{(packet.outcome or 'needs-review').replace('-', '_')}"


@router.get("/my")
def my_packets(
    request: Request,
    caller: Own,
    after: Annotated[str | None, Query(max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$")] = None,
) -> HTMLResponse:
    """The provider's packets, and the form that sends one."""
    with service_of(request).database.reading() as session:
        found = list_packets(session, caller, PacketQuery.model_validate({"after": after, "limit": 25}))
    return page(request, caller, "my.html", found=found, standing=standing)


@router.get("/my/{packet_id}")
def my_packet(request: Request, caller: Own, packet_id: str) -> HTMLResponse:
    """One packet: its status in plain words, what is missing, its letters."""
    service = service_of(request)
    with service.database.writing() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, "packets.see", row.id)
        shown = summary(session, caller, row)
        findings = _findings(session, row, service.catalog, language(caller.language))
        letters = _letters(session, row)
        reason = row.reason if row.decision in ("returned", "denied") else None
    return page(
        request,
        caller,
        "my-packet.html",
        packet=shown,
        findings=findings,
        letters=letters,
        reason=reason,
        standing=standing,
    )


def _findings(session: Session, row: PacketRow, catalog: Catalog, said: Language) -> list[dict[str, Any]]:
    """What the report found, each in the person's language, with how to mend it and what it is about."""
    kept = session.get(PacketReport, row.id)
    if kept is None:
        return []
    report = json.loads(unpack(kept.body))
    forms = {document["id"]: document["form"] for document in report["documents"]}
    mends = remedies(catalog.program(row.program)) if row.program in catalog.programs else {}
    listed = []
    for finding in report["findings"]:
        title, labels = _about(catalog, forms.get(finding["document"]), finding["fields"])
        mend = of_rule(finding["rule"], mends) or MEND[finding["kind"]]
        words = {"said": said.found(finding), "fact": told(finding["message"]), "mend": mend}
        listed.append(finding | words | {"paper": title, "labels": labels})
    return listed


def _about(catalog: Catalog, name: str | None, paths: list[str]) -> tuple[str, list[str]]:
    """The title of the paper and the labels of the fields, as they are printed on it."""
    if not name:
        return "", []
    try:
        form = catalog.form(name)
        return form.title, list(dict.fromkeys(form.cell(path).label for path in paths if not path.endswith("]")))
    except (FormwrightError, KeyError):
        return name, []


def _letters(session: Session, row: PacketRow) -> list[OutputRow]:
    """The letters that the office released."""
    rows = select(OutputRow).where(OutputRow.packet_id == row.id, OutputRow.released_at.is_not(None))
    return list(session.scalars(rows.order_by(OutputRow.released_at.desc())))
