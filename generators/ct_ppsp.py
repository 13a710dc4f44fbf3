"""Computations for the documents of the Connecticut DCF Permanency Placement Services Program (policy 48-22-2)."""

from datetime import timedelta
from typing import Any

from forms.errors import FormwrightError
from forms.program import Program
from generators.datum import Data
from generators.document import DocumentBook
from generators.wording import long_date, policy_figure

book = DocumentBook()

_TERMINATING = "Terminating an Agreement Prior to the Completion of Services"


@book.completes("termination-notice")
def _termination(data: Data, program: Program) -> dict[str, Any]:
    """The earliest lawful termination date, and the date that the notice names; refuses one that is too early."""
    days = policy_figure(program, "termination_notice_days", data["notice_date"])
    earliest = data["notice_date"] + timedelta(days=days)
    ends = data["termination_date"] or earliest
    if ends < earliest:
        raise FormwrightError(
            f"The agreement cannot end on {long_date(ends)}: a notice of {long_date(data['notice_date'])} ends it on "
            f"{long_date(earliest)} at the earliest, {days} days later ({program.cite(_TERMINATING)})."
        )
    if data["discussion_date"] > data["notice_date"]:
        raise FormwrightError(
            f"The parties met on {long_date(data['discussion_date'])}, after the notice of "
            f"{long_date(data['notice_date'])}: they meet first ({program.cite(_TERMINATING)})."
        )
    return {"notice_days": days, "earliest_date": earliest, "ends": ends}
