"""The fillable fields of a blank, with all that they tell of themselves: names, tooltips, lists, on-states, formats."""

import re
from dataclasses import dataclass
from typing import Any, Literal

import pypdf
from pypdf.generic import DictionaryObject

from extractors.acroform import inherited, lineage, plain_object
from extractors.sheet import Sheet
from forms.evidence import Box

WidgetKind = Literal["text", "combo", "checkbox", "radio", "signature"]
_REQUIRED, _MULTILINE, _RADIO, _PUSHBUTTON, _HIDDEN = 1 << 1, 1 << 12, 1 << 15, 1 << 16, 1 << 1
_FORMATS = (
    (r"AFDate", "date"),
    (r"AFTime", "time"),
    (r"AFSpecial\w*\((?:0|1)\)", "zip"),
    (r"AFSpecial\w*\(2\)", "phone"),
    (r"AFNumber\w*\([^)]*\\?[\"']\s*\$", "money"),
    (r"AFNumber", "number"),
)


@dataclass(frozen=True, slots=True)
class BlankField:
    """A fillable field, or one button of it."""

    name: str
    kind: WidgetKind
    box: Box
    tooltip: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """What each entry of a list holds and shows."""
    on: str | None = None
    """The name of a button's on-state."""
    required: bool = False
    multiline: bool = False
    limit: int | None = None
    """The most letters it takes."""
    format: str | None = None
    """The type that its format script tells, None without one."""


def read_blank_fields(reader: pypdf.PdfReader, index: int, sheet: Sheet) -> list[BlankField]:
    """The fields on page `index` from 0, in the order of the file."""
    found = []
    for reference in plain_object(reader.pages[index].get("/Annots")) or ():
        annotation = plain_object(reference)
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") == "/Widget":
            field = _field(annotation, sheet)
            if field:
                found.append(field)
    return found


def _field(annotation: DictionaryObject, sheet: Sheet) -> BlankField | None:
    line = lineage(annotation)
    rectangle = plain_object(annotation.get("/Rect"))
    if rectangle is None or len(rectangle) != 4 or int(plain_object(annotation.get("/F")) or 0) & _HIDDEN:
        return None
    x0, y0, x1, y1 = (float(edge) for edge in rectangle)
    flags = int(inherited(line, "/Ff") or 0)
    kind = _kind(inherited(line, "/FT"), flags)
    if kind is None or abs(x1 - x0) < 2 or abs(y1 - y0) < 2:
        return None
    limit = inherited(line, "/MaxLen")
    return BlankField(
        name=".".join(str(part) for each in reversed(line) if (part := plain_object(each.get("/T"))) is not None),
        kind=kind,
        box=sheet.fraction(sheet.box(((x0, y0), (x1, y1)))),
        tooltip=" ".join(str(inherited(line, "/TU") or "").split()),
        options=_options(inherited(line, "/Opt")) if kind == "combo" else (),
        on=_on_state(annotation),
        required=bool(flags & _REQUIRED),
        multiline=kind == "text" and bool(flags & _MULTILINE),
        limit=None if limit is None else int(limit),
        format=_format(inherited(line, "/AA")),
    )


def _kind(kind: Any, flags: int) -> WidgetKind | None:
    if kind == "/Btn":
        return None if flags & _PUSHBUTTON else "radio" if flags & _RADIO else "checkbox"
    kinds: dict[str, WidgetKind] = {"/Tx": "text", "/Ch": "combo", "/Sig": "signature"}
    return kinds.get(str(kind))


def _on_state(annotation: DictionaryObject) -> str | None:
    states = plain_object((plain_object(annotation.get("/AP")) or {}).get("/N"))
    if not isinstance(states, DictionaryObject):
        return None
    return next((str(state).removeprefix("/") for state in states if str(state) != "/Off"), None)


def _options(entries: Any) -> tuple[tuple[str, str], ...]:
    """The entries of a list; one that only asks to choose is left out."""
    pairs = []
    for entry in entries or ():
        plain = plain_object(entry)
        held, shown = (str(plain[0]), str(plain[1])) if isinstance(plain, list) else (str(plain), str(plain))
        if shown.strip() and not re.match(r"\W*(?:select|choose|pick)\b|^\W+$", shown, re.I):
            pairs.append((held, shown.strip()))
    return tuple(pairs)


def _format(actions: Any) -> str | None:
    if not isinstance(actions, DictionaryObject):
        return None
    action = plain_object(actions.get("/F"))
    script = plain_object(action.get("/JS")) if isinstance(action, DictionaryObject) else None
    if script is None:
        return None
    text = script.get_data().decode("latin-1") if hasattr(script, "get_data") else str(script)
    return next((name for pattern, name in _FORMATS if re.search(pattern, text)), None)
