"""Continuation pages: what did not fit into a form's boxes, in full, under the name of its field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.arrange import FULL, LEFT, PAD, bar, column_widths, header_block
from forms.form import Form, Table
from forms.geometry import PAGE_HEIGHT, Block, Item, Panel, Print
from forms.layout import BOTTOM, MARK_EDGE, TOP
from forms.typeset import widest_word, wrap
from generators.drawing import Sheet

SIZE, LEADING = 10.0, 12.5
TEXT_CHUNK, CELL_CHUNK = 5, 40
"""Lines of a text, and of a table's cell, that stay on one page."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that its box cannot hold, or one without a box on the form; then the path is empty."""

    path: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class MoreRows:
    """The rows that a table's blank has no room for, as printed; `first` is the number of the first, from 1."""

    table: Table
    first: int
    rows: Sequence[Mapping[str, str]]


def continuation(form: Form, texts: Sequence[Overflow], tables: Sequence[MoreRows]) -> list[Sheet]:
    """The pages that follow the form, none where everything fitted."""
    blocks: list[tuple[Block, Block | None]] = []
    for text in texts:
        blocks.extend(_text_blocks(text))
    for rows in tables:
        blocks.extend(_table_blocks(rows))
    return list(_stack(form, blocks)) if blocks else []


def _text_blocks(overflow: Overflow) -> Iterator[tuple[Block, Block | None]]:
    title = f"{overflow.label} ({overflow.path})" if overflow.path else overflow.label
    yield bar(title), None
    lines = wrap(overflow.text, SIZE, FULL - 4)
    for start in range(0, len(lines), TEXT_CHUNK):
        part = tuple(lines[start : start + TEXT_CHUNK])
        first = 4.0 if start == 0 else 0.0
        text = Print(LEFT + 2, first + 10.0, part, SIZE, "paragraph", leading=LEADING)
        yield Block(first + LEADING * len(part), (text,)), bar(f"{title}, continued")


def _table_blocks(more: MoreRows) -> Iterator[tuple[Block, Block | None]]:
    last = more.first + len(more.rows) - 1
    yield bar(f"{more.table.title or more.table.name}, rows {more.first} to {last} ({more.table.name})"), None
    widths = column_widths(more.table)
    header = header_block(more.table, widths)
    yield header, None
    columns = list(zip(more.table.columns, widths, strict=True))
    for number, row in enumerate(more.rows, start=more.first - 1):
        cells = [_Cell.of(f"{more.table.name}[{number}].{name}", row.get(name, ""), wide) for name, wide in columns]
        for start in range(0, max(len(cell.lines) for cell in cells), CELL_CHUNK):
            yield _table_strip(cells, start), header


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's text in lines, set small enough that its longest word is not broken if that can be had."""

    path: str
    width: float
    size: float
    lines: Sequence[str]

    @classmethod
    def of(cls, path: str, text: str, wide: float) -> "_Cell":
        room = wide - 2 * PAD
        size = next((size for size in (10.0, 9.0, 8.0, 7.0) if widest_word(text, size) <= room), SIZE)
        return cls(path, wide, size, wrap(text, size, room))


def _table_strip(cells: Sequence[_Cell], start: int) -> Block:
    """The row's lines from that one on, as many as stay together."""
    items: list[Item] = []
    panels: list[Panel] = []
    parts = [tuple(cell.lines[start : start + CELL_CHUNK]) for cell in cells]
    height = LEADING * max(len(part) for part in parts) + 5.0
    x = LEFT
    for cell, part in zip(cells, parts, strict=True):
        if any(part):
            items.append(Print(x + PAD, 12.0, part, cell.size, "paragraph", leading=LEADING, path=cell.path))
        panels.append(Panel((x, 0.0, x + cell.width, height)))
        x += cell.width
    return Block(height, tuple(items), tuple(panels))


def _stack(form: Form, blocks: Sequence[tuple[Block, Block | None]]) -> Iterator[Sheet]:
    page, top = 0, BOTTOM
    items: list[Item] = []
    panels: list[Panel] = []
    for place, (block, header) in enumerate(blocks):
        run = _bound(block for block, _ in blocks[place:])
        again: tuple[Block, ...] = ()
        if top + run > BOTTOM:
            if page:
                yield Sheet(tuple(items), tuple(panels))
            page += 1
            items, panels, top = list(_furniture(form, page)), [], TOP + 32
            again = (header,) if header else ()
        for part in (*again, block):
            items.extend(item.moved(page, top) for item in part.items)
            panels.extend(panel.moved(page, top) for panel in part.panels)
            top += part.height
    yield Sheet(tuple(items), tuple(panels))


def _bound(blocks: Iterable[Block]) -> float:
    """The height of the first block and those it keeps with it: a bar never stands alone at the foot of a page."""
    height = 0.0
    for block in blocks:
        height += block.height
        if not block.keeps:
            break
    return height


def _furniture(form: Form, page: int) -> Iterator[Print]:
    title = wrap(f"CONTINUATION OF {form.title}", 11.0, FULL, "bold")
    yield Print(LEFT, TOP + 10, tuple(title), 11.0, "title", "bold", leading=13.0, page=page)
    foot = f"{form.id}, edition {form.edition}: continuation {page}"
    yield Print(LEFT + 10, PAGE_HEIGHT - MARK_EDGE - 3.5, (foot,), 7.0, "furniture", page=page)
