"""Packets are parted into slices by age, and PostgreSQL finds words within one."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_table(
        "search_slices",
        sa.Column("first_id", sa.String(26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("first_id", name=op.f("pk_search_slices")),
    )
    op.add_column("packets", sa.Column("slice", sa.BigInteger(), nullable=False, server_default="1"))
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "INSERT INTO search_slices (first_id, number) SELECT id, 1 + n / 1024 FROM "
        "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM packets) AS numbered WHERE n % 1024 = 0"
    )
    op.execute(
        "UPDATE packets SET slice = found.number FROM search_slices AS found "
        "WHERE found.first_id = (SELECT max(first_id) FROM search_slices WHERE first_id <= packets.id)"
    )
    op.execute(
        "CREATE INDEX ix_packets_search_slices ON packets USING gin (array_to_tsvector(string_to_array("
        "CAST(slice AS text) || ':' || replace(search, ' ', ' ' || CAST(slice AS text) || ':'), ' ')))"
    )
