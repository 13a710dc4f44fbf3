"""Papers without a readable value, alone and beside right ones: every rule answers, none raises."""

import pytest

from forms.catalog import load_catalog
from forms.form import Form
from tests.support.packets import check, found, scrawled
from tests.support.ppsp import agreement, amendment, contract, invoice, report_on, termination

FORMS = [form for program in ("ct-ppsp", "mi-psp") for form in load_catalog().program(program).forms.values()]
RIGHT = (contract, agreement, amendment, invoice, termination)


def asked_for(form: Form, *types: str) -> list[str]:
    """The fields and columns, of these types where given, that the `.field.` rule asks for on an empty paper."""
    fields = [field for field in form.fields.values() if not field.governed_by and not field.when]
    columns = [column for table in form.tables.values() for column in table.columns.values()]
    return sorted(
        cell.name
        for cell in (*fields, *columns)
        if cell.required and cell.type != "checkbox" and (not types or cell.type in types)
    )


def blanks(rules: list[str]) -> list[str]:
    """The names of the fields that were found blank."""
    return sorted(rule.partition(".field.")[2] for rule in rules if ".field." in rule)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_an_empty_paper_is_asked_for_each_of_its_fields_once(form: Form) -> None:
    assert blanks(found(check(scrawled(form.id, None)))) == asked_for(form)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_what_stands_on_a_paper_and_cannot_be_read_is_not_called_blank(form: Form) -> None:
    assert blanks(found(check(scrawled(form.id, "~#~")))) == asked_for(form, "signature")


@pytest.mark.parametrize("text", [None, "~#~"])
@pytest.mark.parametrize("form", [form for form in FORMS if form.program == "ct-ppsp"], ids=lambda form: form.id)
def test_an_illegible_paper_does_not_spoil_the_others(form: Form, text: str | None) -> None:
    right = [make() for make in RIGHT]
    report = check(*right, report_on("2026-10-01", "2026-10-31"), scrawled(form.id, text))
    assert {finding.document for finding in report.findings} <= {"d7"}
