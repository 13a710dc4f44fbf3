"""A packet as it was read: documents with their values, and the files or pages that could not be read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.evidence import Value

Row = dict[str, Value]
Place = tuple[str, int]
"""A file's path and a page of it, from 1."""


@dataclass(slots=True)
class Document:
    """One paper of a packet, recognised as a form or not."""

    id: str
    form: str | None
    """`program/form`, None where not recognised."""
    file: str
    """Path relative to the packet."""
    pages: list[int]
    """Pages of the file, from 1."""
    confidence: float
    """The probability that form and pages are right."""
    kind: str | None = None
    fields: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    edition: str | None = None
    """The edition of our own blank, where the paper is one."""
    present_edition: str | None = None
    """The edition that is in force, where the paper is of another; it was then read by its labels."""

    settled: bool = False
    """Whether a person said that it is of no form."""
    elsewhere: list[Place] = field(default_factory=list)
    """Its pages in other files, such as the second page of a form that was sent later."""

    @property
    def places(self) -> tuple[Place, ...]:
        """All of its pages, those of its own file first."""
        return (*((self.file, page) for page in self.pages), *self.elsewhere)

    def values(self) -> Iterator[tuple[str, Value]]:
        """Every value with its path, `lines[3].amount` for a cell."""
        yield from self.fields.items()
        for table, rows in self.tables.items():
            for number, row in enumerate(rows):
                for column, value in row.items():
                    yield f"{table}[{number}].{column}", value

    def replace_value(self, path: str, value: Value) -> None:
        """Puts another value in the place of the one at the path."""
        if "[" not in path:
            self.fields[path] = value
            return
        table, _, rest = path.partition("[")
        number, _, column = rest.partition("].")
        self.tables[table][int(number)][column] = value


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or page that could not be read, and why, as a sentence with its remedy."""

    file: str
    message: str
    page: int | None = None
    settled: bool = False
    """Whether a person looked at it, and has the packet go on without what could not be read."""


@dataclass(slots=True)
class Packet:
    """The papers of one folder or file."""

    name: str
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole_file: bool = False
    """Whether every paper that the department has on file for the case is among the documents."""
