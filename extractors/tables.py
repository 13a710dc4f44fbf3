"""Tables of a form in anybody's layout: the header is found by its captions, the cells by rulings or by their places.

Where the grid is ruled, the rulings are the cells. Where it is not, columns are parted at the strips that no word
touches, and a row is what stands beside a date or an amount.
"""

import itertools
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import dropwhile

from extractors.asides import is_furniture
from extractors.barred import with_barred_columns
from extractors.halves import halves
from extractors.labels import Labels, Spot, label_index
from extractors.lettered import without_letters
from extractors.lines import Print
from extractors.pagebreaks import ends_header, ends_row
from extractors.rects import Rect, Token, around, clumps, in_lines
from extractors.strips import column_bounds
from extractors.tablecell import cell_value, completed
from extractors.tablehead import (
    GUESSED,
    STRICT,
    Header,
    begins_date,
    captions_end,
    continued,
    counts,
    fills_row,
    find_header,
    on_blank,
    said,
    text_of,
)
from extractors.tablerows import TOTAL, Line, lines_of, rows_in
from forms.evidence import Value
from forms.form import Column, Table
from forms.packet import Row

_GUESS = "the captions of this table could not be read, and were told by likeness"
_WIDEST = 4.5
"""Line heights between rows of one table at most."""
_SENTENCE, _SMALLER = 5, 0.92
"""Words of a note under a table at least, and its size as a share of the rows'."""
_ROW_LINES = 4
"""Lines within which a row shows a date or an amount."""
_NEAR_TOTAL = 1.5
"""Line heights between a ruled table and the totals below it at most."""
_NEAR_GROUP = 1.2
"""Line heights between the head of a group and its first row at most."""
_ALIGNED = 0.3
"""Line heights by which lines of one cell begin apart at most."""
_ROOM = 0.7
"""Line heights by which rows must stand further apart than usual where one may be lost between them."""
_FITS = 1.4
"""Its own heights that must lie between two rows for a line to be one between them."""
_ROW_GAP = 0.6
"""Line heights between lines of one row at most."""
_HIGH = 1.6
"""Heights of the other rows' cells above which a cell may be of two rows."""


@dataclass(slots=True)
class Found:
    """A table as it was found: its rows, the part of each page it takes, and what its total row says."""

    rows: list[Row] = field(default_factory=list)
    zones: list[tuple[int, Rect]] = field(default_factory=list)
    totals: dict[str, Value] = field(default_factory=dict)
    last: dict[str, list[Token]] = field(default_factory=dict)
    """The words of the row at the foot of the page before; empty within a page."""
    header: Header | None = None
    """The last header that was found."""
    told: set[int] = field(default_factory=set)
    """The words, by identity, that went to rows and to rows of totals."""


def read_table(prints: Sequence[Print], table: Table, spots: Sequence[Sequence[Spot]]) -> Found:
    """The table's rows over all pages of a document; `spots` are the field labels of each page, which end a table."""
    found = Found()
    labels = label_index(table.columns.values())
    header: Header | None = None
    heads = _heads(prints, table, labels)
    for number, sheet in enumerate(prints):
        here = heads[number]
        if (
            here is None
            and header is not None
            and not any(s.rect.y0 > found.zones[-1][1].y1 for s in spots[number - 1])
        ):
            here = continued(sheet, table, header, spots[number])
        if here is None:
            continue
        parts = list(halves(sheet, here, spots[number]))
        placed = []
        for part, head, labelled in parts:
            goes_on = header if len(parts) == 1 else None
            placed.append(_read_part(part, table, head, labelled, found, labels, goes_on, number))
        header = found.header = replace(here, columns=[column for head in placed for column in head.columns])
    _doubt_parted(found.rows, table, scanned=any(sheet.scanned for sheet in prints))
    return found


