"""The report on one packet: what was read, what was found, and what follows from it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from forms.catalog import Catalog
from forms.evidence import Value
from forms.form import Cell
from forms.packet import Document, Packet

FindingKind = Literal["missing", "invalid", "ineligible", "arithmetic", "over-limit", "late", "conflict", "review"]
Outcome = Literal["complete", "incomplete", "ineligible", "needs-review"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found, with the section of the policy that says so."""

    rule: str
    kind: FindingKind
    message: str
    """One sentence that a clerk can act on."""
    citation: str
    document: str | None = None
    fields: tuple[str, ...] = ()
    expected: Any = None
    """As the report's JSON has it: text, number, true or false."""
    found: Any = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be answered, and why."""

    rule: str
    why: str
    document: str | None = None
    fields: tuple[str, ...] = ()
    """Paths of the values in doubt, within the document."""


@dataclass(frozen=True, slots=True)
class FigureUsed:
    """A dated policy figure that a rule used."""

    parameter: str
    value: Any
    starts: date
    citation: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A figure of a paper that is what a rule reckons it to be."""

    document: str
    path: str
    figure: Any
    """As the report's JSON has it: the figure that the rule came to."""


RuleState = Literal["met", "not-met", "cannot-tell"]


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What came of one rule that applied: met where it looked at something and found nothing."""

    rule: str
    program: str
    section: str
    says: str
    met: str
    """What is so where the rule is met."""
    state: RuleState
    findings: tuple[Finding, ...] = ()
    doubts: tuple[NotChecked, ...] = ()
    """Why it cannot be told."""
    rests: tuple[tuple[str, str], ...] = ()
    """Document and path of each value that a rule which is met rests on, in the packet's order; blanks are left out."""
    reckoned: tuple[Reckoned, ...] = ()
    """Of a rule of arithmetic the figures that agree, also where others do not."""


@dataclass(slots=True)
class Report:
    """The answer to one packet."""

    packet: Packet
    programs: list[str]
    as_of: date
    outcome: Outcome
    findings: list[Finding] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    figures: list[FigureUsed] = field(default_factory=list)
    answers: list[RuleAnswer] = field(default_factory=list)
    """Every rule that applied, in the order of the program's book."""

    def as_json(self, catalog: Catalog) -> dict[str, Any]:
        """The report in the shape of the schema `packet-report/1`."""
        return {
            "schema": "packet-report/1",
            "packet": self.packet.name,
            "programs": self.programs,
            "as_of": self.as_of.isoformat(),
            "outcome": self.outcome,
            "documents": [_document(document, catalog) for document in self.packet.documents],
            "findings": [_finding(finding) for finding in self.findings],
            "not_checked": [_not_checked(entry) for entry in self.not_checked],
            "problems": [
                {"file": problem.file, "message": problem.message}
                | ({"page": problem.page} if problem.page else {})
                | ({"settled": True} if problem.settled else {})
                for problem in self.packet.problems
            ],
            "figures": [
                {
                    "parameter": used.parameter,
                    "value": used.value,
                    "from": used.starts.isoformat(),
                    "citation": used.citation,
                }
                for used in self.figures
            ],
        }


def _not_checked(entry: NotChecked) -> dict[str, Any]:
    about = {"document": entry.document, "fields": list(entry.fields)} if entry.document else {}
    return {"rule": entry.rule, "why": entry.why} | about


def _document(document: Document, catalog: Catalog) -> dict[str, Any]:
    form = catalog.form(document.form) if document.form else None
    fields = form.fields if form else {}
    tables = form.tables if form else {}
    entry: dict[str, Any] = {
        "id": document.id,
        "form": document.form,
        "file": document.file,
        "pages": document.pages,
        "confidence": round(document.confidence, 4),
        "fields": {name: dump_value(value, fields[name]) for name, value in document.fields.items()},
        "tables": {
            name: [
                {column: dump_value(value, tables[name].columns[column]) for column, value in row.items()}
                for row in rows
            ]
            for name, rows in document.tables.items()
        },
    }
    if document.kind:
        entry["kind"] = document.kind
    if document.settled:
        entry["settled"] = True
    if document.edition:
        entry["edition"] = document.edition
    if document.present_edition:
        entry["present_edition"] = document.present_edition
    return entry


def dump_value(value: Value, cell: Cell) -> dict[str, Any]:
    """The value with its evidence as the schema's `value` has it."""
    entry: dict[str, Any] = {
        "value": None if value.value is None else cell.kind.dump(value.value),
        "text": value.text,
        "confidence": round(value.confidence, 4),
        "source": value.source,
    }
    if value.review:
        entry["review"] = True
        if value.why:
            entry["why"] = value.why
        if value.rivals:
            entry["rivals"] = list(value.rivals)
    if value.page is not None:
        entry["page"] = value.page
    if value.box is not None:
        entry["box"] = [round(edge, 4) for edge in value.box]
    return entry


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "kind": finding.kind,
        "message": finding.message,
        "citation": finding.citation,
        "document": finding.document,
        "fields": list(finding.fields),
        "expected": finding.expected,
        "found": finding.found,
    }
