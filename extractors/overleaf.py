"""What goes on overleaf: a text that a page's end parts, and a value whose label stands last on the page before."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from extractors.answers import Answers
from extractors.labels import Spot
from extractors.lines import Print
from extractors.pieces import STRICT, Candidate, Piece, reads
from extractors.rects import Rect, around
from extractors.typed import typed
from forms.evidence import Value
from forms.form import Field

_HEAD = 0.15
"""Share of a page, from the top, in which its running head stands."""
_FOOT = 0.93
"""Share of a page from which its running foot stands."""
_NEAR_HEAD = 0.3
"""Share of the page within which what goes on must begin."""
_LEADING = 0.9
"""Space between two lines of one text, in line heights, at most."""


class Leaf:
    """One page of a document as the turning of the page sees it: its answers, and which print nobody claims."""

    def __init__(self, sheet: Print, answers: Answers, zones: Sequence[Rect]) -> None:
        self.sheet, self.answers, self.places = sheet, answers, answers.places
        self.given = answers.given
        fields = answers.fields
        # Print near a check box's caption is hardly its answer.
        sure = [c for key, c in self.given.items() if not c.guessed and fields[key].type != "checkbox"]
        self.taken = [piece.rect for candidate in sure for piece in candidate.pieces]
        claimed = {id(piece) for candidate in sure for piece in candidate.pieces}
        self.free = [piece for piece in self.places.pieces if id(piece) not in claimed]
        self.zones = zones

    def last(self) -> Spot | None:
        """The label that all print of the page stands above, its own value excepted; None where there is none."""
        spot = max(self.answers.spots, key=lambda s: s.rect.y1, default=None)
        if spot is None:
            return None
        own = self.given.get(id(spot))
        lowest = max([spot.rect.y1, *(piece.y1 for piece in own.pieces)] if own else [spot.rect.y1])
        # A foot line, such as a sheet's name, is no part of the form.
        free = [piece for piece in self.free if piece.y0 < _FOOT * self.sheet.height]
        later = [*free, *(p for key, c in self.given.items() if key != id(spot) for p in c.pieces)]
        beyond = any(piece.y0 > lowest - 1 for piece in later) or any(zone.y0 > lowest - 1 for zone in self.zones)
        return None if beyond else spot

    def head(self, running: frozenset[str]) -> list[Piece]:
        """The print at the head of the page, in its columns, that no label and no table claims."""
        claims = [*(spot.rect for spot in self.places.spots), *self.zones, *self.taken]
        found = [p for p in self.free if p.plain not in running and not p.captioned and _heads(p.rect, claims)]
        return sorted(found, key=lambda p: (p.y0, p.x0))


def over_captions(leaf: Leaf, after: Leaf, inks: Sequence[Rect]) -> list[tuple[Spot, list[Piece], list[Rect]]]:
    """Captions at the head of the next page, with the print and the ink that end this page and stand over them.

    `inks` are the page's drawings that no label has.
    """
    foot = max((spot.rect.y1 for spot in leaf.places.spots), default=0.0)
    pieces = [piece for piece in leaf.free if piece.y0 > foot - 1 and not piece.captioned]
    below = [ink for ink in inks if ink.cy > foot]
    things = [*(spot.rect for spot in after.places.spots), *after.zones, *(piece.rect for piece in after.places.pieces)]
    found = []
    for spot in after.answers.spots:
        over = [
            rect for rect in (*things, *after.sheet.inks) if rect.y0 < spot.rect.y0 and rect.shares_column(spot.rect)
        ]
        mode = after.answers.mode(spot)
        if not after.answers.tells:
            # A page with nothing but captions is made as the page before is.
            mode = _usual_mode(leaf)
        if mode != "above" or over:
            continue
        said = [piece for piece in pieces if piece.rect.shares_column(spot.rect)]
        drawn = [ink for ink in below if ink.shares_column(spot.rect)]
        if said or drawn:
            found.append((spot, said, drawn))
    return found


def _usual_mode(leaf: Leaf) -> str:
    return (
        Counter(leaf.answers.mode(spot) for spot in leaf.answers.spots).most_common(1)[0][0]
        if leaf.answers.spots
        else ""
    )


def signed_in_boxes(leaf: Leaf, after: Leaf, inks: Sequence[Rect]) -> list[tuple[Spot, Rect]]:
    """The signatures' labels in the boxes that end the page, and their inks in boxes as wide at the next head."""
    boxed = [(spot, leaf.places.ruled.own(spot)) for spot in leaf.answers.spots]
    foot = max((box.y1 for _, box in boxed if box), default=0.0)
    top = min((spot.rect.y0 for spot in after.places.spots), default=after.sheet.height)
    head = [ink for ink in inks if ink.cy < min(top, _NEAR_HEAD * after.sheet.height)]
    return [
        (spot, ink)
        for spot, box in boxed
        if box and box.y1 > foot - 2 and leaf.answers.fields[id(spot)].type == "signature"
        for ink in head
        if _as_wide(after.sheet.box_at(ink.cx, ink.cy), box)
    ]


def signed_overleaf(leaf: Leaf, after: Leaf, inks: Sequence[Rect]) -> tuple[Spot, Rect] | None:
    """The signature's label that ends the page, where signatures stand below theirs, and its ink at the next head."""
    spot = leaf.last()
    if spot is None or leaf.answers.fields[id(spot)].type != "signature" or leaf.answers.mode(spot) != "below":
        return None
    top = min((other.rect.y0 for other in after.places.spots), default=after.sheet.height)
    ink = next((ink for ink in inks if ink.cy < min(top, _NEAR_HEAD * after.sheet.height)), None)
    return (spot, ink) if ink else None


