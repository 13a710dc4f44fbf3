"""Writing results so that a stop in the middle leaves either the old file or the whole new one."""

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from forms.errors import FormwrightError
from forms.report import Report

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
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_whole(path: Path, content: bytes) -> None:
    """Writes the file beside its place and moves it there in one step; raises FormwrightError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FormwrightError(f"{path} cannot be written ({error.strerror}): choose another place.") from None


def put(path: str, text: str) -> None:
    """Writes text to the file, or to standard output where the path is `-`."""
    if path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_whole(Path(path), text.encode("utf-8"))


def as_json(content: Any) -> str:
    """JSON for people and programs alike: indented, letters as they are."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def findings_csv(reports: Iterable[Report]) -> str:
    """A row for each finding; a cell that a spreadsheet would run as a formula is quoted, numbers are not."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for report in reports:
        files = {document.id: document.file for document in report.packet.documents}
        for finding in report.findings:
            row = (
                report.packet.name, report.outcome, finding.rule, finding.kind, finding.message, finding.citation,
                finding.document, files.get(finding.document or ""), " ".join(finding.fields), finding.expected,
                finding.found,
            )  # fmt: skip
            writer.writerow([_safe(cell) for cell in row])
    return buffer.getvalue()


def _safe(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
