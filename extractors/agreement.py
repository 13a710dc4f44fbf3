"""What two readers of a line of print have in common, and what that is worth.

The one gives each letter a confidence and a place; of the other the text alone counts.
"""

import re
import unicodedata
from collections import defaultdict
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
_CONFIRMED, _OUTVOTED, _CHOSEN = 0.93, 0.85, 0.79
_SURE, _BELIEVED = 0.985, 0.85
"""A disputed word that is so sure, and that all looks have, is believed where the other reader is less sure of its."""
_OTHER, _LOOK = 1.5, 0.5
"""What the other reader's word and that of a look count beside the first reader's, each by how sure its reader is."""


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
    steads = _steads_of(line, other)
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
                rival = steads[number] or None if at == 0 else None
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


def _steads(ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """By the number of our word: that of the other reader's in its stead, where both have as many words there."""
    if len(ours) == len(theirs):
        return {at: at for at in range(len(ours))}
    found: dict[int, int] = {}
    for _, here, end, there, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if end - here == last - there:
            found |= dict(zip(range(here, end), range(there, last), strict=True))
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


def looked_at_again(
    line: Line,
    looks: Sequence[Line],
    other: str,
    seen: range | None = None,
    *,
    first: Line | None = None,
    sure: Sequence[float] = (),
) -> Line:
    """The line after its doubtful words were read in other ways: what all looks have is likely right.

    That settles a dispute over figures, a guess that both readers made, and a word of which the `first` reading, before
    the readers were compared, was sure. A word that two looks and the other reader have in its stead is taken, for a
    person to look at, and so is the one that most speaks for of those that the readers and the looks have. The looks
    are at the words `seen`, at all where it is left out; `sure` is how sure, from 0 to 1, the other reader is of each.
    """
    words = line.words
    seen = range(len(words)) if seen is None else seen
    read = [_texts(look) for look in looks]
    whole = [look for look in looks if len(look.words) == len(seen)]
    before = (first or line).words
    told = _sureness_of(line, other, sure)
    letters: list[Letter] = []
    for at, (word, stead) in enumerate(zip(words, _steads_of(line, other), strict=True)):
        text, weakest = _text(word), _weakest(word)
        here = [look.words[at - seen.start] for look in whole] if at in seen else []
        texts = [_text(one) for one in here]
        if weakest == _BOTH_GUESS and sum(text in reading for reading in read) == LOOKS:
            word = _surer(word, _AGREED)
        elif weakest == DISPUTED and texts.count(text) == LOOKS and (_figures(word) or _clearer(before[at], told[at])):
            word = _surer(word, _CONFIRMED)
        elif weakest <= DISPUTED and stead != text and texts.count(stead) >= 2:
            word = _in_its_stead(word, stead, _OUTVOTED)
        elif weakest <= DISPUTED and stead not in ("", text) and here and told[at]:
            best = _best_of(before[at], (stead, told[at]), here)
            word = word if best == text else _in_its_stead(word, best, _CHOSEN)
        letters += [*word, _SPACE]
    return Line(tuple(letters[:-1]))


def _clearer(word: Sequence[Letter], told: float) -> bool:
    """Whether the word was read surely where the other reader is not as sure of what it has."""
    return _weakest(word) >= _SURE and 0 < told < _BELIEVED


def _best_of(word: Sequence[Letter], other: tuple[str, float], looks: Sequence[Sequence[Letter]]) -> str:
    """Of what the readers and the looks have, the word for which most speaks."""
    votes: defaultdict[str, float] = defaultdict(float, {_text(word): _weakest(word)})
    for look in looks:
        votes[_text(look)] += _LOOK * _weakest(look)
    votes[other[0]] += _OTHER * other[1]
    return max(votes, key=lambda text: votes[text])


def _in_its_stead(word: Sequence[Letter], text: str, confidence: float) -> tuple[Letter, ...]:
    """Another text in the word's place, with the word as its rival."""
    places = np.linspace(word[0].place, word[-1].place, len(text))
    letters = [Letter(sign, confidence, float(place)) for sign, place in zip(text, places, strict=True)]
    return (replace(letters[0], rival=_text(word)), *letters[1:])


def _steads_of(line: Line, other: str) -> list[str]:
    """What the other reader has in the place of each word, blank where it has another number of words there."""
    told = other.split()
    steads = _steads(_texts(line), told)
    return [told[steads[at]] if at in steads else "" for at in range(len(line.words))]


def _sureness_of(line: Line, other: str, sure: Sequence[float]) -> list[float]:
    """How sure the other reader is of what it has in the place of each word, 0 where that is not known."""
    steads = _steads(_texts(line), other.split()) if sure else {}
    return [sure[steads[at]] if at in steads else 0.0 for at in range(len(line.words))]


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
