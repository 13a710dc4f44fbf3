"""ct-ppsp: contracts, agreements, amendments and terminations, on both sides of every rule's boundary."""

from datetime import date
from typing import Any

import pytest

from forms.report import Finding, Report
from tests.support.packets import check, found
from tests.support.ppsp import SERVICES, agreement, amendment, contract, service, signed, termination


def only(report: Report) -> Finding:
    """The one finding of the report."""
    assert len(report.findings) == 1, found(report)
    return report.findings[0]


def test_a_right_contract_is_complete() -> None:
    report = check(contract())
    assert (report.outcome, found(report), report.not_checked) == ("complete", [], [])


def test_a_right_agreement_beside_its_contract_is_complete() -> None:
    report = check(contract(), agreement())
    assert (report.outcome, found(report)) == ("complete", [])
    assert [entry.rule for entry in report.not_checked] == ["ppsp.invoice.gap"]


def test_a_right_amendment_beside_its_agreement_is_complete() -> None:
    report = check(contract(), agreement(), amendment())
    assert (report.outcome, found(report)) == ("complete", [])


def test_a_right_termination_notice_is_complete() -> None:
    report = check(termination())
    assert (report.outcome, found(report), report.not_checked) == ("complete", [], [])


@pytest.mark.parametrize(("end", "rules"), [("2025-07-01", ["ppsp.contract.term"]), ("2025-07-02", []), (None, [])])
def test_a_contract_ends_after_its_start(end: str | None, rules: list[str]) -> None:
    assert found(check(contract(contract_end=end))) == rules


@pytest.mark.parametrize(
    ("kind", "rules"), [("child-placing-agency", ["ppsp.field.license_number"]), ("clinical-provider", [])]
)
def test_a_child_placing_agency_alone_gives_a_license(kind: str, rules: list[str]) -> None:
    assert found(check(contract(provider_kind=kind, license_number=None))) == rules


@pytest.mark.parametrize(
    ("term", "rules"),
    [
        (("2026-03-02", "2028-06-30"), []),
        (("2026-03-03", "2028-06-30"), ["ppsp.contract.covers"]),
        (("2025-07-01", "2026-03-02"), []),
        (("2025-07-01", "2026-03-01"), ["ppsp.contract.covers"]),
        (("2023-03-03", None), []),
        (("2023-03-02", None), ["ppsp.contract.covers"]),
    ],
)
def test_a_contract_is_in_force_on_the_start_of_the_agreement(term: tuple[str, str | None], rules: list[str]) -> None:
    report = check(contract(contract_start=term[0], contract_end=term[1]), agreement())
    assert found(report) == rules
    assert report.outcome == ("ineligible" if rules else "complete")


def test_a_contract_that_is_not_in_the_packet_is_left_to_the_file() -> None:
    report = check(agreement())
    assert (found(report), report.outcome) == ([], "complete")
    assert "ppsp.contract.covers" in {entry.rule for entry in report.not_checked}


def test_the_federal_number_tells_the_agency_under_another_name() -> None:
    late = {"contract_start": "2026-04-01", "legal_name": "Harborlight"}
    assert found(check(contract(**late), agreement())) == ["ppsp.contract.covers"]
    assert found(check(contract(fein="04-5400256", **late), agreement())) == []


def test_a_service_that_is_none_of_the_seven_is_found() -> None:
    rows = [service("Respite care", "20", "1412.60"), SERVICES[1]]
    finding = only(check(contract(), agreement(services=rows)))
    assert (finding.rule, finding.fields) == ("ppsp.agreement.service", ("services[0].service",))


def test_a_service_that_may_be_misread_is_for_a_person() -> None:
    rows = [service("Plocememt Plamming", "20", "1412.60"), SERVICES[1]]
    report = check(contract(), agreement(services=rows))
    assert (found(report), report.outcome) == ([], "needs-review")


@pytest.mark.parametrize("bought", ["recruitment-screening", "home-study"])
def test_a_clinical_provider_may_not_recruit_or_study_homes(bought: str) -> None:
    rows = [service(bought, "20", "1412.60"), SERVICES[1]]
    assert found(check(contract(), agreement(services=rows))) == []
    report = check(contract(), agreement(services=rows, provider_kind="clinical-provider"))
    assert (found(report), report.outcome) == (["ppsp.agreement.provider"], "ineligible")


def test_a_clinical_provider_may_do_the_other_services() -> None:
    assert found(check(contract(), agreement(provider_kind="clinical-provider"))) == []


def test_an_amendment_brings_the_provider_no_service_that_it_may_not_do() -> None:
    rows = [*SERVICES, service("home-study", "10", "706.30")]
    papers = contract(), agreement(provider_kind="clinical-provider"), amendment(services=rows)
    finding = only(check(*papers))
    assert (finding.rule, finding.document, finding.fields) == (
        "ppsp.agreement.provider", "d3", ("services[2].service",)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "total", "rules"),
    [
        ("1412.59", "4237.79", ["ppsp.agreement.amount"]),
        ("1412.60", "4237.80", []),
        ("1412.61", "4237.81", ["ppsp.agreement.amount"]),
    ],
)
def test_a_ceiling_is_its_hours_times_the_rate(amount: str, total: str, rules: list[str]) -> None:
    rows = [service("placement-planning", "20", amount), SERVICES[1]]
    assert found(check(contract(), agreement(services=rows, total_amount=total))) == rules


