"""Forms in anybody's layout: each field's value by its printed label.

A label may stand beside its value, above it, or below it, in a ruled box or free on the page. Each page is asked in
which of these ways most of its labels make sense; a value goes to one label, and print that is no label's value is left
alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from extractors.addressed import without_address
from extractors.amid import blanks_amid, in_sentence
from extractors.answers import YES_OR_NO, Answers
from extractors.asides import is_unit
from extractors.assigning import as_usual, assign, other_labels
from extractors.crossed import crossed_answer
from extractors.fieldboxes import field_boxes, outside
from extractors.inside import electronic
from extractors.labels import Labels, Spot, find_spots, label_index, with_extra_words, without_lesser
from extractors.letters import add_sentences, is_letter, read_letter
from extractors.lines import Print, Run, Square
from extractors.lostrows import with_lost_rows
from extractors.marked import captions_printed, checkbox_value, choice_by_squares, squares_of, typed_crosses
from extractors.misread import misread_labels
from extractors.narrowcells import parted_captions
from extractors.nearby import print_beside, print_close, print_over, shape_close, strange_under
from extractors.nextcolumn import next_column
from extractors.overleaf import (
    Leaf,
    gone_on,
    over_captions,
    rests_overleaf,
    running_heads,
    signed_in_boxes,
    signed_overleaf,
)
from extractors.page import Page
from extractors.pieces import STRICT, Candidate, Piece, reads
from extractors.places import Places
from extractors.rects import Rect, Token, around, plain, sureness
from extractors.repeated import Chosen, parts_values
from extractors.rings import YES_NO, as_check, in_columns, ringed
from extractors.signed import ink_of, may_be_name, may_be_scrawl, signature_value, stray_ink
from extractors.tables import Found, read_table
from extractors.titles import heads_table, title_runs
from extractors.typed import typed
from extractors.typed_marks import TICKS
from extractors.unanswered import unread_by_label, with_ink
from forms.evidence import Source, Value
from forms.form import Field, Form
from forms.packet import Row

_INSTRUCTION = 0.92
"""Share of the values' size below which a sentence is the form's own."""
_STROKES = frozenset({"1", "0"})
"""What a picture may show of a ruling or a box, though it is a way to write Yes or No."""
_TOLD = frozenset({"date", "month", "time", "phone", "email", "ein", "money"})
"""Types that print is of by itself, whatever stands beside it."""
_CLEAR = 0.85
"""Quality of a label from which it was read as it is printed."""
_SCRAWL = 6.0
"""Points around a signature in which ink is part of it."""
_TICK_CELL = 6.0
"""Line heights that a cell for a tick before a label is wide, at most."""
_STROKE = 20.0
"""Points across from which ink that nobody could read may be a signature."""
_BESIDE = "there is print beside its label that may not be its value"
_SHAPE = "what seems a box beside its label may be letters on a line"
_NEAR = "there is print close to its label that was taken for no value"
_WHICH = "which of the printed answers is meant could not be seen"
_LEFT_OVER = "there is print close by that may be the rest of it"
_GOES_ON = "there is print right beside it that may be part of it"
_TWO_LINES = "its second line may be other print that stands close below"
_HALF = "one of its parentheses is missing, so that part of it may be a hint or be lost"
_LOOSE = "such print stands on the page, and was taken for no value"
_NEXT_COLUMN = "it seems to go on at the head of the next column"
_TWICE = "its label is printed twice, and where it usually stands nothing answers it"
_MISSING = "no label of this field was found on the paper"


def read_document(
    form: Form, pages: Sequence[Page], prints: Sequence[Print] | None = None
) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    """A value for every field of the form and the rows of its tables, from the pages of one document.

    `prints` is the pages' print, where it was put together already.
    """
    prints = prints if prints is not None else [Print(page) for page in pages]
    labels = label_index(form.fields.values(), form.other_labels)
    free = [parted_captions(_body(sheet, form), labels) for sheet in prints]
    spots = [find_spots(runs, labels) for runs in free]
    spots = without_lesser(spots)
    amid = blanks_amid(form, prints)
    spots = [[s for s in here if not in_sentence(s, amid)] for here in spots]
    if form.letter and is_letter(prints) and not _labelled(form, spots):
        return read_letter(form, prints), {name: [] for name in form.tables}
    tables = {name: read_table(prints, table, spots) for name, table in form.tables.items()}
    zones = [
        [rect for found in tables.values() for n, rect in found.zones if n == number] for number in range(len(prints))
    ]
    spots = [[s for s in here if not _in_zone(s.rect, zones[n])] for n, here in enumerate(spots)]
    free = [[r for r in runs if not _in_zone(r.rect, zones[n])] for n, runs in enumerate(free)]
    _add_wordy([cell for name, cell in form.fields.items() if name not in amid], prints, free, spots)
    spots = [_without_captions(here, form) for here in spots]
    chosen = assign([(n, spot) for n, here in enumerate(spots) for spot in here], form.fields)
    reading = _by_answered(_Reading.of(_Sheets(form, prints, free, spots, zones), chosen))
    missing = [cell for name, cell in form.fields.items() if name not in reading.values and name not in amid]
    reading = _by_likeness(reading, missing, labels)
    values, readers = reading.values, reading.readers
    unseen = [name for name in form.fields if name not in values]
    for name in unseen:
        filled = amid[name].value if name in amid else None
        values[name] = filled or _from_totals(form, name, tables) or _unseen(form.fields[name], prints)
    if unseen or "holder_name" in form.fields:
        values = add_sentences(form, prints, values, [name for name in unseen if values[name].why == _MISSING])
    claimed = {id(token) for reader in readers for token in reader.told}
    told = {word for found in tables.values() for word in found.told}
    rows = {
        name: with_lost_rows(found.rows, form.tables[name], found.header, prints, zones, claimed, told)
        for name, found in tables.items()
    }
    return {name: values[name] for name in form.fields}, rows


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The pages of a document as they are read by labels: print that is of no table, labels, parts that are tables."""

    form: Form
    prints: Sequence[Print]
    free: Sequence[list[Run]]
    spots: Sequence[list[Spot]]
    zones: Sequence[Sequence[Rect]]

    def read(self, chosen: Chosen) -> tuple[dict[str, Value], list["_PageReader"]]:
        """The values of the fields by these labels, and who read each page."""
        prints, zones = self.prints, self.zones
        for name, (_, spot) in chosen.items():
            if self.form.fields[name].type not in ("checkbox", "signature"):
                spot.lead_on()
        spots = [[s for s in here if parts_values(prints[n], s, chosen)] for n, here in enumerate(self.spots)]
        titles = [plain(table.title) for table in self.form.tables.values() if table.title]
        free = [
            [r for r in runs if not heads_table(r, zones[n], spots[n], prints[n].squares, titles)]
            for n, runs in enumerate(self.free)
        ]
        values: dict[str, Value] = {}
        readers: list[_PageReader] = []
        for number, sheet in enumerate(prints):
            own = {name: spot for name, (page, spot) in chosen.items() if page == number}
            boxes = [box for box in field_boxes(sheet) if not _in_zone(box, zones[number])]
            before = prints[number - 1] if number else None
            unread = [ink for ink in sheet.illegible if not _in_zone(ink, zones[number])]
            readers.append(_PageReader(sheet, self.form, free[number], spots[number], own, boxes, unread, before))
            values.update(readers[-1].read())
        values.update(_overleaf(readers, zones, values))
        return values, readers


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a document's fields say by the labels chosen for them, and who read each page."""

    sheets: _Sheets
    chosen: Chosen
    values: dict[str, Value]
    readers: list["_PageReader"]

    @classmethod
    def of(cls, sheets: _Sheets, chosen: Chosen) -> "_Reading":
        return cls(sheets, chosen, *sheets.read(chosen))

    def same(self, other: "_Reading", name: str) -> bool:
        """Whether the other reading says the same of all fields but this, with no new doubt."""
        return all(
            (now := other.values[kept]).value == (was := self.values[kept]).value and (was.review or not now.review)
            for kept in self.chosen
            if kept != name
        )


