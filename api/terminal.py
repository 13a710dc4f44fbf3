"""What a person reads: text from papers and file names without their tricks, and output that nobody reads any more."""

import io
import os
import sys
import unicodedata

from rich.console import Console

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Kinds of characters that a terminal obeys instead of showing them, turns of writing direction among them."""
_PIPE_WIDTH = 120
"""Columns, where there is no terminal to ask."""


def shown(text: str) -> str:
    """The text on one line, with every character that a terminal would obey spelt out, as `\\x1b`."""
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _UNSEEN else char
        for char in text
    )


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Goes on without a reader: files are still to be written, and the exit status still says what was found."""
        without_reader()


def console(*, stderr: bool = False) -> Console:
    """Where a person reads: as wide as the terminal, and of a fixed width in a pipe."""
    found = _Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else _Console(stderr=stderr, highlight=False, width=_PIPE_WIDTH)


def without_reader() -> None:
    """Sends what is still printed nowhere, once the reader of our output went away as `head` does."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def allow_any_text() -> None:
    """Has a terminal that is not told to use UTF-8 show other characters spelt out, where it would fail otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
