"""An index for what is to be decided, by the day it is due.

It is little among much: SQLite would walk through all that has no date. PostgreSQL knows how much it is.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_packets_due_work", "packets", ["decision", "due_on", "id"])
