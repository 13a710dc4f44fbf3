"""How a program's letters say to mend what its rules find, read from its remedies.yaml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.program import Program
from forms.yamlfile import Declaration, read_declaration


class _Remedies(Declaration):
    remedies: dict[str, str]


def remedies(program: Program) -> Mapping[str, str]:
    """Sentences by rule, or by the beginning of a rule's name; raises DeclarationError."""
    return _read(program.folder / "remedies.yaml").remedies


@cache
def _read(path: Path) -> _Remedies:
    return read_declaration(path, _Remedies)
