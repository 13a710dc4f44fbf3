"""Releasing a letter to the packet's provider, and taking it back."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict, StaleVersion, Unconfirmed
from api.record.approvals import check_release
from api.record.letter_warnings import Against, warnings
from api.record.letters import Letter, find_letter, letter_told
from api.record.outdated import follows_now, rewritten
from api.service import Service
from api.store.clock import now
from api.store.tables import OutputRow, PacketRow

if TYPE_CHECKING:
    from generators.document import Following


class ReleaseOrder(BaseModel):
    """Releases a letter, with what the person saw speak against it."""

    model_config = ConfigDict(extra="forbid")
    despite: list[Against] = Field(
        default=[], max_length=4, description="The letter's `warnings` that it is released despite."
    )


def release(service: Service, caller: Caller, letter_id: str, order: ReleaseOrder) -> Letter:
    """Lets the provider see the letter; raises Unconfirmed where something speaks against it that was not named."""
    version, now_ = _now(service, caller, letter_id)
    with service.database.writing() as session:
        output, row = _found(session, caller, letter_id)
        if output.state != "written":
            raise Conflict("This letter is not written yet. Wait until it is, and look at it first.")
        if output.released_at is None:
            if row.version != version:
                raise StaleVersion("Somebody", row.version)
            check_release(service, session, output, row, now_)
            against = warnings(service.catalog, output, row, now_, rewritten(session, [output]))
            if unseen := [warning for warning in against if warning.code not in order.despite]:
                raise Unconfirmed(unseen[0].says, [warning.code for warning in unseen])
            output.released_by, output.released_at = caller.id, now()
            output.withdrawn_by = output.withdrawn_at = None
            codes = [warning.code for warning in against]
            detail = {"output": output.id, "document": output.document, "provider": row.provider_id, "despite": codes}
            audit.note(session, caller.id, "letters.release", row.id, **detail)
        return letter_told(service, session, output, row, now_)


def withdraw(service: Service, caller: Caller, letter_id: str) -> Letter:
    """Takes a released letter back: the provider no longer finds it; that it was released stays in the history."""
    _, now_ = _now(service, caller, letter_id)
    with service.database.writing() as session:
        output, row = _found(session, caller, letter_id)
        if output.released_at is None:
            raise Conflict("This letter is not released, so there is nothing to take back.")
        output.released_by = output.released_at = None
        output.withdrawn_by, output.withdrawn_at = caller.id, now()
        audit.note(session, caller.id, "letters.withdraw", row.id, output=output.id, document=output.document)
        return letter_told(service, session, output, row, now_)


def _now(service: Service, caller: Caller, letter_id: str) -> "tuple[int, list[Following] | None]":
    """The packet's version and what follows from it, in a transaction that only reads: nobody waits for the rules."""
    with service.database.reading() as session:
        _, row = find_letter(session, caller, letter_id)
        return row.version, follows_now(service, session, row)


def _found(session: Session, caller: Caller, letter_id: str) -> tuple[OutputRow, PacketRow]:
    """The letter and its packet, which nobody decides on while the letter is released."""
    output, row = find_letter(session, caller, letter_id)
    session.refresh(row, with_for_update=True)
    session.refresh(output, with_for_update=True)
    return output, row
