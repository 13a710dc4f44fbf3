"""From findings to what a letter asks for: what is wrong, what the policy asks, and how to mend it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from forms.fieldtypes import TYPES
from forms.form import Cell, Form
from forms.packet import Document
from forms.program import Program
from forms.report import Finding, Report
from generators.remedies import of_rule

_SHORT = 320
"""Letters: a longer passage of the policy is cited and not quoted."""
MEND = {
    "missing": "Send what is missing.",
    "invalid": "Correct it and send the page again.",
    "arithmetic": "Correct the figure and send the page again.",
    "over-limit": "Bring it within the limit and send the page again.",
    "late": "Send it now, with a note on why it is late.",
    "conflict": "Tell us which is right, and send the corrected page.",
    "ineligible": "This cannot be mended by sending more papers; call us if you think that it is wrong.",
    "review": "Send a clearer copy of the page, or call us.",
}
"""How to mend what a rule of the kind finds, where the program says nothing of the rule."""


def deficiencies(
    report: Report,
    program: Program,
    kinds: Iterable[str] = (),
    remedies: Mapping[str, str] | None = None,
    asks: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """A row for each finding of the program, of these kinds or of all but `review`, in the order of the papers.

    `remedies` says how to mend what a rule finds, by the rule's id or by its beginning up to a full stop; other
    findings get a sentence of their kind. `asks` says likewise what the policy asks, in place of a short passage of it.
    A field is asked for once, however many rules found it.
    """
    papers = {document.id: document for document in report.packet.documents}
    wanted = set(kinds) or set(MEND) - {"review"}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in report.findings:
        if finding.kind in wanted and finding.rule.partition(".")[0] == program.rule_prefix:
            row = _row(finding, papers.get(finding.document or ""), program, remedies or {}, asks or {})
            rows.setdefault((row["what"], row["citation"]), row)
    return list(rows.values())


def _row(
    finding: Finding,
    paper: Document | None,
    program: Program,
    remedies: Mapping[str, str],
    asks: Mapping[str, str],
) -> dict[str, Any]:
    form = program.forms.get(paper.form.partition("/")[2]) if paper and paper.form else None
    cell = _blank_cell(finding, form, program)
    row = {
        "what": _what(finding, form, cell),
        "mend": of_rule(finding.rule, remedies) or (_fill_in(cell) if cell else MEND[finding.kind]),
        "citation": finding.citation,
    }
    passages = program.passages(finding.citation.removeprefix(f"{program.cite_as}, "))
    if asked := of_rule(finding.rule, asks):
        row["asks"] = asked
    elif len(passages) == 1 and len(passages[0][1]) <= _SHORT:
        row["asks"] = passages[0][1]
    return row


def _blank_cell(finding: Finding, form: Form | None, program: Program) -> Cell | None:
    """The one field or cell that a finding of a blank names, None for every other finding."""
    if form is None or len(finding.fields) != 1 or not finding.rule.startswith(f"{program.rule_prefix}.field."):
        return None
    return form.cell(finding.fields[0])


def _what(finding: Finding, form: Form | None, cell: Cell | None) -> str:
    if cell is None or form is None:
        return told(finding.message)
    where = finding.fields[0]
    row = f" in row {int(where.partition('[')[2].partition(']')[0]) + 1}" if "[" in where else ""
    state = "is not signed" if cell.kind is TYPES["signature"] else "is blank"
    return f"{form.title}: {cell.label}{row} {state}."


def told(message: str) -> str:
    """The finding as one tells it to the sender, without what it says to the clerk alone."""
    fact = message.partition(" Assumed: ")[0]
    return re.sub(r"[:;] ask [^.]*\.(?= |$)", ".", fact)


def _fill_in(cell: Cell) -> str:
    if cell.kind is TYPES["signature"]:
        return "Have it signed and dated, and send the page again."
    return "Fill it in and send the page again."
