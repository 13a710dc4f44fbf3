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
from api.record.strays import Stray, kept_report, own_findings, strangers_names, strays
from api.routes.doors import asks, service_of
from api.store.tables import FileRow, OutputRow, PacketRow
from api.web.finding_words import words_of
from api.web.pages import PageRoute, page
from api.web.sent_papers import Known, paper_title, sendings
from api.web.spoken import Language, language
from forms.catalog import Catalog

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Own = Annotated[Caller, asks("letters.own")]
READING = ("held", "waiting", "reading")
_OVER = ("cancelled", "refused")


def standing(packet: PacketSummary, but: str = "") -> str:
    """The name of the sentence that says where a packet stands; `but` tells why not all is in order, as `_but` does."""
    if packet.decision:
        return f"status_{packet.decision}"
    if packet.state != "checked":
        return "status_aside" if packet.state == "quarantined" else f"status_{packet.state}"
    if but:
        return f"status_{but}"
    return f"status_{(packet.outcome or 'needs-review').replace('-', '_')}"


def tone_of(packet: PacketSummary, stands: str) -> str:
    """The state, outcome or decision in whose tone it is said."""
    if stands in ("status_astray", "status_unread"):
        return "needs-review"
    return packet.decision or (packet.outcome if packet.state == "checked" else None) or packet.state


def wanted(packet: PacketSummary, lacking: bool, unread: bool) -> str:
    """The name of the words with which papers are asked for; `over` and `reading` where none can be sent."""
    if packet.state in READING:
        return "reading"
    if packet.state in _OVER or packet.decision in ("accepted", "denied"):
        return "over"
    if packet.state == "quarantined":
        return "better"
    if packet.decision == "returned":
        return "returned"
    return "missing" if lacking else "better" if unread else "more"


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
        stand = {one.id: standing(one, _but(session, one, service.catalog)) for one in found.items}
    return page(request, caller, "my.html", found=found, stand=stand, tone_of=tone_of)


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
        but = _but(session, shown, service.catalog)
    over = shown.state in READING or shown.decision == "accepted"
    findings = _findings(report, shown, service.catalog, said) if report and not over else []
    over = over or shown.decision == "denied"
    stands = standing(shown, but)
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
        stands=stands,
        tone_of=tone_of,
        looked_at=looked_at,
        wanted=wanted(shown, bool(astray) or (bool(findings) and not looked_at), but == "unread"),
    )


def _but(session: Session, packet: PacketSummary, catalog: Catalog) -> str:
    """Why not all is in order where nothing is missing: `astray` for a paper of others, `unread` for one not read."""
    report = kept_report(session, packet.id) if packet.state == "checked" and not packet.decision else None
    if report is None or own_findings(report, packet.program, catalog):
        return ""
    if strays(report, packet.program, catalog):
        return "astray"
    read = {document["file"] for document in report["documents"] if document["form"]}
    came = set(session.scalars(select(FileRow.name).where(FileRow.packet_id == packet.id)))
    return "unread" if (came - read) & {problem["file"] for problem in report["problems"]} else ""


def _findings(report: dict[str, Any], packet: PacketSummary, catalog: Catalog, said: Language) -> list[Any]:
    """What was found on the packet's own papers, in the person's language, with how to mend it."""
    forms = {document["id"]: document["form"] for document in report["documents"]}
    found = own_findings(report, packet.program, catalog)
    hidden = strangers_names(report, strays(report, packet.program, catalog), catalog)
    return [words_of(finding, forms.get(finding["document"]), catalog, said, hidden) for finding in found]


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
