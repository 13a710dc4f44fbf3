"""Rules of the Connecticut DCF Permanency Placement Services Program (policy 48-22-2)."""

from collections.abc import Iterator
from datetime import date

from validators.case import Case, Line, Paper
from validators.rounding import to_cent
from validators.rule import Found, RuleBook

book = RuleBook(starts=date(2014, 12, 19))

_INVOICES = ("invoice", "aap-invoice")


@book.rule(
    "ppsp.invoice.line",
    "arithmetic",
    "Service Hour Rate",
    "a line's amount is not its hours x the rate, rounded half up to the cent",
    form=_INVOICES,
    table="lines",
)
def _line_amount(case: Case, invoice: Paper, line: Line) -> Iterator[Found]:
    rate = case.figure("hourly_rate", line["date"])
    expected = to_cent(line["hours"] * rate)
    if line["amount"] != expected:
        yield Found(
            f"Line {line.number} bills ${line['amount']} for {line['hours']} hours; "
            f"at ${rate} an hour it is ${expected}.",
            fields=(line.path("amount"),),
            expected=expected,
            found=line["amount"],
        )
