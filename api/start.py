"""The command's way in."""

import gc


def main() -> None:
    """Loads the command with the garbage collector at rest, then runs it: of what is loaded nothing is ever garbage."""
    gc.disable()
    from api import cli

    # Forked readers would have every page of it copied, if it were looked at again.
    gc.freeze()
    gc.enable()
    cli.main()
