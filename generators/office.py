"""LibreOffice in a child process: from a Word document to a tagged PDF that is the same for the same document."""

import json
import os
import re
import signal
import subprocess
import tempfile
from functools import partial
from pathlib import Path

import pypdfium2

from forms.errors import FormwrightError

TIME_LIMIT = 90.0
"""Seconds for one conversion; a cold start takes one or two, a hundred pages take about ten."""

_EXPORT = {
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
    "PDFUACompliance": {"type": "boolean", "value": "true"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "DisplayPDFDocumentTitle": {"type": "boolean", "value": "true"},
}
_REMEDY = "Try again, or write the document as .docx and print it from there."


def docx_to_pdf(content: bytes, program: str = "soffice", time_limit: float = TIME_LIMIT) -> bytes:
    """The Word document as a tagged PDF; raises FormwrightError where LibreOffice is absent, fails or is slow."""
    with tempfile.TemporaryDirectory(prefix="formwright-office-") as name:
        folder = Path(name)
        source = folder / "document.docx"
        source.write_bytes(content)
        # Two runs on one profile block each other, and the second fails without a word.
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
            "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(_EXPORT)}", "--outdir", str(folder), str(source),
        ]  # fmt: skip
        said = _run(command, folder, time_limit)
        target = folder / "document.pdf"
        if not target.exists():
            raise FormwrightError(f"LibreOffice wrote no PDF: {said or 'it gave no reason'}. {_REMEDY}")
        pdf = target.read_bytes()
    _verify(pdf)
    return _timeless(pdf)


def _run(command: list[str], home: Path, time_limit: float) -> str:
    environment = {**os.environ, "HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )
    except OSError:
        raise FormwrightError(
            f"LibreOffice ({command[0]}) is not on this machine, and PDF letters need it: install it, or write a .docx."
        ) from None
    try:
        said, _ = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired:
        raise FormwrightError(f"LibreOffice did not finish within {time_limit:g} seconds. {_REMEDY}") from None
    finally:
        # soffice is a launcher: its own child would outlive it.
        _end_group(process)
    return said.decode(errors="replace").strip()


def _end_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _verify(pdf: bytes) -> None:
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            pages = len(document)
    except pypdfium2.PdfiumError:
        pages = 0
    if not pages:
        raise FormwrightError(f"LibreOffice wrote a PDF that cannot be opened. {_REMEDY}")


_CLOCKS = (
    (re.compile(rb"(/CreationDate\(D:)[^)]*(\))"), b"20000101000000Z'00'00'"),
    (re.compile(rb"(<xmp:CreateDate>)[^<]*(</xmp:CreateDate>)"), b"2000-01-01T00:00:00Z"),
    (re.compile(rb"(/DocChecksum /)[0-9A-F]*()"), b"0" * 32),
    (re.compile(rb"(/ID \[ <)[0-9A-F]*(>\s*<[0-9A-F]*> \])"), b"0" * 32),
    (re.compile(rb"(/ID \[ <0{32}>\s*<)[0-9A-F]*(> \])"), b"0" * 32),
)


def _timeless(pdf: bytes) -> bytes:
    """The same PDF without the time and chance that LibreOffice puts in; each is replaced in its own length."""
    for pattern, constant in _CLOCKS:
        pdf = pattern.sub(partial(_replaced, constant), pdf)
    return pdf


def _replaced(constant: bytes, found: re.Match[bytes]) -> bytes:
    length = len(found[0]) - len(found[1]) - len(found[2])
    return found[1] + constant[:length].ljust(length, b"0") + found[2]
