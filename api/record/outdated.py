"""Whether a letter still says what follows from its packet, or the packet changed after it was asked for."""

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.record.packet import checked, standing
from api.service import Service
from api.store.tables import OutputRow, PacketRow
from api.work.following import followed, follows
from forms.catalog import Catalog
from forms.errors import FormwrightError

if TYPE_CHECKING:
    from generators.document import Following, Outgoing

_AGAIN = "The packet changed after this letter was written: write it again."
_NO_MORE = "The packet changed after this letter was written, and the letter does not follow from it any more."
_OTHER_WORDS = "It was written again with other words: that one holds."
_UNREAD = "Papers came after this letter was written, and the packet is not checked with them yet."


def follows_now(service: Service, session: Session, row: PacketRow) -> "list[Following] | None":
    """The letters that follow from the packet as it stands; None where it is not read and checked."""
    if row.state != "checked":
        return None
    return follows(checked(service, row, standing(service, session, row).packet), service.catalog)


def rewritten(session: Session, outputs: Iterable[OutputRow]) -> set[str]:
    """Those letters of which a later one says the same in other words."""
    of = {output.packet_id for output in outputs}
    asked = select(OutputRow).where(OutputRow.packet_id.in_(of), OutputRow.follows.is_not(None))
    last: dict[tuple[str, str | None, str], str] = {}
    for output in session.scalars(asked.where(OutputRow.state != "failed").order_by(OutputRow.asked_at, OutputRow.id)):
        last[_letter(output)] = output.id
    return {output.id for output in outputs if last.get(_letter(output), output.id) != output.id}


def _letter(output: OutputRow) -> tuple[str, str | None, str]:
    return output.packet_id, output.follows, output.filename


def outdated(
    output: OutputRow, now: "list[Following] | None", catalog: Catalog, over: Container[str] = ()
) -> str | None:
    """Why the letter is not what would be written now, as a sentence with its remedy; None where it is.

    Those `over` were written again with other words.
    """
    if output.id in over:
        return _OTHER_WORDS
    if now is None:
        return _UNREAD
    same = [following for following in now if following.document == output.document]
    if any(_says(output, following, catalog) for following in same):
        return None
    return _AGAIN if same else _NO_MORE


def _says(output: OutputRow, following: "Following", catalog: Catalog) -> bool:
    """Whether the letter was asked for from the same data; a person's own words are no other data."""
    mark = followed(following.document, following.data)
    if mark in (output.follows, followed(output.document, output.data)):
        return True
    if output.follows is not None:
        return False
    # Asked for before it was kept what it followed from.
    declared = declared_as(catalog, output.document)
    free = {name for name, datum in declared.data.items() if datum.free} if declared else set()
    kept, wanted = (
        {name: said for name, said in data.items() if name not in free} for data in (output.data, following.data)
    )
    return followed(output.document, kept) == followed(following.document, wanted)


def declared_as(catalog: Catalog, name: str) -> "Outgoing | None":
    """The document's declaration; None where its program does not send it any more."""
    from generators.document import document

    try:
        return document(name, catalog)
    except FormwrightError:
        return None
