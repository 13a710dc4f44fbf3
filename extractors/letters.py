"""Papers that say in sentences what a form asks under labels: letters of reference, certificates, insurance cards."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

from extractors.letterwords import any_of, letter_words
from extractors.lines import Print
from extractors.rects import Rect, Token, around, in_lines
from extractors.typed import typed
from forms.evidence import Source, Value
from forms.form import Field, Form

_SAID = 0.94
"""Certainty of a value that a sentence states in so many words."""
_FAINT, _LEAST = 0.7, 3
"""Certainty below which a word of so many letters at least is hardly legible."""
_UNSURE = "the letter seems not to say so, and part of it is hardly legible"
_UNFOUND = "no such name could be made out in the letter"

_WORDS = letter_words()
_PARTICLE = r"(?:de|del|de\sla|la|van|von|der|den|da|dos|di|du|le|st\.|al|bin|y)"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’\-]*\.?"
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+)*{_WORD}){{1,4}}"
_TITLED = rf"{any_of(_WORDS.honorifics)}\.?\s+"
_SALUTATION = re.compile(rf"\s*{any_of(_WORDS.greetings)}\b", re.I)
_CLOSING = re.compile(rf"\s*{any_of(_WORDS.closings)}\b.{{0,20}}$", re.I)
_SUBJECT = re.compile(
    rf"(?i:\b{any_of(_WORDS.subjects)})\s*:\s*(?:.*\b(?:for|of|on)\s+)?"
    r"(?:(?i:the\s+)?(?i:applicant|candidate)\b\s*[:,–-]?\s*)?"
    rf"(?:{_TITLED})?({_NAME})",
)
_ABOUT = re.compile(rf"\b{any_of(_WORDS.about)}\s+(?:{_TITLED})?({_NAME})")
_CREDENTIAL = re.compile(
    r",?\s+(?:[A-Z]\.?){2,6}(?:-[A-Z]+)?\b.*$|,\s*(?:Ph\.?\s?D|Psy\.?\s?D|M\.?\s?D|Ed\.?\s?D|M\.?\s?S\.?\s?W|Esq|R\.?\s?N)\b.*$"
)
_WRITERS = re.compile(rf"\b{any_of(_WORDS.writers)}\b[^.?!]{{0,80}}$", re.I)
_OTHERS_LINE = re.compile(rf"\b{any_of(_WORDS.others_lines)}\b[\s:.#]*$", re.I)
"""What stands right before a number: that it is the writer's, or that it is no telephone's."""
_CLINICIAN = re.compile(rf"\b{any_of(_WORDS.clinicians)}\b", re.I)
_PROFESSION = re.compile(rf"\b{any_of(_WORDS.professions)}$", re.I)
"""How the title of a person ends, which no name does."""
_NO_NAME = re.compile(rf"\b{any_of(_WORDS.no_names)}\b", re.I)
_CLOSE_BY = r".{0,200}?"
"""What may stand between phrases that together say one thing: two or three lines."""
_PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]{0,2}\d{3}[\s.-]\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,5})?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_DAY = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|[A-Z][a-z]{2,8}\.?\s*\d{1,2}(?:st|nd|rd|th)?(?:,\s*|\s+)\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?[A-Z][a-z]{2,8}\.?[\s,-]+\d{4})"
)
_MONTH = r"(?:\d{1,2}/\d{4}|[A-Z][a-z]{2,8}\.?,?\s+\d{4})"
_DATE = re.compile(_DAY)
_STATED = {"date": _DAY, "money": r"\$\s?[\d,]+(?:\.\d\d)?", "phone": _PHONE.pattern, "email": _EMAIL.pattern}
"""What values look like that are taken from a sentence."""
_LISTED = rf"{_WORD}(?:\s+{_WORD})?,\s+{_WORD}(?:\s+{_WORD}){{0,2}}"
"""A name as a list has it, the family's first."""
_CERTIFIES = re.compile(
    rf"(?i:{any_of(_WORDS.certifies)})\s*:?\s+({_LISTED}|{_NAME})"
    r"\s+(?i:has|have|is\b|for\s+having|for\s+successfully)"
)
_COMPLETED = (
    r"(?:(?:has|have|having|successfully)\s+completed|completing|completion\s+of)\s+(?:the\s+)?"
    r"(?:(?:(?:course\s+)?requirements|training|course|class|program)\s*(?:for|of|in)?\s*:?\s+)?(?:the\s+)?"
    r"([A-Za-z].{{3,110}}?)(?=\s+(?:on|dated|valid|and\s+is|course\b|conducted|given|date\b|issued|expires|certificate|instructor"
    r"|training\s+(?:center|provider)|recommended{labels})\b|\s*[.;]\s|\s*[.;]?$)"
)
"""What was completed, up to a word that begins something else, such as another label of the paper."""


