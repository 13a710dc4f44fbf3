"""Papers of the Rhode Island program that are right, for tests to change."""

from typing import Any

from forms.packet import Document
from tests.support.packets import paper

PROGRAM = "ri-pdi"
PARENT, PERSON = "Lennart Roy", "Timo Roy"


def application(**changes: Any) -> Document:
    """Natural parents of a child, a family of four."""
    right: dict[str, Any] = {
        "division": "developmental-disabilities", "applicant_name": PARENT, "applicant_date_of_birth": "1979-05-30",
        "relationship": "natural", "address": "14 Wren Lane, Cranston, RI 02910", "phone": "401-555-0151",
        "eligible_person_name": PERSON, "eligible_person_date_of_birth": "2014-03-09", "household_size": 4,
        "non_relatives": 0, "clients_in_home": 0, "gross_income": "68250.00", "accepts_unannounced_visits": True,
        "willing_to_train": True, "avoids_institution": True, "applicant_signature": True,
        "signature_date": "2026-10-12",
    }  # fmt: skip
    return paper(f"{PROGRAM}/parent-application", **{**right, **changes})


def home_study(**changes: Any) -> Document:
    """A study by a social worker without a question of health."""
    right: dict[str, Any] = {
        "applicant_name": PARENT, "evaluator_name": "Ines Okafor", "evaluator_is_social_worker": True,
        "visit_date": "2026-10-26", "members_met": True, "characteristics": "Patient and stable.",
        "house": "Two bedrooms on one floor.", "community": "Near the school and the clinic.",
        "financial_dependence": "A placement would follow.", "recommendation": "certify", "evaluator_signature": True,
        "report_date": "2026-10-30",
    }  # fmt: skip
    return paper(f"{PROGRAM}/home-study", **{**right, **changes})


def physician(**changes: Any) -> Document:
    """A statement of this year."""
    right: dict[str, Any] = {
        "patient_name": PARENT, "physician_name": "Dr. Salma Idris", "able_to_care": True, "signature": True,
        "statement_date": "2026-10-20",
    }  # fmt: skip
    return paper(f"{PROGRAM}/physician-statement", **{**right, **changes})


def plan(**changes: Any) -> Document:
    """A plan that addresses every need, signed by both."""
    needs = ("physical_health", "mental_health", "social", "educational", "vocational", "leisure")
    right: dict[str, Any] = {
        "eligible_person_name": PERSON, "assessment_date": "2026-05-14", "providers": "Bay Clinic",
        "subsidy_use": "Respite care.", "parent_signature": True, "representative_signature": True,
        "plan_date": "2026-11-02", **dict.fromkeys(needs, "Looked at twice a year."),
    }  # fmt: skip
    return paper(f"{PROGRAM}/service-plan", **{**right, **changes})


def certification(**changes: Any) -> Document:
    """A certification of the fiscal year 2027."""
    right: dict[str, Any] = {
        "applicant_name": PARENT, "eligible_person_name": PERSON, "certification_date": "2026-07-01",
        "evaluator_signature": True,
    }  # fmt: skip
    return paper(f"{PROGRAM}/certification", **{**right, **changes})


def agreement(**changes: Any) -> Document:
    """An agreement of the whole fiscal year 2027."""
    right: dict[str, Any] = {
        "parent_name": PARENT, "eligible_person_name": PERSON, "start_date": "2026-07-01", "end_date": "2027-06-30",
        "amount": "325.00", "parent_signature": True, "department_signature": True, "signature_date": "2026-07-01",
    }  # fmt: skip
    return paper(f"{PROGRAM}/subsidy-agreement", **{**right, **changes})


def recertification(**changes: Any) -> Document:
    """A recertification for the fiscal year 2027."""
    right: dict[str, Any] = {
        "applicant_name": PARENT, "eligible_person_name": PERSON, "fiscal_year": "FY 2027", "plan_recommends": True,
        "level_of_care": True, "cannot_maintain": True, "evaluator_signature": True,
        "recertification_date": "2026-05-20",
    }  # fmt: skip
    return paper(f"{PROGRAM}/recertification", **{**right, **changes})


def progress_report(start: str, end: str, **changes: Any) -> Document:
    """A report on the period."""
    right: dict[str, Any] = {
        "parent_name": PARENT, "eligible_person_name": PERSON, "period_start": start, "period_end": end,
        "progress": "Dresses without help.", "signature": True, "report_date": end,
    }  # fmt: skip
    return paper(f"{PROGRAM}/progress-report", **{**right, **changes})


def visit_record(*days: str) -> Document:
    """Visits on the days."""
    visits = [{"date": day, "observation": "Both at home and well."} for day in days]
    return paper(f"{PROGRAM}/visit-record", parent_name=PARENT, worker_name="Ines Okafor", visits=visits)
