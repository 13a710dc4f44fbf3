"""Passwords, kept as Argon2 keeps them: with a salt, and slow and heavy to try."""

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.problems import BadRequest

SHORTEST, LONGEST = 12, 128
_FEWEST_SIGNS = 5
_LONG_ENOUGH = 4
"""Letters from which a name within a password makes it easy to guess."""
_HASHER = PasswordHasher()
# One try takes 64 MiB while it runs: so many at a time keep sign-ins of a whole office under 256 MiB.
_AT_A_TIME = threading.Semaphore(4)


def hash_password(password: str) -> str:
    """The password as it is kept."""
    with _AT_A_TIME:
        return _HASHER.hash(_folded(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    compared = kept or _nobody()
    with _AT_A_TIME:
        try:
            right = _HASHER.verify(compared, _folded(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


@cache
def _nobody() -> str:
    """What a password is compared with where there is no such person, so that the answer takes as long."""
    return _HASHER.hash(secrets.token_bytes(32))


def is_outdated(kept: str) -> bool:
    """Whether it was kept with less care than is taken now."""
    return _HASHER.check_needs_rehash(kept)


def check_new(password: str, email: str) -> None:
    """Raises BadRequest with what a new password lacks."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadRequest(f"A password has {SHORTEST} to {LONGEST} characters. A sentence of four words is a good one.")
    if len(set(password)) < _FEWEST_SIGNS:
        raise BadRequest("This password repeats the same few characters. Choose one that is harder to guess.")
    # A shorter one is in many a word: who is called Jo may well write of joy.
    name = email.partition("@")[0].lower()
    if len(name) >= _LONG_ENOUGH and name in password.lower():
        raise BadRequest("This password holds your e-mail address. Choose one that is harder to guess.")


def _folded(password: str) -> bytes:
    # The same letters are typed as different characters on different keyboards (NIST SP 800-63B, 3.1.1.2).
    return unicodedata.normalize("NFKC", password).encode()
