"""Words of packets are looked up, and the progress of a batch is counted, along an index."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_index("ix_packets_batch_id_state_outcome", "packets", ["batch_id", "state", "outcome"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX ix_packets_search ON packets USING gin (to_tsvector('simple', search))")
        return
    op.execute("CREATE TABLE packet_words_numbers (number INTEGER PRIMARY KEY, packet_id VARCHAR(26) NOT NULL UNIQUE)")
    op.execute("CREATE VIRTUAL TABLE packet_words USING fts5(words, prefix='2 3')")
    op.execute("INSERT INTO packet_words_numbers (packet_id) SELECT id FROM packets")
    op.execute(
        "INSERT INTO packet_words (rowid, words) SELECT number, search FROM packets "
        "JOIN packet_words_numbers ON packet_id = id"
    )
    _triggers()


def _triggers() -> None:
    # A later migration that makes `packets` anew must make these again: SQLite drops them with the table.
    op.execute(
        "CREATE TRIGGER packet_words_insert AFTER INSERT ON packets BEGIN "
        "INSERT INTO packet_words_numbers (packet_id) VALUES (new.id); "
        "INSERT INTO packet_words (rowid, words) "
        "SELECT number, new.search FROM packet_words_numbers WHERE packet_id = new.id; END"
    )
    op.execute(
        "CREATE TRIGGER packet_words_update AFTER UPDATE OF search ON packets WHEN old.search <> new.search BEGIN "
        "UPDATE packet_words SET words = new.search "
        "WHERE rowid = (SELECT number FROM packet_words_numbers WHERE packet_id = new.id); END"
    )
    op.execute(
        "CREATE TRIGGER packet_words_delete AFTER DELETE ON packets BEGIN "
        "DELETE FROM packet_words "
        "WHERE rowid = (SELECT number FROM packet_words_numbers WHERE packet_id = old.id); "
        "DELETE FROM packet_words_numbers WHERE packet_id = old.id; END"
    )
