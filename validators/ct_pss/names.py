"""Whom the papers of an application are about: one applicant, or the persons who provide an agency's service."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from validators.case import Case, Paper, Values
from validators.ct_pss.book import book
from validators.ct_pss.packets import INDIVIDUAL, packet_kinds
from validators.people import same_agency, same_person
from validators.rule import CannotTell, DoesNotApply, Found

_NAMED_IN = {
    "reference-letter": "applicant_name",
    "cpr-certificate": "holder_name",
    "liability-certificate": "insured",
    "background-check": "subject_name",
    "provider-agreement": "provider_name",
    "hipaa-agreement": "provider_name",
    "false-claims-acknowledgement": "provider_name",
}
"""The field of each form that says whom the paper is about."""
_PERSONAL = ("cpr-certificate", "background-check")
"""Papers that are about a person, never about an agency."""
_NEAR = 80.0
"""Share of like letters, in percent, from which a doubtful reading of a name may be the other name."""


@dataclass(slots=True)
class Provider:
    """A person who is to provide the service, and the letters of reference about that person."""

    name: str | None
    letters: list[Paper] = field(default_factory=list)


def applicants(case: Case) -> list[str]:
    """The names that the applications give their applicant, agencies and contact persons not among them."""
    names = [paper.known("applicant_name") for paper in case.papers("provider-application")]
    return [name for name in names if name]


def agencies(case: Case) -> list[str]:
    """The agency names that the applications state."""
    papers = case.papers("provider-application", "application-to-amend")
    return [name for paper in papers if (name := paper.known("agency_name"))]


def providers(case: Case) -> list[Provider]:
    """The providers of the service, each with the letters about them.

    An individual is the only one. An agency's are the applicant and whoever several letters name; a single letter about
    somebody else is taken for one that went astray and counts with the others.
    """
    letters = case.papers("reference-letter")
    applicant = next(iter(applicants(case)), None)
    if packet_kinds(case) == (INDIVIDUAL,) or not letters:
        return [Provider(applicant, letters)]
    groups: list[Provider] = []
    astray: list[Paper] = []
    for letter in letters:
        name = letter.known("applicant_name")
        if name is None:
            astray.append(letter)
            continue
        group = next((group for group in groups if group.name and same_person(group.name, name)), None)
        if group is None:
            group = Provider(name)
            groups.append(group)
        group.letters.append(letter)
    if not groups:
        return [Provider(applicant, letters)]
    groups.sort(key=lambda group: (len(group.letters), bool(applicant and same_person(applicant, group.name or ""))))
    main = groups[-1]
    for group in groups[:-1]:
        if len(group.letters) == 1:
            astray.extend(group.letters)
    main.letters.extend(astray)
    return [main, *(group for group in groups[:-1] if len(group.letters) > 1)]


@book.rule(
    "pss.name.mismatch",
    "conflict",
    "Application Process",
    "a document in the packet is about another person than the applicant",
    met="each document is about the applicant, or about a person who provides the agency's service",
    form=tuple(_NAMED_IN),
)
def _mismatch(case: Case, paper: Paper) -> Iterator[Found]:
    if not case.papers("provider-application", "application-to-amend"):
        raise DoesNotApply
    name_field = _NAMED_IN[paper.form.form]
    name = paper[name_field]
    individual = packet_kinds(case) == (INDIVIDUAL,)
    persons = applicants(case)
    if not individual:
        persons += [provider.name for provider in providers(case) if provider.name]
        persons += [
            contact for other in case.papers("application-to-amend") if (contact := other.known("contact_name"))
        ]
    may_be_agency = paper.form.form not in _PERSONAL and not (individual and paper.form.form == "reference-letter")
    firms = agencies(case) if may_be_agency else []
    if any(same_person(name, person) for person in persons) or any(same_agency(name, firm) for firm in firms):
        return
    if not persons and not firms:
        raise CannotTell("the application does not say who applies")
    if may_be_misread(paper, name_field, [*persons, *firms]):
        why = f"{paper.named(name_field)} was read as “{name}”, which may be the name of the application"
        raise CannotTell(why, paper.id, name_field)
    yield Found(
        f"The {paper.form.title} is about {name}, the application about {', '.join([*persons, *firms])}: "
        "ask for the right paper, or for proof that both names are the applicant's.",
        fields=(name_field,),
        expected=[*persons, *firms][0],
        found=name,
    )


def may_be_misread(values: Values, name: str, others: list[str]) -> bool:
    """Whether the reading is in doubt and comes near one of the other names."""
    evidence = values.evidence(name)
    if evidence is None or not evidence.review or evidence.value is None:
        return False
    return any(fuzz.ratio(evidence.value.lower(), other.lower()) >= _NEAR for other in others)
