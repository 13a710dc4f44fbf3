"""What each letter followed from when it was asked for, so that it is told where the packet changed since."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup. Letters asked for before are told by their data."""
    op.add_column("outputs", sa.Column("follows", sa.String(64)))