def test_a_ceiling_is_rounded_half_up() -> None:
    rows = [service("placement-planning", "0.5", "35.32")]
    assert found(check(contract(), agreement(services=rows, total_hours="0.5", total_amount="35.32"))) == []


@pytest.mark.parametrize(
    ("changes", "path"), [({"total_hours": "61"}, "total_hours"), ({"total_amount": "4237.81"}, "total_amount")]
)
def test_a_total_is_the_sum_of_its_column(changes: dict[str, str], path: str) -> None:
    finding = only(check(contract(), agreement(**changes)))
    assert (finding.rule, finding.fields) == ("ppsp.agreement.total", (path,))


def test_a_blank_total_is_asked_for_alone() -> None:
    assert found(check(contract(), agreement(total_hours=None))) == ["ppsp.field.total_hours"]


def of_hours(supervision: str, amount: str, total: str, total_amount: str, **changes: Any) -> Any:
    """An agreement of 60 hours of placement planning and so many of supervision."""
    rows = [service("placement-planning", "60", "4237.80"), service("post-placement-supervision", supervision, amount)]
    return agreement(services=rows, total_hours=total, total_amount=total_amount, **changes)


@pytest.mark.parametrize(
    ("hours", "home_study", "rules"),
    [
        (("72", "5085.36", "132", "9323.16"), False, []),
        (("72.25", "5103.02", "132.25", "9340.82"), False, ["ppsp.agreement.maximum"]),
        (("72.25", "5103.02", "132.25", "9340.82"), True, []),
        (("97", "6851.11", "157", "11088.91"), True, []),
        (("97.25", "6868.77", "157.25", "11106.57"), True, ["ppsp.agreement.maximum"]),
    ],
)
def test_a_child_has_132_hours_or_157_with_an_additional_home_study(
    hours: tuple[str, str, str, str], home_study: bool, rules: list[str]
) -> None:
    assert found(check(contract(), of_hours(*hours, additional_home_study=home_study))) == rules


def test_the_maximum_says_what_it_assumed_of_siblings_and_gives_both_figures() -> None:
    finding = only(check(contract(), of_hours("73", "5155.99", "133", "9393.79")))
    assert (finding.expected, finding.found) == ("132.00", "133.00")
    assert "sibling group" in finding.message


def test_a_contract_whose_dates_contradict_each_other_is_found_once() -> None:
    assert found(check(contract(contract_end="2025-06-30"), agreement())) == ["ppsp.contract.term"]


def test_the_agreements_of_one_child_count_together() -> None:
    later = {"agreement_number": "PP-2", "start_date": "2026-04-01", "services": [SERVICES[0]]}
    first = of_hours("53", "3743.39", "113", "7981.19")
    second = agreement(**later, total_hours="20", total_amount="1412.60")
    finding = only(check(contract(), first, second))
    assert (finding.rule, finding.document, finding.found) == ("ppsp.agreement.maximum", "d3", "133.00")
    sibling = agreement(**later, total_hours="20", total_amount="1412.60", child_name="Ada Whitfield")
    assert found(check(contract(), first, sibling)) == []


@pytest.mark.parametrize(("end", "rules"), [("2026-03-02", ["ppsp.agreement.dates"]), ("2026-03-03", [])])
def test_an_agreement_ends_after_its_start(end: str, rules: list[str]) -> None:
    assert found(check(contract(), agreement(end_date=end), as_of=date(2026, 3, 2))) == rules


@pytest.mark.parametrize("signer", ["agency", "social_worker", "supervisor", "administrator"])
def test_a_missing_signature_is_one_finding_and_its_date_none(signer: str) -> None:
    changes = {f"{signer}_signature": False, f"{signer}_signature_date": None}
    finding = only(check(contract(), agreement(**changes)))
    assert (finding.rule, finding.fields) == ("ppsp.agreement.signatures", (f"{signer}_signature",))


def test_a_signature_without_its_date_is_asked_for() -> None:
    assert found(check(contract(), agreement(supervisor_signature_date=None))) == [
        "ppsp.field.supervisor_signature_date"
    ]


def test_four_missing_signatures_are_four_findings() -> None:
    nobody = {name: False for name in signed("2026-02-20") if name.endswith("signature")}
    assert found(check(contract(), agreement(**nobody))) == ["ppsp.agreement.signatures"] * 4


@pytest.mark.parametrize(("on", "rules"), [("2026-03-02", []), ("2026-03-03", ["ppsp.agreement.approved-late"])])
def test_signatures_stand_before_service_starts(on: str, rules: list[str]) -> None:
    assert found(check(contract(), agreement(administrator_signature_date=on))) == rules


