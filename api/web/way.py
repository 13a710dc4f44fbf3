"""The way in which a packet was opened, kept in its address: back to the list, and on to the next packet of it."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.requests import Request

from api.intake.listing import PacketQuery, list_packets
from api.intake.summary import PacketSummary
from api.people.caller import Caller
from api.people.permissions import Role, may
from api.web.worklist import VIEWS

_LISTS = {"/intake": "Back to intake", "/worklist": "Back to the worklist", "/batches/": "Back to the batch"}
_MOST = 5
"""Pages of a list that are looked through for the next packet."""


def came_from(request: Request) -> str:
    """The address of the list that the packet was opened from; empty where it came from none, or from elsewhere."""
    told = request.query_params.get("from", "")
    path = urlsplit(told).path
    batch = path.startswith("/batches/") and path.count("/") == 2
    known = told.startswith(path) and (path in ("/intake", "/worklist") or batch)
    return told if known else ""


def way_on(address: str) -> str:
    """What a link to another page of the packet ends with, so that the way is kept."""
    return f"?{urlencode({'from': address})}" if address else ""


def way_back(address: str) -> str:
    """What the link back to the list says."""
    return next((said for path, said in _LISTS.items() if address.startswith(path)), "")


def next_packet(session: Session, caller: Caller, packet_id: str, address: str) -> PacketSummary | None:
    """The next packet of the list that waits for somebody and that the person may take, beginning anew at its end."""
    query = _query(address, caller.role)
    for after in (packet_id, None):
        for _ in range(_MOST):
            page = list_packets(session, caller, query.model_copy(update={"after": after, "limit": 100}))
            for packet in page.items:
                if packet.id != packet_id and _waits(caller, packet):
                    return packet
            if (after := page.next) is None:
                break
    return None


def _waits(caller: Caller, packet: PacketSummary) -> bool:
    free = packet.assignee is None or packet.assignee.id == caller.id or not may(caller.role, "packets.claim")
    if packet.asked:
        return may(caller.role, "packets.approve") and packet.asked.by != caller.id
    return packet.state == "checked" and packet.decision is None and free


def _query(address: str, role: Role) -> PacketQuery:
    """The filters of the list; of what waits for the role where there is none, or intake, which is no worklist."""
    told = urlsplit(address)
    asked = (
        dict(parse_qsl(told.query))
        if told.path not in ("", "/intake")
        else VIEWS["To approve" if role == "approver" else "To look at"]
    )
    if told.path.startswith("/batches/"):
        asked = {
            "batch": told.path.rpartition("/")[2],
            "sort": "old",
            **{k: v for k, v in asked.items() if k in ("state", "outcome")},
        }
    try:
        return PacketQuery.model_validate(asked)
    except ValidationError:
        return PacketQuery.model_validate(VIEWS["To look at"])
