"""Words of the forms, where two readers of a picture differ."""

from extractors.formwords import form_words, with_form_words
from extractors.page import Word
from extractors.recognise import split
from forms.catalog import load_catalog
from tests.support.paper import Paper

KNOWN = form_words(load_catalog())


def _told(text: str, rival: str | None, confidence: float = 0.8) -> tuple[str, str | None]:
    (word,) = with_form_words([Word(text, (0.1, 0.1, 0.2, 0.12), confidence, "ocr", rival=rival)], KNOWN)
    return word.text, word.rival


def test_the_reader_is_believed_whose_word_a_form_prints() -> None:
    assert _told("Phane", "Phone") == ("Phone", "Phane")
    assert _told("Stale:", "State.") == ("State:", "Stale:")
    assert _told("Phone", "Phane") == ("Phone", "Phane")
    assert _told("Levv", "Levy") == ("Levv", "Levy")
    assert _told("Phane", None) == ("Phane", None)


def test_a_word_that_was_read_surely_stays_though_a_form_prints_one_like_it() -> None:
    assert _told("Slate", "State", 0.93) == ("Slate", "State")


def test_a_short_label_is_found_that_one_reader_has_right() -> None:
    paper = Paper(source="ocr").text(54, 40, "Parenting Support Services Provider Application", size=15, bold=True)
    paper.text(54, 80, "Phane:").text(120, 80, "(860) 555-0142")
    paper.page.words = [Word(w.text, w.box, 0.8, "ocr", rival="Phone:") if w.text == "Phane:" else w
                        for w in paper.page.words]  # fmt: skip
    (proposal,) = split([paper.page], load_catalog())
    assert [token.text for token in proposal.prints[0].tokens][-3] == "Phone:"
