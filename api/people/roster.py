"""The people of the office, as an administrator sees and changes them."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.people import audit, sessions, tokens
from api.people.permissions import Role
from api.problems import Conflict, NotFound
from api.store.tables import SignIn, User


def everybody(session: Session, after: str | None, limit: int) -> list[tuple[User, datetime | None]]:
    """A page of people, newest first, each with the last time that an open session of theirs was used."""
    seen = select(func.max(SignIn.seen_at)).where(SignIn.user_id == User.id).scalar_subquery()
    people = select(User, seen.label("seen")).order_by(User.id.desc()).limit(limit)
    if after:
        people = people.where(User.id < after)
    return [(user, instant) for user, instant in session.execute(people)]


def person(session: Session, user_id: str) -> User:
    """The person; raises NotFound."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("person")
    return user


def change(
    session: Session, by: str, user_id: str, role: Role | None, programs: list[str] | None, active: bool | None
) -> User:
    """Changes what the person may do; raises Conflict where no administrator would be left.

    Whoever gets another role signs in anew; whoever leaves loses sessions and tokens at once.
    """
    # All active administrators are locked in one order: of two who demote each other the second finds none left.
    admins = session.scalars(
        select(User.id).where(User.role == "admin", User.active).order_by(User.id).with_for_update()
    ).all()
    user = person(session, user_id)
    leaves = active is False or (role is not None and role != "admin")
    if leaves and list(admins) == [user.id]:
        raise Conflict("This is the last administrator. Make somebody else one first.")
    changed = _put(user, role=role, programs=programs, active=active)
    if "role" in changed or active is False:
        sessions.end_all(session, user.id)
    if active is False:
        tokens.revoke_all(session, user.id)
    audit.note(session, by, "people.change", user=user.id, changed=changed)
    return user


def _put(user: User, **wanted: object) -> dict[str, list[object]]:
    """What became different: before and after."""
    changed: dict[str, list[object]] = {}
    for name, new in wanted.items():
        if new is not None and getattr(user, name) != new:
            changed[name] = [getattr(user, name), new]
            setattr(user, name, new)
    return changed
