"""The fillable fields of a blank: one field a slot's path, named by it, with real on-states and appearances."""

from collections.abc import Mapping
from dataclasses import dataclass

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from forms.arrange import RIGHT_ALIGNED
from forms.form import Form, Section
from forms.geometry import PAGE_HEIGHT, Slot
from forms.layout import FormLayout

RADIO_FLAG, COMBO_FLAG, MULTILINE_FLAG = 1 << 15, 1 << 17, 1 << 12
PRINT_FLAG = 4
CHECKED = "Yes"
"""The on-state of a checkbox."""
_FIXED_SIZE, _FITTED = 10, 0
"""Points; 0 lets the program that fills the field set the text as large as it fits, wrapped in several lines."""
_MAY_OVERFLOW = frozenset({"text", "name", "email"})
"""Types whose values have no greatest length."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a field holds: the text, the name of the choice, or the checkbox's state; and its drawn appearance."""

    value: str
    appearance: IndirectObject | None = None


class FieldMaker:
    """Adds the fields of a layout to a document whose pages are already drawn."""

    def __init__(
        self, writer: PdfWriter, layout: FormLayout, entries: Mapping[str, Entry], marks: Mapping[str, IndirectObject]
    ) -> None:
        self.writer = writer
        self.layout = layout
        self.entries = entries
        self.marks = marks
        """The drawn cross of a checkbox and the dot of a radio button."""
        self.fields = ArrayObject()
        self.groups: dict[str, IndirectObject] = {}
        """Table rows and radio groups, which hold fields but are none on the page."""
        self.annotations: dict[int, ArrayObject] = {}

    def add(self) -> list[IndirectObject]:
        """The widgets of the layout's slots, in their order."""
        widgets = [self._widget(slot) for slot in self.layout.slots]
        for page, annotations in self.annotations.items():
            self.writer.pages[page - 1][NameObject("/Annots")] = annotations
        self.writer.root_object[NameObject("/AcroForm")] = self.writer._add_object(self._acroform())
        return widgets

    def _acroform(self) -> DictionaryObject:
        fonts = {"Helv": "Helvetica", "ZaDb": "ZapfDingbats"}
        resources = DictionaryObject(
            {NameObject(f"/{name}"): self.writer._add_object(_font(base)) for name, base in fonts.items()}
        )
        return DictionaryObject(
            {
                NameObject("/Fields"): self.fields,
                NameObject("/DR"): DictionaryObject({NameObject("/Font"): resources}),
                NameObject("/DA"): TextStringObject("/Helv 10 Tf 0 g"),
                NameObject("/NeedAppearances"): BooleanObject(False),
            }
        )

    def _widget(self, slot: Slot) -> IndirectObject:
        page = self.writer.pages[slot.page - 1].indirect_reference
        assert page is not None
        x0, y0, x1, y1 = slot.points
        corners = (x0, PAGE_HEIGHT - y1, x1, PAGE_HEIGHT - y0)
        widget = _dictionary(
            Type=NameObject("/Annot"),
            Subtype=NameObject("/Widget"),
            Rect=ArrayObject(FloatObject(round(corner, 3)) for corner in corners),
            F=NumberObject(PRINT_FLAG),
            P=page,
            TU=TextStringObject(tooltip(slot, self.layout.form)),
        )
        reference = self.writer._add_object(widget)
        self.annotations.setdefault(slot.page, ArrayObject()).append(reference)
        if slot.kind == "radio":
            self._hang(reference, widget, self._radio_group(slot))
        else:
            row, _, name = slot.path.rpartition(".")
            widget[NameObject("/T")] = TextStringObject(name)
            self._hang(reference, widget, self._group(row) if row else None)
        _DRESS[slot.kind](self, slot, widget)
        return reference

    def _hang(self, reference: IndirectObject, field: DictionaryObject, parent: IndirectObject | None) -> None:
        if parent is None:
            self.fields.append(reference)
            return
        field[NameObject("/Parent")] = parent
        holder = parent.get_object()
        assert isinstance(holder, DictionaryObject)
        kids = holder["/Kids"]
        assert isinstance(kids, ArrayObject)
        kids.append(reference)

    def _group(self, name: str) -> IndirectObject:
        """The field that only holds others: a full stop parts the names of a hierarchy."""
        if name not in self.groups:
            self.groups[name] = self.writer._add_object(_dictionary(T=TextStringObject(name), Kids=ArrayObject()))
            self.fields.append(self.groups[name])
        return self.groups[name]

    def _radio_group(self, slot: Slot) -> IndirectObject:
        known = slot.path in self.groups
        reference = self._group(slot.path)
        if not known:
            group = reference.get_object()
            assert isinstance(group, DictionaryObject)
            entry = self.entries.get(slot.path)
            group[NameObject("/FT")] = NameObject("/Btn")
            group[NameObject("/Ff")] = NumberObject(RADIO_FLAG)
            group[NameObject("/TU")] = TextStringObject(_told(_label(slot, self.layout.form), slot.cell.note))
            group[NameObject("/V")] = NameObject(f"/{entry.value}" if entry else "/Off")
        return reference

    def _dress_radio(self, slot: Slot, widget: DictionaryObject) -> None:
        entry = self.entries.get(slot.path)
        chosen = entry is not None and entry.value == slot.choice
        self._states(slot, widget, str(slot.choice), "dot", chosen)

    def _dress_checkbox(self, slot: Slot, widget: DictionaryObject) -> None:
        entry = self.entries.get(slot.path)
        checked = entry is not None and entry.value == CHECKED
        widget[NameObject("/FT")] = NameObject("/Btn")
        widget[NameObject("/V")] = NameObject(f"/{CHECKED}" if checked else "/Off")
        self._states(slot, widget, CHECKED, "cross", checked)

    def _states(self, slot: Slot, widget: DictionaryObject, on: str, mark: str, is_on: bool) -> None:
        states = _dictionary(Off=self._empty(slot))
        states[NameObject(f"/{on}")] = self.marks[mark]
        widget[NameObject("/AP")] = _dictionary(N=states)
        widget[NameObject("/AS")] = NameObject(f"/{on}" if is_on else "/Off")
        widget[NameObject("/MK")] = _dictionary(CA=TextStringObject("8" if mark == "cross" else "l"))
        widget[NameObject("/DA")] = TextStringObject("/ZaDb 0 Tf 0 g")

    def _dress_text(self, slot: Slot, widget: DictionaryObject) -> None:
        multiline = slot.lines > 1
        widget[NameObject("/FT")] = NameObject("/Tx")
        widget[NameObject("/Ff")] = NumberObject(MULTILINE_FLAG if multiline else 0)
        if slot.row and slot.cell.type in RIGHT_ALIGNED:
            widget[NameObject("/Q")] = NumberObject(2)
        self._typed(slot, widget, _FITTED if slot.cell.type in _MAY_OVERFLOW else _FIXED_SIZE)

    def _dress_combo(self, slot: Slot, widget: DictionaryObject) -> None:
        options = slot.cell.options or {}
        widget[NameObject("/FT")] = NameObject("/Ch")
        widget[NameObject("/Ff")] = NumberObject(COMBO_FLAG)
        widget[NameObject("/Opt")] = ArrayObject(
            ArrayObject([TextStringObject(name), TextStringObject(captions[0])]) for name, captions in options.items()
        )
        self._typed(slot, widget, _FITTED)

    def _typed(self, slot: Slot, widget: DictionaryObject, size: int) -> None:
        entry = self.entries.get(slot.path)
        widget[NameObject("/DA")] = TextStringObject(f"/Helv {size} Tf 0 g")
        if entry:
            widget[NameObject("/V")] = TextStringObject(entry.value)
        drawn = entry.appearance if entry else None
        widget[NameObject("/AP")] = _dictionary(N=drawn or self._empty(slot))

    def _dress_signature(self, slot: Slot, widget: DictionaryObject) -> None:
        widget[NameObject("/FT")] = NameObject("/Sig")
        widget[NameObject("/AP")] = _dictionary(N=self._empty(slot))

    def _empty(self, slot: Slot) -> IndirectObject:
        """The appearance of an empty field."""
        x0, y0, x1, y1 = slot.points
        stream = StreamObject()
        stream.set_data(b"/Tx BMC EMC" if slot.kind in ("text", "combo") else b"")
        sides = (0, 0, round(x1 - x0, 3), round(y1 - y0, 3))
        stream.update(
            _dictionary(
                Type=NameObject("/XObject"),
                Subtype=NameObject("/Form"),
                BBox=ArrayObject(FloatObject(side) for side in sides),
                Resources=DictionaryObject(),
            )
        )
        return self.writer._add_object(stream)


