"""A form as it is declared: fields, tables, labels, and the sections that its blank prints."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import Field as Key
from pydantic import field_validator, model_validator

from forms.agency_blank import AgencyBlank
from forms.fieldtypes import TYPES, Choices, FieldType
from forms.yamlfile import Declaration

Condition = Mapping[str, Any]
"""Names of fields and the value, or list of values, that each must have; `*` stands for any value."""


class Cell(Declaration):
    """What fields and columns share: a type, the labels it may be printed with, and how it is read."""

    name: str = ""
    type: str
    labels: tuple[str, ...] = Key(min_length=1)
    """The first is the one that our own blank prints."""
    choices: dict[str, tuple[str, ...]] | str | None = None
    """Name of each choice and its captions, or the name of a list that the program declares."""
    required: bool = True
    maximum: float | None = None
    """A reading above it is for review, such as more than 24 hours on one day."""
    past: bool = False
    """A date after the as-of date is for review, such as a birth date."""
    private: bool = False
    """Masked unless somebody asks, such as a birth date or the number of a license."""
    month_end: bool = False
    """A date printed as month and year means the last day of that month."""
    expires: bool = False
    """The date is the last day of what the paper certifies; a dashboard tells ahead of it."""
    acted_on_within: str | None = None
    """The figure of days from this date within which the policy has somebody act on the paper: it is due then."""
    note: str | None = None
    """An instruction that the blank prints small and the tooltip repeats."""

    @field_validator("type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in TYPES:
            raise ValueError(f"{value!r} is no field type; the types are {', '.join(TYPES)}")
        return value

    @field_validator("choices", mode="before")
    @classmethod
    def _captions(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: (printed,) if isinstance(printed, str) else printed for name, printed in value.items()}
        return value

    @property
    def kind(self) -> FieldType:
        """The field's type, which reads, writes and dumps its values."""
        return TYPES[self.type]

    @property
    def label(self) -> str:
        """The label that our own edition prints."""
        return self.labels[0]

    @property
    def options(self) -> Choices | None:
        """The choices of a choice, None for other types."""
        return self.choices if isinstance(self.choices, dict) else None


class Field(Cell):
    """A field of a form."""

    when: tuple[Condition, ...] = ()
    """The field is required only where one of these holds; empty: always."""
    governed_by: str | None = None
    """The rule that answers for a blank, in place of the `.field.` rule of the program."""
    lines: int = 1
    """Lines of print that the blank leaves for a multi-line text."""
    said_by: tuple[tuple[str, ...], ...] = ()
    """Groups of phrases: a plain letter checks the box where it says one of each group close together."""

    @field_validator("when", mode="before")
    @classmethod
    def _conditions(cls, value: Any) -> Any:
        return (value,) if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _said_by_words(self) -> Self:
        if self.said_by and (self.type != "checkbox" or not all(self.said_by)):
            raise ValueError("said_by is for check boxes, and each of its groups names a phrase")
        return self

    @property
    def multiline(self) -> bool:
        """Whether the field takes text of several lines."""
        return self.lines > 1


class Column(Cell):
    """A column of a table."""

    width: float = 1.0
    """Share of the table's width, relative to the other columns."""


class Table(Declaration):
    """A table of a form: its columns and how many rows the blank holds."""

    name: str = ""
    title: str | None = None
    columns: dict[str, Column]
    rows: int = 8
    required: bool = True


class Section(Declaration):
    """A part of the blank: a heading, rows of fields, a table, or a box for the agency's own use."""

    section: str
    note: str | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    """Fields side by side; `name*2` gives a field twice the width."""
    table: str | None = None
    office_use: tuple[str, ...] = ()
    """Captions of empty boxes that the agency fills by hand; they are no fields."""
    new_page: bool = False

    @staticmethod
    def weight(entry: str) -> tuple[str, float]:
        """The field's name and its relative width in a row's entry."""
        name, _, weight = entry.partition("*")
        return name, float(weight or 1)


class Kind(Declaration):
    """One kind of a form that is recognised by its words alone, such as a diploma."""

    title: str
    phrases: tuple[str, ...]
    """Words any of which, in the paper's heading, tell the kind."""


