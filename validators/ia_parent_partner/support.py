"""Rules about the support after intake: contacts, interpreters, Child Safety Conferences."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from forms.fieldtypes import Month
from validators.case import Case, Paper
from validators.ia_parent_partner.book import book
from validators.ia_parent_partner.dates import first_date, intake_day, not_overdue
from validators.rule import DoesNotApply, Found

_CONFERENCE = re.compile(r"child safety conference|\bcsc\b", re.I)
_FOLLOW_UP = re.compile(r"follow[\s-]?up|\b(?:10|ten)[\s-]days?\b", re.I)


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
    met="each full calendar month between intake and exit has enough contacts",
    assumption="each contact of the log counts, whatever its kind.",
)
def _contacts(case: Case) -> Iterator[Found]:
    log = case.paper("contact-log")
    if log is None:
        case.only_on_file("the contact log")
    intake = intake_day(case)
    left = first_date(case.papers("exit-feedback"), "exit_date")
    yesterday = case.as_of - timedelta(days=1)
    end = min(left[1], yesterday) if left else yesterday
    contacts = [line["date"] for _, line in case.every_line("contacts", "contact-log")]
    months = list(_full_months(intake, end))
    if not months:
        raise DoesNotApply
    for month in months:
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
    met="no interpreter or translation is needed",
    form="referral-face-sheet",
)
def _interpreter(case: Case, sheet: Paper) -> Iterator[Found]:
    if sheet.checked("interpreter_needed"):
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
    met="each child safety conference has its follow-up listed",
)
def _follow_up(case: Case) -> Iterator[Found]:
    log = case.paper("contact-log")
    if not any(not is_follow_up for _, is_follow_up in _conferences(case)):
        raise DoesNotApply
    for conference in _without_follow_up(case):
        due = conference + timedelta(days=case.figure("csc_follow_up_days", conference))
        if log is None or case.as_of <= due:
            not_overdue(case, f"the follow-up of the conference of {conference}", due)
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
        elif day > waiting:
            due = waiting + timedelta(days=case.figure("csc_follow_up_days", waiting))
            if is_follow_up or day <= due:
                waiting = None
            else:
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
