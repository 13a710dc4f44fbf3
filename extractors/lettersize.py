"""How high the letters of a line of print reach and how deep they hang, by which its size is told from a tight box."""

from collections.abc import Iterable

_LOW_LETTERS = frozenset("acegmnopqrsuvwxyz.,:;-–_*·•~=+<>")
_HANGING = frozenset("gjpqyQJ,;()[]{}|/@$")
"""Letters that stay below the height of capitals, and those that reach below the line they stand on."""
CAPITAL, SMALL, BELOW = 0.73, 0.53, 0.21
"""Height of a capital, of a small letter, and depth of what hangs, as shares of the size of the print."""
FULL = CAPITAL + BELOW
"""Height of a line in which letters reach up and hang down."""


def reach(letters: Iterable[str]) -> tuple[float, float]:
    """How far the letters of a line reach above the line they stand on and below it, as shares of the size."""
    found = set(letters)
    return CAPITAL if found - _LOW_LETTERS else SMALL, BELOW if found & _HANGING else 0.0
