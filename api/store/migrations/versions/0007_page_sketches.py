"""Short hashes of the words of scanned pages, by which another scan of them is found."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_table(
        "page_sketches",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("sketch", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_page_sketches_file_id")),
        sa.PrimaryKeyConstraint("file_id", "page", "number", name=op.f("pk_page_sketches")),
    )
    with op.batch_alter_table("page_sketches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_sketches_packet_id"), ["packet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_sketches_sketch"), ["sketch"], unique=False)
