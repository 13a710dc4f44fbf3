"""The types a field can have: how each is read from print, written on a form, and kept in JSON."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, NamedTuple

import phonenumbers
from dateutil.relativedelta import relativedelta
from rapidfuzz import fuzz, process

Choices = Mapping[str, Sequence[str]]
"""Name of each choice and the captions it may be printed with; the first caption is our own."""


class Unreadable(ValueError):
    """The text is not a value of the type; the message says why, as a sentence fragment."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says, and the doubt that stays, if any, as a sentence fragment."""

    value: Any
    doubt: str | None = None


class Month(NamedTuple):
    """A calendar month, as an invoice names it."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that holds the day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return self.first + relativedelta(months=1, days=-1)

    def next(self) -> "Month":
        """The month after."""
        return Month.of(self.first + relativedelta(months=1))


def fold(text: str) -> str:
    """The text with runs of white space, no-break spaces among them, folded to one space."""
    return " ".join(text.split())


def _plain(text: str) -> str:
    """The text for comparing captions: lower case, letters and digits alone."""
    return " ".join(re.findall(r"\w+", text.lower()))


class FieldType(ABC):
    """One type: `parse` reads print, `write` prints, `dump` and `load` turn values to JSON and back."""

    name: ClassVar[str]
    schema: ClassVar[dict[str, Any]] = {"type": "string"}

    @abstractmethod
    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        """The value that the non-blank text states; raises Unreadable."""

    def write(self, value: Any, choices: Choices | None = None) -> str:
        """The value as it is printed on a form."""
        return str(value)

    def dump(self, value: Any) -> Any:
        """The value as the report's JSON has it."""
        return value

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        """The typed value of the report's JSON form; raises Unreadable."""
        if not isinstance(value, str):
            raise Unreadable(f"must be text, not {value!r}")
        return self.parse(value, choices).value

    def json_schema(self, choices: Choices | None = None) -> dict[str, Any]:
        """JSON Schema of what `load` takes."""
        return dict(self.schema)


class Text(FieldType):
    """Words as printed, white space folded."""

    name = "text"

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        return Parsed(fold(text))

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if not isinstance(value, str):
            raise Unreadable(f"must be text, not {value!r}")
        # Letters keep their paragraphs; only printed text is folded.
        return value.strip()


_NAME_WORDS = 12
"""Words of the longest names of agencies."""


class Name(Text):
    """The name of a person or an agency, as printed; a text as long as a sentence is doubted."""

    name = "name"

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        parsed = super().parse(text, choices)
        return Parsed(parsed.value, "it is long for a name") if len(text.split()) > _NAME_WORDS else parsed


_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ],
        start=1,
    )
    for name in names
}
_MONTH_NAME = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})|(\d{2})(\d{2})((?:19|20)\d{2})")
_MONTH_FIRST = re.compile(_MONTH_NAME + r"\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(\d{4})", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*" + _MONTH_NAME + r"[\s,-]*(\d{4})", re.I)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s?[-/]\s?(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s?[-/]\s?(\d{1,2})")
_NAMED_MONTH = re.compile(_MONTH_NAME + r"[\s,-]*(\d{4})", re.I)
_WEEKDAY = re.compile(r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)(?=\S)", re.I)
"""The day of the week before a date, which says nothing more."""
_TWO_DIGIT_PIVOT = 50


def _year(text: str) -> tuple[int, str | None]:
    if len(text) == 4:
        return int(text), None
    year = int(text) + (1900 if int(text) >= _TWO_DIGIT_PIVOT else 2000)
    return year, f"the year is printed with two digits and was taken as {year}"


