"""The documents of ct-ppsp: what they compute, what they refuse, and which follow from a packet."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from forms.catalog import load_catalog
from forms.errors import FormwrightError, IncompleteData
from forms.evidence import Value
from forms.packet import Document, Packet
from forms.report import Finding, Report
from generators.document import Following, document
from generators.follow import documents_that_follow
from generators.proofread import word_blocks
from generators.write import complete, write_document
from tests.support.packets import AS_OF, paper

CATALOG = load_catalog()
PROGRAM = CATALOG.program("ct-ppsp")
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents" / "ct-ppsp"


def example(name: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return {**content, **changes}


def completed(name: str, **changes: Any) -> dict[str, Any]:
    return complete(document(f"ct-ppsp/{name}", CATALOG), PROGRAM, example(name, **changes))


def words(name: str, data: dict[str, Any], folder: Path) -> str:
    (path,) = write_document(f"ct-ppsp/{name}", data, folder / "out.docx", CATALOG)
    return "\n".join(word_blocks(path.read_bytes()))


def fields(pdf: bytes) -> dict[str, Any]:
    return {name: field.get("/V") for name, field in (PdfReader(io.BytesIO(pdf)).get_fields() or {}).items()}


class TestTermination:
    def test_the_earliest_lawful_date_is_computed(self) -> None:
        data = completed("termination-notice", notice_date="2026-01-30", discussion_date="2026-01-30")
        assert data["earliest_date"] == data["ends"] == date(2026, 3, 1)

    @pytest.mark.parametrize("day", ["2026-12-21", "2027-02-01"])
    def test_a_date_of_thirty_days_or_more_stands(self, day: str) -> None:
        assert completed("termination-notice", termination_date=day)["ends"].isoformat() == day

    def test_a_date_one_day_too_early_is_refused_with_the_earliest(self) -> None:
        with pytest.raises(FormwrightError, match=r"December 20, 2026.*December 21, 2026 at the earliest, 30 days"):
            completed("termination-notice", termination_date="2026-12-20")

    def test_a_notice_before_the_parties_met_is_refused(self) -> None:
        with pytest.raises(FormwrightError, match="they meet first"):
            completed("termination-notice", discussion_date="2026-11-22")
        completed("termination-notice", discussion_date="2026-11-21")

    def test_the_letterhead_is_of_the_party_that_ends_the_agreement(self, tmp_path: Path) -> None:
        ours = words("termination-notice", example("termination-notice"), tmp_path).splitlines()
        theirs = words("termination-notice", example("termination-notice", ending_party="agency"), tmp_path)
        assert ours[0] == "Connecticut Department of Children and Families"
        assert theirs.splitlines()[0] == "Harbor Family Services"
        assert "Harbor Family Services ends the service agreement" in theirs
        assert "Call the Office of Children and Youth in Placement" in " ".join(ours)
        assert "Call the Office" not in theirs


class TestAgreement:
    def test_each_ceiling_is_hours_times_the_rate_half_a_cent_up(self) -> None:
        data = completed("service-agreement")
        assert [row["amount"] for row in data["services"]] == [
            Decimal("1412.60"),
            Decimal("1801.07"),
            Decimal("2842.86"),
        ]
        assert (data["total_hours"], data["total_amount"]) == (Decimal("85.75"), Decimal("6056.53"))

    def test_a_stated_amount_must_be_the_computed_one(self) -> None:
        services = [{"service": "reunification", "hours": "1.25", "amount": "88.29"}]
        completed("service-agreement", services=services)
        with pytest.raises(FormwrightError, match=r"\$88\.28 as the amount of row 1; it comes to \$88\.29"):
            completed("service-agreement", services=[{**services[0], "amount": "88.28"}])
        with pytest.raises(FormwrightError, match=r"85\.00 as total_hours; it comes to 85\.75"):
            completed("service-agreement", total_hours="85.00")

    @pytest.mark.parametrize(("hours", "home_study", "lawful"), [
        ("132.00", False, True), ("132.01", False, False), ("132.01", True, True), ("157.00", True, True),
        ("157.01", True, False),
    ])  # fmt: skip
    def test_no_more_than_the_maximum_is_bought(self, hours: str, home_study: bool, lawful: bool) -> None:
        changes = {"services": [{"service": "reunification", "hours": hours}], "additional_home_study": home_study}
        if lawful:
            completed("service-agreement", **changes)
        else:
            with pytest.raises(FormwrightError, match=r"at most (132|157) may be bought"):
                completed("service-agreement", **changes)

    def test_a_clinical_provider_does_no_home_study(self) -> None:
        with pytest.raises(FormwrightError, match="Home Study and Evaluation cannot be bought: only a licensed"):
            completed("service-agreement", provider_kind="clinical-provider")
        completed(
            "service-agreement",
            provider_kind="clinical-provider",
            services=[{"service": "reunification", "hours": "2"}],
        )

    def test_a_companion_contract_bars_its_services(self) -> None:
        with pytest.raises(FormwrightError, match="Placement Planning cannot be bought: DCF does not reimburse"):
            completed("service-agreement", companion_contract="residential")

    def test_an_agreement_ends_after_it_starts(self) -> None:
        with pytest.raises(FormwrightError, match="not after its start"):
            completed("service-agreement", end_date="2026-12-01")
        completed("service-agreement", end_date="2026-12-02")

    def test_the_pdf_is_our_form_with_the_fields_filled_and_the_signatures_open(self, tmp_path: Path) -> None:
        write_document("ct-ppsp/service-agreement", example("service-agreement"), tmp_path / "out.pdf", CATALOG)
        read = fields((tmp_path / "out.pdf").read_bytes())
        assert read["child_name"] == "Noa Whitfield"
        assert read["services[2].amount"] == "2,842.86"
        assert read["total_amount"] == "6,056.53"
        assert not read["agency_signature"]

    def test_each_child_of_a_sibling_group_gets_an_agreement_of_its_own(self, tmp_path: Path) -> None:
        sibling = {
            "child_name": "Ari Whitfield", "child_id": "1048214", "child_date_of_birth": "2016-02-29",
            "agreement_number": "PPSP-26-0148",
        }  # fmt: skip
        data = example("service-agreement", siblings=[sibling])
        written = write_document("ct-ppsp/service-agreement", data, tmp_path / "agreement.pdf", CATALOG)
        assert [path.name for path in written] == ["agreement.pdf", "agreement-2.pdf"]
        first, second = (fields(path.read_bytes()) for path in written)
        assert (first["child_name"], second["child_name"]) == ("Noa Whitfield", "Ari Whitfield")
        assert (first["agreement_number"], second["agreement_number"]) == ("PPSP-26-0147", "PPSP-26-0148")
        assert first["total_amount"] == second["total_amount"]

    def test_a_sibling_without_a_number_is_refused_and_nothing_is_written(self, tmp_path: Path) -> None:
        data = example("service-agreement", siblings=[{"child_name": "Ari Whitfield"}])
        with pytest.raises(IncompleteData) as refused:
            write_document("ct-ppsp/service-agreement", data, tmp_path / "agreement.pdf", CATALOG)
        assert [entry.partition(" (")[0] for entry in refused.value.missing] == [
            "LINK number", "Child's date of birth", "Agreement number",
        ]  # fmt: skip
        assert list(tmp_path.iterdir()) == []


class TestAmendment:
    def test_what_changed_is_told_service_by_service(self) -> None:
        assert completed("amended-agreement")["changes"] == [
            "Home Study and Evaluation: no longer bought, 25.50 hours ($1,801.07) before.",
            "Reunification Services: 40.25 hours ($2,842.86) before, 55.00 hours ($3,884.65) now; "
            "14.75 hours and $1,041.79 more.",
            "Supervision After Reunification: added, 12.00 hours ($847.56).",
            "All services together: 85.75 hours ($6,056.53) before, 87.00 hours ($6,144.81) now; "
            "1.25 hours and $88.28 more.",
            "Expected end: August 31, 2027 before, September 30, 2027 now.",
        ]

    def test_what_changed_stands_in_pdf_and_word(self, tmp_path: Path) -> None:
        change = "Supervision After Reunification: added"
        assert change in words("amended-agreement", example("amended-agreement"), tmp_path)
        write_document("ct-ppsp/amended-agreement", example("amended-agreement"), tmp_path / "out.pdf", CATALOG)
        pages = PdfReader(tmp_path / "out.pdf").pages
        assert change in " ".join(pages[-1].extract_text().split())

    @pytest.mark.parametrize(("hours", "lawful"), [("132", True), ("132.25", False)])
    def test_an_amended_agreement_stays_within_the_maximum(self, hours: str, lawful: bool) -> None:
        services = [{"service": "reunification", "hours": hours}]
        if lawful:
            completed("amended-agreement", services=services)
        else:
            with pytest.raises(FormwrightError, match="at most 132 may be bought"):
                completed("amended-agreement", services=services)

    def test_without_the_agreement_as_it_stood_no_changes_are_claimed(self, tmp_path: Path) -> None:
        data = example("amended-agreement")
        del data["previous_services"], data["previous_end_date"]
        assert "What changed" not in words("amended-agreement", data, tmp_path)


class TestForms:
    def test_an_invoice_form_carries_the_rate_of_its_month_and_stays_open(self, tmp_path: Path) -> None:
        write_document("ct-ppsp/invoice-form", example("invoice-form"), tmp_path / "out.pdf", CATALOG)
        read = fields((tmp_path / "out.pdf").read_bytes())
        assert (read["rate"], read["invoice_month"], read["child_name"]) == ("70.63", "12/2026", "Noa Whitfield")
        assert not read["total_amount"]
        assert not read["lines[0].date"]

    def test_an_invoice_form_adds_up_the_lines_that_are_known(self) -> None:
        line = {"date": "2026-12-02", "service": "reunification", "activity": "Home visit", "hours": "1.25"}
        data = completed("invoice-form", lines=[line, {**line, "hours": "0.25"}])
        assert [row["amount"] for row in data["lines"]] == [Decimal("88.29"), Decimal("17.66")]
        assert data["total_amount"] == Decimal("105.95")

    def test_a_contract_request_ends_after_it_starts(self) -> None:
        with pytest.raises(FormwrightError, match="core contract is to end"):
            completed("core-contract-request", contract_end="2027-01-01")

    def test_a_child_placing_agency_gives_its_license_a_clinical_provider_does_not(self) -> None:
        data = example("core-contract-request")
        del data["license_number"]
        declared = document("ct-ppsp/core-contract-request", CATALOG)
        with pytest.raises(IncompleteData, match=r"License number \(license_number\) is missing"):
            complete(declared, PROGRAM, data)
        complete(declared, PROGRAM, {**data, "provider_kind": "clinical-provider"})

    def test_the_rate_sheet_states_rate_and_maxima(self, tmp_path: Path) -> None:
        text = words("rate-sheet", example("rate-sheet"), tmp_path)
        for figure in ("$70.63", "132.00", "$9,323.16", "157.00", "$11,088.91", "December 19, 2014"):
            assert figure in text

    def test_no_rate_is_made_up_before_the_policy(self) -> None:
        with pytest.raises(FormwrightError, match="No rate per service hour is known for 2014-12-18"):
            completed("rate-sheet", effective_date="2014-12-18")
        completed("rate-sheet", effective_date="2014-12-19")

    def test_a_clinical_providers_sheet_leaves_out_what_it_may_not_do(self) -> None:
        services = completed("rate-sheet", provider_kind="clinical-provider")["services"]
        assert len(services) == 5
        assert "Home Study and Evaluation" not in services


class TestMemo:
    def memo(self, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
        agreed: list[dict[str, Any]] = []
        plain = {"invoice_total": None, "agreed_services": agreed, "findings": [], **changes}
        return completed("invoice-exception-memo", lines=list(lines), **plain)

    @pytest.mark.parametrize(("billed", "payable", "why"), [
        ("88.30", "88.29", "$0.01 more was billed"), ("88.29", "88.29", ""),
        ("88.28", "88.28", "$0.01 less was billed"),
    ])  # fmt: skip
    def test_a_line_pays_hours_times_rate_and_never_more_than_billed(self, billed: str, payable: str, why: str) -> None:
        data = self.memo({"date": "2026-10-02", "service": "reunification", "hours": "1.25", "billed": billed})
        assert data["rows"][0]["payable"] == Decimal(payable)
        assert why in data["rows"][0]["why"]
        assert bool(data["rows"][0]["why"]) == bool(why)

    def test_a_line_that_is_not_payable_says_why_and_takes_nothing_of_the_ceiling(self) -> None:
        line = {"date": "2026-10-02", "service": "reunification", "hours": "2", "billed": "141.26"}
        data = self.memo(
            {**line, "not_payable": "activity"}, line, agreed_services=[{"service": "reunification", "hours": "2"}]
        )
        assert [row["payable"] for row in data["rows"]] == [Decimal(0), Decimal("141.26")]
        assert data["rows"][0]["why"] == "A service hour does not include this activity."

    def test_hours_over_the_ceiling_are_not_paid_the_earlier_day_first(self) -> None:
        line = {"service": "reunification", "hours": "3", "billed": "211.89"}
        data = self.memo(
            {**line, "date": "2026-10-20"},
            {**line, "date": "2026-10-05"},
            agreed_services=[{"service": "reunification", "hours": "10.00", "billed_before": "5.50"}],
        )
        assert [row["payable"] for row in data["rows"]] == [Decimal("105.95"), Decimal("211.89")]
        assert "1.5 hours are over the 10 hours" in data["rows"][0]["why"]
        (prorated,) = data["prorated"]
        assert (prorated["hours"], prorated["payment"], prorated["left"]) == (Decimal("4.5"), Decimal("317.84"), 0)
        assert prorated["ceiling"] == Decimal("706.30")

    @pytest.mark.parametrize(("total", "payable"), [("141.25", "141.25"), ("141.26", "141.26"), ("141.27", "141.26")])
    def test_of_total_and_lines_the_smaller_is_payable(self, total: str, payable: str) -> None:
        line = {"date": "2026-10-02", "service": "reunification", "hours": "2", "billed": "141.26"}
        data = self.memo(line, invoice_total=total)
        assert data["payable"] == Decimal(payable)
        assert bool(data["total_note"]) == (total != "141.26")

    def test_a_line_that_cannot_be_read_pays_nothing(self) -> None:
        data = self.memo({"date": "2026-10-02", "service": "reunification", "billed": "141.26"})
        assert data["rows"][0]["payable"] == 0
        assert "The hours cannot be read" in data["rows"][0]["why"]

    def test_what_holds_the_payment_is_said_first(self, tmp_path: Path) -> None:
        finding = {
            "message": "The invoice is not signed.",
            "citation": "Policy, Monthly Invoice",
            "holds_payment": True,
        }
        text = words("invoice-exception-memo", example("invoice-exception-memo", findings=[finding]), tmp_path)
        assert "Nothing is paid until the following is settled. Once it is, $476.75 is payable." in text

    def test_a_hundred_lines_and_long_words_stand_on_paper_whole(self, tmp_path: Path) -> None:
        lines = [
            {
                "date": "2026-10-02", "service": "reunification", "hours": "0.25", "billed": "17.66",
                "activity": f"Visit {number}: Łukasz & Zoë <home>, {'Pneumonoultramicroscopic' * 6}",
            }
            for number in range(100)
        ]  # fmt: skip
        lines[50]["activity"] = "A very long account of one visit. " * 150
        data = example("invoice-exception-memo", lines=lines, invoice_total=None)
        (path,) = write_document("ct-ppsp/invoice-exception-memo", data, tmp_path / "memo.pdf", CATALOG)
        assert len(PdfReader(path).pages) > 5

    def test_an_invoice_without_services_still_gets_its_memo(self, tmp_path: Path) -> None:
        text = words(
            "invoice-exception-memo", example("invoice-exception-memo", lines=[], invoice_total="0.00"), tmp_path
        )
        assert "Nothing is payable on this invoice." in text
        assert "Line by line" not in text


def report(*papers: Document, findings: list[Finding] | None = None) -> Report:
    for number, one in enumerate(papers, start=1):
        one.id = f"d{number}"
    return Report(Packet("packet", list(papers)), ["ct-ppsp"], AS_OF, "incomplete", findings or [])


def finding(rule: str, on: str = "d1", *at: str) -> Finding:
    return Finding(rule, "arithmetic", f"What {rule} found.", "CT DCF Policy 48-22-2 (12/19/2014), X", on, at)


def invoice(**changes: Any) -> Document:
    lines = [
        {"date": "2026-10-02", "service": "reunification", "activity": "Visit", "hours": "1.25", "amount": "88.30"},
        {"date": "2026-10-03", "service": "reunification", "activity": "Filing", "hours": "1.00", "amount": "70.63"},
    ]
    values: dict[str, Any] = {
        "invoice_number": "INV-1", "agency_name": "Harbor", "agreement_number": "PPSP-26-14",
        "child_name": "Noa Whitfield", "invoice_month": "2026-10", "total_amount": "158.93", "lines": lines,
    }  # fmt: skip
    return paper("ct-ppsp/invoice", **{**values, **changes})


def agreement(**changes: Any) -> Document:
    data = example("service-agreement")
    data["services"] = [{**row, "amount": "1.00"} for row in data["services"]]
    return paper("ct-ppsp/service-agreement", **{**data, "agreement_number": "ppsp 26 14", **changes})


def written(following: Following, folder: Path) -> str:
    write_document(following.document, following.data, folder / following.filename, CATALOG)
    return words(following.document.partition("/")[2], following.data, folder)


class TestWhatFollows:
    def test_nothing_follows_from_a_right_invoice(self) -> None:
        assert documents_that_follow(report(invoice()), CATALOG) == []

    def test_an_invoice_with_findings_gets_a_memo_that_can_be_written(self, tmp_path: Path) -> None:
        findings = [
            finding("ppsp.invoice.line", "d1", "lines[0].amount"),
            finding("ppsp.invoice.activity", "d1", "lines[1].activity"),
        ]
        (memo,) = documents_that_follow(report(invoice(), agreement(), findings=findings), CATALOG)[:1]
        assert (memo.document, memo.filename) == ("ct-ppsp/invoice-exception-memo", "invoice-exception-memo.pdf")
        assert [line.get("not_payable") for line in memo.data["lines"]] == [None, "activity"]
        text = written(memo, tmp_path)
        assert "$88.29" in text
        assert "What ppsp.invoice.activity found." in text
        assert "40.25" in text

    def test_hours_of_earlier_months_count_against_the_ceiling(self) -> None:
        earlier = invoice(invoice_month="2026-09", invoice_number="INV-0")
        found = [finding("ppsp.invoice.ceiling", "d1")]
        (memo,) = documents_that_follow(report(invoice(), earlier, agreement(), findings=found), CATALOG)[:1]
        before = {row["service"]: row.get("billed_before") for row in memo.data["agreed_services"]}
        assert before == {"placement-planning": None, "home-study": None, "reunification": "2.25"}

    def test_an_invoice_sent_twice_pays_nothing_the_second_time(self) -> None:
        found = [finding("ppsp.invoice.duplicate", "d2", "invoice_number")]
        (memo,) = documents_that_follow(report(invoice(), invoice(), findings=found), CATALOG)
        assert memo.filename == "invoice-exception-memo-d2.pdf"
        assert {line["not_payable"] for line in memo.data["lines"]} == {"duplicate"}

    def test_an_unreadable_invoice_still_gets_a_memo(self, tmp_path: Path) -> None:
        blank = invoice(invoice_number=None, child_name=None, invoice_month=None, agreement_number=None)
        blank.tables["lines"][0]["hours"] = Value(None, 0.2, "ocr", text="1,Z5", review=True)
        (memo,) = documents_that_follow(report(blank, findings=[finding("ppsp.invoice.line")]), CATALOG)
        assert memo.data["lines"][0]["not_payable"] == "unreadable"
        assert "(blank on the invoice)" in written(memo, tmp_path)

    def test_a_missing_signature_holds_the_payment(self) -> None:
        (memo,) = documents_that_follow(report(invoice(), findings=[finding("ppsp.field.signature")]), CATALOG)
        assert memo.data["findings"][0]["holds_payment"] is True

    def test_a_sound_agreement_is_followed_by_the_invoice_form_of_its_first_month(self, tmp_path: Path) -> None:
        (following,) = documents_that_follow(report(agreement()), CATALOG)
        assert following.document == "ct-ppsp/invoice-form"
        assert following.data["invoice_month"] == "2026-12"
        written(following, tmp_path)

    def test_an_agreement_with_wrong_sums_alone_is_written_anew(self, tmp_path: Path) -> None:
        found = [finding("ppsp.agreement.amount"), finding("ppsp.agreement.total")]
        (following,) = documents_that_follow(report(agreement(), findings=found), CATALOG)
        assert following.document == "ct-ppsp/service-agreement"
        assert "$2,842.86" in written(following, tmp_path)

    def test_nothing_follows_from_an_agreement_with_other_faults(self) -> None:
        found = [finding("ppsp.agreement.amount"), finding("ppsp.agreement.maximum")]
        assert documents_that_follow(report(agreement(), findings=found), CATALOG) == []

    def test_an_agreement_without_a_contract_holds_its_invoice(self) -> None:
        found = [finding("ppsp.contract.covers", "d2", "start_date")]
        (memo,) = documents_that_follow(report(invoice(), agreement(), findings=found), CATALOG)
        assert memo.document == "ct-ppsp/invoice-exception-memo"
        assert [row["holds_payment"] for row in memo.data["findings"]] == [True]

    def test_what_was_read_with_doubt_is_said_in_the_memo(self, tmp_path: Path) -> None:
        doubtful = invoice()
        cell = doubtful.tables["lines"][0]["hours"]
        doubtful.tables["lines"][0]["hours"] = cell.doubted("the first digit is smudged", 0.4)
        (memo,) = documents_that_follow(report(doubtful, findings=[finding("ppsp.invoice.line")]), CATALOG)
        assert "Line 1: Hours was read as '1.25' (the first digit is smudged): look at the page." in written(
            memo, tmp_path
        )

    def test_papers_that_are_on_file_for_an_invoice_are_followed_by_nothing(self) -> None:
        request = paper("ct-ppsp/core-contract-request", **example("core-contract-request"))
        assert documents_that_follow(report(invoice(), agreement(), request), CATALOG) == []

    def test_a_sound_contract_request_is_followed_by_the_rate_sheet(self, tmp_path: Path) -> None:
        request = paper("ct-ppsp/core-contract-request", **example("core-contract-request"))
        (following,) = documents_that_follow(report(request), CATALOG)
        assert "January 1, 2027" in written(following, tmp_path)

    def test_a_notice_that_is_only_too_short_is_followed_by_one_with_the_earliest_date(self, tmp_path: Path) -> None:
        notice = paper(
            "ct-ppsp/termination-notice", agreement_number="PPSP-26-14", child_name="Noa", ending_party="agency",
            discussion_date="2026-11-01", notice_date="2026-11-02", termination_date="2026-11-20", reason="Moved.",
        )  # fmt: skip
        (following,) = documents_that_follow(report(notice, findings=[finding("ppsp.termination.notice")]), CATALOG)
        assert "December 2, 2026" in written(following, tmp_path)
        assert documents_that_follow(report(notice), CATALOG) == []
