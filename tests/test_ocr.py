"""The two readers of lines, and what their agreement is worth."""

import numpy as np
import pytesseract
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics

from extractors import agreement, alphabet, ocr
from extractors.agreement import Letter, Line
from extractors.ink import Area
from extractors.straighten import Picture
from forms.form import Cell
from forms.typeset import font as font_name

LINES = ["$14,862.63", "28-Apr-1978", "a.rivera@example.org", "María-José O'Neill", "(860) 555-0142", "0"]


def _drawn(text: str, size: int = 40) -> Picture:
    font = ImageFont.truetype(pdfmetrics.getFont(font_name("regular")).face.filename, size)
    page = Image.new("L", (int(font.getlength(text)) + 40, size * 2), 245)
    ImageDraw.Draw(page).text((20, size // 3), text, font=font, fill=10)
    return np.asarray(page, dtype=np.uint8)


def _ink(page: Picture) -> Area:
    ys, xs = np.nonzero(page < 165)
    return Area(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)


def _line(text: str, confidence: float) -> Line:
    return Line(tuple(Letter(letter, confidence, 0.5) for letter in text))


def _spaced(words: list[tuple[str, float]]) -> Line:
    letters = [letter for word, sure in words for letter in (*_line(word, sure).letters, Letter(" ", 1.0, 0.5))]
    return Line(tuple(letters[:-1]))


def test_lines_are_read_verbatim_and_in_order() -> None:
    pages = [_drawn(text) for text in LINES]
    read = ocr.read_lines([ocr.cut(page, _ink(page)) for page in pages])
    assert [line.text for line in read] == LINES
    assert all(line.weakest > 0.9 for line in read if line.text != "0")


def test_letters_know_their_places() -> None:
    page = _drawn("left          right")
    (line,) = ocr.recogniser().read([ocr.cut(page, _ink(page))])
    places = [letter.place for letter in line.letters if letter.text != " "]
    assert places == sorted(places)
    assert places[0] < 0.15
    assert places[-1] > 0.85


def test_empty_crop_has_no_letters() -> None:
    assert ocr.recogniser().read([np.zeros((0, 0), np.uint8)]) == [Line(())]


def test_second_reader_takes_all_lines_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = pytesseract.image_to_data

    def counted(*args: object, **options: object) -> object:
        calls.append(args)
        return real(*args, **options)

    monkeypatch.setattr(pytesseract, "image_to_data", counted)
    pages = [_drawn(text) for text in ("Harborlight Family", "Services", "17 Elm Street")]
    texts = ocr.tesseract([ocr.cut(page, _ink(page)) for page in pages])
    assert [told.text for told in texts] == ["Harborlight Family", "Services", "17 Elm Street"]
    assert len(calls) == 1


def test_failing_second_reader_leaves_the_first_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*args: object, **options: object) -> object:
        raise RuntimeError("Tesseract process timeout")

    monkeypatch.setattr(pytesseract, "image_to_data", failing)
    assert ocr.tesseract([_drawn("one"), _drawn("two")]) == [ocr.Told("")] * 2


def test_agreement_makes_sure_and_dispute_makes_doubtful() -> None:
    agreed = agreement.compared(_line("Rose Quiñones", 0.93), "Rose Quinones")
    disputed = agreement.compared(_line("Rose Quiñones", 0.93), "Rose Quiriones")
    assert agreed.weakest >= 0.99
    assert disputed.weakest <= 0.8
    assert agreed.text == disputed.text == "Rose Quiñones"
    assert [min(letter.confidence for letter in word) >= 0.99 for word in disputed.words] == [True, False]
    assert (agreed.rival, disputed.rival) == ("Rose Quiñones", "Rose Quiriones")


def test_a_space_that_one_reader_loses_is_no_dispute() -> None:
    assert agreement.compared(_line("by 4:30PM", 0.93), "by 4:30 PM").weakest >= 0.99
    assert agreement.compared(_line("Aaliya Quinn", 0.93), "AaliyahQuinn").weakest <= 0.8


def test_what_follows_a_colon_is_a_word_of_its_own() -> None:
    words = ["".join(letter.text for letter in word) for word in _line("NAME:Ines 2:45 http://a.org", 0.9).words]
    assert words == ["NAME:", "Ines", "2:45", "http://a.org"]


def test_looks_that_agree_settle_a_dispute_over_figures() -> None:
    day, name = _line("11/21/2026", 0.8), _line("Aalivah", 0.8)
    assert agreement.looked_at_again(day, [day] * 3, "11/21/20286").weakest > 0.9
    assert agreement.looked_at_again(day, [day, day, _line("11/24/2026", 0.9)], "11/21/20286").weakest == 0.8
    assert agreement.looked_at_again(name, [name] * 3, "Aaliyah").weakest == 0.8


def test_other_looks_are_taken_at_doubtful_words_and_their_neighbours_alone() -> None:
    words = [("paid", 0.99), ("on", 0.99), ("11/21/2026", 0.8), ("by", 0.99), ("check", 0.99)]
    line = _spaced(words)
    assert agreement.unsettled(line, "paid on 11/27/2026 by check") == range(1, 4)
    assert not agreement.unsettled(_spaced([(word, 0.99) for word, _ in words]), "paid on 11/27/2026 by check")
    look = _line("on 11/21/2026 by", 0.9)
    settled = agreement.looked_at_again(line, [look] * 3, "paid on 11/27/2026 by check", range(1, 4))
    assert settled.text == line.text
    assert settled.weakest > 0.9
    # By their number the words of these looks are others.
    short = [_line("11/21/2026 by", 0.9)] * 3
    assert agreement.looked_at_again(line, short, "paid on 11/27/2026 by check", range(1, 4)).weakest == 0.8


def test_a_part_of_a_line_holds_its_words_whole() -> None:
    page = _drawn("Paid on 11/21/2026 by check to Harborlight")
    crop = ocr.cut(page, _ink(page))
    [line] = ocr.recogniser().read([crop])
    part = ocr.part_of(crop, line, range(1, 4))
    assert [read.text for read in ocr.recogniser().read([part])] == ["on 11/21/2026 by"]
    assert part.shape[1] < 0.6 * crop.shape[1]
    assert ocr.part_of(crop, line, range(len(line.words))).shape == crop.shape


def test_a_dispute_over_figures_that_were_no_more_than_likely_stays_one() -> None:
    for sure, settled in ((0.85, False), (0.95, True)):
        day = agreement.compared(_line("11/21/2026", sure), "11/27/2026")
        assert (agreement.looked_at_again(day, [_line("11/21/2026", 0.9)] * 3, "11/27/2026").weakest > 0.9) == settled


def test_a_guess_that_both_readers_make_is_sure_only_where_all_looks_make_it() -> None:
    guessed = agreement.compared(_line("Inqrid", 0.6), "Inqrid")
    assert guessed.weakest < 0.9
    assert agreement.looked_at_again(guessed, [_line("Inqrid", 0.7)] * 3, "Inqrid").weakest >= 0.99
    looks = [_line("Inqrid", 0.7), _line("Ingrid", 0.7), _line("Inqrid", 0.7)]
    assert agreement.looked_at_again(guessed, looks, "Inqrid").weakest < 0.9


def test_words_are_a_guess_from_a_higher_confidence_than_figures() -> None:
    assert agreement.compared(_line("Inqrid", 0.85), "Inqrid").weakest < 0.9
    assert agreement.compared(_line("11/21/2026", 0.85), "11/21/2026").weakest >= 0.99


@pytest.mark.parametrize(
    ("read", "sure"),
    [("Katva", False), ("Nauven", False), ("Ir.", False), ("Irene", False), ("Ingrid", True), ("Kent", True)],
)
def test_letters_that_a_fax_makes_of_others_stay_doubtful_though_both_readers_have_them(read: str, sure: bool) -> None:
    word = agreement.compared(_line(read, 0.97), read)
    assert (word.weakest > 0.9) == sure
    assert (agreement.looked_at_again(word, [_line(read, 0.97)] * 3, read).weakest > 0.9) == sure
    assert agreement.compared(_line(read, 0.995), read).weakest >= 0.99


def test_on_a_poor_page_sure_lines_are_read_by_the_second_reader_too() -> None:
    sure, doubtful = _line("Nnandi", 0.995), _line("Brancusi", 0.9)
    assert ocr.doubtful_of([sure] * 20 + [doubtful] * 8) == list(range(20, 28))
    assert ocr.doubtful_of([sure] * 12 + [doubtful] * 8) == list(range(20))
    assert ocr.doubtful_of([sure, doubtful]) == [1]


def test_two_looks_with_the_other_reader_outvote_the_first() -> None:
    seen = _line("Aalivah Quinn", 0.8)
    looks = [_line("Aaliyah Quinn", 0.9), _line("Aalivah Quinn", 0.9), _line("Aaliyah Qumn", 0.9)]
    voted = agreement.looked_at_again(seen, looks, "Aaliyah Quirm")
    assert voted.text == "Aaliyah Quinn"
    assert voted.weakest <= 0.8
    assert voted.rival == "Aalivah Quinn"
    unlike = agreement.looked_at_again(seen, [_line("Aali vah Quinn", 0.9)] * 3, "Aaliyah Quirm")
    assert (unlike.text, unlike.weakest) == ("Aalivah Quinn", 0.8)


def test_of_two_words_the_one_is_taken_for_which_more_speaks() -> None:
    first = _line("Transport to elinie", 0.6)
    line = agreement.compared(first, "Transport to clinic")
    looks = [_line(text, 0.7) for text in ("Transport to clinic", "Transport to elinie", "Transport to elinic")]
    told = agreement.looked_at_again(line, looks, "Transport to clinic", first=first, sure=(0.9, 0.9, 0.94))
    assert (told.text, told.rival) == ("Transport to clinic", "Transport to elinie")
    assert told.weakest < 0.8
    unsure = agreement.looked_at_again(line, looks, "Transport to clinic", first=first, sure=(0.9, 0.9, 0.3))
    assert unsure.text == "Transport to elinie"


@pytest.mark.parametrize(("sure", "other", "settled"), [(0.99, 0.6, True), (0.99, 0.93, False), (0.95, 0.6, False)])
def test_a_sure_word_is_believed_against_a_reader_who_is_not(sure: float, other: float, settled: bool) -> None:
    first = _line("Jørgensen", sure)
    line = agreement.compared(first, "Jargensen")
    told = agreement.looked_at_again(line, [first] * 3, "Jargensen", first=first, sure=(other,))
    assert (told.text, told.weakest > 0.9) == ("Jørgensen", settled)


def test_words_are_told_apart_where_the_other_reader_has_one_more_on_the_line() -> None:
    line = agreement.compared(_line("School meetng today", 0.9), "~ School meeting today")
    assert line.rival == "School meeting today"


def test_second_look_prefers_what_the_type_can_read() -> None:
    page = _drawn("11/21/2026")
    text, sure = ocr.second_look(page, _ink(page), Cell(type="date", labels=("Date",)))
    assert text == "11/21/2026"
    assert sure > 0.9
    page = _drawn("not a date")
    text, sure = ocr.second_look(page, _ink(page), Cell(type="date", labels=("Date",)))
    assert text == "not a date"
    assert sure < 0.9


def test_look_alikes_are_told_apart_by_their_neighbours() -> None:
    page = _drawn("Iowa, 12-Oct-2026, 10 of 12")
    (line,) = ocr.read_lines([ocr.cut(page, _ink(page))])
    assert line.text.removeprefix("I").removeprefix("l") == "owa, 12-Oct-2026, 10 of 12"
    told = agreement.compared(_line("lnes", 0.9), "Ines")
    assert (told.text, told.weakest >= 0.99) == ("Ines", True)
    assert agreement.compared(_line("lowa", 0.9), "Utah").text == "lowa"


def test_the_network_weighs_the_kept_letters_as_before() -> None:
    model = ocr.model_file().read_bytes()
    letters = ["", *alphabet.signs(model), " "]
    kept = np.array([0, letters.index("A"), letters.index("7"), letters.index("$"), len(letters) - 1])
    picture = np.random.default_rng(3).uniform(-1, 1, (2, 3, 48, 96)).astype(np.float32)
    [whole] = ocr.session(model).run(None, {"x": picture})
    [cut] = ocr.session(alphabet.only(model, len(letters), kept)).run(None, {"x": picture})
    of_kept = whole[:, :, kept]
    assert cut == pytest.approx(of_kept / of_kept.sum(axis=2, keepdims=True), abs=1e-4)
