"""Fillable PDFs: the values of their fields, held against what the fields show."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pypdf
from pypdf.generic import DictionaryObject, NullObject

from extractors.continuation import SEE
from extractors.inside import signature_in, text_in, typed_signature, words_in
from extractors.page import Ink, Mark, Page, Widget, Word
from extractors.rivals import with_rival
from extractors.sheet import Sheet, holds, middle
from extractors.typed import typed
from forms.evidence import Box, Value
from forms.fieldtypes import fold
from forms.form import Cell, Form

SURE = 0.999
"""A field that a program filled is right unless the program or its user erred."""
_DOUBTED = 0.5
_OVERTYPED = 0.8
_SMALLEST, _PITCH = 1.0, 1.2
"""Points of the smallest print in which a field's text is laid out, and the height of a line of it as its multiple."""
_DEEPEST = 32
"""Levels of fields within fields; a broken file can make a field its own parent."""
_RADIO, _PUSHBUTTON = 1 << 15, 1 << 16
_HIDDEN = 1 << 1 | 1 << 5


def read_widgets(reader: pypdf.PdfReader, index: int, sheet: Sheet, page: Page) -> list[Widget]:
    """The fields on page `index` from 0, with what each of them shows; `page` is the page as a viewer shows it."""
    form = plain_object(reader.root_object.get("/AcroForm")) or {}
    redrawn = bool(getattr(plain_object(form.get("/NeedAppearances")), "value", False))
    result = []
    for reference in plain_object(reader.pages[index].get("/Annots")) or ():
        annotation = plain_object(reference)
        if not isinstance(annotation, DictionaryObject):
            continue
        widget = None
        if annotation.get("/Subtype") == "/Widget":
            widget = _widget(annotation, sheet, page, redrawn)
        elif annotation.get("/Subtype") == "/FreeText" and annotation.get("/AP") is None:
            widget = _note(annotation, sheet)
        if widget:
            result.append(widget)
    return result


def _note(annotation: DictionaryObject, sheet: Sheet) -> Widget | None:
    """A text that was typed on the page and that every viewer draws in its own way, as a field without a name."""
    rectangle, text = plain_object(annotation.get("/Rect")), _text(plain_object(annotation.get("/Contents")))
    if rectangle is None or len(rectangle) != 4 or not text:
        return None
    x0, y0, x1, y1 = (float(edge) for edge in rectangle)
    return Widget("", "text", text, sheet.fraction(sheet.box(((x0, y0), (x1, y1)))))


def plain_object(value: Any) -> Any:
    """The object behind a reference, None for PDF's null."""
    value = value.get_object() if hasattr(value, "get_object") else value
    return None if isinstance(value, NullObject) else value


def lineage(annotation: DictionaryObject) -> list[DictionaryObject]:
    """The widget and the fields above it, itself first."""
    line = [annotation]
    while len(line) < _DEEPEST and isinstance(parent := plain_object(line[-1].get("/Parent")), DictionaryObject):
        line.append(parent)
    return line


def inherited(line: list[DictionaryObject], key: str) -> Any:
    """The entry of the field, or else of the nearest field above it that has it; None where none has."""
    return next((value for each in line if (value := plain_object(each.get(key))) is not None), None)


def _widget(annotation: DictionaryObject, sheet: Sheet, page: Page, redrawn: bool) -> Widget | None:
    line = lineage(annotation)
    rectangle = plain_object(annotation.get("/Rect"))
    if rectangle is None or len(rectangle) != 4:
        return None
    x0, y0, x1, y1 = (float(edge) for edge in rectangle)
    box = sheet.fraction(sheet.box(((x0, y0), (x1, y1))))
    name = ".".join(str(part) for each in reversed(line) if (part := plain_object(each.get("/T"))) is not None)
    flags = int(inherited(line, "/Ff") or 0)
    value, kind = inherited(line, "/V"), inherited(line, "/FT")
    if kind == "/Sig":
        return Widget(name, "signature", value is not None, box)
    if kind == "/Btn" and not flags & _PUSHBUTTON:
        radio = bool(flags & _RADIO)
        return _button(annotation, name, radio, _group_value(line) if radio else value, box)
    if kind in ("/Tx", "/Ch"):
        text = _text(value)
        shown = None if annotation.get("/AP") is None else text_in(page, box)
        if not shown and (redrawn or int(plain_object(annotation.get("/F")) or 0) & _HIDDEN):
            shown = None
        return Widget(name, "text" if kind == "/Tx" else "choice", text, box, shown)
    return None


