"""Packets of invented people, made from a seed: every form, our own edition and strangers' layouts, every printing."""

import io
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pypdf
from PIL import Image

from bench import bureaus, designs, handwriting, sheets, wear, webpages, word, word_designs
from bench.people import Row
from bench.sheets import Sheets
from forms.catalog import load_catalog
from forms.form import Cell, Form
from tests.support import degrade

Origin = Literal["own", "foreign"]
AS_OF = "2026-11-21"

DIGITAL = ("fillable", "printed", "docx", "designed", "designed-docx", "webpage", "office")
PICTURES = ("scan-300", "scan-200", "fax-fine", "fax-coarse", "photo")
OFFICE_SCAN = "office-scan"
"""What offices print, scanned at 300 or 200 dpi."""
DESIGN_PICTURES = ("design-scan", "design-fax", "design-photo")
"""Agencies' designs scanned at 300 or 200 dpi, faxed finely or coarsely, photographed."""
HAND = "hand"
"""Labels printed, values in a typeface like handwriting, scanned."""
WORN = "worn"
"""Each paper worn in one of the kinds of `bench.wear`, by the packet's seed, in a file of its own."""
TIERS: tuple[tuple[Origin, str], ...] = (
    ("own", "fillable"),
    ("own", "printed"),
    ("foreign", "printed"),
    ("foreign", "docx"),
    *(("own", tier) for tier in PICTURES),
    *(("foreign", tier) for tier in PICTURES),
    ("foreign", "designed"),
    ("foreign", "designed-docx"),
    *(("foreign", tier) for tier in DESIGN_PICTURES),
    ("own", HAND),
    ("foreign", HAND),
    ("foreign", "webpage"),
    ("foreign", "office"),
    ("foreign", OFFICE_SCAN),
    ("own", WORN),
    ("foreign", WORN),
)  # fmt: skip
"""Where a paper's layout comes from, and how it is printed."""

WORD = ("docx", "designed-docx")
LABELLED = ("docx", "designed", "designed-docx", "webpage", "office", OFFICE_SCAN, *DESIGN_PICTURES, HAND)
"""Printings without the papers that have no labels."""
_PACKET = 5
"""Papers of a packet at most."""
_TURNED = {"scan-300": 0.12, "scan-200": 0.12, "photo": 0.0, "fax-fine": 0.06, "fax-coarse": 0.06}
"""Share of the pages that were laid in upside down or sideways."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A packet to be made: its forms, where their layout comes from, its printing and its seed."""

    name: str
    origin: Origin
    tier: str
    forms: tuple[str, ...]
    seed: int


def plans(seed: int, *, share: int = 1, tiers: Sequence[tuple[Origin, str]] = TIERS) -> list[Plan]:
    """The packets of a seed; `share` 3 takes every third form in each printing, other ones in each."""
    found: list[Plan] = []
    for number, (origin, tier) in enumerate(tiers):
        for program in load_catalog().programs.values():
            forms = [
                form.id
                for place, form in enumerate(program.forms.values())
                if (place + number + seed) % share == 0 and not (tier in LABELLED and form.kinds)
            ]
            for start in range(0, len(forms), _PACKET):
                name = f"{origin}-{tier}-{program.id}-{start // _PACKET + 1}"
                found.append(Plan(name, origin, tier, tuple(forms[start : start + _PACKET]), _mixed(seed, name)))
    return found


def _mixed(seed: int, name: str) -> int:
    return zlib.crc32(f"{seed}/{name}".encode())


def make(plan: Plan, folder: Path) -> dict[str, Any]:
    """Writes the packet's files into a folder of its name and gives the truth about it."""
    target = folder / plan.name
    target.mkdir(parents=True)
    dice = random.Random(plan.seed)
    papers = [_paper(plan, name, plan.seed + number) for number, name in enumerate(plan.forms)]
    dice.shuffle(papers)
    whole = plan.tier not in ("fillable", WORN, *WORD) and dice.random() < 0.5
    documents = _one_file(plan, papers, target) if whole else _files(plan, papers, target)
    return {"as_of": AS_OF, "expect": [], "optional": [], "outcome": "", "documents": documents}


