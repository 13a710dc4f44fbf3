"""Forms filled on a web page and printed by the browser: grids, cards, lists, columns, a browser's own check boxes."""

import random
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from playwright.sync_api import sync_playwright

from bench.people import People, Row
from bench.sheets import Sheets
from forms.form import Cell, Field, Form, Table
from tests.support import chromium, layouts

STYLES = {
    "cards": ".fields{display:grid;grid-template-columns:1fr 1fr;gap:6px 14px}"
    ".field{border:1px solid #bbb;border-radius:4px;padding:3px 6px}.label{font-size:75%;color:#555}",
    "boxes": ".fields{display:grid;grid-template-columns:1fr 1fr 1fr;gap:8px 10px}"
    ".label{font-weight:bold;font-size:80%}.value{border:1px solid #999;padding:3px 5px;min-height:15px}",
    "aligned": ".fields{display:grid;gap:4px}.field{display:grid;grid-template-columns:34% 1fr;gap:10px}"
    ".label{text-align:right;font-weight:bold}.value{border-bottom:1px dotted #888}",
    "grid": ".fields{display:grid;grid-template-columns:1fr 1fr;border:1px solid #000}"
    ".field{display:grid;grid-template-columns:44% 56%}.label,.value{border:.5px solid #000;padding:2px 4px}"
    ".label{background:#eee}.wide{grid-template-columns:22% 78%}",
    "newspaper": ".fields{columns:2;column-gap:24px}.field{margin:4px 0;break-inside:avoid}"
    ".label{font-weight:bold}.field div{display:inline}",
    "captions": ".fields{display:grid;grid-template-columns:1fr 1fr;gap:10px 18px}"
    ".value{border-bottom:1px solid #000;min-height:16px}.label{font-size:70%}",
    "flowing": ".field{display:inline-block;margin-right:26px;line-height:1.9}.field div{display:inline-block}"
    ".value{border-bottom:1px solid #555;padding:0 6px;min-width:60px}.label{font-weight:bold}",
    "rows": ".field{display:flex;border-bottom:1px solid #ccc;padding:3px 0}.label{width:38%;color:#333}"
    ".value{flex:1;font-weight:bold}",
}
"""How fields are laid out, by the name of the style."""
_TABLES = (
    "td,th{border:1px solid #000}",
    "tr:nth-child(even) td{background:#eee}th{background:#335;color:#fff}",
    "th{border-bottom:2px solid #000}",
    "td,th{border-bottom:1px solid #aaa}",
)
_COMMON = (
    "@page{size:Letter;margin:16mm}h2{margin:4px 0 10px}h3{margin:0;font-weight:normal}"
    "table{border-collapse:collapse;width:100%;margin-top:14px;font-size:90%}"
    "td,th{padding:2px 5px;text-align:left;vertical-align:top}.amount{text-align:right}tr,.field{break-inside:avoid}"
    ".wide{grid-column:1/-1}.boxed{border:1px solid #000;padding:0 3px;font-size:80%}"
)
_FACES = ("Liberation Sans", "Liberation Serif", "DejaVu Sans", "Liberation Sans Narrow", "DejaVu Serif")
_MARKS: dict[str, Callable[[bool], str]] = {
    "sign": lambda on: "☒" if on else "☐",
    "input": lambda on: f"<input type=checkbox {'checked' if on else ''}>",
    "typed": lambda on: "[X]" if on else "[ ]",
    "boxed": lambda on: f"<span class=boxed>{'X' if on else '&nbsp;'}</span>",
    "answers": lambda on: "☒" if on else "☐",
}
_LONG_VALUE, _LONG_LABEL = 45, 60
"""Letters from which a field takes a line of its own."""
_FEW = 6
"""Choices up to which they may all be printed to be marked."""


def foreign(form: Form, agency: str, seed: int) -> Sheets:
    """The form as one of many web pages prints it."""
    return papers([(form, agency, seed)])[0]


def papers(wanted: Sequence[tuple[Form, str, int]]) -> list[Sheets]:
    """A paper for each form, agency and seed, all printed by one browser."""
    filled = [(form, *People(seed, form.program).fill(form)) for form, _, seed in wanted]
    pages = [
        _Page(form, agency, seed, list(STYLES)[seed % len(STYLES)]).html(fields, tables)
        for (form, agency, seed), (_, fields, tables) in zip(wanted, filled, strict=True)
    ]
    return [
        Sheets(form, data, fields, tables) for (form, fields, tables), data in zip(filled, printed(pages), strict=True)
    ]


