"""Forms in anybody's layout: each field's value by its printed label.

A label may stand beside its value, above it, or below it, in a ruled box or free on the page. Each page is asked in
which of these ways most of its labels make sense; a value goes to one label, and print that is no label's value is left
alone.
"""

from collections.abc import Sequence

from extractors.amid import blanks_amid, in_sentence
from extractors.assigning import assign
from extractors.fieldboxes import field_boxes, outside
from extractors.fieldreading import Reading, Sheets, by_answered, by_likeness, captions_of
from extractors.labels import CLEAR, Spot, find_spots, label_index, with_extra_words, without_lesser
from extractors.letters import add_sentences, is_letter, read_letter
from extractors.lines import Print, Run
from extractors.lostrows import with_lost_rows
from extractors.narrowcells import parted_captions
from extractors.page import Page
from extractors.rects import in_any
from extractors.tables import Found, read_table
from extractors.titles import title_runs
from forms.evidence import Source, Value
from forms.form import Field, Form
from forms.packet import Row

_MISSING = "no label of this field was found on the paper"


def read_document(
    form: Form, pages: Sequence[Page], prints: Sequence[Print] | None = None
) -> tuple[dict[str, Value], dict[str, list[Row]]]:
    """A value for every field of the form and the rows of its tables, from the pages of one document.

    `prints` is the pages' print, where it was put together already.
    """
    prints = prints if prints is not None else [Print(page) for page in pages]
    labels = label_index(form.fields.values(), form.other_labels)
    free = [parted_captions(_body(sheet, form), labels) for sheet in prints]
    spots = [find_spots(runs, labels) for runs in free]
    spots = without_lesser(spots)
    amid = blanks_amid(form, prints)
    spots = [[s for s in here if not in_sentence(s, amid)] for here in spots]
    if form.letter and is_letter(prints) and not _labelled(form, spots):
        return read_letter(form, prints), {name: [] for name in form.tables}
    tables = {name: read_table(prints, table, spots) for name, table in form.tables.items()}
    zones = [
        [rect for found in tables.values() for n, rect in found.zones if n == number] for number in range(len(prints))
    ]
    spots = [[s for s in here if not in_any(s.rect, zones[n])] for n, here in enumerate(spots)]
    free = [[r for r in runs if not in_any(r.rect, zones[n])] for n, runs in enumerate(free)]
    _add_wordy([cell for name, cell in form.fields.items() if name not in amid], prints, free, spots)
    spots = [_without_captions(here, form) for here in spots]
    chosen = assign([(n, spot) for n, here in enumerate(spots) for spot in here], form.fields)
    reading = by_answered(Reading.of(Sheets(form, prints, free, spots, zones), chosen))
    missing = [cell for name, cell in form.fields.items() if name not in reading.values and name not in amid]
    reading = by_likeness(reading, missing, labels)
    values, readers = reading.values, reading.readers
    unseen = [name for name in form.fields if name not in values]
    for name in unseen:
        filled = amid[name].value if name in amid else None
        values[name] = filled or _from_totals(form, name, tables) or _unseen(form.fields[name], prints)
    if unseen or "holder_name" in form.fields:
        values = add_sentences(form, prints, values, [name for name in unseen if values[name].why == _MISSING])
    claimed = {id(token) for reader in readers for token in reader.told}
    told = {word for found in tables.values() for word in found.told}
    rows = {
        name: with_lost_rows(found.rows, form.tables[name], found.header, prints, zones, claimed, told)
        for name, found in tables.items()
    }
    return {name: values[name] for name in form.fields}, rows


def _labelled(form: Form, spots: Sequence[Sequence[Spot]]) -> bool:
    """Whether the paper prints the form's own labels, not only those that any letterhead has."""
    own = {name for here in spots for spot in here if spot.ended and spot.quality >= 0.8 for name in spot.names}
    return sum(form.fields[name].type in ("name", "text", "checkbox", "signature") for name in own) >= 3


def _body(sheet: Print, form: Form) -> list[Run]:
    """The runs that are not the title, and not what the fields of a fillable page hold."""
    title = {id(run) for run in title_runs(sheet, form)}
    return list(outside((run for run in sheet.runs if id(run) not in title), field_boxes(sheet)))


def _without_captions(spots: Sequence[Spot], form: Form) -> list[Spot]:
    """The spots without those, misread or among other words, that are one of the answers that the form prints."""
    answers = captions_of(form)
    return [s for s in spots if s.quality >= CLEAR or "".join(token.plain for token in s.tokens) not in answers]


def _add_wordy(
    cells: Sequence[Field], prints: Sequence[Print], free: Sequence[list[Run]], spots: list[list[Spot]]
) -> None:
    """Adds labels printed among other words, for fields whose label stands nowhere by itself."""
    named = {name for here in spots for spot in here for name in spot.names}
    missing = [cell for cell in cells if cell.name not in named]
    if not missing:
        return
    for number, sheet in enumerate(prints):
        used = {id(token) for spot in spots[number] for token in spot.tokens}
        runs = [run for run in free[number] if not any(id(token) in used for token in run.tokens)]
        spots[number].extend(with_extra_words(sheet, runs, missing, spots[number]))


def _from_totals(form: Form, name: str, tables: dict[str, Found]) -> Value | None:
    """A total that is printed only in the table's total row: `total_hours` under the column `hours`."""
    stated = (tables[table].totals.get(column) for total, table, column in form.sums() if total == name)
    return next((value for value in stated if value), None)


def _unseen(cell: Field, prints: Sequence[Print]) -> Value:
    """The answer for a field whose label is nowhere: blank, but for a person to look at."""
    source: Source = "ocr" if prints and prints[0].scanned else "text"
    value = False if cell.type in ("checkbox", "signature") else None
    page = prints[0].page.number if prints else None
    return Value(value, 0.5, source, page=page, review=True, why=_MISSING)
