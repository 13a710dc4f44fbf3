"""Bad input and bad luck: nothing crashes, hangs or is lost in silence, and what was started ends."""

import csv
import json
import mmap
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from api import packets, readers
from api.files import findings_csv
from api.packets import Job, check_all, check_one, folder_names
from api.readers import Readers, Task
from api.terminal import shown
from extractors import files, pdf, picture, read, recognise
from forms.catalog import load_catalog
from forms.errors import FormwrightError
from forms.outfile import write_whole
from forms.packet import Packet
from forms.report import Finding, Report
from tests.support.mutants import mutants, whole_papers

JOB = Job(date(2026, 11, 21))
COMMAND = Path(sys.executable).with_name("formwright")


def letter(path: Path, *pages: str) -> Path:
    """A PDF with a line of print on each page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=(612, 792))
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return path


def accounted(packet: Packet) -> dict[str, set[int]]:
    """The pages of each file that are in a document or under problems."""
    pages: dict[str, set[int]] = {}
    for document in packet.documents:
        pages.setdefault(document.file, set()).update(document.pages)
    for problem in packet.problems:
        pages.setdefault(problem.file, set()).update({problem.page} if problem.page else set())
    return pages


def failing(monkeypatch: pytest.MonkeyPatch, number: int, how: Callable[[], object]) -> None:
    """Has the reader of PDF pages do something terrible at a page; the readers' processes inherit it."""
    real = pdf.read_page

    def read_page(document: Any, index: int, **more: Any) -> Any:
        if index + 1 == number and more["file"] == "bad.pdf":
            how()
        return real(document, index, **more)

    monkeypatch.setattr(read, "read_page", read_page)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang() -> None:
    time.sleep(3600)


def devour() -> None:
    hoard = [bytearray(200_000_000) for _ in range(20)]
    assert len(hoard) == 20


@pytest.mark.parametrize(
    ("how", "says"), [(crash, "made its reader stop"), (hang, "too long"), (devour, "far more memory")]
)
def test_what_a_page_does_to_its_reader_costs_that_page(
    how: Callable[[], object], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(tmp_path / "a.pdf", "A first letter to the office")
    letter(tmp_path / "bad.pdf", "One line of print here", "Two lines of print", "Three lines of print")
    letter(tmp_path / "c.pdf", "A last letter to the office")
    monkeypatch.setattr(readers, "STEP_SECONDS", 3.0 if how is hang else 60.0)
    failing(monkeypatch, 2, how)
    packet = check_one(tmp_path, JOB).packet
    assert [(problem.file, problem.page) for problem in packet.problems] == [("bad.pdf", 2)]
    assert says in packet.problems[0].message
    assert accounted(packet) == {"a.pdf": {1}, "bad.pdf": {1, 2, 3}, "c.pdf": {1}}


def test_a_file_that_stops_its_reader_as_it_is_opened_costs_that_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.file_kind

    def opened(path: Path, *named: Any) -> Any:
        if path.name == "bad.pdf":
            crash()
        return real(path, *named)

    monkeypatch.setattr(read, "file_kind", opened)
    for name in ("a", "bad", "c"):
        letter(tmp_path / name / f"{name}.pdf", "A letter to the office")
    reports = check_all([tmp_path / name for name in ("a", "bad", "c")], JOB, 2)
    assert [len(report.packet.documents) for report in reports] == [1, 0, 1]
    assert [len(report.packet.problems) for report in reports] == [0, 1, 0]
    assert "scan the paper" in reports[1].packet.problems[0].message


def test_a_file_that_stops_its_readers_again_and_again_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(tmp_path / "bad.pdf", *(f"Line of print number {number}" for number in range(1, 9)))
    real = pdf.read_page

    def read_page(document: Any, index: int, **more: Any) -> Any:
        if index % 2:
            crash()
        return real(document, index, **more)

    monkeypatch.setattr(read, "read_page", read_page)
    packet = check_one(tmp_path, JOB).packet
    assert [problem.page for problem in packet.problems] == [2, 4, 6]
    assert "pages 6 to 8 were not read" in packet.problems[-1].message
    assert accounted(packet) == {"bad.pdf": set(range(1, 9))}


def test_a_reader_is_kept_from_file_to_file(tmp_path: Path) -> None:
    files = [letter(tmp_path / f"{number}.pdf", "A letter to the office") for number in range(5)]
    # However much the process holds that starts them: they share it.
    ballast = mmap.mmap(-1, 2_000_000_000, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with Readers(load_catalog(), jobs=2) as started:
        done = list(started.read([Task(0, file, file.name) for file in files]))
        pids = {reader.process.pid for reader in started._readers}
        again = list(started.read([Task(0, files[0], "0.pdf")]))
        assert {reader.process.pid for reader in started._readers} == pids
        assert len(pids) in (1, 2)
        temporary = started._folder
    ballast.close()
    assert not any(reading.problems for _, reading in [*done, *again])
    assert sorted(task.name for task, _ in done) == [file.name for file in files]
    assert again[0][1] == next(reading for task, reading in done if task.name == "0.pdf")
    assert temporary is not None
    assert not temporary.exists()


def test_a_reader_that_died_or_grew_is_replaced_and_its_next_file_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = Task(0, letter(tmp_path / "a.pdf", "A letter to the office"), "a.pdf")
    with Readers(load_catalog()) as started:
        [(_, first)] = started.read([task])
        started._readers[0].process.kill()
        started._readers[0].process.join()
        [(_, second)] = started.read([task])
        monkeypatch.setattr(readers, "_WORN", -1_000_000_000)
        before = started._readers[0].process.pid
        [(_, third)] = started.read([task])
        assert started._readers[0].process.pid != before
    assert first == second == third
    assert not first.problems


def test_a_reader_reads_the_next_picture_in_the_memory_of_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, size, rounds = tmp_path / "told", 20_000_000, 10

    def pictures() -> None:
        for number in range(rounds + 2):
            if number == 2:
                before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
            assert len([b"w" * size for _ in range(4)]) == 4
        told.write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before))

    failing(monkeypatch, 1, pictures)
    paper = letter(tmp_path / "packet" / "bad.pdf", "A letter to the office")
    with Readers(load_catalog()) as reading:
        [(_, read_)] = reading.read([Task(0, paper, "bad.pdf")])
    assert not read_.problems
    # A page of memory that the system gives anew is a fault.
    assert int(told.read_text()) < 4 * rounds * size / resource.getpagesize() / 10


