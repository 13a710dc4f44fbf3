"""Secrets that are handed out and kept as their hash alone: sessions, API tokens, invitations."""

import hashlib
import secrets

TOKEN_PREFIX = "fw_"  # noqa: S105
"""What an API token begins with, so that one that leaked is known for what it is."""


def new_secret() -> str:
    """A secret of 256 bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """The hash under which a secret is looked up; it is long and random, so that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(session: str) -> str:
    """What a change from a browser must bring besides the cookie: known to our own pages alone."""
    return hashlib.sha256(b"csrf:" + session.encode()).hexdigest()
