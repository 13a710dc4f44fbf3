"""Continuation pages of our own edition: what did not fit into a form's boxes, in full."""

import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.inside import text_in, words_in
from extractors.lettering import lines_of
from extractors.page import Page
from extractors.typed import typed
from forms.arrange import LEFT, column_widths
from forms.evidence import Value
from forms.form import Cell, Form, Table
from forms.geometry import PAGE_WIDTH

SEE = re.compile(r"\s*…(?:\s*see\s+cont\w*\.?)?\s*$")
"""How a box says that its text goes on; the widest wording and the two shorter ones."""
_FOOTER = re.compile(r"([\w-]+/[\w-]+),\s+edition\s+([^\s:]+):\s+continuation\s+\d+", re.I)
_TEXT = re.compile(r".+\(([\w\[\].]+)\)")
_ROWS = re.compile(r".+\brows\s+(\d+)\s+to\s+\d+\s+\((\w+)\)")
_FOOTER_TOP = 0.88
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Bar:
    """A heading of a continuation page with what it stands over: from `top` to `bottom` as fractions of the page."""

    text: str
    top: float
    bottom: float


def find_continuation(page: Page) -> tuple[str, str] | None:
    """The form and edition that the page continues, None where it is no continuation page."""
    match = _FOOTER.search(text_in(page, (0.0, _FOOTER_TOP, 1.0, 1.0)))
    return (match[1], match[2]) if match else None


def read_continuation(page: Page, form: Form) -> dict[str, Value]:
    """The whole texts and further rows on the page, by their paths."""
    values: dict[str, Value] = {}
    for bar in _bars(page):
        rows, text = _ROWS.fullmatch(bar.text), _TEXT.fullmatch(bar.text)
        if rows and rows[2] in form.tables:
            values |= _rows(page, bar, form.tables[rows[2]], int(rows[1]) - 1)
        elif text and (cell := _cell(form, text[1])):
            box = (0.0, bar.top, 1.0, bar.bottom)
            words = words_in(page, box)
            source = words[0].source if words else "text"
            confidence = min([_SURE, *(word.confidence for word in words)])
            whole = " ".join(word.text for word in words)
            values[text[1]] = typed(whole, cell, confidence=confidence, source=source, page=page.number, box=box)
    return values


def _cell(form: Form, path: str) -> Cell | None:
    try:
        return form.cell(path)
    except KeyError:
        return None


def _bars(page: Page) -> list[Bar]:
    found = []
    for line in lines_of(page.words):
        text = " ".join(word.text for word in line)
        if _ROWS.fullmatch(text) or (_TEXT.fullmatch(text) and all(word.bold or page.scanned for word in line)):
            found.append((text, min(word.box[1] for word in line), max(word.box[3] for word in line)))
    ends = [top for _, top, _ in found[1:]] + [_FOOTER_TOP + 0.05]
    return [Bar(text, bottom, end) for (text, _, bottom), end in zip(found, ends, strict=True)]


def _rows(page: Page, bar: Bar, table: Table, first: int) -> dict[str, Value]:
    """The cells of the rows under the bar, parted by the ruling lines that are drawn around each row."""
    edges = sorted(
        ruling.box[1] for ruling in page.rulings if ruling.horizontal and bar.top < ruling.box[1] < bar.bottom
    )
    bands = [(top, low) for top, low in pairwise(edges) if low - top > 0.008]
    values: dict[str, Value] = {}
    number = first
    labels = [column.label for column in table.columns.values()]
    for top, low in bands:
        texts = []
        x = LEFT / PAGE_WIDTH
        for wide in column_widths(table):
            box = (x, top, x + wide / PAGE_WIDTH, low)
            texts.append((text_in(page, box), box))
            x += wide / PAGE_WIDTH
        if [text for text, _ in texts] == labels or not any(text for text, _ in texts):
            continue
        for (name, column), (text, box) in zip(table.columns.items(), texts, strict=True):
            path = f"{table.name}[{number}].{name}"
            values[path] = typed(text, column, confidence=_SURE, source="text", page=page.number, box=box)
        number += 1
    return values
