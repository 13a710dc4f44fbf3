"""The header of a table: the captions that stand in one row and name its columns."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from extractors.labels import Labels, Spot
from extractors.lettered import unlettered
from extractors.linebelow import Below
from extractors.lines import Print, Run
from extractors.narrowcells import parted_captions
from extractors.numbering import pointed
from extractors.rects import Rect, Token, around, clumps, in_lines, in_order, plain
from extractors.typed import parses
from forms.form import Table

STRICT = frozenset({"date", "month", "time", "phone", "email", "zip", "ein", "money", "hours", "number", "integer"})
"""Types whose text can be told from other text."""
_ROW_NUMBER = frozenset({"", "no", "nr", "number", "line", "lineno", "linenumber", "item", "itemno", "row", "rowno"})
_STARS = frozenset("*†‡ ")
"""What stands behind the caption of a column that must be filled, and is none itself."""
_HIGHEST = 7.5
"""Line heights of a header cell at most; a narrow one breaks its words."""
_CAPTION_LINES = 3
"""Lines below a header on which its captions may end."""
_NEAR_CAPTION = 84.0
"""Share of like letters, in percent, from which a misread caption is still told."""


_LIKE = 60.0
"""Share of like letters, in percent, from which print over rows may be a caption of which a fax left but pieces."""
GUESSED = 0.6
"""What a header is worth whose captions were told by likeness."""
_ROWS = 8
"""Lines under a caption that are looked at to tell whether it heads rows."""


@dataclass(slots=True)
class _Caption:
    """A header cell, and the column it names, if any."""

    tokens: list[Token]
    names: tuple[str, ...]
    quality: float
    box: Rect | None
    rect: Rect = field(init=False)

    def __post_init__(self) -> None:
        self.rect = around(self.tokens)


@dataclass(slots=True)
class Header:
    """The header of a table on a page: places of its columns from left to right, None for a strange one."""

    columns: list[tuple[str | None, Rect]]
    bottom: float
    top: float
    ruled: bool
    quality: float
    captions: list[str]
    """What each caption says."""
    barred: bool = False
    """Whether rulings below it part the columns, as far as their places go."""

    @property
    def named(self) -> int:
        """How many columns it names."""
        return sum(name is not None for name, _ in self.columns)


def find_header(sheet: Print, table: Table, labels: Labels) -> Header | None:
    """The row of captions that names most of the table's columns, None where there is none."""
    needed = max(2, -(-len(table.columns) * 3 // 5)) if len(table.columns) > 1 else 1
    captions = _captions(sheet, labels)
    best: tuple[float, float, list[_Caption]] | None = None
    for seed in captions:
        if not seed.names:
            continue
        row = _row_of(seed, captions)
        named = {name for caption in row for name in caption.names}
        score = min(len(named), sum(1 for caption in row if caption.names)) + 0.1 * sum(
            c.quality for c in row if c.names
        )
        if len(named) >= needed and (best is None or (score, -seed.rect.y0) > best[:2]):
            best = (score, -seed.rect.y0, row)
    if best is not None:
        return _header(sheet, table, best[2], needed)
    found = _by_exclusion(sheet, table, captions)
    return _by_likeness(sheet, table, needed) if found is None and sheet.scanned else found


def captions_end(sheet: Print, header: Header, labels: Labels) -> set[int]:
    """The words, by identity, right below the header that end its captions, as `of hours` ends `Number`."""
    if header.ruled:
        return set()
    below = in_lines(token for token in sheet.tokens if token.cy > header.bottom)[:_CAPTION_LINES]
    ends: set[int] = set()
    for (_, rect), caption in zip(header.columns, header.captions, strict=True):
        rest: list[Token] = []
        for line in below:
            rest += [token for token in line if rect.x0 - 2 <= token.cx <= rect.x1 + 2]
            if rest and plain(f"{caption} {text_of(rest)}") in labels:
                ends.update(id(token) for token in rest)
    return ends


def _by_exclusion(sheet: Print, table: Table, captions: Sequence[_Caption]) -> Header | None:
    """The header of a table of two columns of which one is named in unknown words, or misread, over rows that tell."""
    for seed in captions:
        row = _row_of(seed, captions) if seed.names and seed.quality == 1 and len(table.columns) == 2 else []
        header = _header(sheet, table, row, 1) if len(row) == 2 else None
        if header is None or header.named < 2:
            continue
        if _heads_rows(sheet, table, header):
            return header
    return None


def _by_likeness(sheet: Print, table: Table, needed: int) -> Header | None:
    """The header of a picture whose captions are but like those of the table, over rows that tell its columns.

    White print on a dark bar comes off a coarse fax in pieces.
    """
    for seed in sheet.runs:
        row = [_likely(run, table) for run in sheet.runs if run is seed or run.rect.beside(seed.rect)]
        if len(row) < 2 or len({name for caption in row for name in caption.names}) < needed:
            continue
        header = _header(sheet, table, sorted(row, key=lambda caption: caption.rect.x0), needed)
        if header is not None and _heads_rows(sheet, table, header):
            return replace(header, quality=GUESSED)
    return None


def _likely(run: Run, table: Table) -> _Caption:
    """The print as a caption of the column of which a label is most like it, if any is."""
    like = {
        name: max(fuzz.ratio(plain(label), run.plain) for label in column.labels)
        for name, column in table.columns.items()
    }
    name = max(like, key=lambda name: like[name])
    return _Caption(run.tokens, (name,) if like[name] >= _LIKE else (), like[name] / 110, None)


def _heads_rows(sheet: Print, table: Table, header: Header) -> bool:
    """Whether the lines right under the header say what rows say."""
    below = in_lines(token for token in sheet.tokens if token.cy > header.bottom)
    told = [any(said(line, table, header)) and len(clumps(line)) > 1 for line in below[:_ROWS]]
    return sum(told) >= 2 and told[0]


def _captions(sheet: Print, labels: Labels) -> list[_Caption]:
    """Every piece of print that could be a header cell."""
    captions: list[_Caption] = []
    seen: set[tuple[float, float]] = set()
    longest = labels.longest + 14
    runs = parted_captions(sheet.runs) if sheet.scanned else sheet.runs
    after = Below(runs)
    for run in runs:
        if set(run.text) <= _STARS:
            continue
        box = sheet.box_at(run.rect.cx, run.rect.cy)
        if box is not None and box.height < _HIGHEST * run.size and not _holds_several(sheet, box, labels):
            if (box.x0, box.y0) not in seen:
                seen.add((box.x0, box.y0))
                tokens = in_order(t for r in sheet.runs for t in r.tokens if box.holds(t.cx, t.cy))
                text = "".join(t.plain for t in tokens)
                if text and len(text) <= longest:
                    captions.append(_caption(tokens, text, labels, box))
                if captions and captions[-1].names and captions[-1].box is box:
                    continue
                captions.extend(c for c in _open_captions(after, run, labels, longest) if c.names)
            continue
        captions.extend(_open_captions(after, run, labels, longest))
    return captions


def _holds_several(sheet: Print, box: Rect, labels: Labels) -> bool:
    """Whether the box is a band across a header, in which captions stand side by side, and no cell."""
    inside = [run for run in sheet.runs if box.holds(run.rect.cx, run.rect.cy)]
    named = [run.plain in labels or any(bare in labels for bare in unlettered(run.tokens)) for run in inside]
    return sum(named) > 1 and any(one.rect.beside(other.rect) for one, other in itertools.combinations(inside, 2))


def _open_captions(after: Below, run: Run, labels: Labels, longest: int) -> Iterator[_Caption]:
    """Header cells that begin with the run: alone, with lines below it, or several side by side."""
    if len(run.tokens) > 10 or sum(len(t.plain) for t in run.tokens) > 3 * longest:
        return
    counts = len(run.tokens) > 1 and run.tokens[0].plain in _ROW_NUMBER
    parts = _side_by_side(run.tokens[1:] if counts else run.tokens, labels)
    if counts and parts:
        parts.insert(0, run.tokens[:1])
    if len(parts) > 1:
        for part in parts:
            yield _caption(part, "".join(t.plain for t in part), labels, None)
        return
    alone = _stacked(after, run, labels)
    if counts:
        rest = _stacked(after, Run(run.tokens[1:]), labels)
        if rest.names and rest.quality > alone.quality:
            yield _caption(run.tokens[:1], run.tokens[0].plain, labels, None)
            alone = rest
    apart = [] if alone.quality == 1 else _stacked_apart(after, run.tokens, labels)
    if apart:
        yield from apart
    elif alone.names or len(run.text) <= longest:
        yield alone


def _stacked(after: Below, run: Run, labels: Labels) -> _Caption:
    """The run as a header cell, with the lines below it that belong to its caption."""
    tokens = list(run.tokens)
    alone = _caption(tokens, "".join(t.plain for t in tokens), labels, None)
    line = run
    for _ in range(2):
        below = after(line)
        # A sign alone, such as a dollar's, is no line of a caption: it stands in the first row.
        if below is None or not below.plain or (len(below.tokens) == 1 and pointed(below.tokens[0])):
            break
        line = below
        tokens = tokens + line.tokens
        stacked = _caption(tokens, "".join(t.plain for t in tokens), labels, None)
        if stacked.names and stacked.quality >= alone.quality:
            alone = stacked
    return alone


def _stacked_apart(after: Below, tokens: list[Token], labels: Labels) -> list[_Caption]:
    """The words parted into captions that follow each other closely and go on below, empty where they are not such."""
    for end in range(1, len(tokens)):
        parts = tokens[:end], tokens[end:]
        begun = ["".join(token.plain for token in part) for part in parts]
        if not any(label.startswith(begun[0]) for label in labels.declared):
            return []
        left = _stacked(after, Run(parts[0]), labels)
        if left.quality < 1:
            continue
        whole = any(label.startswith(begun[1]) for label in labels.declared)
        right = _stacked(after, Run(parts[1]), labels) if whole else None
        rest = [right] if right and right.quality == 1 else _stacked_apart(after, parts[1], labels)
        if rest:
            return [left, *rest]
    return []


def _side_by_side(tokens: Sequence[Token], labels: Labels) -> list[list[Token]]:
    """The words parted into captions that follow each other closely, empty where they are not such."""
    if not tokens:
        return []
    if "".join(token.plain for token in tokens) in labels:
        return [list(tokens)]
    # The longest caption first: `Service date` is one, though both of its words are captions, too.
    for end in range(len(tokens) - 1, 0, -1):
        if "".join(token.plain for token in tokens[:end]) in labels:
            rest = _side_by_side(tokens[end:], labels)
            if rest and (tokens[end].x0 - tokens[end - 1].x1) > 0.3 * tokens[end - 1].height:
                return [list(tokens[:end]), *rest]
    return []


def _caption(tokens: list[Token], text: str, labels: Labels, box: Rect | None) -> _Caption:
    hint = next((n for n, token in enumerate(tokens) if n and token.text.startswith("(")), None)
    if text not in labels and hint is not None and "".join(t.plain for t in tokens[:hint]) in labels:
        text = "".join(t.plain for t in tokens[:hint])
    if text not in labels:
        text = next((bare for bare in unlettered(tokens) if bare in labels), text)
    if text in labels:
        return _Caption(tokens, labels[text], 1.0, box)
    if len(text) >= 4:
        near = process.extractOne(text, list(labels.declared), scorer=fuzz.ratio, score_cutoff=_NEAR_CAPTION)
        if near:
            return _Caption(tokens, labels[near[0]], near[1] / 110, box)
    return _Caption(tokens, (), 0.0, box)


def _row_of(seed: _Caption, captions: Sequence[_Caption]) -> list[_Caption]:
    """The captions beside the seed, one in each place, named before strange."""
    size = seed.tokens[0].height
    band = seed.box or seed.rect
    row: list[_Caption] = [seed]
    near = [
        c
        for c in captions
        if c is not seed
        and (c.box is None) == (seed.box is None)
        and min((c.box or c.rect).y1, band.y1) - max((c.box or c.rect).y0, band.y0)
        > (0.5 if seed.box else -0.25) * size
        and (_one_row(c.box, seed.box) or abs(c.rect.cy - seed.rect.cy) < 1.6 * size)
    ]
    for caption in sorted(near, key=lambda c: (-c.quality, abs(c.rect.cy - seed.rect.cy))):
        if not any(caption.rect.shares_column(other.rect) for other in row):
            row.append(caption)
    return sorted(row, key=lambda c: c.rect.x0)


def _one_row(one: Rect | None, other: Rect | None) -> bool:
    """Whether both cells reach from the same ruling to the same."""
    return one is not None and other is not None and abs(one.y0 - other.y0) < 2 and abs(one.y1 - other.y1) < 2


def _header(sheet: Print, table: Table, row: list[_Caption], needed: int) -> Header | None:
    named = _name_columns(table, row)
    if len({name for name in named if name}) < needed:
        return None
    ruled = all(caption.box for caption in row)
    columns = [
        (name, caption.box if ruled and caption.box else caption.rect) for name, caption in zip(named, row, strict=True)
    ]
    if ruled:
        columns = _without_gaps(sheet, columns)
    sure = all(name in caption.names for caption, name in zip(row, named, strict=True) if name)
    whole = len({name for name in named if name}) == len(table.columns)
    bottom, top = max(rect.y1 for _, rect in columns), min(rect.y0 for _, rect in columns)
    # Where a column's caption was not found its cells may have gone to the neighbours.
    quality = 1.0 if sure and whole else 0.95 if whole else 0.85
    return Header(columns, bottom, top, ruled, quality, [text_of(caption.tokens) for caption in row])


def _without_gaps(sheet: Print, columns: Sequence[tuple[str | None, Rect]]) -> list[tuple[str | None, Rect]]:
    """The ruled columns, each from where the one before it ends: a stroke within a caption is no ruling of the rows."""
    whole = list(columns[:1])
    for name, rect in columns[1:]:
        end = whole[-1][1].x1
        down = any(abs(bar.cx - rect.x0) < 4 and bar.y1 > rect.y1 + rect.height / 2 for bar in sheet.bars)
        whole.append((name, rect if down or rect.x0 <= end else replace(rect, x0=end)))
    return whole


def _name_columns(table: Table, row: Sequence[_Caption]) -> list[str | None]:
    """The column of each caption; what is left over is matched by likeness, then by exclusion."""
    names: list[str | None] = [None] * len(row)
    left = list(table.columns)

    def order(place: int) -> tuple[int, float, bool, int]:
        # Of two captions that say the same, as `Item`, the first heads the numbers of the rows.
        numbers = counts(text_of(row[place].tokens))
        return len(row[place].names), -row[place].quality, numbers, -place if numbers else place

    for place in sorted(range(len(row)), key=order):
        for name in row[place].names:
            if name in left:
                names[place] = name
                left.remove(name)
                break
    for name in list(left):
        scores = [
            (
                max(
                    fuzz.token_set_ratio(label.lower(), text_of(caption.tokens).lower())
                    for label in table.columns[name].labels
                ),
                n,
            )
            for n, caption in enumerate(row)
            if names[n] is None
        ]
        if scores and max(scores)[0] >= 75:
            names[max(scores)[1]] = name
            left.remove(name)
    strange = [n for n, name in enumerate(names) if name is None and not counts(text_of(row[n].tokens))]
    if len(left) == 1 and len(strange) == 1:
        names[strange[0]] = left[0]
    return names


def counts(caption: str) -> bool:
    """Whether the caption heads a column that only numbers the rows."""
    return plain(caption) in _ROW_NUMBER


def continued(sheet: Print, table: Table, before: Header, spots: Sequence[Spot]) -> Header | None:
    """The header of the page before, where the page goes on with rows in the same columns and no header."""
    labelled = [spot.rect for spot in spots]
    for run in sheet.runs[:12]:
        if any(label.beside(run.rect) for label in labelled) or on_blank(sheet, run.rect, before, spots):
            return None
        top = _row_top(sheet, table, before, run)
        if top is not None:
            moved = [(name, Rect(r.x0, top - r.height, r.x1, top)) for name, r in before.columns]
            return replace(before, columns=moved, top=top, bottom=top)
    return None


def on_blank(sheet: Print, line: Rect, header: Header, spots: Sequence[Spot]) -> bool:
    """Whether the line stands on a blank, narrower than the table, of which a label below is the caption.

    Where no ruling tells how wide a table is, the lines that part its rows are all as wide.
    """
    wide = 0.8 * (header.columns[-1][1].x1 - header.columns[0][1].x0)
    all_ = 0.8 * (sheet.right_margin - min((run.x0 for run in sheet.runs), default=0.0))
    return any(
        -0.4 * line.height <= rule.cy - line.y1 <= 0.9 * line.height
        and (rule.width < wide or (rule.width < all_ and not _again_above(sheet, rule, header)))
        and any(0 <= spot.rect.y0 - rule.cy < spot.size and spot.rect.shares_column(rule) for spot in spots)
        for rule in sheet.rules
    )


def _again_above(sheet: Print, rule: Rect, header: Header) -> bool:
    """Whether a ruling in the table over this one begins and ends where it does."""
    return any(
        header.top - 2 <= other.cy < rule.cy - 1 and abs(other.x0 - rule.x0) < 4 and abs(other.x1 - rule.x1) < 4
        for other in sheet.rules
    )


def _row_top(sheet: Print, table: Table, before: Header, run: Run) -> float | None:
    """Where the row begins that the run stands in, None where it is no row of the table."""
    if before.ruled:
        box = sheet.box_at(run.rect.cx, run.rect.cy)
        if box is not None:
            same = any(abs(box.x0 - r.x0) < 3 and abs(box.x1 - r.x1) < 3 for _, r in before.columns)
            return box.y0 if same else None
    strict = [table.columns[name].type for name, _ in before.columns if name and table.columns[name].type in STRICT]
    # A narrow column may break its dates over two lines, between which the other cells of the row stand.
    for reach in (0.0, 1.3 * run.size, 2.2 * run.size):
        line = Rect(0, run.y0, sheet.width, run.y1 + reach)
        row = in_order(t for t in sheet.tokens if t.beside(run.rect) or line.holds(t.cx, t.cy))
        told = {kind for kind, here in zip(strict, said(row, table, before), strict=True) if here}
        if len(told) > 1 or {"date", "time", "month"} & told:
            return run.y0 - 2
    return None


def said(tokens: Sequence[Token], table: Table, header: Header) -> list[bool]:
    """For each column of a type that tells, whether the line of words has a value of it there."""
    groups = clumps(tokens)
    return [
        any(parses(text_of(words), table.columns[name]) for words in _under(tokens, groups, header, number) if words)
        for number, (name, _) in enumerate(header.columns)
        if name and table.columns[name].type in STRICT
    ]


def begins_date(lines: Sequence[Sequence[Token]], table: Table, header: Header) -> bool:
    """Whether a date begins on the first of the lines and ends on one of the next two, as a narrow column breaks it."""
    groups = [clumps(line) for line in lines[:3]]
    for number, (name, _) in enumerate(header.columns):
        if name is None or table.columns[name].type != "date":
            continue
        said_here, *below = [
            [text_of(words) for words in _under(line, group, header, number) if words]
            for line, group in zip(lines, groups, strict=False)
        ]
        ends = [end for texts in below for end in texts]
        if any(parses(f"{begun} {end}", table.columns[name]) for begun in said_here for end in ends):
            return True
    return False


def fills_row(tokens: Sequence[Token], table: Table, header: Header) -> bool:
    """Whether the line of words says most of what tells a row, or, where one column alone tells, another cell too."""
    told = said(tokens, table, header)
    return sum(told) >= 0.6 * len(told) > 0 and (len(told) > 1 or len(clumps(tokens)) > 1)


def _under(line: Sequence[Token], groups: Sequence[list[Token]], header: Header, number: int) -> Iterator[list[Token]]:
    """The words that may stand in a caption's column: those under it, and each group of words between its neighbours.

    Captions may stand in the middle of columns whose amounts stand at the right.
    """
    rect = header.columns[number][1]
    under = [t for t in line if t.x1 > rect.x0 and t.x0 < rect.x1]
    yield under
    # A picture's words may reach a little into the column beside theirs.
    if len(within := [t for t in under if rect.x0 <= t.cx <= rect.x1]) < len(under):
        yield within
    left = header.columns[number - 1][1].x1 if number else float("-inf")
    right = header.columns[number + 1][1].x0 if number + 1 < len(header.columns) else float("inf")
    yield from (clump for clump in groups if left < clump[0].x0 and clump[-1].x1 < right)


def text_of(tokens: Sequence[Token]) -> str:
    """The words line by line, as one text."""
    return " ".join(token.text for token in in_order(tokens))
