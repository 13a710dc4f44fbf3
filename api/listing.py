"""The catalogue as the command line lists it: forms, rules and outgoing documents, for people and as JSON."""

from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from forms.catalog import Catalog
from forms.errors import FormwrightError
from forms.form import Cell, Field, Form
from forms.program import Program
from generators.document import outgoing
from validators.engine import program_rules
from validators.rule import Rule


def _cell(cell: Cell) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": cell.type, "labels": list(cell.labels), "required": cell.required}
    if cell.options:
        entry["choices"] = {name: list(captions) for name, captions in cell.options.items()}
    if cell.note:
        entry["note"] = cell.note
    if isinstance(cell, Field):
        if cell.when:
            entry["when"] = [dict(condition) for condition in cell.when]
        if cell.multiline:
            entry["multiline"] = True
        if cell.governed_by:
            entry["rule"] = cell.governed_by
    return entry


def forms_json(catalog: Catalog) -> list[dict[str, Any]]:
    """Every form with its fields and tables, as `formwright forms --json` prints them."""
    return [_form(form) for form in catalog.forms()]


def _form(form: Form) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "form": form.id,
        "title": form.title,
        "edition": form.edition,
        "section": form.section,
        "fields": {name: _cell(field) for name, field in form.fields.items()},
        "tables": {
            name: {column: _cell(cell) for column, cell in table.columns.items()} for name, table in form.tables.items()
        },
    }
    if form.kinds:
        entry["kinds"] = {name: kind.title for name, kind in form.kinds.items()}
    return entry


def rules_json(catalog: Catalog) -> list[dict[str, Any]]:
    """Every rule of every program, as `formwright rules --json` prints them."""
    return [_rule(program, rule) for program in catalog.programs.values() for rule in program_rules(program)]


def _rule(program: Program, rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "says": rule.says,
        "met": rule.met,
        "citation": program.cite(rule.section),
        "program": program.id,
        "from": rule.starts.isoformat(),
        "to": rule.ends.isoformat() if rule.ends else None,
        "assumption": rule.assumption,
    }


def documents_json(catalog: Catalog) -> list[dict[str, Any]]:
    """Every outgoing document with the JSON Schema of its data."""
    return [
        {"document": document.id, "title": document.title, "says": document.says, "data": document.json_schema()}
        for document in outgoing(catalog)
    ]


def show_rows(console: Console, rows: list[dict[str, Any]], columns: dict[str, str]) -> None:
    """Prints the rows as a table with these columns and headings."""
    table = Table(show_edge=False)
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(str(row[key]) for key in columns))
    console.print(table)


def show_rule(console: Console, catalog: Catalog, name: str) -> None:
    """Prints one rule and the passage of the policy that it rests on; raises FormwrightError for an unknown one."""
    for program in catalog.programs.values():
        for rule in program_rules(program):
            if rule.is_named(name):
                _show_one(console, program, rule)
                return
    raise FormwrightError(f"{name!r} is no rule. `formwright rules` lists them all.")


def _show_one(console: Console, program: Program, rule: Rule) -> None:
    until = f" to {rule.ends.isoformat()}" if rule.ends else ""
    console.print(f"[bold]{rule.id}[/bold]  {rule.kind}, in force from {rule.starts.isoformat()}{until}")
    console.print(f"Finds: {rule.says}", markup=False)
    console.print(f"Met: {rule.met}", markup=False)
    if rule.assumption:
        console.print(f"Assumed: {rule.assumption}", markup=False)
    console.print(f"Rests on: {program.cite(rule.section)}", markup=False)
    for heading, text in program.passages(rule.section):
        console.print()
        console.print(Markdown(f"**{heading}**\n\n{text}"))