class Form(Declaration):
    """A form: what it asks, what its blank looks like, and by which words it is recognised."""

    form: str
    title: str
    section: str
    """The section of the policy that asks for the form; it is cited where a field is blank."""
    program: str = ""
    number: str | None = None
    """The agency's form number, where the policy itself names one."""
    edition: str = "2026-11"
    purpose: str | None = None
    """One or two sentences of instruction under the title."""
    titles: tuple[str, ...] = ()
    """Other titles under which the form arrives."""
    same_as: str | None = None
    """Another form of the program whose fields, tables and layout this one shares."""
    fields: dict[str, Field] = {}
    tables: dict[str, Table] = {}
    kinds: dict[str, Kind] = {}
    layout: tuple[Section, ...] = ()
    other_labels: tuple[str, ...] = ()
    """Labels that offices print on such a paper and that name none of its fields: a value ends before each."""
    letter: bool = False
    """Whether it also arrives as a plain letter without labels."""
    parts: dict[str, tuple[str, ...]] = {}
    """Fields by the rule that alone answers for them where all are blank, such as a page that did not come."""
    own_blank: AgencyBlank | None = None
    """The agency's own blank, whose copies are read as those of our own edition are."""

    def title_of(self, kind: str | None) -> str:
        """The title of the kind, or the form's own where it has no such kind."""
        return self.kinds[kind].title if kind in self.kinds else self.title

    def sums(self) -> Iterator[tuple[str, str, str]]:
        """The fields that by their name state a column's sum, `total_hours` for `hours`: field, table and column."""
        for name in self.fields:
            for table, declared in self.tables.items():
                if (column := name.removeprefix("total_")) != name and column in declared.columns:
                    yield name, table, column

    @model_validator(mode="after")
    def _layout_names(self) -> Self:
        if not self.layout:
            return self
        placed = [Section.weight(entry)[0] for section in self.layout for row in section.rows for entry in row]
        tables = [section.table for section in self.layout if section.table]
        for name in placed:
            if name not in self.fields:
                raise ValueError(f"the layout places {name!r}, which is no field")
        for name in tables:
            if name not in self.tables:
                raise ValueError(f"the layout places {name!r}, which is no table")
        missing = (set(self.fields) - set(placed)) | (set(self.tables) - set(tables))
        if missing:
            raise ValueError(f"the layout leaves out {', '.join(sorted(missing))}")
        if len(placed) != len(set(placed)):
            raise ValueError("the layout places a field twice")
        return self

    @model_validator(mode="after")
    def _part_names(self) -> Self:
        unknown = sorted({name for names in self.parts.values() for name in names} - set(self.fields))
        if unknown:
            raise ValueError(f"the parts name {', '.join(unknown)}, which is no field")
        return self

    @model_validator(mode="after")
    def _blank_names(self) -> Self:
        if self.own_blank is None:
            return self
        if self.same_as:
            raise ValueError("own_blank cannot stand beside same_as: declare the fields that the blank has")
        if self.own_blank.edition == self.edition:
            raise ValueError(f"own_blank has the edition {self.edition!r}, which is that of our own blank")
        for place in (place for page in self.own_blank.pages for place in page.places):
            try:
                options = self.cell(place.path).options
            except KeyError:
                raise ValueError(f"own_blank places {place.put!r}, which is no field") from None
            if place.choice and options is not None and place.choice not in options:
                raise ValueError(f"own_blank places {place.put!r}, which is no choice of the field")
        return self

    @property
    def id(self) -> str:
        """Program and form, as reports name it: `ct-ppsp/invoice`."""
        return f"{self.program}/{self.form}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The layout, or a plain one in the order of the fields where none is declared."""
        if self.layout:
            return self.layout
        plain = Section(section=self.title, rows=tuple(self._plain_rows()))
        return (plain, *(Section(section=table.title or name, table=name) for name, table in self.tables.items()))

    def _plain_rows(self) -> Iterator[tuple[str, ...]]:
        pair: list[str] = []
        for name, field in self.fields.items():
            if field.multiline or field.type == "choice":
                if pair:
                    yield tuple(pair)
                    pair = []
                yield (name,)
            else:
                pair.append(name)
                if len(pair) == 2:
                    yield tuple(pair)
                    pair = []
        if pair:
            yield tuple(pair)

    def governed_by(self, rule: str) -> tuple[str, ...]:
        """The fields, in the form's order, for whose blanks this rule answers."""
        return tuple(name for name, field in self.fields.items() if field.governed_by == rule)

    def cell(self, path: str) -> Cell:
        """The field or column that a path such as `lines[3].amount` names; raises KeyError."""
        if "[" not in path:
            return self.fields[path]
        table, _, rest = path.partition("[")
        return self.tables[table].columns[rest.partition("].")[2]]
