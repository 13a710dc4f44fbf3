"""Letters of reference: how many, from whom, how recent, and for what."""

from collections.abc import Iterator

from dateutil.relativedelta import relativedelta

from validators.case import Case, Paper
from validators.ct_pss.book import book
from validators.ct_pss.names import Provider, providers
from validators.ct_pss.packets import INDIVIDUAL, packet_kinds
from validators.people import same_person
from validators.rule import DoesNotApply, Found

_LETTER = "reference-letter"


@book.rule(
    "pss.references.count",
    "missing",
    "Individual Practitioners",
    "fewer than three letters of reference, counted by distinct referee",
    met="letters of reference came from as many persons as are asked for",
)
def _count(case: Case) -> Iterator[Found]:
    kinds = packet_kinds(case)
    if not kinds:
        raise DoesNotApply
    needed = case.figure("references")
    for provider in providers(case):
        referees = _referees(provider)
        if len(referees) < needed:
            yield Found(
                _too_few(provider, referees, needed),
                expected=needed,
                found=len(referees),
                section=case.program.packets[kinds[0]].section,
            )


def _referees(provider: Provider) -> list[str]:
    """The distinct referees; a letter whose referee is not known counts for one, as its blank is found elsewhere."""
    distinct: list[str] = []
    for letter in provider.letters:
        name = letter.known("referee_name")
        if name is None or not any(same_person(name, other) for other in distinct):
            distinct.append(name or "")
    return distinct


def _too_few(provider: Provider, referees: list[str], needed: int) -> str:
    about = f" about {provider.name}" if provider.name else ""
    named = ", ".join(name for name in referees if name)
    came = (
        f" came from {len(referees)} of {needed} persons" if referees else f" did not come from any of {needed} persons"
    )
    listed = f" ({named})" if named else ""
    letters = len(provider.letters)
    twice = f"; of the {letters} letters some are from the same person" if letters > len(referees) else ""
    return f"Letters of reference{about}{came}{listed}{twice}: ask for letters from {needed - len(referees)} more."


@book.rule(
    "pss.references.clinician",
    "missing",
    "Individual Practitioners",
    "no letter is from a clinician familiar with the applicant's professional work",
    met="a letter is from a clinician familiar with the applicant's professional work",
)
def _clinician(case: Case) -> Iterator[Found]:
    if packet_kinds(case) != (INDIVIDUAL,):
        raise DoesNotApply
    letters = case.papers(_LETTER)
    if any(letter.known("referee_is_clinician") for letter in letters):
        return
    for letter in letters:
        letter.get("referee_is_clinician")
    yield Found(
        "No letter of reference is from a clinician familiar with the applicant's professional work: ask for one.",
        expected=1,
        found=0,
    )


@book.rule(
    "pss.references.contact",
    "missing",
    "Individual Practitioners",
    "a letter carries neither phone nor e-mail",
    met="each letter carries a telephone number or an e-mail address",
    form=_LETTER,
)
def _contact(case: Case, letter: Paper) -> Iterator[Found]:
    if letter.known("phone") or letter.known("email"):
        return
    if letter.get("phone") is None and letter.get("email") is None:
        yield Found(
            f"The letter of {_who(letter)} carries neither a telephone number nor an e-mail address: ask for one.",
            fields=("phone", "email"),
        )


@book.rule(
    "pss.references.current",
    "invalid",
    "Individual Practitioners",
    "a letter is dated more than 12 months before the as-of date, or after it",
    met="each letter is recent enough on the as-of date",
    form=_LETTER,
    assumption="the department's setting says for how many months a letter is current; the policy gives no number.",
)
def _current(case: Case, letter: Paper) -> Iterator[Found]:
    dated = letter["letter_date"]
    months = case.figure("reference_current_months")
    oldest = case.as_of - relativedelta(months=months)
    if oldest <= dated <= case.as_of:
        return
    when = "after" if dated > case.as_of else f"more than {months} months before"
    yield Found(
        f"The letter of {_who(letter)} is dated {dated:%m/%d/%Y}, {when} {case.as_of:%m/%d/%Y}: ask for a current one.",
        fields=("letter_date",),
        expected=f"{oldest.isoformat()} to {case.as_of.isoformat()}",
        found=dated,
    )


@book.rule(
    "pss.references.purpose",
    "review",
    "Individual Practitioners",
    "a letter does not say that it is for a DDS qualified provider application",
    met="each letter says that it is for a DDS qualified provider application",
    form=_LETTER,
)
def _purpose(case: Case, letter: Paper) -> Iterator[Found]:
    if not letter["for_dds_application"]:
        yield Found(
            f"The letter of {_who(letter)} does not say that it is for a DDS qualified provider application: "
            "decide whether it serves.",
            fields=("for_dds_application",),
            expected=True,
            found=False,
        )


def _who(letter: Paper) -> str:
    return str(letter.known("referee_name") or "an unnamed person")
