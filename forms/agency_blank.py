"""An agency's own blank as it is declared: where its print, its rulings and the places for values stand."""

from typing import Annotated

from pydantic import AfterValidator, model_validator
from pydantic import Field as Key

from forms.evidence import Box
from forms.yamlfile import Declaration

_ASTRAY = 0.01
"""How far a box may reach over the paper's edge, as a fraction: some programs draw fields so."""


def _on_the_page(box: Box) -> Box:
    x0, y0, x1, y1 = box
    if not (-_ASTRAY <= x0 < x1 <= 1 + _ASTRAY and -_ASTRAY <= y0 < y1 <= 1 + _ASTRAY):
        raise ValueError("must be left, top, right and bottom as fractions of the page, in that order")
    return box


PlaceBox = Annotated[Box, AfterValidator(_on_the_page)]


class Place(Declaration):
    """A place for a value, or one square of a choice."""

    put: str
    """`applicant_name`, `lines[0].date` for a cell of a table, `setting=home` for the square of one choice."""
    box: PlaceBox
    widget: str | None = None
    """The fillable field's name, where the blank is fillable."""
    on: str | None = None
    """The name by which the fillable blank calls the choice."""

    @property
    def path(self) -> str:
        """The field or table cell."""
        return self.put.partition("=")[0]

    @property
    def choice(self) -> str | None:
        """The choice whose square this is."""
        return self.put.partition("=")[2] or None


class BlankPage(Declaration):
    """A page of the blank; all boxes are fractions of the upright page, origin top left."""

    paper: tuple[float, float] = (612.0, 792.0)
    """Width and height in points."""
    places: tuple[Place, ...] = ()
    printed: tuple[tuple[str, Box], ...] = ()
    """The words that the blank prints: by them its copies are known, and laid over it."""
    rulings: tuple[Box, ...] = ()


class AgencyBlank(Declaration):
    """An agency's own blank, page by page."""

    edition: str
    pages: tuple[BlankPage, ...] = Key(min_length=1)

    @model_validator(mode="after")
    def _each_place_once(self) -> "AgencyBlank":
        seen: set[str] = set()
        for place in (place for page in self.pages for place in page.places):
            if place.put in seen:
                raise ValueError(f"places {place.put!r} twice")
            seen.add(place.put)
        return self
