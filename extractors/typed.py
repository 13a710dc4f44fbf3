"""From the text that stands in a field to its typed value, with the doubt that stays."""

import re
import unicodedata
from dataclasses import replace

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from forms.evidence import Box, Source, Value
from forms.fieldtypes import TYPES, Parsed, Unreadable, fold
from forms.form import Cell

UNREADABLE = 0.2
"""Confidence of a text that is no value of its field's type."""
DOUBTFUL = 0.75
"""Highest confidence of a value that its type reads with a doubt, such as a year of two digits."""

_UNCHECKED = {
    **dict.fromkeys(("name", "email"), 0.845),
    **dict.fromkeys(("text", "money", "hours", "number", "integer", "time"), 0.785),
}
"""Confidence below which values are for review that no type bears out: of names both readers guess, of other texts they
know most words. A date or a choice with a letter misread is none."""

_SIGN = re.compile(r"^[Ss§](?=\s+\d|$)")
"""A dollar sign in small print, as a picture's reader takes it, set off from its amount."""


def typed(
    text: str | None, cell: Cell, *, confidence: float, source: Source, page: int | None, box: Box | None
) -> Value:
    """The value that a text states in the cell: blank, unreadable, doubtful or sure; it never raises."""
    plain = fold(text or "")
    if source == "ocr":
        plain = _STRAY.sub("", plain)
        if cell.type == "money" and (plain := _SIGN.sub("$", plain)) == "$":
            return Value(None, confidence, source, text, page, box).doubted("only a sign stands there", DOUBTFUL)
    if not plain:
        return Value(None, confidence, source, page=page, box=box)
    try:
        parsed = cell.kind.parse(plain, cell.options)
    except Unreadable as error:
        day = _last_day(plain, cell)
        if day is None and source == "ocr":
            day = _day_however_parted(plain, cell)
        if day is not None:
            return Value(day, confidence, source, plain, page, box)
        mended = _mended(plain, cell) if source == "ocr" else None
        if mended is None:
            return Value(None, min(confidence, UNREADABLE), source, plain, page, box, True, f"“{plain}” {error}")
        value = Value(mended.value, confidence, source, plain, page, box)
        return value.doubted("letters and digits that look alike were told apart by guess", DOUBTFUL)
    value = Value(parsed.value, confidence, source, plain, page, box)
    if source == "ocr" and cell.type == "text":
        value = replace(value, value=_BEFORE_ZIP.sub(_state, str(parsed.value)))
    if parsed.doubt:
        return value.doubted(parsed.doubt, DOUBTFUL)
    if source == "ocr" and (doubt := _seen_doubt(plain, cell)):
        return value.doubted(doubt, DOUBTFUL)
    if source == "ocr" and confidence < _UNCHECKED.get(cell.type, 0.0):
        return value.doubted("letters of it were not read surely, and nothing tells which are right", confidence)
    return value


def _seen_doubt(text: str, cell: Cell) -> str | None:
    """What makes a value doubtful that its type reads, because pictures show such print of other values, too."""
    if cell.type == "money" and _CENT_LOST.search(text):
        return "its last figure seems to be lost"
    if cell.type == "money" and _POINT_LOST.fullmatch(text):
        return "its decimal point may be lost"
    if cell.type == "text" and _STOP_AMID.search(text):
        return "its full stop may be a comma"
    if cell.type == "name" and not any(letter.isalpha() for letter in text):
        return "it has no letter, as any name has"
    if cell.type == "email" and " " in text.strip():
        return "an underscore may be lost in it"
    if cell.type == "email" and ((local := text.partition("@")[0]).strip().isdigit() or _ALIKE.search(local)):
        return "letters and digits that look alike cannot be told apart in it"
    return None


def parses(text: str, cell: Cell, *, surely: bool = False) -> bool:
    """Whether the text is a value of the cell's type, `surely` without doubt."""
    try:
        parsed = cell.kind.parse(text, cell.options)
    except Unreadable:
        return False
    return not (surely and parsed.doubt)


