"""mi-psp: cases on both sides of every rule's boundary."""

from datetime import date
from typing import Any

import pytest

from forms.catalog import load_catalog
from forms.packet import Document, Packet
from forms.report import Report
from forms.topics import covered_topics
from tests.support.packets import check, found, paper
from validators.engine import check_packet

NAME = "Rosa Alderink"
TOPICS = [
    "Family Driven & Youth Guided Care; Cultural Competency; Child and Family Serving Systems",
    "Confidentiality, Mandated Reporting, HIPAA",
    "Boundaries; Roles and Function of Parent Support Partners",
    "Benefits of the Service; SMART Goals",
    "Parent-Professional Partnerships and System of Care; Overview of child and family service systems",
]


def plan(**changes: Any) -> Document:
    """A readiness plan that affirms everything, with changes."""
    right: dict[str, Any] = {
        "agency_name": "Pine County Community Mental Health", "contact_person": "Ben Oduya",
        "email": "b.oduya@example.org", "phone": "517-555-0142", "first_plan": True, "employs_parents": True,
        "supervisor_identified": True, "clinical_supervision": True, "data_collection": True, "ongoing_training": True,
        "transportation_lodging": True, "personnel_time": True, "equipment": True, "signature": True,
        "signature_date": "2026-08-03",
    }  # fmt: skip
    return paper("mi-psp/readiness-plan", **{**right, **changes})


def registration(**changes: Any) -> Document:
    """A registration that is right, with changes."""
    right: dict[str, Any] = {
        "candidate_name": NAME, "email": "r.alderink@example.org", "phone": "517-555-0143",
        "agency_name": "Pine County Community Mental Health", "hire_date": "2026-08-17", "lived_experience": True,
        "supervisor_name": "Ines Kowalczyk", "supervisor_qmhp": True, "supervisor_email": "i.kowalczyk@example.org",
        "training_start": "2026-10-05", "candidate_signature": True, "supervisor_signature": True,
        "signature_date": "2026-09-01",
    }  # fmt: skip
    return paper("mi-psp/registration-packet", **{**right, **changes})


def training(days: list[dict[str, Any]] | None = None, name: str = NAME) -> Document:
    """Five full days in September 2025 that cover every topic, or the given days."""
    return paper(
        "mi-psp/training-record", candidate_name=name, trainer_signature=True, days=days or training_days(*range(8, 13))
    )


def training_days(*days: int) -> list[dict[str, Any]]:
    """Full training days of September 2025."""
    return [
        {"date": f"2025-09-{number:02d}", "full_day": True, "topics": topics}
        for number, topics in zip(days, TOPICS, strict=False)
    ]


def coaching(*dates: str, name: str = NAME) -> Document:
    """A coaching log with sessions on the dates, ten months from October 2025 where none is given."""
    months = [f"2025-{month}-14" for month in (10, 11, 12)] + [f"2026-{month:02d}-14" for month in range(1, 8)]
    sessions = [{"date": each, "kind": "group", "competency": "SMART goals"} for each in dates or months]
    return paper("mi-psp/coaching-log", candidate_name=name, coach_name="Ada Renwick", sessions=sessions)


def meetings(*dates: str, name: str = NAME) -> Document:
    """A meeting record with meetings on the dates, one in each quarter to September 2026 where none is given."""
    held = dates or ("2025-11-19", "2026-02-18", "2026-05-20", "2026-08-19")
    rows = [{"date": each, "topic": "Barriers in the team"} for each in held]
    return paper("mi-psp/meeting-record", candidate_name=name, meetings=rows)


def only(report: Report) -> Any:
    """The one finding of the report."""
    assert len(report.findings) == 1, found(report)
    return report.findings[0]


def test_a_right_readiness_plan_is_complete() -> None:
    report = check(plan())
    assert (report.outcome, found(report), report.not_checked) == ("complete", [], [])


def test_a_right_registration_beside_its_plan_is_complete() -> None:
    report = check(plan(), registration())
    assert (report.outcome, found(report), report.not_checked) == ("complete", [], [])


def test_right_records_for_certification_are_complete() -> None:
    report = check(training(), coaching(), meetings())
    assert (report.outcome, found(report), report.not_checked) == ("complete", [], [])


@pytest.mark.parametrize(
    "expectation",
    [
        "employs_parents", "supervisor_identified", "clinical_supervision", "data_collection", "ongoing_training",
        "transportation_lodging", "personnel_time", "equipment",
    ],
)  # fmt: skip
def test_each_expectation_that_is_not_affirmed_is_one_finding(expectation: str) -> None:
    finding = only(check(plan(**{expectation: False})))
    assert finding.rule == f"psp.readiness.expectation.{expectation}"
    assert (finding.kind, finding.fields) == ("missing", (expectation,))


