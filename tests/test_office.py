"""LibreOffice as a child process: what it must give, and what becomes of it when it does not."""

import io
import os
import threading
import time
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from forms.errors import FormwrightError
from generators.office import docx_to_pdf
from generators.proofread import check_pdf, pdf_text


def word(*paragraphs: str, title: str = "A letter") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def program(folder: Path, script: str) -> str:
    """A stand-in for soffice whose last argument is the Word file."""
    path = folder / "office"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_a_word_document_becomes_a_tagged_pdf_with_its_title_and_text() -> None:
    pdf = docx_to_pdf(word("Niño & Çelik <b> 😀", title="Notice & more"))
    reader = PdfReader(io.BytesIO(pdf))
    catalog: Any = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "Notice & more"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"].startswith("en")
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Niño&Çelik<b>😀" in pdf_text(pdf)


def test_the_same_document_gives_the_same_pdf() -> None:
    content = word("The same.")
    first = docx_to_pdf(content)
    time.sleep(1.1)
    assert docx_to_pdf(content) == first


def test_two_conversions_at_once_do_not_block_each_other() -> None:
    done: dict[int, bytes] = {}

    def convert(number: int) -> None:
        done[number] = docx_to_pdf(word(f"Letter {number}"))

    threads = [threading.Thread(target=convert, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: f"Letter{number}" in pdf_text(pdf) for number, pdf in done.items()} == {0: True, 1: True}


def test_an_office_that_is_not_installed_is_named_with_the_remedy() -> None:
    with pytest.raises(FormwrightError, match=r"no-such-office\) is not on this machine.*write a \.docx"):
        docx_to_pdf(word("x"), program="no-such-office")


def test_an_office_that_hangs_is_ended_with_all_its_children(tmp_path: Path) -> None:
    hanging = program(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    started = time.monotonic()
    with pytest.raises(FormwrightError, match=r"did not finish within 0\.5 seconds"):
        docx_to_pdf(word("x"), program=hanging, time_limit=0.5)
    assert time.monotonic() - started < 10
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not alive(child):
            break
        time.sleep(0.05)
    assert not alive(child)


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked about yet does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_an_office_that_writes_nothing_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(FormwrightError, match="wrote no PDF: source file could not be loaded"):
        docx_to_pdf(word("x"), program=program(tmp_path, "echo source file could not be loaded"))


def test_a_pdf_that_cannot_be_opened_is_not_released(tmp_path: Path) -> None:
    broken = program(tmp_path, 'for last; do :; done; echo broken > "${last%.docx}.pdf"')
    with pytest.raises(FormwrightError, match="cannot be opened"):
        docx_to_pdf(word("x"), program=broken)


def test_a_pdf_that_lost_a_word_is_not_released() -> None:
    pdf = docx_to_pdf(word("The agreement ends on May 1."))
    check_pdf(pdf, word("The agreement ends on May 1."))
    with pytest.raises(FormwrightError, match=r"'The agreement ends on May 31\.'.*was not found"):
        check_pdf(pdf, word("The agreement ends on May 31."))


def test_nothing_is_left_behind_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    docx_to_pdf(word("x"))
    assert list(tmp_path.iterdir()) == []
