"""What reading costs beside plain OCR and plain text extraction of the same pages: processor time, one thread each."""

import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pypdf
from PIL import Image

from bench import corpus, sheets
from forms.catalog import load_catalog
from forms.layout import lay_out
from tests.support import degrade

FORMWRIGHT = (sys.executable, "-c", "from api.start import main; main()")
"""The command, from the code in this folder whatever is installed."""
_ONE_THREAD = {
    # Compiled modules are kept, as where Formwright is installed.
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "formwright-bench-compiled"),
    "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
}  # fmt: skip
_LONG_PDF = 1_000
"""Pages of the longest file that is read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its children used."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    peak: float
    """Megabytes of memory that it held at most."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the speed table."""

    work: str
    ours: float
    theirs: float
    target: float
    unit: str = "s CPU a page"
    more_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours in parts of theirs."""
        return self.ours / self.theirs


@dataclass(frozen=True, slots=True)
class Peak:
    """One line of the memory table, in megabytes."""

    work: str
    peak: float
    target: float | None


# Started by a process of its own: Linux counts what a process held before it became the command to the command's peak.
_LAUNCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(json.dumps([
    os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024
]))
"""


def cost(command: Sequence[str | Path]) -> Cost:
    """Runs the command to its end and measures it with all that it starts; its output is thrown away."""
    launch = [sys.executable, "-S", "-c", _LAUNCHER, *map(str, command)]
    told = subprocess.run(launch, env=_ONE_THREAD, stdout=subprocess.PIPE, check=True).stdout
    status, cpu, wall, peak = json.loads(told)
    # 2 says that a file was not read whole; what stands beside it in the report is measured all the same.
    if status not in (0, 1, 2):
        raise RuntimeError(f"{command[0]} {command[1]} ended with status {status}")
    return Cost(cpu, wall, peak)


def check(*folders: Path, jobs: int = 1) -> Cost:
    """The whole command on the packets of the folders."""
    return cost([*FORMWRIGHT, "check", *folders, "--as-of", corpus.AS_OF, "--jobs", str(jobs), "--json", os.devnull])


class Desk:
    """Pages for measuring in a folder: scans of our own edition and of foreign layouts, and files that need no OCR."""

    def __init__(self, folder: Path, seed: int, pages: int) -> None:
        self.folder = folder
        self.seed = seed
        self.pages = pages
        catalog = load_catalog()
        self.forms = [form for form in catalog.forms() if form.fields and not form.letter]
        random.Random(seed).shuffle(self.forms)
        self.short = [form for form in self.forms if lay_out(form, catalog.program(form.program)).pages == 1]

    def _pdfs(self, origin: corpus.Origin, count: int, *, flatten: bool = True, short: bool = False) -> list[bytes]:
        forms, made = self.short if short else self.forms, []
        for number in range(count):
            form = forms[number % len(forms)]
            program = load_catalog().program(form.program)
            seed = self.seed + 2 * number
            if origin == "own":
                made.append(sheets.own(form, program, seed, flatten=flatten).data)
            else:
                made.append(sheets.foreign(form, program.agency, seed).data)
        return made

    def scans(self, origin: corpus.Origin) -> tuple[Path, list[Path]]:
        """A folder of packets, each a scan of one page at 300 dpi, and the same pictures as tesseract takes them."""
        packets, pictures = self.folder / f"{origin}-scans", []
        beside = self.folder / f"{origin}-pictures"
        beside.mkdir()
        for number, pdf in enumerate(self._pdfs(origin, self.pages, short=True)):
            picture = Image.fromarray(degrade.scan(degrade.printed(pdf)[0], self.seed + number, dpi=300))
            (packets / f"{number:03d}").mkdir(parents=True)
            picture.save(packets / f"{number:03d}" / "scan.pdf", resolution=300.0, quality=80)
            picture.save(beside / f"{number:03d}.png", dpi=(300, 300))
            pictures.append(beside / f"{number:03d}.png")
        return packets, pictures

    def files(self, name: str, origin: corpus.Origin, *, flatten: bool, count: int) -> tuple[Path, list[Path]]:
        """A folder of packets, each a PDF with text, and the files in it."""
        packets, files = self.folder / name, []
        for number, pdf in enumerate(self._pdfs(origin, count, flatten=flatten)):
            file = packets / f"{number:03d}" / "paper.pdf"
            file.parent.mkdir(parents=True)
            file.write_bytes(pdf)
            files.append(file)
        return packets, files

    def long_pdf(self, name: str, pages: int, *, scanned: bool) -> Path:
        """A packet of one PDF with so many pages."""
        writer = pypdf.PdfWriter()
        readers = [pypdf.PdfReader(io.BytesIO(pdf)) for pdf in self._pdfs("own", 8, short=True)]
        if scanned:
            readers = [pypdf.PdfReader(file) for file in sorted((self.folder / "own-scans").rglob("*.pdf"))]
        for number in range(pages):
            writer.add_page(readers[number % len(readers)].pages[0])
        target = self.folder / name / "long.pdf"
        target.parent.mkdir()
        writer.write(target)
        return target.parent


