"""The command's way in."""

import gc

_NEW_OBJECTS = 10_000
"""Objects made before the collector looks for garbage; at Python's 700 it looks several times a page, in vain."""


def main() -> None:
    """Loads the command with the garbage collector at rest, then runs it: of what is loaded nothing is ever garbage."""
    gc.disable()
    from api import cli

    # Forked readers would have every page of it copied, if it were looked at again.
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()
    cli.main()
