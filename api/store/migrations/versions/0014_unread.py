"""How much of a packet nobody has read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. Packets read before have theirs when they are checked anew."""
    op.add_column("packets", sa.Column("unread", sa.BigInteger(), nullable=False, server_default="0"))
