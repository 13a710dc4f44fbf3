"""Rows of a table's body: what rulings part, or what stands beside a date or an amount."""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from extractors.lines import Run
from extractors.rects import Rect, Token, around, in_lines
from extractors.tablehead import STRICT, Header, text_of
from extractors.typed import parses
from forms.form import Cell, Table

TOTAL = re.compile(
    r"(?:(?:grand|page|invoice|monthly|weekly|sub)[\s-]*)?(?:sub)?totals?\b|sum\b"
    r"|(?:(?:amount|balance|totals?)\s+)?(?:brought|carried|carry|balance)[\s-]*(?:forward|over|down|fwd)\b",
    re.I,
)
"""How a row begins that sums up others, or carries their sum over a page."""
_DATE_FIGURES = 6
"""Figures of a date at least; a part of one that wraps has fewer."""
_FIGURED = re.compile(r"\d|^[IlOo]$")
"""What holds a figure, or is a letter alone that a picture shows as one."""
_STEP, _PICTURE_STEP = 0.1, 0.5
"""Points by which the white between rows is told apart; a picture's words keep no even distance."""
_WAVERS, _CLEARLY = 0.2, 0.35
"""Line heights by which the distance of a picture's lines wavers, on the whole and at most."""
_SHARED = 0.2
"""Share of their height by which lines overlap that are none of their own."""


@dataclass(slots=True)
class Line:
    """Words of one line of a table's body."""

    tokens: list[Token]
    rect: Rect


def rows_in(
    header: Header,
    table: Table,
    places: Sequence[tuple[str | None, float, float]],
    tokens: Sequence[Token],
    band: Rect,
    *,
    parted: bool,
) -> list[Line]:
    """The rows of a band: one where rulings part the rows, else one for each line with a date or an amount."""
    lines = [line for line in lines_of(tokens) if _filled(line, places)]
    if not lines:
        return []
    anchors = _anchors(table, places, lines, sparse=header.ruled)
    if parted and not _dates_stacked(table, places, lines, anchors):
        return [Line(list(tokens), band)]
    if len(anchors) < 2:
        if anchors or len(lines) == 1 or band.height < 4 * lines[0].rect.height:
            return [Line(list(tokens), band)]
        anchors = [n for n, line in enumerate(lines) if any(t.cx < places[0][2] for t in line.tokens)] or [0]
    cuts = [0, *_cuts(lines, anchors), len(lines)]
    rows: list[Line] = []
    for start, end in itertools.pairwise(cuts):
        members = [token for line in lines[start:end] for token in line.tokens]
        top = lines[start].rect.y0 - 1 if start else max(band.y0, lines[start].rect.y0 - lines[start].rect.height * 0.6)
        rows.append(Line(members, Rect(band.x0, top, band.x1, lines[end - 1].rect.y1 + 1)))
    return _better_parted(rows, tokens, table, places, band)


def _cuts(lines: Sequence[Line], anchors: Sequence[int]) -> list[int]:
    """The lines that begin the rows of all anchors but the first: behind the widest white, the last where several are.

    The lines of a picture waver: where none of its rows clearly begins before the line that tells it, all begin there.
    """
    between = [
        {n: _white(lines[n - 1], lines[n]) for n in range(before + 1, after + 1)}
        for before, after in itertools.pairwise(anchors)
    ]
    slack = 0.0
    if lines[0].tokens[0].source == "ocr":
        wrapped = [list(gaps.values()) for gaps in between if len(gaps) > 1]
        into, out = sum(gaps[-1] for gaps in wrapped), sum(gaps[0] for gaps in wrapped)
        # Lines that overlap are cells of one row that stand askew.
        begins = into > out - _WAVERS * len(wrapped) and all(
            gaps[-1] > max(max(gaps) - _CLEARLY, -_SHARED) for gaps in wrapped
        )
        slack = _CLEARLY if begins else _WAVERS
    return [max(n for n, gap in gaps.items() if gap >= max(gaps.values()) - slack) for gaps in between]


def _white(upper: Line, lower: Line) -> float:
    """The white between the lines: in points, of a picture, whose words are boxed tightly, in line heights."""
    if upper.tokens[0].source == "ocr":
        return Run(upper.tokens).leading(Run(lower.tokens))
    return round(lower.rect.y0 - upper.rect.y1, 1)


