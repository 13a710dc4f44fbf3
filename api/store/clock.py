"""The one place that asks for the time: instants in UTC, and ids that sort by the time they were made."""

from datetime import UTC, datetime

from ulid import ULID


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that no one can guess and that sorts after the ones made before it: 26 letters and digits."""
    return str(ULID())