def test_neither_first_plan_nor_changes_need_be_checked() -> None:
    assert found(check(plan(first_plan=False, changes=False))) == []


def test_a_blank_is_found_beside_the_expectations() -> None:
    assert found(check(plan(contact_person=None, signature=False))) == [
        "psp.field.contact_person",
        "psp.field.signature",
    ]


def test_a_registration_without_a_plan_in_the_packet_is_left_to_the_file() -> None:
    report = check(registration())
    assert found(report) == []
    assert [entry.rule for entry in report.not_checked] == ["psp.readiness.first"]


def whole_file(*papers: Document) -> Report:
    """The report on a packet that holds all that is on file."""
    for number, document in enumerate(papers, start=1):
        document.id = f"d{number}"
    return check_packet(Packet("test", list(papers), whole_file=True), load_catalog(), date(2026, 11, 21))


def test_a_registration_of_an_agency_without_a_plan_on_file_is_found() -> None:
    assert found(whole_file(registration())) == ["psp.readiness.first"]
    assert found(whole_file(registration(), plan(agency_name="Elm County CMH"))) == ["psp.readiness.first"]
    assert found(whole_file(registration(), plan(agency_name="PINE COUNTY Community Mental Health, Inc."))) == []


def test_a_plan_with_changes_is_pending_beside_no_other() -> None:
    assert found(whole_file(registration(), plan(changes=True))) == ["psp.readiness.first"]
    assert found(whole_file(registration(), plan(changes=True), plan())) == []
    report = check(registration(), plan(changes=True))
    assert (found(report), report.outcome) == ([], "complete")
    assert [entry.rule for entry in report.not_checked] == ["psp.readiness.first"]


def test_a_candidate_who_is_no_parent_is_ineligible() -> None:
    report = check(plan(), registration(lived_experience=False))
    assert only(report).rule == "psp.registration.lived-experience"
    assert report.outcome == "ineligible"


def test_a_supervisor_who_is_no_qualified_provider_makes_ineligible() -> None:
    report = check(plan(), registration(supervisor_qmhp=False))
    assert only(report).rule == "psp.registration.supervisor"
    assert report.outcome == "ineligible"


def test_a_registration_alone_asks_for_no_training_yet() -> None:
    assert found(whole_file(plan(), registration())) == []


def test_four_full_days_are_too_few() -> None:
    days = training_days(*range(8, 13))
    days[4]["full_day"] = False
    finding = only(check(training(days), coaching(), meetings()))
    assert (finding.rule, finding.expected, finding.found) == ("psp.training.days", 5, 4)
    assert "three-day" in finding.message


def test_the_same_date_twice_is_one_day() -> None:
    assert only(check(training(training_days(8, 9, 10, 11, 11)), coaching(), meetings())).found == 4


def test_a_sixth_day_that_is_not_full_does_no_harm() -> None:
    days = [*training_days(*range(8, 13)), {"date": "2025-09-15", "full_day": False, "topics": "Boundaries"}]
    assert found(check(training(days), coaching(), meetings())) == []


def test_days_on_two_records_count_together() -> None:
    days = training_days(*range(8, 13))
    assert found(check(training(days[:3]), training(days[3:]), coaching(), meetings())) == []


def test_a_day_still_to_come_is_no_training_yet() -> None:
    report = check(training(), coaching(), meetings(), as_of=date(2025, 9, 11))
    assert found(report) == ["psp.coaching.months", "psp.training.days"]


def test_an_undated_full_day_is_asked_for_and_not_counted_as_missing_training() -> None:
    days = training_days(*range(8, 13))
    days[2]["date"] = None
    assert found(check(training(days), coaching(), meetings())) == ["psp.field.date"]


def test_a_box_read_as_unchecked_with_doubt_is_for_a_person() -> None:
    days = training_days(*range(8, 13))
    days[2]["full_day"] = False
    record = training(days)
    record.replace_value("days[2].full_day", record.tables["days"][2]["full_day"].doubted("the mark is faint"))
    report = check(record, coaching(), meetings())
    assert (found(report), report.outcome) == ([], "needs-review")


def test_a_topic_that_no_day_covers_is_named() -> None:
    days = training_days(*range(8, 13))
    days[1]["topics"] = "Confidentiality, HIPAA"
    days[3]["topics"] = "Benefits of the Service"
    finding = only(check(training(days), coaching(), meetings()))
    assert finding.rule == "psp.training.topic"
    assert "Mandated Reporting; SMART Goals" in finding.message