def _by_answered(reading: _Reading) -> _Reading:
    """With each field that is blank by a label printed twice read by the other, where that is answered.

    A section may be headed by the words that label a field in it: nothing but its answer tells which of the two it is.
    """
    every = [(page, spot) for page, here in enumerate(reading.sheets.spots) for spot in here]
    for name in [name for name in reading.chosen if reading.values[name].blank]:
        for page, spot in other_labels(name, reading.chosen, every):
            tried = _Reading.of(reading.sheets, {**reading.chosen, name: (page, spot)})
            if tried.values[name].blank or not reading.same(tried, name):
                continue
            if not as_usual(spot, reading.chosen[name][1], [s for _, s in every]):
                tried.values[name] = tried.values[name].doubted(_TWICE, 0.8)
            reading = tried
            break
    return reading


def _by_likeness(reading: _Reading, missing: Sequence[Field], labels: Labels) -> _Reading:
    """With fields read whose labels a picture shows so badly that only print that is nobody's may be theirs."""
    sheets = reading.sheets
    if not missing or not any(sheet.scanned for sheet in sheets.prints):
        return reading
    claimed = {id(token) for reader in reading.readers for token in reader.told}
    claimed |= {id(token) for here in sheets.spots for spot in here for token in spot.tokens}
    captions = _captions(sheets.form)
    loose = [
        (n, run)
        for n, runs in enumerate(sheets.free)
        for run in runs
        if sheets.prints[n].scanned and run.plain not in captions and claimed.isdisjoint(map(id, run.tokens))
    ]
    for page, spot in misread_labels(missing, labels, loose):
        name = spot.names[0]
        spots = [[*here, spot] if n == page else here for n, here in enumerate(reading.sheets.spots)]
        tried = _Reading.of(replace(sheets, spots=spots), {**reading.chosen, name: (page, spot)})
        if reading.same(tried, name):
            reading = tried
    return reading


