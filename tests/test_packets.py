"""In which order the papers of a batch are read, and in which their reports come."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from api.packets import Job, check_all
from api.readers import Readers, Task

JOB = Job(date(2026, 11, 21))


def _paper(path: Path, pages: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path))
    for number in range(pages):
        canvas.drawString(72, 700, f"Nothing that any form says, page {number}")
        canvas.showPage()
    canvas.save()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of every packet as they are handed to the readers."""
    names: list[str] = []
    read = Readers.read

    def noted(self: Readers, tasks: Iterable[Task], *rest: Any) -> Any:
        listed = list(tasks)
        names.extend(task.path.relative_to(task.path.parents[1]).as_posix() for task in listed)
        return read(self, listed, *rest)

    monkeypatch.setattr(Readers, "read", noted)
    return names


def test_of_several_jobs_none_waits_at_the_end_for_the_longest_file(tmp_path: Path, asked: list[str]) -> None:
    for name, pages in (("a/1.pdf", 1), ("b/1.pdf", 1), ("b/2.pdf", 30), ("b/3.pdf", 4), ("c/1.pdf", 20)):
        _paper(tmp_path / name, pages)
    folders = [tmp_path / name for name in "abc"]
    reports = check_all(folders, JOB, 2)
    assert asked == ["b/2.pdf", "b/3.pdf", "b/1.pdf", "c/1.pdf", "a/1.pdf"]
    assert [report.packet.name for report in reports] == ["a", "b", "c"]
    told = [document.file for document in reports[1].packet.documents]
    assert list(dict.fromkeys(told)) == ["1.pdf", "2.pdf", "3.pdf"]


def test_one_job_reads_the_packets_as_they_are_told(tmp_path: Path, asked: list[str]) -> None:
    for name, pages in (("a/1.pdf", 1), ("b/1.pdf", 20)):
        _paper(tmp_path / name, pages)
    check_all([tmp_path / "a", tmp_path / "b"], JOB, 1)
    assert asked == ["a/1.pdf", "b/1.pdf"]
