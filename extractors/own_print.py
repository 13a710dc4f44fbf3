"""Our own edition printed to PDF or flattened: what stands in each slot of the layout."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from statistics import median

from extractors.continuation import SEE
from extractors.inside import signature_in, text_in, words_in
from extractors.page import Page
from extractors.sheet import holds, middle
from extractors.typed import typed
from forms.errors import FormwrightError
from forms.evidence import Box, Value
from forms.form import Form
from forms.geometry import PAGE_HEIGHT, PAGE_WIDTH, Print, Slot
from forms.layout import FormLayout, PageCode, read_page_code
from forms.packet import Row

SURE = 0.998
_UNSURE_TICK = 0.85
_FOOTER_TOP = 0.88
"""The footer that names the page stands below this, as a fraction of the page's height."""
_FEWEST_ANCHORS = 4
_DESCENT = 0.21 / 0.97
"""Share of a word's box that lies below its base line."""


def find_code(page: Page) -> PageCode | None:
    """The form, edition and number that the page's footer states, None where it is no page of ours."""
    footer = text_in(page, (0.0, _FOOTER_TOP, 1.0, 1.0))
    return read_page_code(footer)


@dataclass(frozen=True, slots=True)
class Fit:
    """How the layout lies on the page: printing to fit the paper makes it smaller and moves it."""

    across: Callable[[float], float]
    down: Callable[[float], float]

    def box(self, box: Box) -> Box:
        """Where the box of the layout lies on the page."""
        return self.across(box[0]), self.down(box[1]), self.across(box[2]), self.down(box[3])


def read_slots(page: Page, layout: FormLayout, number: int, fit: Fit | None = None) -> dict[str, Value]:
    """The values on page `number` of the layout by their paths; `fit` is how it lies, where that is known."""
    fit = fit or _fit(page, layout, number)
    groups: dict[str, list[Slot]] = {}
    for slot in layout.on_page(number):
        groups.setdefault(slot.path, []).append(replace(slot, box=fit.box(slot.box)))
    return {path: _value(slots, page) for path, slots in groups.items()}


def _fit(page: Page, layout: FormLayout, number: int) -> Fit:
    """How the layout lies on the page, from printed words that both have once."""
    printed = [item for item in layout.prints if item.page == number]
    expected = Counter(word for item in printed for line in item.lines for word in line.split())
    found = Counter(word.text for word in page.words)
    anchors: dict[str, Print] = {
        item.lines[0].split()[0]: item for item in printed if item.lines and item.lines[0].split()
    }
    pairs = []
    for word in page.words:
        item = anchors.get(word.text)
        if item and found[word.text] == expected[word.text] == 1:
            x0, y0, _, y1 = word.box
            pairs.append((item.x / PAGE_WIDTH, x0, item.y / PAGE_HEIGHT, y1 - _DESCENT * (y1 - y0)))
    across = _line([(x, seen) for x, seen, _, _ in pairs])
    down = _line([(y, seen) for _, _, y, seen in pairs])
    return Fit(across, down)


def _line(pairs: list[tuple[float, float]]) -> Callable[[float], float]:
    """The straight line through most of the pairs; a wrong pair among many does not move it."""
    far = [(a, b) for i, a in enumerate(pairs) for b in pairs[i + 1 :] if abs(a[0] - b[0]) > 0.2]
    if len(pairs) < _FEWEST_ANCHORS or not far:
        return lambda place: place
    slope = median((b[1] - a[1]) / (b[0] - a[0]) for a, b in far)
    start = median(seen - slope * place for place, seen in pairs)
    return lambda place: start + slope * place


def _value(slots: list[Slot], page: Page) -> Value:
    first = slots[0]
    if first.kind == "radio":
        return _radio(slots, page)
    if first.kind == "checkbox":
        checked, confidence = _ticked(first.box, page)
        value = Value(checked, confidence, "text", page=page.number, box=first.box)
        return value if confidence > _UNSURE_TICK else value.doubted("something stands in the box that is no tick")
    if first.kind == "signature":
        return signature_in(page, first.box, source="text", sure=SURE)
    words = words_in(page, first.box)
    text = " ".join(word.text for word in words)
    source = words[0].source if words else "text"
    if SEE.search(text):
        value = typed(SEE.sub("", text), first.cell, confidence=SURE, source=source, page=page.number, box=first.box)
        return value.doubted("the rest of it stands on a continuation page that was not found", 0.5)
    return typed(text, first.cell, confidence=SURE, source=source, page=page.number, box=first.box)


def _ticked(box: Box, page: Page) -> tuple[bool, float]:
    """Whether something stands in the box, and how sure that is."""
    inside = [mark for mark in page.marks if holds(box, middle(mark.box), 0.004) or holds(mark.box, middle(box))]
    if any(mark.checked for mark in inside):
        return True, SURE
    words = words_in(page, box)
    if words:
        return True, SURE if all(len(word.text) == 1 for word in words) else _UNSURE_TICK
    if any(holds(box, middle(ink.box)) for ink in page.inks):
        return True, _UNSURE_TICK + 0.06
    return False, SURE


def _radio(slots: list[Slot], page: Page) -> Value:
    chosen = [(slot, sure) for slot in slots for checked, sure in [_ticked(slot.box, page)] if checked]
    if not chosen:
        return Value(None, SURE, "text", page=page.number, box=slots[0].box)
    if len(chosen) > 1:
        names = " and ".join(f"“{slot.choice}”" for slot, _ in chosen)
        value = Value(None, 0.3, "text", names, page.number, chosen[0][0].box)
        return value.doubted(f"{names} are both marked" if len(chosen) == 2 else f"{names} are all marked")
    slot, sure = chosen[0]
    return typed(slot.choice, slot.cell, confidence=sure, source="text", page=page.number, box=slot.box)


def as_fields_and_rows(form: Form, values: dict[str, Value]) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    """The values by field and by table row; rows in which nothing stands are left out."""
    fields = {name: values[name] for name in form.fields if name in values}
    rows: dict[str, dict[int, Row]] = {name: {} for name in form.tables}
    for path, value in values.items():
        if "[" in path:
            table, _, rest = path.partition("[")
            number, _, column = rest.partition("].")
            rows[table].setdefault(int(number), {})[column] = value
    return fields, {
        name: [row for _, row in sorted(found.items()) if not _bare(row.values())] for name, found in rows.items()
    }


def _bare(values: Iterable[Value]) -> bool:
    """Whether nothing was written in the row: an unchecked box is nothing written."""
    return all(value.blank or value.value is False for value in values)


def layout_for(code: PageCode, lay_out: Callable[[], FormLayout]) -> FormLayout | None:
    """The layout that the page was printed from, None for another edition or a number of pages it does not have."""
    try:
        layout = lay_out()
    except FormwrightError:
        return None
    same = layout.form.edition == code.edition and layout.pages == code.pages
    return layout if same else None
