"""Names of papers as their sender gave them, made fit to be shown: they are never used as a path."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

MOST_BYTES = 255
_LONGEST_ENDING = 16
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Kinds of characters that are obeyed instead of shown: controls, turns of writing direction, halves of characters."""
_DRIVE = re.compile(r"^[A-Za-z]:$")


def clean_name(sent: str) -> str:
    """The name with the folders that it has within the packet, without any trick of spelling.

    >>> clean_name("C:\\\\fakepath\\\\../in/voice\\u202efdp.exe")
    'fakepath/in/voicefdp.exe'
    """
    parts = [_clean_part(part) for part in re.split(r"[/\\]", sent)]
    kept = [part for part in parts if part not in ("", ".", "..") and not _DRIVE.match(part)]
    if not kept:
        return "paper"
    kept[-1] = _cut(kept[-1], MOST_BYTES)
    while len("/".join(kept).encode()) > MOST_BYTES:
        del kept[0]
    return "/".join(kept)


def clean_line(text: str) -> str:
    """Words on one line, as a name or a number is typed into a form."""
    return _clean_part(text)


def _clean_part(text: str) -> str:
    spaced = "".join(" " if char in "\t\r\n" else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN).split())


def _cut(name: str, most: int) -> str:
    """The name in at most so many bytes, its ending kept."""
    if len(name.encode()) <= most:
        return name
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending.encode()) <= _LONGEST_ENDING else ""
    stem = name[: len(name) - len(ending)] if ending else name
    return stem.encode()[: most - len(ending.encode())].decode("utf-8", "ignore").rstrip() + ending


def distinct(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names, a number added to those that came before: no paper hides another.

    >>> distinct(["a.pdf", "a.pdf", "in/a.pdf"])
    ['a.pdf', 'a (2).pdf', 'in/a.pdf']
    """
    used, given = set(taken), []
    for name in names:
        own, number = name, 2
        while own in used:
            own, number = _numbered(name, number), number + 1
        used.add(own)
        given.append(own)
    return given


def _numbered(name: str, number: int) -> str:
    path = PurePosixPath(name)
    ending = path.suffix if len(path.suffix) <= _LONGEST_ENDING else ""
    folder = "" if path.parent == PurePosixPath(".") else f"{path.parent}/"
    mark = f" ({number})"
    room = MOST_BYTES - len(f"{folder}{mark}{ending}".encode())
    stem = path.name[: len(path.name) - len(ending)] if ending else path.name
    return f"{folder}{_cut(stem, room)}{mark}{ending}"
