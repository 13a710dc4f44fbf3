"""Writing results: JSON, a table of the findings, outgoing documents."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from api.terminal import shown, without_reader
from forms.errors import FormwrightError
from forms.outfile import csv_text, write_whole
from forms.report import Report

Going = tuple[Path, Callable[[], list[Path]]]
"""The file that an outgoing document is to be, and what writes it: it gives the files, or raises FormwrightError."""

_COLUMNS = (
    "packet",
    "outcome",
    "rule",
    "kind",
    "message",
    "citation",
    "document",
    "file",
    "fields",
    "expected",
    "found",
)


def put(path: str, text: str) -> None:
    """Writes text as UTF-8 to the file, or to standard output where the path is `-`."""
    # Halves of a character, which a broken PDF can hold, are spelt out as JSON spells them.
    content = text.encode("utf-8", "backslashreplace")
    if path == "-":
        sys.stdout.flush()
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
            return
        without_reader()
    else:
        write_whole(Path(path), content)


def as_json(content: Any) -> str:
    """JSON for people and programs alike: indented, letters as they are."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def findings_csv(reports: Iterable[Report]) -> str:
    """A row for each finding."""
    return csv_text(_COLUMNS, _rows(reports))


def _rows(reports: Iterable[Report]) -> Iterator[tuple[Any, ...]]:
    for report in reports:
        files = {document.id: document.file for document in report.packet.documents}
        for finding in report.findings:
            cells = (
                report.packet.name, report.outcome, finding.rule, finding.kind, finding.message, finding.citation,
                finding.document, files.get(finding.document or ""), " ".join(finding.fields), finding.expected,
                finding.found,
            )  # fmt: skip
            yield tuple(shown(cell) if isinstance(cell, str) else cell for cell in cells)


def write_going(going: Iterable[Going], console: Console) -> bool:
    """Writes each document and tells of it; whether all could be written."""
    whole = True
    for target, write in going:
        try:
            for written in write():
                console.print(f"  wrote {shown(str(written))}", markup=False)
        except FormwrightError as error:
            whole = False
            console.print(f"  not written: {shown(f'{target}: {error}')}", markup=False)
    return whole
