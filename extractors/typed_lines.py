"""Lines to write on that were typed as underscores, told from the words that touch them."""

import re
from dataclasses import replace

from extractors.page import Page, Ruling, Word

_BLANK = re.compile(r"[/().\-]*_{2,}[_/().\-]*")
"""Underscores, with the strokes and brackets that part a date or a telephone number."""


def without_typed_lines(page: Page) -> Page:
    """The page with lines that were typed as underscores drawn as rulings, also where a word touches them."""
    words: list[Word] = []
    rulings = list(page.rulings)
    for word in page.words:
        if "__" not in word.text:
            words.append(word)
            continue
        x0, y0, x1, y1 = word.box
        # An underscore is a little wider than most letters.
        widths = [1.1 if letter == "_" else 0.9 for letter in word.text]
        place = [x0 + (x1 - x0) * sum(widths[:at]) / sum(widths) for at in range(len(widths) + 1)]
        at = 0
        for match in _BLANK.finditer(word.text):
            rulings.append(Ruling((place[match.start()], y1, place[match.end()], y1)))
            if before := word.text[at : match.start()]:
                words.append(replace(word, text=before, box=(place[at], y0, place[match.start()], y1)))
            at = match.end()
        if rest := word.text[at:]:
            words.append(replace(word, text=rest, box=(place[at], y0, x1, y1)))
    return replace(page, words=words, rulings=rulings)
