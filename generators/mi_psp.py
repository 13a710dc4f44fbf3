"""Documents of the Michigan Parent Support Partner certification: what they compute, and what follows from a packet."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from forms.calendars import working_days_after
from forms.errors import FormwrightError
from forms.program import Program
from generators.datum import Data
from generators.document import DocumentBook
from generators.mi_psp_follow import follow_papers
from generators.mi_psp_requirements import coaching_months, full_days, planned_days, requirements, spelled
from generators.wording import counted, long_date, policy_figure, worded

book = DocumentBook()
book.follows(follow_papers)

_EXPECTATION = "psp.readiness.expectation.<field>"


@book.completes("readiness-acceptance")
def _acceptance(data: Data, program: Program) -> Mapping[str, Any]:
    """The expectations that an accepted plan affirms, in the words of the plan."""
    form = program.forms["readiness-plan"]
    return {"expectations": [form.fields[name].label for name in form.governed_by(_EXPECTATION)]}


@book.completes("registration-confirmation")
def _confirmation(data: Data, program: Program) -> Mapping[str, Any]:
    """The days of the training; those that are not given are its start and the working days after it."""
    start, given = data["training_start"], sorted({row["date"] for row in data["training_days"]})
    needed = policy_figure(program, "registration_training_days", start)
    if given and (given[0] != start or len(given) < needed):
        raise FormwrightError(
            f"The training starts on {long_date(start)} and has {counted(needed, 'day')} "
            f"({program.cite('Step Two')}); the days given are {counted(len(given), 'day')} from "
            f"{long_date(given[0])} on. Correct them, or leave them out."
        )
    if given:
        return {"days": data["training_days"], "is_planned": False}
    assert program.holidays, "the program names its calendar of working days"
    days = [start, *islice(working_days_after(start, program.holidays), needed - 1)]
    return {"days": [{"date": day, "place": None} for day in days], "is_planned": True}


@book.completes("certification-status")
def _status(data: Data, program: Program) -> Mapping[str, Any]:
    """Each requirement, done or outstanding, on the day of the status."""
    found = requirements(data, data["status_date"], program)
    return {
        "requirements": found,
        "outstanding": [requirement for requirement in found if not requirement.is_done],
        "planned": planned_days(data, data["status_date"]),
    }


@book.completes("certificate")
def _certificate(data: Data, program: Program) -> Mapping[str, Any]:
    """What the certificate attests; refuses, naming what is missing, where a requirement is not met."""
    on = data["certificate_date"]
    open_ = [requirement for requirement in requirements(data, on, program) if not requirement.is_done]
    if open_:
        lacks = " ".join(f"{requirement.what}: {requirement.missing}" for requirement in open_)
        raise FormwrightError(
            f"{data['candidate_name']} cannot be certified on {long_date(on)} "
            f"({program.cite(open_[0].section)}). Outstanding: {lacks}"
        )
    days = full_days([row for row in data["training_days"] if row["date"] <= on])
    months = coaching_months([row for row in data["coaching_sessions"] if row["date"] <= on])
    return {
        "trained": spelled(days),
        "day_count": len(days),
        "coached": f"{worded(months[0])} to {worded(months[-1])}" if len(months) > 1 else worded(months[0]),
        "month_count": len(months),
    }
