"""The servers that other tests stand on, and the service's tables on PostgreSQL."""

import redis
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from api.people.audit import note, verify
from api.store.clock import new_id
from api.store.database import Database
from api.store.tables import Base
from api.store.upgrade import declared, upgrade
from tests.support.servers import postgresql, redis_server


def test_the_tables_and_the_trail_hold_on_postgresql_and_outlive_its_death() -> None:
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
        database.close()


def test_a_redis_that_was_killed_comes_back_empty() -> None:
    with redis_server() as server:
        with redis.Redis(port=server.port) as client:
            client.set("word", "packet")
        server.kill()
        server.start()
        with redis.Redis(port=server.port) as client:
            assert client.get("word") is None
