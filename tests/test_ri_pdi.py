"""ri-pdi: the application, the home study, the physician's statement and the plan, on both sides of every boundary."""

from datetime import date
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.packet import Document
from tests.support.packets import check, found, paper
from tests.support.ri_pdi import application, certification, home_study, physician, plan


def applied(**changes: Any) -> list[str]:
    """What is found in a packet that is right but for the application."""
    return found(check(application(**changes), home_study(), plan()))


def studied(**changes: Any) -> list[str]:
    return found(check(application(), home_study(**changes), plan()))


def planned(**changes: Any) -> list[str]:
    return found(check(application(), home_study(), plan(**changes)))


def test_a_right_application_is_complete() -> None:
    report = check(application(), home_study(), plan())
    assert (found(report), report.outcome) == ([], "complete")


# Items


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([application()], ["pdi.item.home-study", "pdi.item.service-plan"]),
        ([home_study()], ["pdi.item.parent-application", "pdi.item.service-plan"]),
        ([application(), home_study()], ["pdi.item.service-plan"]),
        ([application(), home_study(health_question=True), plan()], ["pdi.item.physician-statement"]),
        ([application(), home_study(health_question=True), plan(), physician()], []),
        ([plan()], []),
        ([certification()], []),
    ],
)
def test_what_an_application_needs(papers: list[Document], expected: list[str]) -> None:
    assert found(check(*papers)) == expected


def test_a_physicians_statement_is_asked_for_under_its_own_section() -> None:
    report = check(application(), home_study(health_question=True))
    cited = {finding.rule: finding.citation for finding in report.findings}
    assert cited["pdi.item.physician-statement"] == "212-RICR-20-00-1, 1.4(C)"
    assert cited["pdi.item.service-plan"] == "212-RICR-20-00-1, 1.4(A); 1.4(F)(1); 1.7(E)"


# The applicant


@pytest.mark.parametrize(
    ("born", "as_of", "of_age"),
    [
        ("2008-11-21", date(2026, 11, 21), True),
        ("2008-11-22", date(2026, 11, 21), False),
        ("2008-02-29", date(2026, 3, 1), True),
        ("2008-02-29", date(2026, 2, 28), False),
    ],
)
def test_applicants_are_eighteen(born: str, as_of: date, of_age: bool) -> None:
    young = {"assessment_date": "2026-02-02", "plan_date": "2026-02-20"}
    for changes in (
        {"applicant_date_of_birth": born},
        {"co_applicant_name": "Ada Roy", "co_applicant_signature": True, "co_applicant_date_of_birth": born},
    ):
        report = check(application(**changes), home_study(), plan(**young), as_of=as_of)
        assert found(report) == ([] if of_age else ["pdi.age"])
        assert report.outcome == ("complete" if of_age else "ineligible")


def test_a_second_applicant_signs_as_well() -> None:
    assert applied(co_applicant_name="Ada Roy") == ["pdi.field.co_applicant_signature"]
    assert applied(co_applicant_name="Ada Roy", co_applicant_signature=True) == []


@pytest.mark.parametrize(
    ("as_of", "size", "limit"),
    [
        # 400% of the guideline, to the cent: the table of 2025 ends on January 12, 2026.
        (date(2026, 1, 12), 4, "128600.00"),
        (date(2026, 1, 13), 4, "132000.00"),
        (date(2026, 11, 21), 1, "63840.00"),
        (date(2026, 11, 21), 2, "86560.00"),
        (date(2026, 11, 21), 8, "222880.00"),
        (date(2026, 11, 21), 9, "245600.00"),
        (date(2025, 1, 14), 3, "103280.00"),
        (date(2025, 1, 15), 3, "106600.00"),
    ],
)
def test_natural_parents_may_earn_up_to_the_limit(as_of: date, size: int, limit: str) -> None:
    above = f"{limit[:-2]}01"
    for income, expected in ((limit, []), (above, ["pdi.income"])):
        changes = {"gross_income": income, "household_size": size, "eligible_person_date_of_birth": "2014-03-09"}
        assert found(check(application(**changes), home_study(), plan(), as_of=as_of)) == expected


def test_the_figures_of_the_income_limit_are_shown() -> None:
    report = check(application(gross_income="132000.01"), home_study(), plan())
    finding = report.findings[0]
    assert (finding.expected, finding.found) == ("132000.00", "132000.01")
    for figure in ("132,000.01", "132,000.00", "400%", "33,000.00", "family of 4"):
        assert figure in finding.message
    used = {figure.parameter: figure.starts for figure in report.figures}
    assert used["federal_poverty_guideline"] == date(2026, 1, 13)


