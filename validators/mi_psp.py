"""Rules of the Michigan Parent Support Partner certification: readiness, registration, training, coaching, meetings."""

from collections.abc import Iterator
from datetime import date

from forms.calendars import full_quarters
from forms.fieldtypes import Month
from forms.topics import covered_topics
from validators.case import Case, Line, Paper
from validators.names import Named, names_in, strangers
from validators.people import same_agency, same_person
from validators.rule import CannotTell, DoesNotApply, Found, RuleBook
from validators.wording import day, series

book = RuleBook(starts=date(2020, 6, 25))

_EXPECTATIONS = "Expectations of Community Mental Health Service Provider"
_CERTIFICATION = "PSP Certification process"
_EXPECTATION = "psp.readiness.expectation.<field>"
_CERTIFYING = ("training-record", "coaching-log", "meeting-record")
"""Records that come with a request for certification; a plan or a registration alone asks for none of it yet."""


@book.rule(
    _EXPECTATION,
    "missing",
    _EXPECTATIONS,
    "one of the expectations of the CMH is not affirmed: employs parents, supervisor, clinical supervision, data, "
    "training, transport and lodging, personnel time, equipment",
    met="each expectation of the CMH is affirmed",
    form="readiness-plan",
)
def _expectations(case: Case, plan: Paper) -> Iterator[Found]:
    for name in plan.form.governed_by(_EXPECTATION):
        if not plan.get(name):
            yield Found(
                f"The plan of {plan.known('agency_name') or 'the agency'} does not affirm: "
                f"{plan.form.fields[name].label}. Ask the agency to affirm it or to say how it will be met.",
                fields=(name,),
                expected=True,
                found=False,
                names=name,
            )


@book.rule(
    "psp.readiness.first",
    "missing",
    "Step One",
    "a registration comes from an agency with no accepted readiness plan; not raised for an agency that has one, "
    "unless a plan with changes is pending",
    met="the agency has a readiness plan on file, without changes that wait for a decision",
    form="registration-packet",
)
def _readiness_first(case: Case, registration: Paper) -> Iterator[Found]:
    agency = registration["agency_name"]
    plans = [
        plan
        for plan in case.papers("readiness-plan")
        if (name := plan.known("agency_name")) is not None and same_agency(name, agency)
    ]
    if not plans:
        case.only_on_file("an accepted readiness plan of the agency")
        yield Found(
            f"{agency} has no accepted readiness plan on file: it must be accepted before a Parent Support Partner is "
            "registered.",
            fields=("agency_name",),
        )
    elif all(plan.get("changes") for plan in plans):
        case.only_on_file("the acceptance of the agency's changes")
        yield Found(
            f"The readiness plan of {agency} with changes in model implementation or hiring practices is pending: "
            "decide on it before the registration.",
            fields=("agency_name",),
        )


@book.rule(
    "psp.registration.lived-experience",
    "ineligible",
    _EXPECTATIONS,
    "the candidate is not affirmed to be a parent or primary caregiver",
    met="the candidate is affirmed to be a parent or primary caregiver",
    form="registration-packet",
)
def _lived_experience(case: Case, registration: Paper) -> Iterator[Found]:
    if not registration.get("lived_experience"):
        yield Found(
            f"{registration.known('candidate_name') or 'The candidate'} is not affirmed to be a parent or primary "
            "caregiver: only parents and primary caregivers become Parent Support Partners.",
            fields=("lived_experience",),
            expected=True,
            found=False,
        )


@book.rule(
    "psp.registration.supervisor",
    "ineligible",
    _CERTIFICATION,
    "the supervisor is not a CMH Qualified Mental Health Provider",
    met="the supervisor is affirmed to be a CMH Qualified Mental Health Provider",
    form="registration-packet",
)
def _supervisor(case: Case, registration: Paper) -> Iterator[Found]:
    if not registration.get("supervisor_qmhp"):
        yield Found(
            f"{registration.known('supervisor_name') or 'The supervisor'} is not affirmed to be a CMH Qualified Mental "
            "Health Provider: name a supervisor who is.",
            fields=("supervisor_qmhp",),
            expected=True,
            found=False,
        )


def _rows(case: Case, form: str, table: str) -> list[Line]:
    """The rows of the packet's records of the form.

    Raises DoesNotApply where the packet is not about certification, NotOnFile where it is and holds no such record.
    """
    if not case.papers(*_CERTIFYING):
        raise DoesNotApply
    if not case.papers(form):
        case.only_on_file(f"the {case.program.forms[form].title}")
    return [line for _, line in case.every_line(table, form)]


def _paths(case: Case, form: str, table: str, column: str) -> tuple[str, ...]:
    """The paths of the column's cells on the first record of the form, which the finding is about."""
    record = case.paper(form)
    return tuple(line.path(column) for line in record.lines(table)) if record else ()


def _day(case: Case, line: Line) -> date | None:
    """The row's date, None where it cannot be told or is still to come."""
    on: date | None = line.known("date")
    return on if on is not None and on <= case.as_of else None


def _undated(lines: list[Line]) -> int:
    return sum(line.known("date") is None for line in lines)


