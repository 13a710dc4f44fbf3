"""ct-ppsp: the monthly invoices, alone and beside the agreement, on both sides of every rule's boundary."""

from datetime import date
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.packet import Document, Packet
from forms.report import Finding, Report
from tests.support.packets import AS_OF, check, found
from tests.support.ppsp import (
    LINES,
    SERVICES,
    agreement,
    amendment,
    contract,
    invoice,
    one_line,
    report_on,
    service,
    termination,
)
from validators.ct_ppsp_activity import excluded_cost
from validators.engine import check_packet


def beside(*papers: Document) -> Report:
    """The report on the papers beside contract and agreement."""
    return check(contract(), agreement(), *papers)


def whole_file(*papers: Document, as_of: date = AS_OF) -> list[str]:
    """The rules found in a packet that holds all that is on file."""
    for number, document in enumerate(papers, start=1):
        document.id = f"d{number}"
    return found(check_packet(Packet("test", list(papers), whole_file=True), load_catalog(), as_of))


def only(report: Report) -> Finding:
    """The one finding of the report."""
    assert len(report.findings) == 1, found(report)
    return report.findings[0]


def test_a_right_invoice_beside_its_agreement_is_complete() -> None:
    report = beside(invoice())
    assert (report.outcome, found(report)) == ("complete", [])


def test_an_invoice_alone_is_complete_and_says_what_needs_the_file() -> None:
    report = check(invoice())
    assert (report.outcome, found(report)) == ("complete", [])
    assert {entry.rule for entry in report.not_checked} == {
        "ppsp.invoice.duplicate", "ppsp.invoice.agreement", "ppsp.invoice.service", "ppsp.invoice.dates",
        "ppsp.invoice.ceiling", "ppsp.report.due",
    }  # fmt: skip


def test_blanks_are_asked_for_but_not_what_may_be_blank() -> None:
    assert found(check(invoice(agency_fein=None, child_id=None))) == []
    assert found(check(invoice(invoice_number=None, signature=False))) == [
        "ppsp.field.invoice_number",
        "ppsp.field.signature",
    ]


def test_a_blank_cell_is_asked_for_and_what_hangs_on_it_is_not_checked() -> None:
    rows = [*LINES[:3], {**LINES[3], "amount": None}]
    finding = only(check(invoice(lines=rows)))
    assert (finding.rule, finding.fields) == ("ppsp.field.amount", ("lines[3].amount",))


@pytest.mark.parametrize(("rate", "rules"), [("70.62", 1), ("70.63", 0), ("70.64", 1)])
def test_the_rate_is_the_one_in_force(rate: str, rules: int) -> None:
    assert found(check(invoice(rate=rate))) == ["ppsp.invoice.rate"] * rules


@pytest.mark.parametrize(("amount", "rules"), [("88.28", 1), ("88.29", 0), ("88.30", 1)])
def test_a_line_is_its_hours_times_the_rate_to_the_cent(amount: str, rules: int) -> None:
    assert found(check(invoice(**one_line("2026-10-02", "1.25", amount)))) == ["ppsp.invoice.line"] * rules


def test_half_a_cent_is_rounded_up() -> None:
    assert found(check(invoice(**one_line("2026-10-02", "0.5", "35.32")))) == []
    assert found(check(invoice(**one_line("2026-10-02", "0.5", "35.31")))) == ["ppsp.invoice.line"]


@pytest.mark.parametrize(("hours", "rules"), [("2.99", 1), ("3", 0), ("3.25", 1)])
def test_total_hours_is_the_sum_of_the_lines(hours: str, rules: int) -> None:
    assert found(check(invoice(total_hours=hours))) == ["ppsp.invoice.hours"] * rules


def test_total_amount_is_the_sum_of_the_lines() -> None:
    finding = only(check(invoice(total_amount="211.91")))
    assert (finding.rule, finding.expected, finding.found) == ("ppsp.invoice.total", "211.90", "211.91")
    assert "instead" not in finding.message


def test_a_total_of_hours_times_the_rate_says_so_and_names_the_smaller() -> None:
    finding = only(check(invoice(total_amount="211.89")))
    assert finding.rule == "ppsp.invoice.total"
    assert "3.00 total hours x $70.63 instead; the smaller, $211.89, is payable" in finding.message


@pytest.mark.parametrize(
    ("on", "rules"),
    [("2026-09-30", 1), ("2026-10-01", 0), ("2026-10-31", 0), ("2026-11-01", 1)],
)
def test_a_service_date_lies_in_the_month(on: str, rules: int) -> None:
    assert found(beside(invoice(**one_line(on, "1", "70.63")))) == ["ppsp.invoice.month"] * rules