_COMPLETED_ON = re.compile(rf"\bcomplet(?:ed|ing|ion\s+of)\s+[^.;:]{{3,120}}?\s+on\s+({_DAY})")
"""The day on which a sentence says that a course was completed."""
_INITIAL = re.compile(r"\b[A-Z]\.$")
_NAMED = ("holder_name", "courses")
"""Fields of a certificate whose labels a sentence has for words."""


class Flow:
    """All print of a document as one text, and the words behind each stretch of it."""

    def __init__(self, prints: Sequence[Print]) -> None:
        self.prints = prints
        self.lines: list[_Line] = [line for number, sheet in enumerate(prints) for line in _lines(sheet, number)]
        self.text = ""
        self._spans: list[tuple[int, int, int, Token]] = []
        for line in self.lines:
            line.start = len(self.text)
            for token in line.tokens:
                self._spans.append((len(self.text), len(self.text) + len(token.text), line.page, token))
                self.text += token.text + " "
            self.text = self.text[:-1] + "\n"
            line.end = len(self.text) - 1

    def words(self, start: int, end: int) -> tuple[int, list[Token]]:
        """Page and words of a stretch of the text."""
        inside = [(page, token) for s, e, page, token in self._spans if s < end and e > start]
        return (inside[0][0] if inside else 0), [token for page, token in inside if page == inside[0][0]]

    def value(self, cell: Field, start: int, end: int, certainty: float) -> Value:
        """The typed value of a stretch of the text."""
        page, tokens = self.words(start, end)
        sheet = self.prints[page]
        text = self.text[start:end]
        confidence = min([certainty, *(token.confidence for token in tokens)])
        box = sheet.fractions(around(tokens)) if tokens else None
        source: Source = tokens[0].source if tokens else "text"
        return typed(text, cell, confidence=confidence, source=source, page=sheet.page.number, box=box)


@dataclass(slots=True)
class _Line:
    """The words of one line of a page."""

    page: int
    rect: Rect
    tokens: list[Token]
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


def _lines(sheet: Print, page: int) -> Iterable[_Line]:
    for runs in in_lines(sheet.runs):
        yield _Line(page, around(runs), [token for run in runs for token in run.tokens])


def is_letter(prints: Sequence[Print]) -> bool:
    """Whether the paper is written as a letter: a greeting, or a closing, and sentences."""
    lines = [run.text for sheet in prints for run in sheet.runs]
    greeted = any(_SALUTATION.match(line) for line in lines)
    closed = any(_CLOSING.match(line) for line in lines)
    return greeted or closed


# --- letters of reference -------------------------------------------------------------------------------------------


def read_letter(form: Form, prints: Sequence[Print]) -> dict[str, Value]:
    """What a plain letter of reference says of the form's fields; what it does not say is blank."""
    flow = Flow(prints)
    parts = _parts(flow)
    found: dict[str, Value | None] = {
        "letter_date": _letter_date(flow, parts, form),
        "applicant_name": _about(flow, parts, form),
        **_signatory(flow, parts, form),
        "phone": _reached(flow, parts, form, "phone", _PHONE),
        "email": _reached(flow, parts, form, "email", _EMAIL),
        "statement": _statement(flow, parts, form),
        **{
            name: _says(flow, _phrased(cell.said_by), 0, len(flow.text))
            for name, cell in form.fields.items()
            if cell.said_by
        },
        "signature": _signed(flow, parts),
    }
    title = found.get("referee_title")
    found["referee_is_clinician"] = _clinician(flow, parts, title)
    faint = _faint(flow)
    return {name: found.get(name) or _silent(cell, prints[0], faint) for name, cell in form.fields.items()}


def _faint(flow: Flow) -> bool:
    """Whether a word of a picture was hardly legible: what the letter seems not to say may stand there."""
    words = (token for line in flow.lines if flow.prints[line.page].scanned for token in line.tokens)
    return any(token.confidence < _FAINT and len(token.plain) >= _LEAST for token in words)


