"""ri-pdi: certification, agreement, recertification, reports and visits, on both sides of every boundary."""

from datetime import date
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta

from tests.support.packets import check, found
from tests.support.ri_pdi import (
    agreement,
    application,
    certification,
    home_study,
    plan,
    progress_report,
    recertification,
    visit_record,
)

MONTHS = [
    ("2026-07-01", "2026-07-31"),
    ("2026-08-01", "2026-08-31"),
    ("2026-09-01", "2026-09-30"),
    ("2026-10-01", "2026-10-31"),
]


def test_a_right_case_is_complete() -> None:
    reports = [progress_report(*month) for month in MONTHS]
    visits = visit_record("2026-07-15", "2026-08-15", "2026-09-15")
    report = check(application(), home_study(), plan(), certification(), agreement(), *reports, visits)
    assert (found(report), report.outcome) == ([], "complete")
    assert [entry.rule for entry in report.not_checked] == ["pdi.termination.notice"]


def test_a_termination_is_never_in_a_packet() -> None:
    why = {entry.rule: entry.why for entry in check(agreement()).not_checked}
    assert "30 days" in why["pdi.termination.notice"]


# Certification


def test_the_evaluator_signs_the_certification() -> None:
    assert found(check(certification(evaluator_signature=False))) == ["pdi.certification.signature"]


@pytest.mark.parametrize(
    ("start", "end", "invalid"),
    [
        ("2026-07-01", "2027-06-30", False),
        ("2026-07-01", "2027-07-01", True),
        ("2026-06-30", "2026-06-30", False),
        ("2026-06-30", "2026-07-01", True),
        ("2026-12-31", "2027-06-30", False),
        ("2027-01-01", "2027-06-30", False),
        ("2027-01-01", "2028-06-30", True),
        ("2028-02-29", "2028-06-30", False),
    ],
)
def test_an_agreement_expires_with_its_fiscal_year(start: str, end: str, invalid: bool) -> None:
    report = check(agreement(start_date=start, end_date=end))
    assert found(report) == (["pdi.agreement.term"] if invalid else [])


@pytest.mark.parametrize(
    "changes",
    [
        {"parent_signature": False},
        {"department_signature": False},
        {"parent_signature": False, "department_signature": False},
    ],
)
def test_an_agreement_is_signed_jointly(changes: dict[str, bool]) -> None:
    report = check(agreement(**changes))
    assert found(report) == ["pdi.agreement.signatures"]
    assert set(report.findings[0].fields) == set(changes)


@pytest.mark.parametrize(
    ("changes", "current"),
    [
        ({"certification_date": "2026-07-01"}, True),
        ({"certification_date": "2026-07-02"}, False),  # after the agreement starts
        ({"certification_date": "2025-07-02"}, True),
        ({"certification_date": "2025-07-01"}, False),  # a year before
    ],
)
def test_an_agreement_rests_on_a_current_certification(changes: dict[str, Any], current: bool) -> None:
    report = check(agreement(), certification(**changes))
    assert found(report) == ([] if current else ["pdi.agreement.certified"])


def test_an_agreement_that_renews_another_needs_a_recertification() -> None:
    earlier = agreement(start_date="2026-05-01", end_date="2026-06-30")
    first = certification(certification_date="2026-04-20")
    report = check(earlier, agreement(), first)
    assert found(report) == ["pdi.agreement.certified"]
    assert report.findings[0].document == "d2"
    assert found(check(earlier, agreement(), first, recertification())) == []


@pytest.mark.parametrize("field", ["applicant_name", "eligible_person_name"])
def test_the_certification_is_of_the_same_parent_and_person(field: str) -> None:
    report = check(agreement(), certification(**{field: "Rosa Tremblay"}))
    assert found(report) == ["pdi.agreement.certified", "pdi.name.mismatch"]


@pytest.mark.parametrize(
    ("year", "current"),
    [
        ("2027", True),
        ("FY 2027", True),
        ("FY27", True),
        ("2026-2027", True),
        ("2026-27", True),
        ("July 1, 2026 to June 30, 2027", True),
        ("7/1/2026 - 6/30/2027", True),
        ("2026", False),
        ("2028", False),
        ("2027-2028", False),
    ],
)
def test_a_recertification_is_current_in_the_year_that_it_names(year: str, current: bool) -> None:
    report = check(agreement(), certification(certification_date="2025-06-01"), recertification(fiscal_year=year))
    assert found(report) == ([] if current else ["pdi.agreement.certified"])


def test_a_recertification_for_an_unnamed_year_cannot_tell() -> None:
    report = check(agreement(), recertification(fiscal_year="next year"))
    assert found(report) == []
    assert "pdi.agreement.certified" in {entry.rule for entry in report.not_checked}


def test_without_a_certification_it_is_not_checked() -> None:
    report = check(agreement())
    assert found(report) == []
    assert "pdi.agreement.certified" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize("condition", ["plan_recommends", "level_of_care", "cannot_maintain"])
def test_each_condition_of_a_recertification_is_documented(condition: str) -> None:
    assert found(check(recertification(**{condition: False}))) == [f"pdi.recertification.{condition}"]


def test_an_unsigned_recertification_is_a_blank_field() -> None:
    assert found(check(recertification(evaluator_signature=False))) == ["pdi.field.evaluator_signature"]


# Reports and visits


@pytest.mark.parametrize("without", range(4))
def test_each_of_the_first_months_has_a_report(without: int) -> None:
    months = MONTHS[:without] + MONTHS[without + 1 :]
    report = check(agreement(), *(progress_report(*month) for month in months))
    assert found(report) == ["pdi.report.due"]
    assert report.findings[0].expected == MONTHS[without][1]


