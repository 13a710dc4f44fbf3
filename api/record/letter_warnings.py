"""What speaks against releasing a letter: no decision yet, or one that the letter does not go with."""

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from api.store.tables import PacketRow
from forms.catalog import Catalog
from forms.errors import FormwrightError

if TYPE_CHECKING:
    from generators.document import Outgoing

Against = Literal["undecided", "contradicts"]


class LetterWarning(BaseModel):
    """What whoever releases the letter must have seen."""

    code: Against = Field(description="`undecided` or `contradicts`; named in `despite` to release all the same.")
    says: str


def warnings(catalog: Catalog, name: str, row: PacketRow) -> list[LetterWarning]:
    """What speaks against releasing the document beside the packet as decided, by `goes_with` of its file."""
    declared = _declared(catalog, name)
    goes_with = declared.goes_with if declared else ()
    if row.decision is None:
        told = f" This letter goes with one that was {' or '.join(goes_with)}." if goes_with else ""
        return [LetterWarning(code="undecided", says=f"Nobody has decided on this packet.{told}")]
    if goes_with and row.decision not in goes_with:
        says = f"This packet was {row.decision}; this letter goes with one that was {' or '.join(goes_with)}."
        return [LetterWarning(code="contradicts", says=says)]
    return []


def _declared(catalog: Catalog, name: str) -> "Outgoing | None":
    from generators.document import document

    try:
        return document(name, catalog)
    except FormwrightError:
        # A document that its program does not send any more says nothing.
        return None