def _paper(plan: Plan, name: str, seed: int) -> Sheets:
    catalog = load_catalog()
    form = catalog.form(name)
    program = catalog.program(form.program)
    if plan.tier == HAND:
        write = handwriting.own if plan.origin == "own" else handwriting.foreign
        return write(form, program, seed)
    if plan.origin == "own":
        return sheets.own(form, program, seed, flatten=plan.tier != "fillable")
    if plan.tier in ("office", OFFICE_SCAN):
        return bureaus.foreign(form, program, seed)
    return _MAKERS.get(plan.tier, sheets.foreign)(form, program.agency, seed)


_MAKERS = {
    "docx": word.foreign,
    "designed-docx": word_designs.foreign,
    "webpage": webpages.foreign,
    **dict.fromkeys(("designed", *DESIGN_PICTURES), designs.foreign),
}
_MACHINES = {
    "design-scan": ("scan-300", "scan-200"),
    "design-fax": ("fax-fine", "fax-coarse"),
    "design-photo": ("photo",),
    HAND: ("scan-300", "scan-200"),
    OFFICE_SCAN: ("scan-300", "scan-200"),
}
"""What takes the picture, one or the other by the packet's seed."""


def _files(plan: Plan, papers: list[Sheets], target: Path) -> list[dict[str, Any]]:
    documents = []
    for number, paper in enumerate(papers, start=1):
        if plan.tier == WORN:
            file, count, kind = _write_worn(plan, paper, number, target)
            documents.append(_truth(paper, file, list(range(1, count + 1))) | {"wear": kind})
            continue
        file, pages = _write(plan, [paper], target, f"{number:02d}")
        documents.append(_truth(paper, file, list(range(1, pages[0] + 1))))
    return documents


def _one_file(plan: Plan, papers: list[Sheets], target: Path) -> list[dict[str, Any]]:
    file, counts = _write(plan, papers, target, "packet")
    documents, first = [], 1
    for paper, count in zip(papers, counts, strict=True):
        documents.append(_truth(paper, file, list(range(first, first + count))))
        first += count
    return documents


def _write(plan: Plan, papers: list[Sheets], target: Path, stem: str) -> tuple[str, list[int]]:
    """The name of the file that holds the papers, and how many pages each has; a Word document counts as one."""
    if plan.tier in WORD:
        (target / f"{stem}.docx").write_bytes(papers[0].data)
        return f"{stem}.docx", [1]
    if plan.tier == "fillable":
        (target / f"{stem}.pdf").write_bytes(papers[0].data)
        return f"{stem}.pdf", [len(pypdf.PdfReader(io.BytesIO(papers[0].data)).pages)]
    if plan.tier in ("printed", "designed", "webpage", "office"):
        writer = pypdf.PdfWriter()
        counts = []
        for paper in papers:
            reader = pypdf.PdfReader(io.BytesIO(paper.data))
            counts.append(len(reader.pages))
            writer.append(reader)
        writer.write(target / f"{stem}.pdf")
        return f"{stem}.pdf", counts
    return _write_pictures(plan, papers, target, stem)


