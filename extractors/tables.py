"""Tables of a form in anybody's layout: the header is found by its captions, the cells by rulings or by their places.

Where the grid is ruled, the rulings are the cells. Where it is not, columns are parted at the strips that no word
touches, and a row is what stands beside a date or an amount.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.labels import Spot, label_index
from extractors.lines import Print, Rect, Token, around, in_lines
from extractors.strips import column_bounds
from extractors.tablehead import STRICT, Header, continued, find_header, text_of
from extractors.typed import parses, typed
from forms.evidence import Value
from forms.form import Cell, Column, Table
from forms.packet import Row

_TOTAL = re.compile(r"(?:(?:grand|page|invoice|monthly|sub)[\s-]*)?(?:sub)?totals?\b|sum\b", re.I)


@dataclass(slots=True)
class Found:
    """A table as it was found: its rows, the part of each page it takes, and what its total row says."""

    rows: list[Row] = field(default_factory=list)
    zones: list[tuple[int, Rect]] = field(default_factory=list)
    totals: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """Words of one line of a table's body."""

    tokens: list[Token]
    rect: Rect


def read_table(prints: Sequence[Print], table: Table, spots: Sequence[Sequence[Spot]]) -> Found:
    """The table's rows over all pages of a document; `spots` are the field labels of each page, which end a table."""
    found = Found()
    labels = label_index(table.columns.values())
    header: Header | None = None
    for number, sheet in enumerate(prints):
        here = find_header(sheet, table, labels)
        if (
            here is None
            and header is not None
            and not any(s.rect.y0 > found.zones[-1][1].y1 for s in spots[number - 1])
        ):
            here = continued(sheet, table, header, spots[number])
        if here is None:
            continue
        bands, bottom = _bands(sheet, table, here, spots[number])
        places = _places(table, here, [token for band in bands for token in _tokens_in(sheet, here, band)])
        for band in bands:
            _read_band(sheet, table, here, places, band, found)
        header = here if here.ruled else _placed(here, places)
        found.zones.append((number, Rect(places[0][1], here.top, places[-1][2], bottom)))
    _doubt_parted(found.rows, table, scanned=any(sheet.scanned for sheet in prints))
    return found


def _doubt_parted(rows: list[Row], table: Table, *, scanned: bool) -> None:
    """Marks rows that lack most of their cells, on a picture any, and their neighbours: one row may stand as two."""
    required = [name for name, column in table.columns.items() if column.required and column.type != "checkbox"]
    bearable = 0 if scanned else len(required) // 2
    lacking = [number for number, row in enumerate(rows) if sum(row[name].blank for name in required) > bearable]
    for number in sorted({near for lack in lacking for near in (lack - 1, lack, lack + 1)} & set(range(len(rows)))):
        rows[number] = {
            name: value if value.review else value.doubted("cells of this row or the next may be misplaced", 0.7)
            for name, value in rows[number].items()
        }


def _placed(header: Header, places: Sequence[tuple[str | None, float, float]]) -> Header:
    """The header with its columns as wide as their words, by which the next page's rows are told."""
    columns = [(name, Rect(x0, header.top, x1, header.bottom)) for name, x0, x1 in places]
    return replace(header, columns=columns)


def _bands(sheet: Print, table: Table, header: Header, spots: Sequence[Spot]) -> tuple[list[Rect], float]:
    """The ruled rows, or one band for the whole body; and where the table ends."""
    if header.ruled:
        bands = list(_ruled_bands(sheet, header))
        if bands:
            return bands, bands[-1].y1
    bottom = _open_bottom(sheet, table, header, spots)
    left, right = header.columns[0][1].x0, header.columns[-1][1].x1
    return [
        Rect(min(left, *(r.x0 for r in sheet.runs)) - 2, header.bottom, max(right, sheet.right_margin) + 2, bottom)
    ], bottom


def _ruled_bands(sheet: Print, header: Header) -> Iterator[Rect]:
    left, right = header.columns[0][1].x0, header.columns[-1][1].x1
    y = header.bottom
    inner = [rect.x1 for _, rect in header.columns[:-1]]
    ys = sorted({rule.cy for rule in sheet.rules if rule.cy > y + 2 and rule.x0 <= left + 6 and rule.x1 >= right - 6})
    for below in ys:
        middle = (y + below) / 2
        if not any(abs(bar.cx - left) < 4 and bar.y0 - 3 <= middle <= bar.y1 + 3 for bar in sheet.bars):
            return
        if inner and not any(abs(bar.cx - x) < 4 and bar.y0 <= middle <= bar.y1 for bar in sheet.bars for x in inner):
            # A row without inner rulings holds no cells: a total, a note, or another grid.
            return
        if any(
            bar.y0 <= middle <= bar.y1 and left + 4 < bar.cx < right - 4 and all(abs(bar.cx - x) >= 4 for x in inner)
            for bar in sheet.bars
        ):
            return
        yield Rect(left, y, right, below)
        y = below


