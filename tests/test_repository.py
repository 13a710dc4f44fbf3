"""What the repository promises of itself: locks, dependencies, docs."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_COPYLEFT = re.compile(r"\bAGPL|Affero", re.I)


def _declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    everything = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [match[0] for entry in everything if (match := re.match(r"[A-Za-z0-9-]+", entry))]


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pinned = set(re.findall(r"^([a-z0-9-]+)==", lock, flags=re.M))
    assert set(_declared()) <= pinned
    entries = re.split(r"^(?=[a-z0-9-]+==)", lock, flags=re.M)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock
    assert "index-url" not in lock


@pytest.mark.parametrize("name", _declared())
def test_every_dependency_has_its_line(name: str) -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    first_cells = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("|"))
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", first_cells)


def test_nothing_installed_is_under_the_agpl() -> None:
    for distribution in distributions():
        metadata = distribution.metadata
        stated = [*(metadata.get_all("License-Expression") or []), *(metadata.get_all("Classifier") or [])]
        assert not any(_COPYLEFT.search(entry) for entry in stated), metadata["Name"]


def test_the_pages_that_documents_link_to_exist() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = page.read_text()
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
        for target in re.findall(r"`((?:docs|scripts|examples)/[\w./-]+)`", text):
            assert (ROOT / target).exists(), f"{page.name} names {target}"
