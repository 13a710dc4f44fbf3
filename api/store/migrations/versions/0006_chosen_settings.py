"""Settings that an administrator chooses, and the threshold that a packet was read with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_table(
        "chosen_settings",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("chosen_by", sa.String(length=26), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chosen_settings")),
    )
    with op.batch_alter_table("packets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review_below", sa.Double(), nullable=True))