@book.rule(
    "psp.training.days",
    "missing",
    _CERTIFICATION,
    "fewer than five full days of classroom training, distinct dates; found and expected are given",
    met="there are as many full days of classroom training, on distinct dates, as are needed",
    assumption="certification counts the full days of classroom training (PSP Certification process); the three-day "
    "training of Step Two is the one that a registration leads to.",
)
def _training_days(case: Case) -> Iterator[Found]:
    lines = _rows(case, "training-record", "days")
    full = [line for line in lines if line.get("full_day")]
    days = {on for line in full if (on := _day(case, line))}
    needed = case.figure("classroom_days")
    if len(days) >= needed:
        return
    doubtful = sum(_may_be_full(line) for line in lines)
    if len(days) + _undated(full) + doubtful >= needed:
        raise CannotTell("a training day is not dated, or whether it was a full day was read with doubt")
    yield Found(
        f"Full days of classroom training on record: {len(days)}"
        f"{f' ({series(day(each) for each in sorted(days))})' if days else ''}; {needed} are required.",
        fields=_paths(case, "training-record", "days", "date"),
        expected=needed,
        found=len(days),
        paper=case.paper("training-record"),
    )


def _may_be_full(line: Line) -> bool:
    """Whether the box for a full day was read as unchecked with doubt."""
    box = line.evidence("full_day")
    return box is not None and box.review and not box.value


@book.rule(
    "psp.training.topic",
    "missing",
    _CERTIFICATION,
    "one finding naming the topics that no training day covers",
    met="the training days cover each topic",
)
def _training_topics(case: Case) -> Iterator[Found]:
    lines = _rows(case, "training-record", "days")
    topics = case.figure("classroom_topics")
    texts = [line.known("topics") for line in lines]
    covered = {topic for text in texts if text for topic in covered_topics(text, topics)}
    missing = [topic for topic in topics if topic not in covered]
    if not missing:
        return
    if None in texts:
        raise CannotTell("the topics of a training day are blank")
    yield Found(
        f"No training day covers {'; '.join(missing)}: ask for the training in them, or for the record of it.",
        fields=_paths(case, "training-record", "days", "topics"),
        expected=len(topics),
        found=len(covered),
        paper=case.paper("training-record"),
    )


@book.rule(
    "psp.coaching.months",
    "missing",
    _CERTIFICATION,
    "fewer than ten distinct calendar months with a coaching session, group or individual",
    met="there are as many distinct calendar months with a coaching session as are needed",
)
def _coaching_months(case: Case) -> Iterator[Found]:
    lines = _rows(case, "coaching-log", "sessions")
    months = {Month.of(on) for line in lines if (on := _day(case, line))}
    needed = case.figure("coaching_months")
    if len(months) >= needed:
        return
    if len(months) + _undated(lines) >= needed:
        raise CannotTell("a coaching session is not dated")
    yield Found(
        f"Calendar months with a coaching session on record: {len(months)}"
        f"{f' ({min(months)} to {max(months)})' if months else ''}; {needed} are required.",
        fields=_paths(case, "coaching-log", "sessions", "date"),
        expected=needed,
        found=len(months),
        paper=case.paper("coaching-log"),
    )


@book.rule(
    "psp.meetings.quarter",
    "missing",
    _CERTIFICATION,
    "a full calendar quarter between the first training day and the as-of date has no professional development meeting",
    met="each full calendar quarter since the first training day has a professional development meeting",
)
def _meetings(case: Case) -> Iterator[Found]:
    lines = _rows(case, "training-record", "days")
    training = [on for line in lines if (on := _day(case, line))]
    if not training:
        raise CannotTell("no training day is dated")
    quarters = list(full_quarters(min(training), case.as_of))
    meetings = _rows(case, "meeting-record", "meetings") if quarters else []
    days = [on for line in meetings if (on := _day(case, line))]
    needed = case.figure("meetings_per_quarter")
    if not quarters:
        raise DoesNotApply
    for first, last in quarters:
        held = sum(first <= on <= last for on in days)
        if held >= needed:
            continue
        if held + _undated(meetings) >= needed:
            raise CannotTell("a meeting is not dated")
        yield Found(
            f"The quarter from {day(first)} to {day(last)} has {held or 'no'} professional development meeting on "
            f"record; {needed} in each quarter is required.",
            fields=_paths(case, "meeting-record", "meetings", "date"),
            expected=needed,
            found=held,
            paper=case.paper("meeting-record"),
        )


@book.rule(
    "psp.name.mismatch",
    "conflict",
    "Step Two",
    "a record of the packet bears another person's name",
    met="the records of the packet bear the same name",
)
def _name_mismatch(case: Case) -> Iterator[Found]:
    papers = [paper for form in ("registration-packet", *_CERTIFYING) for paper in case.papers(form)]
    found = names_in(papers, "candidate_name")
    if len(found) < 2:
        raise DoesNotApply
    known = max(found, key=lambda one: _bearers(one, found))
    for one in strangers(found, [known]):
        yield Found(
            f"The {one.paper.form.title} bears the name {one.name}, not {known.name} as the "
            f"{known.paper.form.title} does: ask whose record it is.",
            fields=(one.field,),
            expected=known.name,
            found=one.name,
            paper=one.paper,
        )


def _bearers(one: Named, found: list[Named]) -> int:
    return sum(same_person(one.name, other.name) for other in found)
