"""Which label of a form names which field, where several fields share a label, as the dates of signatures do."""

from collections import Counter
from collections.abc import Mapping, Sequence

from extractors.labels import Spot
from extractors.rects import Rect
from forms.form import Field

_GUESSED = 0.65
"""Quality of a label that several fields share, where there are fewer of it than fields."""
_HEADED = 2.5
"""Line heights between a heading and the label below it that says the same."""


def assign(spots: Sequence[tuple[int, Spot]], fields: Mapping[str, Field]) -> dict[str, tuple[int, Spot]]:
    """A spot for each field that has one: sure labels first, shared ones, as several `Date`s, by their signature.

    Spots carry the number of their page in the document.
    """
    siblings = _signature_of(fields)
    chosen: dict[str, tuple[int, Spot]] = {}
    used: set[int] = set()
    order = {name: number for number, name in enumerate(fields)}

    def take(name: str, page: int, spot: Spot) -> None:
        chosen[name] = (page, spot)
        used.add(id(spot))

    contested: list[tuple[int, Spot]] = []
    looks = Counter(_look(spot) for _, spot in spots)
    # A section may be headed by the very words of a label in it, but looks as few labels do, or by fewer words.
    rank = {id(s): (-s.quality, _heads_twin(page, s, spots), -looks[_look(s)], -_letters(s)) for page, s in spots}
    for page, spot in sorted(spots, key=lambda s: rank[id(s[1])]):
        if len(spot.names) == 1 and spot.names[0] not in chosen and spot.quality >= 0.5:
            take(spot.names[0], page, spot)
        elif len(spot.names) != 1 or spot.names[0] not in chosen:
            contested.append((page, spot))
    # A field's own label may be printed elsewhere than the shared one: the rest of the fields share what is left.
    for name, (page, spot) in _in_reading_order(contested, fields, chosen, siblings).items():
        take(name, page, spot)
    pairs = sorted(
        (
            (_cost(name, page, spot, chosen, siblings), spot.rect.y0, order[name], name, page, spot)
            for page, spot in contested
            for name in spot.names
            if name not in chosen
        ),
        key=lambda pair: pair[:3],
    )
    wanting = {name for _, _, _, name, _, _ in pairs if name not in chosen}
    too_few = len({id(spot) for *_, spot in pairs if id(spot) not in used}) < len(wanting)
    for _, _, _, name, page, spot in pairs:
        if name not in chosen and id(spot) not in used:
            if too_few and len(spot.names) > 1:
                # Which of the fields lacks its label is a guess.
                spot.quality = min(spot.quality, _GUESSED)
            take(name, page, spot)
    _doubt_orphans(chosen, siblings)
    return chosen


def other_labels(
    name: str, chosen: Mapping[str, tuple[int, Spot]], spots: Sequence[tuple[int, Spot]]
) -> list[tuple[int, Spot]]:
    """The other places where the field's own label stands by itself, as clear as the one that was chosen."""
    taken = {id(spot) for _, spot in chosen.values()}
    quality = chosen[name][1].quality
    return [
        (page, spot)
        for page, spot in spots
        if spot.names == (name,) and id(spot) not in taken and spot.ended and spot.quality >= quality
    ]


def as_usual(spot: Spot, other: Spot, spots: Sequence[Spot]) -> bool:
    """Whether the label looks as labels of the page do, as much as the other does."""
    looks = Counter(map(_look, spots))
    return looks[_look(spot)] >= looks[_look(other)]


def _look(spot: Spot) -> tuple[bool, bool, bool, str, int]:
    """The print of the label: numbered, in capitals, bold, its face and size; a picture tells the first two."""
    first = spot.tokens[0]
    numbered, capitals = spot.number is not None, all(token.text == token.text.upper() for token in spot.tokens)
    if first.source == "ocr":
        return (numbered, capitals, False, "", 0)
    return (numbered, capitals, first.bold, first.face, round(first.height))


