"""Whatever cites a section of a policy names a passage that the policy has."""

from collections.abc import Iterator

import pytest

from forms.catalog import load_catalog
from forms.program import Program
from validators.engine import program_rules

CATALOG = load_catalog()


def cited(program: Program) -> Iterator[tuple[str, str]]:
    """What cites, and the sections that it cites."""
    for rule in program_rules(program):
        yield rule.id, rule.section
    for form in program.forms.values():
        yield form.id, form.section
    for parameter in program.parameters.values():
        for edition in parameter.editions:
            yield f"{parameter.name} from {edition.starts}", edition.section
    for name, packet in program.packets.items():
        yield name, packet.section


@pytest.mark.parametrize("name", list(CATALOG.programs))
def test_every_section_cited_is_in_the_policy(name: str) -> None:
    program = CATALOG.program(name)
    wrong = [
        f"{what}: {part}"
        for what, section in cited(program)
        for part in section.split("; ")
        if not program.policy.get(part)
    ]
    assert wrong == []


@pytest.mark.parametrize("name", list(CATALOG.programs))
def test_every_figure_is_of_its_type(name: str) -> None:
    for parameter in CATALOG.program(name).parameters.values():
        for edition in parameter.editions:
            assert parameter.value(edition) is not None or edition.value is None


@pytest.mark.parametrize("name", list(CATALOG.programs))
def test_a_rule_that_a_form_names_is_one_of_the_programs(name: str) -> None:
    program = CATALOG.program(name)
    rules = {rule.id for rule in program_rules(program)}
    for form in program.forms.values():
        named = {field.governed_by for field in form.fields.values() if field.governed_by} | set(form.parts)
        assert named <= rules, form.id
