"""Whom an invitation is for, when it was made or withdrawn, and who came by it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    with op.batch_alter_table("invitations") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("made_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("accepted_by", sa.String(26), nullable=True))