def tesseract(pictures: Sequence[Path]) -> float:
    """Processor seconds of plain tesseract on the pictures, one process each."""
    return sum(cost(["tesseract", picture, "stdout", "--psm", "3"]).cpu for picture in pictures)


def extract_words(files: Sequence[Path]) -> float:
    """Processor seconds of pdfplumber's words of every page, its import not counted."""
    start = time.process_time()
    for file in files:
        with pdfplumber.open(file) as pdf:
            for page in pdf.pages:
                page.extract_words()
    return time.process_time() - start


def page_count(files: Sequence[Path]) -> int:
    """Pages of the PDFs together."""
    return sum(len(pypdf.PdfReader(file).pages) for file in files)


def measure(seed: int, pages: int, done: Callable[[], None] = lambda: None) -> tuple[list[Ratio], list[Peak]]:
    """The speed and the memory tables; `pages` scanned pages of each kind and ten times as many files with text."""
    with tempfile.TemporaryDirectory(prefix="formwright-bench-") as folder:
        return _measured(Desk(Path(folder), seed, pages), done)


def _measured(desk: Desk, done: Callable[[], None]) -> tuple[list[Ratio], list[Peak]]:
    ratios: list[Ratio] = []
    peaks: list[Peak] = []
    check(desk.files("warm", "own", flatten=True, count=1)[0])
    start = cost([*FORMWRIGHT, "--help"])
    own, own_pictures = desk.scans("own")
    foreign, foreign_pictures = desk.scans("foreign")
    for name, packets, pictures, target in (
        ("own edition, scanned page", own, own_pictures, 0.4),
        ("foreign layout, scanned page", foreign, foreign_pictures, 1.5),
    ):
        # Half before ours and half after: the machine may slow down or speed up meanwhile.
        before, ours, after = tesseract(pictures[::2]), check(packets), tesseract(pictures[1::2])
        theirs = (before + after) / desk.pages
        ratios.append(Ratio(f"{name}: `check` / tesseract", ours.cpu / desk.pages, theirs, target))
        warm = (ours.cpu - start.cpu) / desk.pages
        ratios.append(Ratio(f"{name}: the same without the start", warm, theirs, target))
        peaks.append(Peak(f"{desk.pages} packets of a page: {name}", ours.peak, 400))
        done()
    for name, origin, flatten in (
        ("own edition, fillable", "own", False),
        ("own edition, printed PDF", "own", True),
        ("foreign layout, printed PDF", "foreign", True),
    ):
        packets, files = desk.files(name.replace(" ", "-"), origin, flatten=flatten, count=10 * desk.pages)  # type: ignore[arg-type]
        count = page_count(files)
        before, ours_text, after = extract_words(files[::2]), check(packets).cpu, extract_words(files[1::2])
        theirs_text = before + after
        ratios.append(Ratio(f"{name}: `check` / pdfplumber", ours_text / count, theirs_text / count, 0.5))
        warm = (ours_text - start.cpu) / count
        ratios.append(Ratio(f"{name}: the same without the start", warm, theirs_text / count, 0.5))
        shutil.rmtree(packets)
        done()
    ratios += _two_jobs([own, foreign], 2 * desk.pages, start.wall)
    peaks.append(Peak("start of the command (`--help`)", start.peak, None))
    for count, scanned in ((50, False), (_LONG_PDF, False), (5, True), (6 * desk.pages, True)):
        kind = "scanned" if scanned else "printed"
        packet = desk.long_pdf(f"long-{kind}-{count}", count, scanned=scanned)
        peaks.append(Peak(f"one PDF of {count} {kind} pages", check(packet).peak, 400))
        done()
    return ratios, peaks


def _two_jobs(folders: Sequence[Path], packets: int, start: float) -> list[Ratio]:
    """The packets a second of two jobs beside those of one, with the start, which nothing shares, and without."""
    one, two = check(*folders, jobs=1).wall, check(*folders, jobs=2).wall
    work = "two jobs on two cores: packets a second / one job"
    warm = f"{work}, without the start"
    return [
        Ratio(work, packets / two, packets / one, 1.9, "1/s", True),
        Ratio(warm, packets / (two - start), packets / (one - start), 1.9, "1/s", True),
    ]
