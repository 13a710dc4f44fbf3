"""Damaged papers by the hundred: real files broken by a seeded hand, as bad disks, mailers and scanners break them."""

import io
import random
import re
from collections.abc import Callable, Iterator

import docx
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from forms.catalog import load_catalog
from generators.fill import fill_form

Damage = Callable[[bytes, random.Random], bytes]


def whole_papers() -> dict[str, bytes]:
    """Papers of each kind as they should be: fillable and flat PDF of several pages, Word, a fax, a photograph."""
    catalog = load_catalog()
    form = catalog.form("ia-parent-partner/referral-face-sheet")
    program = catalog.program(form.program)
    flat, fillable = (fill_form(form, program, {}, flatten=flatten) for flatten in (True, False))
    picture = Image.new("L", (850, 1100), 250)
    draw = ImageDraw.Draw(picture)
    for row in range(6):
        draw.text((90, 90 + 40 * row), f"Line {row} of a note to the office about the visit", fill=10)
    papers = {"flat.pdf": flat, "fillable.pdf": fillable, "plain.pdf": _rewritten(flat), "note.docx": _word()}
    for name, kind, more in (
        ("fax.tif", "TIFF", {"save_all": True, "append_images": [picture.rotate(180)], "dpi": (100, 100)}),
        ("photo.jpg", "JPEG", {}),
        ("scan.png", "PNG", {"dpi": (100, 100)}),
        ("scan.pdf", "PDF", {"resolution": 100.0}),
    ):
        stream = io.BytesIO()
        picture.save(stream, kind, **more)
        papers[name] = stream.getvalue()
    return papers


def _rewritten(pdf: bytes) -> bytes:
    """The PDF with its objects in the open, so that damage to their text hits what it means to hit."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    for page in writer.pages:
        page.get_contents()
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _word() -> bytes:
    paper = docx.Document()
    paper.add_heading("Note")
    table = paper.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "Name of child"
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def mutants(papers: dict[str, bytes], seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files with names that tell what was done; the same ones for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        name = chance.choice(sorted(papers))
        damages = [*_ANY, *(_PDF if name.endswith(".pdf") else ())]
        damage = chance.choice(damages)
        content = damage(papers[name], chance)
        if chance.random() < 0.25:
            content = chance.choice(damages)(content, chance)
        stem, _, suffix = name.partition(".")
        yield f"{number:04d}-{stem}{damage.__name__}.{suffix}", content


def _flipped_bits(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 4, 30, 300))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def _cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _hole(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 2000) :]


def _zeros(content: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(content)), chance.randrange(1, 4096)
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


def _swapped(content: bytes, chance: random.Random) -> bytes:
    first, second, third = sorted(chance.randrange(len(content)) for _ in range(3))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def _replaced(pattern: bytes, content: bytes, chance: random.Random, *by: bytes) -> bytes:
    """The content with one place, or all, that the pattern finds put otherwise; as it is where there is none."""
    places = list(re.finditer(pattern, content))
    if not places:
        return _flipped_bits(content, chance)
    chosen = places if chance.random() < 0.3 else [chance.choice(places)]
    for place in reversed(chosen):
        content = content[: place.start()] + chance.choice(by) + content[place.end() :]
    return content


def _xref(content: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"\d{10} \d{5} n|startxref\s+\d+", content, chance, b"0000000017 00000 n", b"startxref\n99999999")


def _lost_object(content: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"\d+ 0 obj", content, chance, b"9999 0 obj", b"% 0 obj")


def _wrong_reference(content: bytes, chance: random.Random) -> bytes:
    others = [f"{chance.randrange(1, 60)} 0 R".encode() for _ in range(3)]
    return _replaced(rb"\d+ 0 R", content, chance, *others, b"99999 0 R")


def _cycle(content: bytes, chance: random.Random) -> bytes:
    """A page tree that contains itself."""
    found = re.search(rb"/Pages (\d+) 0 R", content)
    root = found[1] if found else b"1"
    return _replaced(rb"/Kids\s*\[[^\]]*\]", content, chance, b"/Kids [ " + root + b" 0 R ]")


def _page_count(content: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"/Count \d+", content, chance, b"/Count 10000", b"/Count -1", b"/Count 0", b"/Count 99999999999")


def _box(content: bytes, chance: random.Random) -> bytes:
    boxes = (
        b"0 0 1000000000 1000000000",
        b"612 792 0 0",
        b"-900 -900 -1 -1",
        b"0 0 0 0",
        b"0 0 612 1e38",
        b"null null 1 1",
    )
    return _replaced(rb"/MediaBox\s*\[[^\]]*\]", content, chance, *(b"/MediaBox [ " + box + b" ]" for box in boxes))


def _nested(content: bytes, chance: random.Random) -> bytes:
    depth = chance.choice((600, 20_000))
    return _replaced(rb"/Resources", content, chance, b"/Deep " + b"[" * depth + b"]" * depth + b" /Resources")


def _no_fonts(content: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"/Font\b", content, chance, b"/Fnot", b"/Font null /X")


def _lengths(content: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"/Length \d+", content, chance, b"/Length 2147483647", b"/Length -5", b"/Length 0")


_ANY: tuple[Damage, ...] = (_flipped_bits, _cut_off, _hole, _zeros, _swapped)
_PDF: tuple[Damage, ...] = (
    _xref, _lost_object, _wrong_reference, _cycle, _page_count, _box, _nested, _no_fonts, _lengths,
)  # fmt: skip