def _read_part(
    sheet: Print,
    table: Table,
    here: Header,
    spots: Sequence[Spot],
    found: Found,
    labels: Labels,
    before: Header | None,
    number: int,
) -> Header:
    """Reads the rows under one header, of the page of that number; the header with its columns as wide as their words.

    `before` is the header of the page before, whose last row may end here.
    """
    bands, bottom, left_out = _bands(sheet, table, here, spots)
    left_out |= captions_end(sheet, here, labels)
    tokens = [_tokens_in(sheet, band, left_out) for band in bands]
    if bands and bands[0].y0 <= here.bottom + 1:
        body = without_letters(tokens[0], len(here.columns))
        kept = {id(token) for token in body}
        # What letters the columns is no row, nor one that was lost.
        lettering = {id(token) for token in tokens[0]} - kept
        tokens[0] = body
        if here.ruled and lettering and not body:
            found.told.update(lettering)
            return _read_part(sheet, table, replace(here, bottom=bands[0].y1), spots, found, labels, before, number)
        left_out |= lettering
    places = _places(table, here, [token for inside in tokens for token in inside])
    rows = [
        row
        for band, inside in zip(bands, tokens, strict=True)
        for row in _cut(table, here, places, band, inside, parted=len(bands) > 1)
    ]
    if here.ruled and (total := _total_below(sheet, here, bottom, spots)):
        rows += _cut(table, here, places, total, _tokens_in(sheet, total, left_out), parted=True)
        bottom = total.y1
    found.told.update(id(token) for row in rows for words in row.cells.values() for token in words)
    found.told.update(left_out)
    captions = in_lines(_tokens_in(sheet, Rect(places[0][1], here.top - 1, places[-1][2], here.bottom + 1), set()))
    # The first line of captions may seem a row by their numbers.
    found.told.update(id(token) for token in (captions[0] if captions else ()))
    if rows and before is not None and found.zones and _parted_by_page(table, labels, before, found, rows[0]):
        rows.pop(0)
    for row in _with_unread(sheet, here, places, bands, rows):
        _read_row(sheet, table, here, row, found)
    # A caption may reach beyond the figures under it.
    left, right = (rect for _, rect in (here.columns[0], here.columns[-1]))
    zone = Rect(min(places[0][1], left.x0), here.top, max(places[-1][2], right.x1), bottom)
    found.zones.append((number, zone))
    return here if here.ruled or not rows else _placed(here, places)


def _heads(prints: Sequence[Print], table: Table, labels: Labels) -> list[Header | None]:
    """The header on each page, none that names fewer columns than another: field labels can look like one."""
    found = [
        header and with_barred_columns(sheet, header)
        for sheet, header in ((sheet, find_header(sheet, table, labels)) for sheet in prints)
    ]
    most = max((header.named for header in found if header), default=0)
    return [
        header if header and (sheet.scanned or header.named == most) else None
        for header, sheet in zip(found, prints, strict=True)
    ]


def _doubt_parted(rows: list[Row], table: Table, *, scanned: bool) -> None:
    """Marks rows that lack most of their cells, on a picture any, or that ran together, and their neighbours."""
    required = [name for name, column in table.columns.items() if column.required and column.type != "checkbox"]
    bearable = 0 if scanned else len(required) // 2
    lacking = [number for number, row in enumerate(rows) if sum(row[name].blank for name in required) > bearable]
    together = _run_together(rows, table, numbers=scanned and bool(lacking))
    if scanned and lacking and together:
        # A column whose cells went to the rows before theirs is astray from the one to the other.
        lacking += range(min(*lacking, *together), max(*lacking, *together))
    lacking += together
    for number in sorted({near for lack in lacking for near in (lack - 1, lack, lack + 1)} & set(range(len(rows)))):
        rows[number] = {
            name: value if value.review else value.doubted("cells of this row or the next may be misplaced", 0.7)
            for name, value in rows[number].items()
        }


def _run_together(rows: Sequence[Row], table: Table, *, numbers: bool) -> list[int]:
    """Rows with a cell of figures that is much higher than those of the other rows: it may be of two rows.

    It is unread; `numbers`: figures of two rows may read as one number, which no date does.
    """
    found: list[int] = []
    for name in (name for name, column in table.columns.items() if column.type in STRICT):
        heights = {n: box[3] - box[1] for n, row in enumerate(rows) if row[name].text and (box := row[name].box)}
        usual = statistics.median(heights.values()) if len(heights) > 2 else math.inf
        number = numbers and table.columns[name].type != "date"
        found += [n for n, high in heights.items() if high > _HIGH * usual and (number or rows[n][name].unreadable)]
    return found


def _placed(header: Header, places: Sequence[tuple[str | None, float, float]]) -> Header:
    """The header with its columns as wide as their words, by which the next page's rows are told."""
    columns = [(name, Rect(x0, header.top, x1, header.bottom)) for name, x0, x1 in places]
    return replace(header, columns=columns)


