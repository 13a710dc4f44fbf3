"""The catalogue of programs: the ones that come with Formwright, and folders that a department adds."""

import os
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from rapidfuzz import process

from forms.errors import DeclarationError, FormwrightError
from forms.form import Cell, Field, Form
from forms.program import Program
from forms.yamlfile import read_declaration

T = TypeVar("T")
C = TypeVar("C", bound=Cell)

OWN_PROGRAMS = Path(__file__).parent / "programs"
PROGRAMS_VARIABLE = "FORMWRIGHT_PROGRAMS"
"""Environment variable: folders of further programs, parted as PATH is."""


class Catalog:
    """Programs by name, and their forms."""

    def __init__(self, programs: Iterable[Program]) -> None:
        self.programs = {program.id: program for program in programs}

    def program(self, name: str) -> Program:
        """The program of that name; raises FormwrightError that names the nearest."""
        return _named(name, self.programs, "program")

    def form(self, name: str) -> Form:
        """The form `program/form`; raises FormwrightError that names the nearest."""
        return _named(name, self._forms, "form")

    @cached_property
    def _forms(self) -> dict[str, Form]:
        # A large packet asks for its forms thousands of times.
        return {form.id: form for form in self.forms()}

    def forms(self) -> Iterator[Form]:
        """Every form of every program."""
        for program in self.programs.values():
            yield from program.forms.values()


def _named(name: str, known: dict[str, T], what: str) -> T:
    if name in known:
        return known[name]
    nearest = process.extractOne(name, list(known))
    hint = f"Did you mean {nearest[0]}?" if nearest and nearest[1] > 60 else f"There are: {', '.join(known)}."
    raise FormwrightError(f"{name!r} is no {what}. {hint}")


@cache
def load_catalog(*folders: Path) -> Catalog:
    """The own programs and those of the folders and of FORMWRIGHT_PROGRAMS; raises DeclarationError."""
    added = [Path(part) for part in os.environ.get(PROGRAMS_VARIABLE, "").split(os.pathsep) if part]
    found: list[Program] = []
    for root in (OWN_PROGRAMS, *added, *folders):
        found.extend(_load_program(path) for path in _program_files(root))
    return Catalog(found)


def _program_files(root: Path) -> list[Path]:
    if (root / "program.yaml").exists():
        return [root / "program.yaml"]
    files = sorted(root.glob("*/program.yaml"))
    if not files and root != OWN_PROGRAMS:
        raise FormwrightError(f"{root} holds no program: a program's folder has a program.yaml.")
    return files


def _load_program(path: Path) -> Program:
    program = read_declaration(path, Program)
    program = program.model_copy(
        update={
            "folder": path.parent,
            "parameters": {
                name: parameter.model_copy(update={"name": name}) for name, parameter in program.parameters.items()
            },
        }
    )
    declared: dict[str, tuple[Path, Form]] = {}
    for file in sorted((path.parent / "forms").glob("*.yaml")):
        form = read_declaration(file, Form)
        if form.form != file.stem:
            raise DeclarationError(file, 1, f"declares the form {form.form!r}; the file must be named {form.form}.yaml")
        declared[form.form] = (file, form)
    forms = {name: _complete(program, file, form, declared) for name, (file, form) in declared.items()}
    _check_bills(path, program, forms)
    _check_about(path, program, forms)
    _check_pays(path, program, forms)
    return program.model_copy(update={"forms": forms})


def _check_bills(path: Path, program: Program, forms: dict[str, Form]) -> None:
    """Raises DeclarationError where `billed` names what the program does not have."""
    for name in program.billed.forms if program.billed else ():
        if name not in forms:
            raise DeclarationError(path, None, f"billed.forms names {name!r}, which is no form of {program.id}")
        if program.billed and program.billed.person not in forms[name].fields:
            says = f"billed.person names {program.billed.person!r}, which is no field of {name}"
            raise DeclarationError(path, None, says)


def _check_pays(path: Path, program: Program, forms: dict[str, Form]) -> None:
    """Raises DeclarationError where `pays` names what is no amount on a form of the program."""
    for name, field in program.pays.items():
        if name not in forms:
            raise DeclarationError(path, None, f"pays names {name!r}, which is no form of {program.id}")
        if field not in forms[name].fields or forms[name].fields[field].type != "money":
            raise DeclarationError(path, None, f"pays names {field!r}, which is no amount of {name}")


def _check_about(path: Path, program: Program, forms: dict[str, Form]) -> None:
    """Raises DeclarationError where `about` names what is a name on none of the program's forms."""
    names = {name for form in forms.values() for name, cell in form.fields.items() if cell.type == "name"}
    for name in program.about:
        if name not in names:
            raise DeclarationError(path, None, f"about names {name!r}, which is a name on no form of {program.id}")


def _complete(program: Program, file: Path, form: Form, declared: dict[str, tuple[Path, Form]]) -> Form:
    """The form with names, program, shared parts and choice lists filled in."""
    if form.same_as:
        if form.same_as not in declared:
            raise DeclarationError(file, None, f"same_as names {form.same_as!r}, which is no form of {program.id}")
        like = declared[form.same_as][1]
        form = form.model_copy(update={"fields": like.fields, "tables": like.tables, "layout": like.layout})

    def named(name: str, cell: C) -> C:
        choices = cell.choices
        if isinstance(choices, str):
            if choices not in program.choices:
                raise DeclarationError(
                    file, None, f"{name} chooses from {choices!r}, which {program.id} does not declare"
                )
            choices = program.choices[choices]
        if cell.type == "choice" and not choices:
            raise DeclarationError(file, None, f"{name} is a choice without choices")
        if cell.acted_on_within and cell.acted_on_within not in program.parameters:
            raise DeclarationError(
                file, None, f"{name} counts {cell.acted_on_within!r} days, which {program.id} does not declare"
            )
        return cell.model_copy(update={"name": name, "choices": choices})

    fields: dict[str, Field] = {name: named(name, field) for name, field in form.fields.items()}
    for name, field in fields.items():
        for condition in field.when:
            for other in condition:
                if other not in fields:
                    raise DeclarationError(file, None, f"{name} depends on {other!r}, which is no field")
    tables = {
        name: table.model_copy(
            update={"name": name, "columns": {key: named(key, column) for key, column in table.columns.items()}}
        )
        for name, table in form.tables.items()
    }
    return form.model_copy(update={"program": program.id, "fields": fields, "tables": tables})
