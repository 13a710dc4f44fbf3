"""Where the labels of a form stand on a page, and which field each of them names.

A label is found by its letters alone, so that capitals, colons and the spaces that OCR adds or loses do not matter. The
longest label wins where one is the beginning of another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from extractors.asides import is_aside
from extractors.lines import Print, Run
from extractors.numbering import give_numbers, numbers, pointed
from extractors.rects import Rect, Token, around, plain
from forms.form import Cell, Field

_LONGEST = 18
"""Words of the longest label that is looked for."""
_MOST_LINES = 8
"""Lines over which a label may wrap in a narrow box."""
_NEAR = 82.0
"""Share of like letters, in percent, from which a misread label is still told."""
_GUESSED = 0.65
"""Quality of a label that several fields share, where there are fewer of it than fields."""
_SURE = 0.5
"""A place below this is no label: it may be the beginning of a sentence."""
_UNITS = frozenset({"USD", "US$", "$", "HRS", "HOURS"})
"""What a hint in brackets may say of the unit."""
_STROKES = ("/", "|")
_TRANSLATED = 6
"""Words of a label in a second language at most."""
_HEADED = 2.5
"""Line heights between a heading and the label below it that says the same."""
_SHORTEST_NEAR = 5
"""Letters that a label must have to be told when misread."""


@dataclass(slots=True, eq=False)
class Spot:
    """A place where a label is printed, and the fields that it may name."""

    tokens: list[Token]
    names: tuple[str, ...]
    """Fields with this label; empty for a label that is none of the form's."""
    quality: float
    """1 for the label letter by letter, clearly ended."""
    ended: bool
    """Whether a colon, a change of print or the end of the run parts the label from what follows."""
    colon: bool
    run: Run
    """The run that the label begins in."""
    number: Token | None = None
    """The number that the form gives the label."""
    rect: Rect = field(init=False)
    """Around the label and its number."""
    last_line: Rect = field(init=False)
    """The part of the label that stands on its last line."""

    def __post_init__(self) -> None:
        self.rect = around(self.tokens)
        first, last = self.tokens[0], self.tokens[-1]
        self.last_line = around(token for token in self.tokens if token.beside(last))
        if self.last_line.x1 < first.x0 and not last.beside(first):
            # It ran over the end of a line: what it names stands where its colon is, or its box where it begins.
            self.rect = around(t for t in self.tokens if t.beside(last if self.colon else first))
            self.last_line = self.rect

    def take_number(self, number: Token) -> None:
        """Notes the number that stands before the label."""
        self.number = number
        self.rect = around([number, *self.tokens])

    @property
    def first_line(self) -> Rect:
        """The part of the label that stands on its first line."""
        first = self.number or self.tokens[0]
        line = around(t for t in (first, *self.tokens) if t.beside(first))
        return line if line.y0 <= self.rect.y1 else self.rect

    @property
    def size(self) -> float:
        """Height of the label's print."""
        return self.tokens[0].height

    @property
    def bold(self) -> bool:
        """Whether the label is printed bold."""
        return self.tokens[0].bold


Hit = tuple[str, list[Token]]
"""The plain text of a label and its words."""
Labels = Mapping[str, tuple[str, ...]]
"""Plain text of each label, and the names of the fields that it may stand for."""


def label_index(cells: Iterable[Cell]) -> Labels:
    """The labels of the fields or columns, each also without what it says in parentheses."""
    index: dict[str, list[str]] = {}
    for cell in cells:
        for label in cell.labels:
            for variant in (label, _without_parentheses(label)):
                names = index.setdefault(plain(variant), [])
                if cell.name not in names:
                    names.append(cell.name)
    index.pop("", None)
    return {label: tuple(names) for label, names in index.items()}


@lru_cache(maxsize=2000)
def _without_parentheses(label: str) -> str:
    kept, depth = [], 0
    for char in label:
        depth += char == "("
        if depth == 0:
            kept.append(char)
        depth -= char == ")" and depth > 0
    return "".join(kept)


def find_spots(runs: Sequence[Run], labels: Labels) -> list[Spot]:
    """Places of the labels, in reading order, none overlapping another."""
    found: list[Spot] = []
    after = Below(runs)
    for run in runs:
        for start in _starts(run):
            found.extend(_spots_at(run, start, labels, after))
    give_numbers(found, runs)
    for spot in found:
        if spot.number is None and _behind_bare(spot) and spot.ended and spot.quality == 1 and len(spot.tokens) > 2:
            # A label of several words, whole, is no unit of the number before it.
            spot.take_number(spot.run.tokens[0])
    return _disjoint([spot for spot in found if spot.number or not _behind_bare(spot)])