def _letters(spot: Spot) -> int:
    return sum(len(token.plain) for token in spot.tokens)


def _heads_twin(page: int, spot: Spot, spots: Sequence[tuple[int, Spot]]) -> bool:
    """Whether the same label stands close below, so that this one heads it."""
    return any(
        other.names == spot.names
        and number == page
        and (other.colon or (not spot.colon and other.bold == spot.bold))
        and 0 < (other.rect.y0 - spot.rect.y1) / spot.size < _HEADED
        and abs(other.rect.x0 - spot.rect.x0) < _HEADED * spot.size
        for number, other in spots
    )


def _doubt_orphans(chosen: Mapping[str, tuple[int, Spot]], siblings: Mapping[str, str]) -> None:
    """Takes the shared dates of a page for guessed where the signature of one was not found: they may be shifted."""
    shared = [(name, *chosen[name]) for name in siblings if name in chosen and len(chosen[name][1].names) > 1]
    lost = {page for name, page, _ in shared if siblings[name] not in chosen}
    for _, page, spot in shared:
        if page in lost:
            spot.quality = min(spot.quality, _GUESSED)


def _in_reading_order(
    contested: Sequence[tuple[int, Spot]],
    fields: Mapping[str, Field],
    chosen: Mapping[str, tuple[int, Spot]],
    siblings: Mapping[str, str],
) -> dict[str, tuple[int, Spot]]:
    """The dates that each follow their own signature line by line; empty where they do not all do so."""
    wanted = {siblings[name]: name for name in fields if name in siblings and name not in chosen}
    dates = [(page, spot) for page, spot in contested if any(name in wanted.values() for name in spot.names)]
    signatures = [(page, spot, name) for name, (page, spot) in chosen.items() if fields[name].type == "signature"]
    lines = [(page, spot.first_line, name) for page, spot, name in signatures]
    found: dict[str, tuple[int, Spot]] = {}
    for page, spot in dates:
        before = [line for line in lines if _reads_before(line[0], line[1], page, spot.first_line)]
        if not before:
            return {}
        owner = max(before, key=lambda line: (line[0], round(line[1].cy / 6), line[1].x0))[2]
        name = wanted.get(owner, "")
        if name not in spot.names or name in found:
            return {}
        found[name] = (page, spot)
    return found


def _reads_before(page: int, rect: Rect, other_page: int, other: Rect) -> bool:
    """Whether the first stands before the second, line by line."""
    if page != other_page:
        return page < other_page
    height = max(rect.height, other.height)
    apart = rect.x1 < other.x0 or other.x1 < rect.x0
    level = abs(rect.cy - other.cy) < (1.8 if apart else 0.8) * height
    return rect.x0 < other.x0 if level else rect.cy < other.cy


def _signature_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """The signature that each date field belongs to: the one declared last before it."""
    siblings: dict[str, str] = {}
    signature = ""
    for name, cell in fields.items():
        if cell.type == "signature":
            signature = name
        elif (
            signature
            and cell.type == "date"
            and (name.startswith(signature) or signature in siblings.values() or "signature" in name)
        ):
            siblings[name] = signature
    return siblings


def _cost(
    name: str, page: int, spot: Spot, chosen: Mapping[str, tuple[int, Spot]], siblings: Mapping[str, str]
) -> float:
    """How ill the spot suits the field: distance from its signature in points, and doubt about the label."""
    cost = 400.0 * (1 - spot.quality)
    owner = chosen.get(siblings.get(name, ""))
    if owner is None:
        return cost + 300.0
    owner_page, signature = owner
    if owner_page != page:
        return cost + 900.0
    dx, dy = spot.rect.cx - signature.rect.cx, spot.rect.cy - signature.rect.cy
    before = dy < -signature.size or (abs(dy) <= signature.size and dx < 0)
    return cost + (abs(dy) * 1.5 + abs(dx) * 0.4) * (2.5 if before else 1.0)
