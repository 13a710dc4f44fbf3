"""ct-pss papers that are right, each with changes, and the packets that they make."""

from typing import Any

from forms.packet import Document
from tests.support.packets import paper

NAME = "Imani Okonjo-Reyes"
AGENCY = "Harborlight Family Services, Inc."
CHECKS = ("criminal", "fingerprints", "abuse-neglect-registry", "sex-offender-registry")
REFEREES = ("Dr. Ana Petrova", "Samuel Brandt", "Lucía Ferrer")


def _made(form: str, right: dict[str, Any], changes: dict[str, Any]) -> Document:
    return paper(f"ct-pss/{form}", **{**right, **changes})


def application(**changes: Any) -> Document:
    """An individual practitioner's application."""
    right = {
        "applicant_kind": "individual", "applicant_name": NAME, "date_of_birth": "1984-05-17",
        "address": "18 Orchard Hill Road", "city": "Middletown", "state": "CT", "zip": "06457",
        "phone": "860-555-0161", "email": "imani@example.org", "degree": "Bachelor of Social Work",
        "degree_field": "Social Work", "institution": "Quinnebaug State University", "idd_experience_years": 6,
        "family_experience_years": 4, "drivers_license_number": "105533871", "drivers_license_state": "CT",
        "drivers_license_expires": "2028-05-17", "signature": True, "signature_date": "2026-11-02",
    }  # fmt: skip
    return _made("provider-application", right, changes)


def letter(referee: str, **changes: Any) -> Document:
    """A letter of reference that is no clinician's."""
    right = {
        "applicant_name": NAME, "referee_name": referee, "phone": "860-555-0170", "for_dds_application": True,
        "signature": True, "letter_date": "2026-09-30",
    }  # fmt: skip
    return _made("reference-letter", right, changes)


def letters(**changes: Any) -> list[Document]:
    """Three letters, the first a clinician's; the changes are made to the last."""
    first, second, third = REFEREES
    return [letter(first, referee_is_clinician=True), letter(second), letter(third, **changes)]


def cpr(courses: str = "Adult and Pediatric CPR/AED and First Aid", **changes: Any) -> Document:
    """A certificate of CPR and first aid."""
    right = {"holder_name": NAME, "courses": courses, "issued": "2025-12-03", "expires": "2027-12-31"}
    return _made("cpr-certificate", right, changes)


def insurance(**changes: Any) -> Document:
    """A certificate of liability insurance."""
    right = {
        "insured": NAME, "insurer": "Nutmeg Mutual", "policy_number": "NM-40771", "effective": "2026-07-01",
        "expires": "2027-07-01",
    }  # fmt: skip
    return _made("liability-certificate", right, changes)


def background(kind: str | None, **changes: Any) -> Document:
    """The clear result of one check."""
    right = {"subject_name": NAME, "check_kind": kind, "check_date": "2026-10-12", "result": "clear"}
    return _made("background-check", right, changes)


def agreement(**changes: Any) -> Document:
    """A provider agreement signed by the provider alone."""
    right = {
        "provider_name": NAME, "effective": "2026-12-01", "provider_signature": True,
        "provider_signature_date": "2026-11-03",
    }  # fmt: skip
    return _made("provider-agreement", right, changes)


def signed(form: str, **changes: Any) -> Document:
    """A paper that only names the provider and is signed and dated."""
    return _made(form, {"provider_name": NAME, "signature": True, "signature_date": "2026-11-03"}, changes)


def supporting(*kinds: str) -> list[Document]:
    """Papers that are recognised by their words alone."""
    return [paper("ct-pss/supporting-document", kind=kind) for kind in kinds]


def individual(*, without: str | None = None, **replaced: list[Document]) -> list[Document]:
    """An individual practitioner's packet, less a part or with a part replaced."""
    parts: dict[str, list[Document]] = {
        "application": [application()],
        "letters": letters(),
        "cpr": [cpr()],
        "insurance": [insurance()],
        **_enrollment(),
        **{kind.replace("-", "_"): supporting(kind) for kind in ("work-sample", "resume", "diploma")},
    }
    return _joined(parts, without, replaced)


def new_agency(*, without: str | None = None, **replaced: list[Document]) -> list[Document]:
    """A new agency's packet; the insured is the agency."""
    parts: dict[str, list[Document]] = {
        "application": [application(applicant_kind="new-agency", agency_name=AGENCY, fein="06-1234567")],
        "letters": [letter(name) for name in REFEREES],
        "insurance": [insurance(insured="HARBORLIGHT FAMILY SERVICES")],
        **_enrollment(),
        **{kind.replace("-", "_"): supporting(kind) for kind in ("work-sample", "resume", "diploma")},
    }
    return _joined(parts, without, replaced)


