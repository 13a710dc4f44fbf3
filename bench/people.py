"""Invented people and what they write on forms: accents, hyphens, apostrophes, odd amounts, the same for a seed."""

import random
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from forms.fieldtypes import Month
from forms.form import Cell, Form, Table

Row = dict[str, Any]

FIRST = (
    "Aaliyah", "Björn", "Chidi", "D’Angelo", "Eszter", "Fiadh", "Guillermo", "Hye-jin", "Ingrid", "José Luis", "Katya",
    "Lourdes", "Mary-Kate", "Nnamdi", "Océane", "Priya", "Quentin", "Renée", "Søren", "T. J.", "Ulla", "Víctor",
    "Wendell", "Xiomara", "Yusuf", "Zora",
)  # fmt: skip
LAST = (
    "Abernathy", "Brancusi", "Castañeda", "D’Amico", "Eriksen-Wolfe", "Fitzgerald",
    "Garcia Lopez", "Hernández", "Illingworth", "Jørgensen", "Kowalczyk", "Lefèvre", "McTavish", "Nguyen", "O’Rourke",
    "Petrosyan", "Quinn", "Ruiz-Ocampo", "St. Clair", "Tanaka", "Underhill", "Van der Meer", "Whitfield Jr.", "Ximénez",
    "Yellowhorse", "Zimmermann",
)  # fmt: skip
STREETS = (
    "Maple Avenue", "E. 14th Street", "Old Post Road, Apt. 3B", "Saint-Gaudens Court", "Route 66, Unit 12",
    "Martin Luther King Jr. Boulevard", "Illinois Street", "Country Club Lane #7", "P.O. Box 1187, Main Street",
)  # fmt: skip
TOWNS = (
    "Bridgeport", "Coeur d’Alene", "Des Moines", "East Providence", "Grosse Pointe", "Naugatuck", "Sault Ste. Marie",
    "Sioux City", "West Hartford", "Woonsocket",
)  # fmt: skip
STATES = {"ct": "CT", "ia": "IA", "mi": "MI", "ri": "RI"}
AREA_CODES = ("203", "401", "515", "616", "860")
ORGANISATIONS = (
    "Bright Path Family Supports LLC", "Riverbend Counseling & Associates", "St. Brigid’s House", "Kids First of Kent",
    "Three Oaks Behavioral Health, P.C.", "A. B. Levy & Sons", "Tri-County Respite Network", "Nuevo Amanecer, Inc.",
)  # fmt: skip
SENTENCES = (
    "The mother asked for ideas about homework time, and we wrote a plan of four steps.",
    "On 10/14 the visit was cut short; it was made up on the following Tuesday.",
    "He brushes his teeth with one prompt (down from five in July).",
    "Grandmother – who lives upstairs – will keep the key to the medicine cabinet.",
    "Attendance: 7 of 8 sessions, one missed because of snow.",
    "Parent's goal is to cook two meals a week; she managed three.",
    "Nothing new to report. The smoke detectors were tested and work.",
    "The landlord has been asked in writing to fix the railing by 12/1.",
    "Bus passes ($42.50) were handed out and receipts filed.",
    "Both parents attended; the child was at school until 2:45 PM.",
)  # fmt: skip
PHRASES = (
    "Parent coaching", "Budgeting & shopping", "Bedtime routine", "Medication safety", "School meeting (IEP)",
    "Court date", "Transport to clinic", "Anger management, part 2", "Home safety check", "Positive discipline",
)  # fmt: skip
QUARTER = Decimal("0.25")