def _bands(sheet: Print, table: Table, header: Header, spots: Sequence[Spot]) -> tuple[list[Rect], float, set[int]]:
    """The ruled rows, or one band for the whole body; where the table ends; the words that head groups."""
    if header.ruled:
        bands = list(_ruled_bands(sheet, table, header, spots))
        if bands:
            return bands, bands[-1].y1, set()
    bottom, heads = _open_bottom(sheet, table, header, spots)
    left, right = header.columns[0][1].x0, header.columns[-1][1].x1
    return (
        [Rect(min(left, *(r.x0 for r in sheet.runs)) - 2, header.bottom, max(right, sheet.right_margin) + 2, bottom)],
        bottom,
        heads,
    )


def _ruled_bands(sheet: Print, table: Table, header: Header, spots: Sequence[Spot]) -> Iterator[Rect]:
    left, right = header.columns[0][1].x0, header.columns[-1][1].x1
    y = header.bottom
    inner = [rect.x1 for _, rect in header.columns[:-1]]
    ys = sorted({level for level in sheet.levels(left, right, 6.0) if level > y + 2})
    across = False
    for below in ys:
        middle = (y + below) / 2
        if not any(abs(bar.cx - left) < 4 and bar.y0 - 3 <= middle <= bar.y1 + 3 for bar in sheet.bars):
            return
        if inner and not any(abs(bar.cx - x) < 4 and bar.y0 <= middle <= bar.y1 for bar in sheet.bars for x in inner):
            # A row without inner rulings holds no cells: the head of a group of rows, a total, a note, another grid.
            across, y = True, below
            continue
        if any(
            bar.y0 <= middle <= bar.y1 and left + 4 < bar.cx < right - 4 and all(abs(bar.cx - x) >= 4 for x in inner)
            for bar in sheet.bars
        ):
            return
        band = Rect(left, y, right, below)
        if _labels_field(sheet, table, header, band, spots) or (across and not _says_row(sheet, table, header, band)):
            return
        yield band
        across, y = False, below


def _total_below(sheet: Print, header: Header, bottom: float, spots: Sequence[Spot]) -> Rect | None:
    """The line of totals that stands right below a ruled table, in its columns and outside of its rulings."""
    left, right = header.columns[0][1].x0, header.columns[-1][1].x1
    below = lines_of(t for t in sheet.tokens if t.cy > bottom and left <= t.cx <= right)
    if not below or below[0].rect.y0 - bottom > _NEAR_TOTAL * below[0].rect.height or not _totals(below[0]):
        return None
    labels = {id(token) for spot in spots for token in spot.tokens}
    if any(id(token) in labels for token in below[0].tokens) or len(clumps(below[0].tokens)) < 2:
        return None
    rect = below[0].rect
    return Rect(left, rect.y0 - 1, right, rect.y1 + 1)


def _says_row(sheet: Print, table: Table, header: Header, band: Rect) -> bool:
    """Whether the band says most of what tells a row, as one does that stands under the head of a group."""
    return fills_row([token for token in sheet.tokens if band.holds(token.cx, token.cy)], table, header)


def _labels_field(sheet: Print, table: Table, header: Header, band: Rect, spots: Sequence[Spot]) -> bool:
    """Whether the ruled row begins with a field's label and says nothing that rows or totals say.

    A sheet's grid may go on below its table, with the fields that follow.
    """
    if sheet.scanned:
        return False
    inside = [s for s in spots if s.ended and s.names and band.holds(s.rect.cx, s.rect.cy)]
    first = [spot for spot in inside if spot.rect.x0 < header.columns[0][1].x1]
    if not first:
        return False
    if len(inside) > 1 or any(spot.number for spot in first):
        return True
    line = [token for token in sheet.tokens if band.holds(token.cx, token.cy)]
    return not any(said(line, table, header))


