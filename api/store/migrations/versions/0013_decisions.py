"""Decisions that stay after papers came, and letters that were taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("packet_id", sa.String(26), sa.ForeignKey("packets.id"), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(26), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.String(10), nullable=True),
    )
    op.create_index("ix_decisions_packet_id", "decisions", ["packet_id"])
    with op.batch_alter_table("outputs") as batch_op:
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(26), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    # A packet has one decision at present: its own id serves for the row.
    op.execute(
        "INSERT INTO decisions (id, packet_id, decision, reason, decided_by, decided_at)"
        " SELECT id, id, decision, reason, decided_by, decided_at FROM packets"
        " WHERE decision IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL"
    )
