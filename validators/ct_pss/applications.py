"""The applicant's qualifications: age, degree, experience, driver's license, and applying again."""

from collections.abc import Iterator

from validators.ages import age_on
from validators.case import Case, Paper
from validators.ct_pss.book import book
from validators.ct_pss.words import holds
from validators.rule import DoesNotApply, Found, NotOnFile

_APPLICATION = "provider-application"
_OWN_STATE = "CT"


@book.rule(
    "pss.age",
    "ineligible",
    "Individual Practitioners",
    "the applicant is not 21 years old on the as-of date",
    met="the applicant has reached the minimum age",
    form=_APPLICATION,
)
def _age(case: Case, application: Paper) -> Iterator[Found]:
    birth = application["date_of_birth"]
    least = case.figure("minimum_age")
    age = age_on(birth, case.as_of)
    if age < least:
        yield Found(
            f"The applicant, born {birth:%m/%d/%Y}, is {age} years old on {case.as_of:%m/%d/%Y}; "
            f"a provider must be {least}.",
            fields=("date_of_birth",),
            expected=least,
            found=age,
        )


@book.rule(
    "pss.degree",
    "ineligible",
    "Provider Requirements and Rates",
    "the degree is below a bachelor's degree",
    met="the degree is a bachelor's degree or higher",
    form=_APPLICATION,
)
def _degree(case: Case, application: Paper) -> Iterator[Found]:
    degree = application["degree"]
    level = _level(case, degree)
    if level is None:
        raise DoesNotApply
    if level == "below":
        yield Found(
            f"The degree given is {degree}; a bachelor's degree or higher is required.",
            fields=("degree",),
            expected="bachelor's degree or higher",
            found=degree,
        )


def _level(case: Case, degree: str) -> str | None:
    """`bachelor` or higher, `below`, or None for a degree that the department's lists do not hold."""
    known = case.figure("degrees")
    if holds(degree, known["at_least_bachelor"]):
        return "bachelor"
    return "below" if holds(degree, known["below_bachelor"]) else None


@book.rule(
    "pss.degree.field",
    "review",
    "Provider Requirements and Rates",
    "the field of study is not on the list, or the degree's level is not known; a person decides whether it is related",
    met="the field of study is on the list",
    form=_APPLICATION,
)
def _degree_field(case: Case, application: Paper) -> Iterator[Found]:
    degree = application["degree"]
    level = _level(case, degree)
    if level is None:
        yield Found(
            f"The degree is given as {degree}: decide whether it is a bachelor's degree or higher.",
            fields=("degree",),
            expected="bachelor's degree or higher",
            found=degree,
        )
        return
    studied = application["degree_field"]
    fields = case.figure("degree_fields")
    if level == "below":
        raise DoesNotApply
    if holds(studied, [*fields["listed"], *fields["related"]]):
        return
    yield Found(
        f"The field of study is {studied}, which is none of {', '.join(fields['listed'])}: "
        "decide whether it is a related human-services field.",
        fields=("degree_field",),
        expected=", ".join(fields["listed"]),
        found=studied,
    )


@book.rule(
    "pss.experience.idd",
    "ineligible",
    "Provider Requirements and Rates",
    "under three years of experience with individuals with intellectual/developmental disabilities",
    met="the years of experience with individuals with intellectual/developmental disabilities are enough",
    form=_APPLICATION,
)
def _experience_idd(case: Case, application: Paper) -> Iterator[Found]:
    yield from _experience(
        case, application, "idd_experience_years", "individuals with intellectual/developmental disabilities"
    )


@book.rule(
    "pss.experience.family",
    "ineligible",
    "Provider Requirements and Rates",
    "under three years of experience with families and children from birth to 18",
    met="the years of experience with families and children are enough",
    form=_APPLICATION,
)
def _experience_family(case: Case, application: Paper) -> Iterator[Found]:
    yield from _experience(case, application, "family_experience_years", "families and children (birth to 18)")


def _experience(case: Case, application: Paper, years_field: str, whom: str) -> Iterator[Found]:
    years = application[years_field]
    least = case.figure("experience_years")
    if years < least:
        yield Found(
            f"{years} years of experience with {whom} are stated; {least} are required.",
            fields=(years_field,),
            expected=least,
            found=application.form.fields[years_field].kind.dump(years),
        )


@book.rule(
    "pss.license.state",
    "ineligible",
    "Individual Practitioners",
    "the driver's license is not a Connecticut one",
    met="the driver's license is a Connecticut one",
    form=_APPLICATION,
)
def _license_state(case: Case, application: Paper) -> Iterator[Found]:
    state = application["drivers_license_state"]
    if state != _OWN_STATE:
        yield Found(
            f"The driver's license is of {state}; a valid Connecticut license is required.",
            fields=("drivers_license_state",),
            expected=_OWN_STATE,
            found=state,
        )


@book.rule(
    "pss.license.current",
    "invalid",
    "Individual Practitioners",
    "the driver's license has expired on the as-of date",
    met="the driver's license is current on the as-of date",
    form=_APPLICATION,
)
def _license_current(case: Case, application: Paper) -> Iterator[Found]:
    expires = application["drivers_license_expires"]
    if expires < case.as_of:
        yield Found(
            f"The driver's license expired on {expires:%m/%d/%Y}: ask for a copy of the renewed one.",
            fields=("drivers_license_expires",),
            expected=f"{case.as_of.isoformat()} or later",
            found=expires,
        )


@book.rule(
    "pss.reapply",
    "ineligible",
    "Application Process",
    "an application comes within 12 months after a denial of the same applicant",
    met="no application of the same applicant was denied in the months before",
    form=(_APPLICATION, "application-to-amend"),
)
def _reapply(case: Case, application: Paper) -> Iterator[Found]:
    yield from ()
    raise NotOnFile("whether the applicant was denied within the months before is on file with the department")
