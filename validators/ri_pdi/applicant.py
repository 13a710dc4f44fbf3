"""Rules about the application: its papers, the applicant, the household, the income, the statements."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from validators.ages import age_on
from validators.case import Case, Paper
from validators.required import is_blank
from validators.ri_pdi.book import book
from validators.rule import CannotTell, DoesNotApply, Found

_APPLICATION = "parent-application"


@book.rule(
    "pdi.item.<document>",
    "missing",
    "1.4(A); 1.4(F)(1); 1.7(E)",
    "in a packet that applies: application, home study, general service plan; physician statement where the home study "
    "raises a health question",
    met="each document that the packet needs came",
)
def _items(case: Case) -> Iterator[Found]:
    studies = case.papers("home-study")
    if not studies and not case.papers(_APPLICATION):
        raise DoesNotApply
    for item in case.program.packets["application"].items:
        asked_by_health = item.applies == "health_question"
        if case.papers(item.form) or (
            asked_by_health and not any(study.checked("health_question") for study in studies)
        ):
            continue
        why = " The home study raises a question of health." if asked_by_health else ""
        yield Found(
            f"The {item.label} is missing: ask for it.{why}",
            names=item.item,
            section="1.4(C)" if asked_by_health else None,
            expected=item.label,
        )


@book.rule(
    "pdi.age",
    "ineligible",
    "1.4(B)",
    "an applicant is under 18 on the as-of date",
    met="each applicant has reached the minimum age",
    form=_APPLICATION,
)
def _age(case: Case, application: Paper) -> Iterator[Found]:
    minimum = case.figure("minimum_age")
    known = False
    for who in ("applicant", "co_applicant"):
        field = f"{who}_date_of_birth"
        born = application.get(field)
        known = known or born is not None
        if born and (age := age_on(born, case.as_of)) < minimum:
            name = application.known(f"{who}_name") or "The applicant"
            yield Found(
                f"{name}, born on {born}, is {age} years old on {case.as_of}; the minimum age is {minimum}.",
                fields=(field,),
                expected=minimum,
                found=age,
            )
    if not known:
        raise DoesNotApply


def poverty_guideline(table: dict[str, Any], size: int) -> Decimal:
    """The guideline in dollars a year for a family of that many persons."""
    sizes: list[int] | None = table.get("sizes")
    if sizes is None:
        return Decimal(table["base"]) + (size - 1) * Decimal(table["increment"])
    listed = min(size, len(sizes))
    return Decimal(sizes[listed - 1]) + (size - listed) * Decimal(table["increment"])


@book.rule(
    "pdi.income",
    "ineligible",
    "1.4(D); 1.12(A)(3)",
    "natural parents only: gross income exceeds 400% of the federal poverty guideline in force on the as-of date for "
    "the family's size, the eligible person included",
    met="the gross income is within the limit for the family's size",
    form=_APPLICATION,
    assumption="the limit of 1.4(D) and 1.12(A)(3) applies to natural parents alone, not to other parents.",
)
def _income(case: Case, application: Paper) -> Iterator[Found]:
    if application["relationship"] != "natural":
        raise DoesNotApply
    income, size = application["gross_income"], application["household_size"]
    if size < 1:
        raise CannotTell(f"a family of {size} persons has no poverty guideline")
    percent = case.figure("income_limit_percent_fpl")
    guideline = poverty_guideline(case.figure("federal_poverty_guideline"), size)
    limit = guideline * percent / 100
    if income > limit:
        yield Found(
            f"The gross income of ${income:,.2f} exceeds ${limit:,.2f}, which is {percent}% of the federal poverty "
            f"guideline of ${guideline:,.2f} for a family of {size} on {case.as_of}.",
            fields=("gross_income", "household_size"),
            expected=limit,
            found=income,
        )


@book.rule(
    "pdi.settlement",
    "ineligible",
    "1.12(A)(2)",
    "a settlement related to the person's condition",
    met="no settlement related to the person's condition is stated",
    form=_APPLICATION,
)
def _settlement(case: Case, application: Paper) -> Iterator[Found]:
    if application.checked("settlement"):
        yield Found(
            "The eligible person or a parent receives a settlement related to the person's condition: payments shall "
            "not be made.",
            fields=("settlement",),
            expected=False,
            found=True,
        )


@book.rule(
    "pdi.household",
    "ineligible",
    "1.4(F)(2)",
    "more than one non-relative in the household",
    met="no more non-relatives live in the household than are allowed",
    form=_APPLICATION,
)
def _household(case: Case, application: Paper) -> Iterator[Found]:
    others, most = application["non_relatives"], case.figure("non_relatives_maximum")
    if others > most:
        yield Found(
            f"The household includes {others} non-relatives; placements are made with at most {most}.",
            fields=("non_relatives",),
            expected=most,
            found=others,
        )


@book.rule(
    "pdi.one-client",
    "ineligible",
    "1.5(D)",
    "another client in the home who is no sibling",
    met="no other client lives in the home, siblings apart",
    form=_APPLICATION,
)
def _one_client(case: Case, application: Paper) -> Iterator[Found]:
    others, most = application["clients_in_home"], case.figure("clients_per_home")
    if others + 1 > most and not application.checked("clients_are_siblings"):
        yield Found(
            f"With the eligible person {others + 1} clients would live in the home; an applicant is certified for "
            f"{most}, siblings excepted.",
            fields=("clients_in_home", "clients_are_siblings"),
            expected=most,
            found=others + 1,
        )


def _is_adult(case: Case, application: Paper) -> bool:
    """Whether the eligible person is an adult, by the box or by the date of birth."""
    if application.checked("eligible_person_is_adult"):
        return True
    born = application.known("eligible_person_date_of_birth")
    return born is not None and age_on(born, case.as_of) >= case.figure("minimum_age")


@book.rule(
    "pdi.license.foster",
    "missing",
    "1.4(I)(2)",
    "a foster parent of a child has no DCYF license",
    met="the foster parent of a child has a DCYF license",
    form=_APPLICATION,
)
def _foster_license(case: Case, application: Paper) -> Iterator[Found]:
    if application["relationship"] != "foster" or _is_adult(case, application):
        raise DoesNotApply
    if _nothing_in(application, "dcyf_license_number"):
        yield Found(
            "A foster parent of a child is licensed by DCYF, and no license number is given: ask for it, or direct the "
            "applicant to DCYF.",
            fields=("dcyf_license_number",),
        )


@book.rule(
    "pdi.license.caretaker",
    "review",
    "1.4(I)(1); 1.4(I)(3)",
    "a caretaker with two or more adults receiving care is subject to licensure; natural and adoptive parents never "
    "are",
    met="fewer adults receive care than make the caretaker subject to licensure",
    form=_APPLICATION,
)
def _caretaker_license(case: Case, application: Paper) -> Iterator[Found]:
    if application["relationship"] != "caretaker":
        raise DoesNotApply
    adults, from_ = application.get("adults_receiving_care") or 0, case.figure("licensed_caretaker_adults")
    if adults >= from_:
        yield Found(
            f"{adults} adults receive care in the caretaker's home; from {from_} on the caretaker is subject to "
            "licensure: see to it before the certification.",
            fields=("adults_receiving_care",),
            expected=from_ - 1,
            found=adults,
        )


@book.rule(
    "pdi.employment",
    "missing",
    "1.4(E)(1)",
    "a parent works outside the home and no arrangement for care and supervision is given",
    met="an arrangement for care and supervision while a parent works is given",
    form=_APPLICATION,
)
def _employment(case: Case, application: Paper) -> Iterator[Found]:
    if not application.checked("employed_outside"):
        raise DoesNotApply
    if _nothing_in(application, "supervision_arrangement"):
        yield Found(
            "A parent works outside the home and the arrangement for care and supervision during the absence is not "
            "given: ask for it.",
            fields=("supervision_arrangement",),
        )


def _nothing_in(application: Paper, field: str) -> bool:
    return is_blank(application, field, application.form.fields[field])


def _statement(application: Paper, field: str, message: str) -> Iterator[Found]:
    """The finding where the applicant has not made the statement that the box stands for."""
    if not application.checked(field):
        yield Found(message, fields=(field,), expected=True, found=False)


@book.rule(
    "pdi.visits-accepted",
    "missing",
    "1.4(G)(1)",
    "acceptance of unannounced visits is not indicated",
    met="acceptance of unannounced visits is indicated",
    form=_APPLICATION,
)
def _visits_accepted(case: Case, application: Paper) -> Iterator[Found]:
    yield from _statement(
        application,
        "accepts_unannounced_visits",
        "The applicant has not indicated in writing that unannounced visits are accepted: ask for it.",
    )


@book.rule(
    "pdi.training-accepted",
    "missing",
    "1.4(H)(1)",
    "willingness to train is not indicated",
    met="willingness to train is indicated",
    form=_APPLICATION,
)
def _training_accepted(case: Case, application: Paper) -> Iterator[Found]:
    yield from _statement(
        application,
        "willing_to_train",
        "The applicant has not indicated in writing the willingness to take part in training sessions: ask for it.",
    )


@book.rule(
    "pdi.essential",
    "missing",
    "1.7(B); 1.12(A)(1)",
    "it is not documented that the subsidy avoids institutionalization",
    met="it is documented that the subsidy avoids institutionalization",
    form=_APPLICATION,
)
def _essential(case: Case, application: Paper) -> Iterator[Found]:
    yield from _statement(
        application,
        "avoids_institution",
        "It is not documented that without the subsidy the person could not be maintained in the home: ask for it.",
    )
