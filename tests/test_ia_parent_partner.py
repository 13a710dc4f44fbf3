"""ia-parent-partner: cases on both sides of every rule's boundary."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forms.form import Form
from forms.packet import Document
from tests.support.packets import check, found, paper

PROGRAM = "ia-parent-partner"


def face_sheet(**changes: Any) -> Document:
    """A face sheet that is right, with changes."""
    right: dict[str, Any] = {
        "referral_date": "2026-06-01", "parent_partner": True, "worker_name": "Ines Okafor", "worker_role": "swcm",
        "worker_phone": "515-555-0113", "worker_email": "i.okafor@example.org", "county": "Polk",
        "case_number": "0687038", "parent_name": "Marta Ellison", "parent_address": "12 Birch Street, Ankeny, IA 50021",
        "primary_language": "English", "children_placed_outside": True, "open_case": True, "parent_agrees": True,
        "reason": "Two children live with their aunt.", "worker_signature": True, "signature_date": "2026-06-01",
        "children": [{"name": "Theo Ellison", "date_of_birth": "2019-02-28", "placement": "Relative home"}],
    }  # fmt: skip
    return paper(f"{PROGRAM}/referral-face-sheet", **{**right, **changes})


def profile(**changes: Any) -> Document:
    right: dict[str, Any] = {
        "parent_name": "Marta Ellison", "parent_partner_name": "Lou Castellan", "coordinator_name": "Petra Quist",
        "referral_date": "2026-06-01", "assigned_date": "2026-06-03", "first_meeting_date": "2026-06-05",
        "second_meeting_date": "2026-06-10", "intake_date": "2026-06-15", "signature": True,
    }  # fmt: skip
    return paper(f"{PROGRAM}/participant-profile", **{**right, **changes})


def assessment(stage: str = "entry", **changes: Any) -> Document:
    right: dict[str, Any] = {
        "parent_name": "Marta Ellison", "stage": stage, "signature": True,
        "completed_date": "2026-07-10" if stage == "entry" else "2026-10-14",
        "answers": [{"question": "I know whom to ask for help.", "rating": 4}],
    }  # fmt: skip
    return paper(f"{PROGRAM}/self-assessment", **{**right, **changes})


def contact_log(*days: str, **kinds: str) -> Document:
    """A log of home visits on the days; the keywords give other kinds, `d2026_07_01="CSC"`."""
    contacts = [{"date": day, "kind": "Home visit", "minutes": 60} for day in days]
    contacts += [{"date": day[1:].replace("_", "-"), "kind": kind, "minutes": 60} for day, kind in kinds.items()]
    names = {"parent_name": "Marta Ellison", "parent_partner_name": "Lou Castellan"}
    return paper(f"{PROGRAM}/contact-log", **names, contacts=contacts)


SUMMER = ("2026-07-01", "2026-07-31", "2026-08-04", "2026-08-18", "2026-09-02", "2026-09-16")


def feedback(**changes: Any) -> Document:
    right = {"parent_name": "Marta Ellison", "exit_date": "2026-10-15", "completed_date": "2026-10-15"}
    return paper(f"{PROGRAM}/exit-feedback", **{**right, **changes})


def checklist(**changes: Any) -> Document:
    right = {"parent_name": "Marta Ellison", "completed_date": "2026-10-15", "entered_date": "2026-11-14"}
    return paper(f"{PROGRAM}/fidelity-checklist", **{**right, **changes})


def outcomes(**changes: Any) -> Document:
    right = {"parent_name": "Marta Ellison", "completed_date": "2026-10-15", "entered_date": "2026-10-16"}
    return paper(f"{PROGRAM}/participant-outcomes", **{**right, **changes})


def approval(**changes: Any) -> Document:
    right: dict[str, Any] = {
        "partner_name": "Lou Castellan", "babf_start": "2026-04-13", "babf_end": "2026-04-15",
        "training_complete": True, "coaching_complete": True, "approved_date": "2026-06-03", "signature": True,
    }  # fmt: skip
    return paper(f"{PROGRAM}/approval-record", **{**right, **changes})


def flex_request(**changes: Any) -> Document:
    right: dict[str, Any] = {
        "parent_name": "Marta Ellison", "need": "Bus passes for visits.", "other_resources_tried": True,
        "purpose": "reunification", "amount": "84.00", "request_date": "2026-08-03", "signature": True,
    }  # fmt: skip
    return paper(f"{PROGRAM}/flex-fund-request", **{**right, **changes})


def whole_case() -> list[Document]:
    """Every paper of a case from referral to exit, all right."""
    return [
        face_sheet(), profile(), assessment(), contact_log(*SUMMER), flex_request(), approval(),
        feedback(), assessment("exit"), checklist(), outcomes(),
    ]  # fmt: skip


def test_a_right_case_is_complete_and_everything_is_checked() -> None:
    report = check(*whole_case())
    assert (report.findings, report.not_checked, report.outcome) == ([], [], "complete")


def test_a_right_referral_alone_is_complete() -> None:
    report = check(face_sheet(referral_date="2026-11-19"))
    assert (found(report), report.outcome) == ([], "complete")


# Referral


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parent_partner": False}, ["pp.referral.checkbox"]),
        ({"parent_agrees": False}, ["pp.referral.agrees"]),
        ({"interpreter_needed": True}, ["pp.interpreter"]),
        ({"county": None}, ["pp.field.county"]),
        ({"worker_role": None}, ["pp.field.worker_role"]),
        ({"service_area": None, "parent_phone": None, "safety_concerns": None}, []),
        ({"children": [{"name": "Theo Ellison", "placement": "Home"}]}, ["pp.field.date_of_birth"]),
    ],
)
def test_what_a_face_sheet_lacks(changes: dict[str, Any], expected: list[str]) -> None:
    assert found(check(face_sheet(**changes))) == expected


@pytest.mark.parametrize(
    ("open_case", "placed", "preservation", "eligible"),
    [
        (True, True, False, True),
        (True, False, False, False),
        (False, True, False, False),
        (False, False, False, False),
        (False, False, True, True),
        (True, False, True, True),
    ],
)
def test_who_is_referred(open_case: bool, placed: bool, preservation: bool, eligible: bool) -> None:
    sheet = face_sheet(open_case=open_case, children_placed_outside=placed, family_preservation=preservation)
    report = check(sheet)
    assert found(report) == ([] if eligible else ["pp.referral.eligible"])
    assert report.outcome == ("complete" if eligible else "ineligible")


PAGE_2: dict[str, Any] = {"parent_agrees": False, "reason": None, "worker_signature": False, "signature_date": None}


def test_a_blank_page_2_raises_its_rule_alone() -> None:
    assert found(check(face_sheet(**PAGE_2))) == ["pp.referral.page2"]
    assert found(check(face_sheet(**PAGE_2, child_safety_conference=True))) == ["pp.referral.page2"]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ({"parent_agrees": True}, ["pp.field.reason", "pp.field.signature_date", "pp.field.worker_signature"]),
        (
            {"safety_concerns": "A dog."},
            ["pp.field.reason", "pp.field.signature_date", "pp.field.worker_signature", "pp.referral.agrees"],
        ),
    ],
)
def test_a_page_2_with_anything_on_it_raises_each_blank(kept: dict[str, Any], expected: list[str]) -> None:
    assert found(check(face_sheet(**{**PAGE_2, **kept}))) == expected


@pytest.mark.parametrize("field", ["reason", "signature_date", "worker_signature"])
def test_one_blank_on_a_filled_page_2_is_a_blank_field(field: str) -> None:
    blank = False if field == "worker_signature" else None
    assert found(check(face_sheet(**{field: blank}))) == [f"pp.field.{field}"]


def test_an_unreadable_value_on_page_2_is_no_blank_page() -> None:
    report = check(face_sheet(**{**PAGE_2, "signature_date": "6/??/26"}))
    assert "pp.referral.page2" not in found(report)


def test_a_part_names_fields_of_its_form() -> None:
    with pytest.raises(ValueError, match="raeson"):
        Form(form="sheet", title="Sheet", section="Referral", parts={"pp.referral.page2": ("raeson",)})


@pytest.mark.parametrize("box", ["child_safety_conference", "solution_focused_meeting"])
def test_a_meeting_needs_its_date(box: str) -> None:
    assert found(check(face_sheet(**{box: True}))) == ["pp.field.meeting_date"]
    assert found(check(face_sheet(**{box: True}, meeting_date="2026-11-23"))) == []


@pytest.mark.parametrize(
    ("referral", "assigned", "late"),
    [
        ("2026-09-14", "2026-09-16", False),  # Monday to Wednesday
        ("2026-09-14", "2026-09-17", True),
        ("2026-09-17", "2026-09-21", False),  # Thursday to Monday
        ("2026-09-17", "2026-09-22", True),
        ("2026-09-03", "2026-09-08", False),  # over Labor Day
        ("2026-09-03", "2026-09-09", True),
        ("2025-11-25", "2025-12-01", False),  # over Thanksgiving and the day after it
        ("2025-11-25", "2025-12-02", True),
        ("2026-06-17", "2026-06-19", False),  # Juneteenth is a working day
        ("2026-06-17", "2026-06-22", True),
    ],
)
def test_the_match_is_due_in_two_working_days(referral: str, assigned: str, late: bool) -> None:
    case = profile(
        referral_date=referral, assigned_date=assigned, first_meeting_date=assigned, second_meeting_date=assigned,
        intake_date=assigned,
    )  # fmt: skip
    report = check(face_sheet(referral_date=referral), case)
    assert found(report) == (["pp.referral.match"] if late else [])


def test_without_a_profile_the_deadline_of_the_match_is_listed() -> None:
    report = check(face_sheet(referral_date="2026-11-19"), as_of=date(2026, 11, 20))
    listed = {entry.rule: entry.why for entry in report.not_checked}
    assert "2026-11-23" in listed["pp.referral.match"]


@pytest.mark.parametrize(("as_of", "expected"), [(date(2026, 6, 3), []), (date(2026, 6, 4), ["pp.referral.match"])])
def test_a_match_that_is_not_on_file_is_late_after_the_deadline(as_of: date, expected: list[str]) -> None:
    assert found(check(face_sheet(), as_of=as_of, whole_file=True)) == expected
    assert found(check(face_sheet(), as_of=as_of)) == []


@pytest.mark.parametrize(
    ("box", "others", "expected"),
    [
        ("open_case", {}, []),
        ("open_case", {"children_placed_outside": False}, ["pp.referral.eligible"]),
        ("open_case", {"children_placed_outside": False, "family_preservation": True}, []),
        ("family_preservation", {"open_case": False}, []),
    ],
)
def test_a_box_in_doubt_makes_no_one_ineligible(box: str, others: dict[str, Any], expected: list[str]) -> None:
    sheet = face_sheet(**{box: False, **others})
    sheet.fields[box] = sheet.fields[box].doubted("no box was found", 0.8)
    report = check(sheet)
    assert found(report) == expected
    assert report.outcome == ("ineligible" if expected else "needs-review")


# Intake


@pytest.mark.parametrize(
    ("assigned", "met", "late"),
    [
        ("2026-06-03", "2026-06-05", False),
        ("2026-06-03", "2026-06-08", True),
        ("2026-06-04", "2026-06-08", False),  # over a weekend
        ("2026-06-04", "2026-06-09", True),
    ],
)
def test_the_first_meeting_is_due_in_two_working_days(assigned: str, met: str, late: bool) -> None:
    report = check(profile(referral_date="2026-06-02", assigned_date=assigned, first_meeting_date=met))
    assert found(report) == (["pp.intake.first-meeting"] if late else [])


def test_labor_day_is_no_working_day_for_the_first_meeting() -> None:
    days = {"referral_date": "2026-09-01", "assigned_date": "2026-09-03", "intake_date": "2026-09-21"}
    days["second_meeting_date"] = "2026-09-15"
    assert found(check(profile(**days, first_meeting_date="2026-09-08"))) == []
    assert found(check(profile(**days, first_meeting_date="2026-09-09"))) == ["pp.intake.first-meeting"]


@pytest.mark.parametrize(
    ("first", "second", "enough"),
    [
        ("2026-06-05", "2026-06-14", True),
        ("2026-06-05", "2026-06-15", True),  # on the day of the intake
        ("2026-06-05", "2026-06-16", False),
        ("2026-06-05", None, False),
        (None, "2026-06-10", False),
    ],
)
def test_two_meetings_come_before_the_intake(first: str | None, second: str | None, enough: bool) -> None:
    report = check(profile(first_meeting_date=first, second_meeting_date=second))
    assert found(report) == ([] if enough else ["pp.intake.two-meetings"])


@pytest.mark.parametrize(("intake", "late"), [("2026-08-30", False), ("2026-08-31", True)])
def test_the_profile_is_due_90_days_after_the_initial_referral(intake: str, late: bool) -> None:
    report = check(face_sheet(), profile(intake_date=intake))
    assert found(report) == (["pp.intake.profile"] if late else [])


def test_the_initial_referral_is_the_first_of_several() -> None:
    again = face_sheet(referral_date="2026-08-03", signature_date="2026-08-03")
    report = check(again, face_sheet(), profile(intake_date="2026-08-31"))
    assert found(report) == ["pp.intake.profile"]


@pytest.mark.parametrize(("completed", "late"), [("2026-07-15", False), ("2026-07-16", True)])
def test_the_entry_assessment_is_due_30_days_after_intake(completed: str, late: bool) -> None:
    report = check(profile(), assessment(completed_date=completed))
    assert found(report) == (["pp.intake.self-assessment"] if late else [])


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2026, 8, 30), []), (date(2026, 8, 31), ["pp.intake.profile", "pp.referral.match"])],
)
def test_a_profile_that_is_not_on_file_is_late_after_90_days(as_of: date, expected: list[str]) -> None:
    rules = found(check(face_sheet(), as_of=as_of, whole_file=True))
    assert rules == (expected or ["pp.referral.match"])


@pytest.mark.parametrize(("as_of", "late"), [(date(2026, 7, 15), False), (date(2026, 7, 16), True)])
def test_an_entry_assessment_that_is_not_on_file_is_late_after_30_days(as_of: date, late: bool) -> None:
    rules = found(check(profile(), as_of=as_of, whole_file=True))
    assert rules == (["pp.intake.self-assessment"] if late else [])


# Support


def months_short(report_days: tuple[str, ...], as_of: date, **profile_changes: Any) -> list[Any]:
    report = check(profile(**profile_changes), contact_log(*report_days), as_of=as_of)
    return [finding.message for finding in report.findings if finding.rule == "pp.support.contacts"]


def test_each_full_month_needs_two_contacts() -> None:
    assert months_short(SUMMER, date(2026, 10, 1)) == []
    assert len(months_short(SUMMER[1:], date(2026, 10, 1))) == 1
    assert len(months_short((), date(2026, 10, 1))) == 3


def test_a_month_counts_once_it_is_over() -> None:
    assert months_short(SUMMER[:5], date(2026, 9, 30)) == []
    assert len(months_short(SUMMER[:5], date(2026, 10, 1))) == 1


def test_the_month_of_the_intake_counts_if_it_is_whole() -> None:
    changes = {"first_meeting_date": "2026-06-05", "referral_date": "2026-06-02"}
    assert len(months_short((), date(2026, 8, 1), **changes, intake_date="2026-07-01")) == 1
    assert months_short((), date(2026, 8, 1), **changes, intake_date="2026-07-02") == []


@pytest.mark.parametrize(("left", "findings"), [("2026-09-29", 0), ("2026-09-30", 1)])
def test_the_month_of_the_exit_counts_if_it_is_whole(left: str, findings: int) -> None:
    report = check(profile(), contact_log(*SUMMER[:4]), feedback(exit_date=left))
    assert found(report).count("pp.support.contacts") == findings


def conference_sheet() -> Document:
    return face_sheet(child_safety_conference=True, meeting_date="2026-06-09")


@pytest.mark.parametrize(
    ("kinds", "findings"),
    [
        ({}, 1),
        ({"d2026_06_19": "CSC follow-up"}, 0),
        ({"d2026_06_19": "Child Safety Conference"}, 0),
        ({"d2026_06_19": "10-day conference"}, 0),
        ({"d2026_06_09": "CSC"}, 1),
        ({"d2026_06_09": "CSC", "d2026_06_22": "Follow up conference"}, 0),
        ({"d2026_06_19": "CSC follow-up", "d2026_07_20": "CSC"}, 1),
        ({"d2026_07_20": "CSC"}, 2),
    ],
)
def test_a_conference_has_a_follow_up_in_the_log(kinds: dict[str, str], findings: int) -> None:
    report = check(conference_sheet(), contact_log(**kinds))
    assert found(report) == ["pp.csc.follow-up"] * findings


def test_a_follow_up_call_without_a_conference_is_none() -> None:
    assert found(check(face_sheet(), contact_log(d2026_06_19="Follow-up call"))) == []


@pytest.mark.parametrize(("as_of", "findings"), [(date(2026, 6, 19), 0), (date(2026, 6, 20), 1)])
def test_the_follow_up_is_missed_once_ten_days_are_over(as_of: date, findings: int) -> None:
    assert len(check(conference_sheet(), contact_log(), as_of=as_of).findings) == findings


def test_without_a_log_the_follow_up_is_not_checked() -> None:
    report = check(conference_sheet())
    assert found(report) == []
    assert "pp.csc.follow-up" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize(("as_of", "late"), [(date(2026, 6, 19), False), (date(2026, 6, 20), True)])
def test_without_a_log_on_file_the_follow_up_is_missed(as_of: date, late: bool) -> None:
    report = check(conference_sheet(), profile(), as_of=as_of, whole_file=True)
    assert found(report) == (["pp.csc.follow-up"] if late else [])


def test_without_a_log_on_file_every_month_is_short() -> None:
    report = check(profile(), assessment(), as_of=date(2026, 10, 1), whole_file=True)
    assert found(report) == ["pp.support.contacts"] * 3


# Exit


@pytest.mark.parametrize("without", range(4))
def test_each_exit_form_that_is_missing_is_found(without: int) -> None:
    papers = [feedback(), assessment("exit"), checklist(), outcomes()]
    report = check(*papers[:without], *papers[without + 1 :])
    assert found(report) == ["pp.exit.forms"]


def test_an_entry_assessment_is_none_at_exit() -> None:
    assert found(check(feedback(), assessment("entry"), checklist(), outcomes())) == ["pp.exit.forms"]


@pytest.mark.parametrize(("left", "findings"), [("2026-11-21", 3), ("2026-11-22", 0)])
def test_an_exit_to_come_asks_for_nothing_yet(left: str, findings: int) -> None:
    assert found(check(feedback(exit_date=left))) == ["pp.exit.forms"] * findings


@pytest.mark.parametrize("form", [checklist, outcomes])
@pytest.mark.parametrize(("entered", "late"), [("2026-11-14", False), ("2026-11-15", True)])
def test_an_exit_form_is_entered_within_30_days(form: Callable[..., Document], entered: str, late: bool) -> None:
    assert found(check(form(entered_date=entered))) == (["pp.exit.entered"] if late else [])


# Approval and flex funds


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"training_complete": False}, 1),
        ({"coaching_complete": False}, 1),
        ({"training_complete": False, "coaching_complete": False}, 2),
        ({"babf_end": "2026-04-14"}, 1),
        ({"babf_end": "2026-04-12"}, 1),
        ({"babf_end": "2026-04-16"}, 0),  # a course with a day between
        ({"babf_start": "2028-02-28", "babf_end": "2028-03-01"}, 0),  # over February 29
        ({"babf_start": "2027-02-28", "babf_end": "2027-03-01"}, 1),
    ],
)
def test_approval_follows_training_and_coaching(changes: dict[str, Any], findings: int) -> None:
    assert found(check(approval(**changes))) == ["pp.approval.training"] * findings


@pytest.mark.parametrize(("approved", "conflict"), [("2026-06-03", False), ("2026-06-04", True)])
def test_no_one_is_assigned_before_approval(approved: str, conflict: bool) -> None:
    report = check(profile(), approval(approved_date=approved))
    assert found(report) == (["pp.approval.before-mentoring"] if conflict else [])


def test_the_approval_of_another_parent_partner_says_nothing() -> None:
    report = check(profile(), approval(partner_name="Jonas Marrow", approved_date="2026-06-04"))
    assert found(report) == []
    assert "pp.approval.before-mentoring" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"other_resources_tried": False}, ["pp.flex.resources"]),
        ({"purpose": None}, ["pp.flex.purpose"]),
        ({"purpose": "preventing-removal"}, []),
        ({"need": None}, ["pp.field.need"]),
    ],
)
def test_flex_funds(changes: dict[str, Any], expected: list[str]) -> None:
    assert found(check(flex_request(**changes))) == expected


# Names


@pytest.mark.parametrize(
    ("name", "conflict"),
    [("Marta J. Ellison", False), ("ELLISON, Marta", False), ("Marta Ellis", True), ("Rosa Tremblay", True)],
)
def test_all_papers_are_of_one_parent(name: str, conflict: bool) -> None:
    report = check(flex_request(parent_name=name), face_sheet())
    assert found(report) == (["pp.name.mismatch"] if conflict else [])


def test_a_doubtful_reading_of_the_same_name_is_for_a_person() -> None:
    request = flex_request(parent_name="Marta EIlison")
    request.fields["parent_name"] = request.fields["parent_name"].doubted("was read badly", 0.5)
    report = check(face_sheet(), request)
    assert (found(report), report.outcome) == ([], "needs-review")
