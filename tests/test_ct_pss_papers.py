"""ct-pss: letters of reference, CPR and first aid, insurance and background checks, on both sides of every boundary."""

from datetime import date
from typing import Any

import pytest

from tests.support.packets import check, found
from tests.support.pss import (
    REFEREES,
    background,
    cpr,
    existing_agency,
    individual,
    insurance,
    letter,
    letters,
    new_agency,
)
from validators.cpr import covered


@pytest.mark.parametrize("packet", [individual, new_agency, existing_agency])
def test_two_letters_are_one_too_few(packet: Any) -> None:
    report = check(*packet(letters=letters()[:2]))
    assert found(report) == ["pss.references.count"]
    assert (report.findings[0].found, report.findings[0].expected) == (2, 3)


@pytest.mark.parametrize("again", ["Ana Petrova", "Petrova, Ana", "Ana M. Petrova, LCSW"])
def test_three_letters_of_two_persons_are_too_few(again: str) -> None:
    report = check(
        *individual(letters=[letter(REFEREES[0], referee_is_clinician=True), letter(REFEREES[1]), letter(again)])
    )
    assert found(report) == ["pss.references.count"]
    assert "same person" in report.findings[0].message


def test_four_letters_of_three_persons_are_enough() -> None:
    assert found(check(*individual(letters=[*letters(), letter("Ana Petrova")]))) == []


def test_no_letter_at_all_lacks_the_clinicians_as_well() -> None:
    report = check(*individual(letters=[]))
    assert found(report) == ["pss.references.clinician", "pss.references.count"]
    assert {finding.found for finding in report.findings} == {0}


def test_a_letter_without_its_writers_name_is_asked_for_the_name_alone() -> None:
    assert found(check(*individual(letters=letters(referee_name=None)))) == ["pss.field.referee_name"]


def test_an_individual_needs_a_clinicians_letter_and_an_agencys_provider_does_not() -> None:
    of_nobody = [letter(name) for name in REFEREES]
    assert found(check(*individual(letters=of_nobody))) == ["pss.references.clinician"]
    assert found(check(*new_agency(letters=of_nobody))) == []
    assert found(check(*existing_agency(letters=of_nobody))) == []


def test_a_letter_carries_a_phone_or_an_email() -> None:
    assert found(check(*individual(letters=letters(phone=None)))) == ["pss.references.contact"]
    assert found(check(*individual(letters=letters(phone=None, email="l.ferrer@example.org")))) == []
    unreadable = check(*individual(letters=letters(phone="55-01")))
    assert found(unreadable) == []
    assert "pss.references.contact" in {entry.rule for entry in unreadable.not_checked}


@pytest.mark.parametrize(
    ("dated", "as_of", "findings"),
    [
        ("2025-11-20", date(2026, 11, 21), 1),
        ("2025-11-21", date(2026, 11, 21), 0),
        ("2025-11-22", date(2026, 11, 21), 0),
        ("2026-11-21", date(2026, 11, 21), 0),
        ("2026-11-22", date(2026, 11, 21), 1),
        ("2027-02-27", date(2028, 2, 29), 1),
        ("2027-02-28", date(2028, 2, 29), 0),
    ],
)
def test_a_letter_is_current_for_twelve_months(dated: str, as_of: date, findings: int) -> None:
    report = check(letter(REFEREES[0], letter_date=dated), as_of=as_of)
    assert found(report) == ["pss.references.current"] * findings
    assert all("Assumed: " in finding.message for finding in report.findings)


def test_a_letter_that_does_not_say_what_it_is_for_is_for_review() -> None:
    report = check(*individual(letters=letters(for_dds_application=False)))
    assert found(report) == ["pss.references.purpose"]
    assert report.outcome == "needs-review"


@pytest.mark.parametrize(
    ("courses", "parts"),
    [
        ("Adult and Pediatric CPR/AED and First Aid", "adult child infant first-aid"),
        ("Adult and Pediatric First Aid/CPR/AED", "adult child infant first-aid"),
        ("Adult, Child and Infant CPR/AED; First Aid", "adult child infant first-aid"),
        ("First Aid/CPR/AED - Adult, Child & Infant", "adult child infant first-aid"),
        ("CPR/AED (Adult, Child and Infant) and First Aid", "adult child infant first-aid"),
        ("ADULT & PEDIATRIC CARDIOPULMONARY RESUSCITATION WITH FIRST AID", "adult child infant first-aid"),
        ("Adult & Pediatnc CPR/AED and Flrst Aid", "adult child infant first-aid"),
        ("Adult CPR/AED and First Aid", "adult first-aid"),
        ("Adult CPR/AED", "adult"),
        ("CPR/AED", "adult"),
        ("Heartsaver First Aid CPR AED", "adult first-aid"),
        ("Heartsaver CPR AED (Adult, Child, Infant)", "adult child infant"),
        ("Heartsaver Pediatric First Aid CPR AED", "child infant first-aid"),
        ("Heartsaver", "adult"),
        ("Basic Life Support (BLS) Provider", "adult child infant"),
        ("Pediatric CPR", "child infant"),
        ("Child and Infant CPR", "child infant"),
        ("Child CPR", "child"),
        ("First Aid", "first-aid"),
        ("Pediatric First Aid", "first-aid"),
        ("Adult CPR and Pediatric First Aid", "adult first-aid"),
        ("Pediatric First Aid and Adult CPR", "adult first-aid"),
        ("Water Safety", ""),
    ],
)
def test_a_course_title_tells_what_it_covers(courses: str, parts: str) -> None:
    assert covered(courses) == {part.replace("-", " ") for part in parts.split()}


