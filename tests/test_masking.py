"""What is private is declared in the forms, and told in no report that is masked."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.record.masking import MASK, masks_of
from forms.catalog import load_catalog
from forms.evidence import Value
from forms.form import Cell, Form
from forms.packet import Document, Packet, Row
from tests.support.fillings import ordinary
from validators.engine import check_packet

CATALOG = load_catalog()
DAY = date(2026, 11, 21)
_BORN = re.compile(r"birth|\bdob\b|\bborn\b", re.I)
_NUMBER = re.compile(r"licen[cs]e n(umber|o)|social.security|\bssn\b", re.I)
NEEDLES = (
    "2011-07-23",
    "7/23/2011",
    "23, 2011",
    "2031-07-23",
    "7/23/2031",
    "23, 2031",
    "7/23/2O1l",
    "98-76543",
    "98765",
)


def cells() -> Iterator[tuple[Form, str, Cell]]:
    for form in CATALOG.forms():
        yield from ((form, name, cell) for name, cell in form.fields.items())
        for table in form.tables.values():
            yield from ((form, name, cell) for name, cell in table.columns.items())


def test_every_birth_date_and_every_number_of_a_license_is_declared_private() -> None:
    sensitive = set()
    for form, name, cell in cells():
        said = " ".join((name.replace("_", " "), *cell.labels))
        if (cell.type == "date" and _BORN.search(said)) or (cell.type == "text" and _NUMBER.search(said)):
            sensitive.add((form.id, name))
    assert sensitive == {(form.id, name) for form, name, cell in cells() if cell.private}
    assert len(sensitive) >= 11
    assert {form.partition("/")[0] for form, _ in sensitive} == set(CATALOG.programs) - {"mi-psp"}


def _value(cell: Cell, typed: Any, private: str) -> Value:
    """The value as it was read; a private one as a paper might say it: `plain`, `implausible`, `unreadable`."""
    if not cell.private:
        return Value(typed, 0.99, "text", None if typed is None else str(typed), 1)
    if cell.type != "date":
        other = "S98-76548"
        return Value("S98-76543", 0.8, "ocr", "S98-76543", 1, None, True, f"“S98-76543” could be {other}", (other,))
    if private == "unreadable":
        return Value(None, 0.2, "ocr", "7/23/2O1l", 1, review=True, why="“7/23/2O1l” is no date")
    born = date(2031 if private == "implausible" else 2011, 7, 23)
    return Value(born, 0.99, "text", f"7/23/{born.year}", 1)


def _paper(number: int, form: Form, private: str) -> Document:
    filled = ordinary(form)

    def row(given: dict[str, Any], columns: Any) -> Row:
        return {name: _value(cell, given.get(name), private) for name, cell in columns.items()}

    tables = {
        name: [row(given if isinstance(given, dict) else {}, table.columns) for given in filled.get(name) or [{}]]
        for name, table in form.tables.items()
    }
    return Document(f"d{number}", form.id, f"{number}.pdf", [1], 1.0, None, row(filled, form.fields), tables)


@pytest.mark.parametrize("private", ["plain", "implausible", "unreadable"])
@pytest.mark.parametrize("program", CATALOG.programs)
def test_no_masked_report_tells_what_is_private(program: str, private: str) -> None:
    forms = CATALOG.program(program).forms.values()
    packet = Packet("packet", [_paper(number, form, private) for number, form in enumerate(forms, start=1)])
    # One paper alone makes rules doubt what the others would tell.
    private_forms = {form.id for form, _, cell in cells() if cell.private}
    for papers in ([*packet.documents], *([document] for document in packet.documents)):
        told = check_packet(Packet("packet", papers), CATALOG, DAY, program).as_json(CATALOG)
        assert not private_forms & {paper.form for paper in papers} or any(
            needle in json.dumps(told) for needle in NEEDLES
        )
        hidden = json.dumps(masks_of(CATALOG).report(told), ensure_ascii=False)
        assert [needle for needle in NEEDLES if needle in hidden] == []


def test_figures_are_masked_where_their_field_is() -> None:
    masks = masks_of(CATALOG)
    application, sheet = "ct-pss/provider-application", "ia-parent-partner/referral-face-sheet"
    assert masks.message("It is 5 of 7.", application, ["hours"]) == "It is 5 of 7."
    assert masks.message("S12-345 is none.", application, ["drivers_license_number"]) == f"S{MASK} is none."
    assert masks.hides(sheet, "children[2].date_of_birth")
    assert masks.hides(sheet, "children[2]")
    assert not masks.hides(sheet, "children[2].name")
    assert not masks.hides(application, "drivers_license_state")
    # A form that was taken out of the catalogue: whatever is private anywhere.
    assert masks.hides("gone/form", "date_of_birth")
    report = {
        "documents": [{"id": "d1", "form": sheet, "fields": {}, "tables": {}}],
        "findings": [],
        "not_checked": [
            {"rule": "r", "why": "Date of birth: “3/4/10”", "document": "d1", "fields": ["children[1].date_of_birth"]},
            {"rule": "r", "why": "Hours: “3”", "document": "d1", "fields": ["hours"]},
            {"rule": "r", "why": "3 papers may be on file"},
        ],
    }  # fmt: skip
    masked = [entry["why"] for entry in masks.report(report)["not_checked"]]
    assert masked == [f"Date of birth: “{MASK}”", "Hours: “3”", "3 papers may be on file"]
