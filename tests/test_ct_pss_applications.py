"""ct-pss: the documents of an application, the applicant's qualifications, and whom the papers are about."""

from datetime import date
from typing import Any

import pytest

from forms.packet import Document
from tests.support.packets import check, found, paper
from tests.support.pss import (
    AGENCY,
    NAME,
    REFEREES,
    agreement,
    amendment,
    application,
    background,
    cpr,
    existing_agency,
    individual,
    insurance,
    invoice,
    letter,
    letters,
    new_agency,
    signed,
    supporting,
)
from validators.ages import age_on
from validators.ct_pss.words import holds, plain


@pytest.mark.parametrize("packet", [individual, new_agency, existing_agency])
def test_a_right_packet_is_complete_without_a_finding(packet: Any) -> None:
    report = check(*packet())
    assert [finding.message for finding in report.findings] == []
    assert report.outcome == "complete"


@pytest.mark.parametrize(
    ("packet", "part", "rule"),
    [
        (individual, "cpr", "pss.item.cpr-certificate"),
        (individual, "insurance", "pss.item.liability-certificate"),
        (individual, "criminal", "pss.item.background-check.criminal"),
        (individual, "fingerprints", "pss.item.background-check.fingerprints"),
        (individual, "abuse_neglect_registry", "pss.item.background-check.abuse-neglect-registry"),
        (individual, "sex_offender_registry", "pss.item.background-check.sex-offender-registry"),
        (individual, "agreement", "pss.item.provider-agreement"),
        (individual, "hipaa", "pss.item.hipaa-agreement"),
        (individual, "false_claims", "pss.item.false-claims-acknowledgement"),
        (individual, "work_sample", "pss.item.work-sample"),
        (individual, "resume", "pss.item.resume"),
        (individual, "diploma", "pss.item.diploma"),
        (individual, "application", "pss.item.provider-application"),
        (new_agency, "hipaa", "pss.item.hipaa-agreement"),
        (new_agency, "work_sample", "pss.item.work-sample"),
        (new_agency, "insurance", "pss.item.liability-certificate"),
        (new_agency, "application", "pss.item.provider-application"),
        (existing_agency, "application", "pss.item.application-to-amend"),
        (existing_agency, "letter_of_intent", "pss.item.letter-of-intent"),
        (existing_agency, "staff_training_procedure", "pss.item.staff-training-procedure"),
        (existing_agency, "clinical_oversight_procedure", "pss.item.clinical-oversight-procedure"),
        (existing_agency, "diploma", "pss.item.diploma"),
    ],
)
def test_each_document_that_did_not_come_is_found_alone(packet: Any, part: str, rule: str) -> None:
    report = check(*packet(without=part))
    assert found(report) == [rule]
    assert report.findings[0].kind == "missing"
    assert report.outcome == "incomplete"


def test_papers_that_are_no_application_raise_no_item() -> None:
    assert found(check(cpr())) == []
    assert found(check(agreement())) == []
    assert found(check(*supporting("resume", "diploma"))) == []


def test_a_check_without_its_kind_may_be_the_one_that_is_looked_for() -> None:
    report = check(*individual(fingerprints=[background(None)]))
    assert found(report) == ["pss.field.check_kind"]
    assert "pss.item.<document>" in {entry.rule for entry in report.not_checked}


def test_a_supporting_document_of_unknown_kind_may_be_the_one_but_the_cover_sheet_is_none() -> None:
    unknown = paper("ct-pss/supporting-document")
    assert found(check(*individual(diploma=[unknown]))) == []
    unknown.edition = "2026-11"
    assert found(check(*individual(diploma=[unknown]))) == ["pss.item.diploma"]


def test_an_unknown_kind_of_applicant_is_asked_for_what_every_applicant_must_send() -> None:
    report = check(*individual(application=[application(applicant_kind=None)], cpr=[], hipaa=[]))
    assert found(report) == ["pss.field.applicant_kind", "pss.item.hipaa-agreement"]


@pytest.mark.parametrize(
    ("changes", "items"),
    [
        ({}, []),
        ({"applicant_name": f"{NAME}, LCSW"}, ["pss.item.professional-license"]),
        ({"degree": "Master of Social Work, Licensed Clinical Social Worker"}, ["pss.item.professional-license"]),
        ({"agency_name": "Okonjo-Reyes Parenting LLC"}, ["pss.item.corporate-documents"]),
        ({"fein": "06-7654321"}, ["pss.item.corporate-documents"]),
    ],
)
def test_what_the_application_shows_decides_on_license_and_corporate_documents(
    changes: dict[str, str], items: list[str]
) -> None:
    assert found(check(*individual(application=[application(**changes)]))) == items
    sent = supporting("professional-license", "corporate-documents")
    assert found(check(*individual(application=[application(**changes)]), *sent)) == []


