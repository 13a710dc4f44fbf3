"""One's own account: what a person may change of it themselves."""

from sqlalchemy.orm import Session

from api.people import audit, passwords, sessions, throttle
from api.people.caller import Caller
from api.problems import BadRequest
from api.service import Service
from api.store.tables import User


def change_own(service: Service, caller: Caller, name: str | None, language: str | None) -> None:
    """Changes name or language."""
    with service.database.writing() as session:
        user = session.get_one(User, caller.id)
        user.name, user.language = name or user.name, language or user.language
        _note(session, caller, [what for what, new in (("name", name), ("language", language)) if new])


def change_password(service: Service, caller: Caller, present: str, new: str, address: str, cookie: str | None) -> None:
    """Changes the password and ends every other session; raises BadRequest where the present one is not right."""
    with service.database.writing() as session:
        user = session.get_one(User, caller.id)
        throttle.count_try(session, user.email, address)
    if not passwords.matches(user.password, present):
        raise BadRequest("The present password is not right. Type it again.")
    passwords.check_new(new, user.email)
    kept = passwords.hash_password(new)
    with service.database.writing() as session:
        session.get_one(User, caller.id).password = kept
        throttle.forgive(session, user.email, address)
        sessions.end_all(session, caller.id, but=cookie)
        _note(session, caller, ["password"])


def _note(session: Session, caller: Caller, changed: list[str]) -> None:
    audit.note(session, caller.id, "self.change", changed=changed)
