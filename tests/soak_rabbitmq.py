"""RabbitMQ in the place of Redis, killed besides all else: `make soak` alone runs it, for nothing else needs it.

A Redis that was killed comes back empty; a RabbitMQ brings words back that were taken already.
"""

from pathlib import Path

from tests.support.chaos import Chaos
from tests.support.servers import rabbitmq
from tests.support.soak import sized


def test_nothing_is_lost_or_done_twice_whatever_is_killed_over_rabbitmq(tmp_path: Path) -> None:
    with rabbitmq() as broker:
        Chaos(
            tmp_path,
            broker,
            "RabbitMQ",
            packets=sized(12, 200),
            printed=sized(1, 10),
            kill_every=sized(4.0, 3.0),
            patience=sized(120, 1200),
        ).run()
