"""Files that a packet goes on without, by a person's word."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. Arrangements made before go on without none."""
    op.add_column("arrangements", sa.Column("left_out", sa.JSON(), nullable=False, server_default="[]"))