def test_an_agency_is_asked_for_its_name_and_number_an_individual_is_not() -> None:
    blank = application(applicant_kind="new-agency")
    assert found(check(*new_agency(application=[blank], insurance=[insurance()]))) == [
        "pss.field.agency_name",
        "pss.field.fein",
    ]


@pytest.mark.parametrize(
    ("born", "on", "findings"),
    [
        ("2005-11-21", date(2026, 11, 20), ["pss.age"]),
        ("2005-11-21", date(2026, 11, 21), []),
        ("2005-11-21", date(2026, 11, 22), []),
        ("2004-02-29", date(2025, 2, 28), ["pss.age"]),
        ("2004-02-29", date(2025, 3, 1), []),
    ],
)
def test_an_applicant_is_21_on_the_day(born: str, on: date, findings: list[str]) -> None:
    report = check(application(date_of_birth=born), as_of=on)
    assert [rule for rule in found(report) if rule == "pss.age"] == findings
    assert (report.outcome == "ineligible") == bool(findings)


def test_a_leap_day_birthday_falls_on_february_29_in_a_leap_year() -> None:
    assert age_on(date(2004, 2, 29), date(2028, 2, 28)) == 23
    assert age_on(date(2004, 2, 29), date(2028, 2, 29)) == 24


@pytest.mark.parametrize(
    ("degree", "studied", "findings"),
    [
        ("Bachelor of Arts", "Social Work", []),
        ("B.S.W.", "social work", []),
        ("B. A.", "Psychology", []),
        ("BS", "Special Education", []),
        ("M. Ed.", "Elementary Education", []),
        ("Ph. D.", "School Psychology", []),
        ("Master's degree", "Rehabilitation Counseling", []),
        ("Bachelor's Degree", "Human Services", []),
        ("Bachelor of Science", "Human Development and Family Studies", []),
        ("Bachelor of Science", "Child Development", []),
        ("Bachelor of Science", "Accounting", ["pss.degree.field"]),
        ("Bachelor of Arts", "English Literature", ["pss.degree.field"]),
        ("Licentiate", "Education", ["pss.degree.field"]),
        ("Associate of Arts", "Social Work", ["pss.degree"]),
        ("Associate of Science", "Accounting", ["pss.degree"]),
        ("A.A.", "Education", ["pss.degree"]),
        ("High School Diploma", "General studies", ["pss.degree"]),
        ("GED", "None", ["pss.degree"]),
    ],
)
def test_the_degree_is_a_bachelors_in_a_field_of_the_list(degree: str, studied: str, findings: list[str]) -> None:
    report = check(*individual(application=[application(degree=degree, degree_field=studied)]))
    assert found(report) == findings
    assert (
        report.outcome
        == {(): "complete", ("pss.degree.field",): "needs-review", ("pss.degree",): "ineligible"}[tuple(findings)]
    )


def test_a_blank_degree_is_asked_for_once() -> None:
    assert found(check(*individual(application=[application(degree=None)]))) == ["pss.field.degree"]
    assert found(check(*individual(application=[application(degree_field=None)]))) == ["pss.field.degree_field"]


@pytest.mark.parametrize(("years", "findings"), [(2, 1), (2.9, 1), (3, 0), (3.5, 0)])
@pytest.mark.parametrize("whom", ["idd", "family"])
def test_three_years_of_each_experience(years: float, findings: int, whom: str) -> None:
    report = check(*individual(application=[application(**{f"{whom}_experience_years": years})]))
    assert found(report) == [f"pss.experience.{whom}"] * findings


def test_the_license_is_of_connecticut_and_current() -> None:
    def rules(**changes: Any) -> list[str]:
        return found(check(*individual(application=[application(**changes)])))

    assert rules(drivers_license_state="MA") == ["pss.license.state"]
    assert rules(drivers_license_expires="2026-11-20") == ["pss.license.current"]
    assert rules(drivers_license_expires="2026-11-21") == []
    assert rules(drivers_license_expires=None) == ["pss.field.drivers_license_expires"]


def test_papers_of_an_application_that_did_not_come_say_that_it_may_be_on_file() -> None:
    report = check(*letters(), cpr())
    told = {entry.rule: entry.why for entry in report.not_checked}
    assert "the application that these papers belong to may be on file" in told["pss.item.<document>"]
    assert "pss.item.<document>" not in {entry.rule for entry in check(invoice()).not_checked}


