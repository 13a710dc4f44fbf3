"""Makes examples/packets/ from packets.yaml, and the PDFs of examples/documents/ from their data beside them.

.venv/bin/python scripts/make_examples.py [FOLDER]        to make the packets alone in another folder
"""

import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from forms.catalog import load_catalog  # noqa: E402 - the path comes first
from forms.fieldtypes import Choices, FieldType  # noqa: E402
from forms.form import Cell, Form  # noqa: E402
from forms.layout import lay_out  # noqa: E402
from forms.yamlfile import read_yaml  # noqa: E402
from generators.fill import fill_form  # noqa: E402
from generators.write import write_document  # noqa: E402
from tests.support.degrade import printed, scan  # noqa: E402

SCAN_DPI = 200


def make_examples(target: Path) -> None:
    """Writes every packet of the file anew; the same file gives the same bytes."""
    if target.exists():
        shutil.rmtree(target)
    for seed, (name, packet) in enumerate(read_yaml(ROOT / "examples/packets.yaml").items()):
        for file, content in packet["files"].items():
            path = target / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_file(content, seed))


def _file(content: dict[str, Any], seed: int) -> bytes:
    papers = [_paper(paper, content["as"], seed + number) for number, paper in enumerate(content["papers"])]
    if content["as"] == "scanned":
        return _scanned([page for paper in papers for page in printed(paper)], seed)
    if len(papers) == 1:
        return papers[0]
    return _joined(papers)


def _joined(papers: list[bytes]) -> bytes:
    writer = PdfWriter()
    for paper in papers:
        writer.append(io.BytesIO(paper))
    writer.metadata = {"/Title": "Papers of a packet"}
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _paper(paper: dict[str, Any], sent: str, seed: int) -> bytes:
    if "kind" in paper:
        return _letter_page(paper["title"], paper["text"])
    catalog = load_catalog()
    form = catalog.form(paper["form"])
    values = dict(_typed(form, paper["values"]))
    unsigned = {name: value for name, value in values.items() if not _is_signature(form, name)}
    filled = fill_form(form, catalog.program(form.program), unsigned, flatten=sent != "fillable")
    return _signed(form, filled, [name for name, value in values.items() if _is_signature(form, name) and value], seed)


def _is_signature(form: Form, name: str) -> bool:
    return name in form.fields and form.fields[name].type == "signature"


def _typed(form: Form, stated: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in stated.items():
        if name in form.tables:
            columns = form.tables[name].columns
            yield name, [{key: _load(columns[key], cell) for key, cell in row.items()} for row in value]
        elif value is not None:
            yield name, _load(form.fields[name], value)


def _load(cell: Cell, value: Any) -> Any:
    kind: FieldType = cell.kind
    choices: Choices | None = cell.options
    return kind.load(value, choices)


def _signed(form: Form, filled: bytes, names: list[str], seed: int) -> bytes:
    """The paper with a scribble over each of these signature lines."""
    layout = lay_out(form, load_catalog().program(form.program))
    writer = PdfWriter(clone_from=io.BytesIO(filled))
    for number, name in enumerate(names):
        slot = next(slot for slot in layout.slots if slot.path == name)
        ink = PdfReader(io.BytesIO(_scribble(slot.box, seed * 100 + number))).pages[0]
        writer.pages[slot.page - 1].merge_page(ink)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _scribble(box: tuple[float, float, float, float], seed: int) -> bytes:
    dice = np.random.default_rng(seed)
    width, height = letter
    left, top = box[0] * width + 12, (1 - box[1]) * height - 2
    room = (box[3] - box[1]) * height - 4
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter, invariant=True)
    canvas.setStrokeColorRGB(0.05, 0.1, 0.45)
    canvas.setLineWidth(1.1)
    path = canvas.beginPath()
    x, y = left, top - room / 2
    path.moveTo(x, y)
    for _ in range(int(dice.integers(9, 14))):
        points = []
        for _ in range(3):
            x += float(dice.uniform(-1.5, 6.5))
            y = top - room * float(dice.uniform(0.05, 0.95))
            points += [x, y]
        path.curveTo(*points)
    canvas.drawPath(path)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _letter_page(title: str, lines: list[str]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=letter, invariant=True)
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(72, 700, title)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(lines):
        canvas.drawString(72, 664 - 20 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _scanned(pages: list[np.ndarray[Any, np.dtype[np.uint8]]], seed: int) -> bytes:
    """A PDF of nothing but pictures, as an office scanner makes it."""
    pictures = [Image.fromarray(scan(page, seed * 10 + number, dpi=SCAN_DPI)) for number, page in enumerate(pages)]
    buffer = io.BytesIO()
    writer = PdfWriter()
    for picture in pictures:
        sheet = io.BytesIO()
        picture.save(sheet, "PDF", resolution=SCAN_DPI, quality=60)
        writer.append(sheet)
    writer.write(buffer)
    return buffer.getvalue()


def make_documents() -> None:
    """Writes each outgoing document whose data stand in examples/documents/ beside its data."""
    for data in sorted((ROOT / "examples/documents").glob("*/*.json")):
        name = f"{data.parent.name}/{data.stem}"
        write_document(name, json.loads(data.read_text(encoding="utf-8")), data.with_suffix(".pdf"), load_catalog())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make_examples(Path(sys.argv[1]))
    else:
        make_examples(ROOT / "examples/packets")
        make_documents()
