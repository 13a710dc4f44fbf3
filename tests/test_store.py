"""The service's database and its audit trail, on SQLite; PostgreSQL is tried in test_postgresql.py."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, Table, insert, select, text

from api.people.audit import note, verify
from api.problems import NotReady
from api.store.clock import new_id, now
from api.store.database import Database
from api.store.papers import Folder, file_key, put_bytes
from api.store.tables import Base, DecisionRow, PacketRow
from api.store.upgrade import declared, upgrade


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'formwright.db'}")
    upgrade(database)
    return database


def test_the_migrations_make_the_tables_that_the_code_names(database: Database) -> None:
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": declared})
        assert compare_metadata(context, Base.metadata) == []


def test_a_decision_of_before_decisions_were_kept_is_among_them(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'formwright.db'}")
    upgrade(database, "0012")
    known = {
        "name": "papers", "as_of": now().date(), "sent_by": "x", "trace": "0" * 32, "fingerprint": "0" * 64,
        "received_at": now(), "ready_at": now(), "state": "checked",
    }  # fmt: skip
    decided = {"decision": "returned", "reason": "Not signed.", "decided_by": new_id(), "decided_at": now()}
    open_, returned = new_id(), new_id()
    with database.writing() as session:
        # By the columns of that time: later ones are not there yet.
        then = Table("packets", MetaData(), autoload_with=session.connection())
        plain = {one.name: one.default.arg for one in PacketRow.__table__.c if one.default and one.name in then.c}
        usual = {name: value for name, value in plain.items() if not callable(value)} | {"seconds": {}}
        for packet, more in ((open_, {}), (returned, decided)):
            row = usual | known | more | {"id": packet, "receipt": packet[-12:]}
            session.execute(insert(then).values(row))
    upgrade(database)
    with database.reading() as session:
        [kept] = session.scalars(select(DecisionRow))
        told = {name: getattr(kept, name) for name in decided}
        assert (kept.packet_id, told, kept.ended_at) == (returned, decided, None)


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NotReady, match="newer version"):
        upgrade(database)


def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            note(session, "service", "packets.see", new_id())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert verify(session) == (0, [])


def _trail(database: Database) -> str:
    packet = new_id()
    with database.writing() as session:
        for action in ("packets.send", "packets.see", "packets.correct"):
            note(session, "service", action, packet, path="name")
        note(session, "service", "people.manage")
    with database.reading() as session:
        assert verify(session) == (4, [])
    return packet


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE audit SET who = 'nobody' WHERE action = 'packets.see'", "altered"),
        ("UPDATE audit SET detail = '{\"path\": \"date\"}' WHERE action = 'packets.see'", "altered"),
        ("DELETE FROM audit WHERE action = 'packets.see'", "taken out"),
        ("DELETE FROM audit WHERE action = 'packets.correct'", "cut off"),
        ("DELETE FROM audit", "cut off"),
    ],
)
def test_a_changed_row_of_the_audit_trail_is_found(database: Database, change: str, why: str) -> None:
    _trail(database)
    with database.writing() as session:
        session.execute(text(change))
    with database.reading() as session:
        broken = verify(session)[1]
    assert any(why in fault.why for fault in broken)


def test_papers_are_kept_under_what_they_are(tmp_path: Path) -> None:
    papers = Folder(tmp_path / "papers")
    key = file_key(put_bytes(papers, b"a paper"))
    assert papers.get(key) == b"a paper"
    assert list(papers.keys()) == [key]
    incoming = tmp_path / "incoming"
    incoming.write_bytes(b"another")
    papers.put_file("xx/another", incoming)
    assert not incoming.exists()
    assert b"".join(papers.chunks("xx/another")) == b"another"
    papers.delete("xx/another")
    assert not papers.has("xx/another")
