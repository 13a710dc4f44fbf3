"""What a rule is: an id, a kind, a sentence, a section of the policy, a date, and a check over papers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.report import FindingKind


@dataclass(frozen=True, slots=True)
class Found:
    """What a check reports; the engine adds rule, kind and citation."""

    message: str
    """One sentence that a clerk can act on."""
    fields: tuple[str, ...] = ()
    """Paths within the paper, `lines[3].amount` for a cell."""
    expected: Any = None
    found: Any = None
    paper: Any = None
    """The paper that the finding is about, where the check is over the whole packet."""
    names: str | None = None
    """What stands in the place of `<...>` in the rule's id."""
    section: str | None = None
    """Another section than the rule's own."""
    weighed: bool = False
    """The check has weighed by itself what was read in doubt: the finding holds all the same."""


class CannotTell(Exception):
    """The papers do not say; the rule is listed as not checked and what it used is for a person.

    `document` and `fields` are the id of the paper and the paths of the values in doubt, where it is for them.
    """

    def __init__(self, why: str, document: str | None = None, *fields: str) -> None:
        super().__init__(why)
        self.document = document
        self.fields = fields


class NotOnFile(CannotTell):
    """The rule needs papers that are on file with the department and are not in the packet."""


class DoesNotApply(Exception):
    """There is nothing that the rule asks about: it is neither met nor not met, and no list has it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a program."""

    id: str
    """Dotted; a part in angle brackets, as in `pss.item.<document>`, is filled by each finding."""
    kind: FindingKind
    says: str
    """What it finds, as a sentence without its capital and its full stop."""
    met: str
    """What is so where it finds nothing, in the same way."""
    section: str
    """Heading of the policy's section; several are parted by `; `."""
    starts: date
    """The first day on which the rule is in force."""
    check: Callable[..., Iterator[Found]]
    forms: tuple[str, ...] = ()
    """Called once for each paper of these forms; empty: once for the packet."""
    table: str | None = None
    """Called once for each row of this table."""
    ends: date | None = None
    """The last day on which the rule is in force; None while it is."""
    assumption: str | None = None
    """What was assumed where the policy is unclear; every finding says so."""
    whole_forms: bool = False
    """It looks at every field that there is, so that no list of values tells what it rests on."""

    def is_named(self, name: str) -> bool:
        """Whether a finding of that name is the rule's."""
        return self._match(name) is not None

    def field_in(self, name: str) -> str:
        """The field that a finding of that name is about, of a rule of many fields; empty of any other."""
        found = self._match(name)
        return found[1] if found and found.re.groups else ""

    def _match(self, name: str) -> re.Match[str] | None:
        parts = re.split(r"(<[^>]*>)", self.id)
        return re.fullmatch("".join("(.+)" if part.startswith("<") else re.escape(part) for part in parts), name)

    def in_force(self, on: date) -> bool:
        """Whether the rule applies on the day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


@dataclass(slots=True)
class RuleBook:
    """The rules of one program, in the order in which a report lists their findings."""

    starts: date
    """The day from which the program's policy is in force, for rules that give no other."""
    rules: list[Rule] = field(default_factory=list)

    def rule(
        self,
        id: str,
        kind: FindingKind,
        section: str,
        says: str,
        *,
        met: str,
        form: str | tuple[str, ...] = (),
        table: str | None = None,
        starts: date | None = None,
        ends: date | None = None,
        assumption: str | None = None,
    ) -> Callable[[Callable[..., Iterator[Found]]], Callable[..., Iterator[Found]]]:
        """Adds the decorated check: `check(case)`, `check(case, paper)` or `check(case, paper, row)`."""

        def add(check: Callable[..., Iterator[Found]]) -> Callable[..., Iterator[Found]]:
            forms = (form,) if isinstance(form, str) else form
            self.rules.append(
                Rule(id, kind, says, met, section, starts or self.starts, check, forms, table, ends, assumption)
            )
            return check

        return add
