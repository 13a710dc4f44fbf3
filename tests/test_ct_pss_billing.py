"""ct-pss: invoices, session notes, service requests and progress reports, on both sides of every boundary."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.evidence import Value
from forms.packet import Packet
from tests.support.packets import AS_OF, check, found, paper
from tests.support.pss import NAME, billing, invoice, line, note, request
from validators.engine import check_packet


def hours(start: str, end: str, billed: str, rate: str = "52.02") -> dict[str, Any]:
    """A line of these times whose amount is right for the hours that it bills."""
    amount = (Decimal(billed) * Decimal(rate)).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    return line(start_time=start, end_time=end, hours=billed, rate=rate, amount=str(amount))


def test_a_right_invoice_is_complete_without_a_finding() -> None:
    report = check(*billing(line(), line(date="2026-10-13")))
    assert found(report) == []
    assert report.outcome == "complete"
    assert {"pss.invoice.annual", "pss.invoice.overlap"} <= {entry.rule for entry in report.not_checked}


def test_a_lone_invoice_lacks_its_notes_and_raises_no_item() -> None:
    assert found(check(invoice([line(), line(date="2026-10-13")]))) == ["pss.invoice.note", "pss.invoice.note"]


@pytest.mark.parametrize(
    ("end", "right"),
    [
        ("10:07", "1.00"), ("10:08", "1.25"), ("10:22", "1.25"), ("10:23", "1.50"), ("09:07", "0"), ("09:08", "0.25"),
        ("09:22", "0.25"), ("09:23", "0.50"), ("10:15", "1.25"),
    ],
)  # fmt: skip
def test_minutes_are_rounded_to_the_quarter_hour(end: str, right: str) -> None:
    assert found(check(*billing(hours("09:00", end, right)))) == []
    for wrong in (Decimal(right) + Decimal("0.25"), Decimal(right) + Decimal("0.01")):
        report = check(*billing(hours("09:00", end, str(wrong))))
        assert found(report) == ["pss.invoice.units"]
        assert report.findings[0].fields == ("lines[0].hours",)


def test_a_session_may_run_past_midnight() -> None:
    assert found(check(*billing(hours("23:30", "00:30", "1.00")))) == []
    assert found(check(*billing(hours("10:00", "09:00", "1.00")))) == ["pss.invoice.units"]


@pytest.mark.parametrize(
    ("kind", "rate", "findings"),
    [
        ("agency", "52.02", 0),
        ("agency", "52.01", 1),
        ("agency", "40.42", 1),
        ("direct-hire", "40.42", 0),
        ("direct-hire", "52.02", 1),
    ],
)
def test_the_rate_is_that_of_the_kind_of_provider(kind: str, rate: str, findings: int) -> None:
    report = check(*billing(hours("09:00", "10:15", "1.25", rate), provider_kind=kind))
    assert found(report) == ["pss.invoice.rate"] * findings


def test_no_rate_is_known_before_the_policy() -> None:
    old = line(date="2014-04-30")
    report = check(*billing(old, period_start="2014-04-01", period_end="2014-04-30"))
    assert found(report) == []
    assert "pss.invoice.rate" in {entry.rule for entry in report.not_checked}
    first = line(date="2014-05-01", rate="52.01", amount="65.01")
    report = check(*billing(first, period_start="2014-05-01", period_end="2014-05-31"))
    assert found(report) == ["pss.invoice.rate"]


@pytest.mark.parametrize(("amount", "findings"), [("65.02", 1), ("65.03", 0), ("65.04", 1)])
def test_an_amount_is_rounded_half_up_to_the_cent(amount: str, findings: int) -> None:
    report = check(*billing(line(amount=amount)))
    assert found(report) == ["pss.invoice.amount"] * findings


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"total_hours": "2.49"}, [("total_hours",)]),
        ({"total_amount": "130.05"}, [("total_amount",)]),
        ({"total_hours": "2.75", "total_amount": "143.06"}, [("total_hours",), ("total_amount",)]),
        ({"total_hours": "2.5", "total_amount": "130.06"}, []),
    ],
)
def test_a_total_is_the_sum_of_its_column(changes: dict[str, str], fields: list[tuple[str, ...]]) -> None:
    report = check(*billing(line(), line(date="2026-10-13"), **changes))
    assert found(report) == ["pss.invoice.total"] * len(fields)
    assert [finding.fields for finding in report.findings] == fields


def test_an_unreadable_total_does_not_hide_the_other() -> None:
    papers = billing(line(), total_amount="65.04")
    papers[0].fields["total_hours"] = Value(None, 0.2, "ocr", text="l.Z5", review=True, why="is not a number")
    report = check(*papers)
    assert found(report) == ["pss.invoice.total"]
    assert "pss.invoice.total" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize(
    ("day", "findings"), [("2026-09-30", 1), ("2026-10-01", 0), ("2026-10-31", 0), ("2026-11-01", 1)]
)
def test_a_service_date_lies_in_the_period(day: str, findings: int) -> None:
    assert found(check(*billing(line(date=day)))) == ["pss.invoice.period"] * findings


@pytest.mark.parametrize(
    ("activity", "findings"),
    [
        ("Travel to the home", 1),
        ("Travel time", 1),
        ("Billing", 1),
        ("Preparing invoice", 1),
        ("Scheduling of appointments", 1),
        ("Documentation of services", 1),
        ("Writing session notes", 1),
        ("Payment follow-up", 1),
        ("Parent training and travel", 1),
        ("Visual schedules for the bedtime routine", 0),
        ("Home management: paying bills and budgeting", 0),
        ("Travel training on the bus with the parent", 0),
        ("Parenting assessment and observation", 0),
    ],
)
def test_what_is_built_into_the_rate_is_not_billed(activity: str, findings: int) -> None:
    assert found(check(*billing(line(activity=activity)))) == ["pss.invoice.activity"] * findings


@pytest.mark.parametrize(("last", "findings"), [("16:00", 0), ("16:15", 1)])
def test_a_period_of_four_weeks_holds_sixteen_hours(last: str, findings: int) -> None:
    billed = "7.00" if last == "16:00" else "7.25"
    rows = [
        {**hours("09:00", "18:00", "9.00"), "date": "2026-10-02"},
        {**hours("09:00", last, billed), "date": "2026-10-09"},
    ]
    report = check(*billing(*rows, period_end="2026-10-28"))
    assert found(report) == ["pss.invoice.weekly"] * findings


def test_thirty_one_days_hold_seventeen_and_a_half_hours_in_quarters() -> None:
    long = {**hours("08:00", "22:00", "14.00"), "date": "2026-10-02"}
    assert found(check(*billing(long, hours("09:00", "12:30", "3.50")))) == []
    over = check(*billing(long, hours("09:00", "12:45", "3.75")))
    assert found(over) == ["pss.invoice.weekly"]
    assert (over.findings[0].expected, over.findings[0].found) == ("17.71", "17.75")


def test_a_period_that_ends_before_it_begins_has_no_hours_even_where_none_are_billed() -> None:
    empty = paper("ct-pss/invoice", period_start="2026-10-31", period_end="2026-10-01")
    assert "pss.invoice.weekly" in found(check(empty))


def year_of_sessions(last: str, end: str) -> list[dict[str, Any]]:
    """Twenty sessions of 2025, ten hours each but for the last."""
    days = [date(2025, 1, 6).replace(month=1 + number // 2, day=6 + number % 2) for number in range(19)]
    rows = [{**hours("08:00", "18:00", "10.00"), "date": day.isoformat()} for day in days]
    return [*rows, {**hours("08:00", end, last), "date": "2025-12-01"}]


@pytest.mark.parametrize(("last", "end", "findings"), [("10.00", "18:00", 0), ("10.25", "18:15", 1)])
def test_a_year_holds_two_hundred_hours(last: str, end: str, findings: int) -> None:
    rows = year_of_sessions(last, end)
    report = check(*billing(*rows, period_start="2025-01-01", period_end="2025-12-31"), as_of=date(2026, 1, 5))
    assert found(report) == ["pss.invoice.annual"] * findings
    assert all("calendar year" in finding.message for finding in report.findings)


def test_the_hours_of_a_year_are_those_of_every_invoice_of_the_parent() -> None:
    rows = year_of_sessions("10.25", "18:15")
    halves = [
        *billing(*rows[:10], period_start="2025-01-01", period_end="2025-06-30"),
        *billing(*rows[10:], period_start="2025-06-01", period_end="2025-12-31", parent_name="Marsh, Devon"),
    ]
    assert found(check(*halves, as_of=date(2026, 1, 5))) == ["pss.invoice.annual"]
    other = billing(*rows[10:], period_start="2025-06-01", period_end="2025-12-31", parent_name="Ada Quill")
    for document in other[1:]:
        document.fields["parent_name"] = Value("Ada Quill", 1.0, "text", text="Ada Quill")
    assert found(check(*halves[:11], *other, as_of=date(2026, 1, 5))) == []


def test_the_hours_of_two_years_are_counted_apart() -> None:
    rows = year_of_sessions("10.00", "18:00")
    late = {**hours("08:00", "09:00", "1.00"), "date": "2026-01-02"}
    report = check(*billing(*rows, late, period_start="2025-01-01", period_end="2026-01-02"), as_of=date(2026, 1, 5))
    assert found(report) == []


def test_sessions_of_one_provider_do_not_overlap() -> None:
    first = hours("09:00", "10:00", "1.00")
    assert found(check(*billing(first, hours("10:00", "11:00", "1.00")))) == []
    overlapping = check(*billing(first, hours("09:59", "10:59", "1.00")))
    assert found(overlapping) == ["pss.invoice.overlap"]
    assert overlapping.findings[0].fields == ("lines[1].start_time", "lines[1].end_time")


def test_sessions_on_two_invoices_overlap_unless_two_persons_held_them() -> None:
    of_one = billing(hours("09:00", "10:00", "1.00"))
    row = hours("09:30", "10:30", "1.00")
    other = invoice([row], parent_name="Ada Quill")
    assert found(check(*of_one, other, note(row, parent_name="Ada Quill"))) == ["pss.invoice.overlap"]
    by_another = note(row, parent_name="Ada Quill", provider_name="Walter Haverkamp")
    assert found(check(*of_one, other, by_another)) == []
    stranger = invoice([row], parent_name="Ada Quill", provider_name="Elm Street Supports")
    assert found(check(*of_one, stranger, note(row, parent_name="Ada Quill"))) == []


@pytest.mark.parametrize(
    "changes",
    [{"service_date": "2026-10-07"}, {"start_time": "09:15"}, {"end_time": "10:00"}, {"parent_name": "Ada Quill"}],
)
def test_a_note_of_another_session_is_none(changes: dict[str, str]) -> None:
    assert found(check(invoice(), note(**changes))) == ["pss.invoice.note"]


@pytest.mark.parametrize(("date", "asked"), [("2026-10-06", []), ("2026-10-07", ["pss.invoice.note"])])
def test_a_note_whose_times_could_not_be_read_may_be_the_one_that_is_missed(date: str, asked: list[str]) -> None:
    unread = note(service_date=date)
    for name in ("start_time", "end_time"):
        unread.fields[name] = Value(None, 0.5, "ocr", review=True, why="no label of this field was found on the paper")
    report = check(invoice(), unread)
    assert found(report) == asked
    assert any(entry.rule == "pss.invoice.note" for entry in report.not_checked) == (not asked)


def test_a_line_whose_date_is_blank_is_asked_for_the_date_alone() -> None:
    assert found(check(invoice([line(date=None)]), note())) == ["pss.field.date"]


@pytest.mark.parametrize(
    "part",
    [
        "service_date", "start_time", "end_time", "location", "attendees", "goals", "strategies", "outcomes",
        "follow_up", "provider_signature", "parent_signature",
    ],
)  # fmt: skip
def test_each_part_of_a_session_note_is_asked_for_once(part: str) -> None:
    blank = False if part.endswith("signature") else None
    report = check(invoice(), note(**{part: blank}))
    assert found(report) == [f"pss.note.{part}"]
    assert report.findings[0].fields == (part,)


def test_a_session_note_without_a_parents_name_is_a_blank_field() -> None:
    assert found(check(invoice(), note(parent_name=None))) == ["pss.field.parent_name"]


@pytest.mark.parametrize(
    ("residence", "findings"), [("own-home", 0), ("family-home", 0), ("cla", 1), ("crs", 1), ("cch", 1)]
)
def test_only_own_and_family_homes_are_served(residence: str, findings: int) -> None:
    for papers in (billing(residence=residence), [request(residence=residence)]):
        report = check(*papers)
        assert found(report) == ["pss.eligibility.residence"] * findings
        assert (report.outcome == "ineligible") == bool(findings)


@pytest.mark.parametrize(("born", "findings"), [("2008-10-05", 1), ("2008-10-06", 1), ("2008-10-07", 0), (None, 0)])
def test_the_child_is_under_18_on_each_service_date(born: str | None, findings: int) -> None:
    assert found(check(*billing(child_date_of_birth=born))) == ["pss.eligibility.child"] * findings


def test_a_child_born_on_a_leap_day_is_18_on_march_1() -> None:
    def on(day: str) -> list[str]:
        period = {"period_start": "2026-02-01", "period_end": "2026-03-31"}
        return found(check(*billing(line(date=day), child_date_of_birth="2008-02-29", **period)))

    assert on("2026-02-28") == []
    assert on("2026-03-01") == ["pss.eligibility.child"]


def test_a_request_for_a_grown_child_is_ineligible() -> None:
    assert found(check(request(child_date_of_birth="2008-11-02"))) == ["pss.eligibility.child"]
    assert found(check(request(child_date_of_birth="2008-11-03"))) == []


def test_a_right_request_is_complete() -> None:
    assert check(request()).outcome == "complete"
    assert check(request(child_date_of_birth=None, expecting=True)).outcome == "complete"


@pytest.mark.parametrize(
    ("changes", "rule", "outcome"),
    [
        ({"custody_or_visitation": False}, "pss.eligibility.custody", "ineligible"),
        ({"assessment_need": False}, "pss.request.plan", "incomplete"),
        ({"in_summary_of_supports": False}, "pss.request.plan", "incomplete"),
        ({"hours_per_week": "4.25"}, "pss.request.hours", "incomplete"),
        ({"within_budget": False}, "pss.request.budget", "needs-review"),
        ({"action_plan_objective": None}, "pss.field.action_plan_objective", "incomplete"),
    ],
)
def test_what_a_request_must_state(changes: dict[str, Any], rule: str, outcome: str) -> None:
    report = check(request(**changes))
    assert found(report) == [rule]
    assert report.outcome == outcome


def test_prat_may_approve_what_the_budget_does_not_hold() -> None:
    assert found(check(request(within_budget=False, prat_approval=True))) == []


def progress(**changes: Any) -> Any:
    right = {
        "parent_name": "Devon Marsh", "provider_name": NAME, "period_start": "2026-01-01",
        "period_end": "2026-03-31", "progress": "The routine is kept", "signature": True, "report_date": "2026-04-05",
    }  # fmt: skip
    return paper("ct-pss/progress-report", **{**right, **changes})


@pytest.mark.parametrize(("day", "findings"), [("2026-05-21", 1), ("2026-05-22", 0), ("2026-03-31", 0)])
def test_six_months_after_the_first_session_without_a_report_one_is_due(day: str, findings: int) -> None:
    papers = billing(line(date=day), period_start="2026-01-01", period_end="2026-06-30")
    assert found(check(*papers, progress())) == ["pss.report.due"] * findings


def test_without_any_report_in_the_packet_they_may_be_on_file() -> None:
    papers = billing(line(date="2026-05-21"), period_start="2026-05-01", period_end="2026-05-31")
    report = check(*papers)
    assert found(report) == []
    assert "pss.report.due" in {entry.rule for entry in report.not_checked}


def test_the_whole_file_leaves_nothing_unchecked_that_it_could_hold() -> None:
    papers = billing(line(date="2026-05-21"), period_start="2026-05-01", period_end="2026-05-31")
    for number, document in enumerate(papers):
        document.id = f"d{number}"
    report = check_packet(Packet("file", papers, whole_file=True), load_catalog(), AS_OF)
    assert found(report) == ["pss.report.due"]
    assert report.not_checked == []
