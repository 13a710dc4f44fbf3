"""Papers of the Connecticut placement program that are right, with changes, for tests."""

from typing import Any

from forms.packet import Document
from tests.support.packets import paper

AGENCY = "Harborlight Family Services"
CHILD = "Noa Whitfield"
NUMBER = "PP-10591"


def contract(**changes: Any) -> Document:
    """A core contract request that is right, with changes."""
    right: dict[str, Any] = {
        "legal_name": AGENCY, "address": "12 Harbor View Drive, Meriden, CT 06450", "contact_person": "Imani Osei",
        "phone": "860-555-0148", "fein": "04-5400255", "contract_start": "2025-07-01", "contract_end": "2028-06-30",
        "provider_kind": "child-placing-agency", "license_number": "CPA-6924",
    }  # fmt: skip
    return paper("ct-ppsp/core-contract-request", **{**right, **changes})


def service(name: str, hours: str, amount: str) -> dict[str, str]:
    """A row of an agreement or amendment."""
    return {"service": name, "hours": hours, "amount": amount}


SERVICES = [service("placement-planning", "20", "1412.60"), service("post-placement-supervision", "40", "2825.20")]


def agreement(**changes: Any) -> Document:
    """An agreement over 60 hours that is right, with changes."""
    right: dict[str, Any] = {
        "agreement_number": NUMBER, "child_name": CHILD, "child_id": "4615264",
        "child_date_of_birth": "2015-06-18", "agency_name": AGENCY, "agency_fein": "04-5400255",
        "provider_kind": "child-placing-agency", "core_contract_number": "CC-4535", "start_date": "2026-03-02",
        "end_date": "2027-02-26", "companion_contract": "none", "department_role": "Attend case conferences.",
        "provider_role": "Provide the services and report each month.", "total_hours": "60",
        "total_amount": "4237.80", "services": SERVICES, **signed("2026-02-20"),
    }  # fmt: skip
    return paper("ct-ppsp/service-agreement", **{**right, **changes})


def signed(on: str) -> dict[str, Any]:
    """The four signatures of an agreement, dated alike."""
    signers = ("agency", "social_worker", "supervisor", "administrator")
    return {f"{signer}_signature": True for signer in signers} | {f"{signer}_signature_date": on for signer in signers}


def amendment(**changes: Any) -> Document:
    """An amendment that adds ten hours of reunification to the agreement, with changes."""
    right: dict[str, Any] = {
        "agreement_number": NUMBER, "child_name": CHILD, "amendment_date": "2026-09-01",
        "reason": "The plan changed to reunification.", "total_hours": "70", "total_amount": "4944.10",
        "agency_signature": True, "social_worker_signature": True,
        "services": [*SERVICES, service("reunification", "10", "706.30")],
    }  # fmt: skip
    return paper("ct-ppsp/amendment", **{**right, **changes})


def line(date: str, hours: str, amount: str, **changes: str) -> dict[str, str]:
    """A line of an invoice: a home visit in placement planning, with changes."""
    right = {"service": "placement-planning", "activity": "Home visit"}
    return {"date": date, "hours": hours, "amount": amount, **right, **changes}


LINES = [
    line("2026-10-02", "0.25", "17.66"),
    line("2026-10-05", "0.25", "17.66", activity="School meeting"),
    line("2026-10-08", "1.25", "88.29", service="post-placement-supervision"),
    line("2026-10-12", "1.25", "88.29", activity="Case conference"),
]


def invoice(form: str = "invoice", **changes: Any) -> Document:
    """The invoice of October 2026 that is right: its lines add up to a cent more than its total hours x the rate."""
    right: dict[str, Any] = {
        "invoice_number": "INV-55055", "agency_name": AGENCY, "agreement_number": NUMBER, "child_name": CHILD,
        "invoice_month": "2026-10", "rate": "70.63", "total_hours": "3.00", "total_amount": "211.90",
        "signature": True, "signature_date": "2026-11-03", "lines": LINES,
    }  # fmt: skip
    return paper(f"ct-ppsp/{form}", **{**right, **changes})


def one_line(date: str, hours: str, amount: str, **changes: str) -> dict[str, Any]:
    """The changes of an invoice with that line alone, its totals right."""
    return {"lines": [line(date, hours, amount, **changes)], "total_hours": hours, "total_amount": amount}


def report_on(start: str, end: str, **changes: Any) -> Document:
    """A progress report on the days that is right, with changes."""
    right: dict[str, Any] = {
        "report_kind": "monthly", "child_name": CHILD, "agency_name": AGENCY, "period_start": start,
        "period_end": end, "progress": "The child settles in.", "signature": True, "report_date": end,
    }  # fmt: skip
    return paper("ct-ppsp/progress-report", **{**right, **changes})


def termination(**changes: Any) -> Document:
    """A notice of termination thirty days ahead, with changes."""
    right: dict[str, Any] = {
        "agreement_number": NUMBER, "child_name": CHILD, "ending_party": "agency", "discussion_date": "2026-10-01",
        "notice_date": "2026-10-02", "termination_date": "2026-11-01", "reason": "The family moves away.",
        "signature": True,
    }  # fmt: skip
    return paper("ct-ppsp/termination-notice", **{**right, **changes})
