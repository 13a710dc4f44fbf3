"""PostgreSQL, Redis and Celery, while workers, broker, web process and database are killed without notice."""

from pathlib import Path

from tests.support.chaos import Chaos
from tests.support.servers import redis_server
from tests.support.soak import sized


def test_nothing_is_lost_or_done_twice_whatever_is_killed(tmp_path: Path) -> None:
    with redis_server() as broker:
        Chaos(
            tmp_path,
            broker,
            "Redis",
            packets=sized(12, 600),
            printed=sized(1, 30),
            kill_every=sized(4.0, 3.0),
            patience=sized(120, 1200),
        ).run()
