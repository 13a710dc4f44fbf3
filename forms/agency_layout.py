"""The geometry of an agency's own blank, in the shape in which that of our own edition is read."""

from forms.agency_blank import AgencyBlank, Place
from forms.arrange import slot_kind
from forms.evidence import Box
from forms.form import Field, Form
from forms.geometry import Panel, Print, Slot, SlotKind, points
from forms.layout import FormLayout, lay_out
from forms.program import Program

_DESCENT = 0.21 / 0.97
"""Share of a word's box that lies below its base line."""
_NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
_KNOWN: dict[str, tuple[Form, FormLayout]] = {}


def agency_layout(form: Form) -> FormLayout | None:
    """The layout of the agency's own blank, None for a form that has none."""
    if form.own_blank is None:
        return None
    known = _KNOWN.get(form.id)
    if known and known[0] is form:
        return known[1]
    made = _layout(form, form.own_blank)
    _KNOWN[form.id] = (form, made)
    return made


def layout_of(form: Form, program: Program, edition: str) -> FormLayout:
    """The layout of that edition: the agency's own blank, or our own."""
    own = agency_layout(form)
    return own if own and form.own_blank and form.own_blank.edition == edition else lay_out(form, program)


def _layout(form: Form, blank: AgencyBlank) -> FormLayout:
    numbered = list(enumerate(blank.pages, start=1))
    slots = tuple(_slot(form, place, number) for number, page in numbered for place in page.places)
    words = [_word(text, box, number) for number, page in numbered for text, box in page.printed]
    panels = tuple(Panel(points(box), page=number) for number, page in numbered for box in page.rulings)
    papers = tuple(page.paper for page in blank.pages)
    return FormLayout(form, len(numbered), slots, (*words, *slots), panels, (), _NOWHERE, papers)


def _slot(form: Form, place: Place, number: int) -> Slot:
    cell = form.cell(place.path)
    kind: SlotKind = "radio" if place.choice else slot_kind(cell, in_table=True)
    lines = cell.lines if isinstance(cell, Field) else 1
    return Slot(place.path, number, place.box, kind, place.choice, lines, cell)


def _word(text: str, box: Box, number: int) -> Print:
    x0, y0, x1, y1 = points(box)
    base = y1 - _DESCENT * (y1 - y0)
    return Print(x0, base, (text,), y1 - y0, "label", page=number, extent=(x0, y0, x1, y1))
