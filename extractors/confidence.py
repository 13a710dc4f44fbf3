"""What a reader's confidence is worth: the probability, measured on a corpus, that a value read so surely is right.

The readers say how sure they are each in its own measure: a network's weakest letter, a box's share of ink, a rule of
thumb for a label. `confidence.yaml` holds a rising curve for each origin, source and kind of value, fitted by
`python -m bench.calibrate` on one corpus and checked on another; where it holds none, the readers' word stands.
"""

from bisect import bisect_right
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import field_validator

from extractors.typed import UNCERTAIN
from forms.evidence import REVIEW_BELOW, Value
from forms.form import Cell, Form
from forms.packet import Document
from forms.yamlfile import Declaration, read_declaration

CURVES = Path(__file__).with_suffix(".yaml")

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


def weigh(document: Document, form: Form) -> None:
    """Gives each of the document's values its measured confidence, and marks those that fall short of the target."""
    origin = "own" if document.edition and not document.present_edition else "foreign"
    for path, value in list(document.values()):
        document.replace_value(path, _weighed(value, form.cell(path), origin))


def _weighed(value: Value, cell: Cell, origin: str) -> Value:
    curve = curves().curves.get(name_of(origin, value.source, cell.type, blank=value.blank))
    if curve is None:
        return value
    sure = round(probability(curve, value.confidence), 4)
    weighed = replace(value, confidence=sure)
    if sure < REVIEW_BELOW:
        return weighed.doubted(UNCERTAIN)
    # A doubt that was none but the reader's own measure goes with that measure.
    return replace(weighed, review=False, why=None) if value.why == UNCERTAIN else weighed