def _open_bottom(sheet: Print, table: Table, header: Header, spots: Sequence[Spot]) -> float:
    """Where a table without rulings ends: at a label, a heading, a sentence across its columns, or a wide gap."""
    lines = _lines_of(token for token in sheet.tokens if token.cy > header.bottom)
    starts = {id(spot.tokens[0]): spot for spot in spots}
    bottom, pitch, first_gap = header.bottom, 0.0, 0.0
    for number, line in enumerate(lines):
        size = line.rect.height
        gap = line.rect.y0 - bottom
        if gap > (
            2.6 * size if number == 0 else max(_apart(sheet) * size, 1.5 * pitch if pitch else 1.5 * first_gap + 3)
        ):
            break
        first = starts.get(id(line.tokens[0]))
        if first is not None and (first.colon or not _row_like(line, table, header)):
            break
        if _crosses(line, header) or (
            line.tokens[0].bold and not lines[0].tokens[0].bold and not _TOTAL.match(text_of(line.tokens))
        ):
            break
        if number:
            pitch = max(pitch, gap)
        else:
            first_gap = gap
        bottom = line.rect.y1
    return bottom + 1


def _apart(sheet: Print) -> float:
    """Line heights between rows from which a table without rulings ends; a picture boxes words tightly."""
    return 2.2 if sheet.scanned else 1.35


def _crosses(line: _Line, header: Header) -> bool:
    """Whether print without a gap runs on over two captions."""
    pieces: list[list[Token]] = []
    for token in line.tokens:
        if pieces and token.x0 - pieces[-1][-1].x1 < 0.55 * token.height:
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


def _row_like(line: _Line, table: Table, header: Header) -> bool:
    """Whether the line holds a date, an amount or the like in its column."""
    for name, rect in header.columns:
        if name and table.columns[name].type in STRICT:
            text = text_of([t for t in line.tokens if t.x1 > rect.x0 and t.x0 < rect.x1])
            if text and parses(text, table.columns[name]):
                return True
    return False


def _tokens_in(sheet: Print, header: Header, band: Rect) -> list[Token]:
    return [t for t in sheet.tokens if band.y0 <= t.cy <= band.y1 and band.x0 - 4 <= t.cx <= band.x1 + 4]


def _places(table: Table, header: Header, tokens: Sequence[Token]) -> list[tuple[str | None, float, float]]:
    """Name and bounds of each column: its rulings, or the strips between the words."""
    names = [name for name, _ in header.columns]
    if header.ruled:
        return [(name, rect.x0, rect.x1) for name, rect in header.columns]
    cells = [table.columns[name] if name else None for name in names]
    rows = [line.tokens for line in _lines_of(tokens)]
    bounds = column_bounds([rect for _, rect in header.columns], cells, rows)
    return [(name, x0, x1) for name, (x0, x1) in zip(names, bounds, strict=True)]


def _read_band(
    sheet: Print,
    table: Table,
    header: Header,
    places: Sequence[tuple[str | None, float, float]],
    band: Rect,
    found: Found,
) -> None:
    tokens = _tokens_in(sheet, header, band)
    for part in _rows_in(header, table, places, tokens, band):
        cells = {name: [t for t in part.tokens if x0 <= t.cx < x1] for name, x0, x1 in places if name}
        first = text_of(part.tokens)
        row: Row = {}
        for name, x0, x1 in places:
            if name:
                area = Rect(x0, part.rect.y0, x1, part.rect.y1)
                row[name] = cell_value(sheet, table.columns[name], cells[name], area, header.quality)
        for name, column in table.columns.items():
            if name not in row:
                row[name] = _absent(sheet, column)
        if _is_total(first, row, table):
            found.totals.update({name: value for name, value in row.items() if value.value is not None})
        elif any(_says(value) for value in row.values()):
            found.rows.append(row)


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


def _is_total(text: str, row: Row, table: Table) -> bool:
    if not _TOTAL.match(text):
        return False
    return not any(row[name].value is not None for name, c in table.columns.items() if c.type in ("date", "time"))


