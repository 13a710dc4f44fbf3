"""Who is asking: the person behind a session or a token, and the packets that they may know of."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, true

from api.people.permissions import Role, may
from api.problems import NotAllowed, NotFound
from api.store.tables import Batch, PacketRow


@dataclass(frozen=True, slots=True)
class Caller:
    """A person who was let in."""

    id: str
    name: str
    role: Role
    programs: tuple[str, ...] = ()
    """Empty: all."""
    language: str = "en"
    token: str | None = None
    """The id of the API token that was used, None for a browser's session."""

    def allow(self, action: str) -> None:
        """Raises NotAllowed where the role does not include the action."""
        if not may(self.role, action):
            raise NotAllowed

    def sees(self) -> ColumnElement[bool]:
        """The condition on packets that this person may know of; every query of packets holds it."""
        if self.role == "provider":
            return PacketRow.provider_id == self.id
        if self.programs:
            # A packet whose program is not known yet is anybody's to sort.
            return or_(PacketRow.program.in_(self.programs), PacketRow.program.is_(None))
        return true()

    def check_packet(self, packet: PacketRow | None) -> PacketRow:
        """The packet; raises NotFound where there is none or it is none of this person's."""
        if packet is None or not self.may_see(packet):
            raise NotFound("packet")
        return packet

    def may_see(self, packet: PacketRow) -> bool:
        """Whether the person may know of the packet."""
        if self.role == "provider":
            return packet.provider_id == self.id
        return not self.programs or packet.program is None or packet.program in self.programs

    def check_batch(self, batch: Batch | None) -> Batch:
        """The batch; raises NotFound where there is none, or it is of a program that is none of this person's."""
        foreign = (
            batch is not None and batch.program is not None and self.programs and batch.program not in self.programs
        )
        if batch is None or foreign or self.role == "provider":
            raise NotFound("batch")
        return batch