def existing_agency(*, without: str | None = None, **replaced: list[Document]) -> list[Document]:
    """An existing agency's packet to add the service."""
    kinds = (
        "letter-of-intent", "staff-training-procedure", "clinical-oversight-procedure", "resume", "diploma",
        "work-sample",
    )  # fmt: skip
    parts = {
        "application": [amendment()],
        "letters": [letter(name) for name in REFEREES],
        **{kind.replace("-", "_"): supporting(kind) for kind in kinds},
    }
    return _joined(parts, without, replaced)


def amendment(**changes: Any) -> Document:
    """An existing agency's application to amend its services."""
    right = {
        "agency_name": AGENCY, "fein": "06-1234567", "service_requested": "Parenting Support Services",
        "contact_name": "Walter Haverkamp", "signature": True, "signature_date": "2026-11-02",
    }  # fmt: skip
    return _made("application-to-amend", right, changes)


def _enrollment() -> dict[str, list[Document]]:
    return {
        **{kind.replace("-", "_"): [background(kind)] for kind in CHECKS},
        "agreement": [agreement()],
        "hipaa": [signed("hipaa-agreement")],
        "false_claims": [signed("false-claims-acknowledgement")],
    }


def _joined(
    parts: dict[str, list[Document]], without: str | None, replaced: dict[str, list[Document]]
) -> list[Document]:
    unknown = (set(replaced) | ({without} if without else set())) - set(parts)
    assert not unknown, f"the packet has no {unknown}"
    return [document for name, papers in parts.items() if name != without for document in replaced.get(name, papers)]


def line(**changes: Any) -> dict[str, Any]:
    """A line of an agency's invoice: an hour and a quarter."""
    right = {
        "date": "2026-10-06", "start_time": "09:00", "end_time": "10:15", "activity": "Individualized parent training",
        "hours": "1.25", "rate": "52.02", "amount": "65.03",
    }  # fmt: skip
    return {**right, **changes}


def invoice(lines: list[dict[str, Any]] | None = None, **changes: Any) -> Document:
    """An agency's invoice of October 2026 whose totals are those of its lines."""
    rows = [line()] if lines is None else lines
    right = {
        "provider_name": AGENCY, "provider_kind": "agency", "parent_name": "Devon Marsh",
        "child_date_of_birth": "2019-02-11", "residence": "own-home", "period_start": "2026-10-01",
        "period_end": "2026-10-31", "total_hours": _sum(rows, "hours"), "total_amount": _sum(rows, "amount"),
        "signature": True, "invoice_date": "2026-11-04", "lines": rows,
    }  # fmt: skip
    return _made("invoice", right, changes)


def _sum(rows: list[dict[str, Any]], column: str) -> str:
    cents = sum(round(float(row[column]) * 100) for row in rows)
    return f"{cents // 100}.{cents % 100:02d}"


def note(row: dict[str, Any] | None = None, /, **changes: Any) -> Document:
    """The session note of a line."""
    row = row or line()
    right = {
        "parent_name": "Devon Marsh", "provider_name": NAME, "service_date": row["date"],
        "start_time": row["start_time"], "end_time": row["end_time"], "location": "Own home, kitchen",
        "attendees": "Devon Marsh, one child", "goals": "Keep the bedtime routine",
        "strategies": "Task analysis and picture cards", "outcomes": "Four of five steps alone",
        "follow_up": "Repeat on Thursday", "provider_signature": True, "parent_signature": True,
    }  # fmt: skip
    return _made("session-note", right, changes)


def billing(*rows: dict[str, Any], **changes: Any) -> list[Document]:
    """An invoice of the lines with the note of each."""
    listed = list(rows) or [line()]
    return [invoice(listed, **changes), *(note(row) for row in listed)]


def request(**changes: Any) -> Document:
    """A service request that may be granted."""
    right = {
        "parent_name": "Devon Marsh", "case_manager_name": "Pilar Echeverria", "waiver": "ifs",
        "residence": "family-home", "custody_or_visitation": True, "child_date_of_birth": "2019-02-11",
        "assessment_need": True, "action_plan_objective": "Keep a safe and steady home routine",
        "hours_per_week": "4", "in_summary_of_supports": True, "within_budget": True, "signature": True,
        "signature_date": "2026-11-02",
    }  # fmt: skip
    return _made("service-request", right, changes)
