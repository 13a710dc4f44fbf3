"""When an agreement expires."""

from datetime import date

from forms.fiscalyear import fiscal_year, year_end
from validators.case import Case


def end_of_term(case: Case, start: date) -> date:
    """The day on which an agreement that starts on the day expires."""
    last_day = case.figure("agreement_expires", start)
    return year_end(fiscal_year(start, last_day), last_day)
