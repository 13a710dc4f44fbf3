"""The engine: three answers, the outcome they sum up to, and what is not checked."""

from datetime import date
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.packet import Packet
from forms.report import Finding, Report, RuleAnswer
from tests.support.packets import AS_OF, check, found, paper
from validators.engine import check_packet, outcome, program_rules
from validators.rule import Rule


def _finding(kind: Any) -> Finding:
    return Finding("x.y", kind, "A sentence.", "Policy, Section")


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], "complete"),
        (["review"], "needs-review"),
        (["review", "late"], "incomplete"),
        (["missing"], "incomplete"),
        (["conflict", "ineligible"], "ineligible"),
    ],
)
def test_the_gravest_finding_decides(kinds: list[str], expected: str) -> None:
    assert outcome([_finding(kind) for kind in kinds], Packet("p"), set()) == expected


def test_a_doubt_about_a_value_that_a_rule_used_needs_review() -> None:
    notice = paper("ct-ppsp/progress-report")
    notice.id = "d1"
    notice.fields["child_name"] = notice.fields["child_name"].doubted("smudged")
    assert outcome([], Packet("p", [notice]), {("d1", "agency_name")}) == "complete"
    assert outcome([], Packet("p", [notice]), {("d1", "child_name")}) == "needs-review"


def test_what_cannot_be_read_is_neither_passed_nor_failed() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "l.25", "amount": "88.29"}
    report = check(paper("ct-ppsp/invoice", lines=[line]))
    assert "ppsp.invoice.line" not in found(report)
    [doubt] = [entry for entry in report.not_checked if entry.rule == "ppsp.invoice.line"]
    assert doubt.why == "Hours of line 1: “l.25” is not a number of hours"
    assert (doubt.document, doubt.fields) == ("d1", ("lines[0].hours",))
    shown = report.as_json(load_catalog())["not_checked"]
    assert {"rule": doubt.rule, "why": doubt.why, "document": "d1", "fields": ["lines[0].hours"]} in shown


def test_a_blank_required_field_is_found_once_and_an_optional_one_never() -> None:
    report = check(paper("ct-ppsp/invoice", no_services=True))
    rules = found(report)
    assert rules.count("ppsp.field.invoice_number") == 1
    assert "ppsp.field.agency_fein" not in rules
    assert "ppsp.field.no_services" not in rules
    finding = next(entry for entry in report.findings if entry.rule == "ppsp.field.signature")
    assert "is not signed" in finding.message
    assert (finding.document, finding.fields) == ("d1", ("signature",))


def test_a_condition_decides_whether_a_field_is_required() -> None:
    agency = check(paper("ct-ppsp/core-contract-request", provider_kind="child-placing-agency"))
    clinic = check(paper("ct-ppsp/core-contract-request", provider_kind="clinical-provider"))
    assert "ppsp.field.license_number" in found(agency)
    assert "ppsp.field.license_number" not in found(clinic)


def test_the_figures_used_are_reported_with_their_edition() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": "88.29"}
    report = check(paper("ct-ppsp/invoice", lines=[line]))
    used = {figure.parameter: (figure.value, figure.starts) for figure in report.figures}
    assert used["hourly_rate"] == ("70.63", date(2014, 12, 19))


def test_hours_beyond_a_day_are_for_a_person_to_look_at() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "25", "amount": "1765.75"}
    report = check(paper("ct-ppsp/invoice", lines=[line]))
    hours = report.packet.documents[0].tables["lines"][0]["hours"]
    assert hours.review
    assert hours.why == "is more than 24"


def test_papers_of_no_program_are_kept() -> None:
    stranger = paper("ct-ppsp/invoice")
    stranger.form, stranger.fields, stranger.tables = None, {}, {}
    report = check_packet(Packet("p", [stranger]), load_catalog(), AS_OF)
    assert report.programs == []
    assert report.packet.documents == [stranger]


def test_a_finding_that_rests_on_a_doubtful_reading_is_left_to_a_person() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": "88.28"}
    invoice = paper("ct-ppsp/invoice", lines=[line])
    cell = invoice.tables["lines"][0]["hours"]
    invoice.tables["lines"][0]["hours"] = cell.doubted("smudged", 0.7)
    report = check(invoice)
    assert "ppsp.invoice.line" not in found(report)
    why = next(entry.why for entry in report.not_checked if entry.rule == "ppsp.invoice.line")
    assert (
        "Hours of line 1 of the DCF-2106 Accounting Invoice: Permanency Placement Services Program was read in" in why
    )
    assert "$88.28" in why


