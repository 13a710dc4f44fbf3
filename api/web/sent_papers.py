"""What a provider sent, sending by sending: when it came, and what each paper was read as."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record.strays import Stray
from api.store.tables import FileRow, PacketRow
from api.web.spoken import Language
from forms.catalog import Catalog
from forms.errors import FormwrightError


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a part of a paper was read as."""

    title: str
    printed: str
    """The title as the paper prints it; empty where that is the same."""
    astray: Literal["", "person", "program"] = ""


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A file, and what became of it."""

    name: str
    pages: int
    state: Literal["reading", "read", "settled", "unknown", "unreadable"]
    """`settled`: the office looked at it, and goes on without it or knows that it is of no form."""
    read_as: list[ReadAs] = field(default_factory=list)
    sha256: str = ""
    """Its checksum, by which whoever sent it makes sure of what came."""
    why: str = ""
    """Why it could not be read, or what is wrong with its picture, where the language has words for it."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The files that came at once."""

    at: datetime
    by_office: bool
    papers: list[SentPaper]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a packet's papers: the report, if there is one, and which of them went astray."""

    report: Mapping[str, Any] | None
    astray: Sequence[Stray]
    catalog: Catalog
    said: Language
    poor: Callable[[FileRow], Sequence[str]] = lambda file: ()
    """What is wrong with the pictures of a file's pages, each with the remedy; asked where nobody knows what it is."""


def sendings(session: Session, row: PacketRow, known: Known) -> list[Sending]:
    """What was sent for the packet, the latest first; papers that the office put beside them are not among it."""
    files = select(FileRow).where(FileRow.packet_id == row.id, FileRow.from_packet.is_(None))
    found: dict[datetime, Sending] = {}
    for file in session.scalars(files.order_by(FileRow.number)):
        by_office = row.provider_id is not None and file.sent_by != row.provider_id
        paper = replace(_paper(row, file, known), sha256=file.sha256)
        found.setdefault(file.sent_at, Sending(file.sent_at, by_office, [])).papers.append(paper)
    return sorted(found.values(), key=lambda one: one.at, reverse=True)


def _paper(row: PacketRow, file: FileRow, known: Known) -> SentPaper:
    if row.state in ("held", "waiting", "reading") and file.reading is None:
        return SentPaper(file.name, file.pages, "reading")
    documents = [one for one in (known.report or {}).get("documents", []) if one["file"] == file.name]
    read_as = [_read_as(one, known) for one in documents if one["form"]]
    if read_as:
        return SentPaper(file.name, file.pages, "read", list(dict.fromkeys(read_as)))
    problems = [one for one in _problems(known) if one["file"] == file.name]
    if problems and all(one.get("settled") for one in problems):
        return SentPaper(file.name, file.pages, "settled")
    if why := next((one["message"] for one in problems), ""):
        return SentPaper(file.name, file.pages, "unreadable", why=_said(known, why))
    if documents and all(one.get("settled") for one in documents):
        return SentPaper(file.name, file.pages, "settled")
    if row.state == "quarantined":
        return SentPaper(file.name, file.pages, "unreadable")
    told = (_said(known, fault) for fault in dict.fromkeys(known.poor(file)))
    return SentPaper(file.name, file.pages, "unknown", why=" ".join(filter(None, told)))


def _said(known: Known, sentence: str) -> str:
    """The service's sentence in the person's language; empty where there are no words for it."""
    return sentence if not known.said.sentences else known.said.sentence(sentence) or ""


def _problems(known: Known) -> Sequence[Mapping[str, Any]]:
    return list((known.report or {}).get("problems", []))


def _read_as(document: Mapping[str, Any], known: Known) -> ReadAs:
    title, printed = paper_title(document["form"], document.get("kind"), known.catalog, known.said)
    for one in known.astray:
        if one.document == document["id"]:
            return ReadAs(title, printed, one.why)
    return ReadAs(title, printed)


def paper_title(form_id: str, kind: str | None, catalog: Catalog, said: Language) -> tuple[str, str]:
    """What the language calls the form, and what is printed on it where that is something else."""
    try:
        printed = catalog.form(form_id).title_of(kind)
    except FormwrightError:
        printed = form_id
    title = said.papers.get(f"{form_id}#{kind}" if kind else form_id) or printed
    return title, "" if title == printed else printed