def _heads(rect: Rect, claims: Sequence[Rect]) -> bool:
    """Whether nothing that claims print stands over the rectangle, or on its line before it."""
    return not any(
        claim.y0 < rect.y1 - 1 and (claim.shares_column(rect) or (claim.x0 < rect.x0 and claim.beside(rect)))
        for claim in claims
    )


def running_heads(prints: Sequence[Print]) -> frozenset[str]:
    """What the heads of several pages say alike."""
    heads = [{run.plain for run in sheet.runs if run.y1 < _HEAD * sheet.height} for sheet in prints]
    return frozenset(said for n, head in enumerate(heads) for said in head if any(said in o for o in heads[n + 1 :]))


def rests_overleaf(leaf: Leaf, after: Leaf, running: frozenset[str]) -> list[tuple[Spot, list[Piece]]]:
    """Labels of the page, and the lines of their values that stand at the head of the next page."""
    head = after.head(running)
    if boxed := _rests_in_boxes(leaf, after, head):
        return boxed
    rest = _rest_of_last(leaf, after, head)
    return [rest] if rest else []


def _rests_in_boxes(leaf: Leaf, after: Leaf, head: Sequence[Piece]) -> list[tuple[Spot, list[Piece]]]:
    """What goes on in the boxes of a row that the page's end parts: boxes as wide, with no label, at the next head."""
    boxed = [(spot, leaf.answers.value_box(spot)) for spot in leaf.answers.spots]
    foot = max((box.y1 for _, box in boxed if box), default=0.0)
    found: list[tuple[Spot, list[Piece]]] = []
    for spot, box in boxed:
        begun = leaf.given.get(id(spot))
        if box is None or box.y1 < foot - 2 or (begun and begun.pieces[-1].y0 < foot - 2.5 * spot.size):
            continue
        rest = [piece for piece in head if _as_wide(after.sheet.box_at(piece.rect.cx, piece.rect.cy), box)]
        if rest and rest[0].y0 < _NEAR_HEAD * after.sheet.height:
            found.append((spot, rest))
    return found


def _as_wide(one: Rect | None, other: Rect) -> bool:
    return one is not None and abs(one.x0 - other.x0) < 2 and abs(one.x1 - other.x1) < 2


def _rest_of_last(leaf: Leaf, after: Leaf, head: list[Piece]) -> tuple[Spot, list[Piece]] | None:
    """The page's last label and the lines of its value at the head of the next page, None where none go on there."""
    spot = leaf.last()
    if spot is None or not head or head[0].y0 > _NEAR_HEAD * after.sheet.height:
        return None
    cell = leaf.answers.fields[id(spot)]
    if cell.type in ("checkbox", "signature"):
        return None
    begun = leaf.given.get(id(spot))
    if begun is None:
        return _begins_overleaf(leaf, spot, cell, head)
    last = begun.pieces[-1]
    if cell.type in STRICT or not leaf.places.lines.runs_full(last, head[0], leaf.places.limits.right(spot)):
        return None
    lefts = (begun.pieces[0].x0, spot.rect.x0)
    return _lines(spot, head, last, lefts)


def _begins_overleaf(leaf: Leaf, spot: Spot, cell: Field, head: list[Piece]) -> tuple[Spot, list[Piece]] | None:
    """A value that stands below its label, where the page ends between them."""
    if leaf.answers.mode(spot) != "below" or spot.bold == head[0].bold is not leaf.places.lines.values_bold:
        return None
    held = ((s, leaf.given[id(s)].pieces[0]) for s in leaf.answers.spots if id(s) in leaf.given)
    indents = [piece.x0 - s.rect.x0 for s, piece in held if piece.y0 > s.rect.cy and piece.x0 < s.rect.x1]
    lines = _lines(spot, head, head[0], (spot.rect.x0, spot.rect.x0 + (median(indents) if indents else 0.0)))
    if lines is None or (cell.type in STRICT and not reads(cell, lines[1])):
        return None
    return lines


def _lines(spot: Spot, head: list[Piece], like: Piece, lefts: Sequence[float]) -> tuple[Spot, list[Piece]] | None:
    """The lines at the head that are printed like the piece and begin where one of the lefts is."""
    taken: list[Piece] = []
    for piece in head:
        aligned = any(abs(piece.x0 - left) < 0.8 * piece.size for left in lefts)
        alike = piece.bold == like.bold and abs(piece.size - like.size) <= 0.12 * like.size
        apart = bool(taken) and piece.y0 - taken[-1].y1 > _LEADING * piece.size
        if not (aligned and alike) or apart:
            break
        taken.append(piece)
    return (spot, taken) if taken else None


def gone_on(value: Value, cell: Field, begun: Candidate | None, rest: Sequence[Piece], sheet: Print) -> Value:
    """The value with its lines overleaf, on the sheet; its place is where it begins."""
    tokens = [token for piece in rest for token in piece.tokens]
    text = " ".join(token.text for token in tokens)
    confidence = min([value.confidence, *(token.confidence for token in tokens)])
    if begun is not None:
        text = f"{begun.text} {text}"
        return typed(text, cell, confidence=confidence, source=tokens[0].source, page=value.page, box=value.box)
    box = sheet.fractions(around(tokens))
    return typed(text, cell, confidence=confidence, source=tokens[0].source, page=sheet.page.number, box=box)
