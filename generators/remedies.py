"""How a program's letters say to mend what its rules find, read from its remedies.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.program import Program
from forms.yamlfile import Declaration, read_declaration


class _Remedies(Declaration):
    remedies: dict[str, str]


def remedies(program: Program) -> Mapping[str, str]:
    """Sentences by rule, or by the beginning of a rule's name, of a program that has any; raises DeclarationError."""
    path = program.folder / "remedies.yaml"
    return _read(path).remedies if path.exists() else {}


def of_rule(rule: str, texts: Mapping[str, str]) -> str | None:
    """The text of the longest beginning of the rule's id that has one."""
    parts = rule.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((texts[name] for name in names if name in texts), None)


@cache
def _read(path: Path) -> _Remedies:
    return read_declaration(path, _Remedies)
