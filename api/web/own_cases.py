"""A provider's pages: where a packet stands, what is missing and why, sending it, and the letters that came of it."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketQuery, list_packets
from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.record.strays import Stray, kept_report, own_findings, strays
from api.routes.doors import asks, service_of
from api.store.tables import OutputRow, PacketRow
from api.web.finding_words import words_of
from api.web.pages import PageRoute, page
from api.web.sent_papers import Known, paper_title, sendings
from api.web.spoken import Language, language
from forms.catalog import Catalog

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Own = Annotated[Caller, asks("letters.own")]
READING = ("held", "waiting", "reading")
_OVER = ("cancelled", "refused")


def standing(packet: PacketSummary, astray: bool = False) -> str:
    """The name of the sentence that says where a packet stands; `astray`: but for papers of others all is in order."""
    if packet.decision:
        return f"status_{packet.decision}"
    if packet.state != "checked":
        return "status_aside" if packet.state == "quarantined" else f"status_{packet.state}"
    if astray:
        return "status_astray"
    return f"status_{(packet.outcome or 'needs-review').replace('-', '_')}"


def wanted(packet: PacketSummary, lacking: bool) -> str:
    """The name of the words with which papers are asked for; `over` and `reading` where none can be sent."""
    if packet.state in READING:
        return "reading"
    if packet.state in _OVER or packet.decision in ("accepted", "denied"):
        return "over"
    if packet.state == "quarantined":
        return "better"
    if packet.decision == "returned":
        return "returned"
    return "missing" if lacking else "more"


@router.get("/my")
def my_packets(
    request: Request,
    caller: Own,
    after: Annotated[str | None, Query(max_length=26, pattern="^[0-9A-HJKMNP-TV-Z]*$")] = None,
) -> HTMLResponse:
    """The provider's packets, and the form that sends one."""
    service = service_of(request)
    with service.database.reading() as session:
        found = list_packets(session, caller, PacketQuery.model_validate({"after": after, "limit": 25}))
        stand = {one.id: standing(one, _only_astray(session, one, service.catalog)) for one in found.items}
    return page(request, caller, "my.html", found=found, stand=stand)


@router.get("/my/{packet_id}")
def my_packet(request: Request, caller: Own, packet_id: str, sent: bool = False) -> HTMLResponse:
    """One packet: its status in plain words, what was sent, what is missing, its letters."""
    service = service_of(request)
    said = language(caller.language)
    with service.database.writing() as session:
        row = caller.check_packet(session.get(PacketRow, packet_id))
        audit.note(session, caller.id, "packets.see", row.id)
        shown = summary(session, caller, row)
        report = kept_report(session, row.id)
        astray = strays(report, row.program, service.catalog) if report else []
        known = Known(report, astray, service.catalog, said)
        came = sendings(session, row, known)
        letters = [_letter(one, service.catalog, said) for one in _letters(session, row)]
        reason = row.reason if row.decision in ("returned", "denied") else None
    over = shown.state in READING or shown.decision == "accepted"
    findings = _findings(report, shown, service.catalog, said) if report and not over else []
    only_astray = bool(astray) and not findings
    looked_at = bool(findings) and all(finding.kind == "review" for finding in findings)
    return page(
        request,
        caller,
        "my-packet.html",
        packet=shown,
        findings=findings,
        astray=[] if over else _astray(astray, service.catalog, said),
        came=came,
        just_sent=came[0] if came and sent else None,
        letters=letters,
        reason=reason,
        stands=standing(shown, only_astray),
        looked_at=looked_at,
        wanted=wanted(shown, bool(astray) or (bool(findings) and not looked_at)),
    )


def _only_astray(session: Session, packet: PacketSummary, catalog: Catalog) -> bool:
    """Whether nothing was found but papers that belong elsewhere."""
    if packet.state != "checked" or packet.decision or packet.outcome == "complete":
        return False
    report = kept_report(session, packet.id)
    return bool(
        report and strays(report, packet.program, catalog) and not own_findings(report, packet.program, catalog)
    )


def _findings(report: dict[str, Any], packet: PacketSummary, catalog: Catalog, said: Language) -> list[Any]:
    """What was found on the packet's own papers, in the person's language, with how to mend it."""
    forms = {document["id"]: document["form"] for document in report["documents"]}
    found = own_findings(report, packet.program, catalog)
    return [words_of(finding, forms.get(finding["document"]), catalog, said) for finding in found]


@dataclass(frozen=True, slots=True)
class AstrayPaper:
    """A file with pages that seem to belong elsewhere."""

    file: str
    why: str
    program: str
    pages: list[int]
    titles: list[tuple[str, str]]
    """What they were read as, and what is printed on them where that is something else."""


def _astray(found: list[Stray], catalog: Catalog, said: Language) -> list[AstrayPaper]:
    """Those of one file, for one reason, together."""
    told: dict[tuple[str, str, str], AstrayPaper] = {}
    for one in found:
        key = (one.file, one.why, one.program)
        paper = told.setdefault(key, AstrayPaper(one.file, one.why, catalog.program(one.program).title, [], []))
        paper.pages.extend(one.pages)
        title = paper_title(one.form, one.kind, catalog, said)
        if title not in paper.titles:
            paper.titles.append(title)
    return list(told.values())


@dataclass(frozen=True, slots=True)
class ReleasedLetter:
    """A letter as its provider finds it."""

    id: str
    filename: str
    title: str
    says: str
    """What it says, in the person's language, where there are words for it."""


def _letter(output: OutputRow, catalog: Catalog, said: Language) -> ReleasedLetter:
    from generators.document import outgoing

    titles = {declared.id: declared.title for declared in outgoing(catalog)}
    title = titles.get(output.document, output.filename)
    return ReleasedLetter(output.id, output.filename, title, said.letters.get(output.document, ""))


def _letters(session: Session, row: PacketRow) -> list[OutputRow]:
    """The letters that the office released."""
    rows = select(OutputRow).where(OutputRow.packet_id == row.id, OutputRow.released_at.is_not(None))
    return list(session.scalars(rows.order_by(OutputRow.released_at.desc())))
