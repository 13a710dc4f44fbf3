"""A program: its agency, its policy figures with their dates, its forms and the lists of what a packet holds."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field as Key
from pydantic import field_validator

from forms.fieldtypes import TYPES, Unreadable
from forms.form import Form
from forms.yamlfile import Declaration


class Edition(Declaration):
    """One dated figure: what it was from that day on, and the section that says so."""

    value: Any
    starts: date = Key(alias="from")
    section: str
    source: str | None = None
    """Where the figure comes from, if not from the program's own policy."""


class Parameter(Declaration):
    """A policy figure through time: a later edition adds a row and never edits one."""

    name: str = ""
    says: str
    type: str = "integer"
    """The field type that reads the figure, or `table` where the value is a mapping."""
    unit: str | None = None
    setting: bool = False
    """The policy gives no figure: the department sets it."""
    editions: tuple[Edition, ...] = Key(min_length=1)

    @field_validator("editions")
    @classmethod
    def _in_order(cls, value: tuple[Edition, ...]) -> tuple[Edition, ...]:
        starts = [edition.starts for edition in value]
        if starts != sorted(set(starts)):
            raise ValueError("the editions must stand in the order of their dates, one a date")
        return value

    def edition(self, on: date) -> Edition | None:
        """The edition in force on the day, None before the first."""
        return next((edition for edition in reversed(self.editions) if edition.starts <= on), None)

    def value(self, edition: Edition) -> Any:
        """The edition's figure as its type reads it, money and hours as Decimal."""
        if self.type == "table":
            return edition.value
        try:
            return TYPES[self.type].load(edition.value)
        except Unreadable as error:
            raise ValueError(f"{self.name} {error}") from None


class Packet(Declaration):
    """A kind of packet: the documents that the program's list asks for."""

    says: str
    section: str
    items: tuple["Item", ...]


class Item(Declaration):
    """One document of a packet's list."""

    item: str
    """The last part of the rule id: `pss.item.<item>`."""
    form: str
    kind: str | None = None
    """The kind, for a form that holds several kinds of paper."""
    where: Mapping[str, Any] = {}
    """Values that a field of the paper must have, such as check_kind: criminal."""
    label: str
    """How a letter names it."""
    applies: str = "always"
    """`always`, or the name of a condition that the program's rules know."""
    each_provider: bool = False
    """Whether one is needed for each provider of the service."""
    answered_by: str | None = None
    """The rule that counts this item, in place of `<prefix>.item.<item>`."""


class Contact(Declaration):
    """Whom to call about a decision; printed on letters."""

    office: str
    phone: str
    email: str | None = None
    address: tuple[str, ...] = ()


class Billed(Declaration):
    """Whom bills of the program are for: a paper about somebody whom none of a packet's bills names may be astray."""

    person: str
    """The field that names the person, on the bills and on the other papers."""
    forms: tuple[str, ...] = Key(min_length=1)
    """Those that are bills."""


class Program(Declaration):
    """A public program as its folder declares it."""

    program: str
    title: str
    agency: str
    cite_as: str
    rule_prefix: str
    contact: Contact
    rules: str
    """The module that holds the rules, or a file beside this one such as `rules.py`."""
    documents: str | None = None
    """The module, or file, that completes the data of outgoing documents."""
    choices: dict[str, dict[str, tuple[str, ...]]] = {}
    """Lists that several fields choose from."""
    parameters: dict[str, Parameter] = {}
    packets: dict[str, Packet] = {}
    billed: Billed | None = None
    pays: Mapping[str, str] = {}
    """Forms by which money is paid, each with the field that says how much an accepted packet has paid."""
    about: tuple[str, ...] = ()
    """Fields that tell whom a packet is about, the foremost first; a packet without any bears the first name on it."""
    holidays: str | None = None
    """The calendar of working days, by its name in forms.calendars."""
    forms: dict[str, Form] = Key(default={}, exclude=True)
    folder: Path = Path()

    @field_validator("choices", mode="before")
    @classmethod
    def _captions(cls, value: Any) -> Any:
        return {
            name: {key: (printed,) if isinstance(printed, str) else printed for key, printed in entries.items()}
            for name, entries in value.items()
        }

    @property
    def id(self) -> str:
        """The program's name on the command line."""
        return self.program

    def cite(self, section: str) -> str:
        """The citation of a section under the policy's own title."""
        return f"{self.cite_as}, {section}"

    @cached_property
    def policy(self) -> Mapping[str, str]:
        """The policy's passages by section, from policy.md beside the program's file."""
        path = self.folder / "policy.md"
        if not path.exists():
            return {}
        passages: dict[str, str] = {}
        for part in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            heading, _, body = part.partition("\n")
            passages[heading.strip()] = body.strip()
        return passages

    def passages(self, section: str) -> list[tuple[str, str]]:
        """Heading and text of each section that a citation names; sections are parted by `; `."""
        return [(name, self.policy[name]) for name in section.split("; ") if name in self.policy]
