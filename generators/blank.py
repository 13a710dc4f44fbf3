"""Blank forms: printable, fillable, tagged for screen readers, and recognised by machine."""

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, IndirectObject, NameObject, StreamObject, TextStringObject

from forms.form import Form
from forms.layout import FormLayout, lay_out, page_code
from forms.program import Program
from generators.acroform import Entry, FieldMaker
from generators.drawing import CROSS, DOT, Look, Sheet, draw
from generators.tagging import tag


def write_blank(form: Form, program: Program) -> bytes:
    """The blank form as PDF, the same bytes each time; raises FormwrightError where the fonts are missing."""
    layout = lay_out(form, program)
    return assemble(layout, form_sheets(layout), {}, {})


def form_sheets(layout: FormLayout) -> list[Sheet]:
    """The pages of the blank."""
    return [
        Sheet(
            tuple(item for item in layout.items if item.page == page),
            tuple(panel for panel in layout.panels if panel.page == page),
            page_code(layout.form, page, layout.pages),
        )
        for page in range(1, layout.pages + 1)
    ]


def assemble(
    layout: FormLayout, sheets: Sequence[Sheet], values: Mapping[str, str], looks: Mapping[str, Look]
) -> bytes:
    """The sheets with the layout's fields over them, each with its value and look."""
    names = {path: f"V{number}" for number, path in enumerate(looks)}
    drawn = draw(layout.form.title, sheets, {"cross": CROSS, "dot": DOT} | {names[path]: looks[path] for path in looks})
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn)))
    appearances = _take_looks(writer)
    entries = {
        path: Entry(value, appearances[names[path]] if path in names else None) for path, value in values.items()
    }
    widgets = FieldMaker(writer, layout, entries, appearances).add()
    tag(writer, sheets, widgets)
    return finish(writer, layout.form)


def _take_looks(writer: PdfWriter) -> dict[str, IndirectObject]:
    """The drawn looks by name, taken from the last page, which then goes."""
    resources = writer.pages[-1]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    held = resources["/XObject"]
    assert isinstance(held, DictionaryObject)
    looks = {str(name).rpartition(".")[2]: held.raw_get(name) for name in held}
    writer.remove_page(len(writer.pages) - 1)
    return looks


def finish(writer: PdfWriter, form: Form) -> bytes:
    """The document's bytes with its title and language, and without any time."""
    catalog = writer.root_object
    catalog[NameObject("/Lang")] = TextStringObject("en-US")
    preferences = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    catalog[NameObject("/ViewerPreferences")] = preferences
    writer.metadata = {"/Title": form.title, "/Producer": "Formwright", "/Creator": "Formwright"}
    catalog[NameObject("/Metadata")] = writer._add_object(_xmp(form.title))
    writer.pdf_header = "%PDF-1.7"
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _xmp(title: str) -> StreamObject:
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>en-US</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
    stream = StreamObject()
    stream.set_data(packet.encode())
    stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    return stream