def _open_bottom(sheet: Print, table: Table, header: Header, spots: Sequence[Spot]) -> tuple[float, set[int]]:
    """Where a table without rulings ends: at a label, a heading, a sentence across its columns, or a wide gap.

    And the words, by identity, that head groups of its rows, such as the name of a month.
    """
    below = lines_of(token for token in sheet.tokens if token.cy > header.bottom)
    # A sign of the header, such as #, may hang below its captions.
    lines = list(dropwhile(lambda line: not any(token.plain for token in line.tokens), below))
    starts = {id(spot.tokens[0]): spot for spot in spots}
    bottom, pitch, first_gap = header.bottom, 0.0, 0.0
    heads: set[int] = set()
    groups = [_heads_group(lines[n : n + 2], table, header, starts) for n in range(len(lines))]
    top = next((line for line, group in zip(lines, groups, strict=True) if not group), None)
    for number, line in enumerate(lines):
        size = line.rect.height
        gap = line.rect.y0 - bottom
        usual = max(_apart(sheet) * size, 1.5 * pitch if pitch else 1.5 * first_gap + 3) if number else 2.6 * size
        if gap > usual and not (gap < _WIDEST * size and _begins_row(lines[number + groups[number] :], table, header)):
            break
        if groups[number]:
            heads.update(id(token) for token in line.tokens)
            bottom = line.rect.y1
            continue
        first = starts.get(id(line.tokens[0]))
        labelled = sum(id(token) in starts for token in line.tokens)
        # The cells of a shaded row, whose strokes seem bold, go on below.
        goes_on = number > 0 and gap < _ROW_GAP * size and _bold(sheet, lines[number - 1])
        wraps = number > 0 and gap < _ROW_GAP * size and _wraps(lines[number - 1], line)
        if first is not None and (
            first.colon
            or (not wraps and (not _row_like(line, table, header, labelled) or _boxed_anew(sheet, line, bottom)))
        ):
            break
        if (
            _tells(sheet, line, top or line, table, header)
            or (_crosses(sheet, line, header) and not _fills_row(line, table, header))
            or is_furniture(text_of(line.tokens))
            or on_blank(sheet, line.rect, header, spots)
            or (
                _bold(sheet, line)
                and top
                and not top.tokens[0].bold
                and not _totals(line)
                and not (sheet.scanned and (goes_on or _tells_row(lines[number:], table, header)))
            )
        ):
            break
        if number:
            pitch = max(pitch, gap)
        else:
            first_gap = gap
        bottom = line.rect.y1
    return bottom + 1, heads


def _wraps(above: Line, line: Line) -> bool:
    """Whether the line is a word or some that one cell of the line above goes on with, though they may be a label."""
    pieces = clumps(line.tokens)
    cells = clumps(above.tokens)[1:]
    return len(pieces) == 1 and any(abs(cell[0].x0 - line.rect.x0) < _ALIGNED * line.rect.height for cell in cells)


def _heads_group(lines: Sequence[Line], table: Table, header: Header, starts: Mapping[int, Spot]) -> bool:
    """Whether the first of two lines heads the rows that begin with the second: words in one piece that say no row.

    They are in bold print over rows that are not, or run on over the second column.
    """
    if len(lines) < 2 or len(header.columns) < 2:
        return False
    line, row = lines
    if any(id(token) in starts for token in (*line.tokens, *row.tokens)) or not _fills_row(row, table, header):
        return False
    if len(clumps(line.tokens)) > 1 or _fills_row(line, table, header):
        return False
    if line.rect.x0 > header.columns[0][1].x1 or row.rect.y0 - line.rect.y1 > _NEAR_GROUP * line.rect.height:
        return False
    bold = line.tokens[0].source != "ocr" and line.tokens[0].bold and not row.tokens[0].bold
    return bold or line.rect.x1 > header.columns[1][1].x0 + line.rect.height


def _bold(sheet: Print, line: Line) -> bool:
    """Whether the line is a heading in bold print, as its first word tells.

    On a picture most of its letters do; figures alone, of which a reader takes some for bold, head nothing.
    """
    if not sheet.scanned or not line.tokens[0].bold:
        return line.tokens[0].bold
    if not any(char.isalpha() for token in line.tokens for char in token.text):
        return False
    return sum(len(t.text) * (1 if t.bold else -1) for t in line.tokens) > 0


def _totals(line: Line) -> bool:
    """Whether the line states totals, and does not only head the part of the paper that does."""
    text = text_of(line.tokens)
    return TOTAL.match(text) is not None and any(char.isdigit() for char in text)


def _boxed_anew(sheet: Print, line: Line, bottom: float) -> bool:
    """Whether a ruling that begins below the rows so far parts the line's words: another grid begins."""
    left, right = line.rect.x0, line.rect.x1
    return any(bottom - 1 <= bar.y0 <= line.rect.cy <= bar.y1 and left < bar.cx < right for bar in sheet.bars)


def _apart(sheet: Print) -> float:
    """Line heights between rows from which a table without rulings ends; a picture boxes words tightly."""
    return 2.2 if sheet.scanned else 1.35


