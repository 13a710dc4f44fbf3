"""The words of letters, certificates and addresses that `letterwords.yaml` lists, as patterns."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from forms.yamlfile import Declaration, read_declaration

Phrases = tuple[str, ...]


class LetterWords(Declaration):
    """Phrases by what they tell; blanks in them stand for any white space of the paper."""

    greetings: Phrases
    closings: Phrases
    signs: Phrases
    references: Phrases
    subjects: Phrases
    about: Phrases
    honorifics: Phrases
    writers: Phrases
    others_lines: Phrases
    no_names: Phrases
    professions: Phrases
    clinicians: Phrases
    certifies: Phrases
    streets: Phrases
    boxes: Phrases


@cache
def letter_words() -> LetterWords:
    """The phrases; raises DeclarationError where the file is not right."""
    return read_declaration(Path(__file__).with_suffix(".yaml"), LetterWords)


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first."""
    longest = sorted(phrases, key=len, reverse=True)
    said = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in longest)
    return f"(?:{'|'.join(said)})"