ALL_TOPICS = load_catalog().program("mi-psp").parameters["classroom_topics"].editions[0].value


@pytest.mark.parametrize("topic", list(ALL_TOPICS))
def test_each_topic_covers_itself_alone(topic: str) -> None:
    assert covered_topics(topic, ALL_TOPICS) == {topic}
    assert covered_topics(topic.upper(), ALL_TOPICS) == {topic}


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Confidentiality and HIPAA", {"Confidentiality", "HIPAA"}),
        ("Confidentiality/HIPPA", {"Confidentiality", "HIPAA"}),
        ("Boundries", {"Boundaries"}),
        ("S.M.A.R.T. Goals | Benefits of Service", {"SMART Goals", "Benefits of the Service"}),
        ("Roles & function of PSPs", {"Roles and Function of Parent Support Partners"}),
        ("an overview of child and family service systems", {"Overview of child and family service systems"}),
        ("Child and Family Serving Systems", {"Child and Family Serving Systems"}),
        ("Family Driven and Youth Guided Care", {"Family Driven & Youth Guided Care"}),
        ("Module 2: HIPAA. Boundaries", {"HIPAA", "Boundaries"}),
        ("Parent- Professional Partnerships", {"Parent-Professional Partnerships and System of Care"}),
        ("Welcome and lunch", set()),
        ("", set()),
    ],
)
def test_topics_are_told_in_other_words(text: str, topics: set[str]) -> None:
    assert covered_topics(text, ALL_TOPICS) == topics


def test_nine_months_of_coaching_are_too_few_and_a_second_session_in_a_month_does_not_help() -> None:
    nine = [f"2025-{month}-14" for month in (10, 11, 12)] + [f"2026-{month:02d}-14" for month in range(1, 7)]
    finding = only(check(training(), coaching(*nine, "2026-06-28"), meetings()))
    assert (finding.rule, finding.expected, finding.found) == ("psp.coaching.months", 10, 9)
    assert found(check(training(), coaching(*nine, "2026-07-01"), meetings())) == []


def test_a_session_after_the_as_of_date_does_not_count() -> None:
    papers = training(), coaching(), meetings()
    assert found(check(*papers, as_of=date(2026, 7, 13))) == ["psp.coaching.months"]
    assert found(check(*papers, as_of=date(2026, 7, 14))) == []


def test_a_full_quarter_without_a_meeting_is_found() -> None:
    report = check(training(), coaching(), meetings("2025-11-19", "2026-02-18", "2026-08-19"))
    finding = only(report)
    assert finding.rule == "psp.meetings.quarter"
    assert "04/01/2026 to 06/30/2026" in finding.message


def test_quarters_count_from_the_first_that_begins_after_training_to_the_last_that_is_over() -> None:
    papers = training(), coaching(), meetings("2025-12-31", "2026-01-01", "2026-06-30")
    assert found(check(*papers, as_of=date(2026, 9, 30))) == []
    assert found(check(*papers, as_of=date(2026, 10, 1))) == ["psp.meetings.quarter"]


def test_a_quarter_that_begins_with_the_first_training_day_is_full() -> None:
    days = training_days(*range(8, 13))
    for number, row in enumerate(days, start=1):
        row["date"] = f"2025-10-{number:02d}"
    later = ("2026-02-18", "2026-05-20", "2026-08-19")
    assert found(check(training(days), coaching(), meetings(*later))) == ["psp.meetings.quarter"]
    days[0]["date"] = "2025-10-06"
    assert found(check(training(days), coaching(), meetings(*later))) == []


def test_records_that_are_not_in_the_packet_are_left_to_the_file() -> None:
    report = check(training())
    assert found(report) == []
    assert {entry.rule for entry in report.not_checked} == {"psp.coaching.months", "psp.meetings.quarter"}
    assert found(whole_file(training())) == ["psp.coaching.months", *["psp.meetings.quarter"] * 4]


def test_a_record_of_another_person_is_found_once() -> None:
    finding = only(check(training(), coaching(), meetings(name="Tomas Ferreira")))
    assert (finding.rule, finding.document) == ("psp.name.mismatch", "d3")
    assert (finding.expected, finding.found) == (NAME, "Tomas Ferreira")


@pytest.mark.parametrize("name", ["Rosa M. Alderink", "ROSA ALDERINK", "Alderink, Rosa"])
def test_a_name_written_otherwise_is_the_same_person(name: str) -> None:
    assert found(check(training(), coaching(), meetings(name=name))) == []
