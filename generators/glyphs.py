"""Whether the machine has a font for a character, so that no empty box is printed where a letter was meant."""

import subprocess
import unicodedata
from functools import cache

_PLAIN = 0x250
"""Letters below it, Latin with its accents, are in the house's font."""


def without_font(text: str) -> list[str]:
    """The characters of the text that no font on this machine shows, each once; none where fontconfig is absent."""
    strange = sorted({char for char in text if ord(char) >= _PLAIN and not _invisible(char)})
    return [char for char in strange if not _shown(char)]


def _invisible(char: str) -> bool:
    """Whether the character has no shape of its own: spaces, controls, and signs that vary the one before."""
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Zs") or "\ufe00" <= char <= "\ufe0f"


@cache
def _shown(char: str) -> bool:
    try:
        found = subprocess.run(
            ["fc-list", f":charset={ord(char):x}", "family"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return True
    return found.returncode != 0 or bool(found.stdout.strip())
