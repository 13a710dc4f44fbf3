"""Which print answers which label: in the way that makes sense of most of the page's labels."""

import itertools
import re
from collections.abc import Iterator
from functools import cached_property
from statistics import median

from extractors.labels import Spot
from extractors.pieces import STRICT, Candidate, Piece, reads
from extractors.places import MODES, Places
from extractors.rects import Rect, around, plain
from extractors.typed import parses
from forms.form import Field

_SMALL = 0.92
"""Share of the values' size below which a sentence is the form's own."""
_LARGE = 1.04
"""Share of the values' size above which print is a heading."""
_SMALL_SCANNED = 0.88
"""The same on a picture, which tells sizes less exactly."""
_GUESSED = 0.6
"""Certainty of print in a place where labels like this one do not have their values."""
_LED = {"inline": 0.5, "below": 0.3}
"""What a colon adds for the places that it leads to."""
_HEADS = 0.2
"""What a vote for a value above its label counts less where no line parts the two."""
_PLAINLY = 2.0
"""Votes from which labels that look otherwise than most have their values in a place of their own."""
_BOXED, _HEADED = 9.0, 8.0
"""Scores of what a ruled box ties to its label, and of what the next box does, above any that the open page gives."""
_LEFT = -9.0
"""Score of what goes to a label if no other asks for it."""

_COUNTED = frozenset({"hours", "money", "number", "integer"})
_FIGURES = _COUNTED | {"date", "phone", "zip", "ein"}
"""Types of which no value is without a figure."""
_DAY = Field(type="date", labels=("day",))
"""What no number is."""
YES_OR_NO = ("yes", "no")
"""What answers a question beside a check's label."""
_SLANTED = re.compile(r"ital|obli|slant", re.I)
_ITEM = re.compile(r"(?:\d{1,2}|[IVX]+)\.\s+[A-Z][a-z].*")
"""A heading with its number, as no name begins."""