def _rows_in(
    header: Header,
    table: Table,
    places: Sequence[tuple[str | None, float, float]],
    tokens: Sequence[Token],
    band: Rect,
) -> list[_Line]:
    """The rows of a band: one where rulings part the rows, else one for each line with a date or an amount."""
    lines = _lines_of(tokens)
    if not lines:
        return []
    anchors = _anchors(table, places, lines, sparse=header.ruled)
    if len(anchors) < 2:
        if anchors or len(lines) == 1 or band.height < 4 * lines[0].rect.height:
            return [_Line(list(tokens), band)]
        anchors = [n for n, line in enumerate(lines) if any(t.cx < places[0][2] for t in line.tokens)] or [0]
    cuts = [0]
    for before, after in itertools.pairwise(anchors):
        gaps = [(round(lines[n].rect.y0 - lines[n - 1].rect.y1, 1), n) for n in range(before + 1, after + 1)]
        cuts.append(max(gaps)[1])
    cuts.append(len(lines))
    rows: list[_Line] = []
    for start, end in itertools.pairwise(cuts):
        members = [token for line in lines[start:end] for token in line.tokens]
        top = lines[start].rect.y0 - 1 if start else max(band.y0, lines[start].rect.y0 - lines[start].rect.height * 0.6)
        rows.append(_Line(members, Rect(band.x0, top, band.x1, lines[end - 1].rect.y1 + 1)))
    return rows


def _anchors(
    table: Table, places: Sequence[tuple[str | None, float, float]], lines: Sequence[_Line], *, sparse: bool
) -> list[int]:
    """Lines that begin, or stand in the middle of, a row: they hold a value of a strict type.

    `sparse`: rulings part the rows already, so that only a second date in a row tells a second row.
    """
    strict = [(name, x0, x1) for name, x0, x1 in places if name and table.columns[name].type in STRICT]
    texts = [{name: text_of([t for t in line.tokens if x0 <= t.cx < x1]) for name, x0, x1 in strict} for line in lines]
    anchors: list[int] = []
    weight: dict[int, int] = {}
    number = 0
    while number < len(lines):
        here = texts[number]
        hits = [name for name, text in here.items() if text and parses(text, table.columns[name])]
        total = _TOTAL.match(text_of(lines[number].tokens))
        if hits or total:
            anchors.append(number)
            weight[number] = 2 if total else len(hits)
        elif any(_wrapped(texts, number, name, table.columns[name]) for name in here):
            anchors.append(number)
            number += 1
        number += 1
    if len(strict) > 1:
        # A time or a number that wraps below a date is no row of its own: a row has its date, or two strict cells.
        dated = [name for name, _, _ in strict if table.columns[name].type == "date"]
        if dated:
            kept = [
                n for n in anchors if any(texts[n][name] for name in dated) or (not sparse and weight.get(n, 0) >= 2)
            ]
            return kept or anchors
    return anchors


def _wrapped(texts: Sequence[dict[str, str]], number: int, name: str, cell: Cell) -> bool:
    """Whether the line's text becomes a value together with the next text of its column, one or two lines below."""
    following = next((texts[n][name] for n in range(number + 1, min(number + 3, len(texts))) if texts[n][name]), "")
    return bool(texts[number][name] and following) and parses(f"{texts[number][name]} {following}", cell)


def _lines_of(tokens: Iterable[Token]) -> list[_Line]:
    return [_Line(line, around(line)) for line in in_lines(tokens)]


def cell_value(sheet: Print, cell: Cell, tokens: Sequence[Token], area: Rect, certainty: float) -> Value:
    """The value of a table's cell: its words, or the check box in it."""
    page = sheet.page.number
    if cell.type == "checkbox":
        squares = [s for s in sheet.squares if area.holds(s.cx, s.cy)]
        if len(squares) == 1:
            return _square_value(sheet, squares[0].checked, squares[0].confidence * certainty, squares[0])
        if not tokens:
            value = Value(False, certainty, "mark", page=page, box=sheet.fractions(area))
            return value.doubted("no box was found in the cell", 0.7) if sheet.scanned else value
    text = text_of(tokens)
    if not text:
        return Value(None, certainty, "ocr" if sheet.scanned else "text", page=page, box=sheet.fractions(area))
    confidence = min(min(token.confidence for token in tokens), certainty if certainty < 0.97 else 1.0)
    return typed(
        text, cell, confidence=confidence, source=tokens[0].source, page=page, box=sheet.fractions(around(tokens))
    )


def _square_value(sheet: Print, checked: bool | None, confidence: float, rect: Rect) -> Value:
    value = Value(bool(checked), confidence, "mark", page=sheet.page.number, box=sheet.fractions(rect))
    return value.doubted("the box could be checked or not", 0.5) if checked is None else value
