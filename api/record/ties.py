"""Whose of the providers a packet is: the account that sees it, given by the office where the papers came otherwise."""

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.people import audit
from api.people.caller import Caller
from api.problems import BadRequest
from api.record.looking import locked
from api.service import Service
from api.store.tables import PacketRow, User

_MOST = 200


class ProviderAccount(BaseModel):
    """A provider's account."""

    name: str
    email: str


class TieOrder(BaseModel):
    """Whose the packet is from now on."""

    model_config = ConfigDict(extra="forbid")
    email: str | None = Field(max_length=254, description="Of the provider's account; null: none sees the packet.")
    whole_case: bool = Field(False, description="Also the packets of the same case and program that are nobody's.")


class Tied(BaseModel):
    """Who sees a packet."""

    provider: ProviderAccount | None
    packets: int = Field(description="The packets that the order changed.")


def provider_of(session: Session, packet: PacketRow) -> ProviderAccount | None:
    """The account that the packet is tied to."""
    user = session.get(User, packet.provider_id) if packet.provider_id else None
    return ProviderAccount(name=user.name, email=user.email) if user else None


def accounts(session: Session) -> list[ProviderAccount]:
    """The accounts that a packet can be tied to, by name."""
    active = select(User).where(User.role == "provider", User.active).order_by(User.name, User.id).limit(_MOST)
    return [ProviderAccount(name=user.name, email=user.email) for user in session.scalars(active)]


def tie(service: Service, caller: Caller, packet_id: str, order: TieOrder) -> Tied:
    """Ties the packet to the account, or to none; the trail of each packet keeps whose it was and is."""
    with service.database.writing() as session:
        row = locked(session, caller, packet_id)
        user = _account(session, order.email) if order.email else None
        rows = [row, *(_of_case(session, caller, row) if order.whole_case and user else ())]
        wanted = user.id if user else None
        changed = [each for each in rows if each.provider_id != wanted]
        for each in changed:
            audit.note(session, caller.id, "packets.tie", each.id, provider=wanted, before=each.provider_id)
            each.provider_id = wanted
        session.flush()
        return Tied(provider=provider_of(session, row), packets=len(changed))


def _account(session: Session, email: str) -> User:
    wanted = select(User).where(User.email == email.strip().lower(), User.role == "provider", User.active)
    user = session.scalars(wanted).one_or_none()
    if user is None:
        raise BadRequest("There is no provider's account with this e-mail address. Check it, or invite the provider.")
    return user


def _of_case(session: Session, caller: Caller, row: PacketRow) -> list[PacketRow]:
    """The other packets of the case and program that are no provider's yet."""
    if not row.case_number or not row.program:
        return []
    same = select(PacketRow).where(
        PacketRow.case_number == row.case_number,
        PacketRow.id != row.id,
        PacketRow.provider_id.is_(None),
        or_(PacketRow.program == row.program, PacketRow.program.is_(None)),
        caller.sees(),
    )
    return list(session.scalars(same.order_by(PacketRow.id).with_for_update()))
