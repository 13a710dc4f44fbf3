"""ct-ppsp: cases on both sides of every rule's boundary."""

from typing import Any

import pytest

from forms.packet import Document
from tests.support.packets import check, found, paper


def invoice(**changes: Any) -> Document:
    """An invoice that is right, with changes."""
    line = {
        "date": "2026-10-02", "service": "reunification", "activity": "Home visit", "hours": "1.25", "amount": "88.29",
    }  # fmt: skip
    right: dict[str, Any] = {
        "invoice_number": "INV-1", "agency_name": "Harbor Family Services", "agreement_number": "PPSP-26-14",
        "child_name": "Noa Whitfield", "invoice_month": "2026-10", "rate": "70.63", "total_hours": "1.25",
        "total_amount": "88.29", "signature": True, "signature_date": "2026-11-02", "lines": [line],
    }  # fmt: skip
    return paper("ct-ppsp/invoice", **{**right, **changes})


@pytest.mark.parametrize(("amount", "findings"), [("88.28", 1), ("88.29", 0), ("88.30", 1)])
def test_a_line_is_its_hours_times_the_rate_to_the_cent(amount: str, findings: int) -> None:
    line = {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": amount}
    report = check(invoice(lines=[line]))
    assert found(report).count("ppsp.invoice.line") == findings
