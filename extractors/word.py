"""Word documents: printed to PDF by LibreOffice in a process of its own, and read from there."""

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from extractors.revisions import settle
from forms.errors import PaperError

SECONDS = 90
"""A start of LibreOffice takes three seconds, a paper of a few pages one more."""
# Content controls are printed as they look: as form fields they would lose their place in a table.
_FILTER = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}'
_PRINTED = 0.97
"""Share of a document's letters below which some of its text was not printed; hidden text seldom is more."""
# No macros, and nothing fetched that the document links to.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


@contextlib.contextmanager
def printed(path: Path, name: str) -> Iterator[Path]:
    """The document as a PDF, removed afterwards; raises PaperError where it cannot be printed."""
    with tempfile.TemporaryDirectory(prefix="formwright-") as folder:
        work = Path(folder)
        source = work / "paper.docx"
        letters = settle(path, source)
        _print(source, work, name)
        result = work / "paper.pdf"
        if result.exists() and (shown := _letters(result)) < _PRINTED * letters:
            # Where no row may be broken LibreOffice loses those that follow the last one of a page, now and then.
            settle(path, source, whole_rows=False)
            kept = result.rename(work / "kept.pdf")
            _print(source, work, name)
            if not result.exists() or _letters(result) <= shown:
                result = kept
        if not result.exists() or not result.stat().st_size:
            raise PaperError(f"{name} is damaged: Word's content in it cannot be read. Save it as PDF and send that.")
        yield result


def _letters(pdf: Path) -> int:
    """The letters and figures of the print; 0 where it cannot be opened."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            texts = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError:
        return 0
    return sum(letter.isalnum() for text in texts for letter in text)


def _print(source: Path, work: Path, name: str) -> None:
    profile = work / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [
        "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
        "--convert-to", _FILTER, "--outdir", str(work), str(source),
    ]  # fmt: skip
    try:
        # A group of its own: soffice starts soffice.bin, which outlives it when only the parent is ended. The session
        # stays that of the reading process, whose end is the end of LibreOffice too.
        process = subprocess.Popen(
            command,
            process_group=0,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(work)},
        )
    except FileNotFoundError:
        raise PaperError(f"{name} is a Word document, and LibreOffice is not installed. Send it as PDF.") from None
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise PaperError(f"{name} took too long to open. Save it as PDF and send that.") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
