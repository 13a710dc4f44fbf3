"""Runs a program's rules over a packet and sums up: findings, what was not checked, outcome."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

from forms.catalog import Catalog
from forms.fieldtypes import TYPES, Month
from forms.modules import load_module
from forms.packet import Packet
from forms.program import Program
from forms.report import FigureUsed, Finding, NotChecked, Outcome, Reckoned, Report, RuleAnswer, RuleState
from validators.case import Case, Paper, Use
from validators.plausible import doubt_implausible
from validators.required import field_rule
from validators.rule import CannotTell, DoesNotApply, Found, Rule, RuleBook

_RECKONED = {"arithmetic", "over-limit"}
"""Kinds of findings that rest on every value that was read to reckon them, not only on the ones they name."""
_HARD = {"missing", "invalid", "arithmetic", "over-limit", "late", "conflict"}


def program_rules(program: Program) -> list[Rule]:
    """Every rule of the program: the required fields first, then those of its rule book."""
    book: RuleBook = load_module(program.rules, program.folder).book
    return [field_rule(program, book), *book.rules]


def packet_programs(packet: Packet) -> list[str]:
    """The programs whose forms the packet holds, in the order of their first paper."""
    return list(dict.fromkeys(document.form.partition("/")[0] for document in packet.documents if document.form))


def check_packet(packet: Packet, catalog: Catalog, as_of: date, program: str | None = None) -> Report:
    """The report on the packet as of the day; a given program alone is checked, else each that the packet is of."""
    programs = [program] if program else packet_programs(packet)
    doubt_implausible(packet, catalog, as_of)
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    figures: list[FigureUsed] = []
    answers: list[RuleAnswer] = []
    used: set[Use] = set()
    for name in programs:
        case = Case(catalog.program(name), packet, as_of)
        for rule in program_rules(case.program):
            if rule.in_force(as_of):
                known, doubts = len(findings), len(not_checked)
                case.agreeing.clear()
                rested = _run(rule, case, findings, not_checked)
                found, open_ = tuple(findings[known:]), tuple(not_checked[doubts:])
                agreed = tuple(Reckoned(*use, plain(figure)) for use, figure in case.agreeing.items())
                if found or open_:
                    answers.append(_answer(rule, name, "not-met" if found else "cannot-tell", found, open_, (), agreed))
                elif rested is not None:
                    answers.append(_answer(rule, name, "met", (), (), _in_order(rested, packet), agreed))
        used |= case.used.all
        figures.extend(case.figures.values())
    return Report(packet, programs, as_of, outcome(findings, packet, used), findings, not_checked, figures, answers)


def _answer(
    rule: Rule,
    program: str,
    state: RuleState,
    findings: tuple[Finding, ...] = (),
    doubts: tuple[NotChecked, ...] = (),
    rests: tuple[Use, ...] = (),
    agreed: tuple[Reckoned, ...] = (),
) -> RuleAnswer:
    return RuleAnswer(rule.id, program, rule.section, rule.says, rule.met, state, findings, doubts, rests, agreed)


def _in_order(rested: set[Use], packet: Packet) -> tuple[Use, ...]:
    """Those of the values that are not blank, as they stand on the papers."""
    papers = {document for document, _ in rested}
    return tuple(
        (document.id, path)
        for document in packet.documents
        if document.id in papers
        for path, value in document.values()
        if not value.blank and (document.id, path) in rested
    )


def _run(rule: Rule, case: Case, findings: list[Finding], not_checked: list[NotChecked]) -> set[Use] | None:
    """Runs the rule over what it is about; what it rests on, None where there was nothing that it asks about."""
    rested: set[Use] | None = None
    for paper, arguments in _calls(rule, case):
        case.used.begin()
        try:
            for found in rule.check(case, *arguments):
                finding = _finding(rule, found, case, paper)
                if not found.weighed and (doubt := _doubt(finding, case)):
                    not_checked.append(doubt)
                else:
                    findings.append(finding)
        except DoesNotApply:
            continue
        except CannotTell as reason:
            entry = NotChecked(rule.id, str(reason), reason.document, reason.fields)
            if entry not in not_checked:
                not_checked.append(entry)
        rested = set() if rested is None else rested
        if not rule.whole_forms:
            rested |= case.used.looked
    return rested


def _calls(rule: Rule, case: Case) -> Iterator[tuple[Paper | None, tuple[Any, ...]]]:
    if not rule.forms:
        yield None, ()
        return
    for paper in case.papers(*rule.forms):
        if rule.table is None:
            yield paper, (paper,)
        else:
            for line in paper.lines(rule.table):
                yield paper, (paper, line)


def _doubt(finding: Finding, case: Case) -> NotChecked | None:
    """What a person must look at before the finding holds: it rests on a value that was read in doubt."""
    if finding.kind == "review":
        return None
    named = {(finding.document or "", path) for path in finding.fields}
    reckoned = case.used.current if finding.kind in _RECKONED else set()
    for use, value in case.doubtful:
        # What could not be read at all went into no sum.
        if use in named or (use in reckoned and value.value is not None):
            case.used.add(use)
            paper = case.paper_of(use)
            told = f"{paper.told(use[1])} of the {paper.form.title}" if paper else "A value"
            why = f"{told} was read in doubt; if it stands: {finding.message}"
            return NotChecked(finding.rule, why, use[0], (use[1],))
    return None


def _finding(rule: Rule, found: Found, case: Case, paper: Paper | None) -> Finding:
    head, bracket, _ = rule.id.partition("<")
    about: Paper | None = found.paper or paper
    message = f"{found.message} Assumed: {rule.assumption}" if rule.assumption else found.message
    return Finding(
        rule=f"{head}{found.names}" if bracket else rule.id,
        kind=rule.kind,
        message=message,
        citation=case.program.cite(found.section or rule.section),
        document=about.id if about else None,
        fields=found.fields,
        expected=plain(found.expected),
        found=plain(found.found),
    )


def plain(value: Any) -> Any:
    """The value as a finding's JSON has it: text, number, true, false or null."""
    if isinstance(value, Decimal):
        return TYPES["hours"].dump(value)
    if isinstance(value, time):
        return TYPES["time"].dump(value)
    if isinstance(value, Month):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def outcome(findings: list[Finding], packet: Packet, used: set[Use]) -> Outcome:
    """The packet's outcome: the gravest kind of finding decides; a doubt about a value that a rule used comes last."""
    kinds = {finding.kind for finding in findings}
    if "ineligible" in kinds:
        return "ineligible"
    if kinds & _HARD:
        return "incomplete"
    doubted = any(
        value.review and (document.id, path) in used
        for document in packet.documents
        for path, value in document.values()
    )
    return "needs-review" if "review" in kinds or doubted else "complete"
