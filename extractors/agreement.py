"""What two readers of a line of print have in common, and what that is worth.

The one gives each letter a confidence and a place; of the other the text alone counts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

_ALIKE = str.maketrans({"l": "I"})
_KEYBOARD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "ø": "o", "Ø": "O", "ł": "l"})

_AGREED, DISPUTED = 0.99, 0.80
_GUESS, _BOTH_GUESS = 0.80, 0.85
"""Words of lower confidence are guesses: that the other reader guesses the same, which is often no accident but what
is left of a letter, makes them as sure as the latter until all looks have them too."""
_GUESS_OF_LETTERS = 0.9
"""The same of words with letters: one in eight that both readers have is wrong, where figures are hardly ever."""
_MADE_OF_OTHERS = re.compile("[va]|I(?=[aeour])|O(?=u)")
_EITHER, _CLEAR = 0.84, 0.98
"""What a coarse fax makes of y, g, J and Q; and how sure such a letter is at most where the recogniser is less sure of
it than the other: both readers make the same of what is left, and so do all looks."""
_TELLING = 4
"""Letters of a word that are no accident where the other reader has them without the space."""
LOOKS = 3
"""So many more times a doubtful word is read."""
_NEARLY = 0.9
"""Confidence of a disputed word from which looks that agree with it make it sure enough."""
_CONFIRMED, _OUTVOTED = 0.93, 0.85


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a line that was read; `place` is its middle as a fraction of the line's width."""

    text: str
    confidence: float
    place: float
    rival: str | None = None
    """On the first letter of a word: the whole word as the reader has it that was not believed."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print as read."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """The line's words."""
        return "".join(letter.text for letter in self.letters).strip()

    @property
    def rival(self) -> str:
        """The line's words, where the readers differ as the one has them that was not believed."""
        return " ".join(word[0].rival or "".join(letter.text for letter in word) for word in self.words)

    @property
    def confidence(self) -> float:
        """The mean confidence of the letters, 0 for a line without any."""
        inked = [letter.confidence for letter in self.letters if letter.text != " "]
        return sum(inked) / len(inked) if inked else 0.0

    @property
    def words(self) -> list[tuple[Letter, ...]]:
        """The letters of each word; what follows a label's colon is a word of its own, however close it stands."""
        words: list[list[Letter]] = [[]]
        for letter in self.letters:
            if letter.text == " ":
                words.append([])
                continue
            if len(words[-1]) > 2 and words[-1][-1].text == ":" and words[-1][-2].text.isalpha() and letter.text != "/":
                words.append([])
            words[-1].append(letter)
        return [tuple(word) for word in words if word]

    @property
    def sureness(self) -> float:
        """The probability that the whole line is right."""
        return self.weakest

    @property
    def weakest(self) -> float:
        """The lowest confidence of a letter, 0 for a line without any."""
        return min((letter.confidence for letter in self.letters if letter.text != " "), default=0.0)


_SPACE = Letter(" ", 1.0, 0.0)


def compared(line: Line, other: str) -> Line:
    """The line with its confidence raised where the other reader has the same words, lowered where it has not."""
    words = {plain(word) for word in other.split()}
    # A capital I and a small l look alike in most print; tesseract, which knows the language, tells them apart.
    alike = {word.translate(_ALIKE): word for word in words}
    # Spaces are lost: among the letters of the whole line a word is the same where its neighbours are.
    texts = [plain(text) for text in _texts(line)]
    ours, theirs = f"^{''.join(texts)}$", f"^{plain(''.join(other.split()))}$"
    steads = _steads(_texts(line), other.split())
    letters: list[Letter] = []
    end = 1
    for number, (word, text) in enumerate(zip(line.words, texts, strict=True)):
        end += len(text)
        weakest = min(letter.confidence for letter in word)
        told = alike.get(text.translate(_ALIKE))
        if told is None and len(text) >= _TELLING and ours[end - len(text) - 1 : end + 1] in theirs:
            told = text
        guess, made = (_GUESS, frozenset[int]()) if _figures(word) else (_GUESS_OF_LETTERS, _made_of_others(text))
        for at, letter in enumerate(word):
            if told is None:
                rival = steads.get(number) if at == 0 else None
                most = DISPUTED if weakest >= _NEARLY else DISPUTED - 0.01
                letters.append(replace(letter, confidence=min(letter.confidence, most), rival=rival))
                continue
            shown = told[at] if letter.text in "Il" and len(told) == len(word) else letter.text
            sure = max(letter.confidence, _AGREED)
            if weakest < guess:
                sure = letter.confidence if letter.confidence >= _GUESS_OF_LETTERS else _BOTH_GUESS
            if at in made and letter.confidence < _CLEAR:
                sure = min(sure, _EITHER)
            letters.append(replace(letter, text=shown, confidence=sure))
        letters.append(_SPACE)
    return Line(tuple(letters[:-1]))


