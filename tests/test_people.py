"""Names: what can be one person or one agency, and what cannot."""

import pytest

from validators.people import same_agency, same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Delgado", "MARIA DELGADO"),
        ("María Delgado", "Maria Delgado"),
        ("Maria L. Delgado", "Maria Delgado"),
        ("Maria Luisa Delgado", "Maria L Delgado"),
        ("Delgado, Maria", "Maria Delgado"),
        ("M. Delgado", "Maria Delgado"),
        ("Dr. Maria Delgado, LCSW", "Maria Delgado"),
        ("Maria Delgado-Ruiz", "Maria Delgado Ruiz"),
        ("Sean O'Neil", "Sean ONeil"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maria Delgado", "Marta Delgado"),
        ("Maria Delgado", "Maria Salgado"),
        ("Maria Delgado", "Daniel Whitfield"),
        ("Maria L. Delgado", "Maria K. Delgado"),
        ("", "Maria Delgado"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


def test_agencies_differ_by_more_than_their_ending() -> None:
    assert same_agency("Harbor Family Services, Inc.", "HARBOR FAMILY SERVICES")
    assert same_agency("Smith & Sons LLC", "Smith and Sons")
    assert not same_agency("Harbor Family Services", "Harbour Youth Services")
    assert not same_agency("", "")
