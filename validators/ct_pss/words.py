"""Whether a printed line holds a word or phrase of a department's list."""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

_NEAR = 88.0
"""Share of like letters, in percent, from which a longer phrase misread by a letter or two still counts."""
_LONG = 8
"""Letters from which a phrase is long enough to be told apart when misread."""


def plain(text: str) -> str:
    """The text in lower-case words; abbreviations with full stops become one word, `B. S. W.` is `bsw`."""
    folded = re.sub(r"['’]", "", text.lower())
    joined = re.sub(r"\b([a-z]{1,2})\.\s*", r"\1", folded)
    return " ".join(re.findall(r"[a-z0-9]+", joined))


def holds(text: str, phrases: Iterable[str]) -> str | None:
    """The first of the phrases that the text holds as whole words, None where it holds none."""
    words = plain(text).split()
    return next((phrase for phrase in phrases if _stands_in(phrase.split(), words)), None)


def _stands_in(phrase: list[str], words: list[str]) -> bool:
    windows = [words[start : start + len(phrase)] for start in range(len(words) - len(phrase) + 1)]
    if phrase in windows:
        return True
    whole = " ".join(phrase)
    return len(whole) >= _LONG and any(fuzz.ratio(whole, " ".join(window)) >= _NEAR for window in windows)
