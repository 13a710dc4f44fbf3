"""The documents of ia-parent-partner: deadlines, calendars, sums, refusals, and which follow from a packet."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from forms.catalog import load_catalog
from forms.errors import FormwrightError, IncompleteData
from forms.packet import Document
from generators.document import Following, document
from generators.follow import documents_that_follow
from generators.proofread import word_blocks
from generators.write import complete, write_document
from tests.support.packets import check, paper

CATALOG = load_catalog()
PROGRAM = CATALOG.program("ia-parent-partner")
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents" / "ia-parent-partner"
CASE = {"letter_date": "2026-11-20", "case_number": "77", "referral_date": "2026-11-20"}


def example(name: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return {**content, **changes}


def completed(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return complete(document(f"ia-parent-partner/{name}", CATALOG), PROGRAM, data)


def deadlines(**case: Any) -> dict[str, str]:
    return {due.name: due.day.isoformat() for due in completed("deadline-schedule", {**CASE, **case})["deadlines"]}


def words(name: str, data: dict[str, Any], folder: Path) -> str:
    (path,) = write_document(f"ia-parent-partner/{name}", data, folder / "out.docx", CATALOG)
    return "\n".join(word_blocks(path.read_bytes()))


def events(name: str, data: dict[str, Any], folder: Path) -> list[Any]:
    (path,) = write_document(f"ia-parent-partner/{name}", data, folder / "out.ics", CATALOG)
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


class TestDeadlines:
    def test_a_referral_alone_is_counted_with_the_latest_days(self) -> None:
        assert deadlines() == {
            "match": "2026-11-24",
            # Thanksgiving and the Friday after it are holidays in Iowa.
            "first-meeting": "2026-11-30",
            "meetings": "2027-02-18",
            "profile": "2027-02-18",
            "self-assessment": "2027-03-20",
        }

    def test_known_days_take_the_place_of_the_latest(self) -> None:
        found = deadlines(assigned_date="2026-11-23", intake_date="2026-12-16")
        assert found["first-meeting"] == "2026-11-25"
        assert found["meetings"] == "2026-12-16"
        assert found["self-assessment"] == "2027-01-15"

    @pytest.mark.parametrize(
        ("intake", "first"), [("2026-12-01", "2026-12-31"), ("2026-12-02", "2027-01-31"), ("2027-01-31", "2027-02-28")]
    )
    def test_contacts_are_due_in_the_first_full_month_after_the_intake(self, intake: str, first: str) -> None:
        assert deadlines(intake_date=intake)["contacts"] == first

    def test_contacts_end_with_the_exit(self) -> None:
        assert "contacts" in deadlines(intake_date="2026-12-16", exit_date="2027-01-31")
        assert "contacts" not in deadlines(intake_date="2026-12-16", exit_date="2027-01-30")

    def test_a_conference_has_its_follow_up_and_an_exit_its_forms(self) -> None:
        found = deadlines(conference_date="2026-12-01", meeting_date="2026-12-08", exit_date="2027-06-30")
        assert (found["conference"], found["follow-up"]) == ("2026-12-01", "2026-12-11")
        assert found["solution-focused"] == "2026-12-08"
        assert (found["exit-forms"], found["exit-entry"]) == ("2027-06-30", "2027-07-30")

    def test_days_that_contradict_each_other_are_refused(self) -> None:
        with pytest.raises(FormwrightError, match="The assignment on November 19, 2026 lies before the referral"):
            deadlines(assigned_date="2026-11-19")
        with pytest.raises(FormwrightError, match="The exit on December 1, 2026 lies before the intake"):
            deadlines(intake_date="2026-12-02", exit_date="2026-12-01")

    def test_a_referral_before_the_policy_is_refused(self) -> None:
        with pytest.raises(FormwrightError, match="the first is of 2024-04-01"):
            deadlines(referral_date="2024-03-29")

    def test_the_calendar_holds_every_deadline_and_no_name(self, tmp_path: Path) -> None:
        data = example("deadline-schedule")
        found = events("deadline-schedule", data, tmp_path)
        assert {event.decoded("dtstart") for event in found} == {
            due.day for due in completed("deadline-schedule", data)["deadlines"]
        }
        assert all(type(event.decoded("dtstart")) is date for event in found)
        assert {event.decoded("dtstamp").date() for event in found} == {date(2026, 12, 17)}
        assert not any("Vance" in str(event) or "Brandt" in str(event) for event in found)
        assert all(str(event["summary"]).startswith("Case 4410027: ") for event in found)

    def test_an_event_stays_the_same_when_its_day_moves(self, tmp_path: Path) -> None:
        before = events("deadline-schedule", CASE, tmp_path)
        after = events("deadline-schedule", {**CASE, "assigned_date": "2026-11-23"}, tmp_path)
        other = events("deadline-schedule", {**CASE, "case_number": "78"}, tmp_path)
        assert len({str(event["uid"]) for event in before}) == len(before)
        assert {str(event["uid"]) for event in before} == {str(event["uid"]) for event in after}
        assert [event.decoded("dtstart") for event in before] != [event.decoded("dtstart") for event in after]
        assert {str(event["uid"]) for event in before}.isdisjoint(str(event["uid"]) for event in other)

    def test_contacts_recur_on_the_last_day_of_the_month_until_the_exit(self, tmp_path: Path) -> None:
        case = {**CASE, "intake_date": "2026-12-16", "exit_date": "2027-06-29"}
        (rule,) = [event["rrule"] for event in events("deadline-schedule", case, tmp_path) if "rrule" in event]
        assert rule.to_ical() == b"FREQ=MONTHLY;UNTIL=20270629;BYMONTHDAY=-1"


class TestLetters:
    def test_the_acknowledgement_prints_every_deadline(self, tmp_path: Path) -> None:
        text = words("referral-acknowledgement", example("referral-acknowledgement"), tmp_path)
        for day in (
            "November 24, 2026",
            "November 30, 2026",
            "December 11, 2026",
            "February 18, 2027",
            "March 20, 2027",
        ):
            assert day in text
        assert "Dear Delia Okonkwo:" in text

    def test_the_return_tells_who_is_not_eligible_from_what_is_missing(self, tmp_path: Path) -> None:
        assert "We cannot match a Parent Partner yet" in words("referral-return", example("referral-return"), tmp_path)
        text = words("referral-return", example("referral-return", ineligible=True), tmp_path)
        assert "does not show that the parent is eligible" in text

    def test_a_return_without_items_is_refused(self) -> None:
        with pytest.raises(IncompleteData, match="What the face sheet lacks"):
            completed("referral-return", example("referral-return", items=[]))

    def test_a_late_match_is_told(self, tmp_path: Path) -> None:
        assert "it comes late" not in words("assignment-notice", example("assignment-notice"), tmp_path)
        data = example("assignment-notice", assigned_date="2026-11-25")
        assert "it comes late" in words("assignment-notice", data, tmp_path)

    def test_nobody_mentors_before_the_approval(self) -> None:
        completed("assignment-notice", example("assignment-notice", approved_date="2026-11-23"))
        with pytest.raises(FormwrightError, match="Lucia Brandt cannot be assigned on November 23, 2026"):
            completed("assignment-notice", example("assignment-notice", approved_date="2026-11-24"))


class TestExit:
    def test_each_form_has_its_state_and_its_day(self) -> None:
        lines = completed("exit-checklist", example("exit-checklist"))["lines"]
        assert [(line.state, line.due) for line in lines] == [
            ("Entered", "Enter it by 07/28/2027"),
            ("In; entry due", "Enter it by 07/30/2027"),
            ("In; entry overdue", "Enter it by 07/02/2027"),
            ("Missing, overdue", "Complete it by 06/30/2027, the exit; then enter it within 30 days"),
        ]

    @pytest.mark.parametrize(("entered", "state"), [("2027-07-28", "Entered"), ("2027-07-29", "Entered late")])
    def test_an_entry_on_the_last_day_is_in_time(self, entered: str, state: str) -> None:
        rows = [{"form": "self-assessment", "completed_date": "2027-06-28", "entered_date": entered}]
        data = example("exit-checklist", list_date="2027-08-01", received=rows)
        assert completed("exit-checklist", data)["lines"][0].state == state

    def test_a_checklist_of_nothing_is_written(self, tmp_path: Path) -> None:
        text = words("exit-checklist", {"list_date": "2027-06-30", "parent_name": "Ada Fenn"}, tmp_path)
        assert "4 forms of 4 need something more" in text

    def test_contradictions_are_refused(self) -> None:
        row = {"form": "self-assessment", "completed_date": "2027-06-28", "entered_date": "2027-06-27"}
        with pytest.raises(FormwrightError, match="before its completion"):
            completed("exit-checklist", example("exit-checklist", received=[row]))
        row["entered_date"] = "2027-06-28"
        with pytest.raises(FormwrightError, match="given twice"):
            completed("exit-checklist", example("exit-checklist", received=[row, row]))


class TestContract:
    def test_a_year_holds_every_duty_as_often_as_it_recurs(self) -> None:
        data = completed("contract-calendar", example("contract-calendar"))
        counts: dict[str, int] = {}
        for due in data["times"]:
            name = due.name.rpartition("-")[0]
            counts[name] = counts.get(name, 0) + 1
        assert counts == {
            "management-team": 12, "group-support": 12, "flex-update": 12, "steering-committees": 4, "policy-team": 4,
            "quarterly-report": 4, "flex-summary": 4, "advisory-committee": 2, "babf-training": 7, "summit": 1,
            "recommendations": 1,
        }  # fmt: skip
        assert {due.day for due in data["times"] if due.name.startswith("advisory")} == {
            date(2026, 12, 31),
            date(2027, 6, 30),
        }
        assert len(data["duties"]) == len(counts)

    def test_a_contract_without_an_end_runs_for_a_year(self) -> None:
        data = example("contract-calendar")
        del data["contract_end"]
        assert completed("contract-calendar", data)["ends"] == date(2027, 6, 30)

    def test_months_are_counted_from_the_start_without_drifting(self) -> None:
        data = example("contract-calendar", contract_start="2026-12-31", contract_end="2027-12-30")
        days = [due.day for due in completed("contract-calendar", data)["times"] if due.name.startswith("management")]
        assert days[:3] == [date(2027, 1, 30), date(2027, 2, 27), date(2027, 3, 30)]
        assert days[-1] == date(2027, 12, 30)

    def test_nothing_falls_due_after_the_end(self) -> None:
        data = example("contract-calendar", contract_end="2026-11-15")
        assert max(due.day for due in completed("contract-calendar", data)["times"]) == date(2026, 11, 15)

    def test_a_contract_ends_after_it_starts(self) -> None:
        with pytest.raises(FormwrightError, match="not after its start"):
            completed("contract-calendar", example("contract-calendar", contract_end="2026-07-01"))

    def test_the_calendar_holds_each_time_once(self, tmp_path: Path) -> None:
        data = example("contract-calendar")
        found = events("contract-calendar", data, tmp_path)
        assert len(found) == len(completed("contract-calendar", data)["times"]) == 63
        assert len({str(event["uid"]) for event in found}) == 63


class TestFlexFunds:
    def test_months_and_quarter_are_summed_to_the_cent(self, tmp_path: Path) -> None:
        (path,) = write_document(
            "ia-parent-partner/flex-fund-summary", example("flex-fund-summary"), tmp_path / "out.csv", CATALOG
        )
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert [(row["Period"], row["Families"], row["Total"], row["Left"]) for row in rows] == [
            ("July 2026", "2", "599.82", "2400.18"),
            ("August 2026", "1", "129.99", "2270.19"),
            ("September 2026", "1", "950.00", "1320.19"),
            ("July 2026 to September 2026", "3", "1679.81", "1320.19"),
        ]
        assert (rows[3]["Reunification"], rows[3]["Preventing removal"]) == ("542.49", "1137.32")
        assert rows[3]["Impact"].startswith("Flex funds reached three families.")
        assert rows[0]["Impact"] == ""

    @pytest.mark.parametrize(("day", "inside"), [
        ("2026-06-30", False), ("2026-07-01", True), ("2026-09-30", True), ("2026-10-01", False),
    ])  # fmt: skip
    def test_a_payment_outside_of_the_quarter_is_refused(self, day: str, inside: bool) -> None:
        row = {"date": day, "case_number": "1", "purpose": "reunification", "need": "Beds", "amount": "1.00"}
        data = example("flex-fund-summary", payments=[row])
        if inside:
            completed("flex-fund-summary", data)
        else:
            with pytest.raises(FormwrightError, match=r"Payment 1 of .* lies outside of the quarter"):
                completed("flex-fund-summary", data)


def face_sheet(**values: Any) -> Document:
    usual = {
        "referral_date": "2026-11-20", "parent_partner": True, "worker_name": "Delia Okonkwo", "worker_role": "swcm",
        "worker_phone": "515-555-0177", "worker_email": "delia@example.org", "county": "Story", "case_number": "77",
        "parent_name": "Marisol Vance", "parent_address": "18 Alder Court", "primary_language": "Spanish",
        "open_case": True, "children_placed_outside": True, "parent_agrees": True, "reason": "Support before court.",
        "worker_signature": True, "signature_date": "2026-11-20",
        "children": [{"name": "Ines Vance", "date_of_birth": "2019-04-02", "placement": "With an aunt"}],
    }  # fmt: skip
    return paper("ia-parent-partner/referral-face-sheet", **{**usual, **values})


def exit_feedback(**values: Any) -> Document:
    usual = {"parent_name": "Marisol Vance", "exit_date": "2026-11-10", "completed_date": "2026-11-10"}
    return paper("ia-parent-partner/exit-feedback", **{**usual, **values})


def follow(*papers: Document) -> dict[str, Following]:
    found = documents_that_follow(check(*papers), CATALOG)
    return {following.filename: following for following in found}


def write_all(found: dict[str, Following], folder: Path) -> dict[str, str]:
    texts = {}
    for name, following in found.items():
        write_document(following.document, following.data, folder / Path(name).with_suffix(".docx"), CATALOG)
        texts[name] = "\n".join(word_blocks((folder / Path(name).with_suffix(".docx")).read_bytes()))
    return texts


class TestFollowing:
    def test_a_complete_referral_is_acknowledged_with_its_deadlines(self, tmp_path: Path) -> None:
        found = follow(face_sheet(child_safety_conference=True, meeting_date="2026-12-01"))
        assert set(found) == {"referral-acknowledgement.pdf", "deadline-schedule.pdf", "deadline-schedule.ics"}
        assert found["deadline-schedule.ics"].data["conference_date"] == "2026-12-01"
        assert "November 24, 2026" in write_all(found, tmp_path)["referral-acknowledgement.pdf"]

    def test_an_interpreter_is_arranged_and_no_reason_to_wait(self, tmp_path: Path) -> None:
        found = follow(face_sheet(interpreter_needed=True))
        assert "translation for Spanish" in write_all(found, tmp_path)["referral-acknowledgement.pdf"]

    def test_an_incomplete_referral_is_returned(self, tmp_path: Path) -> None:
        found = follow(face_sheet(parent_partner=False, case_number=None))
        assert set(found) == {"referral-return.pdf"}
        text = write_all(found, tmp_path)["referral-return.pdf"]
        assert "Case number is blank" in text
        assert "Check the Parent Partner Program box" in text
        assert "lacks the following" in text

    def test_a_referral_without_grounds_is_returned_as_not_eligible(self, tmp_path: Path) -> None:
        found = follow(face_sheet(open_case=False, worker_name=None, parent_name=None))
        assert found["referral-return.pdf"].data["ineligible"] is True
        assert "(blank on the face sheet)" in write_all(found, tmp_path)["referral-return.pdf"]

    def test_a_doubtful_referral_gets_no_answer(self) -> None:
        sheet = face_sheet()
        sheet.fields["referral_date"] = sheet.fields["referral_date"].doubted("it is smudged", 0.4)
        assert follow(sheet) == {}

    def test_a_referral_beside_the_papers_of_the_case_has_its_deadlines_alone(self, tmp_path: Path) -> None:
        profile: dict[str, Any] = {
            "parent_name": "Marisol Vance", "parent_partner_name": "Lucia Brandt", "coordinator_name": "Tobias Renner",
            "referral_date": "2026-10-01", "assigned_date": "2026-10-02", "first_meeting_date": "2026-10-05",
            "second_meeting_date": "2026-10-08", "intake_date": "2026-10-15", "signature": True,
        }  # fmt: skip
        sheet = face_sheet(referral_date="2026-10-01", signature_date="2026-10-01")
        found = follow(sheet, paper("ia-parent-partner/participant-profile", **profile))
        assert set(found) == {"deadline-schedule.pdf", "deadline-schedule.ics"}
        assert found["deadline-schedule.pdf"].data["intake_date"] == "2026-10-15"
        assert "Lucia Brandt" in write_all(found, tmp_path)["deadline-schedule.pdf"]
        # An assignment before the referral is a slip on one of the papers: no schedule rests on it.
        slip = paper("ia-parent-partner/participant-profile", **{**profile, "assigned_date": "2026-09-30"})
        assert all("assigned_date" not in following.data for following in follow(sheet, slip).values())

    def test_an_entry_before_the_completion_is_not_told_as_one(self, tmp_path: Path) -> None:
        checklist = {"parent_name": "Marisol Vance", "completed_date": "2026-11-09", "entered_date": "2026-11-01"}
        found = follow(exit_feedback(), paper("ia-parent-partner/fidelity-checklist", **checklist))
        assert "In; entry due" in write_all(found, tmp_path)["exit-checklist.pdf"]

    def test_two_referrals_get_an_answer_each(self) -> None:
        found = follow(face_sheet(), face_sheet(case_number=None))
        assert set(found) == {"referral-return-d2.pdf"}

    def test_exit_papers_are_followed_by_the_checklist(self, tmp_path: Path) -> None:
        assessment = paper(
            "ia-parent-partner/self-assessment", parent_name="Marisol Vance", stage="exit",
            completed_date="2026-11-09", signature=True,
        )  # fmt: skip
        found = follow(exit_feedback(), assessment)
        assert set(found) == {"exit-checklist.pdf"}
        assert {row["form"] for row in found["exit-checklist.pdf"].data["received"]} == {
            "exit-feedback",
            "self-assessment",
        }
        assert "Missing, overdue" in write_all(found, tmp_path)["exit-checklist.pdf"]

    def test_a_doubtful_date_is_not_told_as_sure(self, tmp_path: Path) -> None:
        feedback = exit_feedback()
        feedback.fields["completed_date"] = feedback.fields["completed_date"].doubted("it is smudged", 0.4)
        text = write_all(follow(feedback), tmp_path)["exit-checklist.pdf"]
        assert "date of completion to be confirmed" in text

    def test_an_entry_assessment_or_another_parent_gets_no_checklist(self) -> None:
        entry = paper("ia-parent-partner/self-assessment", parent_name="Marisol Vance", stage="entry")
        assert follow(entry) == {}
        assert follow(exit_feedback(), exit_feedback(parent_name="Gregor Osei")) == {}