def _behind_bare(spot: Spot) -> bool:
    """Whether a number without a point stands before it that numbers nothing: it is a value, as in `2 hours`."""
    tokens = spot.run.tokens
    return (
        spot.tokens[0] is not tokens[0]
        and numbers(spot.run)
        and not pointed(tokens[0])
        and (spot.tokens[0] is tokens[1] and not spot.colon)
    )


def without_lesser(spots: Sequence[Sequence[Spot]]) -> list[list[Spot]]:
    """The spots of a document's pages without those whose fields all have a clearer label elsewhere.

    A value may begin like a label: `Social Work`, or a sentence that begins with `Parent`.
    """
    everywhere = [spot for here in spots for spot in here]

    def lesser(spot: Spot) -> bool:
        clearer = [s for s in everywhere if s.quality >= spot.quality + 0.15 and set(s.names) & set(spot.names)]
        return bool(spot.names) and len(clearer) >= len(spot.names)

    return [[spot for spot in here if not lesser(spot)] for here in spots]


def _disjoint(found: list[Spot]) -> list[Spot]:
    """The best of the overlapping spots: exact before near, long before short."""
    kept: list[Spot] = []
    taken: set[int] = set()
    sure = (spot for spot in found if spot.quality >= _SURE)
    for spot in sorted(sure, key=lambda s: (-round(s.quality, 1), -sum(len(t.plain) for t in s.tokens))):
        if taken.isdisjoint(map(id, spot.tokens)):
            kept.append(spot)
            taken.update(map(id, spot.tokens))
    return sorted(kept, key=lambda s: (s.rect.y0, s.rect.x0))


def _starts(run: Run) -> Iterator[int]:
    """Word numbers at which a label can begin: the first, after a numbering, where print turns bold, before a colon."""
    tokens = run.tokens
    yield 0
    if numbers(run):
        yield 1
        if pointed(tokens[0]) and pointed(tokens[1]) and len(tokens) > 2:
            yield 2
    colons = [n for n, token in enumerate(tokens) if token.text.endswith(":")]
    previous = -1
    for colon in colons:
        yield from range(max(previous + 1, colon - 7, 1), colon + 1)
        previous = colon
    for number in range(1, len(tokens)):
        if tokens[number].bold and not tokens[number - 1].bold and number > previous:
            yield number