@pytest.mark.parametrize(("signed", "rules"), [("2026-10-11", 1), ("2026-10-12", 0)])
def test_no_service_lies_after_the_signature(signed: str, rules: int) -> None:
    assert found(check(invoice(signature_date=signed))) == ["ppsp.invoice.future"] * rules


def test_a_month_without_services_says_so() -> None:
    nothing: dict[str, Any] = {"lines": [], "total_hours": "0", "total_amount": "0.00"}
    assert found(beside(invoice(**nothing, no_services=True))) == []
    assert found(beside(invoice(**nothing))) == ["ppsp.invoice.empty"]
    assert found(beside(invoice(lines=[]))) == ["ppsp.invoice.empty"]
    assert found(beside(invoice(no_services=True))) == ["ppsp.invoice.empty"]


def test_a_month_without_services_costs_nothing() -> None:
    report = beside(invoice(lines=[], no_services=True))
    assert found(report) == ["ppsp.invoice.hours", "ppsp.invoice.total"]


COSTS = load_catalog().program("ct-ppsp").parameters["excluded_costs"].editions[0].value
CASEWORK = load_catalog().program("ct-ppsp").parameters["casework"].editions[0].value


@pytest.mark.parametrize(
    ("activity", "cost"),
    [
        ("Typing case notes", "typing"),
        ("Typed the home study", "typing"),
        ("Home study typing", "typing"),
        ("Home visit, typing of notes", "typing"),
        ("Filing", "filing"),
        ("Travel and filing of records", "filing"),
        ("FILED CASE RECORDS", "filing"),
        ("Preparing invoices", "preparing invoices"),
        ("Preparation of the October invoice", "preparing invoices"),
        ("Invoice preparation", "preparing invoices"),
        ("Monthly billing", "preparing invoices"),
        ("Organizing paperwork", "organizing paperwork"),
        ("Time for organizing paperwork", "organizing paperwork"),
        ("Paperwork organization", "organizing paperwork"),
        ("Organized case files", "organizing paperwork"),
        ("Fundraising", "fundraising"),
        ("Fund-raising event", "fundraising"),
        ("Home visit", None),
        ("Telephone call with foster parent", None),
        ("Travel to visit", None),
        ("Writing the home study", None),
        ("Conference about paperwork", None),
        ("Conference about organizing paperwork", None),
        ("Home visit to discuss filing for a subsidy", None),
        ("Helped the family with filing for a subsidy", None),
        ("Review of case file", None),
        ("Discussed the type of placement", None),
        ("Call with Bill Tamura", None),
        ("Visit with the foster family, profile shared", None),
    ],
)
def test_costs_that_a_service_hour_leaves_out_are_told_from_casework(activity: str, cost: str | None) -> None:
    assert excluded_cost(activity, COSTS, CASEWORK) == cost


def test_an_excluded_activity_is_found_on_its_line() -> None:
    rows = [*LINES[:3], {**LINES[3], "activity": "Organizing paperwork"}]
    finding = only(check(invoice(lines=rows)))
    assert (finding.rule, finding.fields) == ("ppsp.invoice.activity", ("lines[3].activity",))


def test_the_same_line_twice_on_one_invoice_is_found_once() -> None:
    rows = [LINES[2], {**LINES[2], "activity": "home  VISIT"}]
    totals = {"total_hours": "2.50", "total_amount": "176.58"}
    finding = only(check(invoice(lines=rows, **totals)))
    assert finding.rule == "ppsp.invoice.duplicate"
    assert {path.partition(".")[0] for path in finding.fields} == {"lines[1]"}
    for other in ({"date": "2026-10-09"}, {"activity": "School meeting"}, {"service": "placement-planning"}):
        assert found(check(invoice(lines=[LINES[2], {**LINES[2], **other}], **totals))) == []


def test_the_same_line_on_another_invoice_of_the_child_is_found() -> None:
    second = {"invoice_number": "INV-2", **one_line("2026-10-02", "0.25", "17.66")}
    finding = only(check(invoice(), invoice(**second)))
    assert (finding.rule, finding.document) == ("ppsp.invoice.duplicate", "d2")
    assert found(check(invoice(), invoice(**second, child_name="Ada Whitfield"))) == []


def test_the_same_invoice_sent_twice_is_one_finding() -> None:
    finding = only(beside(invoice(), invoice()))
    assert (finding.rule, finding.document) == ("ppsp.invoice.duplicate", "d4")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreement_number": "PP-10592"}, "agreement_number"),
        ({"child_name": "Ada Whitfield"}, "child_name"),
        ({"agency_name": "Quinnipiac Child Placing Agency LLC"}, "agency_name"),
    ],
)
def test_an_invoice_names_number_child_and_agency_of_an_agreement(changes: dict[str, str], field: str) -> None:
    finding = only(beside(invoice(**changes)))
    assert (finding.rule, finding.fields) == ("ppsp.invoice.agreement", (field,))


