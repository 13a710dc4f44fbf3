"""Runs migrations on the connection that `api.store.upgrade` hands over."""

from typing import Any, Literal

from alembic import context

from api.store.tables import Base, Instant
from api.store.upgrade import declared


def _plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own types as what they are in the database: a migration must not change with the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes["connection"]
# SQLite cannot change a table in place: Alembic then makes it anew.
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain,
    include_name=declared,
)
with context.begin_transaction():
    context.run_migrations()
