"""Rules of the Iowa Parent Partner Program (contractor expectations, Comm. 719)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from forms.calendars import nth_working_day
from forms.fieldtypes import Month
from validators.case import Case, Paper
from validators.names import names_in, strangers
from validators.required import is_absent, is_blank
from validators.rule import CannotTell, Found, NotOnFile, RuleBook

book = RuleBook(starts=date(2024, 4, 1))

_PAGE_2 = "pp.referral.page2"
_CONFERENCE = re.compile(r"child safety conference|\bcsc\b", re.I)
_FOLLOW_UP = re.compile(r"follow[\s-]?up|\b(?:10|ten)[\s-]days?\b", re.I)


def _deadline(case: Case, trigger: date, figure: str) -> tuple[date, int]:
    """The deadline, and its working days, that the figure sets from the trigger on; day one is the next working day."""
    days: int = case.figure(figure, trigger)
    return nth_working_day(trigger, days, case.program.holidays or "iowa"), days


def _first_date(papers: Iterable[Paper], field: str) -> tuple[Paper, date] | None:
    """The paper with the earliest date in the field, None where no paper has one."""
    dated = [(paper, paper.known(field)) for paper in papers]
    return min(((paper, day) for paper, day in dated if day), key=lambda entry: entry[1], default=None)


def _initial_referral(case: Case) -> date:
    """The day of the first referral that the packet tells; raises NotOnFile."""
    first = _first_date(case.papers("referral-face-sheet", "participant-profile"), "referral_date")
    if first is None:
        raise NotOnFile("the packet does not tell the date of the referral")
    return first[1]


def _profile(case: Case, otherwise: str) -> Paper:
    """The participant profile; raises NotOnFile that ends with the given words."""
    profile = case.paper("participant-profile")
    if profile is None:
        raise NotOnFile(f"the packet holds no participant profile{otherwise}")
    return profile


# Referral


@book.rule(
    "pp.referral.checkbox",
    "missing",
    "Referral",
    "the Parent Partner Program checkbox on page 1 is not checked",
    form="referral-face-sheet",
)
def _checkbox(case: Case, sheet: Paper) -> Iterator[Found]:
    if not sheet.get("parent_partner"):
        yield Found(
            "The Parent Partner Program checkbox at the top of page 1 is not checked: ask the worker whether the "
            "parent is referred to the program.",
            fields=("parent_partner",),
            expected=True,
            found=False,
        )


@book.rule(
    _PAGE_2,
    "missing",
    "Referral",
    "the Parent Partner section on page 2 is absent or blank",
    form="referral-face-sheet",
)
def _page_2(case: Case, sheet: Paper) -> Iterator[Found]:
    if is_absent(sheet, _PAGE_2):
        yield Found(
            "Page 2 with the Parent Partner section did not come or is blank: ask the worker for it.",
            fields=sheet.form.parts[_PAGE_2],
        )


@book.rule(
    "pp.referral.eligible",
    "ineligible",
    "Referral",
    "neither an open child protective case with the children placed outside the parent's care, nor a referral for "
    "Family Preservation Services",
    form="referral-face-sheet",
)
def _eligible(case: Case, sheet: Paper) -> Iterator[Found]:
    placed = sheet.get("open_case") and sheet.get("children_placed_outside")
    if not placed and not sheet.get("family_preservation"):
        yield Found(
            "The sheet shows neither an open child protective case with the children placed outside the parent's care "
            "nor a referral for Family Preservation Services: the parent cannot be referred to the program.",
            fields=("open_case", "children_placed_outside", "family_preservation"),
        )


@book.rule(
    "pp.referral.agrees",
    "missing",
    "Referral; Program Exit; Child Safety Conferences",
    "the parent's agreement is not recorded (the program is voluntary)",
    form="referral-face-sheet",
)
def _agrees(case: Case, sheet: Paper) -> Iterator[Found]:
    if not sheet.get("parent_agrees") and not is_absent(sheet, _PAGE_2):
        yield Found(
            "It is not recorded that the parent agrees to receive support; the program is voluntary: ask the worker.",
            fields=("parent_agrees",),
            expected=True,
            found=False,
        )


@book.rule(
    "pp.referral.match", "late", "Referral", "no Parent Partner is matched within two working days of the referral"
)
def _match(case: Case) -> Iterator[Found]:
    referral = _initial_referral(case)
    due, days = _deadline(case, referral, "match_working_days")
    _profile(case, f"; a Parent Partner is to be matched by {due}")
    first = _first_date(case.papers("participant-profile"), "assigned_date")
    if first is None:
        raise CannotTell(f"the profile gives no date of assignment; a Parent Partner was to be matched by {due}")
    profile, assigned = first
    if assigned > due:
        yield Found(
            f"A Parent Partner was assigned on {assigned}; {days} working days after the referral of {referral} ended "
            f"on {due}.",
            fields=("assigned_date",),
            expected=due,
            found=assigned,
            paper=profile,
        )


# Intake


@book.rule(
    "pp.intake.first-meeting",
    "late",
    "Intake",
    "the first meeting is later than two working days after the assignment",
    form="participant-profile",
    assumption='"two working says" in Comm. 719 means two working days.',
)
def _first_meeting(case: Case, profile: Paper) -> Iterator[Found]:
    assigned, met = profile["assigned_date"], profile["first_meeting_date"]
    due, days = _deadline(case, assigned, "first_meeting_working_days")
    if met > due:
        yield Found(
            f"The first meeting was on {met}; {days} working days after the assignment of {assigned} ended on {due}.",
            fields=("first_meeting_date",),
            expected=due,
            found=met,
        )


@book.rule(
    "pp.intake.two-meetings",
    "missing",
    "Intake",
    "fewer than two meetings before the intake was completed",
    form="participant-profile",
    assumption="a meeting on the day of the intake came before its completion.",
)
def _two_meetings(case: Case, profile: Paper) -> Iterator[Found]:
    names = ("first_meeting_date", "second_meeting_date")
    dates = [met for name in names if (met := profile.get(name)) is not None]
    needed = case.figure("meetings_before_intake", profile.known("intake_date"))
    if len(dates) >= needed:
        intake = profile["intake_date"]
        before = [met for met in dates if met <= intake]
        when = f"before the intake of {intake}"
    else:
        before, when = dates, "in all"
    if len(before) < needed:
        yield Found(
            f"{len(before)} of the {needed} meetings with the parent that come before the intake are recorded {when}: "
            "ask for the dates.",
            fields=names,
            expected=needed,
            found=len(before),
        )


@book.rule(
    "pp.intake.profile",
    "late",
    "Intake",
    "the participant profile is later than 90 days after the initial referral",
    assumption="the 90 days run from the initial referral, and the profile is completed on the intake date.",
)
def _profile_late(case: Case) -> Iterator[Found]:
    referral = _initial_referral(case)
    days = case.figure("profile_days", referral)
    due = referral + timedelta(days=days)
    _profile(case, f"; it is due by {due}")
    first = _first_date(case.papers("participant-profile"), "intake_date")
    if first is None:
        raise CannotTell(f"the profile gives no intake date; it was due by {due}")
    profile, intake = first
    if intake > due:
        yield Found(
            f"The participant profile was completed on {intake}, {(intake - referral).days} days after the referral of "
            f"{referral}; it was due within {days} days, by {due}.",
            fields=("intake_date",),
            expected=due,
            found=intake,
            paper=profile,
        )


@book.rule(
    "pp.intake.self-assessment",
    "late",
    "Intake",
    "the entry self-assessment is later than 30 days after intake",
    assumption="the 30 days run from the intake date, not from the referral.",
)
def _entry_assessment(case: Case) -> Iterator[Found]:
    intake = _profile(case, ", which tells the intake date")["intake_date"]
    days = case.figure("self_assessment_days", intake)
    due = intake + timedelta(days=days)
    entries = [paper for paper in case.papers("self-assessment") if paper.known("stage") == "entry"]
    if not entries:
        raise NotOnFile(f"the packet holds no entry self-assessment; it is due by {due}")
    first = _first_date(entries, "completed_date")
    if first is None:
        raise CannotTell(f"the entry self-assessment gives no date; it was due by {due}")
    assessment, completed = first
    if completed > due:
        yield Found(
            f"The entry self-assessment was completed on {completed}, {(completed - intake).days} days after the "
            f"intake of {intake}; it was due within {days} days, by {due}.",
            fields=("completed_date",),
            expected=due,
            found=completed,
            paper=assessment,
        )


# Support


def _full_months(start: date, end: date) -> Iterator[Month]:
    """The calendar months all of whose days lie from the start to the end, both included."""
    month = Month.of(start) if start.day == 1 else Month.of(start).next()
    while month.last <= end:
        yield month
        month = month.next()


@book.rule(
    "pp.support.contacts",
    "late",
    "Ongoing Support",
    "a full calendar month between intake and exit has fewer than two contacts",
    assumption="each contact of the log counts, whatever its kind.",
)
def _contacts(case: Case) -> Iterator[Found]:
    log = case.paper("contact-log")
    if log is None:
        raise NotOnFile("the packet holds no contact log")
    intake = _profile(case, ", which tells the intake date")["intake_date"]
    left = _first_date(case.papers("exit-feedback"), "exit_date")
    yesterday = case.as_of - timedelta(days=1)
    end = min(left[1], yesterday) if left else yesterday
    contacts = [line["date"] for _, line in case.every_line("contacts", "contact-log")]
    for month in _full_months(intake, end):
        needed = case.figure("monthly_contacts_minimum", month.last)
        counted = sum(Month.of(day) == month for day in contacts)
        if counted < needed:
            yield Found(
                f"The log lists {counted} of at least {needed} contacts in {month}: ask for those that are not listed.",
                expected=needed,
                found=counted,
                paper=log,
            )


@book.rule(
    "pp.interpreter",
    "review",
    "Ongoing Support",
    "an interpreter or translation is needed and must be arranged",
    form="referral-face-sheet",
)
def _interpreter(case: Case, sheet: Paper) -> Iterator[Found]:
    if sheet.get("interpreter_needed"):
        language = sheet.known("primary_language") or "a language that the sheet does not name"
        yield Found(
            f"The parent needs an interpreter or translation for {language}: arrange it.",
            fields=("interpreter_needed", "primary_language"),
        )


@book.rule(
    "pp.csc.follow-up",
    "missing",
    "Child Safety Conferences",
    "a child safety conference has no ten-day follow-up listed",
)
def _follow_up(case: Case) -> Iterator[Found]:
    log = case.paper("contact-log")
    for conference in _without_follow_up(case):
        due = conference + timedelta(days=case.figure("csc_follow_up_days", conference))
        if log is None:
            raise NotOnFile(f"the packet holds no contact log; the follow-up of the conference is due by {due}")
        if case.as_of <= due:
            raise CannotTell(f"the follow-up of the conference of {conference} is due by {due}")
        yield Found(
            f"The log lists no follow-up of the Child Safety Conference of {conference}, which was due by {due}.",
            expected=due,
            paper=log,
        )


def _without_follow_up(case: Case) -> Iterator[date]:
    """The days of initial conferences, of face sheets and log, that no follow-up in the log comes after."""
    waiting: date | None = None
    for day, is_follow_up in sorted(_conferences(case)):
        if waiting is None:
            waiting = None if is_follow_up else day
        elif is_follow_up or waiting < day <= waiting + timedelta(days=case.figure("csc_follow_up_days", waiting)):
            waiting = None
        elif day > waiting:
            yield waiting
            waiting = day
    if waiting:
        yield waiting


def _conferences(case: Case) -> Iterator[tuple[date, bool]]:
    """Day of each conference, and whether it is named as a follow-up."""
    for sheet in case.papers("referral-face-sheet"):
        if sheet.known("child_safety_conference"):
            yield sheet["meeting_date"], False
    for _, line in case.every_line("contacts", "contact-log"):
        kind = line.known("kind") or ""
        if _FOLLOW_UP.search(kind):
            yield line["date"], True
        elif _CONFERENCE.search(kind):
            yield line["date"], False


# Exit

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
)
def _exit_forms(case: Case) -> Iterator[Found]:
    feedback, assessments = _exit_papers(case, "exit-feedback"), _exit_papers(case, "self-assessment")
    if not feedback and not assessments:
        raise NotOnFile("no paper of the packet says that the parent has left the program")
    left = _first_date(feedback, "exit_date")
    if left and left[1] > case.as_of:
        return
    for form, name in _EXIT_FORMS.items():
        if not _exit_papers(case, form):
            yield Found(f"The parent has left the program and the {name} is missing: ask for it.", expected=name)


@book.rule(
    "pp.exit.entered",
    "late",
    "Program Exit",
    "an exit form is entered later than 30 days after its completion",
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


# Parent Partners


@book.rule(
    "pp.approval.training",
    "missing",
    "Parent Partner Recruitment and Eligibility; Training",
    "required training or coaching is not complete, or Building a Better Future did not take three days",
    form="approval-record",
)
def _training(case: Case, record: Paper) -> Iterator[Found]:
    for field, what in (("training_complete", "training"), ("coaching_complete", "coaching")):
        if not record.get(field):
            yield Found(
                f"The record does not say that all {what} is complete; a Parent Partner is approved after it.",
                fields=(field,),
                expected=True,
                found=False,
            )
    start, end = record["babf_start"], record["babf_end"]
    needed = case.figure("babf_days", end)
    if (days := (end - start).days + 1) < needed:
        yield Found(
            f"Building a Better Future from {start} to {end} is {max(days, 0)} of the {needed} days of the course.",
            fields=("babf_start", "babf_end"),
            expected=needed,
            found=max(days, 0),
        )


@book.rule(
    "pp.approval.before-mentoring",
    "conflict",
    "Parent Partner Recruitment and Eligibility",
    "a Parent Partner was assigned before the date of approval",
    form="participant-profile",
)
def _before_mentoring(case: Case, profile: Paper) -> Iterator[Found]:
    partner = names_in([profile], "parent_partner_name")
    if not partner:
        raise CannotTell("the profile does not name the Parent Partner")
    records = [
        record
        for record in case.papers("approval-record")
        if (named := names_in([record], "partner_name")) and not list(strangers(named, partner))
    ]
    if not records:
        raise NotOnFile(f"the packet holds no approval record of {partner[0].name}")
    assigned, approved = profile["assigned_date"], min(record["approved_date"] for record in records)
    if assigned < approved:
        yield Found(
            f"{partner[0].name} was assigned on {assigned}, before the approval on {approved}.",
            fields=("assigned_date",),
            expected=approved,
            found=assigned,
        )


# Flex funds


@book.rule(
    "pp.flex.resources",
    "invalid",
    "Flex Funding",
    "a flex fund request does not say that no other resource is available",
    form="flex-fund-request",
)
def _resources(case: Case, request: Paper) -> Iterator[Found]:
    if not request.get("other_resources_tried"):
        yield Found(
            "The request does not say that no other resource is available; flex funds are for that case alone.",
            fields=("other_resources_tried",),
            expected=True,
            found=False,
        )


@book.rule(
    "pp.flex.purpose",
    "missing",
    "Flex Funding",
    "the request names neither reunification nor preventing removal",
    form="flex-fund-request",
)
def _purpose(case: Case, request: Paper) -> Iterator[Found]:
    if is_blank(request, "purpose", request.form.fields["purpose"]):
        yield Found(
            "The request names neither reunification nor preventing removal as its purpose: ask which it is.",
            fields=("purpose",),
        )


# The case


@book.rule("pp.name.mismatch", "conflict", "Referral; Intake", "the forms of one case bear different parents")
def _name_mismatch(case: Case) -> Iterator[Found]:
    sheets = case.papers("referral-face-sheet")
    others = [paper for paper in case.papers() if paper not in sheets]
    names = names_in([*sheets, *others], "parent_name")
    for other in strangers(names, names[:1]):
        yield Found(
            f"The {other.paper.form.title} is for {other.name}, the {names[0].paper.form.title} for {names[0].name}: "
            "find out which papers belong to this case.",
            fields=(other.field,),
            expected=names[0].name,
            found=other.name,
            paper=other.paper,
        )
