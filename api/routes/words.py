"""What people type into requests, as the routes take it: of a sane length, without what no database keeps."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

SENTENCE = "sentence"
"""The type of a fault whose message is for people, as it stands."""
_ADDRESS = r"^[^@\s]+@[^@\s]+$"


def _printable(text: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("it holds a character that cannot be printed")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(_ADDRESS, text):
        raise PydanticCustomError(SENTENCE, "This is no e-mail address. Write it like name@example.org.")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_printable)
]
"""One line: a name, a title."""
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=254),
    AfterValidator(_printable),
    AfterValidator(_address),
    Field(json_schema_extra={"pattern": _ADDRESS}),
]
"""An e-mail address in lower case; whether it is one, only a letter to it would tell."""
EmailOrNone = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=254),
    AfterValidator(_printable),
    AfterValidator(lambda text: text and _address(text)),
]
"""The same, or nothing where it may be left out."""
Password = Annotated[str, StringConstraints(max_length=1000)]
Secret = Annotated[str, StringConstraints(max_length=200)]
"""What was handed out once: an invitation."""
Id = Annotated[str, StringConstraints(max_length=26), AfterValidator(_printable)]
"""An id; one of no shape of ours is one of nothing."""
Code = Annotated[str, StringConstraints(max_length=120), AfterValidator(_printable)]
"""A program, an action."""
