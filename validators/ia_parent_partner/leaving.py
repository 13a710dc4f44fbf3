"""Rules about the papers of a parent's exit."""

from collections.abc import Iterator
from datetime import timedelta

from validators.case import Case, Paper
from validators.ia_parent_partner.book import book
from validators.ia_parent_partner.dates import first_date
from validators.rule import DoesNotApply, Found

_EXIT_FORMS = {
    "self-assessment": "Self-Assessment (Exit)",
    "exit-feedback": "Participant Feedback (Exit)",
    "fidelity-checklist": "Fidelity Checklist",
    "participant-outcomes": "Participant Outcomes",
}


def _exit_papers(case: Case, form: str) -> list[Paper]:
    """The papers of the form; of self-assessments only those at exit."""
    return [paper for paper in case.papers(form) if form != "self-assessment" or paper.known("stage") == "exit"]


@book.rule(
    "pp.exit.forms",
    "missing",
    "Program Exit",
    "one finding for each of the exit self-assessment, exit feedback, fidelity checklist and participant outcomes that "
    "is missing at exit",
    met="the exit self-assessment, exit feedback, fidelity checklist and participant outcomes are there",
)
def _exit_forms(case: Case) -> Iterator[Found]:
    feedback, assessments = _exit_papers(case, "exit-feedback"), _exit_papers(case, "self-assessment")
    if not feedback and not assessments:
        case.only_on_file("the papers of the parent's exit")
        raise DoesNotApply
    left = first_date(feedback, "exit_date")
    if left and left[1] > case.as_of:
        raise DoesNotApply
    for form, name in _EXIT_FORMS.items():
        if not _exit_papers(case, form):
            yield Found(f"The parent has left the program and the {name} is missing: ask for it.", expected=name)


@book.rule(
    "pp.exit.entered",
    "late",
    "Program Exit",
    "an exit form is entered later than 30 days after its completion",
    met="each exit form was entered in time after its completion",
    form=("fidelity-checklist", "participant-outcomes"),
)
def _entered(case: Case, paper: Paper) -> Iterator[Found]:
    completed, entered = paper["completed_date"], paper["entered_date"]
    days = case.figure("exit_forms_days", completed)
    due = completed + timedelta(days=days)
    if entered > due:
        yield Found(
            f"The {paper.form.title} was entered on {entered}, {(entered - completed).days} days after its completion "
            f"on {completed}; it was due within {days} days, by {due}.",
            fields=("entered_date",),
            expected=due,
            found=entered,
        )
