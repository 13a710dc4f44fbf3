"""The fields of one page, each read by its label: text, choices, check boxes and signatures, with what is in doubt."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from extractors.addressed import without_address
from extractors.answers import YES_OR_NO, Answers
from extractors.asides import is_unit
from extractors.crossed import crossed_answer
from extractors.inside import electronic
from extractors.labels import CLEAR, Spot
from extractors.lines import Print, Run, Square
from extractors.marked import captions_printed, checkbox_value, choice_by_squares, squares_of, typed_crosses
from extractors.nearby import print_beside, print_close, print_over, shape_close, strange_under
from extractors.nextcolumn import next_column
from extractors.pieces import STRICT, Candidate, Piece, reads
from extractors.places import Places
from extractors.rects import Rect, Token, around, sureness
from extractors.rings import YES_NO, as_check, in_columns, ringed
from extractors.signed import ink_of, may_be_name, may_be_scrawl, signature_value, stray_ink
from extractors.typed import typed
from extractors.typed_marks import TICKS
from extractors.unanswered import unread_by_label, with_ink
from forms.evidence import Source, Value
from forms.form import Field, Form

_INSTRUCTION = 0.92
"""Share of the values' size below which a sentence is the form's own."""
_STROKES = frozenset({"1", "0"})
"""What a picture may show of a ruling or a box, though it is a way to write Yes or No."""
_TOLD = frozenset({"date", "month", "time", "phone", "email", "ein", "money"})
"""Types that print is of by itself, whatever stands beside it."""
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


class PageReader:
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
    if spot.quality >= CLEAR:
        return value
    if spot.quality >= 0.7:
        return replace(value, confidence=min(value.confidence, 0.92))
    return value.doubted("its label was not clearly recognised", 0.8)
