"""The engine, and the two ways into the database: `reading` and `writing`, each a short transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from forms.errors import FormwrightError

_BUSY_MILLISECONDS = 10_000


class Database:
    """A database by its address: SQLite on one machine, PostgreSQL for more."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite(url) if self.sqlite else _postgresql(url)
        self._session = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with self._session() as session:
            yield session

    @contextmanager
    def at_once(self) -> Iterator[Session]:
        """A transaction in which every question is of the same moment, whatever is written meanwhile."""
        with self.reading() as session:
            if not self.sqlite:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed where the block ends well, and else undone.

        SQLite takes its one writer's place at the start: a reader that turns writer half-way is refused at once,
        however long it would wait.
        """
        with self._session() as session:
            if self.sqlite:
                session.connection(execution_options={"writes": True})
            yield session
            session.commit()

    def close(self) -> None:
        """Closes the connections."""
        self.engine.dispose()


def _postgresql(url: str) -> Engine:
    # A connection that died with its server is noticed before it is used, not by the one who uses it.
    # What a statement was given stands in no error message: it may be of a paper.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=5, max_overflow=15)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Our questions take milliseconds. One that PostgreSQL takes for long would be compiled first, which costs a
        # tenth of a second, and be given workers, which costs a hundredth.
        connection.execute("SET jit = off")
        connection.execute("SET max_parallel_workers_per_gather = 0")
        connection.commit()

    return engine


def _sqlite(url: str) -> Engine:
    waits = {"check_same_thread": False, "timeout": _BUSY_MILLISECONDS / 1000}
    engine = create_engine(url, hide_parameters=True, connect_args=waits)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        [mode] = cursor.execute("PRAGMA journal_mode=WAL").fetchone()
        if mode != "wal":
            raise FormwrightError("SQLite cannot keep its journal here: put the data folder on a local disk.")
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
