"""What speaks against releasing a letter: no decision, one that it does not go with, or a packet that changed since."""

from collections.abc import Container
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from api.record.outdated import declared_as, outdated
from api.store.tables import OutputRow, PacketRow
from forms.catalog import Catalog

if TYPE_CHECKING:
    from generators.document import Following

Against = Literal["undecided", "contradicts", "outdated"]


class LetterWarning(BaseModel):
    """What whoever releases the letter must have seen."""

    code: Against = Field(
        description="`undecided`, `contradicts` or `outdated`; named in `despite` to release all the same."
    )
    says: str


def warnings(
    catalog: Catalog, output: OutputRow, row: PacketRow, now: "list[Following] | None", over: Container[str]
) -> list[LetterWarning]:
    """What speaks against releasing the letter, with what follows from its packet now, None where that is not known,
    and the letters `over` that were written again with other words."""
    old = outdated(output, now, catalog, over)
    changed = [LetterWarning(code="outdated", says=old)] if old else []
    return [*undecided(catalog, output.document, row), *changed]


def undecided(catalog: Catalog, name: str, row: PacketRow) -> list[LetterWarning]:
    """What speaks against releasing the document beside the packet as decided, by `goes_with` of its file."""
    declared = declared_as(catalog, name)
    goes_with = declared.goes_with if declared else ()
    if row.decision is None:
        told = f" This letter goes with a packet that was {' or '.join(goes_with)}." if goes_with else ""
        return [LetterWarning(code="undecided", says=f"Nobody has decided on this packet.{told}")]
    if goes_with and row.decision not in goes_with:
        says = f"This packet was {row.decision}; this letter goes with one that was {' or '.join(goes_with)}."
        return [LetterWarning(code="contradicts", says=says)]
    return []