class People:
    """What one seed's people write; every answer is typed as the readers should give it."""

    def __init__(self, seed: int, program: str = "") -> None:
        self.dice = random.Random(seed)
        self.state = STATES.get(program[:2], "CT")

    def fill(self, form: Form) -> tuple[Row, dict[str, list[Row]]]:
        """Values of the form's fields, some left blank, and rows of its tables that add up."""
        fields = {name: self._or_blank(cell, cell.multiline) for name, cell in form.fields.items()}
        tables = {name: self._rows(table) for name, table in form.tables.items()}
        for rows in tables.values():
            for column, total in (("hours", "total_hours"), ("amount", "total_amount")):
                if total in fields and rows and column in rows[0]:
                    fields[total] = sum((row[column] for row in rows), Decimal(0))
        return fields, tables

    def _or_blank(self, cell: Cell, multiline: bool) -> Any:
        value = self.value(cell, multiline)
        if cell.type in ("checkbox", "signature"):
            return value
        return None if self.dice.random() < (0.05 if cell.required else 0.35) else value

    def _rows(self, table: Table) -> list[Row]:
        rows = []
        for _ in range(self.dice.randint(1, table.rows)):
            row = {name: self.value(column) for name, column in table.columns.items()}
            if {"hours", "rate", "amount"} <= row.keys():
                row["amount"] = (row["hours"] * row["rate"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            rows.append(row)
        return rows

    def value(self, cell: Cell, multiline: bool = False) -> Any:
        """A value of the cell's type."""
        if cell.options:
            return self.dice.choice(list(cell.options))
        makers: Mapping[str, Callable[[], Any]] = {
            "checkbox": lambda: self.dice.random() < 0.5,
            "signature": lambda: self.dice.random() < 0.7,
            "name": self.name,
            "date": self.day,
            "month": lambda: Month.of(self.day()),
            "time": lambda: time(self.dice.randrange(7, 20), self.dice.choice((0, 5, 10, 15, 20, 30, 45, 50))),
            "phone": lambda: f"{self.dice.choice(AREA_CODES)}-555-01{self.dice.randrange(100):02d}",
            "email": lambda: f"{self.dice.choice('abcdefghijlmnrst')}_{self._digits(3)}@example.org",
            "state": lambda: self.state,
            "zip": lambda: self._digits(5),
            "ein": lambda: f"{self._digits(2)}-{self._digits(7)}",
            "money": self._money,
            "hours": lambda: QUARTER * self.dice.randint(1, 60),
            "number": lambda: Decimal(self.dice.randint(1, 80)) / 2,
            "integer": lambda: self.dice.randint(0, 14),
        }
        if cell.type in makers:
            return makers[cell.type]()
        return self._text(cell.name, multiline)

    def name(self) -> str:
        """A person's name."""
        return f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)}"

    def sentences(self, least: int = 1, most: int = 4) -> str:
        """A few sentences of a report."""
        return " ".join(self.dice.sample(SENTENCES, self.dice.randint(least, most)))

    def _digits(self, count: int) -> str:
        return "".join(str(self.dice.randrange(10)) for _ in range(count))

    def day(self) -> date:
        """A day of these years."""
        return date(2024, 1, 1) + timedelta(days=self.dice.randrange(1300))

    def _money(self) -> Decimal:
        return Decimal(self.dice.choice((self.dice.randrange(100, 9_999), self.dice.randrange(1_000, 2_500_000)))) / 100

    def _text(self, name: str, multiline: bool) -> str:
        if multiline:
            return self.sentences()
        if "address" in name:
            town = f"{self.dice.choice(TOWNS)}, {self.state} {self._digits(5)}"
            return f"{self.dice.randint(1, 2900)} {self.dice.choice(STREETS)}, {town}"
        if name in ("city", "county"):
            return self.dice.choice(TOWNS)
        if name == "fiscal_year":
            return f"FY {self.dice.randint(2024, 2028)}"
        if "number" in name or name.endswith("_id"):
            return self.dice.choice(("", "K-", "CT/", "A", "PSS-26-")) + self._digits(self.dice.randint(4, 9))
        if any(part in name for part in ("agency", "legal", "insure", "institution", "provider")):
            return self.dice.choice(ORGANISATIONS)
        return self.dice.choice(PHRASES)