@pytest.mark.parametrize(
    ("certificates", "lacking"),
    [
        (["Adult and Pediatric CPR/AED and First Aid"], None),
        (["Adult CPR/AED", "Child and Infant CPR", "First Aid"], None),
        (["BLS Provider", "Heartsaver First Aid"], None),
        (["Adult CPR/AED and First Aid"], "pediatric (child and infant) CPR"),
        (["Adult CPR/AED and First Aid", "Child CPR"], "pediatric (child and infant) CPR"),
        (["Adult and Pediatric CPR/AED"], "first aid"),
        (["BLS Provider"], "first aid"),
        (["Pediatric CPR and First Aid"], "adult CPR"),
        (["First Aid"], "adult CPR and pediatric (child and infant) CPR"),
    ],
)
def test_three_courses_must_be_covered(certificates: list[str], lacking: str | None) -> None:
    report = check(*individual(cpr=[cpr(courses) for courses in certificates]))
    assert found(report) == ([] if lacking is None else ["pss.cpr.coverage"])
    assert all(f"does not cover {lacking}: " in finding.message for finding in report.findings)


def test_what_a_lone_certificate_lacks_may_be_on_file() -> None:
    report = check(cpr("Adult CPR/AED"))
    assert found(report) == []
    assert "pss.cpr.coverage" in {entry.rule for entry in report.not_checked}


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"expires": "2026-11-20"}, 1),
        ({"expires": "2026-11-21"}, 0),
        ({"expires": "2026-11-22"}, 0),
        ({"expires": None, "issued": "2024-11-20"}, 1),
        ({"expires": None, "issued": "2024-11-21"}, 0),
        ({"expires": None, "issued": "2024-11-22"}, 0),
        ({"expires": "2026-12-31", "issued": "2024-01-01"}, 0),
    ],
)
def test_a_certificate_is_current_to_its_expiry_or_two_years(changes: dict[str, Any], findings: int) -> None:
    report = check(*individual(cpr=[cpr(**changes)]))
    assert found(report) == ["pss.cpr.current"] * findings


def test_a_course_is_current_while_one_certificate_for_it_is() -> None:
    both = "Adult and Pediatric CPR/AED and First Aid"
    assert found(check(*individual(cpr=[cpr(both, expires="2025-01-31"), cpr(both)]))) == []
    lapsed = check(*individual(cpr=[cpr("Adult CPR and First Aid"), cpr("Pediatric CPR", expires="2026-10-31")]))
    assert found(lapsed) == ["pss.cpr.current"]
    assert "pediatric (child and infant) CPR" in lapsed.findings[0].message
    assert "adult" not in lapsed.findings[0].message


def test_an_expired_certificate_that_no_course_asks_for_is_no_matter() -> None:
    other = cpr("Water Safety", expires="2020-01-31")
    assert found(check(*individual(cpr=[cpr(), other]))) == []


@pytest.mark.parametrize(
    ("effective", "expires", "findings"),
    [
        ("2025-11-21", "2026-11-20", 1),
        ("2025-11-21", "2026-11-21", 0),
        ("2026-11-21", "2027-11-21", 0),
        ("2026-11-22", "2027-11-22", 1),
    ],
)
def test_the_policy_is_in_force_on_the_day(effective: str, expires: str, findings: int) -> None:
    report = check(*individual(insurance=[insurance(effective=effective, expires=expires)]))
    assert found(report) == ["pss.insurance.current"] * findings


def test_a_renewed_policy_stands_beside_the_one_that_ended() -> None:
    ended = insurance(effective="2025-07-01", expires="2026-07-01")
    assert found(check(*individual(insurance=[ended, insurance()]))) == []
    assert found(check(*individual(insurance=[ended, ended]))) == ["pss.insurance.current"]


@pytest.mark.parametrize("result", ["record-found", "pending"])
def test_a_check_that_is_not_clear_is_for_review(result: str) -> None:
    report = check(*individual(criminal=[background("criminal", result=result)]))
    assert found(report) == ["pss.background.result"]
    assert report.outcome == "needs-review"


def test_a_pending_check_is_answered_by_its_later_result() -> None:
    pending = background("criminal", result="pending", check_date="2026-10-01")
    assert found(check(*individual(criminal=[pending, background("criminal")]))) == []
    earlier = background("criminal", check_date="2026-09-30")
    assert found(check(*individual(criminal=[pending, earlier]))) == ["pss.background.result"]
    assert found(check(*individual(criminal=[pending], fingerprints=[background("fingerprints")]))) == [
        "pss.background.result"
    ]