def _better_parted(
    rows: list[Line],
    tokens: Sequence[Token],
    table: Table,
    places: Sequence[tuple[str | None, float, float]],
    band: Rect,
) -> list[Line]:
    """The rows, or those that the white between them makes where more of these say what rows say.

    Cells of several lines, set in the middle of their row or each with part of a date, leave no line that tells a row.
    On a picture, where a row may have been misread, fewer rows that say nothing are no reason: they may be two in one.
    """
    alike, unlike = _like_rows(rows, table, places)
    if not unlike:
        return rows
    scanned = tokens[0].source == "ocr"
    step = _PICTURE_STEP if scanned else _STEP
    ordered = sorted(tokens, key=lambda t: t.y0)
    feet = list(itertools.accumulate((t.y1 for t in ordered), max))
    gaps = [after.y0 - foot for foot, after in zip(feet, ordered[1:], strict=False)]
    best = rows
    for gap in sorted({round(gap / step) * step for gap in gaps if gap > 0}):
        cuts = [0, *(n + 1 for n, white in enumerate(gaps) if white >= gap - step / 2), len(ordered)]
        parts = [ordered[start:end] for start, end in itertools.pairwise(cuts)]
        found = [
            Line(part, Rect(band.x0, min(t.y0 for t in part) - 1, band.x1, max(t.y1 for t in part) + 1))
            for part in parts
        ]
        if len(found) < 2:
            continue
        more, fewer = _like_rows(found, table, places)
        if more > alike or (more == alike and fewer < unlike and not scanned):
            best, alike, unlike = found, more, fewer
    return best


def _like_rows(
    rows: Sequence[Line], table: Table, places: Sequence[tuple[str | None, float, float]]
) -> tuple[int, int]:
    """How many of the rows hold values where the column's type tells, the first such cell among them; how many not."""
    strict = [(table.columns[name], x0, x1) for name, x0, x1 in places if name and table.columns[name].type in STRICT]
    right = wrong = 0
    for row in rows:
        if TOTAL.match(text_of(row.tokens)) or not strict:
            continue
        said = [text_of([t for t in row.tokens if x0 <= t.cx < x1]) for _, x0, x1 in strict]
        read = [
            parses(text, cell[0]) or parses(text.replace(" ", ""), cell[0])
            for text, cell in zip(said, strict, strict=True)
        ]
        unlike = not said[0] or any(text and not told for text, told in zip(said, read, strict=True))
        wrong, right = wrong + unlike, right + (not unlike)
    return right, wrong


def _filled(line: Line, places: Sequence[tuple[str | None, float, float]]) -> bool:
    """Whether the line says more than the row's number and what every blank row says, such as a dollar sign."""
    return any(t.plain and any(name and x0 <= t.cx < x1 for name, x0, x1 in places) for t in line.tokens)


def _dates_stacked(
    table: Table, places: Sequence[tuple[str | None, float, float]], lines: Sequence[Line], anchors: Sequence[int]
) -> bool:
    """Whether several lines bear a date of their own: rulings between rows were lost, as in a picture."""
    dated = [(table.columns[name], x0, x1) for name, x0, x1 in places if name and table.columns[name].type == "date"]
    texts = [[text_of([t for t in lines[n].tokens if x0 <= t.cx < x1]) for _, x0, x1 in dated] for n in anchors]
    return sum(any(parses(said, cell[0]) for said, cell in zip(here, dated, strict=True)) for here in texts) > 1


