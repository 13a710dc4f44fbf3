"""The data that a document is written from: its JSON Schema, and the strict reading of what was given."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import field_validator
from rapidfuzz import process

from forms.errors import FormwrightError, IncompleteData
from forms.fieldtypes import TYPES, Choices, Unreadable
from forms.form import Condition
from forms.yamlfile import Declaration

_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor a printed page can hold."""
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


Data = dict[str, Any]
"""Typed values by name: dates, Decimals, rows as lists of such mappings; None where nothing was given."""


class Datum(Declaration):
    """One thing that a document is written from."""

    name: str = ""
    type: str
    """A field type, `texts` for a list of texts, or `rows` for a list of rows with columns."""
    says: str
    label: str | None = None
    """How a sentence names it; by default its name in words."""
    required: bool = True
    when: tuple[Condition, ...] = ()
    """Needed only where one of these holds."""
    choices: dict[str, tuple[str, ...]] | str | None = None
    columns: dict[str, "Datum"] = {}
    example: Any = None
    free: bool = False
    """Whether a person may write the text in their own words before the document is sent."""
    printed: bool = True
    """Whether the value itself must be found on the written document when it is read back."""

    @field_validator("type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in (*TYPES, "texts", "rows"):
            raise ValueError(f"{value!r} is no type of data; the types are {', '.join(TYPES)}, texts, rows")
        return value

    @field_validator("choices", mode="before")
    @classmethod
    def _captions(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: (printed,) if isinstance(printed, str) else printed for name, printed in value.items()}
        return value

    @field_validator("when", mode="before")
    @classmethod
    def _conditions(cls, value: Any) -> Any:
        return (value,) if isinstance(value, dict) else value

    @property
    def title(self) -> str:
        """The label, as sentences and the schema name the datum."""
        return self.label or self.name.replace("_", " ").capitalize()

    @property
    def options(self) -> Choices | None:
        """The choices of a choice, None for other types."""
        return self.choices if isinstance(self.choices, dict) else None


class Chosen(str):
    """The name of a choice that prints as its caption."""

    caption: str

    def __new__(cls, name: str, caption: str) -> "Chosen":
        """The choice by name and caption."""
        chosen = super().__new__(cls, name)
        chosen.caption = caption
        return chosen


def object_schema(data: Mapping[str, Datum]) -> dict[str, Any]:
    """JSON Schema of an object with these data, closed to other names."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _schema(datum) for name, datum in data.items()},
        "required": [name for name, datum in data.items() if datum.required and not datum.when],
        "additionalProperties": False,
    }
    conditional = [_condition(name, condition) for name, datum in data.items() for condition in datum.when]
    if conditional:
        schema["allOf"] = conditional
    return schema


def _condition(name: str, condition: Mapping[str, Any]) -> dict[str, Any]:
    wanted = {
        other: {"enum": list(value)} if isinstance(value, list | tuple) else {"const": value}
        for other, value in condition.items()
    }
    return {"if": {"properties": wanted, "required": list(wanted)}, "then": {"required": [name]}}


def _schema(datum: Datum) -> dict[str, Any]:
    if datum.type == "rows":
        schema: dict[str, Any] = {"type": "array", "items": object_schema(datum.columns)}
    elif datum.type == "texts":
        schema = {"type": "array", "items": {"type": "string", "minLength": 1}}
    else:
        schema = TYPES[datum.type].json_schema(datum.options)
    if datum.required and schema["type"] == "array":
        schema["minItems"] = 1
    if datum.required and datum.type in ("text", "name"):
        schema["minLength"] = 1
    schema["title"] = datum.title
    schema["description"] = datum.says
    if datum.example is not None:
        schema["examples"] = [datum.example]
    return schema


def read_data(document: str, declared: Mapping[str, Datum], given: Mapping[str, Any]) -> Data:
    """The typed data; raises IncompleteData naming each missing item, FormwrightError for unknown or wrong ones."""
    if not isinstance(given, Mapping):
        raise FormwrightError(f"The data of {document} must be an object of names and values, not {given!r}.")
    wrong: list[str] = []
    missing: list[str] = []
    data = _read_object(declared, given, "", wrong, missing)
    if wrong:
        raise FormwrightError(f"{document} cannot be written: {' '.join(wrong)}")
    if missing:
        raise IncompleteData(document, missing)
    return data


def _read_object(
    data: Mapping[str, Datum], given: Mapping[str, Any], where: str, wrong: list[str], missing: list[str]
) -> Data:
    wrong.extend(_unknown(data, given, where))
    read: Data = {}
    for name, datum in data.items():
        value = given.get(name)
        if isinstance(value, str) and not value.strip():
            value = None
        if value is None:
            read[name] = [] if datum.type in ("rows", "texts") else None
            continue
        try:
            read[name] = _read(datum, value, f"{where}{name}", wrong, missing)
        except Unreadable as error:
            wrong.append(f"{datum.title} ({where}{name}) {error}.")
            read[name] = value
    for name, datum in data.items():
        if read[name] in (None, []) and datum.required and _wanted(datum, read):
            missing.append(f"{datum.title} ({where}{name}) is missing")
    return read


def _unknown(data: Mapping[str, Datum], given: Mapping[str, Any], where: str) -> Iterator[str]:
    for name in given:
        if name not in data:
            nearest = process.extractOne(str(name), list(data))
            hint = f"; did you mean {nearest[0]!r}?" if nearest else "."
            yield f"{where}{name} is not among its data{hint}"


def _wanted(datum: Datum, read: Data) -> bool:
    return not datum.when or any(
        all(read.get(other) in (value if isinstance(value, list | tuple) else [value]) for other, value in when.items())
        for when in datum.when
    )


def _read(datum: Datum, value: Any, where: str, wrong: list[str], missing: list[str]) -> Any:
    if datum.type == "rows":
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise Unreadable("must be a list of objects")
        return [
            _read_object(datum.columns, row, f"{where}[{number}].", wrong, missing) for number, row in enumerate(value)
        ]
    if datum.type == "texts":
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise Unreadable("must be a list of texts")
        return [clean for text in value if (clean := clean_text(text).strip())]
    kind = TYPES[datum.type]
    read = kind.load(clean_text(value) if isinstance(value, str) else value, datum.options)
    if datum.options:
        return Chosen(read, kind.write(read, datum.options))
    return read


def clean_text(text: str) -> str:
    """The text with one kind of line end and spaces for tabs; raises Unreadable for what no document can hold."""
    if bad := _NO_CHARACTER.search(text):
        raise Unreadable(f"holds the character U+{ord(bad[0]):04X}, which no document can print; take it out")
    return _LINE_ENDS.sub("\n", text).replace("\t", " ")
