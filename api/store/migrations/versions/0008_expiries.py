"""The days on which what papers certify ends."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. Packets read before have theirs when they are checked anew."""
    op.create_table(
        "expiries",
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_expiries_packet_id_packets")),
        sa.PrimaryKeyConstraint("packet_id", "number", name=op.f("pk_expiries")),
    )
    with op.batch_alter_table("expiries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expiries_expires_on"), ["expires_on"], unique=False)
