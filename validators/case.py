"""What a rule sees: the packet's papers, the as-of date and the policy figures in force, each use recorded."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from forms.evidence import Value
from forms.form import Cell, Form
from forms.packet import Document, Packet, Row
from forms.program import Program
from forms.report import FigureUsed
from validators.rule import CannotTell, NotOnFile

Use = tuple[str, str]
"""Document id and the path of a value in it."""


class Uses:
    """Which values the rules read: all of them, and those of the check that is running."""

    def __init__(self) -> None:
        self.all: set[Use] = set()
        self.current: set[Use] = set()
        self.looked: set[Use] = set()
        """What the running check rests on: what it read, and what it only saw to stand there."""

    def add(self, use: Use) -> None:
        """Records that the running check read the value."""
        self.all.add(use)
        self.current.add(use)
        self.looked.add(use)

    def begin(self) -> None:
        """Forgets what the check before read."""
        self.current.clear()
        self.looked.clear()


class Values:
    """Values by name; reading one records that a rule used it."""

    def __init__(
        self, values: dict[str, Value], cells: Mapping[str, Cell], document: Document, prefix: str, used: Uses
    ) -> None:
        self._values = values
        self._cells = cells
        self._document = document
        self._prefix = prefix
        self._used = used

    @property
    def document_id(self) -> str:
        """The id of the paper that the values stand on."""
        return self._document.id

    def path(self, name: str) -> str:
        """The path of a field or cell, as findings name it."""
        return f"{self._prefix}{name}"

    def named(self, name: str) -> str:
        """What a person calls the value: the label that our own edition prints."""
        return self._cells[name].label

    def _doubt(self, name: str, why: str) -> CannotTell:
        """Why the value cannot be told, said with its label."""
        return CannotTell(why, self._document.id, self.path(name))

    def evidence(self, name: str) -> Value | None:
        """The value with its evidence, None where the paper has no such field; does not count as use."""
        return self._values.get(name)

    def look(self, name: str) -> Value | None:
        """The value with its evidence, for a check that asks what stands there; what it says does not count as used."""
        self._used.looked.add((self._document.id, self.path(name)))
        return self._values.get(name)

    def get(self, name: str) -> Any:
        """The typed value, None where it is blank; raises CannotTell where it cannot be read."""
        value = self._values.get(name)
        if value is None:
            return None
        self._used.add((self._document.id, self.path(name)))
        if value.unreadable:
            why = value.why or "it cannot be read"
            # Why a text is no value begins with that text.
            read = why if value.text and value.text in why else f"“{value.text}”: {why}"
            raise self._doubt(name, f"{self.named(name)}: {read}")
        return value.value

    def __getitem__(self, name: str) -> Any:
        """The typed value; raises CannotTell where it is blank or cannot be read."""
        found = self.get(name)
        if found is None:
            raise self._doubt(name, f"{self.named(name)} is blank")
        return found

    def in_doubt(self, *names: str) -> tuple[str, ...]:
        """The paths of those of the values that were read in doubt."""
        return tuple(self.path(name) for name in names if (value := self.evidence(name)) and value.review)

    def checked(self, name: str) -> bool:
        """Whether the box is checked; raises CannotTell where the reader was in doubt, for a person must look then."""
        checked = bool(self.get(name))
        value = self.evidence(name)
        if value is not None and value.review:
            why = value.why or "it was read badly"
            raise self._doubt(name, f"whether “{self.named(name)}” is checked is in doubt: {why}")
        return checked

    def known(self, name: str) -> Any:
        """The typed value, None where it is blank or cannot be read; for rules that can do without."""
        try:
            return self.get(name)
        except CannotTell:
            return None


class Line(Values):
    """A row of a table; `number` counts from 1 as a person does."""

    def __init__(
        self, table: str, index: int, row: Row, cells: Mapping[str, Cell], document: Document, used: Uses
    ) -> None:
        super().__init__(row, cells, document, f"{table}[{index}].", used)
        self.number = index + 1

    def named(self, name: str) -> str:
        """The column's label with the number of the row."""
        return f"{super().named(name)} of line {self.number}"


