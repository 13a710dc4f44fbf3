"""The draft of a form as the text of its file, with a comment wherever a person should look."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from extractors.draft_types import name_of
from extractors.drafting import CellDraft, FormDraft, TableColumns
from forms.agency_blank import Place
from forms.form import Form
from forms.program import Program

_WIDTH = 118
_LIKE_HEADING = 55.0
_HEAD = """\
# Drafted from an agency's own blank. Finish it: look at each line marked CHECK, and give the fields
# the names that the program's other forms have for the same things. A name stands twice: under `fields`
# or `tables`, and where it is put on the blank, under `own_blank`.
# A field must be filled unless it says `required: false`.
"""


def form_name(title: str) -> str:
    """The name of a form's file by its title."""
    return "-".join(name_of(title).split("_")[:4])


def draft_text(draft: FormDraft, name: str, program: Program | None = None) -> str:
    """The file's text; it is a right declaration as it stands."""
    lines = [*_HEAD.splitlines(), f"form: {name}", f"title: {_said(draft.title)}"]
    if draft.number:
        lines.append(f"number: {_said(draft.number)}")
    lines += _section(draft, program)
    if draft.fields:
        lines.append("fields:")
        for page in range(1, len(draft.pages) + 1):
            here = [each for each in draft.fields if each.first.page == page]
            if here and len(draft.pages) > 1:
                lines.append(f"  # Page {page}")
            for each in here:
                lines += _cell(each, "  ")
    if draft.tables:
        lines.append("tables:")
        for table in draft.tables:
            lines += _table(table)
    lines += _blank(draft)
    text = "\n".join(lines) + "\n"
    Form.model_validate(yaml.safe_load(text))
    return text


def _said(value: Any) -> str:
    """A value as it stands within a line of YAML."""
    listed = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)
    return listed.strip()[1:-1]


def _checks(doubts: Iterable[str], indent: str) -> list[str]:
    return [f"{indent}# CHECK: {doubt}" for doubt in dict.fromkeys(doubts)]


def _section(draft: FormDraft, program: Program | None) -> list[str]:
    headings = list(program.policy) if program else []
    best = process.extractOne(draft.title, headings, scorer=fuzz.token_set_ratio) if headings else None
    section = best[0] if best and best[1] >= _LIKE_HEADING else headings[0] if headings else "Forms"
    return [
        "# CHECK: the section of the policy that asks for this form, as policy.md has it",
        f"section: {_said(section)}",
    ]


def _entries(cell: CellDraft) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": cell.type, "labels": cell.labels}
    if cell.choices:
        entry["choices"] = {
            name: printed[0] if len(printed) == 1 else printed for name, printed in cell.choices.items()
        }
    if cell.lines > 1:
        entry["lines"] = cell.lines
    if cell.note:
        entry["note"] = cell.note
    if cell.optional:
        entry["required"] = False
    return entry


def _cell(cell: CellDraft, indent: str) -> Iterator[str]:
    yield from _checks(cell.doubts, indent)
    entry = _entries(cell)
    line = f"{indent}{cell.name}: {_said(entry)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{indent}{cell.name}:"
    for key, value in entry.items():
        if isinstance(value, dict) and len(_said(value)) + len(indent) + 12 > _WIDTH:
            yield f"{indent}  {key}:"
            yield from (f"{indent}    {_said(name)}: {_said(printed)}" for name, printed in value.items())
        else:
            yield f"{indent}  {key}: {_said(value)}"


def _table(table: TableColumns) -> Iterator[str]:
    yield from _checks(table.doubts, "  ")
    yield f"  {table.name}:"
    yield f"    title: {_said(table.title)}"
    yield f"    rows: {table.rows}"
    yield "    columns:"
    for column in table.columns:
        yield from _cell(column, "      ")


def _blank(draft: FormDraft) -> Iterator[str]:
    """The geometry; boxes are left, top, right, bottom as fractions of the page."""
    yield "# The blank's boxes: left, top, right and bottom as parts of the page, from its top left corner."
    yield "own_blank:"
    if not draft.edition:
        yield "  # CHECK: the edition that the blank prints, such as Rev. 06/2024"
    yield f"  edition: {_said(f'Rev. {draft.edition}' if draft.edition else 'first')}"
    yield "  pages:"
    for page in draft.pages:
        yield f"    - paper: {_said(list(page.paper))}"
        if page.places:
            yield "      places:"
            yield from (f"        - {_place(place)}" for place in page.places)
        yield from _packed("printed", [[text, list(box)] for text, box in page.printed])
        yield from _packed("rulings", [list(box) for box in page.rulings])


def _place(place: Place) -> str:
    entry: dict[str, Any] = {"put": place.put, "box": list(place.box)}
    if place.widget is not None:
        entry["widget"] = place.widget
    if place.on is not None:
        entry["on"] = place.on
    return _said(entry)


def _packed(key: str, entries: list[list[Any]]) -> Iterator[str]:
    """A long list in few lines."""
    if not entries:
        return
    yield f"      {key}: ["
    said = ", ".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    yield from textwrap.wrap(
        said + "]", _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
