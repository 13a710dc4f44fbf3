"""Numbers that bear each other out: a column comes to its stated total, hours at their rate come to the amount.

Arithmetic only makes a reading surer, or doubtful; it never changes one, as what is wrong on the paper is to be read as
wrong.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from forms.evidence import Value
from forms.form import Form
from forms.packet import Document
from forms.rounding import to_cent

_ADDENDS = 2
"""Numbers of a column at least whose sum tells."""


_HUNDREDTHS = (Decimal("0.1"), Decimal("0.01"))
"""What a number is too large by whose decimal point was not read."""
_DAY = 24
"""Hours of a day."""

POINTLESS = "its decimal point may not have been read"
"""The doubt of a number that would be right with a point in it."""


def borne_out(document: Document, form: Form) -> set[int]:
    """The values, by identity, that take part in a sum or a product that holds as they were read."""
    return {id(value) for group in (*_sums(document, form), *_products(document)) for value in group}


def without_points(document: Document, form: Form) -> set[int]:
    """The numbers, by identity, that a picture shows without a point and that a sum or a product asks one of.

    Such are the hours of a date, too, that are more than a day has.
    """
    found = {id(hours) for hours in _hours_of_a_day(document) if hours.value > _DAY and _without_point(hours)}
    for total, *cells in _columns(document, form):
        read = sum((cell.value for cell in cells), Decimal(0))
        found |= {id(cell) for cell in cells if _without_point(cell) and _off_by_point(cell.value, read - total.value)}
        if _without_point(total) and _off_by_point(total.value, total.value - read):
            found.add(id(total))
    for hours, rate, amount in _lines(document):
        for off in _HUNDREDTHS:
            if amount.value == to_cent(hours.value * rate.value * off):
                found |= {id(value) for value in (hours, rate) if _without_point(value)}
            if _without_point(amount) and amount.value * off == to_cent(hours.value * rate.value):
                found.add(id(amount))
    return found


def _without_point(value: Value) -> bool:
    """Whether a picture shows the number without a decimal point."""
    return value.source == "ocr" and "." not in (value.text or "") and value.value != 0


def _off_by_point(number: Decimal, too_much: Decimal) -> bool:
    """Whether the number is too large by so much because it wants a point."""
    return any(number - number * off == too_much for off in _HUNDREDTHS)


def _hours_of_a_day(document: Document) -> Iterator[Value]:
    """The hours of the lines that have a date."""
    for rows in document.tables.values():
        for row in rows:
            hours = row.get("hours")
            if "date" in row and hours is not None and isinstance(hours.value, Decimal):
                yield hours


def _sums(document: Document, form: Form) -> Iterator[Sequence[Value]]:
    """Stated totals with the numbers of their column, where these come to it."""
    for total, *cells in _columns(document, form):
        if sum((cell.value for cell in cells), Decimal(0)) == total.value:
            yield total, *cells


def _columns(document: Document, form: Form) -> Iterator[Sequence[Value]]:
    """Stated totals with the numbers of their column, where all of them were read."""
    for name, table, column in form.sums():
        total = document.fields.get(name)
        cells = [row[column] for row in document.tables.get(table, ()) if column in row and not row[column].blank]
        if total is None or len(cells) < _ADDENDS:
            continue
        if all(isinstance(value.value, Decimal) for value in (total, *cells)):
            yield total, *cells


def _products(document: Document) -> Iterator[Sequence[Value]]:
    """The hours, the hourly rate and the amount of a line or of the whole paper, where they come to it to the cent."""
    for hours, rate, amount in _lines(document):
        if to_cent(hours.value * rate.value) == amount.value:
            yield hours, rate, amount


def _lines(document: Document) -> Iterator[tuple[Value, Value, Value]]:
    """The hours, the hourly rate and the amount of each line and of the whole paper, where all three were read."""
    fields = document.fields
    wholes = [(fields.get("total_hours"), fields.get("rate"), fields.get("total_amount"))]
    rows = [row for table in document.tables.values() for row in table]
    for group in (
        *wholes,
        *((row.get("hours"), row.get("rate", fields.get("rate")), row.get("amount")) for row in rows),
    ):
        read = [value for value in group if value is not None and isinstance(value.value, Decimal) and value.value]
        if len(read) == len(group):
            hours, rate, amount = read
            yield hours, rate, amount
