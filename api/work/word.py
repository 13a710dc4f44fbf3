"""The word to workers that there is something to do: ids alone, lost without harm, sent twice without harm."""

from collections.abc import Sequence
from typing import Literal

import structlog

from api.service import Service

Kind = Literal["packet", "output"]

MOST = 200
"""Words sent at once; a sweeper sends the rest as the queue runs low, what waits longest first."""
_LOG = structlog.get_logger()


def send_word(service: Service, kind: Kind, ids: Sequence[str]) -> None:
    """Tells workers of packets or outputs that wait; on one machine they look into the database themselves.

    Called after the transaction that made them wait. A word that cannot be sent is only noted: the database has the
    work.
    """
    if not service.settings.queue_url or not ids:
        return
    from api.work.tasks import queue_of

    try:
        queue_of(service.settings).send(kind, ids[:MOST])
    except Exception as error:  # kombu passes on whatever the broker's library raises
        _LOG.warning("no word sent", kind=kind, count=len(ids), error=type(error).__name__)
