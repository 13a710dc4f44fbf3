"""Words that the forms print, by which a word of a picture is told that two readers have otherwise."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extractors.page import Word
from extractors.rects import plain
from forms.catalog import Catalog
from forms.evidence import REVIEW_BELOW
from forms.form import Form

_SHORTEST = 3
"""Letters of a word at least that is no accident."""


@lru_cache(maxsize=8)
def form_words(catalog: Catalog) -> frozenset[str]:
    """The words of all titles, labels and captions of check boxes in the catalogue, as labels are compared."""
    words = (plain(word) for form in catalog.forms() for text in _texts(form) for word in text.split())
    return frozenset(word for word in words if len(word) >= _SHORTEST and word.isalpha())


def _texts(form: Form) -> Iterator[str]:
    yield from (form.title, *form.titles)
    for cell in (*form.fields.values(), *(cell for table in form.tables.values() for cell in table.columns.values())):
        yield from cell.labels
        for captions in (cell.options or {}).values():
            yield from captions


def with_form_words(words: Sequence[Word], known: Collection[str]) -> list[Word]:
    """The words, with the second reader's in place of the first's where that one alone is a word of the forms.

    Only words in doubt, for a label's print is a name, too: a Slate that was read surely is no State.
    """
    return [_settled(word, known) if word.rival and word.confidence < REVIEW_BELOW else word for word in words]


def _settled(word: Word, known: Collection[str]) -> Word:
    rival = word.rival or ""
    if plain(word.text) in known or plain(rival) not in known:
        return word
    # Dirt and dots stand for the colon that ends a label.
    text = rival if rival.endswith(":") or not word.text.endswith(":") else rival.rstrip(".,;") + ":"
    return replace(word, text=text, rival=word.text)