def _silent(cell: Field, sheet: Print, faint: bool) -> Value:
    source: Source = "ocr" if sheet.scanned else "text"
    value = False if cell.type in ("checkbox", "signature") else None
    unsaid = Value(value, _SAID, source, page=sheet.page.number)
    # Letters name whom they are about and who wrote them; of a picture a word of the sentence may be misread.
    if cell.type == "name":
        return unsaid.doubted(_UNFOUND, 0.5)
    return unsaid.doubted(_UNSURE, 0.7) if faint and cell.type == "checkbox" else unsaid


@dataclass(frozen=True, slots=True)
class _Parts:
    """Numbers of the lines where the letter's parts begin."""

    greeting: int | None
    body: int
    closing: int | None
    end: int


def _parts(flow: Flow) -> _Parts:
    texts = [line.text for line in flow.lines]
    greeting = next((n for n, text in enumerate(texts) if _SALUTATION.match(text) and len(text) < 70), None)
    closings = [n for n, text in enumerate(texts) if _CLOSING.match(text) and len(text) < 60 and n > (greeting or 0)]
    closing = closings[-1] if closings else None
    if closing is not None and len(closings) > 1 and closing - closings[-2] == 1:
        closing = closings[-2]
    body = (greeting + 1) if greeting is not None else _first_sentence(texts)
    return _Parts(greeting, body, closing, len(texts))


def _first_sentence(texts: Sequence[str]) -> int:
    return next((n for n, text in enumerate(texts) if len(text.split()) >= 8), 0)


def _letter_date(flow: Flow, parts: _Parts, form: Form) -> Value | None:
    """The first date before the body; else the one nearest to the end."""
    cell = form.fields.get("letter_date")
    if cell is None:
        return None
    head_end = flow.lines[parts.body].start if parts.body < len(flow.lines) else len(flow.text)
    head = next(iter(_DATE.finditer(flow.text, 0, head_end)), None)
    if head:
        return flow.value(cell, head.start(), head.end(), _SAID)
    tail_start = flow.lines[parts.closing].start if parts.closing is not None else head_end
    tail = next(iter(_DATE.finditer(flow.text, tail_start)), None)
    return flow.value(cell, tail.start(), tail.end(), _SAID) if tail else None


def _about(flow: Flow, parts: _Parts, form: Form) -> Value | None:
    """Whom the letter is about: its subject line, else the person it recommends."""
    cell = form.fields.get("applicant_name")
    if cell is None:
        return None
    for line in flow.lines[: parts.body + 1]:
        if match := _SUBJECT.search(line.text):
            return flow.value(cell, line.start + match.start(1), line.start + match.end(1), _SAID)
    for pattern in (_ABOUT, re.compile(_TITLED + f"({_NAME})")):
        folded = flow.text.replace("\n", " ")
        start = flow.lines[parts.body].start if parts.body < len(flow.lines) else 0
        if match := pattern.search(folded, start):
            return flow.value(cell, match.start(1), match.end(1), _SAID)
    return None


def _signatory(flow: Flow, parts: _Parts, form: Form) -> dict[str, Value | None]:
    """Name and title: printed under the closing, else at the head of the letter."""
    name, title = form.fields.get("referee_name"), form.fields.get("referee_title")
    if name is None or title is None:
        return {}
    blocks = []
    if parts.closing is not None:
        blocks.append(range(parts.closing + 1, parts.end))
    blocks.append(range(parts.greeting if parts.greeting is not None else parts.body))
    found: dict[str, Value | None] = {"referee_name": None, "referee_title": None}
    for block in blocks:
        for number in block:
            place = _name_in(flow.lines[number])
            if place is None:
                if found["referee_name"] is None and _PROFESSION.search(flow.lines[number].text):
                    found |= _nameless(flow, number, name, title)
                    break
                continue
            if found["referee_name"] is None or found["referee_name"].value is None:
                found["referee_name"] = flow.value(name, *place, _SAID)
            if found["referee_title"] is None and _same_name(found["referee_name"], flow.text[place[0] : place[1]]):
                found["referee_title"] = _title_after(flow, number, place[1], block, title)
            break
    return found


def _nameless(flow: Flow, number: int, name: Field, title: Field) -> dict[str, Value | None]:
    """A title with no name over it: on a picture the signature runs through the name, so that nobody could read it."""
    line = flow.lines[number]
    said = flow.value(title, line.start, line.end, _SAID)
    blank = replace(said, value=None, text=None)
    return {"referee_name": blank.doubted("no name could be read over the title", 0.5), "referee_title": said}


