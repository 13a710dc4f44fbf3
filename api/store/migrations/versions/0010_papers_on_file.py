"""Papers of a packet that are on file with another, which was accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    with op.batch_alter_table("files") as batch_op:
        batch_op.add_column(sa.Column("from_packet", sa.String(26), nullable=True))