def _overleaf(
    readers: Sequence["_PageReader"], zones: Sequence[Sequence[Rect]], values: Mapping[str, Value]
) -> dict[str, Value]:
    """The values that go on at the head of the next page, whole."""
    found: dict[str, Value] = {}
    if len(readers) < 2:
        return found
    running = running_heads([reader.sheet for reader in readers])
    leaves = [Leaf(reader.sheet, reader.answers, zones[number]) for number, reader in enumerate(readers)]
    for (leaf, after), reader in zip(pairwise(leaves), readers[1:], strict=True):
        for spot, pieces in rests_overleaf(leaf, after, running):
            cell = leaf.answers.fields[id(spot)]
            begun = leaf.given.get(id(spot))
            found[cell.name] = gone_on(found.get(cell.name, values[cell.name]), cell, begun, pieces, after.sheet)
            found |= reader.without(pieces)
    for before, (leaf, after) in zip(readers, pairwise(leaves), strict=False):
        for spot, pieces, inks in over_captions(leaf, after, before.free_inks):
            cell = after.answers.fields[id(spot)]
            if cell.type == "signature" and inks:
                found[cell.name] = signature_value(leaf.sheet, inks[-1], spot)
            elif pieces and cell.type not in ("signature", "checkbox") and values[cell.name].blank:
                found[cell.name] = gone_on(values[cell.name], cell, None, pieces, leaf.sheet)
    for (before, reader), (leaf, after) in zip(pairwise(readers), pairwise(leaves), strict=True):
        alone = signed_overleaf(leaf, after, reader.free_inks)
        for spot, ink in (*signed_in_boxes(leaf, after, reader.free_inks), *([alone] if alone else [])):
            name = leaf.answers.fields[id(spot)].name
            if name not in before.inks:
                found[name] = signature_value(after.sheet, ink, spot)
    return found


def _labelled(form: Form, spots: Sequence[Sequence[Spot]]) -> bool:
    """Whether the paper prints the form's own labels, not only those that any letterhead has."""
    own = {name for here in spots for spot in here if spot.ended and spot.quality >= 0.8 for name in spot.names}
    return sum(form.fields[name].type in ("name", "text", "checkbox", "signature") for name in own) >= 3


