"""The documents of ri-pdi: what they compute, what they refuse, and which follow from a packet."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from forms.catalog import load_catalog
from forms.errors import FormwrightError, IncompleteData
from forms.packet import Document, Packet
from forms.report import Report
from generators.document import Following, document
from generators.follow import documents_that_follow
from generators.proofread import word_blocks
from generators.write import complete, write_document
from tests.support import ri_pdi
from tests.support.packets import AS_OF
from validators.engine import check_packet

CATALOG = load_catalog()
PROGRAM = CATALOG.program("ri-pdi")
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents" / "ri-pdi"


def example(name: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return {**content, **changes}


def completed(name: str, **changes: Any) -> dict[str, Any]:
    return complete(document(f"ri-pdi/{name}", CATALOG), PROGRAM, example(name, **changes))


def words(name: str, data: dict[str, Any], folder: Path) -> str:
    (path,) = write_document(f"ri-pdi/{name}", data, folder / "out.docx", CATALOG)
    return "\n".join(word_blocks(path.read_bytes()))


def content(name: str, suffix: str, folder: Path, **changes: Any) -> bytes:
    (path,) = write_document(f"ri-pdi/{name}", example(name, **changes), folder / f"out{suffix}", CATALOG)
    return path.read_bytes()


def fields(pdf: bytes) -> dict[str, Any]:
    return {name: field.get("/V") for name, field in (PdfReader(io.BytesIO(pdf)).get_fields() or {}).items()}


class TestTermination:
    def test_the_earliest_lawful_day_is_computed(self) -> None:
        data = completed("termination-notice", notice_date="2026-01-30")
        assert data["earliest_date"] == data["ends"] == date(2026, 3, 1)
        assert not data["at_once"]

    def test_a_day_one_too_early_is_refused_with_the_earliest(self) -> None:
        completed("termination-notice", termination_date="2026-12-21")
        with pytest.raises(
            FormwrightError, match=r"December 20, 2026.*December 21, 2026 at the earliest, 30 days later"
        ):
            completed("termination-notice", termination_date="2026-12-20")

    @pytest.mark.parametrize("exception", ["emergency", "endangered"])
    def test_the_emergency_form_does_without_the_days(self, exception: str, tmp_path: Path) -> None:
        data = example("termination-notice", exception=exception)
        assert completed("termination-notice", exception=exception)["ends"] == date(2026, 11, 21)
        text = words("termination-notice", data, tmp_path)
        assert "Emergency notice: your subsidy aid ends on November 21, 2026" in text
        assert "the earliest lawful date" not in text
        assert "You have the right to appeal this decision." in text

    def test_an_exception_gives_no_notice_before_it_is_written(self) -> None:
        with pytest.raises(FormwrightError, match="before the notice of November 21, 2026"):
            completed("termination-notice", exception="emergency", termination_date="2026-11-20")

    def test_an_exception_that_is_not_needed_leaves_the_usual_notice(self, tmp_path: Path) -> None:
        data = example("termination-notice", exception="emergency", termination_date="2026-12-21")
        assert "Emergency" not in words("termination-notice", data, tmp_path)

    def test_every_ground_is_told_with_its_section_and_the_rules_words(self, tmp_path: Path) -> None:
        grounds = document("ri-pdi/termination-notice", CATALOG).data["ground"].options or {}
        cited = {ground: completed("termination-notice", ground=ground)["sections"] for ground in grounds}
        assert len(cited) == 7
        assert len(set(cited.values())) == 7
        assert cited["income"] == "212-RICR-20-00-1, 1.12(A)(3); 1.14(B)"
        text = words("termination-notice", example("termination-notice", ground="independence"), tmp_path)
        assert "212-RICR-20-00-1, 1.14(B)(4)" in text
        assert "changed from dependent to independent." in text

    def test_the_law_of_the_appeal_is_named(self, tmp_path: Path) -> None:
        text = words("termination-notice", example("termination-notice", appeal_by="2026-12-31"), tmp_path)
        assert "§ 42-35-1" in text
        assert "210-RICR-10-05-2" in text
        assert "We must have your appeal by December 31, 2026." in text

    def test_without_a_ground_nothing_is_written(self, tmp_path: Path) -> None:
        data = example("termination-notice")
        del data["ground"]
        with pytest.raises(IncompleteData, match=r"Ground \(ground\) is missing"):
            write_document("ri-pdi/termination-notice", data, tmp_path / "out.pdf", CATALOG)
        assert not list(tmp_path.iterdir())


class TestAgreement:
    @pytest.mark.parametrize(
        ("start", "end"), [("2026-06-30", "2026-06-30"), ("2026-07-01", "2027-06-30"), ("2027-02-28", "2027-06-30")]
    )
    def test_it_ends_with_the_fiscal_year_of_its_start(self, start: str, end: str) -> None:
        assert completed("subsidy-agreement", start_date=start)["end_date"].isoformat() == end

    def test_a_later_end_is_refused_with_the_right_one(self) -> None:
        assert completed("subsidy-agreement", end_date="2027-06-30")["end_date"] == date(2027, 6, 30)
        assert completed("subsidy-agreement", end_date="2027-03-31")["end_date"] == date(2027, 3, 31)
        with pytest.raises(FormwrightError, match=r"cannot run to July 1, 2027.*on June 30, 2027.*1\.13\(A\)"):
            completed("subsidy-agreement", end_date="2027-07-01")
        with pytest.raises(FormwrightError, match="before its start"):
            completed("subsidy-agreement", end_date="2026-11-30")

    @pytest.mark.parametrize(("care", "training", "lawful"), [
        ("25.00", "5.00", True), ("24.99", "5.00", False), ("60.00", "15.00", True), ("60.01", "15.00", False),
        ("25.00", "4.99", False), ("25.00", "15.01", False),
    ])  # fmt: skip
    def test_only_amounts_that_the_law_knows_are_agreed(self, care: str, training: str, lawful: bool) -> None:
        changes = {"weekly_care": care, "weekly_training": training}
        if lawful:
            completed("subsidy-agreement", **changes)
        else:
            with pytest.raises(FormwrightError, match=r"the law allows \$.* to \$.*40\.1-1-10\.1"):
                completed("subsidy-agreement", **changes)

    def test_the_amount_for_a_month_is_rounded_once(self) -> None:
        # 35.00 x 52 / 12 is 151.666...; 108.33 and 43.33 for its parts would come to a cent less.
        data = completed("subsidy-agreement", weekly_care="25.00", weekly_training="10.00")
        assert data["amount"] == Decimal("151.67")
        with pytest.raises(FormwrightError, match=r"\$325\.01 as the subsidy for a month; .* is \$325\.00"):
            completed("subsidy-agreement", amount="325.01")
        completed("subsidy-agreement", amount="325.00")

    def test_the_terms_tell_payment_reports_and_sections(self) -> None:
        terms = "\n".join(completed("subsidy-agreement")["changes"])
        assert "$60.00 a week for basic care and $15.00 a week for training" in terms
        assert "monthly payments of $325.00: $75.00 x 52 weeks / 12 months" in terms
        assert "first 12 months, which are December 2026 to November 2027" in terms
        assert "30 days' written notice" in terms
        for section in ("1.3(A)(1)", "1.6(D)", "1.12(A)(2)", "1.13(A)", "1.14(C)", "1.15"):
            assert section in terms

    def test_every_section_of_the_terms_is_one_of_the_rule(self) -> None:
        for term in completed("subsidy-agreement")["changes"]:
            for section in term.rpartition(". (")[2].removesuffix(")").split("; "):
                assert section in PROGRAM.policy, section

    def test_the_months_of_reports_count_from_the_first_agreement(self) -> None:
        changes = {"start_date": "2027-07-01", "placement_date": "2027-02-15"}
        terms = "\n".join(completed("subsidy-agreement", **changes)["changes"])
        assert "which are February 2027 to January 2028" in terms
        with pytest.raises(FormwrightError, match="correct one of them"):
            completed("subsidy-agreement", placement_date="2026-12-02")

    def test_the_pdf_is_our_form_with_open_signatures_and_the_terms_behind(self, tmp_path: Path) -> None:
        pdf = content("subsidy-agreement", ".pdf", tmp_path)
        read = fields(pdf)
        assert (read["start_date"], read["end_date"], read["amount"]) == ("12/01/2026", "06/30/2027", "325.00")
        assert not read["parent_signature"]
        assert not read["signature_date"]
        assert "Terms of the agreement" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


class TestPayment:
    def test_a_whole_month_is_a_twelfth_of_the_year(self, tmp_path: Path) -> None:
        data = completed("payment-authorization")
        assert (data["payment"], data["days"], data["month_days"]) == (Decimal("325.00"), 31, 31)
        assert "$75.00 x 52 / 12 = $325.00" in words(
            "payment-authorization", example("payment-authorization"), tmp_path
        )

    def test_a_part_of_a_month_is_paid_by_the_day_and_never_more_than_the_month(self) -> None:
        assert completed("payment-authorization", agreement_start="2026-12-18")["payment"] == Decimal("150.00")
        assert completed("payment-authorization", agreement_start="2026-12-02")["payment"] == Decimal("321.43")
        assert completed("payment-authorization", agreement_end="2026-12-30")["payment"] == Decimal("321.43")
        # 31 days of 10.714 dollars would be 332.14, of which the month's 325.00 are paid.
        assert completed("payment-authorization")["payment"] == Decimal("325.00")

    @pytest.mark.parametrize(("month", "paid"), [
        ("2026-11", False), ("2026-12", True), ("2027-06", True), ("2027-07", False),
    ])  # fmt: skip
    def test_no_month_is_paid_without_an_agreement(self, month: str, paid: bool) -> None:
        if paid:
            assert completed("payment-authorization", month=month)["payment"] == Decimal("325.00")
        else:
            with pytest.raises(FormwrightError, match=r"December 1, 2026 to June 30, 2027.*precedes the payments"):
                completed("payment-authorization", month=month)


class TestRecertification:
    @pytest.mark.parametrize(
        ("day", "year"),
        [("2027-06-30", "FY 2028, from 07/01/2027"), ("2027-07-01", "FY 2029, from 07/01/2028")],
    )
    def test_it_is_for_the_next_fiscal_year(self, day: str, year: str) -> None:
        assert completed("recertification-form", prepared_date=day)["fiscal_year"] == year

    @pytest.mark.parametrize(("named", "year"), [("FY27", "FY 2027"), ("2027-28", "FY 2028"), ("FY 2029", None)])
    def test_a_named_year_is_this_one_or_the_next(self, named: str, year: str | None) -> None:
        if year:
            assert completed("recertification-form", fiscal_year=named)["fiscal_year"].startswith(year)
        else:
            with pytest.raises(FormwrightError, match="for the fiscal year 2028, or late for 2027"):
                completed("recertification-form", fiscal_year=named)

    def test_boxes_that_are_not_given_stay_open(self, tmp_path: Path) -> None:
        given = fields(content("recertification-form", ".pdf", tmp_path))
        blank = fields(content("recertification-form", ".pdf", tmp_path, level_of_care=None))
        assert given["level_of_care"] != "/Off"
        assert blank["level_of_care"] in (None, "/Off")


class TestRejection:
    def test_each_reason_stands_with_its_section_and_the_rules_words(self, tmp_path: Path) -> None:
        text = words("rejection-letter", example("rejection-letter"), tmp_path)
        assert "1. The gross income of $138,500.00 exceeds" in text
        assert "(212-RICR-20-00-1, 1.12(A)(3))" in text
        assert "“Placements shall not be made in households which include more than one (1) non-relative" in text

    def test_it_offers_to_discuss_and_to_appeal(self, tmp_path: Path) -> None:
        text = words("rejection-letter", example("rejection-letter"), tmp_path)
        assert "talk the findings over with us informally" in text
        assert "§ 42-35-1" in text
        assert "210-RICR-10-05-2" in text

    def test_a_citation_that_is_written_out_stands_as_it_is(self) -> None:
        reason = {"reason": "It is so.", "citation": "212-RICR-20-00-1, 1.4(F)(1); 1.4(F)(4)"}
        (ground,) = completed("rejection-letter", reasons=[reason])["grounds"]
        assert (ground["number"], ground["citation"], ground["rule"]) == ("", reason["citation"], "")

    def test_a_reason_without_its_section_is_asked_for(self) -> None:
        with pytest.raises(IncompleteData, match=r"Section \(reasons\[0\]\.citation\) is missing"):
            completed("rejection-letter", reasons=[{"reason": "It is so."}])

    def test_long_reasons_stand_on_paper_whole(self, tmp_path: Path) -> None:
        reasons = [
            {"reason": f"Reason {n}: Łukasz & Zoë <home>. " + "So it is. " * 90, "citation": "1.4(D)"}
            for n in range(12)
        ]
        pages = PdfReader(io.BytesIO(content("rejection-letter", ".pdf", tmp_path, reasons=reasons))).pages
        assert len(pages) > 3
        assert "Reason 11" in "".join(page.extract_text() for page in pages)


@pytest.mark.parametrize(
    ("name", "parent"), [("rejection-letter", "applicant_name"), ("termination-notice", "parent_name")]
)
def test_a_letter_to_somebody_else_names_the_parent(name: str, parent: str, tmp_path: Path) -> None:
    data = example(name, **{parent: "Signe Roy", "recipient_name": "Court guardian Bo Falk"})
    text = words(name, data, tmp_path)
    assert "Dear Court guardian Bo Falk:" in text
    assert "Signe Roy" in text


class TestWaitingList:
    def test_priority_takes_both_conditions_and_then_the_earlier_application_comes_first(self) -> None:
        places = {row["applicant_name"]: (row["place"], row["priority"]) for row in completed("waiting-list")["rows"]}
        assert places == {
            "Marisol Vega": (1, False),
            "Henrik Castellano": (2, False),
            "Piotr Lindqvist": (1, True),
            "Lennart Roy": (2, True),
            "Adaeze Nwosu": (3, False),
            "Rosalind Achebe": (1, True),
        }

    def test_each_division_has_a_list_of_its_own(self, tmp_path: Path) -> None:
        text = words("waiting-list", example("waiting-list"), tmp_path)
        assert "Division of Developmental Disabilities: 3 families" in text
        assert "Division of Hospitals and Community Rehabilitative Services: 1 family" in text

    def test_the_csv_holds_every_family_in_order(self, tmp_path: Path) -> None:
        table = content("waiting-list", ".csv", tmp_path).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(table)))
        assert [row["Family"] for row in rows][2:5] == ["Piotr Lindqvist", "Lennart Roy", "Adaeze Nwosu"]
        assert rows[2]["Priority"] == "Yes"
        assert rows[2]["Date of application"] == "2026-09-21"

    def test_an_application_after_the_day_of_the_list_is_refused(self) -> None:
        completed("waiting-list", list_date="2026-11-10")
        with pytest.raises(FormwrightError, match="Rosalind Achebe applied on November 10, 2026, after the"):
            completed("waiting-list", list_date="2026-11-09")


class TestSchedule:
    def due(self, what: str, **changes: Any) -> list[str]:
        duties = completed("report-schedule", **changes)["duties"]
        return [duty["due"].isoformat() for duty in duties if duty["what"] == what]

    def test_twelve_monthly_reports_and_then_one_each_half_year(self) -> None:
        due = self.due("Progress report", placement_date="2026-07-01", plan_date=None, schedule_end="2028-06-30")
        assert due[0] == "2026-07-31"
        assert due[11:] == ["2027-06-30", "2027-12-31", "2028-06-30"]

    def test_the_first_report_is_of_the_rest_of_the_first_month(self) -> None:
        first = next(duty for duty in completed("report-schedule")["duties"] if duty["what"] == "Progress report")
        assert (first["first"], first["last"]) == (date(2026, 7, 15), date(2026, 7, 31))

    def test_three_monthly_visits_and_then_one_each_quarter(self) -> None:
        assert self.due("Home visit") == ["2026-08-14", "2026-09-14", "2026-10-14", "2027-01-14", "2027-04-14"]
        assert self.due("Quarterly placement report") == ["2026-10-14", "2027-01-14", "2027-04-14"]

    def test_plan_health_statement_and_recertification_fall_due_once_a_year(self) -> None:
        changes = {"health_statement_date": "2026-05-01"}
        assert self.due("Update of the program plan", **changes) == ["2027-06-21"]
        assert self.due("Update of the health statement", **changes) == ["2027-04-30"]
        assert self.due("Recertification and new agreement", **changes) == ["2027-06-30"]

    def test_the_schedule_of_a_later_year_goes_on_where_the_first_ended(self) -> None:
        changes = {"placement_date": "2026-11-10", "schedule_start": "2027-07-01", "plan_date": "2026-11-01"}
        assert completed("report-schedule", **changes)["ends"] == date(2028, 6, 30)
        assert self.due("Progress report", **changes) == [
            "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2028-04-30",
        ]  # fmt: skip

    def test_a_schedule_before_the_placement_is_refused(self) -> None:
        with pytest.raises(FormwrightError, match="it begins then or later"):
            completed("report-schedule", schedule_start="2026-07-14")

    def test_the_calendar_holds_every_duty_and_no_name(self, tmp_path: Path) -> None:
        written = content("report-schedule", ".ics", tmp_path)
        events = Calendar.from_ical(written).walk("VEVENT")
        assert (
            len(events) == len({str(event["uid"]) for event in events}) == len(completed("report-schedule")["duties"])
        )
        assert b"Roy" not in written
        assert str(events[0]["summary"]) == "PDI-26-031: Progress report"
        assert events[0].decoded("dtstart") == date(2026, 7, 31)


def checked(*papers: Document) -> Report:
    for number, one in enumerate(papers, start=1):
        one.id = f"d{number}"
    return check_packet(Packet("packet", list(papers)), CATALOG, AS_OF, "ri-pdi")


def following(*papers: Document) -> dict[str, Following]:
    return {one.filename: one for one in documents_that_follow(checked(*papers), CATALOG)}


def written(one: Following, folder: Path) -> str:
    write_document(one.document, one.data, folder / one.filename, CATALOG)
    return words(one.document.partition("/")[2], one.data, folder)


class TestWhatFollows:
    def test_a_complete_application_is_followed_by_the_certification_form(self, tmp_path: Path) -> None:
        found = following(ri_pdi.application(), ri_pdi.home_study(), ri_pdi.plan())
        assert list(found) == ["certification-form.pdf"]
        assert found["certification-form.pdf"].data == {
            "applicant_name": ri_pdi.PARENT,
            "eligible_person_name": ri_pdi.PERSON,
        }
        written(found["certification-form.pdf"], tmp_path)

    def test_a_certified_application_is_followed_by_nothing(self) -> None:
        assert not following(ri_pdi.application(), ri_pdi.home_study(), ri_pdi.plan(), ri_pdi.certification())

    def test_an_ineligible_application_is_followed_by_the_rejection_with_its_reasons(self, tmp_path: Path) -> None:
        found = following(
            ri_pdi.application(settlement=True, non_relatives=2, willing_to_train=False),
            ri_pdi.home_study(),
            ri_pdi.plan(),
        )
        assert list(found) == ["rejection-letter.pdf"]
        letter = found["rejection-letter.pdf"]
        assert [reason["citation"] for reason in letter.data["reasons"]] == [
            "212-RICR-20-00-1, 1.12(A)(2)",
            "212-RICR-20-00-1, 1.4(F)(2)",
        ]
        assert letter.data["recipient_address"] == ["14 Wren Lane", "Cranston, RI 02910"]
        assert "The household includes 2 non-relatives" in written(letter, tmp_path)

    def test_a_home_study_that_recommends_rejection_is_followed_by_the_rejection(self, tmp_path: Path) -> None:
        found = following(ri_pdi.application(), ri_pdi.home_study(recommendation="reject"), ri_pdi.plan())
        assert list(found) == ["rejection-letter.pdf"]
        text = written(found["rejection-letter.pdf"], tmp_path)
        assert "The home study of October 30, 2026 recommends rejection." in text

    def test_a_study_that_is_not_in_order_rejects_nobody(self) -> None:
        study = ri_pdi.home_study(recommendation="reject", evaluator_is_social_worker=False)
        assert list(following(ri_pdi.application(), study, ri_pdi.plan())) == ["deficiency-letter-division.pdf"]

    def test_what_is_missing_is_asked_of_the_one_who_can_send_it(self, tmp_path: Path) -> None:
        found = following(
            ri_pdi.application(employed_outside=True, phone=None),
            ri_pdi.home_study(community=None, health_question=True),
        )
        assert list(found) == ["deficiency-letter.pdf", "deficiency-letter-division.pdf"]
        ours, theirs = (written(one, tmp_path) for one in found.values())
        assert "Write down who cares for the person" in ours
        assert "Phone is blank." in ours
        assert "The Physician Statement is missing." in ours
        assert "Environment of the community" not in ours
        assert "Dear Ines Okafor:" in theirs
        assert "Environment of the community is blank in the home study." in theirs
        assert "The General Service Plan is missing." in theirs

    def test_nothing_is_decided_where_a_person_must_look_first(self) -> None:
        doubtful = ri_pdi.home_study()
        doubtful.fields["members_met"] = doubtful.fields["members_met"].doubted("the mark is faint", 0.4)
        assert checked(ri_pdi.application(), doubtful, ri_pdi.plan()).outcome == "needs-review"
        assert not following(ri_pdi.application(), doubtful, ri_pdi.plan())
        caretaker = ri_pdi.application(relationship="caretaker", adults_receiving_care=2)
        assert not following(caretaker, ri_pdi.home_study(), ri_pdi.plan())

    def test_a_doubtful_recommendation_rejects_nobody(self) -> None:
        study = ri_pdi.home_study(recommendation="reject")
        study.fields["recommendation"] = study.fields["recommendation"].doubted("both boxes are marked", 0.4)
        found = following(ri_pdi.application(phone=None), study, ri_pdi.plan())
        assert "rejection-letter.pdf" not in found

    def test_a_doubtful_name_is_not_certified(self) -> None:
        application = ri_pdi.application()
        name = application.fields["eligible_person_name"]
        application.fields["eligible_person_name"] = name.doubted("the ink is smudged", 0.4)
        assert not following(application, ri_pdi.home_study(), ri_pdi.plan())

    def test_a_sound_agreement_is_followed_by_its_schedule_as_page_and_calendar(self, tmp_path: Path) -> None:
        found = following(ri_pdi.agreement(), ri_pdi.certification())
        assert list(found) == ["report-schedule.pdf", "report-schedule.ics"]
        assert found["report-schedule.ics"].data["schedule_end"] == "2027-06-30"
        write_document("ri-pdi/report-schedule", found["report-schedule.ics"].data, tmp_path / "out.ics", CATALOG)
        assert "07/31/2026" in written(found["report-schedule.pdf"], tmp_path)

    def test_the_schedule_counts_from_the_first_agreement(self) -> None:
        first = ri_pdi.agreement(start_date="2026-03-01", end_date="2026-06-30", signature_date="2026-02-27")
        found = following(first, ri_pdi.certification(certification_date="2026-02-01"), ri_pdi.agreement())
        assert not found or {one.data["placement_date"] for one in found.values()} == {"2026-03-01"}

    @pytest.mark.parametrize("change", [{"end_date": "2027-07-01"}, {"parent_signature": False}])
    def test_an_agreement_with_a_fault_is_followed_by_nothing(self, change: dict[str, Any]) -> None:
        assert not following(ri_pdi.agreement(**change), ri_pdi.certification())

    def test_an_agreement_that_renews_one_on_file_gets_no_schedule_from_its_own_start(self) -> None:
        found = following(ri_pdi.agreement(), ri_pdi.recertification())
        assert "report-schedule.pdf" not in found

    def test_a_documented_recertification_is_followed_by_the_form(self, tmp_path: Path) -> None:
        found = following(ri_pdi.recertification())
        assert list(found) == ["recertification-form.pdf"]
        assert "FY 2027, from 07/01/2026" in written(found["recertification-form.pdf"], tmp_path)

    @pytest.mark.parametrize("change", [{"level_of_care": False}, {"fiscal_year": "FY 2025"}])
    def test_a_recertification_without_its_conditions_is_followed_by_nothing(self, change: dict[str, Any]) -> None:
        assert not following(ri_pdi.recertification(**change))