def _anchors(
    table: Table, places: Sequence[tuple[str | None, float, float]], lines: Sequence[Line], *, sparse: bool
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
        if end := max(_date_end(texts, number, name, table.columns[name]) for name in here) if here else 0:
            anchors.append(number)
            number = end + 1
            continue
        hits = [name for name, text in here.items() if text and _reads(text, table.columns[name], lines[number])]
        total = TOTAL.match(text_of(lines[number].tokens))
        # Of a date over two lines figures may be misread, so that they are no date together.
        ends = anchors[-1:] == [number - 1] and _ends_date(texts, number, table)
        if total or (hits and not ends):
            anchors.append(number)
            weight[number] = 2 if total else len(hits)
        elif any(_wrapped(texts, number, name, table.columns[name]) for name in here):
            anchors.append(number)
            number += 1
        elif not sparse and _misread(lines[number], here.values(), places):
            anchors.append(number)
        number += 1
    dated = [name for name, _, _ in strict if table.columns[name].type == "date"]
    anchors = _whole_lines(anchors, lines, texts, lambda n: (any(texts[n][name] for name in dated), weight.get(n, 0)))
    if len(strict) > 1 and dated:
        # A time or a number that wraps below a date is no row of its own: a row has its date, or two strict cells.
        kept = [n for n in anchors if any(texts[n][name] for name in dated) or (not sparse and weight.get(n, 0) >= 2)]
        return kept or anchors
    return anchors


def _reads(text: str, cell: Cell, line: Line) -> bool:
    """Whether the text is a value of the column, or on a picture a date with a stroke misread for a figure."""
    if parses(text, cell):
        return True
    misread = cell.type == "date" and line.tokens[0].source == "ocr"
    return misread and sum(letter.isdigit() for letter in text) >= _DATE_FIGURES


def _whole_lines(
    anchors: Sequence[int],
    lines: Sequence[Line],
    texts: Sequence[dict[str, str]],
    worth: Callable[[int], tuple[bool, int]],
) -> list[int]:
    """The anchors, of two that are halves of one line the one that tells more.

    Of cells that stand in the middle beside two lines of others, a picture's words waver to the one or the other.
    """
    whole: list[int] = []
    lower = -1
    for n in anchors:
        if whole and n - 1 == whole[-1] != lower and _halves(lines[n - 1], lines[n], texts[n - 1], texts[n]):
            whole[-1] = max(n - 1, n, key=worth)
            lower = n
        else:
            whole.append(n)
    return whole


def _halves(upper: Line, lower: Line, above: dict[str, str], below: dict[str, str]) -> bool:
    """Whether the lines overlap and no column has words in both."""
    shared = upper.rect.y1 - lower.rect.y0
    high = min(upper.rect.height, lower.rect.height)
    return shared > _SHARED * high and not any(above[name] and below[name] for name in above)


def _date_end(texts: Sequence[dict[str, str]], number: int, name: str, cell: Cell) -> int:
    """The line on which a date ends that begins on this one, as behind a weekday; 0 where none does.

    Its end may be a date itself. Cells set in the middle of their row may stand between its two lines.
    """
    here = texts[number][name]
    if cell.type != "date" or not here or parses(here, cell):
        return 0
    following = (n for n in range(number + 1, min(number + 3, len(texts))) if texts[n][name])
    end = next(following, 0)
    return end if end and parses(f"{here} {texts[end][name]}", cell) else 0


def _ends_date(texts: Sequence[dict[str, str]], number: int, table: Table) -> bool:
    """Whether the line says in strict columns but what ends a date that the line above, a row's, has begun."""
    filled = [name for name, text in texts[number].items() if text]
    return bool(filled) and all(
        table.columns[name].type == "date"
        and texts[number - 1][name]
        and not any(parses(line[name], table.columns[name]) for line in (texts[number - 1], texts[number]))
        for name in filled
    )


def _misread(line: Line, strict: Iterable[str], places: Sequence[tuple[str | None, float, float]]) -> bool:
    """Whether a picture's line fills every column, one whose type tells with figures: a date or number misread."""
    if line.tokens[0].source != "ocr" or not any(_FIGURED.search(text) for text in strict):
        return False
    return all(any(x0 <= token.cx < x1 for token in line.tokens) for name, x0, x1 in places if name)


def _wrapped(texts: Sequence[dict[str, str]], number: int, name: str, cell: Cell) -> bool:
    """Whether the line's text becomes a value together with the next text of its column, one or two lines below."""
    following = next((texts[n][name] for n in range(number + 1, min(number + 3, len(texts))) if texts[n][name]), "")
    return bool(texts[number][name] and following) and parses(f"{texts[number][name]} {following}", cell)


def lines_of(tokens: Iterable[Token]) -> list[Line]:
    """The words by lines, from top to bottom."""
    return [Line(line, around(line)) for line in in_lines(tokens)]