@pytest.mark.parametrize("relationship", ["adoptive", "foster", "caretaker"])
def test_the_income_of_other_parents_has_no_limit(relationship: str) -> None:
    assert applied(relationship=relationship, gross_income="900000.00", dcyf_license_number="F-12") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"settlement": True}, ["pdi.settlement"]),
        ({"non_relatives": 1}, []),
        ({"non_relatives": 2}, ["pdi.household"]),
        ({"clients_in_home": 1}, ["pdi.one-client"]),
        ({"clients_in_home": 1, "clients_are_siblings": True}, []),
        ({"employed_outside": True}, ["pdi.employment"]),
        ({"employed_outside": True, "supervision_arrangement": "An aunt is at home."}, []),
        ({"accepts_unannounced_visits": False}, ["pdi.visits-accepted"]),
        ({"willing_to_train": False}, ["pdi.training-accepted"]),
        ({"avoids_institution": False}, ["pdi.essential"]),
        ({"gross_income": None}, ["pdi.field.gross_income"]),
        ({"division": None}, ["pdi.field.division"]),
        ({"applicant_signature": False}, ["pdi.field.applicant_signature"]),
        ({"relationship": None}, ["pdi.field.relationship"]),
    ],
)
def test_what_an_application_says(changes: dict[str, Any], expected: list[str]) -> None:
    assert applied(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["pdi.license.foster"]),
        ({"dcyf_license_number": "F-1042"}, []),
        ({"eligible_person_is_adult": True}, []),
        ({"eligible_person_date_of_birth": "2008-11-21"}, []),
        ({"eligible_person_date_of_birth": "2008-11-22"}, ["pdi.license.foster"]),
    ],
)
def test_foster_parents_of_a_child_are_licensed(changes: dict[str, Any], expected: list[str]) -> None:
    assert applied(relationship="foster", **changes) == expected


@pytest.mark.parametrize(
    ("relationship", "adults", "review"),
    [("caretaker", 1, False), ("caretaker", 2, True), ("caretaker", None, False), ("natural", 3, False)],
)
def test_caretakers_of_two_adults_are_subject_to_licensure(relationship: str, adults: int | None, review: bool) -> None:
    report = check(application(relationship=relationship, adults_receiving_care=adults), home_study(), plan())
    assert (found(report), report.outcome) == (
        (["pdi.license.caretaker"], "needs-review") if review else ([], "complete")
    )


@pytest.mark.parametrize(
    ("box", "rule"), [("settlement", "pdi.settlement"), ("willing_to_train", "pdi.training-accepted")]
)
def test_a_box_in_doubt_is_for_a_person_and_finds_nothing(box: str, rule: str) -> None:
    doubtful = application(**{box: box == "settlement"})
    doubtful.fields[box] = doubtful.fields[box].doubted("the mark is faint", 0.6)
    report = check(doubtful, home_study(), plan())
    assert (found(report), report.outcome) == ([], "needs-review")
    assert rule in {entry.rule for entry in report.not_checked}


# Home study


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"evaluator_is_social_worker": False}, ["pdi.home-study.evaluator"]),
        ({"members_met": False}, ["pdi.home-study.members"]),
        ({"characteristics": None}, ["pdi.home-study.factor.characteristics"]),
        ({"house": None}, ["pdi.home-study.factor.house"]),
        ({"community": None}, ["pdi.home-study.factor.community"]),
        ({"financial_dependence": None}, ["pdi.home-study.factor.financial_dependence"]),
        ({"recommendation": None}, ["pdi.field.recommendation"]),
        ({"evaluator_signature": False}, ["pdi.field.evaluator_signature"]),
        ({"house": None, "community": None}, ["pdi.home-study.factor.community", "pdi.home-study.factor.house"]),
    ],
)
def test_what_a_home_study_lacks(changes: dict[str, Any], expected: list[str]) -> None:
    assert studied(**changes) == expected


@pytest.mark.parametrize(
    ("relationship", "needed"), [("natural", True), ("adoptive", True), ("foster", False), ("caretaker", False)]
)
def test_financial_dependence_concerns_natural_and_adoptive_parents(relationship: str, needed: bool) -> None:
    study = home_study(financial_dependence=None)
    report = check(application(relationship=relationship, dcyf_license_number="F-12"), study, plan())
    assert found(report) == (["pdi.home-study.factor.financial_dependence"] if needed else [])


def test_without_an_application_financial_dependence_is_not_checked() -> None:
    report = check(home_study(financial_dependence=None))
    assert "pdi.home-study.factor.<field>" in {entry.rule for entry in report.not_checked}
    assert found(report) == ["pdi.item.parent-application", "pdi.item.service-plan"]


# Physician


@pytest.mark.parametrize(
    ("dated", "as_of", "late"),
    [
        ("2025-11-21", date(2026, 11, 21), False),
        ("2025-11-20", date(2026, 11, 21), True),
        ("2024-02-29", date(2025, 2, 28), False),
        ("2024-02-29", date(2025, 3, 1), True),
    ],
)
def test_a_physicians_statement_holds_a_year(dated: str, as_of: date, late: bool) -> None:
    report = check(physician(statement_date=dated), as_of=as_of)
    assert found(report) == (["pdi.physician.current"] if late else [])


