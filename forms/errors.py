"""Errors whose message is a sentence for a person, with the remedy."""

from pathlib import Path


class FormwrightError(Exception):
    """Something the user can mend; the message is shown as it is, never with a traceback."""


class DeclarationError(FormwrightError):
    """A program's own data file (form, rate, letter) is wrong; the message names file and line."""

    def __init__(self, path: Path, line: int | None, message: str) -> None:
        where = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line


class PaperError(FormwrightError):
    """A submitted file or page cannot be read; the packet's other papers still are."""

    def __init__(self, message: str, page: int | None = None) -> None:
        super().__init__(message)
        self.page = page


class IncompleteData(FormwrightError):
    """A document cannot be written because its data lack something; `missing` names each item."""

    def __init__(self, document: str, missing: list[str]) -> None:
        super().__init__(f"{document} cannot be written: {'; '.join(missing)}.")
        self.document = document
        self.missing = missing