def _group_value(line: list[DictionaryObject]) -> Any:
    """The value of a group of buttons: it stands at the field that bears the name, whatever a button says besides."""
    named = next((number for number, each in enumerate(line) if plain_object(each.get("/T")) is not None), 0)
    value = inherited(line[named:], "/V")
    return inherited(line, "/V") if value is None else value


def _button(annotation: DictionaryObject, name: str, radio: bool, value: Any, box: Box) -> Widget:
    """A check box, or one button of a group: `value` is the state that the field names, `shown` whether it is drawn."""
    states = plain_object((plain_object(annotation.get("/AP")) or {}).get("/N"))
    on = next((str(state) for state in states or () if str(state) != "/Off"), None)
    shown_state = plain_object(annotation.get("/AS"))
    chosen = None if value is None else str(value)
    if radio:
        shown = on.removeprefix("/") if on and shown_state == on else None
        return Widget(name, "radio", None if chosen in (None, "/Off") else str(chosen).removeprefix("/"), box, shown)
    shown_on = None if shown_state is None else shown_state != "/Off"
    checked = chosen == on if on and chosen is not None else chosen not in (None, "/Off", "Off")
    # A box without a field value of its own is as it is drawn.
    return Widget(name, "checkbox", bool(shown_on) if chosen is None else checked, box, shown_on)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    if hasattr(value, "get_data"):
        return str(value.get_data().decode("utf-8", "replace"))
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def own_name(name: str) -> str:
    """The contract's name of a field, without the number that some programs add when they join files."""
    return re.sub(r"\+\d+$", "", name)


def fits(form: Form, widgets: Iterable[Widget]) -> bool:
    """Whether the fields are the form's own, by their names."""
    names = [own_name(widget.name) for widget in widgets if widget.name]
    return bool(names) and sum(_cell(form, name) is not None for name in names) >= 0.8 * len(names)


def _cell(form: Form, path: str) -> Cell | None:
    try:
        return form.cell(path)
    except KeyError:
        return None


def read_values(form: Form, page: Page) -> dict[str, Value]:
    """The values of the page's fields by their paths; what a field holds and shows differently is for review."""
    groups: dict[str, list[Widget]] = defaultdict(list)
    for widget in page.widgets:
        groups[own_name(widget.name)].append(widget)
    values: dict[str, Value] = {}
    for path, widgets in groups.items():
        cell = _cell(form, path)
        if cell is not None:
            values[path] = _value(cell, widgets, page)
    return values


def _value(cell: Cell, widgets: list[Widget], page: Page) -> Value:
    first = widgets[0]
    if cell.type == "signature":
        return _signature(first, page)
    if first.kind == "checkbox":
        value = Value(bool(first.value), SURE, "acroform", page=page.number, box=first.box)
        if first.shown is not None and first.shown != first.value:
            value = replace(value, rivals=("Checked" if first.shown else "Not checked",))
            return value.doubted(f"the box holds {_checked(first.value)} but shows {_checked(first.shown)}", _DOUBTED)
        return value
    if first.kind == "radio":
        return _radio(cell, widgets, page)
    return _written(cell, first, page)


def _checked(state: object) -> str:
    return "“checked”" if state else "“not checked”"


def _signature(widget: Widget, page: Page) -> Value:
    if widget.value is True:
        return Value(True, SURE, "acroform", page=page.number, box=widget.box)
    if widget.kind != "signature" and widget.value:
        return typed_signature(str(widget.value), page, widget.box)
    return signature_in(page, widget.box, source="acroform", sure=SURE)


def _radio(cell: Cell, widgets: list[Widget], page: Page) -> Value:
    chosen = widgets[0].value
    shown = [widget.shown for widget in widgets if widget.shown]
    box = next((widget.box for widget in widgets if widget.shown), widgets[0].box)
    text = str(chosen) if chosen else None
    value = typed(text, cell, confidence=SURE, source="acroform", page=page.number, box=box)
    if shown != ([chosen] if chosen else []):
        seen = " and ".join(f"“{state}”" for state in shown) or "nothing"
        for state in shown:
            value = with_rival(value, cell, str(state))
        return value.doubted(f"the field holds “{text or ''}” but shows {seen}", _DOUBTED)
    return value


def _written(cell: Cell, widget: Widget, page: Page) -> Value:
    held = str(widget.value or "")
    value = typed(held, cell, confidence=SURE, source="acroform", page=page.number, box=widget.box)
    if not isinstance(widget.shown, str) or _same(held, widget.shown):
        return value
    shown = typed(widget.shown, cell, confidence=SURE, source="text", page=page.number, box=widget.box)
    if shown.value is not None and shown.value == value.value:
        # A list shows the caption of the choice that it holds, a field may show an amount with its commas.
        return value
    if not fold(held):
        # What was typed over the page with another tool is what a person sees.
        return shown.doubted(f"the field is empty but “{widget.shown}” stands over it", _OVERTYPED)
    if not widget.shown:
        return value.doubted(f"the field holds “{fold(held)}” but shows nothing", _DOUBTED)
    value = with_rival(value, cell, widget.shown)
    return value.doubted(f"the field holds “{fold(held)}” but shows “{widget.shown}”", _DOUBTED)