def _body(sheet: Print, form: Form) -> list[Run]:
    """The runs that are not the title, and not what the fields of a fillable page hold."""
    title = {id(run) for run in title_runs(sheet, form)}
    return list(outside((run for run in sheet.runs if id(run) not in title), field_boxes(sheet)))


def _without_captions(spots: Sequence[Spot], form: Form) -> list[Spot]:
    """The spots without those, misread or among other words, that are one of the answers that the form prints."""
    answers = _captions(form)
    return [s for s in spots if s.quality >= _CLEAR or "".join(token.plain for token in s.tokens) not in answers]


def _captions(form: Form) -> set[str]:
    """The answers that the form prints, in plain letters."""
    return {
        plain(caption) for cell in form.fields.values() for said in (cell.options or {}).values() for caption in said
    }


def _in_zone(rect: Rect, zones: Sequence[Rect]) -> bool:
    return any(zone.holds(rect.cx, rect.cy) for zone in zones)


def _add_wordy(
    cells: Sequence[Field], prints: Sequence[Print], free: Sequence[list[Run]], spots: list[list[Spot]]
) -> None:
    """Adds labels printed among other words, for fields whose label stands nowhere by itself."""
    named = {name for here in spots for spot in here for name in spot.names}
    missing = [cell for cell in cells if cell.name not in named]
    if not missing:
        return
    for number, sheet in enumerate(prints):
        used = {id(token) for spot in spots[number] for token in spot.tokens}
        runs = [run for run in free[number] if not any(id(token) in used for token in run.tokens)]
        spots[number].extend(with_extra_words(sheet, runs, missing, spots[number]))


def _from_totals(form: Form, name: str, tables: dict[str, Found]) -> Value | None:
    """A total that is printed only in the table's total row: `total_hours` under the column `hours`."""
    stated = (tables[table].totals.get(column) for total, table, column in form.sums() if total == name)
    return next((value for value in stated if value), None)


def _unseen(cell: Field, prints: Sequence[Print]) -> Value:
    """The answer for a field whose label is nowhere: blank, but for a person to look at."""
    source: Source = "ocr" if prints and prints[0].scanned else "text"
    value = False if cell.type in ("checkbox", "signature") else None
    page = prints[0].page.number if prints else None
    return Value(value, 0.5, source, page=page, review=True, why=_MISSING)


