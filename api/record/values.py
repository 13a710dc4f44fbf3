"""The values of a packet as people look at them: each with its label, evidence, rivals, and who changed it."""

from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record.masking import MASK
from api.record.packet import Standing, standing
from api.record.readings import packet_files
from api.service import Service
from api.store.tables import PacketRow, User
from forms.evidence import Value
from forms.form import Cell, Form
from forms.packet import Document
from forms.report import dump_value
from validators.plausible import doubt_implausible


class Choice(BaseModel):
    """A choice and its caption."""

    name: str
    caption: str


class Corrected(BaseModel):
    """Who changed a value, when, why, and what the machine had read."""

    id: str
    by: str
    at: str
    why: str
    before: Any
    before_text: str | None


class ShownValue(BaseModel):
    """A value with everything that a person needs to judge it."""

    path: str
    label: str
    type: str
    choices: list[Choice] | None
    value: Any
    text: str | None
    confidence: float
    source: str | None
    review: bool
    why: str | None
    page_number: int | None = Field(description="The page of the packet on which it stands, from 1.")
    box: list[float] | None
    rivals: list[str]
    corrected: Corrected | None
    masked: bool = Field(description="The value is not told: ask with reveal.")


class ShownColumn(BaseModel):
    """A column of a table."""

    name: str
    label: str
    type: str
    choices: list[Choice] | None


class ShownTable(BaseModel):
    """A table with its rows."""

    name: str
    title: str
    columns: list[ShownColumn]
    rows: list[list[ShownValue]]


class ShownDocument(BaseModel):
    """A document with its values in the order of its form."""

    id: str
    form: str | None
    title: str
    kind: str | None
    confidence: float
    edition: str | None
    present_edition: str | None
    pages: list[int] = Field(description="Its pages, as pages of the packet from 1.")
    fields: list[ShownValue]
    tables: list[ShownTable]


class PacketValues(BaseModel):
    """All documents of a packet with their values."""

    version: int
    outcome: str | None
    to_review: int
    documents: list[ShownDocument]
    lost: int = Field(description="Corrections of what is not there any more.")


def page_numbers(session: Session, row: PacketRow) -> dict[tuple[str, int], int]:
    """The number within the packet, from 1, of each page of each file."""
    places = [(file.name, page) for file in packet_files(session, row.id) for page in range(1, file.pages + 1)]
    return {place: number for number, place in enumerate(places, start=1)}


def packet_values(
    service: Service, session: Session, row: PacketRow, *, reveal: bool = False, found: Standing | None = None
) -> PacketValues:
    """The packet's values, as it stands or as it was `found`; what is masked is told only where it is asked for."""
    found = found or standing(service, session, row)
    # What cannot be meant is doubted by the rules' engine, and must be lit as well.
    doubt_implausible(found.packet, service.catalog, row.as_of)
    shown = _Shown(service, session, row, found, reveal)
    return PacketValues(
        version=row.version,
        outcome=row.outcome,
        to_review=row.to_review,
        documents=[shown.document(document) for document in found.packet.documents],
        lost=len(found.lost),
    )


class _Shown:
    """Turns what stands into what is shown."""

    def __init__(self, service: Service, session: Session, row: PacketRow, found: Standing, reveal: bool) -> None:
        self.catalog = service.catalog
        self.found = found
        self.reveal = reveal
        self.values: dict[str, Value] = {}
        """Those of the document at hand by their paths: a large one has thousands."""
        self.numbers = page_numbers(session, row)
        makers = {made.made_by for made in found.made.values()}
        self.names = (
            dict(session.execute(select(User.id, User.name).where(User.id.in_(makers))).all()) if makers else {}
        )

    def document(self, document: Document) -> ShownDocument:
        form = self.catalog.form(document.form) if document.form else None
        self.values = dict(document.values())
        return ShownDocument(
            id=document.id,
            form=document.form,
            title=form.title_of(document.kind) if form else "Not recognised",
            kind=document.kind,
            confidence=round(document.confidence, 4),
            edition=document.edition,
            present_edition=document.present_edition,
            pages=[self.numbers.get(place, 1) for place in document.places],
            fields=[self._value(document, form, name) for name in form.fields] if form else [],
            tables=[self._table(document, form, name) for name in form.tables] if form else [],
        )

    def _table(self, document: Document, form: Form, name: str) -> ShownTable:
        table = form.tables[name]
        rows = range(len(document.tables.get(name, [])))
        return ShownTable(
            name=name,
            title=table.title or name.replace("_", " ").capitalize(),
            columns=[
                ShownColumn(name=key, label=cell.label, type=cell.type, choices=_choices(cell))
                for key, cell in table.columns.items()
            ],
            rows=[[self._value(document, form, f"{name}[{row}].{key}") for key in table.columns] for row in rows],
        )

    def _value(self, document: Document, form: Form, path: str) -> ShownValue:
        cell = form.cell(path)
        value = self.values.get(path)
        told: dict[str, Any] = (
            dump_value(value, cell) if value is not None else {"value": None, "confidence": 1.0, "source": None}
        )
        masked = cell.private and not self.reveal and (told["value"] is not None or bool(told.get("text")))
        return ShownValue(
            path=path,
            label=cell.label,
            type=cell.type,
            choices=_choices(cell),
            value=MASK if masked else told["value"],
            text=MASK if masked else told.get("text"),
            confidence=told["confidence"],
            source=told["source"],
            review=told.get("review", False),
            why=None if masked else told.get("why"),
            page_number=self.numbers.get((document.file, value.page)) if value and value.page else None,
            box=told.get("box"),
            rivals=[] if masked else self._rivals(document, path, value),
            corrected=None if masked else self._corrected(document, cell, path),
            masked=masked,
        )

    def _rivals(self, document: Document, path: str, value: Value | None) -> list[str]:
        """Other readings of the value, the machine's first where a person gave another."""
        before = self.found.before.get((document.id, path))
        known = [before.text] if before is not None and before.text else []
        known += value.rivals if value is not None else ()
        return [text for text in dict.fromkeys(known) if value is None or text != value.text]

    def _corrected(self, document: Document, cell: Cell, path: str) -> Corrected | None:
        made = self.found.made.get((document.id, path))
        if made is None:
            return None
        return Corrected(
            id=made.id,
            by=self.names.get(made.made_by, ""),
            at=made.made_at.isoformat(),
            why=made.why,
            before=made.before.get("value"),
            before_text=made.before.get("text"),
        )


def _choices(cell: Cell) -> list[Choice] | None:
    if not cell.options:
        return None
    return [Choice(name=name, caption=captions[0] if captions else name) for name, captions in cell.options.items()]
