"""Rules about the meetings before the intake, the profile and the entry self-assessment."""

from collections.abc import Iterator
from datetime import timedelta

from validators.case import Case, Paper
from validators.ia_parent_partner.book import book
from validators.ia_parent_partner.dates import deadline, first_date, initial_referral, intake_day, not_overdue
from validators.rule import CannotTell, Found


@book.rule(
    "pp.intake.first-meeting",
    "late",
    "Intake",
    "the first meeting is later than two working days after the assignment",
    met="the first meeting was in time after the assignment",
    form="participant-profile",
    assumption='"two working says" in Comm. 719 means two working days.',
)
def _first_meeting(case: Case, profile: Paper) -> Iterator[Found]:
    assigned, met = profile["assigned_date"], profile["first_meeting_date"]
    due, days = deadline(case, assigned, "first_meeting_working_days")
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
    met="the parent was met as often as needed before the intake was completed",
    form="participant-profile",
    assumption="a meeting on the day of the intake came before its completion.",
)
def _two_meetings(case: Case, profile: Paper) -> Iterator[Found]:
    names = ("first_meeting_date", "second_meeting_date")
    dates = [met for name in names if (met := profile.get(name)) is not None]
    needed = case.figure("meetings_before_intake", profile.known("intake_date"))
    before = dates if len(dates) < needed else [met for met in dates if met <= profile["intake_date"]]
    if len(before) < needed:
        yield Found(
            f"Before the intake {needed} meetings with the parent are needed and the profile shows {len(before)}: ask "
            "for the dates.",
            fields=names,
            expected=needed,
            found=len(before),
        )


@book.rule(
    "pp.intake.profile",
    "late",
    "Intake",
    "the participant profile is later than 90 days after the initial referral",
    met="the participant profile was completed in time after the initial referral",
    assumption="the 90 days run from the initial referral, and the profile is completed on the intake date.",
)
def _profile_late(case: Case) -> Iterator[Found]:
    referral = initial_referral(case)
    days = case.figure("profile_days", referral)
    due = referral + timedelta(days=days)
    first = first_date(case.papers("participant-profile"), "intake_date")
    if first is None:
        if case.paper("participant-profile"):
            raise CannotTell(f"the profile gives no intake date; it was due by {due}")
        not_overdue(case, "the participant profile", due)
        yield Found(
            f"There is no participant profile; it was due within {days} days of the referral of {referral}, by {due}.",
            expected=due,
        )
        return
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
    met="the entry self-assessment was completed in time after intake",
    assumption="the 30 days run from the intake date, not from the referral.",
)
def _entry_assessment(case: Case) -> Iterator[Found]:
    intake = intake_day(case)
    days = case.figure("self_assessment_days", intake)
    due = intake + timedelta(days=days)
    entries = [paper for paper in case.papers("self-assessment") if paper.known("stage") == "entry"]
    first = first_date(entries, "completed_date")
    if first is None:
        if entries:
            raise CannotTell(f"the entry self-assessment gives no date; it was due by {due}")
        not_overdue(case, "the entry self-assessment", due)
        yield Found(
            f"There is no entry self-assessment; it was due within {days} days of the intake of {intake}, by {due}.",
            expected=due,
        )
        return
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
