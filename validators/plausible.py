"""Marks readings that can hardly be meant: hours beyond a day, a birth date to come."""

from datetime import date

from forms.catalog import Catalog
from forms.packet import Packet


def doubt_implausible(packet: Packet, catalog: Catalog, as_of: date) -> None:
    """Marks such values of the packet for review, with the reason; what a person said stands."""
    for document in packet.documents:
        if document.form is None:
            continue
        form = catalog.form(document.form)
        for path, value in list(document.values()):
            cell = form.cell(path)
            if value.value is None or value.source == "person":
                continue
            if cell.maximum is not None and float(value.value) > cell.maximum:
                document.replace_value(path, value.doubted(f"is more than {cell.maximum:g}"))
            elif cell.past and value.value > as_of:
                document.replace_value(path, value.doubted(f"lies after {as_of.isoformat()}"))
