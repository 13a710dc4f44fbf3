"""What people type into requests, as the routes take it: of a sane length, without what no database keeps."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _printable(text: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("it holds a character that cannot be printed")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
"""One line: a name, a title."""
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$"),
    AfterValidator(_printable),
]
"""An e-mail address in lower case; whether it is one, only a letter to it would tell."""
Password = Annotated[str, StringConstraints(max_length=1000)]
Secret = Annotated[str, StringConstraints(max_length=200)]
"""What was handed out once: an invitation."""
Id = Annotated[str, StringConstraints(max_length=26), AfterValidator(_printable)]
"""An id; one of no shape of ours is one of nothing."""
Code = Annotated[str, StringConstraints(max_length=120), AfterValidator(_printable)]
"""A program, an action."""