class Date(FieldType):
    """A civil date; months come before days, as the programs' states print them."""

    name = "date"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "format": "date", "examples": ["2026-11-21"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        folded = _WEEKDAY.sub("", fold(text))
        doubt = None
        if match := _ISO.fullmatch(folded):
            year, month, day = (int(part) for part in match.groups())
        elif match := _NUMERIC.fullmatch(folded):
            month, day = int(match[1] or match[4]), int(match[2] or match[5])
            year, doubt = _year(match[3] or match[6])
            if month > 12 and day <= 12:
                month, day = day, month
                doubt = "the day is printed before the month"
        elif match := _MONTH_FIRST.fullmatch(folded):
            month, day, year = _MONTHS[match[1].lower()], int(match[2]), int(match[3])
        elif match := _DAY_FIRST.fullmatch(folded):
            day, month, year = int(match[1]), _MONTHS[match[2].lower()], int(match[3])
        else:
            raise Unreadable("is not a date")
        try:
            value = date(year, month, day)
        except ValueError:
            raise Unreadable("is a date that does not exist") from None
        if not 1900 <= year <= 2199:
            raise Unreadable("is a date in a year that cannot be meant")
        return Parsed(value, doubt)

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return f"{value:%m/%d/%Y}"

    def dump(self, value: Any) -> Any:
        return value.isoformat()

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if isinstance(value, date):
            return value
        return super().load(value, choices)


class MonthType(FieldType):
    """A month with its year."""

    name = "month"
    schema: ClassVar[dict[str, Any]] = {
        "type": "string",
        "pattern": r"^\d{4}-(0[1-9]|1[0-2])$",
        "examples": ["2026-11"],
    }

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        folded = fold(text)
        if match := _MONTH_YEAR.fullmatch(folded):
            month, year = int(match[1]), int(match[2])
        elif match := _YEAR_MONTH.fullmatch(folded):
            year, month = int(match[1]), int(match[2])
        elif match := _NAMED_MONTH.fullmatch(folded):
            month, year = _MONTHS[match[1].lower()], int(match[2])
        else:
            try:
                day = TYPES["date"].parse(folded).value
            except Unreadable:
                raise Unreadable("is not a month") from None
            return Parsed(Month.of(day), "a whole date is printed where a month is asked for")
        if not 1 <= month <= 12 or not 1900 <= year <= 2199:
            raise Unreadable("is a month that does not exist")
        return Parsed(Month(year, month))

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return f"{value.month:02d}/{value.year:04d}"

    def dump(self, value: Any) -> Any:
        return str(value)


_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?\s?(?:m)?\.?", re.I)


class Time(FieldType):
    """A time of day, to the minute."""

    name = "time"
    schema: ClassVar[dict[str, Any]] = {
        "type": "string",
        "pattern": r"^([01]\d|2[0-3]):[0-5]\d$",
        "examples": ["14:30"],
    }

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        folded = fold(text)
        if folded.lower() in {"noon", "12 noon"}:
            return Parsed(time(12, 0))
        match = _CLOCK.fullmatch(folded)
        if not match or (match[2] is None and match[3] is None):
            raise Unreadable("is not a time of day")
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3]:
            if not 1 <= hour <= 12:
                raise Unreadable("is a time that does not exist")
            hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
        if hour > 23 or minute > 59:
            raise Unreadable("is a time that does not exist")
        return Parsed(time(hour, minute))

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return f"{value.hour % 12 or 12}:{value.minute:02d} {'PM' if value.hour >= 12 else 'AM'}"

    def dump(self, value: Any) -> Any:
        return f"{value:%H:%M}"


