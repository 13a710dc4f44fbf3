"""A finding as its provider reads it: what it found, how to mend it, on which paper, in the provider's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.spoken import Language
from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.fieldtypes import TYPES
from forms.form import Cell, Form
from generators.deficiency import MEND, told
from generators.remedies import of_rule, remedies

_SIDES = "{found}", "{expected}"


@dataclass(frozen=True, slots=True)
class FindingWords:
    """What the provider reads; what is not `translated` is in English."""

    kind: str
    said: str
    mend: str
    translated: bool
    where: str
    """The paper and its fields, as the language calls them."""
    printed: str
    """The same as the paper prints them; empty where that is the same."""
    message: str
    """The finding as the clerk reads it, empty where it says no more."""
    citation: str


def words_of(finding: Mapping[str, Any], form_id: str | None, catalog: Catalog, said: Language) -> FindingWords:
    """The words of a report's finding about a paper of that form."""
    form = _form(form_id, catalog)
    paths = finding["fields"]
    cells = _cells(form, paths)
    fact = told(finding["message"])
    sentence = _sentence(finding, cells, catalog, said)
    title = form.title if form else ""
    called = said.papers.get(form.id, title) if form else ""
    where = _where(called, [_label(cell, said) for cell in cells], said, paths)
    printed = _where(title, [cell.label for cell in cells], said)
    return FindingWords(
        kind=finding["kind"],
        said=sentence or fact,
        mend=_mend(finding, cells, catalog, said),
        translated=sentence is not None,
        where=where,
        printed=printed if said.papers else "",
        message="" if finding["message"] in (sentence, fact) else finding["message"],
        citation=finding["citation"],
    )


def _form(form_id: str | None, catalog: Catalog) -> Form | None:
    try:
        return catalog.form(form_id) if form_id else None
    except FormwrightError:
        return None


def _cells(form: Form | None, paths: list[str]) -> list[Cell]:
    """The fields that the finding names, each once."""
    if form is None:
        return []
    found: dict[str, Cell] = {}
    for path in paths:
        try:
            cell = form.cell(path)
        except (FormwrightError, KeyError):
            continue
        found.setdefault(cell.label, cell)
    return list(found.values())


def _sentence(finding: Mapping[str, Any], cells: list[Cell], catalog: Catalog, said: Language) -> str | None:
    """The rule's sentence with what it names; None where the language has none for the rule."""
    written = said.rule(finding["rule"])
    if written is None:
        return None
    if _is_blank(finding) and cells and cells[0].kind is TYPES["signature"]:
        written = said.pages["says_unsigned"]
    labels = ", ".join(_label(cell, said) for cell in cells)
    facts = {side: finding.get(side) for side in ("found", "expected")}
    parts = {side: said.term(fact) or str(fact or "") for side, fact in facts.items()} | {"label": labels}
    parts["item"] = _item(finding["rule"], catalog)
    sentence = written.format(**parts)
    if "{label}" in written and not labels:
        sentence = f"{written.partition(':')[0]}."
    told_facts = [said.term(fact) for fact in facts.values() if fact is not None and not isinstance(fact, bool)]
    of_item = finding["rule"].partition(".")[2].startswith("item.")
    if len(told_facts) == 2 and all(told_facts) and not of_item and not any(side in written for side in _SIDES):
        shape = said.pages.get(f"says_found_{finding['kind']}") or said.pages["says_found"]
        sentence += f" {shape.format(found=told_facts[0], expected=told_facts[1])}"
    return " ".join([sentence, *said.added(finding["message"])])


def _is_blank(finding: Mapping[str, Any]) -> bool:
    return str(finding["rule"]).partition(".")[2].startswith("field.")


def _item(rule: str, catalog: Catalog) -> str:
    """The document that did not come, as its program's list names it."""
    prefix, _, rest = rule.partition(".")
    name = rest.partition(".")[2]
    for program in catalog.programs.values():
        if program.rule_prefix == prefix:
            items = (item for packet in program.packets.values() for item in packet.items)
            return next((item.label for item in items if item.item == name), name)
    return name


def _label(cell: Cell, said: Language) -> str:
    return said.labels.get(cell.label, cell.label)


def _mend(finding: Mapping[str, Any], cells: list[Cell], catalog: Catalog, said: Language) -> str:
    """How to mend it: what is said of the rule, of a blank, or of the kind of finding."""
    rule, kind = finding["rule"], finding["kind"]
    of_program = {} if said.rules else _of_program(rule, catalog)
    if mend := of_rule(rule, {**of_program, **said.remedies}):
        return mend
    if _is_blank(finding) and cells:
        return said.pages["mend_unsigned" if cells[0].kind is TYPES["signature"] else "mend_blank"]
    return said.remedy(rule, kind) or MEND[kind]


def _of_program(rule: str, catalog: Catalog) -> dict[str, str]:
    """What the letters of the rule's program say, in English."""
    programs = (one for one in catalog.programs.values() if one.rule_prefix == rule.partition(".")[0])
    return next((dict(remedies(one)) for one in programs), {})


def _where(title: str, labels: list[str], said: Language, paths: Sequence[str] = ()) -> str:
    """`Invoice – Hours, Amount, line 4`; the line where there is one."""
    lines = {int(path.partition("[")[2].partition("]")[0]) + 1 for path in paths if "[" in path}
    parts = [*labels, *(said.pages["line"].format(number=line) for line in lines if len(lines) == 1)]
    return f"{title} – {', '.join(parts)}" if title and parts else title