_DRESS = {
    "text": FieldMaker._dress_text,
    "combo": FieldMaker._dress_combo,
    "radio": FieldMaker._dress_radio,
    "checkbox": FieldMaker._dress_checkbox,
    "signature": FieldMaker._dress_signature,
}


def tooltip(slot: Slot, form: Form) -> str:
    """What a screen reader says of the slot: the label with its table row or choice, and the note."""
    label = _label(slot, form)
    if slot.choice is not None and slot.cell.options:
        label = f"{label}: {slot.cell.options[slot.choice][0]}"
    if slot.row:
        table, _, rest = slot.row.partition("[")
        label = f"{form.tables[table].title or table}, row {int(rest[:-1]) + 1}: {label}"
    return _told(label, slot.cell.note)


def _label(slot: Slot, form: Form) -> str:
    """The field's label; where several fields have it, such as `Date`, with that of the field that leads its row."""
    label = slot.cell.label
    if slot.row or sum(field.label == label for field in form.fields.values()) < 2:
        return label
    for row in (row for section in form.sections for row in section.rows):
        names = [Section.weight(entry)[0] for entry in row]
        if slot.path in names[1:]:
            return f"{label}, {form.fields[names[0]].label}"
    return label


def _told(label: str, note: str | None) -> str:
    return f"{label}. {note}" if note else label


def _font(base: str) -> DictionaryObject:
    font = _dictionary(Type=NameObject("/Font"), Subtype=NameObject("/Type1"), BaseFont=NameObject(f"/{base}"))
    if base != "ZapfDingbats":
        font[NameObject("/Encoding")] = NameObject("/WinAnsiEncoding")
    return font


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