def _tells(sheet: Print, line: Line, first: Line, table: Table, header: Header) -> bool:
    """Whether the line is a sentence in smaller print or another face than the rows, as a note under a table is."""
    if sheet.scanned or len(line.tokens) < _SENTENCE or any(said(line.tokens, table, header)):
        return False
    faces = {token.face for token in first.tokens}
    small = line.tokens[0].height < _SMALLER * min(token.height for token in first.tokens)
    return small or all(token.face not in faces for token in line.tokens)


def _crosses(sheet: Print, line: Line, header: Header) -> bool:
    """Whether print without a gap runs on over two captions."""
    close = max(0.55, sheet.word_gap + 0.1)
    pieces: list[list[Token]] = []
    for token in line.tokens:
        if pieces and token.x0 - pieces[-1][-1].x1 < close * token.height:
            pieces[-1].append(token)
        else:
            pieces.append([token])
    for piece in pieces:
        rect = around(piece)
        covered = sum(
            1
            for _, r in header.columns
            if min(rect.x1, r.x1) - max(rect.x0, r.x0) > 0.6 * min(r.width, 4 * rect.height)
        )
        if covered >= 2 and len(piece) >= 3:
            return True
    return False


def _row_like(line: Line, table: Table, header: Header, labelled: int) -> bool:
    """Whether the line holds a date, an amount or the like in its column; with labels side by side, most of a row."""
    return _fills_row(line, table, header) if labelled > 1 else any(said(line.tokens, table, header))


def _fills_row(line: Line, table: Table, header: Header) -> bool:
    """Whether the line holds most of what a row holds, so that no gap before it ends the table; or its total."""
    return fills_row(line.tokens, table, header) or TOTAL.match(text_of(line.tokens)) is not None


def _tells_row(lines: Sequence[Line], table: Table, header: Header) -> bool:
    """Whether the first of the lines is a row or begins one, however thick its strokes: a shaded row's seem bold."""
    return fills_row(lines[0].tokens, table, header) or begins_date([near.tokens for near in lines], table, header)


def _begins_row(lines: Sequence[Line], table: Table, header: Header) -> bool:
    """Whether the line, or one that follows it closely, fills a row: cells of several lines may begin above a date."""
    for number, line in enumerate(lines[:_ROW_LINES]):
        if number and line.rect.y0 - lines[number - 1].rect.y1 > 0.5 * line.rect.height:
            return False
        if _fills_row(line, table, header):
            return True
    return False


def _tokens_in(sheet: Print, band: Rect, left_out: Set[int]) -> list[Token]:
    return [
        t
        for t in sheet.tokens
        if band.y0 <= t.cy <= band.y1
        and band.x0 - 4 <= t.cx <= band.x1 + 4
        and id(t) not in left_out
        # Blank rows print their currency, too.
        and t.text != "$"
    ]


def _places(table: Table, header: Header, tokens: Sequence[Token]) -> list[tuple[str | None, float, float]]:
    """Name and bounds of each column: its rulings, or the strips between the words."""
    names = [name for name, _ in header.columns]
    if header.ruled or header.barred:
        return [(name, rect.x0, rect.x1) for name, rect in header.columns]
    cells = [table.columns[name] if name else None for name in names]
    middles = [rect.cx for _, rect in header.columns]
    # A word under two captions, as lines of print that touch are read, parts no columns.
    narrow = [token for token in tokens if sum(token.x0 < middle < token.x1 for middle in middles) < 2]
    rows = [_beside_total(line.tokens) for line in lines_of(narrow)]
    counting = {n for n, caption in enumerate(header.captions) if names[n] is None and counts(caption)}
    bounds = column_bounds([rect for _, rect in header.columns], cells, rows, counting)
    return [(name, x0, x1) for name, (x0, x1) in zip(names, bounds, strict=True)]


def _beside_total(line: list[Token]) -> list[Token]:
    """The line without the words of a total before its first figure, which run on over the columns."""
    if not TOTAL.match(text_of(line)):
        return line
    return list(dropwhile(lambda token: not any(char.isdigit() for char in token.text), line))


@dataclass(slots=True)
class _Cut:
    """A row cut into the words and the areas of its columns."""

    cells: dict[str, list[Token]]
    areas: dict[str, Rect]
    text: str
    first: str
    """What stands in the first column, whether it is one of the table's or not."""


def _cut(
    table: Table,
    header: Header,
    places: Sequence[tuple[str | None, float, float]],
    band: Rect,
    tokens: Sequence[Token],
    *,
    parted: bool,
) -> Iterator[_Cut]:
    for part in rows_in(header, table, places, tokens, band, parted=parted):
        cells = {name: [t for t in part.tokens if x0 <= t.cx < x1] for name, x0, x1 in places if name}
        areas = {name: Rect(x0, part.rect.y0, x1, part.rect.y1) for name, x0, x1 in places if name}
        first = text_of([t for t in part.tokens if t.cx < places[0][2]])
        yield _Cut(cells, areas, text_of(part.tokens), first)