@pytest.mark.parametrize(("as_of", "findings"), [(date(2026, 11, 30), 0), (date(2026, 12, 1), 1)])
def test_a_report_is_due_once_its_month_is_over(as_of: date, findings: int) -> None:
    report = check(agreement(), *(progress_report(*month) for month in MONTHS), as_of=as_of)
    assert found(report) == ["pdi.report.due"] * findings


def test_one_report_for_four_months_is_no_monthly_report() -> None:
    report = check(agreement(), progress_report("2026-07-01", "2026-10-31"))
    assert found(report) == ["pdi.report.due"] * 4


@pytest.mark.parametrize("day", [2, 15, 17, 20, 28])
@pytest.mark.parametrize(("without", "findings"), [(None, 0), (1, 1), (2, 1)])
def test_reports_may_run_from_the_middle_of_a_month(day: int, without: int | None, findings: int) -> None:
    starts = [date(2026, month, day) for month in (7, 8, 9, 10)]
    reports = [
        progress_report(str(first), str(first + relativedelta(months=1, days=-1)))
        for number, first in enumerate(starts)
        if number != without
    ]
    report = check(agreement(start_date=f"2026-07-{day:02}"), *reports)
    assert found(report) == ["pdi.report.due"] * findings


@pytest.mark.parametrize(("last", "findings"), [("2026-07-15", 1), ("2026-07-16", 0)])
def test_a_report_is_of_the_month_that_it_covers_by_half(last: str, findings: int) -> None:
    report = check(agreement(), progress_report("2026-07-01", last), as_of=date(2026, 8, 1))
    assert found(report) == ["pdi.report.due"] * findings


@pytest.mark.parametrize(
    ("first", "last", "findings"), [("2025-06-01", "2025-06-30", 1), ("2025-12-31", "2026-01-31", 0)]
)
def test_any_report_of_a_half_year_will_do(first: str, last: str, findings: int) -> None:
    old = agreement(start_date="2024-07-01", end_date="2025-12-31")
    year = [date(2024, 7, 1) + relativedelta(months=month) for month in range(12)]
    monthly = [progress_report(str(day), str(day + relativedelta(day=31))) for day in year]
    report = check(old, *monthly, progress_report(first, last))
    assert found(report).count("pdi.report.due") == findings


def test_after_twelve_months_a_report_for_six_is_enough() -> None:
    first = agreement(start_date="2024-07-01", end_date="2025-06-30")
    renewed = [
        agreement(start_date="2025-07-01", end_date="2026-06-30"),
        agreement(start_date="2026-07-01", end_date="2027-06-30"),
    ]
    year = [date(2024, 7, 1) + relativedelta(months=month) for month in range(12)]
    monthly = [progress_report(str(day), str(day + relativedelta(day=31))) for day in year]
    halves = [progress_report("2025-07-01", "2025-12-31"), progress_report("2026-01-01", "2026-06-30")]
    assert found(check(first, *renewed, *monthly, *halves)) == []
    assert found(check(first, *renewed, *monthly, halves[1])) == ["pdi.report.due"]
    assert found(check(first, *renewed, *monthly[1:], *halves)) == ["pdi.report.due"]


def test_no_report_is_due_after_the_agreement_has_ended() -> None:
    ended = agreement(start_date="2026-05-01", end_date="2026-06-30", signature_date="2026-05-01")
    reports = [progress_report("2026-05-01", "2026-05-31"), progress_report("2026-06-01", "2026-06-30")]
    assert found(check(ended, *reports)) == []
    assert found(check(ended, reports[0])) == ["pdi.report.due"]


@pytest.mark.parametrize(
    ("visits", "as_of", "findings"),
    [
        (["2026-07-31", "2026-08-01", "2026-09-30"], date(2026, 12, 31), 0),
        (["2026-07-31", "2026-08-01", "2026-09-30"], date(2027, 1, 1), 1),  # the quarter from October is over
        (["2026-07-31", "2026-08-01", "2026-09-30", "2026-12-31"], date(2027, 1, 1), 0),
        (["2026-07-31", "2026-09-30"], date(2026, 11, 21), 1),
        (["2026-07-31", "2026-08-01"], date(2026, 9, 30), 0),
        (["2026-07-31", "2026-08-01"], date(2026, 10, 1), 1),
        (["2026-06-30"], date(2026, 8, 1), 1),
    ],
)
def test_visits_are_monthly_then_quarterly(visits: list[str], as_of: date, findings: int) -> None:
    assert found(check(agreement(), visit_record(*visits), as_of=as_of)) == ["pdi.visit.due"] * findings


def test_the_months_of_a_placement_start_on_its_day() -> None:
    started = agreement(start_date="2026-09-20")
    assert found(check(started, visit_record("2026-10-19"), as_of=date(2026, 10, 20))) == []
    assert found(check(started, visit_record("2026-10-20"), as_of=date(2026, 10, 20))) == ["pdi.visit.due"]


@pytest.mark.parametrize("rule", ["pdi.report.due", "pdi.visit.due"])
def test_what_falls_due_is_not_checked_where_the_start_is_unknown(rule: str) -> None:
    papers = [progress_report(*MONTHS[0]), visit_record("2026-07-15")]
    for case in ([*papers], [agreement()], [agreement(), recertification(), *papers]):
        report = check(*case)
        assert found(report) == []
        assert rule in {entry.rule for entry in report.not_checked}


def test_what_is_not_on_file_either_is_missing() -> None:
    report = check(agreement(), whole_file=True)
    assert found(report) == ["pdi.agreement.certified", *["pdi.report.due"] * 4, *["pdi.visit.due"] * 3]
