"""Who may receive the service, what a request must state, and what a session note and a progress report must hold."""

from collections.abc import Iterator
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from validators.ages import age_on
from validators.case import Case, Paper
from validators.ct_pss.book import book
from validators.ct_pss.sessions import printed
from validators.required import is_blank
from validators.rule import DoesNotApply, Found

_INVOICE = "invoice"
_REQUEST = "service-request"
_NOTE_RULE = "pss.note.<field>"
_NOT_SERVED = ("cla", "crs", "cch")
_WEEKS = 52


@book.rule(
    "pss.eligibility.residence",
    "ineligible",
    "Service Settings",
    "the person lives in a CLA, CRS or CCH",
    met="the person lives in no CLA, CRS or CCH",
    form=(_INVOICE, _REQUEST),
)
def _residence(case: Case, paper: Paper) -> Iterator[Found]:
    residence = paper["residence"]
    if residence in _NOT_SERVED:
        yield Found(
            f"The {paper.form.title} states that the person lives in a {residence.upper()}; "
            "only people who live in their own or family homes are served.",
            fields=("residence",),
            expected="own-home or family-home",
            found=residence,
        )


@book.rule(
    "pss.eligibility.custody",
    "ineligible",
    "General Service Exclusions",
    "the parent has neither physical custody nor visitation rights",
    met="the parent has physical custody or visitation rights",
    form=_REQUEST,
)
def _custody(case: Case, request: Paper) -> Iterator[Found]:
    if not request["custody_or_visitation"]:
        yield Found(
            "The request does not state that the parent has physical custody or visitation rights.",
            fields=("custody_or_visitation",),
            expected=True,
            found=False,
        )


@book.rule(
    "pss.eligibility.child",
    "ineligible",
    "General Service Limitations",
    "the child is 18 or older on a service date",
    met="the child is young enough for the service on each day of it",
    form=(_INVOICE, _REQUEST),
)
def _child(case: Case, paper: Paper) -> Iterator[Found]:
    birth = paper.get("child_date_of_birth")
    if birth is None:
        raise DoesNotApply
    limit = case.figure("child_age_limit")
    if paper.form.form == _INVOICE:
        if not paper.lines("lines"):
            raise DoesNotApply
        lines = [line for line in paper.lines("lines") if age_on(birth, line["date"]) >= limit]
        days = [line["date"] for line in lines]
        places = [line.path("date") for line in lines]
    else:
        # A request is for services after it is signed, or after today where the date is not known.
        day = paper.known("signature_date") or case.as_of
        days, places = ([day], []) if age_on(birth, day) >= limit else ([], [])
    if days:
        yield Found(
            f"The child, born {printed(birth)}, is {age_on(birth, days[0])} years old on {printed(days[0])}; "
            f"the service ends when the child is {limit}.",
            fields=("child_date_of_birth", *places),
            expected=f"under {limit}",
            found=age_on(birth, days[0]),
        )


@book.rule(
    "pss.request.plan",
    "missing",
    "How to Obtain Parenting Support Services",
    "the Individual Plan does not state the need in its Assessment section, or the Summary of Supports and Services "
    "does not include the service",
    met="the Individual Plan states the need, and the Summary of Supports and Services includes the service",
    form=_REQUEST,
)
def _plan(case: Case, request: Paper) -> Iterator[Found]:
    for box, lack in (
        ("assessment_need", "the Assessment section of the Individual Plan does not state the need"),
        ("in_summary_of_supports", "the Summary of Supports and Services does not include the service"),
    ):
        if not request[box]:
            yield Found(
                f"According to the request, {lack}: ask the team to revise the plan.",
                fields=(box,),
                expected=True,
                found=False,
            )


@book.rule(
    "pss.request.hours",
    "over-limit",
    "General Service Limitations",
    "more than an average of four hours a week are requested",
    met="the hours requested are within the weekly average",
    form=_REQUEST,
)
def _request_hours(case: Case, request: Paper) -> Iterator[Found]:
    asked: Decimal = request["hours_per_week"]
    limit, annual = case.figure("weekly_average_hours"), case.figure("annual_hours")
    if asked > limit:
        yield Found(
            f"{asked} hours a week are requested; the limit is an average of {limit} hours a week and "
            f"{annual} hours a year, which {_WEEKS} weeks of {limit} hours would exceed.",
            fields=("hours_per_week",),
            expected=limit,
            found=asked,
        )


@book.rule(
    "pss.request.budget",
    "review",
    "How to Obtain Parenting Support Services",
    "the service is not within the existing budget and has no PRAT approval",
    met="the service is within the existing budget or has PRAT approval",
    form=_REQUEST,
)
def _budget(case: Case, request: Paper) -> Iterator[Found]:
    if not request["within_budget"] and not request["prat_approval"]:
        yield Found(
            "The service is not funded within the existing budget and has no PRAT approval: send it to PRAT; "
            "a denial that PRAT recommends goes to the Central Office Waiver Unit.",
            fields=("within_budget", "prat_approval"),
            expected=True,
            found=False,
        )


@book.rule(
    _NOTE_RULE,
    "missing",
    "Service Documentation",
    "a session note lacks a required part",
    met="each session note has its required parts",
    form="session-note",
)
def _note_part(case: Case, note: Paper) -> Iterator[Found]:
    for name, field in note.form.fields.items():
        if field.governed_by != _NOTE_RULE or not is_blank(note, name, field):
            continue
        day = note.known("service_date")
        of = f" of {printed(day)}" if day else ""
        what = "is not signed" if field.type == "signature" else "is blank"
        yield Found(
            f"{field.label} {what} on the session note{of}: ask the provider to complete it.",
            fields=(name,),
            names=name,
        )


@book.rule(
    "pss.report.due",
    "late",
    "Service Documentation",
    "no six-month progress report covers a period that has ended",
    met="a progress report covers each period that has ended",
    assumption="a period of six months begins with the first session that no report covers.",
)
def _report_due(case: Case) -> Iterator[Found]:
    days = [line["date"] for _, line in case.every_line("lines", _INVOICE)]
    days += [day for note in case.papers("session-note") if (day := note.known("service_date"))]
    if not days:
        raise DoesNotApply
    reports = [(report["period_start"], report["period_end"]) for report in case.papers("progress-report")]
    uncovered = [day for day in days if not any(starts <= day <= ends for starts, ends in reports)]
    months = case.figure("progress_report_months")
    if not uncovered or min(uncovered) + relativedelta(months=months) > case.as_of:
        # Sessions of long ago may be unknown to the packet, never those that it holds.
        case.only_on_file("earlier sessions and progress reports")
        if len(uncovered) == len(days):
            raise DoesNotApply
        return
    if not reports:
        case.only_on_file("progress reports")
    first = min(uncovered)
    ended = first + relativedelta(months=months)
    yield Found(
        f"No progress report covers the {months} months from {printed(first)}, ended {printed(ended)}: ask for it.",
        expected=f"a report of the period from {first.isoformat()}",
    )
