"""Required fields: the one rule that every program has, `<prefix>.field.<field>`."""

from collections.abc import Iterator
from typing import Any

from forms.form import Cell, Condition, Field
from forms.program import Program
from validators.case import Case, Paper, Values
from validators.rule import DoesNotApply, Found, Rule, RuleBook

ANY = "*"
"""In a field's `when`: another field holds anything at all."""


def field_rule(program: Program, book: RuleBook) -> Rule:
    """The rule that finds blanks in the program's forms; each finding cites the section that asks for the form."""

    def check(case: Case, paper: Paper) -> Iterator[Found]:
        asked = False
        absent = {name for rule, names in paper.form.parts.items() if is_absent(paper, rule) for name in names}
        for name, field in paper.form.fields.items():
            if name in absent:
                continue
            if field.governed_by is None and is_required(field, paper):
                asked = True
                if _is_blank(paper, name, field):
                    yield _found(paper, paper.path(name), name, field)
        for table in paper.form.tables.values():
            for line in paper.lines(table.name):
                for name, column in table.columns.items():
                    if column.required:
                        asked = True
                        if _is_blank(line, name, column):
                            yield _found(paper, line.path(name), name, column)
        if not asked:
            raise DoesNotApply

    return Rule(
        id=f"{program.rule_prefix}.field.<field>",
        kind="missing",
        says="a required field of a form is blank",
        met="no required field is blank, those apart that have a rule of their own",
        section=next(iter(program.forms.values())).section if program.forms else "",
        starts=book.starts,
        check=check,
        forms=tuple(program.forms),
        whole_forms=True,
    )


def _found(paper: Paper, path: str, name: str, cell: Cell) -> Found:
    what = "is not signed" if cell.type == "signature" else "is blank"
    row = f" in row {int(path.partition('[')[2].partition(']')[0]) + 1}" if "[" in path else ""
    return Found(
        f"{cell.label}{row} {what} on the {paper.form.title}: ask for it.",
        fields=(path,),
        names=name,
        section=paper.form.section,
    )


def is_blank(values: Values, name: str, cell: Cell) -> bool:
    """Whether nothing stands there, or a signature line bears no ink; the rule that asks rests on it."""
    values.look(name)
    return _is_blank(values, name, cell)


def _is_blank(values: Values, name: str, cell: Cell) -> bool:
    value = values.evidence(name)
    if value is None:
        return cell.type != "checkbox"
    if value.unreadable:
        values.known(name)
        return False
    if value.value is None or (cell.type == "signature" and value.value is False):
        if value.review:
            # Whether it is blank at all is in doubt, so the doubt itself must reach a person.
            values.known(name)
        return cell.type != "checkbox"
    return False


def is_absent(paper: Paper, rule: str) -> bool:
    """Whether nothing stands in the part of the form that the rule answers for: no text, no mark, no ink."""
    values = [(paper.known(name), paper.evidence(name)) for name in paper.form.parts[rule]]
    return not any(known or (value is not None and value.unreadable) for known, value in values)


def is_required(field: Field, paper: Values) -> bool:
    """Whether the field must be filled on this paper, its condition considered."""
    if not field.required:
        return False
    return not field.when or any(_holds(condition, paper) for condition in field.when)


def _holds(condition: Condition, paper: Values) -> bool:
    return all(_matches(paper.known(name), wanted) for name, wanted in condition.items())


def _matches(value: Any, wanted: Any) -> bool:
    if wanted == ANY:
        return value is not None
    return value in wanted if isinstance(wanted, list | tuple) else value == wanted