class _PageReader:
    """Reads the fields whose labels stand on one page."""

    def __init__(
        self,
        sheet: Print,
        form: Form,
        runs: Sequence[Run],
        spots: Sequence[Spot],
        own: dict[str, Spot],
        boxes: Sequence[Rect],
        unread: Sequence[Rect],
        before: Print | None,
    ) -> None:
        self.sheet, self.form, self.own, self.before = sheet, form, own, before
        self.unread = unread
        self.places = Places(sheet, runs, spots, {id(spot): form.fields[name] for name, spot in own.items()}, boxes)
        self.answers = Answers(self.places)
        self.claimed: set[int] = set()
        """The words, by identity, that answer a label."""
        self.values: dict[str, Value] = {}

    @property
    def told(self) -> Iterator[Token]:
        """The words of labels and of their values."""
        for spot in self.places.spots:
            yield from spot.tokens
        for candidate in self.answers.given.values():
            yield from candidate.tokens

    @cached_property
    def checks(self) -> dict[str, Square]:
        """The squares of the check boxes."""
        spots = {name: spot for name, spot in self.own.items() if self.form.fields[name].type == "checkbox"}
        return squares_of(self.sheet, spots, {name: self.answers.value_box(spot) for name, spot in spots.items()})

    @cached_property
    def inks(self) -> dict[str, Rect]:
        """The ink of the signatures."""
        spots = {name: spot for name, spot in self.own.items() if self.form.fields[name].type == "signature"}
        return ink_of(
            self.sheet,
            spots,
            {name: self.answers.value_box(spot) for name, spot in spots.items()},
            {name: self.places.limits.right(spot) for name, spot in spots.items()},
            self.places.spots,
            {name: self.answers.mode(spot) for name, spot in spots.items()},
            self.places.captions.row_rules,
        )

    @property
    def free_inks(self) -> list[Rect]:
        """The drawings that are nobody's signature."""
        taken = {id(ink) for ink in self.inks.values()}
        return [ink for ink in self.sheet.inks if id(ink) not in taken]

    @cached_property
    def unread_ink(self) -> dict[int, list[Rect]]:
        """The ink in the place of each label's answer that no reader could read, by the label's identity."""
        signed = self.inks.values()
        free = [ink for ink in self.unread if not any(other.holds(ink.cx, ink.cy, _SCRAWL) for other in signed)]
        return unread_by_label(self.answers, free) if free else {}

    def read(self) -> dict[str, Value]:
        """The value of each of the fields."""
        answers = self.answers.given
        self.claimed = {id(token) for candidate in answers.values() if candidate for token in candidate.tokens}
        self.values = {name: self._value(name, spot, answers.get(id(spot))) for name, spot in self.own.items()}
        if self.sheet.scanned:
            self._doubt_blanks()
        return self.values

    def _doubt_blanks(self) -> None:
        """Doubts blanks of types that print tells by itself where such print is nobody's: its label may be misread."""
        top = min((spot.rect.y0 for spot in self.places.spots), default=0.0)
        loose = [piece for piece in self.places.pieces if piece.y0 >= top and self._unclaimed([piece])]
        for name, value in self.values.items():
            cell = self.form.fields[name]
            if cell.type in _TOLD and value.blank and not value.review and any(self._may_be(cell, p) for p in loose):
                self.values[name] = value.doubted(_LOOSE, 0.6)

    def _may_be(self, cell: Field, piece: Piece) -> bool:
        """Whether the print is of the field's type, a few signs of its figures misread, as `10:12/2026` for a date."""
        if reads(cell, [piece]):
            return True
        signs = [sign for sign in piece.text if sign.isalnum()]
        figures = 2 * sum(sign.isdigit() for sign in signs) > len(signs)
        return figures and self._typed(cell, piece.tokens, 1.0).value is not None

    def without(self, pieces: Sequence[Piece]) -> dict[str, Value]:
        """The fields read again that print misled which answers a label of the page before."""
        gone = {id(piece) for piece in pieces}
        self.claimed |= {id(token) for piece in pieces for token in piece.tokens}
        robbed = [
            (name, spot)
            for name, spot in self.own.items()
            if (held := self.answers.given.get(id(spot))) and any(id(piece) in gone for piece in held.pieces)
        ]
        for _, spot in robbed:
            self.answers.given.pop(id(spot))
        doubted = [(name, self.own[name]) for name, value in self.values.items() if value.why == _NEAR]
        return {name: self._value(name, spot, None) for name, spot in (*robbed, *doubted)}

    def _value(self, name: str, spot: Spot, candidate: Candidate | None) -> Value:
        cell = self.form.fields[name]
        if cell.type == "signature":
            return self._signature(name, spot, candidate)
        if cell.type == "checkbox":
            return self._checkbox(name, spot, candidate)
        chosen = self._choice(cell, spot, candidate) if cell.type == "choice" else None
        value = self._text(cell, spot, candidate) if chosen is None else _weakened(chosen, spot)
        return with_ink(self.sheet, value, self.unread_ink.get(id(spot), ()))

    def _text(self, cell: Field, spot: Spot, candidate: Candidate | None) -> Value:
        source: Source = "ocr" if self.sheet.scanned else "text"
        if candidate is None or (cell.type in STRICT and is_unit(candidate.text)):
            return _weakened(self._blank(cell, spot, source), spot)
        kept = without_address(cell, candidate.pieces)
        value = self._typed(cell, kept, candidate.certainty)
        if value.unreadable and cell.type in STRICT:
            for end in range(len(candidate.tokens) - 1, 0, -1):
                begun = self._typed(cell, candidate.tokens[:end], candidate.certainty)
                if begun.value is not None:
                    value = replace(begun, text=candidate.text).doubted("more than the value stands there", 0.85)
                    break
        elif cell.multiline and (more := next_column(self.places, spot, candidate.pieces, self.claimed)):
            tokens = [*candidate.tokens, *(token for piece in more for token in piece.tokens)]
            value = self._typed(cell, tokens, candidate.certainty).doubted(_NEXT_COLUMN, 0.8)
        elif cell.type not in STRICT and self._unclaimed(self.places.left_over(spot, candidate)):
            value = value.doubted(_LEFT_OVER, 0.6)
        elif (
            self.sheet.scanned
            and not cell.multiline
            and cell.type not in STRICT
            and self._short_lined(spot, candidate, kept)
        ):
            value = value.doubted(_TWO_LINES, 0.8)
        if cell.type not in STRICT and not cell.multiline and candidate.text.count("(") != candidate.text.count(")"):
            value = value.doubted(_HALF, 0.6)
        if self.sheet.scanned and not value.review and self._unclaimed(self.places.close_by(candidate.pieces)):
            value = value.doubted(_GOES_ON, 0.6)
        return _weakened(value, spot)

    def _short_lined(self, spot: Spot, candidate: Candidate, kept: Sequence[Token]) -> bool:
        """Whether a line below goes on though the one above had room, or stood on the blank: it may be a heading."""
        lines, limit = self.places.lines, self.places.limits.right(spot)
        # What stands in the label's own box is its value, however its lines break.
        return self.places.ruled.own(spot) is None and any(
            below.tokens[0] in kept
            and below.y0 > above.y1 - 0.3 * above.size
            and (lines.short_of(above, below, limit) or lines.leaves_blank(above, below))
            for above, below in pairwise(candidate.pieces)
        )

    def _unclaimed(self, pieces: Iterable[Piece]) -> bool:
        """Whether one of the pieces of print is nobody's label and nobody's value."""
        return any(not any(id(token) in self.claimed for token in piece.tokens) for piece in pieces)

    def _blank(self, cell: Field, spot: Spot, source: Source) -> Value:
        """No value; in doubt where there is print close by, which on a picture is the value if it can be one."""
        value = Value(None, 1.0, source, page=self.sheet.page.number, box=self.sheet.fractions(spot.rect))
        if not self.sheet.scanned:
            near = any(self._unexplained(piece) for piece in (*self.places.near(spot), *self._next_door(spot)))
            return value.doubted(_NEAR, 0.6) if near else value
        if beside := print_over(self.places, spot, self.claimed) or print_beside(self.places, spot, self.claimed):
            read = self._typed(cell, beside, 1.0)
            return (value if read.unreadable else read).doubted(_BESIDE, 0.6)
        checks = {id(square) for square in self.checks.values()}
        if cell.type != "choice" and shape_close(self.places, spot, checks):
            return value.doubted(_SHAPE, 0.6)
        near = print_close(self.places, spot, self.claimed) or strange_under(self.places, spot)
        return value.doubted(_NEAR, 0.6) if near else value

    def _next_door(self, spot: Spot) -> Sequence[Piece]:
        """What the next box holds, where no label stands in it."""
        beside = self.places.ruled.next_box(spot) if self.places.ruled.own(spot) is not None else None
        return beside.pieces if beside else ()

    def _unexplained(self, piece: Piece) -> bool:
        """Whether the print answers no label, and is no heading and no sentence of the form itself."""
        taken = any(id(token) in self.claimed for token in piece.tokens) or piece.captioned
        return not taken and (self.places.lines.values_bold or not piece.bold) and not self._tells(piece)

    def _tells(self, piece: Piece) -> bool:
        """Whether the print is small print, as instructions are."""
        usual = [candidate.pieces[0].size for candidate in self.answers.given.values() if candidate]
        return bool(usual) and len(piece.tokens) > 3 and piece.size < _INSTRUCTION * median(usual)

    def _typed(self, cell: Field, tokens: Sequence[Token], certainty: float) -> Value:
        return typed(
            " ".join(token.text for token in tokens),
            cell,
            confidence=min(certainty, sureness(tokens)),
            source=tokens[0].source,
            page=self.sheet.page.number,
            box=self.sheet.fractions(around(tokens)),
        )

    def _choice(self, cell: Field, spot: Spot, candidate: Candidate | None) -> Value | None:
        for area in self.answers.areas(spot):
            if (value := ringed(self.sheet, cell, area)) is not None:
                return value
        taken = {id(square) for square in self.checks.values()}
        free = [square for square in self.sheet.squares if id(square) not in taken]
        for area in self._with_row(cell, spot, self.answers.areas(spot)):
            squares = [s for s in free if area.holds(s.cx, s.cy)]
            words = self._words(area, spot)
            if not squares:
                squares, words = typed_crosses(words)
            if squares and (value := choice_by_squares(self.sheet, cell, squares, words)) is not None:
                return value
            if squares and self.sheet.scanned and len(cell.options or {}) > 1:
                # What is printed beside the boxes are their captions, whatever of them was read.
                return self._text(cell, spot, candidate).doubted(_WHICH, 0.5)
            printed = captions_printed(cell, words)
            if printed > 1 and printed == len(cell.options or {}) and self.sheet.rings and not self.sheet.scanned:
                # Answers are ringed on this page, and none of these is.
                return Value(None, 0.95, "mark", page=self.sheet.page.number, box=self.sheet.fractions(area))
            if printed > 1 and (self.sheet.scanned or printed == len(cell.options or {})):
                value = self._text(cell, spot, candidate)
                return value.doubted(_WHICH, 0.5)
        if candidate is not None or not free:
            return None
        elsewhere = choice_by_squares(self.sheet, cell, free, self.places.body_tokens)
        return elsewhere and elsewhere.doubted("its boxes stand away from its label", 0.8)

    def _with_row(self, cell: Field, spot: Spot, areas: list[Rect]) -> list[Rect]:
        """The areas of a choice, before them its row as far as the next label where more of its captions stand there.

        A column of the page may end in the midst of the captions, and each may stand in a ruled box of its own.
        """
        row = self._row(spot, self.places.ruled.own(spot) or spot.rect)
        printed = [captions_printed(cell, self._words(area, spot)) for area in (row, *areas)]
        return [row, *areas] if printed[0] > max(1, *printed[1:]) else areas

    def _row(self, spot: Spot, own: Rect) -> Rect:
        """The label's lines, or those of its box, as far as the next label that stands beside it."""
        size = spot.size
        top, bottom = own.y0 - 0.4 * size, own.y1 + 0.4 * size
        labels = [s.rect.x0 for s in self.own.values() if s.rect.x0 > spot.rect.x1 and top < s.rect.cy < bottom]
        return Rect(spot.rect.x0 - size, top, min(labels, default=self.sheet.width), bottom)

    def _checkbox(self, name: str, spot: Spot, candidate: Candidate | None) -> Value:
        areas = [(area, [s for s in self.sheet.squares if area.holds(s.cx, s.cy)]) for area in self.answers.areas(spot)]
        area, inside = next((one for one in areas if one[1]), areas[0])
        if (value := ringed(self.sheet, YES_NO, self._beside(spot))) is not None:
            return _weakened(as_check(value) or value, spot)
        words = self._words(area, spot)
        # Of the boxes for Yes and No one may not have been found.
        several = len(inside) > 1 or (inside and captions_printed(YES_NO, words) > 1)
        if several and (value := choice_by_squares(self.sheet, YES_NO, inside, words)):
            return _weakened(as_check(value) or value, spot)
        if not inside and (value := self._answer_before(spot)) is not None:
            return _weakened(value, spot)
        if not inside and self.sheet.scanned:
            answers = self._words(self._row(spot, spot.rect), spot)
            if (value := crossed_answer(self.sheet, spot, answers)) is not None:
                return _weakened(value, spot)
        if square := self.checks.get(name):
            return _weakened(checkbox_value(self.sheet, square), spot)
        # Words beside or under labels above are answers, too, and head no columns.
        written = candidate is not None and candidate.mode != "above" and candidate.text.lower() in YES_OR_NO
        if not written and (value := in_columns(self.sheet, spot, self.before)) is not None:
            return _weakened(value, spot)
        if (value := self._written_check(spot, candidate)) is not None:
            return value
        blank = Value(False, 0.8, "mark", page=self.sheet.page.number, box=self.sheet.fractions(spot.rect))
        return blank.doubted("no box was found beside its label")

    def _answer_before(self, spot: Spot) -> Value | None:
        """What is checked of the boxes for Yes and No that stand before the label, with nothing else on its line."""
        line = spot.first_line
        squares = [s for s in self.sheet.squares if s.beside(line)]
        words = [t for t in self.places.body_tokens if t.beside(line) and t.x1 <= line.x0]
        others = [s for s in self.places.spots if s is not spot and s.rect.beside(line)]
        if len(squares) != len(YES_NO.options or {}) or others or any(s.x0 > line.x0 for s in squares):
            return None
        if [t.plain for t in words] not in (["yes", "no"], ["no", "yes"]):
            return None
        return as_check(choice_by_squares(self.sheet, YES_NO, squares, words))

    def _beside(self, spot: Spot) -> Rect:
        """The label's own lines, up to the next label."""
        line, size = spot.rect, spot.size
        return Rect(line.x0 - 3 * size, line.y0 - 0.5 * size, self.places.limits.right(spot), line.y1 + 0.5 * size)

    def _words(self, area: Rect, spot: Spot) -> list[Token]:
        """The words in the area that are not the label's own."""
        label = {id(token) for token in spot.tokens}
        return [t for t in self.places.body_tokens if id(t) not in label and area.holds(t.cx, t.cy)]

    def _written_check(self, spot: Spot, candidate: Candidate | None) -> Value | None:
        """A check written as a word: Yes or No after the label, or an X before it."""
        cell = Field(type="checkbox", labels=("check",))
        before = [
            t
            for t in self.places.body_tokens
            if t.text in TICKS and t.beside(spot.first_line) and 0 <= spot.rect.x0 - t.x1 <= 2.5 * spot.size
        ] or self._cell_before(spot)
        if before:
            token = before[-1]
            box = self.sheet.fractions(token)
            return Value(True, token.confidence, token.source, token.text, self.sheet.page.number, box)
        if candidate is None:
            # In a column of its own, far behind, as a sheet's last cell.
            behind = [p for p in self.places.pieces if p.x0 > spot.last_line.x1 and p.rect.beside(spot.last_line)]
            if len(behind) != 1 or behind[0].text.lower() not in YES_OR_NO:
                return None
            candidate = Candidate("inline", behind)
        value = self._text(cell, spot, candidate)
        if self.sheet.scanned and candidate.text in _STROKES:
            value = value.doubted("a stroke beside its label may be no mark", 0.6)
        return value if value.value is not None else None

    def _cell_before(self, spot: Spot) -> list[Token]:
        """A tick that stands alone in a narrow cell right before the label's."""
        own = self.places.ruled.own(spot)
        cell = self.sheet.box_at(own.x0 - 2, own.cy) if own is not None else None
        if cell is None or cell.width > _TICK_CELL * spot.size:
            return []
        held = [t for t in self.sheet.tokens if cell.holds(t.cx, t.cy)]
        return held if len(held) == 1 and held[0].text in TICKS else []

    def _signature(self, name: str, spot: Spot, candidate: Candidate | None) -> Value:
        ink = self.inks.get(name)
        if ink is None and candidate is not None and may_be_name(candidate.text):
            text = candidate.text
            box = self.sheet.fractions(around(candidate.tokens))
            value = Value(True, 0.97, candidate.tokens[0].source, text, self.sheet.page.number, box)
            if electronic(text) and not self.sheet.scanned:
                return _weakened(value, spot)
            return value.doubted("a name is printed in the place of a signature", 0.7)
        value = signature_value(self.sheet, ink, spot)
        long = any(ink.width > _STROKE for ink in self.unread_ink.get(id(spot), ()))
        read = self.sheet.scanned and candidate is not None and may_be_scrawl(candidate.tokens)
        strokes = long or read or stray_ink(self.sheet, spot, self.inks.values())
        if ink is None and strokes:
            value = replace(value, value=True).doubted("ink close by may be its signature", 0.6)
        return _weakened(value, spot)


def _weakened(value: Value, spot: Spot) -> Value:
    """The value with the doubt about its label: a label printed in other letters or among other words."""
    if spot.quality >= _CLEAR:
        return value
    if spot.quality >= 0.7:
        return replace(value, confidence=min(value.confidence, 0.92))
    return value.doubted("its label was not clearly recognised", 0.8)
