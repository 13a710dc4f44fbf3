"""Search over everything that a packet is found by."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.intake.listing import PacketPage, PacketQuery, list_packets
from api.people.caller import Caller
from api.routes.doors import asks, service_of
from api.routes.problems import problems

router = APIRouter(prefix="/search", tags=["packets"])


class SearchQuery(PacketQuery):
    """A page of what was found."""

    q: Annotated[str, Query(max_length=200, description="Words of names, numbers and text, by their beginnings")]


@router.get("", response_model=PacketPage, responses=problems(401, 403, 422))
def search(
    request: Request, caller: Annotated[Caller, asks("packets.list")], query: Annotated[SearchQuery, Query()]
) -> PacketPage:
    """Finds packets by words of their names, numbers and text."""
    with service_of(request).database.reading() as session:
        return list_packets(session, caller, query)