ALL = [
    "recruitment-screening", "placement-planning", "home-study", "post-placement-supervision", "post-finalization",
    "reunification", "supervision-after-reunification",
]  # fmt: skip


@pytest.mark.parametrize(
    ("companion", "refused"),
    [
        (None, set()),
        ("none", set()),
        ("residential", {"placement-planning"}),
        ("foster-care", set(ALL) - {"recruitment-screening", "home-study"}),
        ("foster-to-adoptive", {"placement-planning", "recruitment-screening", "home-study"}),
    ],
)
@pytest.mark.parametrize("bought", ALL)
def test_a_companion_contract_leaves_out_its_services(companion: str | None, refused: set[str], bought: str) -> None:
    rows = [service(bought, "20", "1412.60")]
    totals = {"total_hours": "20", "total_amount": "1412.60"}
    report = check(contract(), agreement(companion_contract=companion, services=rows, **totals))
    assert found(report) == (["ppsp.agreement.companion"] if bought in refused else [])


@pytest.mark.parametrize(
    ("born", "end", "rules"),
    [
        ("2009-02-25", "2027-02-25", []),
        ("2009-02-25", "2027-02-26", ["ppsp.agreement.post-finalization-age"]),
        ("2008-02-29", "2026-03-01", []),
        ("2008-02-29", "2026-03-02", ["ppsp.agreement.post-finalization-age"]),
    ],
)
def test_post_finalization_ends_with_the_18th_birthday(born: str, end: str, rules: list[str]) -> None:
    rows = [service("post-finalization", "20", "1412.60")]
    changes = {"child_date_of_birth": born, "start_date": "2026-02-25", "end_date": end, "services": rows}
    report = check(contract(), agreement(**changes, total_hours="20", total_amount="1412.60"), as_of=date(2026, 3, 1))
    assert found(report) == rules


def test_other_services_may_reach_past_the_18th_birthday() -> None:
    assert found(check(contract(), agreement(child_date_of_birth="2008-06-18"))) == []


def test_an_amendment_may_not_extend_post_finalization_past_the_birthday() -> None:
    rows = [service("post-finalization", "20", "1412.60")]
    totals = {"total_hours": "20", "total_amount": "1412.60"}
    first = agreement(child_date_of_birth="2009-02-26", services=rows, **totals)
    later = amendment(services=rows, new_end_date="2027-02-27", **totals)
    finding = only(check(contract(), first, later))
    assert (finding.rule, finding.document) == ("ppsp.agreement.post-finalization-age", "d3")
    assert found(check(contract(), first, amendment(services=rows, new_end_date="2027-02-26", **totals))) == []


def test_an_amendment_gives_its_reason() -> None:
    assert only(check(contract(), agreement(), amendment(reason=None))).rule == "ppsp.amendment.reason"


@pytest.mark.parametrize(
    ("hours", "amount", "rules"),
    [("132", "9323.16", []), ("132.25", "9340.82", ["ppsp.amendment.maximum"])],
)
def test_an_amended_agreement_stays_within_132_hours(hours: str, amount: str, rules: list[str]) -> None:
    report = check(contract(), agreement(), amendment(total_hours=hours, total_amount=amount))
    assert found(report) == rules
    assert all("additional home study" in finding.message for finding in report.findings)


@pytest.mark.parametrize("changes", [{"agreement_number": "PP-10592"}, {"child_name": "Ada Whitfield"}])
def test_an_amendment_amends_an_agreement_on_file(changes: dict[str, str]) -> None:
    assert only(check(contract(), agreement(), amendment(**changes))).rule == "ppsp.amendment.agreement"


def test_an_amendment_alone_is_left_to_the_file() -> None:
    report = check(amendment())
    assert found(report) == []
    assert "ppsp.amendment.agreement" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize(
    ("ends", "rules"),
    [("2026-10-31", ["ppsp.termination.notice"]), ("2026-11-01", []), ("2026-11-02", [])],
)
def test_notice_is_given_thirty_days_ahead(ends: str, rules: list[str]) -> None:
    assert found(check(termination(termination_date=ends))) == rules


def test_notice_over_the_end_of_february_counts_its_days() -> None:
    dates = {"discussion_date": "2028-02-01", "notice_date": "2028-02-01"}
    assert found(check(termination(**dates, termination_date="2028-03-02"))) == []
    finding = only(check(termination(**dates, termination_date="2028-03-01")))
    assert (finding.expected, finding.found) == ("2028-03-02", "2028-03-01")


@pytest.mark.parametrize(
    ("met", "rules"),
    [(None, ["ppsp.termination.discussion"]), ("2026-10-02", []), ("2026-10-03", ["ppsp.termination.discussion"])],
)
def test_the_parties_meet_before_the_notice(met: str | None, rules: list[str]) -> None:
    assert found(check(termination(discussion_date=met))) == rules


def test_a_termination_gives_its_reason() -> None:
    assert found(check(termination(reason=None))) == ["ppsp.termination.reason"]