def _same(held: str, shown: str) -> bool:
    """Whether the field shows what it holds, or as much of it as there is room for."""
    beginning = SEE.sub("", shown)
    if beginning != shown:
        return "".join(held.split()).startswith("".join(beginning.split()))
    one, other = (re.sub(r"[\s\u00ad-]+", "", text) for text in (held, shown))
    if len(one) == len(other):
        # A font without the letter shows a question mark in its place.
        return all(a == b or b == "?" for a, b in zip(one, other, strict=True))
    return len(other) >= 12 and one.startswith(other)


def print_notes(page: Page) -> None:
    """Puts texts that were typed on the page where they stand."""
    notes = [widget for widget in page.widgets if not widget.name]
    page.widgets = [widget for widget in page.widgets if widget.name]
    for note in notes:
        _print(page, note)


def as_print(page: Page) -> None:
    """Puts the values of a stranger's fields where they stand on the page, as if they were printed and ticked there."""
    for widget in page.widgets:
        if widget.kind == "signature":
            if widget.value is True:
                page.inks.append(Ink(widget.box))
        elif widget.kind in ("checkbox", "radio"):
            _tick(page, widget)
        else:
            _print(page, widget)


def _tick(page: Page, widget: Widget) -> None:
    page.words = [word for word in page.words if not holds(widget.box, middle(word.box))]
    page.marks = [mark for mark in page.marks if not holds(widget.box, middle(mark.box))]
    if widget.kind == "radio":
        # The group's value names one button; a button knows only whether it is the one that is drawn.
        page.marks.append(Mark(widget.box, bool(widget.shown), SURE))
        return
    disagree = widget.shown is not None and widget.shown != widget.value
    page.marks.append(Mark(widget.box, None if disagree else bool(widget.value), _DOUBTED if disagree else SURE))


def _print(page: Page, widget: Widget) -> None:
    held = str(widget.value or "")
    inside = words_in(page, widget.box)
    agree = not isinstance(widget.shown, str) or _same(held, widget.shown)
    if inside and agree and _as_long(held, " ".join(word.text for word in inside)):
        certain = {id(word) for word in inside}
        page.words = [replace(word, source="acroform") if id(word) in certain else word for word in page.words]
        return
    if not fold(held):
        return
    gone = {id(word) for word in inside}
    page.words = [word for word in page.words if id(word) not in gone]
    page.words.extend(_set(held, widget.box, page, 1.0 if agree else _DOUBTED))


def _as_long(held: str, shown: str) -> bool:
    """Whether the field shows all that it holds, and not only as much as there is room for."""
    return _same(held, shown) and sum(map(len, shown.split())) >= sum(map(len, held.split()))


def _set(text: str, box: Box, page: Page, confidence: float) -> Iterator[Word]:
    """The words of a text, set line by line in the box, as small as there is room for."""
    x0, y0, x1, y1 = box
    size = min(10.0, 0.8 * (y1 - y0) * page.height)
    lines = [line.split() for line in text.splitlines()]
    while size > _SMALLEST and len(_laid(lines, 0.5 * size / page.width, x1 - x0)) * _PITCH * size > _room(box, page):
        size *= 0.9
    step, high = 0.5 * size / page.width, _PITCH * size / page.height
    laid = _laid(lines, step, x1 - x0)
    y = y0 + max(0.0, (y1 - y0 - high) / 2 if len(laid) == 1 and y1 - y0 < 2 * high else 0.0)
    for line in laid:
        x = x0
        for word in line:
            wide = step * len(word)
            yield Word(word, (x, y, min(x + wide, max(x1, x + step)), y + high), confidence, "acroform")
            x += wide + step
        y = min(y + high, y1 - high)


def _room(box: Box, page: Page) -> float:
    """The height of the box in points, and a little more, as a text of one line fills it."""
    return 1.3 * (box[3] - box[1]) * page.height


def _laid(lines: list[list[str]], step: float, width: float) -> list[list[str]]:
    """The words in lines of a width, `step` being that of a letter."""
    laid: list[list[str]] = []
    for line in lines:
        laid.append([])
        used = 0.0
        for word in line:
            if laid[-1] and used + step * len(word) > width:
                laid.append([])
                used = 0.0
            laid[-1].append(word)
            used += step * (len(word) + 1)
    return laid