class Phone(FieldType):
    """A telephone number of the United States, written 860-555-0142."""

    name = "phone"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "examples": ["860-555-0142"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        try:
            number = phonenumbers.parse(text, "US")
        except phonenumbers.NumberParseException:
            raise Unreadable("is not a telephone number") from None
        digits = str(number.national_number)
        if number.country_code != 1 or len(digits) != 10:
            raise Unreadable("is not a telephone number of ten digits")
        value = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        return Parsed(f"{value} x{number.extension}" if number.extension else value)


_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


class Email(FieldType):
    """An e-mail address, as printed."""

    name = "email"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "format": "email", "examples": ["a.rivera@example.org"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        joined = "".join(text.split())
        if not _EMAIL.fullmatch(joined):
            raise Unreadable("is not an e-mail address")
        return Parsed(joined)


_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan",
    "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina",
    "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "PR": "Puerto Rico",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas",
    "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin",
    "WY": "Wyoming",
}  # fmt: skip
_STATE_CODES = {_plain(name): code for code, name in _STATES.items()} | {code.lower(): code for code in _STATES}


class State(FieldType):
    """A state, kept as its two-letter code."""

    name = "state"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["CT"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        code = _STATE_CODES.get(_plain(text)) or _STATE_CODES.get(_plain(text).replace(" ", ""))
        if code is None:
            raise Unreadable("is not a state")
        return Parsed(code)


class Zip(FieldType):
    """A ZIP code of five or nine digits."""

    name = "zip"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": r"^\d{5}(-\d{4})?$", "examples": ["06103"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        match = re.fullmatch(r"(\d{5})(?:\s?[-–]\s?(\d{4}))?", fold(text))
        if not match:
            raise Unreadable("is not a ZIP code")
        return Parsed(f"{match[1]}-{match[2]}" if match[2] else match[1])


class Ein(FieldType):
    """A federal employer identification number, written 06-1234567."""

    name = "ein"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": r"^\d{2}-\d{7}$", "examples": ["06-1234567"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        match = re.fullmatch(r"(\d{2})\s?[-–]?\s?(\d{7})", fold(text))
        if not match:
            raise Unreadable("is not a federal identification number of nine digits")
        return Parsed(f"{match[1]}-{match[2]}")


_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


_MOST_DIGITS = 18
"""Beyond the 28 that Decimal keeps, sums would silently be rounded; nothing on a paper has nearly as many."""


def _decimal(text: str, what: str) -> Decimal:
    plain = text.strip()
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip()
    if not plain or not _AMOUNT.fullmatch(plain) or not re.search(r"\d", plain):
        raise Unreadable(f"is not {what}")
    try:
        value = Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise Unreadable(f"is not {what}") from None
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        raise Unreadable(f"has more digits than {what} can have")
    return -value if negative else value


class Money(FieldType):
    """An amount of US dollars, kept to the cent."""

    name = "money"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["70.63"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        plain = re.sub(r"\s*(?:USD|dollars|/\s?h(?:ou)?r|per\s+hour)\.?$", "", fold(text), flags=re.I)
        plain = re.sub(r"^(-?)\s*(?:USD|US\$|\$)\s*", r"\1", plain, flags=re.I)
        value = _decimal(plain, "an amount of money")
        if value != value.quantize(Decimal("0.01")):
            raise Unreadable("is an amount with parts of a cent")
        return Parsed(value.quantize(Decimal("0.01")), "the amount is below zero" if value < 0 else None)

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return f"{value:,.2f}"

    def dump(self, value: Any) -> Any:
        return f"{value:.2f}"

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super().load(value, choices)


class Hours(FieldType):
    """Hours of service, as a decimal."""

    name = "hours"
    schema: ClassVar[dict[str, Any]] = {"type": "string", "pattern": r"^\d+(\.\d+)?$", "examples": ["1.25"]}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        plain = re.sub(r"\s*h(?:ou)?rs?\.?$", "", fold(text), flags=re.I)
        value = _decimal(plain, "a number of hours")
        # As it is kept: a sentence that names it says the same today and when the packet is checked again.
        return Parsed(Decimal(self.dump(value)), "the hours are below zero" if value < 0 else None)

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return str(self.dump(value))

    def dump(self, value: Any) -> Any:
        exact = Decimal(value).normalize()
        places = -int(exact.as_tuple().exponent)
        return f"{exact:.{max(2, places)}f}"

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super().load(value, choices)


class Number(FieldType):
    """A number, whole or with decimals."""

    name = "number"
    schema: ClassVar[dict[str, Any]] = {"type": "number"}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        plain = re.sub(r"\s*(?:years?|yrs?)\.?$", "", fold(text), flags=re.I)
        value = Decimal(str(self.dump(_decimal(plain, "a number"))))
        return Parsed(value, "the number is below zero" if value < 0 else None)

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return str(self.dump(value))

    def dump(self, value: Any) -> Any:
        return int(value) if value == int(value) else float(value)

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise Unreadable(f"must be a number, not {value!r}")
        return self.parse(str(value)).value


class Integer(Number):
    """A whole number."""

    name = "integer"
    schema: ClassVar[dict[str, Any]] = {"type": "integer"}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        parsed = super().parse(text, choices)
        if parsed.value != int(parsed.value):
            raise Unreadable("is not a whole number")
        return Parsed(int(parsed.value), parsed.doubt)


_YES = {"yes", "y", "x", "true", "on", "checked", "1", "☒", "☑", "✓", "✔", "✗", "✘", "[x]", "(x)", "■"}
_NO = {"no", "n", "false", "off", "unchecked", "0", "☐", "[ ]", "( )", "[]", "()", "□"}


class Checkbox(FieldType):
    """A box that is checked or not."""

    name = "checkbox"
    schema: ClassVar[dict[str, Any]] = {"type": "boolean"}

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        word = fold(text).lower()
        if word in _YES:
            return Parsed(True)
        if word in _NO:
            return Parsed(False)
        raise Unreadable("is neither checked nor unchecked")

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return "Yes" if value else "No"

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        if not isinstance(value, bool):
            raise Unreadable(f"must be true or false, not {value!r}")
        return value


class Signature(Checkbox):
    """Whether the line bears ink or a digital signature; never whose."""

    name = "signature"

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        return Parsed(bool(text.strip()))


class Choice(FieldType):
    """One of a list, kept by its name."""

    name = "choice"
    _near = 88.0
    """Share of like letters, in percent, from which a caption misread by a letter or two is still told apart."""

    def parse(self, text: str, choices: Choices | None = None) -> Parsed:
        if not choices:
            raise Unreadable("has no list to choose from")
        captions = {_plain(caption): name for name, printed in choices.items() for caption in (name, *printed)}
        wanted = _plain(text)
        if name := captions.get(wanted):
            return Parsed(name)
        best = process.extract(wanted, list(captions), scorer=fuzz.ratio, score_cutoff=self._near, limit=2)
        names = {captions[caption] for caption, _, _ in best}
        if len(names) == 1:
            return Parsed(names.pop(), "the choice is printed in other words")
        raise Unreadable("is none of the choices")

    def write(self, value: Any, choices: Choices | None = None) -> str:
        return choices[value][0] if choices and choices.get(value) else str(value)

    def load(self, value: Any, choices: Choices | None = None) -> Any:
        # A list or an object of JSON cannot even be looked for among names.
        if not choices or not isinstance(value, str) or value not in choices:
            raise Unreadable(f"must be one of {', '.join(choices or ())}, not {value!r}")
        return value

    def json_schema(self, choices: Choices | None = None) -> dict[str, Any]:
        return {"type": "string", "enum": list(choices or ())}


TYPES: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        Text(), Name(), Date(), MonthType(), Time(), Phone(), Email(), State(), Zip(), Ein(),
        Money(), Hours(), Number(), Integer(), Checkbox(), Signature(), Choice(),
    )
}  # fmt: skip
