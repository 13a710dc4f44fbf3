"""Whether the service can take work: its database, its paper store, room on its disk."""

import shutil

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.problems import NotReady
from api.service import Service

ROOM = 100_000_000
"""Bytes that must be free where uploads are put down."""


def check_ready(service: Service) -> None:
    """Raises NotReady with the part that does not answer."""
    try:
        with service.database.reading() as session:
            session.execute(text("SELECT 1"))
    except DBAPIError:
        raise NotReady("the database is away") from None
    try:
        service.papers.has("ready")
        free = shutil.disk_usage(service.settings.incoming).free
    except Exception:  # whatever a store's library raises
        raise NotReady("the paper store is away") from None
    if free < ROOM:
        raise NotReady("the disk is full")
