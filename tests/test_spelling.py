"""Names that a packet spells in two ways are for a person; those that it spells alike bear each other out."""

from collections.abc import Sequence

import pytest

from extractors.confidence import weigh
from forms.catalog import load_catalog
from forms.evidence import Source, Value
from forms.packet import Document, Packet

CATALOG = load_catalog()


def name(text: str, confidence: float = 0.99, source: Source = "ocr", *, review: bool = False) -> Value:
    return Value(text, confidence, source, text, 1, review=review, why="its label was not clear" if review else None)


def weighed(*names: Value) -> Sequence[Value]:
    """The names as they are after the packet was weighed, each on a reference letter of its own."""
    papers = [
        Document(f"d{number}", "ct-pss/reference-letter", f"{number}.pdf", [1], 0.99, fields={"referee_name": value})
        for number, value in enumerate(names, start=1)
    ]
    packet = Packet("packet", papers)
    weigh(packet, CATALOG)
    return [document.fields["referee_name"] for document in packet.documents]


def test_of_two_spellings_that_stand_once_each_both_are_for_a_person() -> None:
    one, other = weighed(name("Seren Wolfe"), name("Seren Wolte"))
    assert (one.review, other.review) == (True, True)
    assert other.why == "elsewhere in the packet it is “Seren Wolfe”"
    assert other.rivals == ("Seren Wolfe",)
    assert other.value == "Seren Wolte"


def test_a_spelling_that_stands_alone_is_doubted_and_the_common_one_is_not() -> None:
    *common, lone = weighed(name("Aaliyah Underhill"), name("Aaliyah Underhill"), name("Aalyah Underhil"))
    assert [value.review for value in common] == [False, False]
    assert lone.review
    assert lone.rivals == ("Aaliyah Underhill",)


def test_what_a_picture_shows_gives_way_to_what_is_printed() -> None:
    printed, scanned, again = weighed(name("Víctor Meyer", source="text"), name("Victor Meyer"), name("Victor Meyer"))
    assert not printed.review
    assert scanned.review
    assert again.review


def test_a_name_read_unsurely_is_borne_out_by_the_same_name_read_surely() -> None:
    unsure, sure = weighed(name("Zora Brancusi", 0.85), name("Brancusi, Zora"))
    assert not unsure.review
    assert unsure.confidence == pytest.approx(0.97)
    assert sure.confidence == pytest.approx(0.99)


def test_two_unsure_readings_bear_nothing_out() -> None:
    assert all(value.review for value in weighed(name("Zora Brancusi", 0.85), name("Zora Brancusi", 0.85)))


def test_another_reason_for_doubt_stays() -> None:
    doubted, _ = weighed(name("Zora Brancusi", 0.85, review=True), name("Zora Brancusi"))
    assert doubted.review
    assert doubted.confidence == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ana Diaz", "Eva Diaz"), ("Li Wu", "Li Hu"), ("Zora Brancusi", "Zora A. Brancusi"), ("Ana Ruiz", "Luis Ortega")],
)
def test_names_of_two_people_are_no_spellings_of_one(one: str, other: str) -> None:
    assert not any(value.review for value in weighed(name(one), name(other)))


def test_names_that_were_printed_or_filled_in_are_believed() -> None:
    assert not any(
        value.review for value in weighed(name("Ann Reed Lee", source="text"), name("Ana Reed Lee", source="docx"))
    )
