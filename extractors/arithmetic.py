"""Numbers that bear each other out: a column comes to its stated total, hours at their rate come to the amount.

Arithmetic only makes a reading surer; it never changes one, as what is wrong on the paper is to be read as wrong.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from forms.evidence import Value
from forms.form import Form
from forms.packet import Document
from forms.rounding import to_cent

_ADDENDS = 2
"""Numbers of a column at least whose sum tells."""


def borne_out(document: Document, form: Form) -> set[int]:
    """The values, by identity, that take part in a sum or a product that holds as they were read."""
    return {id(value) for group in (*_sums(document, form), *_products(document)) for value in group}


def _sums(document: Document, form: Form) -> Iterator[Sequence[Value]]:
    """Stated totals with the numbers of their column, where these come to it."""
    for name, table, column in form.sums():
        total = document.fields.get(name)
        cells = [row[column] for row in document.tables.get(table, ()) if column in row and not row[column].blank]
        stated = [cell.value for cell in cells if isinstance(cell.value, Decimal)]
        if total is None or total.value is None or len(stated) < len(cells) or len(cells) < _ADDENDS:
            continue
        if sum(stated, Decimal(0)) == total.value:
            yield total, *cells


def _products(document: Document) -> Iterator[Sequence[Value]]:
    """The hours, the hourly rate and the amount of a line or of the whole paper, where they come to it to the cent."""
    fields = document.fields
    wholes = [(fields.get("total_hours"), fields.get("rate"), fields.get("total_amount"))]
    rows = [row for table in document.tables.values() for row in table]
    for group in (
        *wholes,
        *((row.get("hours"), row.get("rate", fields.get("rate")), row.get("amount")) for row in rows),
    ):
        read = [value for value in group if value is not None and isinstance(value.value, Decimal) and value.value]
        if len(read) == len(group) and to_cent(read[0].value * read[1].value) == read[2].value:
            yield read