def test_names_written_otherwise_are_the_same() -> None:
    other = {
        "agreement_number": "pp 10591",
        "child_name": "WHITFIELD, NOA",
        "agency_name": "Harborlight Family Services, Inc.",
    }
    assert found(beside(invoice(**other))) == []


def test_an_invoice_without_any_agreement_on_the_whole_file_is_found() -> None:
    report = report_on("2026-10-01", "2026-10-31")
    assert whole_file(invoice(), report) == ["ppsp.invoice.agreement"]


def test_a_service_that_was_not_bought_is_found_unless_an_amendment_adds_it() -> None:
    bill = invoice(**one_line("2026-10-02", "1", "70.63", service="reunification"))
    assert only(beside(bill)).rule == "ppsp.invoice.service"
    assert found(beside(bill, amendment())) == []


def test_a_service_that_is_none_of_the_seven_is_found_without_the_agreement_too() -> None:
    bill = invoice(**one_line("2026-10-02", "1", "70.63", service="Respite care"))
    assert only(check(bill)).rule == only(beside(bill)).rule == "ppsp.invoice.service"


def test_an_agreement_whose_dates_contradict_each_other_is_found_once() -> None:
    papers = contract(), agreement(end_date="2026-03-01"), invoice()
    assert found(check(*papers)) == ["ppsp.agreement.dates"]


def test_an_agreement_for_siblings_covers_each() -> None:
    assert found(check(contract(), agreement(child_name="Noa Whitfield and Ada Whitfield"), invoice())) == []


@pytest.mark.parametrize(
    ("on", "month", "rules"),
    [
        ("2026-03-01", "2026-03", 1),
        ("2026-03-02", "2026-03", 0),
        ("2027-02-26", "2027-02", 0),
        ("2027-02-27", "2027-02", 1),
    ],
)
def test_a_service_date_lies_within_the_agreement(on: str, month: str, rules: int) -> None:
    bill = invoice(**one_line(on, "1", "70.63"), invoice_month=month, signature_date="2027-03-01")
    assert found(beside(bill)) == ["ppsp.invoice.dates"] * rules


def test_an_amendment_extends_the_agreement_and_a_termination_ends_it() -> None:
    late = invoice(**one_line("2027-03-05", "1", "70.63"), invoice_month="2027-03", signature_date="2027-04-01")
    assert found(beside(late)) == ["ppsp.invoice.dates"]
    assert found(beside(late, amendment(new_end_date="2027-03-05"))) == []
    assert found(beside(late, amendment(new_end_date="2027-03-04"))) == ["ppsp.invoice.dates"]
    assert found(beside(invoice(), termination(termination_date="2026-11-01"))) == []
    early = {"discussion_date": "2026-09-01", "notice_date": "2026-09-01", "termination_date": "2026-10-11"}
    assert only(beside(invoice(), termination(**early))).fields == ("lines[3].date",)


def bill(month: str, hours: str, amount: str, **changes: str) -> Document:
    """An invoice of the month with one line of the hours."""
    return invoice(
        **one_line(f"{month}-15", hours, amount, **changes), invoice_number=month, invoice_month=month,
        signature_date="2026-11-20",
    )  # fmt: skip


def test_earlier_invoices_count_against_the_ceiling_of_a_service() -> None:
    earlier = bill("2026-09", "19", "1341.97")
    assert found(beside(bill("2026-10", "1", "70.63"), earlier)) == []
    finding = only(beside(bill("2026-10", "1.25", "88.29"), earlier))
    assert (finding.rule, finding.document) == ("ppsp.invoice.ceiling", "d3")
    assert (finding.expected, finding.found) == ("20.00", "20.25")
    assert "0.25 hours of this invoice are not payable" in finding.message
    other = bill("2026-10", "1.25", "88.29", service="post-placement-supervision")
    assert found(beside(other, earlier)) == []


def test_an_amendment_states_a_services_hours_anew_or_on_top_as_its_total_shows() -> None:
    papers = bill("2026-09", "20", "1412.60"), bill("2026-10", "5", "353.15")
    anew = amendment(
        services=[service("placement-planning", "24", "1695.12"), SERVICES[1]], total_hours="64", total_amount="4520.32"
    )
    assert only(beside(*papers, anew)).expected == "24.00"
    on_top = amendment(
        services=[service("placement-planning", "5", "353.15")], total_hours="65", total_amount="4590.95"
    )
    assert found(beside(*papers, on_top)) == []