def _made_of_others(text: str) -> frozenset[int]:
    """The places of letters of the word that a fax may have made of others."""
    return frozenset(match.start() for match in _MADE_OF_OTHERS.finditer(text))


def _steads(ours: list[str], theirs: list[str]) -> dict[int, str]:
    """By the number of our word: what the other reader has in its stead, where both have as many words there."""
    found: dict[int, str] = {}
    for what, here, end, there, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what == "replace" and end - here == last - there:
            found |= dict(zip(range(here, end), theirs[there:last], strict=True))
    return found


def unsettled(line: Line, other: str) -> range:
    """The words that other looks could settle, with those between them and one on either side; empty for none."""
    words, steads = line.words, _steads_of(line, other)
    found = [
        at
        for at, (word, stead) in enumerate(zip(words, steads, strict=True))
        if (weakest := _weakest(word)) == _BOTH_GUESS
        or (weakest == DISPUTED and _figures(word))
        or (weakest <= DISPUTED and stead not in ("", _text(word)))
    ]
    return range(max(0, found[0] - 1), min(len(words), found[-1] + 2)) if found else range(0)


def looked_at_again(line: Line, looks: Sequence[Line], other: str, seen: range | None = None) -> Line:
    """The line after its doubtful words were read in other ways: what all looks have is likely right.

    That settles a dispute over figures, and a guess that both readers made. A word that two looks and the other reader
    have in its stead is taken, for a person to look at. The looks are at the words `seen`, at all where it is left out.
    """
    words = line.words
    seen = range(len(words)) if seen is None else seen
    read = [_texts(look) for look in looks]
    readings = [reading for reading in read if len(reading) == len(seen)]
    letters: list[Letter] = []
    for at, (word, stead) in enumerate(zip(words, _steads_of(line, other), strict=True)):
        text, weakest = _text(word), _weakest(word)
        here = [reading[at - seen.start] for reading in readings] if at in seen else []
        if weakest == _BOTH_GUESS and sum(text in reading for reading in read) == LOOKS:
            word = _surer(word, _AGREED)
        elif weakest == DISPUTED and _figures(word) and here.count(text) == LOOKS:
            word = _surer(word, _CONFIRMED)
        elif weakest <= DISPUTED and stead != text and here.count(stead) >= 2:
            places = np.linspace(word[0].place, word[-1].place, len(stead))
            word = tuple(Letter(sign, _OUTVOTED, float(place)) for sign, place in zip(stead, places, strict=True))
            word = (replace(word[0], rival=text), *word[1:])
        letters += [*word, _SPACE]
    return Line(tuple(letters[:-1]))


def _steads_of(line: Line, other: str) -> list[str]:
    """What the other reader has in the place of each word, blank where it has another number of words."""
    words, told = line.words, other.split()
    return told if len(told) == len(words) else [""] * len(words)


def _text(word: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in word)


def _weakest(word: Sequence[Letter]) -> float:
    return min(letter.confidence for letter in word)


def _figures(word: Sequence[Letter]) -> bool:
    return not any(letter.text.isalpha() for letter in word)


def _surer(word: Sequence[Letter], confidence: float) -> tuple[Letter, ...]:
    """The word with letters of that confidence at least."""
    return tuple(replace(letter, confidence=max(letter.confidence, confidence)) for letter in word)


def _texts(line: Line) -> list[str]:
    return [_text(word) for word in line.words]


def plain(text: str) -> str:
    """The text as readers are compared: typographic quotes and dashes as on a keyboard, accents aside."""
    parted = unicodedata.normalize("NFKD", text.translate(_KEYBOARD))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
