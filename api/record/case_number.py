"""Which case a packet is of: told by the office where the papers do not say it, or say it wrong."""

from pydantic import BaseModel, ConfigDict, Field

from api.intake.names import clean_line
from api.intake.search import named_words, search_words
from api.intake.summary import PacketSummary, summary
from api.people import audit
from api.people.caller import Caller
from api.problems import Conflict
from api.record.asked import check_not_asked
from api.record.claims import check_claim
from api.record.looking import locked
from api.service import Service


class CaseOrder(BaseModel):
    """Which case the packet is of from now on."""

    model_config = ConfigDict(extra="forbid")
    case_number: str | None = Field(
        max_length=80, description="null: none is told; the papers say it when they are next checked."
    )


def set_case(service: Service, caller: Caller, packet_id: str, order: CaseOrder) -> PacketSummary:
    """Gives the packet its case number, by which it is found at once; raises ClaimedByAnother, Conflict."""
    number = clean_line(order.case_number or "") or None
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        check_claim(session, caller, row)
        if row.decision:
            raise Conflict("This packet was decided; nothing of it can be changed any more.")
        check_not_asked(row)
        if number != row.case_number:
            # The number itself is personal: the trail keeps that it was changed, and by whom.
            audit.note(
                session, caller.id, "packets.case", row.id, told=number is not None, before=row.case_number is not None
            )
            row.case_number = number
            row.search = search_words(named_words(number), row.search, number)
            session.flush()
        return summary(session, caller, row)
