"""Typed values for every field of a form: ordinary ones, and the longest that a person may write."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from forms.fieldtypes import Month
from forms.form import Cell, Form

_ORDINARY: dict[str, Any] = {
    "text": "17 Elm Street, Apt. 4",
    "name": "María-José O’Neill",
    "date": date(2026, 9, 3),
    "month": Month(2026, 9),
    "time": time(14, 30),
    "phone": "860-555-0142",
    "email": "a.rivera@example.org",
    "state": "CT",
    "zip": "06103-1234",
    "ein": "06-1234567",
    "money": Decimal("9323.16"),
    "hours": Decimal("1.25"),
    "number": Decimal("2.5"),
    "integer": 4,
    "checkbox": True,
    "signature": True,
}
_SENTENCE = "Zoë met the family at home and said “we’ll try again” — façade, naïve, Łódź, 50 % of it (see § 3)."
SENTENCES = 40
_LONGEST: dict[str, Any] = {
    "text": " ".join(f"¶{number}. {_SENTENCE}" for number in range(1, SENTENCES + 1)),
    "name": "Wilhelmina Maximiliana Featherstonehaugh-Cholmondeley y Rodríguez de la Peña, the Younger, of Essex",
    "phone": "860-555-0142 x12345",
    "email": "wilhelmina.maximiliana.featherstonehaugh.cholmondeley.rodriguez@department-of-families.example.org",
    "month": Month(2026, 12),
    "date": date(2026, 12, 31),
    "time": time(12, 59),
    "money": Decimal("999999999.99"),
    "hours": Decimal("99999.25"),
    "number": Decimal("123456.5"),
    "integer": 123456,
}


def _value(cell: Cell, values: dict[str, Any]) -> Any:
    if options := cell.options:
        return max(options, key=lambda name: len(options[name][0]))
    return values[cell.type]


def _fill(form: Form, values: dict[str, Any], more_rows: int) -> dict[str, Any]:
    filled: dict[str, Any] = {name: _value(field, values) for name, field in form.fields.items()}
    for name, table in form.tables.items():
        row = {column: _value(cell, values) for column, cell in table.columns.items()}
        filled[name] = [row] * (table.rows + more_rows)
    return filled


def ordinary(form: Form) -> dict[str, Any]:
    """Every field filled as on most papers, every row of every table too."""
    return _fill(form, _ORDINARY, 0)


def maximal(form: Form) -> dict[str, Any]:
    """Every field at its limit, and three rows more than each table holds."""
    return _fill(form, _ORDINARY | _LONGEST, 3)
