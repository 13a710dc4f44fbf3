"""What goes on overleaf: a text that a page's end parts, and a value whose label stands last on the page before."""

from collections.abc import Sequence

from extractors.answers import Answers
from extractors.labels import Spot
from extractors.lines import Print
from extractors.places import STRICT, Candidate, Piece, reads
from extractors.rects import Rect, around
from extractors.typed import typed
from forms.evidence import Value
from forms.form import Field

_HEAD = 0.15
"""Share of a page, from the top, in which its running head stands."""
_NEAR_HEAD = 0.3
"""Share of the page within which what goes on must begin."""
_LEADING = 0.9
"""Space between two lines of one text, in line heights, at most."""


class Leaf:
    """One page of a document as the turning of the page sees it: its answers, and which print nobody claims."""

    def __init__(self, sheet: Print, answers: Answers, zones: Sequence[Rect]) -> None:
        self.sheet, self.answers, self.places = sheet, answers, answers.places
        self.given = answers.given
        claimed = {id(piece) for candidate in self.given.values() for piece in candidate.pieces}
        self.free = [piece for piece in self.places.pieces if id(piece) not in claimed]
        self.zones = zones

    def last(self) -> Spot | None:
        """The label that all print of the page stands above, its own value excepted; None where there is none."""
        spot = max(self.answers.spots, key=lambda s: s.rect.y1, default=None)
        if spot is None:
            return None
        own = self.given.get(id(spot))
        lowest = max([spot.rect.y1, *(piece.y1 for piece in own.pieces)] if own else [spot.rect.y1])
        later = [*self.free, *(p for key, c in self.given.items() if key != id(spot) for p in c.pieces)]
        beyond = any(piece.y0 > lowest - 1 for piece in later) or any(zone.y0 > lowest - 1 for zone in self.zones)
        return None if beyond else spot

    def head(self, running: frozenset[str]) -> list[Piece]:
        """The print at the head of the page that no label and no table claims."""
        tops = [spot.rect.y0 for spot in self.places.spots] + [zone.y0 for zone in self.zones]
        taken = [piece.y0 for candidate in self.given.values() for piece in candidate.pieces]
        limit = min([*tops, *taken], default=self.sheet.height)
        found = [p for p in self.free if p.y1 <= limit + 1 and p.plain not in running and not p.captioned]
        return sorted(found, key=lambda p: (p.y0, p.x0))


def running_heads(prints: Sequence[Print]) -> frozenset[str]:
    """What the heads of several pages say alike."""
    heads = [{run.plain for run in sheet.runs if run.y1 < _HEAD * sheet.height} for sheet in prints]
    return frozenset(said for n, head in enumerate(heads) for said in head if any(said in o for o in heads[n + 1 :]))


def rest_overleaf(leaf: Leaf, after: Leaf, running: frozenset[str]) -> tuple[Spot, list[Piece]] | None:
    """The page's last label and the lines of its value at the head of the next page, None where none go on there."""
    spot = leaf.last()
    head = after.head(running)
    if spot is None or not head or head[0].y0 > _NEAR_HEAD * after.sheet.height:
        return None
    cell = leaf.answers.fields[id(spot)]
    if cell.type in ("checkbox", "signature"):
        return None
    begun = leaf.given.get(id(spot))
    if begun is None:
        return _begins_overleaf(leaf, spot, cell, head)
    last = begun.pieces[-1]
    if cell.type in STRICT or not leaf.places.runs_full(last, head[0], leaf.places.right_limit(spot)):
        return None
    lefts = (begun.pieces[0].x0, spot.rect.x0)
    return _lines(spot, head, last, lefts)


def _begins_overleaf(leaf: Leaf, spot: Spot, cell: Field, head: list[Piece]) -> tuple[Spot, list[Piece]] | None:
    """A value that stands below its label, where the page ends between them."""
    if leaf.answers.mode(spot) != "below" or spot.bold == head[0].bold is not leaf.places.values_bold:
        return None
    lines = _lines(spot, head, head[0], (spot.rect.x0,))
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
