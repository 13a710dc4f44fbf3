"""The servers that other tests stand on, and the service's tables on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from api.people import audit
from api.people.audit import CHAINS, note, verify
from api.store.clock import new_id
from api.store.database import Database
from api.store.tables import Base
from api.store.upgrade import declared, upgrade
from tests.support.servers import postgresql, redis_server


def test_the_tables_and_the_trail_hold_on_postgresql_and_outlive_its_death(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql() as server:
        database = Database(server.url)
        upgrade(database)
        upgrade(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": declared})
            assert compare_metadata(context, Base.metadata) == []
        with database.writing() as session:
            note(session, "service", "packets.see", new_id())
        server.kill()
        server.start()
        with database.reading() as session:
            assert verify(session) == (1, [])
        _look_through_a_growing_trail(database, monkeypatch)
        database.close()


def _look_through_a_growing_trail(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    look, packet = audit._verify_chain, new_id()

    def grown(*chain: Any) -> Iterator[audit.Broken]:
        with database.writing() as session:
            note(session, "service", "packets.see", packet)
        yield from look(*chain)

    monkeypatch.setattr(audit, "_verify_chain", grown)
    with database.at_once() as session:
        assert verify(session) == (1, [])
    with database.at_once() as session:
        assert verify(session) == (1 + CHAINS, [])


def test_a_redis_that_was_killed_comes_back_empty() -> None:
    with redis_server() as server:
        with redis.Redis(port=server.port) as client:
            client.set("word", "packet")
        server.kill()
        server.start()
        with redis.Redis(port=server.port) as client:
            assert client.get("word") is None
