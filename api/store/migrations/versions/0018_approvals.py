"""Decisions that another person approves before they hold, and which of a program's do."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. Nothing needs approval until an administrator chooses so."""
    op.add_column("packets", sa.Column("approval_by", sa.String(26), nullable=True))
    op.create_index("ix_packets_approval_by_id", "packets", ["approval_by", "id"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("packet_id", sa.String(26), sa.ForeignKey("packets.id"), nullable=False),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered_by", sa.String(26), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
    )
    op.create_index("ix_approvals_packet_id", "approvals", ["packet_id"])
    op.create_table(
        "approval_rules",
        sa.Column("program", sa.String(40), primary_key=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("terminations", sa.Boolean(), nullable=False),
        sa.Column("payment_over", sa.String(20), nullable=True),
        sa.Column("chosen_by", sa.String(26), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
    )
