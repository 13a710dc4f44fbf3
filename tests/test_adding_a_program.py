"""The page on adding a program, followed to the letter: a sixth program works without a change to the code."""

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

PAGE = Path(__file__).parent.parent / "docs/adding-a-program.md"
FILES = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.M | re.S)
COMMANDS = re.compile(r"^    formwright (.+)$", re.M)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every file of the page was written and every command run, in order."""
    root = tmp_path_factory.mktemp("sixth")
    page = PAGE.read_text()
    for name, content in FILES.findall(page):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    for command in COMMANDS.findall(page):
        status = run(root, *shlex.split(command)).returncode
        assert status == (1 if command.startswith("check") else 0), command
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("formwright")), *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def check(root: Path, **values: str) -> dict[str, Any]:
    """The report on the page's claim, filled by a stranger's program."""
    writer = pypdf.PdfWriter(clone_from=root / "claim.pdf")
    writer.update_page_form_field_values(None, dict(values), auto_regenerate=False)
    buffer = io.BytesIO()
    writer.write(buffer)
    (root / "filled.pdf").write_bytes(buffer.getvalue())
    ended = run(root, "check", "filled.pdf", "--programs", "ex-respite", "--as-of", "2026-11-21", "--json", "-")
    report: dict[str, Any] = json.loads(ended.stdout)[0]
    return report


def rules(report: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in report["findings"]}


RIGHT = {
    "parent_name": "Noa Whitfield", "claim_month": "10/2026", "hours": "24.00", "amount": "444.00",
    "signature_date": "11/02/2026",
}  # fmt: skip


def test_the_page_declares_every_kind_of_file() -> None:
    names = {Path(name).name for name, _ in FILES.findall(PAGE.read_text())}
    assert names == {"program.yaml", "policy.md", "claim.yaml", "rules.py", "payment-letter.yaml", "payment.json"}
    assert {command.split()[0] for command in COMMANDS.findall(PAGE.read_text())} == {
        "blank", "rules", "generate", "check",
    }  # fmt: skip


def test_its_form_is_read_and_its_blanks_are_found(folder: Path) -> None:
    report = check(folder, **RIGHT)
    assert report["programs"] == ["ex-respite"]
    assert report["documents"][0]["fields"]["amount"]["value"] == "444.00"
    assert rules(report) == {"respite.field.signature"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"hours": "24.25", "amount": "448.63"}, {"respite.hours"}),
        ({"amount": "443.99"}, {"respite.amount"}),
        ({"claim_month": "01/2027", "amount": "462.00"}, set()),
    ],
)
def test_its_rules_work_with_the_figures_of_the_month(
    folder: Path, changes: dict[str, str], expected: set[str]
) -> None:
    assert rules(check(folder, **{**RIGHT, **changes})) == expected | {"respite.field.signature"}


def test_its_letter_is_written(folder: Path) -> None:
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(folder / "payment.pdf").pages).split())
    assert "We pay you $185.00 for respite in October 2026" in text
    assert "Example County Respite Policy 12, Stipend" in text
