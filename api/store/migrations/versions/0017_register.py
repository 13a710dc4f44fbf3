"""The document of what expires, and packets by whom they are about, so that what was renewed is found."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. What was kept before leads to its packet, not to its value."""
    op.add_column("expiries", sa.Column("document", sa.String(20), nullable=False, server_default=""))
    op.create_index("ix_packets_subject", "packets", ["subject"])
