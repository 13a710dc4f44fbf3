"""Who may do what: one table, which every route names an action of and a test walks."""

from typing import Literal

Role = Literal["clerk", "operations", "approver", "provider", "auditor", "admin"]
ROLES: tuple[Role, ...] = ("clerk", "operations", "approver", "provider", "auditor", "admin")

_STAFF: frozenset[Role] = frozenset({"clerk", "operations", "admin"})
_APPROVING: frozenset[Role] = frozenset({"approver", "admin"})
_SEEING: frozenset[Role] = _STAFF | _APPROVING | {"auditor"}
_SENDING: frozenset[Role] = _STAFF | {"provider"}
_ALL: frozenset[Role] = frozenset(ROLES)
_DECIDING: frozenset[Role] = frozenset({"operations", "admin"})
_REVIEWING: frozenset[Role] = _DECIDING | {"auditor"}
_ADMIN: frozenset[Role] = frozenset({"admin"})

MAY: dict[str, frozenset[Role]] = {
    # One's own account.
    "self.see": _ALL,
    "self.change": _ALL,
    "tokens.own": _ALL,
    "catalogue.see": _ALL,
    # A provider's packets are his own cases only, whatever the action; a person's programs limit the rest.
    "packets.send": _SENDING,
    "packets.list": _ALL,
    "packets.see": _ALL,
    "packets.pages": _ALL,
    "packets.values": _SEEING,
    "packets.correct": _STAFF,
    "packets.arrange": _STAFF,
    "packets.case": _STAFF,
    "packets.recheck": _SEEING,
    "packets.claim": _STAFF,
    "packets.assign": _DECIDING,
    "packets.tie": _DECIDING,
    "packets.retry": _STAFF,
    "packets.cancel": _DECIDING,
    "packets.decide": _DECIDING,
    # Never on one's own request, whatever the role.
    "packets.approve": _APPROVING,
    "packets.reveal": _STAFF | _APPROVING,
    "letters.see": _SEEING,
    "letters.write": _STAFF,
    "letters.release": _DECIDING,
    "letters.own": _ALL,
    "batches.make": _STAFF,
    "batches.see": _SEEING,
    "batches.change": _DECIDING,
    "export": _REVIEWING,
    "dashboard.see": _SEEING,
    "audit.see": frozenset({"auditor", "admin"}),
    "people.manage": _ADMIN,
    "settings.see": _ADMIN,
    "settings.change": _ADMIN,
    "metrics.see": _REVIEWING,
}
"""Each action with the roles that may do it. No role may do an action that is not here."""

OPEN: frozenset[str] = frozenset({"sign-in", "set-up", "health"})
"""What needs no sign-in: to sign in, to make the account of an invitation, to ask whether the service lives."""


def may(role: Role, action: str) -> bool:
    """Whether the role may do the action."""
    return role in MAY.get(action, frozenset())
