"""Rules about the home study, the physician's statement and the General Service Plan."""

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from validators.case import Case, Paper
from validators.names import names_in, strangers
from validators.required import is_blank
from validators.ri_pdi.book import book
from validators.rule import DoesNotApply, Found, NotOnFile

_FACTORS = ("characteristics", "house", "community", "financial_dependence")
_NEEDS = (
    "physical_health",
    "mental_health",
    "social",
    "educational",
    "vocational",
    "leisure",
    "providers",
    "subsidy_use",
)


@book.rule(
    "pdi.home-study.evaluator",
    "invalid",
    "1.4(F)(1)",
    "the evaluator is not a social worker of the division or agency",
    met="the evaluator is a social worker of the division or agency",
    form="home-study",
)
def _evaluator(case: Case, study: Paper) -> Iterator[Found]:
    if not study.checked("evaluator_is_social_worker"):
        yield Found(
            "The report does not say that the Home Evaluator is a social worker of the division or designated local "
            "agency; a home study by anyone else does not count.",
            fields=("evaluator_is_social_worker",),
            expected=True,
            found=False,
        )


@book.rule(
    "pdi.home-study.members",
    "missing",
    "1.4(F)(3)",
    "not all members of the family were met",
    met="all members of the family were met",
    form="home-study",
)
def _members(case: Case, study: Paper) -> Iterator[Found]:
    if not study.checked("members_met"):
        yield Found(
            "The report does not say that all members of the family were met: ask the Home Evaluator to meet them.",
            fields=("members_met",),
            expected=True,
            found=False,
        )


@book.rule(
    "pdi.home-study.factor.<field>",
    "missing",
    "1.4(F)(4)",
    "a factor of the home study is blank; financial dependence for natural and adoptive parents only",
    met="each factor that the home study must address is filled in",
    form="home-study",
)
def _factor(case: Case, study: Paper) -> Iterator[Found]:
    for field in _FACTORS:
        label = study.form.fields[field].label
        if not is_blank(study, field, study.form.fields[field]):
            continue
        if field == "financial_dependence" and _relationship(case) not in ("natural", "adoptive"):
            continue
        yield Found(f"{label} is blank in the home study: ask the Home Evaluator for it.", fields=(field,), names=field)


def _relationship(case: Case) -> str:
    """The applicant's relationship to the eligible person; raises NotOnFile without an application."""
    application = case.paper("parent-application")
    if application is None:
        raise NotOnFile(
            "the application, which tells whether the parents are natural or adoptive, is not in the packet"
        )
    relationship: str = application["relationship"]
    return relationship


@book.rule(
    "pdi.physician.current",
    "late",
    "1.4(C)",
    "the physician's statement is older than a year",
    met="the physician's statement is recent enough on the as-of date",
    form="physician-statement",
)
def _physician(case: Case, statement: Paper) -> Iterator[Found]:
    dated = statement["statement_date"]
    if any((other.known("statement_date") or dated) > dated for other in _of_same_patient(case, statement)):
        raise DoesNotApply
    due = dated + relativedelta(months=case.figure("health_statement_months"))
    if case.as_of > due:
        yield Found(
            f"The physician's statement of {dated} was to be updated by {due}: ask for a new one.",
            fields=("statement_date",),
            expected=due,
            found=dated,
        )


def _of_same_patient(case: Case, statement: Paper) -> list[Paper]:
    patient = names_in([statement], "patient_name")
    statements = case.papers("physician-statement")
    others = {named.paper.id for named in strangers(names_in(statements, "patient_name"), patient)}
    return [paper for paper in statements if paper.id not in others]


@book.rule(
    "pdi.plan.assessment",
    "late",
    "1.7(E)(1)",
    "the plan's assessments are older than twelve months",
    met="the plan's assessments are recent enough",
    form="service-plan",
    assumption="the twelve months end on the plan's date, on the as-of date where the plan is undated.",
)
def _assessment(case: Case, plan: Paper) -> Iterator[Found]:
    assessed = plan["assessment_date"]
    planned = plan.known("plan_date") or case.as_of
    earliest = planned - relativedelta(months=case.figure("assessment_months", planned))
    if assessed < earliest:
        yield Found(
            f"The plan of {planned} rests on assessments of {assessed}; they are to be of the previous twelve months, "
            f"not before {earliest}.",
            fields=("assessment_date",),
            expected=earliest,
            found=assessed,
        )


@book.rule(
    "pdi.plan.need.<field>",
    "missing",
    "1.7(E); 1.7(E)(2); 1.7(E)(3)",
    "one of the six needs, the providers or the use of the subsidy is not addressed",
    met="each of the six needs, the providers and the use of the subsidy are addressed",
    form="service-plan",
)
def _need(case: Case, plan: Paper) -> Iterator[Found]:
    for field in _NEEDS:
        if is_blank(plan, field, plan.form.fields[field]):
            yield Found(
                f"The General Service Plan does not address {plan.form.fields[field].label.lower()}: ask for it.",
                fields=(field,),
                names=field,
            )


@book.rule(
    "pdi.plan.signatures",
    "missing",
    "1.9(B)",
    "the parent's or the representative's signature is missing",
    met="the parent and the representative have signed",
    form="service-plan",
)
def _plan_signatures(case: Case, plan: Paper) -> Iterator[Found]:
    yield from unsigned(plan, "parent_signature", "representative_signature")


def unsigned(paper: Paper, *fields: str) -> Iterator[Found]:
    """One finding that names the lines that are not signed, if any."""
    blank = tuple(field for field in fields if is_blank(paper, field, paper.form.fields[field]))
    if blank:
        lines = " and ".join(paper.form.fields[field].label.lower() for field in blank)
        yield Found(f"The {paper.form.title} lacks the {lines}: ask for it.", fields=blank)