def on_machine() -> bool:
    """Whether the browser is there that prints the pages."""
    return chromium.PROGRAM.exists()


def printed(pages: Sequence[str]) -> list[bytes]:
    """The pages as the browser prints them to PDF."""
    with sync_playwright() as playwright:
        browser = chromium.start(playwright)
        try:
            page = browser.new_page()
            found = []
            for html in pages:
                page.set_content(html)
                found.append(page.pdf(prefer_css_page_size=True))
            return found
        finally:
            browser.close()


class _Page:
    """The page of one designer."""

    def __init__(self, form: Form, agency: str, seed: int, style: str) -> None:
        self.form, self.agency, self.style = form, agency, style
        self.dice = random.Random(seed * 31 + 7)
        self.hand = layouts.Style.of(seed, "aligned")
        self.marks = self.dice.choice(list(_MARKS))
        self.colon, self.capitals, self.numbered = (self.dice.random() < share for share in (0.5, 0.25, 0.3))
        self.look = f"body{{font-family:'{self.dice.choice(_FACES)}';font-size:{self.dice.choice((9, 10, 11))}pt}}"
        self.look += _COMMON + STYLES[style] + self.dice.choice(_TABLES)

    def html(self, fields: Row, tables: dict[str, list[Row]]) -> str:
        """The whole page."""
        cells = enumerate(self.form.fields.values(), start=1)
        body = "".join(self._field(number, cell, fields[cell.name]) for number, cell in cells)
        grids = "".join("".join(self._table(table, tables[name])) for name, table in self.form.tables.items())
        head = f"<h3>{escape(self.agency)}</h3><h2>{escape(self.form.title)}</h2>"
        return f"<style>{self.look}</style>{head}<div class=fields>{body}</div>{grids}"

    def _field(self, number: int, cell: Field, value: Any) -> str:
        label = (f"{number}. " if self.numbered else "") + self._label(cell)
        if cell.type == "checkbox" and self.marks != "answers":
            return f'<div class="wide">{_MARKS[self.marks](value)} {label}</div>'
        words = layouts.printed(cell, value, self.hand) if cell.type in ("text", "name") else ""
        wide = "wide" if len(words) > _LONG_VALUE or len(label) > _LONG_LABEL else ""
        colon = ":" if self.style in ("aligned", "newspaper", "flowing") or self.colon else ""
        parts = [
            f"<div class=label>{label}{colon}</div>",
            f"<div class=value>{self._value(cell, value) or '&nbsp;'}</div>",
        ]
        return f'<div class="field {wide}">{" ".join(parts[::-1] if self.style == "captions" else parts)}</div>'

    def _label(self, cell: Cell) -> str:
        label = self.dice.choice(cell.labels) if self.hand.variant else cell.labels[0]
        return escape(label.upper() if self.capitals else label)

    def _value(self, cell: Cell, value: Any) -> str:
        mark = _MARKS[self.marks]
        if cell.type == "signature":
            return _scrawl(self.dice) if value else "<svg width=150 height=22></svg>"
        if cell.type == "checkbox":
            return f"{mark(value)} Yes &nbsp; {mark(not value)} No" if self.marks == "answers" else mark(value)
        if cell.type == "choice" and self.dice.random() < 0.5 and len(cell.options or {}) < _FEW:
            options = (cell.options or {}).items()
            return " &nbsp; ".join(f"{mark(name == value)} {escape(captions[0])}" for name, captions in options)
        return escape(layouts.printed(cell, value, self.hand)).replace("\n", "<br>")

    def _table(self, table: Table, rows: list[Row]) -> Iterator[str]:
        columns = table.columns
        yield "<table><thead><tr>"
        yield from (f"<th>{self._label(column)}</th>" for column in columns.values())
        yield "</tr></thead><tbody>"
        for row in rows:
            yield "<tr>"
            for name, column in columns.items():
                kind = "amount" if column.type in ("money", "hours", "number", "integer") else ""
                plain = column.type not in ("signature", "checkbox")
                text = (
                    escape(layouts.printed(column, row[name], self.hand)) if plain else self._value(column, row[name])
                )
                yield f'<td class="{kind}">{text}</td>'
            yield "</tr>"
        yield "</tbody></table>"


def _scrawl(dice: random.Random) -> str:
    loops = "".join(
        f" q {dice.randint(3, 7)} {-dice.randint(6, 14)} {dice.randint(9, 14)} {dice.randint(-2, 2)}"
        for _ in range(dice.randint(6, 10))
    )
    return f'<svg width=150 height=22><path d="M4 16{loops}" fill=none stroke="#113" stroke-width=1.3 /></svg>'