def _with_unread(
    sheet: Print,
    header: Header,
    places: Sequence[tuple[str | None, float, float]],
    bands: Sequence[Rect],
    rows: Sequence[_Cut],
) -> list[_Cut]:
    """The rows, and those of which nothing could be read: ruled ones with ink in them, written lines between others."""
    ink = [i for i in sheet.illegible if i.y0 >= header.bottom - 1 and places[0][1] <= i.cx < places[-1][2]]
    taken = [area for row in rows for area in row.areas.values()]
    free = [i for i in ink if not any(area.y0 <= i.cy <= area.y1 for area in taken)]
    if len(bands) > 1:
        lost = [band for band in bands if any(band.y0 <= i.cy <= band.y1 for i in free)]
    else:
        # Of an open table's place a seal or a scrawl may be part: a row says something in more than one column.
        lines = [around(line) for line in in_lines(i for i in free if i.cy < bands[0].y1)]
        lost = [
            line
            for line in lines
            if sum(x0 <= i.cx < x1 and line.beside(i) for _, x0, x1 in places for i in free) > 1
            and _has_room(line, taken, lines)
        ]
    more = [
        _Cut(
            {name: [] for name, _, _ in places if name},
            {n: Rect(x0, r.y0, x1, r.y1) for n, x0, x1 in places if n},
            "",
            "",
        )
        for r in lost
    ]
    return sorted([*rows, *more], key=_top)


def _has_room(line: Rect, taken: Sequence[Rect], unread: Sequence[Rect]) -> bool:
    """Whether a row has room where the line stands: rows on either side of it are further apart than the others.

    Where each two rows have such a line of the `unread` between them, as where there are but two, it must fit in.
    """
    spans = sorted({(area.y0, area.y1) for area in taken})
    gaps = [(above[1], below[0]) for above, below in itertools.pairwise(spans)]
    here = [foot - top for top, foot in gaps if top <= line.cy <= foot]
    free = [foot - top for top, foot in gaps if not any(top <= other.cy <= foot for other in unread)]
    least = statistics.median(free) + _ROOM * line.height if free else _FITS * line.height
    return not here or max(here) > least


def _top(cut: _Cut) -> float:
    return min((area.y0 for area in cut.areas.values()), default=0.0)


def _read_row(sheet: Print, table: Table, header: Header, cut: _Cut, found: Found) -> None:
    row: Row = {
        name: cell_value(sheet, column, cut.cells[name], cut.areas[name], header.quality)
        if name in cut.cells
        else _absent(sheet, column)
        for name, column in table.columns.items()
    }
    if header.quality <= GUESSED:
        row = {name: value.doubted(_GUESS, GUESSED) for name, value in row.items()}
    if _is_total(cut, row, table):
        found.totals.update({name: value for name, value in row.items() if value.value is not None})
        found.last = {}
    elif any(_says(value) for value in row.values()):
        found.rows.append(row)
        found.last = cut.cells


def _parted_by_page(table: Table, labels: Labels, before: Header, found: Found, first: _Cut) -> bool:
    """Puts the rest of a row that the page's end parted to its beginning; whether the words are such a rest."""
    if not found.last:
        return ends_header(before, labels, first.cells)
    if not ends_row(table, found.last, first.cells):
        return False
    for name, tokens in first.cells.items():
        if tokens:
            found.rows[-1][name] = completed(
                found.rows[-1][name], table.columns[name], found.last.get(name, ()), tokens
            )
    found.last = {}
    return True


def _absent(sheet: Print, column: Column) -> Value:
    value = False if column.type in ("checkbox", "signature") else None
    return Value(
        value,
        0.6,
        "ocr" if sheet.scanned else "text",
        page=sheet.page.number,
        review=True,
        why="no such column was found",
    )


def _says(value: Value) -> bool:
    return value.value not in (None, False) or value.unreadable


def _is_total(cut: _Cut, row: Row, table: Table) -> bool:
    # A narrow cell may break the word.
    if not any(TOTAL.match(words) for words in (cut.text, cut.first, cut.first.replace(" ", ""))):
        return False
    return not any(row[name].value is not None for name, c in table.columns.items() if c.type in ("date", "time"))
