"""Rules about certification, the subsidy agreement, recertification, termination, and the names of a case."""

from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from forms.fiscalyear import named_year
from validators.case import Case, Paper
from validators.names import Named, names_in, strangers
from validators.ri_pdi.book import book
from validators.ri_pdi.evaluation import unsigned
from validators.ri_pdi.fiscalyear import end_of_term
from validators.rule import CannotTell, DoesNotApply, Found, NotOnFile

_PARENT_FIELDS = ("applicant_name", "parent_name", "patient_name")


@book.rule(
    "pdi.certification.signature",
    "missing",
    "1.5(A)",
    "the Home Evaluator has not signed",
    met="the Home Evaluator has signed",
    form="certification",
)
def _certification_signature(case: Case, certification: Paper) -> Iterator[Found]:
    yield from unsigned(certification, "evaluator_signature")


@book.rule(
    "pdi.agreement.term",
    "invalid",
    "1.13(A)",
    "the agreement runs past June 30 of its state fiscal year (July 1 to June 30)",
    met="the agreement runs no longer than its state fiscal year",
    form="subsidy-agreement",
)
def _term(case: Case, agreement: Paper) -> Iterator[Found]:
    start, end = agreement["start_date"], agreement["end_date"]
    expires = end_of_term(case, start)
    if end > expires:
        yield Found(
            f"The agreement from {start} runs to {end}; it expires at the end of the state fiscal year, on {expires}.",
            fields=("end_date",),
            expected=expires,
            found=end,
        )


@book.rule(
    "pdi.agreement.signatures",
    "missing",
    "1.6(B)",
    "not signed jointly by the parent and the Department",
    met="the parent and the Department have signed",
    form="subsidy-agreement",
)
def _agreement_signatures(case: Case, agreement: Paper) -> Iterator[Found]:
    yield from unsigned(agreement, "parent_signature", "department_signature")


@book.rule(
    "pdi.agreement.certified",
    "conflict",
    "1.5(A); 1.13(A)(3)",
    "no current certification of the parent for this person",
    met="the parent holds a current certification for this person",
    form="subsidy-agreement",
    assumption="a certification is current for a first agreement within a year, a recertification for the fiscal year "
    "that it names; an agreement that renews another needs one (1.13(A)(2)).",
)
def _certified(case: Case, agreement: Paper) -> Iterator[Found]:
    certifications = case.papers("certification", "recertification")
    if not certifications:
        case.only_on_file("the certification of the parent")
    start = agreement["start_date"]
    if any(_covers(case, certification, agreement) for certification in certifications):
        return
    parent = agreement.known("parent_name") or "the parent"
    person = agreement.known("eligible_person_name") or "the eligible person"
    yield Found(
        f"No certification in the packet of {parent} for {person} is current on {start}, when the agreement starts: "
        "certify or recertify first.",
        fields=("start_date",),
    )


def _covers(case: Case, certification: Paper, agreement: Paper) -> bool:
    """Whether it certifies the agreement's parent for its person at its start."""
    for theirs, ours in (("applicant_name", "parent_name"), ("eligible_person_name", "eligible_person_name")):
        certified = names_in([certification], theirs)
        if certified and list(strangers(names_in([agreement], ours), certified)):
            return False
    start = agreement["start_date"]
    if certification.form.form == "certification":
        dated = certification["certification_date"]
        lapses = dated + relativedelta(months=case.figure("certification_months", dated))
        return bool(dated <= start < lapses) and not _renews(case, start)
    named: str = certification["fiscal_year"]
    year = named_year(named)
    if year is None:
        raise CannotTell(f"the recertification names the fiscal year {named!r}")
    return year == end_of_term(case, start).year


def _renews(case: Case, start: date) -> bool:
    """Whether an agreement of an earlier fiscal year is in the packet."""
    starts = [agreement.known("start_date") for agreement in case.papers("subsidy-agreement")]
    return any(other and end_of_term(case, other) < start for other in starts)


@book.rule(
    "pdi.recertification.<field>",
    "missing",
    "1.13(A)(1); 1.13(A)(2)",
    "a condition is not documented: the plan recommends, level of care, cannot maintain without",
    met="each condition of the recertification is documented",
    form="recertification",
)
def _recertification(case: Case, recertification: Paper) -> Iterator[Found]:
    for field in ("plan_recommends", "level_of_care", "cannot_maintain"):
        if not recertification.checked(field):
            yield Found(
                f"It is not documented for the recertification: {recertification.form.fields[field].label}.",
                fields=(field,),
                names=field,
                expected=True,
                found=False,
            )


@book.rule(
    "pdi.termination.notice",
    "late",
    "1.14(C)",
    "less than 30 days' notice, except in an emergency or where the person is endangered",
    met="the notice was given in time before the termination",
)
def _termination_notice(case: Case) -> Iterator[Found]:
    days = case.figure("termination_notice_days")
    raise NotOnFile(f"a termination and its notice of {days} days are on file with the department, not in the packet")


@book.rule(
    "pdi.name.mismatch",
    "conflict",
    "1.4(A); 1.6(A)",
    "documents of one case bear different parents or persons",
    met="the documents of the case bear the same parents and persons",
)
def _name_mismatch(case: Case) -> Iterator[Found]:
    applications = case.papers("parent-application")
    others = [paper for paper in case.papers() if paper not in applications]
    papers = [*applications[:1], *others, *applications[1:]]
    parents = names_in(papers, *_PARENT_FIELDS)
    siblings = any(application.known("clients_are_siblings") for application in applications)
    persons = [] if siblings else names_in(papers, "eligible_person_name")
    if len(parents) < 2 and len(persons) < 2:
        raise DoesNotApply
    yield from _mismatch(parents, parents[:1] + names_in(applications[:1], "co_applicant_name"))
    if persons:
        yield from _mismatch(persons, persons[:1])


def _mismatch(found: list[Named], known: list[Named]) -> Iterator[Found]:
    for other in strangers(found, known):
        names = " and ".join(one.name for one in known)
        yield Found(
            f"The {other.paper.form.title} names {other.name}, the {known[0].paper.form.title} {names}: find out which "
            "papers belong to this case.",
            fields=(other.field,),
            expected=names,
            found=other.name,
            paper=other.paper,
        )
