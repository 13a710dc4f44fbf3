"""The tables of the first service."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards; there is no way back but a backup."""
    op.create_table(
        "audit",
        sa.Column("chain", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=26), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_packet_id"), ["packet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_who"), ["who"], unique=False)

    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_table(
        "invitations",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("programs", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_invitations")),
    )
    op.create_table(
        "once",
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_once")),
    )
    with op.batch_alter_table("once", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_once_created_at"), ["created_at"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("programs", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "packets",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("batch_id", sa.String(length=26), nullable=True),
        sa.Column("program", sa.String(length=40), nullable=True),
        sa.Column("program_told", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("case_number", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("sent_by", sa.String(length=26), nullable=False),
        sa.Column("provider_id", sa.String(length=26), nullable=True),
        sa.Column("trace", sa.String(length=32), nullable=False),
        sa.Column("letters", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("pages_read", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("findings", sa.BigInteger(), nullable=False),
        sa.Column("to_review", sa.BigInteger(), nullable=False),
        sa.Column("values_read", sa.BigInteger(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("decided_by", sa.String(length=26), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("assignee", sa.String(length=26), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("pages_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_packets_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packets")),
        sa.UniqueConstraint("receipt", name=op.f("uq_packets_receipt")),
    )
    with op.batch_alter_table("packets", schema=None) as batch_op:
        batch_op.create_index("ix_packets_assignee_id", ["assignee", "id"], unique=False)
        batch_op.create_index("ix_packets_batch_id_id", ["batch_id", "id"], unique=False)
        batch_op.create_index("ix_packets_case_number_id", ["case_number", "id"], unique=False)
        batch_op.create_index("ix_packets_decision_id", ["decision", "id"], unique=False)
        batch_op.create_index("ix_packets_due_on_id", ["due_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_packets_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index("ix_packets_lease", ["lease"], unique=False)
        batch_op.create_index("ix_packets_outcome_id", ["outcome", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_packets_pages_fingerprint"), ["pages_fingerprint"], unique=False)
        batch_op.create_index("ix_packets_program_id", ["program", "id"], unique=False)
        batch_op.create_index("ix_packets_provider_id_id", ["provider_id", "id"], unique=False)
        batch_op.create_index("ix_packets_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_packets_state_ready_at", ["state", "ready_at"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_ins_user_id"), ["user_id"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_user_id"), ["user_id"], unique=False)

    op.create_table(
        "arrangements",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=26), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_arrangements_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangements")),
    )
    with op.batch_alter_table("arrangements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrangements_packet_id"), ["packet_id"], unique=False)

    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=26), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=26), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_corrections_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_form"), ["form"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_packet_id"), ["packet_id"], unique=False)

    op.create_table(
        "duplicates",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("other_id", sa.String(length=26), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["packets.id"], name=op.f("fk_duplicates_other_id")),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_duplicates_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicates")),
        sa.UniqueConstraint("packet_id", "other_id", "how", name=op.f("uq_duplicates_packet_id_other_id_how")),
    )
    with op.batch_alter_table("duplicates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicates_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicates_packet_id"), ["packet_id"], unique=False)

    op.create_table(
        "files",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("reading", sa.String(length=120), nullable=True),
        sa.Column("sent_by", sa.String(length=26), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_files_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("packet_id", "name", name=op.f("uq_files_packet_id_name")),
        sa.UniqueConstraint("packet_id", "number", name=op.f("uq_files_packet_id_number")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_sha256"), ["sha256"], unique=False)

    op.create_table(
        "findings",
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_findings_packet_id")),
        sa.PrimaryKeyConstraint("packet_id", "number", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_rule"), ["rule"], unique=False)

    op.create_table(
        "outputs",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("document", sa.String(length=120), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("made", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("asked_by", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=26), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_outputs_packet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outputs")),
        sa.UniqueConstraint("packet_id", "fingerprint", name=op.f("uq_outputs_packet_id_fingerprint")),
    )
    with op.batch_alter_table("outputs", schema=None) as batch_op:
        batch_op.create_index("ix_outputs_lease", ["lease"], unique=False)
        batch_op.create_index(batch_op.f("ix_outputs_packet_id"), ["packet_id"], unique=False)
        batch_op.create_index("ix_outputs_state_ready_at", ["state", "ready_at"], unique=False)

    op.create_table(
        "packet_reports",
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["packet_id"], ["packets.id"], name=op.f("fk_packet_reports_packet_id")),
        sa.PrimaryKeyConstraint("packet_id", name=op.f("pk_packet_reports")),
    )
    op.create_table(
        "page_prints",
        sa.Column("file_id", sa.String(length=26), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.Column("packet_id", sa.String(length=26), nullable=False),
        sa.Column("print", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_page_prints_file_id")),
        sa.PrimaryKeyConstraint("file_id", "page", name=op.f("pk_page_prints")),
    )
    with op.batch_alter_table("page_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_prints_packet_id"), ["packet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_prints_print"), ["print"], unique=False)
    # Whoever adds to a chain of the audit trail locks its head, so that there must be one.
    heads = sa.table(
        "audit_heads",
        sa.column("chain", sa.BigInteger()),
        sa.column("number", sa.BigInteger()),
        sa.column("hash", sa.String()),
    )
    op.bulk_insert(heads, [{"chain": chain, "number": 0, "hash": "0" * 64} for chain in range(16)])
