"""What a document's fields say by the labels chosen for them, and which labels are chosen by what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.assigning import as_usual, other_labels
from extractors.fieldboxes import field_boxes
from extractors.labels import Labels, Spot
from extractors.lines import Print, Run
from extractors.misread import misread_labels
from extractors.overleaf import (
    Leaf,
    gone_on,
    over_captions,
    rests_overleaf,
    running_heads,
    signed_in_boxes,
    signed_overleaf,
)
from extractors.pagereader import PageReader
from extractors.rects import Rect, in_any, plain
from extractors.repeated import Chosen, parts_values
from extractors.signed import signature_value
from extractors.titles import heads_table
from forms.evidence import Value
from forms.form import Field, Form

_TWICE = "its label is printed twice, and where it usually stands nothing answers it"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages of a document as they are read by labels: print that is of no table, labels, parts that are tables."""

    form: Form
    prints: Sequence[Print]
    free: Sequence[list[Run]]
    spots: Sequence[list[Spot]]
    zones: Sequence[Sequence[Rect]]

    def read(self, chosen: Chosen) -> tuple[dict[str, Value], list[PageReader]]:
        """The values of the fields by these labels, and who read each page."""
        prints, zones = self.prints, self.zones
        for name, (_, spot) in chosen.items():
            if self.form.fields[name].type not in ("checkbox", "signature"):
                spot.lead_on()
        spots = [[s for s in here if parts_values(prints[n], s, chosen)] for n, here in enumerate(self.spots)]
        titles = [plain(table.title) for table in self.form.tables.values() if table.title]
        free = [
            [r for r in runs if not heads_table(r, zones[n], spots[n], prints[n].squares, titles)]
            for n, runs in enumerate(self.free)
        ]
        values: dict[str, Value] = {}
        readers: list[PageReader] = []
        for number, sheet in enumerate(prints):
            own = {name: spot for name, (page, spot) in chosen.items() if page == number}
            boxes = [box for box in field_boxes(sheet) if not in_any(box, zones[number])]
            before = prints[number - 1] if number else None
            unread = [ink for ink in sheet.illegible if not in_any(ink, zones[number])]
            readers.append(PageReader(sheet, self.form, free[number], spots[number], own, boxes, unread, before))
            values.update(readers[-1].read())
        values.update(_overleaf(readers, zones, values))
        return values, readers


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document's fields say by the labels chosen for them, and who read each page."""

    sheets: Sheets
    chosen: Chosen
    values: dict[str, Value]
    readers: list[PageReader]

    @classmethod
    def of(cls, sheets: Sheets, chosen: Chosen) -> "Reading":
        """The reading of the sheets by these labels."""
        return cls(sheets, chosen, *sheets.read(chosen))

    def same(self, other: "Reading", name: str) -> bool:
        """Whether the other reading says the same of all fields but this, with no new doubt."""
        return all(
            (now := other.values[kept]).value == (was := self.values[kept]).value and (was.review or not now.review)
            for kept in self.chosen
            if kept != name
        )


def by_answered(reading: Reading) -> Reading:
    """With each field that is blank by a label printed twice read by the other, where that is answered.

    A section may be headed by the words that label a field in it: nothing but its answer tells which of the two it is.
    """
    every = [(page, spot) for page, here in enumerate(reading.sheets.spots) for spot in here]
    for name in [name for name in reading.chosen if reading.values[name].blank]:
        for page, spot in other_labels(name, reading.chosen, every):
            tried = Reading.of(reading.sheets, {**reading.chosen, name: (page, spot)})
            if tried.values[name].blank or not reading.same(tried, name):
                continue
            if not as_usual(spot, reading.chosen[name][1], [s for _, s in every]):
                tried.values[name] = tried.values[name].doubted(_TWICE, 0.8)
            reading = tried
            break
    return reading


def by_likeness(reading: Reading, missing: Sequence[Field], labels: Labels) -> Reading:
    """With fields read whose labels a picture shows so badly that only print that is nobody's may be theirs."""
    sheets = reading.sheets
    if not missing or not any(sheet.scanned for sheet in sheets.prints):
        return reading
    claimed = {id(token) for reader in reading.readers for token in reader.told}
    claimed |= {id(token) for here in sheets.spots for spot in here for token in spot.tokens}
    captions = captions_of(sheets.form)
    loose = [
        (n, run)
        for n, runs in enumerate(sheets.free)
        for run in runs
        if sheets.prints[n].scanned and run.plain not in captions and claimed.isdisjoint(map(id, run.tokens))
    ]
    for page, spot in misread_labels(missing, labels, loose):
        name = spot.names[0]
        spots = [[*here, spot] if n == page else here for n, here in enumerate(reading.sheets.spots)]
        tried = Reading.of(replace(sheets, spots=spots), {**reading.chosen, name: (page, spot)})
        if reading.same(tried, name):
            reading = tried
    return reading


def _overleaf(
    readers: Sequence[PageReader], zones: Sequence[Sequence[Rect]], values: Mapping[str, Value]
) -> dict[str, Value]:
    """The values that go on at the head of the next page, whole."""
    found: dict[str, Value] = {}
    if len(readers) < 2:
        return found
    running = running_heads([reader.sheet for reader in readers])
    leaves = [Leaf(reader.sheet, reader.answers, zones[number]) for number, reader in enumerate(readers)]
    for (leaf, after), reader in zip(pairwise(leaves), readers[1:], strict=True):
        for spot, pieces in rests_overleaf(leaf, after, running):
            cell = leaf.answers.fields[id(spot)]
            begun = leaf.given.get(id(spot))
            found[cell.name] = gone_on(found.get(cell.name, values[cell.name]), cell, begun, pieces, after.sheet)
            found |= reader.without(pieces)
    for before, (leaf, after) in zip(readers, pairwise(leaves), strict=False):
        for spot, pieces, inks in over_captions(leaf, after, before.free_inks):
            cell = after.answers.fields[id(spot)]
            if cell.type == "signature" and inks:
                found[cell.name] = signature_value(leaf.sheet, inks[-1], spot)
            elif pieces and cell.type not in ("signature", "checkbox") and values[cell.name].blank:
                found[cell.name] = gone_on(values[cell.name], cell, None, pieces, leaf.sheet)
    for (before, reader), (leaf, after) in zip(pairwise(readers), pairwise(leaves), strict=True):
        alone = signed_overleaf(leaf, after, reader.free_inks)
        for spot, ink in (*signed_in_boxes(leaf, after, reader.free_inks), *([alone] if alone else [])):
            name = leaf.answers.fields[id(spot)].name
            if name not in before.inks:
                found[name] = signature_value(after.sheet, ink, spot)
    return found


def captions_of(form: Form) -> set[str]:
    """The answers that the form prints, in plain letters."""
    return {
        plain(caption) for cell in form.fields.values() for said in (cell.options or {}).values() for caption in said
    }