def test_an_earlier_denial_is_on_file_and_never_passed() -> None:
    assert "pss.reapply" in {entry.rule for entry in check(*individual()).not_checked}


@pytest.mark.parametrize(
    "name",
    ["Imani Okonjo-Reyes", "Okonjo-Reyes, Imani", "IMANI OKONJO REYES", "Imani T. Okonjo-Reyes", "Imáni Okonjo-Reyes"],
)
def test_another_way_to_print_the_name_is_no_mismatch(name: str) -> None:
    changed = individual(
        cpr=[cpr(holder_name=name)],
        insurance=[insurance(insured=name)],
        hipaa=[signed("hipaa-agreement", provider_name=name)],
    )
    assert found(check(*changed)) == []


@pytest.mark.parametrize(
    ("part", "document"),
    [
        ("cpr", cpr(holder_name="Imani Vandermeer")),
        ("insurance", insurance(insured="Tobias Okonjo-Reyes")),
        ("criminal", background("criminal", subject_name="Tobias Lindgren")),
        ("agreement", agreement(provider_name="Tobias Lindgren")),
        ("hipaa", signed("hipaa-agreement", provider_name="Tobias Lindgren")),
        ("false_claims", signed("false-claims-acknowledgement", provider_name="Tobias Lindgren")),
    ],
)
@pytest.mark.parametrize("packet", [individual, new_agency])
def test_a_paper_about_somebody_else_is_a_mismatch(packet: Any, part: str, document: Document) -> None:
    if packet is new_agency and part == "cpr":
        report = check(*new_agency(), document)
    else:
        report = check(*packet(**{part: [document]}))
    assert found(report) == ["pss.name.mismatch"]
    assert report.findings[0].kind == "conflict"


@pytest.mark.parametrize("packet", [individual, new_agency, existing_agency])
def test_one_letter_about_somebody_else_is_a_mismatch_and_still_counts(packet: Any) -> None:
    astray = [letter(REFEREES[0], referee_is_clinician=True), letter(REFEREES[1])]
    report = check(*packet(letters=[*astray, letter(REFEREES[2], applicant_name="Tobias Lindgren")]))
    assert found(report) == ["pss.name.mismatch"]
    assert report.findings[0].fields == ("applicant_name",)


def test_an_agency_stands_for_itself_where_a_person_cannot() -> None:
    assert found(check(*new_agency(agreement=[agreement(provider_name=AGENCY)]))) == []
    assert found(check(*new_agency(criminal=[background("criminal", subject_name=AGENCY)]))) == ["pss.name.mismatch"]
    own_company = application(agency_name="Reyes Parenting LLC")
    sent = supporting("corporate-documents")
    insured = insurance(insured="Reyes Parenting")
    assert found(check(*individual(application=[own_company], insurance=[insured]), *sent)) == []
    assert found(check(*individual(insurance=[insured]))) == ["pss.name.mismatch"]


def test_each_provider_of_an_agency_needs_papers_of_their_own() -> None:
    of_both = [letter(name, applicant_name=person) for person in (NAME, "Tobias Lindgren") for name in REFEREES]
    second = supporting("resume", "diploma", "work-sample")
    assert found(check(*existing_agency(letters=of_both), *second)) == []
    assert found(check(*new_agency(letters=of_both), *second)) == []
    assert found(check(*new_agency(letters=of_both), *second[1:])) == ["pss.item.resume"]
    short = check(*existing_agency(letters=of_both[:-1]), *second)
    assert found(short) == ["pss.references.count"]
    assert "Tobias Lindgren" in short.findings[0].message


def test_a_doubtful_reading_near_the_name_is_for_a_person() -> None:
    certificate = cpr(holder_name="Imani Okonjo-Rcyes")
    certificate.fields["holder_name"] = certificate.fields["holder_name"].doubted("was read with doubt", 0.6)
    report = check(*individual(cpr=[certificate]))
    assert found(report) == []
    assert report.outcome == "needs-review"
    assert "pss.name.mismatch" in {entry.rule for entry in report.not_checked}


def test_an_application_to_amend_makes_the_packet_an_existing_agencys() -> None:
    packet = existing_agency(application=[application(applicant_kind="individual"), amendment()])
    assert found(check(*packet)) == []


def test_words_of_a_list_are_found_in_print() -> None:
    assert plain("B. S. W.") == "bsw"
    assert holds("Bachelor's of Science", ["bachelors"]) == "bachelors"
    assert holds("Sociai Work and PsychoIogy", ["psychology"]) == "psychology"
    assert holds("Basic studies", ["as"]) is None