def test_a_newer_statement_of_the_same_patient_counts() -> None:
    old = physician(statement_date="2024-05-05")
    assert found(check(old, physician())) == []
    other = physician(patient_name="Ada Roy")
    pair = application(co_applicant_name="Ada Roy", co_applicant_signature=True)
    assert found(check(pair, home_study(), plan(), old, other)) == ["pdi.physician.current"]


# Plan


@pytest.mark.parametrize(
    ("assessed", "late"), [("2025-11-02", False), ("2025-11-01", True), ("2026-11-02", False), ("2025-05-14", True)]
)
def test_the_plan_rests_on_assessments_of_twelve_months(assessed: str, late: bool) -> None:
    assert planned(assessment_date=assessed) == (["pdi.plan.assessment"] if late else [])


def test_the_assessments_of_an_undated_plan_are_counted_from_the_day_of_the_check() -> None:
    assert planned(plan_date=None, assessment_date="2025-11-21") == ["pdi.field.plan_date"]
    assert planned(plan_date=None, assessment_date="2025-11-20") == ["pdi.field.plan_date", "pdi.plan.assessment"]


@pytest.mark.parametrize(
    "need",
    ["physical_health", "mental_health", "social", "educational", "vocational", "leisure", "providers", "subsidy_use"],
)
def test_the_plan_addresses_each_need(need: str) -> None:
    assert planned(**{need: None}) == [f"pdi.plan.need.{need}"]


@pytest.mark.parametrize(
    ("parent", "representative", "expected"),
    [
        (True, True, []),
        (False, True, ["pdi.plan.signatures"]),
        (True, False, ["pdi.plan.signatures"]),
        (False, False, ["pdi.plan.signatures"]),
    ],
)
def test_the_plan_is_signed_by_both(parent: bool, representative: bool, expected: list[str]) -> None:
    assert planned(parent_signature=parent, representative_signature=representative) == expected


# Names


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ([home_study(applicant_name="Rosa Tremblay"), plan()], ["pdi.name.mismatch"]),
        ([home_study(applicant_name="Lennart C. Roy"), plan()], []),
        ([home_study(), plan(eligible_person_name="Rosa Tremblay")], ["pdi.name.mismatch"]),
        ([home_study(), plan(eligible_person_name="ROY, Timo")], []),
        ([home_study(), plan(), physician(patient_name="Rosa Tremblay")], ["pdi.name.mismatch"]),
    ],
)
def test_all_papers_are_of_one_parent_and_person(papers: list[Document], expected: list[str]) -> None:
    assert found(check(*papers, application())) == expected


def test_papers_may_name_either_parent_or_both() -> None:
    both = application(co_applicant_name="Ada Roy", co_applicant_signature=True)
    for name in ("Ada Roy", "Lennart Roy", "Lennart and Ada Roy", "Ada & Lennart Roy"):
        assert found(check(both, home_study(applicant_name=name), plan())) == []


def test_a_doubtful_name_near_either_parents_is_for_a_person_and_a_strange_one_is_still_found() -> None:
    both = application(co_applicant_name="Ada Roy", co_applicant_signature=True)
    study = home_study(applicant_name="Ada Rcy")
    study.fields["applicant_name"] = study.fields["applicant_name"].doubted("was read badly", 0.5)
    report = check(both, study, plan())
    assert (found(report), report.outcome) == ([], "needs-review")
    assert "Ada Rcy" in {entry.rule: entry.why for entry in report.not_checked}["pdi.name.mismatch"]
    assert found(check(both, study, plan(), certification(applicant_name="Rosa Tremblay"))) == ["pdi.name.mismatch"]


def test_a_doubtful_question_of_health_asks_for_no_statement_yet() -> None:
    study = home_study(health_question=True)
    study.fields["health_question"] = study.fields["health_question"].doubted("the mark is faint", 0.6)
    report = check(application(), study)
    assert found(report) == ["pdi.item.service-plan"]
    assert "pdi.item.<document>" in {entry.rule for entry in report.not_checked}


def test_papers_of_siblings_name_several_persons() -> None:
    siblings = application(clients_in_home=1, clients_are_siblings=True)
    sister = plan(eligible_person_name="Nelly Roy")
    assert found(check(siblings, home_study(), plan(), sister)) == []
    assert found(check(application(), home_study(), plan(), sister)) == ["pdi.name.mismatch"]


def test_every_poverty_guideline_from_1982_on_is_known() -> None:
    editions = load_catalog().program("ri-pdi").parameters["federal_poverty_guideline"].editions
    assert [edition.starts.year for edition in editions] == list(range(1982, 2027))
    assert all(edition.source for edition in editions)


def test_an_unreadable_household_size_leaves_the_income_unchecked() -> None:
    report = check(application(household_size="?"), home_study(), plan())
    assert "pdi.income" in {entry.rule for entry in report.not_checked}
    assert (found(report), report.outcome) == ([], "needs-review")


def test_a_form_of_another_kind_is_left_alone() -> None:
    assert found(check(paper("ri-pdi/visit-record", parent_name="Lennart Roy", worker_name="Ines Okafor"))) == []