class Answers:
    """The values of a page's labels, and where squares and ink of a label are to be looked for."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.sheet = places.sheet
        self.fields = places.fields
        self.spots = [spot for spot in places.spots if id(spot) in places.fields]
        self.tells = False
        """Whether the page shows where its labels have their values, once `mode` was asked."""

    def value_box(self, spot: Spot) -> Rect | None:
        """The ruled box that holds the value: the label's own, or the next one where boxes hold labels alone."""
        box = self.places.ruled.own(spot)
        if box is None:
            return None
        if self.fields[id(spot)].type == "signature" and not self._signed(box):
            beside = self.places.ruled.neighbour(box, spot)
            if beside is not None and self._signed(beside):
                return beside
        if self.fields[id(spot)].type == "checkbox":
            beside = None if self._squares_in(box) else self.places.ruled.neighbour(box, spot)
            return beside if beside is not None and self._squares_in(beside) else box
        return box if self.places.ruled.hold_values else self.places.ruled.neighbour(box, spot) or box

    def _signed(self, box: Rect) -> bool:
        return any(box.holds(ink.cx, ink.cy) for ink in self.sheet.inks)

    def _squares_in(self, box: Rect) -> bool:
        return any(box.holds(square.cx, square.cy) for square in self.sheet.squares)

    def areas(self, spot: Spot) -> list[Rect]:
        """Where the value may stand, the label included: its box, or the column below and above, likely first."""
        if box := self.value_box(spot):
            return [box]
        size, rect = spot.size, spot.rect
        left, right = rect.x0 - 2.5 * size, self.places.limits.right(spot)
        line = self.places.captions.line_over(spot)
        end = min(right, line.x1 + size) if line else right
        below = Rect(left, rect.y0 - 0.4 * size, right, self._reach_down(spot))
        above = Rect(left, self._reach_up(spot, left, end), end, rect.y1 + 0.4 * size)
        return [above, below] if self.mode(spot) == "above" or line else [below, above]

    def _reach_up(self, spot: Spot, left: float, right: float) -> float:
        """The label above, or the first wide gap in the print above the label."""
        limit = max(
            (
                s.rect.y1
                for s in self.places.spots
                if s.rect.y1 <= spot.rect.y0 and left < s.rect.x1 and s.rect.x0 < right
            ),
            default=0.0,
        )
        top = spot.rect.y0
        things = [p.rect for p in self.places.pieces] + list(self.sheet.squares)
        for r in sorted(things, key=lambda r: -r.y1):
            if r.cy < spot.rect.y0 and r.y0 > limit - 1 and left <= r.x0 < right:
                if top - r.y1 > 1.5 * max(spot.size, r.height):
                    break
                top = min(top, r.y0)
        return max(top - 1, limit)

    def _reach_down(self, spot: Spot) -> float:
        """The lower limit, or the first wide gap in the print below the label."""
        limit, bottom, size = self.places.limits.lower(spot), spot.rect.y1, spot.size
        left, right = spot.rect.x0 - 2.5 * size, self.places.limits.right(spot)
        things = [p.rect for p in self.places.pieces] + list(self.sheet.squares)
        for r in sorted(things, key=lambda r: r.y0):
            if r.y0 < limit and r.cy > spot.rect.cy and left <= r.x0 < right:
                if r.y0 - bottom > 1.3 * max(size, r.height):
                    break
                bottom = max(bottom, r.y1)
        return min(bottom + 0.4 * size, limit)

    def _local(self, spot: Spot, candidate: Candidate) -> float:
        """How much sense the print makes as the label's value by itself."""
        cell = self.fields[id(spot)]
        score = 0.6
        if cell.type == "choice" and self._squares_beside(candidate):
            return 0.0
        if cell.type in STRICT:
            score = 2.0 if reads(cell, candidate.pieces) else -1.5
        elif cell.type in ("checkbox", "signature"):
            score = 2.0 if cell.type == "checkbox" and candidate.text.lower() in YES_OR_NO else 0.0
        rect = around(candidate.pieces)
        if candidate.mode == "inline":
            gap = max(0.0, candidate.pieces[0].x0 - spot.last_line.x1) / 6
        else:
            gap = max(0.0, rect.y0 - spot.rect.y1 if candidate.mode == "below" else spot.rect.y0 - rect.y1)
        score += 0.5 * max(0.0, 1 - gap / (1.6 * spot.size))
        first = candidate.pieces[0]
        if first.bold and not self.places.lines.values_bold and not (self.sheet.scanned and first.figures):
            score -= 2.0
        if self._small_print(spot, candidate):
            score -= 3.0
        if self.places.ruled.own(spot) is None and self._unlike_values(cell, candidate):
            score -= 2.0
        if _sentence(candidate.text) and cell.type in ("name", "text", "signature") and not cell.multiline:
            score -= 2.0
        return score

    def _small_print(self, spot: Spot, candidate: Candidate) -> bool:
        """Whether it is a sentence in smaller print than the page's dates, amounts and numbers."""
        size = candidate.pieces[0].em
        share = _SMALL_SCANNED if self.sheet.scanned else _SMALL
        return len(candidate.tokens) > 6 and size < share * self._usual and self.places.ruled.own(spot) is None

    def _unlike_values(self, cell: Field, candidate: Candidate) -> bool:
        """Whether it is in larger print, or another face, than all of the page's dates, amounts and numbers.

        Paragraphs may be typed in a face of their own; instructions are set in italics.
        """
        piece = candidate.pieces[0]
        if self.sheet.scanned or not self._usual:
            return False
        if cell.multiline and not _SLANTED.search(piece.face):
            return piece.size > _LARGE * self._usual
        return piece.size > _LARGE * self._usual or piece.face not in self._usual_faces

    @cached_property
    def _usual(self) -> float:
        """The size of the page's dates, amounts and the like, 0 where it has none."""
        sizes = [piece.em for piece in self._told]
        return median(sizes) if sizes else 0.0

    @cached_property
    def _usual_faces(self) -> frozenset[str]:
        """Their faces."""
        return frozenset(piece.face for piece in self._told)

    @cached_property
    def _told(self) -> list[Piece]:
        """The page's dates, amounts and numbers at their labels."""
        return [
            candidate.pieces[0]
            for spot in self.spots
            for candidate in self._candidates[id(spot)].values()
            if self.fields[id(spot)].type in STRICT and reads(self.fields[id(spot)], candidate.pieces)
        ]

    def _squares_beside(self, candidate: Candidate) -> bool:
        """Whether the print is a row of captions of check boxes."""
        return any(piece.rect.beside(square) for piece in candidate.pieces for square in self.sheet.squares)

    @cached_property
    def _candidates(self) -> dict[int, dict[str, Candidate]]:
        found: dict[int, dict[str, Candidate]] = {}
        for spot in self.spots:
            here = {mode: self.places.candidate(spot, mode) for mode in MODES}
            found[id(spot)] = {mode: c for mode, c in here.items() if c is not None}
        return found

    @cached_property
    def _modes(self) -> dict[tuple[bool, bool], str]:
        """Where most labels have their values: those that are captions under a line, those set off, and the others."""
        votes = {key: dict.fromkeys(MODES, 0.0) for key in itertools.product((False, True), repeat=2)}
        for spot in self.spots:
            if self.places.ruled.own(spot) is not None or self.fields[id(spot)].type in ("checkbox", "signature"):
                continue
            for mode, candidate in self._candidates[id(spot)].items():
                # What ends with a colon leads to its value; a caption under its line seldom does.
                vote = self._local(spot, candidate) + (_LED.get(mode, 0.0) if spot.colon else 0.0)
                if self.sheet.scanned:
                    # A figure misread makes a value of its type unreadable, wherever it stands.
                    vote = max(vote, -0.5)
                if mode == "above":
                    # Without a line between them, what stands over a label is rather a heading.
                    vote += 0.8 if self._caption(spot) and not spot.colon else -_HEADS
                votes[self._group(spot)][mode] += vote
        everyone = {mode: sum(own[mode] for own in votes.values()) for mode in MODES}
        self.tells = any(everyone.values())
        found: dict[tuple[bool, bool], str] = {}
        for captions in (False, True):
            plain = votes[captions, False]
            found[captions, False] = max(MODES, key=lambda mode: plain[mode] if any(plain.values()) else everyone[mode])
            # Few labels that look otherwise tell where theirs are only by values that cannot be mistaken.
            odd = votes[captions, True]
            best = max(MODES, key=lambda mode: odd[mode])
            found[captions, True] = best if odd[best] >= _PLAINLY else found[captions, False]
        return found

    def _group(self, spot: Spot) -> tuple[bool, bool]:
        """Whether the label is a caption, and whether it is bold where most labels are not."""
        return self._caption(spot), spot.bold and not self._bold

    @cached_property
    def _bold(self) -> bool:
        """Whether half of the labels are bold."""
        return 2 * sum(spot.bold for spot in self.spots) >= len(self.spots)

    def _caption(self, spot: Spot) -> bool:
        return self.places.captions.line_over(spot) is not None

    def mode(self, spot: Spot) -> str:
        """Where labels like this one have their values on this page: `inline`, `below` or `above`."""
        return self._modes[self._group(spot)]

    @cached_property
    def given(self) -> dict[int, Candidate]:
        """The value of each assigned label that has one, by the label's identity; no print goes to two labels."""
        answers: dict[int, Candidate] = {}
        used: set[int] = set()
        proposals = [proposal for spot in self.spots for proposal in self._proposals(spot)]
        for _, spot, candidate in sorted(proposals, key=lambda p: -p[0]):
            kept = [p for p in candidate.pieces if id(p) not in used]
            if id(spot) in answers or not kept or kept[0] is not candidate.pieces[0]:
                continue
            candidate.pieces = kept
            if self.fields[id(spot)].type != "choice" and self.places.cut_short(kept):
                candidate.certainty = 0.6
            answers[id(spot)] = candidate
            used.update(id(p) for p in kept)
        return answers

    def _proposals(self, spot: Spot) -> Iterator[tuple[float, Spot, Candidate]]:
        """What the label's box or the next one holds; on the open page, what stands beside, below or above."""
        if (held := self.places.held.get(id(spot))) is not None:
            if inside := self.places.within(held):
                yield _BOXED, spot, inside
            return
        filled = self.places.ruled.hold_values
        box = self.places.ruled.own(spot)
        if headed := self.places.ruled.headed(spot):
            yield _HEADED, spot, headed
        if box is not None and filled:
            if inside := self.places.inside(spot, box):
                cell = self.fields[id(spot)]
                # A box whose borders a picture lost in part holds values of other labels, too, which are no checks.
                yield _BOXED if cell.type != "checkbox" or reads(cell, inside.pieces) else _LEFT, spot, inside
        elif box is not None:
            drawn = any(box.holds(s.cx, s.cy) for s in self.sheet.squares)
            beside, cell = self.places.ruled.next_box(spot), self.fields[id(spot)]
            if beside and cell.type in _FIGURES and not any(char.isdigit() for char in beside.text):
                # The caption of another box.
                beside = None
            if not drawn and beside:
                unread = headed and cell.type in STRICT and not reads(cell, beside.pieces)
                yield _HEADED - 1 if unread else _BOXED, spot, beside
            elif not drawn and (inside := self.places.inside(spot, box)):
                yield _HEADED - 1, spot, inside
        else:
            yield from self._ranked(spot)

    def _ranked(self, spot: Spot) -> Iterator[tuple[float, Spot, Candidate]]:
        cell = self.fields[id(spot)]
        for mode, candidate in self._candidates[id(spot)].items():
            if cell.type == "checkbox" and not reads(cell, candidate.pieces):
                continue
            if _of_others(cell, candidate) or _of_label(cell, candidate):
                continue
            local = self._local(spot, candidate)
            score, allowed = local, False
            if mode == self.mode(spot):
                score, allowed = score + 1.5, True
            if mode == "inline" and (
                spot.colon or (spot.ended and local >= 2) or self.places.captions.blank_behind(spot)
            ):
                score, allowed = score + 1.5, True
            if mode == "above" and self.places.captions.line_over(spot) is not None:
                score, allowed = score + 1.2, True
            if mode == "below" and (cell.multiline or spot.colon) and "inline" not in self._candidates[id(spot)]:
                score, allowed = score + 0.4, allowed or local > 0.4
            if not allowed and self.mode(spot) not in self._candidates[id(spot)] and local > 0.4 and not _drawn(cell):
                # Nothing stands where it should: this may be it, for a person to see.
                candidate.certainty, candidate.guessed = _GUESSED, True
                yield local - 3.0, spot, candidate
            elif allowed and (local > -1.0 or (mode == self.mode(spot) and cell.type != "signature") or spot.colon):
                yield score, spot, candidate


def _of_others(cell: Field, candidate: Candidate) -> bool:
    """Whether the print is a date where a number is asked for, or has a heading where a name is.

    Where a number's own print was lost, the date of the signature below stands nearest.
    """
    if cell.type == "name":
        return any(_ITEM.fullmatch(piece.text) for piece in candidate.pieces)
    return cell.type in _COUNTED and parses(candidate.text, _DAY)


def _of_label(cell: Field, candidate: Candidate) -> bool:
    """Whether the print only ends one of the label's wordings, as `no.` does where a picture parts it from the rest."""
    if cell.options:
        return False
    said = "".join(token.plain for token in candidate.tokens)
    words = [[plain(word) for word in label.split()] for label in cell.labels]
    return any(said == "".join(label[n:]) for label in words for n in range(1, len(label)))


def _drawn(cell: Field) -> bool:
    return cell.type in ("checkbox", "signature", "choice")


def _sentence(text: str) -> bool:
    return len(text.split()) >= 7 and text.rstrip().endswith((".", ":", ";"))
