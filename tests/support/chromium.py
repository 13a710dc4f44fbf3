"""Debian's Chromium, as the tests and the bench start it."""

from pathlib import Path

from playwright.sync_api import Browser, Playwright

PROGRAM = Path("/usr/bin/chromium")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def start(playwright: Playwright) -> Browser:
    """A browser of its own, that asks nobody on the network."""
    return playwright.chromium.launch(executable_path=str(PROGRAM), args=_FLAGS)
