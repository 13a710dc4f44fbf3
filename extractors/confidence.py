"""What a reader's confidence is worth: the probability, measured on a corpus, that a value read so surely is right.

The readers say how sure they are each in its own measure: a network's weakest letter, a box's share of ink, a rule of
thumb for a label. `confidence.yaml` holds a rising curve for each origin, source and kind of value, fitted by
`python -m bench.calibrate` on one corpus and checked on another; where it holds none, the readers' word stands.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import field_validator

from extractors.arithmetic import POINTLESS, borne_out, without_points
from extractors.spelling import Spellings
from forms.catalog import Catalog
from forms.evidence import REVIEW_BELOW, Value
from forms.form import Cell, Form
from forms.packet import Document, Packet, Row
from forms.yamlfile import Declaration, read_declaration

CURVES = Path(__file__).with_suffix(".yaml")
UNCERTAIN = "it could not be read with certainty"
"""The doubt of a value whose confidence alone is too low."""

_ADDS_UP = 0.99
"""How sure numbers at least are that arithmetic bears out: misreadings that make up for one another are rarer."""
_POINTLESS = 0.5
"""How sure a number at most is that would be right with a decimal point in it."""
_CONFIRMED = 0.97
"""How sure a name at least is that was read surely, letter by letter, in another place of the packet."""

Curve = tuple[tuple[float, float], ...]
"""Points of a rising line: what the reader says, and how often it is right."""

_KINDS = {
    "text": "words", "name": "words", "email": "words", "choice": "choice", "checkbox": "box", "signature": "signature",
}  # fmt: skip


class Curves(Declaration):
    """The curves by origin, source and kind of value, such as `foreign/ocr/words`."""

    curves: dict[str, Curve]

    @field_validator("curves", mode="before")
    @classmethod
    def _points(cls, value: Any) -> Any:
        return {name: tuple(tuple(point) for point in points) for name, points in value.items()}


@cache
def curves() -> Curves:
    """The measured curves; raises DeclarationError where the file is not right."""
    return read_declaration(CURVES, Curves)


def name_of(origin: str, source: str, kind: str, *, blank: bool) -> str:
    """The name of the curve for a value: of our own edition or foreign, its source, and its field's type."""
    return f"{origin}/{source}/{'blank' if blank else _KINDS.get(kind, 'figures')}"


def probability(curve: Curve, said: float) -> float:
    """How often a value read so surely is right, between the curve's points in a straight line."""
    place = bisect_right(curve, said, key=lambda point: point[0])
    if place == 0:
        return curve[0][1]
    if place == len(curve):
        return curve[-1][1]
    (x0, y0), (x1, y1) = curve[place - 1], curve[place]
    return y0 + (y1 - y0) * (said - x0) / (x1 - x0)


def weigh(packet: Packet, catalog: Catalog, below: float = REVIEW_BELOW) -> None:
    """Gives each value of the packet its measured confidence, and marks those that are less sure than `below`.

    The readings that the packet was made of keep their own, so that they can be put together and weighed anew.
    """
    spellings = Spellings.of_packet(packet, catalog)
    packet.documents = [
        _weighed(document, catalog.form(document.form), below, spellings) if document.form else document
        for document in packet.documents
    ]


def _weighed(document: Document, form: Form, below: float, spellings: Spellings) -> Document:
    origin = "own" if document.edition and not document.present_edition else "foreign"

    adds_up, pointless = borne_out(document, form), without_points(document, form)

    def weighed(value: Value, cell: Cell) -> Value:
        least = _ADDS_UP if id(value) in adds_up else 0.0
        if cell.type == "name":
            least = _CONFIRMED if spellings.bear_out(value) else 0.0
            value = spellings.doubted(value)
        elif id(value) in pointless - adds_up:
            value = value.doubted(POINTLESS, _POINTLESS)
        return _measured(value, cell, origin, below, least=least)

    def anew(values: Row, cells: Mapping[str, Cell]) -> Row:
        return {name: weighed(value, cells[name]) for name, value in values.items()}

    fields = anew(document.fields, form.fields)
    tables = {name: [anew(row, form.tables[name].columns) for row in rows] for name, rows in document.tables.items()}
    return replace(document, fields=fields, tables=tables)


def _measured(value: Value, cell: Cell, origin: str, below: float, *, least: float) -> Value:
    curve = curves().curves.get(name_of(origin, value.source, cell.type, blank=value.blank))
    if curve is not None:
        value = replace(value, confidence=round(probability(curve, value.confidence), 4))
    if value.confidence < least and not value.review:
        value = replace(value, confidence=least)
    # A reader that has a reason to doubt has said so itself.
    return value.doubted(UNCERTAIN) if value.confidence < below and not value.review else value
