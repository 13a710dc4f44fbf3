"""Continuation pages: what did not fit into a form's boxes, in full, under the name of its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.arrange import FULL, LEFT, PAD, bar, column_widths, header_block
from forms.form import Form, Table
from forms.geometry import PAGE_HEIGHT, Block, Item, Panel, Print
from forms.layout import BOTTOM, MARK_EDGE, TOP
from forms.typeset import wrap
from generators.drawing import Sheet

SIZE, LEADING = 10.0, 12.5
CHUNK = 40
"""Lines of a text, or of a table's cell, that stay on one page."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that its box cannot hold."""

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
        blocks.extend((block, None) for block in _text_blocks(text))
    for rows in tables:
        blocks.extend(_table_blocks(rows))
    return list(_stack(form, blocks)) if blocks else []


def _text_blocks(overflow: Overflow) -> Iterator[Block]:
    yield bar(f"{overflow.label} ({overflow.path})")
    lines = wrap(overflow.text, SIZE, FULL - 4)
    for start in range(0, len(lines), CHUNK):
        part = tuple(lines[start : start + CHUNK])
        print_ = Print(LEFT + 2, 14.0, part, SIZE, "paragraph", leading=LEADING)
        yield Block(LEADING * len(part) + 8.0, (print_,))


def _table_blocks(more: MoreRows) -> Iterator[tuple[Block, Block | None]]:
    last = more.first + len(more.rows) - 1
    yield bar(f"{more.table.title or more.table.name}, rows {more.first} to {last} ({more.table.name})"), None
    widths = column_widths(more.table)
    header = header_block(more.table, widths)
    yield header, None
    for number, row in enumerate(more.rows, start=more.first - 1):
        cells = [
            wrap(row.get(name, ""), SIZE, wide - 2 * PAD) for name, wide in zip(more.table.columns, widths, strict=True)
        ]
        for start in range(0, max(len(lines) for lines in cells), CHUNK):
            part = [lines[start : start + CHUNK] for lines in cells]
            yield _table_strip(f"{more.table.name}[{number}]", list(more.table.columns), part, widths), header


def _table_strip(row: str, columns: Sequence[str], cells: Sequence[Sequence[str]], widths: Sequence[float]) -> Block:
    height = LEADING * max(len(lines) for lines in cells) + 5.0
    items: list[Item] = []
    panels: list[Panel] = []
    x = LEFT
    for name, lines, wide in zip(columns, cells, widths, strict=True):
        if any(lines):
            items.append(Print(x + PAD, 12.0, tuple(lines), SIZE, "paragraph", leading=LEADING, path=f"{row}.{name}"))
        panels.append(Panel((x, 0.0, x + wide, height)))
        x += wide
    return Block(height, tuple(items), tuple(panels))


def _stack(form: Form, blocks: Sequence[tuple[Block, Block | None]]) -> Iterator[Sheet]:
    page, top = 0, BOTTOM
    items: list[Item] = []
    panels: list[Panel] = []
    for place, (block, header) in enumerate(blocks):
        # A bar or a heading never stands alone at the foot of a page.
        run = block.height
        for after, _ in blocks[place + 1 :]:
            if not blocks[place][0].keeps:
                break
            run += after.height
            if not after.keeps:
                break
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


def _furniture(form: Form, page: int) -> Iterator[Print]:
    title = wrap(f"CONTINUATION OF {form.title}", 11.0, FULL, "bold")
    yield Print(LEFT, TOP + 10, tuple(title), 11.0, "title", "bold", leading=13.0, page=page)
    foot = f"{form.id}, edition {form.edition}: continuation {page}"
    yield Print(LEFT + 10, PAGE_HEIGHT - MARK_EDGE - 3.5, (foot,), 7.0, "furniture", page=page)
