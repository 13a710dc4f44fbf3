"""What letters and checklists say about each requirement, read from the program's wording.yaml."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from forms.program import Program
from forms.yamlfile import Declaration, read_declaration
from generators.wording import render_text


class Qualification(Declaration):
    """One line of the checklist of qualifications."""

    asks: str
    rules: tuple[str, ...]
    """The rules that judge it, or the beginnings of their names."""
    shown_by: str
    """The form without which nothing shows it."""
    only: tuple[str, ...] = ()
    """The kinds of applicant that it is asked of; all where none is named."""

    def judged_by(self, rule: str) -> bool:
        """Whether the rule is one of those that judge it."""
        return any(f"{rule}.".startswith(f"{name}.") for name in self.rules)

    def asked_of(self, kind: str) -> bool:
        """Whether this kind of applicant must show it."""
        return not self.only or kind in self.only


class Wording(Declaration):
    """Texts by rule, or by the beginning of a rule's name; and the terms of the agreement."""

    asks: dict[str, str]
    qualifications: tuple[Qualification, ...]
    terms: tuple[str, ...]


def wording(program: Program) -> Wording:
    """The program's texts; raises DeclarationError."""
    return _read(program.folder / "wording.yaml")


@cache
def _read(path: Path) -> Wording:
    return read_declaration(path, Wording)


def filled(text: str, day: date, program: Program, **more: Any) -> str:
    """One text with the policy figures in force on the day."""
    return render_text(text, {"day": day, **more}, program)
