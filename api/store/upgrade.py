"""Brings a database to the tables of this version, from whatever version made it."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.problems import NotReady
from api.store.database import Database

_ONE_AT_A_TIME = 7_067_632_121
"""The advisory lock of PostgreSQL that whoever migrates holds: processes that start together wait for the first."""
_OF_ONE_KIND = ("packet_words", "ix_packets_search", "ix_packets_search_slices", "ix_packets_due_work")


def migrations() -> Config:
    """Alembic's settings, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def revision_of(connection: Connection) -> str | None:
    """The version of the tables, None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, to: str = "head") -> None:
    """Runs what migrations are due; raises NotReady where a newer version made the database."""
    config = migrations()
    options = {"writes": True} if database.sqlite else {}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        _refuse_newer(revision_of(connection), config)
        _refuse_newer(None if to == "head" else to, config)
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def declared(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether `tables.py` answers for it: the indexes of one kind of database alone stand in migrations alone."""
    return not (kind in ("table", "index") and (name or "").startswith(_OF_ONE_KIND))


def _refuse_newer(here: str | None, config: Config) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if here is not None and here not in known:
        raise NotReady(f"the database was made by a newer version ({here}): install that version")