_CATALOG = load_catalog()
_RULES = [rule for program in _CATALOG.programs.values() for rule in program_rules(program)]
_FORMS = [form.id for program in _CATALOG.programs.values() for form in program.forms.values()]
_MET_BY_AN_EMPTY_BOX = {"pp.interpreter", "pdi.settlement"}


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_each_rule_says_what_is_so_where_it_is_met(rule: Rule) -> None:
    assert len(rule.met.split()) > 2
    assert rule.met[-1] not in ".!?"
    assert rule.met != rule.says


@pytest.mark.parametrize("form", _FORMS)
def test_a_blank_paper_meets_no_rule_but_one_that_an_empty_box_meets(form: str) -> None:
    assert _met(check(paper(form), whole_file=True)).keys() <= _MET_BY_AN_EMPTY_BOX


def test_a_rule_that_has_nothing_to_ask_about_is_not_told() -> None:
    lines = [{"service": "reunification", "hours": "10"}]
    bought = check(paper("ct-ppsp/service-agreement", provider_kind="clinical-provider", services=lines))
    assert "ppsp.agreement.provider" not in {answer.rule for answer in bought.answers}
    lines = [{"service": "home-study", "hours": "10"}]
    by_clinic = check(paper("ct-ppsp/service-agreement", provider_kind="clinical-provider", services=lines))
    by_agency = check(paper("ct-ppsp/service-agreement", provider_kind="child-placing-agency", services=lines))
    assert {answer.rule: answer.state for answer in by_clinic.answers}["ppsp.agreement.provider"] == "not-met"
    assert "ppsp.agreement.provider" in _met(by_agency)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("ia-parent-partner/exit-feedback", "parent_name"), ("mi-psp/coaching-log", "candidate_name"),
        ("ri-pdi/service-plan", "eligible_person_name"),
    ],
)  # fmt: skip
def test_a_single_paper_is_never_at_odds_with_its_own_name(form: str, field: str) -> None:
    assert not [rule for rule in found(check(paper(form, **{field: "~~~"}))) if rule.endswith(".name.mismatch")]


def test_a_rule_that_is_met_rests_on_what_it_looked_at_but_not_on_blanks() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": "88.29"}
    met = _met(check(paper("ct-ppsp/invoice", lines=[line, line | {"date": "2026-10-03"}])))
    assert met["ppsp.invoice.line"].rests == tuple(
        ("d1", f"lines[{row}].{column}") for row in (0, 1) for column in ("date", "hours", "amount")
    )
    agreement = paper(
        "ct-ppsp/service-agreement", start_date="2026-10-01", end_date="2027-10-01", agency_signature=True
    )
    assert _met(check(agreement))["ppsp.agreement.dates"].rests == (("d1", "start_date"), ("d1", "end_date"))


def test_a_rule_of_arithmetic_tells_each_figure_that_agrees_and_none_that_does_not() -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": "88.29"}
    lines = [line, line | {"date": "2026-10-03", "amount": "88.30"}]
    report = check(paper("ct-ppsp/invoice", lines=lines, rate="70.63", total_hours="2.50", total_amount="176.59"))
    told = {answer.rule: [(one.path, one.figure) for one in answer.reckoned] for answer in report.answers}
    assert told["ppsp.invoice.line"] == [("lines[0].amount", "88.29")]
    assert told["ppsp.invoice.hours"] == [("total_hours", "2.50")]
    assert told["ppsp.invoice.total"] == [("total_amount", "176.59")]
    assert told["ppsp.invoice.rate"] == [("rate", "70.63")]
    assert [rule for rule, agreed in told.items() if agreed] == [
        "ppsp.invoice.rate", "ppsp.invoice.line", "ppsp.invoice.hours", "ppsp.invoice.total",
    ]  # fmt: skip


def test_hours_rates_and_totals_of_a_session_invoice_are_told_line_by_line() -> None:
    line = {
        "date": "2026-10-02", "start_time": "09:00", "end_time": "10:10", "hours": "1.25", "rate": "1.00",
        "amount": "1.25",
    }  # fmt: skip
    report = check(paper("ct-pss/invoice", provider_kind="agency", lines=[line], total_hours="1.25", total_amount="2"))
    told = {answer.rule: [one.path for one in answer.reckoned] for answer in report.answers if answer.reckoned}
    assert told == {
        "pss.invoice.units": ["lines[0].hours"], "pss.invoice.amount": ["lines[0].amount"],
        "pss.invoice.total": ["total_hours"],
    }  # fmt: skip


def _met(report: Report) -> dict[str, RuleAnswer]:
    return {answer.rule: answer for answer in report.answers if answer.state == "met"}
