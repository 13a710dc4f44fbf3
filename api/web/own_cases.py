"""A provider's pages: where a packet stands, what is missing and why, sending it, and the letters that came of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.listing import PacketQuery, list_packets
from api.intake.summary import PacketSummary, summary
from api.people.caller import Caller
from api.record.looking import looked_at
from api.record.own_papers import own_findings
from api.record.readings import sights
from api.record.strays import Stray, kept_report, strays
from api.routes.doors import asks, service_of
from api.service import Service
from api.store.tables import OVER, FileRow, OutputRow, PacketRow
from api.web.finding_words import FindingWords, words_of
from api.web.pages import PageRoute, page
from api.web.sent_papers import Known, paper_title, sendings
from api.web.spoken import Language, language_with
from forms.catalog import Catalog

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Own = Annotated[Caller, asks("letters.own")]
READING = ("held", "waiting", "reading")
_NUMBERED = re.compile(r"(?P<count>\d+) papers")
"""What the service calls a packet of files that nobody named."""


def _calls(said: Language) -> Callable[[PacketSummary], str]:
    """Names a packet in the person's language: whom it is about, or what it was sent as."""

    def called(packet: PacketSummary) -> str:
        numbered = None if packet.subject else _NUMBERED.fullmatch(packet.name)
        return said.pages["papers_count"].format(**numbered.groupdict()) if numbered else packet.subject or packet.name

    return called


def standing(packet: PacketSummary, but: str = "") -> str:
    """The name of the sentence that says where a packet stands; `but` tells why not all is in order, as in `Looked`."""
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
    if packet.state in OVER or packet.decision in ("accepted", "denied"):
        return "over"
    if packet.state == "quarantined":
        return "better"
    if packet.decision == "returned":
        return "returned"
    return "missing" if lacking else "better" if unread else "more"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a packet's report says to its provider."""

    report: dict[str, Any] | None
    astray: list[Stray]
    found: list[dict[str, Any]]
    """The findings on the packet's own papers."""
    but: str = ""
    """Why not all is in order where nothing is missing: `astray` for a paper of others, `unread` for one not read."""


def _look(service: Service, session: Session, row: PacketRow) -> Looked:
    report = kept_report(session, row.id)
    if report is None:
        return Looked(None, [], [])
    astray, found = strays(report, row.program, service.catalog), own_findings(service, row, report)
    read = {document["file"] for document in report["documents"] if document["form"]}
    came = set(session.scalars(select(FileRow.name).where(FileRow.packet_id == row.id)))
    unread = (came - read) & {problem["file"] for problem in report["problems"] if not problem.get("settled")}
    but = "" if found else "astray" if astray else "unread" if unread else ""
    return Looked(report, astray, found, but)


def _stands(service: Service, session: Session, packet: PacketSummary) -> str:
    """Where a packet of the list stands; its report is looked into where that may say something else."""
    if packet.state != "checked" or packet.decision:
        return standing(packet)
    return standing(packet, _look(service, session, session.get_one(PacketRow, packet.id)).but)


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
        stand = {one.id: _stands(service, session, one) for one in found.items}
    called = _calls(language_with(caller.language, service.catalog))
    return page(request, caller, "my.html", found=found, stand=stand, tone_of=tone_of, called=called)


@router.get("/my/{packet_id}")
def my_packet(request: Request, caller: Own, packet_id: str, sent: bool = False) -> HTMLResponse:
    """One packet: its status in plain words, what was sent, what is missing, its letters."""
    service = service_of(request)
    said = language_with(caller.language, service.catalog)
    with looked_at(service, caller, packet_id, "packets.see") as (session, row):
        packet = summary(session, caller, row)
        looked = _look(service, session, row)
        poor = partial(_poor, service)
        came = sendings(session, row, Known(looked.report, looked.astray, service.catalog, said, poor))
        letters = [_letter(one, service.catalog, said) for one in _letters(session, row)]
        reason = row.reason if row.decision in ("returned", "denied") else None
    # What is being read or was accepted lacks nothing that the report of before would tell.
    over = packet.state in READING or packet.decision == "accepted"
    findings = [] if over else _findings(looked, service.catalog, said)
    lacking = any(finding.kind != "review" for finding in findings)
    return page(
        request,
        caller,
        "my-packet.html",
        packet=packet,
        called=_calls(said),
        findings=findings,
        astray=[] if over or packet.decision == "denied" else _astray(looked.astray, service.catalog, said),
        came=came,
        unreadable=[paper for sending in came for paper in sending.papers if paper.state == "unreadable"],
        just_sent=came[0] if came and sent else None,
        letters=letters,
        reason=reason,
        stands=standing(packet, looked.but),
        tone_of=tone_of,
        looked_at=bool(findings) and not lacking,
        wanted=wanted(packet, bool(looked.astray) or lacking, looked.but == "unread"),
    )


def _poor(service: Service, file: FileRow) -> list[str]:
    return [fault for sight in sights(service, file).values() for fault in sight.quality]


def _findings(looked: Looked, catalog: Catalog, said: Language) -> list[FindingWords]:
    """What was found on the packet's own papers, in the person's language, with how to mend it."""
    if looked.report is None:
        return []
    forms = {document["id"]: document["form"] for document in looked.report["documents"]}
    return [words_of(one, forms.get(one["document"]), catalog, said) for one in looked.found]


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