class Paper(Values):
    """A document of the packet, read as its form."""

    def __init__(self, document: Document, form: Form, used: Uses) -> None:
        super().__init__(document.fields, form.fields, document, "", used)
        self.document = document
        self.form = form
        self.kind = document.kind

    @property
    def id(self) -> str:
        """The document's id within the packet."""
        return self.document.id

    def lines(self, table: str) -> list[Line]:
        """The rows of the table, in print order."""
        rows = self.document.tables.get(table, [])
        cells = self.form.tables[table].columns if rows else {}
        return [Line(table, index, row, cells, self.document, self._used) for index, row in enumerate(rows)]

    def told(self, path: str) -> str:
        """What a person calls the value at the path, a field's or a cell's."""
        table, bracket, rest = path.partition("[")
        if not bracket:
            return self.named(path)
        index, _, column = rest.partition("].")
        return self.lines(table)[int(index)].named(column)


class Case:
    """One packet under one program on one day."""

    def __init__(self, program: Program, packet: Packet, as_of: date) -> None:
        self.program = program
        self.as_of = as_of
        self.packet = packet
        self.used = Uses()
        self.figures: dict[tuple[str, date], FigureUsed] = {}
        self.agreeing: dict[Use, Decimal] = {}
        """What the running rule reckoned and found to stand on the paper."""
        self.doubtful: list[tuple[Use, Value]] = [
            ((document.id, path), value)
            for document in packet.documents
            for path, value in document.values()
            if value.review
        ]
        """The values that were read in doubt, in the packet's order."""
        self._papers = [
            Paper(document, program.forms[document.form.partition("/")[2]], self.used)
            for document in packet.documents
            if document.form and document.form.partition("/")[0] == program.id
        ]

    def paper_of(self, use: Use) -> Paper | None:
        """The paper that a value stands on; None where it is of another program."""
        return next((paper for paper in self._papers if paper.id == use[0]), None)

    def papers(self, *forms: str, kind: str | None = None) -> list[Paper]:
        """The papers of these forms, all of the program's where none is named, in packet order."""
        return [
            paper
            for paper in self._papers
            if (not forms or paper.form.form in forms) and (kind is None or paper.kind == kind)
        ]

    def paper(self, *forms: str) -> Paper | None:
        """The first paper of these forms."""
        return next(iter(self.papers(*forms)), None)

    def only_on_file(self, what: str) -> None:
        """Raises NotOnFile unless the packet holds every paper on file, so that `what` is known not to exist."""
        if not self.packet.whole_file:
            raise NotOnFile(f"{what} may be on file with the department; the packet holds no more")

    def figure(self, name: str, on: date | None = None) -> Any:
        """The policy figure in force on the day, by default the as-of date; raises CannotTell before the first."""
        parameter = self.program.parameters[name]
        day = on or self.as_of
        edition = parameter.edition(day)
        if edition is None:
            first = parameter.editions[0].starts
            raise CannotTell(f"no {parameter.says} is known for {day.isoformat()}; the first is of {first.isoformat()}")
        value = parameter.value(edition)
        self.figures[name, edition.starts] = FigureUsed(
            name, edition.value, edition.starts, self.program.cite(edition.section)
        )
        return value

    def agrees(self, values: Values, name: str, reckoned: Decimal) -> bool:
        """Whether the figure on the paper is what the rule reckons; one that is, is told with the sum."""
        if values[name] != reckoned:
            return False
        self.agreeing[values.document_id, values.path(name)] = reckoned
        return True

    def every_line(self, table: str, *forms: str) -> Iterator[tuple[Paper, Line]]:
        """Each row of the table in every paper of the forms."""
        for paper in self.papers(*forms):
            for line in paper.lines(table):
                yield paper, line