def _same_name(value: Value | None, text: str) -> bool:
    return value is not None and str(value.value).split()[-1].lower() == text.split()[-1].lower()


def _name_in(line: _Line) -> tuple[int, int] | None:
    """Where a name stands alone on the line, its credentials left out."""
    text = line.text
    bare = _CREDENTIAL.sub("", text)
    head = re.split(r"\s*[,|•·]\s*", bare, maxsplit=1)[0]
    if any(c.isdigit() for c in head) or not re.fullmatch(rf"(?:{_TITLED})?{_NAME}", head):
        return None
    if _NO_NAME.search(head) or _PROFESSION.search(head):
        return None
    offset = len(re.match(rf"(?:{_TITLED})?", head)[0])  # type: ignore[index]
    return line.start + offset, line.start + len(head)


def _title_after(flow: Flow, number: int, end: int, block: range, cell: Field) -> Value | None:
    """The title behind the name on its line, or on the line below it."""
    line = flow.lines[number]
    rest = flow.text[end : line.end]
    if match := re.match(r"\s*[,|•·]\s*(?=[A-Za-z])", rest):
        tail = re.split(r"\s[|•·]\s", rest[match.end() :])[0]
        if len(tail) > 7 and not any(c.isdigit() for c in tail):
            return flow.value(cell, end + match.end(), end + match.end() + len(tail), _SAID)
    if number + 1 not in block:
        return None
    below = flow.lines[number + 1]
    text = below.text
    if any(c.isdigit() for c in text) or "@" in text or _SALUTATION.match(text) or len(text) > 70:
        return None
    head = re.split(r"\s[|•·]\s", text)[0]
    return flow.value(cell, below.start, below.start + len(head), _SAID)


def _reached(flow: Flow, parts: _Parts, form: Form, name: str, pattern: re.Pattern[str]) -> Value | None:
    """How the writer is reached: as the letter says in its sentences, else under the closing, else anywhere.

    The office's main line in the letterhead may be another.
    """
    cell = form.fields.get(name)
    if cell is None:
        return None
    text = flow.text.replace("\n", " ")
    body = flow.lines[parts.body].start if parts.body < len(flow.lines) else len(text)
    closing = flow.lines[parts.closing].start if parts.closing is not None else len(text)
    found = [match for match in pattern.finditer(text) if not _OTHERS_LINE.search(text, 0, match.start())]
    own = [m for m in found if body <= m.start() < closing and _WRITERS.search(text, body, m.start())]
    under = [match for match in found if match.start() >= closing]
    match = next(iter(own or under or found), None)
    return flow.value(cell, match.start(), match.end(), _SAID + 0.04) if match else None


def _statement(flow: Flow, parts: _Parts, form: Form) -> Value | None:
    cell = form.fields.get("statement")
    end = parts.closing if parts.closing is not None else parts.end
    if cell is None or parts.body >= end:
        return None
    return flow.value(cell, flow.lines[parts.body].start, flow.lines[end - 1].end, _SAID)


