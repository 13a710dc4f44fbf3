"""The findings as a checklist in the policy's own order: every rule that applied, met, not met, or not to be told."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.record.in_force import NotYet, not_in_force
from api.record.masking import MASK, masks_of
from api.record.own_papers import Counted, counted
from api.record.packet import Standing, checked, standing
from api.record.values import page_numbers
from api.service import Service
from api.store.tables import PacketRow
from forms.form import Cell
from forms.packet import Document
from forms.program import Program
from forms.report import Finding, NotChecked, Reckoned, RuleAnswer


class Rest(BaseModel):
    """A value that a finding rests on, and where it stands."""

    document: str
    path: str
    label: str
    text: str | None
    page_number: int | None
    box: list[float] | None
    review: bool = Field(default=False, description="It was read in doubt, and nobody has looked at it yet.")


class Sum(BaseModel):
    """A line of reckoning: what the paper says, what follows from the rule, and what lies between."""

    says: str
    billed: str
    payable: str
    difference: str
    document: str | None = None
    label: str = Field(default="", description="What the figure is called.")
    review: bool = Field(default=False, description="It was read in doubt, and nobody has looked at it yet.")


class Met(BaseModel):
    """One rule, or one finding of it."""

    rule: str
    says: str
    state: Literal["met", "not-met", "cannot-tell"]
    kind: str | None
    message: str | None = Field(description="What was found, why it cannot be told, or what is so where it is met.")
    citation: str
    document: str | None
    rests: list[Rest] = Field(description="Of a rule that is met: each value that it looked at and that is not blank.")
    sums: list[Sum] = Field(description="Of arithmetic: what does not agree, or of a rule that is met what does.")


class Part(BaseModel):
    """A section of the policy with the rules that stand on it."""

    program: str
    section: str
    citation: str
    rules: list[Met]


class Checklist(BaseModel):
    """Everything that was asked of the packet; a rule that has nothing to ask about is not in it."""

    version: int
    outcome: str
    met: int
    not_met: int
    cannot_tell: int
    parts: list[Part] = Field(description="In the order in which the policy has them.")
    not_in_force: list[NotYet] = Field(
        default=[], description="Policies that were not in force yet on the packet's day."
    )
    astray: Counted | None = Field(default=None, description="Papers that count though they may belong elsewhere.")


class Passage(BaseModel):
    """A passage of a policy."""

    program: str
    section: str
    citation: str
    text: str


def checklist(service: Service, session: Session, row: PacketRow, found: Standing | None = None) -> Checklist:
    """Runs the rules over the packet, as it stands or as it was `found`, and orders what came of them."""
    packet = (found or standing(service, session, row)).packet
    report = checked(service, row, packet)
    papers = {document.id: document for document in packet.documents}
    told = _Told(service, papers, page_numbers(session, row))
    parts: dict[tuple[str, str], Part] = {}
    for answer in report.answers:
        program = service.catalog.program(answer.program)
        key = (answer.program, answer.section)
        part = parts.setdefault(
            key, Part(program=program.id, section=answer.section, citation=program.cite(answer.section), rules=[])
        )
        part.rules += told.rules(answer, program)
    ordered = sorted(parts.values(), key=lambda part: _place(service.catalog.program(part.program), part.section))
    states = [answer.state for answer in report.answers]
    return Checklist(
        version=row.version,
        outcome=row.outcome or report.outcome,
        met=states.count("met"),
        not_met=states.count("not-met"),
        cannot_tell=states.count("cannot-tell"),
        parts=ordered,
        not_in_force=not_in_force(service.catalog, report.programs, report.as_of),
    )


def findings_told(service: Service, session: Session, row: PacketRow) -> Checklist:
    """The checklist of the packet as it stands, with what papers that may belong elsewhere do to it."""
    return checklist(service, session, row).model_copy(update={"astray": counted(service, session, row)})


def passage(program: Program, section: str) -> list[Passage]:
    """The passages that a citation names."""
    return [
        Passage(program=program.id, section=name, citation=program.cite(name), text=text)
        for name, text in program.passages(section)
    ]


def _place(program: Program, section: str) -> tuple[str, int]:
    """Where the section stands in the policy; one that the text lacks comes last."""
    headings = list(program.policy)
    first = section.split("; ")[0]
    return program.id, headings.index(first) if first in headings else len(headings)


class _Told:
    def __init__(self, service: Service, papers: dict[str, Document], numbers: dict[tuple[str, int], int]) -> None:
        self.catalog = service.catalog
        self.masks = masks_of(service.catalog)
        self.papers = papers
        self.values = {id: dict(paper.values()) for id, paper in papers.items()}
        self.numbers = numbers

    def rules(self, answer: RuleAnswer, program: Program) -> list[Met]:
        """A line for each finding, or one for the rule."""
        if answer.findings:
            return [self._finding(answer, finding) for finding in answer.findings]
        citation = program.cite(answer.section)
        return [self._doubt(answer, doubt, citation) for doubt in answer.doubts] or [
            Met(
                rule=answer.rule, says=answer.says, state=answer.state, kind=None, message=answer.met,
                citation=citation, document=None,
                rests=[rest for id, path in answer.rests if (rest := self._rest(id, path))],
                sums=[line for one in answer.reckoned for line in self._agreed(one)],
            )
        ]  # fmt: skip

    def _doubt(self, answer: RuleAnswer, doubt: NotChecked, citation: str) -> Met:
        return Met(
            rule=doubt.rule, says=answer.says, state=answer.state, kind=None,
            message=self.masks.message(doubt.why, self._form(doubt.document), doubt.fields), citation=citation,
            document=doubt.document,
            rests=self._rests(doubt.document, doubt.fields), sums=[],
        )  # fmt: skip

    def _finding(self, answer: RuleAnswer, finding: Finding) -> Met:
        return Met(
            rule=finding.rule,
            says=answer.says,
            state="not-met",
            kind=finding.kind,
            message=self.masks.message(finding.message, self._form(finding.document), finding.fields),
            citation=finding.citation,
            document=finding.document,
            rests=self._rests(finding.document, finding.fields),
            sums=self._sums(finding),
        )

    def _agreed(self, reckoned: Reckoned) -> Iterator[Sum]:
        """A figure that is as it is reckoned, as a line: nothing lies between."""
        value = self.values.get(reckoned.document, {}).get(reckoned.path)
        if value is not None:
            yield from self._sum(reckoned.document, reckoned.path, value.value, reckoned.figure)

    def _sums(self, finding: Finding) -> list[Sum]:
        """What a finding of arithmetic reckons, as a line."""
        if finding.kind not in ("arithmetic", "over-limit"):
            return []
        path = finding.fields[0] if finding.fields else finding.rule
        return list(self._sum(finding.document, path, finding.found, finding.expected))

    def _sum(self, document: str | None, path: str, stated: Any, reckoned: Any) -> Iterator[Sum]:
        rest, billed, payable = self._rest(document, path), _decimal(stated), _decimal(reckoned)
        if billed is not None and payable is not None:
            yield Sum(
                says=path, billed=str(billed), payable=str(payable), difference=str(billed - payable),
                document=document, label=rest.label if rest else "", review=bool(rest and rest.review),
            )  # fmt: skip

    def _form(self, document: str | None) -> str | None:
        paper = self.papers.get(document or "")
        return paper.form if paper else None

    def _rests(self, document: str | None, paths: Sequence[str]) -> list[Rest]:
        return [rest for path in paths if (rest := self._rest(document, path))]

    def _rest(self, document: str | None, path: str) -> Rest | None:
        paper = self.papers.get(document or "")
        if paper is None or paper.form is None:
            return None
        try:
            cell = self.catalog.form(paper.form).cell(path)
        except KeyError:
            return None
        value = self.values[paper.id].get(path)
        return Rest(
            document=paper.id,
            path=path,
            label=cell.label,
            text=MASK if value and value.text and cell.private else _as_printed(value.text, cell) if value else None,
            page_number=self.numbers.get((paper.file, value.page)) if value and value.page else None,
            box=list(value.box) if value and value.box else None,
            review=bool(value and value.review),
        )


def _as_printed(text: str | None, cell: Cell) -> str | None:
    """The text as the paper prints it: a fillable form holds the name of a choice, not its caption."""
    captions = (cell.options or {}).get(text or "")
    return captions[0] if captions else text


def _decimal(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