def test_post_finalization_is_billed_to_the_adoption_assistance_program() -> None:
    rows = [service("post-finalization", "20", "1412.60")]
    after = agreement(services=rows, total_hours="20", total_amount="1412.60")
    changes = one_line("2026-10-02", "1", "70.63", service="post-finalization")
    assert found(check(contract(), after, invoice("aap-invoice", **changes))) == []
    assert found(check(contract(), after, invoice(**changes))) == ["ppsp.invoice.route"]
    finding = only(beside(invoice("aap-invoice", **one_line("2026-10-02", "1", "70.63"))))
    assert (finding.rule, finding.fields) == ("ppsp.invoice.route", ("lines[0].service",))


def nothing(month: str) -> Document:
    """The invoice of a month without services."""
    return invoice(
        invoice_month=month, invoice_number=month, no_services=True, lines=[], total_hours="0", total_amount="0"
    )


def test_every_month_since_the_start_has_an_invoice_on_the_whole_file() -> None:
    months = [nothing(f"2026-{month:02d}") for month in range(3, 10)]
    papers = [contract(), agreement(), report_on("2026-10-01", "2026-10-31"), invoice()]
    assert whole_file(*papers, *months) == []
    assert whole_file(*papers, *months[:2], *months[3:]) == ["ppsp.invoice.gap"]
    assert whole_file(*papers, *months, as_of=date(2026, 11, 30)) == []
    assert whole_file(*papers, *months, as_of=date(2026, 12, 1)) == ["ppsp.invoice.gap"]


def test_a_month_of_service_has_its_progress_report() -> None:
    papers = [agreement(start_date="2026-10-01"), contract(), invoice()]
    assert whole_file(*papers) == ["ppsp.report.due"]
    assert whole_file(*papers, report_on("2026-10-01", "2026-10-31")) == []
    assert whole_file(*papers, report_on("2026-09-01", "2026-09-30")) == ["ppsp.report.due"]
    assert whole_file(*papers, report_on("2026-10-01", "2026-10-31", child_name="Ada Whitfield")) == ["ppsp.report.due"]
    assert whole_file(*papers, as_of=date(2026, 10, 31)) == []
    assert "ppsp.report.due" in {entry.rule for entry in check(*papers).not_checked}


def test_post_finalization_is_reported_by_the_quarter() -> None:
    rows = [service("post-finalization", "20", "1412.60")]
    after = agreement(services=rows, total_hours="20", total_amount="1412.60", start_date="2026-07-01")
    changes = {"service": "post-finalization"}
    quarter = [
        invoice("aap-invoice", **one_line(f"2026-{month}-02", "1", "70.63", **changes), invoice_month=f"2026-{month}",
                invoice_number=month)
        for month in ("07", "08", "09")
    ]  # fmt: skip
    papers = [contract(), after, *quarter]
    assert whole_file(*papers, as_of=date(2026, 9, 30)) == []
    assert whole_file(*papers, as_of=date(2026, 10, 1)) == ["ppsp.report.due"]
    quarterly = report_on("2026-07-01", "2026-09-30", report_kind="quarterly")
    assert whole_file(*papers, quarterly, as_of=date(2026, 10, 1)) == []


def test_services_not_completed_by_the_end_are_explained() -> None:
    rows = [service("placement-planning", "3", "211.89")]
    short = agreement(
        services=rows, total_hours="3", total_amount="211.89", start_date="2026-10-01", end_date="2026-10-31"
    )
    papers = [contract(), short, report_on("2026-10-01", "2026-10-31")]
    some, all_of_it = bill("2026-10", "2.75", "194.23"), bill("2026-10", "3", "211.89")
    assert whole_file(*papers, some) == ["ppsp.explanation.due"]
    assert whole_file(*papers, all_of_it) == []
    assert whole_file(*papers, some, as_of=date(2026, 10, 31)) == []
    assert whole_file(*papers, some, report_on("2026-10-01", "2026-10-31", report_date="2026-11-05")) == []
    extended = amendment(services=rows, total_hours="3", total_amount="211.89", new_end_date="2026-11-30")
    assert whole_file(*papers, some, extended) == []
    assert "ppsp.explanation.due" in {entry.rule for entry in check(*papers, some).not_checked}


def test_figures_are_listed_with_their_date_and_section() -> None:
    used = {figure.parameter: figure for figure in check(invoice()).figures}
    assert used["hourly_rate"].value == "70.63"
    assert used["hourly_rate"].citation == "CT DCF Policy 48-22-2 (12/19/2014), Service Hour Rate"