def _write_pictures(plan: Plan, papers: list[Sheets], target: Path, stem: str) -> tuple[str, list[int]]:
    pages: list[Image.Image] = []
    counts = []
    machines = _MACHINES.get(plan.tier, (plan.tier,))
    machine = machines[plan.seed % len(machines)]
    for paper in papers:
        printed = degrade.printed(paper.data)
        counts.append(len(printed))
        pages += [
            picture(page, machine, _mixed(plan.seed, f"{stem}/{len(pages) + at}")) for at, page in enumerate(printed)
        ]
    first, rest = pages[0], pages[1:]
    if machine.startswith("fax"):
        dots = (204.0, 98.0 if machine == "fax-coarse" else 196.0)
        first.save(target / f"{stem}.tif", save_all=True, append_images=rest, compression="group4", dpi=dots)
        return f"{stem}.tif", counts
    if machine == "photo" and not rest:
        first.save(target / f"{stem}.jpg", quality=85)
        return f"{stem}.jpg", counts
    dpi = {"scan-300": 300.0, "scan-200": 200.0}.get(machine, 360.0)
    first.save(target / f"{stem}.pdf", save_all=True, append_images=rest, resolution=dpi, quality=80)
    return f"{stem}.pdf", counts


def _write_worn(plan: Plan, paper: Sheets, number: int, target: Path) -> tuple[str, int, str]:
    """Writes a paper worn in one way, the kinds in turn from the packet's seed on: file, pages and kind."""
    kinds = list(wear.KINDS)
    kind = kinds[(plan.seed + number) % len(kinds)]
    dice = random.Random(_mixed(plan.seed, f"worn/{number}"))
    machine = dice.choice(wear.KINDS[kind][1])
    taken = [wear.worn(page, kind, machine, dice.getrandbits(32)) for page in degrade.printed(paper.data)]
    first, rest = taken[0], [picture.image for picture in taken[1:]]
    stem = target / f"{number:02d}"
    if first.image.mode == "1":
        file = stem.with_suffix(".tif")
        first.image.save(file, save_all=True, append_images=rest, compression="group4", dpi=first.dpi)
    elif first.dpi is None and not rest:
        file = stem.with_suffix(".jpg" if first.quality else ".png")
        first.image.save(file, quality=first.quality)
    else:
        file = stem.with_suffix(".pdf")
        dpi = first.dpi[0] if first.dpi else first.image.height / 11
        first.image.save(file, save_all=True, append_images=rest, resolution=dpi, quality=first.quality or 95)
    return file.name, len(taken), kind


def picture(page: degrade.Picture, tier: str, seed: int) -> Image.Image:
    """The printed page as the tier's machine takes it, now and then laid in the wrong way round."""
    dice = random.Random(seed)
    if dice.random() < _TURNED[tier]:
        page = degrade.rotated(page, dice.choice((90, 180, 180, 270)) if tier.startswith("scan") else 180)
    if tier.startswith("fax"):
        dots = degrade.fax(page, seed, coarse=tier == "fax-coarse", square=False)
        return Image.fromarray(dots).convert("1", dither=Image.Dither.NONE)
    if tier == "photo":
        return Image.fromarray(degrade.photo(page, seed, height=3600))
    return Image.fromarray(np.ascontiguousarray(degrade.scan(page, seed, dpi=int(tier.removeprefix("scan-")))))


def _truth(paper: Sheets, file: str, pages: list[int]) -> dict[str, Any]:
    form = paper.form
    tables = {name: [_dumped_row(form, name, row) for row in rows] for name, rows in paper.tables.items()}
    fields = {name: _dumped(form.fields[name], value) for name, value in paper.fields.items()}
    return {
        "form": form.id, "kind": paper.kind, "free": paper.free, "file": file, "pages": pages,
        "fields": fields, "tables": tables,
    }  # fmt: skip


def _dumped_row(form: Form, table: str, row: Row) -> Row:
    return {name: _dumped(form.tables[table].columns[name], value) for name, value in row.items()}


def _dumped(cell: Cell, value: Any) -> Any:
    return None if value is None else cell.kind.dump(value)


def types(form: Form) -> Iterator[tuple[str, str]]:
    """The path of each field and column, `lines.amount` for a column, with its type."""
    for name, field in form.fields.items():
        yield name, field.type
    for table, declared in form.tables.items():
        for name, column in declared.columns.items():
            yield f"{table}.{name}", column.type