def test_reading_that_takes_too_long_in_all_ends_with_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "FILE_SECONDS", 0.0)
    monkeypatch.setattr(read, "PAGE_SECONDS", 0.2)
    failing(monkeypatch, 2, lambda: time.sleep(1))
    letter(tmp_path / "bad.pdf", "One line of print", "Two lines of print", "Three lines", "Four lines")
    packet = check_one(tmp_path, JOB).packet
    assert ["pages 3 to 4 of bad.pdf were not read" in problem.message for problem in packet.problems] == [True]
    assert accounted(packet) == {"bad.pdf": {1, 2, 3, 4}}


def test_long_files_are_recognised_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = []
    real = recognise.split

    def split(pages: list[Any], *more: Any) -> Any:
        lengths.append(len(pages))
        return real(pages, *more)

    monkeypatch.setattr(recognise, "split", split)
    file = letter(tmp_path / "long.pdf", *(f"Minutes of the meeting, part {number}" for number in range(150)))
    reading = read.read_file(file, "long.pdf", load_catalog())
    assert max(lengths) <= read._TOGETHER
    assert sorted(page for document in reading.documents for page in document.pages) == list(range(1, 151))


def test_the_libraries_report_nothing_to_their_makers(tmp_path: Path) -> None:
    # onnxruntime keeps a mark of its reports among the temporary files.
    subprocess.run(
        [sys.executable, "-c", "import extractors.ocr; extractors.ocr.recogniser()"],
        cwd=Path(__file__).parent.parent, env={**os.environ, "TMPDIR": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def running(text: str) -> list[str]:
    found: list[str] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if text in words:
            found.append(words)
    return found


@pytest.mark.parametrize(
    ("ending", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_command_that_is_ended_leaves_neither_processes_nor_files(
    ending: signal.Signals, status: int, tmp_path: Path
) -> None:
    (tmp_path / "packet").mkdir()
    (tmp_path / "temporary").mkdir()
    paper = docx.Document()
    paper.add_paragraph("A letter to the office. " * 4000)
    paper.save(str(tmp_path / "packet/letter.docx"))
    report = tmp_path / "report.json"
    process = subprocess.Popen(
        [COMMAND, "check", tmp_path / "packet", "--as-of", "2026-11-21", "--json", report],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background may have them ignore SIGINT, and what they start with them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    patience = time.monotonic() + 60
    while not any("soffice" in words for words in running(str(tmp_path / "temporary"))):
        assert time.monotonic() < patience, "LibreOffice was never started"
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(ending)
    _, said = process.communicate(timeout=30)
    assert process.returncode == status
    assert "Traceback" not in said
    if ending == signal.SIGINT:
        assert "stopped; files that were not finished were not written" in said
    while (running(str(tmp_path)) or any((tmp_path / "temporary").iterdir())) and time.monotonic() < patience:
        time.sleep(0.05)
    assert running(str(tmp_path)) == []
    assert list((tmp_path / "temporary").iterdir()) == []
    assert not report.exists()


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    # LibreOffice takes seconds for each Word file; they are broken in the test below.
    return {name: content for name, content in whole_papers().items() if name != "note.docx"}


def test_damaged_files_are_read_or_told(papers: dict[str, bytes], tmp_path: Path) -> None:
    names = []
    for name, content in mutants(papers, seed=20261121, count=24):
        (tmp_path / name).write_bytes(content)
        names.append(name)
    packet = check_one(tmp_path, JOB).packet
    assert set(accounted(packet)) == set(names)
    assert not [problem.message for problem in packet.problems if "made its reader stop" in problem.message]
    assert all(len(problem.message) > 20 for problem in packet.problems)


def test_a_damaged_word_file_is_read_or_told(tmp_path: Path) -> None:
    whole = {"note.docx": whole_papers()["note.docx"]}
    names = [name for name, content in mutants(whole, 5, 4) if (tmp_path / name).write_bytes(content)]
    assert set(accounted(check_one(tmp_path, JOB).packet)) == set(names)


def test_links_pipes_and_strange_names_are_told_and_shown_safely(tmp_path: Path) -> None:
    packet = tmp_path / "packet"
    (tmp_path / "secret.pdf").write_bytes(letter(tmp_path / "x/a.pdf", "Not of this packet").read_bytes())
    letter(packet / "good.pdf", "A letter to the office")
    letter(packet / "a\nb\x1b[31m.pdf", "A letter to the office")
    letter(packet / "c.pdf", "A letter to the office").rename(packet / os.fsdecode(b"caf\xe9.pdf"))
    (packet / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (packet / "folder").symlink_to(tmp_path / "x")
    os.mkfifo(packet / "pipe.pdf")
    target = tmp_path / "report.json"
    ended = subprocess.run(
        [COMMAND, "check", packet, "--as-of", "2026-11-21", "--json", target],
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
    assert r"a\nb\x1b[31m.pdf" in ended.stdout
    [report] = json.loads(target.read_text(encoding="utf-8"))
    assert {document["file"] for document in report["documents"]} == {"good.pdf", "a\nb\x1b[31m.pdf", r"caf\xe9.pdf"}
    assert {problem["file"] for problem in report["problems"]} == {"link.pdf", "folder", "pipe.pdf"}


def test_a_file_that_went_away_or_is_locked_is_told(tmp_path: Path) -> None:
    reading = read.read_file(tmp_path / "gone.pdf", "gone.pdf", load_catalog())
    assert "cannot be opened" in reading.problems[0].message
    assert "Check" in reading.problems[0].message


def test_cells_of_a_table_hold_no_control_characters() -> None:
    report = Report(Packet("a\x1b[0m\nb"), ["ct-ppsp"], date(2026, 11, 21), "incomplete")
    report.findings.append(Finding("rule", "missing", "No\x07 name", "Section"))
    [_, row] = csv.reader(findings_csv([report]).splitlines())
    assert (row[0], row[4]) == (r"a\x1b[0m\nb", r"No\x07 name")


def test_text_that_turns_writing_around_is_spelt_out() -> None:
    assert shown("fdp\u202e.exe é “x”") == r"fdp\u202e.exe é “x”"


def test_packets_of_the_same_name_have_folders_of_their_own(tmp_path: Path) -> None:
    for name in ("x/p", "y/P", "case.1", "case.2"):
        (tmp_path / name).mkdir(parents=True)
    letter(tmp_path / "p.pdf", "A letter")
    paths = [tmp_path / name for name in ("x/p", "y/P", "case.1", "case.2", "p.pdf")]
    assert folder_names(paths) == ["p", "P-2", "case.1", "case.2", "p-3"]


def test_an_empty_packet_in_a_batch_leaves_the_others(tmp_path: Path) -> None:
    letter(tmp_path / "a/letter.pdf", "A letter to the office")
    (tmp_path / "b").mkdir()
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    found = packets.find_packets([tmp_path])
    assert found == [tmp_path / "a", tmp_path / "b"]
    reports = check_all(found, JOB, 1)
    assert "holds no files" in reports[1].packet.problems[0].message


def test_a_rule_that_fails_costs_only_its_packet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_packet(*args: object) -> Report:
        raise ZeroDivisionError

    monkeypatch.setattr(packets, "check_packet", check_packet)
    report = check_one(letter(tmp_path / "a.pdf", "A letter to the office"), JOB)
    assert report.outcome == "needs-review"
    assert "ZeroDivisionError" in report.packet.problems[0].message


def test_a_disk_that_is_full_leaves_no_half_file(tmp_path: Path) -> None:
    code = (
        "import resource, pathlib; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "from forms.outfile import write_whole; write_whole(pathlib.Path('out.json'), bytes(5000))"
    )
    root = Path(__file__).parent.parent
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "cannot be written (File too large): choose another place" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    descriptor = os.open(tmp_path / "pipe", os.O_RDWR)
    write_whole(tmp_path / "pipe", b"report")
    assert os.read(descriptor, 100) == b"report"
    os.close(descriptor)
    with pytest.raises(FormwrightError, match="cannot be written"):
        write_whole(tmp_path, b"report")


def test_a_reader_of_our_output_that_goes_away_changes_neither_status_nor_files(tmp_path: Path) -> None:
    letter(tmp_path / "packet/a.pdf", *(f"A letter to the office, number {number}" for number in range(30)))
    target = tmp_path / "report.json"
    arguments = [
        str(part) for part in (COMMAND, "check", tmp_path / "packet", "--as-of", "2026-11-21", "--json", target)
    ]
    whole = subprocess.run(arguments, capture_output=True, check=False)
    target.unlink()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == whole.returncode
    assert target.exists()


def test_output_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([COMMAND, "forms"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 2
    assert "Output cannot be written (No space left on device). Make room" in ended.stderr
    assert "Traceback" not in ended.stderr


def broken_scan(path: Path, find: bytes, by: bytes) -> Path:
    Image.effect_noise((300, 400), 80).save(path, "PDF")
    content = path.read_bytes()
    assert find in content
    path.write_bytes(content.replace(find, by))
    return path


@pytest.mark.parametrize(
    ("find", "by", "says"),
    [
        (b"/Height 400", b"/Heigth 400", "damaged"),
        (b"/DCTDecode", b"/XXTDecode", "damaged"),
        (b"/Width 300\n/Height 400", b"/Width 30000\n/Height 40000", "far more pixels"),
        (b"/MediaBox [ 0", b"/MediaBox [ 299", "damaged"),
        (b"0 0 300.0 400.0 ]", b"-900 -900 -1 -1 ]", "damaged"),
        (b"300.0 400.0 ]", b"99999 99999 ]", "damaged"),
        (b"/Contents", b"/Contemts", "damaged"),
    ],
)
def test_a_scan_that_cannot_be_shown_is_no_blank_page(find: bytes, by: bytes, says: str, tmp_path: Path) -> None:
    reading = read.read_file(broken_scan(tmp_path / "scan.pdf", find, by), "scan.pdf", load_catalog())
    assert [(problem.page, says in problem.message) for problem in reading.problems] == [(1, True)]


def test_a_fax_cut_off_between_its_pages_gives_the_pages_before(tmp_path: Path) -> None:
    page = Image.effect_noise((850, 1100), 90).convert("1")
    page.save(tmp_path / "whole.tif", save_all=True, append_images=[page, page], compression="group4")
    content = (tmp_path / "whole.tif").read_bytes()
    (tmp_path / "fax.tif").write_bytes(content[: len(content) * 3 // 5])
    packet = check_one(tmp_path / "fax.tif", JOB).packet
    assert 1 in accounted(packet)["fax.tif"]
    assert any("cut off or damaged" in problem.message for problem in packet.problems)


def test_a_page_of_noise_is_told_and_never_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(page: object, inch: float) -> None:
        raise AssertionError("a page of noise would be taken apart for minutes")

    monkeypatch.setattr(picture, "taken_apart", asked)
    Image.effect_noise((1700, 2200), 90).convert("1").save(tmp_path / "fax.tif", compression="group4", dpi=(200, 200))
    reading = read.read_file(tmp_path / "fax.tif", "fax.tif", load_catalog())
    assert [problem.page for problem in reading.problems] == [1]
    assert "cannot be made out" in reading.problems[0].message
    assert [document.pages for document in reading.documents] == [[1]]