_STRAY = re.compile(r"^[:;|*·•~_=\s]+|(?<=\S)[|*·•~_=\s]+$")
"""What is read of a label's colon, a bullet or a scrap of a ruling."""
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
)  # fmt: skip
_NAMED = re.compile(r"(?<![A-Za-z])[A-Za-z0-9][A-Za-z01]{2,8}(?![A-Za-z])")
_DAY_ALONE = re.compile(r"(?<![A-Za-z])[lIoO|]{1,2}(?![A-Za-z])")
"""What may be a day of the month, read as letters."""
_LETTERS = str.maketrans("10", "lo")
_PARTED = re.compile(r"\s*[.,;:·'\s]\s*")
"""What parts a named month, its day and its year, or is read of it."""
_CENTS_APART = re.compile(r"(\$?\s?\d[\d.,\s]*)[\s:;·](\d\d)")
"""An amount whose decimal point was lost."""
_STOP_AMID = re.compile(r"[a-z]{5}\. [a-z]")
"""A full stop behind a word too long for one that is cut short, where the sentence goes on."""
_CENT_LOST = re.compile(r"\.\d$")
_POINT_LOST = re.compile(r"\$?\s?\d{3,}")
"""Figures in a row with neither point nor comma."""
_POINTS = re.compile(r"(\$?\s?\d{1,3}(?:\.\d{3})+)\.(\d\d)")
"""An amount whose commas were read as points."""
_POINT_MISREAD = re.compile(r"(\d{1,4})[:;,](\d\d)")
"""A number with two places behind what was read of its decimal point."""
_POINT_UNREAD = {
    **dict.fromkeys(("hours", "number"), (re.compile(r"(\d{1,4})\s(\d\d)"), r"\1.\2")),
    "time": (re.compile(r"(\d{1,2})\s([0-5]\d)((?:\s?[AP]\.?M\.?)?)", re.I), r"\1:\2\3"),
}
"""Figures between which a fax left nothing of the point or the colon but its space."""
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[-., ]?(\d\d)[-., ]?(\d\d)")
"""A date with the year first, as 2026-11-21, whose strokes were lost."""
_SPACES = re.compile(r"\s+")
"""In an address for e-mail: an underscore that was taken for a ruling."""
_ALIKE = re.compile(
    r"(?<![^._+-])[01lIO](?![^._+-])|(?<=[A-Za-z])[01](?=[A-Za-z])|(?<=\d)[lIO](?=\d)|(?<=[a-z])[IO](?=[a-z])"
)
"""A sign alone, or among signs of the other kind, that looks like a digit or a letter."""
_DIGITS = str.maketrans("OoQIl|SsBZz", "00011155822")
_CAPITALS = str.maketrans("l1|0", "IIIO")
_BEFORE_ZIP = re.compile(r"(?<![^\s,])(?=.?[A-Z])[A-Zl1|0]{2}(?= \d{5}(?:-\d{4})?$)")
_STATE = Cell(type="state", labels=("state",))
_NUMERIC = frozenset({"date", "month", "time", "phone", "zip", "ein", "money", "hours", "number", "integer"})


def _mended(text: str, cell: Cell) -> Parsed | None:
    """What a misread number or date most likely says: without stray spaces, with digits for letters like them."""
    if cell.type == "email":
        spaced = _SPACES.sub("_", text.strip(" .,_"))
        return Parsed(cell.kind.parse(spaced, cell.options).value) if parses(spaced, cell) else None
    if cell.type not in _NUMERIC:
        return None
    close = re.sub(r"\s*([,./:-])\s*", r"\1", text.replace("·", "-"))
    bare = close.strip(".,")
    attempts = [close, close.translate(_DIGITS), bare, _POINT_MISREAD.sub(r"\1.\2", bare)]
    if cell.type in ("date", "month"):
        named = _NAMED.sub(_month, close)
        attempts[1:1] = [named, _DAY_ALONE.sub(lambda day: day[0].translate(_DIGITS), named)]
        figures = re.sub(r"\D", "", close.translate(_DIGITS))
        attempts += [figures, *(["-".join(day.groups())] if (day := _YEAR_FIRST.fullmatch(text)) else [])]
    if cell.type in _POINT_UNREAD and (apart := _POINT_UNREAD[cell.type][0].fullmatch(text)):
        attempts.append(apart.expand(_POINT_UNREAD[cell.type][1]))
    if cell.type == "money" and (parted := _CENTS_APART.fullmatch(text)):
        attempts.append(f"{re.sub(r'[^0-9]', '', parted[1])}.{parted[2]}")
    if cell.type == "money" and (pointed := _POINTS.fullmatch(close)):
        attempts.append(f"{re.sub(r'[^0-9]', '', pointed[1])}.{pointed[2]}")
    # A label that was read with the value ends with a colon.
    for attempt in [*attempts, *(attempt.rpartition(":")[2] for attempt in attempts if cell.type != "time")]:
        try:
            return cell.kind.parse(attempt.strip(), cell.options)
        except Unreadable:
            continue
    return None


def _state(code: re.Match[str]) -> str:
    """The state that two signs before a ZIP code name, where one of them is a stroke or a ring misread."""
    for letters in (code[0], code[0].translate(_CAPITALS)):
        if parses(letters, _STATE):
            return letters
    return code[0]


def _month(word: re.Match[str]) -> str:
    """The month that the word is but for one or two letters, else the word."""
    slips, letters = max(1, len(word[0]) // 4), word[0].lower().translate(_LETTERS)
    alike = process.extractOne(letters, _MONTHS, scorer=Levenshtein.distance, score_cutoff=slips)
    return alike[0] if alike else word[0]


def _day_however_parted(text: str, cell: Cell) -> object | None:
    """The day or month that the text names, whatever parts it: a full stop read of a comma says nothing.

    None where that leaves a doubt, as where the parts are all figures.
    """
    if cell.type not in ("date", "month") or not _NAMED.search(text):
        return None
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    try:
        parsed = cell.kind.parse(_PARTED.sub(" ", plain).strip(" -"), cell.options)
    except Unreadable:
        return None
    return None if parsed.doubt else parsed.value


def _last_day(text: str, cell: Cell) -> object | None:
    """The last day of the month that the text names, where the cell takes a month for its last day."""
    if not (cell.month_end and cell.type == "date"):
        return None
    try:
        parsed = TYPES["month"].parse(text)
    except Unreadable:
        return None
    return None if parsed.doubt else parsed.value.last
