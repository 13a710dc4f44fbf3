"""Declarations: a mistake in a data file is answered with file, line and the nearest right word."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.catalog import load_catalog
from forms.errors import DeclarationError, FormwrightError
from forms.program import Parameter

_PROGRAM = """\
program: xx-demo
title: Demo
agency: Agency of Examples
cite_as: Example Policy 1
rule_prefix: demo
rules: rules.py
contact: {office: Office, phone: 860-555-0100}
"""
_FORM = """\
form: note
title: Note
section: Notes
fields:
  writer: {type: name, labels: [Writer]}
"""


def _folder(root: Path, program: str = _PROGRAM, form: str = _FORM) -> Path:
    (root / "xx-demo/forms").mkdir(parents=True)
    (root / "xx-demo/program.yaml").write_text(program)
    (root / "xx-demo/forms/note.yaml").write_text(form)
    return root / "xx-demo"


def test_a_folder_adds_a_program(tmp_path: Path) -> None:
    catalog = load_catalog(_folder(tmp_path))
    assert catalog.form("xx-demo/note").fields["writer"].label == "Writer"
    assert "ct-ppsp" in catalog.programs


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("labels:", "lables:", 5, "did you mean 'labels'"),
        ("type: name", "type: nme", 5, "is no field type"),
        ("section: Notes\n", "", None, "section is missing"),
        ("form: note", "form: notes", 1, "must be named notes.yaml"),
        ("{type: name,", "{type: name, when: {other: true},", None, "is no field"),
        ("{type: name,", "{type: choice,", None, "is a choice without choices"),
        ("{type: name,", "{type: choice, choices: services,", None, "does not declare"),
        ("{type: name,", "{type: date, acted_on_within: reply_days,", None, "counts 'reply_days' days"),
        ("title: Note\n", "title: Note\ntitle: Again\n", 3, "given twice"),
        ("fields:", "layout: [{section: A, rows: [[reader]]}]\nfields:", None, "'reader', which is no field"),
        ("fields:", "layout: [{section: A}]\nfields:", None, "leaves out writer"),
        ("form: note\n", "form: [\n", 3, "is not right YAML"),
    ],
)
def test_a_wrong_form_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int | None, says: str) -> None:
    folder = _folder(tmp_path, form=_FORM.replace(old, new, 1))
    with pytest.raises(DeclarationError) as raised:
        load_catalog(folder)
    assert says in str(raised.value)
    assert "note.yaml" in str(raised.value)
    if line:
        assert raised.value.line == line


@pytest.mark.parametrize(
    ("billed", "says"),
    [
        ("{person: writer, forms: [note]}", None),
        ("{person: reader, forms: [note]}", "billed.person names 'reader', which is no field of note"),
        ("{person: writer, forms: [bill]}", "billed.forms names 'bill', which is no form of xx-demo"),
        ("{person: writer, forms: []}", "billed.forms"),
        ("{persom: writer, forms: [note]}", "did you mean 'person'"),
    ],
)
def test_what_names_the_person_on_bills_is_checked(tmp_path: Path, billed: str, says: str | None) -> None:
    folder = _folder(tmp_path, program=f"{_PROGRAM}billed: {billed}\n")
    if says is None:
        assert load_catalog(folder).program("xx-demo").billed
        return
    with pytest.raises(DeclarationError, match=re.escape(says)) as raised:
        load_catalog(folder)
    assert "program.yaml" in str(raised.value)


def test_whom_a_packet_is_about_is_a_name_on_a_form(tmp_path: Path) -> None:
    folder = _folder(tmp_path, program=f"{_PROGRAM}about: [reader]\n")
    with pytest.raises(DeclarationError, match="about names 'reader', which is a name on no form of xx-demo"):
        load_catalog(folder)


def test_a_folder_without_a_program_is_said(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match=r"has a program\.yaml"):
        load_catalog(tmp_path)


def test_the_nearest_name_is_offered() -> None:
    with pytest.raises(FormwrightError, match="Did you mean ct-ppsp/invoice"):
        load_catalog().form("ct-ppsp/invioce")


def test_the_day_picks_the_edition_of_a_figure() -> None:
    rate = Parameter.model_validate(
        {
            "says": "rate",
            "type": "money",
            "editions": [
                {"value": "70.63", "from": "2014-12-19", "section": "Rate"},
                {"value": "75.00", "from": "2027-01-01", "section": "Rate"},
            ],
        }
    )
    figures = {
        day: rate.edition(day) for day in (date(2014, 12, 18), date(2014, 12, 19), date(2026, 12, 31), date(2027, 1, 1))
    }
    assert figures[date(2014, 12, 18)] is None
    values = [rate.value(edition) for edition in figures.values() if edition]
    assert values == [Decimal("70.63"), Decimal("70.63"), Decimal("75.00")]


def test_editions_out_of_order_are_refused() -> None:
    rows = [{"value": 1, "from": day, "section": "A"} for day in ("2020-01-01", "2014-01-01")]
    with pytest.raises(ValueError, match="in the order of their dates"):
        Parameter.model_validate({"says": "n", "editions": rows})