class Below:
    """Finds the run that continues a label on the next line."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs

    def __call__(self, run: Run) -> Run | None:
        """The nearest run under this one in the same face, aligned with it at the left, the right, or in the middle."""
        best = None
        for other in self.runs:
            size = run.size if run.tokens[0].source != "ocr" else max(run.size, other.size)
            if other.y0 <= run.y0 + 0.5 * size or not -0.35 <= run.leading(other) <= 0.7:
                continue
            if other.bold != run.bold or not self._one_size(run, other) or other.face != run.face:
                continue
            hung_from = run.tokens[1].x0 if numbers(run) else run.x0
            aligned = (
                abs(other.x0 - run.x0) < 1.2 * size
                or abs(other.x0 - hung_from) < 0.6 * size
                or abs(other.rect.cx - run.rect.cx) < 0.8 * size
                or abs(other.x1 - run.x1) < 0.6 * size
            )
            hung = run.x0 - 3.0 * size < other.x0 < run.x0
            if (aligned or hung) and (best is None or abs(other.x0 - run.x0) < abs(best.x0 - run.x0)):
                best = other
        return best

    def next_line(self, run: Run) -> Run | None:
        """The beginning of the next line, where the run stands last on its line and left no room for its first word."""
        size = run.size
        if any(other.x0 > run.x1 and other.rect.beside(run.rect) for other in self.runs):
            return None
        lower = [
            o for o in self.runs if o.y0 > run.y0 + 0.5 * size and -0.35 <= run.leading(o) <= 0.9 and o.x1 < run.x0
        ]
        if not lower:
            return None
        first = min(lower, key=lambda other: (round(other.y0), other.x0))
        alike = first.bold == run.bold and first.face == run.face and self._one_size(run, first)
        full = run.x1 + run.space + first.tokens[0].width > self._margin
        return first if alike and full else None

    @cached_property
    def _margin(self) -> float:
        return max((run.x1 for run in self.runs), default=0.0)

    @staticmethod
    def _one_size(run: Run, other: Run) -> bool:
        """Whether both are of one size; a picture boxes words tightly, capitals apart from letters that hang."""
        slack = 0.45 if run.tokens[0].source == "ocr" else 0.25
        return abs(other.size - run.size) <= slack * max(run.size, other.size)


def _spots_at(run: Run, start: int, labels: Labels, after: "Below") -> list[Spot]:
    """Exact and near labels that begin at the word."""
    prefixes = list(_prefixes(run, start, max(map(len, labels), default=0), after))
    exact = [(tokens, labels[text], 1.0) for text, tokens in prefixes if text in labels]
    if run.tokens[start].source == "ocr" or len({(t.bold, t.face) for t in run.tokens}) > 1:
        beside = [(tokens, labels[text], 1.0) for text, tokens in _beside_values(run, start, labels, after)]
        exact = sorted([*beside, *exact], key=lambda hit: sum(len(token.plain) for token in hit[0]))
    if exact:
        # A shorter label that begins a longer one is not meant.
        tokens, names, quality = exact[-1]
        return [_spot(after.runs, run, start, tokens, names, quality)]
    texts = [text for text, _ in prefixes if len(text) >= _SHORTEST_NEAR]
    if not texts:
        return []
    near: list[Spot] = []
    longest = max(texts, key=len)
    for label in labels:
        if (
            len(label) < _SHORTEST_NEAR
            or len(label) > len(longest) + 2
            or (label[0] != longest[0] and not run.tokens[start].text[:1].isalpha())
        ):
            continue
        hit = process.extractOne(label, texts, scorer=fuzz.ratio, score_cutoff=_NEAR)
        if hit:
            tokens = next(tokens for text, tokens in prefixes if text == hit[0])
            if len(label) < 8 and fuzz.ratio(label, hit[0]) < 86 and not tokens[-1].text.endswith(":"):
                continue
            near.append(_spot(after.runs, run, start, tokens, labels[label], 0.8 * hit[1] / 100))
    return near


def _prefixes(run: Run, start: int, longest: int, after: "Below") -> Iterator[tuple[str, list[Token]]]:
    """Plain text and words of each beginning of the run from the word on, running over to the next lines."""
    text, tokens, line = "", [], run
    words = run.tokens[start:]
    for _ in range(_MOST_LINES):
        for token in words:
            tokens.append(token)
            text += token.plain
            if len(text) > longest + 3 or len(tokens) > _LONGEST:
                return
            if token.plain:
                yield text, list(tokens)
            if token.text.endswith(":"):
                return
        below = after(line) or (after.next_line(line) if line is run else None)
        if below is None:
            return
        line, words = below, below.tokens


def _beside_values(run: Run, start: int, labels: Labels, after: "Below") -> Iterator[Hit]:
    """Plain text and words of each label of several lines whose lines a picture has joined with the value beside."""

    def follow(text: str, tokens: list[Token], line: Sequence[Token], begin: int, lines: int) -> Iterator[Hit]:
        for end in range(begin + 1, len(line) + 1):
            tokens = [*tokens, line[end - 1]]
            text += line[end - 1].plain
            if not any(label.startswith(text) for label in labels):
                return
            if lines > 1 and text in labels:
                yield text, tokens
            if line[end - 1].text.endswith(":") or lines == _MOST_LINES:
                return
            if (below := after(Run(list(line[:end])))) is not None:
                yield from follow(text, tokens, below.tokens, 0, lines + 1)

    yield from follow("", [], run.tokens, start, 1)


def _spot(
    runs: Sequence[Run], run: Run, start: int, tokens: list[Token], names: tuple[str, ...], quality: float
) -> Spot:
    line = next((r for r in runs if tokens[-1] in r.tokens), run)
    rest = line.tokens[line.tokens.index(tokens[-1]) + 1 :]
    open_aside = bool(rest) and rest[0].text.startswith("(") and not any(")" in token.text for token in rest)
    if (not rest or open_aside) and not tokens[-1].text.endswith(":"):
        rest = _hinted(runs, line, rest)
    tokens, rest = _with_asides(list(tokens), rest)
    tokens, rest = _said_again(runs, line, tokens, rest)
    # A picture takes a colon for a semicolon now and then, and no label ends with one.
    colon = tokens[-1].text.endswith((":", ":*") if tokens[-1].source != "ocr" else (":", ":*", ";"))
    ended = colon or not rest or _other_print(tokens[-1], rest[0])
    if not ended:
        quality *= 0.55
    numbered = (start == 1 and numbers(run)) or (start == 2 and all(map(pointed, run.tokens[:2])))
    if start and not colon and not numbered:
        quality *= 0.8
    return Spot(tokens, names, quality, ended, colon, run)


def _hinted(runs: Sequence[Run], line: Run, rest: list[Token]) -> list[Token]:
    """The words after a label with those of the next line or two, where a hint at the format stands or ends there."""
    longer, below = list(rest), line
    for _ in range(2):
        lines = Below(runs)
        following = lines(below) or (lines.next_line(below) if rest else None)
        if following is None:
            break
        if rest and rest[0].source == "ocr" and (hint := _parted_hint(rest, following.tokens)):
            return hint
        below = following
        longer += below.tokens
        if _aside(longer):
            return longer
    return rest


def _parted_hint(rest: Sequence[Token], lower: Sequence[Token]) -> list[Token]:
    """The words of a hint that ends on the lower line, without the value between; empty where there is none."""
    for end in range(1, len(rest)):
        words = [*rest[:end], *lower]
        count = _aside(words)
        if count > end and is_aside(" ".join(token.text for token in words[:count])):
            return words
    return []


def _with_asides(tokens: list[Token], rest: list[Token]) -> tuple[list[Token], list[Token]]:
    """The label with what belongs to it of the words behind it, and the words left."""
    while rest and not tokens[-1].text.endswith(":") and (extra := _aside(rest)):
        tokens, rest = [*tokens, *rest[:extra]], rest[extra:]
    return tokens, rest


def _aside(rest: Sequence[Token]) -> int:
    """How many of the words after a label belong to it: a colon, a star, what stands in parentheses."""
    if not rest[0].plain and not rest[0].text.startswith(("(", "[")):
        return 1 if set(rest[0].text) <= set(":;*#?)-–") else 0
    if rest[0].text.startswith("("):
        for number, token in enumerate(rest[:8]):
            if token.text.rstrip(":*.").endswith(")"):
                # An area code in parentheses is a value, not an aside.
                digits = sum(c.isdigit() for t in rest[: number + 1] for c in t.plain)
                return 0 if digits >= 3 else number + 1
    if rest[0].text.startswith("["):
        # A check box of brackets holds no hint.
        for number, token in enumerate(rest[:8]):
            if token.text.rstrip(":*.").endswith("]"):
                hint = " ".join(t.text for t in rest[: number + 1]).rstrip(":*.")[1:-1]
                return number + 1 if is_aside(hint) or hint.upper() in _UNITS else 0
    return 0


def _said_again(
    runs: Sequence[Run], line: Run, tokens: list[Token], rest: list[Token]
) -> tuple[list[Token], list[Token]]:
    """The label with what says it in another language behind a stroke, on its line or the next; and the words left."""
    if tokens[-1].text.endswith(":"):
        return tokens, rest
    longer = rest
    lines = Below(runs)
    below = lines(line) or lines.next_line(line) if len(rest) < 2 else None
    if below is not None and (rest or [*below.tokens])[0].text in _STROKES:
        longer = [*rest, *below.tokens]
    if longer and (other := _in_another_language(longer)):
        return [*tokens, *longer[:other]], longer[other:]
    return tokens, rest


def _in_another_language(rest: Sequence[Token]) -> int:
    """How many of the words after a label say it again behind a stroke, as in `Date / Fecha:`."""
    if rest[0].text not in _STROKES:
        return 0
    for number, token in enumerate(rest[1 : _TRANSLATED + 1], start=2):
        # Small capitals make words without a capital lower.
        if any(char.isdigit() for char in token.text) or _other_print(rest[0], token, low=0.7):
            return number - 1 if number > 2 else 0
        if token.text.endswith(":"):
            return number
    return len(rest) if len(rest) <= _TRANSLATED + 1 else 0


def _other_print(label: Token, following: Token, low: float = 0.9) -> bool:
    if label.bold != following.bold or label.face != following.face:
        return True
    ratio = following.height / label.height
    return label.source != "ocr" and not low <= ratio <= 1.12


def with_extra_words(sheet: Print, runs: Sequence[Run], missing: Sequence[Field], like: Sequence[Spot]) -> list[Spot]:
    """Labels of fields not found otherwise that are printed among other words, such as PRIVATE AGENCY for Agency."""
    bold = sum(s.bold for s in like) * 2 > len(like)
    found: list[Spot] = []
    for run in runs:
        colon = next((n for n, token in enumerate(run.tokens) if token.text.endswith(":")), None)
        words = run.tokens if colon is None else run.tokens[: colon + 1]
        if len(words) > 9 or (colon is None and (run.bold != bold or not like)):
            continue
        texts = [t.plain for t in words if t.plain]
        for cell in missing:
            best = max((_share(texts, label) for label in cell.labels), default=0.0)
            if best >= 0.5:
                ended = colon is not None or words[-1] is run.tokens[-1]
                found.append(Spot(list(words), (cell.name,), 0.5 + 0.4 * best, ended, colon is not None, run))
    return _disjoint(found)


def _share(texts: Sequence[str], label: str) -> float:
    """Share of the printed letters that the label covers, 0 where its words do not all stand there in a row."""
    words = [plain(word) for word in label.split() if plain(word)]
    for start in range(len(texts) - len(words) + 1):
        if list(texts[start : start + len(words)]) == words:
            return sum(map(len, words)) / max(sum(map(len, texts)), 1)
    return 0.0


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
