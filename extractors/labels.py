"""Where the labels of a form stand on a page, and which field each of them names.

A label is found by its letters alone, so that capitals, colons and the spaces that OCR adds or loses do not matter. The
longest label wins where one is the beginning of another.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

from extractors.labelends import hint_behind_colon, hinted, other_print, said_again, with_asides
from extractors.linebelow import Below
from extractors.lines import Print, Run
from extractors.numbering import give_numbers, numbers, pointed
from extractors.rects import Rect, Token, around, plain
from extractors.wordings import wordings
from forms.form import Cell, Field

_LONGEST = 18
"""Words of the longest label that is looked for."""
_SIGN = re.compile(r"#\W*")
"""The sign for number, with a colon behind it or not."""
_MOST_LINES = 8
"""Lines over which a label may wrap in a narrow box."""
_NEAR = 82.0
"""Share of like letters, in percent, from which a misread label is still told."""
CLEAR = 0.85
"""Quality of a label from which it was read as it is printed."""
_SURE = 0.5
"""A place below this is no label: it may be the beginning of a sentence."""
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
    ran_over: bool = field(init=False, default=False)
    """Whether it ran over the end of a line, to the beginning of the next."""

    def __post_init__(self) -> None:
        self.rect = around(self.tokens)
        first, last = self.tokens[0], self.tokens[-1]
        self.last_line = around(token for token in self.tokens if token.beside(last))
        if self.last_line.x1 < first.x0 and not last.beside(first):
            # What it names stands where its colon is, or its box where it begins.
            self.ran_over = True
            self.rect = around(t for t in self.tokens if t.beside(last if self.colon else first))
            self.last_line = self.rect

    def lead_on(self) -> None:
        """Has what the label names stand behind it, not where it begins, if it ran over the end of a line."""
        if self.ran_over:
            self.rect = self.last_line = around(t for t in self.tokens if t.beside(self.tokens[-1]))

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


class Labels(dict[str, tuple[str, ...]]):
    """Plain text of each label, and the names of the fields that it may stand for."""

    declared: Collection[str] = ()
    """Those that the form itself prints, which are told misread as well."""

    @cached_property
    def longest(self) -> int:
        """Letters of the longest."""
        return max(map(len, self), default=0)


def label_index(cells: Iterable[Cell], strange: Iterable[str] = ()) -> Labels:
    """The labels of the fields or columns, each also without what it says in parentheses, and in other wordings.

    The `strange` ones are labels of the paper that name none of them.
    """
    cells = list(cells)
    index: dict[str, list[str]] = {}
    for cell in cells:
        for label in cell.labels:
            for variant in (label, _without_parentheses(label)):
                _add(index, variant, cell)
    declared = [label for label in index if label]
    others: dict[str, list[str]] = {}
    for cell in cells:
        for label in cell.labels:
            for variant in wordings(cell, label):
                if plain(variant) not in index:
                    _add(others, variant, cell)
    nobodys: dict[str, list[str]] = {
        plain(variant): [] for label in strange for variant in (label, _without_parentheses(label))
    }
    found = Labels({label: tuple(names) for label, names in (nobodys | others | index).items() if label})
    found.declared = dict.fromkeys(declared)
    return found


def _add(index: dict[str, list[str]], label: str, cell: Cell) -> None:
    names = index.setdefault(plain(label), [])
    if cell.name not in names:
        names.append(cell.name)


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
        for start in _starts(run, labels):
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


def _starts(run: Run, labels: Labels) -> Iterator[int]:
    """Word numbers at which a label can begin: the first, after a numbering, where print turns bold, before a colon.

    And behind labels that name no field, as captions of narrow cells that stand too close to be parted.
    """
    tokens = run.tokens
    yield 0
    yield from _behind_strange(tokens, labels)
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


def _behind_strange(tokens: Sequence[Token], labels: Labels) -> list[int]:
    """The words that begin labels where labels that name no field, and one that ends the run, make up all of it."""
    texts = ["".join(token.plain for token in tokens[:end]) for end in range(1, len(tokens))]
    for end, text in enumerate(texts, start=1):
        if labels.get(text, text):
            continue
        rest = tokens[end:]
        further = _behind_strange(rest, labels)
        if further or "".join(token.plain for token in rest) in labels:
            return [end, *(end + start for start in further)]
    return []


def _spots_at(run: Run, start: int, labels: Labels, after: "Below") -> list[Spot]:
    """Exact and near labels that begin at the word."""
    prefixes = list(_prefixes(run, start, labels.longest, after))
    exact = [
        (tokens, labels[text], 1.0)
        for text, tokens in prefixes
        if text in labels and not _two_labels(run, tokens, labels, after.runs)
    ]
    whole = any(tokens[-1].text.endswith(":") and tokens[-1] in run.tokens for tokens, *_ in exact)
    if not whole and (run.tokens[start].source == "ocr" or len({(t.bold, t.face) for t in run.tokens}) > 1):
        # A label that its colon ends on this line goes on below no more.
        beside = [
            (tokens, labels[text], 1.0)
            for text, tokens in _beside_values(run, start, labels, after)
            if not _two_labels(run, tokens, labels, after.runs)
        ]
        exact = sorted([*beside, *exact], key=lambda hit: sum(len(token.plain) for token in hit[0]))
    if exact:
        # A shorter label that begins a longer one is not meant.
        tokens, names, quality = exact[-1]
        behind = start in _behind_strange(run.tokens, labels)
        return [_spot(after.runs, run, start, tokens, names, quality, behind=behind)]
    texts = [text for text, _ in prefixes if len(text) >= _SHORTEST_NEAR]
    if not texts:
        return []
    near: list[Spot] = []
    longest = max(texts, key=len)
    for label in labels.declared:
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


def _two_labels(run: Run, tokens: Sequence[Token], labels: Labels, runs: Sequence[Run]) -> bool:
    """Whether words over several lines are no wording of one label, but two below each other: `Signature`, `Date`.

    Or a label and the first words of a longer one, as `Parent` over `Name of case manager`.
    """
    text = "".join(token.plain for token in tokens)
    first = "".join(token.plain for token in tokens if token in run.tokens)
    rest = text[len(first) :]
    if not rest or text in labels.declared or first not in labels:
        return False
    return rest in labels or _begins_longer(tokens[-1], labels, runs)


def _begins_longer(last: Token, labels: Labels, runs: Sequence[Run]) -> bool:
    """Whether the line that the word stands on begins with a label that goes on behind the word."""
    line = next((run.tokens for run in runs if last in run.tokens), [])
    end = line.index(last) + 1 if line else 0
    said = "".join(token.plain for token in line[:end])
    for token in line[end:]:
        said += token.plain
        if said in labels:
            return True
    return False


def _prefixes(run: Run, start: int, longest: int, after: "Below") -> Iterator[tuple[str, list[Token]]]:
    """Plain text and words of each beginning of the run from the word on, running over to the next lines."""
    text, tokens, line = "", [], run
    words = run.tokens[start:]
    for _ in range(_MOST_LINES):
        for token in words:
            tokens.append(token)
            # A sign for number is said like the word, as in `Case #`; a picture takes the word `I` for a stroke.
            said = token.plain or ("number" if _SIGN.fullmatch(token.text) else "")
            if token.text == "|" and token.source == "ocr":
                said = "i"
            text += said
            if len(text) > longest + 3 or len(tokens) > _LONGEST:
                return
            if said:
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
    runs: Sequence[Run],
    run: Run,
    start: int,
    tokens: list[Token],
    names: tuple[str, ...],
    quality: float,
    *,
    behind: bool = False,
) -> Spot:
    """The label that begins at the run's word of that number; `behind`: it stands behind labels of other cells."""
    line = next((r for r in runs if tokens[-1] in r.tokens), run)
    rest = line.tokens[line.tokens.index(tokens[-1]) + 1 :]
    open_aside = bool(rest) and rest[0].text.startswith("(") and not any(")" in token.text for token in rest)
    if (not rest or open_aside) and not tokens[-1].text.endswith(":"):
        rest = hinted(runs, line, rest)
    tokens, rest = with_asides(list(tokens), rest)
    tokens, rest = said_again(runs, line, tokens, rest)
    # A picture takes a colon for a semicolon now and then, and no label ends with one.
    colon = tokens[-1].text.endswith((":", ":*") if tokens[-1].source != "ocr" else (":", ":*", ";"))
    ended = colon or not rest or other_print(tokens[-1], rest[0])
    if colon:
        tokens = [*tokens, *hint_behind_colon(runs, tokens[-1], rest)]
    if not ended:
        quality *= 0.55
    numbered = (start == 1 and numbers(run)) or (start == 2 and all(map(pointed, run.tokens[:2])))
    if start and not (colon or numbered or behind):
        quality *= 0.8
    return Spot(tokens, names, quality, ended, colon, run)


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
