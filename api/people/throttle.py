"""Failed tries to sign in, counted for each e-mail address and each network address, over all processes."""

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from api.problems import TooMany
from api.store.clock import now
from api.store.tables import SignInTry

WINDOW = timedelta(minutes=15)
# At 10 tries in 15 minutes a password of twelve characters is out of reach; an office behind one address has 100.
OF_ONE_EMAIL, OF_ONE_ADDRESS = 10, 100


def count_try(session: Session, email: str, address: str) -> None:
    """Counts a try before it is known how it ends, so that tries made at once count too; raises TooMany."""
    instant = now()
    # Always in this order, so that two tries never wait for each other.
    for key, most in ((_of_address(address), OF_ONE_ADDRESS), (_of_email(email), OF_ONE_EMAIL)):
        tries, since = _add(session, key, instant)
        if tries > most:
            raise TooMany(seconds=max(1, int((since + WINDOW - instant).total_seconds())))


def forgive(session: Session, email: str, address: str) -> None:
    """Takes back the try that ended well, and what tries before it went wrong under the same e-mail address."""
    session.execute(
        update(SignInTry)
        .where(SignInTry.key == _of_address(address), SignInTry.tries > 0)
        .values(tries=SignInTry.tries - 1)
    )
    session.execute(delete(SignInTry).where(SignInTry.key == _of_email(email)))
    session.execute(delete(SignInTry).where(SignInTry.since < now() - WINDOW))


def _add(session: Session, key: str, instant: datetime) -> tuple[int, datetime]:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    over = SignInTry.since < instant - WINDOW
    statement = (
        insert(SignInTry)
        .values(key=key, tries=1, since=instant)
        .on_conflict_do_update(
            index_elements=[SignInTry.key],
            set_={
                "tries": case((over, 1), else_=SignInTry.tries + 1),
                "since": case((over, instant), else_=SignInTry.since),
            },
        )
        .returning(SignInTry.tries, SignInTry.since)
    )
    tries, since = session.execute(statement).one()
    return tries, since


def _of_email(email: str) -> str:
    return hashlib.sha256(f"email:{email}".encode()).hexdigest()


def _of_address(address: str) -> str:
    """One household or office has a whole /64 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        network = str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address
    return hashlib.sha256(f"address:{network}".encode()).hexdigest()
