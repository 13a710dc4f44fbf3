"""The page on running the service, held to what it describes."""

import re
from pathlib import Path

from api.people.permissions import MAY, ROLES, may
from api.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs/service.md").read_text()


def _table(heading: str) -> list[list[str]]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_setting_stands_in_the_page_with_its_default() -> None:
    told = {name.strip("`"): default.strip("`") for name, default, _ in _table("Settings")}
    defaults = {name: str(field.default) or "none" for name, field in Settings.model_fields.items()}
    assert told == defaults


def test_every_action_stands_in_the_page_with_its_roles() -> None:
    heads = re.search(r"^\| action \|(.*)\|$", PAGE, flags=re.M)
    assert heads
    assert [head.strip() for head in heads[1].split("|")] == list(ROLES)
    told = {row[0].strip("`"): [mark == "yes" for mark in row[1:]] for row in _table("Who may do what")}
    assert told == {action: [may(role, action) for role in ROLES] for action in MAY}