@lru_cache(maxsize=16)
def _phrased(groups: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """A pattern of one phrase of each group, in any order, close to each other."""
    orders = (_CLOSE_BY.join(rf"\b{any_of(group)}" for group in order) for order in permutations(groups))
    return re.compile("|".join(orders), re.I | re.S)


def _says(flow: Flow, pattern: re.Pattern[str], start: int, end: int) -> Value | None:
    match = pattern.search(flow.text.replace("\n", " "), start, end)
    if not match:
        return None
    page, tokens = flow.words(match.start(), match.end())
    sheet = flow.prints[page]
    confidence = min([_SAID, *(max(token.confidence, 0.9) for token in tokens)])
    box = sheet.fractions(around(tokens)) if tokens else None
    source: Source = "ocr" if sheet.scanned else "text"
    return Value(True, confidence, source, match[0], sheet.page.number, box)


def _clinician(flow: Flow, parts: _Parts, title: Value | None) -> Value | None:
    """Whether the signatory is a clinician: by title or credentials, or in the letter's own words."""
    if title is not None and title.text and _CLINICIAN.search(title.text):
        return Value(True, min(title.confidence, _SAID), title.source, title.text, title.page, title.box)
    start = flow.lines[parts.closing].start if parts.closing is not None else len(flow.text)
    head = flow.lines[parts.body].start if parts.body < len(flow.lines) else 0
    own = re.compile(r"\b(?:I am|as|I work as|my (?:work|practice) as) an?\b[^.]{0,40}?" + _CLINICIAN.pattern, re.I)
    return (
        _says(flow, _CLINICIAN, start, len(flow.text))
        or _says(flow, _CLINICIAN, 0, head)
        or _says(flow, own, head, len(flow.text))
    )


def _signed(flow: Flow, parts: _Parts) -> Value | None:
    """Ink below the closing, or over the printed name."""
    line = flow.lines[parts.closing] if parts.closing is not None else None
    page = line.page if line is not None else len(flow.prints) - 1
    for number in range(page, len(flow.prints)):
        sheet = flow.prints[number]
        top = line.rect.y0 if line is not None and number == page else 0.3 * sheet.height if number == 0 else 0.0
        inks = [ink for ink in sheet.inks if ink.cy > top]
        if inks:
            confidence = 0.95 if sheet.scanned else 1.0
            return Value(True, confidence, "mark", page=sheet.page.number, box=sheet.fractions(inks[0]))
    sheet = flow.prints[page]
    return Value(False, 0.92, "mark", page=sheet.page.number)


# --- certificates ---------------------------------------------------------------------------------------------------


def add_sentences(
    form: Form, prints: Sequence[Print], values: Mapping[str, Value], unseen: Collection[str]
) -> dict[str, Value]:
    """The values, completed by what the paper says in sentences: `This certifies that NAME has completed COURSE`.

    `unseen` are the fields whose label stands nowhere by itself.
    """
    flow = Flow(prints)
    text = flow.text.replace("\n", " ")
    completed = dict(values)
    for name, pattern in (("holder_name", _CERTIFIES), ("courses", _completed(form))):
        if name in form.fields and (match := pattern.search(text)):
            said = flow.value(form.fields[name], *_trimmed(text, match.start(1), match.end(1)), _SAID)
            certified = name in unseen or _CERTIFIES.search(text) is not None
            if certified and _better(said, values.get(name), name):
                completed[name] = said
    for name, cell in form.fields.items():
        if name in unseen and cell.type in _STATED:
            others = [value for other, value in completed.items() if other != name and value.value is not None]
            if (stated := _after_label(flow, text, cell, others)) is not None:
                completed[name] = stated
    if "issued" in unseen and completed["issued"].value is None and (match := _COMPLETED_ON.search(text)):
        completed["issued"] = flow.value(form.fields["issued"], match.start(1), match.end(1), _SAID)
    return completed


def _completed(form: Form) -> re.Pattern[str]:
    return _ended_by(tuple(label for name, cell in form.fields.items() if name not in _NAMED for label in cell.labels))


@lru_cache(maxsize=8)
def _ended_by(labels: tuple[str, ...]) -> re.Pattern[str]:
    words = "".join("|" + r"\s+".join(map(re.escape, label.split())) for label in labels)
    return re.compile(_COMPLETED.format(labels=words), re.I | re.S)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " .,;:" and not _INITIAL.search(text, start, end):
        end -= 1
    return start, end


def _better(said: Value, read: Value | None, name: str) -> bool:
    """Whether the sentence is to be believed rather than what stands beside a label."""
    if said.value is None:
        return False
    if read is None or read.value is None or read.review:
        return True
    sentence = str(read.value)
    return (
        name == "holder_name"
        and sentence != said.value
        and (sentence.startswith(str(said.value)) or " has " in sentence)
    )


def _after_label(flow: Flow, text: str, cell: Field, others: Collection[Value]) -> Value | None:
    """The value that follows one of the field's labels in running text, such as `valid through 06/2027`.

    What is one of the `others` is none: `Date` ends the label of a start date, too.
    """
    looks = rf"{_DAY}|{_MONTH}" if cell.month_end else _STATED[cell.type]
    for label in sorted(cell.labels, key=len, reverse=True):
        words = r"\s+".join(re.escape(word) for word in label.split())
        pattern = re.compile(rf"\b{words}\b\s*(?:date|on|of|is)?\s*:?\s*({looks})", re.I)
        for match in pattern.finditer(text):
            value = flow.value(cell, match.start(1), match.end(1), _SAID)
            if value.value is not None and not any(_same_print(value, other) for other in others):
                return value
    return None


def _same_print(one: Value, other: Value) -> bool:
    """Whether both are read of the same words."""
    if one.page != other.page or one.box is None or other.box is None:
        return False
    x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    return other.box[0] <= x <= other.box[2] and other.box[1] <= y <= other.box[3]
