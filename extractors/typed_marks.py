"""Check boxes typed as letters: what `(X)`, `[ ]` and `_X_` show, and where a picture's words hold them."""

import re
from collections.abc import Sequence

from extractors.page import Mark, Word

TICKS = frozenset("xX✓✔✗✘")
"""Signs that are typed into a box, or in its place."""
_CHECKED = re.compile(r"[\[(]_?[xX✓✔✗✘]_?[\])]|_+[xX✓✔✗✘]_+")
_EMPTY = re.compile(r"\[_*\]|\(_*\)")
_READ_CHECKED = re.compile(r"[\[({][xX×][\])}|1Il]|[|1Il][xX×][\])}]")
"""The same as readers of pictures see it, one bracket misread."""
_READ_EMPTY = re.compile(r"[\[({][\[\](){}|_1Il]{0,2}|[|1IlL][\])}]|[\])}]|[O0U][\])}]?")
"""A pair of brackets, or what is left of one, that stands where a box is looked for."""
_OPENING = "[({|1IlL"
_BEGUN = re.compile(r"[\[({|1IlL][xX×]?|[\[({|1IlL]_*[\])}]")
"""A pair of brackets as far as it goes."""
_NUMBER = re.compile(r"\(?\d{1,2}[a-z]?[.)]")
"""A number before a caption."""
_NEAR, _APART = 1.7, 3.0
"""Heights of print between two brackets of a pair, and between a box and its caption, at most."""
_SURE = 0.95
_GUESSED = 0.9
"""Words of lower confidence may be a pair of brackets misread."""


def typed_mark(text: str) -> bool | None:
    """Whether the text is a typed box that is checked or empty, None where it is no box."""
    if text[0] not in "[(_":
        return None
    if _EMPTY.fullmatch(text):
        return False
    return True if _CHECKED.fullmatch(text) else None


def typed_marks(words: Sequence[Word], shape: float) -> tuple[list[Word], list[Mark]]:
    """The words of a picture without typed boxes, and the boxes, where at least one of them is checked.

    `shape` is the page's width as a share of its height.
    """
    joined = _pairs(words, shape)
    checked = [word for word in joined if _READ_CHECKED.fullmatch(word.text)]
    if not checked:
        return list(words), []
    empty = [
        word
        for word in joined
        if _READ_EMPTY.fullmatch(word.text) and _unsure(word) and _captioned(word, joined, shape)
    ]
    marks = [*(Mark(word.box, True, _SURE) for word in checked), *(Mark(word.box, False, _SURE) for word in empty)]
    taken = {id(word) for word in (*checked, *empty)}
    return [word for word in joined if id(word) not in taken], marks


def _unsure(word: Word) -> bool:
    """Whether the word is a bracket, or was read so badly that it may be one."""
    return word.confidence < _GUESSED or any(sign in "[](){}" for sign in word.text)


def _pairs(words: Sequence[Word], shape: float) -> list[Word]:
    """The words, with brackets and what stands between them, read as words of their own, made one."""
    result = list(words)
    for word in words:
        while word in result and len(word.text) < 3 and word.text[0] in _OPENING:
            after = _next(word, result, shape)
            if after is None or _beside(word, after, shape) > _NEAR:
                break
            text = word.text + after.text
            if not (_READ_CHECKED.fullmatch(text) or _BEGUN.fullmatch(text)):
                break
            box = (word.box[0], min(word.box[1], after.box[1]), after.box[2], max(word.box[3], after.box[3]))
            pair = Word(text, box, min(word.confidence, after.confidence), word.source)
            result.remove(after)
            result[result.index(word)] = pair
            word = pair
    return result


def _captioned(box: Word, words: Sequence[Word], shape: float) -> bool:
    """Whether a caption follows the box."""
    after = _next(box, words, shape)
    if after is None or not (after.text[0].isalpha() or _NUMBER.fullmatch(after.text)):
        return False
    return _beside(box, after, shape) <= _APART


def _next(word: Word, words: Sequence[Word], shape: float) -> Word | None:
    """The word that follows on the line."""
    return min((w for w in words if w is not word), key=lambda after: _beside(word, after, shape), default=None)


def _beside(word: Word, after: Word, shape: float) -> float:
    """How far the one word begins behind the other on its line, in heights of print; very far on another line."""
    (_, top, right, foot), (left, above, _, below) = word.box, after.box
    high = max(foot - top, below - above)
    level = abs(top + foot - above - below) < high
    gap = (left - right) * shape / high
    return gap if level and gap > -0.5 else 99.0
