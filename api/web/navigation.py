"""The places of the desk: which a person may go to, and which one the page at hand belongs to."""

from dataclasses import dataclass

from api.people.caller import Caller
from api.people.permissions import Role, may


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to."""

    label: str
    path: str
    icon: str
    action: str
    but: frozenset[Role] = frozenset()
    """Roles that may do the action but have a page of their own for it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as the navigation shows it."""

    label: str
    path: str
    icon: str
    current: bool


_PROVIDER: frozenset[Role] = frozenset({"provider"})

PLACES: tuple[Place, ...] = (
    Place("Intake", "/intake", "inbox", "packets.send", but=_PROVIDER),
    Place("Worklist", "/worklist", "list", "packets.values"),
    Place("Batches", "/batches", "layers", "batches.see"),
    Place("Expiries", "/register", "clock", "dashboard.see"),
    Place("Dashboard", "/dashboard", "chart", "dashboard.see"),
    Place("People", "/people", "people", "people.manage"),
    Place("Audit", "/audit", "shield", "audit.see"),
    Place("Settings", "/settings", "settings", "settings.see"),
)

HOME: dict[Role, str] = {"provider": "/my", "operations": "/worklist", "approver": "/worklist", "auditor": "/dashboard"}
"""Where a role begins, if not at the first place that it may go to."""


def places(caller: Caller | None, path: str) -> list[Shown]:
    """The places that the person may go to."""
    if caller is None:
        return []
    return [
        Shown(place.label, place.path, place.icon, path.startswith(place.path))
        for place in PLACES
        if may(caller.role, place.action) and caller.role not in place.but
    ]


def home(caller: Caller) -> str:
    """Where the person begins."""
    shown = places(caller, "")
    return HOME.get(caller.role) or (shown[0].path if shown else "/account")
