"""The documents of ct-pss: what they compute, what they refuse, and which follow from a packet."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.errors import FormwrightError, IncompleteData
from forms.evidence import Value
from forms.packet import Document
from generators.ct_pss_wording import wording
from generators.deficiency import deficiencies
from generators.document import Following, document, outgoing
from generators.follow import documents_that_follow
from generators.proofread import pdf_text, word_blocks
from generators.remedies import remedies
from generators.write import complete, write_document
from tests.support import pss
from tests.support.packets import AS_OF, check

CATALOG = load_catalog()
PROGRAM = CATALOG.program("ct-pss")
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents" / "ct-pss"
ELEVEN = {
    "qualified-provider-letter", "deficiency-letter", "denial-letter", "provider-agreement", "certification-form",
    "service-authorization", "session-notes-bundle", "renewal-reminder", "removal-notice", "provider-register",
    "invoice-exception-memo",
}  # fmt: skip


def example(name: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return {**content, **changes}


def completed(name: str, **changes: Any) -> dict[str, Any]:
    return complete(document(f"ct-pss/{name}", CATALOG), PROGRAM, example(name, **changes))


def words(name: str, data: dict[str, Any], folder: Path) -> str:
    (path,) = write_document(f"ct-pss/{name}", data, folder / "out.docx", CATALOG)
    return "\n".join(word_blocks(path.read_bytes()))


def follows(*papers: Document, as_of: date = AS_OF) -> dict[str, Following]:
    followed = documents_that_follow(check(*papers, as_of=as_of), CATALOG)
    assert len({following.filename for following in followed}) == len(followed)
    return {following.filename.removesuffix(".pdf"): following for following in followed}


def written(following: Following, folder: Path) -> str:
    return words(following.document.partition("/")[2], following.data, folder)


def test_the_program_sends_eleven_documents() -> None:
    assert {declared.document for declared in outgoing(CATALOG) if declared.program == "ct-pss"} == ELEVEN


@pytest.mark.parametrize("name", sorted(ELEVEN))
def test_nothing_is_written_without_what_the_document_needs(name: str, tmp_path: Path) -> None:
    declared = document(f"ct-pss/{name}", CATALOG)
    with pytest.raises(IncompleteData) as refused:
        write_document(declared.id, {}, tmp_path / "out.pdf", CATALOG)
    needed = [item for item, datum in declared.data.items() if datum.required and not datum.when]
    assert needed
    assert all(any(f"({item})" in line for line in refused.value.missing) for item in needed)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["qualified-provider-letter", "deficiency-letter", "denial-letter", "removal-notice"])
def test_a_letter_is_addressed_to_whom_it_is_about_unless_another_is_named(name: str, tmp_path: Path) -> None:
    about = example(name).get("applicant_name") or example(name)["provider_name"]
    assert f"Dear {about}:" in words(name, example(name), tmp_path)
    text = words(name, example(name, recipient_name="Walter Haverkamp"), tmp_path)
    assert "Dear Walter Haverkamp:" in text
    assert about in text


class TestApproval:
    def test_the_letter_grants_the_designation_from_the_day_of_the_status(self, tmp_path: Path) -> None:
        text = words("qualified-provider-letter", example("qualified-provider-letter"), tmp_path)
        assert '"Parenting Support Service Provider"' in text
        assert "From December 1, 2026" in text
        assert "Statement of Credentials" in text

    @pytest.mark.parametrize(("kind", "rate"), [("individual", "40.42"), ("new-agency", "52.02")])
    def test_the_rate_is_that_of_the_kind_of_provider(self, kind: str, rate: str) -> None:
        assert completed("qualified-provider-letter", applicant_kind=kind)["rate"] == Decimal(rate)

    def test_no_rate_is_made_up_before_the_policy(self) -> None:
        with pytest.raises(FormwrightError, match="is known for 2014-04-30"):
            completed("qualified-provider-letter", approved_from="2014-04-30")

    def test_the_agreement_states_its_terms_with_the_rates_that_may_apply(self, tmp_path: Path) -> None:
        data = {"provider_name": "Imani Okonjo-Reyes", "effective": "2026-12-01"}
        text = words("provider-agreement", data, tmp_path)
        assert "$52.02 an hour (agency) or $40.42 an hour (direct hire)" in text
        (path,) = write_document(
            "ct-pss/provider-agreement", {**data, "provider_kind": "agency"}, tmp_path / "out.pdf", CATALOG
        )
        assert "$52.02anhour(agency).Alaterrate" in pdf_text(path.read_bytes())


class TestDeficiencyLetter:
    def test_the_answer_is_due_after_the_days_of_the_setting(self) -> None:
        assert completed("deficiency-letter")["due"] == date(2026, 12, 21)

    @pytest.mark.parametrize(("due", "lawful"), [("2026-11-22", True), ("2026-11-21", False)])
    def test_a_stated_day_lies_after_the_letter(self, due: str, lawful: bool) -> None:
        if lawful:
            assert completed("deficiency-letter", reply_by=due)["due"] == date.fromisoformat(due)
        else:
            with pytest.raises(FormwrightError, match="cannot be due on November 21, 2026"):
                completed("deficiency-letter", reply_by=due)

    def test_each_item_says_what_is_wrong_what_is_asked_and_how_to_mend_it(self, tmp_path: Path) -> None:
        data = example("deficiency-letter")
        text = words("deficiency-letter", data, tmp_path)
        for number, item in enumerate(data["items"], start=1):
            assert f"{number}. {item['what']}" in text
            assert f"What the policy asks: {item['asks']} ({item['citation']})" in text
            assert f"What to do: {item['mend']}" in text

    def test_sixty_items_with_long_texts_stand_on_paper_whole(self, tmp_path: Path) -> None:
        items = [
            {"what": f"Finding {number}: {'it is not as the policy asks, ' * 12}so.", "mend": "Send it. " * 40}
            for number in range(1, 61)
        ]
        (path,) = write_document(
            "ct-pss/deficiency-letter", example("deficiency-letter", items=items), tmp_path / "out.pdf", CATALOG
        )
        assert "60.Finding60:" in pdf_text(path.read_bytes())

    def test_every_rule_of_an_application_has_its_own_words(self) -> None:
        papers = pss.individual(
            application=[pss.application(drivers_license_expires="2026-05-17", phone=None)],
            letters=[
                pss.letter("Dr. Ana Petrova", phone=None), pss.letter("Samuel Brandt", letter_date="2020-01-01"),
            ],
            cpr=[pss.cpr("Adult CPR/AED", expires="2026-01-31")],
            insurance=[pss.insurance(expires="2026-07-31", insured="Somebody Else")],
            criminal=[],
        )  # fmt: skip
        rules = [finding.rule for finding in check(*papers).findings]
        assert len(set(rules)) >= 9
        texts = (wording(PROGRAM).asks, remedies(PROGRAM))
        asked, mended = (
            [rule for rule in rules if any(f"{rule}.".startswith(f"{name}.") for name in named)] for named in texts
        )
        assert asked == rules
        assert [rule for rule in rules if rule not in mended] == ["pss.field.phone"]

    def test_the_words_name_rules_that_there_are(self) -> None:
        rules = {rule for packet in PROGRAM.packets.values() for item in packet.items for rule in [item.item]}
        named = [name.removeprefix("pss.item.") for name in wording(PROGRAM).asks if name.startswith("pss.item.")]
        assert all(name in rules or any(rule.startswith(f"{name}.") for rule in rules) for name in named)


def test_an_applicant_may_reapply_twelve_months_after_the_denial(tmp_path: Path) -> None:
    assert completed("denial-letter")["reapply_date"] == date(2027, 11, 21)
    assert completed("denial-letter", letter_date="2028-02-29")["reapply_date"] == date(2029, 2, 28)
    text = words("denial-letter", example("denial-letter"), tmp_path)
    assert "on or after November 21, 2027, 12 months after this decision" in text
    for row in example("denial-letter")["reasons"]:
        assert row["reason"] in text


class TestCertificationForm:
    @pytest.mark.parametrize("kind", ["individual", "new-agency", "existing-agency"])
    def test_without_a_review_the_list_of_the_kind_is_printed_for_the_hand(self, kind: str, tmp_path: Path) -> None:
        data = {"applicant_name": "Imani Okonjo-Reyes", "applicant_kind": kind, "review_date": "2026-11-21"}
        text = words("certification-form", data, tmp_path)
        for item in PROGRAM.packets[kind].items:
            assert item.label in text
        assert "Result of the review" not in text
        assert "Clinical designee" in text

    def test_what_needs_attention_is_counted(self) -> None:
        assert completed("certification-form")["outstanding"] == "3 items outstanding"
        right = {
            "documents": [{"item": "Provider Application", "status": "received"}],
            "qualifications": [{"item": "Age", "status": "met"}],
        }
        assert completed("certification-form", **right)["outstanding"] == "Nothing outstanding"
        right["qualifications"].append({"item": "Degree", "status": "unclear"})
        assert completed("certification-form", **right)["outstanding"] == "1 item to be decided"


class TestAuthorization:
    def terms(self, **changes: Any) -> list[tuple[str, str, str]]:
        rows = completed("service-authorization", **changes)["terms"]
        return [(row["starts"].isoformat(), str(row["hours"]), str(row["amount"])) for row in rows]

    def test_hours_are_the_weekly_average_in_whole_quarter_hours_year_by_year(self) -> None:
        # 3.5 x 31 / 7 = 15.5; 3.5 x 365 / 7 = 182.5
        assert self.terms() == [("2026-12-01", "15.50", "806.31"), ("2027-01-01", "167.00", "8687.34")]

    def test_the_yearly_limit_binds_before_the_weekly_average(self) -> None:
        rows = self.terms(hours_per_week="4", start_date="2027-01-01", end_date="2027-12-31")
        assert rows == [("2027-01-01", "200.00", "10404.00")]
        note = completed("service-authorization", hours_per_week="4", start_date="2027-01-01", end_date=None)
        assert note["ends"] == date(2027, 12, 31)
        assert "the yearly limit is 200 hours" in note["limit_note"]

    @pytest.mark.parametrize(("hours", "lawful"), [("4", True), ("4.25", False)])
    def test_no_more_than_four_hours_a_week(self, hours: str, lawful: bool) -> None:
        if lawful:
            completed("service-authorization", hours_per_week=hours)
        else:
            with pytest.raises(FormwrightError, match="an average of 4 hours a week"):
                completed("service-authorization", hours_per_week=hours)

    @pytest.mark.parametrize(("end", "lawful"), [("2027-11-30", True), ("2027-12-01", False), ("2026-11-30", False)])
    def test_it_runs_for_twelve_months_at_most(self, end: str, lawful: bool) -> None:
        if lawful:
            completed("service-authorization", end_date=end)
        else:
            with pytest.raises(FormwrightError, match="cannot end on"):
                completed("service-authorization", end_date=end)

    @pytest.mark.parametrize(
        ("birth", "ends"), [("2009-06-01", "2027-05-31"), ("2008-12-02", "2026-12-01"), ("2019-02-11", "2027-11-30")]
    )
    def test_it_ends_before_the_child_is_eighteen(self, birth: str, ends: str) -> None:
        data = completed("service-authorization", child_date_of_birth=birth, end_date=None)
        assert data["ends"] == date.fromisoformat(ends)

    def test_a_child_of_february_29_comes_of_age_on_march_1(self) -> None:
        # 2026 has no February 29.
        data = completed(
            "service-authorization", child_date_of_birth="2008-02-29", start_date="2026-02-01", end_date=None
        )
        assert data["ends"] == date(2026, 2, 28)

    def test_it_is_refused_for_a_child_of_age_and_outside_own_homes(self) -> None:
        with pytest.raises(FormwrightError, match="the child is 18 on December 1, 2026"):
            completed("service-authorization", child_date_of_birth="2008-12-01", end_date=None)
        with pytest.raises(FormwrightError, match=r"lives in a CLA"):
            completed("service-authorization", residence="cla")

    def test_without_a_provider_both_rates_are_stated(self, tmp_path: Path) -> None:
        data = example("service-authorization")
        del data["provider_name"], data["provider_kind"]
        text = words("service-authorization", data, tmp_path)
        assert "$52.02 an hour (agency) or $40.42 an hour (direct hire)" in text
        assert "from the list of qualified providers" in text


class TestNotes:
    def test_the_cover_lists_each_note_with_its_hours_and_what_it_lacks(self) -> None:
        data = completed("session-notes-bundle")
        assert [(row["number"], row["hours"], row["lacks"]) for row in data["rows"]] == [
            (1, Decimal("1.25"), []),
            (2, Decimal("0.25"), ["follow-up activities", "the parent's signature"]),
            (3, Decimal("1.5"), []),
        ]
        assert (data["total_hours"], data["incomplete"]) == (Decimal("3.00"), 1)

    @pytest.mark.parametrize(("day", "flagged"), [("2026-12-31", False), ("2027-01-01", True), ("2026-09-30", True)])
    def test_a_note_outside_the_quarter_is_flagged(self, day: str, flagged: bool) -> None:
        notes = [{**example("session-notes-bundle")["notes"][0], "service_date": day}]
        (row,) = completed("session-notes-bundle", notes=notes)["rows"]
        assert (row["lacks"] == ["the date (outside the period)"]) is flagged

    def test_the_case_manager_is_named_even_where_another_gets_the_bundle(self, tmp_path: Path) -> None:
        text = words("session-notes-bundle", example("session-notes-bundle", recipient_name="Region Office"), tmp_path)
        assert "Region Office" in text
        assert "Rosa Delgado" in text

    def test_a_hundred_notes_stand_on_paper_whole(self, tmp_path: Path) -> None:
        first = example("session-notes-bundle")["notes"][0]
        notes = [{**first, "outcomes": f"Step {number}. " * 60} for number in range(1, 101)]
        (path,) = write_document(
            "ct-pss/session-notes-bundle", example("session-notes-bundle", notes=notes), tmp_path / "o.pdf", CATALOG
        )
        assert "Sessionnote100of100" in pdf_text(path.read_bytes())


class TestRenewals:
    @pytest.mark.parametrize(
        ("expires", "urgent", "expired"),
        [
            ("2026-11-20", False, True), ("2026-11-21", True, False), ("2026-12-21", True, False),
            ("2026-12-22", False, False),
        ],
    )  # fmt: skip
    def test_what_expires_within_thirty_days_is_urgent(self, expires: str, urgent: bool, expired: bool) -> None:
        data = completed("renewal-reminder", items=[{"what": "Insurance", "expires": expires}])
        assert (data["urgent"], data["expired"]) == (["Insurance"] if urgent else [], ["Insurance"] if expired else [])

    def test_the_first_to_expire_comes_first(self) -> None:
        items = list(reversed(example("renewal-reminder")["items"]))
        data = completed("renewal-reminder", items=items)
        assert [row["left"] for row in data["rows"]] == ["24 days", "55 days"]
        assert data["first"] == date(2026, 12, 15)

    @pytest.mark.parametrize(("day", "lawful"), [("2026-11-21", True), ("2026-11-20", False)])
    def test_a_removal_takes_effect_with_its_notice_at_the_earliest(self, day: str, lawful: bool) -> None:
        if lawful:
            assert completed("removal-notice", removal_date=day)["removed"] == date.fromisoformat(day)
        else:
            with pytest.raises(FormwrightError, match="before the notice"):
                completed("removal-notice", removal_date=day)

    def test_a_long_reason_is_whole_on_paper(self, tmp_path: Path) -> None:
        reason = "\n\n".join(f"Paragraph {number} says why. " * 20 for number in range(1, 31))
        (path,) = write_document(
            "ct-pss/removal-notice", example("removal-notice", reason=reason), tmp_path / "out.pdf", CATALOG
        )
        assert "Paragraph30sayswhy." in pdf_text(path.read_bytes())


class TestRegister:
    def test_it_is_sorted_and_written_as_csv_too(self, tmp_path: Path) -> None:
        (path,) = write_document(
            "ct-pss/provider-register", example("provider-register"), tmp_path / "register.csv", CATALOG
        )
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        assert [row["Provider"] for row in rows] == [
            "Harborlight Family Services", "Imani Okonjo-Reyes", "Quinnebaug Family Center",
        ]  # fmt: skip
        assert rows[1] == {
            "Provider": "Imani Okonjo-Reyes", "Provider type": "Direct hire",
            "Designation": "Parenting Support Service Provider", "Qualified since": "2026-11-21", "Town": "Middletown",
            "Telephone": "860-555-0161", "E-mail": "imani.okonjo@example.org", "As of": "2026-11-21",
        }  # fmt: skip

    def test_other_documents_are_not_written_as_csv(self, tmp_path: Path) -> None:
        with pytest.raises(FormwrightError, match=r"is written as \.pdf or \.docx"):
            write_document("ct-pss/removal-notice", example("removal-notice"), tmp_path / "out.csv", CATALOG)

    def test_a_provider_who_is_not_yet_qualified_is_refused(self) -> None:
        with pytest.raises(FormwrightError, match="Imani Okonjo-Reyes is qualified only from November 21, 2026"):
            completed("provider-register", register_date="2026-11-20")


class TestMemo:
    def line(self, **changes: Any) -> dict[str, Any]:
        right = {"date": "2026-10-06", "start_time": "09:00", "end_time": "10:15", "hours": "1.25", "billed": "65.03"}
        return {**right, **changes}

    def memo(self, *lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return completed("invoice-exception-memo", lines=list(lines), invoice_total=None, **changes)

    @pytest.mark.parametrize(
        ("changes", "payable", "why"),
        [
            ({}, "65.03", ""),
            ({"billed": "65.04"}, "65.03", "$0.01 more was billed"),
            ({"billed": "60.00"}, "60.00", "No more is paid than was billed."),
            ({"end_time": "09:22", "hours": "0.50", "billed": "26.01"}, "13.01", "22 minutes are 0.25 hours"),
            ({"end_time": "09:23", "hours": "0.50", "billed": "26.01"}, "26.01", ""),
            ({"end_time": "09:07", "hours": "0.25", "billed": "13.01"}, "0.00", "7 minutes are 0.00 hours"),
            ({"start_time": None}, "65.03", ""),
            ({"hours": None}, "0", "The hours cannot be read"),
            ({"billed": None}, "0", "The amount cannot be read"),
            ({"not_payable": "note"}, "0", "No session note documents it."),
        ],
    )
    def test_a_line_pays_its_time_at_the_rate_and_never_more_than_billed(
        self, changes: dict[str, Any], payable: str, why: str
    ) -> None:
        (row,) = self.memo(self.line(**changes))["rows"]
        assert row["payable"] == Decimal(payable)
        assert why in row["why"] if why else row["why"] == ""

    def test_a_direct_hire_is_paid_at_its_own_rate(self) -> None:
        assert self.memo(self.line(), provider_kind="direct-hire")["payable"] == Decimal("50.53")

    def test_without_the_kind_of_provider_nothing_is_payable(self) -> None:
        memo = self.memo(self.line(), provider_kind=None)
        assert memo["payable"] == 0
        assert "the rate is not" in memo["rows"][0]["why"]

    def test_hours_over_the_weekly_average_of_the_period_are_not_paid(self) -> None:
        # 4 x 7 / 7 = 4 hours in a week; the fourth line is the first over it.
        lines = [self.line(date=f"2026-10-0{day}") for day in (4, 1, 2, 3)]
        memo = self.memo(*lines, period_start="2026-10-01", period_end="2026-10-07")
        assert [str(row["payable"]) for row in memo["rows"]] == ["13.01", "65.03", "65.03", "65.03"]
        assert "1 hour is over the 4 hours that 4 a week make in the 7 days" in memo["rows"][0]["why"]

    @pytest.mark.parametrize(("before", "payable"), [("198.75", "65.03"), ("199.00", "52.02"), ("200.00", "0.00")])
    def test_hours_over_the_year_are_not_paid(self, before: str, payable: str) -> None:
        earlier = [{"year": 2026, "hours": before}, {"year": 2025, "hours": "200.00"}]
        assert self.memo(self.line(), hours_before=earlier)["payable"] == Decimal(payable)

    def test_a_period_in_the_wrong_order_is_refused(self) -> None:
        with pytest.raises(FormwrightError, match="before its start"):
            self.memo(self.line(), period_start="2026-10-31", period_end="2026-10-01")

    def test_a_hundred_lines_stand_on_paper_whole(self, tmp_path: Path) -> None:
        lines = [self.line(activity=f"Activity {number} with a long name") for number in range(1, 101)]
        data = example("invoice-exception-memo", lines=lines, invoice_total="6503.00")
        (path,) = write_document("ct-pss/invoice-exception-memo", data, tmp_path / "out.pdf", CATALOG)
        assert "Activity100withalongname" in pdf_text(path.read_bytes())


class TestWhatFollowsFromAnApplication:
    @pytest.mark.parametrize("packet", [pss.individual, pss.new_agency, pss.existing_agency])
    def test_a_complete_one_is_approved(self, packet: Any, tmp_path: Path) -> None:
        followed = follows(*packet())
        assert set(followed) == {"qualified-provider-letter", "certification-form", "provider-agreement"}
        for following in followed.values():
            assert written(following, tmp_path)
        assert "outstanding" not in written(followed["certification-form"], tmp_path).replace("Nothing outstanding", "")

    def test_what_the_papers_do_not_tell_of_the_qualifications_is_left_to_the_reviewer(self, tmp_path: Path) -> None:
        text = written(follows(*pss.existing_agency())["certification-form"], tmp_path)
        assert "5 items to be decided" in text

    def test_an_agency_is_approved_in_its_own_name_with_the_person_who_serves(self) -> None:
        data = follows(*pss.new_agency())["qualified-provider-letter"].data
        assert (data["provider_name"], data["service_persons"]) == (pss.AGENCY, [pss.NAME])

    def test_an_incomplete_one_gets_a_letter_that_asks_for_each_item(self, tmp_path: Path) -> None:
        papers = pss.individual(
            without="work_sample", application=[pss.application(drivers_license_expires="2026-05-17")]
        )
        report = check(*papers)
        followed = {each.filename: each for each in documents_that_follow(report, CATALOG)}
        assert set(followed) == {"deficiency-letter.pdf", "certification-form.pdf"}
        letter = followed["deficiency-letter.pdf"]
        assert len(letter.data["items"]) == len(report.findings) == 2
        text = written(letter, tmp_path)
        assert "The driver's license expired on 05/17/2026." in text
        assert "A sample of recent work that highlights the ability" in text
        assert "18 Orchard Hill Road" in text
        assert "ask for" not in text
        assert "2 items need your attention" in text

    def test_the_checklist_says_what_did_not_come_and_what_does_not_apply(self) -> None:
        papers = pss.individual(without="work_sample", cpr=[pss.cpr("Adult CPR/AED and First Aid")])
        data = follows(*papers)["certification-form"].data
        status = {row["item"]: row["status"] for row in (*data["documents"], *data["qualifications"])}
        assert status["Sample of recent work"] == "missing"
        assert status["Adult and pediatric CPR and first aid certification"] == "invalid"
        assert status["Current certification that covers adult CPR, pediatric CPR and first aid"] == "not-met"
        assert status["Corporate documents"] == "not-applicable"
        assert status["Provider Application"] == "received"
        assert status["Valid Connecticut driver's license"] == "met"

    def test_what_no_paper_shows_is_not_called_met(self) -> None:
        data = follows(*pss.individual(without="insurance"))["certification-form"].data
        (row,) = [row for row in data["qualifications"] if row["item"] == "Liability insurance in force"]
        assert (row["status"], row["remark"]) == ("unclear", "No paper of the packet shows it.")

    @pytest.mark.parametrize("also", [{}, {"work_sample": []}])
    def test_an_ineligible_one_is_denied_and_asked_for_nothing(self, also: dict[str, Any], tmp_path: Path) -> None:
        followed = follows(*pss.individual(application=[pss.application(family_experience_years=2)], **also))
        assert set(followed) == {"denial-letter"}
        text = written(followed["denial-letter"], tmp_path)
        assert "2 years of experience with families and children" in text
        assert "November 21, 2027" in text

    def test_one_that_a_person_must_look_at_gets_nothing(self) -> None:
        assert follows(*pss.individual(application=[pss.application(degree_field="Marine Biology")])) == {}

    def test_a_doubtful_reading_decides_nothing(self) -> None:
        young = pss.application(date_of_birth="2008-05-17")
        young.fields["date_of_birth"] = young.fields["date_of_birth"].doubted("the year is smudged", 0.4)
        assert follows(*pss.individual(application=[young])) == {}

    def test_a_packet_without_its_application_is_asked_for_it(self, tmp_path: Path) -> None:
        followed = follows(*pss.individual(without="application"))
        assert set(followed) == {"deficiency-letter"}
        assert f"Dear {pss.NAME}:" in written(followed["deficiency-letter"], tmp_path)

    @pytest.mark.parametrize(("expires", "reminded"), [("2027-01-20", True), ("2027-01-21", False)])
    def test_what_expires_within_sixty_days_is_reminded_of(self, expires: str, reminded: bool, tmp_path: Path) -> None:
        followed = follows(*pss.individual(insurance=[pss.insurance(expires=expires)]))
        assert ("renewal-reminder" in followed) is reminded
        if reminded:
            assert [row["what"] for row in followed["renewal-reminder"].data["items"]] == ["Liability insurance"]
            written(followed["renewal-reminder"], tmp_path)

    def test_what_was_renewed_already_is_not_reminded_of(self) -> None:
        both = [pss.insurance(expires="2026-12-15"), pss.insurance(effective="2026-12-15", expires="2027-12-15")]
        assert "renewal-reminder" not in follows(*pss.individual(insurance=both))

    def test_a_certificate_without_an_expiry_counts_from_its_issue(self) -> None:
        followed = follows(*pss.individual(cpr=[pss.cpr(issued="2024-12-03", expires=None)]))
        (item,) = followed["renewal-reminder"].data["items"]
        assert item["expires"] == "2026-12-03"


class TestWhatFollowsFromBilling:
    def test_a_right_invoice_is_followed_by_its_notes_alone(self, tmp_path: Path) -> None:
        followed = follows(*pss.billing())
        assert set(followed) == {"session-notes-bundle"}
        data = followed["session-notes-bundle"].data
        assert (data["period_start"], data["period_end"]) == ("2026-10-01", "2026-12-31")
        assert "1 session note, 1.25 hours" in written(followed["session-notes-bundle"], tmp_path)

    def test_a_wrong_line_is_told_in_a_memo_to_the_cent(self, tmp_path: Path) -> None:
        row = pss.line(end_time="09:22", hours="0.50", amount="26.01")
        followed = follows(*pss.billing(row))
        assert set(followed) == {"invoice-exception-memo", "session-notes-bundle"}
        text = written(followed["invoice-exception-memo"], tmp_path)
        assert "Pay $13.01 for 0.25 hours" in text
        assert "Unit of Service" in text

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"activity": "Travel to the family"}, "activity"),
            ({"date": "2026-09-30"}, "period"),
        ],
    )
    def test_a_line_that_is_not_payable_says_why(self, changes: dict[str, Any], reason: str) -> None:
        data = follows(*pss.billing(pss.line(**changes)))["invoice-exception-memo"].data
        assert data["lines"][0]["not_payable"] == reason

    def test_a_line_without_a_note_is_not_payable(self) -> None:
        followed = follows(pss.invoice())
        assert set(followed) == {"invoice-exception-memo"}
        assert followed["invoice-exception-memo"].data["lines"][0]["not_payable"] == "note"

    def test_nothing_is_payable_for_a_person_in_a_residence_that_is_not_served(self, tmp_path: Path) -> None:
        memo = follows(*pss.billing(residence="crs"))["invoice-exception-memo"]
        assert "Nothing is payable on this invoice." in written(memo, tmp_path)

    def test_a_missing_signature_holds_the_payment(self, tmp_path: Path) -> None:
        memo = follows(*pss.billing(signature=False))["invoice-exception-memo"]
        assert "Nothing is paid until the following is settled." in written(memo, tmp_path)

    def test_a_doubtful_amount_holds_the_payment(self, tmp_path: Path) -> None:
        papers = pss.billing(pss.line(rate="50.00", amount="62.50"))
        cell = papers[0].tables["lines"][0]["amount"]
        papers[0].tables["lines"][0]["amount"] = cell.doubted("the last digit is smudged", 0.4)
        memo = follows(*papers)["invoice-exception-memo"]
        assert "Nothing is paid until the following is settled." in written(memo, tmp_path)

    def test_hours_of_the_packets_earlier_invoices_count_against_the_year(self) -> None:
        earlier = pss.invoice(period_start="2026-09-01", period_end="2026-09-30", lines=[pss.line(date="2026-09-08")])
        memo = follows(pss.invoice(), earlier)["invoice-exception-memo-d1"]
        assert memo.data["hours_before"] == [{"year": 2026, "hours": "1.25"}]

    def test_each_quarter_and_parent_has_a_bundle_of_its_own(self) -> None:
        notes = [
            pss.note(pss.line(date="2026-10-06")), pss.note(pss.line(date="2026-09-30")),
            pss.note(pss.line(date="2026-10-07"), parent_name="Robin Adeyemi"),
        ]  # fmt: skip
        bundles = [each.data for each in follows(*notes).values()]
        assert [(data["parent_name"], data["period_start"], len(data["notes"])) for data in bundles] == [
            ("Devon Marsh", "2026-07-01", 1), ("Devon Marsh", "2026-10-01", 1), ("Robin Adeyemi", "2026-10-01", 1),
        ]  # fmt: skip

    def test_an_unreadable_date_is_told_and_the_note_is_not_lost(self, tmp_path: Path) -> None:
        note = pss.note()
        note.fields["service_date"] = Value(None, 0.2, "ocr", text="1O/O6/2026", review=True)
        text = written(follows(note)["session-notes-bundle"], tmp_path)
        assert "the date (cannot be read)" in text


class TestWhatFollowsFromARequest:
    def test_a_right_one_is_authorized_from_the_as_of_date(self, tmp_path: Path) -> None:
        followed = follows(pss.request())
        assert set(followed) == {"service-authorization"}
        text = written(followed["service-authorization"], tmp_path)
        assert "from November 21, 2026 to November 20, 2027" in text
        assert "Pilar Echeverria" in text

    @pytest.mark.parametrize(
        "changes",
        [
            {"hours_per_week": "4.25"}, {"residence": "cla"}, {"custody_or_visitation": False},
            {"within_budget": False}, {"assessment_need": False},
        ],
    )  # fmt: skip
    def test_one_with_a_finding_is_not(self, changes: dict[str, Any]) -> None:
        assert follows(pss.request(**changes)) == {}

    def test_one_that_was_read_with_doubt_is_not(self) -> None:
        request = pss.request()
        request.fields["hours_per_week"] = request.fields["hours_per_week"].doubted("smudged", 0.4)
        assert follows(request) == {}


def test_findings_become_items_in_the_words_of_the_applicant() -> None:
    report = check(*pss.individual(without="hipaa"))
    (item,) = deficiencies(report, PROGRAM, remedies=remedies(PROGRAM), asks=wording(PROGRAM).asks)
    assert item == {
        "what": "Confidentiality and HIPAA Assurance Agreement did not come with the application of an individual "
        "practitioner.",
        "mend": "Sign and date the Confidentiality and HIPAA Assurance Agreement, and send it.",
        "asks": "The Confidentiality and HIPAA Assurance Agreement.",
        "citation": PROGRAM.cite("Individual Practitioners"),
    }
