"""Celery carries the word of work to workers on other machines: ids alone; the database holds the work itself."""

import time
from collections.abc import Callable, Sequence
from ctypes import c_double
from functools import cache
from typing import TYPE_CHECKING, Any

from celery import Celery, signals
from celery.worker import state
from kombu.exceptions import ChannelError
from sqlalchemy.exc import DBAPIError

from api.settings import Settings
from api.work.piece import LOG
from api.work.word import Kind

if TYPE_CHECKING:
    from api.work.piece import Worker
    from api.work.reading import PacketReader

Pulse = c_double
"""When a worker last took a word, by the machine's monotonic clock; its supervisor sees it."""

TASKS: dict[Kind, str] = {"packet": "formwright.read", "output": "formwright.write"}
QUEUES: dict[Kind, str] = {"packet": "formwright.reading", "output": "formwright.writing"}
_UNSEEN_LEASES = 12
"""A word that was taken and not answered for comes again after so many leases: long after its piece was settled."""


class Queue:
    """The broker of the settings."""

    def __init__(self, settings: Settings) -> None:
        self.app = Celery("formwright", broker=settings.queue_url, set_as_current=False)
        self.app.conf.update(
            accept_content=["json"],
            task_serializer="json",
            task_ignore_result=True,
            task_acks_late=True,
            # A piece that ends its worker must not come again at once, to end the next: the database counts its tries.
            task_reject_on_worker_lost=False,
            worker_prefetch_multiplier=1,
            worker_hijack_root_logger=False,
            worker_redirect_stdouts=False,
            worker_send_task_events=False,
            worker_enable_remote_control=False,
            # A worker answers no heartbeat while it reads: RabbitMQ would part from it within three minutes. TCP tells.
            broker_heartbeat=0,
            broker_connection_timeout=5,
            broker_connection_retry=True,
            broker_connection_retry_on_startup=True,
            broker_connection_max_retries=None,
            broker_transport_options=_transport(settings),
        )

    def send(self, kind: Kind, ids: Sequence[str]) -> None:
        """Sends a word for each; raises what the broker's library raises."""
        # A connection for each time: one that was kept would be found dead after the broker's restart.
        with self.app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            producer = self.app.amqp.Producer(connection)
            for piece in ids:
                self.app.send_task(TASKS[kind], (piece,), queue=QUEUES[kind], producer=producer, retry=False)

    def depth(self, kind: Kind) -> int:
        """Words that nobody took yet; raises what the broker's library raises."""
        with self.app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            try:
                return int(connection.default_channel.queue_declare(queue=QUEUES[kind], passive=True).message_count)
            except ChannelError:  # there is no queue until the first word
                return 0


def _transport(settings: Settings) -> dict[str, Any]:
    if not settings.queue_url.startswith("redis"):
        return {}
    return {
        "visibility_timeout": settings.lease_seconds * _UNSEEN_LEASES,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "health_check_interval": 20,
    }


@cache
def queue_of(settings: Settings) -> Queue:
    """The broker that this process sends words to."""
    return Queue(settings)


def consume(worker: "Worker", reader: "PacketReader", kinds: Sequence[Kind], pulse: Pulse) -> None:
    """Takes words until the worker is asked to end or is worn; a broker that is away is waited for."""
    from api.work import writing

    queue = Queue(worker.service.settings)

    def task(kind: Kind, work: Callable[[str], bool]) -> None:
        def take(piece: str) -> None:
            pulse.value = time.monotonic()
            try:
                work(piece)
            except DBAPIError as error:
                LOG.warning("database does not answer", worker=worker.name, error=type(error).__name__)
            pulse.value = time.monotonic()
            if worker.done:
                state.should_stop = 0

        queue.app.task(take, name=TASKS[kind])

    task("packet", reader.read)
    task("output", lambda piece: writing.write(worker, piece))

    def end(**_: Any) -> None:
        worker.ending = True

    signals.worker_shutting_down.connect(end, weak=False)

    queue.app.Worker(
        pool="solo",
        concurrency=1,
        queues=[QUEUES[kind] for kind in kinds],
        hostname=worker.name,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    ).start()
