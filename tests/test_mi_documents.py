"""The documents of mi-psp: what they compute, what the certificate refuses, and which follow from a packet."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from forms.catalog import load_catalog
from forms.errors import FormwrightError, IncompleteData
from forms.packet import Document
from generators.document import Following, document
from generators.follow import documents_that_follow
from generators.proofread import word_blocks
from generators.write import complete, write_document
from tests.support.packets import check, paper

CATALOG = load_catalog()
PROGRAM = CATALOG.program("mi-psp")
EXAMPLES = Path(__file__).parent.parent / "examples" / "documents" / "mi-psp"


def example(name: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return {**content, **changes}


def completed(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return complete(document(f"mi-psp/{name}", CATALOG), PROGRAM, data)


def words(name: str, data: dict[str, Any], folder: Path) -> str:
    (path,) = write_document(f"mi-psp/{name}", data, folder / "out.docx", CATALOG)
    return "\n".join(word_blocks(path.read_bytes()))


WHOLE = example("certificate")


class TestCertificate:
    def test_who_meets_every_requirement_is_certified(self, tmp_path: Path) -> None:
        text = words("certificate", WHOLE, tmp_path)
        assert "Rosa Alderink" in text.splitlines()
        assert "5 full days of classroom training in all 12 topics, January 12, 2026 to January 16, 2026" in text
        assert "10 months of individual and group coaching, February 2026 to November 2026" in text

    def test_it_is_one_landscape_page(self, tmp_path: Path) -> None:
        (path,) = write_document("mi-psp/certificate", WHOLE, tmp_path / "out.pdf", CATALOG)
        (page,) = PdfReader(path).pages
        assert page.mediabox.width > page.mediabox.height

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"training_days": WHOLE["training_days"][:4]}, "1 more full day of classroom training"),
            (
                {"training_days": [{**day, "date": "2026-01-12"} for day in WHOLE["training_days"]]},
                "4 more full days of classroom training",
            ),
            (
                {"training_days": [*WHOLE["training_days"][:4], {"date": "2026-01-16", "full_day": True}]},
                "Training in Parent-Professional Partnerships and System of Care; Overview",
            ),
            ({"coaching_sessions": WHOLE["coaching_sessions"][:9]}, "A coaching session in 1 more month"),
            ({"meetings": WHOLE["meetings"][1:]}, "A meeting in April 2026 to June 2026"),
            ({"certificate_date": "2026-11-02"}, "A coaching session in 1 more month"),
            ({"lived_experience": False}, "parent or primary caregiver"),
            ({"supervisor_qmhp": False}, "Name a supervisor"),
        ],
    )
    def test_what_is_missing_is_named(self, changes: dict[str, Any], sentence: str) -> None:
        with pytest.raises(FormwrightError, match=f"Rosa Alderink cannot be certified .*{sentence}"):
            completed("certificate", {**WHOLE, **changes})

    def test_a_quarter_counts_once_it_is_over(self) -> None:
        completed("certificate", {**WHOLE, "certificate_date": "2026-12-30", "meetings": WHOLE["meetings"][:2]})
        with pytest.raises(FormwrightError, match="October 2026 to December 2026"):
            completed("certificate", {**WHOLE, "certificate_date": "2027-01-01", "meetings": WHOLE["meetings"][:2]})

    def test_a_certificate_without_records_is_refused_by_name(self) -> None:
        data = {name: value for name, value in WHOLE.items() if name != "coaching_sessions"}
        with pytest.raises(IncompleteData, match="Coaching"):
            completed("certificate", data)


class TestStatus:
    def test_done_and_outstanding_are_told_apart(self) -> None:
        data = completed("certification-status", example("certification-status"))
        assert [(line.name, line.is_done) for line in data["requirements"]] == [
            ("lived_experience", True), ("supervisor_qmhp", True), ("classroom", False), ("topics", False),
            ("coaching", False), ("meetings", False),
        ]  # fmt: skip

    def test_a_status_without_any_record_says_so(self, tmp_path: Path) -> None:
        data = {"status_date": "2026-09-15", "candidate_name": "Ada Fenn"}
        assert "0 of 4 requirements" in words("certification-status", data, tmp_path)

    def test_whoever_has_it_all_is_told(self, tmp_path: Path) -> None:
        data = {name: value for name, value in WHOLE.items() if not name.startswith("certificate")}
        text = words("certification-status", {**data, "status_date": "2026-12-01"}, tmp_path)
        assert "Your records meet every requirement" in text
        assert "Outstanding" not in text

    def test_days_to_come_are_named_and_not_counted(self, tmp_path: Path) -> None:
        data = {**example("certification-status"), "meetings": [{"date": "2026-10-01"}]}
        assert "not counted yet: October 1, 2026" in words("certification-status", data, tmp_path)


class TestRegistration:
    def test_days_not_given_are_the_working_days_from_the_start_on(self) -> None:
        data = example("registration-confirmation", training_start="2027-01-14", training_days=[])
        # Monday the 18th is Martin Luther King Jr. Day.
        assert [day["date"] for day in completed("registration-confirmation", data)["days"]] == [
            date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 19),
        ]  # fmt: skip

    def test_days_that_are_given_stand_as_they_are(self) -> None:
        days = [{"date": f"2027-01-{day}"} for day in (11, 16, 17)]
        data = completed("registration-confirmation", example("registration-confirmation", training_days=days))
        assert [day["date"].day for day in data["days"]] == [11, 16, 17]

    @pytest.mark.parametrize("days", [("11", "12"), ("12", "13", "14"), ("11", "11", "12")])
    def test_fewer_days_or_another_start_are_refused(self, days: tuple[str, ...]) -> None:
        rows = [{"date": f"2027-01-{day}"} for day in days]
        with pytest.raises(FormwrightError, match="has 3 days"):
            completed("registration-confirmation", example("registration-confirmation", training_days=rows))

    def test_the_letter_says_what_it_rests_on(self, tmp_path: Path) -> None:
        data = example("registration-confirmation")
        assert "was accepted on October 5, 2026" in words("registration-confirmation", data, tmp_path)
        del data["readiness_accepted"]
        assert "rests on the agency's accepted" in words("registration-confirmation", data, tmp_path)


AGENCY = "Pine County Community Mental Health"
NAME = "Rosa Alderink"


def plan(**values: Any) -> Document:
    fields = PROGRAM.forms["readiness-plan"].fields
    usual = {name: True for name, field in fields.items() if field.type == "checkbox" and name != "changes"}
    known = {"agency_name": AGENCY, "contact_person": "Joan Teller", "email": "joan@example.org"}
    signed = {"phone": "989-555-0144", "signature": True, "signature_date": "2026-11-09"}
    return paper("mi-psp/readiness-plan", **{**usual, **known, **signed, **values})


def registration(**values: Any) -> Document:
    usual = {
        "candidate_name": NAME, "email": "rosa@example.org", "phone": "989-555-0150", "agency_name": AGENCY,
        "hire_date": "2025-12-01", "lived_experience": True, "supervisor_name": "Marcus Feld", "supervisor_qmhp": True,
        "supervisor_email": "marcus@example.org", "training_start": "2026-01-12", "candidate_signature": True,
        "supervisor_signature": True, "signature_date": "2025-12-05",
    }  # fmt: skip
    return paper("mi-psp/registration-packet", **{**usual, **values})


def records(**changes: Any) -> list[Document]:
    whole = {**WHOLE, **changes}
    coaching = [{"competency": "Listening", **row} for row in whole["coaching_sessions"]]
    return [
        paper("mi-psp/training-record", candidate_name=NAME, trainer_signature=True, days=whole["training_days"]),
        paper("mi-psp/coaching-log", candidate_name=NAME, coach_name="Iris Cole", sessions=coaching),
        paper("mi-psp/meeting-record", candidate_name=NAME, meetings=whole["meetings"]),
    ]


def follow(*papers: Document, as_of: date = date(2026, 12, 1)) -> dict[str, Following]:
    return {found.filename: found for found in documents_that_follow(check(*papers, as_of=as_of), CATALOG)}


def text_of(following: Following, folder: Path) -> str:
    return words(following.document.partition("/")[2], following.data, folder)


class TestFollowing:
    def test_a_complete_plan_is_accepted(self, tmp_path: Path) -> None:
        found = follow(plan())
        assert set(found) == {"readiness-acceptance.pdf"}
        text = text_of(found["readiness-acceptance.pdf"], tmp_path)
        assert "approved to move on to step two" in text
        assert "of November 9, 2026" in text

    def test_an_incomplete_plan_is_returned(self, tmp_path: Path) -> None:
        found = follow(plan(clinical_supervision=False, contact_person=None))
        assert set(found) == {"readiness-return.pdf"}
        text = text_of(found["readiness-return.pdf"], tmp_path)
        assert "Individual clinical supervision will be provided" in text
        assert "Contact person is blank" in text

    def test_a_doubtful_plan_gets_no_answer(self) -> None:
        doubtful = plan()
        doubtful.fields["agency_name"] = doubtful.fields["agency_name"].doubted("it is smudged", 0.4)
        assert follow(doubtful) == {}

    def test_a_registration_is_confirmed(self, tmp_path: Path) -> None:
        found = follow(registration())
        assert set(found) == {"registration-confirmation.pdf"}
        assert "Monday, January 12, 2026" in text_of(found["registration-confirmation.pdf"], tmp_path)
        assert follow(registration(supervisor_qmhp=False)) == {}

    def test_whole_records_are_followed_by_the_certificate(self, tmp_path: Path) -> None:
        found = follow(registration(), *records())
        assert set(found) == {"certification-status.pdf", "certificate.pdf"}
        assert NAME in text_of(found["certificate.pdf"], tmp_path)
        assert "meet every requirement" in text_of(found["certification-status.pdf"], tmp_path)

    def test_records_that_lack_something_are_followed_by_the_status_alone(self, tmp_path: Path) -> None:
        found = follow(registration(), *records(coaching_sessions=WHOLE["coaching_sessions"][:9]))
        assert set(found) == {"certification-status.pdf"}
        assert "A coaching session in 1 more month" in text_of(found["certification-status.pdf"], tmp_path)

    def test_without_the_registration_or_a_record_nobody_is_certified(self) -> None:
        assert set(follow(*records())) == {"certification-status.pdf"}
        assert set(follow(registration(), *records()[:2])) == {"certification-status.pdf"}

    def test_a_doubtful_row_is_told_and_nobody_is_certified(self, tmp_path: Path) -> None:
        papers = records()
        row = papers[0].tables["days"][0]
        row["date"] = row["date"].doubted("it is smudged", 0.4)
        found = follow(registration(), *papers)
        assert set(found) == {"certification-status.pdf"}
        assert "1 row of the records could not be read surely" in text_of(found["certification-status.pdf"], tmp_path)

    def test_records_of_another_person_are_followed_by_nothing(self) -> None:
        stranger = paper("mi-psp/meeting-record", candidate_name="Otis Grahl", meetings=WHOLE["meetings"])
        assert follow(registration(), *records()[:2], stranger) == {}
