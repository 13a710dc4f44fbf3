"""The word to workers that there is something to do."""

from collections.abc import Sequence
from typing import Literal

from api.service import Service

Kind = Literal["packet", "output"]


def send_word(service: Service, kind: Kind, ids: Sequence[str]) -> None:
    """Tells workers of packets or outputs that wait; on one machine they look into the database themselves."""
