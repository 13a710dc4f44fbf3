"""Blanks filled amid sentences, their labels in parentheses behind them: `Noor Sorensen (the “Provider”) agrees`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractors.labels import Spot
from extractors.letters import Flow
from extractors.lines import Print
from extractors.pieces import STRICT
from extractors.rects import Rect, Token, around
from extractors.typed import parses, typed
from forms.evidence import Source, Value
from forms.form import Field, Form

_SENTENCE = 4
"""Words of a line beside the label, so that it is of a sentence and no caption under a line."""
_CLEAR = 0.85
"""Quality of a label that is no part of a sentence."""
_MOST = 8
"""Words of a value that nothing underlines at most."""
_WIDEST = 0.9
"""Share of the page's width from which a line underlines nothing."""
_OPENING = 60
"""Letters behind an opening parenthesis among which the first word of a label in it stands."""
_QUOTES = "“”\"'‘’«»"


@dataclass(frozen=True, slots=True)
class Amid:
    """The value that a sentence gives a field, None where its blank cannot be told, and the words of its label."""

    value: Value | None
    label: list[Token]


def blanks_amid(form: Form, prints: Sequence[Print]) -> dict[str, Amid]:
    """The fields whose labels stand in parentheses behind blanks in sentences."""
    flow = Flow(prints)
    text = flow.text.replace("\n", " ")
    openings = [text[match.start() : match.start() + _OPENING].lower() for match in re.finditer(r"\(", text)]
    found: dict[str, Amid] = {}
    for name, cell in form.fields.items():
        if cell.type in ("checkbox", "signature", "choice"):
            continue
        amid = next(filter(None, (_read(flow, cell, match) for match in _labelled(text, openings, cell))), None)
        if amid is not None:
            found[name] = amid
    return found


def in_sentence(spot: Spot, found: Mapping[str, Amid]) -> bool:
    """Whether the label is that of a blank in a sentence, or only the words of one where a sentence has the blank."""
    captions = {id(token) for one in found.values() for token in one.label}
    if any(id(token) in captions for token in spot.tokens):
        return True
    return bool(spot.names) and spot.quality < _CLEAR and all(name in found for name in spot.names)


def _labelled(text: str, openings: Sequence[str], cell: Field) -> Iterator[re.Match[str]]:
    for label in sorted(cell.labels, key=len, reverse=True):
        # A pattern for every label of a form would take longer than reading its page.
        first = label.lower().split(" ")[0]
        if not any(first in opening for opening in openings):
            continue
        words = r"\s+".join(re.escape(word) for word in label.split())
        pattern = rf"\((?:herein(?:after)?,?\s+)?(?:called\s+)?(?:the\s+)?[{_QUOTES}]?{words}[{_QUOTES}]?\)"
        yield from re.finditer(pattern, text, re.I)


def _read(flow: Flow, cell: Field, match: re.Match[str]) -> Amid | None:
    page, label = flow.words(match.start(), match.end())
    line = next(line for line in flow.lines if line.start <= match.start() <= line.end)
    if not label or len(line.tokens) < _SENTENCE + len(label):
        return None
    sheet = flow.prints[page]
    before = flow.words(max(match.start() - 200, 0), match.start())[1][-24:]
    if _empty_blank(sheet, before[-1] if before else None, label[0]):
        box = sheet.fractions(around(label))
        return Amid(Value(None, 1.0, _source(sheet), page=sheet.page.number, box=box), label)
    marked = list(takewhile(lambda token: _underlined(sheet, token), reversed(before)))[::-1]
    if not marked and cell.type in STRICT:
        lasts = (before[-count:] for count in range(min(_MOST, len(before)), 0, -1))
        marked = next((words for words in lasts if parses(" ".join(t.text for t in words), cell)), [])
    if not marked:
        return Amid(None, label)
    text = " ".join(token.text for token in marked)
    sure = min(token.confidence for token in marked)
    box = sheet.fractions(around(marked))
    return Amid(typed(text, cell, confidence=sure, source=marked[0].source, page=sheet.page.number, box=box), label)


def _source(sheet: Print) -> Source:
    return "ocr" if sheet.scanned else "text"


def _underlined(sheet: Print, token: Token) -> bool:
    return any(rule.x0 - 2 <= token.cx <= rule.x1 + 2 and _at_foot(sheet, rule, token) for rule in sheet.rules)


def _at_foot(sheet: Print, rule: Rect, token: Token) -> bool:
    return abs(rule.cy - token.y1) <= 0.4 * token.height and rule.width < _WIDEST * sheet.width


def _empty_blank(sheet: Print, last: Token | None, label: Token) -> bool:
    """Whether a line with nothing on it ends where the label begins."""
    left = last.x1 if last is not None and last.beside(label) else 0.0
    return any(
        rule.x0 >= left - 2 and 0 <= label.x0 - rule.x1 < 2 * label.height and _at_foot(sheet, rule, label)
        for rule in sheet.rules
    )
